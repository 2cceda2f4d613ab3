"""The claims of the corpora as the reader by JAX sees them, and what JAX says of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jax
import numpy as np

from tests.mutation.jax_arrays import NoShapeError, xp
from tests.mutation.jax_point import Point
from tests.mutation.latex_draft import Draft
from tests.mutation.latex_tokens import Tree, UnreadError
from tests.mutation.latex_trees import is_derivative, letters_below

OWN = Path(__file__).parents[1] / "corpus" / "documents"
SHARED = Path(__file__).parents[3] / "shared" / "corpus"
SEEDS = (0, 1)
RIGHT, WRONG = 1e-8, 1e-4


@dataclass(frozen=True)
class CorpusClaim:
    """A claim in its place: the text of the document, and where its right side stands."""

    file: str
    text: str
    number: int
    start: int
    end: int
    head: str
    """The derivative at the head of the chain, as LaTeX."""
    verdict: str

    @property
    def right(self) -> str:
        return self.text[self.start : self.end]

    def with_right(self, latex: str) -> str:
        """The document with another right side."""
        return self.text[: self.start] + latex + self.text[self.end :]


FOLDERS = tuple(folder for folder in (OWN, SHARED) if (folder / "manifest.json").exists())


def documents(folders: Iterable[Path] = FOLDERS) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """File, text and claims of all documents of the folders."""
    for folder in folders:
        manifest = folder / "manifest.json"
        for entry in json.loads(manifest.read_text(encoding="utf-8")):
            yield (
                entry["file"],
                (folder / entry["file"]).read_text(encoding="utf-8"),
                entry["claims"],
            )


def claims(folders: Iterable[Path] = FOLDERS) -> Iterator[CorpusClaim]:
    """All claims of the folders, one after the other."""
    for file, text, entries in documents(folders):
        at, head, draft = 0, "", Draft(text)
        for entry in entries:
            start = text.index(entry["latex"], at)
            at = start + 1
            left, right = sides(entry["latex"])
            if _heads(draft, left):
                head = left
            if head and right:
                end = start + len(entry["latex"])
                yield CorpusClaim(
                    file, text, entry["n"], end - len(right), end, head, entry["verdict"]
                )


def _heads(draft: Draft, left: str) -> bool:
    """Whether a left side is a derivative, so that a chain begins."""
    try:
        tokens = [t for t in draft.tokens(left) if t != "&"]
    except UnreadError:
        return False
    return bool(tokens) and is_derivative(tokens)


def sides(latex: str) -> tuple[str, str]:
    """The left and the right side of an equality."""
    depth = 0
    for at, mark in enumerate(latex):
        depth += {"{": 1, "}": -1, "(": 1, ")": -1}.get(mark, 0)
        if mark == "=" and depth == 0:
            right = latex[at + 1 :]
            return latex[:at].rstrip("& "), right.lstrip("& \n")
    return "", ""


@lru_cache(maxsize=4)
def _points(text: str) -> tuple[Draft, list[tuple[Point, Point]]]:
    """A document at points with signs, and at positive ones, of several sizes."""
    draft = Draft(text)
    return draft, [(Point(draft, seed), Point(draft, seed, True)) for seed in SEEDS]


class Truth:
    """What a claim's derivative is at several points, and whether right sides agree with it."""

    def __init__(self, claim: CorpusClaim) -> None:
        self.claim = claim
        self.draft, variants = _points(claim.text)
        self.left: Tree = [t for t in self.draft.tokens(claim.head) if t != "&"]
        if not self.left or not is_derivative(self.left):
            raise UnreadError("no derivative at the head")
        self.letters = [
            t
            for t in dict.fromkeys(letters_below(self.left))
            if len(t) == 1 and t.isalpha() and t.islower() and self._runs(t)
        ]
        self.points = []
        with jax.enable_x64(True):
            for pair in variants:
                for point in pair:
                    try:
                        value = self._value(point, self.left)
                    except NoShapeError as problem:
                        raise UnreadError(f"the left side: {problem}") from problem
                    if np.all(np.isfinite(value)):
                        break
                else:
                    raise UnreadError("no point")
                self.points.append((point, value))

    def _runs(self, letter: str) -> bool:
        """Whether a letter below a name on the left is an index, no label."""
        point = Point(self.draft, 0)
        return any(not point.known(f"{base}_{letter}") for base in _above(self.left, letter))

    def _value(self, point: Point, tokens: Tree) -> np.ndarray:
        """The value of a side; free indices are axes."""
        point.where, point.met, point.over, point.depth = {}, {}, {}, 0
        if not self.letters:
            found = point.parser(tokens).whole()
        else:
            found = _stacked(point, self.letters, tokens)
        return np.asarray(found)

    def distances(self, latex: str) -> list[float]:
        """How far a right side is from the derivative at each point; infinite without a shape.

        Raises UnreadError where it is not read.
        """
        tokens = [t for t in self.draft.tokens(latex) if t not in ("&", "?words")]
        tokens = [t for t in tokens if t not in (r"\\", r"\quad", r"\qquad")]
        found = []
        with jax.enable_x64(True):
            for point, truth in self.points:
                try:
                    value = self._value(point, tokens)
                except NoShapeError:
                    found.append(np.inf)
                    continue
                if value.shape != truth.shape:
                    found.append(np.inf)
                    continue
                if not np.all(np.isfinite(value)):
                    continue
                size = max(1e-3, np.max(np.abs(value)), np.max(np.abs(truth)))
                found.append(float(np.max(np.abs(value - truth)) / size))
        if len(found) < len(self.points):
            raise UnreadError("no point in the domain")
        return found

    def says(self, latex: str) -> bool | None:
        """Whether a right side is right; None where that is not clear."""
        found = self.distances(latex)
        if all(d <= RIGHT for d in found):
            return True
        if 2 * sum(d > WRONG for d in found) > len(found):
            return False
        return None


def _stacked(point: Point, letters: list[str], tokens: Tree) -> Any:
    letter, *rest = letters

    def one() -> Any:
        if rest:
            return _stacked(point, rest, tokens)
        value = point.parser(tokens).whole()
        if np.ndim(value):
            raise NoShapeError("an array where a number is expected")
        return value

    return xp.stack(list(point.along(letter, None, one)))


def _above(nested: Tree, letter: str) -> Iterator[str]:
    """The names that have a letter in their subscripts."""
    for at, token in enumerate(nested):
        if isinstance(token, list):
            yield from _above(token, letter)
        elif token == "_":
            sub = nested[at + 1]
            before = nested[at - 1]
            if letter in sub and isinstance(before, str):
                yield before
