r"""What other tools for symbolic matrix calculus are known to get wrong, or cannot say.

SymPy 1.14: derivatives of traces, of log det and of sums of norms come out 0 (sympy #27406,
#26585); the derivative of a sum by its own dummy index leaves a sum; substitution captures dummy
indices (#21891); array derivatives fail on softmax, layer norm and attention. Symmetric variables
are left to the reader everywhere. Each formula stands here as the textbook prints it, is found so,
and is checked by finite differences.
"""

from __future__ import annotations

import numpy as np
import pytest

import symnn as sn
from symnn.check.document import judged_document
from symnn.language.expression import rename
from symnn.notation.reader.document import read_document
from tests.models.networks import attention, batch_layer_norm, layer_norm

n, m, d = sn.dims("n m d")
X, W, Y = sn.matrix("X", n, d), sn.matrix("W", d, m), sn.matrix("Y", n, m)
A, S = sn.matrix("A", d, d), sn.matrix("S", d, d)
x, z, b = sn.vector("x", d), sn.vector("z", n), sn.vector("b", d)
lam = sn.scalar("lam", positive=True)
SIZES = {"n": 4, "m": 3, "d": 2, "t": 3, "T": 3, "q": 2, "N": 4, "k": 3}


def model_of(value, *facts):
    model = sn.Model()
    for fact in facts:
        model.assume(fact)
    model.define("L", value)
    return model


def by_traces():
    """tr((XW − Y)ᵀ(XW − Y)) + λ tr(WᵀW)."""
    return sn.trace((X @ W - Y).T @ (X @ W - Y)) + lam * sn.trace(W.T @ W)


CASES = {
    "ridge regression by traces": (by_traces(), "W", "∂L/∂W = 2 (Xᵀ (X W - Y) + lam W)"),
    "a trace": (sn.trace(A @ S), "A", "∂L/∂A = Sᵀ"),
    "a trace of a square": (sn.trace(A @ A), "A", "∂L/∂A = 2 Aᵀ"),
    "log det": (sn.logdet(A), "A", "∂L/∂A = A⁻ᵀ"),
    "log of a determinant": (sn.log(sn.det(A)), "A", "∂L/∂A = A⁻ᵀ"),
    "a sum of norms": (
        sn.norm(x) + sn.norm(x - b),
        "x",
        "∂L/∂x = (x - b)/norm_2(x - b) + x/norm_2(x)",
    ),
    "norms of rows": (
        sn.total(sn.norm(X, axis=d)),
        "X",
        "∂L/∂X[i,j] = X[i,j]/(norm_2((X[i,k])[k]))",
    ),
    "a sum by its own index": (sn.total(z**2), "z", "∂L/∂z = 2 z"),
    "a square of a sum": (sn.total(z) ** 2, "z", "∂L/∂z = 2 · 𝟏ᵀ z 𝟏"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_textbook_formula(name):
    value, by, expected = CASES[name]
    model = model_of(value)
    found = model.gradient("L", by).text()
    assert found.replace(" ", "") == expected.replace(" ", ""), found
    check(model, by)


def check(model, *names):
    rng = np.random.default_rng(0)
    given = {
        name: rng.uniform(0.5, 1.5, [SIZES[str(size)] for size in symbol.shape])
        for name, symbol in model.inputs.items()
    }
    for square in {"A", "S"} & set(given):
        given[square] = given[square] + 2 * np.eye(2)
    f = model.compile("L", wrt=list(names))
    assert sn.finite_difference(f, {s.name: given[s.name] for s in f.inputs}).ok


def test_an_entry_of_a_sum_is_no_sum():
    model = model_of(sn.total(z**2))
    assert model.gradient("L", "z").text("index") == "∂L/∂z[i] = 2 z[i]"
    assert model.hessian("L", "z").text() == "∂²L/∂z∂zᵀ = 2 I"


def test_a_name_put_in_is_not_captured():
    # Σ_k x_k y_i with i renamed to k: the sum keeps an index of its own
    y = sn.vector("y", d)
    product = sn.total(x) * y
    (free,) = product.indices
    (bound,) = (index for index in product.expr.atoms(sn.index("i", d).__class__) if index != free)
    renamed = rename(product.expr, {free: bound})
    values = {"x": np.array([1.0, 2.0]), "y": np.array([3.0, 5.0])}
    model = sn.Model()
    model.define("p", sn.Tensor(renamed, (bound,)))
    np.testing.assert_allclose(model.compile("p")(values)[0], [9.0, 15.0])


@pytest.mark.parametrize(
    ("make", "names"),
    [
        (layer_norm, ["x", "gamma", "beta"]),
        (batch_layer_norm, ["X", "gamma", "beta"]),
        (attention, ["Q", "K", "V"]),
    ],
)
def test_layer_norm_and_attention(make, names):
    model = make()
    text = model.gradient("L", names).text()
    assert "Jacobian" not in text
    values = {**SIZES, "D": 3}
    rng = np.random.default_rng(1)
    given = {
        name: rng.uniform(0.5, 1.5, [values[str(size)] for size in symbol.shape])
        for name, symbol in model.inputs.items()
    }
    f = model.compile("L", wrt=names)
    assert sn.finite_difference(f, {s.name: given[s.name] for s in f.inputs}).ok


SYMMETRIC = r"""
Let $S \in \mathbb{R}^{n \times n}$ with $S = S^\top$ and $|S| > 0$, and $a \in \mathbb{R}^n$.
"""


def test_both_conventions_for_symmetric_variables_are_named():
    model = model_of(sn.logdet(S) + x @ S @ x, sn.symmetric(S))
    gradient = model.gradient("L", "S")
    assert gradient.text() == "∂L/∂S = S⁻¹ + x xᵀ"
    assert gradient.tied("S").text().splitlines()[-1] == (
        "dL/dS = ∂L/∂S + (∂L/∂S)ᵀ - diag(diag(∂L/∂S))"
    )
    # by the independent entries, numerically: S_12 and S_21 move together
    s, v = np.array([[2.0, 0.3], [0.3, 1.0]]), np.array([0.7, -0.4])
    found, _ = gradient.tied("S").compile()({"S": s, "x": v})
    step = 1e-6
    for i, j in ((0, 0), (0, 1), (1, 1)):
        moved = []
        for sign in (1, -1):
            t = s.copy()
            t[i, j] += sign * step
            t[j, i] = t[i, j]
            moved.append(np.log(np.linalg.det(t)) + v @ t @ v)
        assert found[i, j] == pytest.approx((moved[0] - moved[1]) / (2 * step), rel=1e-7)


def test_the_judge_names_the_convention():
    left = r"\frac{\partial \log|S|}{\partial S}"
    claims = (r"S^{-1}", r"2 S^{-1} - S^{-1} \odot I", r"2 S^{-1}")
    text = SYMMETRIC + "".join(rf"\[ {left} = {right} \]" for right in claims)
    report = judged_document(read_document(text, "symmetric.tex"))
    free, tied, wrong = (item.verdict for item in report.judged if item.verdict is not None)
    assert (free.kind, tied.kind, wrong.kind) == ("proved", "refuted", "refuted")
    assert tied.hint.kind == "convention"
    assert "independent entries of S" in tied.hint.words
    assert wrong.hint.kind == "factor"
