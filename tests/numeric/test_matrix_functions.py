"""Models with inverses, determinants and linear systems: values, gradients, HVPs as JAX's."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tests.models.matrix_models import MODELS, model_of, values_of


def close(found, expected):
    scale = np.max(np.abs(expected))
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12 * scale)


@pytest.mark.parametrize("name", MODELS)
def test_value_and_gradients(name):
    loss, reference, _ = MODELS[name]
    model = model_of(loss)
    given = values_of(model)
    value, gradients = model.compile("L", wrt=list(model.inputs))(given)
    with jax.enable_x64(True):
        expected, slopes = jax.value_and_grad(reference)(
            {key: jnp.asarray(value) for key, value in given.items()}
        )
    close(value, expected)
    for key, slope in slopes.items():
        close(gradients[key], slope)


@pytest.mark.parametrize("name", MODELS)
def test_hessian_vector_product(name):
    loss, reference, wrt = MODELS[name]
    model = model_of(loss)
    given = values_of(model)
    direction = np.random.default_rng(1).normal(size=given[wrt].shape)
    _, found = model.hvp("L", wrt, "direction").compile()({**given, "direction": direction})
    with jax.enable_x64(True):

        def slope(x):
            return jax.grad(lambda x: reference({**given, wrt: x}))(x)

        _, expected = jax.jvp(slope, (jnp.asarray(given[wrt]),), (jnp.asarray(direction),))
    close(found[wrt], expected)
