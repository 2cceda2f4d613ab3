"""What the reader hands on: statements, claims, documents.

A document becomes one :class:`~symnn.language.system.System` and an ordered list of statements. A
claim is an equality whose left side is a derivative of a named quantity by a named quantity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.bounds import Bounds
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol
from symnn.language.system import Equation, System
from symnn.language.tensor import Tensor


class Role(StrEnum):
    """What a statement is."""

    DECLARATION = "declaration"
    VALUE = "value"
    DEFINITION = "definition"
    CLAIM = "claim"
    OTHER = "other"


@dataclass(frozen=True)
class Place:
    """A place in the document: line and column, both counted from 1."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


@dataclass(frozen=True)
class NotUnderstood:
    """Why a statement is not understood, and where the trouble stands."""

    reason: str
    place: Place

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


class MisfitKind(StrEnum):
    """How the form of a right side alone shows that a claim is false."""

    SHAPE = "shape"
    """It has another shape than the derivative."""
    LAYOUT = "layout"
    """It has the transposed shape of the derivative: a row for a column, n × m for m × n."""
    FREE_INDEX = "free-index"
    """A running index is left over on the right."""
    NO_SHAPE = "no-shape"
    """Its operands do not fit together: the product or sum has no shape at all."""
    INDEX = "index"
    """One index stands at two axes of different sizes."""


@dataclass(frozen=True)
class Misfit:
    """A claim whose sides cannot be equal, by their shapes or indices: it is false.

    ``text`` is a sentence that names the shapes as the author writes them. ``left_shape`` and
    ``right_shape`` are the shapes, the latter None where there is none.
    """

    kind: MisfitKind
    text: str
    left_shape: tuple[sp.Expr, ...]
    right_shape: tuple[sp.Expr, ...] | None = None


Equated: TypeAlias = tuple[Expr, Expr, tuple[Index, ...]]
"""Two expressions that are equal for all values of the indices."""


@dataclass(frozen=True)
class Supposition:
    """What is supposed where a claim stands: ``for z > 0``.

    ``region`` is 1 where the comparisons hold and 0 elsewhere, None where they are not understood;
    ``equations`` are expressions that are equal. ``sure``: it is in the claim's own sentence.
    """

    text: str
    region: Expr | None
    equations: tuple[Equated, ...]
    sure: bool


@dataclass(frozen=True)
class Stated:
    """A comparison that the document states of quantities: ``x > a``.

    ``region`` is 1 where it holds and 0 elsewhere, None where it is not understood.
    """

    text: str
    names: frozenset[str]
    region: Expr | None


@dataclass(frozen=True)
class Instance:
    """One equality ``left = right`` for all values of the free indices.

    Both sides are index expressions over the equations of the document's system. Derivatives in
    them are entries of :class:`~symnn.language.symbol.DerivativeSymbol` and mean their true value
    through all equations of the system, with ``wrt`` itself taken as an input. ``left`` is always
    the head of the chain, so that ``E = F`` in ``D = E = F`` is ``D = F``. ``labels`` are the
    values that running labels have here, such as ``{"l": 2}``. ``right`` is None where a misfit
    says that the right side has no shape. ``running`` is the number of running indices.
    ``supposed`` is what the sentence supposes. ``inside`` is 1 where all entries that the sides
    speak of exist, and 0 where an index such as i + 1 leaves its axis; None where none does.

    In a claim without misfit both sides have the same ``indices``, in the same order: the running
    indices of the statement first, then the axes of the tensors.
    """

    left: Tensor
    right: Tensor | None
    labels: Mapping[str, int] = field(default_factory=dict)
    running: int = 0
    supposed: Supposition | None = None
    inside: Expr | None = None

    @property
    def free(self) -> tuple[Index, ...]:
        """The indices over which the equality holds."""
        return self.left.indices

    @property
    def residual(self) -> Expr:
        """``left - right``: zero for all values if the claim is true. Only without misfit."""
        assert self.right is not None
        return self.left.expr - self.right.expr


@dataclass(frozen=True)
class Claim:
    """An equality that is to be judged.

    ``instances`` is one equality, or several for a claim about a family (``δ^l = …`` for every
    l): the claim is true when all of them are. ``derivative`` is the derivative at the head of the
    chain, in the first instance. ``misfit`` says why the sides cannot be equal whatever the values
    (such a claim is false). ``half_unit`` is given for a numeric claim: half a unit of the last
    printed digit; the claim is true if the left side, at the values of the document, differs by
    no more from the right. ``constant`` is given for another right side that is a number, such as
    12 or 2 · 0.4: bounds of the relative error of its decimals, of the long ones and of all.
    ``conditions`` are what the reading itself fixed, in words, such as the depth to which a family
    was unrolled; a proof holds under them. ``position`` counts the equality in its chain from 0;
    ``previous`` is the right side of the equality before it, as LaTeX, or None for the first.
    """

    instances: tuple[Instance, ...]
    derivative: DerivativeSymbol | None
    misfit: Misfit | None = None
    half_unit: sp.Rational | None = None
    constant: tuple[sp.Rational, sp.Rational] | None = None
    conditions: tuple[str, ...] = ()
    position: int = 0
    previous: str | None = None

    @property
    def left(self) -> Expr:
        """The left side of the first instance."""
        return self.instances[0].left.expr

    @property
    def right(self) -> Expr | None:
        """The right side of the first instance."""
        right = self.instances[0].right
        return None if right is None else right.expr

    @property
    def free(self) -> tuple[Index, ...]:
        """The free indices of the first instance."""
        return self.instances[0].free


@dataclass(frozen=True)
class Statement:
    """One statement of a document, as it stands there.

    ``latex`` is the exact text between ``start`` and ``end`` (offsets into the document); for a
    claim it is one equality, ``D = E`` or, later in the chain, ``E = F``. A claim that is
    understood has ``claim``; a statement that is not understood has ``trouble``. ``name`` is the
    quantity that a definition, value or declaration is about; ``note`` says in a few words how
    a statement was read.
    """

    role: Role
    place: Place
    latex: str
    start: int
    end: int
    claim: Claim | None = None
    trouble: NotUnderstood | None = None
    name: str | None = None
    note: str = ""

    @property
    def understood(self) -> bool:
        """Whether the statement was read without doubt."""
        return self.trouble is None


Generic: TypeAlias = tuple[list[Equation], list[Fact | SymmetricFact]]
"""Equations and facts that hold for all values of running labels."""


@dataclass
class Document:
    """A document that was read.

    ``system`` holds the quantities by their LaTeX name (``system["W^{(1)}"]``), the definitions,
    and the facts that the document states; auxiliary quantities stand in it too, one for each
    expression that is differentiated without having a name. ``values`` are the numbers that the
    document gives, by name: a rational for a scalar, nested tuples for a tensor. ``domains``
    lists what is known of values beyond facts: ``"positive"`` or ``"binary"`` or ``"sign"`` or
    ``"invertible"`` (determinant > 0) by name, ``bounds`` between which numbers they lie, and
    ``stated`` are other comparisons of quantities.
    ``several`` are the names that are given different numbers one after the other; they have no
    value. ``spoken`` are the facts, by their texts, that
    only the prose says, each with its words. ``generic`` gives the equations and facts for all
    values of running labels, where these end at a letter such as T. ``statements`` are in the
    order of the text.
    """

    filename: str
    text: str
    system: System
    statements: list[Statement]
    values: dict[str, object] = field(default_factory=dict)
    domains: dict[str, str] = field(default_factory=dict)
    several: frozenset[str] = frozenset()
    spoken: dict[str, str] = field(default_factory=dict)
    bounds: dict[str, Bounds] = field(default_factory=dict)
    stated: tuple[Stated, ...] = ()
    generic: Callable[[], Generic | None] = field(default=lambda: None, repr=False)

    @property
    def claims(self) -> list[Statement]:
        """The claims, understood or not, in the order of the text."""
        return [statement for statement in self.statements if statement.role is Role.CLAIM]

    @property
    def troubles(self) -> list[Statement]:
        """The statements that were not understood."""
        return [statement for statement in self.statements if not statement.understood]
