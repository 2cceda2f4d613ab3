"""Matrix form: vectors as columns, products, transposes, ⊙, diag, outer products, 1, I, tr, ‖·‖.

The writer reads a plan; what needs more than two axes at once has no matrix form, and is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import NoMatrixFormError
from symnn.language.index import Index
from symnn.language.series import Series
from symnn.language.symbol import DerivativeSymbol
from symnn.notation.entrywise import Entrywise
from symnn.notation.index import IndexWriter
from symnn.notation.matrix_pieces import MatrixPieces, transposes_in
from symnn.notation.piece import ATOM, SUM, Piece, called
from symnn.notation.series import written_series
from symnn.operations._matrix_function import MatrixFunction
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


class MatrixWriter(MatrixPieces):
    """Writes expressions of at most two free indices, as rows and columns in the order given."""

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
        ones = self.all_ones(axes)
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
        if isinstance(node, Elementwise):
            return Entrywise(self, node, axes).over(node.expr, axes)
        return self.repeated(self._node(node, own), own[0], axes)

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
        numbers = {
            p: c.expr for p, c in node.parts.items() if isinstance(c, Elementwise) and not c.parts
        }
        if numbers:
            parts = {part: child for part, child in node.parts.items() if part not in numbers}
            node = replace(node, expr=node.expr.xreplace(numbers), parts=parts)
        leaves = list(_leaves(node))
        orders = {leaf.axes for leaf in leaves if len(leaf.axes) == 2}
        single = isinstance(node.expr, sp.Mul) and len(leaves) == 1  # 2 Aᵀ
        if orders == {axes[::-1]} and not single:
            return self.transposed(Entrywise(self, node, axes[::-1]).write(node.expr))
        return Entrywise(self, node, axes).write(node.expr)

    # ---- leaves -------------------------------------------------------------------------------

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
        return self.identity(node.axes[0])

    # ---- products -----------------------------------------------------------------------------

    def _contract(self, node: Contract, axes: Axes) -> Piece:
        left, right = node.left, node.right
        if len(node.over) > 1 or set(left.axes) & set(right.axes) - set(node.over):
            return self._inner(node, axes)
        (over,) = node.over
        for unit, other in ((left, right), (right, left)):
            if isinstance(unit, Identity) and len(unit.axes) == 2:
                scaled = self._scaled(other, over)
                if scaled is not None:
                    return scaled
        rows = tuple(axis for axis in left.axes if axis is not over)
        if not axes and left is right:
            return self.squared_norm(self._node(left, (over,)), "2")
        if axes and rows[:1] != axes[:1]:  # the left factor gives the columns: swap
            left, right, rows = right, left, tuple(a for a in right.axes if a is not over)
        columns = tuple(axis for axis in right.axes if axis is not over)
        if not axes:  # xᵀ A y rather than yᵀ Aᵀ x
            ways = [[self.row(left, over), self._node(right, (over,))],
                    [self.row(right, over), self._node(left, (over,))]]  # fmt: skip
            return min(map(self.chain, ways), key=transposes_in)
        first = self._node(left, (*rows, over)) if rows else self.row(left, over)
        return self.chain([first, self._node(right, (over, *columns))])

    def _scaled(self, node: Node, over: Index) -> Piece | None:
        """``Σ_j δ_ij a_j ∂L/∂z_j`` as ``diag(a) ∂L/∂z``, a local derivative times an adjoint."""
        if not isinstance(node, Elementwise) or not node.expr.is_Mul or node.axes != (over,):
            return None
        found = [
            (part, leaf)
            for part, leaf in node.parts.items()
            if isinstance(leaf, Leaf)
            and isinstance(leaf.symbol, DerivativeSymbol)
            and part in node.expr.args
        ]
        if len(found) != 1:
            return None
        ((part, adjoint),) = found
        others = {key: child for key, child in node.parts.items() if key != part}
        slopes = Elementwise((over,), node.expr / part, others)
        if not any(over in child.axes for child in others.values()):
            return None
        whole = self._node(slopes, (over,))
        diagonal = Piece(self.style.diag(whole.text, whole.tall), ATOM, whole.tall)
        return self.chain([diagonal, self._node(adjoint, (over,))])

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
                return self.squared_norm(self._node(left, over), "F")
            ways = (over[::-1], over), (over, over[::-1])  # tr(LᵀR) = tr(LRᵀ)
            products = [self.chain([self._node(left, a), self._node(right, b)]) for a, b in ways]
            product = min(products, key=transposes_in)
            return Piece(
                self.style.trace(product.text, product.tall), ATOM, product.tall, wide=True
            )
        whole = tuple(dict.fromkeys((*left.axes, *right.axes)))
        if len(whole) > 2:
            raise _refusal("a sum over products of arrays that share an axis")
        parts = {Part(): left, Part(): right}
        entries = Elementwise(whole, sp.Mul(*parts), parts)
        return self._reduce(Reduce(node.axes, entries, over), axes)

    def _reduce(self, node: Reduce, axes: Axes) -> Piece:
        if len(node.child.axes) > 2:
            raise _refusal(f"a sum over an array with {len(node.child.axes)} axes")
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
            (over,) = node.child.axes
            return self.chain([self.transposed(self.ones(over)), self._node(node.child, (over,))])
        if len(node.over) == 2:
            first, second = node.child.axes
            whole = self._node(node.child, (first, second))
            return self.chain([self.transposed(self.ones(first)), whole, self.ones(second)])
        (kept,), (over,) = axes, node.over
        return self.chain([self._node(node.child, (kept, over)), self.ones(over)])

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
            if bound and not child.axes:
                raise _refusal(f"{node.operation.name} of a number")
            if rest and node.operation.rank is None:  # max X is the largest of all entries
                raise _refusal(f"{node.operation.name} over one axis of a matrix")
            arguments.append(self.write(child, (*rest, *bound)))
            outputs = (*rest, *node.outputs)  # none of a sum, those of a slope ∇ℓ(y)
        tall = any(argument.tall for argument in arguments)
        name = node.operation.name
        if self.style.partial.startswith("\\"):
            name = node.operation.latex
        texts = [argument.text for argument in arguments]
        piece = called(name, self.style.call(name, texts, tall), tall)
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


def _leaves(node: Elementwise) -> Iterator[Leaf]:
    """The quantities that are combined entry by entry, at any depth."""
    for child in node.parts.values():
        if isinstance(child, Leaf):
            yield child
        elif isinstance(child, Elementwise):
            yield from _leaves(child)


def _refusal(what: str) -> NoMatrixFormError:
    return NoMatrixFormError(f"no matrix form: {what}; the index form says it")
