"""Matrix form: vectors as columns, products, transposes, ⊙, diag, outer products, 1, I, tr, ‖·‖.

The writer reads a plan; what needs more than two axes at once has no matrix form, and is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import NoMatrixFormError
from symnn.language.index import Index
from symnn.language.operation import AxisOperation
from symnn.language.series import Series
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.notation.entrywise import Entrywise
from symnn.notation.index import IndexWriter, derivative
from symnn.notation.piece import ATOM, POWER, PRODUCT, SUM, Piece
from symnn.notation.series import written_series
from symnn.notation.style import Style
from symnn.operations._matrix_function import MatrixFunction
from symnn.operations.inverse import INVERSE
from symnn.plan.nodes import (
    Apply,
    Axes,
    Contract,
    Elementwise,
    Fold,
    Identity,
    Leaf,
    Lookup,
    Mask,
    Match,
    Node,
    Part,
    Reduce,
    Scatter,
    Window,
)
from symnn.plan.place_nodes import NoPlanError
from symnn.plan.planner import plan


@dataclass(frozen=True)
class MatrixWriter:
    """Writes expressions of at most two free indices, as rows and columns in the order given."""

    style: Style

    def text(self, expr: Expr, axes: Axes) -> str:
        """``expr`` as a matrix (two axes), a column (one) or a scalar (none).

        Raises NoMatrixFormError where there is no such form.
        """
        return self.piece(expr, axes).text

    def piece(self, expr: Expr, axes: Axes) -> Piece:
        """The same, with how tightly it binds."""
        if len(axes) > 2:
            raise _refusal(f"a result with {len(axes)} axes")
        if expr.has(Series):
            return written_series(expr, self.style, lambda part: self.piece(part, axes))
        try:
            node = plan(expr)
        except NoPlanError as problem:
            raise _refusal("an entry at a place that is not affine in its indices") from problem
        if node.axes or not axes or expr.is_zero:
            return self.write(node, axes)
        ones = [Piece(self.style.ones), self.transposed(Piece(self.style.ones))]  # 1 1ᵀ/n
        ones = ones[: len(axes)]
        negative = bool(expr.could_extract_minus_sign())
        scale = self.write(plan(-expr) if negative else node, ())
        whole = self.chain(ones if scale.text == "1" else [scale, *ones])
        return replace(whole, text=f"-{whole.text}", binds=SUM) if negative else whole

    def write(self, node: Node, axes: Axes) -> Piece:
        """A node as an array over ``axes``, stretched by 1 where it lacks one of them."""
        own = tuple(axis for axis in axes if axis in node.axes)
        if len(own) < len(node.axes):
            raise _refusal("a sum over an axis that several factors share")
        if own == axes or not own:
            return self._node(node, own)
        column = self._node(node, own)
        if own[0] is axes[0]:  # a column repeated in every column of the result: a 1ᵀ
            return self.chain([column, self.transposed(Piece(self.style.ones))])
        return self.chain([Piece(self.style.ones), self.transposed(column)])

    def _node(self, node: Node, axes: Axes) -> Piece:
        if len(axes) > 2:
            raise _refusal(f"an array with {len(axes)} axes")
        match node:
            case Leaf():
                return self._leaf(node, axes)
            case Identity():
                return self._identity(node)
            case Elementwise():
                return self._elementwise(node, axes)
            case Contract():
                return self._contract(node, axes)
            case Reduce():
                return self._reduce(node, axes)
            case Apply():
                return self._apply(node, axes)
            case Lookup() | Scatter() | Match():
                raise _refusal("an entry at a position that is looked up")
            case Window() | Fold() | Mask():
                raise _refusal("an entry at a place in blocks, or such as i + u - 1")
        raise TypeError(node)

    def _elementwise(self, node: Elementwise, axes: Axes) -> Piece:
        """Entry by entry; transposed as a whole where every matrix in it would be transposed."""
        leaves = [child for child in node.parts.values() if isinstance(child, Leaf)]
        orders = {leaf.axes for leaf in leaves if len(leaf.axes) == 2}
        single = isinstance(node.expr, sp.Mul) and len(leaves) == 1  # 2 Aᵀ
        if orders == {axes[::-1]} and not single:
            return self.transposed(Entrywise(self, node, axes[::-1]).write(node.expr))
        return Entrywise(self, node, axes).write(node.expr)

    # ---- leaves -------------------------------------------------------------------------------

    def symbol(self, symbol: TensorSymbol) -> Piece:
        """The name of a whole quantity."""
        if isinstance(symbol, DerivativeSymbol):
            return derivative(self.style, symbol)
        return Piece(self.style.symbol(symbol))

    def _leaf(self, node: Leaf, axes: Axes) -> Piece:
        if len(node.indices) > 2:
            raise _refusal(f"{node.symbol.name}, which has {len(node.indices)} axes")
        if not node.axes and node.indices:
            return IndexWriter(self.style).entry(node.symbol, node.indices)
        whole = self.symbol(node.symbol)
        if len(node.axes) < len(node.indices):
            if node.indices[0] is node.indices[-1]:
                return Piece(self.style.diag(whole.text, whole.tall), ATOM, whole.tall)
            raise _refusal(f"a row or column of {node.symbol.name}")
        return whole if node.axes == axes else self.transposed(whole)

    def _identity(self, node: Identity) -> Piece:
        if len(node.axes) < 2:
            raise _refusal("a unit vector")
        return Piece(self.style.identity)

    # ---- products -----------------------------------------------------------------------------

    def _contract(self, node: Contract, axes: Axes) -> Piece:
        left, right = node.left, node.right
        if len(node.over) > 1 or set(left.axes) & set(right.axes) - set(node.over):
            return self._inner(node, axes)
        (over,) = node.over
        rows = tuple(axis for axis in left.axes if axis is not over)
        if not axes and left is right:
            return self._square(self._node(left, (over,)), "2")
        if axes and rows[:1] != axes[:1]:  # the left factor gives the columns: swap
            left, right, rows = right, left, tuple(a for a in right.axes if a is not over)
        columns = tuple(axis for axis in right.axes if axis is not over)
        if not axes:  # xᵀ A y rather than yᵀ Aᵀ x
            ways = [[self.row(left, over), self._node(right, (over,))],
                    [self.row(right, over), self._node(left, (over,))]]  # fmt: skip
            products = map(self.chain, ways)
            return min(products, key=_turns)
        first = self._node(left, (*rows, over)) if rows else self.row(left, over)
        return self.chain([first, self._node(right, (over, *columns))])

    def row(self, node: Node, over: Index) -> Piece:
        """A vector as a row: xᵀ, or xᵀ A for (Aᵀ x)ᵀ."""
        if isinstance(node, Contract) and len(node.over) == 1:
            (inner,) = node.over
            for vector, matrix in ((node.left, node.right), (node.right, node.left)):
                if vector.axes == (inner,) and set(matrix.axes) == {inner, over}:
                    return self.chain([self.row(vector, inner), self._node(matrix, (inner, over))])
        return self.transposed(self._node(node, (over,)))

    def _inner(self, node: Contract, axes: Axes) -> Piece:
        left, right, over = node.left, node.right, node.over
        if not axes and set(left.axes) == set(right.axes) == set(over) and len(over) == 2:
            if left is right:
                return self._square(self._node(left, over), "F")
            ways = (over[::-1], over), (over, over[::-1])  # tr(LᵀR) = tr(LRᵀ)
            products = [self.chain([self._node(left, a), self._node(right, b)]) for a, b in ways]
            product = min(products, key=_turns)
            return Piece(
                self.style.trace(product.text, product.tall), ATOM, product.tall, wide=True
            )
        whole = tuple(dict.fromkeys((*left.axes, *right.axes)))
        if len(whole) > 2:
            raise _refusal("a sum over products of arrays that share an axis")
        parts = {Part(): left, Part(): right}
        entries = Elementwise(whole, sp.Mul(*parts), parts)
        return self._reduce(Reduce(node.axes, entries, over), axes)

    def _square(self, piece: Piece, kind: str) -> Piece:
        text = self.style.power(self.style.norm(piece.text, kind), "2")
        return Piece(text, POWER, piece.tall, wide=True)

    def _reduce(self, node: Reduce, axes: Axes) -> Piece:
        if len(node.child.axes) > 2:
            raise _refusal(f"a sum over an array with {len(node.child.axes)} axes")
        ones = Piece(self.style.ones)
        if len(node.child.axes) == 1:
            if isinstance(node.child, Leaf) and len(node.child.indices) == 2:  # Σ_i A_ii
                whole = self.symbol(node.child.symbol)
                if node.child.indices[0] == node.child.indices[1]:
                    return Piece(self.style.trace(whole.text, whole.tall), ATOM, whole.tall)
            if isinstance(node.child, Apply) and len(node.child.outputs) == 2:  # tr X⁻¹
                places = node.child.operands[0][1]
                apart = replace(node.child, axes=places, outputs=places)
                whole = self._of_matrix(apart, places)
                return Piece(self.style.trace(whole.text, whole.tall), ATOM, whole.tall)
            return self.chain([self.transposed(ones), self._node(node.child, node.child.axes)])
        if len(node.over) == 2:
            whole = self._node(node.child, node.child.axes)
            return self.chain([self.transposed(ones), whole, ones])
        (kept,) = axes
        return self.chain([self._node(node.child, (kept, *node.over)), ones])

    def chain(self, pieces: Sequence[Piece]) -> Piece:
        """A matrix product."""
        texts = [p.text if p.binds >= PRODUCT else self._enclosed(p).text for p in pieces]
        tall = any(piece.tall for piece in pieces)
        return Piece(self.style.times.join(texts), PRODUCT, tall, wide=True)

    def transposed(self, piece: Piece) -> Piece:
        if piece.binds == POWER:
            for mark, turned in self._transposes():
                if piece.text.endswith(mark):
                    text = piece.text.removesuffix(mark) + turned
                    return Piece(text, POWER if turned else ATOM, piece.tall)
        simple = piece.binds >= ATOM and "^" not in piece.text
        inner = piece if simple else self._enclosed(piece)
        return Piece(f"{inner.text}{self.style.transpose}", POWER, piece.tall)

    def _transposes(self) -> Iterator[tuple[str, str]]:
        """The marks after a matrix, and those after its transpose."""
        yield self.style.inverse_transpose, self.style.inverse
        yield self.style.inverse, self.style.inverse_transpose
        yield self.style.transpose, ""

    def _enclosed(self, piece: Piece) -> Piece:
        return Piece(self.style.parentheses(piece.text, piece.tall), ATOM, piece.tall)

    # ---- operations on axes -------------------------------------------------------------------

    def _apply(self, node: Apply, axes: Axes) -> Piece:
        own = isinstance(node.operation, MatrixFunction)
        if len(node.outputs) == 2 and (node.operation.square or own) and node.operation.rank == 2:
            return self._of_matrix(node, axes)
        arguments = []
        outputs: Axes = ()
        for (child, bound), _ in zip(node.operands, node.operands, strict=True):
            rest = tuple(axis for axis in child.axes if axis not in bound)
            if len(rest) + len(bound) > 2 or (node.operation.keeps and len(bound) > 1):
                raise _refusal(f"{node.operation.name} over these axes")
            if not child.axes:
                raise _refusal(f"{node.operation.name} of a number")
            if rest and node.operation.rank is None:  # max X is the largest of all entries
                raise _refusal(f"{node.operation.name} over one axis of a matrix")
            arguments.append(self.write(child, (*rest, *bound)))
            outputs = (*rest, *node.outputs) if node.operation.keeps or own else rest
        tall = any(argument.tall for argument in arguments)
        name = node.operation.name
        if self.style.partial.startswith("\\"):
            name = node.operation.latex
        texts = [argument.text for argument in arguments]
        piece = Piece(self.style.call(name, texts, tall), ATOM, tall)
        if outputs == axes:
            return piece
        if outputs == axes[::-1]:
            return self.transposed(piece)
        raise _refusal(f"a part of {node.operation.name}")

    def _of_matrix(self, node: Apply, axes: Axes) -> Piece:
        """A square matrix made of a square matrix: X⁻¹, its transpose, its diagonal."""
        ((child, bound),) = node.operands
        first, second = node.outputs
        if set(child.axes) - set(bound) or not child.axes:
            raise _refusal(f"{node.operation.name} of an array with more than two axes")
        if not all(isinstance(index, Index) for index in node.outputs):
            raise _refusal(f"a row or column of {node.operation.name}")
        whole = self.matrix_function(node.operation, self.write(child, bound))
        if first == second:
            return Piece(self.style.diag(whole.text, whole.tall), ATOM, whole.tall)
        straight = (first, second) == axes or node.symmetric
        return whole if straight else self.transposed(whole)

    def matrix_function(self, operation: AxisOperation, matrix: Piece) -> Piece:
        """An operation on a square matrix, as a mark after it or as a function before it."""
        latex = self.style.partial.startswith("\\")
        template = operation.latex if latex else operation.plain or operation.name
        if not template.startswith("{0}"):
            return Piece(self.style.call(template, [matrix.text], matrix.tall), ATOM, matrix.tall)
        if operation is INVERSE and matrix.binds == POWER:
            turned = self.transposed(matrix)
            if turned.binds == ATOM:  # (Xᵀ)⁻¹
                return self.transposed(self.matrix_function(operation, turned))
        simple = matrix.binds >= ATOM and "^" not in matrix.text
        inner = matrix if simple else self._enclosed(matrix)
        return Piece(template.replace("{0}", inner.text), POWER, matrix.tall)


def _turns(piece: Piece) -> int:
    """The number of transposes in a text."""
    return piece.text.count(r"\top") + piece.text.count("ᵀ")


def _refusal(what: str) -> NoMatrixFormError:
    return NoMatrixFormError(f"no matrix form: {what}; the index form says it")
