"""Entries form: every scalar written out under its own name, and with its number put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.chain import FORMULA, ChainRule, PathSymbol, Term
from symnn.calculus.components import Component, Components
from symnn.calculus.values import Values
from symnn.language.symbol import DerivativeSymbol, TensorSymbol, symbol_of
from symnn.language.system import Equation, System
from symnn.notation.equation import Written
from symnn.notation.index import IndexWriter, derivative
from symnn.notation.layout import weight
from symnn.notation.names import latex_name
from symnn.notation.piece import ATOM, PRODUCT, SUM, Piece
from symnn.notation.rounding import Rounding
from symnn.notation.style import Latex, Plain, Style


def components_of(system: System, sizes: Mapping[Any, int] | None = None) -> Components:
    r"""The components of a system, with LaTeX such as ``W^{(1)}_{12}`` where none was given."""
    return Components(system, sizes, _component_latex)


def _component_latex(symbol: TensorSymbol, labels: Sequence[str]) -> str:
    return Latex().sub(Latex().symbol(symbol), labels)


class EntriesWriter(IndexWriter):
    """Writes expressions in components.

    Factors and terms stand in the order of ``ranks``, matrices before vectors. ``held`` says which
    quantities a local derivative holds fixed.
    """

    def __init__(
        self,
        style: Style,
        ranks: Mapping[TensorSymbol, int],
        held: Mapping[DerivativeSymbol, tuple[TensorSymbol, ...]] | None = None,
    ) -> None:
        super().__init__(style)
        self.ranks = ranks
        self.held = held or {}

    def terms(self, terms: Sequence[Term]) -> Piece:
        """A sum of products with terms and factors in the order given."""
        pieces = [self._term(term) for term in terms]
        return pieces[0] if len(pieces) == 1 else self.joined(pieces)

    def _term(self, term: Term) -> Piece:
        """A product in the order given; minus signs come first, and cancel."""
        if len(term) == 1:
            return self.write(term[0])
        signs = [bool(factor.as_coeff_Mul()[0] < 0) for factor in term]
        minus = sum(signs) % 2 == 1
        factors = [-factor if sign else factor for factor, sign in zip(term, signs, strict=True)]
        pieces = [self.write(factor) for factor in factors]
        texts = [p.text if p.binds >= PRODUCT else self.enclosed(p).text for p in pieces]
        if pieces[0].negative and " " not in pieces[0].text and not minus:
            texts[0], minus = pieces[0].text[1:], True  # a negative number
        dots = sum(isinstance(factor, DerivativeSymbol) for factor in factors) > 1
        text = texts[0]
        for left, right in pairwise(texts):
            dotted = dots or right[0].isdigit()
            text += (self.style.dot if dotted else self.style.beside(left, right)) + right
        tall = any(piece.tall for piece in pieces)
        if minus:
            return Piece(f"-{text}", SUM, tall, True)
        return Piece(text, PRODUCT, tall)

    # ---- leaves -------------------------------------------------------------------------------

    def entry(self, symbol: TensorSymbol, indices: Sequence[Expr]) -> Piece:
        latex = isinstance(self.style, Latex)
        if isinstance(symbol, PathSymbol):
            part = derivative(self.style, symbol.derivative)
            text = self.style.parentheses(part.text, part.tall)
            label = rf"_{{\text{{path {symbol.place}}}}}" if latex else f"_path{symbol.place}"
            return Piece(text + label, ATOM, part.tall)
        if symbol in self.held:
            names = ", ".join(self.style.symbol(other) for other in self.held[symbol])
            text = derivative(self.style, symbol).text
            text = rf"\left. {text} \right|_{{{names}}}" if latex else f"{text}|{names}"
            return Piece(text, PRODUCT, True)
        return super().entry(symbol, indices)

    # ---- order --------------------------------------------------------------------------------

    def ordered_factors(self, factors: Sequence[Expr]) -> list[Expr]:
        return sorted(factors, key=self._factor_place)

    def _factor_place(self, factor: Expr) -> tuple[int, int, int, str]:
        base = factor.base if isinstance(factor, sp.Pow) else factor
        symbol = symbol_of(base)
        if isinstance(symbol, DerivativeSymbol):
            return 0, -self.ranks.get(symbol.of, 0), self.ranks.get(symbol.wrt, 0), symbol.name
        if symbol is not None:
            axes = len(symbol.whole.shape) if isinstance(symbol, Component) else 99
            return 1, -axes, self.ranks.get(symbol, 0), symbol.name
        if base.is_number:
            return -1, 0, 0, str(base)
        return (2 if isinstance(base, sp.Add) else 3), 0, min(self._ranks(base), default=0), ""

    def add(self, expr: Expr) -> Piece:
        coefficients = {abs(term.as_coeff_Mul()[0]) for term in expr.args}
        if len(coefficients) == 1 and coefficients != {sp.S.One}:
            return super().add(expr)  # ½(a − b), but x + ½y as it is
        return self.joined([self.write(term) for term in sorted(expr.args, key=self._term_place)])

    def _term_place(self, term: Expr) -> tuple[bool, bool, int, list[int], str]:
        negative = bool(term.as_coeff_Mul()[0] < 0)
        return negative, bool(term.is_number), -weight(term), self._ranks(term), str(term)

    def _ranks(self, expr: Expr) -> list[int]:
        return sorted(self.ranks.get(symbol, 0) for symbol in expr.atoms(TensorSymbol))


class NumberWriter(EntriesWriter):
    """Writes the same with the value of every quantity in its place."""

    def __init__(
        self, style: Style, ranks: Mapping[TensorSymbol, int], values: Values, rounding: Rounding
    ) -> None:
        super().__init__(_dotted(style), ranks)
        self.values = values
        self.rounding = rounding

    def entry(self, symbol: TensorSymbol, indices: Sequence[Expr]) -> Piece:
        return self.value(self.values[symbol])

    def value(self, number: Expr) -> Piece:
        """A number, rounded."""
        text = self.rounding.text(number, self.style)
        if text.startswith("-"):
            return Piece(text, SUM, negative=True)
        return Piece(text, PRODUCT if r"\times" in text else ATOM)


class _DottedLatex(Latex):
    times = Latex.dot


class _DottedPlain(Plain):
    times = Plain.dot


def _dotted(style: Style) -> Style:
    return _DottedLatex() if isinstance(style, Latex) else _DottedPlain()


# ---- lines ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """``forms`` that are equal: the left side, the formula, the numbers put in, the value.

    ``value`` is the exact or highly precise number, None where no numbers are given; ``rule`` and
    ``words`` say how the line comes about.
    """

    forms: tuple[str, ...]
    rule: str = "definition"
    words: str = ""
    value: Expr | None = None

    @property
    def text(self) -> str:
        """The line."""
        return " = ".join(self.forms)

    @property
    def written(self) -> Written:
        """The line as an equation: everything after the first equals sign is its right side."""
        return Written(self.forms[0], " = ".join(self.forms[1:]), "entries")


class LineWriter:
    """Writes equations and steps line by line, with numbers where ``values`` are given."""

    def __init__(
        self,
        components: Components,
        style: Style,
        values: Values | None = None,
        rounding: Rounding | None = None,
    ) -> None:
        self.style = style
        self.ranks = ranks(components)
        self.values = values
        self.rounding = rounding or Rounding()

    def equations(self, equations: Iterable[Equation]) -> list[Line]:
        """One line for each scalar equation."""
        return [self.equation(equation) for equation in equations]

    def equation(self, equation: Equation) -> Line:
        """A scalar equation."""
        return self.line(equation.left, ((equation.expr,),), "definition")

    def chain(self, chain: ChainRule) -> list[Line]:
        """The steps of a chain rule; without values, none that only put numbers in."""
        values = None if self.values is None else chain.values(self.values)
        lines = []
        for step in chain.steps:
            numeric = step.rule not in FORMULA
            if values is None and step.rule in {"sum", "product"}:
                continue
            known = values if numeric else None
            lines.append(
                self._line(step.left, step.terms, step.rule, step.words, known, chain.held)
            )
        return lines

    def line(self, left: TensorSymbol, terms: Sequence[Term], rule: str, words: str = "") -> Line:
        """``left`` as a sum of products in the order given."""
        return self._line(left, terms, rule, words, self.values, {})

    def _line(
        self,
        left: TensorSymbol,
        terms: Sequence[Term],
        rule: str,
        words: str,
        values: Values | None,
        held: Mapping[DerivativeSymbol, tuple[TensorSymbol, ...]],
    ) -> Line:
        writer = EntriesWriter(self.style, self.ranks, held)
        forms = [writer.text(left), writer.terms(terms).text]
        if values is None:
            return Line(tuple(forms), rule, words)
        numbers = NumberWriter(self.style, self.ranks, values, self.rounding)
        value = values[left]
        forms += [numbers.terms(terms).text, numbers.value(value).text]
        distinct = tuple(
            text for text, after in zip(forms, [*forms[1:], ""], strict=True) if text != after
        )
        return Line(distinct, rule, words, value)


def ranks(components: Components) -> dict[TensorSymbol, int]:
    """The order in which components were made: as the model lists them."""
    return {symbol: place for place, symbol in enumerate(components.origin)}


def written(
    equations: Sequence[Equation], components: Components, style: Style | None = None
) -> list[Written]:
    """Tensor equations as scalar ones, one for each component."""
    scalar = list(components.equations(equations))
    writer = LineWriter(components, style or Latex())
    return [line.written for line in writer.equations(scalar)]


def step_symbol(symbol: TensorSymbol) -> TensorSymbol:
    """The quantity after a step of training: w⁺."""
    latex = symbol.latex or latex_name(symbol.name)
    plus = rf"\left({latex}\right)^{{+}}" if "^" in latex else rf"{latex}^{{+}}"
    return TensorSymbol(f"{symbol.name}⁺", latex=plus)
