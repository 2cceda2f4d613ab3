"""Points that meet equations: which equations are known, and what is solved for."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
import sympy as sp

import symnn as sn
from symnn.check.constrained_points import (
    gram,
    is_binary,
    long_enough,
    make_one_hot,
    make_orthonormal,
    solved,
)
from symnn.language.expression import total_over
from symnn.language.facts import Fact

F = Fraction
n, k, m = sn.dims("n k m")
U, V, Q = sn.matrix("U", n, k), sn.matrix("V", n, k), sn.matrix("Q", n, n)
u, w = sn.vector("u", n), sn.vector("w", n)
T = sn.tensor("T", n, n, n)
i, j, e = (sn.index(name, n) for name in "ije")
a, b = sn.index("a", k), sn.index("b", k)


def fact(left, right, *indices) -> Fact:
    return Fact(sp.sympify(left), sp.sympify(right), indices, "…")


def summed(*factors, over=e):
    return total_over(sp.Mul(*factors), [over])


DELTA = sp.KroneckerDelta
U_, Q_, u_ = U.symbol, Q.symbol, u.symbol
KNOWN = [
    (fact(summed(U_[e, a], U_[e, b]), DELTA(a, b), a, b), ("U", 0)),
    (fact(summed(U_[i, a], U_[j, a], over=a), DELTA(i, j), i, j), ("U", 1)),
    (sn.orthogonal(Q)[0], ("Q", 0)),
    (sn.orthogonal(Q)[1], ("Q", 1)),
    (sn.Eq(u @ u, 1), ("u", 0)),
    (fact(summed(u_[e] ** 2), 1), ("u", 0)),
]
OTHERS = [
    sn.symmetric(Q),
    sn.Eq(sn.total(u), 1),
    sn.Eq(u @ u, 2),
    sn.Eq(u @ w, 1),
    sn.Eq(sn.total(u**3), 1),
    sn.Eq(sn.total(u**4), 1),
    sn.Eq(sn.total(u**-2), 1),
    sn.Eq(sn.total(sn.exp(u) ** 2), 1),
    sn.Eq(sn.total(U * U), 1),
    fact(summed(U_[e, a], V.symbol[e, b]), DELTA(a, b), a, b),
    fact(summed(U_[e, a], U_[e, b]), 2 * DELTA(a, b), a, b),
    fact(summed(U_[e, a], U_[e, b]), sp.S.One, a, b),
    fact(summed(U_[e, a], U_[e, b], 1 / w.symbol[e]), DELTA(a, b), a, b),
    fact(summed(U_[e, a], U_[e, a]), sp.S.One, a),
    fact(summed(Q_[e, i], Q_[j, e]), DELTA(i, j), i, j),
    fact(summed(U_[e, a], U_[e, b]), DELTA(a, b), a, b, i),
    fact(summed(T.symbol[e, i, i], T.symbol[e, j, j]), DELTA(i, j), i, j),
    fact(summed(u_[i], u_[i], over=e), 1, i),
    fact(summed(u_[e], u_[i]), 1, i),
    fact(total_over(u_[i] * u_[j], [i, j]), 1),
]


@pytest.mark.parametrize(("stated", "found"), KNOWN)
def test_orthonormal_columns_and_rows_are_recognised(stated, found) -> None:
    symbol, axis = gram(stated)
    assert (symbol.name, axis) == found


@pytest.mark.parametrize("stated", OTHERS)
def test_other_equations_are_not_taken_for_them(stated) -> None:
    assert gram(stated) is None


@pytest.mark.parametrize(
    ("long", "wide", "axis"), [(3, 2, 0), (3, 2, 1), (4, 4, 0), (2, 2, 1), (5, 1, 0), (1, 1, 0)]
)
@pytest.mark.parametrize("seed", [0, 1])
def test_columns_or_rows_become_orthonormal(long, wide, axis, seed) -> None:
    shape = (long, wide) if axis == 0 else (wide, long)
    array = {(r + 1, c + 1): F(7) for r in range(shape[0]) for c in range(shape[1])}
    assert make_orthonormal(array, axis, Random(seed))
    columns = [
        [array[(r, c) if axis == 0 else (c, r)] for r in range(1, long + 1)]
        for c in range(1, wide + 1)
    ]
    for p, one in enumerate(columns):
        for q, other in enumerate(columns):
            assert sum(x * y for x, y in zip(one, other, strict=True)) == (p == q)
    if long > 2:
        assert len({abs(x) for x in array.values()}) > 2  # not only of 0 and 1


def test_a_vector_becomes_one_of_length_one() -> None:
    array = {(r,): F(7) for r in (1, 2, 3)}
    assert make_orthonormal(array, 0, Random(0))
    assert sum(x * x for x in array.values()) == 1
    assert len(set(array.values())) > 1


def test_too_many_columns_have_no_room() -> None:
    array = {(r, c): F(7) for r in (1, 2) for c in (1, 2, 3)}
    before = dict(array)
    assert not make_orthonormal(array, 0, Random(0))
    assert array == before


def test_one_of_the_entries_is_one() -> None:
    chosen = set()
    for seed in range(12):
        array = {(r, c): F(7) for r in (1, 2, 3) for c in (1, 2)}
        make_one_hot(array, [(1, 1), (2, 1), (3, 1)], Random(seed))
        first = [array[r, 1] for r in (1, 2, 3)]
        assert sorted(first) == [0, 0, 1]
        assert [array[r, 2] for r in (1, 2, 3)] == [7, 7, 7]
        chosen.add(first.index(1))
    assert chosen == {0, 1, 2}


# ---- equations that are solved ------------------------------------------------------------------


def test_the_last_entry_that_is_not_taken_is_solved_for() -> None:
    arrays = {"x": {(1,): F(2), (2,): F(3)}, "y": {(): F(5)}}
    x, y = arrays["x"], arrays["y"]
    taken: set = set()

    def residual():
        return 2 * x[1,] + 4 * x[2,] + 8 * y[()] - 2

    assert solved(arrays, ["y", "x"], taken, residual)
    assert (x, y) == ({(1,): 2, (2,): F(-21, 2)}, {(): 5})
    assert residual() == 0
    x[2,] = F(0)
    assert solved(arrays, ["x", "y"], taken, residual)
    assert (x, y) == ({(1,): -19, (2,): 0}, {(): 5})
    x[1,] = F(0)
    assert solved(arrays, ["x", "y"], taken, residual)
    assert (x, y) == ({(1,): 0, (2,): 0}, {(): F(1, 4)})
    assert taken == {("x", (1,)), ("x", (2,)), ("y", ())}
    y[()] = F(0)
    assert not solved(arrays, ["x", "y"], taken, residual)
    assert (x, y) == ({(1,): 0, (2,): 0}, {(): 0})


def test_entries_in_which_it_is_not_linear_stay() -> None:
    arrays = {"x": {(1,): F(2), (2,): F(3), (3,): F(4)}}
    x = arrays["x"]
    # a square, a cube that looks even, and one that does not occur
    assert solved(arrays, ["x"], set(), lambda: 3 * x[1,] + x[3,] ** 2 + x[2,] ** 3)
    assert x == {(1,): F(-43, 3), (2,): 3, (3,): 4}
    assert not solved(arrays, ["x"], {("x", (1,))}, lambda: x[1,] + x[3,] ** 2)
    assert x == {(1,): F(-43, 3), (2,): 3, (3,): 4}
    assert not solved(arrays, [], set(), lambda: x[1,])


@pytest.mark.parametrize(
    ("stated", "binary"),
    [
        (fact(u_[i] ** 2, u_[i], i), True), (fact(u_[i] ** 2, 1, i), False),
        (fact(u_[i] ** 3, u_[i], i), False), (fact(w.symbol[i] ** 2, w.symbol[i], i), False),
        (fact(u_[i], u_[i], i), False), (fact(u_[i] ** 2, u_[j], i, j), False),
        (sn.symmetric(Q), False),
    ],
)  # fmt: skip
def test_entries_of_0_and_1(stated, binary: bool) -> None:
    assert bool(is_binary(stated, u_)) is binary


@pytest.mark.parametrize(
    ("facts", "before", "after"),
    [
        ([KNOWN[0][0]], {n: 2, k: 3}, {n: 3, k: 2}),
        ([KNOWN[0][0]], {n: 3, k: 2}, {n: 3, k: 2}),
        ([KNOWN[0][0]], {n: 3, k: 3}, {n: 3, k: 3}),
        ([KNOWN[1][0]], {n: 3, k: 2}, {n: 2, k: 3}),
        ([KNOWN[1][0]], {n: 2, k: 3}, {n: 2, k: 3}),
        ([KNOWN[4][0], sn.symmetric(Q), KNOWN[0][0]], {n: 2, k: 4}, {n: 4, k: 2}),
        ([KNOWN[4][0]], {n: 2}, {n: 2}),
        ([KNOWN[0][0]], {n: 2, m: 3}, {n: 2, m: 3}),
        ([KNOWN[0][0]], {k: 2, m: 3}, {k: 2, m: 3}),
        ([KNOWN[2][0]], {n: 2, k: 3}, {n: 2, k: 3}),
    ],
)
def test_sizes_leave_room_for_columns(facts, before, after) -> None:
    sizes = dict(before)
    long_enough(sizes, facts)
    assert sizes == after
