"""What an equality says of its quantities: sizes, inputs, equations, values that facts give."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.check.claim import Equality, names_free
from symnn.check.domains import domain_facts
from symnn.check.resolve import Resolution
from symnn.language.symbol import DerivativeSymbol
from symnn.language.tensor import Tensor
from symnn.notation.reader.document import read_document

n, m, k = sn.dims("n m k")
x, y, b = sn.vector("x", n), sn.vector("y", n), sn.vector("b", m)
s, t, r = sn.scalar("s"), sn.scalar("t"), sn.scalar("r")
A, K = sn.matrix("A", m, n), sn.matrix("K", k, k)
ZERO = sp.S.Zero


def equality(left, right=ZERO, free=(), model=None, **options) -> Equality:
    sides = (sp.sympify(getattr(side, "expr", side)) for side in (left, right))
    return Equality(Resolution(model or sn.Model()), *sides, free, **options)


def layers() -> sn.Model:
    model = sn.Model()
    z = model.define("z", A @ x + b)
    a = model.define("a", sn.tanh(z))
    model.define("L", a @ a)
    model.define("other", K @ sn.vector("q", k))
    return model


# ---- equations ----------------------------------------------------------------------------------


def test_equations_that_are_needed() -> None:
    model = layers()
    claim = equality(model["L"], s, model=model)
    assert list(claim.needed()) == ["z", "a", "L"]
    assert list(claim.needed(model["z"].expr)) == ["z"]
    assert list(claim.needed(s.expr)) == []
    assert list(equality(s, model["a"], model=model).needed()) == ["z", "a"]
    assert claim.ordered(["L", "z"]) == ["z", "L"]
    assert claim.ordered(["a"]) == ["a"]
    assert claim.difference == model["L"].expr - s.expr


def test_derivatives_are_resolved() -> None:
    model = layers()
    symbol = DerivativeSymbol(model.symbol("L"), model.symbol("b"))
    index = sn.index("i", m)
    claim = equality(symbol[index], 0, (index,), model)
    assert symbol.name in claim.equations
    assert symbol.name in claim.needed()
    assert sorted(claim.inputs()) == ["A", "b", "x"]


def test_inputs_by_name() -> None:
    model = layers()
    assert list(equality(model["z"], t, model=model).inputs()) == ["A", "b", "t", "x"]
    assert list(equality(model["L"], t, model=model).inputs(t.expr)) == ["t"]
    assert equality(t, s).inputs() == {"s": s.symbol, "t": t.symbol}


def test_inputs_of_facts_that_are_about_the_claim() -> None:
    fact, other = sn.Eq(s + r, 1), sn.Eq(t, 1)
    claim = equality(s, 2, facts=(fact, other))
    assert list(claim.inputs()) == ["r", "s"]
    assert list(claim.inputs(s.expr)) == ["s"]  # of an expression alone
    claim = equality(s, 2, facts=(sn.Eq(s, r),))
    assert list(claim.inputs()) == ["r", "s"]


@pytest.mark.parametrize(
    ("fact", "uses"),
    [
        (sn.Eq(s, 1), True), (sn.Eq(t, 1), False), (sn.Eq(s + t, 1), True), (sn.Eq(t, s), False),
        (sn.symmetric(K), True), (sn.symmetric(sn.matrix("B", n, n)), False),
    ],
)  # fmt: skip
def test_whether_a_fact_is_used(fact, uses: bool) -> None:
    model = layers()
    assert equality(model["other"], s, model["other"].indices, model).uses(fact) is uses


# ---- sizes --------------------------------------------------------------------------------------


def test_sizes_that_occur() -> None:
    assert equality(x, y, x.indices).dimensions() == {n: 2}
    # a size without a free index: in a sum, of an input, as a number
    assert equality(sn.total(b)).dimensions() == {m: 2}
    assert equality(Tensor(n, ())).dimensions() == {n: 2}
    model = layers()
    assert equality(model["L"], 0, model=model).dimensions() == {m: 2, n: 2}
    assert list(equality(model["L"], 0, model=model).dimensions()) == [m, n]
    assert equality(s, 0, facts=(sn.Eq(s, sn.total(b)),)).dimensions() == {m: 2}
    i = sn.index("i", n + k - 1)
    assert equality(ZERO, ZERO, (i,)).dimensions() == {k: 2, n: 2}


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([(1, 1)], {m: 2, n: 2}), ([(1, 5)], {m: 2, n: 5}), ([(3, 1)], {m: 3, n: 2}),
        ([(3, 1), (2, 4)], {m: 3, n: 4}), ([(4, 1), (3, 1)], {m: 4, n: 2}),
    ],
)  # fmt: skip
def test_entries_need_their_places(entries, found) -> None:
    expr = sp.Add(*(A.symbol[tuple(map(sp.Integer, place))] for place in entries))
    assert equality(expr).dimensions() == found


def test_sizes_that_are_made_of_others() -> None:
    i, j = sn.index("i", n - 1), sn.index("j", n)
    diagonal = sn.index("d", sp.Integer(3))
    assert equality(ZERO, ZERO, (i, j)).derived_sizes() == [n - 1]
    assert equality(ZERO, ZERO, (j, diagonal)).derived_sizes() == []
    wide = sn.vector("w", n + m)
    assert equality(wide.symbol[sp.Integer(1)]).derived_sizes() == [m + n]
    summed = sn.total(sn.vector("w", n - m + 1))
    assert equality(summed, sn.total(sn.vector("v", n + m))).derived_sizes() == [
        -m + n + 1, m + n
    ]  # fmt: skip


# ---- values that facts give ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        ([sn.Eq(s, 2)], ["s"]),
        ([sn.Eq(s, t)], ["s"]),
        ([sn.Eq(x, y)], ["x"]),
        ([sn.Eq(x, 1)], ["x"]),
        ([sn.Eq(s, 2), sn.Eq(s, 3)], ["s"]),
        ([sn.Eq(s, 2), sn.Eq(t, 3)], ["s", "t"]),
        ([sn.Eq(s, 2), sn.Eq(t, s)], ["s"]),  # of another that is given: one after the other
        ([sn.Eq(s, s**2)], []),  # of itself
        ([sn.Eq(s + t, 2)], []),
        ([sn.Eq(2, s)], []),
        ([sn.symmetric(K)], []),
        ([sn.Eq(sn.total(x), 1)], []),
        ([sn.Eq(sn.Tensor(sn.scalar("z").expr, ()), 1)], []),  # it has an equation
        ([sn.Eq(s, sn.scalar("z"))], []),
        ([sn.Eq(sn.total(x), 1), sn.Eq(s, 2)], ["s"]),
        ([sn.symmetric(K), sn.Eq(s, s**2), sn.Eq(t, 2)], ["t"]),
        ([sn.Eq(K, 1)], ["K"]),
        ([sn.Eq(sn.diag(K), 1)], []),  # not of all entries
        ([sn.Eq(K.T, sn.eye(k))], []),
    ],
)
def test_inputs_to_which_facts_give_a_value(facts, names) -> None:
    model = sn.Model()
    model.define("z", r**2)
    claim = equality(s * t * model["z"] + sn.total(x), 0, model=model, facts=tuple(facts))
    given = claim.given()
    assert list(given) == names
    assert (
        list(claim.given_by(given))[: len(names)]
        == [fact.text for fact in facts if fact.text.split(" = ")[0] in names][: len(names)]
    )
    assert list(claim.given_by({})) == []
    for name in names:
        first = next(fact for fact in facts if fact.text.startswith(f"{name} ="))
        assert (given[name].expr, given[name].indices) == (first.right, first.indices)


def test_free_indices_in_order() -> None:
    i, j = sn.index("i", n), sn.index("j", m)
    assert names_free(A.symbol[j, i]) == [i, j]
    assert names_free(s.expr) == []


# ---- domains ------------------------------------------------------------------------------------


def test_domains_are_equations_of_entries() -> None:
    text = r"Let $y \in \{0, 1\}^n$, $w \in \{-1, 1\}^n$, $p > 0$. $L = \sum_i y_i w_i p$."
    facts = {fact.text: fact for fact in domain_facts(read_document(text, "t.tex"))}
    assert sorted(facts) == ["w is 1 or -1", "y is 0 or 1"]
    binary, sign = facts["y is 0 or 1"], facts["w is 1 or -1"]
    assert binary.left == binary.right**2
    assert (sign.left.base, sign.right) == (sign.left.base, 1)
    assert sign.left == sign.left.base**2
    assert len(binary.indices) == len(sign.indices) == 1
