"""Good documents with tokens dropped, doubled and swapped.

A right side that was spoilt is never accepted where JAX refutes it, nor where it is no formula any
more; a document that was spoilt anywhere makes nothing crash or hang.
"""

from __future__ import annotations

import random
import sys
import time
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from symnn.check.supervisor import reports
from symnn.check.worker import Task
from tests.mutation.claims import FOLDERS, CorpusClaim, Truth, claims, documents
from tests.mutation.judged import appended
from tests.mutation.latex_tokens import UnreadError
from tests.mutation.slips import parts_of

SAMPLE = ("kernel_ridge.md", "lstm_vector.md")
SECONDS = 20
"""The time limit of each spoilt document."""


def spoilt(text: str, draw: random.Random, edits: int = 1) -> str:
    """The text with some tokens dropped, doubled, or swapped with the next."""
    for _ in range(edits):
        parts = parts_of(text)
        if len(parts) < 2:
            return text
        at = draw.randrange(len(parts) - 1)
        one, two = parts[at], parts[at + 1]
        # a control word takes the letters after it, so that tokens stay what they are
        new = draw.choice(("", f"{one.text} {one.text} ", f"{two.text} {one.text} "))
        end = two.end if new.startswith(two.text) and new else one.end
        text = f"{text[: one.start]}{new}{text[end:]}"
    return text


def brackets_match(latex: str) -> bool:
    """Whether braces and brackets of a formula close each other."""
    pairs, open_ones = {"}": "{", ")": "(", "]": "["}, []
    for part in parts_of(latex):
        if part.text in pairs.values():
            open_ones.append(part.text)
        elif part.text in pairs and (not open_ones or open_ones.pop() != pairs[part.text]):
            return False
    return not open_ones


def fuzzed_claims(
    files: Iterable[str] | None, number: int, folders: Iterable[Path]
) -> Iterator[tuple[CorpusClaim, str, bool | None]]:
    """Right sides of true claims, spoilt, with what JAX says of them (None: not read)."""
    for claim in claims(folders):
        if claim.verdict != "true" or (files is not None and claim.file not in files):
            continue
        draw = random.Random(f"{claim.file} {claim.number}")
        try:
            truth = Truth(claim)
            if truth.says(claim.right) is not True:
                continue
        except UnreadError:
            continue
        for k in range(number):
            latex = spoilt(claim.right, draw, 1 + k % 2)
            try:
                yield claim, latex, truth.says(latex)
            except (UnreadError, RecursionError, IndexError):
                yield claim, latex, None


def check_claims(
    files: Iterable[str] | None, number: int, least: int, folders: Iterable[Path] = FOLDERS
) -> None:
    found: dict[str, list[tuple[CorpusClaim, str, bool | None]]] = {}
    for row in fuzzed_claims(files, number, folders):
        found.setdefault(row[0].file, []).append(row)
    told = 0
    for rows in found.values():
        sound = [row for row in rows if brackets_match(row[1])]
        told += sum(says is False for _, _, says in sound)
        verdicts = appended([(claim, latex) for claim, latex, _ in sound]) if sound else []
        for (claim, latex, says), verdict in zip(sound, verdicts, strict=True):
            assert not (verdict.ok and says is False), (claim.file, claim.head, latex)
        for claim, latex, _ in rows:
            if not brackets_match(latex):
                # braces that do not match would reach into the next formula: each for itself
                (verdict,) = appended([(claim, latex)])
                assert not verdict.ok, (claim.file, claim.head, latex)
    assert told >= least


def check_documents(place, number: int, every: int, folders: Iterable[Path] = FOLDERS) -> int:
    tasks = []
    for file, text, _ in list(documents(folders))[::every]:
        for k in range(number):
            draw = random.Random(f"{file} {k}")
            path = place / f"{k}_{file}"
            path.write_text(spoilt(text, draw, 1 + k), encoding="utf-8")
            tasks.append(Task(str(path), timeout=SECONDS))
    begin = time.monotonic()
    for found in reports(tasks, jobs=2):
        words = [found.get("error", ""), *(w for e in found["equations"] for w in e["evidence"])]
        for bad in ("a defect of symnn", "ended by signal", "MB of memory", "while the document"):
            assert not any(bad in word for word in words), (found["file"], words)
    assert time.monotonic() - begin < len(tasks) * (SECONDS + 1)
    return len(tasks)


@pytest.fixture(autouse=True)
def _outside_of_domains():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def test_spoilt_claims_of_the_sample_are_not_accepted():
    check_claims(SAMPLE[:1], 4, 4)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_spoilt_claims_are_not_accepted(folder):
    check_claims(None, 4, 30, [folder])


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a new interpreter for each document")
def test_spoilt_documents_of_the_sample_do_no_harm(tmp_path):
    assert check_documents(tmp_path, 1, 20) > 2


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_spoilt_documents_do_no_harm(tmp_path, folder):
    assert check_documents(tmp_path, 1, 1, [folder]) > 40


def test_tokens_are_dropped_doubled_and_swapped():
    found = {spoilt("a + b", random.Random(seed)).replace(" ", "") for seed in range(40)}
    assert found == {"+b", "ab", "aa+b", "a++b", "+ab", "ab+"}


@pytest.mark.parametrize(
    ("latex", "whether"), [("{(a)}", True), ("{(a})", False), ("a)", False), ("(", False)]
)
def test_brackets_match(latex, whether):
    assert brackets_match(latex) is whether
