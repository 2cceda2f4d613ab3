"""The entries form against SymPy's derivative of the substituted expression, and against JAX."""

from __future__ import annotations

from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pytest
import sympy as sp
from hypothesis import HealthCheck, given, settings

import symnn as sn
from symnn.calculus.chain import FORMULA
from symnn.calculus.derivative import partial
from symnn.entries import EntriesDerivation, EntriesForm
from symnn.language.operation import Elementwise, operation_of

ACTIVATIONS = {
    "sigmoid": sn.sigmoid,
    "tanh": sn.tanh,
    "softmax": sn.softmax,
    "log_softmax": sn.log_softmax,
    "square": lambda z: z**2,
    "inverse": lambda z: 1 / (1 + z**2),
    "root": lambda z: sn.sqrt(2 + z**2),
    "silu": sn.silu,
    "identity": lambda z: z,
}
SETTINGS = settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def models(draw) -> sn.Model:
    """Layers with residual and product connections, a shared bias, and one of several losses."""
    (n,) = sn.dims("n")
    model = sn.Model()
    h = x = sn.vector("x", n)
    for place in range(draw(st.integers(1, 2))):
        W, b = sn.matrix(f"W{place}", n, n), sn.scalar("b")
        name = draw(st.sampled_from(sorted(ACTIVATIONS)))
        a = model.define(f"a{place}", ACTIVATIONS[name](W @ h + b))
        join = draw(st.sampled_from(["plain", "residual", "product"]))
        joined = {"plain": a, "residual": a + x, "product": a * h}[join]
        h = model.define(f"h{place}", joined)
    y = sn.vector("y", n)
    losses = {
        "squares": lambda: sn.total((h - y) ** 2) / 2,
        "mean": lambda: sn.mean(h * y),
        "norm": lambda: sn.norm(h + y),
        "both": lambda: sn.logsumexp(h) + h[0] * y[1],
    }
    model.define("L", losses[draw(st.sampled_from(sorted(losses)))]())
    return model


def substituted(form: EntriesForm, name: str) -> sp.Expr:
    """A scalar as an expression in the inputs, with every operation defined."""
    meaning: dict[sp.Symbol, sp.Expr] = {}
    for equation in form.model.ordered([name]):
        meaning[equation.symbol] = plain(equation.expr).xreplace(meaning)
    return meaning[form.symbol(name)]


def plain(expr: sp.Expr) -> sp.Expr:
    if not expr.args:
        return expr
    args = [plain(arg) for arg in expr.args]
    if hasattr(type(expr), "operation"):
        operation = operation_of(expr)
        assert isinstance(operation, Elementwise)
        return plain(operation.definition(*args))
    return expr.func(*args)


def lines_of(derivation: EntriesDerivation) -> list[sp.Expr]:
    """Everything that the steps say the derivative is, in terms of the model's quantities."""
    meaning: dict[sp.Symbol, sp.Expr] = {}
    found = []
    for step in derivation.steps:
        if step.rule not in FORMULA:
            meaning[step.left] = step.right.xreplace(meaning)
        if step.left == derivation.symbol and step.rule not in FORMULA:
            found.append(meaning[step.left])
    return found


def at_numbers(form: EntriesForm, expr: sp.Expr) -> sp.Expr:
    """An expression in the model's quantities, at the model's values."""
    values = {s: v for s, v in form.values.items() if s.name in form.model.inputs}
    for equation in form.model.ordered():
        values[equation.symbol] = plain(equation.expr).xreplace(values).evalf(40)
    return plain(expr).xreplace(values).evalf(40)


def with_numbers(model: sn.Model, size: int, seed: int) -> EntriesForm:
    rng = np.random.default_rng(seed)
    values = {
        name: np.round(rng.uniform(-1, 1, [size] * len(symbol.shape)), 2)
        for name, symbol in model.inputs.items()
    }
    return model.entries({"n": size}, values)


@SETTINGS
@given(model=models(), size=st.integers(2, 3), limit=st.sampled_from([0, 1000]), data=st.data())
def test_equals_sympy(model, size, limit, data):
    form = with_numbers(model, size, data.draw(st.integers(0, 99)))
    wrt = data.draw(st.sampled_from(sorted(form.model.inputs)))
    whole = substituted(form, "L")
    truth = at_numbers(form, sp.diff(whole, form.symbol(wrt)))
    if form.symbol(wrt) not in whole.free_symbols:
        return
    derivation = form.derivation("L", wrt, limit=limit)
    lines = lines_of(derivation)
    assert lines
    for line in lines:
        assert abs(at_numbers(form, line) - truth) < 1e-25
    assert abs(derivation.value - truth) < 1e-25


@pytest.mark.parametrize("name", ["square", "identity"])
def test_equals_sympy_identically_where_all_is_polynomial(name):
    n = 3
    model = sn.Model()
    W, x, b = sn.matrix("W", n, n), sn.vector("x", n), sn.scalar("b")
    h = model.define("h", ACTIVATIONS[name](W @ x + b))
    model.define("L", sn.total((h * x - sn.vector("y", n)) ** 2))
    form = model.entries()
    whole = substituted(form, "L")
    for wrt in form.model.inputs:
        truth = sp.diff(whole, form.symbol(wrt))
        inside = {e.symbol: e.expr for e in form.model.ordered() if e.name != "L"}
        for limit in (0, 1000):
            (line, *more) = lines_of(form.derivation("L", wrt, limit=limit))
            assert all(sp.expand((other - line).xreplace(inside)) == 0 for other in more)
            assert sp.expand(line.xreplace(inside) - truth) == 0


def test_local_derivatives_are_those_of_the_scalar_calculus():
    # the same rules, applied to tensors and then written out, or to the scalar equations
    (n,) = sn.dims("n")
    model = sn.Model()
    p = model.define("p", sn.softmax(sn.vector("z", n)))
    s = model.define("s", sn.sigmoid(p) * p)
    model.define("L", sn.norm(s))
    form = with_numbers(model, 3, 0)
    for equation in form.model.ordered():
        for wrt in sorted(equation.expr.free_symbols, key=str):
            own = form.derivation(equation.name, wrt.name)
            local = next(
                step
                for step in own.steps
                if step.rule == "local derivative"
                and step.left.of == equation.symbol
                and step.left.wrt == wrt
            )
            scalar = partial(equation.expr, wrt, ())
            assert abs(at_numbers(form, local.right - scalar)) < 1e-30


@SETTINGS
@given(model=models(), data=st.data())
def test_a_wrong_step_is_found(model, data):
    """The comparison with SymPy would notice a sign or a dropped term in any line."""
    form = with_numbers(model, 2, 1)
    wrt = form.symbol("W0_11")
    derivation = form.derivation("L", wrt.name, limit=1000)
    truth = at_numbers(form, sp.diff(substituted(form, "L"), wrt))
    values = derivation.values
    numeric = [
        place
        for place, step in enumerate(derivation.steps)
        if step.rule not in FORMULA and abs(values[step.left]) > 1e-9
    ]
    if abs(truth) < 1e-9 or not numeric:
        return
    place = data.draw(st.sampled_from(numeric))
    step = derivation.steps[place]
    derivation.steps[place] = replace(step, right=2 * step.right)
    told = [at_numbers(form, line) for line in lines_of(derivation)]
    influence = max(abs(value - truth) for value in told)
    assert influence > 1e-12


def test_equals_jax():
    jax = pytest.importorskip("jax")
    jnp = jax.numpy
    (n,) = sn.dims("n")
    model = sn.Model()
    W, V, x, b = sn.matrix("W", n, n), sn.matrix("V", n, n), sn.vector("x", n), sn.scalar("b")
    y = sn.vector("y", n)
    h = model.define("h", sn.tanh(W @ x + b))
    p = model.define("p", sn.softmax(V @ (h + x)))
    model.define("L", -sn.total(y * sn.log(p)) + sn.norm(h))
    form = with_numbers(model, 3, 7)

    def loss(v):
        h = jnp.tanh(v["W"] @ v["x"] + v["b"])
        p = jax.nn.softmax(v["V"] @ (h + v["x"]))
        return -jnp.sum(v["y"] * jnp.log(p)) + jnp.linalg.norm(h)

    with jax.enable_x64(True):
        arrays = {
            name: jnp.array(
                [float(form.value(entry)) for entry in form.names(name)], dtype=jnp.float64
            ).reshape([3] * len(symbol.shape))
            for name, symbol in model.inputs.items()
        }
        truth = jax.grad(loss)(arrays)
        for name in arrays:
            own = [float(form.derivation("L", entry).value) for entry in form.names(name)]
            np.testing.assert_allclose(own, np.ravel(truth[name]), rtol=1e-12, atol=1e-14)
