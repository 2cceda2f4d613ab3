"""Keys are equal for what differs in bound indices and in order, and for nothing else."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.canonical import key, keyed
from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from symnn.operations.inverse import INVERSE

N, M = sn.dims("n m")
x, y = TensorSymbol("x", (N,)), TensorSymbol("y", (N,))
s, t = TensorSymbol("s"), TensorSymbol("t")
A, B = TensorSymbol("A", (N, N)), TensorSymbol("B", (N, N))
W = TensorSymbol("W", (N, M))
STACK, DEEP = TensorSymbol("T", (N, N, N)), TensorSymbol("D", (N, N, N, N))
i, j, k, l = (Index(N, name) for name in "ijkl")  # noqa: E741 (the letters of the formula)
u, v = Index(M, "u"), Index(M, "v")
delta = sp.KroneckerDelta
SYMMETRIC = frozenset([A, STACK, DEEP])


def total(body, *bound):
    return total_over(sp.sympify(body), bound)


# ---- graphs ---------------------------------------------------------------------------------

CUBE_EDGES = [(a, b) for a, b in combinations(range(8), 2) if (a ^ b).bit_count() == 1]
GRAPHS = {
    "triangle": [(0, 1), (1, 2), (2, 0)],
    "transitive triangle": [(0, 1), (1, 2), (0, 2)],
    "square": [(0, 1), (1, 2), (2, 3), (3, 0)],
    "two pairs": [(0, 1), (1, 0), (2, 3), (3, 2)],
    "hexagon": [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0)],
    "hexagon, one arrow turned": [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (0, 5)],
    "two triangles": [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)],
    "prism": [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (0, 3), (1, 4), (2, 5)],
    "utilities": [(a, b) for a in range(3) for b in range(3, 6)],
    "cube": CUBE_EDGES,
    "star": [(0, 1), (0, 2), (0, 3)],
    "path": [(0, 1), (1, 2), (2, 3)],
    "loops": [(0, 0), (1, 1), (0, 1)],
}


def graph(edges, rng):
    """Σ Π A[a, b] over the edges, with the indices made and summed in any order."""
    number = 1 + max(map(max, edges))
    nodes = [Index(N) for _ in range(number)]
    rng.shuffle(nodes)
    body = sp.Mul(*(A[nodes[a], nodes[b]] for a, b in edges))
    return total_over(body, rng.sample(nodes, number))


@pytest.mark.parametrize("symmetric", [frozenset(), SYMMETRIC], ids=["directed", "symmetric"])
def test_graphs_have_keys_of_their_own(symmetric):
    rng = random.Random(5)
    keys = {
        name: {keyed(graph(edges, rng), symmetric) for _ in range(5)}
        for name, edges in GRAPHS.items()
    }
    assert {name: len(found) for name, found in keys.items()} == dict.fromkeys(GRAPHS, 1)
    same = [{one, other} for one, other in combinations(GRAPHS, 2) if keys[one] == keys[other]]
    turned = [
        {"triangle", "transitive triangle"},
        {"hexagon", "hexagon, one arrow turned"},
    ]
    assert same == (turned if symmetric else [])


def test_arrows_of_a_symmetric_matrix_have_no_direction():
    rng = random.Random(6)
    for edges in GRAPHS.values():
        turned = [edge[:: rng.choice((1, -1))] for edge in edges]
        one, other = graph(edges, rng), graph(turned, rng)
        assert keyed(one, SYMMETRIC) == keyed(other, SYMMETRIC)


# ---- one by one -----------------------------------------------------------------------------

p, q = Index(N, "p"), Index(N, "q")
EQUAL = [
    (total(x[i], i), total(x[j], j)),
    (total(A[i, j] * x[i], i, j), total(A[k, l] * x[k], l, k)),
    (total(A[i, j] * x[i], i), total(A[k, j] * x[k], k)),
    (total(x[i] * y[i], i) + s, s + total(y[j] * x[j], j)),
    (total(delta(i, j) * x[i], i), total(delta(k, j) * x[k], k)),
    # one equation, written in two ways
    (total(x[k] * delta(k, i + 2), k), total(x[l] * delta(l - 2, i), l)),
    (total(x[k] * delta(k - 1, 2 * i), k), total(x[l] * delta(2 * i + 1, l), l)),
    (total(x[k] * delta(-k, 2 - i), k), total(x[l] * delta(l, i - 2), l)),
    (total(sp.exp(total(A[i, j], j)), i), total(sp.exp(total(A[p, q], q)), p)),
]
DIFFERENT = [
    (total(x[i] ** 2, i), total(x[i] ** 3, i)),
    (2 * total(x[i], i), 3 * total(x[i], i)),
    (s * total(x[i], i), t * total(x[i], i)),
    (total(s * x[i], i), total(N * x[i], i)),
    (total(x[i], i), total(y[i], i)),
    (total(A[i, j], i), total(A[j, i], i)),
    (total(A[i, j], i), total(A[i, k], i)),
    (total(A[i, j] * x[i], i, j), total(A[i, j] * x[j], i, j)),
    (total(A[i, j] * x[i] * x[j], i, j), total(A[i, i] * x[i] * x[j], i, j)),
    (total(s, i), total(s, u)),
    (total(s, i), total(s, i, j)),
    (total(x[i], i) * total(x[j], j), total(x[i] * x[j], i, j)),
    (total(x[i] + y[j], i, j), total(x[i] + y[i], i, j)),
    (total(x[i - 1], i), total(x[i + 1], i)),
    (total(x[k] * delta(k, i + 2), k), total(x[k] * delta(k + 2, i), k)),
    (total(sp.exp(x[i]), i), total(sp.sin(x[i]), i)),
    (total(x[i] ** y[i], i), total(y[i] ** x[i], i)),
    (total(W[i, u], u), total(W[j, u], u)),
]


@pytest.mark.parametrize("place", range(len(EQUAL)))
def test_equal_keys(place):
    one, other = EQUAL[place]
    assert key(one) == key(other)
    assert keyed(one, SYMMETRIC) == keyed(other, SYMMETRIC)


@pytest.mark.parametrize("place", range(len(DIFFERENT)))
def test_different_keys(place):
    one, other = DIFFERENT[place]
    assert key(one) != key(other)
    assert keyed(one, frozenset([B])) != keyed(other, frozenset([B]))


def test_without_bound_indices_the_expression_is_its_key():
    for expr in (x[i] + 2 * s, A[i, j], sp.Integer(3), delta(i, j - 1)):
        assert key(expr) is expr
    assert key(total(x[i], i)) != total(x[i], i)


# ---- symmetric matrices ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (A[i, j], A[j, i], True),
        (B[i, j], B[j, i], False),
        (A[i, j], A[i, k], False),
        (A[i, j], B[i, j], False),
        (A[i, 1], A[1, i], True),
        (A[1, 2], A[2, 1], True),
        (A[1, 2], A[1, 3], False),
        (STACK[k, i, j], STACK[k, j, i], True),
        (STACK[k, i, j], STACK[i, k, j], False),
        (STACK[k, i, j], STACK[i, j, k], False),
        (STACK[1, i, j], STACK[2, i, j], False),
        (DEEP[k, l, i, j], DEEP[k, l, j, i], True),
        (DEEP[k, l, i, j], DEEP[l, k, i, j], False),
        (DEEP[k, l, i, j], DEEP[i, j, k, l], False),
        (TensorSymbol("U", (N, N, N))[k, i, j], TensorSymbol("U", (N, N, N))[k, j, i], False),
        (total(A[i, j] * B[j, k], j), total(A[j, i] * B[j, k], j), True),
        (total(A[i, j] * B[j, k], j), total(A[i, j] * B[k, j], j), False),
        (total(STACK[k, i, j] * B[i, j], i, j), total(STACK[k, i, j] * B[j, i], i, j), True),
        (total(STACK[k, i, j] * B[i, j], i, j), total(STACK[i, k, j] * B[i, j], i, j), False),
    ],
)
def test_entries_of_symmetric_matrices(one, other, equal):
    assert (keyed(one, SYMMETRIC) == keyed(other, SYMMETRIC)) is equal
    if equal:
        assert key(one) != key(other)


def tensor(symbol):
    return sn.matrix(symbol.name, *symbol.shape)


def inverse(matrix):
    """The entry i, j of an inverse, and of its transpose."""
    found = sn.inverse(matrix)
    return found[i, j].expr, found[j, i].expr


@pytest.mark.parametrize(
    ("matrix", "expected"),
    [
        (tensor(A), True),
        (tensor(B), False),
        (tensor(B) + tensor(B).T, True),
        (tensor(B) @ tensor(B).T, True),
        (tensor(B) @ tensor(B), False),
        (tensor(A) @ tensor(A), True),
        (tensor(A) @ tensor(B), False),
        (tensor(A) + tensor(B), False),
    ],
)
def test_the_inverse_of_a_symmetric_matrix_is_symmetric(matrix, expected):
    one, other = inverse(matrix)
    assert (keyed(one, SYMMETRIC) == keyed(other, SYMMETRIC)) is expected
    assert key(one) != key(other)


def test_operations_know_the_order_of_their_indices():
    matrix = tensor(B)
    (one, turned), (other, _) = inverse(matrix), inverse(matrix.T)
    for symmetric in (frozenset(), SYMMETRIC):
        assert len({keyed(expr, symmetric) for expr in (one, turned, other)}) == 3
    again, _ = inverse(matrix)
    assert key(again) == key(one)
    # the same entry of two matrices, and of one with another operation
    assert key(inverse(tensor(A))[0]) != key(one)
    rows = sn.softmax(matrix, axis=1).expr, sn.softmax(matrix, axis=0).expr
    assert key(rows[0]) != key(rows[1])
    both = frozenset([A]), frozenset([A, B])
    cases = [keyed(sn.tril(matrix)[i, j].expr, known) for known in both]
    turned = [keyed(sn.tril(matrix)[j, i].expr, known) for known in both]
    assert cases[0] != turned[0]
    assert cases[1] != turned[1]  # a triangle of a symmetric matrix is not symmetric


def test_the_order_within_an_inverse_does_not_matter():
    pairs = []
    for order in ((0, 1, 2), (1, 0, 2), (2, 1, 0), (1, 2, 0)):
        terms = (B[p, q], A[p, q], B[q, p])
        body = sp.Add(*(terms[place] for place in order), evaluate=False)
        pairs += [INVERSE.node.of([(body, bound)], (i, j)) for bound in ((p, q), (q, p))]
    assert len({keyed(expr, SYMMETRIC) for expr in pairs}) == 1
