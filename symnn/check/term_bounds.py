"""How many indices and powers of sizes the terms of an expression have, for proofs at all sizes.

What counts, and why, is said in :mod:`symnn.check.all_sizes`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.opened import HYPERBOLIC
from symnn.language.bracket import Bracket
from symnn.language.errors import SymnnError
from symnn.language.expression import Applied, Total, bound_by, indices_in
from symnn.language.index import Index
from symnn.language.symbol import Entry, TensorSymbol

TAKEN_APART = (sp.exp, sp.sin, sp.cos, sp.Abs, sp.sign, *HYPERBOLIC)
"""Functions that the identity test writes in other ones."""

Count = Counter[Expr]
"""A number for each dimension."""


class UnboundedError(SymnnError):
    """An expression whose identities at some sizes are not known to say anything of others."""


# ---- functions of sums ------------------------------------------------------------------------


def nodes(expr: Expr) -> Iterator[Expr]:
    """All parts of an expression."""
    yield from sp.preorder_traversal(expr)


def holds_sums(expr: Expr) -> bool:
    """Whether an expression depends on sizes: by a sum, or by the size itself."""
    return any(
        isinstance(node, Total) or type(node) is sp.Symbol
        for node in nodes(expr)
        if not isinstance(node, Index)
    )


def is_function(node: Expr) -> bool:
    """A function of a number that is no whole power."""
    if isinstance(node, sp.Pow):
        return not node.exp.is_Integer
    return isinstance(node, sp.Function) and not isinstance(
        node, (Applied, Entry, sp.KroneckerDelta)
    )


def of_sums(expr: Expr) -> Iterator[Expr]:
    """The arguments of functions that hold sums."""
    for node in nodes(expr):
        if is_function(node):
            yield from (arg for arg in node.args if holds_sums(arg))


# ---- bounds of terms --------------------------------------------------------------------------


@dataclass(frozen=True)
class Bound:
    """For each dimension, over all terms: the summed ``indices`` and the ``loose`` ones of them,
    which stand on no factor that is an entry; the powers of the size ``up`` and ``down``.

    ``fixed`` are indices that stand on such a factor in every term, ``below`` the denominators that
    hold sums.
    """

    indices: Count = field(default_factory=Counter)
    loose: Count = field(default_factory=Counter)
    up: Count = field(default_factory=Counter)
    down: Count = field(default_factory=Counter)
    fixed: frozenset[Index] = frozenset()
    below: Counter[Expr] = field(default_factory=Counter)

    def times(self, other: Bound) -> Bound:
        """The bound of a product."""
        return Bound(
            self.indices + other.indices,
            self.loose + other.loose,
            self.up + other.up,
            self.down + other.down,
            self.fixed | other.fixed,
            self.below + other.below,
        )

    def plus(self, other: Bound) -> Bound:
        """The bound of a sum over one denominator."""
        first = self._over(other.below - self.below)
        second = other._over(self.below - other.below)
        return Bound(
            first.indices | second.indices,
            first.loose | second.loose,
            first.up | second.up,
            first.down | second.down,
            first.fixed & second.fixed,
            self.below | other.below,
        )

    def _over(self, factors: Counter[Expr]) -> Bound:
        """The bound after multiplication with further denominators."""
        result = self
        for base, times in factors.items():
            result = result.times(_power(bound_of(base), times))
        return result


def _power(base: Bound, times: int) -> Bound:
    result = Bound()
    for _ in range(times):
        result = result.times(base)
    return result


def bound_of(expr: Expr) -> Bound:
    """The bound of an expression. Raises UnboundedError for what is no sum of such terms."""
    if any(isinstance(node, (Applied, sp.Piecewise, sp.Max, sp.Min)) for node in nodes(expr)):
        raise UnboundedError("an operation on a whole axis, or cases")
    if any(isinstance(node, (Bracket, sp.floor, sp.ceiling)) for node in nodes(expr)):
        raise UnboundedError("a condition on indices, or the whole part of a size")
    if isinstance(expr, Entry):
        return Bound(fixed=frozenset(_places(expr)))
    if isinstance(expr, TensorSymbol):
        return Bound()
    if not holds_sums(expr):
        return _of_entries(expr)
    if type(expr) is sp.Symbol:
        return Bound(up=Counter({expr: 1}))
    if isinstance(expr, (sp.Mul, sp.Add)):
        return _combined(expr)
    if isinstance(expr, Total):
        return _total(expr)
    if isinstance(expr, sp.Pow) and expr.exp.is_Rational:
        return _raised(expr)
    if is_function(expr):
        _check_unknown(expr)
        return Bound()
    raise UnboundedError(f"{expr} depends on sizes in an unknown way")


def _of_entries(expr: Expr) -> Bound:
    """Any function of the entries at its free indices, if it treats index values alike."""
    _check_places(expr)
    if isinstance(expr, (sp.Mul, sp.Add)):
        return _combined(expr)
    power = isinstance(expr, sp.Pow) and expr.exp.is_Integer and expr.exp > 0
    return Bound(fixed=bound_of(expr.base).fixed if power else frozenset())


def _check_places(expr: Expr) -> None:
    if isinstance(expr, (Entry, sp.KroneckerDelta)):
        _places(expr)
    elif isinstance(expr, Index):
        raise UnboundedError("an index is used as a number")
    else:
        for arg in expr.args:
            _check_places(arg)


def _combined(expr: Expr) -> Bound:
    first, *others = map(bound_of, expr.args)
    for other in others:
        first = first.times(other) if isinstance(expr, sp.Mul) else first.plus(other)
    return first


def _places(expr: Expr) -> list[Index]:
    places = expr.args[1:] if isinstance(expr, Entry) else expr.args
    if not all(isinstance(place, Index) for place in places):
        raise UnboundedError(f"{expr} is about a given place")
    ranges = [place.dimension for place in places]
    sizes = list(expr.symbol.shape) if isinstance(expr, Entry) else ranges[:1] * 2
    if ranges != sizes:
        raise UnboundedError(f"an index of {expr} runs over a part of an axis")
    return list(places)


def _total(expr: Total) -> Bound:
    body = bound_of(expr.function)
    indices, loose = Counter(body.indices), Counter(body.loose)
    bound = bound_by(expr)
    outside = {index for base in body.below for index in indices_in(base)}
    held = {index for argument in of_sums(expr.function) for index in indices_in(argument)}
    for index in bound:
        if not isinstance(index.dimension, (sp.Symbol, sp.Integer)):
            raise UnboundedError(f"the size {index.dimension} is no plain one")
        if index in outside | held:
            raise UnboundedError("a summed index in a denominator, or a function, of a sum")
        indices[index.dimension] += 1
        loose[index.dimension] += index not in body.fixed
    return Bound(indices, loose, body.up, body.down, body.fixed - set(bound), body.below)


def _raised(expr: sp.Pow) -> Bound:
    """A power of what holds sums; a root counts as its argument."""
    base, exponent = expr.args
    if exponent.is_Integer and type(base) is sp.Symbol:
        power = Counter({base: abs(int(exponent))})
        return Bound(up=power) if exponent > 0 else Bound(down=power)
    root = base if exponent.is_Integer else base ** sp.Rational(1, exponent.q)
    inner = bound_of(base)
    if not exponent.is_Integer:
        _check_unknown(expr)
        if exponent.q != 2:
            raise UnboundedError("a higher root of a sum")
        inner = Bound(inner.indices, inner.indices, inner.up, inner.down, below=inner.below)
    if exponent > 0:
        return _power(inner, int(exponent.p))
    if inner.below:
        raise UnboundedError("a denominator has denominators")
    return Bound(below=Counter({root: -int(exponent.p)}))


def _check_unknown(expr: Expr) -> None:
    """What the identity test takes apart is no unknown."""
    if isinstance(expr, TAKEN_APART):
        raise UnboundedError("a function of a sum that is taken apart")
    if isinstance(expr, sp.Pow) and not expr.exp.is_Rational:
        raise UnboundedError("a power with a size in it")
    if isinstance(expr, sp.log) and not isinstance(expr.args[0], (sp.Add, Total)):
        raise UnboundedError("a logarithm of factors that hold sums")
