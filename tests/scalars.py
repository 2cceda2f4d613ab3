"""Index expressions at numeric sizes, as plain SymPy over scalar symbols such as ``x_1_2``.

The oracle of the tests: sums are added up, deltas decided, and every operation replaced by its
definition, so that SymPy's own derivative and mpmath can judge what symnn derives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.expression import Applied, bound_by, indices_in, rename
from symnn.language.index import Index
from symnn.language.operation import Elementwise, operation_of
from symnn.language.symbol import Entry, TensorSymbol
from symnn.operations.opaque import OpaqueElementwise, OpaquePartial

PRIMITIVE = {"max": sp.Max}
"""Operations on axes that no simpler expression defines, as functions of all entries."""


def expand(
    expr: Expr,
    sizes: Mapping[Any, int] | None = None,
    at: Mapping[Index, int] | None = None,
    opaque: Mapping[str, Callable[..., Any]] | None = None,
) -> Expr:
    """``expr`` with dimensions ``sizes`` and free indices ``at``, as plain SymPy.

    ``opaque`` gives unknown functions by name: of a number, or of all entries of the operands.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> expand(sn.total(sn.softmax(sn.vector("x", n)) ** 2).expr, {n: 1})
    1
    >>> expand(sn.total(sn.vector("x", n) ** 2).expr, {n: 3})
    x_1**2 + x_2**2 + x_3**2
    """
    return _Expansion(opaque or {}).of(expr, {**(sizes or {}), **(at or {})})


def scalar_symbol(symbol: TensorSymbol, *indices: Any) -> sp.Symbol:
    """The scalar symbol that stands for an entry: ``x_1_2``."""
    name = "_".join([symbol.name, *map(str, indices)])
    return sp.Symbol(name, real=True, positive=symbol.is_positive)


def scalar_symbols(symbol: TensorSymbol, sizes: Mapping[Any, int]) -> list[sp.Symbol]:
    """All entries of ``symbol`` in row-major order."""
    ranges = [range(1, int(size.subs(sizes)) + 1) for size in symbol.shape]
    return [scalar_symbol(symbol, *at) for at in product(*ranges)]


def positions(indices: Sequence[Index], sizes: Mapping[Any, int]) -> Iterator[dict[Index, int]]:
    """All assignments of numbers to ``indices``, the last one running fastest."""
    ranges = [range(1, _size(index.dimension, sizes) + 1) for index in indices]
    for numbers in product(*ranges):
        yield dict(zip(indices, numbers, strict=True))


def _size(dimension: Expr, sizes: Mapping[Any, int]) -> int:
    known = sizes.get(dimension)
    return int(dimension.subs(sizes)) if known is None else int(known)


class _Expansion:
    def __init__(self, opaque: Mapping[str, Callable[..., Any]]) -> None:
        self.opaque = opaque
        self.known: dict[Any, Expr] = {}  # sums and operations at places, for the same sizes

    def of(self, expr: Expr, where: dict[Any, Any]) -> Expr:
        if isinstance(expr, Entry):
            if self.is_outside(expr, where):
                return sp.S.Zero
            return scalar_symbol(expr.symbol, *(self.of(arg, where) for arg in expr.args[1:]))
        if isinstance(expr, TensorSymbol):
            return scalar_symbol(expr)
        if not expr.args:
            return sp.sympify(where.get(expr, expr))
        if isinstance(expr, (sp.Sum, Applied)):
            free = {key: value for key, value in where.items() if key in indices_in(expr)}
            known = (expr, frozenset(free.items()))
            if known not in self.known:
                self.known[known] = self.over_axes(expr, where)
            return self.known[known]
        args = [self.of(arg, where) for arg in expr.args]
        if isinstance(expr, sp.Function) and hasattr(type(expr), "operation"):
            return self.elementwise(operation_of(expr), args)
        return expr.func(*args)

    def over_axes(self, expr: Expr, where: dict[Any, Any]) -> Expr:
        if isinstance(expr, sp.Sum):
            return sp.Add(*self.all(expr.function, bound_by(expr), where))
        return self.applied(expr, where)

    def is_outside(self, entry: Entry, where: dict[Any, Any]) -> bool:
        """Whether a place with an index in it lies beside its axis: such an entry is 0."""
        places = zip(entry.args[1:], entry.symbol.shape, strict=True)
        return any(
            not (isinstance(place, Index) and place.dimension == size)
            and place.has(Index)
            and not 1 <= self.of(place, where) <= self.of(size, where)
            for place, size in places
        )

    def all(self, body: Expr, bound: Sequence[Index], where: dict[Any, Any]) -> list[Expr]:
        return [self.of(body, {**where, **here}) for here in positions(bound, where)]

    def elementwise(self, operation: Elementwise, args: list[Expr]) -> Expr:
        if isinstance(operation, OpaqueElementwise):
            z = sp.Dummy(real=True)
            known = self.opaque.get(operation.base, sp.Function(operation.base))
            return sp.diff(known(z), z, operation.order).subs(z, args[0])
        assert operation.definition is not None
        return self.of(operation.definition(*args), {})

    def applied(self, node: Applied, where: dict[Any, Any]) -> Expr:
        operation = operation_of(node)
        if isinstance(operation, OpaquePartial):
            return self.partial(operation, node, where)
        ((body, bound),) = node.operands
        if operation.name in PRIMITIVE:
            return PRIMITIVE[operation.name](*self.all(body, bound, where))
        if operation.entries is not None:
            values = self.all(body, bound, where)
            array = {
                tuple(at.values()): value
                for at, value in zip(positions(bound, where), values, strict=True)
            }
            outputs = tuple(int(self.of(index, where)) for index in node.outputs)
            return operation.entries(array, outputs)

        def operand(indices: Sequence[Expr]) -> Expr:
            return rename(body, dict(zip(bound, indices, strict=True)))

        return self.of(operation.definition(operand, bound, node.outputs), where)

    def partial(self, operation: OpaquePartial, node: Applied, where: dict[Any, Any]) -> Expr:
        values = [self.all(body, bound, where) for body, bound in node.operands]
        slots = [
            {tuple(here.values()): sp.Dummy(real=True) for here in positions(bound, where)}
            for _, bound in node.operands
        ]
        formal = [dummy for slot in slots for dummy in slot.values()]
        result = self.opaque.get(operation.base, sp.Function(operation.base))(*formal)
        outputs = [int(self.of(index, where)) for index in node.outputs]
        for position in operation.path:
            rank = len(node.operands[position][1])
            result = sp.diff(result, slots[position][tuple(outputs[:rank])])
            outputs = outputs[rank:]
        return result.subs(dict(zip(formal, [v for block in values for v in block], strict=True)))
