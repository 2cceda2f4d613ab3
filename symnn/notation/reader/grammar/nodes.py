"""The syntax tree of formulas. It says how a formula is written, not what its names mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

import sympy as sp


@dataclass(frozen=True)
class Node:
    """A part of a formula, at ``start`` … ``end`` of the document."""

    start: int = field(default=-1, kw_only=True, compare=False)
    end: int = field(default=-1, kw_only=True, compare=False)

    def children(self) -> Iterator[Node]:
        """The nodes directly inside this one."""
        for item in fields(self):
            yield from _nodes(getattr(self, item.name))

    def walk(self) -> Iterator[Node]:
        """This node and all inside it, parents first."""
        stack: list[Node] = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(list(node.children())))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _nodes(part)


@dataclass(frozen=True)
class Number(Node):
    """A number; ``text`` is how it is printed."""

    value: sp.Rational
    text: str


@dataclass(frozen=True)
class Symbol(Node):
    r"""A letter or word with its decorations, such as ``x``, ``\hat{y}``, ``\mathrm{net}``."""

    name: str


@dataclass(frozen=True)
class Superscript(Node):
    r"""What stands above: ``kind`` is transpose, inverse, label, mark, power or elementwise.

    An inverse has ``order`` −n; a label ``(1)``, ``[l]`` has its content as ``value``; a mark is
    ``*`` and the like; an elementwise power is ``\odot 2``.
    """

    kind: str
    text: str
    value: Node | None = None
    order: int = 0


@dataclass(frozen=True)
class Subscript(Node):
    """What stands below: parts between commas, each a sequence of atoms or one sum."""

    parts: tuple[tuple[Node, ...], ...]
    text: str


@dataclass(frozen=True)
class Scripts(Node):
    """A base with scripts and primes; superscripts in the order of writing."""

    base: Node
    sub: Subscript | None = None
    sups: tuple[Superscript, ...] = ()
    primes: int = 0


@dataclass(frozen=True)
class Sum(Node):
    """Terms with signs +1 and −1."""

    terms: tuple[tuple[int, Node], ...]


@dataclass(frozen=True)
class Product(Node):
    """Factors, each with the operator before it; juxtaposition is the empty operator."""

    factors: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Fraction(Node):
    """A fraction."""

    above: Node
    below: Node


@dataclass(frozen=True)
class Group(Node):
    """Something in brackets; several items where commas stand between."""

    items: tuple[Node, ...]
    bracket: str

    @property
    def body(self) -> Node:
        """The only item."""
        return self.items[0]


@dataclass(frozen=True)
class Bars(Node):
    r"""``|x|``, or ``\|x\|`` where ``double``."""

    body: Node
    double: bool


@dataclass(frozen=True)
class Angle(Node):
    """An inner product ⟨a, b⟩."""

    left: Node
    right: Node


@dataclass(frozen=True)
class Root(Node):
    """A root; ``degree`` is None for a square root."""

    body: Node
    degree: Node | None = None


@dataclass(frozen=True)
class Apply(Node):
    r"""A known function, such as ``\tanh^2(z)``: its name, scripts, primes, and arguments.

    ``call`` says that the argument, ``f(x)`` without brackets around it, must be a call.
    """

    function: str
    arguments: tuple[Node, ...]
    sub: Subscript | None = None
    sups: tuple[Superscript, ...] = ()
    primes: int = 0
    call: bool = False


@dataclass(frozen=True)
class Function(Node):
    """A known function without an argument, as in ``dσ/dz``."""

    name: str


@dataclass(frozen=True)
class Big(Node):
    r"""``\sum`` or ``\prod``: indices, limits, body, and conditions ``where`` such as ``j ≠ i``."""

    kind: str
    letters: tuple[Node, ...]
    lower: Node | None
    upper: Node | None
    body: Node
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Derivative(Node):
    """A derivative of ``of`` by the variables ``wrt``, each (variable, transposed).

    ``of`` is None for an operator that lacks its operand; ``gradient`` says that ∇ is written,
    ``total`` that d is and not ∂, and ``listed`` that it is by all the arguments of its function,
    as the other side lists entries.
    """

    of: Node | None
    wrt: tuple[tuple[Node, bool], ...]
    gradient: bool = False
    total: bool = field(default=False, compare=False)
    listed: bool = False


@dataclass(frozen=True)
class Operated(Node):
    """A derivative operator before the factors of ``operand``."""

    operator: Derivative
    operand: Product


@dataclass(frozen=True)
class Matrix(Node):
    """A matrix with its entries written out."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True)
class Condition(Node):
    """A comparison, or the words ``otherwise`` where ``relation`` is empty.

    A case of ``a < x < b`` has x < b as ``also``.
    """

    left: Node | None
    relation: str
    right: Node | None
    also: Condition | None = None


@dataclass(frozen=True)
class Evaluated(Node):
    r"""``body`` where the ``conditions`` hold, or with the names ``held`` fixed: a bar before them.

    ``\left.\frac{df}{dx}\right|_{x=0}`` has a condition, ``\left.\frac{df}{dx}\right|_z`` holds z.
    """

    body: Node
    conditions: tuple[Condition, ...] = ()
    held: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Cases(Node):
    """Values by condition."""

    rows: tuple[tuple[Node, Condition], ...]


@dataclass(frozen=True)
class Indicator(Node):
    """1 where the condition holds, and the other one of ``a < x < b``, else 0."""

    condition: Condition
    also: Condition | None = None


@dataclass(frozen=True)
class Dots(Node):
    """Three dots."""


def unwrapped(node: Node) -> Node:
    """The node without brackets that hold a single item, and without trivial sums."""
    while True:
        if isinstance(node, Group) and len(node.items) == 1:
            node = node.body
        elif isinstance(node, Sum) and len(node.terms) == 1 and node.terms[0][0] == 1:
            node = node.terms[0][1]
        elif isinstance(node, Product) and len(node.factors) == 1 and not node.factors[0][0]:
            node = node.factors[0][1]
        else:
            return node
