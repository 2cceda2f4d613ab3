"""Models with inverses, determinants and linear systems: values, gradients, HVPs as JAX's."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import NoRuleError, ShapeError
from tests.models.matrix_models import MODELS, SPECTRAL, model_of, values_of
from tests.sampled import each


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


@pytest.mark.parametrize("name", each(MODELS, 3))
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


BY_JAX = {"eigenvectors", "exponential", "Kronecker"}
"""Models that are compiled for JAX too, which takes its time."""


@pytest.mark.parametrize("name", SPECTRAL)
def test_libraries_compute_the_same_code(name):
    """PyTorch and JAX code of functions of matrices gives what NumPy code does."""
    loss, wrt = SPECTRAL[name]
    model = model_of(loss)
    given = values_of(model)
    value, gradients = model.compile("L", wrt=wrt)(given)
    with jax.enable_x64(True):
        for backend in ("torch", *(["jax"] if name in BY_JAX else [])):
            found, slopes = model.compile("L", wrt=wrt, backend=backend)(given)
            close(np.asarray(found), value)
            close(np.asarray(slopes[wrt]), gradients[wrt])


def test_second_derivatives_of_an_exponential_and_no_third():
    loss, wrt = SPECTRAL["exponential"]
    model = model_of(loss)
    given = values_of(model)
    v = np.random.default_rng(1).normal(size=(3, 3))
    product = model.hvp("L", wrt, "v").compile()
    assert "expm_second_kernel" not in product.source  # n⁶ numbers
    _, found = product({**given, "v": v})
    (hessian,) = model.hessian("L", wrt).compile()(given)[1].values()
    close(found["X"], np.einsum("ijkl,kl->ij", hessian, v))
    with pytest.raises(NoRuleError, match="third derivative of a matrix exponential"):
        model.derivative("L", wrt, wrt, wrt)


def test_equal_eigenvalues_do_no_harm_where_their_sum_is_smooth():
    # Σ λ³ = tr S³ is smooth at S = I
    n = sn.dims("n")[0]
    model = model_of(sn.total(sn.eigvalsh(sn.matrix("S", n, n)) ** 3))
    _, found = model.compile("L", wrt="S")({"S": np.eye(3)})
    close(found["S"], 3 * np.eye(3))


def test_matrices_of_the_wrong_shape_are_refused():
    n, m = sn.dims("n m")
    A, x = sn.matrix("A", n, m), sn.vector("x", n)
    for function in (sn.eigvalsh, sn.matrix_exp, sn.eigh):
        with pytest.raises(ShapeError, match="square matrix"):
            function(A)
    for function in (sn.svdvals, sn.pinv, sn.tril):
        with pytest.raises(ShapeError, match="expected a matrix"):
            function(x)
    with pytest.raises(ValueError, match="'nuc'"):
        sn.norm(A, 3)
