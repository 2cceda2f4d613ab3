"""Edits at every node; sizes that suffice; the convention of symmetric matrices; ``sn.check``."""

from __future__ import annotations

from random import Random

import pytest
import sympy as sp

import symnn as sn
from symnn.check.all_sizes import Enough, enough
from symnn.check.api import derivative
from symnn.check.claim import Equality
from symnn.check.conventions import independent_entries
from symnn.check.deadline import Deadline
from symnn.check.document import judged_document
from symnn.check.edits import Edit, Words, Workshop, elementwise, everywhere, placed
from symnn.check.resolve import Resolution
from symnn.check.term_bounds import UnboundedError
from symnn.check.trial import Trial, domain_points
from symnn.language.bracket import Bracket
from symnn.language.symbol import DerivativeSymbol
from symnn.language.tensor import Tensor
from symnn.notation.reader.document import read_document

n, m = sn.dims("n m")
x, y = sn.vector("x", n), sn.vector("y", n)
A, B = sn.matrix("A", n, n), sn.matrix("B", n, m)
s, t, r = sn.scalar("s"), sn.scalar("t"), sn.scalar("r")
S, T, R = s.expr, t.expr, r.expr
i, j, k = (sn.index(name, n) for name in "ijk")
X, Y = x.symbol, y.symbol
SHOP = Workshop({}, (), ())


def renamed(old, new):
    """The edit that writes another quantity for one."""

    def make(node, scope, workshop):
        if node == old:
            yield Edit("name", Words("{}", (node,)), new)

    return make


def edited(make, expr, scope=()):
    return [edit.expr for edit in everywhere(make, expr, scope, SHOP)]


@pytest.mark.parametrize(
    ("expr", "found"),
    [
        (S, [R]),
        (S + T, [R + T]),
        (S * T + S**2, {R * T + S**2, S * T + R**2}),
        (sp.exp(S) * T, [sp.exp(R) * T]),
        (T, []),
        (2 * sp.log(S + T), [2 * sp.log(R + T)]),
        (sp.KroneckerDelta(i, j) * S, [sp.KroneckerDelta(i, j) * R]),
        (sp.Piecewise((S, T > 0), (T, True)), [sp.Piecewise((R, T > 0), (T, True))]),
        (sp.Piecewise((T, S > 0), (2 * S, True)), [sp.Piecewise((T, S > 0), (2 * R, True))]),
    ],
)
def test_an_edit_at_every_node(expr, found) -> None:
    made = edited(renamed(S, R), expr)
    assert len(made) == len(found)
    assert set(made) == set(found)


def test_cases_are_not_edited_as_a_whole() -> None:
    cases = sp.Piecewise((S, T > 0), (T, True))
    assert edited(renamed(cases, R), cases) == []
    assert edited(renamed(cases, R), cases + S) == []


@pytest.mark.parametrize("expr", [X[i], sp.KroneckerDelta(i, j), Bracket(i - 1)])
def test_indices_are_no_parts(expr) -> None:
    assert edited(renamed(i, j), expr) == []


def test_sums_and_operations_bind_their_indices() -> None:
    scopes = []

    def make(node, scope, workshop):
        scopes.append((node, scope))
        if node == X[i]:
            yield Edit("name", Words("x"), Y[i])

    total = sn.total(x * s).expr
    (bound,) = total.variables
    body = total.function
    found = list(everywhere(make, total, (j,), SHOP))
    assert found == []
    assert (total, (j,)) in scopes
    assert (body, (j, bound)) in scopes
    named = total.xreplace({bound: i})
    (edit,) = everywhere(make, named, (j,), SHOP)
    assert edit.expr == named.xreplace({X[i]: Y[i]})
    node = sn.logsumexp(x).expr
    ((_, (inside,)),) = node.operands
    (made,) = edited(renamed(X[inside], Y[inside]), 3 * node)
    assert made == 3 * type(node).of([(Y[inside], (inside,))], ())


def test_each_operand_is_edited_alone() -> None:
    ell = sn.function("ell", scalar=True)
    node = ell(x, y * s).expr
    ((first, (one,)), (second, (two,))) = node.operands
    (made,) = edited(renamed(X[one], 2 * X[one]), node)
    assert made.operands == ((2 * X[one], (one,)), (second, (two,)))
    (made,) = edited(renamed(S, R), node)
    assert made.operands[0] == (first, (one,))
    assert made.operands[1] == (Y[two] * R, (two,))
    assert made.outputs == node.outputs


def test_what_is_no_real_number_is_no_edit() -> None:
    assert edited(renamed(S, -sp.exp(T)), 1 + sp.log(S)) == []
    assert edited(renamed(S, sp.exp(T)), 1 + sp.log(S * R)) == [1 + sp.log(R * sp.exp(T))]
    assert edited(renamed(S, sp.Integer(-2)), 1 + sp.sqrt(S)) == []


def test_entries_at_the_indices_in_scope() -> None:
    a = sn.index("a", m)
    assert list(placed(X, (i, j, a))) == [X[i], X[j]]
    assert list(placed(B.symbol, (i, a))) == [B.symbol[i, a]]
    assert list(placed(A.symbol, (i, j))) == [A.symbol[i, j], A.symbol[j, i]]
    assert list(placed(A.symbol, (i,))) == []
    assert list(placed(B.symbol, (i, j))) == []
    assert list(placed(s.symbol, (i,))) == [S]


def test_words_show_expressions() -> None:
    words = Words("{} is no {}", (S, T))
    assert words.text(lambda expr: f"<{expr}>") == "<s> is no <t>"
    assert Words("plain").text(str) == "plain"


def test_slopes_of_quantities() -> None:
    model = sn.Model()
    z = model.define("z", A @ x)
    a = model.define("a", sn.tanh(z))
    shop = Workshop(dict(model.equations), (), ())
    assert (
        shop.slope_of(a.symbol[k]) == 1 - sp.tanh(z.symbol[k]) ** 2
        or shop.slope_of(a.symbol[k]) == 1 - a.symbol[k] ** 2
    )
    assert shop.slope_of(z.symbol[k]) is None
    assert shop.slope_of(X[k]) is None
    assert shop.slope_of(S + T) is None
    assert elementwise(sn.relu(s).expr).name == "relu"
    assert elementwise(S) is None
    assert elementwise(S + T) is None
    assert elementwise(sp.Function("strange")(S)) is None
    assert elementwise(sn.function("known")(s).expr) is not None


# ---- sizes that suffice -------------------------------------------------------------------------

N = Tensor(n, ())


def sizes(tensor, free=(), names=(n,)):
    return [
        (way.zero, [tuple(size[name] for name in names) for size in way.sizes])
        for way in enough(tensor.expr, free, names)
    ]


def span(first: int, count: int) -> list[tuple[int]]:
    return [(size,) for size in range(first, first + count)]


TANH = sn.total(sn.tanh(x))
CASES = [
    # the indices of a term, then as many sizes more as powers and loose indices
    (s, (), span(2, 1), span(2, 1)),
    (x, x.indices, span(2, 1), span(2, 1)),
    (sn.outer(x, y) + A, (i, j), span(2, 1), span(2, 1)),
    (sn.outer(x, y) * (x @ y), (i, j), span(3, 1), span(3, 2)),
    (TANH, (), span(2, 2), span(2, 2)),
    (sn.total(sn.tanh(A)), (), span(2, 3), span(2, 3)),
    (N * TANH, (), span(2, 3), span(2, 3)),
    (TANH / N, (), span(2, 3), span(2, 3)),
    (N**2 * (x @ y) / N**0, (), span(2, 3), span(2, 4)),
    (x @ y / N**2 + N * s, (), span(2, 4), span(2, 5)),
]


@pytest.mark.parametrize(("tensor", "free", "zero", "generic"), CASES)
def test_the_sizes_that_suffice(tensor, free, zero, generic) -> None:
    assert sizes(tensor, free) == [(True, zero), (False, generic)]


def test_a_grid_of_two_sizes() -> None:
    total = sn.total(B) * Tensor(m, ())
    found = sizes(total, (), (m, n))
    assert found[0] == (True, [(2, 2), (3, 2)])
    assert found[1] == (False, [(a, b) for a in (2, 3, 4) for b in (2, 3)])
    assert enough(s.expr, (), (n,)).__next__() == Enough(True, [{n: 2}])


def test_the_largest_size_and_the_largest_grid() -> None:
    # sizes 2 to 9 are tested, no larger ones
    assert sizes(N**7 * s)[0] == (True, span(2, 8))
    with pytest.raises(UnboundedError, match="too many or too large sizes"):
        sizes(N**8 * s)
    assert len(sizes(Tensor(n**5 * m**3, ()), (), (m, n))[0][1]) == 24
    with pytest.raises(UnboundedError, match="too many or too large sizes"):
        sizes(Tensor(n**4 * m**4, ()), (), (m, n))
    # for zero entries fewer sizes suffice, and may be all that can be tested
    assert [zero for zero, _ in sizes(N**7 * (x @ y))] == [True]


@pytest.mark.parametrize(
    ("tensor", "words"),
    [
        (sn.tanh(sn.total(x)) * sn.tanh(s), "a function of a sum, and of another argument"),
        (sn.sqrt(x @ x) + sn.sqrt(y @ y), "functions of several sums"),
        (sn.sqrt(x @ x) * sn.sqrt(s), "a function of a sum, and of another argument"),
    ],
)
def test_functions_of_sums_are_one_unknown(tensor, words: str) -> None:
    with pytest.raises(UnboundedError, match=words):
        sizes(tensor)


def test_a_size_that_is_made_of_others_is_refused() -> None:
    with pytest.raises(UnboundedError, match="is no plain one"):
        sizes(s, (sn.index("i", n - 1),))
    assert sizes(s, (sn.index("i", sp.Integer(4)),))


# ---- symmetric matrices -------------------------------------------------------------------------

K = sn.matrix("K", n, n)
FREE = sn.outer(x, y)
BOTH = FREE + FREE.T


def convention(claim, *, stated=True, of="L", by="K"):
    model = sn.Model()
    model.define("L", x @ K @ y)
    model.define("v", K @ y)
    symbol = DerivativeSymbol(model.symbol(of), model.symbol(by))
    facts = (sn.symmetric(K),) if stated else (sn.symmetric(A), sn.Eq(s, 1))
    given = Equality(Resolution(model), symbol[claim.indices], claim.expr, claim.indices, facts)
    return independent_entries(Trial(given, domain_points(given, Random(0)), Deadline(None)))


@pytest.mark.parametrize(
    ("claim", "named"),
    [
        (BOTH - FREE * sn.eye(n), True),
        (BOTH, False),
        (BOTH - 2 * FREE * sn.eye(n), False),
        (FREE, False),
        (FREE + 2 * FREE.T - 2 * FREE * sn.eye(n), False),
        (BOTH - FREE * sn.eye(n) + 0 * sn.log(-1 - s**2), True),
        (BOTH - FREE * sn.eye(n) + sn.log(-1 - s**2), False),
    ],
)
def test_the_derivative_by_independent_entries(claim, named: bool) -> None:
    hint = convention(claim)
    assert (hint is not None) is named
    if hint is not None:
        assert hint.kind == "convention"
        assert hint.words.startswith("this is the derivative by the independent entries of K, G + ")
        assert "K[i,j] and K[j,i] move together" in hint.words
    assert convention(claim, stated=False) is None


def test_other_derivatives_have_no_independent_entries() -> None:
    assert convention(K @ y, by="x") is None
    assert convention(K, of="v", by="y") is None


# ---- names of derivatives -----------------------------------------------------------------------


def test_derivatives_by_one_or_several_quantities() -> None:
    model = sn.Model()
    model.define("L", x @ K @ y)
    symbol = derivative(model, "L", "x")
    assert symbol == DerivativeSymbol(model.symbol("L"), model.symbol("x"))
    assert derivative(model, "L", ("x", "y")) == DerivativeSymbol(symbol, model.symbol("y"))
    with pytest.raises(TypeError, match="not a list"):
        derivative(model, "L", ["x"])


def test_zero_is_the_zero_of_every_shape() -> None:
    model = sn.Model()
    model.define("L", x @ x)
    model.define("M", s * 3 + x @ x - x @ x)
    wrong = sn.check(model, "L", "x", 0)
    assert (wrong.kind, wrong.shape) == ("refuted", ("n",))
    assert wrong.counterexample is not None
    assert sn.check(model, "L", "x", 1).evidence[0].startswith("∂L/∂x has shape (n,)")
    flat = sn.check(model, "L", "x", 0 * sn.outer(x, x))
    assert (flat.kind, flat.counterexample) == ("refuted", None)
    assert sn.check(model, "M", ("s", "x"), 0).kind == "proved"


@pytest.mark.parametrize("timeout", [0.0, None])
def test_the_time_for_a_claim(timeout) -> None:
    model = sn.Model()
    model.define("L", x @ x)
    found = sn.check(model, "L", "x", 2 * x, timeout=timeout, seed=9)
    assert found.kind == ("unclear" if timeout == 0.0 else "proved")
    assert found.seed == 9


def test_families_and_letters_are_refused() -> None:
    model = sn.Model()
    model.define("L", x @ x)
    with pytest.raises(TypeError, match="at='k' names the indices of a claim in LaTeX"):
        sn.check(model, "L", "x", 2 * x, at="k")
    assert sn.check(model, "L", "x", "2 x_k", at="k", answers=True).kind == "proved"
    wrong = sn.check(model, "L", "x", "3 x_k", at="k", answers=True)
    assert wrong.hint.answer == "2 x"
    assert sn.check(model, "L", "x", "3 x_k", at="k").hint.answer == ""


@pytest.mark.parametrize(
    ("latex", "kind", "hint"),
    [
        (r"2 x^\top", "refuted", "layout"),
        (r"2 x x^\top", "refuted", "shape"),
        ("2 x", "proved", None),
    ],
)
def test_shapes_of_claims_in_latex(latex: str, kind: str, hint: str | None) -> None:
    model = sn.Model()
    model.define("L", x @ x)
    found = sn.check(model, "L", "x", latex, seed=3)
    assert (found.kind, found.seed, found.shape) == (kind, 3, ("n",))
    assert (found.hint.kind if found.hint else None) == hint


def test_a_condition_that_is_not_stated_is_no_accident() -> None:
    # with x > a the claim holds at points with x < a, where nothing is claimed
    text = r"Let $x, a \in \mathbb{R}$, $f = |x - a|$, $x > a$. $\frac{df}{da} = 1$"
    for seed in range(3):
        (found,) = [
            one.verdict
            for one in judged_document(read_document(text, "t.tex"), seed=seed).judged
            if one.verdict is not None
        ]
        assert found.kind == "refuted"
        assert found.hint is None or found.hint.kind != "condition"
