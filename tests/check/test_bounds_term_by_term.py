"""The rules of bounds of degrees and coefficients, one by one; functions of intervals at ends."""

from __future__ import annotations

from math import log2
from random import Random

import mpmath
import pytest
import sympy as sp

import symnn as sn
from symnn.check import enclosures
from symnn.check.deadline import Deadline
from symnn.check.degrees import UNKNOWN, ZERO, Bound, Degrees
from symnn.check.enclosures import (
    ENCLOSED,
    _between,
    _quotient,
    _root,
    _shift,
    enclosed,
    working_digits,
)  # fmt: skip
from symnn.check.evaluation import Evaluation
from symnn.check.field import Choices, Field
from symnn.check.identity import random_prime
from symnn.check.numbers import OutsideError
from symnn.check.realnumbers import SMOOTH
from symnn.check.residues import Residues

iv = mpmath.iv
x, y = sn.scalar("x").expr, sn.scalar("y").expr
A, B = Bound(3.0, 1.0, 2.0, 1.0), Bound(2.0, 2.0, 4.0, 3.0)


@pytest.fixture
def numbers() -> Degrees:
    random = Random(7)
    residues = Residues(Field(random_prime(random), random), Choices())
    beside = Evaluation(
        {}, {}, residues, lambda symbol, place: residues.field.unknown(symbol.name), Deadline(None)
    )
    return Degrees(residues, beside)


def of(numbers: Degrees, expr: sp.Expr) -> Bound:
    leaf = Bound(1.0)
    evaluation = Evaluation({}, {}, numbers, lambda symbol, place: leaf, Deadline(None))
    return evaluation.of(expr, {})


def test_constants(numbers: Degrees) -> None:
    assert numbers.rational(sp.Rational(-3, 4)) == Bound(0.0, 0.0, log2(3), 2.0)
    assert numbers.rational(sp.S.One) == Bound(0.0, 0.0, 0.0, 0.0)
    assert numbers.rational(sp.Rational(1, 8)) == Bound(0.0, 0.0, 0.0, 3.0)
    assert numbers.constant(sp.E) == Bound(12.0, 0.0, 0.0, 0.0)
    assert numbers.constant(sp.pi) == UNKNOWN == Bound(1.0, 0.0, 0.0, 0.0)
    assert numbers.opaque("s", 1, [[A]]) == UNKNOWN
    assert numbers.positive(A) == Bound(1.0, 0.0, 1.0, 0.0)
    assert Bound(-1.0) == ZERO
    assert [numbers.is_zero(b) for b in (ZERO, A, UNKNOWN)] == [True, False, False]
    assert [numbers.may_vanish(b) for b in (ZERO, A, UNKNOWN)] == [True, False, False]
    assert numbers.largest == 1.0
    assert numbers.eliminates is False


def test_sums_and_products(numbers: Degrees) -> None:
    # over the product of all denominators: 3 + 2 and 2 + 1; 2 + 3 and 4 + 1 bits, twice
    assert numbers.add([A, B]) == Bound(5.0, 3.0, 6.0, 4.0)
    assert numbers.add([A, ZERO]) == A
    assert numbers.add([Bound(1.0), Bound(4.0), Bound(2.0), Bound(0.0)]) == Bound(4.0, 0, 2.0, 0)
    assert numbers.multiply([A, B]) == Bound(5.0, 3.0, 6.0, 4.0)
    assert numbers.multiply([A, Bound(0.5, 0.25, 7.0, 9.0)]) == Bound(3.5, 1.25, 9.0, 10.0)
    assert numbers.multiply([A, ZERO, B]) == ZERO
    assert numbers.multiply([]) == Bound(0.0)
    assert numbers.add([]) == ZERO


@pytest.mark.parametrize(
    ("exponent", "found"),
    [
        ((3, 1), Bound(6.0, 9.0, 12.0, 15.0)),
        ((1, 1), Bound(2.0, 3.0, 4.0, 5.0)),
        ((0, 1), Bound(0.0, 0.0, 0.0, 0.0)),
        ((-1, 1), Bound(3.0, 2.0, 5.0, 4.0)),
        ((-2, 1), Bound(6.0, 4.0, 10.0, 8.0)),
        ((1, 2), Bound(5.0, 0.0, 9.0, 5.0)),
        ((2, 3), Bound(10.0, 0.0, 18.0, 10.0)),
        ((-3, 2), Bound(0.0, 15.0, 15.0, 27.0)),
    ],
)
def test_powers(numbers: Degrees, exponent: tuple[int, int], found: Bound) -> None:
    assert numbers.power(Bound(2.0, 3.0, 4.0, 5.0), sp.Rational(*exponent)) == found
    assert numbers.power(ZERO, sp.Rational(*exponent)) == ZERO


def test_a_root_of_a_number_is_an_unknown(numbers: Degrees) -> None:
    half = sp.Rational(1, 2)
    assert numbers.power(Bound(0.0, 0.0, 3.0, 2.0), half) == Bound(1.0, 0.0, 5.0, 2.0)
    assert numbers.power(Bound(2.0, 0.0, 3.0, 2.0), half) == Bound(2.0, 0.0, 5.0, 2.0)


def test_functions(numbers: Degrees) -> None:
    assert numbers.apply("Abs", [A]) == Bound(4.0, 2.0, 4.0, 2.0)
    assert numbers.apply("erf", [A]) == Bound(1.0, 0.0, 2.0, 0.0)
    assert of(numbers, sp.exp(x / 3 - y / 4)) == Bound(4.0, 3.0, 0.0, 0.0)
    assert of(numbers, sp.exp(2 * x + 3 * y)) == Bound(60.0, 0.0, 0.0, 0.0)
    assert of(numbers, sp.exp(x / 12 - y / 12)) == Bound(1.0, 1.0, 0.0, 0.0)
    for function in (sp.sin, sp.cos):
        assert of(numbers, function(x / 3 - y / 4)) == Bound(14.0, 7.0, 1.0, 1.0)
    assert of(numbers, sp.log(x)) == Bound(1.0, 0.0, 8.0, 0.0)
    assert of(numbers, sn.step(sn.scalar("x")).expr) == Bound(1.0, 0.0, 8.0, 0.0)
    # (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ)
    assert of(numbers, sp.tanh(x)).above > 12


@pytest.mark.parametrize(
    ("expr", "largest"),
    [
        (sp.exp(x**50), 50.0), (sp.log(x**50), 50.0), (sn.step(sn.scalar("x") ** 50).expr, 50.0),
        (sp.cos(x**50), 50.0), (sp.exp(x), 12.0), (sp.exp(-2 * x), 24.0), (x**7 / y**9, 9.0),
        (sp.cos(5 * x), 120.0), (sp.log(x), 1.0),
    ],
)  # fmt: skip
def test_the_largest_degree_on_the_way(numbers: Degrees, expr: sp.Expr, largest: float) -> None:
    of(numbers, expr)
    assert numbers.largest == largest


# ---- intervals ----------------------------------------------------------------------------------


@pytest.fixture
def forty_digits():
    with working_digits(40), mpmath.workdps(60):
        yield


def test_digits_are_as_before_after_work() -> None:
    before = iv.prec, mpmath.mp.dps
    with working_digits(77):
        assert (iv.dps, mpmath.mp.dps) == (77, 77)
    assert (iv.prec, mpmath.mp.dps) == before
    assert enclosed("zeta") is None


@pytest.mark.parametrize(
    ("at", "steps"),
    [(0.5, 40), (0, 40), (-2.5, 43), (-2, 42), (39.5, 1), (40, 0), (40.5, 0), (90, 0), (-400, 440)],
)
@pytest.mark.usefixtures("forty_digits")
def test_steps_of_the_recurrence(at: float, steps: int) -> None:
    assert _shift(iv.mpf(at)) == steps


@pytest.mark.usefixtures("forty_digits")
def test_ends_of_domains() -> None:
    assert _root(iv.mpf(0)) == 0
    assert ENCLOSED["acosh"](iv.mpf(1)) == 0
    assert 0 in _between(iv.mpf([-3, 2]))
    assert (_between(iv.mpf([-3, 2])).a, _between(iv.mpf([-3, 2])).b) == (-3, 3)
    assert _quotient(iv.mpf(1), iv.mpf([1, 2])) == iv.mpf(["0.5", 1])
    assert 1 in ENCLOSED["erf"](iv.mpf(10))
    assert ENCLOSED["erf"](iv.mpf(5)).delta < 1e-20


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("erf", ["10.1"]), ("erf", ["-10.1"]), ("log", [[0, 1]]), ("log", [[-1, 1]]),
        ("asin", [1]), ("acosh", ["0.999"]), ("acosh", [["0.5", 2]]), ("gamma", ["-400.5"]),
        ("digamma", ["-400.5"]), ("loggamma", [0]), ("loggamma", [[0, 1]]), ("polygamma", [0.5, 1]),
        ("polygamma", [[1, 2], 1]), ("polygamma", [-1, 1]), ("polygamma", [[0, 1], 1]),
        ("cot", [[-1, 1]]), ("tan", [["1.5", "1.6"]]), ("csch", [[-1, 1]]), ("coth", [0]),
        ("atanh", [-1]), ("atanh", [[0, 1]]),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("forty_digits")
def test_outside_of_the_domain_nothing_is_enclosed(name: str, args: list) -> None:
    with pytest.raises(OutsideError):
        ENCLOSED[name](*map(iv.mpf, args))


NARROW = [(name, at) for name in ENCLOSED for at in (0.25, 0.75) if name != "polygamma"]


@pytest.mark.parametrize(("name", "at"), NARROW)
@pytest.mark.usefixtures("forty_digits")
def test_all_digits_but_few_are_right(name: str, at: float) -> None:
    at += name == "acosh"
    found = ENCLOSED[name](iv.mpf(at))
    assert mpmath.mpf(found.a) <= SMOOTH[name](mpmath.mpf(at)) <= mpmath.mpf(found.b)
    assert mpmath.mpf(found.delta) < mpmath.mpf(10) ** -35 * abs(mpmath.mpf(found.mid))


@pytest.mark.parametrize("order", [0, 1, 2, 3])
@pytest.mark.usefixtures("forty_digits")
def test_all_digits_of_polygamma_but_few_are_right(order: int) -> None:
    for at in ("0.5", "12.25", "41.5", "-3.5"):
        found = ENCLOSED["polygamma"](iv.mpf(order), iv.mpf(at))
        true = mpmath.psi(order, mpmath.mpf(at))
        assert mpmath.mpf(found.a) <= true <= mpmath.mpf(found.b)
        assert mpmath.mpf(found.delta) < mpmath.mpf(10) ** -34 * (1 + abs(mpmath.mpf(found.mid)))


@pytest.mark.parametrize("terms", [1, 2, 3])
@pytest.mark.parametrize("name", ["gamma", "loggamma", "digamma", "trigamma", "tetragamma"])
@pytest.mark.usefixtures("forty_digits")
def test_what_is_left_out_of_a_series_lies_inside(monkeypatch, name: str, terms: int) -> None:
    monkeypatch.setattr(enclosures, "SERIES", terms)
    monkeypatch.setattr(enclosures, "SHIFTED", 2)
    order = {"digamma": 0, "trigamma": 1, "tetragamma": 2}.get(name)
    for at in (0.25, 1.5, 2.75, 4.0):
        x = mpmath.mpf(at)
        if order is None:
            found, true = ENCLOSED[name](iv.mpf(at)), SMOOTH[name](x)
        else:
            found, true = ENCLOSED["polygamma"](iv.mpf(order), iv.mpf(at)), mpmath.psi(order, x)
        assert mpmath.mpf(found.a) <= true <= mpmath.mpf(found.b)
        wide = mpmath.mpf(found.delta) / abs(true)
        assert mpmath.mpf(10) ** -9 < wide < mpmath.mpf(2) ** (1 - terms)


@pytest.mark.parametrize("name", ["erf", "atan", "asin", "erfc"])
@pytest.mark.parametrize("digits", [1, 2, 3])
def test_few_digits_enclose_too(name: str, digits: int) -> None:
    for k in range(-40, 41):
        with working_digits(digits):
            x = iv.mpf(k) / 41
            found = ENCLOSED[name](x)
        with mpmath.workdps(30):
            low, high = (SMOOTH[name](mpmath.mpf(end)) for end in (x.a, x.b))
            assert mpmath.mpf(found.a) <= min(low, high)
            assert max(low, high) <= mpmath.mpf(found.b)
