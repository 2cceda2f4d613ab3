"""The identity test from within: its runs, choices, bits and facts, and the forms of exponents."""

from __future__ import annotations

from fractions import Fraction
from math import log2
from random import Random

import pytest
import sympy as sp

import symnn as sn
from symnn.check import identity, identity_proof
from symnn.check.claim import Equality
from symnn.check.deadline import Deadline
from symnn.check.evaluation import Evaluation
from symnn.check.field import Choices, Field
from symnn.check.forms import TERMS
from symnn.check.identity import CHOICES, _Test, identical, random_prime
from symnn.check.numbers import OutsideError
from symnn.check.residues import Residues
from symnn.check.resolve import Resolution
from symnn.language.errors import NoRuleError
from symnn.language.facts import Fact
from symnn.language.tensor import Tensor

n, m = sn.dims("n m")
x, y = sn.scalar("x"), sn.scalar("y")
u, v, A = sn.vector("u", n), sn.vector("v", n), sn.matrix("A", n, n)


def claim(left: Tensor, right: Tensor, facts=()) -> Equality:
    moved = right.expr.xreplace(dict(zip(right.indices, left.indices, strict=True)))
    return Equality(Resolution(sn.Model()), left.expr, moved, left.indices, tuple(facts))


def trial_of(left: Tensor, right: Tensor, facts=(), impose=False, sizes=None, seed=0) -> _Test:
    return _Test(claim(left, right, facts), sizes or {n: 3}, Random(seed), Deadline(None), impose)


# ---- runs --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gains", "runs", "bits"),
    [
        ([80.0], 1, 80),
        ([79.9, 79.9], 2, 159),
        ([50.0, 50.0], 2, 100),
        ([50.0, 20.0, 10.0], 3, 80),
        ([20.0] * 4, 4, 80),
        ([16.0] * 5, 5, 80),
        ([15.9] * 6, None, None),
        ([50.0, 0.0], None, None),
        ([0.0], None, None),
        ([-3.0], None, None),
        ([None], None, None),
        ([50.0, None], None, None),
        # gains shrink: six runs were needed
        ([60.0, 6.0, 5.0, 2.0], None, None),
    ],
)
def test_runs_are_repeated_until_the_error_is_small(monkeypatch, gains, runs, bits):
    left = list(gains)
    monkeypatch.setattr(_Test, "run", lambda self: left.pop(0))
    found = identical(claim(x, x), {n: 2}, Random(0), Deadline(None))
    if runs is None:
        assert found is None
    else:
        assert (found.runs, found.bits, found.sizes) == (runs, bits, {n: 2})
        assert not left


@pytest.mark.parametrize(("failures", "gain"), [(0, 5.0), (1, 5.0), (2, 5.0), (3, None)])
def test_residues_outside_of_a_domain_are_drawn_again(monkeypatch, failures, gain):
    fields = []

    def run(self, field):
        fields.append(field)
        if len(fields) <= failures:
            raise OutsideError("a residue of 0")
        return 5.0

    monkeypatch.setattr(_Test, "_run", run)
    assert trial_of(x, x).run() == gain
    assert len({field.prime for field in fields}) == len(fields) == min(failures + 1, 3)


def test_what_has_no_rule_is_not_tried_again(monkeypatch):
    tried = []

    def run(self, field):
        tried.append(field)
        raise NoRuleError("unknown")

    monkeypatch.setattr(_Test, "_run", run)
    assert trial_of(x, x).run() is None
    assert len(tried) == 1


def steps(number: int) -> list[Tensor]:
    return [sn.step(sn.scalar(f"x{k}")) for k in range(number)]


@pytest.mark.parametrize(("number", "proved"), [(1, True), (CHOICES, True), (CHOICES + 1, False)])
def test_all_choices_are_tried_and_where_there_are_too_many_none(number, proved):
    def law(tensors):
        return sum(t * t for t in tensors), sum(tensors)

    assert (trial_of(*law(steps(number))).run() is not None) is proved
    # free steps keep h(−z) = 1 − h(z)
    mirrored = sum(1 - sn.step(-sn.scalar(f"x{k}")) for k in range(number))
    assert trial_of(mirrored, sum(steps(number))).run() is not None


def test_a_law_that_fails_for_one_choice_is_none():
    first, second, third = steps(3)
    for wrong in (first * second * third, first * (1 - second), (1 - first) * (1 - second)):
        for seed in range(3):
            assert trial_of(wrong, 0 * x, seed=seed).run() is None


def test_each_choice_costs_a_bit():
    def gain(number):
        return trial_of(sum(steps(number)), sum(steps(number))).run()

    def chance(unknowns):  # the difference is 0: degree 1 and one bit of coefficients
        return (1 + unknowns**2 * 4) / 2**60 + (1 + unknowns**2) * (1 + 1 / 60) / 2**53

    assert gain(2) == pytest.approx(-log2(chance(2)) - 2, abs=0.05)
    assert gain(CHOICES) == pytest.approx(-log2(chance(CHOICES)) - CHOICES, abs=0.05)
    # as unknowns, steps cost no choices
    many = CHOICES + 1
    assert gain(many) == pytest.approx(-log2(chance(2 * many)), abs=0.1)


def test_the_bits_of_a_run():
    # degrees of entries are 4, their coefficients have 3 bits: squares have degree 8, the square
    # of a sum of two 2 (3 + 1) bits, the sum of four terms two more
    found = trial_of((x + y) ** 2, x**2 + 2 * x * y + y**2).run()
    chance = (8 + 2 * 2 * 8) / 2**60 + (1 + 2 * 2) * (1 + 10 / 60) / 2**53
    assert found == pytest.approx(-log2(chance), abs=1e-9)


# ---- facts -------------------------------------------------------------------------------------


def given(left, right, facts, seed=0, size=3):
    return identical(
        claim(left, right, facts), {n: size, m: 2}, Random(seed), Deadline(None), impose=True
    )


def test_a_symmetry_is_imposed():
    fact = sn.symmetric(A)
    found = given(A @ u, A.T @ u, [fact])
    assert found.facts == ("A = A.T",)
    assert given(A @ u, A.T @ v, [fact]) is None
    assert given(A @ u, 0 * u, [fact]) is None
    assert given(sn.total(A), sn.trace(A), [fact]) is None
    assert given(A @ A, A.T @ A, [fact]) is not None
    free = identical(claim(A @ u, A.T @ u, [fact]), {n: 3}, Random(0), Deadline(None))
    assert free is None
    # of another matrix it does nothing
    other = sn.symmetric(sn.matrix("B", n, n))
    assert given(A @ u, A.T @ u, [other]) is None
    assert given(A @ u, A @ u, [other]).facts == ()


def test_a_symmetry_of_many_matrices_is_imposed():
    T = sn.tensor("T", m, n, n)
    fact = sn.symmetric(T)
    k, i, j = T.indices
    turned = Tensor(T.symbol[k, j, i], (k, i, j))
    assert given(T, turned, [fact]).facts == ("T = T.T",)
    assert given(T, 2 * turned, [fact]) is None


@pytest.mark.parametrize("value", [sp.Integer(1), sp.Rational(-7, 3), sp.Integer(0)])
def test_a_sum_is_imposed(value):
    fact = Fact(sn.total(u).expr, value, (), "the sum")
    found = given(sn.total(u), value + 0 * x, [fact])
    assert found.facts == ("the sum",)
    assert given(sn.total(u), value + 1 + 0 * x, [fact]) is None
    # one entry is fixed, and no other
    first = Tensor(u.symbol[1], ())
    assert given(first, value + 0 * x, [fact]) is None
    last = Tensor(u.symbol[3], ())
    others = Tensor(value - u.symbol[1] - u.symbol[2], ())
    assert given(last, others, [fact]) is not None


def test_a_sum_for_each_row_is_imposed():
    fact = sn.Eq(sn.total(A, 1), 1)
    assert given(A @ (0 * u + 1), 0 * u + 1, [fact]) is not None
    assert given(A.T @ (0 * u + 1), 0 * u + 1, [fact]) is None
    both = given(sn.total(A), n * (0 * x + 1), [fact, sn.Eq(sn.total(v), 2)])
    assert both.facts == (fact.text,)


def test_other_facts_are_not_imposed():
    for fact in (
        Fact(sn.total(u).expr, x.expr, (), "the sum is x"),
        Fact(x.expr, sp.Integer(2), (), "x = 2"),
        Fact(x.expr**2, sp.Integer(1), (), "x² = 1"),
        Fact((2 * sn.total(u)).expr, sp.Integer(1), (), "twice the sum"),
    ):
        assert given(Tensor(fact.left, ()), Tensor(fact.right, ()), [fact]) is None


# ---- the proof ---------------------------------------------------------------------------------


def proof(left, right, facts=()):
    return identity_proof.tested(claim(left, right, facts), Random(0), Deadline(None))


def test_what_a_proof_says():
    words = "identity test modulo random 61-bit primes, error below 2^-"
    scalar = proof(sn.exp(x + y), sn.exp(x) * sn.exp(y))
    assert (scalar.conditions, scalar.limited) == ((), False)
    assert scalar.evidence.startswith(words)
    assert scalar.evidence.removeprefix(words).isdigit()
    sums = proof(sn.total(u) * sn.total(u), sn.total(sn.outer(u, u)))
    assert (sums.conditions, sums.limited) == ((), False)
    assert "; these sizes suffice for all, by the number of indices" in sums.evidence
    assert " at n = " in sums.evidence
    assert proof(x, y) is None
    assert proof(n * sn.mean(u), 2 * sn.mean(u)) is None  # right at n = 2


def test_the_sizes_tested_stand_among_the_conditions():
    symmetric = proof(A @ u, A.T @ u, [sn.symmetric(A)])
    assert symmetric.conditions == ("A = A.T", "sizes n = 2 and n = 3")
    assert symmetric.limited
    assert symmetric.evidence.startswith("identity test modulo 2 random 61-bit primes, error below")
    # what holds without facts does not name them
    free = proof(sn.total(u) * x, x * sn.total(u), [sn.Eq(sn.total(u), 1)])
    assert (free.conditions, free.limited) == ((), False)
    # without sizes there are none to be named
    w = sn.vector("w", 3)
    fixed = proof(sn.total(w) * x, x, [sn.Eq(sn.total(w), 1)])
    assert fixed.conditions == ("total(w) = 1",)
    assert not fixed.limited
    # a fact that does not help is no proof
    assert proof(A @ u, A.T @ u, [sn.Eq(sn.total(u), 1)]) is None


def test_a_proof_whose_time_is_over_is_none():
    late = Deadline(0.0)
    assert identity_proof.tested(claim(sn.total(u), sn.total(u)), Random(0), late) is None


# ---- fields and forms --------------------------------------------------------------------------


@pytest.mark.parametrize(("prime", "nonsquare"), [(5, 2), (13, 2), (17, 3), (41, 3), (73, 5)])
def test_a_number_that_is_no_square_and_the_imaginary_unit(prime, nonsquare):
    field = Field(prime, Random(0))
    assert field.nonsquare == nonsquare
    assert field.imaginary**2 % prime == prime - 1


def test_unknowns_are_residues_that_are_not_zero():
    field = Field(5, Random(0))
    drawn = [field.unknown("x", k) for k in range(60)]
    assert set(drawn) == {1, 2, 3, 4}
    assert [field.unknown("x", k) for k in range(60)] == drawn


def test_choices_are_bits_in_the_order_of_meeting():
    choices = Choices(0b01101)
    assert [choices.next() for _ in range(6)] == [True, False, True, True, False, False]
    assert choices.met == 6
    assert Choices().next() is False
    assert Choices().free is False


def forms():
    random = Random(5)
    residues = Residues(Field(random_prime(random), random), Choices())
    return residues, residues.forms


def polynomial(forms, names, shift=0):
    """x₁ + x₂ + … as a form."""
    made = [{forms.residues.field.unknown(name): Fraction(1)} for name in names]
    return forms.add([*made, forms.rational(sp.Integer(shift))])


def test_sums_and_products_of_forms():
    r, f = forms()
    assert f.rational(sp.S.Zero) == {}
    assert f.rational(sp.Rational(-3, 7)) == {1: Fraction(-3, 7)}
    a, b = (r.field.unknown(name) for name in "ab")
    x, y = {a: Fraction(2)}, {b: Fraction(1, 3)}
    assert f.add([x, y, x]) == {a: 4, b: Fraction(1, 3)}
    assert f.add([x, {a: Fraction(-2)}]) == {}
    assert f.multiply([x, y]) == {a * b % r.p: Fraction(2, 3)}
    assert f.multiply([]) == {1: 1}
    assert f.multiply([f.add([x, y]), f.add([x, {b: Fraction(-1, 3)}])]) == {
        a * a % r.p: 4, b * b % r.p: Fraction(-1, 9)
    }  # fmt: skip
    assert f.residue(f.add([x, y])) == (2 * a + pow(3, -1, r.p) * b) % r.p
    assert f.is_zero({})
    assert not f.is_zero(x)
    assert f.may_vanish({})
    assert not f.may_vanish(x)
    assert f.may_vanish({a: Fraction(1), r.p - a: Fraction(1)})
    assert f.constant(sp.pi) == {r.constant(sp.pi): 1}


def test_long_products_are_unknowns():
    r, f = forms()
    ten, twelve, eleven = ([f"{k}{e}" for e in range(k)] for k in (10, 12, 11))
    assert TERMS == 120
    first, second = polynomial(f, ten), polynomial(f, twelve)
    assert len(f.multiply([first, second])) == 120
    third = polynomial(f, eleven)
    long = f.multiply([third, polynomial(f, twelve)])
    assert list(long.values()) == [1]
    assert f.residue(long) == r.multiply([f.residue(third), f.residue(second)])
    # what comes after a long product is multiplied, too
    more = f.multiply([third, polynomial(f, twelve), {1: Fraction(3)}])
    assert f.residue(more) == 3 * f.residue(long) % r.p
    assert list(more.values()) == [3]


@pytest.mark.parametrize(
    ("exponent", "terms"), [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 1), (-1, 1), (-2, 1)]
)
def test_powers_of_sums_are_multiplied_out_up_to_the_fourth(exponent, terms):
    r, f = forms()
    base = polynomial(f, "ab")
    found = f.power(base, sp.Integer(exponent))
    assert len(found) == terms
    assert f.residue(found) == r.power(f.residue(base), sp.Integer(exponent))
    half = f.power(base, sp.Rational(exponent, 1) + sp.Rational(1, 2))
    assert list(half.values()) == [1]


@pytest.mark.parametrize("exponent", [-3, -1, 2, 5, 7])
def test_powers_of_monomials_keep_their_coefficients(exponent):
    r, f = forms()
    a = r.field.unknown("a")
    found = f.power({a: Fraction(2, 3)}, sp.Integer(exponent))
    assert found == {pow(a, exponent, r.p): Fraction(2, 3) ** exponent}


def test_functions_and_steps_in_forms():
    r, f = forms()
    a = r.field.unknown("a")
    assert f.apply("erf", [{a: Fraction(1)}]) == {r.apply("erf", [a]): 1}
    assert f.opaque("s", 1, [[{a: Fraction(2)}]]) == {r.opaque("s", 1, [[2 * a % r.p]]): 1}
    one, none = f.positive({a: Fraction(1)}), f.positive({a: Fraction(-1)})
    assert sorted([len(one), len(none)]) == [0, 1]
    assert (one or none) == {1: 1}


def test_which_nodes_are_monomials():
    r, f = forms()
    inner = Evaluation({}, {n: 3}, f, lambda symbol, place: polynomial(f, [str(symbol)]))
    outer = Evaluation({}, {n: 3}, r, lambda symbol, place: r.field.unknown(str(symbol)))
    f.outer = outer
    z, w = x.expr, y.expr
    for usual in (z + w, z * w, z**2, sn.total(u).expr, sp.Integer(2), sp.pi, z, n):
        assert f.node(inner, usual, {}) is None
    assert f.node(inner, sp.exp(2), {}) is None
    log_of = sp.log(sp.exp(z + w), evaluate=False)
    assert f.node(inner, log_of, {}) == polynomial(f, "xy")
    for function in (sp.exp(z), sp.sin(z), sp.log(z), sp.log(z**2 + 1)):
        assert f.node(inner, function, {}) == {outer.of(function, {}): 1}


def test_the_limits_of_the_test():
    assert (identity.BITS, identity.RUNS, identity.CHOICES) == (80, 5, 6)
