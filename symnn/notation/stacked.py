r"""Derivatives with three and four axes as matrices, by stacking columns: vec and ⊗.

The derivative of an m × n matrix X by a p × q matrix Y is the mn × pq matrix ∂vec(X)/∂vec(Y), whose
row of X_ij is (j − 1) m + i. So A_ik B_jl over (i, j; k, l) is B ⊗ A; δ_ik δ_jl M_ij is
diag(vec M), and M_ij P_kl is vec(M) vec(P)ᵀ. (Magnus and Neudecker, sections 2.4 and 9.4.)
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import NoMatrixFormError
from symnn.language.expression import Total, bound_by, indices_in, rename, total_over
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, TensorSymbol, symbol_of
from symnn.notation.layout import shared_coefficient
from symnn.notation.matrix import MatrixWriter
from symnn.notation.piece import ATOM, POWER, PRODUCT, SUM, Piece
from symnn.notation.style import Style

Group = tuple[Index, ...]


class StackedWriter:
    """Writes what has the axes of two quantities, each a matrix or a vector, as one matrix."""

    def __init__(self, style: Style, rows: Group, columns: Group) -> None:
        self.style = style
        self.matrices = MatrixWriter(style)
        self.rows, self.columns = rows, columns
        # the axis that counts blocks, and the one within a block
        self.blocks = tuple(group[1] for group in (rows, columns) if len(group) == 2)
        self.inner = tuple(group[0] for group in (rows, columns) if group)

    def text(self, expr: Expr) -> str:
        """``expr`` as text. Raises NoMatrixFormError where there is no such form."""
        content, inner = shared_coefficient(expr) if isinstance(expr, sp.Add) else (sp.S.One, expr)
        pieces = [self._term(term) for term in sp.Add.make_args(inner)]
        text = pieces[0].text
        for piece in pieces[1:]:
            text += f" - {piece.text[1:]}" if piece.negative else f" + {piece.text}"
        if content == 1:
            return text
        whole = Piece(
            text, SUM if len(pieces) > 1 else pieces[0].binds, any(p.tall for p in pieces)
        )
        return self.matrices.chain([self.matrices.piece(content, ()), whole]).text

    def _term(self, term: Expr) -> Piece:
        coefficient, parts = _components(term)
        negative = bool(coefficient.could_extract_minus_sign())
        coefficient = -coefficient if negative else coefficient
        whole = self._diagonal(parts) or self._outer(parts) or self._kronecker(parts)
        if coefficient != 1:
            scale = self.matrices.piece(coefficient, ())
            inner = whole if whole.binds >= PRODUCT else self.matrices.enclosed(whole)
            whole = Piece(f"{scale.text}{self.style.times}{inner.text}", PRODUCT, whole.tall)
        if negative:
            inner = whole if whole.binds >= PRODUCT else self.matrices.enclosed(whole)
            return Piece(f"-{inner.text}", SUM, whole.tall, True)
        return whole

    # ---- forms --------------------------------------------------------------------------------

    def _kronecker(self, parts: Sequence[Expr]) -> Piece:
        """A(j, l) B(i, k) as A ⊗ B."""
        sides: list[list[Expr]] = [[], []]
        for part in parts:
            free = indices_in(part)
            fits = [free <= set(axes) for axes in (self.blocks, self.inner)]
            if not any(fits):
                raise NoMatrixFormError(
                    "no matrix form: no Kronecker product; the index form says it"
                )
            sides[fits.index(True)].append(part)
        left, right = (
            self._factor(sp.Mul(*side), axes)
            for side, axes in zip(sides, (self.blocks, self.inner), strict=True)
        )
        return Piece(f"{left.text}{self.style.kronecker}{right.text}", SUM, left.tall or right.tall)

    def _factor(self, expr: Expr, axes: Group) -> Piece:
        """One side of a Kronecker product: a matrix, or a row or a column."""
        piece = MatrixWriter(self.style, sized=True).piece(expr, axes)
        if len(axes) == 1 and axes[0] in self.columns:  # ∂z/∂vec(W): the columns of a row
            piece = self.matrices.transposed(piece)
        return piece if piece.binds >= POWER else self.matrices.enclosed(piece)

    def _diagonal(self, parts: Sequence[Expr]) -> Piece | None:
        """δ_ik δ_jl M_ij as diag(vec M)."""
        deltas = [part for part in parts if isinstance(part, sp.KroneckerDelta)]
        pairs = {frozenset(pair) for pair in zip(self.rows, self.columns, strict=False)}
        if len(self.rows) != 2 or {frozenset(delta.args) for delta in deltas} != pairs:
            return None
        rest = [part for part in parts if part not in deltas]
        if not any(len(indices_in(part)) == 2 for part in rest):
            return None
        names = dict(zip(self.columns, self.rows, strict=True))
        body = rename(sp.Mul(*rest), names)
        inner = self._vec(body, self.rows)
        return Piece(self.style.diag(inner.text, inner.tall), ATOM, inner.tall)

    def _outer(self, parts: Sequence[Expr]) -> Piece | None:
        """M_ij P_kl as vec(M) vec(P)ᵀ."""
        first = [part for part in parts if indices_in(part) <= set(self.rows)]
        second = [part for part in parts if part not in first]
        whole = all(
            any(len(indices_in(part)) == len(axes) > 1 for part in side)
            for side, axes in ((first, self.rows), (second, self.columns))
        )
        if not whole or any(not indices_in(part) <= set(self.columns) for part in second):
            return None
        left, right = self._vec(sp.Mul(*first), self.rows), self._vec(sp.Mul(*second), self.columns)
        return self.matrices.chain([left, self.matrices.transposed(right)])

    def _vec(self, expr: Expr, axes: Group) -> Piece:
        inner = self.matrices.piece(expr, axes)
        return Piece(self.style.stacked(inner.text, inner.tall), ATOM, inner.tall)


def stacked_equation(style: Style, left: Expr, right: Expr, free: Group) -> tuple[str, str]:
    """Both sides of the equation of a derivative by a matrix, or of a matrix, as matrices.

    Raises NoMatrixFormError for any other equation, and where the right side has no such form.
    """
    symbol = symbol_of(left)
    if not isinstance(symbol, DerivativeSymbol) or len(free) not in (3, 4):
        raise NoMatrixFormError(f"no matrix form: a result with {len(free)} axes")
    places: list[TensorSymbol] = []
    base: TensorSymbol = symbol
    while isinstance(base, DerivativeSymbol):
        places.insert(0, base.wrt)
        base = base.of
    order = len(places)
    places = [base, *places] if base.shape else places
    if len(places) != 2 or any(len(place.shape) > 2 for place in places):
        raise NoMatrixFormError("no matrix form: a derivative with more than two matrices")
    split = len(places[0].shape)
    rows, columns = free[:split], free[split:]
    matrices = MatrixWriter(style)
    names = []
    for place in places:
        piece = matrices.symbol(place)
        names.append(style.stacked(piece.text, False) if len(place.shape) == 2 else piece.text)
    space = " " if style.partial.startswith("\\") else ""
    joint = r" \, " if space else ""
    if order == 2:
        above = f"{style.power(style.partial, '2')}{space}{matrices.symbol(base).text}"
        last = names[1] if len(places[1].shape) == 2 or "^" not in names[1] else f"({names[1]})"
        below = f"{style.partial}{space}{names[0]}{joint}{style.partial}{space}{last}"
        below += style.transpose
    else:
        above, below = (f"{style.partial}{space}{name}" for name in names)
    fraction = style.fraction(above, below) if space else f"{above}/{below}"
    return fraction, StackedWriter(style, rows, columns).text(right)


def _components(term: Expr) -> tuple[Expr, list[Expr]]:
    """The scalar factor of a term, and its factors; those that share a summed index are one."""
    scalars: list[Expr] = []
    parts: list[Expr] = []
    for factor in sp.Mul.make_args(term):
        if not indices_in(factor):
            scalars.append(factor)
        elif isinstance(factor, Total):
            parts += _separated(factor)
        else:
            parts.append(factor)
    return sp.Mul(*scalars), parts


def _separated(total: Total) -> list[Expr]:
    """Σ_pq a_p b_p c_q d_q as (Σ_p a_p b_p)(Σ_q c_q d_q)."""
    bound = bound_by(total)
    groups: list[tuple[set[Index], list[Expr]]] = []
    for factor in sp.Mul.make_args(total.function):
        own = set(indices_in(factor)) & set(bound)
        joined = [group for group in groups if group[0] & own]
        groups = [group for group in groups if not group[0] & own]
        indices = own.union(*(group[0] for group in joined))
        groups.append((indices, [*(f for group in joined for f in group[1]), factor]))
    if any(not indices for indices, _ in groups) and len(groups) > 1:
        groups = [group for group in groups if group[0]] + [g for g in groups if not g[0]]
    return [total_over(sp.Mul(*factors), sorted(i, key=bound.index)) for i, factors in groups]
