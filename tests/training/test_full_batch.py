"""L-BFGS and Newton's method: exact minima, exact products of the Hessian."""

import numpy as np
import pytest

import symnn as sn
from symnn.training.full_batch import hessian_product
from symnn.training.inputs import problem
from symnn.training.result import DivergedError
from tests.training.models import classifier, clouds, line, regression

pytest.importorskip("scipy")


@pytest.mark.parametrize("optimiser", [sn.LBFGS(), sn.NewtonCG()], ids=lambda o: type(o).__name__)
def test_least_squares_equal_the_normal_equations(optimiser):
    data, _, _ = line(noise=0.5)
    result = sn.fit(regression(), "L", data=data, optimizer=optimiser, epochs=100)
    A = np.c_[data["X"], np.ones(len(data["y"]))]
    best = np.linalg.solve(A.T @ A, A.T @ data["y"])  # (AᵀA)⁻¹ Aᵀ y
    assert np.allclose(np.r_[result.params["w"], result.params["b"]], best, atol=1e-7)
    assert result.stopped in ("converged", "precision")
    losses = result.history["loss"]
    assert losses == sorted(losses, reverse=True)


def test_newton_needs_few_iterations():
    data = line(noise=0.5)[0]
    result = sn.fit(regression(), "L", data=data, optimizer=sn.NewtonCG(), epochs=100)
    assert result.epochs <= 12  # the loss is quadratic, its systems are solved loosely at first


def test_newton_leaves_a_flat_place():
    """Far out, σ has no curvature that is not lost in rounding; that is no minimum."""
    N, d = sn.dims("N d")
    X, y = sn.matrix("X", N, d), sn.vector("y", N)
    model = sn.Model()
    p = model.define("p", sn.sigmoid(X @ sn.vector("w", d)))
    model.define("L", -sn.mean(y * sn.log(p) + (1 - y) * sn.log(1 - p)))
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 2)) + 3
    data = {"X": x, "y": (x @ [1.0, -1.0] + rng.normal(size=40) > 0).astype(float)}
    start = {"w": np.array([500.0, 500.0])}
    far, near = (
        sn.fit(model, "L", data=data, params=params, optimizer=sn.NewtonCG(), epochs=200)
        for params in (start, {"w": np.zeros(2)})
    )
    assert np.allclose(far.params["w"], near.params["w"], rtol=1e-4)


def test_a_network_by_full_batches():
    settings = {"data": clouds(), "sizes": {"h": 6}, "epochs": 25, "validation": 0.3}
    for optimiser in (sn.LBFGS(memory=5), sn.NewtonCG()):
        result = sn.fit(classifier(), "L", optimizer=optimiser, **settings)
        assert result.history["val_accuracy"][-1] > 0.9
        assert result.epochs <= 25
    assert sn.fit(classifier(), "L", optimizer=sn.LBFGS(), **{**settings, "epochs": 2}).stopped == (
        "iterations"
    )


def test_products_of_the_hessian_equal_differences_of_the_gradient():
    model = classifier(3)
    names = ["W1", "b1", "W2", "b2"]
    whole = problem(model, "L", names, clouds(count=7))
    rng = np.random.default_rng(0)
    shapes = {"W1": (2, 3), "b1": (3,), "W2": (3, 3), "b2": (3,)}
    ends = np.cumsum([np.prod(shape) for shape in shapes.values()])

    def arrays(x):
        parts = np.split(x, ends[:-1])
        return {n: p.reshape(s) for (n, s), p in zip(shapes.items(), parts, strict=True)}

    def vector(found):
        return np.concatenate([np.ravel(found[name]) for name in names])

    gradient = model.gradient("L", names).compile()
    product = hessian_product(whole, arrays, vector)
    x, v = rng.normal(size=(2, int(ends[-1])))
    step = 1e-5
    after, before = (
        vector(gradient({**whole.data, **arrays(x + sign * step * v)})[1]) for sign in (1, -1)
    )
    # H v = (∇L(x + h v) − ∇L(x − h v))/2h
    assert np.allclose(product(x, v), (after - before) / (2 * step), atol=1e-8)
    assert np.abs(product(x, v)).max() > 1e-2
    # H is symmetric, across parameters too
    u = rng.normal(size=int(ends[-1]))
    assert u @ product(x, v) == pytest.approx(v @ product(x, u), abs=1e-12)


def test_a_parameter_that_the_slope_does_not_depend_on():
    N = sn.dims("N")[0]
    model = sn.Model()
    x, y = sn.vector("x", N), sn.vector("y", N)
    a, b = sn.scalar("a"), sn.scalar("b")
    model.define("L", sn.mean((a * x - y) ** 2) + sn.exp(b) - b)
    data = {"x": np.arange(4.0), "y": 3 * np.arange(4.0)}
    result = sn.fit(
        model, "L", data=data, params={"a": 0.0, "b": 1.0}, optimizer=sn.NewtonCG(), epochs=50
    )
    assert result.params["a"] == pytest.approx(3, abs=1e-6)
    assert result.params["b"] == pytest.approx(0, abs=1e-6)


def test_single_precision():
    data, w, _ = line()
    result = sn.fit(regression(), "L", data=data, optimizer=sn.LBFGS(), dtype="float32")
    assert result.params["w"].dtype == np.float32
    assert np.allclose(result.params["w"], w, atol=1e-4)


def test_a_loss_that_is_not_finite():
    N = sn.dims("N")[0]
    model = sn.Model()
    u = model.define("u", sn.log(sn.scalar("w") * sn.vector("x", N)))
    model.define("L", sn.mean(u**2))
    with pytest.raises(DivergedError, match="the quantity u is not finite at 1"):
        sn.fit(model, "L", data={"x": [1.0, -1.0]}, params={"w": 1.0}, optimizer=sn.LBFGS())
