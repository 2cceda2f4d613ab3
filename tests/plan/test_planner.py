"""Plans have the axes of their expression, sum early, and stay small."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import HealthCheck, given, settings

import symnn as sn
from symnn.language.expression import indices_in, total_over
from symnn.language.index import Index
from symnn.plan.nodes import Apply, Contract, Elementwise, Identity, Leaf, Part, Reduce, united
from symnn.plan.planner import hadamard, plan
from tests.calculus.expressions import A, B, I, J, N, P, S, U, W, X, Y, expressions
from tests.models.networks import NETWORKS

RUN = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def children(node):
    match node:
        case Contract():
            return [node.left, node.right]
        case Reduce():
            return [node.child]
        case Elementwise():
            return list(node.parts.values())
        case Apply():
            return [child for child, _ in node.operands]
    return []


def nodes_of(node):
    yield node
    for child in children(node):
        yield from nodes_of(child)


def check(node):
    """What every plan must be."""
    for part in nodes_of(node):
        assert len(set(part.axes)) == len(part.axes)
        match part:
            case Contract():
                left, right = set(part.left.axes), set(part.right.axes)
                assert part.over
                assert set(part.over) <= left & right
                assert set(part.axes) == (left | right) - set(part.over)
            case Reduce():
                assert part.over
                assert set(part.axes) == set(part.child.axes) - set(part.over)
            case Elementwise():
                assert set(part.axes) == set(united(*(n.axes for n in part.parts.values())))
                assert part.expr.atoms(Part) == set(part.parts)
            case Leaf() | Identity():
                assert set(part.axes) == {i for i in part.indices if isinstance(i, Index)}


@RUN
@given(expressions())
def test_plans_are_well_formed(e):
    node = plan(e)
    assert set(node.axes) == indices_in(e)
    check(node)


def largest(node):
    return max(len(part.axes) for part in nodes_of(node))


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_need_no_large_arrays(name):
    """No intermediate array has more axes than the largest quantity of the model."""
    make, wrt = NETWORKS[name]
    model = make()
    derivation = model.gradient("L", wrt)
    limit = max(len(symbol.shape) for symbol in model.symbols.values())
    for equation in [*model.ordered(), *derivation.equations]:
        node = plan(equation.expr)
        check(node)
        assert largest(node) <= limit, equation.name


k, l = Index(N), Index(N)  # noqa: E741 (the letters of the formula)


@pytest.mark.parametrize(
    ("expr", "axes"),
    [
        (total_over(A[I, k] * B[k, l] * X[l], [k, l]), 2),  # A (B x), not (A B) x
        (total_over(Y[k] * A[k, l] * B[l, J], [k, l]), 2),
        (total_over(X[k] * Y[l], [k, l]), 1),  # (Σ x)(Σ y)
        (total_over(A[k, l] * X[k] * Y[l], [k, l]), 2),
        (total_over(A[I, k] * (B[k, l] + A[k, l]) * X[l], [k, l]), 2),
        (total_over(X[k] * (A[I, l] + A[k, l]), [k, l]), 2),  # no array over i, k, l
        (total_over(A[I, k] * W[P, k] * X[k], [k]), 2),
        (total_over(A[k, l] ** 2, [k, l]), 2),
    ],
)
def test_contractions_are_cheap(expr, axes):
    node = plan(expr)
    check(node)
    assert largest(node) <= axes


def test_what_becomes_what():
    assert isinstance(plan(X[I]), Leaf)
    assert isinstance(plan(S), Leaf)
    assert isinstance(plan(sp.KroneckerDelta(I, J)), Identity)
    assert isinstance(plan(total_over(A[I, k] * X[k], [k])), Contract)
    assert isinstance(plan(total_over(A[I, k], [k])), Reduce)
    assert isinstance(plan(X[I] * Y[I] + 1), Elementwise)
    assert isinstance(plan(sn.softmax(sn.vector("z", N)).expr), Apply)
    square = plan(total_over(X[k] ** 2, [k]))
    assert isinstance(square, Contract)
    assert square.left is square.right
    assert plan(total_over(X[k] ** 3, [k])).over == (k,)


def test_repeated_and_fixed_indices():
    assert plan(A[I, I]).axes == (I,)
    assert plan(A[2, J]).axes == (J,)
    assert plan(A[1, 2]).axes == ()
    trace = plan(total_over(A[k, k], [k]))
    assert isinstance(trace, Reduce)
    assert trace.axes == ()


def test_an_axis_of_one_factor_is_summed_first():
    # Σ_ij x_i A_ij = xᵀ (A 1)
    node = plan(total_over(X[k] * A[k, l], [k, l]))
    assert isinstance(node, Contract)
    assert node.over == (k,)
    assert isinstance(node.right, Reduce)


def test_products_entry_by_entry_are_merged():
    product = hadamard([plan(X[I] * Y[I]), plan(U[P]), plan(2 / S)])
    assert isinstance(product, Elementwise)
    assert len(product.parts) == 4
    assert set(product.axes) == {I, P}
