"""Updates as models: optimisers over their steps, Newton's step."""

import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import LabelError, NoRuleError, ShapeError

rng = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("optimizer", "settings"),
    [
        (sn.SGD(0.1, momentum=0.9, nesterov=True), {"μ": 0.9}),
        (sn.RMSProp(0.1, alpha=0.8), {"α": 0.8, "ε": 1e-8}),
        (sn.Adagrad(0.1, eps=1e-3), {"ε": 1e-3}),
        (
            sn.AdamW(0.1, betas=(0.8, 0.9), weight_decay=0.2),
            {"β_1": 0.8, "β_2": 0.9, "λ": 0.2, "ε": 1e-8},
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_printed_updates_are_those_that_run(optimizer, settings):
    # three steps by given gradients: the recurrence, and the compiled training step of Σ g w
    slopes = rng.normal(size=(3, 4))
    flat = sn.update_model(optimizer).unrolled(K=3)
    start = rng.normal(size=4)
    values = {"w_0": start, "η": 0.1, **settings}
    values |= {f"g_{t}": slope for t, slope in enumerate(slopes, 1)}
    last, _ = flat.compile("w_3")(values)
    model = sn.Model()
    w, g = sn.vector("w", "n"), sn.vector("g", "n")
    model.define("L", sn.inner(w, g))
    step = model.training_step("L", "w", optimizer)
    params = {"w": start.copy()}
    for slope in slopes:
        step(params, {"g": slope})
    np.testing.assert_allclose(last, params["w"], rtol=1e-12)


def test_the_last_value_by_the_learning_rate():
    # w_K = w_0 − η Σ g: ∂/∂η of ½|w_K|² is −w_Kᵀ Σ g
    model = sn.update_model(sn.SGD(0.1))
    K = sn.dim("K")
    model.define("L", sn.total(sn.family("w", sn.label("t", K), "n")[K] ** 2) / 2)
    f = model.compile("L", wrt="η")
    values = {"η": 0.3, "g": rng.normal(size=(5, 3)), "w_0": rng.normal(size=3)}
    _, found = f(values)
    total = values["g"].sum(axis=0)
    np.testing.assert_allclose(found["η"], -(values["w_0"] - 0.3 * total) @ total, rtol=1e-12)


def test_a_label_as_a_number_has_code_for_given_numbers():
    with pytest.raises(NoRuleError, match="unrolled"):
        sn.update_model(sn.Adam()).compile("w_K")
    sn.update_model(sn.SGD(0.1, momentum=0.5)).compile("w_K")


def test_newton_solves_least_squares_in_one_step():
    N, d = sn.dims("N d")
    X, y, w = sn.matrix("X", N, d), sn.vector("y", N), sn.vector("w", d)
    model = sn.Model()
    model.define("L", sn.mean((X @ w - y) ** 2))
    values = {"X": rng.normal(size=(8, 3)), "y": rng.normal(size=8), "w": rng.normal(size=3)}
    step = sn.newton_step(model, "L", "w")
    new, _ = step.compile()(values)
    best = np.linalg.lstsq(values["X"], values["y"], rcond=None)[0]
    np.testing.assert_allclose(new, best, rtol=1e-10)
    damped = sn.newton_step(model, "L", "w", damping=sn.scalar("lam"))
    assert damped.text().splitlines()[-1] == "w⁺ = w - (lam I + ∂²L/∂w∂wᵀ)⁻¹ ∂L/∂w"
    further, _ = damped.compile()({**values, "lam": 1.0})
    assert np.linalg.norm(further - best) > 0.01


def test_newton_by_a_matrix_is_refused():
    model = sn.Model()
    model.define("L", sn.total(sn.matrix("W", 2, 3) ** 2))
    with pytest.raises(NoRuleError, match="one vector of parameters"):
        sn.newton_step(model, "L", "W")


# ---- layers ---------------------------------------------------------------------------------


def test_layers_name_their_quantities_apart():
    d = sn.dim("d")
    x = sn.vector("x", d)
    model = sn.Model()
    first = model.define("y1", sn.layer_norm(x, model=model, suffix="1"))
    model.define("y2", sn.rms_norm(first, model=model, suffix="2"))
    assert list(model.equations) == ["mu1", "v1", "s1", "x_hat1", "y1", "r2", "x_hat2", "y2"]


def test_a_layer_without_a_model_is_the_same_mathematics():
    N, d = sn.dims("N d")
    X, G = sn.matrix("X", N, d), sn.matrix("G", N, d)
    values = {"X": rng.normal(size=(3, 4)), "G": rng.normal(size=(3, 4))}
    results = []
    for named in (True, False):
        model = sn.Model()
        made = sn.layer_norm(X, model=model) if named else sn.layer_norm(X)
        model.define("L", sn.total(G * made))
        results.append(model.compile("L", wrt="X")(values)[1]["X"])
    np.testing.assert_allclose(*results, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sn.layer_norm(sn.vector("x", 3), suffix="1"), "write model="),
        (
            lambda: sn.layer_norm(sn.vector("x", 3), sn.vector("g", 4)),
            r"shape \(4,\), expected \(3,\)",
        ),
        (lambda: sn.group_norm(sn.tensor("x", 2, 5, 3), 2), "not 2 equal groups"),
        (lambda: sn.instance_norm(sn.matrix("x", 2, 5)), "no axis of places"),
        (lambda: sn.batch_norm(sn.vector("x", 5)), r"\(batch, channels, …\)"),
        (lambda: sn.batch_norm(sn.matrix("x", 2, 5), running_mean=sn.vector("m", 5)), "give both"),
        (
            lambda: sn.bilinear(sn.vector("x", 3), sn.vector("y", 3), sn.matrix("A", 3, 3)),
            "out, in1",
        ),
        (
            lambda: sn.gru_cell(sn.vector("x", 2), sn.vector("h", 3), sn.matrix("W", 6, 2), ()),
            "3 blocks of 3 rows",
        ),
        (
            lambda: sn.rotary_embedding(sn.matrix("x", 2, 5), sn.matrix("a", 2, 2)),
            r"expected shapes \(…, n, 2k\)",
        ),
    ],
)
def test_mistakes_are_named(call, message):
    with pytest.raises((ShapeError, LabelError), match=message):
        call()
