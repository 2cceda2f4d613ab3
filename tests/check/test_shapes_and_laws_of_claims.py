"""Claims of the wrong shape and what would mend them; and what a proof knows of powers and sums."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.check.deadline import Deadline, TimeOutError
from symnn.check.engine import Judge
from symnn.check.knowledge import CheckedKnowledge, _softmax_sums
from symnn.check.layout import (
    judged_shape,
    missing_sum,
    says_transposed,
    turned,
    turns,
    wrong_shape,
)
from symnn.check.misfits import TRIED, misfit_verdict
from symnn.check.verdict import Verdict
from symnn.language.expression import ONE, bound_by, total_over
from symnn.language.facts import Fact
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol
from symnn.language.tensor import Tensor
from symnn.notation.reader.claim import Claim, Instance, Misfit, MisfitKind

n, m = sn.dims("n m")
i, j, r, k = Index(n, "i"), Index(n, "j"), Index(m, "r"), Index(m, "k")
u, z = sn.vector("u", n).symbol, sn.vector("z", m).symbol
A = sn.matrix("A", n, m).symbol
LIMIT = Deadline(None)


# ---- layouts -----------------------------------------------------------------------------------


def test_which_derivatives_are_turned():
    x, L, f = (sn.vector("x", n).symbol, sn.scalar("L").symbol, sn.vector("f", m).symbol)
    gradient, jacobian = DerivativeSymbol(L, x), DerivativeSymbol(f, x)
    slope, hessian = DerivativeSymbol(f, sn.scalar("t").symbol), DerivativeSymbol(gradient, x)
    turned_in = {
        layout: [turns(layout, d) for d in (gradient, jacobian, slope, hessian)]
        for layout in ("auto", "mixed", "numerator", "denominator")
    }
    assert turned_in == {
        "auto": [False] * 4,
        "mixed": [False] * 4,
        "numerator": [True, False, False, False],
        "denominator": [False, True, False, False],
    }


def instance(left, right):
    return Instance(left, right)


def test_axes_reversed():
    left, right = Tensor(A[i, r], (i, r)), Tensor(A[j, k] + 1, (k, j))
    assert turned(instance(Tensor(u[i], (i,)), None)) is None
    assert turned(instance(left, right)) == A[i, r] + 1
    assert turned(instance(left, Tensor(A[j, k], (j, k)))) is None
    # rows and columns of one entry are flat
    one, flat = Index(sp.Integer(1), "o"), sn.matrix("R", 1, n).symbol
    row = Tensor(flat[one, j], (one, j))
    assert turned(instance(Tensor(u[i], (i,)), row)) == flat[ONE, i]
    assert turned(instance(Tensor(u[i], (i,)), Tensor(u[j], (j,)))) == u[i]


@pytest.mark.parametrize(
    ("free", "right", "truth", "words"),
    [
        ((i,), (i, r), total_over(A[i, r], [r]), "a sum over m is missing"),
        ((i,), (i, r), total_over(A[i, r], [r]) / m, "a mean over m is missing"),
        ((r,), (i, r), total_over(A[i, r], [i]), "a sum over n is missing"),
        ((r,), (i, r), total_over(A[i, r], [i]) / n, "a mean over n is missing"),
        ((r,), (i, r), total_over(A[i, r], [i]) * n, None),
        ((r,), (i, r), 2 * total_over(A[i, r], [i]) / n, None),
        ((), (i, r), None, None),
        ((i, r), (i, r), None, None),
    ],
)
def test_a_sum_or_mean_that_is_missing(free, right, truth, words):
    fresh = tuple(index.fresh() for index in right)
    claim = Tensor(A[fresh], fresh)
    tried = []

    def holds(expr):
        tried.append(expr)
        return truth is not None and sp.simplify(_plain(expr) - _plain(truth)) == 0

    found = missing_sum(free, claim, holds)
    assert (found and (found.kind, found.words)) == (words and ("missing sum", words))
    assert bool(tried) == (truth is not None)


def _plain(expr):
    """A sum by the name of what it runs over."""
    return expr.replace(
        lambda node: isinstance(node, sp.Sum),
        lambda node: sp.Symbol(f"total over {bound_by(node)[0].dimension}"),
    )


def test_axes_that_both_sides_have_are_not_summed():
    claim = Tensor(A[i, r] * u[i], (i, r))
    seen = []
    assert missing_sum((i,), claim, lambda expr: seen.append(expr) or True, str).words == (
        f"a sum over {r} is missing"
    )
    assert missing_sum((r,), Tensor(u[i] * z[r], (r, i)), lambda expr: True).words == (
        "a sum over n is missing"
    )


def model() -> sn.Model:
    made = sn.Model()
    X, w = sn.matrix("X", m, n), sn.vector("w", n)
    W = sn.matrix("W", n, m)
    made.define("L", sn.total((X @ w) ** 2) / 2)
    made.define("q", sn.total((X @ W) ** 2) / 2)
    return made


def shaped(wrt, right, of="L"):
    made = model()
    court = Judge(made, seed=4)
    symbol = DerivativeSymbol(made.symbol(of), made.symbol(wrt))
    return wrong_shape(court, symbol, right(made))


def test_the_wrong_shape_is_named_and_mended():
    found = shaped(
        "w", lambda t: t["X"] * t["w"] * sn.outer(t["X"] @ t["w"], 0 * t["w"] + 1) / t["w"]
    )
    assert found.kind == "refuted"
    assert (found.shape, found.seed) == (("n",), 4)
    assert found.evidence == ("∂L/∂w has shape (n,), the right side (m, n)",)
    assert (found.hint.kind, found.hint.words) == ("missing sum", "a sum over m is missing")
    plain = shaped("w", lambda t: t["X"] @ t["w"]).hint
    assert (plain.kind, plain.words) == ("shape", "the right side must have shape (n,)")


def test_the_other_layout_is_named_where_it_is_right():
    other = shaped("W", lambda t: t["W"].T @ t["X"].T @ t["X"], "q").hint
    assert (other.kind, other.words) == (
        "layout", "the transpose is right: this is the other layout"
    )  # fmt: skip
    wrong = shaped("W", lambda t: 2 * t["W"].T @ t["X"].T @ t["X"], "q").hint
    assert (wrong.kind, wrong.words) == ("shape", "the right side must have shape (n, m)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Using the denominator layout we find", True),
        ("in 'denominator layout'", True),
        ("We adopt denominator-layout", True),
        ("following the so-called denominator layout", True),
        ("We use numerator layout.", False),
        ("The denominator layout is another one.", False),
    ],
)
def test_what_a_document_says_of_its_layout(text, expected):
    assert says_transposed(text) is expected


# ---- misfits -----------------------------------------------------------------------------------


class Fixed(Judge):
    """A judge that finds the first, second, … question right, and notes the time given."""

    def right(self, *numbers):
        self.numbers, self.limits = numbers, []
        return self

    def judge(self, left, right, free=(), *, tolerance=None, deadline=None):
        self.limits.append(deadline)
        return Verdict("proved" if len(self.limits) in self.numbers else "refuted")


MATRIX, TURNED = Tensor(A[i, r], (i, r)), Tensor(A[j, k], (k, j))
VECTOR = Tensor(u[i], (i,))
SUMMED = ("missing sum", "a sum over k is missing")
MEAN = ("missing sum", "a mean over k is missing")
SHAPE = ("shape", "the right side must have shape (n,)")


@pytest.mark.parametrize(
    ("kind", "left", "right", "numbers", "expected"),
    [
        (MisfitKind.LAYOUT, MATRIX, TURNED, (1,),
         ("layout", "the transpose is right: this is the other layout")),
        (MisfitKind.LAYOUT, MATRIX, TURNED, (),
         ("transpose", "the transpose has the right shape")),
        (MisfitKind.LAYOUT, MATRIX, None, (1,),
         ("transpose", "the transpose has the right shape")),
        (MisfitKind.SHAPE, VECTOR, TURNED, (1,), SUMMED),
        (MisfitKind.SHAPE, VECTOR, TURNED, (2,), MEAN),
        (MisfitKind.SHAPE, VECTOR, TURNED, (), SHAPE),
        (MisfitKind.SHAPE, VECTOR, None, (1,), SHAPE),
        (MisfitKind.FREE_INDEX, VECTOR, TURNED, (1,), SUMMED),
        (MisfitKind.FREE_INDEX, VECTOR, TURNED, (),
         ("missing sum", "an index is left over: is a sum missing?")),
        (MisfitKind.FREE_INDEX, VECTOR, None, (1,),
         ("missing sum", "an index is left over: is a sum missing?")),
        (MisfitKind.NO_SHAPE, VECTOR, TURNED, (1,), SHAPE),
        (MisfitKind.NO_SHAPE, VECTOR, None, (1,), SHAPE),
        (MisfitKind.INDEX, VECTOR, TURNED, (1,),
         ("index", "an index stands at two axes of different sizes: one of them is wrong")),
    ],
)  # fmt: skip
def test_what_mends_a_misfit(kind, left, right, numbers, expected):
    court = Fixed(sn.Model(), seed=9).right(*numbers)
    misfit = Misfit(kind, "they do not fit", (n,))
    claim = Claim((Instance(left, right),), None, misfit)
    found = misfit_verdict(court, claim, misfit, Deadline(500.0))
    assert (found.hint.kind, found.hint.words) == expected
    assert (found.kind, found.evidence, found.shape, found.seed) == (
        "refuted", ("they do not fit",), ("n",), 9
    )  # fmt: skip
    assert all(limit.seconds == TRIED for limit in court.limits)


def test_the_first_instance_is_mended():
    court = Fixed(sn.Model()).right(1)
    misfit = Misfit(MisfitKind.SHAPE, "", (n,))
    instances = (Instance(VECTOR, TURNED), Instance(VECTOR, None))
    found = misfit_verdict(court, Claim(instances, None, misfit), misfit, LIMIT)
    assert found.hint.kind == "missing sum"


def test_the_shape_comes_before_the_entries():
    made = model()
    court = Judge(made)
    symbol = DerivativeSymbol(made.symbol("L"), made.symbol("w"))
    right = made["X"].T @ (made["X"] @ made["w"])
    assert judged_shape(court, symbol, right).kind == "proved"
    assert judged_shape(court, symbol, 2 * right).hint.kind == "factor"
    for wrong in (made["X"] @ made["w"], made["X"], sn.total(right)):
        assert "has shape (n,)" in judged_shape(court, symbol, wrong).evidence[0]


def test_a_repair_is_tried_as_long_as_there_is_time():
    court = Fixed(sn.Model()).right()
    misfit = Misfit(MisfitKind.LAYOUT, "", (n, m))
    misfit_verdict(court, Claim((Instance(MATRIX, TURNED),), None, misfit), misfit, Deadline(3.0))
    (limit,) = court.limits
    assert 0 < limit.seconds <= 3


# ---- what a proof knows ------------------------------------------------------------------------


def knowledge(*facts, equations=(), deadline=LIMIT):
    return CheckedKnowledge(facts, equations, deadline)


x, y = sn.scalar("x").symbol, sn.scalar("y").symbol
SIGNS = Fact(y**2, sp.S.One, (), "y is 1 or -1")
BITS = Fact(y**2, y, (), "y is 0 or 1")
FOUR = Fact(y**2, sp.Integer(4), (), "y is 2 or -2")
CUBE = Fact(y**3, sp.S.One, (), "y³ = 1")


@pytest.mark.parametrize(
    ("fact", "power", "lowered"),
    [
        (SIGNS, 2, 1), (SIGNS, 3, y), (SIGNS, 4, 1), (SIGNS, 7, y), (SIGNS, 1, y),
        (BITS, 2, y), (BITS, 3, y), (BITS, 5, y), (BITS, 1, y),
        (SIGNS, -1, 1 / y), (BITS, -2, y**-2), (BITS, sp.Rational(5, 2), y ** sp.Rational(5, 2)),
        (FOUR, 2, y**2), (CUBE, 3, y**3), (CUBE, 2, y**2),
    ],
)  # fmt: skip
def test_powers_are_lowered_by_their_law(fact, power, lowered):
    known = knowledge(fact)
    factors, bound = known.reduced([x, y**power], [])
    assert sp.Mul(*factors) == x * lowered
    assert list(bound) == []
    changed = y**power != lowered
    assert list(known.used) == ([fact.text] if changed else [])
    # nothing is known of another quantity
    assert sp.Mul(*known.reduced([x**power], [])[0]) == x**power


def test_factors_that_were_lowered_are_multiplied_and_others_stay():
    h = sn.step(sn.scalar("x")).expr
    known = knowledge(SIGNS)
    assert known.reduced([x, y**2], [])[0] == [x]
    assert known.reduced([y**2, h**3], [])[0] == [h]
    assert known.reduced([x * y], [])[0] == [x * y]


def test_powers_of_steps_are_lowered():
    h = sn.step(sn.scalar("x")).expr
    known = knowledge()
    assert known.reduced([h**2, y], [])[0] in ([h, y], [y, h])
    assert known.reduced([h**3], [])[0] == [h]
    assert known.reduced([1 / h, y], [])[0] == [1 / h, y]
    assert known.reduced([h], [])[0] == [h]
    assert list(known.used) == []


def test_a_softmax_sums_to_one_where_it_is_defined():
    made = sn.Model()
    p = made.define("p", sn.softmax(sn.vector("u", n)))
    P = made.define("P", sn.softmax(sn.matrix("A", n, m)))
    made.define("s", 2 * sn.softmax(sn.vector("u", n)))
    first, second = _softmax_sums(made.equations.values())
    assert (first.left, first.right, first.indices, first.text) == (
        total_over(p.symbol[made.equations["p"].indices], made.equations["p"].indices), 1, (), ""
    )  # fmt: skip
    rows, columns = made.equations["P"].indices
    assert second.left == total_over(P.symbol[rows, columns], [columns])
    assert second.indices == (rows,)


def test_the_time_is_asked_for_at_every_term():
    late = knowledge(deadline=Deadline(0.0))
    assert late.sums
    with pytest.raises(TimeOutError):
        late.reduced([x], [])
