"""Random models: gradients equal JAX's and finite differences, printed forms say the same."""

from __future__ import annotations

from itertools import pairwise

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from tests.interpreter import jax_gradient, jax_hessian, run
from tests.models.random_models import DIMENSIONS, SIZES, models, some_values

RUN = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def compiled_for(model, wrt):
    """The compiled gradient, and the values that it takes, for the sizes given."""
    function = model.compile("L", wrt)
    needed = [symbol.name for symbol in function.inputs]
    return function, lambda sizes: {
        n: v for n, v in some_values(model, sizes).items() if n in needed
    }


def dependent(model):
    """The inputs that L depends on."""
    used = {s for e in model.ordered(["L"]) for s in model.uses(e.name)}
    return [name for name in model.inputs if name in used]


def close(own, expected, tolerance=1e-11):
    scale = 1 + np.abs(expected).max(initial=0)
    np.testing.assert_allclose(own, expected, rtol=1e-11, atol=tolerance * scale)


def check_gradients(model, sizes):
    wrt = dependent(model)
    assume(wrt)
    function, inputs = compiled_for(model, wrt)
    values = inputs(sizes)
    value, gradients = function(values)
    close(value, run(model, "L", values))
    expected = jax_gradient(model, "L", wrt, values)
    for name in wrt:
        assert np.shape(gradients[name]) == values[name].shape
        close(gradients[name], expected[name])


@settings(RUN, max_examples=12)
@given(models(), st.sampled_from(SIZES))
def test_gradients_equal_those_of_jax(model, sizes):
    check_gradients(model, sizes)


@pytest.mark.slow
@pytest.mark.timeout(900)
@settings(RUN, max_examples=150)
@given(models(steps=11), st.sampled_from(SIZES))
def test_gradients_of_larger_models_equal_those_of_jax(model, sizes):
    check_gradients(model, sizes)


@settings(RUN, max_examples=40)
@given(models(smooth=True))
def test_gradients_equal_finite_differences(model):
    wrt = dependent(model)
    assume(wrt)
    function, inputs = compiled_for(model, wrt)
    values = inputs(SIZES[0])
    value, gradients = function(values)
    rng = np.random.default_rng(0)
    directions = {name: rng.choice([-1.0, 1.0], values[name].shape) for name in wrt}

    def at(step):
        return function({n: v + step * directions.get(n, 0.0) for n, v in values.items()})[0]

    h = 1e-3
    central = [(at(s) - at(-s)) / (2 * s) for s in (h, 2 * h, 4 * h)]
    first, second = ((4 * a - b) / 3 for a, b in pairwise(central))
    slope = sum(np.sum(gradients[name] * directions[name]) for name in wrt)
    tolerance = abs(first - second) + 1e-8 * (1 + abs(value) + abs(slope))
    assume(tolerance < 1e-3 * (1 + abs(slope)))
    assert abs(slope - first) <= tolerance


@settings(RUN, max_examples=6)
@given(models(smooth=True, steps=4))
def test_hessians_and_products_equal_those_of_jax(model):
    wrt = [name for name in dependent(model) if len(model.symbols[name].shape) < 3]
    assume(wrt)
    name = wrt[0]
    values = {n: v for n, v in some_values(model, SIZES[1]).items() if n in dependent(model)}
    expected = jax_hessian(model, "L", name, values)
    assume(np.abs(expected).max(initial=0) > 0)
    hessian = model.hessian("L", name).compile()
    close(hessian(_only(hessian, values))[1][name], expected)
    direction = np.random.default_rng(3).normal(size=values[name].shape)
    product = model.hvp("L", name, "direction").compile()
    found = product(_only(product, {**values, "direction": direction}))[1][name]
    axes = list(range(direction.ndim))
    close(found, np.tensordot(expected, direction, (axes, axes)))


def _only(function, values):
    return {symbol.name: values[symbol.name] for symbol in function.inputs}


@settings(RUN, max_examples=25)
@given(models(steps=8))
def test_derivations_can_be_told(model):
    """Every step of every derivation is written, and the chain rule sums over all users."""
    wrt = dependent(model)
    assume(wrt)
    derivation = model.gradient("L", wrt)
    assert {step.of.name for step in derivation.steps} >= set(wrt)
    for notation in ("index", "matrix"):
        for text in (derivation.latex(notation), derivation.text(notation), model.text(notation)):
            assert "None" not in text
            assert "_part" not in text
            assert "Dummy" not in text
    assert all(dimension.is_positive for dimension in DIMENSIONS)
