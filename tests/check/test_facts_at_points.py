"""Facts imposed on points: what is changed, what stays, and what cannot be."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest
import sympy as sp

import symnn as sn
from symnn.check.claim import Equality
from symnn.check.imposed import check, impose, is_power, summand
from symnn.check.matrix_points import determinant, make_definite, make_oriented
from symnn.check.points import NoPointError, Point
from symnn.check.realnumbers import Exact
from symnn.check.resolve import Resolution
from symnn.language.errors import NoRuleError
from symnn.language.facts import Fact, PositiveDefiniteFact, SymmetricFact

n, m = sn.dims("n m")
SIZES = {n: 3, m: 2}
x, y = sn.scalar("x"), sn.scalar("y")
u, v = sn.vector("u", n), sn.vector("v", n)
A, T = sn.matrix("A", n, n), sn.tensor("T", m, n, n)


def array(*shape: int, seed: int = 1) -> dict[tuple[int, ...], Fraction]:
    random = Random(seed)
    places = product(*(range(1, size + 1) for size in shape))
    return {place: Fraction(random.choice((-4, -3, -2, 2, 3, 5)), 2) for place in places}


def claim(*tensors: sn.Tensor, facts=()) -> Equality:
    scalars = [sn.total(t**2) if t.ndim else t for t in tensors]
    return Equality(
        Resolution(sn.Model()), sp.Add(*(t.expr for t in scalars)), sp.S.Zero, (), facts
    )


def imposed(fact, about: Equality, seed: int = 0, **arrays) -> dict:
    where = Point(SIZES, arrays)
    impose(fact, about, where, Random(seed), set())
    check(fact, about, where)
    return arrays


def test_a_symmetric_matrix_keeps_its_upper_half():
    given = array(3, 3)
    found = imposed(sn.symmetric(A), claim(A), A=dict(given))["A"]
    for i, j in given:
        assert found[i, j] == given[min(i, j), max(i, j)]
    # in whatever order the entries stand
    found = imposed(sn.symmetric(A), claim(A), A=dict(reversed(given.items())))["A"]
    assert all(value == given[min(place), max(place)] for place, value in found.items())
    many = array(2, 3, 3)
    found = imposed(sn.symmetric(T), claim(T), T=dict(many))["T"]
    for one, i, j in many:
        assert found[one, i, j] == many[one, min(i, j), max(i, j)]


def test_definite_matrices_are_symmetric_with_dominant_diagonals():
    given = array(2, 3, 3)
    fact = PositiveDefiniteFact(T.symbol, "T definite")
    found = imposed(fact, claim(T), T=dict(given))["T"]
    for one in (1, 2):
        for i, j in product((1, 2, 3), repeat=2):
            if i != j:
                assert found[one, i, j] == given[one, min(i, j), max(i, j)]
        for i in (1, 2, 3):
            rest = sum(abs(found[one, i, j]) for j in (1, 2, 3) if j != i)
            assert found[one, i, i] == rest + abs(given[one, i, i])


def test_diagonals_that_are_zero_outweigh_their_rows_by_one():
    made = {(1, 1): Fraction(0), (1, 2): Fraction(-3), (2, 1): Fraction(-3), (2, 2): Fraction(-2)}
    make_definite(made)
    assert made == {(1, 1): 4, (1, 2): -3, (2, 1): -3, (2, 2): 5}
    one = {(1, 1): Fraction(-1, 2)}
    make_definite(one)
    assert one == {(1, 1): Fraction(1, 2)}


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_determinants_of_points(size):
    made = array(size, size, seed=size)
    matrix = sp.Matrix(size, size, lambda i, j: sp.Rational(str(made[i + 1, j + 1])))
    rows = range(1, size + 1)
    assert determinant(made, rows, rows) == Fraction(str(matrix.det()))
    if size > 2:
        minor = matrix.minor_submatrix(0, 1).det()
        assert determinant(made, [2, *rows[2:]], [1, *rows[2:]]) == Fraction(str(minor))


@pytest.mark.parametrize(
    ("rows", "added"),
    [([[0]], 1), ([[2]], 0), ([[-2]], 3), ([[0, 1], [1, 0]], 2), ([[1, 5], [0, 2]], 0)],
)
def test_determinants_are_made_positive_by_whole_numbers_on_the_diagonal(rows, added):
    size = len(rows)
    made = {(i + 1, j + 1): Fraction(rows[i][j]) for i in range(size) for j in range(size)}
    make_oriented(made)
    for (i, j), value in made.items():
        assert value == rows[i - 1][j - 1] + (added if i == j else 0)


def test_a_value_is_put_in():
    i = u.indices[0]
    found = imposed(Fact(x.expr, sp.Rational(5, 7), (), "x = 5/7"), claim(x), x={(): Fraction(2)})
    assert found == {"x": {(): Fraction(5, 7)}}
    given = array(3)
    twice = Fact(u.expr, 2 * v.symbol[i], (i,), "u = 2 v")
    found = imposed(twice, claim(u, v), u=array(3, seed=4), v=dict(given))
    assert found["v"] == given
    assert found["u"] == {place: 2 * value for place, value in given.items()}


def test_what_is_on_the_left_is_changed():
    # x stands on the right, and is not solved for
    fact = Fact(y.expr, x.expr, (), "y = x")
    found = imposed(fact, claim(x, y), x={(): Fraction(3)}, y={(): Fraction(8)})
    assert found == {"x": {(): 3}, "y": {(): 3}}


@pytest.mark.parametrize("axis", [0, 1])
def test_orthonormal_columns_and_rows(axis):
    Q = sn.matrix("Q", *((n, m) if axis == 0 else (m, n)))
    product_ = Q.T @ Q if axis == 0 else Q @ Q.T
    i, j = product_.indices
    fact = Fact(product_.expr, sp.KroneckerDelta(i, j), (i, j), "Q is orthonormal")
    shape = (3, 2) if axis == 0 else (2, 3)
    found = imposed(fact, claim(Q), Q=array(*shape))["Q"]
    assert set(found) == set(array(*shape))
    # with more columns than entries in each there is none
    where = Point({n: 2, m: 3}, {"Q": array(*shape[::-1])})
    with pytest.raises(NoPointError, match="no points are known with Q is orthonormal"):
        impose(fact, claim(Q), where, Random(0), set())


def test_a_vector_of_length_one():
    found = imposed(sn.Eq(u @ u, 1), claim(u), u=array(3))["u"]
    assert sum(value**2 for value in found.values()) == 1


def test_entries_are_made_positive_and_scaled_to_their_sum():
    given = array(3)
    found = imposed(sn.Eq(sn.total(u), 1), claim(u), u=dict(given))["u"]
    total = sum(map(abs, given.values()))
    assert found == {place: abs(value) / total for place, value in given.items()}
    found = imposed(sn.Eq(sn.total(u), 6), claim(u), u=dict(given))["u"]
    assert found == {place: 6 * abs(value) / total for place, value in given.items()}
    rows = array(3, 3)
    found = imposed(sn.Eq(sn.total(A, 1), 1), claim(A), A=dict(rows))["A"]
    for i in (1, 2, 3):
        total = sum(abs(rows[i, j]) for j in (1, 2, 3))
        assert all(found[i, j] == abs(rows[i, j]) / total for j in (1, 2, 3))


def test_a_sum_that_is_not_positive_is_solved_for_one_entry():
    given = array(3)
    found = imposed(sn.Eq(sn.total(u), 0), claim(u), u=dict(given))["u"]
    assert found == {**given, (3,): -given[1,] - given[2,]}
    found = imposed(sn.Eq(sn.total(u), -2), claim(u), u=dict(given))["u"]
    assert found == {**given, (3,): -2 - given[1,] - given[2,]}


def test_entries_that_are_all_zero_have_no_positive_sum():
    with pytest.raises(NoPointError, match=r"total\(u\) = 1"):
        imposed(sn.Eq(sn.total(u), 1), claim(u), u={(k,): Fraction(0) for k in (1, 2, 3)})


def test_labels_that_are_zero_or_one_with_sum_one_are_one_hot():
    i = u.indices[0]
    bits = Fact(u.expr**2, u.expr, (i,), "u is 0 or 1")
    one = sn.Eq(sn.total(u), 1)
    places = set()
    for seed in range(9):
        found = imposed(one, claim(u, facts=(bits, one)), seed, u=array(3))["u"]
        assert sorted(found.values()) == [0, 0, 1]
        places.add(max(found, key=found.__getitem__))
    assert places == {(1,), (2,), (3,)}
    # with another sum, or with bits of another quantity, they are scaled
    other = Fact(v.expr**2, v.expr, v.indices, "v is 0 or 1")
    two = sn.Eq(sn.total(u), 2)
    given = {(1,): Fraction(1), (2,): Fraction(-2), (3,): Fraction(5)}
    found = imposed(one, claim(u, v, facts=(other,)), u=dict(given))["u"]
    assert found == {place: abs(value) / 8 for place, value in given.items()}
    assert all(imposed(two, claim(u, facts=(bits,)), u=array(3))["u"].values())


@pytest.mark.parametrize(
    ("right", "roots"),
    [(sp.S.One, {-1, 1}), (u.expr, {0, 1}), (sp.Rational(9, 4), {Fraction(-3, 2), Fraction(3, 2)})],
)
def test_powers_have_their_rational_roots(right, roots):
    fact = Fact(u.expr**2, right, u.indices, "u² = …")
    seen = set()
    for seed in range(6):
        seen |= set(imposed(fact, claim(u), seed, u=array(3))["u"].values())
    assert seen == roots


@pytest.mark.parametrize("right", [sp.Integer(2), sp.Integer(-1), x.expr])
def test_powers_without_rational_roots_have_no_points(right):
    fact = Fact(y.expr**2, right, (), "y² is given")
    with pytest.raises(NoPointError, match="no points are known with y² is given"):
        imposed(fact, claim(y, x), y={(): Fraction(3)}, x={(): Fraction(7)})


def test_a_power_of_what_is_no_input_has_no_points():
    fact = Fact((x.expr + y.expr) ** 2, sp.S.One, (), "(x + y)² = 1")
    with pytest.raises(NoPointError):
        imposed(fact, claim(x, y), y={(): Fraction(3)}, x={(): Fraction(7)})


def test_equations_are_solved_for_an_entry_that_is_not_taken():
    fact = Fact(x.expr + 2 * y.expr, sp.Integer(5), (), "x + 2y = 5")
    found = imposed(fact, claim(x, y), x={(): Fraction(3)}, y={(): Fraction(3)})
    assert found["x"][()] + 2 * found["y"][()] == 5
    assert [found["x"][()], found["y"][()]].count(3) == 1
    # what holds already is left alone, and what cannot be solved is said
    found = imposed(fact, claim(x, y), x={(): Fraction(1)}, y={(): Fraction(2)})
    assert found == {"x": {(): 1}, "y": {(): 2}}
    taken = {("x", ()), ("y", ())}
    where = Point(SIZES, {"x": {(): Fraction(1)}, "y": {(): Fraction(2)}})
    impose(fact, claim(x, y), where, Random(0), taken)
    where = Point(SIZES, {"x": {(): Fraction(3)}, "y": {(): Fraction(3)}})
    with pytest.raises(NoPointError, match=r"x \+ 2y = 5"):
        impose(fact, claim(x, y), where, Random(0), taken)


def test_facts_about_other_quantities_change_nothing():
    for fact in (sn.symmetric(A), sn.Eq(x, 1), sn.Eq(sn.total(v), 1), sn.Eq(x**2, 2)):
        given = array(3)
        assert imposed(fact, claim(u), u=dict(given))["u"] == given


def test_what_does_not_hold_is_seen():
    where = Point(SIZES, {"A": array(3, 3), "u": array(3), "T": array(2, 3, 3)})
    for fact in (sn.symmetric(A), sn.symmetric(T), sn.Eq(sn.total(u), 1)):
        with pytest.raises(NoPointError, match="no points are known with"):
            check(fact, claim(A, u, T), where)
    where.arrays["A"] = {(i, j): Fraction(i + j) for i, j in where.arrays["A"]}
    check(sn.symmetric(A), claim(A), where)
    where.arrays["T"] = {(k, i, j): Fraction(k * (i + j)) for k, i, j in where.arrays["T"]}
    check(sn.symmetric(T), claim(T), where)
    where.arrays["T"][2, 3, 1] += 1
    with pytest.raises(NoPointError):
        check(sn.symmetric(T), claim(T), where)


def test_what_is_summed_and_what_is_a_power():
    total, power = sn.Eq(sn.total(u), 1), Fact(x.expr**2, sp.S.One, (), "")
    assert summand(total) == total.left.function
    assert summand(power) == summand(SymmetricFact(A.symbol, "")) == 0
    assert [is_power(f) for f in (total, power, SymmetricFact(A.symbol, ""))] == [
        False,
        True,
        False,
    ]


def test_entries_that_a_point_does_not_have():
    where = Point({n: 2}, {"u": array(2)})
    about = claim(u)
    evaluation = where.evaluation(about, Exact())
    assert evaluation.of(u.symbol[2], {}) == where.arrays["u"][2,]
    with pytest.raises(NoRuleError, match="u has no entry 3 at these sizes"):
        evaluation.of(u.symbol[3], {})
