"""symnn's verdicts on documents by several hands: never a false one, and how many it dares."""

import json
from collections import Counter
from pathlib import Path

import pytest
import sympy as sp

from symnn.check.document import judged_document
from symnn.check.numbers import OutsideError
from symnn.check.realnumbers import Digits
from symnn.notation.reader.document import read_document

FOLDER = Path(__file__).parent / "documents"
MANIFEST = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
ACCEPTED = {"proved", "agrees"}

#: the least share of right answers among the claims of each kind, as presently reached
TRUE_ACCEPTED, FALSE_REFUTED, UNCLEAR_KEPT = 0.98, 0.98, 1.0


def verdicts(entry):
    """The checker's verdicts on the claims of a document, in their order."""
    text = (FOLDER / entry["file"]).read_text(encoding="utf-8")
    report = judged_document(read_document(text, entry["file"]))
    return [item.verdict.kind for item in report.judged if item.verdict is not None]


def outcomes(entries):
    """(document, number of the claim, truth, verdict); all open where the claims are others."""
    for entry in entries:
        said, claims = verdicts(entry), entry["claims"]
        if len(said) != len(claims):
            said = ["unclear"] * len(claims)
        for claim, verdict in zip(claims, said, strict=True):
            yield entry["file"], claim["n"], claim["verdict"], verdict


def is_false(truth, verdict):
    """Whether a verdict says what is not so."""
    return verdict in ACCEPTED if truth != "true" else verdict == "refuted"


def is_right(truth, verdict):
    """Whether a verdict says what is so."""
    return {"true": verdict in ACCEPTED, "false": verdict == "refuted"}.get(
        truth, verdict == "unclear"
    )


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_verdict_is_false_and_most_are_right():
    found = list(outcomes(MANIFEST))
    assert [row for row in found if is_false(*row[2:])] == []
    all_of = Counter(truth for *_, truth, _ in found)
    right = Counter(truth for *_, truth, verdict in found if is_right(truth, verdict))
    print({truth: f"{right[truth]} of {all_of[truth]}" for truth in all_of})
    assert right["true"] >= TRUE_ACCEPTED * all_of["true"]
    assert right["false"] >= FALSE_REFUTED * all_of["false"]
    assert right["unclear"] >= UNCLEAR_KEPT * all_of["unclear"]


@pytest.mark.parametrize(
    ("truth", "verdict", "false", "right"),
    [
        ("true", "proved", False, True),
        ("true", "refuted", True, False),
        ("true", "unclear", False, False),
        ("false", "agrees", True, False),
        ("false", "refuted", False, True),
        ("unclear", "proved", True, False),
        ("unclear", "refuted", False, False),
        ("unclear", "unclear", False, True),
    ],
)
def test_a_verdict_is_false_right_or_cautious(truth, verdict, false, right):
    assert (is_false(truth, verdict), is_right(truth, verdict)) == (false, right)


def test_an_infinity_is_outside_of_the_numbers():
    # a hint tried for the triplet loss divides by 0
    assert Digits().constant(sp.pi) > 3
    with pytest.raises(OutsideError, match="zoo is no number"):
        Digits().constant(sp.zoo)
