"""The nodes of a plan: arrays whose axes are indices, and the operations that make them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.core.expr import Expr
from sympy.printing.precedence import PRECEDENCE

from symnn.language.index import Index
from symnn.language.operation import AxisOperation
from symnn.language.symbol import TensorSymbol

Axes = tuple[Index, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A named quantity, or a part of it: ``symbol[indices]``; ``axes`` are the indices that run."""

    axes: Axes
    symbol: TensorSymbol
    indices: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """The unit matrix δ_ij; a unit vector where one of ``indices`` is a number."""

    axes: Axes
    indices: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Contract:
    """``Σ_over left · right``: the general product of two arrays."""

    axes: Axes
    left: Node
    right: Node
    over: Axes


@dataclass(frozen=True, slots=True)
class Reduce:
    """``Σ_over child``: the sum over axes of one array."""

    axes: Axes
    child: Node
    over: Axes


@dataclass(frozen=True, slots=True)
class Elementwise:
    """A scalar expression, entry by entry; each part is an array that stands for its symbol."""

    axes: Axes
    expr: Expr
    parts: dict[Part, Node]


@dataclass(frozen=True, slots=True)
class Apply:
    """An operation on whole axes: each operand with the axes taken, and the axes of the result.

    ``symmetric`` says that the result is a matrix that equals its transpose, whatever the facts.
    """

    axes: Axes
    operation: AxisOperation
    operands: tuple[tuple[Node, Axes], ...]
    outputs: tuple[Expr, ...]
    symmetric: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """``symbol[places]`` at places such as i + u − 1; 0 where they lie outside."""

    axes: Axes
    symbol: TensorSymbol
    places: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """``Σ_over child`` with every entry added where ``targets`` says: k is the place i + u − 1."""

    axes: Axes
    child: Node
    over: Axes
    targets: tuple[tuple[Index, Expr], ...]


@dataclass(frozen=True, slots=True)
class Mask:
    """A condition on indices as an array of 0 and 1: ``place = 0``, or ``place ≥ 0``."""

    axes: Axes
    place: Expr
    equal: bool


@dataclass(frozen=True, slots=True)
class Lookup:
    """``symbol[indices]`` where the index at ``axis`` is a position that ``places`` holds."""

    axes: Axes
    symbol: TensorSymbol
    indices: tuple[Expr, ...]
    axis: int
    places: Node


@dataclass(frozen=True, slots=True)
class Scatter:
    """``Σ_over child`` with every entry added at the position that ``places`` holds for it."""

    axes: Axes
    child: Node
    over: Axes
    target: Index
    places: Node


@dataclass(frozen=True, slots=True)
class Match:
    """1 where ``target`` is the position that ``places`` holds, else 0."""

    axes: Axes
    target: Index
    places: Node


Node = (
    Leaf
    | Identity
    | Contract
    | Reduce
    | Elementwise
    | Apply
    | Window
    | Fold
    | Mask
    | Lookup
    | Scatter
    | Match
)


class Part(sp.Dummy):
    """A symbol that stands for an array in an elementwise expression.

    ``precedence`` is how tightly the source text of the array binds, for SymPy's printers.
    """

    __slots__ = ("precedence",)
    precedence: int

    def __new__(cls, **assumptions: Any) -> Part:
        """A new symbol."""
        part = sp.Dummy.__new__(cls, "part", real=True, **assumptions)
        part.precedence = PRECEDENCE["Atom"]
        return part


def united(*groups: Axes) -> Axes:
    """The axes of several arrays, each once, in order of first occurrence."""
    return tuple(dict.fromkeys(axis for group in groups for axis in group))
