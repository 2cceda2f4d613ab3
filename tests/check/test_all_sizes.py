"""From some sizes to all: true identities are promoted, twins that fail at a larger one are not."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest
import sympy as sp

import symnn as sn
from symnn.check.all_sizes import enough
from symnn.check.api import check
from symnn.check.claim import Equality
from symnn.check.deadline import Deadline
from symnn.check.identity import identical
from symnn.check.promoted import identical_at_all_sizes
from symnn.check.resolve import Resolution
from symnn.check.term_bounds import UnboundedError
from symnn.language.tensor import Tensor

n, m = sn.dims("n m")
a, b, c, d = (sn.vector(name, n) for name in "abcd")
x, y = sn.vector("x", n), sn.vector("y", n)
A, B, W = sn.matrix("A", n, n), sn.matrix("B", n, n), sn.matrix("W", n, m)
u, v = sn.vector("u", m), sn.vector("v", m)
s = sn.scalar("s")
N = Tensor(n, ())
EYE = sn.eye(n)


def equality(left: Tensor, right: Tensor) -> Equality:
    order = dict(zip(right.indices, left.indices, strict=True))
    return Equality(Resolution(sn.Model()), left.expr, right.expr.xreplace(order), left.indices)


def promoted(left: Tensor, right: Tensor):
    return identical_at_all_sizes(equality(left, right), Random(0), Deadline(None))


def holds_at(left: Tensor, right: Tensor, **sizes: int) -> bool:
    numbers = {size: sizes[str(size)] for size in (n, m)}
    return identical(equality(left, right), numbers, Random(0), Deadline(None)) is not None


def gram(*vectors: Tensor) -> Tensor:
    """The determinant of all dot products: 0 where there are more vectors than dimensions."""
    total = 0 * s
    for order in permutations(range(len(vectors))):
        sign = sp.combinatorics.Permutation(order).signature()
        product = 0 * s + sign
        for k, j in enumerate(order):
            product = product * (vectors[k] @ vectors[j])
        total = total + product
    return total


def cayley(A: Tensor) -> Tensor:
    """A³ − e₁A² + e₂A − e₃I: 0 for matrices of size 3 and, as e₃ = 0 there, of size 2."""
    t1, t2, t3 = sn.trace(A), sn.trace(A @ A), sn.trace(A @ A @ A)
    e2 = (t1**2 - t2) / 2
    e3 = (t1**3 - 3 * t1 * t2 + 2 * t3) / 6
    return A @ A @ A - t1 * (A @ A) + e2 * A - e3 * EYE


TRUE = [
    ((a @ b) ** 2, a @ sn.outer(b, b) @ a),
    (sn.trace(A @ B), sn.trace(B @ A)),
    (A @ (B @ a), (A @ B) @ a),
    (sn.total((x - sn.mean(x)) ** 2), sn.total(x**2) - sn.total(x) ** 2 / N),
    (sn.total(sn.tanh(x) + 1), sn.total(sn.tanh(x)) + N),
    (sn.total(sn.tanh(x)), sn.total(2 / (1 + sn.exp(-2 * x)) - 1)),
    (sn.total(x / (1 + x**2) + x**3 / (1 + x**2)), sn.total(x)),
    (sn.exp(x) / sn.total(sn.exp(x)), sn.exp(x + s) / sn.total(sn.exp(x + s))),
    (sn.total(sn.relu(x)), sn.total(x + sn.relu(-x))),
    (x / sn.sqrt(x @ x), x * sn.sqrt(x @ x) / sn.total(x**2)),
    (sn.step(x @ y) * (x @ y), sn.step(x @ y) * sn.total(y * x)),
    (W @ u + W @ v, W @ (u + v)),
    (sn.total(sn.sigmoid(W) * 0 + W), sn.total(W @ (0 * u + 1))),
    (sn.log(sn.total(sn.exp(x))) * sn.total(x - sn.mean(x)), 0 * s),
]


@pytest.mark.parametrize(("left", "right"), TRUE, ids=lambda side: str(side)[:50])
def test_what_holds_at_all_sizes_is_promoted(left: Tensor, right: Tensor) -> None:
    found = promoted(left, right)
    assert found is not None
    assert found[1] >= 80


HIDING = [
    (N * x, (N**2 - 4 * N + 6) * x, (2, 3), 4),
    ((N - 2) * (N - 3) * (N - 4) * sn.tanh(x), 0 * x, (2, 3, 4), 5),
    (gram(a, b, c), 0 * s, (2,), 3),
    (gram(a, b, c, d), 0 * s, (2, 3), 4),
    (gram(a, b, c) * sn.step(a @ b), 0 * s, (2,), 3),
    (gram(a, b, c) * sn.sqrt(1 + a @ b) + s, 0 * x @ x + s, (2,), 3),
    (gram(a, b, c) / (1 + sn.total(sn.exp(x))), 0 * s, (2,), 3),
    (gram(sn.tanh(a), b, sn.exp(c)), 0 * s, (2,), 3),
    (cayley(A), 0 * A, (2, 3), 4),
    (cayley(A) @ a, 0 * a, (2, 3), 4),
    (cayley(sn.tanh(A)), 0 * A, (2, 3), 4),
    (sn.total(EYE) * (sn.trace(EYE) - 2) * (x - sn.mean(x)), 0 * x, (2,), 3),
    ((sn.total(0 * x + 1) - 3) * x, (N - 2) * (N - 3) * x + (N - 3) * x, (2, 3), 4),
    (sn.total(sn.log(x**2 + 1)) * (N - 2), 0 * s, (2,), 3),
    (sn.sqrt(N) * (N - 2) * (N - 4) * s, 0 * s, (2, 4), 3),
]  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right", "true", "false"), HIDING, ids=lambda side: str(side)[:50]
)
def test_what_fails_at_a_larger_size_is_not(left, right, true, false) -> None:
    for size in true:
        assert holds_at(left, right, n=size, m=2)
    assert not holds_at(left, right, n=false, m=2)
    assert promoted(left, right) is None


REFUSED = [
    Tensor(x.symbol[sp.Integer(1)], ()),
    sn.total(Tensor(sn.index("i", n) * s.expr, ()).expr and x) * Tensor(s.expr**n, ()),
    sn.exp(sn.total(x)),
    sn.sqrt(x @ x) + sn.sqrt(y @ y),
    sn.total(x / (1 + A @ x)),
    sn.inverse(A) @ x,
    sn.max(x),
]  # fmt: skip


@pytest.mark.parametrize("expr", REFUSED, ids=lambda side: str(side)[:50])
def test_what_the_argument_does_not_cover_is_refused(expr: Tensor) -> None:
    with pytest.raises(UnboundedError):
        list(enough(expr.expr, expr.indices, [n]))


def test_an_index_as_a_number_is_refused() -> None:
    i = sn.index("i", n)
    with pytest.raises(UnboundedError, match="as a number"):
        list(enough(i * x.symbol[i], (i,), [n]))


def test_what_is_not_defined_at_equal_entries_is_left_at_its_sizes() -> None:
    i, j = sn.index("i", n), sn.index("j", n)
    same = sp.KroneckerDelta(i, j)
    gap = x.symbol[i] - x.symbol[j] + same
    left, right = Tensor((1 - same) * (gap - same) / gap, (i, j)), Tensor(1 - same, (i, j))
    assert holds_at(left, right, n=4, m=2)
    assert promoted(left, right) is None


def test_a_verdict_says_at_which_sizes_it_was_tested() -> None:
    model = sn.Model()
    margin = sn.scalar("margin")
    p, q = sn.vector("p", n), sn.vector("q", n)
    gap = model.define("g", margin + sn.total((x - p) ** 2) - sn.total((x - q) ** 2))
    model.define("L", sn.relu(gap))
    verdict = check(model, "L", "x", 2 * sn.step(gap) * (q - p))
    assert verdict.kind == "proved"
    assert not any("sizes" in text for text in verdict.conditions)
