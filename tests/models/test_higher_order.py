"""Second and higher derivatives: in print, and in numbers as JAX's."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import symnn as sn
from symnn.calculus.adjoint import IndependentError
from symnn.check.document import judged_document
from symnn.language.errors import NoRuleError, NotScalarError, UnknownNameError
from symnn.notation.reader.document import read_document
from tests.sampled import each

N, d, h, n, m, r = sn.dims("N d h n m r")
rng = np.random.default_rng(0)


def logistic():
    model = sn.Model()
    X, y, w = sn.matrix("X", N, d), sn.vector("y", N), sn.vector("w", d)
    z = model.define("z", X @ w)
    p = model.define("p", sn.sigmoid(z))
    model.define("L", -sn.mean(y * sn.log(p) + (1 - y) * sn.log(1 - p)))
    return model


def network():
    model = sn.Model()
    W, x, t, v = sn.matrix("W", h, d), sn.vector("x", d), sn.vector("t", h), sn.vector("c", h)
    z = model.define("z", W @ x)
    a = model.define("a", sn.tanh(z))
    model.define("L", sn.total((a * v - t) ** 2) / 2 + sn.total(sn.sin(z)))
    return model


def factorisation():
    model = sn.Model()
    U, V, X = sn.matrix("U", n, r), sn.matrix("V", m, r), sn.matrix("X", n, m)
    R = model.define("R", U @ V.T - X)
    model.define("L", sn.total(R**2) / 2)
    return model


def jax_logistic(v):
    z = v["X"] @ v["w"]
    return jnp.mean(jax.nn.softplus(z) - v["y"] * z)


def jax_network(v):
    z = v["W"] @ v["x"]
    return jnp.sum((jnp.tanh(z) * v["c"] - v["t"]) ** 2) / 2 + jnp.sum(jnp.sin(z))


def jax_factorisation(v):
    return jnp.sum((v["U"] @ v["V"].T - v["X"]) ** 2) / 2


MODELS = {
    "logistic": (logistic, jax_logistic, "w"),
    "network by W": (network, jax_network, "W"),
    "network by x": (network, jax_network, "x"),
    "factorisation": (factorisation, jax_factorisation, "U"),
}
SIZES = {"N": 5, "d": 3, "h": 4, "n": 2, "m": 3, "r": 2}


def values_of(model):
    """Random arrays for the inputs of a model."""
    generator = np.random.default_rng(1)
    shapes = {
        name: tuple(SIZES[str(size)] for size in symbol.shape)
        for name, symbol in model.inputs.items()
    }
    return {name: generator.uniform(0.1, 0.9, size=shape) for name, shape in shapes.items()}


def close(found, expected, digits=1e-11):
    expected = np.asarray(expected)
    np.testing.assert_allclose(found, expected, rtol=digits, atol=digits * np.abs(expected).max())


# ---- in print -----------------------------------------------------------------------------------


def last(formula):
    return formula.text().splitlines()[-1]


def test_printed():
    model = logistic()
    assert model.hessian("L", "w").text() == "∂²L/∂w∂wᵀ = 1/N Xᵀ diag(p ⊙ (1 - p)) X"
    assert last(model.gauss_newton("L", "w", "z")) == (
        "G = (∂z/∂w)ᵀ ∂²L/∂z∂zᵀ ∂z/∂w = 1/N Xᵀ diag(p ⊙ (1 - p)) X"
    )
    assert last(model.fisher("L", "w", "p", mean=("y", model["p"]))) == (
        "F = (∂p/∂w)ᵀ ∂²L/∂p∂pᵀ ∂p/∂w = 1/N Xᵀ diag(p ⊙ (1 - p)) X"
    )
    assert last(model.natural_gradient("L", "w", "z")) == "∇̃_w L = F⁻¹ ∂L/∂w"
    assert last(model.taylor("L", "w")) == ("L(w + Δw) ≈ L + (∂L/∂w)ᵀ Δw + 1/2 Δwᵀ ∂²L/∂w∂wᵀ Δw")
    assert model.taylor("L", "w", at="w_0").text().splitlines() == [
        "Δw = w - w_0",
        "∂L/∂w_0 = 1/N Xᵀ (p - y)",
        "∂²L/∂w_0∂w_0ᵀ = 1/N Xᵀ diag(p ⊙ (1 - p)) X",
        "L(w) ≈ L + (∂L/∂w_0)ᵀ Δw + 1/2 Δwᵀ ∂²L/∂w_0∂w_0ᵀ Δw",
    ]
    assert model.derivative("L", "w", "w", "w").text("index") == (
        "∂³L/∂w[i]∂w[j]∂w[k] = 1/N Σ_l X[l,i] X[l,j] X[l,k] p[l] (1 - p[l]) (1 - 2 p[l])"
    )


def test_kronecker_structure_is_printed():
    model = factorisation()
    assert model.hessian("L", "U").text() == "∂²L/∂vec(U)∂vec(U)ᵀ = (Vᵀ V) ⊗ I_n"
    assert model.hessian("L", "V").text() == "∂²L/∂vec(V)∂vec(V)ᵀ = (Uᵀ U) ⊗ I_m"
    assert network().jacobian("z", "W").text() == "∂z/∂vec(W) = xᵀ ⊗ I_h"
    # a derivative by both has no such form: it needs a permutation
    assert model.derivative("L", "U", "V").written()[-1].notation == "index"


STACKED = r"""
Let $A \in \mathbb{R}^{k \times m}$, $B \in \mathbb{R}^{n \times q}$,
$Y \in \mathbb{R}^{m \times n}$,
$U \in \mathbb{R}^{n \times r}$, $V \in \mathbb{R}^{m \times r}$, $X \in \mathbb{R}^{n \times m}$,
$W \in \mathbb{R}^{h \times d}$, $x \in \mathbb{R}^d$. Here $\otimes$ is the Kronecker product.
"""


def stacked_models():
    k, q = sn.dims("k q")
    A, B, Y = sn.matrix("A", k, m), sn.matrix("B", n, q), sn.matrix("Y", m, n)
    U, V, X = sn.matrix("U", n, r), sn.matrix("V", m, r), sn.matrix("X", n, m)
    W, x = sn.matrix("W", h, d), sn.vector("x", d)

    def model(**equations):
        made = sn.Model()
        for name, value in equations.items():
            made.define(name, value)
        return made

    yield model(Z=A @ Y @ B).jacobian("Z", "Y"), r"B^\top \otimes A", r"B \otimes A"
    yield (
        model(L=sn.total((U @ V.T - X) ** 2) / 2).hessian("L", "U"),
        r"(V^\top V) \otimes I_{n}",
        r"I_{r} \otimes (V^\top V)",
    )
    yield (
        model(f=sn.total(Y**4)).hessian("f", "Y"),
        r"12 \operatorname{diag}",
        r"4 \operatorname{diag}",
    )
    yield (
        model(f=sn.total(Y**2) ** 2 / 4).hessian("f", "Y"),
        r"+ \left\|Y\right\|_{F}^{2}",
        r"- \left\|Y\right\|_{F}^{2}",
    )
    yield model(z=sn.tanh(W @ x)).jacobian("z", "W"), r"x^\top \otimes", r"x \otimes"


@pytest.mark.parametrize("case", list(stacked_models()))
def test_stacked_derivatives_read_back(case):
    derivation, old, new = case
    (equation,) = (line.text for line in derivation.written()[-1:])
    assert old in equation
    model = derivation.source
    lines = [line.text for line in model.written()] + [equation, equation.replace(old, new)]
    text = STACKED + "".join(rf"\[ {line} \]" for line in lines)
    report = judged_document(read_document(text, "test.tex"))
    kinds = [item.verdict.kind for item in report.judged if item.verdict is not None]
    assert kinds[-2:] == ["proved", "refuted"]
    assert set(kinds[:-2]) <= {"proved"}


def test_what_is_expanded_reads_back():
    model = logistic()
    text = r"""Let $X \in \mathbb{R}^{N \times d}$, $y \in \mathbb{R}^N$, $w \in \mathbb{R}^d$,
    $s \in \mathbb{R}^d$."""
    lines = [line.text for line in model.written()]
    polynomial = model.taylor("L", "w").written()
    lines += [line.text for line in polynomial[:-1]]
    lines += [rf"\hat{{L}} = {polynomial[-1].right}".replace(r"\Delta w", "s")]
    # the slope of the polynomial is g + H Δw
    slope = r"\frac{\partial \hat{L}}{\partial s} = \frac{\partial L}{\partial w}"
    bend = r"\frac{\partial^2 L}{\partial w \, \partial w^\top} s"
    lines += [rf"{slope} + {bend}", rf"{slope} - {bend}"]
    report = judged_document(
        read_document(text + "".join(rf"\[ {line} \]" for line in lines), "test.tex")
    )
    kinds = [item.verdict.kind for item in report.judged if item.verdict is not None]
    assert kinds == ["proved", "proved", "proved", "refuted"]


# ---- in numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", each(MODELS, 2))
def test_derivatives_along_directions(name):
    make, reference, wrt = MODELS[name]
    model = make()
    given = values_of(model)
    v = np.random.default_rng(2).normal(size=given[wrt].shape)
    with jax.enable_x64(True):
        arrays = {key: jnp.asarray(value) for key, value in given.items()}

        def along(t):
            return reference({**arrays, wrt: arrays[wrt] + t * v})

        slopes = [along]
        for _ in range(3):
            slopes.append(jax.grad(slopes[-1]))
        expected = [float(slope(0.0)) for slope in slopes]
        hvp = jax.jvp(lambda x: jax.grad(reference)({**arrays, wrt: x})[wrt], (arrays[wrt],), (v,))
    tangent, _ = model.jvp("L", wrt, "dir").compile()({**given, "dir": v})
    close(tangent, expected[1])
    close(model.hvp("L", wrt, "dir").compile()({**given, "dir": v})[1][wrt], hvp[1])
    for order in (1, 2, 3) if name == "factorisation" else (3,):
        polynomial = model.taylor("L", wrt, order=order).compile()
        found, _ = polynomial({**given, f"Δ{wrt}": v})
        close(found, sum(expected[k] / np.prod(range(1, k + 1)) for k in range(order + 1)))


def test_jvp_and_vjp_are_transposed():
    model = network()
    given = values_of(model)
    u, v = rng.normal(size=4), rng.normal(size=(4, 3))
    forward, _ = model.jvp("a", "W", "v").compile()({**given, "v": v})
    used = {"W": given["W"], "x": given["x"], "u": u}
    _, backward = model.vjp("a", ["W"], "u").compile()(used)
    close(np.sum(u * forward), np.sum(backward["W"] * v))
    both = model.jvp("a", {"W": "v", "x": "s"}).compile()
    s = rng.normal(size=3)
    _, alone = model.vjp("a", ["W", "x"], "u").compile()(used)
    moved, _ = both({**given, "v": v, "s": s})
    close(np.sum(u * moved), np.sum(alone["W"] * v) + np.sum(alone["x"] * s))


@pytest.mark.parametrize("backend", ["numpy", "jax", "torch"])
def test_curvature_matrices(backend):
    with jax.enable_x64(True):
        check_curvature(backend)


def check_curvature(backend):
    model = logistic()
    given = values_of(model)
    p = 1 / (1 + np.exp(-given["X"] @ given["w"]))
    expected = given["X"].T @ np.diag(p * (1 - p)) @ given["X"] / 5
    found = [
        model.gauss_newton("L", "w", "z"),
        model.fisher("L", "w", "z"),
        model.fisher("L", "w", "p", mean=("y", model["p"])),
    ]
    for formula in found:
        close(np.asarray(formula.compile(backend)(given)[0]), expected)
    natural = model.natural_gradient("L", "w", "z", damping=0.5).compile(backend)
    slope = given["X"].T @ (p - given["y"]) / 5
    exact = np.linalg.solve(expected + 0.5 * np.eye(3), slope)
    close(np.asarray(natural(given)[0]), exact)


def test_gauss_newton_of_a_matrix():
    model = factorisation()
    given = values_of(model)
    found, _ = model.gauss_newton("L", "U").compile()(given)
    close(found, np.einsum("ik,pj,pl->ijkl", np.eye(2), given["V"], given["V"]))


def test_hessians_are_finite_far_out():
    model = logistic()
    z = np.array([800.0, -800.0, 3.0, 40.0, -40.0])
    given = {"X": np.diag(z)[:, :3] + 0.0, "w": np.ones(3), "y": np.array([1.0, 0, 1, 0, 1])}
    hessian, product = model.hessian("L", "w").compile(), model.hvp("L", "w", "v").compile()
    _, found = hessian(given)
    whole = next(iter(found.values()))
    assert np.isfinite(whole).all()
    assert whole[0, 0] == pytest.approx(0.0, abs=1e-300)
    assert np.isfinite(product({**given, "v": np.ones(3)})[1]["w"]).all()
    for formula in (model.gauss_newton("L", "w", "z"), model.taylor("L", "w", order=3)):
        values = {**given, "Δw": np.zeros(3)} if "Δw" in formula.model.inputs else given
        assert np.isfinite(formula.compile()(values)[0]).all()


# ---- what is refused ----------------------------------------------------------------------------


def test_refusals_say_what_to_do():
    model = logistic()
    with pytest.raises(NotScalarError, match="z, which has shape"):
        model.taylor("z", "w")
    with pytest.raises(ValueError, match="at least 1"):
        model.taylor("L", "w", order=0)
    with pytest.raises(UnknownNameError, match="taken in the model"):
        model.taylor("L", "w", at="p")
    with pytest.raises(IndependentError, match="does not depend on y"):
        model.gauss_newton("L", "y", "z")
    with pytest.raises(IndependentError, match="does not depend on"):
        model.jvp("z", "y")
    bent = sn.Model()
    w, y = sn.vector("w", d), sn.vector("y", d)
    bent.define("z", 2 * w)
    bent.define("L", sn.total(sn.exp(bent["z"] * y)))
    with pytest.raises(NoRuleError, match="not linear in y"):
        bent.fisher("L", "w", "z", mean=("y", bent["z"]))
    with pytest.raises(NoRuleError, match=r"depends on y too.*mean=\('y', …\)"):
        model.fisher("L", "w", "p")
    with pytest.raises(NoRuleError, match="known for vectors"):
        factorisation().natural_gradient("L", "U", "R")
    ridge = sn.Model()
    w = sn.vector("w", d)
    z = ridge.define("z", 3 * w)
    ridge.define("L", sn.total(z**2) + sn.total(w**2))
    with pytest.raises(UnknownNameError, match="output='z'"):
        ridge.gauss_newton("L", "w")
    with pytest.raises(IndependentError, match="past z too"):
        ridge.gauss_newton("L", "w", "z")
