"""Edits of indices: each list of edits is exactly what a slip of that kind could have been."""

from __future__ import annotations

import sympy as sp

import symnn as sn
from symnn.check.edits import Workshop
from symnn.check.index_edits import missing_deltas, names, orders, transposes, wrong_indices
from symnn.language.expression import rename, total_over
from symnn.language.index import Index

n, m = sn.dims("n m")
i, j, k = (Index(n, name) for name in "ijk")
r = Index(m, "r")
A, B = sn.matrix("A", n, n).symbol, sn.matrix("B", n, n).symbol
R = sn.matrix("R", m, n).symbol
T = sn.tensor("T", n, m, n).symbol
u, v, w = (sn.vector(name, n).symbol for name in "uvw")
z = sn.vector("z", m).symbol
x, y = sn.scalar("x").symbol, sn.scalar("y").symbol
SHOP = Workshop({}, [A, B, R, T, u, v, w, z, x, y], [n, m], str)


def made(maker, node, scope=(), shop=SHOP):
    return [edit.expr for edit in maker(node, tuple(scope), shop)]


def said(maker, node, scope=(), shop=SHOP):
    return [(edit.kind, edit.words.text(str)) for edit in maker(node, tuple(scope), shop)]


def test_transposes_exchange_two_places_of_one_size():
    assert made(transposes, A[i, j]) == [A[j, i]]
    assert said(transposes, A[i, j]) == [
        ("transpose", "A must be transposed (its indices exchanged)")
    ]
    assert made(transposes, T[i, r, j]) == [T[j, r, i]]
    assert made(transposes, T[i, r, i]) == []
    for node in (A[i, i], R[r, i], u[i], x, A[i, j] + 1, sp.KroneckerDelta(i, j)):
        assert made(transposes, node) == []


def test_transposes_of_what_operations_on_matrices_give():
    inverse = sn.inverse(sn.matrix("A", n, n))
    a, b = inverse.indices
    turned = inverse.expr.at((b, a))
    assert made(transposes, inverse.expr) == [turned]
    assert said(transposes, inverse.expr) == [("transpose", "inverse must be transposed")]
    assert made(transposes, inverse.expr.at((a, a))) == []
    assert made(transposes, inverse.expr.at((sp.Integer(1), sp.Integer(2)))) == []
    assert made(transposes, sn.pinv(sn.matrix("R", m, n)).expr) == []
    assert made(transposes, sn.softmax(sn.vector("u", n)).expr) == []


def test_wrong_indices_are_those_of_the_same_size():
    scope = (i, j, r)
    step = [A[i + 1, j], A[i - 1, j]], [A[i, j + 1], A[i, j - 1]]
    assert made(wrong_indices, A[i, j], scope) == [A[j, j], *step[0], A[i, i], *step[1]]
    assert made(wrong_indices, R[r, i], (i, r)) == [
        R[r + 1, i], R[r - 1, i], R[r, i + 1], R[r, i - 1]
    ]  # fmt: skip
    # what is no index cannot be a wrong one; what has no index has none further on
    assert made(wrong_indices, u[sp.Integer(1)], scope) == []
    assert made(wrong_indices, u[i + 1], scope) == [u[i + 2], u[i]]
    assert made(wrong_indices, u[i] * 2, scope) == made(wrong_indices, x, scope) == []
    words = [text for _, text in said(wrong_indices, u[i], (j,))]
    assert words == [
        f"look at a wrong index in {u[i]}",
        f"the index in {u[i]} must be greater by 1",
        f"the index in {u[i]} must be less by 1",
    ]
    assert {kind for kind, _ in said(wrong_indices, u[i], (j,))} == {"index"}


def test_wrong_indices_of_deltas_and_of_squares():
    delta = sp.KroneckerDelta(i, j)
    found = made(wrong_indices, delta, (i, j, k, r))
    assert len(found) == 4
    assert set(found) == {sp.S.One, sp.KroneckerDelta(k, j), sp.KroneckerDelta(i, k)}
    # r_i² was r_i r_j
    assert made(wrong_indices, u[i] ** 2, (i, j)) == [u[i] * u[j], u[i] * u[i + 1], u[i] * u[i - 1]]
    assert made(wrong_indices, u[i] ** 3, (i, j)) == []
    assert made(wrong_indices, 1 / u[i], (i, j)) == []
    assert made(wrong_indices, (u[i] + 1) ** 2, (i, j)) == []


def test_deltas_of_two_indices_of_one_size():
    node = u[i] * z[r]
    assert made(missing_deltas, node, (i, j, k, r)) == [
        node * sp.KroneckerDelta(*pair) for pair in ((i, j), (i, k), (j, k))
    ]
    assert made(missing_deltas, node, (i, r)) == []
    assert said(missing_deltas, node, (i, j)) == [
        ("delta", "only the diagonal is meant: a Kronecker delta is missing")
    ]


def test_orders_exchange_two_quantities_in_their_places():
    product = sp.Mul(A[i, j], B[j, k])
    assert made(orders, product) == [sp.Mul(B[i, j], A[j, k])]
    summed = total_over(product, [j])
    assert made(orders, summed) == [total_over(sp.Mul(B[i, j], A[j, k]), [j])]
    ((kind, words),) = said(orders, summed)
    assert (kind, words) in (
        ("order", f"look at the order of {A[i, j]} and {B[j, k]}"),
        ("order", f"look at the order of {B[j, k]} and {A[i, j]}"),
    )
    # of vectors, of other shapes, of one quantity with itself, and of sums there is none
    for node in (
        u[i] * v[j],
        R[r, j] * A[j, k],
        A[i, j] ** 2,
        A[i, j] * u[j],
        A[i, j] + B[j, k],
        A[i, j],
        T[i, r, j] * A[i, j],
        A[1, j] * B[j, k],
    ):
        assert made(orders, node) == []
    three = made(orders, A[i, j] * R[r, j] * B[j, k])
    assert three == [B[i, j] * R[r, j] * A[j, k]]


def test_a_pair_that_cannot_be_exchanged_does_not_end_the_search():
    one, two, three = (
        sn.matrix(*shape).symbol for shape in (("A", m, n), ("B", n, n), ("C", n, n))
    )
    product = one[r, i] * two[i, j] * three[j, k]
    assert made(orders, product) == [one[r, i] * three[i, j] * two[j, k]]


def test_orders_of_inverses_and_matrices():
    inverse = sn.inverse(sn.matrix("A", n, n)).expr.at((i, j))
    assert made(orders, inverse * B[j, k]) == [B[i, j] * inverse.at((j, k))]


def test_names_are_exchanged_everywhere():
    shop = Workshop({}, [u, v, z, A, x, y], [], str)
    expr = u[i] * u[j] + x
    assert made(names, expr, (), shop) == [v[i] * v[j] + x, u[i] * u[j] + y]
    assert said(names, u[i], (), shop) == [("quantity", "v belongs where u stands")]
    assert made(names, z[r], (), shop) == []
    both = made(names, u[i] * v[j], (), shop)
    assert both == [v[i] * v[j], u[i] * u[j]]
    assert rename(both[0], {i: j}) == v[j] ** 2
