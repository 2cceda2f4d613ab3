"""Networks end to end: gradients, Hessians and products equal JAX's, for several sizes."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tests.interpreter import jax_gradient, jax_hessian, run
from tests.models.networks import (
    NETWORKS,
    SIZES,
    attention,
    classifier,
    logistic_regression,
    values,
)
from tests.sampled import each


def agrees(own, expected):
    """Equal to 1e-12, relative to the largest entry."""
    expected = np.asarray(expected)
    assert np.shape(own) == expected.shape
    scale = max(np.abs(expected).max(), 1e-3)
    np.testing.assert_allclose(own, expected, rtol=1e-12, atol=1e-12 * scale)


@pytest.mark.parametrize("name", each(NETWORKS, 2))
def test_gradients_equal_those_of_jax(name):
    make, wrt = NETWORKS[name]
    model = make()
    function = model.compile("L", wrt)
    for sizes in SIZES if name in ("classifier 2", "attention") else SIZES[:2]:
        given = values(model, sizes)
        value, gradients = function(given)
        agrees(value, run(model, "L", given))
        expected = jax_gradient(model, "L", wrt, given)
        assert list(gradients) == wrt
        for symbol in wrt:
            agrees(gradients[symbol], expected[symbol])


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_equal_finite_differences(name):
    make, wrt = NETWORKS[name]
    model = make()
    function = model.compile("L", wrt)
    given = values(model, SIZES[0])
    _, gradients = function(given)
    rng = np.random.default_rng(1)
    for symbol in wrt:
        direction = rng.normal(size=np.shape(given[symbol]))
        slope = _slope(function, given, symbol, direction)
        np.testing.assert_allclose(
            np.sum(gradients[symbol] * direction), slope, rtol=2e-7, atol=1e-8
        )


def _slope(function, given, symbol, direction, h=1e-3):
    def central(step):
        ahead, behind = ({**given, symbol: given[symbol] + s * step * direction} for s in (1, -1))
        return (function(ahead)[0] - function(behind)[0]) / (2 * step)

    return (4 * central(h) - central(2 * h)) / 3


def test_a_classifier_written_by_hand_in_jax():
    # the interpreter of the other tests is ours; this one is nobody's
    model = classifier(3)
    given = values(model, SIZES[0])
    weights = ["W1", "b1", "W2", "b2", "W3", "b3"]

    def loss(w):
        a = given["X"]
        for layer in (1, 2):
            a = jnp.tanh(a @ w[f"W{layer}"] + w[f"b{layer}"])
        logits = a @ w["W3"] + w["b3"]
        return -jnp.mean(jnp.sum(given["Y"] * jax.nn.log_softmax(logits), axis=1))

    with jax.enable_x64(True):
        expected = jax.grad(loss)({name: jnp.asarray(given[name]) for name in weights})
    _, gradients = model.compile("L", weights)(given)
    for name in weights:
        agrees(gradients[name], expected[name])


def test_attention_written_by_hand_in_jax():
    model = attention()
    given = values(model, SIZES[2])

    def loss(w):
        scores = w["Q"] @ w["K"].T / jnp.sqrt(w["Q"].shape[1])
        return jnp.sum(given["G"] * (jax.nn.softmax(scores, axis=-1) @ w["V"]))

    with jax.enable_x64(True):
        expected = jax.grad(loss)({name: jnp.asarray(given[name]) for name in "QKV"})
    _, gradients = model.compile("L", list("QKV"))(given)
    for name in "QKV":
        agrees(gradients[name], expected[name])


# ---- second derivatives -----------------------------------------------------------------------

SECOND = {
    "logistic regression": "w",
    "least squares": "w",
    "layer norm": "x",
    "recurrent": "b",
    "attention": "Q",
    "classifier 1": "b1",
}


@pytest.mark.parametrize("name", SECOND)
def test_hessians_and_their_products_equal_those_of_jax(name):
    model = NETWORKS[name][0]()
    wrt = SECOND[name]
    given = values(model, SIZES[1])
    expected = jax_hessian(model, "L", wrt, given)
    hessian = model.hessian("L", wrt).compile()
    _, found = hessian({key: given[key] for key in (s.name for s in hessian.inputs)})
    agrees(found[wrt], expected)
    direction = np.random.default_rng(2).normal(size=given[wrt].shape)
    product = model.hvp("L", wrt, "direction").compile()
    chosen = {**given, "direction": direction}
    _, found = product({key: chosen[key] for key in (s.name for s in product.inputs)})
    axes = list(range(direction.ndim))
    agrees(found[wrt], np.tensordot(expected, direction, (axes, axes)))


@pytest.mark.parametrize(("target", "wrt"), [("P", "W1"), ("P", "b1"), ("Z1", "X")])
def test_jacobians_equal_those_of_jax(target, wrt):
    model = classifier(1)
    given = {key: value for key, value in values(model, SIZES[0]).items() if key != "Y"}
    _, found = model.jacobian(target, wrt).compile()(given)
    agrees(found[wrt], jax_gradient(model, target, [wrt], {**given})[wrt])


def test_the_hessian_of_logistic_regression_is_the_one_of_the_textbook():
    # Bishop, eq. 4.97: H = Xᵀ R X with R = diag(p(1 − p)), here of the mean
    hessian = logistic_regression().hessian("L", "w")
    assert hessian.text() == "∂²L/∂w∂wᵀ = 1/N Xᵀ diag(p ⊙ (1 - p)) X"
