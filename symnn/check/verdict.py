"""Verdicts: what is known about a claim, and on what evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

Kind = Literal["proved", "agrees", "refuted", "unclear"]
SIGNS = {"proved": "✓", "agrees": "≈", "refuted": "✗", "unclear": "?"}
"""A sign for each kind of verdict, in the order in which they are counted."""


def plain(value: Any) -> str:
    """A number of a counterexample, or an array of them, as text.

    >>> plain([["1", "-5/2"], ["0", "3"]])
    '[[1, -5/2], [0, 3]]'
    """
    return f"[{', '.join(map(plain, value))}]" if isinstance(value, list) else str(value)


@dataclass(frozen=True)
class Counterexample:
    """A point where the two sides of a claim differ.

    ``inputs`` holds exact numbers as text, nested as the arrays are; ``index`` is the entry that
    differs (counted from 1), ``left`` and ``right`` its two values, ``code`` Python that repeats
    the comparison.
    """

    sizes: dict[str, int]
    inputs: dict[str, Any]
    index: tuple[int, ...]
    left: str
    right: str
    code: str = ""

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "sizes": self.sizes,
            "inputs": self.inputs,
            "index": list(self.index),
            "left": self.left,
            "right": self.right,
            "code": self.code,
        }

    def __str__(self) -> str:
        values = {**self.sizes, **self.inputs}
        given = [f"{name} = {plain(value)}" for name, value in values.items()]
        place = f" at entry {', '.join(map(str, self.index))}" if self.index else ""
        return f"{', '.join(given)}: left {self.left}, right {self.right}{place}"


@dataclass(frozen=True)
class Hint:
    """What kind of mistake repairs a claim, in ``words``; ``answer`` is the right formula."""

    kind: str
    words: str
    answer: str = ""

    def to_json(self) -> dict[str, Any]:
        """As plain data; the answer only where one was asked for."""
        data = {"kind": self.kind, "words": self.words}
        return {**data, "answer": self.answer} if self.answer else data

    def __str__(self) -> str:
        return f"{self.words} ({self.answer})" if self.answer else self.words


@dataclass(frozen=True)
class Verdict:
    """What is known about a claim.

    ``proved`` and ``agrees`` count as accepted: see :attr:`ok`. ``conditions`` are what the
    verdict rests on (facts, regions, sizes), ``evidence`` says how it was found, ``shape`` the
    shape that both sides have, ``seed`` what repeats it.

    >>> Verdict("proved", evidence=("normal form",)).ok
    True
    """

    kind: Kind
    conditions: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    counterexample: Counterexample | None = None
    hint: Hint | None = None
    shape: tuple[str, ...] | None = None
    seed: int = 0

    @property
    def ok(self) -> bool:
        """Whether the claim is accepted."""
        return self.kind in ("proved", "agrees")

    def __bool__(self) -> bool:
        """Whether the claim is accepted, so that ``assert check(…)`` means what it says."""
        return self.ok

    def to_json(self) -> dict[str, Any]:
        """The verdict as plain data, by the contract of ``symnn check --json``."""
        return {
            "verdict": self.kind,
            "conditions": list(self.conditions),
            "evidence": list(self.evidence),
            "counterexample": self.counterexample.to_json() if self.counterexample else None,
            "hint": self.hint.to_json() if self.hint else None,
            "shape": list(self.shape) if self.shape is not None else None,
            "seed": self.seed,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Verdict:
        """The verdict that :meth:`to_json` gave.

        >>> verdict = Verdict("refuted", hint=Hint("sign", "a sign is wrong"), shape=("n",))
        >>> Verdict.from_json(verdict.to_json()) == verdict
        True
        """
        example, hint, shape = data["counterexample"], data["hint"], data["shape"]
        return cls(
            data["verdict"],
            tuple(data["conditions"]),
            tuple(data["evidence"]),
            Counterexample(**{**example, "index": tuple(example["index"])}) if example else None,
            Hint(**hint) if hint else None,
            tuple(shape) if shape is not None else None,
            data["seed"],
        )

    def _repr_html_(self) -> str:
        """For Jupyter: the verdict stands out, the rest is as it prints."""
        first, *rest = str(self).splitlines()
        lines = "".join(f"<br>{escape(line.strip())}" for line in rest)
        return f"<div>{SIGNS[self.kind]} <strong>{escape(first)}</strong>{lines}</div>"

    def __str__(self) -> str:
        given = f" (given {', '.join(self.conditions)})" if self.conditions else ""
        lines = [f"{self.kind}{given}"]
        lines += [f"  {text}" for text in self.evidence]
        if self.counterexample:
            lines.append(f"  counterexample: {self.counterexample}")
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)
