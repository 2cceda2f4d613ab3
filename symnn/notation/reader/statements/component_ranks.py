r"""How many axes the components show: one of ``b^l`` by ``b^l_j``, two of ``w^l`` by ``w^l_{jk}``.

Only names with a label above count, so that what stands below is the component, and only those that
also stand as a whole: ``x_i`` alone may be the vector of a sample.
"""

from __future__ import annotations

from collections.abc import Sequence

from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.grammar.nodes import Scripts, Symbol
from symnn.notation.reader.meaning.world import World
from symnn.notation.reader.statements.running_labels import environments, label_letters
from symnn.notation.reader.trouble import ReadError


def component_ranks(world: World, lines: Sequence[Line]) -> dict[str, int]:
    """The number of axes of names that stand whole and, elsewhere, with running indices."""
    found: dict[str, set[int]] = {}
    for line in lines:
        for node in line.nodes:
            for part in node.walk():
                if isinstance(part, Scripts) and isinstance(part.base, Symbol):
                    for name, rank in _uses(world, part):
                        found.setdefault(name, set()).add(rank)
    return {
        name: max(ranks)
        for name, ranks in found.items()
        if "^" in name and len(ranks) == 2 and min(ranks) == 0
    }


def _uses(world: World, node: Scripts) -> list[tuple[str, int]]:
    """The names that a name with labels is, with the number of running indices on it."""
    running = world.survey.running
    found = []
    try:
        for labels in environments(world, label_letters(world, [node]), spare=1):
            reference = world.names.reference(node, labels)
            letters = [at.name for at in reference.indices if isinstance(at, Symbol)]
            plain = len(letters) == len(reference.indices) and set(letters) <= running
            found.append((reference.name, len(letters) if plain else -1))
    except ReadError:
        return []
    return found
