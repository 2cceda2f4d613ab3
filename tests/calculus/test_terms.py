"""Parts of terms of the normal form, and sums that are 0 term by term."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus import normal
from symnn.calculus.canonical import key
from symnn.calculus.facts import Knowledge
from symnn.calculus.normal import TooLargeError, cleared
from symnn.calculus.term import Term
from symnn.calculus.term_parts import binds, denominator, opens, primitive, with_free_deltas
from symnn.calculus.zero import equal, is_zero
from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol

n, m = sn.dims("n m")
x, y, z = (TensorSymbol(name, (n,)) for name in "xyz")
A, w = TensorSymbol("A", (n, m)), TensorSymbol("w", (m,))
X = TensorSymbol("X", (n, n))
a, b, c, s = (TensorSymbol(name) for name in "abcs")
i, j, k = (Index(n, name) for name in "ijk")
p, q = Index(m, "p"), Index(m, "q")
delta = sp.KroneckerDelta
half = sp.Rational(1, 2)


def term(product, *bound, coefficient=1):
    return Term(sp.Rational(coefficient), sp.sympify(product), bound)


# ---- terms -------------------------------------------------------------------------------------


def test_products_of_terms_have_bound_indices_of_their_own():
    one, other = term(x[i], i, coefficient=2), term(y[i], i, coefficient=3)
    whole = one.by(other)
    assert whole.coefficient == 6
    assert len(set(whole.bound)) == 2
    assert whole.bound[0] is i
    assert equal(whole.expr, 6 * total_over(x[i], [i]) * total_over(y[i], [i]))
    assert one.times(s) == term(x[i] * s, i, coefficient=2)
    assert one.over((p,)) == term(x[i], i, p, coefficient=2)
    assert one.expr == 2 * total_over(x[i], [i])
    assert term(x[i]).expr == x[i]


# ---- parts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "factor",
    [a + b, total_over(x[i], [i]), (a + b) ** 2, (a + b) ** half.q, total_over(x[i], [i]) ** 3,
     (a + b) ** sp.Rational(3, 2), sp.Mul(a, b)],
)  # fmt: skip
def test_sums_and_their_powers_are_opened(factor):
    assert opens(factor)


@pytest.mark.parametrize(
    "factor",
    [a, x[i], a**2, (a + b) ** half, (a + b) ** -1, 1 / total_over(x[i], [i]), (a + b) ** s,
     sp.exp(a + b), x[i] ** 2, sp.S(3), delta(i, j)],
)  # fmt: skip
def test_other_factors_are_not(factor):
    assert not opens(factor)


def test_where_indices_are_bound():
    for expr in (
        total_over(x[i], [i]),
        sp.exp(total_over(x[i], [i]) + 1),
        sn.softmax(sn.vector("x", n)).expr,
    ):
        assert binds(expr)
    for expr in (x[i], sp.exp(x[i] + 1), a, sp.S.One):
        assert not binds(expr)


def test_one_term_is_coefficient_and_factors():
    assert primitive([term(a * b**2, coefficient=-3)]) == (-3, a * b**2, 1)
    # a sum by itself has no factors that could be taken out
    scale, shared, rest = primitive([term(a * x[i], i, coefficient=2)])
    assert (scale, shared, rest) == (2, 1, total_over(a * x[i], [i]))


def test_several_terms_share_factors():
    terms = [term(a * b, coefficient=2), term(a * c, coefficient=-6)]
    for given in (terms, terms[::-1]):
        scale, shared, rest = primitive(given)
        assert shared == a
        assert (scale, rest) in [(2, b - 3 * c), (-6, c - b / 3)]
    scaled = [Term(5 * t.coefficient, t.product, t.bound) for t in terms]
    assert primitive(scaled)[2] == primitive(terms)[2]
    assert primitive(scaled)[0] == 5 * primitive(terms)[0]
    scale, shared, rest = primitive([term(a), term(b)])
    assert (scale, shared, sp.expand(rest)) == (1, 1, a + b)


def test_products_of_deltas_have_one_form():
    whole = delta(i, j) * delta(i, k)
    for product in (delta(j, i) * delta(j, k), delta(k, i) * delta(k, j)):
        for entry in (x[i], x[j], x[k]):
            assert is_zero(whole * x[i] - product * entry)
            assert not is_zero(whole * x[i] - delta(i, j) * entry)
            assert not is_zero(whole * x[i] - 2 * product * entry)


def test_a_delta_leaves_the_older_index():
    assert with_free_deltas([delta(i, j), x[j]]) == [delta(i, j), x[i]]
    assert with_free_deltas([x[j], delta(j, i)]) == [delta(i, j), x[i]]
    assert with_free_deltas([delta(i, j), x[i]]) == [delta(i, j), x[i]]
    assert with_free_deltas([delta(j, 2), x[j]]) == [delta(2, j), x[2]]
    assert with_free_deltas([x[j], y[k]]) == [x[j], y[k]]
    factors = with_free_deltas([delta(i, j), delta(j, k), x[k]])
    assert sp.Mul(*factors) == delta(i, j) * delta(i, k) * x[i]
    # along another axis, and at a place that may lie outside, both indices stay
    assert with_free_deltas([delta(i, q), w[q]]) == [delta(i, q), w[q]]
    assert with_free_deltas([delta(i - 1, j), x[j]]) == [delta(i - 1, j), x[j]]


DENOMINATORS = {
    "none": ([term(a * b), term(x[i], i)], None),
    "of the first": ([term(a / (a + b)), term(c)], a + b),
    "of the second": ([term(a), term(c / (a + b))], a + b),
    "the largest power": ([term(a / (a + b)), term((a + b) ** -3)], (a + b) ** 3),
    "a root": ([term((a + b) ** -half)], (a + b) ** half),
    "a root and a whole power": ([term((a + b) ** -half), term((a + b) ** -1)], a + b),
    "a power of a symbol": ([term(a), term(b ** -2)], b**2),
    "with a summed index": ([term(1 / (a + x[i]), i)], None),
    "behind one with a summed index": ([term(1 / (a + x[i]) / (b + c), i)], b + c),
    "in another term": ([term(1 / (a + x[i]), i), term(1 / b)], b),
    "with a free index": ([term(1 / (a + x[i]), j)], a + x[i]),
    "in the numerator": ([term((a + b) ** 2), term((a + b) ** half)], None),
    "an exponent that is no number": ([term((a + b) ** -s)], None),
    "a number by itself": ([term(1 / a), term((a + b) ** -s), term(1 / a**2)], a**2),
    "beside its axis": (
        [term(1 / (1 + total_over(delta(k, i - 1) * x[k], [k]))), term(1 / a)], a,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DENOMINATORS)
def test_the_denominator_to_clear(case):
    terms, expected = DENOMINATORS[case]
    assert denominator(terms) == expected
    assert denominator(terms[::-1]) == expected


# ---- the normal form ---------------------------------------------------------------------------


def fractions(count):
    """Σ 1/s_k − (its common fraction), with ``count`` denominators."""
    symbols = [TensorSymbol(f"s_{number}") for number in range(count)]
    return sp.Add(*((1 + symbol) / symbol - 1 / symbol - 1 for symbol in symbols))


def test_denominators_are_cleared_one_after_the_other():
    assert cleared(fractions(5)) == []
    assert sp.Add(*cleared(a / (a + b) + c / (a + c))) == 2 * a * c + a**2 + b * c
    assert cleared(total_over(1 / (a + x[i]), [i]))[0].has(sp.Pow)


def test_at_most_twelve_denominators_are_cleared(monkeypatch):
    seen = []
    monkeypatch.setattr(normal, "denominator", lambda terms: seen.append(1) or 1 / s)
    cleared(a)
    assert len(seen) == 12


def test_the_limit_of_terms_is_the_largest_number_that_is_worked_with(monkeypatch):
    assert normal.LIMIT == 20_000
    monkeypatch.setattr(normal, "LIMIT", 6)
    product = (a + b) * (x[i] + y[i] + z[i])
    assert len(cleared(product)) == 6
    monkeypatch.setattr(normal, "LIMIT", 5)
    with pytest.raises(TooLargeError, match="over 5 terms"):
        cleared(product)


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        ((a + b) ** 2 - a**2, 2 * a * b + b**2),
        (sp.exp(a) * sp.exp(b) * sp.exp(c), sp.exp(a + b + c)),
        (s * sp.exp(a) ** 2, s * sp.exp(2 * a)),
        (total_over(sp.S(3), [i, p]), 3 * n * m),
        (total_over(w[p], [i, p]), n * total_over(w[p], [p])),
        ((2 * a + 2 * b) ** -1 * 2, (a + b) ** -1),
        ((a * b) ** -2 * a, 1 / a / b**2),
        (sp.Pow(a - a, 2), 0),
        (a**0, 1),
        (delta(i, j) * x[j] - delta(i, j) * x[i], 0),
        (x[i - 1] * 0 + x[i - 1] ** 2 / x[i - 1] ** 1, x[i - 1]),
    ],
)  # fmt: skip
def test_normal_forms(expr, expected):
    found = normal.normal(expr)
    assert is_zero(found - expected)
    assert not is_zero(found - expected - s)
    assert key(normal.normal(found)) == key(found)


def test_zero_to_a_negative_power_stays():
    assert normal.normal(sp.Pow(total_over(x[i], [i]) - total_over(x[j], [j]), -1)).has(sp.zoo)


def test_the_logarithm_of_zero_stays():
    assert normal.normal(sp.log(total_over(x[i], [i]) - total_over(x[j], [j]))).has(sp.zoo)


def test_sums_that_facts_give():
    probabilities = Knowledge([sn.Eq(sn.total(sn.vector("y", n)), 1)])
    difference = total_over(y[i] * a, [i]) * total_over(x[j] * y[k], [j, k]) - a * total_over(
        x[j], [j]
    )
    assert is_zero(difference, probabilities)
    assert not is_zero(difference)
    assert list(probabilities.used) == ["total(y) = 1"]
    assert not is_zero(total_over(y[i] * x[i], [i]) - total_over(x[i], [i]), probabilities)


def test_entries_that_facts_give():
    double = Knowledge([sn.Eq(sn.vector("x", n), 2 * sn.vector("y", n))])
    assert is_zero(x[i] ** 2 - 4 * y[i] ** 2, double)
    assert not is_zero(x[i] ** 2 - 4 * y[i] ** 2)
    assert not is_zero(y[i] - 2 * x[i], double)


# ---- zero term by term -------------------------------------------------------------------------

under, other = 1 / (1 + x[i]), 1 / (2 + w[p])


def over(body, *bound):
    return total_over(body, bound)


ZERO = {
    "n under a sum": over(x[i] * under + under, i) - n,
    "s n under a sum": over(s * x[i] * under + s * under, i) - s * n,
    "n² under two": over(x[i] * under + under, i) * n - n**2,
    "n m under two sums": over((x[i] * under + under) * (2 + w[p]) * other, i, p) - n * m,
    "two sums apart": over(x[i] * under + under, i) + over((2 + w[p]) * other, p) - n - m,
    "beside a term without": over(x[i] * under + under, i) - n + s - s,
    "one of two sums": over(A[i, p] * (x[i] * under + under), i, p) - over(A[i, p], i, p),
    "roots": over(sp.sqrt(1 + x[i] ** 2) ** -1 * (1 + x[i] ** 2) - sp.sqrt(1 + x[i] ** 2), i),
    "m beside n": m * over(x[i] * under + under, i) - m * n,
    "another index of the same size": over(
        X[i, j] * x[i] * under + X[i, j] * under - X[i, j], i, j
    ),
    "a number for the size": total_over(
        TensorSymbol("v", (sp.S(3),))[Index(sp.S(3))] * 0 + 1, [Index(sp.S(3))]
    ) - 3,
}  # fmt: skip
FIVE = Index(sp.S(5), "f")
v = TensorSymbol("v", (sp.S(5),))
ZERO["5 under a sum"] = over(v[FIVE] / (1 + v[FIVE]) + 1 / (1 + v[FIVE]), FIVE) - 5
ZERO["5 s n under two sums"] = (
    over((v[FIVE] / (1 + v[FIVE]) + 1 / (1 + v[FIVE])) * (x[i] * under + under) * s, FIVE, i)
    - 5 * s * n
)
NOT_ZERO = {
    "1 under a sum": over(x[i] * under + under, i) - 1,
    "m under a sum over n": over(x[i] * under + under, i) - m,
    "n/m": over(x[i] * under + under, i) - n**2,
    "1/n": over(x[i] * under + under, i) - 1 / n,
    "n and m": over((x[i] * under + under) * (2 + w[p]) * other, i, p) - n,
    "only a part": over(x[i] * under, i) - n,
    "a rest": over(x[i] * under + under, i) - n + s,
    "4 under a sum": over(v[FIVE] / (1 + v[FIVE]) + 1 / (1 + v[FIVE]), FIVE) - 4,
    "of sums that differ": over(x[i] * under, i) - over(x[i] * other, i, p),
    "transposed": over(X[i, j] / (1 + x[i]), i, j) - over(X[j, i] / (1 + x[i]), i, j),
    "no sum at all": n - m,
}


@pytest.mark.parametrize("case", ZERO)
def test_zero(case):
    assert is_zero(ZERO[case])
    assert not is_zero(ZERO[case] + s)


@pytest.mark.parametrize("case", NOT_ZERO)
def test_not_zero(case):
    assert not is_zero(NOT_ZERO[case])


def test_sixteen_ways_to_gather_are_tried():
    from symnn.calculus import zero

    assert zero.CHOICES == 16

    def pair(first, second):
        return X[first, second] / (1 + x[first]) / (1 + x[second])

    terms = [over(y[i] ** power * pair(i, j), i, j) for power in range(1, 6)]
    # each of the terms has two indices to choose from
    assert len(list(zero._gathered(terms[:4], [n]))) == 16
    assert list(zero._gathered(terms, [n])) == []
