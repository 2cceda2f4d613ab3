"""Backward passes written by hand, in NumPy, JAX and PyTorch."""

from __future__ import annotations

import numpy as np
import pytest

import symnn as sn
from symnn.check.api import check

N, d = sn.dims("N d")


def model() -> sn.Model:
    m = sn.Model()
    X, y, w = sn.matrix("X", N, d), sn.vector("y", N), sn.vector("w", d)
    p = m.define("p", sn.sigmoid(X @ w))
    m.define("L", sn.mean((p - y) ** 2))
    return m


def right(X, y, p):
    return 2 / len(y) * X.T @ ((p - y) * p * (1 - p))


def test_numpy_by_the_names_of_its_parameters_or_a_dictionary() -> None:
    verdict = check(model(), "L", "w", right)
    assert verdict.kind == "agrees"
    assert "3 sizes" in verdict.evidence[0]
    assert check(model(), "L", "w", lambda v: right(v["X"], v["y"], v["p"])).kind == "agrees"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda X, y, p: -right(X, y, p),
        lambda X, y, p: right(X, y, p) * len(y) / 2,
        lambda X, y, p: 2 / len(y) * X.T @ ((p - y) * p),
        lambda X, y, p: right(X, y, p) + 1e-6,
        lambda X, y, p: right(X, y, p) * np.nan,
        lambda X, y, p: right(X, y, p)[None, :],
        lambda X, y, p: right(X, y, p)[::-1],
    ],
)
def test_wrong_code_is_refuted(wrong) -> None:
    assert check(model(), "L", "w", wrong).kind == "refuted"


def test_jax() -> None:
    jnp = pytest.importorskip("jax.numpy")

    def backward(X, y, p):
        return 2 / len(y) * jnp.matmul(X.T, (p - y) * p * (1 - p))

    assert check(model(), "L", "w", backward, arrays=jnp.asarray).kind == "agrees"


def test_torch() -> None:
    torch = pytest.importorskip("torch")
    assert check(model(), "L", "w", right, arrays=torch.tensor).kind == "agrees"


def test_parameters_that_name_nothing() -> None:
    with pytest.raises(TypeError, match="asks for q"):
        check(model(), "L", "w", lambda X, q: X)
