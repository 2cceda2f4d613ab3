"""The course of one judgement: what is asked in which order, and what becomes of each answer."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp

import symnn as sn
from symnn.check import engine
from symnn.check.agrees import AGREED, Comparison
from symnn.check.claim import Equality
from symnn.check.deadline import RAN_OUT, Deadline, TimeOutError
from symnn.check.engine import HINT, LARGE, LARGER, Judge, _Trial
from symnn.check.identity_proof import Tested as Identities
from symnn.check.numbers import OutsideError
from symnn.check.points import NoPointError, Point
from symnn.check.proof import Proof
from symnn.check.resolve import Resolution
from symnn.check.verdict import Counterexample, Hint, Verdict
from symnn.language.errors import NoRuleError
from symnn.language.facts import Fact

n, m = sn.dims("n m")
A = sn.matrix("A", n, n)
x, y, u = sn.scalar("x"), sn.scalar("y"), sn.vector("u", n)
EXAMPLE = Counterexample({}, {"x": "1"}, (), "1", "2"), "exact rational arithmetic"
REGION, STATED = "x ≠ 0", "A = A.T"


def at(digits: float, sizes=None, sides=None) -> Comparison:
    return Comparison(Point(sizes or {n: 2}, {"x": {(): Fraction(1)}}), digits, sides or {})


class Course:
    """The parts that a judgement asks, with answers told before; what was asked is noted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **answers) -> None:
        self.asked: list[str] = []
        self.given: list[dict] = []
        told = {
            "comparisons": [at(100)], "proved": None, "tested": None, "refuted": None,
            "between": [], "certified": None, "hint": None, "regions": [], "conditions": (REGION,),
        }  # fmt: skip
        for name, answer in {**told, **answers}.items():
            monkeypatch.setattr(engine, name, self.part(name, answer))
        monkeypatch.setattr(engine, "replay", lambda claim, example: "code")

    def part(self, name, answer):
        answers = list(answer) if isinstance(answer, list) and name == "refuted" else None

        def asked(*args, **kwargs):
            self.asked.append(name)
            self.given.append({"name": name, "args": args, **kwargs})
            found = answers.pop(0) if answers is not None else answer
            if callable(found):
                found = found(*args, **kwargs)
            if isinstance(found, Exception):
                raise found
            return found

        return asked

    def of(self, name: str) -> list[dict]:
        return [given for given in self.given if given["name"] == name]


def trial(left=x, right=x, facts=(), seconds=None, **court) -> _Trial:
    judge = Judge(sn.Model(), seed=3, **court)
    order = dict(zip(right.indices, left.indices, strict=True))
    claim = Equality(
        Resolution(sn.Model()), left.expr, right.expr.xreplace(order), left.indices, tuple(facts)
    )
    return _Trial(claim, judge, Deadline(seconds), Verdict("unclear", shape=("n",), seed=3))


# ---- accepted ----------------------------------------------------------------------------------


def test_a_proof_is_taken_first(monkeypatch):
    course = Course(monkeypatch, proved=Proof("by steps", (STATED,)))
    found = trial().verdict()
    assert (found.kind, found.conditions) == ("proved", (STATED, REGION))
    assert (found.evidence, found.shape, found.seed) == (("by steps",), ("n",), 3)
    assert "tested" not in course.asked
    assert "refuted" not in course.asked


def test_an_identity_for_all_sizes_needs_no_larger_ones(monkeypatch):
    course = Course(monkeypatch, tested=Identities((STATED,), "modulo primes", limited=False))
    found = trial(u, u).verdict()
    assert (found.kind, found.conditions) == ("proved", (STATED, REGION))
    assert found.evidence == ("modulo primes",)
    assert len(course.of("comparisons")) == 1


@pytest.mark.parametrize("identity", [Identities((), "some sizes", limited=True), None])
def test_what_holds_at_small_sizes_is_tried_at_larger_ones(monkeypatch, identity):
    course = Course(monkeypatch, tested=identity)
    found = trial(u, u).verdict()
    assert found.kind == ("agrees" if identity is None else "proved")
    screened, larger = course.of("comparisons")
    assert larger["larger"] is True
    assert larger["args"][2] == LARGER
    assert "larger" not in screened

    def small_only(claim, random, count, deadline, larger=False):
        return [at(5 if larger else 100)]

    course = Course(monkeypatch, tested=identity, comparisons=small_only, refuted=EXAMPLE)
    found = trial(u, u).verdict()
    assert (found.kind, found.evidence) == (
        "refuted", ("counterexample by exact rational arithmetic",)
    )  # fmt: skip
    assert course.of("refuted")[0]["larger"] is True
    course = Course(monkeypatch, tested=identity, comparisons=small_only)
    found = trial(u, u).verdict()
    words = "the sides differ at larger sizes, but no certified counterexample was found"
    assert (found.kind, found.evidence) == ("unclear", (words,))
    # without symbolic sizes there are no larger ones
    course = Course(monkeypatch, tested=identity)
    trial().verdict()
    assert len(course.of("comparisons")) == 1


@pytest.mark.parametrize("trouble", [NoPointError("none"), OutsideError("out"), NoRuleError("no"),
                                     TimeOutError(RAN_OUT)])  # fmt: skip
def test_trouble_at_larger_sizes_shows_nothing(monkeypatch, trouble):
    def compared(claim, random, count, deadline, larger=False):
        if larger:
            raise trouble
        return [at(100)]

    Course(monkeypatch, comparisons=compared)
    assert trial(u, u).verdict().kind == "agrees"


def test_what_was_compared_nowhere_is_unclear(monkeypatch):
    for problem in (NoPointError("no points"), OutsideError("no points"), NoRuleError("no points")):
        course = Course(monkeypatch, comparisons=problem)
        found = trial().verdict()
        assert (found.kind, found.evidence) == ("unclear", ("no points",))
        assert course.of("tested")


def test_what_agrees_says_how_far_and_where(monkeypatch):
    points = [at(100, {n: 2, m: 3}), at(91.7, {n: 3, m: 4}), at(95, {n: 2, m: 3})]
    Course(monkeypatch, comparisons=points)
    fact = Fact(x.expr, sp.Integer(1), (), "x = 1")
    silent = Fact(x.expr, sp.Integer(1), (), "")
    other = Fact(y.expr, sp.Integer(1), (), "y = 1")
    found = trial(facts=(fact, silent, other)).verdict()
    assert (found.kind, found.conditions) == ("agrees", ("x = 1", REGION))
    assert found.evidence == (f"equal to {AGREED} digits at 3 random points of 2 sizes",)


# ---- kinks -------------------------------------------------------------------------------------

BOTH, ONE = {True, False}, {True}


@pytest.mark.parametrize(
    ("sides", "asked", "kind"),
    [
        ([{}], [], "agrees"),
        ([{"a": BOTH}], [], "agrees"),
        ([{"a": ONE}, {"a": {False}}], [], "agrees"),
        ([{"a": ONE}], ["refuted"], "unclear"),
        ([{"a": BOTH, "b": BOTH}], ["refuted", "between"], "agrees"),
        ([{"a": BOTH}, {"b": BOTH}, {"c": BOTH}], ["refuted", "between"], "agrees"),
        ([{"a": BOTH, "b": ONE}], ["refuted", "between"], "unclear"),
    ],
)
def test_points_on_both_sides_of_every_kink(monkeypatch, sides, asked, kind):
    course = Course(monkeypatch, comparisons=[at(100, sides=s) for s in sides])
    found = trial().verdict()
    assert found.kind == kind
    assert [name for name in course.asked if name in ("refuted", "between")] == asked
    if kind == "unclear":
        words = "equal wherever it was compared, but all points are on one side of a kink"
        assert found.evidence == (words,)
    if asked:
        (far,) = course.of("refuted")
        assert far["wide"] is True
        assert set(far["sides"]) == {kink for s in sides for kink in s}


def test_points_far_out_may_meet_the_other_side(monkeypatch):
    def met(claim, random, deadline, wide, sides):
        sides["a"].add(False)

    Course(monkeypatch, comparisons=[at(100, sides={"a": ONE})], refuted=met)
    assert trial().verdict().kind == "agrees"
    Course(monkeypatch, comparisons=[at(100, sides={"a": {True}})], refuted=EXAMPLE)
    assert trial().verdict().kind == "refuted"
    two = {"a": {True, False}, "b": {True, False}}
    Course(
        monkeypatch, comparisons=[at(100, sides=two)], between=[at(100), at(3)], certified=EXAMPLE
    )
    assert trial().verdict().kind == "refuted"
    # a point between kinks where both sides are equal is no counterexample
    Course(monkeypatch, comparisons=[at(100, sides=two)], between=[at(100)], certified=EXAMPLE)
    assert trial().verdict().kind == "agrees"


# ---- refuted -----------------------------------------------------------------------------------


def test_a_difference_is_certified_or_left_open(monkeypatch):
    course = Course(monkeypatch, comparisons=[at(3)], refuted=EXAMPLE, hint=Hint("sign", "wrong"))
    found = trial().verdict()
    assert (found.kind, found.hint.kind, found.counterexample.code) == ("refuted", "sign", "code")
    assert "between" not in course.asked
    course = Course(monkeypatch, comparisons=[at(3)])
    found = trial().verdict()
    words = "the sides differ at random points, but no certified counterexample was found"
    assert (found.kind, found.evidence) == ("unclear", (words,))
    assert "between" in course.asked
    # the point where they were seen to differ is looked at again
    seen = [given["args"][1] for given in course.of("certified")]
    assert any(where.arrays == {"x": {(): Fraction(1)}} for where in seen)
    Course(monkeypatch, comparisons=[at(3)], certified=EXAMPLE)
    assert trial().verdict().kind == "refuted"
    Course(monkeypatch, comparisons=[at(3)], between=TimeOutError(RAN_OUT))
    assert trial().verdict().kind == "unclear"


def test_the_first_difference_ends_the_comparison(monkeypatch):
    drawn = []

    def compared(claim, random, count, deadline):
        for digits in (100, 3, 100, 3):
            drawn.append(digits)
            yield at(digits)

    Course(monkeypatch, comparisons=compared, refuted=EXAMPLE)
    judged = trial()
    assert judged.verdict().kind == "refuted"
    assert drawn == [100, 3]
    assert len(judged.unequal) == 1


@pytest.mark.parametrize(("seconds", "most"), [(None, HINT), (1.0, 1.0), (50.0, HINT)])
def test_the_time_for_a_hint(monkeypatch, seconds, most):
    course = Course(monkeypatch, comparisons=[at(3)], refuted=EXAMPLE)
    trial(seconds=seconds).verdict()
    (asked,) = course.of("hint")
    assert most - 0.5 < asked["args"][2].seconds <= most


def test_each_part_has_its_share_of_the_time(monkeypatch):
    def shares(name):
        deadlines = [a for g in course.of(name) for a in g["args"] if isinstance(a, Deadline)]
        return [round(limit.seconds) for limit in deadlines]

    two = {"a": {True, False}, "b": {True, False}}
    course = Course(monkeypatch, comparisons=[at(100, sides=two)])
    assert trial(u, u, seconds=1000.0).verdict().kind == "agrees"
    assert shares("proved") == [500]
    assert shares("comparisons") == [1000, 200]
    assert shares("between") == [300]
    course = Course(monkeypatch, proved=Proof("", ()))
    w = sn.vector("w", LARGE + 1)
    trial(sn.total(w), sn.total(w), seconds=1000.0).verdict()
    assert shares("proved") == [500]


def test_answers_are_told_where_they_are_asked_for(monkeypatch):
    Course(monkeypatch, comparisons=[at(3)], refuted=EXAMPLE, hint=Hint("sign", "wrong"))
    monkeypatch.setattr(engine, "answer", lambda claim, mistake: Hint("told", mistake.kind))
    assert trial().verdict().hint.kind == "sign"
    told = trial(answers=True).verdict().hint
    assert (told.kind, told.words) == ("told", "sign")


# ---- how many points ---------------------------------------------------------------------------

SIGNS = Fact(y.expr**2, sp.S.One, (), "y is 1 or -1")
SUM = sn.Eq(sn.total(u), 1)


def counts(course: Course) -> list[tuple[int, int]]:
    return [(len(c["args"][0].facts), c["args"][2]) for c in course.of("comparisons")]


def test_how_many_points_are_compared(monkeypatch):
    course = Course(monkeypatch, proved=Proof("", ()))
    trial().verdict()
    assert counts(course) == [(0, 4)]
    course = Course(monkeypatch, proved=Proof("", ()), regions=["x ≠ 0"])
    trial().verdict()
    assert counts(course) == [(0, 16)]


def test_few_points_are_tried_after_the_general_ones(monkeypatch):
    def general(claim, random, count, deadline):
        return [at(100 if count == 30 else 3)]

    course = Course(monkeypatch, comparisons=general, proved=Proof("with facts", ()))
    assert trial(facts=(SIGNS,)).verdict().kind == "proved"
    assert counts(course) == [(0, 4), (1, 30)]
    # what holds in general needs no facts
    course = Course(monkeypatch, proved=Proof("without", ()))
    assert trial(facts=(SIGNS,)).verdict().kind == "proved"
    assert counts(course) == [(0, 4)]
    for compared in ([at(3)], []):
        course = Course(
            monkeypatch,
            comparisons=lambda c, r, count, d, compared=compared: (
                compared if count == 30 else [at(3)]
            ),
            refuted=EXAMPLE,
        )
        assert trial(facts=(SIGNS,)).verdict().kind == "refuted"
    course = Course(monkeypatch, comparisons=[at(3)], refuted=EXAMPLE)
    assert trial(facts=(SUM,)).verdict().kind == "refuted"
    assert counts(course) == [(1, 4)]


@pytest.mark.parametrize(("size", "large"), [(LARGE, False), (LARGE + 1, True), (2, False)])
def test_large_sizes_are_proved_before_they_are_compared(monkeypatch, size, large):
    course = Course(monkeypatch, proved=Proof("at once", (STATED,)))
    w = sn.vector("w", size)
    found = trial(sn.total(w), sn.total(w)).verdict()
    assert (found.kind, found.conditions) == ("proved", (STATED, REGION))
    assert found.evidence == ("at once",)
    assert ("comparisons" not in course.asked) is large
    course = Course(monkeypatch)
    assert trial(sn.total(w), sn.total(w)).verdict().kind == "agrees"


# ---- both sides 0 where the facts hold ---------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "facts", "only_zeros"),
    [
        (sn.total(u) - 1, 2 * (sn.total(u) - 1), (SUM,), True),
        (sn.total(u) - 1, sn.total(u) - 1, (SUM,), False),
        (sn.total(u) - 1, 0 * x, (SUM,), False),
        (x * sn.total(u), x, (SUM,), False),
        (x, 2 * x, (), False),
        (x, 2 * x, (Fact(x.expr, sp.S.Zero, (), "x = 0"),), False),
        (x - y, 2 * (x - y), (Fact(x.expr, y.expr, (), "x = y"),), True),
        (x, 2 * x, (SIGNS,), False),
        (y**2 - 1, 2 * (y**2 - 1), (SIGNS,), False),
        (sn.total(A - A.T), 2 * sn.total(A - A.T), (sn.symmetric(A),), False),
        # facts about other quantities do not count
        (x - y, 2 * (x - y), (sn.Eq(sn.total(sn.vector("v", n)), 1),), False),
    ],
)
def test_equations_that_only_make_both_sides_zero(left, right, facts, only_zeros):
    judged = trial(left, right, facts)
    free = judged._only_by_zeros(judged.claim)
    assert (free is not None) is only_zeros
    if free is not None:
        assert free.facts == ()
        assert judged.verdict().kind == "refuted"


# ---- the judge ---------------------------------------------------------------------------------


def test_facts_are_those_of_the_system_unless_others_are_given():
    made = sn.Model()
    made.define("L", sn.total(u))
    made.assume(SUM)
    assert Judge(made).facts == (SUM,)
    assert Judge(made, ()).facts == ()


def test_what_has_no_rule_is_said(monkeypatch):
    def without_rule(*args):
        raise NoRuleError("no derivative is known")

    monkeypatch.setattr(engine, "Equality", without_rule)
    found = Judge(sn.Model(), seed=8).judge(x.expr, x.expr, u.indices)
    assert (found.kind, found.shape, found.seed) == ("unclear", ("n",), 8)
    assert found.evidence == ("no derivative is known",)


def test_the_time_of_a_judgement():
    made = sn.Model()
    late = Judge(made, timeout=0.0).judge(x.expr, x.expr + 1)
    assert (late.kind, late.evidence) == ("unclear", (RAN_OUT,))
    assert Judge(made, timeout=0.0).judge(x.expr, x.expr + 1, deadline=Deadline(9.0)).kind == (
        "refuted"
    )
    assert engine.judge(made, x.expr, x.expr + 1, timeout=0.0).kind == "unclear"
    assert engine.judge(made, x.expr, x.expr + 1, seed=6).seed == 6
