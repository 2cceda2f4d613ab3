"""Products and sums of values, as linear algebra writes them.

Dimensions that are still open (of **1**, of I, of an index without a range) are variables of
``Dims``; they are fixed where they meet a known one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.expression import rename, total_over
from symnn.language.index import Index
from symnn.notation.reader.meaning.dimensions import Dims
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.trouble import ReadError


class ShapeMismatchError(ReadError):
    """Operands whose shapes do not fit."""


class IndexClashError(ShapeMismatchError):
    """One index at two axes of different sizes."""


class Algebra:
    """Sums and products of values, over one table of dimensions."""

    def __init__(self, dims: Dims) -> None:
        self.dims = dims

    # ---- shapes in words ----------------------------------------------------------------------

    def shape(self, value: Value) -> tuple[sp.Expr, ...]:
        """The dimensions of the axes; a row has a leading 1."""
        sizes = tuple(self.dims.find(axis.dimension) for axis in value.axes)
        return (sp.Integer(1), *sizes) if value.row else sizes

    def size_words(self, size: sp.Expr) -> str:
        """A size as a person writes it; one that is open begins with a dot."""
        return str(self.dims.find(size)).replace("?", "·").replace(r"\#", "")

    def words(self, value: Value) -> str:
        """The shape as a person writes it."""
        sizes = [self.size_words(axis.dimension) for axis in value.axes]
        if not sizes:
            return "a scalar"
        if len(sizes) == 1:
            return f"a row of {sizes[0]}" if value.row else f"a column of {sizes[0]}"
        noun = "a matrix" if len(sizes) == 2 else "a tensor"
        return f"{noun} {' × '.join(sizes)}"

    def fresh(self, value: Value) -> Value:
        """The same value over fresh axes."""
        change = {axis: axis.fresh() for axis in value.axes}
        expr = rename(value.expr, change)
        return replace(value, expr=expr, axes=tuple(change.values()))

    # ---- linear algebra -----------------------------------------------------------------------

    def transpose(self, value: Value) -> Value:
        """The transpose; a column becomes a row."""
        if value.rank == 0:
            return value
        if value.rank == 1:
            return Value(value.expr, value.axes, not value.row)
        if value.rank == 2:
            return Value(value.expr, value.axes[::-1])
        raise ReadError(f"the transpose of something with {value.rank} axes")

    def inner(self, left: Value, right: Value) -> Value:
        """Σ of the product over all axes of both."""
        total = self.elementwise(
            "⟨,⟩", lambda a, b: a * b, replace(left, row=False), replace(right, row=False)
        )
        return Value(total_over(total.expr, total.axes))

    def product(self, left: Value, right: Value) -> Value:
        """The product that juxtaposition means: by a number, or the matrix product."""
        if left.rank == 0 or right.rank == 0:
            other = right if left.rank == 0 else left
            power = other.matrix_power
            return Value(left.expr * right.expr, other.axes, other.row, matrix_power=power)
        if left.links and right.links:
            contracted = self._chain(left, right)
            if contracted is not None:
                return contracted
        if left.rank > 2 or right.rank > 2:
            raise ShapeMismatchError(f"a product of {self.words(left)} and {self.words(right)}")
        left, right = self.fresh(left), self.fresh(right)
        rows = () if left.rank == 1 and left.row else left.axes[:1]
        inner = left.axes[-1:] if left.rank == 2 or left.row else ()
        columns = () if right.rank == 1 and not right.row else right.axes[-1:]
        meets = right.axes[:1] if right.rank == 2 or not right.row else ()
        if inner and meets:
            if not self.dims.same(inner[0].dimension, meets[0].dimension):
                raise self._unfit(left, right)
            bound = self._known(inner[0], meets[0])
            body = rename(left.expr, {inner[0]: bound}) * rename(right.expr, {meets[0]: bound})
            return self._made(total_over(body, [bound]), rows, columns)
        if inner or meets:
            lone = (inner or meets)[0]
            if not self.dims.is_one(lone.dimension):
                raise self._unfit(left, right)
            one = {lone: sp.Integer(1)}
            return self._made(rename(left.expr, one) * rename(right.expr, one), rows, columns)
        return self._made(left.expr * right.expr, rows, columns)

    def _made(self, expr: Expr, rows: tuple[Index, ...], columns: tuple[Index, ...]) -> Value:
        return Value(expr, (*rows, *columns), row=bool(columns) and not rows)

    def _unfit(self, left: Value, right: Value) -> ShapeMismatchError:
        return ShapeMismatchError(
            f"a product of {self.words(left)} and {self.words(right)}: the inner sizes differ"
        )

    def _known(self, first: Index, second: Index) -> Index:
        """A fresh index over the dimension of two that are equal."""
        return Index(self.dims.find(first.dimension), first.name or second.name)

    def _chain(self, left: Value, right: Value) -> Value | None:
        """∂L/∂z · ∂z/∂W contracted over z, in either order of the factors."""
        assert left.links is not None
        assert right.links is not None
        if left.links[1] == right.links[0]:
            first, second = left, right
        elif left.links[0] == right.links[1]:
            first, second = right, left
        else:
            return None
        first, second = self.fresh(first), self.fresh(second)
        assert first.links is not None
        assert second.links is not None
        of, own = first.links[2], second.links[2]
        meets, inner = second.axes[:own], first.axes[of:]
        body = first.expr * rename(second.expr, dict(zip(meets, inner, strict=True)))
        links = (first.links[0], second.links[1], of)
        return Value(total_over(body, inner), (*first.axes[:of], *second.axes[own:]), links=links)

    # ---- elementwise --------------------------------------------------------------------------

    def elementwise(
        self,
        name: str,
        function: Callable[[Expr, Expr], Expr],
        left: Value,
        right: Value,
        *,
        lenient: bool = False,
    ) -> Value:
        """A function of the entries of two values of one shape; numbers go with anything.

        A row of size 1 × n goes with every row of a matrix, where ``lenient``.
        """
        if left.rank == 0 or right.rank == 0:
            if (left.matrix_power or right.matrix_power) and name == "a sum":
                raise ReadError(
                    "a number beside the power of a square matrix: it is not clear whether the "
                    r"power is of the matrix or of its entries; write \odot 2 for entries"
                )
            other = left if left.rank else right
            return Value(function(left.expr, right.expr), other.axes, other.row)
        left, right = self._level(left, right, lenient)
        if left.rank != right.rank or left.row != right.row:
            raise ShapeMismatchError(self._differ(name, left, right))
        change_left: dict[Index, Expr] = {}
        change_right: dict[Index, Expr] = {}
        axes: list[Index] = []
        for mine, other in zip(left.axes, right.axes, strict=True):
            if self.dims.same(mine.dimension, other.dimension):
                common = self._known(mine, other)
                change_left[mine] = change_right[other] = common
                axes.append(common)
            elif lenient and self.dims.is_one(mine.dimension):
                change_left[mine] = sp.Integer(1)
                axes.append(other)
            elif lenient and self.dims.is_one(other.dimension):
                change_right[other] = sp.Integer(1)
                axes.append(mine)
            else:
                raise ShapeMismatchError(self._differ(name, left, right))
        expr = function(rename(left.expr, change_left), rename(right.expr, change_right))
        return Value(expr, tuple(axes), left.row)

    def of_several(
        self, name: str, function: Callable[..., Expr], first: Value, others: Sequence[Value]
    ) -> Value:
        """A function of the entries of several values of one shape; numbers go with anything."""
        arguments = sp.Function("arguments")
        together = replace(first, expr=arguments(first.expr))
        for other in others:
            together = self.elementwise(
                name, lambda before, one: arguments(*before.args, one), together, other
            )
        return replace(together, expr=function(*together.expr.args))

    def _level(self, left: Value, right: Value, lenient: bool) -> tuple[Value, Value]:
        """A row of n as 1 × n beside a matrix, a column as n × 1 beside n × 1."""
        if left.rank == right.rank == 1:
            if left.axes == right.axes:
                right = self.fresh(right)
            return left, right
        if {left.rank, right.rank} == {1, 2}:
            vector, matrix = (left, right) if left.rank == 1 else (right, left)
            place = 0 if vector.row else 1
            single = self.dims.is_one(matrix.axes[place].dimension)
            if single or (lenient and vector.row):
                wide = self.widened(vector)
                return (wide, right) if left.rank == 1 else (left, wide)
        if left.axes and set(left.axes) & set(right.axes):
            right = self.fresh(right)
        return left, right

    def widened(self, value: Value) -> Value:
        """A row as a 1 × n matrix, a column as an n × 1 matrix."""
        single = Index(sp.Integer(1))
        axes = (single, *value.axes) if value.row else (*value.axes, single)
        return Value(value.expr, axes)

    def _differ(self, name: str, left: Value, right: Value) -> str:
        return f"{name} of {self.words(left)} and {self.words(right)}"
