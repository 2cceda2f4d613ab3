"""Values of formulas: index expressions with ordered axes.

A value of one axis is a column, or a row.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy.core.expr import Expr

from symnn.language.index import Index


@dataclass(frozen=True)
class Value:
    """An index expression with ordered axes.

    ``row``         a row: the only axis runs over columns
    ``links``       of and wrt, if this is a whole derivative, for the contraction of the chain rule
    ``matrix_power``  a power of a square matrix, which is not to be mixed with numbers
    """

    expr: Expr
    axes: tuple[Index, ...] = ()
    row: bool = False
    links: tuple[object, object, int] | None = None
    matrix_power: bool = False

    @property
    def rank(self) -> int:
        """The number of axes."""
        return len(self.axes)

    @property
    def plain(self) -> Value:
        """The value without the marks that only its own spelling carries."""
        return Value(self.expr, self.axes, self.row)
