"""Verdicts and reports as text and as data; what documents say in words around claims."""

from __future__ import annotations

import pytest

import symnn as sn
from symnn.check import restated
from symnn.check.document import judged_document
from symnn.check.report import Judged, Report, together
from symnn.check.said_in_words import REACH, condition_in_words
from symnn.check.said_later import said_later, without
from symnn.check.verdict import Counterexample, Hint, Verdict, plain
from symnn.notation.reader.claim import Role
from symnn.notation.reader.document import read_document

EXAMPLE = Counterexample({"n": 2}, {"x": ["1", "-1/2"], "s": "3"}, (2, 1), "4", "5", "print(4, 5)")
KINDS = ("proved", "agrees", "refuted", "unclear")


def test_a_verdict_as_text():
    whole = Verdict(
        "refuted",
        ("A symmetric", "s > 0"),
        ("interval arithmetic",),
        EXAMPLE,
        Hint("sign", "a sign"),
    )
    assert str(whole).splitlines() == [
        "refuted (given A symmetric, s > 0)",
        "  interval arithmetic",
        "  counterexample: n = 2, x = [1, -1/2], s = 3: left 4, right 5 at entry 2, 1",
        "  hint: a sign",
    ]
    assert str(Verdict("proved")) == "proved"
    assert str(Counterexample({}, {"s": "3"}, (), "1", "2")) == "s = 3: left 1, right 2"
    assert str(Hint("sign", "a sign", "2x")) == "a sign (2x)"
    assert plain("3/2") == "3/2"
    html = whole._repr_html_()
    assert html.startswith(
        "<div>✗ <strong>refuted (given A symmetric, s &gt; 0)</strong><br>interv"
    )
    assert html.endswith("<br>hint: a sign</div>")
    assert Verdict("agrees")._repr_html_() == "<div>≈ <strong>agrees</strong></div>"


def test_a_verdict_as_data():
    empty = Verdict("unclear").to_json()
    assert empty == {
        "verdict": "unclear", "conditions": [], "evidence": [], "counterexample": None,
        "hint": None, "shape": None, "seed": 0,
    }  # fmt: skip
    whole = Verdict("refuted", ("c",), ("e",), EXAMPLE, Hint("sign", "a sign", "2x"), (), 5)
    data = whole.to_json()
    assert data["shape"] == []
    assert data["seed"] == 5
    assert data["counterexample"]["index"] == [2, 1]
    assert data["counterexample"]["code"] == "print(4, 5)"
    assert data["hint"] == {"kind": "sign", "words": "a sign", "answer": "2x"}
    assert Hint("sign", "a sign").to_json() == {"kind": "sign", "words": "a sign"}
    for verdict in (whole, Verdict("unclear"), Verdict("proved", shape=("n", "m"))):
        assert Verdict.from_json(verdict.to_json()) == verdict


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_accepted(kind):
    ok = kind in KINDS[:2]
    assert (Verdict(kind).ok, bool(Verdict(kind))) == (ok, ok)


@pytest.mark.parametrize(
    ("kinds", "whole"),
    [
        ("proved", "proved"), ("proved agrees", "agrees"), ("agrees proved", "agrees"),
        ("proved unclear agrees", "unclear"), ("unclear refuted proved", "refuted"),
        ("", "unclear"),
    ],
)  # fmt: skip
def test_several_equalities_together(kinds, whole):
    verdicts = [
        Verdict(kind, (f"c{n}", "same"), (f"e{n}",)) for n, kind in enumerate(kinds.split())
    ]
    found = together(verdicts)
    assert found.kind == whole
    if not verdicts:
        assert found.evidence == ("nothing to judge",)
    elif found.ok:
        own = [f"c{n}" for n in range(len(verdicts))]
        assert found.conditions == ("c0", "same", *own[1:])
    else:
        assert found is next(verdict for verdict in verdicts if verdict.kind == whole)


def test_a_report_as_data():
    document = read_document(
        r"Let $x \in \mathbb{R}$. $f = x^2$, so $\frac{df}{dx} = 2x$.", "a.tex"
    )
    report = judged_document(document)
    data = report.to_json()
    assert (data["file"], data["summary"]) == (
        "a.tex", {"proved": 1, "agrees": 0, "refuted": 0, "unclear": 0}
    )  # fmt: skip
    assert list(data["summary"]) == list(KINDS)
    assert [entry["role"] for entry in data["equations"]] == ["declaration", "definition", "claim"]
    assert [entry["verdict"] for entry in data["equations"]] == [None, None, "proved"]
    first = data["equations"][0]
    assert (first["line"], first["column"]) == (1, 6)
    assert (first["conditions"], first["evidence"], first["seed"]) == ([], [], None)
    claim = document.statements[2]
    judged = Report("b", (Judged(claim, Verdict("agrees")), Judged(claim, None)))
    assert judged.counts == {"proved": 0, "agrees": 1, "refuted": 0, "unclear": 0}


def test_why_something_is_no_claim_is_its_evidence():
    report = judged_document(read_document(r"$f = x^2$, $f = x^3$"))
    last = report.judged[-1]
    assert last.verdict is None
    assert last.statement.trouble is not None
    assert last.to_json()["evidence"] == [str(last.statement.trouble)]


# ---- words ------------------------------------------------------------------------------------


def asked(text, function=condition_in_words, number=0):
    document = read_document(text)
    claims = [s for s in document.statements if s.role is Role.CLAIM]
    return function(document, claims[number])


CLAIM = r"$\frac{\partial f}{\partial x} = 2x$"
GIVEN = r"Let $x \in \mathbb{R}$ and $f = x^2$. "


@pytest.mark.parametrize(
    ("words", "condition"),
    [
        ("If the loss is positive, then ", "If the loss is positive"),
        ("This is said.  When   the unit\nis active: ", "When the unit is active"),
        ("Where it is active. Then ", ""),
        ("We see that ", ""),
        ("Now, unless it is clipped, also ", "unless it is clipped"),
        (r"\begin{proof} On the outside of it, ", "On the outside"),
        (r"For $x$ positive, $x$ or not, ", ""),
        ("So the loss is positive and ", ""),
    ],
)
def test_conditions_in_words(words, condition):
    assert asked(GIVEN + words + CLAIM + ".") == condition


def test_a_condition_reaches_over_claims_without_words_between():
    more = r"$\frac{\partial f}{\partial x} = 3x$"
    words = "If the loss is positive, "
    assert asked(f"{GIVEN}{words}{CLAIM}, {more}.", number=1) == "If the loss is positive"
    assert asked(f"{GIVEN}{words}{CLAIM} or {more}.", number=1) == "If the loss is positive"
    assert asked(f"{GIVEN}{words}{CLAIM} and {more}.", number=1) == ""
    far = "so it is " * (REACH // 9 + 2)
    assert asked(f"{GIVEN}{words}{far[:900]}{CLAIM}.") == "If the loss is positive"
    assert asked(f"{GIVEN}{words}{far}{CLAIM}.") == ""


def test_a_definition_ends_the_search():
    assert asked(rf"Let $x \in \mathbb{{R}}$. If the loss is positive $f = x^2$, {CLAIM}.") == ""


LATER = r"Let $M \in \mathbb{R}^{d \times d}$, $x \in \mathbb{R}^d$ and $D = x^\top M x$. "
ABOUT = r"$\frac{\partial D}{\partial x} = 2 M x$"
ROOT = r"$M = L^\top L$, $L \in \mathbb{R}^{k \times d}$"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (rf"{LATER}Then {ABOUT}. Now {ROOT}.", {"M": r"M = L^\top L"}),
        (rf"{LATER}Then {ABOUT}. Here {ROOT}.", {"M": r"M = L^\top L"}),
        (rf"{LATER}Then {ABOUT} where {ROOT}.", {}),
        (rf"{LATER}Then {ABOUT}, Here {ROOT}.", {}),
        (rf"{LATER}Then {ABOUT}, Now {ROOT}.", {"M": r"M = L^\top L"}),
        (rf"{LATER}Let {ROOT}. Then {ABOUT}.", {}),
    ],
)
def test_what_is_said_later(text, found):
    assert dict(asked(text, said_later)) == found


def test_a_system_without_what_is_said_later():
    model, x = sn.Model(), sn.scalar("x")
    a = model.define("a", x**2)
    model.define("b", a + x)
    general = without(model, {"a": "a = x^2"})
    assert list(general.equations) == ["b"]
    assert list(without(model, {}).equations) == ["a", "b"]


def test_a_definition_again(monkeypatch):
    given = []

    class Court:
        def __init__(self, system, timeout):
            given.append(timeout)

        def judge(self, left, right, indices):
            return Verdict(kinds.pop(0))

    kinds = ["proved", "agrees", "refuted", "unclear"]
    monkeypatch.setattr(restated, "Judge", Court)
    x = sn.scalar("x")
    found = [restated.same(sn.Model(), x, x) for _ in range(4)]
    assert found == [True, False, False, False]
    assert given == [3.0] * 4
