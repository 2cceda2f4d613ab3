"""The shared corpus, where it is present: claims found, in order, and read so that they are right.

The proof that reading is right: each claim that is understood, evaluated by numbers as it was
read, is as true or false as the manifest says; and a false one, with its right side repaired,
is true.
"""

import json
from pathlib import Path

import pytest

from symnn.notation.reader.document import read_document
from tests.reader.truth import holds
from tests.sampled import each

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
MANIFEST = CORPUS / "manifest.json"
DOCUMENTS = json.loads(MANIFEST.read_text()) if MANIFEST.exists() else []
pytestmark = pytest.mark.skipif(not DOCUMENTS, reason="the shared corpus is not here")


def named(document):
    return document["file"]


def read(entry):
    return read_document((CORPUS / entry["file"]).read_text(), entry["file"])


@pytest.mark.parametrize("entry", DOCUMENTS, ids=named)
def test_claims_are_found_in_order_as_they_stand(entry):
    document = read(entry)
    assert [s.latex for s in document.claims] == [claim["latex"] for claim in entry["claims"]]
    for statement in document.statements:
        assert document.text[statement.start : statement.end] == statement.latex


@pytest.mark.parametrize("entry", DOCUMENTS, ids=named)
def test_claims_are_as_true_as_the_manifest_says(entry):
    document = read(entry)
    for claim, statement in zip(entry["claims"], document.claims, strict=True):
        if claim["verdict"] == "unclear":
            assert statement.claim is None, statement.latex
        elif statement.claim is not None:
            verdict = holds(document, statement.claim)
            assert verdict == (claim["verdict"] == "true"), statement.latex
        else:
            assert "is not known yet" in str(document.troubles[0].trouble), statement.trouble


@pytest.mark.parametrize("entry", each(DOCUMENTS, 6), ids=named)
def test_repaired_claims_hold(entry):
    document = read(entry)
    for claim, statement in zip(entry["claims"], document.claims, strict=True):
        if "right" not in claim or statement.claim is None:
            continue
        start, text = statement.start, document.text
        repaired = f"{left_of(statement.latex)} {claim['right']}"
        again = read_document(text[:start] + repaired + text[statement.end :], entry["file"])
        (found,) = [s for s in again.claims if s.start == start]
        assert found.claim is not None, found.trouble
        assert holds(again, found.claim), repaired


def left_of(latex):
    """The left side of an equality with its sign."""
    marks = [
        at
        for at, mark in enumerate(latex)
        if mark == "=" and all(latex[:at].count(a) == latex[:at].count(b) for a, b in ("{}", "()"))
    ]
    return latex[: marks[-1] + 1]
