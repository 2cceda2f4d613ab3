"""How a system with families is computed: in stages, each over whole arrays or label by label.

Families that use each other at other labels (h_t from h_{t-1}, ∂L/∂h_t from ∂L/∂h_{t+1}) are
computed in a loop over the label, forwards or backwards. All others have no order among their
members: the label becomes one more axis, Σ_t δ_t h_{t-1}ᵀ one product of matrices.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import sympy as sp

from symnn.language.family import Member
from symnn.language.label import Label, Span
from symnn.language.relabelling import label_of
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation


@dataclass(frozen=True)
class Rows:
    """The members of a family at the labels ``span``, stacked; one member where ``single``."""

    key: str
    span: Span
    single: bool = False


@dataclass
class Flat:
    """Equations over whole arrays; ``reads`` says which rows some of their symbols stand for.

    ``makes`` are the symbols that come out: quantities, or rows of families.
    """

    equations: list[Equation] = field(default_factory=list)
    reads: dict[TensorSymbol, Rows] = field(default_factory=dict)
    makes: dict[TensorSymbol, Rows | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Lap:
    """The equations of a loop for the labels of ``span``; for one of them where ``label`` is None.

    ``reads`` are the members that come from outside or from earlier turns.
    """

    label: Label | None
    span: Span
    equations: tuple[Equation, ...]
    reads: tuple[TensorSymbol, ...]

    def offset(self, symbol: TensorSymbol) -> int | None:
        """How far the label of a symbol is from the running one; None where it stands still."""
        own = label_of(symbol)
        if own is None or self.label is None or not own.has(self.label):
            return None
        return int(own - self.label)


@dataclass(frozen=True)
class Loop:
    """Laps in the order in which they run; ``step`` is 1 forwards and −1 backwards."""

    keys: tuple[str, ...]
    laps: tuple[Lap, ...]
    step: int


Stage = Flat | Loop


@dataclass
class Staged:
    """The stages of a system, and the labels of which each family is kept, with their members."""

    stages: list[Stage]
    spans: dict[str, Span]
    members: dict[str, TensorSymbol]
    given: dict[str, list[TensorSymbol]]

    @property
    def least(self) -> dict[sp.Symbol, int]:
        """The least number of labels for which the ranges are in order."""
        found: dict[sp.Symbol, int] = {}
        for span in self._ranges():
            constant, top = sp.expand(span.last - span.first + 1).as_coeff_Add()
            if top.is_Symbol:
                found[top] = max(found.get(top, 1), int(-constant))
        return found

    def _ranges(self) -> Iterable[Span]:
        yield from self.spans.values()
        for stage in self.stages:
            if isinstance(stage, Loop):
                yield from (lap.span for lap in stage.laps)
            else:
                rows = [*stage.reads.values(), *stage.makes.values()]
                yield from (part.span for part in rows if part is not None)


def stacked_symbol(member: TensorSymbol, span: Span, *, view: bool = False) -> TensorSymbol:
    """The array of the members of a family at the labels ``span``.

    ``view`` names it by the member, h_(t-1), and tells it by its range.
    """
    count = sp.expand(span.last - span.first + 1)
    shape = (count, *member.shape)
    if view:
        return TensorSymbol(plain_text(member), shape, latex=f"{span.first}, …, {span.last}")
    return TensorSymbol(family_text(member), shape)


def plain_text(symbol: TensorSymbol) -> str:
    """A name for code: ``dL_dh_t``."""
    if isinstance(symbol, DerivativeSymbol):
        return f"d{plain_text(symbol.of)}_d{plain_text(symbol.wrt)}"
    return symbol.name


def family_text(symbol: TensorSymbol) -> str:
    """A name for the array of a whole family: ``dL_dh``."""
    if isinstance(symbol, DerivativeSymbol):
        return f"d{family_text(symbol.of)}_d{family_text(symbol.wrt)}"
    return symbol.family.name if isinstance(symbol, Member) else symbol.name
