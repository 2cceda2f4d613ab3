"""Matrix form: vectors as columns, products, transposes, ⊙, diag, outer products, 1, I, tr, ‖·‖.

The writer reads a plan; what needs more than two axes at once has no matrix form, and is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import NoMatrixFormError
from symnn.language.index import Index
from symnn.language.operation import operation_of
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.notation.index import IndexWriter, derivative
from symnn.notation.layout import Layout, split
from symnn.notation.piece import ATOM, HADAMARD, POWER, PRODUCT, SUM, Piece
from symnn.notation.style import Style
from symnn.plan.nodes import (
    Apply,
    Axes,
    Contract,
    Elementwise,
    Identity,
    Leaf,
    Node,
    Part,
    Reduce,
)
from symnn.plan.planner import plan

Factors = tuple[list[Expr], list[Expr]]
"""Factors of a product, and those of its denominator."""


@dataclass(frozen=True)
class MatrixWriter:
    """Writes expressions of at most two free indices, as rows and columns in the order given."""

    style: Style

    def text(self, expr: Expr, axes: Axes) -> str:
        """``expr`` as a matrix (two axes), a column (one) or a scalar (none).

        Raises NoMatrixFormError where there is no such form.
        """
        if len(axes) > 2:
            raise _refusal(f"a result with {len(axes)} axes")
        node = plan(expr)
        if node.axes or not axes or expr.is_zero:
            return self.write(node, axes).text
        ones = [Piece(self.style.ones), self._transposed(Piece(self.style.ones))]  # 1 1ᵀ/n
        ones = ones[: len(axes)]
        negative = bool(expr.could_extract_minus_sign())
        scale = self.write(plan(-expr) if negative else node, ())
        text = self._chain(ones if scale.text == "1" else [scale, *ones]).text
        return f"-{text}" if negative else text

    def write(self, node: Node, axes: Axes) -> Piece:
        """A node as an array over ``axes``, stretched by 1 where it lacks one of them."""
        own = tuple(axis for axis in axes if axis in node.axes)
        if len(own) < len(node.axes):
            raise _refusal("a sum over an axis that several factors share")
        if own == axes or not own:
            return self._node(node, own)
        column = self._node(node, own)
        if own[0] is axes[0]:  # a column repeated in every column of the result: a 1ᵀ
            return self._chain([column, self._transposed(Piece(self.style.ones))])
        return self._chain([Piece(self.style.ones), self._transposed(column)])

    def _node(self, node: Node, axes: Axes) -> Piece:
        match node:
            case Leaf():
                return self._leaf(node, axes)
            case Identity():
                return self._identity(node)
            case Elementwise():
                return _Entrywise(self, node, axes).write(node.expr)
            case Contract():
                return self._contract(node, axes)
            case Reduce():
                return self._reduce(node, axes)
            case Apply():
                return self._apply(node, axes)
        raise TypeError(node)

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
        return whole if node.axes == axes else self._transposed(whole)

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
        first = self._node(left, (*rows, over)) if rows else self._row(left, over)
        return self._chain([first, self._node(right, (over, *columns))])

    def _row(self, node: Node, over: Index) -> Piece:
        return self._transposed(self._node(node, (over,)))

    def _inner(self, node: Contract, axes: Axes) -> Piece:
        left, right, over = node.left, node.right, node.over
        if not axes and set(left.axes) == set(right.axes) == set(over) and len(over) == 2:
            if left is right:
                return self._square(self._node(left, over), "F")
            product = self._chain([self._node(left, over[::-1]), self._node(right, over)])
            return Piece(self.style.trace(product.text, product.tall), ATOM, True)
        whole = tuple(dict.fromkeys((*left.axes, *right.axes)))
        if len(whole) > 2:
            raise _refusal("a sum over products of arrays that share an axis")
        parts = {Part(): left, Part(): right}
        entries = Elementwise(whole, sp.Mul(*parts), parts)
        return self._reduce(Reduce(node.axes, entries, over), axes)

    def _square(self, piece: Piece, kind: str) -> Piece:
        text = self.style.power(self.style.norm(piece.text, kind), "2")
        return Piece(text, POWER, True)

    def _reduce(self, node: Reduce, axes: Axes) -> Piece:
        ones = Piece(self.style.ones)
        if len(node.child.axes) == 1:
            return self._chain([self._transposed(ones), self._node(node.child, node.child.axes)])
        if len(node.over) == 2:
            whole = self._node(node.child, node.child.axes)
            return self._chain([self._transposed(ones), whole, ones])
        (kept,) = axes
        return self._chain([self._node(node.child, (kept, *node.over)), ones])

    def _chain(self, pieces: Sequence[Piece]) -> Piece:
        """A matrix product."""
        texts = [p.text if p.binds >= PRODUCT else self._enclosed(p).text for p in pieces]
        return Piece(self.style.times.join(texts), PRODUCT, True)

    def _transposed(self, piece: Piece) -> Piece:
        if piece.text.endswith(self.style.transpose) and piece.binds == POWER:
            return Piece(piece.text[: -len(self.style.transpose)], ATOM, piece.tall)
        simple = piece.binds >= ATOM and "^" not in piece.text
        inner = piece if simple else self._enclosed(piece)
        return Piece(f"{inner.text}{self.style.transpose}", POWER, piece.tall)

    def _enclosed(self, piece: Piece) -> Piece:
        return Piece(self.style.parentheses(piece.text, piece.tall), ATOM, piece.tall)

    # ---- operations on axes -------------------------------------------------------------------

    def _apply(self, node: Apply, axes: Axes) -> Piece:
        arguments = []
        outputs: Axes = ()
        for (child, bound), _ in zip(node.operands, node.operands, strict=True):
            rest = tuple(axis for axis in child.axes if axis not in bound)
            if len(rest) + len(bound) > 2 or (node.operation.keeps and len(bound) > 1):
                raise _refusal(f"{node.operation.name} over these axes")
            arguments.append(self._node(child, (*rest, *bound)))
            outputs = (*rest, *node.outputs) if node.operation.keeps else rest
        tall = any(argument.tall for argument in arguments)
        name = node.operation.name
        if self.style.partial.startswith("\\"):
            name = node.operation.latex
        texts = [argument.text for argument in arguments]
        piece = Piece(self.style.call(name, texts, tall), ATOM, tall)
        if outputs == axes:
            return piece
        if outputs == axes[::-1]:
            return self._transposed(piece)
        raise _refusal(f"a part of {node.operation.name}")


class _Entrywise(Layout):
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
        inner = _Entrywise(self.writer, Elementwise(own, expr, self.parts), own).write(expr)
        if own == axes or not own:
            return inner
        ones = Piece(self.style.ones)
        if own[0] is axes[0]:
            return self.writer._chain([inner, self.writer._transposed(ones)])
        return self.writer._chain([ones, self.writer._transposed(inner)])

    def add(self, expr: Expr) -> Piece:
        if not self.axes_of(expr):
            return super().add(expr)
        content, inner = expr.primitive()
        if content != 1:
            return self._product([content, inner])
        pieces = []
        for term in ordered_terms_by(inner.args, self.parts):
            negative = bool(term.as_coeff_Mul()[0] < 0)
            piece = self._term(-term if negative else term)
            if negative:
                text = piece.text if piece.binds > SUM else self.enclosed(piece).text
                piece = Piece(f"-{text}", SUM, piece.tall, True)
            pieces.append(piece)
        return self.joined(pieces)

    def _term(self, term: Expr) -> Piece:
        """A term over all the axes; a scalar other than a number times ones."""
        if not self.axes or self.axes_of(term) or term.is_number:
            return self.over(term, self.axes)
        ones = [Piece(self.style.ones)]
        if len(self.axes) == 2:
            ones.append(self.writer._transposed(ones[0]))
        return self.writer._chain([self.write(term), *ones])

    def _product(self, args: Sequence[Expr]) -> Piece:
        if not any(self.axes_of(factor) for factor in args):
            return super()._product(args)
        coefficient, above, below = split(args)
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
        if one and below and not body.tall and body.binds != HADAMARD:
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
            return self.writer._chain(pieces)
        assert row is not None
        assert column is not None
        left = self._hadamard(*row, (rows,))
        right = self._hadamard(*column, (columns,))
        return self.writer._chain([left, self.writer._transposed(right)])

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
        return self.writer._chain(pieces) if len(pieces) > 1 else pieces[0]

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
            pieces = [Piece(self.style.ones if len(axes) == 1 else "1")]
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
        return Piece(text, binds, tall, pieces[0].negative and not many)

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

    def pow(self, expr: Expr) -> Piece:
        axes = self.axes_of(expr)
        base, exponent = expr.args
        if not axes or exponent.could_extract_minus_sign() or exponent == sp.S.Half:
            return super().pow(expr)
        inner = self.write(base)
        framed = inner if inner.binds >= ATOM and "^" not in inner.text else self.enclosed(inner)
        text = framed.text + self.style.hadamard_power.format(self.text(exponent))
        return Piece(text, POWER, inner.tall)

    def _exponential(self, expr: Expr) -> Piece:
        if self.axes_of(expr):
            return self._function(expr)
        return super()._exponential(expr)

    def _function(self, expr: Expr) -> Piece:
        if len(expr.args) == 1:
            return super()._function(expr)
        operation = operation_of(expr)
        own = tuple(axis for axis in self.axes if axis in self.axes_of(expr))
        arguments = [self.over(argument, own) for argument in expr.args]
        tall = any(argument.tall for argument in arguments)
        name = operation.latex if self.style.partial.startswith("\\") else operation.name
        return Piece(self.style.call(name, [a.text for a in arguments], tall), ATOM, tall)


def ordered_terms_by(terms: Sequence[Expr], parts: dict[Part, Node]) -> list[Expr]:
    """Terms in reading order: positive before negative, products before names, numbers last."""

    def size(expr: Expr) -> int:
        if isinstance(expr, Part):
            node = parts[expr]
            return 1 if isinstance(node, (Leaf, Identity)) else 5
        return sum(size(arg) for arg in expr.args)

    def name(expr: Expr) -> str:
        leaves = [parts[part] for part in expr.atoms(Part)]
        return "".join(sorted(leaf.symbol.name for leaf in leaves if isinstance(leaf, Leaf)))

    def place(term: Expr) -> tuple[bool, bool, int, str]:
        negative = bool(term.as_coeff_Mul()[0] < 0)
        return negative, bool(term.is_number), -size(term), name(term)

    return sorted(terms, key=place)


def _refusal(what: str) -> NoMatrixFormError:
    return NoMatrixFormError(f"no matrix form: {what}; the index form says it")
