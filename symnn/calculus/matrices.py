"""Laws of inverses and determinants for the normal form.

Within one normal form every inverse is an array of its own, M = B⁻¹, with the rule B M = M B = I:
where the leading term of B stands beside M, it is replaced by I less the other terms of B. So
X X⁻¹ = I, (X⁻¹)ᵀ = (Xᵀ)⁻¹, (A B)⁻¹ = B⁻¹ A⁻¹, (XᵀX + λI)⁻¹ XᵀX = I − λ(XᵀX + λI)⁻¹.
Determinants are products: det AB = det A det B, det Xᵀ = det X, det cX = cⁿ det X,
det X⁻¹ = 1/det X.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.canonical import keyed
from symnn.calculus.factor import factored
from symnn.calculus.facts import Binding, match
from symnn.language.expression import Applied, bound_by, indices_in, rename, total_over
from symnn.language.index import Index, fresh
from symnn.language.symbol import Entry, TensorSymbol, symbol_of
from symnn.operations.det import DET
from symnn.operations.inverse import INVERSE
from symnn.operations.logdet import LOGDET

if TYPE_CHECKING:
    from symnn.calculus.term import Term

Link = tuple[Expr, Expr, Expr]
"""An entry of a square matrix as a factor of a matrix product, with its row and its column."""


@dataclass(frozen=True)
class Known:
    """A matrix B, as the normal form ``body`` over ``axes``, with names for B⁻¹ and det B.

    ``leading`` is the term of B that is used up beside B⁻¹, ``others`` are the rest; there is no
    leading term where it is not clear which one it should be.
    """

    inverse: TensorSymbol
    determinant: TensorSymbol
    body: Expr
    axes: tuple[Index, Index]
    leading: Term | None
    others: tuple[Term, ...]


class Matrices:
    """The matrices whose inverses and determinants occur in one normal form.

    ``terms`` gives the terms of a normal form, ``symmetric`` the symmetric matrices known so far,
    to which symmetric inverses are added.
    """

    def __init__(self, terms: Callable[[Expr], list[Term]], symmetric: set[TensorSymbol]) -> None:
        self.terms = terms
        self.symmetric = symmetric
        self.axes: dict[Expr, tuple[Index, Index]] = {}
        self.by_key: dict[object, Known] = {}
        self.by_inverse: dict[TensorSymbol, Known] = {}
        self.by_determinant: dict[TensorSymbol, Known] = {}

    # ---- inverses and determinants as products ------------------------------------------------

    def value(self, node: Applied) -> Expr | None:
        """An inverse, a determinant or its logarithm in known arrays; None where no law helps."""
        ((body, bound),) = node.operands
        if indices_in(body) - set(bound):
            return None
        scale, links = self._links(body, bound)
        if links is None:
            return None
        if isinstance(node, INVERSE.node):
            return self._inverse(scale, links, node.outputs)
        size = bound[0].dimension
        powers = [self._determinant(link) for link in links]
        if isinstance(node, DET.node):
            return sp.Mul(scale**size, *(base**exponent for base, exponent in powers))
        return logarithm(scale, size, powers)

    def _inverse(self, scale: Expr, links: Sequence[Link], outputs: Sequence[Expr]) -> Expr:
        # (c A B)⁻¹ = c⁻¹ B⁻¹ A⁻¹
        if not links:
            return sp.KroneckerDelta(*outputs) / scale
        start, stop = outputs
        size = _dimension(links[0])
        inner = [Index(size) for _ in links[1:]]
        places = [start, *inner, stop]
        factors = [
            self._inverted(link, row, column)
            for link, row, column in zip(reversed(links), places, places[1:], strict=False)
        ]
        return total_over(sp.Mul(*factors) / scale, inner)

    def _inverted(self, link: Link, row: Expr, column: Expr) -> Expr:
        entry, first, second = link
        known = self.by_inverse.get(entry.symbol) if isinstance(entry, Entry) else None
        if known is not None:  # the inverse of an inverse
            flipped = entry.args[1] != first
            places = (column, row) if flipped else (row, column)
            return rename(known.body, dict(zip(known.axes, places, strict=True)))
        known, flipped = self._known(entry, first, second)
        return known.inverse[(column, row) if flipped else (row, column)]

    def _determinant(self, link: Link) -> tuple[Expr, int]:
        entry, first, second = link
        known = self.by_inverse.get(entry.symbol) if isinstance(entry, Entry) else None
        if known is not None:
            return known.determinant, -1
        return self._known(entry, first, second)[0].determinant, 1

    def _links(self, body: Expr, bound: Sequence[Expr]) -> tuple[Expr, list[Link] | None]:
        """A matrix as a scalar times a product of square matrices; one that is a sum is one link.

        None where it is zero.
        """
        row, column = bound
        terms = self.terms(body)
        if not terms:
            return sp.S.One, None
        if len(terms) == 1:
            (term,) = terms
            inside = {row, column, *term.bound}
            factors = sp.Mul.make_args(term.product)
            scalars = [factor for factor in factors if not indices_in(factor) & inside]
            rest = [factor for factor in factors if indices_in(factor) & inside]
            scale = sp.Mul(term.coefficient, *scalars)
            links = _chain(rest, row, column)
            if links is None:
                links = [(total_over(sp.Mul(*rest), term.bound), row, column)]
            return scale, links
        scale, whole = _content(terms)
        return scale, [(whole, row, column)]

    # ---- known matrices -----------------------------------------------------------------------

    def _known(self, body: Expr, row: Expr, column: Expr) -> tuple[Known, bool]:
        """The record of a matrix, and whether it is that of the transposed matrix."""
        size = _dimension((body, row, column))
        first, second = self.axes.setdefault(size, (Index(size), Index(size)))
        straight = rename(body, {row: first, column: second})
        turned = rename(body, {row: second, column: first})
        keys = [keyed(form, frozenset(self.symmetric)) for form in (straight, turned)]
        for key, flipped in zip(keys, (False, True), strict=True):
            if key in self.by_key:
                return self.by_key[key], flipped
        number = len(self.by_key)
        inverse = TensorSymbol(f"inverse {number}", (size, size))
        leading, others = _leading(self.terms(straight))
        known = Known(
            inverse,
            TensorSymbol(f"determinant {number}"),
            straight,
            (first, second),
            leading,
            tuple(others),
        )
        self.by_key[keys[0]] = known
        self.by_inverse[inverse] = known
        self.by_determinant[known.determinant] = known
        if keys[0] == keys[1]:
            self.symmetric.add(inverse)
        return known, False

    def log(self, argument: Sequence[Term]) -> Expr | None:
        """The logarithm of one term with determinants in it; None for anything else."""
        if len(argument) != 1 or argument[0].bound:
            return None
        (term,) = argument
        powers, rest = [], [term.coefficient]
        for factor in sp.Mul.make_args(term.product):
            base, exponent = factor.as_base_exp()
            if base in self.by_determinant:
                powers.append((base, exponent))
            else:
                rest.append(factor)
        return logarithm(sp.Mul(*rest), sp.S.One, powers) if powers else None

    # ---- B B⁻¹ = I ----------------------------------------------------------------------------

    def used(
        self, factors: Sequence[Expr], bound: Sequence[Index]
    ) -> Iterator[tuple[Expr, list[Index]]] | None:
        """``Σ_bound Π factors`` after one use of B B⁻¹ = I, as products and what they sum over.

        None where the rule does not apply.
        """
        for place, factor in enumerate(factors):
            known = self.by_inverse.get(factor.symbol) if isinstance(factor, Entry) else None
            if known is None or known.leading is None:
                continue
            others = [*factors[:place], *factors[place + 1 :]]
            for row, column, left in self._contractions(known, factor, bound):
                found = self._use(known, others, bound, row, column, left)
                if found is not None:
                    return found
        return None

    def _contractions(
        self, known: Known, entry: Entry, bound: Sequence[Index]
    ) -> Iterator[tuple[Expr, Expr, bool]]:
        """Row and column of M, and whether the row meets B (B M) or the column does (M B)."""
        p, q = entry.args[1:]
        orders = [(p, q), (q, p)] if known.inverse in self.symmetric else [(p, q)]
        for row, column in orders:
            if row == column:
                continue
            if row in bound:
                yield row, column, True
            if column in bound:
                yield row, column, False

    def _use(
        self,
        known: Known,
        factors: list[Expr],
        bound: Sequence[Index],
        row: Expr,
        column: Expr,
        left: bool,
    ) -> Iterator[tuple[Expr, list[Index]]] | None:
        assert known.leading is not None
        first, second = known.axes
        summed, kept = (row, column) if left else (column, row)
        at, other = (second, first) if left else (first, second)
        leading = known.leading
        touching = [factor for factor in factors if summed in indices_in(factor)]
        pattern = list(sp.Mul.make_args(leading.product))
        free = {other, *leading.bound}
        start: Binding = {at: summed}
        for binding, rest in self._matches(pattern, factors, start, free):
            gone = {summed, *(binding[index] for index in leading.bound)}
            where = binding[other]
            if any(factor in rest for factor in touching) or where in gone or kept in gone:
                continue
            if len(gone) < 1 + len(leading.bound) or not gone <= set(bound):
                continue
            if any(indices_in(factor) & gone for factor in rest):
                continue
            left_over = [index for index in bound if index not in gone]
            return self._replaced(known, rest, left_over, (at, other), where, kept, left)
        return None

    def _replaced(
        self,
        known: Known,
        rest: list[Expr],
        bound: list[Index],
        axes: tuple[Index, Index],
        where: Expr,
        kept: Expr,
        left: bool,
    ) -> Iterator[tuple[Expr, list[Index]]]:
        at, other = axes
        assert known.leading is not None
        scale = 1 / known.leading.coefficient
        yield sp.Mul(scale, sp.KroneckerDelta(where, kept), *rest), bound
        for term in known.others:
            apart = fresh(term.bound)
            middle = Index(at.dimension)
            product = rename(term.product, {**apart, at: middle, other: where})
            inverse = known.inverse[(middle, kept) if left else (kept, middle)]
            whole = sp.Mul(-scale * term.coefficient, product, inverse, *rest)
            yield whole, [*bound, *apart.values(), middle]

    def _matches(
        self, pattern: list[Expr], factors: list[Expr], binding: Binding, free: set[Index]
    ) -> Iterator[tuple[Binding, list[Expr]]]:
        """All ways to find the factors of a pattern among factors, and the factors left over."""
        if not pattern:
            yield binding, factors
            return
        # a factor with a known index first, so that the search stays on the chain
        chosen = next((p for p in pattern if indices_in(p) & set(binding)), pattern[0])
        others = list(pattern)
        others.remove(chosen)
        for place, factor in enumerate(factors):
            for candidate in self._turned(chosen):
                found = match(candidate, factor, binding, free)
                if found is not None:
                    left = [*factors[:place], *factors[place + 1 :]]
                    yield from self._matches(others, left, found, free)

    def _turned(self, factor: Expr) -> list[Expr]:
        """A factor, and for an entry of a symmetric matrix the one with its indices exchanged."""
        if isinstance(factor, Entry) and factor.symbol in self.symmetric:
            *leading, row, column = factor.args[1:]
            return [factor, factor.symbol[(*leading, column, row)]]
        return [factor]

    # ---- back to operations -------------------------------------------------------------------

    def restored(self, expr: Expr) -> Expr:
        """``expr`` with inverses and determinants written as operations again."""
        if not self.by_key:
            return expr
        symbol = symbol_of(expr)
        known = None
        if symbol is not None:
            known = self.by_inverse.get(symbol) or self.by_determinant.get(symbol)
        if known is not None:
            apart = fresh(known.axes)
            body = self.restored(rename(known.body, apart))
            operands = [(body, tuple(apart.values()))]
            if symbol == known.determinant:
                return DET.applied(operands, ())
            return INVERSE.applied(operands, expr.args[1:])
        if not expr.args or isinstance(expr, Entry):
            return expr
        if isinstance(expr, sp.Sum):
            return total_over(self.restored(expr.function), bound_by(expr))
        if isinstance(expr, Applied):
            operands = [(self.restored(body), bound) for body, bound in expr.operands]
            return type(expr).of(operands, expr.outputs)
        return expr.func(*map(self.restored, expr.args))


def logarithm(scale: Expr, size: Expr, powers: Sequence[tuple[Expr, Expr]]) -> Expr:
    """log(scaleˢⁱᶻᵉ Π baseᵉˣᵖᵒⁿᵉⁿᵗ) with bases that are determinants.

    Where both sides of log(a b) = log a + log b are defined they are equal; log c stands apart
    where c > 0 is known.
    """
    parts = [exponent * sp.log(base) for base, exponent in powers]
    if scale == 1:
        return sp.Add(*parts)
    if scale.is_positive:
        return sp.Add(size * sp.log(scale), *parts)
    return sp.log(sp.Mul(scale**size, *(base**exponent for base, exponent in powers)))


def is_matrix_operation(expr: Expr) -> bool:
    """Whether a node is an inverse, a determinant or the logarithm of one."""
    return isinstance(expr, (INVERSE.node, DET.node, LOGDET.node))


def _dimension(link: Link) -> Expr:
    _, row, column = link
    index = row if isinstance(row, Index) else column
    return index.dimension


def _chain(factors: Sequence[Expr], row: Expr, column: Expr) -> list[Link] | None:
    """Σ A[row, i] B[i, j] C[j, column] as links, if all of them are square; I is no link."""
    if len(factors) == 1 and isinstance(factors[0], sp.KroneckerDelta):
        return [] if set(factors[0].args) == {row, column} else None
    links: list[Link] = []
    left, here = list(factors), row
    while left:
        found = next((f for f in left if isinstance(f, Entry) and here in f.args[1:]), None)
        if found is None or len(found.args) != 3 or found.args[1] == found.args[2]:
            return None
        following = found.args[2] if found.args[1] == here else found.args[1]
        if not isinstance(following, Index) or following.dimension != _dimension((found, row, row)):
            return None
        links.append((found, here, following))
        left.remove(found)
        here = following
    return links if here == column else None


def _content(terms: Sequence[Term]) -> tuple[Expr, Expr]:
    """The scalar factors that all terms share, and the sum without them."""
    lead = min(terms, key=_order)
    whole = factored([term.expr / lead.coefficient for term in terms])
    shared = [f for f in sp.Mul.make_args(whole) if not isinstance(f, sp.Add) and not indices_in(f)]
    return sp.Mul(lead.coefficient, *shared), whole / sp.Mul(*shared)


def _order(term: Term) -> tuple[int, list[str]]:
    """Terms by the number of arrays in them, then by their names."""
    names = []
    for factor in sp.Mul.make_args(term.product):
        base, exponent = factor.as_base_exp()
        if not isinstance(base, sp.KroneckerDelta) and indices_in(base):
            times = int(exponent) if exponent.is_Integer and exponent > 0 else 1
            names += [_name(base)] * times
    return len(names), sorted(names)


def _name(base: Expr) -> str:
    symbol = symbol_of(base)
    return symbol.name if symbol is not None else type(base).__name__


def _leading(terms: Sequence[Term]) -> tuple[Term | None, list[Term]]:
    """The largest term, if there is one alone, and the others."""
    ordered = sorted(terms, key=_order)
    last = ordered[-1]
    alone = len(ordered) == 1 or _order(ordered[-2]) < _order(last)
    plain = all(
        isinstance(factor, (Entry, TensorSymbol)) for factor in sp.Mul.make_args(last.product)
    )
    if not alone or not plain or not _order(last)[0]:
        return None, []
    return last, ordered[:-1]
