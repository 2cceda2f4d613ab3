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

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.canonical import key
from symnn.check.term_bounds import (
    UnboundedError,
    bound_of,
    holds_sums,
    is_function,
    nodes,
    of_sums,
)
from symnn.language.index import Index

GRID = 24
"""The largest number of choices of sizes that are tested."""
LARGEST = 9
"""The largest size that is tested."""

Sizes = dict[sp.Symbol, int]


@dataclass(frozen=True)
class Enough:
    """Sizes at which an identity must hold, if it is defined where all entries are ``constant``.

    ``zero`` says that the constant is 0; else it is a generic one for each quantity.
    """

    zero: bool
    sizes: list[Sizes]


def enough(
    difference: Expr, free: Sequence[Index], dimensions: Iterable[sp.Symbol]
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
    if len({key(argument) for argument in of_sums(difference)}) > 1:
        raise UnboundedError("functions of several sums")
    plain = {type(node) for node in nodes(difference) if is_function(node) and not holds_sums(node)}
    if plain & {type(node) for node in nodes(difference) if is_function(node) and holds_sums(node)}:
        raise UnboundedError("a function of a sum, and of another argument")
    if any(not (index.dimension.is_Symbol or index.dimension.is_Integer) for index in free):
        raise UnboundedError("a size such as n − 1 is no plain one")
    bound = bound_of(difference)
    names = sorted(dimensions, key=str)
    found = False
    for zero in (True, False):
        ranges = []
        for dimension in names:
            first = bound.indices[dimension] + sum(i.dimension == dimension for i in free)
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
