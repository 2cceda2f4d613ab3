r"""Rows and columns that the prose names: ``where $x_i^\top$ is the $i$-th row of $X$``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from symnn.notation.reader.grammar.lines import Line, base_of, in_series, listed
from symnn.notation.reader.grammar.nodes import (
    Group,
    Node,
    Scripts,
    Subscript,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.statements.forms import head_of, is_derivative
from symnn.notation.reader.statements.listed_rows import rows_named_together
from symnn.notation.reader.text.signs import MEMBERS
from symnn.notation.reader.text.source import Formula, Source
from symnn.notation.reader.text.statements import Raw
from symnn.notation.reader.trouble import ReadError

_LETTERS = "jklmpqrsabc"
_IS = re.compile(
    r"(?:\s*(?:,|be|is|are|denotes?|for|being|stands for|the|its)\b)+\s*", re.IGNORECASE
)
_WHICH = re.compile(
    r"\s*+(?:-\s*+)?(?:(?:th|'th|\\?textsuperscript\{th\})\s*+)?(row|column)\s++(?:vector\s++)?of\s*+"
    r"(?:the\s++)?(?:\w++\s++){0,2}",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"\s*+,?\s*+(?:(?:be|is|denotes?|being|for)\s++)?(?:(?:the|an?)\s++)?(?:[a-z-]++\s++){0,3}?"
    r"(?:with|having|have|has|whose)\s++(?:the\s++)?(?:(rows|columns)\s++"
    r"(?:(?:vectors|are|given by|equal to|the)\s++){0,3}|(?=[$\\]))",
    re.IGNORECASE,
)
_NTH = re.compile(
    r"\s*+(?:-\s*+)?(?:(?:th|'th|\\?textsuperscript\{th\})\s*+)?(row|column)\s++"
    r"(?:(?:vector|is|are|given by|equals|the)\s++){0,3}",
    re.IGNORECASE,
)


def rows_in_prose(source: Source, lines: Sequence[Line]) -> list[Line]:
    """The equations ``x_{ij} = X_{ij}`` that such prose means, of columns ``x_{ij} = X_{ji}``."""
    alone = {_opening(source, line): line for line in lines if len(line.sides) == 1}
    defined = {name for line in lines for name in _defined(line)}
    used = {
        part.name
        for line in lines
        for node in line.nodes
        for part in node.walk()
        if isinstance(part, Symbol)
    }
    found: dict[str, tuple[str, Line]] = {}
    for line in lines:
        for name, index, matrix, kind in _named(source, line, alone):
            if name.name in defined or name.name == matrix.name:
                continue
            letter = next((a for a in _LETTERS if a not in used and a != index.name), None)
            if letter is None:
                continue
            second = Symbol(letter)
            own = (index, second) if kind == "row" else (second, index)
            made: list[Node | ReadError] = [_entry(name, (index, second)), _entry(matrix, own)]
            said = Line(
                Raw([[], []], ["="]), Formula(-1, -1, ""), made, text=f"rows of {matrix.name}"
            )
            key = f"{kind} of {matrix.name} by {index.name}"
            if found.setdefault(name.name, (key, said))[0] != key:
                defined.add(name.name)
    return [line for name, (_, line) in found.items() if name not in defined]


def rows_of_lists(lines: Sequence[Line]) -> list[Line]:
    r"""The equations ``v_{ij} = V_{ij}`` that ``V = (v_1, \dots, v_n)^\top`` means.

    That is where V is declared, and v is not. Without the sign of transposition the v_j are the
    columns.
    """
    made: list[Line] = []
    declared: set[str] = set()
    for line in lines:
        if line.is_membership:
            declared |= {base.name for base in map(base_of, listed(line)) if base is not None}
    known = declared | {name for line in lines for name in _defined(line)}
    for line in lines:
        found = _listed_rows(line)
        if found is None:
            continue
        matrix, member, turned = found
        stated = matrix.name in declared or len(line.sides) == 3
        if stated and member.name not in known:
            first, second = Symbol("i"), Symbol("j")
            own = (first, second) if turned else (second, first)
            sides: list[Node | ReadError] = [_entry(member, (first, second)), _entry(matrix, own)]
            text = f"rows of {matrix.name}"
            made.append(Line(Raw([[], []], ["="]), Formula(-1, -1, ""), sides, text=text))
            line.sides[1] = matrix
    return made


def _listed_rows(line: Line) -> tuple[Symbol, Symbol, bool] | None:
    """The matrix and the letter of its rows, or columns where there is no transpose."""
    stated = len(line.sides) == 3 and line.relations[1] in MEMBERS
    if not (stated or len(line.sides) == 2) or not line.is_equation:
        return None
    if line.names or line.pieces or not all(isinstance(side, Node) for side in line.sides[:2]):
        return None
    left, right = (unwrapped(side) for side in line.sides[:2] if isinstance(side, Node))
    turned = isinstance(right, Scripts) and [s.kind for s in right.sups] == ["transpose"]
    group = unwrapped(right.base) if turned and isinstance(right, Scripts) else right
    if not isinstance(left, Symbol) or not isinstance(group, Group) or len(group.items) < 3:
        return None
    try:
        series, single = in_series(group.items)
    except ReadError:
        return None
    base = base_of(series[0][1]) if len(series) == 1 and not single else None
    return None if base is None or base == left else (left, base, turned)


def _named(
    source: Source, line: Line, alone: dict[int, Line]
) -> Iterator[tuple[Symbol, Symbol, Symbol, str]]:
    """Name, index, matrix, and whether it is a row or column, that the words after a line say."""
    member = line.is_membership
    if line.names or line.pieces or not (member or len(line.sides) == 1):
        return
    yield from _with_members(source, line, alone)
    if not member:
        yield from rows_named_together(
            source.text, line, alone, lambda one: _closing(source, one), _member
        )
    own = _member(line.sides[0])
    if own is None:
        return
    at = _closing(source, line)
    words = _IS.match(source.text, at)
    first = None if words is None else alone.get(words.end())
    if first is None or first.sides[0] != own[1]:
        return
    which = _WHICH.match(source.text, _closing(source, first))
    matrix = None if which is None else alone.get(which.end())
    if which is not None and matrix is not None and isinstance(matrix.sides[0], Symbol):
        yield *own, matrix.sides[0], which.group(1).lower()


def _with_members(
    source: Source, line: Line, alone: dict[int, Line]
) -> Iterator[tuple[Symbol, Symbol, Symbol, str]]:
    r"""``$X$ with rows $x_i^\top$``, ``whose $i$-th row is $x_i^\top$``: matrix first."""
    matrix = line.left
    words = _WITH.match(source.text, _closing(source, line))
    if not isinstance(matrix, Symbol) or words is None:
        return
    at, which, letter = words.end(), words.group(1), None
    if which is None:
        letter = alone.get(at)
        words = None if letter is None else _NTH.match(source.text, _closing(source, letter))
        if words is None:
            return
        at, which = words.end(), words.group(1)
    named = alone.get(at)
    own = None if named is None else _member(named.sides[0])
    if own is not None and (letter is None or letter.sides[0] == own[1]):
        yield *own, matrix, which.lower().removesuffix("s")


def _member(node: Node | ReadError | None) -> tuple[Symbol, Symbol] | None:
    r"""The letter and the index of ``x_i`` or ``x_i^\top``."""
    if not isinstance(node, Scripts) or node.sub is None or node.primes:
        return None
    atoms = [unwrapped(atom) for part in node.sub.parts for atom in part]
    base = unwrapped(node.base)
    if [sup.kind for sup in node.sups] not in ([], ["transpose"]) or len(atoms) != 1:
        return None
    if not isinstance(base, Symbol) or not isinstance(atoms[0], Symbol):
        return None
    return base, atoms[0]


def _opening(source: Source, line: Line) -> int:
    """Where the formula of a line begins, with its sign."""
    before = source.text[: line.formula.start]
    return line.formula.start - (2 if before.endswith(r"\(") else 1)


def _closing(source: Source, line: Line) -> int:
    after = source.text[line.formula.end : line.formula.end + 2]
    return line.formula.end + (2 if after == r"\)" else 1)


def _entry(name: Symbol, letters: tuple[Symbol, Symbol]) -> Scripts:
    return Scripts(name, Subscript((letters,), "".join(letter.name for letter in letters)))


def _defined(line: Line) -> set[str]:
    left = line.sides[0]
    if not line.is_equation or not isinstance(left, Node):
        return set()
    head = None if is_derivative(left) else head_of(left)
    base = None if head is None else head.node
    base = base.base if isinstance(base, Scripts) else base
    return {base.name} if isinstance(base, Symbol) else set()
