"""Each decision of the court, with a judge whose verdicts are given."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

import symnn as sn
from symnn.check import court as module
from symnn.check.deadline import Deadline
from symnn.check.engine import Judge
from symnn.check.layout_court import LayoutCourt
from symnn.check.verdict import Counterexample, Hint, Verdict
from symnn.notation.reader.claim import Instance, Supposition
from symnn.notation.reader.document import read_document

LIMIT = Deadline(None)
SHAPE = ("n",)
PROVED = Verdict("proved", conditions=("y ≠ 0",), shape=SHAPE)
AGREES = Verdict("agrees", shape=SHAPE)
POINT = Counterexample({}, {}, (), "1", "2")
REFUTED = Verdict("refuted", (), ("a point",), POINT, Hint("sign", "the sign"), SHAPE)
UNCLEAR = Verdict("unclear", evidence=("no idea",), shape=SHAPE, seed=6)
SQUARE = r"Let $x \in \mathbb{R}^n$ and $f = \|x\|^2$. $\nabla_x f = 2 x$. "
ARRAY = r"Let $A \in \mathbb{R}^{m \times n}$, $f = \|A\|^2$. $\nabla_A f = 2 A$. "
s = sn.scalar("s")


@pytest.fixture
def judge(monkeypatch):
    """Verdicts to be given, and what was asked."""
    given, asked = [], []

    def judged(self, left, right, free=(), **options):
        asked.append((self, left, right, options))
        return given.pop(0)

    monkeypatch.setattr(Judge, "judge", judged)
    return given, asked


def court(text: str = SQUARE, layout: str = "auto") -> LayoutCourt:
    return LayoutCourt(read_document(text, "t.tex"), 0, LIMIT, False, layout)


def parts(text: str = SQUARE, layout: str = "auto"):
    made = court(text, layout)
    (statement,) = made.document.claims
    return made, statement, statement.claim, statement.claim.instances[0]


# ---- several equalities -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdicts", "kind", "conditions", "left"),
    [
        ([PROVED], "proved", ("y ≠ 0", "L = 3"), 0),
        ([PROVED, AGREES], "agrees", ("y ≠ 0", "L = 3"), 0),
        ([PROVED, replace(PROVED, conditions=("L = 3",))], "proved", ("y ≠ 0", "L = 3"), 0),
        ([REFUTED, PROVED], "refuted", (), 1),
        ([PROVED, REFUTED, PROVED], "refuted", (), 1),
        ([UNCLEAR, PROVED], "unclear", (), 0),
        ([UNCLEAR, REFUTED], "refuted", (), 0),
    ],
)
def test_a_claim_of_several_equalities(judge, verdicts, kind, conditions, left) -> None:
    given, _ = judge
    made, _, claim, instance = parts()
    given += verdicts
    several = replace(claim, instances=(instance,) * len(verdicts), conditions=("L = 3",))
    found = made._claim(several, LIMIT)
    assert (found.kind, found.conditions, len(given)) == (kind, conditions, left)


def test_without_conditions_of_the_reading_a_verdict_stays(judge) -> None:
    given, _ = judge
    made, _, claim, _ = parts()
    for verdict in (PROVED, AGREES, REFUTED, UNCLEAR):
        given[:] = [verdict]
        assert made._claim(claim, LIMIT) == verdict


# ---- words before and equations after -----------------------------------------------------------


@pytest.mark.parametrize("verdict", [PROVED, AGREES, REFUTED, UNCLEAR])
def test_words_before_a_claim_excuse_what_is_refuted_alone(verdict) -> None:
    words = SQUARE.replace(r"$\nabla", r"When the loss is positive, $\nabla")
    made, statement, _, _ = parts(words)
    found = made._where_it_stands(statement, verdict, LIMIT)
    if verdict is not REFUTED:
        assert found is verdict
        return
    assert (found.kind, found.counterexample, found.hint) == ("unclear", None, None)
    assert "a condition counts where it is written as mathematics" in found.evidence[0]
    assert found.shape == SHAPE
    made, statement, _, _ = parts(SQUARE)
    assert made._where_it_stands(statement, verdict, LIMIT) is verdict


def test_words_do_not_excuse_where_the_sentence_supposes_mathematics() -> None:
    words = SQUARE.replace(r"$\nabla", r"When the loss is positive, $\nabla")
    made, statement, claim, instance = parts(words)
    where = Supposition("x > 0", sp.S.One, (), sure=True)
    claim = replace(claim, instances=(replace(instance, supposed=where),))
    statement = replace(statement, claim=claim)
    assert made._where_it_stands(statement, REFUTED, LIMIT) is REFUTED


LATER = (
    r"Let $M \in \mathbb{R}^{d \times d}$, $x \in \mathbb{R}^d$ and $D = x^\top M x$. Then "
    r"$\nabla_x D = 2 M x$. Let now $M = L^\top L$, $L \in \mathbb{R}^{k \times d}$. "
)


@pytest.mark.parametrize(
    ("general", "kind"),
    [(PROVED, "proved"), (AGREES, "agrees"), (UNCLEAR, "unclear"), (REFUTED, "unclear")],
)
def test_what_is_said_later_is_not_used(judge, general, kind: str) -> None:
    given, asked = judge
    made, statement, _, _ = parts(LATER)
    own = made.judge
    given += [general]
    found = made._where_it_stands(statement, PROVED, LIMIT)
    assert found.kind == kind
    assert made.judge is own
    ((used, *_),) = asked
    assert "M" not in used.system.equations
    assert "M" in own.system.equations
    if kind == "unclear":
        assert found.evidence == ("it holds where M = L^\\top L, which is said only after it",)
        assert found.conditions == ()
    assert made._where_it_stands(statement, REFUTED, LIMIT) is REFUTED
    assert len(asked) == 1


# ---- what is supposed ---------------------------------------------------------------------------

REGION = sp.Symbol("inside")


def supposed(made, instance, general, *, sure, region=REGION, equations=()):
    where = Supposition("x > 0", region, equations, sure)
    return made._supposed(instance, where, general, LIMIT)


@pytest.mark.parametrize("sure", [True, False])
@pytest.mark.parametrize("general", [REFUTED, UNCLEAR])
def test_a_supposition_that_is_not_understood(judge, sure: bool, general) -> None:
    made, _, _, instance = parts()
    found = supposed(made, instance, general, sure=sure, region=None)
    if general is UNCLEAR:
        assert found is UNCLEAR
        return
    assert (found.kind, found.evidence) == ("unclear", ("it may hold where x > 0",))
    assert (found.shape, found.seed) == (SHAPE, general.seed)


@pytest.mark.parametrize(
    ("sure", "general", "verdicts", "found"),
    [
        (True, REFUTED, [PROVED], ("proved", ("x > 0", "y ≠ 0"))),
        (True, UNCLEAR, [AGREES], ("agrees", ("x > 0",))),
        (True, REFUTED, [REFUTED], ("refuted", ())),
        (True, UNCLEAR, [REFUTED], ("refuted", ())),
        (True, REFUTED, [UNCLEAR], ("doubt", ())),
        (True, UNCLEAR, [UNCLEAR], ("unclear", ())),
        (False, REFUTED, [PROVED, REFUTED], ("doubt", ())),
        (False, UNCLEAR, [PROVED, UNCLEAR], ("doubt", ())),
        (False, REFUTED, [PROVED, PROVED], ("general", ())),  # both sides are 0 there
        (False, REFUTED, [REFUTED], ("refuted", ())),
        (False, REFUTED, [UNCLEAR], ("doubt", ())),
    ],
)
def test_the_verdict_where_something_is_supposed(judge, sure, general, verdicts, found) -> None:
    given, asked = judge
    made, _, _, instance = parts()
    given += verdicts
    verdict = supposed(made, instance, general, sure=sure)
    kind, conditions = found
    if kind == "general":
        assert verdict is general
    elif kind == "doubt":
        assert (verdict.kind, verdict.evidence) == ("unclear", ("it may hold where x > 0",))
    else:
        assert (verdict.kind, verdict.conditions) == (kind, conditions)
        assert verdict.evidence != ("it may hold where x > 0",)
    assert given == []
    _, left, right, _ = asked[0]
    assert left == REGION * instance.left.expr
    assert right == REGION * instance.right.expr
    if len(asked) == 2:
        assert asked[1][1:3] == (right, sp.S.Zero)


def test_a_right_side_of_zero_is_not_compared_with_zero(judge) -> None:
    given, asked = judge
    made, _, _, instance = parts()
    given += [PROVED]
    zero = replace(instance, right=0 * instance.right)
    assert supposed(made, zero, REFUTED, sure=False).evidence == ("it may hold where x > 0",)
    assert len(asked) == 1


def test_equations_that_are_supposed_are_facts(judge) -> None:
    given, asked = judge
    made, _, _, instance = parts()
    equated = ((s.expr, sp.S.One, ()),)
    assert supposed(made, instance, UNCLEAR, sure=False, equations=equated) is UNCLEAR
    assert asked == []
    for sure, general in ((True, UNCLEAR), (True, REFUTED), (False, REFUTED)):
        given[:] = [REFUTED]
        assert supposed(made, instance, general, sure=sure, equations=equated) is REFUTED
        fact = asked[-1][0].facts[-1]
        assert (fact.left, fact.right, fact.text) == (s.expr, 1, "x > 0")


@pytest.mark.parametrize("moved", [True, False])
@pytest.mark.parametrize("verdict", [PROVED, REFUTED])
def test_a_value_that_is_supposed_is_a_condition(judge, monkeypatch, moved, verdict) -> None:
    given, asked = judge
    made, _, claim, instance = parts()
    own = made.judge
    there = replace(own, values={"x": 1}) if moved else own
    monkeypatch.setattr(module, "where_it_is", lambda *given: there)
    where = Supposition("x = 1", None, (), sure=True)
    given += [verdict]
    found = made._instance(replace(instance, supposed=where), claim, LIMIT)
    assert asked[0][0] is there
    assert made.judge is own
    if verdict is PROVED:
        assert found.conditions == (("x = 1", "y ≠ 0") if moved else ("y ≠ 0",))
    else:
        assert (found.kind, found.conditions) == ("unclear", ())


@pytest.mark.parametrize("general", [PROVED, REFUTED, UNCLEAR])
@pytest.mark.parametrize("half_unit", [None, sp.Rational(1, 20)])
def test_a_number_is_not_judged_where_something_is_supposed(judge, general, half_unit) -> None:
    given, asked = judge
    made, _, claim, instance = parts()
    where = Supposition("x > 0", REGION, (), sure=False)
    given += [general, UNCLEAR]
    found = made._at_values(
        replace(instance, supposed=where), replace(claim, half_unit=half_unit), LIMIT
    )
    assert asked[0][3]["tolerance"] == half_unit
    if general is PROVED or half_unit is not None:
        assert (found, len(asked)) == (general, 1)
    else:
        assert len(asked) == 2
        doubt = ("it may hold where x > 0",) if general is REFUTED else ("no idea",)
        assert (found.kind, found.evidence) == ("unclear", doubt)


# ---- indices that leave their axes --------------------------------------------------------------

INSIDE = sp.Symbol("within")


@pytest.mark.parametrize("verdict", [PROVED, REFUTED, UNCLEAR])
def test_where_all_indices_are_inside(judge, verdict) -> None:
    given, asked = judge
    made, _, _, instance = parts()
    given += [verdict]
    found = made._where_inside(instance, INSIDE, LIMIT)
    assert asked[0][1:3] == (INSIDE * instance.left.expr, INSIDE * instance.right.expr)
    if verdict is REFUTED:
        assert found is REFUTED
        return
    assert found.kind == "unclear"
    assert found.evidence[0].startswith("an index leaves its axis")


@pytest.mark.parametrize(
    ("where", "inside", "verdict", "is_inside"),
    [
        (None, INSIDE, None, False),
        (Supposition("", REGION, (), False), INSIDE, None, False),
        (Supposition("", None, (), True), INSIDE, None, False),
        (Supposition("", REGION, (), True), None, None, False),
        (Supposition("", REGION, (), True), INSIDE, PROVED, True),
        (Supposition("", REGION, (), True), INSIDE, UNCLEAR, False),
    ],
)
def test_whether_all_indices_are_inside(judge, where, inside, verdict, is_inside: bool) -> None:
    given, asked = judge
    made, _, _, instance = parts()
    given += [] if verdict is None else [verdict]
    changed: Instance = replace(instance, supposed=where, inside=inside)
    assert made._is_inside(changed, LIMIT) is is_inside
    if verdict is not None:
        assert asked[0][1:3] == (REGION * INSIDE, REGION)


def test_an_index_that_may_leave_its_axis_is_looked_at_first(judge) -> None:
    given, asked = judge
    made, _, claim, instance = parts()
    given += [PROVED]
    found = made._at_values(replace(instance, inside=INSIDE), claim, LIMIT)
    assert found.evidence[0].startswith("an index leaves its axis")
    where = Supposition("1 < i", REGION, (), True)
    given += [PROVED, PROVED]
    found = made._at_values(replace(instance, inside=INSIDE, supposed=where), claim, LIMIT)
    assert found == PROVED
    assert asked[2][1:3] == (instance.left.expr, instance.right.expr)


# ---- what only the prose says -------------------------------------------------------------------

SPOKEN = (
    r"Let $x \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$, $f = x^\top A x$, "
    r"where $A$ is symmetric. $\nabla_x f = 2 A x$."
)


def test_what_is_proved_without_the_prose_stays(judge) -> None:
    given, asked = judge
    made, _, claim, instance = parts(SPOKEN)
    (text,) = made.spoken
    for stated in (PROVED, AGREES):
        given[:] = [replace(PROVED, conditions=(text,)), stated]
        assert made._at_values(instance, claim, LIMIT) == stated
        assert [fact.text for fact in asked[-2][0].facts] == [text]
        assert list(asked[-1][0].facts) == []
    assert len(asked) == 4


@pytest.mark.parametrize("stated", [REFUTED, UNCLEAR])
@pytest.mark.parametrize("named", [True, False])
def test_what_needs_the_prose_is_unclear(judge, stated, named: bool) -> None:
    given, _ = judge
    made, _, claim, instance = parts(SPOKEN)
    (text,) = made.spoken
    made.spoken = {text: "A is symmetric", "other": "the sun shines"}
    given += [replace(PROVED, conditions=(text, "y ≠ 0") if named else ("y ≠ 0",)), stated]
    found = made._at_values(instance, claim, LIMIT)
    words = "A is symmetric" if named else "A is symmetric, the sun shines"
    assert (found.kind, found.counterexample, found.hint) == ("unclear", None, None)
    assert found.evidence == (
        f"it holds where {words}; a condition counts where it is written as mathematics",
    )


@pytest.mark.parametrize("verdict", [REFUTED, UNCLEAR])
def test_the_prose_is_not_asked_about_what_does_not_hold(judge, verdict) -> None:
    given, asked = judge
    made, _, claim, instance = parts(SPOKEN)
    given += [verdict]
    assert made._at_values(instance, claim, LIMIT).kind == verdict.kind
    assert len(asked) == 1


# ---- layouts ------------------------------------------------------------------------------------

LAYOUT = replace(REFUTED, hint=Hint("layout", "the other layout"))


def test_the_layout_of_a_document_is_told_by_its_claims() -> None:
    made, statement, _, _ = parts(ARRAY)
    vector = parts(SQUARE)[1]
    other, right, wrong = (statement, LAYOUT), (statement, PROVED), (statement, REFUTED)
    for pairs, found in (
        ([other], False), ([other, other], True), ([other, other, right], False),
        ([other, other, wrong], True), ([other, other, (vector, PROVED)], True),
        ([other, wrong], False), ([], False), ([other, (statement, None), other], True),
        ([right, right], False), ([other, other, (statement, AGREES)], False),
    ):  # fmt: skip
        assert made.other_layout(pairs) is found, pairs
    said = parts("We use the denominator layout. " + ARRAY)[0]
    assert said.other_layout([other]) is True
    assert said.other_layout([other, right]) is False
    assert said.other_layout([wrong]) is False


@pytest.mark.parametrize("verdict", [PROVED, REFUTED, replace(REFUTED, hint=None), None])
def test_only_claims_in_the_other_layout_are_turned(verdict) -> None:
    made, statement, _, _ = parts(ARRAY)
    assert made.turned(statement, verdict) is verdict


def test_a_turned_claim_is_judged_again(judge) -> None:
    given, asked = judge
    flat = (
        r"Let $A \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $f = \|A x\|^2$. "
        r"$\frac{\partial f}{\partial A} = 2 x (A x)^\top$. "
    )
    made, statement, _, _ = parts(flat)
    given += [PROVED]
    found = made.turned(statement, LAYOUT)
    assert (found.kind, found.shape) == ("proved", ("n", "m"))
    assert found.conditions == ("y ≠ 0", "in the document's own layout")
    assert len(asked) == 1
    none = r"Let $A \in \mathbb{R}^{m \times n}$, $f = \|A\|^2$. $\nabla_A f = A A$. "
    made, statement, _, _ = parts(none)
    assert made.turned(statement, LAYOUT) is LAYOUT


@pytest.mark.parametrize(
    ("text", "layout", "turns"),
    [
        (SQUARE, "auto", False), (SQUARE, "mixed", False), (SQUARE, "numerator", True),
        (SQUARE, "denominator", False),
        (r"Let $x \in \mathbb{R}^n$, $f = \|x\|^2$. $\frac{\partial f}{\partial x_i} = 2 x_i$. ",
         "numerator", False),
        (r"Let $x \in \mathbb{R}^n$, $z = 2 x$. $\frac{\partial z}{\partial x} = 2 I$. ",
         "denominator", True),
        (r"Let $x \in \mathbb{R}^n$, $z = 2 x$. $\frac{\partial z}{\partial x} = 2 I$. ",
         "numerator", False),
    ],
)  # fmt: skip
def test_which_claims_a_layout_turns(text: str, layout: str, turns: bool) -> None:
    made, _, claim, _ = parts(text, layout)
    assert made._turns(claim) is turns
    assert made._turns(replace(claim, derivative=None)) is False


@pytest.mark.parametrize("verdict", [PROVED, AGREES, REFUTED, UNCLEAR])
def test_a_claim_that_is_not_in_the_layout_asked_for(judge, verdict) -> None:
    given, _ = judge
    made, statement, _, _ = parts(SQUARE, "numerator")
    given += [verdict]
    found = made.verdict(statement, LIMIT)
    if not verdict.ok:
        assert found.kind == verdict.kind
        assert found.evidence == verdict.evidence
        return
    assert (found.kind, found.shape) == ("refuted", ("n",))
    assert found.evidence == ("right, but not in the numerator layout",)
    assert found.hint.kind == "layout"


@pytest.mark.parametrize("verdict", [PROVED, REFUTED])
def test_a_claim_in_the_layout_asked_for(judge, verdict) -> None:
    given, _ = judge
    text = ARRAY.replace("= 2 A", r"= 2 A^\top").replace(r"\nabla_A f", r"\frac{df}{dA}")
    made, statement, _, _ = parts(text, "numerator")
    given += [verdict]
    found = made.verdict(statement, LIMIT)
    assert found.kind == verdict.kind
    assert found.shape == ("n", "m")
    assert found.conditions == (("y ≠ 0", "numerator layout") if verdict.ok else ())
