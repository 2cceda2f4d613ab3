"""The judgement of documents: shares of time, layouts, what only words say, indices outside."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

import symnn as sn
from symnn.check import court as module
from symnn.check.answer import answer
from symnn.check.claim import Equality
from symnn.check.court import _supposes
from symnn.check.deadline import Deadline
from symnn.check.document import Follow, judged_document
from symnn.check.layout_court import LayoutCourt, _tells_layout, claim_shape
from symnn.check.report import Report
from symnn.check.resolve import Resolution
from symnn.check.verdict import Hint, Verdict
from symnn.language.errors import SymnnError
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol
from symnn.notation.reader.document import read_document

SQUARE = r"Let $x \in \mathbb{R}^n$ and $f = \|x\|^2$. "
RIGHT, WRONG = r"$\nabla_x f = 2 x$. ", r"$\nabla_x f = x$. "
MATRICES = (
    r"Let $A \in \mathbb{R}^{m \times n}$, $B \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$, "
    r"$f = \|A x\|^2$, $q = \operatorname{tr}(B B)$. "
)
FLAT = r"$\frac{\partial f}{\partial A} = 2 x (A x)^\top$. "
MIXED = r"$\frac{\partial f}{\partial A} = 2 A x x^\top$. "
SQUARED = r"$\frac{\partial q}{\partial B} = 2 B^\top$. "
COLUMN = r"$\frac{\partial f}{\partial x} = 2 A^\top A x$. "
ROW = r"$\frac{\partial f}{\partial x} = 2 x^\top A^\top A$. "


def judged(text: str, **options) -> Report:
    return judged_document(read_document(text, "t.tex"), **options)


def verdicts(text: str, **options) -> list[Verdict]:
    return [one.verdict for one in judged(text, **options).judged if one.verdict is not None]


def verdict(text: str, **options) -> Verdict:
    (only,) = verdicts(text, **options)
    return only


def kinds(text: str, **options) -> list[str]:
    return [found.kind for found in verdicts(text, **options)]


# ---- time ---------------------------------------------------------------------------------------


def court(
    text: str = SQUARE + RIGHT, seconds: float | None = 60.0, layout: str = "auto"
) -> LayoutCourt:
    return LayoutCourt(read_document(text, "t.tex"), 0, Deadline(seconds), False, layout)


@pytest.mark.parametrize(
    ("seconds", "last", "share"),
    [(100.0, False, 20.0), (100.0, True, 20.0), (30.0, False, 15.0), (30.0, True, 20.0),
     (8.0, False, 4.0), (8.0, True, 8.0), (None, False, 20.0)],
)  # fmt: skip
def test_a_claim_leaves_half_of_the_time_to_others(seconds, last: bool, share: float) -> None:
    assert court(seconds=seconds).share(last=last).seconds == pytest.approx(share, abs=0.05)


class Told(Follow):
    """Notes all that it is told."""

    def __init__(self) -> None:
        self.begun: list[tuple[int, float]] = []
        self.done: list[tuple[int, str]] = []

    def begins(self, number, limit):
        self.begun.append((number, limit))

    def reached(self, number, judged):
        self.done.append((number, judged.verdict.kind))


def test_each_claim_is_told_with_its_time() -> None:
    document = read_document(SQUARE + RIGHT + WRONG + "Let $c = 3$. ", "t.tex")
    numbers = [k for k, s in enumerate(document.statements) if s in document.claims]
    told = Told()
    report = judged_document(document, follow=told, timeout=12.0)
    assert told.done == list(zip(numbers, ["proved", "refuted"], strict=True))
    assert [number for number, _ in told.begun] == numbers
    first, last = (limit for _, limit in told.begun)
    assert 5.0 < first <= 6.0
    assert 9.0 < last <= 12.0  # all that is left, for the last one
    assert [one.statement for one in report.judged] == document.statements
    assert len(report.judged) == len(document.statements)


def test_what_is_known_is_not_judged_again() -> None:
    document = read_document(SQUARE + RIGHT + WRONG + RIGHT, "t.tex")
    first, second, third = (document.statements.index(claim) for claim in document.claims)
    known = Verdict("agrees", evidence=("as before",))
    told = Told()
    found = judged_document(document, known={second: known}, follow=told, timeout=12.0)
    assert [number for number, _ in told.begun] == [first, third]
    assert found.judged[second].verdict is known
    assert told.begun[1][1] > 9.0
    told = Told()
    judged_document(document, known={third: known}, follow=told, timeout=12.0)
    assert [number for number, _ in told.begun] == [first, second]
    assert told.begun[0][1] <= 6.0
    assert told.begun[1][1] > 9.0


def test_out_of_time() -> None:
    found = verdict(SQUARE + RIGHT, timeout=0.0, seed=3)
    assert (found.kind, found.evidence, found.seed) == ("unclear", ("ran out of time",), 3)


# ---- undecided ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (SymnnError("no rule"), "undecided: no rule"),
        (RecursionError(), "undecided: nested too deeply"),
        (RecursionError("too deep"), "undecided: too deep"),
    ],
)
def test_what_cannot_be_decided_is_said(monkeypatch, problem, words: str) -> None:
    def judge(*given, **more):
        raise problem

    monkeypatch.setattr(module.Judge, "judge", judge)
    found = verdict(SQUARE + RIGHT, seed=4)
    assert (found.kind, found.evidence, found.seed) == ("unclear", (words,), 4)


def test_what_is_not_understood_is_unclear() -> None:
    found = verdict(SQUARE + r"$\nabla_x f = 2 \kappa x$.", seed=5)
    assert (found.kind, found.seed) == ("unclear", 5)
    assert "kappa" in found.evidence[0]
    made = court()
    (claim,) = made.document.claims
    found = made.verdict(replace(claim, claim=None), Deadline(9.0))
    assert (found.kind, found.evidence) == ("unclear", ("not understood",))


# ---- what only words say ------------------------------------------------------------------------

SYMMETRIC = (
    r"Let $x \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$, $f = x^\top A x$, "
    r"where $A$ is symmetric. "
)


def test_what_only_the_prose_says_proves_nothing() -> None:
    found = verdict(SYMMETRIC + r"$\nabla_x f = 2 A x$.")
    assert (found.kind, found.hint, found.counterexample) == ("unclear", None, None)
    assert found.evidence == (
        "it holds where A is symmetric; a condition counts where it is written as mathematics",
    )
    assert found.conditions == ()
    stated = SYMMETRIC.replace("$A$ is symmetric", r"$A = A^\top$")
    assert verdict(stated + r"$\nabla_x f = 2 A x$.").kind == "proved"


def test_a_claim_that_holds_without_it_is_proved() -> None:
    found = verdict(SYMMETRIC + r"$\nabla_x f = A x + A^\top x$.")
    assert (found.kind, found.conditions) == ("proved", ())
    assert kinds(SYMMETRIC + r"$\nabla_x f = 3 A x$.") == ["refuted"]


def test_a_claim_before_a_special_case_names_its_equation() -> None:
    text = (
        r"Let $M \in \mathbb{R}^{d \times d}$, $x \in \mathbb{R}^d$ and $D = x^\top M x$. Then "
        r"$\frac{\partial D}{\partial x} = 2 M x$. Let now $M = L^\top L$, "
        r"$L \in \mathbb{R}^{k \times d}$. "
    )
    found = verdict(text)
    assert (found.kind, found.conditions) == ("unclear", ())
    assert found.evidence == (r"it holds where M = L^\top L, which is said only after it",)
    assert kinds(text.replace("2 M x", "3 M x")) == ["refuted"]


def test_a_case_in_words_is_no_excuse_where_the_sentence_supposes_one() -> None:
    ramp = r"Let $z \in \mathbb{R}$ and $a = \max(0, z)$. "
    words = "When the unit is active, "
    assert kinds(ramp + words + r"$\frac{da}{dz} = 1$.") == ["unclear"]
    found = verdict(ramp + words + r"$z > 0$, $\frac{da}{dz} = 2$.")
    assert found.kind == "refuted"


def test_a_case_in_words_takes_nothing_from_what_holds_or_is_open() -> None:
    words = "When the loss is positive, "
    assert kinds(SQUARE + words + RIGHT) == ["proved"]
    assert kinds(SQUARE + words + WRONG) == ["unclear"]
    (found,) = verdicts(SYMMETRIC + words + r"$\nabla_x f = 2 A x$.")
    assert found.evidence[0].startswith("it holds where A is symmetric;")


def test_whether_a_sentence_supposes_something() -> None:
    ramp = r"Let $z \in \mathbb{R}$ and $a = \max(0, z)$. "
    for text, supposes in (
        (r"$\frac{da}{dz} = 1$.", False),
        (r"For $z > 0$, $\frac{da}{dz} = 1$.", True),
    ):
        (claim,) = read_document(ramp + text, "t.tex").claims
        assert _supposes(claim) is supposes
    assert _supposes(replace(claim, claim=None)) is False


# ---- indices that leave their axes --------------------------------------------------------------

STEPS = r"Let $x \in \mathbb{R}^n$, $f = \sum_{i=1}^{n-1} (x_{i+1} - x_i)^2$. "
SLOPE = r"$\frac{\partial f}{\partial x_i} = 2 (x_i - x_{i-1}) - 2 (x_{i+1} - x_i)$."


@pytest.mark.parametrize(
    ("where", "claim", "kind"),
    [
        ("", SLOPE, "unclear"),
        ("For $1 < i < n$, ", SLOPE, "proved"),
        ("For $1 \\le i < n$, ", SLOPE, "unclear"),
        ("For $1 < i \\le n$, ", SLOPE, "unclear"),
        ("", SLOPE.replace("= 2 (x_i", "= -2 (x_i"), "refuted"),
    ],
)
def test_what_stands_outside_of_an_axis_is_not_guessed(where: str, claim: str, kind: str) -> None:
    found = verdict(STEPS + where + claim)
    assert found.kind == kind
    if kind == "unclear":
        words = "an index leaves its axis, and nothing says what stands outside of it"
        assert found.evidence == (words,)
    if kind == "proved":
        assert found.conditions == ("1 < i < n",)


# ---- families -----------------------------------------------------------------------------------

LAYERS = (
    r"$z^l = W^l a^{l-1}$, $a^l = \tanh z^l$, $W^l \in \mathbb{R}^{n^l \times n^{l-1}}$, "
    r"$a^0 = x$, $x \in \mathbb{R}^{n^0}$, $l = 1, \dots, 2$, $C = \frac12 \|a^2\|^2$. "
)


@pytest.mark.parametrize(
    ("layout", "right", "kind"),
    [
        ("auto", "a^2", "proved"),
        ("auto", "2 a^2", "refuted"),
        ("numerator", r"(a^2)^\top", "proved"),
        ("numerator", "a^2", "refuted"),
    ],
)
def test_the_depth_is_a_condition_of_what_holds(layout: str, right: str, kind: str) -> None:
    text = LAYERS.replace(r"\dots, 2", r"\dots, L").replace("a^2", "a^L")
    right = right.replace("^2", "^L")
    found = verdict(text + rf"$\frac{{\partial C}}{{\partial a^L}} = {right}$.", layout=layout)
    assert found.kind == kind
    extra = () if layout == "auto" else ("numerator layout",)
    assert found.conditions == (() if kind == "refuted" else ("L = 3", *extra))


# ---- layouts ------------------------------------------------------------------------------------


def test_the_other_layout_is_recognised_by_two_claims() -> None:
    flat = r"$\frac{\partial q}{\partial A} = x y^\top$. "
    model = MATRICES.replace("$q =", r"$y \in \mathbb{R}^m$, $q = y^\top A x$, $p =")
    for text, found, other in (
        (FLAT, ["refuted"], False),
        (flat + FLAT, ["proved", "proved"], True),
        (flat + FLAT + MIXED, ["refuted", "refuted", "proved"], False),
        (flat + FLAT + COLUMN, ["proved", "proved", "proved"], True),
    ):
        report = judged(model + text)
        assert [one.verdict.kind for one in report.judged if one.verdict] == [
            kind for kind in found if kind == "proved"
        ]
        assert kinds(model + text) == found
        assert report.layout.startswith("the transposed one") is other
        for one in report.judged:
            if other and one.verdict and one.statement.latex.count("x"):
                own = "in the document's own layout" in one.verdict.conditions
                assert own is ("partial x" not in one.statement.latex)
                if own:
                    assert one.verdict.shape == ("n", "m")


def test_a_layout_that_is_asked_for_is_not_recognised() -> None:
    assert kinds(MATRICES + FLAT + FLAT) == ["proved", "proved"]
    assert kinds(MATRICES + FLAT + FLAT, layout="mixed") == ["refuted", "refuted"]
    wrong = FLAT.replace("2 x", "3 x")
    assert kinds(MATRICES + FLAT + FLAT + wrong) == ["proved", "proved", "refuted"]
    said = MATRICES + "We use the denominator layout. "
    assert kinds(said + FLAT) == ["proved"]


@pytest.mark.parametrize(
    ("claim", "tells"),
    [(MIXED, True), (FLAT, False), (SQUARED, False), (COLUMN, False)],
)
def test_which_claims_tell_the_layout(claim: str, tells: bool) -> None:
    (statement,) = read_document(MATRICES + claim, "t.tex").claims
    assert _tells_layout(statement) is tells
    assert _tells_layout(replace(statement, claim=None)) is False
    shape = {MIXED: ("m", "n"), FLAT: ("m", "n"), SQUARED: ("n", "n"), COLUMN: ("n",)}[claim]
    assert claim_shape(statement.claim) == shape


@pytest.mark.parametrize(
    ("claim", "kind", "evidence", "hint"),
    [
        (ROW, "proved", None, None),
        (COLUMN, "refuted", "right, but not in the numerator layout",
         "the transpose is right in the numerator layout"),
        (COLUMN.replace("2 A", "A"), "refuted", "counterexample by exact rational arithmetic",
         "the right side must be multiplied by 2"),
        (ROW.replace("2 x", "x"), "refuted", "counterexample by exact rational arithmetic", None),
        (MIXED, "refuted", "right, but not in the numerator layout",
         "the transpose is right in the numerator layout"),
        (r"$\frac{\partial f}{\partial A} = 2 x x^\top$. ", "refuted",
         "the left side is a matrix m × n, the right side is a matrix n × n",
         "the right side must have shape (m, n)"),
        (r"$\frac{\partial f}{\partial A} = x^\top A$. ", "refuted", None, None),
    ],
)  # fmt: skip
def test_claims_in_the_layout_that_is_asked_for(claim, kind, evidence, hint) -> None:
    found = verdict(MATRICES + claim, layout="numerator", seed=2)
    assert found.kind == kind
    if evidence:
        assert found.evidence == (evidence,)
    if hint:
        assert found.hint.words == hint
    if kind == "proved":
        assert found.conditions == ("numerator layout",)
        assert found.shape == ("n",)


# ---- answers ------------------------------------------------------------------------------------

n, m = sn.dims("n m")
x = sn.vector("x", n)


@pytest.mark.parametrize(("named", "found"), [(True, r"2 x_{k}"), (False, r"2 x")])
def test_the_answer_is_written_as_the_claim_is(named: bool, found: str) -> None:
    model = sn.Model()
    model.define("f", sn.total(x**2))
    symbol = DerivativeSymbol(model.symbol("f"), model.symbol("x"))
    index = sn.index("k", n) if named else Index(n)
    claim = Equality(Resolution(model), symbol[index], sp.S.Zero, (index,))
    hint = answer(claim, Hint("sign", "the sign is wrong"))
    assert (hint.kind, hint.words) == ("sign", "the sign is wrong")
    assert hint.answer.replace("{k}", "k") == found.replace("{k}", "k")
    none = answer(claim, None)
    assert (none.kind, none.words) == ("other", "no single change repairs it")
    assert none.answer == hint.answer


def test_what_stands_as_mathematics_counts_beside_what_prose_says():
    text = (
        r"Let $A, B \in \mathbb{R}^{n \times n}$, $A = A^\top$, $x \in \mathbb{R}^n$; "
        r"the matrix $B$ is symmetric. Let $f = x^\top A x$ and $g = x^\top B x$. "
        r"Then $\nabla_x f = 2 A x$ and $\nabla_x g = 2 B x$."
    )
    assert kinds(text) == ["proved", "unclear"]
