r"""From some sizes to all: at which sizes an identity must hold so that it holds at every one.

**What is covered.** For a dimension of size N let F_N(x) be a sum of terms: a power of N, times a
sum over r indices of that dimension of a function of those entries that have no other index values
than these, as Σ_ij tanh(x[i]) A[i,j] y[k] / N. The function may be any one; the free indices of
the claim count among the indices. Let R be the most indices of a term.

**Few values say everything.** Let x^(U) be x with all entries replaced by a constant that have an
index value outside of the set U. Each summand h depends only on the values T of its indices, so at
x^(U) only on U ∩ T. By inclusion and exclusion F_N(x) is the sum of Δ_V over all sets V, where
Δ_V = Σ_{U ⊆ V} (−1)^{|V∖U|} F_N(x^(U)), and in Δ_V every summand with V ⊄ T cancels. So only sets
with |V| ≤ R are left: if F_N(x^(U)) = 0 for all U of at most R values, then F_N = 0.

**Few sizes say everything.** In F_N(x^(U)) the summands are alike for all index values outside of
U; what they are depends on which indices are equal. The ways to choose k different values outside
are (N − |U|)(N − |U| − 1)⋯, a polynomial in N of degree k. So F_N(x^(U)), multiplied by the largest
power of N that divides a term, is a polynomial in N of degree at most

    D = powers of N that multiply + powers that divide + summed indices in a term.

If F_N = 0 at N = R, …, R + D, this polynomial has D + 1 zeros for every U of at most R values. So
it is 0, and F_N = 0 at every N. If the constant is 0, a term is 0 where an index that stands on a
factor x[i] lies outside; so of the summed indices only those count that do not. For several
dimensions the argument is used for one after the other: a grid of sizes is tested.

The constant must be one where nothing is divided by 0 and no step is met at 0, as 1/(x[i] − x[j])
and the step of x[i] − x[j] would be. This is tried with residues, first for 0, then for a generic
constant for each quantity; what is defined at the constant alone is so at every x^(U), for almost
all x. All this is about expressions in unknowns, as the identity test is: values of functions are
unknowns that are equal where arguments are, and stay so when entries are replaced.

**Denominators that hold a sum**, such as Σ_k eˣ[k], are cleared: F times all of them is such a sum
again, with more indices. They must have no summed index outside of them: Π_i b[i] has no bounded
number of indices.

**A function of a sum**, such as a root or a step, is no function of few entries. It is an unknown s
of the identity test. F is a polynomial in s, and the test at random s (for a root both signs with
s² = b, for a step both values) shows that every coefficient is 0; these are such sums of terms. The
root counts as b. This needs that s is the same unknown at every size: there may be only one such
argument, and its functions are of no other argument.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from math import prod

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.canonical import key
from symnn.check.opened import HYPERBOLIC
from symnn.language.errors import SymnnError
from symnn.language.expression import Applied, Total, bound_by, indices_in
from symnn.language.index import Index
from symnn.language.symbol import Entry, TensorSymbol

GRID = 24
"""The largest number of choices of sizes that are tested."""
LARGEST = 9
"""The largest size that is tested."""

TAKEN_APART = (sp.exp, sp.sin, sp.cos, sp.Abs, sp.sign, *HYPERBOLIC)
"""Functions that the identity test writes in other ones."""

Sizes = dict[sp.Symbol, int]
Count = Counter[Expr]
"""A number for each dimension."""


class UnboundedError(SymnnError):
    """An expression whose identities at some sizes are not known to say anything of others."""


@dataclass(frozen=True)
class Enough:
    """Sizes at which an identity must hold, if it is defined where all entries are ``constant``.

    ``zero`` says that the constant is 0; else it is a generic one for each quantity.
    """

    zero: bool
    sizes: list[Sizes]


def enough(
    difference: Expr, free: Iterable[Index], dimensions: Iterable[sp.Symbol]
) -> Iterator[Enough]:
    """The sizes at which ``difference`` must be 0 so that it is 0 at all sizes: see above.

    ``difference`` is in inputs and functions of numbers; the claim is about all values of its
    ``free`` indices. Raises UnboundedError where no sizes are known to suffice, or too many.

    >>> import symnn as sn
    >>> n, = sn.dims("n"); x = sn.vector("x", n)
    >>> def sizes(tensor):
    ...     return [way.sizes for way in enough(tensor.expr, (), [n])]
    >>> sizes(x @ x - sn.total(x**2))
    [[{n: 2}], [{n: 2}, {n: 3}]]
    >>> sizes(n * sn.total(sn.tanh(x)) - sn.total(sn.tanh(x)) / n)[0]
    [{n: 2}, {n: 3}, {n: 4}, {n: 5}]
    """
    if len({key(argument) for argument in _of_sums(difference)}) > 1:
        raise UnboundedError("functions of several sums")
    plain = {type(node) for node in _nodes(difference) if _is_function(node) and not _sums(node)}
    if plain & {type(node) for node in _nodes(difference) if _is_function(node) and _sums(node)}:
        raise UnboundedError("a function of a sum, and of another argument")
    bound = _bound(difference)
    names = sorted(dimensions, key=str)
    indices = list(free)
    found = False
    for zero in (True, False):
        ranges = []
        for dimension in names:
            first = bound.indices[dimension] + sum(i.dimension == dimension for i in indices)
            summed = bound.loose if zero else bound.indices
            degree = bound.up[dimension] + bound.down[dimension] + summed[dimension]
            first = max(first, 2)
            ranges.append(range(first, first + degree + 1))
        if prod(map(len, ranges)) <= GRID and all(sizes[-1] <= LARGEST for sizes in ranges):
            found = True
            choices = product(*ranges)
            yield Enough(zero, [dict(zip(names, sizes, strict=True)) for sizes in choices])
    if not found:
        raise UnboundedError("too many or too large sizes would be needed")


# ---- functions of sums ------------------------------------------------------------------------


def _nodes(expr: Expr) -> Iterator[Expr]:
    yield from sp.preorder_traversal(expr)


def _sums(expr: Expr) -> bool:
    """Whether an expression depends on sizes: by a sum, or by the size itself."""
    return any(
        isinstance(node, Total) or type(node) is sp.Symbol
        for node in _nodes(expr)
        if not isinstance(node, Index)
    )


def _is_function(node: Expr) -> bool:
    """A function of a number that is no whole power."""
    if isinstance(node, sp.Pow):
        return not node.exp.is_Integer
    return isinstance(node, sp.Function) and not isinstance(
        node, (Applied, Entry, sp.KroneckerDelta)
    )


def _of_sums(expr: Expr) -> Iterator[Expr]:
    """The arguments of functions that hold sums."""
    for node in _nodes(expr):
        if _is_function(node):
            yield from (arg for arg in node.args if _sums(arg))


# ---- bounds of terms --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Bound:
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

    def times(self, other: _Bound) -> _Bound:
        """The bound of a product."""
        return _Bound(
            self.indices + other.indices,
            self.loose + other.loose,
            self.up + other.up,
            self.down + other.down,
            self.fixed | other.fixed,
            self.below + other.below,
        )

    def plus(self, other: _Bound) -> _Bound:
        """The bound of a sum over one denominator."""
        first = self._over(other.below - self.below)
        second = other._over(self.below - other.below)
        return _Bound(
            first.indices | second.indices,
            first.loose | second.loose,
            first.up | second.up,
            first.down | second.down,
            first.fixed & second.fixed,
            self.below | other.below,
        )

    def _over(self, factors: Counter[Expr]) -> _Bound:
        """The bound after multiplication with further denominators."""
        result = self
        for base, times in factors.items():
            result = result.times(_power(_bound(base), times))
        return result


def _power(base: _Bound, times: int) -> _Bound:
    result = _Bound()
    for _ in range(times):
        result = result.times(base)
    return result


def _bound(expr: Expr) -> _Bound:
    if any(isinstance(node, (Applied, sp.Piecewise, sp.Max, sp.Min)) for node in _nodes(expr)):
        raise UnboundedError("an operation on a whole axis, or cases")
    if isinstance(expr, Entry):
        return _Bound(fixed=frozenset(_places(expr)))
    if isinstance(expr, TensorSymbol):
        return _Bound()
    if not _sums(expr):
        return _of_entries(expr)
    if type(expr) is sp.Symbol:
        return _Bound(up=Counter({expr: 1}))
    if isinstance(expr, (sp.Mul, sp.Add)):
        return _combined(expr)
    if isinstance(expr, Total):
        return _total(expr)
    if isinstance(expr, sp.Pow) and expr.exp.is_Rational:
        return _raised(expr)
    if _is_function(expr):
        _check_unknown(expr)
        return _Bound()
    raise UnboundedError(f"{expr} depends on sizes in an unknown way")


def _of_entries(expr: Expr) -> _Bound:
    """Any function of the entries at its free indices, if it treats index values alike."""
    _check_places(expr)
    if isinstance(expr, (sp.Mul, sp.Add)):
        return _combined(expr)
    power = isinstance(expr, sp.Pow) and expr.exp.is_Integer and expr.exp > 0
    return _Bound(fixed=_bound(expr.base).fixed if power else frozenset())


def _check_places(expr: Expr) -> None:
    if isinstance(expr, (Entry, sp.KroneckerDelta)):
        _places(expr)
    elif isinstance(expr, Index):
        raise UnboundedError("an index is used as a number")
    else:
        for arg in expr.args:
            _check_places(arg)


def _combined(expr: Expr) -> _Bound:
    first, *others = map(_bound, expr.args)
    for other in others:
        first = first.times(other) if isinstance(expr, sp.Mul) else first.plus(other)
    return first


def _places(expr: Expr) -> list[Index]:
    places = expr.args[1:] if isinstance(expr, Entry) else expr.args
    if not all(isinstance(place, Index) for place in places):
        raise UnboundedError(f"{expr} is about a given place")
    return list(places)


def _total(expr: Total) -> _Bound:
    body = _bound(expr.function)
    indices, loose = Counter(body.indices), Counter(body.loose)
    bound = bound_by(expr)
    outside = {index for base in body.below for index in indices_in(base)}
    held = {index for argument in _of_sums(expr.function) for index in indices_in(argument)}
    for index in bound:
        if not isinstance(index.dimension, (sp.Symbol, sp.Integer)):
            raise UnboundedError(f"the size {index.dimension} is no plain one")
        if index in outside | held:
            raise UnboundedError("a summed index in a denominator, or a function, of a sum")
        indices[index.dimension] += 1
        loose[index.dimension] += index not in body.fixed
    return _Bound(indices, loose, body.up, body.down, body.fixed - set(bound), body.below)


def _raised(expr: sp.Pow) -> _Bound:
    """A power of what holds sums; a root counts as its argument."""
    base, exponent = expr.args
    if exponent.is_Integer and type(base) is sp.Symbol:
        power = Counter({base: abs(int(exponent))})
        return _Bound(up=power) if exponent > 0 else _Bound(down=power)
    root = base if exponent.is_Integer else base ** sp.Rational(1, exponent.q)
    inner = _bound(base)
    if not exponent.is_Integer:
        _check_unknown(expr)
        if exponent.q != 2:
            raise UnboundedError("a higher root of a sum")
        inner = _Bound(inner.indices, inner.indices, inner.up, inner.down, below=inner.below)
    if exponent > 0:
        return _power(inner, int(exponent.p))
    if inner.below:
        raise UnboundedError("a denominator has denominators")
    return _Bound(below=Counter({root: -int(exponent.p)}))


def _check_unknown(expr: Expr) -> None:
    """What the identity test takes apart is no unknown."""
    if isinstance(expr, TAKEN_APART):
        raise UnboundedError("a function of a sum that is taken apart")
    if isinstance(expr, sp.Pow) and not expr.exp.is_Rational:
        raise UnboundedError("a power with a size in it")
    if isinstance(expr, sp.log) and not isinstance(expr.args[0], (sp.Add, Total)):
        raise UnboundedError("a logarithm of factors that hold sums")
