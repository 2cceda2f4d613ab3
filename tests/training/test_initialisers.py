"""First values: their spread by the inputs of a weight, their seeds, and what suits a place."""

import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import SizeError, UnknownNameError
from symnn.training.initialisers import ALIASES, INITIALISERS, Fans, fans_of, initial


def layer(transposed=False):
    """Z = X W + b, or z = W x + b for one sample: 300 inputs, 100 outputs; γ scales, β shifts."""
    N, d, h = sn.dims("N d h")
    model = sn.Model()
    x = sn.vector("x", d) if transposed else sn.matrix("X", N, d)
    z = sn.matrix("W", h, d) @ x if transposed else x @ sn.matrix("W", d, h)
    a = model.define("A", sn.relu(z + sn.vector("b", h)))
    model.define("G", sn.vector("gamma", h) * a + sn.vector("beta", h))
    return model


@pytest.mark.parametrize("transposed", [False, True])
def test_inputs_are_what_is_summed_over(transposed):
    shape = (100, 300) if transposed else (300, 100)
    model = layer(transposed)
    assert fans_of(model, model.symbol("W"), shape) == Fans(300, 100)


VARIANCES = {
    "xavier_uniform": 2 / 400,
    "xavier_normal": 2 / 400,
    "kaiming_uniform": 2 / 300,
    "kaiming_normal": 2 / 300,
    "lecun_normal": 1 / 300,
    "normal": 1.0,
    "uniform": 1 / 12,
}


@pytest.mark.parametrize("name", VARIANCES)
@pytest.mark.parametrize("transposed", [False, True])
def test_variances(name, transposed):
    model = layer(transposed)
    found = initial(model, model.symbol("W"), (100, 300) if transposed else (300, 100), name, 0)
    assert found.var() == pytest.approx(VARIANCES[name], rel=0.03)


def test_what_suits_a_place():
    model = layer()
    assert initial(model, model.symbol("W"), (3, 2), None, 0).std() > 0
    assert (initial(model, model.symbol("b"), (2,), None, 0) == 0).all()
    assert (initial(model, model.symbol("beta"), (2,), None, 0) == 0).all()
    assert (initial(model, model.symbol("gamma"), (2,), None, 0) == 1).all()
    model = sn.Model()
    model.define("L", sn.log(sn.scalar("s", positive=True)) + sn.scalar("t"))
    assert initial(model, model.symbol("s"), (), None, 0) == 1  # 0 would not be positive
    assert initial(model, model.symbol("t"), (), None, 0) == 0


@pytest.mark.parametrize("shape", [(4, 7), (7, 4), (5, 5)])
def test_orthogonal(shape):
    model = layer()
    q = initial(model, model.symbol("W"), shape, "orthogonal", 0)
    small = q @ q.T if shape[0] <= shape[1] else q.T @ q
    assert np.allclose(small, np.eye(min(shape)), atol=1e-12)
    with pytest.raises(SizeError, match="'orthogonal' is for matrices"):
        initial(model, model.symbol("b"), (3,), "orthogonal", 0)


def test_seeds_belong_to_names():
    model = layer()
    W, b = model.symbol("W"), model.symbol("b")
    one = initial(model, W, (3, 2), "normal", 5)
    assert np.array_equal(one, initial(model, W, (3, 2), "normal", 5))
    assert not np.array_equal(one, initial(model, W, (3, 2), "normal", 6))
    assert not np.array_equal(one[:, 0], initial(model, b, (3,), "normal", 5))


def test_names():
    assert set(ALIASES.values()) <= set(INITIALISERS)
    model = layer()
    with pytest.raises(UnknownNameError, match="W: no initialiser 'hee'; there are zeros"):
        initial(model, model.symbol("W"), (3, 2), "hee", 0)
    assert (initial(model, model.symbol("W"), (3, 2), 0.5, 0) == 0.5).all()
