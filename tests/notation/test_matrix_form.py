"""What the matrix form prints is right: read back by linear algebra, it is the compiled value."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

import symnn as sn
from symnn.language.symbol import DerivativeSymbol
from symnn.notation.equation import write
from symnn.notation.index import derivative
from symnn.notation.style import Latex, Plain
from tests.interpreter import evaluate, sizes_of
from tests.models.matrix_models import MODELS, model_of, values_of
from tests.models.networks import NETWORKS
from tests.models.networks import SIZES as NETWORK_SIZES
from tests.models.networks import values as network_values
from tests.models.random_models import SIZES, models, some_values
from tests.notation.latex_rules import LatexError, check
from tests.notation.matrix_text import MisprintError, read

RUN = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def name_of(symbol):
    if isinstance(symbol, DerivativeSymbol):
        return derivative(Plain(), symbol).text
    return symbol.name


def check_equations(model, values, sizes):
    """Every equation that has a matrix form says its value; the number of those that have one."""
    known = dict(values)
    read_back = 0
    for equation in model.ordered():
        known[equation.name] = evaluate(equation.expr, equation.indices, known, sizes)
        written = write(equation.left, equation.expr, equation.indices, "matrix", Plain())
        if written.notation != "matrix":
            assert written.remark.startswith("no matrix form: ")
            continue
        names = {name_of(s): known[name] for name, s in model.symbols.items() if name in known}
        names |= {str(size): number for size, number in sizes.items()}
        found = read(written.right, names, known[equation.name].shape)
        scale = 1 + np.abs(known[equation.name]).max(initial=0)
        np.testing.assert_allclose(
            found, known[equation.name], rtol=1e-10, atol=1e-11 * scale, err_msg=written.text
        )
        read_back += 1
    return read_back


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_and_their_gradients(name):
    make, wrt = NETWORKS[name]
    model = make().gradient("L", wrt).model
    values = network_values(model, NETWORK_SIZES[0])
    read_back = check_equations(model, values, sizes_of(model.symbols, values))
    if name != "multi-head attention":
        assert read_back == len(model.equations)


@pytest.mark.parametrize("name", MODELS)
def test_matrix_functions_and_their_gradients(name):
    loss, _, wrt = MODELS[name]
    model = model_of(loss)
    for derivation in (model.gradient("L"), model.hvp("L", wrt, "V")):
        whole = derivation.model
        values = {**values_of(model), "V": np.cos(values_of(model)[wrt])}
        values = {key: value for key, value in values.items() if key in whole.inputs}
        read_back = check_equations(whole, values, sizes_of(whole.symbols, values))
        assert read_back > (1 if name != "Cholesky" else 0)  # its gradient has an index form only


@pytest.mark.parametrize(
    ("name", "wrt"), [("logistic regression", "w"), ("least squares", "w"), ("recurrent", "b"),
                  ("layer norm", "x"), ("classifier 1", "b1")],
)  # fmt: skip
def test_second_derivatives(name, wrt):
    model = NETWORKS[name][0]()
    for derivation in (model.hessian("L", wrt), model.hvp("L", wrt)):
        whole = derivation.model
        values = network_values(whole, NETWORK_SIZES[1])
        assert check_equations(whole, values, sizes_of(whole.symbols, values)) > 1


@settings(RUN, max_examples=60)
@given(models(steps=8))
def test_random_models_and_their_gradients(model):
    check_random(model)


@pytest.mark.slow
@pytest.mark.timeout(900)
@settings(RUN, max_examples=300)
@given(models(steps=11))
def test_larger_random_models_and_their_gradients(model):
    check_random(model)


def check_random(model):
    if not model.inputs:
        return
    whole = sn.Model()
    if any(symbol.shape or True for symbol in model.inputs.values()):
        needed = model.ordered(["L"])
        used = {name for equation in needed for name in model.uses(equation.name)}
        if not used & set(model.inputs):
            return
        whole = model.gradient("L").model
    check_equations(whole, some_values(whole, SIZES[0]), SIZES[0])


@settings(RUN, max_examples=60)
@given(models(steps=8))
def test_latex_of_random_models(model):
    check(model.latex())
    check(model.latex("index"))
    needed = {name for e in model.ordered(["L"]) for name in model.uses(e.name)}
    if needed & set(model.inputs):
        derivation = model.gradient("L")
        check(derivation.latex())
        check(derivation.latex("index"))


@pytest.mark.parametrize("name", NETWORKS)
def test_latex_of_networks(name):
    make, wrt = NETWORKS[name]
    model = make()
    derivation = model.gradient("L", wrt)
    for text in (
        model.latex(),
        model.latex("index"),
        derivation.latex(),
        derivation.latex("index"),
    ):
        check(text)


# ---- the judges can judge ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "A x + c", "x A", "A ⊙ x", "xᵀ", "x yᵀ", "Aᵀ x", "2 A", "x - s", "x 𝟏", "𝟏 + s x x",
        "(A x", "A x)", "diag(A) x x", "B x", "x ⊘ A", "x / y", "x²", "‖A‖_2² x",
    ],
)  # fmt: skip
def test_nonsense_is_refused(text):
    rng = np.random.default_rng(0)
    names = {"A": rng.normal(size=(2, 3)), "x": rng.normal(size=3), "y": rng.random(2), "s": 1.5,
             "c": rng.normal(size=3)}  # fmt: skip
    with pytest.raises((MisprintError, IndexError)):
        read(text, names, (2,))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A x", lambda A, x, y, s: A @ x),
        ("-A x ⊙ y", lambda A, x, y, s: -(A @ x) * y),
        ("y - A (x ⊙ x)", lambda A, x, y, s: y - A @ x**2),
        ("s y + 1", lambda A, x, y, s: s * y + 1),
        ("y ⊘ (y ⊙ y)", lambda A, x, y, s: 1 / y),
        ("xᵀ x y", lambda A, x, y, s: x @ x * y),
        ("A Aᵀ y/2", lambda A, x, y, s: A @ A.T @ y / 2),
        ("A 𝟏", lambda A, x, y, s: A.sum(1)),
        ("𝟏ᵀ y 𝟏", lambda A, x, y, s: np.full(2, y.sum())),
        ("diag(y) A x", lambda A, x, y, s: y * (A @ x)),
        ("diag(A Aᵀ)", lambda A, x, y, s: np.diag(A @ A.T)),
        ("(I + 1/2 𝟏 𝟏ᵀ) y", lambda A, x, y, s: y + y.sum() / 2),
        ("softmax(A) x", lambda A, x, y, s: np.exp(A) / np.exp(A).sum(1, keepdims=True) @ x),
        ("‖A‖_F² y^⊙3", lambda A, x, y, s: (A**2).sum() * y**3),
        ("tr(A Aᵀ) y", lambda A, x, y, s: (A**2).sum() * y),
        ("x[2] y", lambda A, x, y, s: x[1] * y),
    ],
)
def test_sense_is_understood(text, value):
    rng = np.random.default_rng(0)
    A, x, y, s = rng.normal(size=(2, 3)), rng.normal(size=3), rng.random(2), 1.5
    found = read(text, {"A": A, "x": x, "y": y, "s": s}, (2,))
    np.testing.assert_allclose(found, value(A, x, y, s))


@pytest.mark.parametrize(
    "formula",
    [r"W^{(1)}^\top", "x_1_2", r"\left(x", r"x\right)", "{x", "x}", "^2", r"x^{2}'", r"\frac{}{x}"],
)
def test_latex_mistakes_are_seen(formula):
    with pytest.raises(LatexError):
        check(formula)


# ---- forms that people expect -----------------------------------------------------------------

N, M, K = sn.dims("n m k")
A, B, C = sn.matrix("A", N, N), sn.matrix("B", N, M), sn.matrix("C", N, N)
X, Y, U, S = sn.vector("x", N), sn.vector("y", N), sn.vector("u", M), sn.scalar("s")
W1 = sn.matrix("W1", N, M)
H = sn.vector("x_hat", N)

GOLDEN = [
    # the value, plain text, LaTeX
    (A @ X, "A x", "A x"),
    (X @ A, "Aᵀ x", r"A^\top x"),
    (X @ Y, "xᵀ y", r"x^\top y"),
    (X @ X, "‖x‖_2²", r"\left\|x\right\|_{2}^{2}"),
    (X @ A @ Y, "xᵀ A y", r"x^\top A y"),
    (sn.outer(X, U), "x uᵀ", r"x u^\top"),
    (X * Y, "x ⊙ y", r"x \odot y"),
    (X / Y, "x ⊘ y", r"x \oslash y"),
    ((X + Y) * X, "x ⊙ (x + y)", r"x \odot (x + y)"),
    (A @ (X * Y), "A (x ⊙ y)", r"A (x \odot y)"),
    ((A @ X) * Y, "y ⊙ (A x)", r"y \odot (A x)"),
    (A @ X - Y, "A x - y", "A x - y"),
    (Y - A @ X, "y - A x", "y - A x"),
    (-(A @ X), "-A x", "-A x"),
    (-X, "-x", "-x"),
    (A.T, "Aᵀ", r"A^\top"),
    (W1.T, "W1ᵀ", r"(W^{(1)})^\top"),
    (W1.T @ X, "W1ᵀ x", r"(W^{(1)})^\top x"),
    (H @ X, "xᵀ x_hat", r"x^\top \hat{x}"),
    (X**2, "x^⊙2", r"x^{\odot 2}"),
    (X**1.5, "x^⊙(3/2)", r"x^{\odot \frac{3}{2}}"),
    (X**S, "x^⊙s", r"x^{\odot s}"),
    (S**2, "s²", "s^{2}"),
    (S**1.5, "s^(3/2)", r"s^{3/2}"),
    (S * X, "s x", "s x"),
    (X / S, "x/s", r"\frac{x}{s}"),
    ((X - Y) / N, "(x - y)/n", r"\frac{x - y}{n}"),
    (2 * X - 3 * Y, "2 x - 3 y", "2 x - 3 y"),
    (X + 1, "x + 1", "x + 1"),
    (1 - X, "1 - x", "1 - x"),
    (sn.total(X), "𝟏ᵀ x", r"\mathbf{1}^\top x"),
    (sn.total(B, axis=1), "B 𝟏", r"B \mathbf{1}"),
    (sn.total(B, axis=0), "Bᵀ 𝟏", r"B^\top \mathbf{1}"),
    (sn.trace(A), "tr(A)", r"\operatorname{tr}(A)"),
    (sn.trace(A @ C), "tr(A C)", r"\operatorname{tr}(A C)"),
    (sn.total(A**2), "‖A‖_F²", r"\left\|A\right\|_{F}^{2}"),
    (sn.diag(X), "diag(x)", r"\operatorname{diag}(x)"),
    (sn.diag(A), "diag(A)", r"\operatorname{diag}(A)"),
    (X[:, None] * B, "diag(x) B", r"\operatorname{diag}(x) B"),
    (B * U, "B diag(u)", r"B \operatorname{diag}(u)"),
    (X[:, None] * B * U, "diag(x) B diag(u)", r"\operatorname{diag}(x) B \operatorname{diag}(u)"),
    (B + U, "B + 𝟏 uᵀ", r"B + \mathbf{1} u^\top"),
    (B + X[:, None], "B + x 𝟏ᵀ", r"B + x \mathbf{1}^\top"),
    (A @ C @ X, "A C x", "A C x"),
    (A @ C.T @ B, "A Cᵀ B", r"A C^\top B"),
    ((A + C) @ X, "(A + C) x", "(A + C) x"),
    (sn.sigmoid(A @ X), "sigmoid(A x)", r"\sigma(A x)"),
    (sn.softmax(A @ X), "softmax(A x)", r"\operatorname{softmax}(A x)"),
    (sn.exp(X), "exp(x)", r"\exp(x)"),
    (sn.exp(S), "e^s", "e^{s}"),
    (sn.log(X) * Y, "y ⊙ log(x)", r"y \odot \log(x)"),
    (sn.sqrt(X), "√(x)", r"\sqrt{x}"),
    (X[0] * Y, "x[1] y", "x_{1} y"),
    (sn.mean(X), "1/n 𝟏ᵀ x", r"\frac{1}{n} \mathbf{1}^\top x"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "plain", "latex"), GOLDEN, ids=[case[1] for case in GOLDEN])
def test_golden(value, plain, latex):
    model = sn.Model()
    model.define("z", value)
    (written,) = model.written("matrix", Plain())
    assert (written.right, written.notation) == (plain, "matrix")
    (written,) = model.written("matrix", Latex())
    assert written.right == latex
    check(written.text)


INDEX = [
    (A @ X, r"\sum_{j} A_{ij} x_{j}"),
    (X @ A @ Y, r"\sum_{i} y_{i} \sum_{j} A_{ji} x_{j}"),
    (sn.softmax(X), r"\operatorname{softmax}(x)_{i}"),
    (X - sn.mean(X), r"x_{i} - \frac{1}{n} \sum_{j} x_{j}"),
    (sn.diag(X), r"x_{i} \delta_{ij}"),
    (W1.T @ X, r"\sum_{j} W^{(1)}_{ji} x_{j}"),
    (H * X, r"x_{i} \hat{x}_{i}"),
    ((X + Y) * S, "s (x_{i} + y_{i})"),
    (A[0, 1] * X, "A_{1,2} x_{i}"),
    (sn.sigmoid(X)**2, r"\sigma(x_{i})^{2}"),
    (S / (X * Y), r"\frac{s}{x_{i} y_{i}}"),
    (sn.total(X) * sn.total(Y), r"\left(\sum_{i} x_{i}\right) \sum_{i} y_{i}"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "latex"), INDEX, ids=[case[1] for case in INDEX])
def test_golden_index_form(value, latex):
    model = sn.Model()
    model.define("z", value)
    (written,) = model.written("index", Latex())
    assert written.right == latex
    check(written.text)


def test_no_matrix_form_says_why_and_writes_indices():
    T = sn.tensor("T", N, M, K)
    for value, reason in (
        (T, "a result with 3 axes"),
        (B[:, 0], "a row or column of B"),
        (sn.einsum("ijk->i", T), "a sum over an array with 3 axes"),
    ):
        model = sn.Model()
        model.define("z", value)
        (written,) = model.written("matrix", Plain())
        assert written.notation == "index"
        assert reason in written.remark


def test_powers_that_differ_from_entry_to_entry_have_no_matrix_form():
    i, j = sn.index("i", N), sn.index("j", M)
    model = sn.Model()
    model.define("z", sn.Tensor(sn.vector("x", N)[i].expr ** (j - 1), (i, j)))
    (written,) = model.written("matrix", Plain())
    assert written.right == "x[i]^(j - 1)"
    assert "powers that differ" in written.remark


def test_indices_get_names_that_nothing_else_has():
    i, j = sn.vector("i", N), sn.scalar("j")
    model = sn.Model()
    model.define("L", sn.total(i * j) + sn.scalar("k"))
    (line,) = model.text("index").splitlines()
    assert line == "L = Σ_l j i[l] + k"
