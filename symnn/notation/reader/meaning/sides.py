"""Both sides of an equality over the same axes, or how their shapes differ."""

from __future__ import annotations

from collections.abc import Sequence

from symnn.language.expression import rename
from symnn.language.index import Index
from symnn.notation.reader.claim import Misfit, MisfitKind
from symnn.notation.reader.meaning.algebra import Algebra
from symnn.notation.reader.meaning.values import Value


def compared(algebra: Algebra, left: Value, right: Value) -> tuple[Value, Value, Misfit | None]:
    """Both sides over the same axes, or the misfit of their shapes."""
    if left.rank == right.rank == 0:
        return left, right, None
    if right.rank == 0 and right.expr == 0:
        return left, Value(right.expr, left.axes, left.row), None
    mine, other = left, right
    if {left.rank, right.rank} == {1, 2}:
        mine = algebra.widened(left) if left.rank == 1 else left
        other = algebra.widened(right) if right.rank == 1 else right
    same = mine.rank == other.rank and mine.row == other.row
    if same and _fits(algebra, mine.axes, other.axes):
        axes = tuple(Index(algebra.dims.find(a.dimension), a.name) for a in mine.axes)
        one = rename(mine.expr, dict(zip(mine.axes, axes, strict=True)))
        two = rename(other.expr, dict(zip(other.axes, axes, strict=True)))
        return Value(one, axes, mine.row), Value(two, axes, mine.row), None
    shapes = algebra.shape(left), algebra.shape(right)
    turned = left.rank == right.rank and (
        left.row != right.row if left.rank == 1 else shapes[0] == shapes[1][::-1]
    )
    text = f"the left side is {algebra.words(left)}, the right side is {algebra.words(right)}"
    kind = MisfitKind.LAYOUT if turned else MisfitKind.SHAPE
    return left, right, Misfit(kind, text, *shapes)


def _fits(algebra: Algebra, first: Sequence[Index], second: Sequence[Index]) -> bool:
    return all(
        algebra.dims.same(a.dimension, b.dimension) for a, b in zip(first, second, strict=True)
    )
