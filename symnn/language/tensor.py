"""Tensors: a scalar expression and its ordered free indices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, ClassVar

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.align import aligned
from symnn.language.dimension import as_dimension
from symnn.language.errors import AmbiguousIndexError, NameConflictError, ShapeError
from symnn.language.expression import rename
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol, indices_of, symbol_of
from symnn.language.text import is_name, operand_text, shape_text, text_of


class Tensor:
    """A real tensor in index form: ``expr`` depends on the free ``indices``, in this order.

    Arithmetic is elementwise and broadcasts as NumPy does (axes are matched from the last; an axis
    of size 1 stretches); ``@`` is the matrix product, ``.T`` reverses the axes, ``x[0]`` is the
    first component (as in Python; it prints as :math:`x_1`). Two dimensions with different names
    are different: nothing is broadcast by guess.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> W, x = sn.matrix("W", m, n), sn.vector("x", n)
    >>> (W @ x).shape
    (m,)
    """

    __slots__ = ("expr", "indices", "text")
    __array_ufunc__ = None
    _repr_latex_: ClassVar[Callable[[Tensor], str]]
    """For Jupyter; :mod:`symnn.showing` says how."""

    def __init__(self, expr: Expr, indices: Sequence[Index] = (), text: str = "") -> None:
        self.expr = expr
        self.indices = tuple(indices)
        self.text = text or str(expr)

    @property
    def shape(self) -> tuple[sp.Expr, ...]:
        """The dimensions of the axes."""
        return tuple(index.dimension for index in self.indices)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.indices)

    @property
    def symbol(self) -> TensorSymbol | None:
        """The symbol that this tensor is, or None if it is a larger expression."""
        found = symbol_of(self.expr)
        return found if found is not None and indices_of(self.expr) == self.indices else None

    # ---- elementwise arithmetic -------------------------------------------------------------

    def __add__(self, other: Any) -> Tensor:
        return elementwise("+", lambda a, b: a + b, self, other)

    def __radd__(self, other: Any) -> Tensor:
        return elementwise("+", lambda a, b: a + b, other, self)

    def __sub__(self, other: Any) -> Tensor:
        return elementwise("-", lambda a, b: a - b, self, other)

    def __rsub__(self, other: Any) -> Tensor:
        return elementwise("-", lambda a, b: a - b, other, self)

    def __mul__(self, other: Any) -> Tensor:
        return elementwise("*", lambda a, b: a * b, self, other)

    def __rmul__(self, other: Any) -> Tensor:
        return elementwise("*", lambda a, b: a * b, other, self)

    def __truediv__(self, other: Any) -> Tensor:
        return elementwise("/", lambda a, b: a / b, self, other)

    def __rtruediv__(self, other: Any) -> Tensor:
        return elementwise("/", lambda a, b: a / b, other, self)

    def __pow__(self, other: Any) -> Tensor:
        return elementwise("**", lambda a, b: a**b, self, other)

    def __rpow__(self, other: Any) -> Tensor:
        return elementwise("**", lambda a, b: a**b, other, self)

    def __neg__(self) -> Tensor:
        return Tensor(-self.expr, self.indices, f"-{operand_text(self.text)}")

    def __pos__(self) -> Tensor:
        return self

    def __abs__(self) -> Tensor:
        return elementwise("abs", sp.Abs, self)

    def __matmul__(self, other: Any) -> Tensor:
        from symnn.language.contraction import matmul

        return matmul(self, as_tensor(other, "@"))

    # ---- axes ---------------------------------------------------------------------------------

    @property
    def T(self) -> Tensor:
        """The tensor with its axes reversed; the transpose of a matrix."""
        return Tensor(self.expr, self.indices[::-1], f"{operand_text(self.text)}.T")

    def transpose(self, *axes: int) -> Tensor:
        """The tensor with its axes in the given order, as in NumPy."""
        if not axes:
            return self.T
        if sorted(axis % self.ndim for axis in axes) != list(range(self.ndim)):
            raise ShapeError(
                f"{self.text}.transpose{axes}: {self.text} has {self.ndim} axes; "
                f"give each of 0 … {self.ndim - 1} once"
            )
        order = [self.indices[axis] for axis in axes]
        return Tensor(self.expr, order, f"{operand_text(self.text)}.transpose{axes}")

    def __getitem__(self, key: Any) -> Tensor:
        from symnn.language.indexing import getitem

        return getitem(self, key if isinstance(key, tuple) else (key,))

    def axis(self, axis: Any) -> tuple[Index, ...]:
        """The indices that ``axis`` means: a position, a dimension, an index, or several of them.

        Raises ShapeError if there is no such axis, AmbiguousIndexError if a dimension fits two.
        """
        if axis is None:
            return self.indices
        if isinstance(axis, (tuple, list)):
            return tuple(index for part in axis for index in self.axis(part))
        if isinstance(axis, Index) and axis in self.indices:
            return (axis,)
        if isinstance(axis, int) and not isinstance(axis, bool):
            if -self.ndim <= axis < self.ndim:
                return (self.indices[axis],)
            raise ShapeError(f"{self.text} has shape {shape_text(self.shape)} and no axis {axis}")
        found = [index for index in self.indices if index.dimension == axis]
        if len(found) > 1:
            raise AmbiguousIndexError(
                f"{self.text} has shape {shape_text(self.shape)}: two axes of size {axis}; "
                f"say which by position, such as axis=0"
            )
        if not found:
            raise ShapeError(f"{self.text} has shape {shape_text(self.shape)} and no axis {axis}")
        return (found[0],)

    def __iter__(self) -> Any:
        raise TypeError(f"{self.text} is symbolic and cannot be iterated; index its components")

    def __bool__(self) -> bool:
        raise TypeError(f"{self.text} is symbolic and has no truth value")

    def __repr__(self) -> str:
        return f"Tensor({self.text}, shape={shape_text(self.shape)})"


def as_tensor(value: Any, where: str) -> Tensor:
    """``value`` as a tensor: a tensor, a number, or a dimension.

    Floats are taken as the decimal that they print as: 0.1 is 1/10.
    """
    if isinstance(value, Tensor):
        return value
    if isinstance(value, (bool, str)):
        raise TypeError(f"{where}: expected a tensor or a number, not {value!r}")
    if isinstance(value, (int, Fraction)):
        return Tensor(sp.Rational(value), (), str(value))
    if isinstance(value, float):
        return Tensor(sp.Rational(repr(value)), (), repr(value))
    if isinstance(value, sp.Expr):
        exact = {number: sp.Rational(str(number)) for number in value.atoms(sp.Float)}
        return Tensor(value.xreplace(exact), (), str(value))
    raise TypeError(
        f"{where}: expected a tensor, a number or a dimension, not {type(value).__name__}; "
        f"arrays are given when the model is compiled and called"
    )


def elementwise(name: str, function: Callable[..., Expr], *operands: Any) -> Tensor:
    """``function`` of the entries of the broadcast operands.

    ``name`` is the operator or the function as the user wrote it, for messages.
    """
    tensors = [as_tensor(operand, name) for operand in operands]
    exprs, indices = aligned(name, tensors)
    return Tensor(function(*exprs), indices, text_of(name, [tensor.text for tensor in tensors]))


# ---- symbols --------------------------------------------------------------------------------


def tensor(
    name: str,
    *shape: Any,
    latex: str | None = None,
    entries: Sequence[Any] = (),
    positive: bool | None = None,
) -> Tensor:
    """A named tensor of the given shape.

    ``latex`` is how it prints, if not as its name; ``entries`` (nested as the tensor is) are names
    for the components, for sizes that are numbers; ``positive`` states that every entry is > 0.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> sn.tensor("T", n, 2, n).shape
    (n, 2, n)
    """
    if not is_name(name):
        raise NameConflictError(f"a tensor needs a name, not {name!r}")
    sizes = tuple(as_dimension(size, f"{name}") for size in shape)
    names = tuple(_flat(entries, name, sizes))
    symbol = TensorSymbol(name, sizes, latex=latex, entries=names, positive=positive)
    return tensor_of(symbol)


def tensor_of(symbol: TensorSymbol) -> Tensor:
    """The tensor that a symbol is, with fresh indices."""
    indices = tuple(Index(dimension) for dimension in symbol.shape)
    return Tensor(symbol[indices], indices, symbol.name)


def scalar(name: str, **options: Any) -> Tensor:
    """A named scalar; options as for :func:`tensor`."""
    return tensor(name, **options)


def vector(name: str, n: Any, **options: Any) -> Tensor:
    """A named vector of size ``n``; options as for :func:`tensor`."""
    return tensor(name, n, **options)


def matrix(name: str, m: Any, n: Any, **options: Any) -> Tensor:
    """A named matrix with ``m`` rows and ``n`` columns; options as for :func:`tensor`."""
    return tensor(name, m, n, **options)


def _flat(entries: Sequence[Any], name: str, shape: tuple[sp.Expr, ...]) -> list[str]:
    if not entries:
        return []
    if not all(size.is_Integer for size in shape):
        raise ShapeError(f"{name}: names of entries need sizes that are numbers, not {shape}")
    level: list[Any] = [entries]
    for size in shape:
        if any(isinstance(row, str) or len(row) != size for row in level):
            raise ShapeError(f"{name}: the names of its entries do not have the shape {shape}")
        level = [item for row in level for item in row]
    return [str(item) for item in level]


def with_index(value: Tensor, old: Index, new: Expr) -> Expr:
    """The expression of ``value`` with one free index replaced."""
    return rename(value.expr, {old: new})
