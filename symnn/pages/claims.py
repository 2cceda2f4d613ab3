"""What a page claims: formulas and numbers, each judged when somebody asks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from symnn.check.verdict import SIGNS, Counterexample, Verdict
from symnn.documents.document import Judged, Math, Row, Text
from symnn.documents.phrases import formula, name_of, positive, with_formulas
from symnn.language.system import System
from symnn.notation.equation import taken_names


@dataclass(frozen=True)
class Outcome:
    """Whether a claim is what its page says it is, the ``mark`` that says so, and why."""

    ok: bool
    mark: str
    evidence: Text


class Claim(ABC):
    """Something on a page that can be false.

    ``twins`` are claims like this one with a mistake put in: each of them must fail, or the judging
    is worth nothing.
    """

    @property
    @abstractmethod
    def rows(self) -> Sequence[Row]:
        """The equations that are claimed."""

    @cached_property
    def outcome(self) -> Outcome:
        """The judgement; it is made once."""
        return self.judged()

    @property
    def ok(self) -> bool:
        """Whether the claim is what its page says it is."""
        return self.outcome.ok

    @abstractmethod
    def judged(self) -> Outcome:
        """Judge the claim."""

    @abstractmethod
    def twins(self) -> Iterator[Claim]:
        """The claim with mistakes."""

    def block(self) -> Judged:
        """The claim as it stands on its page."""
        outcome = self.outcome
        return Judged(self.rows, outcome.mark, outcome.evidence, outcome.ok)

    def __repr__(self) -> str:
        shown = "; ".join(f"{row.left.plain} = {row.right.plain}" for row in self.rows)
        return f"<{type(self).__name__} {shown}>"


SAID = {
    "proved": "proved for all sizes and values",
    "agrees": "equal to 30 digits at random points",
    "refuted": "refuted",
    "unclear": "not decided",
}

LONG = 160
"""Characters that a counterexample may have on a page."""


def outcome_of(verdict: Verdict, expected: str, model: System | None = None) -> Outcome:
    """What a page says of a verdict where it expects another, or the same one.

    Conditions that are facts of ``model`` are written as formulas.
    """
    ok = verdict.kind == expected
    words = SAID[verdict.kind]
    sizes = [given for given in verdict.conditions if given.startswith("sizes ")]
    if sizes and verdict.kind == "proved":
        words = f"proved for all values at {', '.join(sizes)}"
    given = [condition for condition in verdict.conditions if condition not in sizes]
    if given:
        words += f", given {', '.join(given)}"
    if verdict.kind == "refuted" and verdict.counterexample is not None:
        words += f" at {_point(verdict.counterexample)}"
    if verdict.kind == "refuted" and verdict.hint is not None:
        words += f". Hint: {verdict.hint.words}"
    if verdict.kind == "unclear":
        words += f": {'; '.join(verdict.evidence)}"
    if not ok:
        words += f" (expected: {expected})"
    known = {} if model is None else _facts(model)
    known |= {text: Math(text, text) for text in given if "\\" in text}  # from a paper: LaTeX
    return Outcome(ok, SIGNS[verdict.kind], with_formulas(words, known))


def _point(found: Counterexample) -> str:
    """A counterexample; one with many numbers is told by its sizes."""
    whole = str(found)
    if len(whole) <= LONG or not found.sizes:
        return whole
    return str(replace(found, inputs={})).replace(": left", " and some values: left")


def _facts(model: System) -> dict[str, Math]:
    """The facts of a model as formulas, by the words in which verdicts name them."""
    taken = taken_names(model)
    signs: dict[str, Math] = {}
    for symbol in model.symbols.values():
        name = name_of(symbol)
        signs[f"{symbol.name} > 0"] = positive(symbol)
        signs[f"{symbol.name} ≠ 0"] = Math(rf"{name.latex} \ne 0", f"{name.plain} ≠ 0")
    return signs | {fact.text: formula(fact, taken) for fact in model.facts}
