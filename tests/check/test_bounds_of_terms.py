"""What counts in the terms of an expression: summed indices, loose ones, powers of sizes."""

from __future__ import annotations

from collections import Counter

import pytest
import sympy as sp

import symnn as sn
from symnn.check.term_bounds import Bound, UnboundedError, bound_of, holds_sums, is_function
from symnn.language.bracket import within
from symnn.language.expression import total_over

n, m = sn.dims("n m")
i, j, k = sn.index("i", n), sn.index("j", n), sn.index("k", m)
x, y, u = (sn.vector(name, size).symbol for name, size in (("x", n), ("y", n), ("u", m)))
W, A = sn.matrix("W", n, m).symbol, sn.matrix("A", n, n).symbol
s, t = sn.scalar("s").expr, sn.scalar("t").expr
S = total_over(x[j], [j])
E = total_over(sp.exp(y[j]), [j])
HALF = sp.Rational(1, 2)


def made(indices=0, loose=0, up=0, down=0, fixed=(), below=None, **more) -> Bound:
    """A bound with numbers of n, and of m where they are named."""

    def count(number, name):
        return Counter({n: number, m: more.get(name, 0)})

    return Bound(
        count(indices, "indices_m"), count(loose, "loose_m"), count(up, "up_m"),
        count(down, "down_m"), frozenset(fixed), Counter(below or {}),
    )  # fmt: skip


CASES = [
    # no sums
    (s, made()),
    (x[i], made(fixed=[i])),
    (W[i, k], made(fixed=[i, k])),
    (x[i] ** 2, made(fixed=[i])),
    (1 / x[i], made()),
    (sp.sqrt(x[i]), made()),
    (sp.tanh(x[i]), made()),
    (x[i] * sp.tanh(y[i]), made(fixed=[i])),
    (x[i] * y[j], made(fixed=[i, j])),
    (x[i] + 1, made()),
    (x[i] + y[i], made(fixed=[i])),
    (x[i] * y[j] + x[j], made(fixed=[j])),
    ((x[i] + s) ** 3, made()),
    (sp.KroneckerDelta(i, j), made()),
    (x[i] * sp.KroneckerDelta(i, j), made(fixed=[i])),
    # sizes
    (n, made(up=1)),
    (n**3, made(up=3)),
    (n**-2, made(down=2)),
    (n * x[i], made(up=1, fixed=[i])),
    (n**2 + n, made(up=2)),
    (n / m, made(up=1, down_m=1)),
    # sums
    (S, made(indices=1)),
    (E, made(indices=1, loose=1)),
    (S**2, made(indices=2)),
    (S * E, made(indices=2, loose=1)),
    (S + E**2, made(indices=2, loose=2)),
    (S + n**2 * s, made(indices=1, up=2)),
    (total_over(x[i] * y[j] + x[j], [j]), made(indices=1)),
    (total_over(x[j] * (1 + sp.exp(y[j])), [j]), made(indices=1)),
    (total_over(x[i] * sp.exp(x[i] * y[j]), [j]), made(indices=1, loose=1, fixed=[i])),
    (total_over(W[j, k] * x[j], [j, k]), made(indices=1, indices_m=1)),
    (total_over(sp.exp(W[j, k]) * x[j], [j, k]), made(indices=1, indices_m=1, loose_m=1)),
    # denominators that hold sums
    (1 / E, made(below={E: 1})),
    (E**-2, made(below={E: 2})),
    (x[i] / E, made(fixed=[i], below={E: 1})),
    (S / E, made(indices=1, below={E: 1})),
    (S / E + s, made(indices=1, loose=1, below={E: 1})),
    (S / E**2 + s / E, made(indices=1, loose=1, below={E: 2})),
    (x[i] / E + x[i], made(indices=1, loose=1, fixed=[i], below={E: 1})),
    # roots and functions of sums
    (sp.sqrt(S), made(indices=1, loose=1)),
    (S ** (3 * HALF), made(indices=3, loose=3)),
    (1 / sp.sqrt(S), made(below={sp.sqrt(S): 1})),
    (S ** (-3 * HALF), made(below={sp.sqrt(S): 3})),
    (sp.sqrt(n), made(up=1)),
    (sp.log(S), made()),
    (sp.loggamma(S), made()),
    (x[i] * sp.log(E), made(fixed=[i])),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "bound"), CASES, ids=lambda given: str(given)[:40])
def test_what_counts(expr, bound):
    assert bound_of(sp.sympify(expr)) == bound


narrow = sn.index("q", n - 1)
REFUSED = [
    (x[sp.Integer(1)], "a given place"),
    (sp.KroneckerDelta(i, 1), "a given place"),
    (sp.KroneckerDelta(i, k), "a part of an axis"),
    (x[k], "a part of an axis"),
    (x[narrow], "a part of an axis"),
    (sp.exp(x[k]) + x[i], "a part of an axis"),
    (i * x[i], "as a number"),
    (sp.tanh(i * s), "as a number"),
    (total_over(sn.vector("z", n - 1).symbol[narrow], [narrow]), "no plain one"),
    (within(i + 1, n) * x[i], "a condition on indices"),
    (sp.floor(n / 2) * s, "the whole part"),
    (sp.ceiling(n / 2) * s, "the whole part"),
    (sp.Max(s, t) * S, "cases"),
    (sp.Min(s, t) * S, "cases"),
    (sp.Piecewise((s, s > 0), (t, True)) * S, "cases"),
    (sp.exp(S), "taken apart"),
    (sp.sin(S), "taken apart"),
    (sp.Abs(S), "taken apart"),
    (sp.cosh(S), "taken apart"),
    (s**n, "a power with a size"),
    (sp.log(s * E), "a logarithm of factors"),
    (sp.cbrt(S), "a higher root"),
    (1 / (E + 1 / S), "a denominator has denominators"),
    (total_over(1 / total_over(A[i, j] * x[j], [j]), [i]), "a summed index in a denominator"),
    (total_over(sp.log(total_over(A[i, j], [j])), [i]), "a summed index in a denominator"),
]


@pytest.mark.parametrize(("expr", "words"), REFUSED, ids=lambda given: str(given)[:40])
def test_what_is_not_covered(expr, words):
    with pytest.raises(UnboundedError, match=words):
        bound_of(expr)


def test_products_and_sums_of_bounds():
    one = made(indices=1, loose=1, up=2, down=0, fixed=[i, j], below={E: 1})
    two = made(indices=2, loose=0, up=1, down=3, fixed=[j, k], below={E: 1})
    assert one.times(two) == made(3, 1, 3, 3, [i, j, k], {E: 2})
    assert one.plus(two) == made(2, 1, 2, 3, [j], {E: 1})
    three = made(fixed=[j])
    for whole in (one.plus(three), three.plus(one)):
        assert whole == made(indices=1, loose=1, up=2, fixed=[j], below={E: 1})


def test_functions_and_what_depends_on_sizes():
    assert [is_function(e) for e in (sp.exp(s), s**2, sp.sqrt(s), s**-1, x[i], s**n)] == [
        True, False, True, False, False, True,
    ]  # fmt: skip
    assert not is_function(sp.KroneckerDelta(i, j))
    assert [holds_sums(e) for e in (s, x[i], S, n * s, 1 + E, x[i] * y[j])] == [
        False, False, True, True, True, False,
    ]  # fmt: skip
