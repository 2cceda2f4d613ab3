"""The arithmetic of the identity test: laws of fields, and exponents that are sums of monomials."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest
import sympy as sp

import symnn as sn
from symnn.check.field import Choices, Field, Quadratic
from symnn.check.forms import TERMS
from symnn.check.identity import random_prime
from symnn.check.numbers import OutsideError
from symnn.check.residues import Residues
from tests.check.test_identity import result_of

HALF = sp.Rational(1, 2)


def residues(code=0):
    random = Random(3)
    return Residues(Field(random_prime(random), random), Choices(code))


def some(numbers):
    """Residues, half of them of the quadratic extension."""
    random, p = Random(5), numbers.p
    plain = [random.randrange(1, p) for _ in range(2)]
    return [*plain, *(Quadratic(random.randrange(p), random.randrange(1, p)) for _ in range(2))]


def test_the_prime_is_one_modulo_four_and_large():
    for seed in range(5):
        prime = random_prime(Random(seed))
        assert prime % 4 == 1
        assert prime.bit_length() == 61
        assert sp.isprime(prime)


def test_laws_of_a_field():
    r = residues()
    for a, b, c in product(some(r), repeat=3):
        assert r.multiply([a, b]) == r.multiply([b, a])
        assert r.multiply([a, r.multiply([b, c])]) == r.multiply([r.multiply([a, b]), c])
        assert r.multiply([a, r.add([b, c])]) == r.add([r.multiply([a, b]), r.multiply([a, c])])
    for a in some(r):
        assert r.multiply([a, r.inverse(a)]) == 1
        assert r.is_zero(r.add([a, r.multiply([r.p - 1, a])]))
        assert not r.is_zero(a)
        assert r.power(a, sp.Integer(3)) == r.multiply([a, a, a])
        assert r.multiply([r.power(a, sp.Integer(-2)), a, a]) == 1
    assert r.rational(sp.Rational(-7, 3)) * 3 % r.p == r.p - 7
    # √n is no residue: its square is the number n that is no square
    assert r.multiply([Quadratic(0, 1), Quadratic(0, 1)]) == r.field.nonsquare
    with pytest.raises(OutsideError):
        r.inverse(0)


def test_a_root_has_both_signs_and_the_right_square():
    random = Random(1)
    kinds = set()
    for _ in range(8):
        base = random.randrange(1, residues().p)
        signs = [residues(code).power(base, HALF) for code in (0, 1)]
        kinds.add(type(signs[0]))
        r = residues()
        assert r.is_zero(r.add(signs))
        assert r.multiply([signs[0], signs[0]]) == base
        assert r.power(base, 3 * HALF) == r.multiply([base, r.power(base, HALF)])
        assert r.multiply([r.power(base, -HALF), r.power(base, HALF)]) == 1
    assert kinds == {int, Quadratic}


def test_a_step_and_its_mirror_make_one():
    for code in (0, 1):
        r = residues(code)
        for value in some(r):
            mirrored = r.multiply([r.p - 1, value])
            assert sorted([r.positive(value), r.positive(mirrored)]) == [0, 1]
            assert r.apply("Abs", [value]) == r.apply("Abs", [mirrored])
            assert r.add([r.apply("sign", [value]), r.apply("sign", [mirrored])]) == 0
            assert r.add([r.apply("erf", [value]), r.apply("erf", [mirrored])]) == 0


@pytest.mark.parametrize("free", [False, True], ids=["chosen", "unknown"])
def test_steps_that_are_unknowns_make_one_too(free):
    r = residues()
    r.choices.free = free
    assert r.add([r.positive(5), r.positive(r.p - 5)]) == 1


def forms(r):
    """Short polynomials in unknowns."""
    x, y, z = (r.field.unknown(name) for name in "xyz")
    return [
        {},
        {1: Fraction(-2, 3)},
        {x: Fraction(5, 2)},
        {x: Fraction(1, 3), y: Fraction(-2)},
        {1: Fraction(1), y: Fraction(3, 4), z: Fraction(-1, 6)},
    ]


def test_forms_have_the_values_of_what_they_stand_for():
    r = residues()
    f, value = r.forms, r.forms.residue
    for a, b in product(forms(r), repeat=2):
        assert value(f.add([a, b])) == r.add([value(a), value(b)])
        assert value(f.multiply([a, b])) == r.multiply([value(a), value(b)])
    for a in forms(r):
        for exponent in map(sp.Integer, (-3, -1, 0, 1, 2, 4, 5, 7)):
            if a or exponent >= 0:
                assert value(f.power(a, exponent)) == r.power(value(a), exponent)
        assert f.is_zero(a) == (value(a) == 0) == f.may_vanish(a)
    assert value(f.power(forms(r)[3], HALF)) == r.power(value(forms(r)[3]), HALF)
    assert f.positive(forms(r)[2]) in ({}, {1: 1})
    assert value(f.apply("gamma", [forms(r)[3]])) == r.apply("gamma", [value(forms(r)[3])])


def test_what_cancels_in_a_form_is_gone():
    r = residues()
    a = forms(r)[4]
    minus = r.forms.multiply([a, {1: Fraction(-1)}])
    assert r.forms.add([a, minus]) == {}
    assert r.forms.is_zero({})
    assert r.forms.power(forms(r)[2], sp.Integer(-2)) == {
        r.inverse(r.power(r.field.unknown("x"), sp.Integer(2))): Fraction(4, 25)
    }


def test_a_long_product_becomes_one_unknown_of_the_right_value():
    r = residues()
    a, b = ({r.field.unknown(name, k): Fraction(k, 7) for k in range(1, 12)} for name in ("a", "b"))
    made = r.forms.multiply([a, b])
    assert len(a) * len(b) > TERMS
    assert len(made) == 1
    assert r.forms.residue(made) == r.multiply([r.forms.residue(a), r.forms.residue(b)])


def test_exponentials_of_forms_multiply():
    r = residues()
    x, y = (r.field.unknown(name) for name in "xy")
    a, b = {x: Fraction(1, 4), y: Fraction(-2)}, {x: Fraction(-1, 3), 1: Fraction(1, 2)}
    both = r.forms.add([a, b])
    whole = r.exponential(both, "e")
    assert whole == r.multiply([r.exponential(a, "e"), r.exponential(b, "e")])
    assert whole != r.exponential(a, "e")
    assert r.exponential({}, "e") == 1
    # fifths belong to another unknown, of which no law is known
    fifth = r.exponential({x: Fraction(1, 5)}, "e")
    assert r.power(fifth, sp.Integer(5)) != r.exponential({x: Fraction(1)}, "e")


x, y = sn.scalar("x"), sn.scalar("y")
p, q = sn.scalar("p", positive=True), sn.scalar("q", positive=True)
LAWS = {
    "e^(1/2x) twice": (sn.exp(1 / (2 * x)) ** 2, sn.exp(1 / x), sn.exp(1 / (4 * x))),
    "e^(1/2x) four times": (sn.exp(1 / (2 * x)) ** 4, sn.exp(2 / x), sn.exp(1 / x)),
    "e^(-x³/2)": (sn.exp(-(x**3) / 2) ** 2 * sn.exp(x**3), 0 * x + 1, sn.exp(x)),
    "e^(x(y + 1))": (sn.exp(x * (y + 1)), sn.exp(x * y) * sn.exp(x), sn.exp(x * y) * sn.exp(y)),
    "log of a quotient": (sn.log(p / q), sn.log(p) - sn.log(q), sn.log(p) + sn.log(q)),
    "log of a root": (sn.log(sn.sqrt(p)), sn.log(p) / 2, sn.log(p) * 2),
    "log 12p": (sn.log(12 * p), sn.log(3 * p) + 2 * sn.log(2 + 0 * x), sn.log(4 * p)),
    "log 4/9": (sn.log(4 * p / 9), sn.log(p) + 2 * sn.log(2 + 0 * x) - 2 * sn.log(3 + 0 * x),
                sn.log(p) + 2 * sn.log(2 + 0 * x) + 2 * sn.log(3 + 0 * x)),
    "sin 3x": (sn.sin(3 * x), 3 * sn.sin(x) - 4 * sn.sin(x) ** 3, 3 * sn.sin(x) - sn.sin(x) ** 3),
    "sin of a half": (2 * sn.sin(x / 2) * sn.cos(x / 2), sn.sin(x), sn.cos(x)),
}  # fmt: skip


@pytest.mark.parametrize("name", LAWS)
def test_laws_hold_and_their_neighbours_do_not(name):
    left, right, wrong = LAWS[name]
    assert result_of(left, right) is not None
    assert result_of(left, wrong) is None
