"""Functions of numbers and losses in the code of every backend: one model of them all each."""

from __future__ import annotations

import shutil
from functools import cache

import numpy as np
import pytest

import symnn as sn
from symnn.calculus.adjoint import IndependentError
from symnn.language.errors import NoRuleError
from symnn.language.tensor import tensor_of
from tests.conformance.cases_losses import CASES as LOSSES
from tests.conformance.judges import derived
from tests.operations.cases import ELEMENTWISE, others

jax = pytest.importorskip("jax")
N = sn.dim("n")
NO_C = {"digamma", "erfinv", "gamma", "lgamma", "polygamma_1", "polygamma_4"}
"""Functions that, or whose slopes, the C library does not have."""
JUMPS = {"step", "sign"}
"""Functions without slope."""


def sum_of(terms):
    return sum(terms[1:], terms[0])


@cache
def numbers():
    """L = Σ f(x_f), each with an operand of its own; a model, values, and functions by operand."""
    model, values, terms = sn.Model(), {}, []
    rng = np.random.default_rng(0)
    for operation in ELEMENTWISE:
        low, high = operation.domain
        x = sn.vector(f"x_{operation.name}", N)
        terms.append(sn.total(operation(x, *others(operation)[-1])))
        values[x.text] = rng.uniform(max(low, -2.0) + 0.1, min(high, 3.0) - 0.1, 5)
    model.define("L", sum_of(terms))
    return model, values


@cache
def losses():
    """L = Σ loss, of operands of their own."""
    model, values, terms = sn.Model(), {}, []
    chosen = [case for case in LOSSES if not case.name.endswith(("sum", "none"))]
    for number, case in enumerate(chosen):
        given = case.arrays(case.model())
        operands = []
        for operand in case.operands:
            name = f"{operand.text}_{number}"
            positive = bool(operand.symbol.is_positive)
            operands.append(sn.tensor(name, *operand.shape, positive=positive))
            values[name] = given[operand.text]
        terms.append(sn.total(case.ours(*operands)))
    model.define("L", sum_of(terms))
    return model, values


MODELS = {"numbers": numbers, "losses": losses}


@cache
def expected(name):
    model, values = MODELS[name]()
    wrt = [name for name in values if name.removeprefix("x_") not in JUMPS]
    value, gradients = model.compile("L", wrt)(values)
    return wrt, value, gradients


@pytest.mark.parametrize("backend", [pytest.param("jax", marks=pytest.mark.slow), "torch"])
@pytest.mark.parametrize("name", MODELS)
def test_libraries(name, backend):
    if backend == "torch":
        pytest.importorskip("torch")
    model, values = MODELS[name]()
    wrt, value, gradients = expected(name)
    with jax.enable_x64(True):
        own, slopes = model.compile("L", wrt, backend=backend)(values)
    assert np.isclose(float(own), value, rtol=1e-12)
    for operand in wrt:
        few = 1e-8 if backend == "torch" and "gamma" in operand else 1e-11
        found = np.asarray(slopes[operand])
        np.testing.assert_allclose(found, gradients[operand], few, 1e-12, err_msg=operand)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_types_are_kept(dtype):
    model, values = numbers()
    wrt, _, gradients = expected("numbers")
    small = {name: array.astype(dtype) for name, array in values.items()}
    own, slopes = model.compile("L", wrt)(small)
    assert own.dtype == dtype
    for operand in wrt:
        assert slopes[operand].dtype == dtype
        np.testing.assert_allclose(slopes[operand], gradients[operand], 3e-4, 1e-5)


# ---- native -------------------------------------------------------------------------------------


def model_without(names):
    """L = Σ f(x) + x²/2, of all functions but some, by one operand x in all their domains."""
    x = sn.vector("x", N)
    chosen = [o for o in ELEMENTWISE if o.name not in names and o.domain[0] < 0.5 < o.domain[1]]
    model = sn.Model()
    model.define("L", sum_of([sn.total(o(x, *others(o)[-1])) for o in chosen]))
    return model


def test_native_code():
    pytest.importorskip("cffi")
    if shutil.which("cc") is None and shutil.which("gcc") is None:
        pytest.skip("no C compiler")
    model = model_without(NO_C)
    steps = [model.training_step("L", ["x"], sn.SGD(0.1), backend=b) for b in ("native", "numpy")]
    params = [{"x": np.array([0.1, 0.35, 0.6, 0.85])} for _ in steps]
    found = [step(own, {}) for step, own in zip(steps, params, strict=True)]
    assert np.isclose(*found, rtol=1e-12)
    np.testing.assert_allclose(params[0]["x"], params[1]["x"], 1e-11)


@pytest.mark.parametrize("name", sorted(NO_C))
def test_what_has_no_native_code_is_named(name):
    pytest.importorskip("cffi")
    (operation,) = [o for o in ELEMENTWISE if o.name == name]
    model = sn.Model()
    model.define("L", sn.total(operation(sn.vector("x", N))))
    step = model.training_step("L", ["x"], sn.SGD(0.1), backend="native")
    with pytest.raises(NoRuleError, match="has no native code"):
        step({"x": np.full(2, 0.5)}, {})


# ---- far out ------------------------------------------------------------------------------------

FAR = np.array([1e300, -1e300, 1e155, -1e155, 1e20, -1e20, 800.0, -800.0, 1e-300, 0.3])
GROWING = {"exp", "exp2", "sinh", "cosh"}
"""Functions whose values overflow."""
STEEP = {"gelu_tanh"}
"""Functions with a polynomial beside what vanishes, whose slope overflows;"""
BENT = {"normal_pdf", "gelu", "cbrt"}
"""and whose second derivative does: z²φ(z) beyond 1e154, and the cube root's near 0."""


def of_reals():
    return [
        o for o in ELEMENTWISE if o.domain[0] == -np.inf and o.name not in JUMPS | GROWING | STEEP
    ]


def test_values_gradients_and_curvatures_far_out():
    """Finite, and without a warning (which would be an error)."""
    model, terms, values = sn.Model(), [], {}
    for operation in of_reals():
        x = sn.vector(f"x_{operation.name}", N)
        terms.append(sn.total(operation(x, *others(operation)[-1]) * sn.vector("w", N)))
        values[x.text] = FAR
    model.define("L", sum_of(terms))
    wrt = list(values)
    gradient = model.gradient("L", wrt)
    _, slopes = gradient.compile()({**values, "w": np.full(10, 1e-9)})
    for operand in wrt:
        assert np.all(np.isfinite(slopes[operand])), operand
    whole = gradient.model
    whole.define("D", sum_of([sn.total(tensor_of(gradient[o].symbol)) for o in wrt]))
    straight = {f"x_{name}" for name in BENT}
    bent = [o for o in wrt if o not in straight and curved(whole, o)]
    _, curvatures = whole.gradient("D", bent).compile()({**values, "w": np.full(10, 1e-9)})
    for operand in bent:
        assert np.all(np.isfinite(curvatures[operand])), operand


def curved(model, operand):
    try:
        model.gradient("D", operand)
    except IndependentError:
        return False
    return True


STABLE = {
    "binary_cross_entropy_with_logits, mean", "cross_entropy of labels",
    "cross_entropy, labels smoothed", "hinge_embedding_loss, mean", "hinge_loss, mean",
    "huber_loss, mean", "huber_loss, δ = 1/2", "l1_loss, mean", "margin_ranking_loss, mean",
    "multi_margin_loss, mean", "nll_loss, mean", "sigmoid_focal_loss, mean",
    "sigmoid_focal_loss, weighed", "smooth_l1_loss, mean", "soft_margin_loss, mean",
}  # fmt: skip
"""Losses that grow no faster than their first operand."""


@pytest.mark.parametrize("scale", [800.0, 1e300])
def test_losses_far_out(scale):
    """Value, gradient and curvature are finite, and warn of nothing."""
    chosen = [case for case in LOSSES if case.name in STABLE]
    assert len(chosen) == len(STABLE)
    for case in chosen:
        made = derived(case)
        arrays = case.arrays(made.model)
        first = arrays[case.names[0]]
        arrays[case.names[0]] = (
            np.sign(first) * scale * np.linspace(0.1, 0.5, first.size).reshape(first.shape)
        )
        along = {f"{name}_v": np.ones_like(arrays[name]) for name in case.wrt}
        for function in (made.first, made.second):
            if function is not None:
                given = {**arrays, **along}
                value, slopes = function({s.name: given[s.name] for s in function.inputs})
                assert np.isfinite(value), case.name
                assert all(np.all(np.isfinite(slope)) for slope in slopes.values()), case.name
