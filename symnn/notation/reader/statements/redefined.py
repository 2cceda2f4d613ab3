r"""Equations that give notation its own meaning: ``\|x\|^2 = x^\top M x``, ``\log = \log_2``."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import sympy as sp

from symnn.language.expression import Applied, rename
from symnn.language.symbol import Entry, TensorSymbol
from symnn.language.tensor import Tensor
from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.grammar.nodes import (
    Angle,
    Apply,
    Bars,
    Function,
    Node,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.meaning.elaborator import Scope
from symnn.notation.reader.meaning.formulas import elaborating
from symnn.notation.reader.statements.draft import Draft
from symnn.notation.reader.statements.restatements import Equal
from symnn.notation.reader.survey.parts import letters_in
from symnn.notation.reader.trouble import ReadError

POINTS = 3
CLOSE = 1e-12


def redefined(draft: Draft, equal: Equal) -> Iterator[tuple[Node, str]]:
    """Notation applied to plain letters of which an equation says something else, with its text."""
    for at, line in enumerate(draft.lines):
        if not line.is_equation or len(line.sides) != 2 or at in {*draft.heads, *draft.declared}:
            continue
        used = _notation(line)
        if used is not None and not _agrees(draft, line, used, equal):
            yield used, draft.source.text[line.raw.start : line.raw.end]


def _notation(line: Line) -> Node | None:
    """The notation on the left side, where it stands alone or has plain letters in it."""
    left = line.left
    if isinstance(left, Scripts) and left.sub is None and not left.primes:
        left = unwrapped(left.base)
    if isinstance(left, Function):
        return left if left.name != r"\sigma" else None
    if isinstance(left, Apply) and not left.primes and left.sub is None:
        inside: tuple[Node, ...] = left.arguments
    elif isinstance(left, Bars):
        inside = (left.body,)
    elif isinstance(left, Angle):
        inside = (left.left, left.right)
    else:
        return None
    letters = [node for node in map(unwrapped, inside) if isinstance(node, Symbol)]
    if len(letters) != len(inside):
        return None
    right = line.sides[1]
    if isinstance(right, Node) and not {letter.name for letter in letters} <= {*letters_in(right)}:
        return None  # it says something of the letters: ‖u‖ = 1
    return left


def _agrees(draft: Draft, line: Line, used: Node, equal: Equal) -> bool:
    """Whether the equation holds with what the notation means here."""
    left, right = line.sides
    if isinstance(used, Function):
        return right == left
    if not isinstance(left, Node):
        return True
    try:
        first = elaborating(draft.world, Scope()).side(left)
    except ReadError:
        return True  # it means nothing that could be meant otherwise
    if not isinstance(right, Node):
        return False
    try:
        second = elaborating(draft.world, Scope()).side(right)
    except ReadError:
        return False
    if len(first.axes) != len(second.axes):
        return False
    other = rename(second.expr, dict(zip(second.axes, first.axes, strict=True)))
    pair, axes = draft.world.dims.resolved(sp.Tuple(first.expr, other), first.axes)
    sides = [Tensor(side, axes) for side in pair.args]
    return equal(draft.system, *sides) or _same_numbers(pair.args[0] - pair.args[1])


def _same_numbers(difference: sp.Expr) -> bool:
    """Whether a difference without sums vanishes at a few points, as of tanh x written in eˣ."""
    if difference.has(sp.Sum, Applied):
        return False
    random = Random(0)  # noqa: S311 (nothing is secret)
    leaves = difference.atoms(Entry) or difference.atoms(TensorSymbol)
    for _ in range(POINTS):
        at: dict[Any, Any] = {leaf: sp.Float(random.uniform(0.2, 1.5)) for leaf in leaves}
        value = difference.xreplace(at).evalf()
        if not value.is_number or not abs(value) < CLOSE:
            return False
    return True
