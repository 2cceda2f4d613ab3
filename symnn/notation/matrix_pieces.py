"""What matrix formulas are put together of: names, 1 and I, products, transposes, norms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from symnn.language.index import Index
from symnn.language.operation import AxisOperation
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.notation.index import derivative
from symnn.notation.layout import Layout
from symnn.notation.piece import ATOM, POWER, PRODUCT, Piece, called
from symnn.notation.style import Style
from symnn.operations.inverse import INVERSE
from symnn.plan.nodes import Axes


@dataclass(frozen=True)
class MatrixPieces:
    """Matrices, columns and scalars from pieces of text.

    ``sized`` says to write the sizes of 1 and I, where nothing beside them gives these.
    """

    style: Style
    sized: bool = False

    def symbol(self, symbol: TensorSymbol) -> Piece:
        """The name of a whole quantity."""
        if isinstance(symbol, DerivativeSymbol):
            return derivative(self.style, symbol)
        return Piece(self.style.symbol(symbol))

    def identity(self, axis: Index) -> Piece:
        """The unit matrix."""
        return self._of_size(self.style.identity, axis)

    def ones(self, axis: Index) -> Piece:
        """A column of ones."""
        return self._of_size(self.style.ones, axis)

    def all_ones(self, axes: Axes) -> list[Piece]:
        """The factors of an array of ones over one or two axes: 1, or 1 1ᵀ."""
        return [self.ones(axes[0]), *(self.transposed(self.ones(axis)) for axis in axes[1:])]

    def _of_size(self, constant: str, axis: Index) -> Piece:
        if not self.sized:
            return Piece(constant)
        return Piece(self.style.of_size(constant, Layout(self.style).text(axis.dimension)))

    def repeated(self, column: Piece, own: Index, axes: Axes) -> Piece:
        """A column over one of two axes, repeated over the other: a 1ᵀ, or 1 aᵀ."""
        if own is axes[0]:
            return self.chain([column, self.transposed(self.ones(axes[1]))])
        return self.chain([self.ones(axes[0]), self.transposed(column)])

    def chain(self, pieces: Sequence[Piece]) -> Piece:
        """A matrix product."""
        if len(pieces) == 1:
            return pieces[0]
        texts = [p.text if p.binds >= PRODUCT else self.enclosed(p).text for p in pieces]
        tall = any(piece.tall for piece in pieces)
        gaps = [self.style.beside(left, right) for left, right in pairwise(texts)]
        text = texts[0] + "".join(gap + right for gap, right in zip(gaps, texts[1:], strict=True))
        return Piece(text, PRODUCT, tall, wide=True)

    def transposed(self, piece: Piece) -> Piece:
        if piece.binds == POWER:
            for mark, turned in self._transposes():
                if piece.text.endswith(mark):
                    text = piece.text.removesuffix(mark) + turned
                    return Piece(text, POWER if turned else ATOM, piece.tall)
        simple = piece.binds >= ATOM and "^" not in piece.text
        inner = piece if simple else self.enclosed(piece)
        return Piece(f"{inner.text}{self.style.transpose}", POWER, piece.tall)

    def _transposes(self) -> Iterator[tuple[str, str]]:
        """The marks after a matrix, and those after its transpose."""
        yield self.style.inverse_transpose, self.style.inverse
        yield self.style.inverse, self.style.inverse_transpose
        yield self.style.transpose, ""

    def enclosed(self, piece: Piece) -> Piece:
        """The piece in parentheses."""
        return Piece(self.style.parentheses(piece.text, piece.tall), ATOM, piece.tall)

    def squared_norm(self, piece: Piece, kind: str) -> Piece:
        """‖x‖², or ‖X‖_F² by its ``kind``."""
        text = self.style.power(self.style.norm(piece.text, kind), "2")
        return Piece(text, POWER, piece.tall, wide=True)

    def matrix_function(self, operation: AxisOperation, matrix: Piece) -> Piece:
        """An operation on a square matrix, as a mark after it or as a function before it."""
        latex = self.style.partial.startswith("\\")
        template = operation.latex if latex else operation.plain or operation.name
        if not template.startswith("{0}"):
            text = self.style.call(template, [matrix.text], matrix.tall)
            return called(template, text, matrix.tall)
        if operation is INVERSE and matrix.binds == POWER:
            turned = self.transposed(matrix)
            if turned.binds == ATOM:  # (Xᵀ)⁻¹
                return self.transposed(self.matrix_function(operation, turned))
        simple = matrix.binds >= ATOM and "^" not in matrix.text
        inner = matrix if simple else self.enclosed(matrix)
        return Piece(template.replace("{0}", inner.text), POWER, matrix.tall)


def transposes_in(piece: Piece) -> int:
    """The number of transposes in a text."""
    return piece.text.count(r"\top") + piece.text.count("ᵀ")
