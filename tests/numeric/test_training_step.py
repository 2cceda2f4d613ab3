"""Compiled training steps: the update by the optimiser's equations, in place, on any path."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import sympy as sp

import symnn as sn
from symnn.language.errors import SizeError, UnknownNameError
from symnn.numeric.unrolled import NotUnrolledError
from tests.models.networks import NETWORKS
from tests.models.networks import SIZES as NETWORK_SIZES
from tests.models.networks import values as network_values
from tests.sampled import sampled

OPTIMISERS = {
    "sgd": sn.SGD(0.1),
    "momentum": sn.SGD(0.1, momentum=0.9, weight_decay=0.01),
    "nesterov": sn.SGD(0.1, momentum=0.5, nesterov=True),
    "rmsprop": sn.RMSProp(0.01, momentum=0.3, centered=True),
    "adagrad": sn.Adagrad(0.1, lr_decay=0.1),
    "adam": sn.Adam(0.05),
    "adamw": sn.AdamW(0.05),
}


def split(given, wrt):
    params = {name: np.array(given[name], float) for name in wrt}
    return params, {name: value for name, value in given.items() if name not in wrt}


def copied(params):
    return {name: value.copy() for name, value in params.items()}


def assert_same(own, expected, rtol=1e-9):
    for name, value in expected.items():
        np.testing.assert_allclose(own[name], value, rtol=rtol, atol=rtol, err_msg=name)


class Plain:
    """Gradient and update computed apart, the update by SymPy's own printer."""

    def __init__(self, model, params, rule):
        self.gradient = model.gradient("L", list(params)).compile()
        w, g, t, rate = sp.symbols("w g t rate", real=True)
        states = {name: sp.Symbol(f"s_{name}", real=True) for name in rule.states}
        value, new = rule.update(w, g, states, t, rate)
        results = [sp.N(expr, 17) for expr in (value, *new.values())]
        self.update = sp.lambdify([t, rate, w, g, *states.values()], results, "numpy")
        self.rule, self.count, self.state = rule, 0, None

    def __call__(self, params, batch):
        if self.state is None:
            self.state = {
                n: [np.zeros_like(a) for _ in self.rule.states] for n, a in params.items()
            }
        loss, gradients = self.gradient({**batch, **params})
        self.count += 1
        for name in params:
            arrays = [params[name], *self.state[name]]
            new = self.update(self.count, self.rule.rate, arrays[0], gradients[name], *arrays[1:])
            for array, value in zip(arrays, new, strict=True):
                np.copyto(array, value)
        return loss


def arrays_only(monkeypatch):
    def refuse(*arguments):
        raise NotUnrolledError

    monkeypatch.setattr("symnn.numeric.runners.scalar_step", refuse)


@pytest.mark.parametrize("path", ["numbers", "arrays"])
@pytest.mark.parametrize("optimiser", sampled(OPTIMISERS, {"nesterov", "adamw"}.__contains__))
@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_with_every_optimiser(name, optimiser, path, monkeypatch):
    """Five steps are those of gradient and update computed apart."""
    if path == "arrays":
        arrays_only(monkeypatch)
    make, wrt = NETWORKS[name]
    model = make()
    params, batch = split(network_values(model, NETWORK_SIZES[0]), wrt)
    rule = OPTIMISERS[optimiser]
    own, expected = copied(params), copied(params)
    step = model.training_step("L", params=list(wrt), optimizer=rule)
    plain = Plain(model, wrt, rule)
    needed = {symbol.name for symbol in step.batch}
    for _ in range(5):
        loss = step(own, {key: value for key, value in batch.items() if key in needed})
        assert np.isclose(loss, plain(expected, {k: v for k, v in batch.items() if k in needed}))
    assert_same(own, expected)
    moved = {name for name in wrt if not np.allclose(params[name], own[name])}
    assert moved, "a test that moves nothing shows nothing"


def small():
    n, m = sn.dims("n m")
    model = sn.Model()
    W, b, x, y = sn.matrix("W", m, n), sn.vector("b", m), sn.vector("x", n), sn.vector("y", m)
    a = model.define("a", sn.sigmoid(W @ x + b))
    model.define("L", sn.total((a - y) ** 2) / 2)
    return model


def start(n=2, m=3, dtype=float):
    random = np.random.default_rng(1)
    params = {"W": random.normal(size=(m, n)).astype(dtype), "b": np.zeros(m, dtype)}
    return params, {"x": random.normal(size=n), "y": random.normal(size=m)}


@pytest.mark.parametrize("sizes", [(2, 3), (40, 50)])
def test_repeat_is_many_steps(sizes):
    for rule in OPTIMISERS.values():
        params, batch = start(*sizes)
        one, many = copied(params), copied(params)
        step, again = (small().training_step("L", ["W", "b"], rule) for _ in range(2))
        losses = [step(one, batch) for _ in range(7)]
        assert np.isclose(again.repeat(many, batch, 7), losses[-1], rtol=1e-12)
        assert step.count == again.count == 7
        assert_same(many, one, 1e-12)


@pytest.mark.parametrize("sizes", [(2, 3), (40, 50)])
def test_the_step_sees_changes_of_arrays_and_new_arrays(sizes):
    params, batch = start(*sizes)
    step = small().training_step("L", ["W", "b"], sn.SGD(0.1))
    fresh = small().training_step("L", ["W", "b"], sn.SGD(0.1))
    for change in ("inside", "another array", "another dictionary"):
        step(params, batch)
        if change == "inside":
            batch["x"][:] = 0.5
            params["W"] *= 0.9
        elif change == "another array":
            batch["x"] = batch["x"] + 1
            params["W"] = params["W"] * 1.1
        else:
            params, batch = copied(params), copied(batch)
        expected = copied(params)
        assert step(params, batch) == fresh(expected, batch)
        assert_same(params, expected, 1e-12)


def test_arrays_with_gaps_and_lists():
    params, batch = start()
    wide = np.zeros((3, 4))
    wide[:, ::2] = params["W"]
    spread = {"W": wide[:, ::2], "b": params["b"].copy()}
    step = small().training_step("L", ["W", "b"], sn.SGD(0.1))
    for given in (spread, params):
        for _ in range(3):
            step(given, {"x": list(batch["x"]), "y": batch["y"]})
    assert_same(spread, params, 1e-12)
    assert np.all(wide[:, 1::2] == 0)


def test_overflow_leaves_numbers_for_arrays():
    """Python's exp raises where NumPy's is infinite; the sigmoid is right on both paths."""
    params, batch = start()
    params["b"][:] = [-2000.0, 2000.0, 0.0]
    step = small().training_step("L", ["W", "b"], sn.SGD(0.1))
    loss = step(params, batch)
    assert np.isfinite(loss)
    assert all(np.isfinite(value).all() for value in params.values())
    same = copied(params)
    assert step.repeat(params, batch, 3) <= loss
    for _ in range(3):
        step(same, batch)
    assert_same(params, same, 1e-12)


@pytest.mark.parametrize("sizes", [(2, 3), (40, 50)])
def test_single_precision(sizes):
    params, batch = start(*sizes, dtype=np.float32)
    double = {name: value.astype(float) for name, value in params.items()}
    step = small().training_step("L", ["W", "b"], sn.SGD(0.1), dtype="float32")
    exact = small().training_step("L", ["W", "b"], sn.SGD(0.1))
    for _ in range(10):
        step(params, batch)
        exact(double, batch)
    assert params["W"].dtype == np.float32
    assert_same(params, double, 1e-4)


def test_a_scalar_parameter():
    model = sn.Model()
    model.define("L", (sn.scalar("w") - 3) ** 2)
    params = {"w": np.array(1.0)}
    step = model.training_step("L", ["w"], sn.SGD(0.25))
    assert step(params, {}) == 4
    assert params["w"] == 2
    assert step.repeat(params, {}, 60) < 1e-12


def test_the_rate_of_the_next_step():
    params, batch = start()
    before = params["b"].copy()
    step = small().training_step("L", ["W", "b"], sn.SGD(0.1))
    step.rate = 0.0
    step(params, batch)
    np.testing.assert_array_equal(params["b"], before)


def test_bad_arrays_are_named():
    params, batch = start()
    step = small().training_step("L", ["W", "b"], sn.SGD(0.1))
    with pytest.raises(UnknownNameError, match="no array given for y"):
        step(params, {"x": batch["x"]})
    with pytest.raises(UnknownNameError, match="z: the step knows no such array"):
        step(params, {**batch, "z": batch["x"]})
    with pytest.raises(SizeError, match=r"W: .*float32"):
        step({**params, "W": params["W"].astype(np.float32)}, batch)
    with pytest.raises(SizeError, match="makes n = 5"):
        step(params, {**batch, "x": np.zeros(5)})
    with pytest.raises(SizeError, match="number of steps"):
        step.repeat(params, batch, 0)
    assert step.count == 0


def tanh_step(z, dtype):
    """tanh z, by a step that stores it: w ← w − 1 · (w − tanh z)."""
    n, k = sn.dims("n k")
    model = sn.Model()
    a = model.define("a", sn.tanh(sn.matrix("z", n, k)))
    model.define("L", sn.total((sn.matrix("w", n, k) - a) ** 2) / 2)
    step = model.training_step("L", ["w"], sn.SGD(1.0), dtype=dtype)
    params = {"w": np.zeros(z.shape, dtype)}
    step(params, {"z": z})
    return params["w"], step.source


@pytest.mark.parametrize(("dtype", "error"), [("float64", 4e-16), ("float32", 1e-7)])
def test_the_hyperbolic_tangent_of_a_step(dtype, error):
    """In float64 it is computed by the exponential, without a warning where that overflows."""
    few = [0.0, -0.0, 1e-300, 20.0, -20.0, 400.0, -400.0, 1e300, -1e300, np.inf, -np.inf]
    z = np.concatenate([few, np.linspace(-30, 30, 2989)]).reshape(30, 100)
    with np.errstate(over="ignore"):
        z = z.astype(dtype)
    found, source = tanh_step(z, dtype)
    assert np.abs(found - np.tanh(z.astype(float))).max() <= error
    assert ("def tanh" in source) == (dtype == "float64")
    assert np.isnan(tanh_step(np.full((30, 100), np.nan, dtype), dtype)[0]).all()


@pytest.mark.parametrize("columns", [1, 3, 16, 17, 40])
def test_the_largest_of_rows_short_and_long(columns):
    """Also with what is not a number, and of what is no matrix."""
    n, k = sn.dims("n k")
    model = sn.Model()
    z, w = sn.matrix("z", n, k), sn.vector("w", k)
    model.define("L", sn.total(sn.max(z + w, axis=1) - 2 * sn.min(z * w, axis=1)) + sn.max(w))
    values = {"z": np.random.default_rng(columns).normal(size=(7, columns))}
    params = {"w": np.linspace(-1, 1, columns)}
    moved, product = values["z"] + params["w"], values["z"] * params["w"]
    expected = np.sum(moved.max(axis=1) - 2 * product.min(axis=1)) + params["w"].max()
    arrays = array_code(model, params, values)
    assert np.isclose(arrays, expected, rtol=1e-13)
    values["z"][2, 0] = np.nan
    with np.errstate(invalid="ignore"):
        assert np.isnan(array_code(model, params, values))


def array_code(model, params, batch):
    """The loss by array code, however small the arrays are."""
    from symnn.numeric.compiled import loaded

    step = model.training_step("L", list(params), sn.SGD(0.1))
    sizes = {"n": len(batch["z"]), "k": len(params["w"])}
    run = loaded(step.source, "bind")(np.dtype(float), *(sizes[name] for name in step._sizes))
    return run(*params.values(), *batch.values(), 0.0, 1)


def test_names_of_functions_are_free_for_quantities():
    """A step imports some functions by name; quantities may be called so all the same."""
    n = sn.dim("n")
    add, exp, largest = (sn.vector(name, n) for name in ("add", "exp", "largest"))
    model = sn.Model()
    model.define("subtract", sn.exp(add * exp) - largest / (2 + add**2))
    model.define("L", sn.total(model["subtract"] ** 2))
    names = ("add", "exp", "largest")
    start = {name: np.linspace(0.1, 1, 300) + k / 10 for k, name in enumerate(names)}
    params = copied(start)
    loss = model.training_step("L", list(names), sn.SGD(0.1))(params, {})
    value, gradients = model.gradient("L", list(names)).compile()(start)
    assert np.isclose(loss, value)
    assert_same(params, {name: start[name] - 0.1 * gradients[name] for name in names})


def test_the_logarithm_of_a_softmax_keeps_its_digits():
    """log softmax is (z − max) − log Σ, not z − (max + log Σ), where the logarithm is lost."""
    z = sn.vector("z", sn.dim("n"))
    model = sn.Model()
    model.define("p", sn.softmax(z))
    model.define("L", -sn.total(sn.log(model["p"])))
    value, _ = model.compile("L", wrt=["z"])({"z": np.full(2, 1e17)})
    assert np.isclose(value, 2 * np.log(2), rtol=1e-15)


def test_no_memory_is_taken_by_a_step():
    import tracemalloc

    N, n, k = sn.dims("N n k")
    model = sn.Model()
    a = model.define("a", sn.tanh(sn.matrix("X", N, n) @ sn.matrix("W", n, k) + sn.vector("b", k)))
    model.define("P", sn.softmax(a))
    model.define("L", -sn.total(sn.matrix("Y", N, k) * sn.log(model["P"])) / N)
    random = np.random.default_rng(0)
    params = {"W": random.normal(size=(40, 50)), "b": np.zeros(50)}
    batch = {"X": random.normal(size=(60, 40)), "Y": random.uniform(size=(60, 50))}
    step = model.training_step("L", ["W", "b"], sn.Adam(0.1))
    for _ in range(3):
        step(params, batch)
    tracemalloc.start()
    step.repeat(params, batch, 50)
    before = tracemalloc.get_traced_memory()
    step.repeat(params, batch, 500)
    after = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after[0] - before[0] < 2000
    assert after[1] - before[0] < 4000  # less than any of its matrices, of which each is ≥ 16 kB


def test_sources_are_deterministic():
    made = [small().training_step("L", ["W", "b"], sn.Adam()).source for _ in range(2)]
    assert made[0] == made[1]
    assert len(set(itertools.chain(made))) == 1
