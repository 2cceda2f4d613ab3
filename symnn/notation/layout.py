"""The layout of scalar expressions: signs, fractions, powers, order of terms and of factors.

Every writer shares it; they differ in how they write the leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import NoRuleError
from symnn.language.expression import Applied, Total, indices_in, symbols_in
from symnn.language.family import LabelledSize
from symnn.language.label import Label
from symnn.language.operation import operation_of
from symnn.language.symbol import DerivativeSymbol, Entry, TensorSymbol, symbol_of
from symnn.notation.piece import ATOM, POWER, PRODUCT, SUM, Piece, called
from symnn.notation.style import Style


class Layout:
    """Writes scalar expressions; subclasses write what is not an arithmetic operation."""

    def __init__(self, style: Style) -> None:
        self.style = style

    def text(self, expr: Expr) -> str:
        """The expression as text."""
        return self.write(expr).text

    def leaf(self, expr: Expr) -> Piece:
        """What is not arithmetic: entries, sums, operations on axes."""
        raise NoRuleError(f"there is no way to write {type(expr).__name__}: {expr}")

    def write(self, expr: Expr) -> Piece:
        """The expression as a piece."""
        if expr.is_Rational:
            return self._number(expr)
        if isinstance(expr, sp.Add):
            return self.add(expr)
        if isinstance(expr, sp.Mul):
            return self.mul(expr)
        if isinstance(expr, sp.Pow):
            return self.pow(expr)
        if isinstance(expr, sp.exp):
            return self._exponential(expr)
        if isinstance(expr, Label):
            return Piece(self.style.label(expr))
        if type(expr) is sp.Symbol or isinstance(expr, LabelledSize):
            return Piece(self.style.size(expr))
        if isinstance(expr, (sp.Min, sp.Max)) and not symbols_in(expr):  # of sizes
            name = "min" if isinstance(expr, sp.Min) else "max"
            latex = self.style.partial.startswith("\\")
            arguments = [self.text(size) for size in ordered_terms(expr.args)]
            return Piece(self.style.call(rf"\{name}" if latex else name, arguments, False))
        if expr is sp.pi:
            return Piece(r"\pi" if self.style.partial.startswith("\\") else "π")
        if isinstance(expr, (sp.floor, sp.ceiling)):
            up = isinstance(expr, sp.ceiling)
            return Piece(self.style.whole(self.text(expr.args[0]), up=up), ATOM, True)
        if isinstance(expr, sp.Function) and not isinstance(expr, sp.KroneckerDelta):
            return self._function(expr)
        return self.leaf(expr)

    def _number(self, number: sp.Rational) -> Piece:
        negative = bool(number < 0)
        text = self.style.number(abs(number))
        whole = number.q == 1
        binds = (ATOM if whole else PRODUCT) if not negative else SUM
        return Piece(f"-{text}" if negative else text, binds, not whole, negative)

    # ---- sums ---------------------------------------------------------------------------------

    def add(self, expr: Expr) -> Piece:
        """A sum: positive terms first, larger ones first, numbers last."""
        content, inner = shared_coefficient(expr)
        if content != 1:
            return self._product([content, inner])
        return self.joined([self.write(term) for term in ordered_terms(expr.args)])

    def joined(self, pieces: Sequence[Piece]) -> Piece:
        """Terms with their signs between them."""
        text = pieces[0].text
        for piece in pieces[1:]:
            body = piece.text
            text += f" - {body[1:]}" if piece.negative else f" + {body}"
        tall = any(piece.tall for piece in pieces)
        return Piece(text, SUM, tall, pieces[0].negative)

    # ---- products -----------------------------------------------------------------------------

    def mul(self, expr: Expr) -> Piece:
        """A product: one fraction, a sign, a coefficient, factors in the usual order."""
        return self._product(expr.args)

    def _product(self, args: Sequence[Expr]) -> Piece:
        coefficient, above, below = split(args)
        for place, factor in enumerate(above):  # 2/q (a + b), not 1/q 2 (a + b)
            if isinstance(factor, sp.Add) and len(above) + len(below) > 1:
                content, above[place] = shared_coefficient(factor)
                coefficient *= content
        negative, above = signed(coefficient < 0, above)
        coefficient = abs(coefficient)
        over = [sp.Integer(coefficient.q)] if coefficient.q != 1 else []
        lead = [sp.Integer(coefficient.p)] if coefficient.p != 1 else []
        below = [*over, *below]
        factors = self.ordered_factors(above)
        if lead:  # 2x ∂f/∂u, but ∂f/∂u x
            factors.sort(key=lambda factor: self.scalar_derivative(factor) is not None)
        pieces = [self.write(factor) for factor in factors]
        if not below:
            piece = self.product_of([*map(self.write, lead), *pieces])
        elif any(piece.tall or piece.wide for piece in pieces) or not pieces:
            count = self._names(factors, pieces)  # λ/2 ‖w‖², not 1/2 λ ‖w‖²
            above_it = self.product_of([*map(self.write, lead), *pieces[:count]])
            piece = self.product_of([self._fraction(above_it, below), *pieces[count:]])
        else:
            whole = [*map(self.write, lead), *pieces]
            only = whole[0] if len(whole) == 1 else self.product_of(whole)
            piece = self._fraction(only, below)
        if not negative:
            return piece
        text = piece.text if piece.binds > SUM else self.enclosed(piece).text
        return Piece(f"-{text}", SUM, piece.tall, True, piece.open)

    def _names(self, factors: Sequence[Expr], pieces: Sequence[Piece]) -> int:
        """How many of the first factors are names of scalars, or powers of them."""
        for count, (factor, piece) in enumerate(zip(factors, pieces, strict=True)):
            plain = piece.binds >= POWER and not (piece.tall or piece.wide or piece.open)
            if self._place(factor)[0] or not plain:
                return count
        return len(pieces)

    def _fraction(self, above: Piece, below: Sequence[Expr]) -> Piece:
        pieces = [self.write(factor) for factor in self.ordered_factors(below)]
        under = pieces[0] if len(pieces) == 1 else self.product_of(pieces)
        return Piece(self.style.fraction(above.text, under.text), PRODUCT, True, fraction=True)

    def product_of(self, pieces: Sequence[Piece]) -> Piece:
        """Factors side by side; a sum sign that reaches to the right stands last."""
        if not pieces:
            return Piece("1")
        if len(pieces) == 1:
            return pieces[0]
        ordered = [*(p for p in pieces if not p.open), *(p for p in pieces if p.open)]
        last = len(ordered) - 1
        texts = []
        for place, piece in enumerate(ordered):
            fits = piece.binds >= PRODUCT and not (piece.open and place < last)
            texts.append(piece.text if fits else self.enclosed(piece).text)
        text = texts[0]
        for piece, (left, right) in zip(ordered[:-1], pairwise(texts), strict=True):
            numbers = piece.text[-1:].isdigit() and right[:1].isdigit()
            text += (self.style.dot if numbers else self.style.beside(left, right)) + right
        return Piece(text, PRODUCT, any(p.tall for p in pieces), False, ordered[-1].open)

    # ---- powers and functions -----------------------------------------------------------------

    def pow(self, expr: Expr) -> Piece:
        """A power, a root, or a reciprocal."""
        base, exponent = expr.args
        if exponent.could_extract_minus_sign():
            return self._product([expr])
        if exponent == sp.S.Half:
            return Piece(self.style.root(self.text(base)), ATOM, True)
        under = self.write(base)
        framed = under if under.binds >= ATOM else self.enclosed(under)
        if isinstance(symbol_of(base), DerivativeSymbol):
            framed = self.enclosed(under)
        elif "^" in framed.text and not framed.text.startswith(("(", r"\left")):
            framed = self.enclosed(framed)
        return Piece(self.style.power(framed.text, self._exponent(exponent)), POWER, framed.tall)

    def _exponent(self, exponent: Expr) -> str:
        """An exponent; a fraction of names and numbers in one line: s^(3/2), s^(1/p)."""
        parts = [self.write(part) for part in exponent.as_numer_denom()]
        if parts[1].text == "1" or any(part.binds < POWER or part.tall for part in parts):
            return self.text(exponent)
        return "/".join(part.text for part in parts)

    def _exponential(self, expr: Expr) -> Piece:
        exponent = self.write(expr.args[0])
        if exponent.tall:
            name = r"\exp" if self.style.partial.startswith("\\") else "exp"
            return Piece(self.style.call(name, [exponent.text], True), ATOM, True)
        return Piece(self.style.power("e", exponent.text), POWER)

    def _function(self, expr: Expr) -> Piece:
        operation = operation_of(expr)
        arguments = [self.write(argument) for argument in expr.args]
        tall = any(argument.tall for argument in arguments)
        name = operation.latex if self.style.partial.startswith("\\") else operation.name
        return called(name, self.style.call(name, [a.text for a in arguments], tall), tall)

    def ordered_factors(self, factors: Sequence[Expr]) -> list[Expr]:
        """Factors as a person orders them: scalars, entries, sums in brackets, functions, Σ."""
        ordered = sorted(factors, key=self._place)
        links = {link: factor for factor in ordered if (link := self.scalar_derivative(factor))}
        chain = iter(chained(list(links)))
        return [links[next(chain)] if f in links.values() else f for f in ordered]

    def scalar_derivative(self, factor: Expr) -> DerivativeSymbol | None:
        """The derivative of a scalar by a scalar that a factor is."""
        return factor if isinstance(factor, DerivativeSymbol) and not factor.shape else None

    def _place(self, factor: Expr) -> tuple[int, int, int, bool, str]:
        base = factor.base if isinstance(factor, sp.Pow) else factor
        symbol = symbol_of(base)
        derivative = isinstance(symbol, DerivativeSymbol)
        if symbol is not None and indices_in(base):
            return 1, self.lead(base), -len(symbol.shape), not derivative, symbol.name
        if isinstance(base, sp.Add):
            return 2, self.lead(base), 0, False, _plain(base)
        if isinstance(base, Total):
            return 4, 0, 0, False, ""
        if isinstance(base, (sp.Function, Applied, sp.KroneckerDelta)):
            return 3, self.lead(base), 0, False, type(base).__name__
        return 0, 0, 0, not derivative, str(base)

    def lead(self, factor: Expr) -> int:
        """The place of a factor among factors of its kind, before names decide."""
        return 0

    def enclosed(self, piece: Piece) -> Piece:
        """The piece in parentheses."""
        return Piece(self.style.parentheses(piece.text, piece.tall), ATOM, piece.tall)


def chained(derivatives: Sequence[DerivativeSymbol]) -> list[DerivativeSymbol]:
    """Derivatives of scalars as a chain: ∂f/∂u before ∂u/∂x.

    >>> f, u, x = (TensorSymbol(name) for name in "fux")
    >>> chained([DerivativeSymbol(u, x), DerivativeSymbol(f, u)])
    [∂f/∂u, ∂u/∂x]
    """
    chain: list[DerivativeSymbol] = []
    left = list(derivatives)
    while left:
        inner = {link.wrt for link in left}
        chain.append(next((link for link in left if link.of not in inner), left[0]))
        left.remove(chain[-1])
    return chain


def split(args: Sequence[Expr]) -> tuple[sp.Rational, list[Expr], list[Expr]]:
    """Rational coefficient, numerator factors and denominator factors of a product."""
    coefficient = sp.S.One
    above: list[Expr] = []
    below: list[Expr] = []
    for factor in args:
        if factor.is_Rational:
            coefficient *= factor
        elif isinstance(factor, sp.Pow) and factor.exp.could_extract_minus_sign():
            below.append(factor.base**-factor.exp)
        else:
            above.append(factor)
    return coefficient, above, below


def signed(negative: bool, factors: Sequence[Expr]) -> tuple[bool, list[Expr]]:
    """−(y − 1) f is written (1 − y) f."""
    for place, factor in enumerate(factors):
        if isinstance(factor, sp.Add) and _mostly_negative(factor) and negative:
            return False, [*factors[:place], -factor, *factors[place + 1 :]]
    return negative, list(factors)


def _mostly_negative(expr: sp.Add) -> bool:
    signs = [bool(term.as_coeff_Mul()[0] < 0) for term in expr.args]
    constant = expr.as_coeff_Add()[0]
    return sum(signs) * 2 > len(signs) or (sum(signs) * 2 == len(signs) and constant < 0)


def shared_coefficient(expr: Expr) -> tuple[Expr, Expr]:
    """The coefficient that all terms of a sum have but for signs, and the rest: (a + b)/2.

    >>> a, b = TensorSymbol("a"), TensorSymbol("b")
    >>> shared_coefficient(a / 2 - b / 2), shared_coefficient(a / 2 + b)
    ((1/2, a - b), (1, a/2 + b))
    """
    content, inner = expr.primitive()
    alike = all(abs(term.as_coeff_Mul()[0]) == 1 for term in inner.args)
    return (content, inner) if alike else (sp.S.One, expr)


def ordered_terms(terms: Sequence[Expr]) -> list[Expr]:
    """Terms as a person orders them: x² + 3x + 5, but 1 + eˣ."""
    named = [term for term in terms if not term.is_number]
    functions = all(isinstance(term.as_coeff_Mul()[1], sp.Function) for term in named)

    def place(term: Expr) -> tuple[bool, bool, int, bool, str]:
        negative = bool(term.as_coeff_Mul()[0] < 0)
        constant = isinstance(term, TensorSymbol) and bool(term.is_positive)
        number = bool(term.is_number) != functions
        return negative, number, -weight(term), constant, _plain(term)

    return sorted(terms, key=place)


def weight(expr: Expr) -> int:
    """How large a term is to the eye."""
    if isinstance(expr, (Total, Applied)):
        return 5
    if isinstance(expr, (Entry, TensorSymbol)):
        return 1
    if isinstance(expr, sp.Pow) and expr.exp.is_Integer:
        return int(abs(expr.exp)) * weight(expr.base)
    return sum(weight(arg) for arg in expr.args)


def _plain(expr: Expr) -> str:
    return "".join(sorted(str(name) for name in map(symbol_of, expr.atoms(Entry, TensorSymbol))))
