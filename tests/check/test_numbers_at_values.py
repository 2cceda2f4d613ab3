"""Numbers on right sides: what is asked of the judge, at which values, and what is said of it."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
import sympy as sp

import symnn as sn
from symnn.check.deadline import Deadline
from symnn.check.engine import Judge
from symnn.check.given_values import NEAR, at_values, numbers_put_in, where_it_is
from symnn.check.numeric_claim import _entries, _number_hint, _sizes, _within
from symnn.check.verdict import Verdict
from symnn.language.symbol import DerivativeSymbol
from symnn.language.tensor import Tensor
from symnn.notation.reader.claim import Instance, Supposition

GENERAL = Verdict("refuted", evidence=("for all values",), shape=("n",), seed=5)
LIMIT = Deadline(None)
n = sn.dims("n")[0]


class Asked(Judge):
    """A judge that notes what it is asked, and says what it is told to say."""

    def told(self, *kinds: str) -> Asked:
        self.kinds, self.tolerances = list(kinds), []
        return self

    def judge(self, left, right, free=(), *, tolerance=None, deadline=None):
        self.tolerances.append(tolerance)
        return Verdict(self.kinds.pop(0), evidence=("said",), conditions=("c",))


def model() -> sn.Model:
    made = sn.Model()
    x, y = sn.scalar("x"), sn.scalar("y")
    made.define("f", x**2 * y)
    made.define("g", sn.total(sn.vector("w", 2) ** 2))
    return made


def slope(of: str = "f", wrt: str = "x", made: sn.Model | None = None) -> Tensor:
    made = made or model()
    symbol = DerivativeSymbol(made.symbol(of), made.symbol(wrt))
    free = tuple(sn.vector("v", size).indices[0] for size in symbol.shape)
    return Tensor(symbol[free] if free else symbol, free)


def asked(right, rounding=(0, 0), kinds=("refuted", "refuted"), left=None, several=(), values=None):
    court = Asked(model(), values={"x": 2, "y": 3} if values is None else values).told(*kinds)
    bounds = tuple(map(sp.Rational, rounding))
    right = right if isinstance(right, Tensor) else Tensor(sp.sympify(right), ())
    instance = Instance(slope() if left is None else left, right)
    return court, at_values(court, instance, bounds, GENERAL, LIMIT, several)


def test_numbers_that_are_equal_to_all_digits_agree():
    court, found = asked(12, kinds=["proved"])
    assert court.tolerances == [12 * NEAR]
    words = "to the digits of its numbers, at the values of the document"
    assert (found.kind, found.conditions, found.evidence) == ("agrees", (words,), ("said",))


def test_numbers_that_are_near_are_not_decided():
    court, found = asked(12, kinds=["refuted", "proved"])
    assert court.tolerances == [12 * NEAR, Fraction(1, 2)]
    assert found.kind == "unclear"
    assert found.evidence == ("near, but not equal, at the values given",)
    assert (found.shape, found.seed) == (("n",), 5)


@pytest.mark.parametrize(
    ("right", "rounding", "near", "equal"),
    [
        # whole numbers may be rounded by a half, other ones that are no decimals not at all
        (12, (0, 0), Fraction(1, 2), 12 * NEAR),
        (-12, (0, 0), Fraction(1, 2), 12 * NEAR),
        (0, (0, 0), Fraction(1, 2), NEAR),
        ("1/2", (0, 0), NEAR / 2, NEAR / 2),
        # decimals by twice their bound, and by two hundredths at least
        ("5/2", (0, "1/10"), Fraction(1, 2), Fraction(5, 2) * NEAR),
        ("5/2", (0, "1/200"), Fraction(1, 20), Fraction(5, 2) * NEAR),
        ("5/2", (0, "1/100"), Fraction(1, 20), Fraction(5, 2) * NEAR),
        (4, (0, "1/20"), Fraction(2, 5), 4 * NEAR),
        # long decimals are equal within their bound
        (10, ("1/1000", "1/1000"), Fraction(1, 5), Fraction(1, 100) + 10 * NEAR),
        (10, (1, 1), Fraction(20), 10 + 10 * NEAR),
    ],
)
def test_how_near_is_near(right, rounding, near, equal):
    court, found = asked(right, rounding)
    assert court.tolerances == [equal, near]
    assert found.kind == "refuted"
    assert found.conditions == ("c",)


def test_the_largest_entry_of_a_vector_is_its_scale():
    w = sn.vector("w", 2)
    free = w.indices
    entries = 3 * sp.KroneckerDelta(free[0], 1) - 7 * sp.KroneckerDelta(free[0], 2)
    court, _ = asked(Tensor(entries, free), left=slope("g", "w"), values={"w": (1, 2)})
    assert court.tolerances == [7 * NEAR, Fraction(1, 2)]


def test_what_is_not_decided_is_said_at_once():
    court, found = asked(12, kinds=["unclear"])
    assert (found.kind, len(court.tolerances)) == ("unclear", 1)
    court, found = asked(12, kinds=["refuted", "unclear"])
    assert (found.kind, len(court.tolerances)) == ("unclear", 2)


def test_without_values_and_without_numbers_the_general_verdict_stands():
    for court, found in (
        asked(12, values={}),
        asked(12, values={"q": 1}),
        asked(sn.scalar("x")),
        asked(12, values={}, several=("q",)),
    ):
        assert found is GENERAL
        assert court.tolerances == []
    for values, several in (({"y": 3}, ()), ({}, ("x",))):
        court, found = asked(12, values=values, several=several)
        assert found is not GENERAL
        assert len(court.tolerances) == 2


# ---- what a sentence supposes ------------------------------------------------------------------


def supposed(*equations, region=None, values=None):
    judge = Judge(
        model(), values={"x": Fraction(3), "y": Fraction(4)} if values is None else values
    )
    where = Supposition("…", region, equations, sure=True)
    return dict(where_it_is(judge, where, LIMIT).values)


def test_values_that_are_supposed_replace_those_given():
    x, y = (sn.scalar(name).expr for name in "xy")
    w = sn.vector("w", n)
    assert supposed() == {"x": 3, "y": 4}
    assert supposed((x, sp.Integer(2), ())) == {"x": 2, "y": 4}
    assert supposed((x, y, ())) == {"y": 4}
    assert supposed((x + 1, sp.Integer(2), ())) == {"x": 3, "y": 4}
    assert supposed((w.expr, sp.Integer(2), w.indices), values={"w": (1, 2)}) == {}
    assert supposed((sn.scalar("z").expr, sp.Integer(2), ())) == {"x": 3, "y": 4, "z": 2}


def test_values_outside_of_the_region_supposed_are_left_out():
    x = sn.scalar("x")
    inside, outside = sn.step(x - 2).expr, sn.step(x - 5).expr
    assert supposed(region=inside) == {"x": 3, "y": 4}
    assert supposed(region=outside) == {"y": 4}
    # where a value is not known, or there is no quantity at all, nothing is left out
    assert supposed(region=sn.step(x - sn.scalar("z")).expr) == {"x": 3, "y": 4}
    assert supposed(region=sp.S.Zero) == {"x": 3, "y": 4}
    w = sn.vector("w", n)
    assert supposed(region=sn.step(w).expr, values={"w": (-1, -2)}) == {"w": (-1, -2)}


def test_a_formula_that_holds_with_numbers_put_in_is_a_doubt():
    made = model()
    right = Tensor((6 * sn.scalar("x")).expr, ())
    instance = Instance(slope(made=made), right)

    def put_in(values, instance=instance):
        return numbers_put_in(Judge(made, values=values), instance, GENERAL, LIMIT)

    found = put_in({"y": Fraction(3)})
    words = "it holds with the numbers that the document gives, not for others"
    assert (found.kind, found.conditions, found.evidence) == ("unclear", (), (words,))
    for values in ({"y": Fraction(4)}, {}, {"q": 3}, {"f": 3}, {"y": (3,)}, {"w": (1, 2)}):
        assert put_in(values) is GENERAL


def test_numbers_put_in_stand_beside_the_facts_that_are_known():
    made = model()
    made.assume(sn.Eq(sn.scalar("z"), 2))
    z = sn.scalar("z")
    instance = Instance(slope(made=made), Tensor((3 * z * sn.scalar("x")).expr, ()))
    found = numbers_put_in(Judge(made, values={"y": 3}), instance, GENERAL, LIMIT)
    assert found.kind == "unclear"
    assert numbers_put_in(Judge(made, (), values={"y": 3}), instance, GENERAL, LIMIT) is GENERAL


# ---- numbers -----------------------------------------------------------------------------------


def interval(low, high):
    return mpmath.iv.mpf([low, high])


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-0.5, 0.5, True), (-0.25, 0.25, True), (0.5, 0.5, True), (-0.5, -0.5, True),
        (-0.625, 0.5, False), (-0.5, 0.625, False), (0.625, 0.75, False), (-1, -0.75, False),
    ],
)  # fmt: skip
def test_differences_within_the_tolerance(low, high, expected):
    assert _within(interval(low, high), Fraction(1, 2)) is expected


def test_without_a_tolerance_there_is_no_difference():
    assert _within(interval(0, 0), None)
    assert not _within(interval(0, 0.125), None)
    assert not _within(interval(-0.125, 0), Fraction(0))


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        (3, -3, "the sign is wrong"),
        (6, 3, "the right side must be multiplied by 2"),
        (3, 6, "the right side must be multiplied by 1/2"),
        (-6, 3, "the right side must be multiplied by -2"),
        (3, -6, "the right side must be multiplied by -1/2"),
        (9, 3, None),
        (4, 3, None),
    ],
)
def test_simple_factors_of_numbers(left, right, words):
    found = _number_hint(interval(left, left), interval(right, right), Fraction(1, 16))
    assert (found and found.words) == words
    assert found is None or found.kind == ("sign" if "sign" in words else "factor")


def test_the_tolerance_of_a_factor_grows_with_it():
    def hint(left, right):
        return _number_hint(interval(left, left), interval(right, right), Fraction(1, 8))

    assert hint(6.25, 3) is not None
    assert hint(6.375, 3) is None
    assert hint(3.0625, 6) is not None
    assert hint(3.125, 6) is None
    assert _number_hint(interval(2, 2), interval(1, 1), None) is not None
    assert _number_hint(interval(2.5, 2.5), interval(1, 1), None) is None


def test_entries_of_nested_values():
    assert dict(_entries(((1, Fraction(1, 2)), [0.1, 4]))) == {
        (1, 1): 1, (1, 2): Fraction(1, 2), (2, 1): Fraction(1, 10), (2, 2): 4
    }  # fmt: skip
    assert dict(_entries(sp.Rational(2, 7))) == {(): Fraction(2, 7)}
    assert dict(_entries(0.3)) == {(): Fraction(3, 10)}


def test_sizes_of_values():
    m = sn.dims("m")[0]
    A, b = sn.matrix("A", m, n).symbol, sn.vector("b", 3).symbol
    arrays = {"A": dict(_entries(((1, 2, 3), (4, 5, 6)))), "b": dict(_entries((1, 2, 3)))}
    assert _sizes({"A": A, "b": b}, arrays) == {m: 2, n: 3}


def numeric(right, tolerance, **values):
    made = model()
    judge = Judge(made, values=values)
    left = slope(made=made).expr
    return judge.judge(left, sp.Rational(right), tolerance=Fraction(tolerance))


def test_numbers_are_judged_at_the_values():
    found = numeric("12", "1/2", x=2, y=3)
    assert (found.kind, found.evidence) == ("proved", ("interval arithmetic",))
    assert found.conditions == ("to the printed digits, at the values of the document",)
    assert numeric("12.5", "1/2", x=2, y=3).kind == "proved"
    wrong = numeric("13", "1/2", x=2, y=3)
    assert (wrong.kind, wrong.hint) == ("refuted", None)
    assert wrong.evidence == ("interval arithmetic at the values of the document",)
    example = wrong.counterexample
    assert (example.sizes, example.inputs) == ({}, {"x": "2", "y": "3"})
    assert (example.index, example.left, example.right) == ((), "12.0", "13.0")
    assert "print" in example.code
    assert numeric("-12", "1/2", x=2, y=3).hint.kind == "sign"
    missing = numeric("12", "1/2")
    assert (missing.kind, missing.evidence) == ("unclear", ("no value is given for x, y",))
    assert numeric("12", "1/2", x=2).evidence == ("no value is given for y",)


def test_numbers_beyond_a_domain_are_not_decided():
    made = sn.Model()
    made.define("h", sn.log(sn.scalar("x")))
    left = DerivativeSymbol(made.symbol("h"), made.symbol("x"))
    found = Judge(made, values={"x": 0}).judge(left, sp.Integer(1), tolerance=Fraction(1, 2))
    assert (found.kind, len(found.evidence)) == ("unclear", 1)


def test_entries_that_differ_are_named():
    made = model()
    judge = Judge(made, values={"w": (1, 3)})
    symbol = DerivativeSymbol(made.symbol("g"), made.symbol("w"))
    free = sn.vector("v", 2).indices
    right = 2 * sp.KroneckerDelta(free[0], 1) + 7 * sp.KroneckerDelta(free[0], 2)
    found = judge.judge(symbol[free], right, free, tolerance=Fraction(1, 2))
    assert found.kind == "refuted"
    example = found.counterexample
    assert (example.index, example.left, example.right) == ((2,), "6.0", "7.0")
    right = 2 * sp.KroneckerDelta(free[0], 1) + 6 * sp.KroneckerDelta(free[0], 2)
    assert judge.judge(symbol[free], right, free, tolerance=Fraction(1, 2)).kind == "proved"
