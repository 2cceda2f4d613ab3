"""Operations of symnn applied to values: at each entry, or to whole vectors and matrices."""

from __future__ import annotations

from functools import partial as partial_function

from sympy.core.expr import Expr

from symnn.calculus.derivative import partial
from symnn.calculus.simplify import simplified
from symnn.language.expression import rename
from symnn.language.index import Index
from symnn.language.operation import Elementwise, known_operations
from symnn.language.symbol import TensorSymbol
from symnn.language.tensor import Tensor
from symnn.notation.reader.meaning.algebra import ShapeMismatchError
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.trouble import ReadError
from symnn.operations import public
from symnn.operations._matrix_function import MatrixFunction

SQUARE = {
    "inverse": "the inverse",
    "det": "the determinant",
    "cholesky": "the Cholesky factor",
    "lower_half": "the lower half",
    "matrix_exp": "the exponential",
    "eigvalsh": "the eigenvalues",
    "eigenvectors": "the eigenvectors",
}
"""Operations on square matrices, and how they are called."""
STACKS = frozenset(("kron", "vec"))
"""Operations whose results have products of sizes as sizes."""


def elementwise(operation: Elementwise, of: Value, primes: int = 0) -> Value:
    """An operation on numbers, or its derivative, at each entry."""
    if not primes:
        return Value(operation.function(of.expr), of.axes, of.row)
    argument = TensorSymbol("·", ())
    slope: Expr = operation.function(argument)
    for _ in range(primes):
        slope = simplified(partial(slope, argument, ()))
    return Value(rename(slope, {argument: of.expr}), of.axes, of.row)


def applied(e: Elaborator, name: str, *values: Value) -> Value:
    """An operation of symnn by its name, on values whose sizes are settled."""
    operation = known_operations().get(name)
    function = public().get(name)
    if function is None and isinstance(operation, MatrixFunction):
        function = partial_function(operation.of_last_axes, name=name)
    if function is None:
        raise ReadError(f"{name} is not known yet")
    tensors = []
    if isinstance(operation, MatrixFunction) and values[0].rank != operation.rank:
        raise ShapeMismatchError(f"{name} of {e.algebra.words(values[0])}")
    if name in SQUARE:
        _require_square(e, name, values[0])
    for value in values:
        change = {axis: Index(e.dims.find(axis.dimension), axis.name) for axis in value.axes}
        if name in STACKS and any(axis.dimension in e.dims.variables for axis in change.values()):
            raise ReadError(f"{name} of something whose size is not written, such as I for I_n")
        tensors.append(Tensor(rename(value.expr, change), tuple(change.values())))
    result = function(*tensors)
    return Value(result.expr, result.indices)


def _require_square(e: Elaborator, name: str, value: Value) -> None:
    if value.rank == 2:
        rows, columns = (axis.dimension for axis in value.axes)
        if e.dims.same(rows, columns):
            return
    raise ShapeMismatchError(f"{SQUARE[name]} of {e.algebra.words(value)}")
