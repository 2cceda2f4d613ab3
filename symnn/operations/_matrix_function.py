"""Functions of matrices whose results have axes of their own: eigenvalues, singular vectors, A⁺."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sympy.core.expr import Expr

from symnn.language.errors import ShapeError
from symnn.language.expression import rename
from symnn.language.index import Index, fresh
from symnn.language.operation import AxisOperation
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text, text_of


@dataclass(frozen=True, eq=False)
class MatrixFunction(AxisOperation):
    """An operation on the last axes of its operand, with axes of its own.

    ``sizes``       the sizes of its axes, by those that it takes.
    ``native``      what array libraries call it, where that is one function of the matrix.
    ``condition``   where it is smooth, with ``{0}`` for the operand; the judge lists it.
    ``uses``        other operations whose array functions its own calls by their names.
    """

    sizes: Callable[[Sequence[Expr]], Sequence[Expr]] = field(default=tuple)
    native: Mapping[str, str] = field(default_factory=dict)
    condition: str = ""
    uses: tuple[AxisOperation, ...] = ()

    def result(self, bound: Sequence[Index]) -> tuple[Index, ...]:
        """Fresh indices for the axes of the result."""
        return tuple(map(Index, self.sizes([index.dimension for index in bound])))

    def of_last_axes(self, operand: Any, name: str) -> Tensor:
        """The operation on the last axes of a tensor; ``name`` is how the user called it.

        Raises ShapeError where there are too few, or they are not of one size though they must.
        """
        value = as_tensor(operand, name)
        assert self.rank is not None
        taken = value.indices[-self.rank :]
        what = "a square matrix" if self.square else ("a vector", "a matrix")[self.rank - 1]
        if len(taken) < self.rank or (self.square and taken[0].dimension != taken[1].dimension):
            raise ShapeError(
                f"{name}({value.text}): expected {what}, not shape {shape_text(value.shape)}"
            )
        inside = fresh(taken)
        outputs = self.result(taken)
        node = self.applied([(rename(value.expr, inside), tuple(inside.values()))], outputs)
        rest = value.indices[: -self.rank]
        return Tensor(node, (*rest, *outputs), text_of(name, [value.text]))


@dataclass(frozen=True, eq=False)
class ArrayFunction(MatrixFunction):
    """What array code computes and no expression says: known to the steps that use it only."""

    def __post_init__(self) -> None:
        """Not declared: no node stands for it."""
