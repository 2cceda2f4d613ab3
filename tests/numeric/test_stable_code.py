"""NumPy code in its stable forms: finite, without warnings, and of the same value."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import symnn as sn
from tests.interpreter import jax_gradient, jax_hessian, run_all

N, M = sn.dims("n m")

Z, Y = sn.matrix("Z", M, N), sn.matrix("Y", M, N)
LOGITS = np.array([[800.0, -800.0, 0.0], [-800.0, -800.0, -799.0], [1.0, 2.0, 800.0]])
TARGETS = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
STABLE = {
    "softmax cross-entropy": (lambda: -sn.total(Y * sn.log(sn.softmax(Z))), "Z"),
    "cross_entropy": (lambda: sn.cross_entropy(Z, Y), "Z"),
    "log_softmax": (lambda: -sn.total(Y * sn.log_softmax(Z)), "Z"),
    "own softmax": (
        lambda: -sn.total(Y * sn.log(sn.exp(Z) / sn.total(sn.exp(Z), axis=1)[:, None])), "Z"),
    "own logsumexp": (lambda: sn.total(sn.log(sn.total(sn.exp(Z), axis=1))), "Z"),
    "logsumexp": (lambda: sn.total(sn.logsumexp(Z)), "Z"),
    "sigmoid cross-entropy": (
        lambda: -sn.total(Y * sn.log(sn.sigmoid(Z)) + (1 - Y) * sn.log(1 - sn.sigmoid(Z))), "Z"),
    "with logits": (lambda: sn.binary_cross_entropy_with_logits(Z, Y), "Z"),
    "log sigmoid": (lambda: sn.total(sn.log(sn.sigmoid(Z))), "Z"),
    "log (1 − σ)": (lambda: sn.total(sn.log(1 - sn.sigmoid(Z))), "Z"),
    "softplus": (lambda: sn.total(sn.softplus(Z)), "Z"),
    "own softplus": (lambda: sn.total(sn.log(1 + sn.exp(Z))), "Z"),
    "own sigmoid": (lambda: sn.total(1 / (1 + sn.exp(-Z))), "Z"),
    "own tanh": (lambda: sn.total((sn.exp(Z) - sn.exp(-Z)) / (sn.exp(Z) + sn.exp(-Z))), "Z"),
    "silu": (lambda: sn.total(sn.silu(Z)), "Z"),
    "gelu": (lambda: sn.total(sn.gelu(Z) + sn.gelu(Z, "tanh")), "Z"),
    "elu": (lambda: sn.total(sn.elu(Z)), "Z"),
    "norm": (lambda: sn.norm(Z * 1e200) / 1e200, "Z"),
}  # fmt: skip


def named(loss):
    """The same loss with p = softmax(Z) or σ(Z) as an equation of its own."""
    model = sn.Model()
    if loss == "softmax":
        p = model.define("p", sn.softmax(Z))
        model.define("L", -sn.total(Y * sn.log(p)))
    else:
        p = model.define("p", sn.sigmoid(Z))
        model.define("L", -sn.total(Y * sn.log(p) + (1 - Y) * sn.log(1 - p)))
    return model


def stable_model(name):
    if name.startswith("named "):
        return named(name.removeprefix("named "))
    model = sn.Model()
    model.define("L", STABLE[name][0]())
    return model


@pytest.mark.parametrize("name", [*STABLE, "named softmax", "named sigmoid"])
def test_no_overflow_and_no_warning(name):
    model = stable_model(name)
    direction = np.array([[1.0, -2.0, 0.5]] * 3)
    with np.errstate(all="raise", under="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error")
        for function, extra in (
            (model.compile("L", "Z"), {}),
            (model.hvp("L", "Z", "d").compile(), {"d": direction}),
        ):
            given_values = {"Z": LOGITS, "Y": TARGETS, **extra}
            needed = {s.name: given_values[s.name] for s in function.inputs}
            value, gradients = function(needed)
            assert np.isfinite(value)
            assert np.isfinite(gradients["Z"]).all()


@pytest.mark.parametrize("name", [*STABLE, "named softmax", "named sigmoid"])
def test_stable_forms_change_no_value(name):
    model = stable_model(name)
    if name == "norm":
        model = sn.Model()
        model.define("L", sn.norm(Z))
    rng = np.random.default_rng(0)
    given_values = {
        "Z": rng.normal(size=(2, 3)),
        "Y": rng.random((2, 3)),
        "d": rng.normal(size=(2, 3)),
    }

    def at(function):
        return function({s.name: given_values[s.name] for s in function.inputs})

    inputs = {key: given_values[key] for key in model.inputs}
    value, gradients = at(model.compile("L", "Z"))
    tolerance = {"rtol": 1e-12, "atol": 1e-13}
    np.testing.assert_allclose(value, run_all(model, ["L"], inputs)["L"], **tolerance)
    expected = jax_gradient(model, "L", ["Z"], inputs)["Z"]
    np.testing.assert_allclose(gradients["Z"], expected, **tolerance)
    hessian = jax_hessian(model, "L", "Z", inputs)
    product = np.tensordot(hessian, given_values["d"], ([2, 3], [0, 1]))
    found = at(model.hvp("L", "Z", "d").compile())[1]["Z"]
    np.testing.assert_allclose(found, product, rtol=1e-11, atol=1e-12)


def test_stable_values_are_right_too():
    # log σ(−800) = −800, log(1 + e⁸⁰⁰) = 800, log softmax of (800, −800, 0) = (0, −1600, −800)
    def at(loss, Z_):
        model = sn.Model()
        model.define("L", loss)
        function = model.compile("L")
        all_values = {"Z": np.array(Z_), "Y": np.ones(np.shape(Z_))}
        return function({s.name: all_values[s.name] for s in function.inputs})[0]

    assert at(sn.total(sn.log(sn.sigmoid(Z))), [[-800.0]]) == -800
    assert at(sn.total(sn.log(1 - sn.sigmoid(Z))), [[800.0]]) == -800
    assert at(sn.total(sn.log(1 + sn.exp(Z))), [[800.0]]) == 800
    assert at(sn.total(Y * sn.log(sn.softmax(Z))), [[800.0, -800.0, 0.0]]) == -2400
    assert at(sn.total(sn.log(sn.total(sn.exp(Z), axis=1))), [[800.0, 800.0]]) == 800 + np.log(2)
    np.testing.assert_allclose(
        at(sn.total(sn.log(1 + sn.exp(Z))), [[-40.0]]), np.exp(-40.0), rtol=1e-12
    )
    np.testing.assert_allclose(at(sn.total(sn.exp(Z) - 1), [[1e-12]]), 1e-12, rtol=1e-10)
    np.testing.assert_allclose(at(sn.total(sn.log(1 + Z)), [[1e-12]]), 1e-12, rtol=1e-10)


def test_the_gradient_at_saturation():
    # ∂/∂z of −log σ(z) at −800 is −1, not 0/0
    model = named("sigmoid")
    _, gradients = model.compile("L", "Z")(
        {"Z": np.array([[-800.0, 800.0]]), "Y": np.array([[1.0, 0.0]])}
    )
    np.testing.assert_array_equal(gradients["Z"], [[-1.0, 1.0]])
