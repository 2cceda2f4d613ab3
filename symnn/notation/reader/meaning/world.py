"""What a document has named so far: quantities, functions, names for derivatives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.bounds import Bounds
from symnn.language.dimension import dim
from symnn.language.expression import rename
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from symnn.notation.reader.grammar.nodes import Node
from symnn.notation.reader.meaning.dimensions import Dims
from symnn.notation.reader.meaning.names import Names
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.survey.parts import letters_in
from symnn.notation.reader.survey.roles import Survey
from symnn.notation.reader.trouble import ReadError


class UnknownShapeError(ReadError):
    """A quantity whose shape is not known yet."""

    def __init__(self, name: str, offset: int = -1) -> None:
        super().__init__(
            f"the shape of {name} is neither declared nor forced by the equations", offset
        )
        self.name = name


class UndeclaredError(ReadError):
    """A name that occurs only in a claim."""


@dataclass
class Quantity:
    """A named quantity; ``shape`` is None until it is known."""

    name: str
    shape: tuple[sp.Expr, ...] | None = None
    positive: bool = False
    declared: bool = False
    defined: bool = False
    row: bool = False
    members: bool = False
    """Whether only its members are declared: x_i ∈ ℝⁿ."""


@dataclass(frozen=True)
class Function:
    r"""A function that the document defines, by its parameters and body.

    It is not ``plain`` where a parameter is a power: ``\ell(\mu, \sigma^2) = …``.
    """

    name: str
    parameters: tuple[str, ...]
    body: Node
    labels: dict[str, int]
    plain: bool = True


@dataclass
class World:
    """All names of a document."""

    survey: Survey
    dims: Dims = field(default_factory=Dims)
    quantities: dict[str, Quantity] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    opaque: dict[str, bool] = field(default_factory=dict)
    """Unknown differentiable functions: True for those of whole tensors."""
    aliases: dict[str, Value] = field(default_factory=dict)
    contested: set[str] = field(default_factory=set)
    """Names that stand for two different derivatives."""
    classes: dict[str, int] = field(default_factory=dict)
    """Labels of classes, ``y_i \\in \\{1, …, K\\}``, with the number of the first class."""
    sizes: set[str] = field(default_factory=set)
    auxiliary: dict[str, tuple[TensorSymbol, tuple[Index, ...], Expr]] = field(default_factory=dict)
    tensors: set[str] = field(default_factory=set)
    """Names that are written as only vectors and matrices are: transposed, with norms."""
    primed: set[str] = field(default_factory=set)
    """Names that are applied with a prime, as functions of numbers are."""
    smooth: set[str] = field(default_factory=set)
    """Names that the prose calls differentiable."""
    named_functions: dict[str, str] = field(default_factory=dict)
    """Operations by the letters that the prose gives them."""
    unclear_functions: set[str] = field(default_factory=set)
    """Letters of which the prose does not say clearly which they are."""
    any_functions: set[str] = field(default_factory=set)
    """Letters that the prose calls arbitrary functions."""
    activations: dict[str, str] = field(default_factory=dict)
    several_ranks: set[str] = field(default_factory=set)
    """Names without a declaration that fit as numbers, and as vectors or matrices as well."""
    numbers_or_matrices: set[str] = field(default_factory=set)
    """Those of them that may be either without any change of a definition: A in ``x^⊤ A x``."""
    supposed_matrices: set[str] = field(default_factory=set)
    """Names that stand beside matrices as matrices do, and might be numbers: U in ``W x + U h``."""
    component_ranks: dict[str, int] = field(default_factory=dict)
    """How many indices stand on names where their components are written: 2 on ``w^l_{jk}``."""
    arguments: set[str] = field(default_factory=set)
    """Letters that are parameters of functions: ``z`` in ``σ(z) = …``."""
    expressions: dict[str, Expr] = field(default_factory=dict)
    """The right sides of the definitions that were read so far."""
    rights: dict[str, list[tuple[frozenset[str], Node]]] = field(default_factory=dict)
    """The right sides of the equations of each letter, with the parameters on the left."""
    pending: set[str] = field(default_factory=set)
    """Names that a definition gives, read or not."""
    sliced_columns: bool = False
    """Whether the rows ``X_{i,:}`` are used as columns are, ``w^\\top X_{i,:}``."""
    padded: bool = False
    """Whether the document says that entries outside of an axis are zero."""
    plain_e: bool = False
    """Whether e stands without brackets and without a power that only Euler's number has."""
    domains: dict[str, str] = field(default_factory=dict)
    bounds: dict[str, Bounds] = field(default_factory=dict)
    text: str = ""
    closed: bool = False
    """Whether all shapes are final."""

    def __post_init__(self) -> None:
        sizes, classes = self.sizes, self.classes
        self.names = Names(self.survey, self.rank, sizes.__contains__, classes.__contains__)

    @property
    def callable_names(self) -> frozenset[str]:
        """The names that may be applied to something in brackets."""
        known = {*self.functions, *self.opaque, *self.primed, *self.smooth, *self.named_functions}
        return frozenset(known | {r"\sigma"})

    def defined_expressions(self) -> list[tuple[str, Expr]]:
        """The definitions that were read, by name."""
        return list(self.expressions.items())

    def rank(self, name: str) -> int | None:
        """The number of axes of a name, if it is known."""
        if name in self.aliases:
            return self.aliases[name].rank
        quantity = self.quantities.get(name)
        return None if quantity is None or quantity.shape is None else len(quantity.shape)

    def is_known(self, name: str) -> bool:
        """Whether the document gives the name a meaning."""
        return name in self.quantities or name in self.aliases

    def mentioned(self, nodes: Iterable[Node]) -> Iterator[str]:
        """The quantities whose letters stand in formulas, with whatever scripts."""
        letters = {letter for node in nodes for letter in letters_in(node)}
        return (n for n in self.quantities if {n, re.split(r"[_^]", n)[0]} & letters)

    def symbol(self, quantity: Quantity) -> TensorSymbol:
        """The symbol of a quantity whose shape is known."""
        if quantity.shape is None:
            raise UnknownShapeError(quantity.name)
        shape = tuple(self.dims.find(size) for size in quantity.shape)
        positive = True if quantity.positive else None
        return TensorSymbol(quantity.name, shape, latex=quantity.name, positive=positive)

    def value(self, name: str, offset: int = -1) -> Value:
        """A quantity over fresh axes. Raises UnknownShapeError where its shape is open."""
        if name in self.contested:
            raise ReadError(f"{name} stands for two different derivatives", offset)
        if name in self.aliases:
            alias = self.aliases[name]
            change = {axis: axis.fresh() for axis in alias.axes}
            return Value(rename(alias.expr, change), tuple(change.values()), alias.row, alias.links)
        quantity = self.quantities[name]
        if quantity.shape is None:
            raise UnknownShapeError(name, offset)
        symbol = self.symbol(quantity)
        axes = tuple(Index(size) for size in symbol.shape)
        return Value(symbol[axes], axes, quantity.row)

    def size(self, name: str) -> Expr | None:
        """The dimension of that name, if it is one."""
        return dim(name) if name in self.sizes and name not in self.quantities else None
