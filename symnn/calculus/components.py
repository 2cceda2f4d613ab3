"""Components: every entry of every quantity as a scalar symbol of its own, for given sizes.

Sums are written out, deltas decided, operations on axes replaced by their definitions. A scalar
stays the symbol that it is, wherever it is used: a shared bias is one unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.affine import is_plain
from symnn.language.errors import (
    NameConflictError,
    NoRuleError,
    ShapeError,
    SizeError,
    UnknownNameError,
)
from symnn.language.expression import Applied, bound_by, dimensions_in, rename
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.index import Index
from symnn.language.operation import operation_of
from symnn.language.positions import position_symbol
from symnn.language.symbol import DerivativeSymbol, Entry, TensorSymbol
from symnn.language.system import Equation, System

Position = tuple[int, ...]
Where = Mapping[Index, int]


class Component(TensorSymbol):
    """One entry of ``whole``, at ``position`` (counted from 1), as a scalar symbol."""

    __slots__ = ("position", "whole")
    whole: TensorSymbol
    position: Position

    def __new__(  # noqa: D102 (SymPy's way to make one)
        cls, whole: TensorSymbol, position: Position, name: str, latex: str | None = None
    ) -> Component:
        symbol = TensorSymbol.__new__(cls, name, latex=latex, positive=whole.is_positive)
        symbol.whole, symbol.position = whole, position
        return symbol


class Components:
    """The components of all quantities of ``system`` when its dimensions have the given ``sizes``.

    They have the names that the user gave (``entries=``), else names such as ``W1_12``; ``latex``
    says how those print. Raises SizeError where a dimension has no number, NameConflictError where
    two components would have one name.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> model = sn.Model(); w, x = sn.vector("w", n), sn.vector("x", n, entries=[])
    >>> z = model.define("z", w @ x)
    >>> model_of_scalars = Components(model, {"n": 2})
    >>> [equation.expr for equation in model_of_scalars.equations()]
    [w_1*x_1 + w_2*x_2]
    """

    def __init__(
        self,
        system: System,
        sizes: Mapping[Any, int] | None = None,
        latex: Callable[[TensorSymbol, Sequence[str]], str] | None = None,
    ) -> None:
        self.system = system
        self.sizes = _sizes(system, sizes or {})
        self._latex = latex or (lambda symbol, labels: "")
        self._made: dict[tuple[TensorSymbol, Position], TensorSymbol] = {}
        self.origin: dict[TensorSymbol, tuple[TensorSymbol, Position]] = {}
        self._taken: dict[str, str] = {}
        symbols = list(system.symbols.values())
        for symbol in [s for s in symbols if not s.shape or s.entries]:
            self._reserve(symbol)
        for symbol in symbols:
            self.of(symbol)

    # ---- symbols ------------------------------------------------------------------------------

    def of(self, symbol: TensorSymbol) -> list[TensorSymbol]:
        """All components of a quantity, the last index running fastest."""
        return [self.at(symbol, position) for position in self.positions(symbol.shape)]

    def at(self, symbol: TensorSymbol, position: Sequence[int]) -> TensorSymbol:
        """The component of a quantity at a position, counted from 1."""
        place = tuple(position)
        key = (symbol, place)
        if key not in self._made:
            self._inside(symbol, place)
            made = self._make(symbol, place)
            self._made[key] = made
            self.origin[made] = key
        return self._made[key]

    def positions(self, shape: Sequence[Expr]) -> Iterator[Position]:
        """All positions in a shape, the last index running fastest."""
        return product(*(range(1, self.size(size) + 1) for size in shape))

    def size(self, size: Expr) -> int:
        """A size as a number."""
        number = size.xreplace(self.sizes)
        if not number.is_Integer or number < 1:
            raise SizeError(
                f"the size {size} is {number} for {_said(self.sizes)}: expected a positive integer"
            )
        return int(number)

    def _inside(self, symbol: TensorSymbol, place: Position) -> None:
        sizes = [self.size(size) for size in symbol.shape]
        if any(not 1 <= i <= size for i, size in zip(place, sizes, strict=True)):
            raise ShapeError(
                f"{symbol.name}[{', '.join(map(str, place))}] lies outside "
                f"{symbol.name}, which has sizes {tuple(sizes)}"
            )

    def _make(self, symbol: TensorSymbol, place: Position) -> TensorSymbol:
        if isinstance(symbol, DerivativeSymbol):
            split = len(symbol.of.shape)
            of, wrt = self.at(symbol.of, place[:split]), self.at(symbol.wrt, place[split:])
            return DerivativeSymbol(of, wrt, local=symbol.local)
        if not place:
            return symbol
        sizes = [self.size(size) for size in symbol.shape]
        if symbol.entries:
            offset = 0
            for i, size in zip(place, sizes, strict=True):
                offset = offset * size + i - 1
            return Component(symbol, place, symbol.entries[offset])
        labels = ["".join(map(str, place))] if max(sizes) < 10 else [str(i) for i in place]
        name, mark = "_".join([symbol.name, *labels]), ""
        while name + mark in self._taken:
            mark += "'"
        latex = (self._latex(symbol, labels) or name) + mark
        name += mark
        self._taken[name] = symbol.name
        return Component(symbol, place, name, latex)

    def _reserve(self, symbol: TensorSymbol) -> None:
        """Names that the user chose come first; no two of them may be the same."""
        for name in symbol.entries if symbol.shape else [symbol.name]:
            if name in self._taken:
                raise NameConflictError(
                    f"{name} names {_what(name, symbol.name)} and also "
                    f"{_what(name, self._taken[name])}; give one of them another name"
                )
            self._taken[name] = symbol.name

    # ---- expressions --------------------------------------------------------------------------

    def equations(self, equations: Sequence[Equation] | None = None) -> Iterator[Equation]:
        """The equations (all of the system, if None), one for each component."""
        given = self.system.equations.values() if equations is None else equations
        for equation in given:
            for position in self.positions(equation.symbol.shape):
                where = dict(zip(equation.indices, position, strict=True))
                symbol = self.at(equation.symbol, position)
                yield Equation(symbol, (), self.written_out(equation.expr, where))

    def facts(self) -> Iterator[Fact]:
        """The facts of the system, one for each component."""
        for fact in self.system.facts:
            if isinstance(fact, SymmetricFact):
                for *one, i, j in self.positions(fact.symbol.shape):
                    if i < j:
                        upper, lower = ((*one, *place) for place in ((i, j), (j, i)))
                        yield _fact(self.at(fact.symbol, upper), self.at(fact.symbol, lower))
                continue
            for position in self.positions([index.dimension for index in fact.indices]):
                where = dict(zip(fact.indices, position, strict=True))
                yield _fact(self.written_out(fact.left, where), self.written_out(fact.right, where))

    def written_out(self, expr: Expr, where: Where) -> Expr:
        """``expr`` in components, its free indices having the values ``where``.

        Raises NoRuleError for an operation on axes that no simpler expression defines.
        """
        if isinstance(expr, Entry):
            place = [self._number(i, where) for i in expr.args[1:]]
            if self._is_outside(expr, place):
                return sp.S.Zero
            return self.at(expr.symbol, place)
        if isinstance(expr, TensorSymbol):
            return self.at(expr, ())
        if isinstance(expr, Index):
            return sp.Integer(where[expr])
        if type(expr) is sp.Symbol:
            return sp.Integer(self.size(expr))
        if not expr.args:
            return expr
        if isinstance(expr, sp.Sum):
            bound = bound_by(expr)
            places = self.positions([index.dimension for index in bound])
            scopes = ({**where, **dict(zip(bound, place, strict=True))} for place in places)
            return sp.Add(*(self.written_out(expr.function, scope) for scope in scopes))
        if isinstance(expr, Applied):
            entries = getattr(operation_of(expr), "entries", None)
            if entries is not None:
                return self._of_entries(entries, expr, where)
            return self.written_out(defined(expr), where)
        return expr.func(*(self.written_out(arg, where) for arg in expr.args))

    def _is_outside(self, expr: Entry, place: Sequence[int]) -> bool:
        """Whether a place such as i − 1 lies outside of its axis: such an entry is 0."""
        axes = zip(expr.args[1:], expr.symbol.shape, place, strict=True)
        return any(not is_plain(i, size) and not 1 <= at <= self.size(size) for i, size, at in axes)

    def _of_entries(self, rule: Callable[..., Expr], expr: Applied, where: Where) -> Expr:
        """An operation that is written in the entries of its operand."""
        ((body, bound),) = expr.operands
        array = {
            place: self.written_out(body, {**where, **dict(zip(bound, place, strict=True))})
            for place in self.positions([index.dimension for index in bound])
        }
        return rule(array, tuple(self._number(index, where) for index in expr.outputs))

    def _number(self, index: Expr, where: Where) -> int:
        if position_symbol(index) is not None:
            raise NoRuleError(f"{index} holds positions: it has no form in entries")
        return int(self.written_out(index, where))


def defined(node: Applied) -> Expr:
    """An operation on axes replaced by its definition.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> str(defined(sn.softmax(sn.vector("z", n)).expr))
    'exp(z[_i])/Sum(exp(z[_i]), (_i, 1, n))'
    """
    operation = operation_of(node)
    if operation.definition is None:
        raise NoRuleError(
            f"{operation.name} takes whole axes and no simpler expression defines it, so it has no "
            f"form in entries; write it with operations that have one, or keep index notation"
        )
    ((body, bound),) = node.operands

    def operand(indices: Sequence[Expr]) -> Expr:
        return rename(body, dict(zip(bound, indices, strict=True)))

    return sp.sympify(operation.definition(operand, bound, node.outputs), strict=True)


def _fact(left: Expr, right: Expr) -> Fact:
    return Fact(left, right, (), f"{left} = {right}")


def _what(name: str, owner: str) -> str:
    return f"the scalar {name}" if name == owner else f"an entry of {owner}"


# ---- sizes ------------------------------------------------------------------------------------


def dimensions_of(system: System) -> list[sp.Symbol]:
    """The symbolic dimensions of a system, sorted by name."""
    found = {
        d for symbol in system.symbols.values() for size in symbol.shape for d in size.free_symbols
    }
    for equation in system.equations.values():
        found |= dimensions_in(equation.expr)
    return sorted(found, key=str)


def _sizes(system: System, sizes: Mapping[Any, int]) -> dict[sp.Symbol, sp.Integer]:
    known = {dimension.name: dimension for dimension in dimensions_of(system)}
    found: dict[sp.Symbol, sp.Integer] = {}
    for name, size in sizes.items():
        if str(name) not in known:
            has = f"its dimensions are {', '.join(known)}" if known else "its sizes are numbers"
            raise UnknownNameError(f"the model has no dimension {name}; {has}")
        if isinstance(size, bool) or int(size) != size or size < 1:
            raise SizeError(f"sizes: {name} is a positive integer, not {size!r}")
        found[known[str(name)]] = sp.Integer(int(size))
    missing = [name for name, dimension in known.items() if dimension not in found]
    if missing:
        option = ",".join(f"{name}={place}" for place, name in enumerate(missing, 2))
        wanted = ", ".join(f"{name!r}: {place}" for place, name in enumerate(missing, 2))
        raise SizeError(
            f"the entries form needs numbers for the sizes {', '.join(missing)}; give them, as in "
            f"sizes={{{wanted}}} (--sizes {option})"
        )
    return found


def _said(sizes: Mapping[sp.Symbol, sp.Integer]) -> str:
    return ", ".join(f"{name} = {size}" for name, size in sizes.items())
