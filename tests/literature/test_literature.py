"""Formulas that nobody here wrote: what the literature prints is accepted, a slip is refuted."""

from __future__ import annotations

import pytest

from symnn.check import engine
from symnn.check.document import judged_document
from symnn.notation.reader.document import read_document
from tests.literature.identities import IDENTITIES, Identity
from tests.literature.scalar_rules import RULES

ACCEPTED = {"proved", "agrees"}
AT_POINTS = {"Cookbook 55", "DLMF 4.7.10"}
"""Those that are equal to 80 digits wherever they are compared, and not proved."""


@pytest.fixture(autouse=True)
def without_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the search for what is wrong, which takes most of the time."""
    monkeypatch.setattr(engine, "HINT", 0.0)


def verdicts(identity: Identity) -> list[str]:
    lines = (identity.right, identity.twin)
    text = identity.given + "".join(rf"\[ {identity.left} = {right} \]" for right in lines)
    report = judged_document(read_document(text, "identity.tex"))
    return [item.verdict.kind for item in report.judged if item.verdict is not None]


@pytest.mark.parametrize("identity", [*IDENTITIES, *RULES], ids=lambda i: f"{i.source}: {i.left}")
def test_it_is_accepted_and_its_twin_refuted(identity: Identity) -> None:
    right, wrong = verdicts(identity)
    assert right in ACCEPTED
    assert (right == "agrees") <= (identity.source in AT_POINTS)
    assert wrong == "refuted"


def test_there_are_many() -> None:
    assert len(IDENTITIES) >= 60
    assert len(RULES) >= 80
    claims = [(i.left, i.right) for i in [*IDENTITIES, *RULES]]
    assert len(set(claims)) == len(claims)
