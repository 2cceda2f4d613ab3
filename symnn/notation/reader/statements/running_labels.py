"""The running labels of formulas, and their values: l in ``W^l``, t in ``h_t``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from symnn.notation.reader.grammar.nodes import (
    Big,
    Node,
    Symbol,
)
from symnn.notation.reader.meaning.world import World
from symnn.notation.reader.survey.roles import MAX_LABEL
from symnn.notation.reader.trouble import ReadError


def label_letters(world: World, nodes: Sequence[Node]) -> list[str]:
    """The running labels that occur in nodes, those of sums left out."""
    found: dict[str, None] = {}
    bound: set[str] = set()
    for node in nodes:
        for part in node.walk():
            if isinstance(part, Big):
                bound |= {n.name for n in part.letters if isinstance(n, Symbol)}
    for node in nodes:
        for part in node.walk():
            if isinstance(part, Symbol) and part.name in set(world.survey.labels) - bound:
                found[part.name] = None
    return list(found)


def environments(world: World, letters: Sequence[str], spare: int = 0) -> Iterator[dict[str, int]]:
    """All values of the running labels; ``spare`` more at either end."""
    if len(letters) > 2:
        raise ReadError(f"more than two running labels: {', '.join(letters)}")
    ranges = []
    for letter in letters:
        taken = world.survey.labels[letter]
        more = list(range(max(0, min(taken) - spare), min(max(taken) + spare, MAX_LABEL) + 1))
        ranges.append(sorted({*taken, *more}))
    for values in product(*ranges):
        yield dict(zip(letters, values, strict=True))
