r"""Noise: ``y = X w + \varepsilon`` of given y and random ε says what ε is, not what y is.

A likelihood of y and w is differentiated with y as it was observed. In ``z = \mu + \sigma
\varepsilon`` of a loss of z alone, z does depend on μ, and it stays a definition of z.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from symnn.notation.reader.grammar.lines import Line, base_of, listed
from symnn.notation.reader.grammar.nodes import (
    Derivative,
    Group,
    Node,
    Scripts,
    Sum,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.statements.forms import head_of, is_derivative
from symnn.notation.reader.survey.parts import used_letters
from symnn.notation.reader.text.source import Source

_RANDOM = re.compile(r"\b(?:noise|errors?|disturbances?|residuals?)\b", re.IGNORECASE)
ERRORS = (r"\epsilon", r"\varepsilon", "e")
"""Letters that may be noise without words; then the reading is in doubt."""
REACH = 300
"""The characters around the equation in which words say that something is noise."""


def name_noise(source: Source, lines: Sequence[Line]) -> list[tuple[Node, str]]:
    r"""Turn the equations of observations with noise into ones for the noise.

    That is where the observation is declared, is itself not differentiated, and stands in other
    definitions in the residual ``y - X w`` alone; and where the noise is a term by itself that no
    other equation uses, and is said to be random. Where other definitions use y and w in another
    way, both readings are possible: those observations are returned, with the doubt in words.
    """
    doubts: list[tuple[Node, str]] = []
    for line in lines:
        parts = _observation(line)
        if parts is None:
            continue
        left, kept, noise = parts
        own, letter = base_of(left), base_of(noise)
        if own is None or letter is None or own == letter:
            continue
        random = _is_random(source, line, letter.name)
        if not (random or letter.name in ERRORS) or not _is_declared(lines, own.name):
            continue
        others = [other for other in lines if other is not line and other.is_equation]
        if any(letter.name in _letters(other) for other in others):
            continue
        if any(_differentiates(other, own) for other in others):
            continue
        rest = {name for _, term in kept for name in used_letters(term)} - {letter.name}
        using = [other for other in others if _defines(other, own.name)]
        if random and using and all(_has_residual(other, left, kept) for other in using):
            turned = [(1, left), *((-sign, Group((term,), "(")) for sign, term in kept)]
            line.sides[0], line.sides[1] = noise, Sum(tuple(turned))
        elif any(rest & _letters(other) for other in using):
            doubts.append((left, f"{own.name} is given, and {letter.name} the noise in it"))
    return doubts


def _observation(line: Line) -> tuple[Node, list[tuple[int, Node]], Node] | None:
    """The left side, and the terms of the right side but for a name by itself: the noise."""
    if not line.is_equation or len(line.sides) != 2 or line.names or line.pieces:
        return None
    left, right = line.sides
    if not isinstance(left, Node) or not isinstance(right, Node) or is_derivative(left):
        return None
    head, right = head_of(left), unwrapped(right)
    if head is None or head.parameters or not isinstance(right, Sum):
        return None
    *kept, (sign, last) = right.terms
    last = unwrapped(last)
    alike = isinstance(last, Scripts) == isinstance(unwrapped(left), Scripts)
    plain = isinstance(last, (Symbol, Scripts)) and alike and sign == 1
    return (left, kept, last) if plain and kept else None


def _is_random(source: Source, line: Line, letter: str) -> bool:
    r"""Whether ``\varepsilon \sim`` stands anywhere, or words near the equation say it."""
    drawn = re.escape(letter) + r"(?:_(?:[A-Za-z0-9]|\{[^{}]{1,20}\}))?[\s&]{0,9}\\(?:sim|stackrel)"
    if re.search(drawn, source.text):
        return True
    start, end = max(0, line.raw.start - REACH), line.raw.end + REACH
    return _RANDOM.search(source.text[line.raw.end : end]) is not None or (
        re.search(r"noise", source.text[start : line.raw.start]) is not None
    )


def _is_declared(lines: Sequence[Line], name: str) -> bool:
    bases = (base for line in lines if line.is_membership for base in map(base_of, listed(line)))
    return any(base is not None and base.name == name for base in bases)


def _letters(line: Line) -> set[str]:
    return {name for side in line.sides if isinstance(side, Node) for name in used_letters(side)}


def _differentiates(line: Line, base: Symbol) -> bool:
    """Whether a derivative of the observation itself stands in a line."""
    parts = (part for side in line.sides if isinstance(side, Node) for part in side.walk())
    return any(
        isinstance(part, Derivative) and part.of is not None and base_of(part.of) == base
        for part in parts
    )


def _defines(line: Line, letter: str) -> bool:
    """Whether a line defines something by this letter, whatever else is in it."""
    left, *right = line.sides
    if not isinstance(left, Node) or is_derivative(left) or head_of(left) is None:
        return False
    return any(letter in used_letters(side) for side in right if isinstance(side, Node))


def _has_residual(line: Line, left: Node, kept: list[tuple[int, Node]]) -> bool:
    """Whether the observation stands in a line only less what is observed, or the reverse."""
    wanted = Counter([(1, unwrapped(left)), *((-sign, term) for sign, term in kept)])
    turned = Counter({(-sign, term): count for (sign, term), count in wanted.items()})
    base = base_of(left)
    assert base is not None
    residuals = alone = 0
    for side in line.sides[1:]:
        for part in side.walk() if isinstance(side, Node) else ():
            if isinstance(part, Sum) and Counter(part.terms) in (wanted, turned):
                residuals += 1
            alone += part == base
    return 0 < residuals == alone
