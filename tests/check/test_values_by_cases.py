"""Cases over indices and over unknown numbers; operations on whole axes, entry by entry."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import mpmath
import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.derivative import partial
from symnn.check import applications
from symnn.check.cases import _branch, largest
from symnn.check.deadline import Deadline
from symnn.check.evaluation import Evaluation
from symnn.check.field import Choices, Field
from symnn.check.numbers import OutsideError
from symnn.check.realnumbers import Digits, Exact
from symnn.check.residues import Residues
from symnn.language.errors import NoRuleError
from symnn.language.expression import Applied
from symnn.operations.argmax_mask import ARGMAX_MASK
from symnn.operations.max import MAX

F = Fraction
n, m = sn.dims("n m")
x, y = sn.scalar("x").expr, sn.scalar("y").expr
u, A = sn.vector("u", n), sn.matrix("A", n, m)
i, j = sn.index("i", n), sn.index("j", n)


def evaluation(values, numbers=None, **sizes):
    """The evaluation with entries by name and place."""
    given = {size: sizes[str(size)] for size in (n, m) if str(size) in sizes}
    return Evaluation(
        {}, given, numbers or Exact(), lambda symbol, place: values[symbol.name][place],
        Deadline(None),
    )  # fmt: skip


def scalars(**values):
    return evaluation({name: {(): F(value)} for name, value in values.items()})


def cases(*branches):
    return sp.Piecewise(*branches, evaluate=False)


# ---- conditions on indices ----------------------------------------------------------------------


@pytest.mark.parametrize("relation", [sp.Eq, sp.Ne])
@pytest.mark.parametrize("at", [(1, 1), (1, 2), (2, 1), (2, 2)])
def test_equality_of_indices_is_exact(relation, at) -> None:
    given = evaluation({"u": {(1,): F(5), (2,): F(7)}}, n=2)
    expr = cases((u.symbol[i], relation(i, j, evaluate=False)), (-u.symbol[j], True))
    holds = (at[0] == at[1]) is (relation is sp.Eq)
    entries = {1: 5, 2: 7}
    expected = entries[at[0]] if holds else -entries[at[1]]
    assert given.of(expr, dict(zip((i, j), at, strict=True))) == expected


@pytest.mark.parametrize("sides", [(x, i), (i, x)])
def test_equality_with_a_number_is_not_judged(sides) -> None:
    expr = cases((x, sp.Eq(*sides, evaluate=False)), (y, True))
    with pytest.raises(NoRuleError, match="measure zero"):
        scalars(x=2, y=3).of(expr, {i: 2})


@pytest.mark.parametrize(
    ("condition", "point", "holds"),
    [
        (sp.Not(sp.And(x > 0, y > 0, evaluate=False), evaluate=False), (1, 1), False),
        (sp.Not(sp.And(x > 0, y > 0, evaluate=False), evaluate=False), (1, -1), True),
        (sp.Not(sp.Or(x > 0, y > 0, evaluate=False), evaluate=False), (-1, -1), True),
        (sp.Not(sp.Or(x > 0, y > 0, evaluate=False), evaluate=False), (1, 1), False),
        (sp.Or(x > 0, y > 0, x > 5, evaluate=False), (7, 1), True),
        (sp.Or(x > 0, y > 0, x > 5, evaluate=False), (-7, -1), False),
        (x < y, (1, 2), True), (x < y, (2, 1), False), (x <= y, (1, 2), True),
        (x > y, (1, 2), False), (x >= y, (2, 1), True), (x >= y, (1, 2), False),
    ],
)  # fmt: skip
def test_composed_conditions(condition, point, holds) -> None:
    found = scalars(x=point[0], y=point[1]).of(cases((x + 10, condition), (y + 90, True)), {})
    assert found == (point[0] + 10 if holds else point[1] + 90)


def test_other_conditions_are_not_evaluated() -> None:
    branches = [(x, sp.Function("odd")(x)), (y, sp.true)]
    with pytest.raises(NoRuleError, match=r"the condition odd\(x\) cannot be evaluated"):
        _branch(scalars(x=2, y=3), branches, {})


def test_without_a_branch_that_holds_the_last_condition_is_named() -> None:
    expr = cases((x, x > 3), (y, x > 2))
    assert scalars(x=4, y=1).of(expr, {}) == 4
    # the last branch is not looked at: nothing would be left
    with pytest.raises(OutsideError, match="no branch of the cases holds but x > 2"):
        scalars(x=1, y=1).of(expr, {})


def residues(seed=5):
    prime = 2**61 - 1  # 1 modulo 2 only, and enough for what is asked here
    return Residues(Field(prime, Random(seed)), Choices(free=True))


@pytest.mark.parametrize("relation", [sp.Gt, sp.Lt])
def test_an_unknown_weight_mixes_both_branches(relation) -> None:
    numbers = residues()
    p = numbers.p
    given = evaluation({"x": {(): 11}, "y": {(): 4}}, numbers)
    expr = cases((x, relation(x, y)), (y + 1, True))
    weight = numbers.positive(7 if relation is sp.Gt else p - 7)
    assert weight not in (0, 1)
    assert given.of(expr, {}) == (weight * 11 + (1 - weight) * 5) % p


def test_an_unknown_weight_mixes_maximum_and_minimum() -> None:
    numbers = residues()
    p = numbers.p
    largest_of = sp.Max(x, y, evaluate=False)
    smallest = sp.Min(x, y, evaluate=False)
    first, second = ({x: 11, y: 4}[arg] for arg in largest_of.args)
    weight = numbers.positive((second - first) % p)
    found = evaluation({"x": {(): 11}, "y": {(): 4}}, numbers).of(largest_of, {})
    assert found == (weight * second + (1 - weight) * first) % p
    first, second = ({x: 11, y: 4}[arg] for arg in smallest.args)
    weight = (1 - numbers.positive((second - first) % p)) % p
    found = evaluation({"x": {(): 11}, "y": {(): 4}}, numbers).of(smallest, {})
    assert found == (weight * second + (1 - weight) * first) % p


# ---- whole axes ---------------------------------------------------------------------------------


def test_the_place_of_the_largest() -> None:
    values = {(1,): F(3), (2,): F(8), (3,): F(-9)}
    assert [largest(Exact(), place, values) for place in values] == [0, 1, 0]
    assert largest(Exact(), (1,), {(1,): F(3)}) == 1
    with pytest.raises(OutsideError):
        largest(Exact(), (1,), {(1,): F(3), (2,): F(3)})


ROWS = {(1, 1): F(3), (1, 2): F(8), (1, 3): F(-9), (2, 1): F(1), (2, 2): F(-2), (2, 3): F(4)}


@pytest.mark.parametrize(("make", "expected"), [(sn.max, [8, 4]), (sn.min, [-9, -2])])
def test_extremes_of_rows(make, expected) -> None:
    found = make(A, axis=m)
    given = evaluation({"A": ROWS}, n=2, m=3)
    (row,) = found.indices
    assert [given.of(found.expr, {row: k}) for k in (1, 2)] == expected


def test_the_mask_of_each_row() -> None:
    found = sn.argmax_mask(A, axis=m)
    given = evaluation({"A": ROWS}, n=2, m=3)
    row, column = found.indices
    where = {row.dimension: row, column.dimension: column}
    rows = [[given.of(found.expr, {where[n]: k, where[m]: q}) for q in (1, 2, 3)] for k in (1, 2)]
    assert rows == [[0, 1, 0], [0, 0, 1]]


def test_a_place_that_a_matrix_does_not_have() -> None:
    square = sn.matrix("S", n, n)
    found = sn.inverse(square)
    entries = {(1, 1): F(2), (1, 2): F(1), (2, 1): F(1), (2, 2): F(1)}
    given = evaluation({"S": entries}, n=2)
    row, column = found.indices
    inverse = [[given.of(found.expr, {row: k, column: q}) for q in (1, 2)] for k in (1, 2)]
    assert inverse == [[1, -1], [-1, 2]]
    with pytest.raises(NoRuleError, match="inverse has no entry 3, 1 at these sizes"):
        given.of(found.expr, {row: 3, column: 1})


def test_what_is_defined_is_evaluated_by_its_definition() -> None:
    found = sn.softmax(u)
    given = evaluation({"u": {(1,): 0, (2,): mpmath.log(3)}}, Digits(), n=2)
    (index,) = found.indices
    assert [given.of(found.expr, {index: k}) for k in (1, 2)] == pytest.approx([0.25, 0.75])
    assert len(given.opened) == 1


def test_what_has_no_rule_is_said(monkeypatch) -> None:
    monkeypatch.setattr(applications, "MATRIX_OPERATIONS", {})
    found = sn.inverse(sn.matrix("S", n, n))
    row, column = found.indices
    entries = {(k, q): F(k + 2 * q * q) for k in (1, 2) for q in (1, 2)}
    with pytest.raises(NoRuleError, match="inverse cannot be evaluated here"):
        evaluation({"S": entries}, n=2).of(found.expr, {row: 1, column: 1})


def test_masks_and_extremes_are_not_evaluated_by_their_definitions() -> None:
    assert ARGMAX_MASK.definition is not None  # it stands on the kink of a sign
    assert MAX.definition is None


# ---- unknown functions of tensors ---------------------------------------------------------------


class Told(Exact):
    """Notes what is asked of unknown functions."""

    def opaque(self, name, order, values):
        return name, order, [list(block) for block in values]


def node_of(tensor, *wrt):
    """A derivative of ``ell(a, u)`` by operands, with its indices."""
    expr, places = tensor.expr, []
    for symbol in wrt:
        at = tuple(sn.index(f"p{len(places) + k}", size) for k, size in enumerate(symbol.shape))
        expr = partial(expr, symbol, at, None)
        places += at
    return expr, places


def test_an_unknown_function_is_asked_by_the_numbers_of_its_entries() -> None:
    ell = sn.function("ell", scalar=True)
    B, v = sn.matrix("B", n, m), sn.vector("v", m)
    s = sn.scalar("s")
    values = {
        "B": {(k, q): F(10 * k + q) for k in (1, 2) for q in (1, 2, 3)},
        "s": {(): F(5)},
        "v": {(k,): F(100 * k) for k in (1, 2, 3)},
    }
    told = [11, 12, 13, 21, 22, 23, 5, 100, 200, 300]
    given = evaluation(values, Told(), n=2, m=3)
    whole = ell(B, s, v)
    assert given.of(whole.expr, {}) == ("ell", (), [told])
    by = {
        (B,): [((1, 1), (0,)), ((2, 1), (3,)), ((2, 3), (5,))],
        (s,): [((), (6,))],
        (v,): [((1,), (7,)), ((3,), (9,))],
        (v, B): [((2, 1, 2), (1, 8)), ((1, 2, 3), (5, 7))],
        (B, B): [((2, 2, 1, 3), (2, 4)), ((1, 1, 1, 1), (0, 0))],
    }
    for wrt, asked in by.items():
        expr, places = node_of(whole, *(tensor.symbol for tensor in wrt))
        for at, order in asked:
            found = given.of(expr, dict(zip(places, at, strict=True)))
            assert found == ("ell", order, [told]), (wrt, at)


def test_an_entry_that_an_operand_does_not_have_changes_nothing() -> None:
    ell = sn.function("ell", scalar=True)
    whole = ell(u)
    expr, (place,) = node_of(whole, u.symbol)
    (node,) = expr.atoms(Applied)
    given = evaluation({"u": {(1,): F(1), (2,): F(2)}}, Told(), n=2)
    assert given.of(node, {place: 2}) == ("ell", (1,), [[1, 2]])
    assert given.of(node, {place: 3}) == 0
