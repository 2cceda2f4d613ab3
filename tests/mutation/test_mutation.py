"""Slips in the true claims of the corpora: none is accepted, and the hints name them.

Truth is JAX's, through a reader that is independent of symnn's. The sample looks at some documents,
the sweep at all.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from symnn.check.verdict import Verdict
from tests.mutation.claims import FOLDERS, OWN, CorpusClaim, Truth, claims
from tests.mutation.judged import appended, replaced
from tests.mutation.latex_tokens import UnreadError
from tests.mutation.slips import Slip, slips

SAMPLE = ("kernel_ridge.md", "lstm_vector.md", "attention_one_query.md")
NAMED = 0.8
"""The least share of the hints that name the slip."""


Files = Iterable[str] | None
"""The documents that are looked at; None: all."""
each_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)


def truths(
    files: Files = None, folders: Iterable[Path] = FOLDERS
) -> Iterator[tuple[CorpusClaim, Truth, bool | None]]:
    """The claims that the reader by JAX understands, and what it says of them."""
    for claim in claims(folders):
        if files is not None and claim.file not in files:
            continue
        try:
            truth = Truth(claim)
            yield claim, truth, truth.says(claim.right)
        except UnreadError:
            continue


def wrong(truth: Truth) -> Iterator[Slip]:
    """The slips that JAX shows to be wrong."""
    names = sorted(name for name in truth.draft.shapes if len(name) == 1)
    for slip in slips(truth.claim.right, names):
        try:
            if truth.says(slip.latex) is False:
                yield slip
        except UnreadError:
            continue


def judged(files: Files, folders: Iterable[Path]) -> Iterator[tuple[CorpusClaim, Slip, Verdict]]:
    """The verdicts on all wrong slips, document by document."""
    found: dict[str, list[tuple[CorpusClaim, Slip]]] = {}
    for claim, truth, says in truths(files, folders):
        if claim.verdict == "true" and says:
            found.setdefault(claim.file, []).extend((claim, slip) for slip in wrong(truth))
    for pairs in found.values():
        # a document of many transposed claims would be one of the other layout
        alone = [pair for pair in pairs if "transpose" in pair[1].what]
        rest = [pair for pair in pairs if "transpose" not in pair[1].what]
        verdicts = appended([(c, s.latex) for c, s in rest]) if rest else []
        verdicts += [replaced(c, s.latex) for c, s in alone]
        for (claim, slip), verdict in zip([*rest, *alone], verdicts, strict=True):
            yield claim, slip, verdict


def check_slips(files: Files, least: int, folders: Iterable[Path] = FOLDERS) -> None:
    rows = list(judged(files, folders))
    accepted = [(c.file, c.head, s.latex, v.kind) for c, s, v in rows if v.ok]
    assert accepted == []
    kinds = Counter(verdict.kind for _, _, verdict in rows)
    refuted = [(s, v) for _, s, v in rows if v.kind == "refuted"]
    named = sum(v.hint is not None and v.hint.kind in s.kinds for s, v in refuted)
    print(f"{len(rows)} slips: {dict(kinds)}, {named} of {len(refuted)} named")
    assert len(rows) >= least
    assert len(refuted) >= 0.95 * len(rows)
    assert named >= NAMED * len(refuted)


@pytest.fixture(autouse=True)
def _outside_of_domains():
    """Points outside of a domain give nan, which is looked at."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def test_no_slip_of_the_sample_is_accepted():
    check_slips(SAMPLE[:1], 10)


@pytest.mark.slow
@pytest.mark.timeout(1500)
@each_folder
def test_no_slip_is_accepted(folder):
    check_slips(None, 600 if folder == OWN else 250, [folder])


def test_the_slips_would_be_seen():
    """The claims themselves are accepted by the same way, at the end of their document."""
    found = [(c, c.right) for c, _, says in truths(SAMPLE[:1]) if says]
    verdicts = appended(found)
    assert len(found) > 2
    assert all(verdict.ok for verdict in verdicts)
    assert all(replaced(claim, right).ok for claim, right in found)


def test_the_reader_by_jax_agrees_with_the_manifest():
    check_manifest(SAMPLE[:1], 3)


@pytest.mark.slow
@each_folder
def test_the_reader_by_jax_agrees_with_all_manifests(folder):
    check_manifest(None, 75 if folder == OWN else 40, [folder])


def check_manifest(files: Files, least: int, folders: Iterable[Path] = FOLDERS) -> None:
    """No false claim is called right; of the true ones it reads most rightly."""
    says = Counter((claim.verdict, right) for claim, _, right in truths(files, folders))
    assert says["false", True] == says["unclear", True] == 0
    assert says["true", True] >= least
    assert says["true", False] <= 0.1 * says["true", True]


def test_the_corpus_is_there():
    assert OWN.is_dir()
