"""Quantities that the letter below tells apart: δ_k of the outputs, δ_j of the hidden units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.grammar.nodes import Node, Scripts, Symbol, unwrapped
from symnn.notation.reader.survey.occurrences import Occurrences
from symnn.notation.reader.survey.parts import name_before_arguments, sub_atoms
from symnn.notation.reader.survey.roles import Survey


def tell_letters_apart(seen: Occurrences, survey: Survey) -> None:
    """Find bases with several definitions, under letters that are never mixed with others.

    ``p_i = …`` and ``p_j = …`` that differ in nothing but the letter are one quantity.
    """
    heads: dict[str, dict[str, Node]] = defaultdict(dict)
    for line in seen.lines:
        for base, letter, right in _heads(line):
            heads[base].setdefault(letter, right)
    for base, rights in heads.items():
        letters = set(rights)
        if len(letters) < 2 or not letters <= survey.running or _alike(rights):
            continue
        plain = base not in survey.raised and base not in survey.squared
        if plain and all(_letter(_unraised(node)) in letters for node in _uses(seen, base)):
            survey.lettered[base] = letters


def _heads(line: Line) -> Iterator[tuple[str, str, Node]]:
    if len(line.sides) < 2 or not line.is_equation or line.pieces:
        return
    left, right = line.sides[0], line.sides[1]
    if not isinstance(left, Node) or not isinstance(right, Node):
        return
    head = name_before_arguments(left)
    if isinstance(head, Scripts) and isinstance(head.base, Symbol) and _letter(head):
        yield head.base.name, _letter(head), right


def _letter(node: Node) -> str:
    """The letter below a name that has nothing else; else nothing."""
    if not isinstance(node, Scripts) or node.sups or node.primes:
        return ""
    parts = [unwrapped(part) for part in sub_atoms(node)]
    return parts[0].name if len(parts) == 1 and isinstance(parts[0], Symbol) else ""


def _unraised(node: Node) -> Node:
    """A name without powers."""
    if isinstance(node, Scripts) and all(sup.kind == "power" for sup in node.sups):
        return replace(node, sups=())
    return node


def _alike(rights: dict[str, Node]) -> bool:
    """Whether right sides are the same but for the letter that each is written for."""
    skeletons = {
        tuple(_mark(part, letter) for part in right.walk()) for letter, right in rights.items()
    }
    return len(skeletons) == 1


def _mark(part: Node, letter: str) -> tuple[object, ...]:
    name = getattr(part, "name", None)
    shown = (getattr(part, field, None) for field in ("value", "kind", "function", "bracket"))
    plain = tuple(item for item in shown if not isinstance(item, Node))
    return (type(part), "·" if name == letter else name, *plain)


def _uses(seen: Occurrences, base: str) -> Iterator[Node]:
    """All names with the base, with and without scripts."""
    for line in seen.lines:
        for tree in line.nodes:
            inner = {
                id(part.base)
                for part in tree.walk()
                if isinstance(part, Scripts) and isinstance(part.base, Symbol)
            }
            for part in tree.walk():
                scripted = isinstance(part, Scripts) and part.base == Symbol(base)
                bare = isinstance(part, Symbol) and part.name == base and id(part) not in inner
                if scripted or bare:
                    yield part
