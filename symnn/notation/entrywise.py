"""Elementwise expressions in matrix form: ⊙, ⊘, diag, outer products, columns repeated by 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import NoMatrixFormError
from symnn.language.expression import indices_in
from symnn.language.index import Index
from symnn.language.operation import operation_of
from symnn.language.symbol import DerivativeSymbol
from symnn.notation.layout import Layout, shared_coefficient, signed, split
from symnn.notation.piece import ATOM, HADAMARD, POWER, PRODUCT, SUM, Piece, called
from symnn.plan.nodes import Apply, Axes, Contract, Elementwise, Identity, Leaf, Node, Part

if TYPE_CHECKING:
    from symnn.notation.matrix import MatrixWriter

Factors = tuple[list[Expr], list[Expr]]
"""Factors of a product, and those of its denominator."""


class Entrywise(Layout):
    """Writes the elementwise expressions of a plan over given axes."""

    def __init__(self, writer: MatrixWriter, node: Elementwise, axes: Axes) -> None:
        super().__init__(writer.style)
        self.writer, self.parts, self.axes = writer, node.parts, axes

    def axes_of(self, expr: Expr) -> frozenset[Index]:
        """The axes of a subexpression."""
        return frozenset(
            axis
            for part in expr.atoms(Part)
            if part in self.parts
            for axis in self.parts[part].axes
        )

    def leaf(self, expr: Expr) -> Piece:
        if isinstance(expr, Part):
            node = self.parts[expr]
            axes = tuple(axis for axis in self.axes if axis in node.axes)
            return self.writer.write(node, axes)
        return super().leaf(expr)

    def over(self, expr: Expr, axes: Axes) -> Piece:
        """A subexpression as an array over exactly ``axes``."""
        own = tuple(axis for axis in axes if axis in self.axes_of(expr))
        repeated = own != axes and bool(own)
        scalars: list[Expr] = []
        if repeated and isinstance(expr, sp.Mul):  # 1/N 1 μᵀ, not 1 (μ/N)ᵀ
            scalars = [factor for factor in expr.args if not self.axes_of(factor)]
            expr = sp.Mul(*(factor for factor in expr.args if factor not in scalars))
        inner = Entrywise(self.writer, Elementwise(own, expr, self.parts), own).write(expr)
        if not repeated:
            return inner
        whole = self.writer.repeated(inner, own[0], axes)
        coefficient, above, below = split(scalars)
        if not scalars:
            return whole
        return self._scaled(coefficient, [*above, *(1 / factor for factor in below)], whole)

    def add(self, expr: Expr) -> Piece:
        if not self.axes_of(expr):
            return super().add(expr)
        content, inner = shared_coefficient(expr)
        if content != 1:
            return self._product([content, inner])
        pieces = []
        for term in ordered_terms_by(inner.args, self.parts, self.axes):
            coefficient, rest = term.as_coeff_Mul()
            negative, factors = signed(bool(coefficient < 0), sp.Mul.make_args(rest))
            piece = self._term(sp.Mul(abs(coefficient), *factors))
            if negative:
                text = piece.text if piece.binds > SUM else self.enclosed(piece).text
                piece = Piece(f"-{text}", SUM, piece.tall, True)
            pieces.append(piece)
        return self.joined(pieces)

    def _term(self, term: Expr) -> Piece:
        """A term over all the axes; a scalar other than a number times ones."""
        if not self.axes or self.axes_of(term) or term.is_number:
            return self.over(term, self.axes)
        return self.writer.chain([self.write(term), *self.writer.all_ones(self.axes)])

    def _product(self, args: Sequence[Expr]) -> Piece:
        if not any(self.axes_of(factor) for factor in args):
            return super()._product(args)
        coefficient, above, below = split(args)
        for place, factor in enumerate(above):  # 1/(2n) (a + b), not 1/n 1/2 (a + b)
            if isinstance(factor, sp.Add) and len(above) + len(below) > 1:
                content, above[place] = shared_coefficient(factor)
                coefficient *= content
        arrays = [factor for factor in above if self.axes_of(factor)]
        under = [factor for factor in below if self.axes_of(factor)]
        scalars = [factor for factor in above if factor not in arrays]
        scalars += [1 / factor for factor in below if factor not in under]
        body = self._arrays(arrays, under)
        if abs(coefficient) == 1 and not scalars:
            if coefficient > 0:
                return body
            text = body.text if body.binds > SUM else self.enclosed(body).text
            return Piece(f"-{text}", SUM, body.tall, True)
        return self._scaled(coefficient, scalars, body)

    def _scaled(self, coefficient: Expr, scalars: Sequence[Expr], body: Piece) -> Piece:
        """A scalar times an array: (P − Y)/N as a fraction, else the scalar in front."""
        _, above, below = split(scalars)
        one = abs(coefficient) == 1 and not above
        if one and below and not (body.tall or body.wide or body.binds == HADAMARD):
            pieces = [self.write(factor) for factor in below]
            under = pieces[0] if len(pieces) == 1 else self.product_of(pieces)
            piece = Piece(self.style.fraction(body.text, under.text), PRODUCT, True, fraction=True)
        else:
            front = super()._product([abs(coefficient), *scalars])
            inner = body.text if body.binds >= PRODUCT else self.enclosed(body).text
            lead = front.text if front.binds >= PRODUCT else self.enclosed(front).text
            piece = Piece(f"{lead}{self.style.times}{inner}", PRODUCT, front.tall or body.tall)
        if coefficient < 0:
            return Piece(f"-{piece.text}", SUM, piece.tall, True)
        return piece

    def _arrays(self, above: Sequence[Expr], below: Sequence[Expr]) -> Piece:
        """A product of arrays entry by entry; rows and columns by diag or as outer product."""
        groups: dict[Axes, Factors] = {}
        for factors, place in ((above, 0), (below, 1)):
            for factor in factors:
                own = tuple(axis for axis in self.axes if axis in self.axes_of(factor))
                groups.setdefault(own, ([], []))[place].append(factor)
        if len(groups) == 1:
            (own,) = groups
            return self._hadamard(*groups[own], own)
        rows, columns = self.axes
        whole = groups.get(self.axes)
        row, column = groups.get((rows,)), groups.get((columns,))
        if whole is not None:
            identity = whole[0] if not whole[1] else []
            if len(identity) == 1 and self._is_identity(identity[0]):
                return self._diag_of(row, column, rows, columns)
            pieces = [self._hadamard(*whole, self.axes)]
            if row is not None:
                pieces.insert(0, self._diagonal(row, rows))
            if column is not None:
                pieces.append(self._diagonal(column, columns))
            return self.writer.chain(pieces)
        assert row is not None
        assert column is not None
        left = self._hadamard(*row, (rows,))
        return self.writer.chain([left, self._row(column, columns)])

    def _row(self, factors: Factors, axis: Index) -> Piece:
        """A column as a row; X⁻¹ b as bᵀ X⁻ᵀ."""
        above, below = factors
        if len(above) == 1 and not below and isinstance(above[0], Part):
            node = self.parts[above[0]]
            if isinstance(node, Contract) and Apply in (type(node.left), type(node.right)):
                return self.writer.row(node, axis)
        return self.writer.transposed(self._hadamard(above, below, (axis,)))

    def _is_identity(self, factor: Expr) -> bool:
        return isinstance(factor, Part) and isinstance(self.parts[factor], Identity)

    def _diag_of(
        self, row: Factors | None, column: Factors | None, rows: Index, columns: Index
    ) -> Piece:
        pieces = []
        if row is not None:
            pieces.append(self._diagonal(row, rows))
        if column is not None:
            pieces.append(self._diagonal(column, columns))
        return self.writer.chain(pieces) if len(pieces) > 1 else pieces[0]

    def _diagonal(self, factors: Factors, axis: Index) -> Piece:
        above, below = factors
        if not above:
            inner = self._hadamard(below, [], (axis,))
            text = self.style.diag(inner.text, inner.tall) + self.style.inverse
            return Piece(text, POWER, inner.tall)
        inner = self._hadamard(above, below, (axis,))
        return Piece(self.style.diag(inner.text, inner.tall), ATOM, inner.tall)

    def _hadamard(self, above: Sequence[Expr], below: Sequence[Expr], axes: Axes) -> Piece:
        pieces = [self.over(factor, axes) for factor in self.ordered_factors(above)]
        if not pieces:
            pieces = [self.writer.ones(axes[0]) if len(axes) == 1 else Piece("1")]
        many = len(pieces) > 1 or below
        texts = [self._operand(piece).text if many else piece.text for piece in pieces]
        text = self.style.hadamard.join(texts)
        tall = any(piece.tall for piece in pieces)
        if below:
            under = [self.over(factor, axes) for factor in below]
            inner = self.style.hadamard.join(self._operand(piece).text for piece in under)
            joint = Piece(inner, HADAMARD, any(p.tall for p in under))
            text += self.style.divided
            text += self.enclosed(joint).text if len(under) > 1 else joint.text
            tall = tall or joint.tall
        binds = HADAMARD if many else pieces[0].binds
        negative, wide = pieces[0].negative and not many, pieces[0].wide and "(" in text
        return Piece(text, binds, tall, negative, wide=wide)

    def _operand(self, piece: Piece) -> Piece:
        """A factor of ⊙: products of matrices bind like it, so they go in parentheses."""
        return piece if piece.binds >= POWER or piece.fraction else self.enclosed(piece)

    def _place(self, factor: Expr) -> tuple[int, int, int, bool, str]:
        base = factor.base if isinstance(factor, sp.Pow) else factor
        if isinstance(base, Part):
            node = self.parts[base]
            if isinstance(node, Leaf):
                first = isinstance(node.symbol, DerivativeSymbol)
                return (1 if node.indices else 0), 0, 0, not first, node.symbol.name
            return 2, 0, 0, False, ""
        return super()._place(factor)

    def scalar_derivative(self, factor: Expr) -> DerivativeSymbol | None:
        node = self.parts[factor] if isinstance(factor, Part) else None
        return super().scalar_derivative(node.symbol if isinstance(node, Leaf) else factor)

    def pow(self, expr: Expr) -> Piece:
        axes = self.axes_of(expr)
        base, exponent = expr.args
        if indices_in(exponent):
            raise NoMatrixFormError(
                "no matrix form: powers that differ from entry to entry; the index form says them"
            )
        if not axes or exponent.could_extract_minus_sign() or exponent == sp.S.Half:
            return super().pow(expr)
        inner = self.write(base)
        framed = inner if inner.binds >= ATOM and "^" not in inner.text else self.enclosed(inner)
        text = self.style.hadamard_power(framed.text, self.text(exponent))
        return Piece(text, POWER, inner.tall)

    def _exponential(self, expr: Expr) -> Piece:
        if self.axes_of(expr):
            return self._function(expr)
        return super()._exponential(expr)

    def _function(self, expr: Expr) -> Piece:
        operation = operation_of(expr)
        latex = self.style.partial.startswith("\\")
        if len(expr.args) == 1:
            if operation.latex.startswith(r"\left|") and latex and len(self.axes_of(expr)) == 2:
                inner = self.write(expr.args[0])  # |X| is the determinant of a matrix
                text = self.style.call(
                    rf"\operatorname{{{operation.name}}}", [inner.text], inner.tall
                )
                return Piece(text, ATOM, inner.tall)
            return super()._function(expr)
        own = tuple(axis for axis in self.axes if axis in self.axes_of(expr))
        arguments = [self.over(argument, own) for argument in expr.args]
        tall = any(argument.tall for argument in arguments)
        name = operation.latex if latex else operation.name
        return called(name, self.style.call(name, [a.text for a in arguments], tall), tall)


def ordered_terms_by(terms: Sequence[Expr], parts: dict[Part, Node], axes: Axes) -> list[Expr]:
    """Terms in reading order: positive before negative, products before names, numbers last."""

    def size(expr: Expr) -> int:
        if isinstance(expr, Part):
            node = parts[expr]
            return 1 if isinstance(node, (Leaf, Identity)) else 5
        return sum(size(arg) for arg in expr.args)

    def name(expr: Expr) -> str:
        leaves = [parts[part] for part in expr.atoms(Part)]
        return "".join(sorted(leaf.symbol.name for leaf in leaves if isinstance(leaf, Leaf)))

    def transposed(expr: Expr) -> bool:
        return any(parts[part].axes == axes[::-1] for part in expr.atoms(Part)) and len(axes) > 1

    def place(term: Expr) -> tuple[bool, bool, int, str, bool]:
        negative = bool(term.as_coeff_Mul()[0] < 0)
        return negative, bool(term.is_number), -size(term), name(term), transposed(term)

    return sorted(terms, key=place)
