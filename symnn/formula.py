"""Formulas: one quantity derived from a model, with the equations that lead to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.expr import Expr

from symnn.derivation import Derivation, aligned
from symnn.language.errors import ShapeError
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation
from symnn.language.text import shape_text
from symnn.notation.equation import Written, taken_names, write
from symnn.notation.style import Latex, Plain, Style

if TYPE_CHECKING:  # code generation is loaded when something is compiled
    from symnn.model import Model
    from symnn.numeric.compiled import Compiled
    from symnn.numeric.functional_backend import FunctionalCompiled


@dataclass(frozen=True)
class Headline:
    """What stands on the left of the last equation in print: ``L(w + Δw) ≈``."""

    latex: str
    plain: str
    about: bool = False


@dataclass(frozen=True)
class Formula:
    """The quantity of the last of some ``equations``, which are in terms of those of ``source``.

    ``closed`` is the same quantity with the values of the other equations put in, where that is
    short; it is printed after it, as a textbook chains equalities. ``terms`` are those of a sum in
    the order in which they are printed.
    """

    source: Model
    equations: tuple[Equation, ...]
    closed: Equation | None = None
    headline: Headline | None = field(default=None, compare=False)
    terms: tuple[Expr, ...] = ()

    @property
    def symbol(self) -> TensorSymbol:
        """The quantity."""
        return self.equations[-1].symbol

    @cached_property
    def model(self) -> Model:
        """The model together with these equations, as one model."""
        from symnn.model import Model

        whole = Model()
        whole.facts = list(self.source.facts)
        last = [] if self.closed is None else [self.closed]
        for equation in [*self.source.ordered(), *last, *self.equations]:
            if equation.name not in whole.equations:
                whole.add(equation)
        return whole

    def written(self, notation: str = "matrix", style: Style | None = None) -> list[Written]:
        """The equations as text in ``notation``."""
        taken = taken_names(self.model)
        lines = [write(e.left, e.expr, e.indices, notation, style, taken) for e in self.equations]
        last = self._in_order(lines[-1], notation, style, taken)
        if self.closed is not None:
            short = self.closed
            whole = write(short.left, short.expr, short.indices, notation, style, taken)
            if whole.notation == last.notation:
                last = replace(last, right=f"{last.right} = {whole.right}")
            else:  # the names have no form in this notation, or only they have one
                last = whole if whole.notation == notation else last
        if self.headline is not None:
            latex = not isinstance(style, Plain)
            left = self.headline.latex if latex else self.headline.plain
            near = (r"\approx" if latex else "≈") if self.headline.about else "="
            last = replace(last, left=left, sign=near)
        return [*lines[:-1], last]

    def _in_order(
        self, last: Written, notation: str, style: Style | None, taken: frozenset[str]
    ) -> Written:
        """The last equation with its terms in their own order."""
        if not self.terms:
            return last
        left, free = self.equations[-1].left, self.equations[-1].indices
        rights = [write(left, term, free, last.notation, style, taken).right for term in self.terms]
        text = rights[0]
        for right in rights[1:]:
            text += f" - {right[1:]}" if right.startswith("-") else f" + {right}"
        return replace(last, right=text)

    def latex(self, notation: str = "matrix") -> str:
        """The equations as one LaTeX ``aligned`` block."""
        return aligned(self.written(notation, Latex()))

    def text(self, notation: str = "matrix") -> str:
        """The equations as plain text, one a line."""
        return "\n".join(equation.text for equation in self.written(notation, Plain()))

    def compile(self, backend: str = "numpy") -> Compiled | FunctionalCompiled:
        """The quantity as a function of all arrays of the model: ``value, {} = f(values)``."""
        return self.model.compile_quantity(self.symbol.name, backend)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def __repr__(self) -> str:
        return self.text()


def tied(derivation: Derivation, symbol: TensorSymbol) -> Formula:
    """The derivative by the independent entries of a symmetric matrix, G + Gᵀ − G ∘ I."""
    target = derivation.adjoints.target
    if target.shape or len(symbol.shape) != 2 or symbol.shape[0] != symbol.shape[1]:
        raise ShapeError(
            f"the derivative of {target.name} by the independent entries of {symbol.name}: "
            f"expected a scalar and a square matrix, not shapes {shape_text(target.shape)} and "
            f"{shape_text(symbol.shape)}"
        )
    free = DerivativeSymbol(target, symbol)
    i, j = (Index(size) for size in symbol.shape)
    expr = free[(i, j)] + free[(j, i)] - sp.KroneckerDelta(i, j) * free[(i, i)]
    name = f"d{target.name}/d{symbol.name}"
    styles = Latex(), Plain()
    of, by = ([style.symbol(part) for style in styles] for part in (target, symbol))
    headline = Headline(
        rf"\frac{{\mathrm{{d}} {of[0]}}}{{\mathrm{{d}} {by[0]}}}", f"d{of[1]}/d{by[1]}"
    )
    last = Equation(TensorSymbol(name, symbol.shape), (i, j), expr)
    return Formula(derivation.source, (*derivation.equations, last), None, headline)
