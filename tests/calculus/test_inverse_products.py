"""Products with inverses, one by one: what cancels, in which order, and what does not."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.canonical import key
from symnn.calculus.inverses import is_symmetric, oriented, without_inverses
from symnn.calculus.simplify import simplified
from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from symnn.operations.inverse import INVERSE

n, m = sn.dims("n m")
X, Y, S = (TensorSymbol(name, (n, n)) for name in "XYS")
A, B = TensorSymbol("A", (m, n)), TensorSymbol("B", (m, n, n))
a, s = TensorSymbol("a", (n,)), TensorSymbol("s")
i, j, k, l = (Index(n, name) for name in "ijkl")  # noqa: E741 (the letters of the formula)
p = Index(m, "p")
delta = sp.KroneckerDelta


def inverse(matrix, row, column):
    """An entry of the inverse of a matrix, given by its entries."""
    first, second = Index(n), Index(n)
    return INVERSE.node.of([(matrix(first, second), [first, second])], [row, column])


def inv(symbol, row, column):
    return inverse(lambda *at: symbol[at], row, column)


def turned(symbol, row, column):
    """An entry of the inverse of the transpose."""
    return inverse(lambda first, second: symbol[second, first], row, column)


CANCEL = {
    "Σ_j X_ij X⁻¹_jk": ([X[i, j], inv(X, j, k)], [j], [delta(i, k)], []),
    "Σ_j X⁻¹_ij X_jk": ([inv(X, i, j), X[j, k]], [j], [delta(k, i)], []),
    "with a factor": ([a[i], X[i, j], inv(X, j, k)], [j], [a[i], delta(i, k)], []),
    "under another sum": ([a[i], X[i, j], inv(X, j, k)], [i, j], [a[i], delta(i, k)], [i]),
    "behind another inverse": (
        [inv(Y, l, k), X[i, j], inv(X, j, k)], [j, k], [inv(Y, l, k), delta(i, k)], [k],
    ),
    "the second inverse of two": (
        [inv(Y, l, i), inv(X, j, k), X[i, j]], [j], [inv(Y, l, i), delta(i, k)], [],
    ),
    "(Xᵀ)⁻¹ beside X": ([X[j, i], turned(X, j, k)], [j], [delta(i, k)], []),
    "at a number": ([X[i, j], inv(X, j, sp.S(2))], [j], [delta(i, 2)], []),
    "of sums": (
        [X[i, j] + Y[i, j], inverse(lambda *at: X[at] + Y[at], j, k)], [j], [delta(i, k)], [],
    ),
}  # fmt: skip
STAY = {
    "of another matrix": ([Y[i, j], inv(X, j, k)], [j]),
    "transposed": ([X[j, i], inv(X, j, k)], [j]),
    "transposed on the other side": ([inv(X, i, j), X[k, j]], [j]),
    "not summed": ([X[i, j], inv(X, j, k)], []),
    "summed over another index": ([X[i, j], inv(X, j, k)], [i, k]),
    "another factor has the index": ([X[i, j], inv(X, j, k), a[j]], [j]),
    "no other factor has it": ([X[i, l], inv(X, j, k)], [j]),
    "a trace of the inverse": ([X[i, j], inv(X, j, j)], [j]),
    "the diagonal of the matrix": ([X[j, j], inv(X, j, k)], [j]),
    "twice the same inverse": ([inv(X, i, j), inv(X, j, k)], [j]),
    "no inverse": ([X[i, j], Y[j, k]], [j]),
    "entry by entry": ([X[j, i], inv(X, j, k), a[k]], [j, k]),
}


def alike(found, expected):
    (factors, bound), (others, indices) = found, expected
    return bound == indices and key(sp.Mul(*factors)) == key(sp.Mul(*others))


@pytest.mark.parametrize("case", CANCEL)
def test_what_cancels(case):
    factors, bound, expected, left = CANCEL[case]
    assert alike(without_inverses(factors, bound), (expected, left))


@pytest.mark.parametrize("case", STAY)
def test_what_does_not_cancel(case):
    factors, bound = STAY[case]
    assert without_inverses(factors, bound) == (factors, bound)


def test_all_that_cancels_is_used():
    # X X⁻¹ Y Y⁻¹ = I, and a trace leaves δ_ii for the deltas
    factors, bound = without_inverses([X[i, j], inv(X, j, k), Y[k, l], inv(Y, l, i)], [j, k, l])
    assert (factors, bound) == ([delta(i, k), delta(k, i)], [k])
    assert simplified(total_over(X[i, j] * inv(X, j, i), [i, j])) == n


def test_the_matrix_of_an_inverse_is_symmetric_or_not():
    square = inverse(lambda first, second: total_over(A[p, first] * A[p, second], [p]), i, j)
    assert is_symmetric(square)
    assert is_symmetric(inverse(lambda first, second: S[first, second] + S[second, first], i, j))
    assert not is_symmetric(inv(S, i, j))
    assert is_symmetric(inv(S, i, j), {S})
    assert not is_symmetric(inv(S, i, j), {X})
    assert not is_symmetric(inverse(lambda first, second: a[first] + S[first, second], i, j), {S})


def test_entries_of_symmetric_inverses_have_the_older_index_first():
    for node in (inv(S, i, j), inv(S, j, i)):
        assert oriented(node).outputs == (i, j)
    assert oriented(inv(S, i, sp.S(3))).outputs == (3, i)
    assert oriented(inv(S, sp.S(3), i)).outputs == (3, i)


def test_symmetric_inverses_are_oriented_by_the_fact_alone():
    from symnn.calculus.facts import Knowledge

    knowledge = Knowledge([sn.symmetric(sn.matrix("S", n, n))])
    assert key(simplified(inv(S, j, i), knowledge)) == key(inv(S, i, j))
    assert list(knowledge.used) == ["S = S.T"]
    assert key(simplified(inv(S, j, i))) == key(inv(S, j, i))
    # what is symmetric by itself needs no fact
    knowledge = knowledge.fresh()
    square = inverse(lambda first, second: total_over(S[k, first] * S[k, second], [k]), j, i)
    assert simplified(square, knowledge).outputs == (i, j)
    assert list(knowledge.used) == []
    # and only inverses are: not every operation of a symmetric matrix
    other = inverse(lambda first, second: X[first, second], j, i)
    assert key(simplified(other, knowledge)) == key(other)
