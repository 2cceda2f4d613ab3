"""Families: recurrences for symbolic time and depth, their adjoints, and the code of both."""

import importlib.util

import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import CycleError, LabelError, NoRuleError, NotScalarError, SizeError
from tests.models.families import deep_net, simple_rnn

T, n, d, c = sn.dims("T n d c")
t = sn.label("t", T)
rng = np.random.default_rng(0)


def values_of(model, sizes):
    shapes = {
        name: [int(size.subs(sizes)) for size in symbol.shape]
        for name, symbol in model.inputs.items()
    }
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def agree(model, *given, of="L"):
    """Value and all gradients: finite differences, PyTorch, JAX, and the unrolled model."""
    names = list(given[0])
    compiled = model.compile(of, wrt=names)
    others = []
    if importlib.util.find_spec("torch"):
        others.append(model.compile(of, wrt=names, backend="torch"))
    if importlib.util.find_spec("jax"):
        import jax

        jax.config.update("jax_enable_x64", True)
        others.append(model.compile(of, wrt=names, backend="jax"))
    for values in given:
        value, gradients = compiled(values)
        report = sn.finite_difference(compiled, values)
        assert report.ok, report
        for other in others:
            result, found = other(values)
            np.testing.assert_allclose(float(result), value, rtol=1e-12)
            for name, gradient in gradients.items():
                there = np.asarray(found[name])
                np.testing.assert_allclose(there, gradient, rtol=1e-10, atol=1e-12)
    [top] = {s.family.label.last for s in model.symbols.values() if hasattr(s, "family")}
    sizes = {str(top): sizes_in(model, values)[top]}
    same(model, values, gradients, value, sizes, of)


def sizes_in(model, values):
    """The sizes that the arrays tell."""
    return {
        size: found
        for name, symbol in model.inputs.items()
        for size, found in zip(symbol.shape, np.shape(values[name]), strict=True)
    }


def same(model, values, gradients, value, sizes, of):
    """The model with every label written out gives the same numbers."""
    flat = model.unrolled(**sizes)
    members = {}
    for name, array in values.items():
        if name in flat.inputs:
            members[name] = array
            continue
        family = model.symbol(name).family
        for place, row in enumerate(array):
            member = family.member(family.label.first + place).name
            if member in flat.inputs:
                members[member] = row
    other, found = flat.compile(of, wrt=list(members))(members)
    np.testing.assert_allclose(other, value, rtol=1e-13)
    for name, gradient in gradients.items():
        if name in members:
            np.testing.assert_allclose(found[name], gradient, rtol=1e-11, atol=1e-13)
            continue
        family = model.symbol(name).family
        for place, row in enumerate(gradient):
            member = family.member(family.label.first + place).name
            if member in found:
                np.testing.assert_allclose(found[member], row, rtol=1e-11, atol=1e-13)


# ---- derivation -----------------------------------------------------------------------------


def test_simple_rnn_through_time():
    gradient = simple_rnn().gradient("L", ["W", "U", "b", "h_0", "x"])
    assert gradient.text().splitlines() == [
        "∂L/∂h_T = h_T - y_T",
        "∂L/∂h_t = Wᵀ ∂L/∂a_(t+1) + h_t - y_t,  t = 1, …, T-1",
        "∂L/∂h_0 = Wᵀ ∂L/∂a_1",
        "∂L/∂a_t = ∂L/∂h_t ⊙ (1 - h_t^⊙2),  t = 1, …, T",
        "∂L/∂W = W + Σ_t=1…T ∂L/∂a_t h_(t-1)ᵀ",
        "∂L/∂U = Σ_t=1…T ∂L/∂a_t x_tᵀ",
        "∂L/∂b = Σ_t=1…T ∂L/∂a_t",
        "∂L/∂x_t = Uᵀ ∂L/∂a_t,  t = 1, …, T",
    ]


def test_simple_rnn_in_latex():
    gradient = simple_rnn().gradient("L", ["W"])
    lines = gradient.latex().splitlines()[1:-1]
    assert lines == [
        r"\frac{\partial L}{\partial h_{T}} &= h_{T} - y_{T} \\",
        (
            r"\frac{\partial L}{\partial h_{t}} &= W^\top \frac{\partial L}{\partial a_{t+1}} + "
            r"h_{t} - y_{t}, \qquad t = 1, \dots, T-1 \\"
        ),
        (
            r"\frac{\partial L}{\partial a_{t}} &= \frac{\partial L}{\partial h_{t}} \odot "
            r"(1 - h_{t}^{\odot 2}), \qquad t = 1, \dots, T \\"
        ),
        (
            r"\frac{\partial L}{\partial W} &= W + \sum_{t=1}^{T} "
            r"\frac{\partial L}{\partial a_{t}} h_{t-1}^\top"
        ),
    ]
    assert r"\sum_{t=1}^{T} \frac{\partial L}{\partial a_{t,i}} h_{t-1,j}" in gradient.latex(
        "index"
    )


def test_the_four_equations_of_back_propagation():
    # Nielsen, Neural Networks and Deep Learning, BP1–BP4, with δ = ∂C/∂z
    model = deep_net(sn.function("C", scalar=True))
    lines = model.gradient("C", ["b", "W"], eliminate=["a"]).text().splitlines()
    assert lines[1:] == [
        "∂C/∂z^L = ∂C/∂a^L ⊙ a^L ⊙ (1 - a^L)",
        "∂C/∂z^l = a^l ⊙ (1 - a^l) ⊙ ((W^(l+1))ᵀ ∂C/∂z^(l+1)),  l = 1, …, L-1",
        "∂C/∂b^l = ∂C/∂z^l,  l = 1, …, L",
        "∂C/∂W^l = ∂C/∂z^l (a^(l-1))ᵀ,  l = 1, …, L",
    ]


def test_depth_with_widths_of_its_own_is_unrolled():
    model = deep_net()
    with pytest.raises(NoRuleError, match=r"unrolled\(L=3\)"):
        model.compile("C", wrt="W")
    flat = model.unrolled(L=2)
    assert flat.inputs["W^1"].shape == sn.dims("n_1 n_0")
    values = {
        "W^1": rng.normal(size=(4, 3)), "b^1": rng.normal(size=4), "a^0": rng.normal(size=3),
        "W^2": rng.normal(size=(2, 4)), "b^2": rng.normal(size=2), "y": rng.normal(size=2),
    }  # fmt: skip
    assert sn.finite_difference(flat.compile("C", wrt=list(values)), values).ok


def test_the_last_state_alone():
    h, x, A = sn.family("h", t, n), sn.family("x", t, n), sn.matrix("A", n, n)
    model = sn.Model()
    model.define(h[t], sn.tanh(A @ h[t - 1] + x[t]))
    model.define("L", sn.total(h[T] ** 2))
    lines = model.gradient("L", ["x"]).text().splitlines()
    assert lines == [
        "∂L/∂h_T = 2 h_T",
        "∂L/∂h_t = Aᵀ (∂L/∂h_(t+1) ⊙ (1 - h_(t+1)^⊙2)),  t = 1, …, T-1",
        "∂L/∂x_t = ∂L/∂h_t ⊙ (1 - h_t^⊙2),  t = 1, …, T",
    ]
    agree(model, *(values_of(model, {T: steps, n: 3}) for steps in (1, 4)))


def test_facts_hold_at_every_label():
    h, x, y = sn.family("h", t, n), sn.family("x", t, n), sn.family("y", t, c)
    z, p, V, A = (
        sn.family("z", t, c),
        sn.family("p", t, c),
        sn.matrix("V", c, n),
        sn.matrix("A", n, n),
    )
    model = sn.Model()
    model.define(h[t], sn.tanh(A @ h[t - 1] + x[t]))
    model.define(z[t], V @ h[t])
    model.define(p[t], sn.softmax(z[t]))
    model.define("L", -sn.mean(sn.total(y[t] * sn.log(p[t])), axis=t))
    without = model.gradient("L", ["V"]).text().splitlines()[0]
    model.assume(sn.Eq(sn.total(y[t]), 1))
    assert model.gradient("L", ["V"]).text().splitlines() == [
        "∂L/∂z_t = (p_t - y_t)/T,  t = 1, …, T",
        "∂L/∂V = Σ_t=1…T ∂L/∂z_t h_tᵀ",
    ]
    assert without != "∂L/∂z_t = (p_t - y_t)/T,  t = 1, …, T"
    assert len(model.unrolled(T=3).facts) == 3


# ---- numbers --------------------------------------------------------------------------------


def test_simple_rnn_in_numbers():
    model = simple_rnn()
    agree(model, *(values_of(model, {T: steps, n: 3, d: 2}) for steps in (1, 2, 5)))


def test_two_steps_back():
    h, x = sn.family("h", t, n), sn.family("x", t, n)
    A, B = sn.matrix("A", n, n), sn.matrix("B", n, n)
    model = sn.Model()
    model.define(h[t], sn.tanh(A @ h[t - 1] + B @ h[t - 2] + x[t]))
    model.define("L", sn.total(sn.total(h[t] ** 2), axis=t))
    agree(model, *(values_of(model, {T: steps, n: 2}) for steps in (2, 5)))
    with pytest.raises(ValueError, match="T = 1, but the equations need T ≥ 2"):
        model.compile("L", wrt="A")(values_of(model, {T: 1, n: 2}))


def test_layers_of_one_width_with_another_one_at_the_end():
    l = sn.label("l", "D")  # noqa: E741 (the letter of the textbook)
    D = sn.dim("D")
    W = sn.family("W", l, n, n, raised=True)
    a, z = sn.family("a", l, n, raised=True), sn.family("z", l, n, raised=True)
    model = sn.Model()
    model.define(z[l], W[l] @ a[l - 1])
    model.define(a[l.range(last=D - 1)], a[l - 1] + sn.softplus(z[l]))
    model.define(a[D], sn.softmax(z[D]))
    model.define("L", sn.total((a[D] - sn.vector("y", n)) ** 2))
    lines = model.gradient("L", ["W"]).text().splitlines()
    assert lines[1:3] == [
        "∂L/∂a^(D-1) = (W^D)ᵀ ∂L/∂z^D",
        "∂L/∂a^l = (W^(l+1))ᵀ ∂L/∂z^(l+1) + ∂L/∂a^(l+1),  l = 1, …, D-2",
    ]
    agree(model, values_of(model, {D: 4, n: 3}))


def test_the_code_is_a_loop_and_the_sums_are_products():
    source = simple_rnn().compile("L", wrt=["W", "x"]).source
    assert "for t in range(1, T + 1):" in source
    assert "for t_2 in range(T - 1, 0, -1):" in source
    assert "dL_dW" in source
    assert source.count("for ") == 2
    pytest.importorskip("jax")
    assert simple_rnn().compile("L", wrt=["W"], backend="jax").source.count("jax.lax.scan") == 2


# ---- mistakes -------------------------------------------------------------------------------


def test_mistakes_are_named():
    h, x = sn.family("h", t, n), sn.family("x", t, n)
    model = sn.Model()
    with pytest.raises(LabelError, match="stands only on the right side"):
        model.define("L", sn.total(h[t]))
    with pytest.raises(LabelError, match=r"define h\[t\]"):
        model.define(h[t + 1], h[t])
    with pytest.raises(LabelError, match="expected t or t plus a number"):
        h[n]
    with pytest.raises(LabelError, match="has shape"):
        model.define(h[t], sn.vector("v", d))
    with pytest.raises(LabelError, match="define it first"):
        model.define("L", sn.exp(sn.total(sn.total(x[t]), axis=t)))
    model.define(h[t], sn.tanh(h[t - 1]) + x[t])
    with pytest.raises(NotScalarError):
        model.gradient("h_t", "x")


def test_a_circle_at_one_label_is_refused():
    g, h = sn.family("g", t, n), sn.family("h", t, n)
    model = sn.Model()
    model.define(h[t], g[t])
    with pytest.raises(CycleError):
        model.define(g[t], h[t])


def test_two_equations_for_one_member_are_refused():
    h = sn.family("h", t, n)
    model = sn.Model()
    model.define(h[t], sn.tanh(h[t - 1]))
    model.define(h[T], sn.vector("v", n))
    model.define("L", sn.total(h[T]))
    with pytest.raises(LabelError, match="two equations define it at T"):
        model.gradient("L")


def test_forwards_and_backwards_at_once_has_no_loop():
    h, x = sn.family("h", t, n), sn.family("x", t, n)
    model = sn.Model()
    model.define(h[t], h[t - 1] * h[t + 1] + x[t])
    model.define("L", sn.total(sn.total(h[t]), axis=t))
    with pytest.raises(NoRuleError, match="forwards and backwards"):
        model.compile("L")


# ---- more than gradients ----------------------------------------------------------------------


def test_the_hessian_times_a_direction_through_time():
    model = simple_rnn()
    product = model.hvp("L", "W")
    values = values_of(model, {T: 4, n: 3, d: 2})
    gradient = model.gradient("L", ["W"]).compile()
    direction = rng.normal(size=(3, 3))
    ends = [
        gradient({**values, "W": values["W"] + step * direction})[1]["W"] for step in (1e-5, -1e-5)
    ]
    _, found = product.compile()({**values, "v": direction})
    np.testing.assert_allclose(found["W"], (ends[0] - ends[1]) / 2e-5, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("backend", ["numpy", "torch", "jax"])
def test_training_through_time(backend):
    if backend != "numpy":
        pytest.importorskip(backend)
    if backend == "jax":
        pytest.importorskip("jax").config.update("jax_enable_x64", True)
    model = simple_rnn()
    local = np.random.default_rng(3)
    sizes = {T: 5, n: 3, d: 2}
    shapes = {name: [int(s.subs(sizes)) for s in sym.shape] for name, sym in model.inputs.items()}
    values = {name: np.tanh(local.normal(size=shape)) for name, shape in shapes.items()}
    params = {name: values.pop(name).copy() for name in ("W", "U", "b")}
    step = model.training_step("L", list(params), sn.Adam(0.05), backend=backend)
    losses = []
    for _ in range(30):
        result = step(params, values)
        loss, params = (result, params) if backend == "numpy" else result
        losses.append(float(loss))
    assert losses[-1] < losses[0] / 2
    assert step.count == 30


def test_entries_with_a_given_number_of_times():
    h, x, w = sn.family("h", t), sn.family("x", t), sn.scalar("w")
    model = sn.Model()
    model.define(h[t], w * h[t - 1] + x[t])
    model.define("L", h[T])
    assert model.entries({T: 2}).text().splitlines() == [
        "h_1 = h_0 w + x_1",
        "h_2 = w h_1 + x_2",
        "L = h_2",
    ]


def test_what_is_known_for_given_numbers_of_labels_only():
    model = simple_rnn()
    for call in (
        lambda: model.jacobian("L", "W"),
        lambda: model.hessian("L", "b"),
        lambda: model.jvp("L", "W"),
        lambda: model.vjp("h", "W"),
    ):
        with pytest.raises(NoRuleError, match=r"unrolled\(T=3\)"):
            call()
    with pytest.raises(NoRuleError, match="unrolled"):
        sn.check(model, "L", "b", sn.vector("b", n))


def test_the_derivative_by_one_member():
    model = simple_rnn()
    values = values_of(model, {T: 4, n: 3, d: 2})
    _, whole = model.compile("L", wrt=["x"])(values)
    _, one = model.compile("L", wrt=["x_2", "h_2", "h_T"])(values)
    np.testing.assert_allclose(one["x_2"], whole["x"][1], rtol=1e-13)
    assert "∂L/∂h_2 = Wᵀ ∂L/∂a_3 + h_2 - y_2" in model.gradient("L", "h_2").text()


def test_the_range_of_a_label_is_that_of_the_left_side():
    # members are used before their equations are made, and other models have the same names
    h, x = sn.family("h", t, n), sn.family("x", t, n)
    _ = h[t] + h[t - 1]
    model = sn.Model()
    model.define(h[t.range(last=T - 1)], sn.tanh(h[t - 1] + x[t]))
    model.define(h[T], h[T - 1])
    model.define("L", sn.total(h[T]))
    assert model.text().splitlines()[0] == "h_t = tanh(h_(t-1) + x_t),  t = 1, …, T-1"
    other = sn.Model()
    s = sn.label("t", "S")
    g = sn.family("h", s, n)
    other.define(g[s], sn.tanh(g[s - 1]))
    other.define("L", sn.total(g[sn.dim("S")]))
    assert "t = 1, …, S-1" in other.gradient("L").text()
    with pytest.raises(SizeError, match="S is in the shape of no input"):
        other.compile("L", wrt="h_0")


def test_members_that_stand_still_are_uses_of_their_own():
    # h_0 is used as h_(t-1) at t = 1, and by itself at every t; h_T likewise in the loss
    h, x = sn.family("h", t, n), sn.family("x", t, n)
    W, V = sn.matrix("W", n, n), sn.matrix("V", n, n)
    model = sn.Model()
    model.define(h[t], sn.tanh(W @ h[t - 1] + V @ h[0] + x[t]))
    model.define("L", sn.total(sn.total((h[t] - h[T]) ** 2), axis=t))
    text = model.gradient("L", ["h_0"]).text()
    assert text.splitlines()[-1] == (
        "∂L/∂h_0 = Wᵀ (∂L/∂h_1 ⊙ (1 - h_1^⊙2)) + Σ_t=1…T Vᵀ (∂L/∂h_t ⊙ (1 - h_t^⊙2))"
    )
    values = values_of(model, {T: 4, n: 2})
    with pytest.raises(NoRuleError, match="unrolled"):
        model.compile("L", wrt="h_0")
    names = ["W", "V", "x"]
    compiled = model.compile("L", wrt=names)
    assert sn.finite_difference(compiled, values).ok
    value, gradients = compiled(values)
    same(model, values, gradients, value, {"T": 4}, "L")


def test_names_of_operands_are_no_members():
    # the operand of the first tanh is named for the code: not a_1, which is the member at 1
    a, x = sn.family("a", t, n), sn.family("x", t, n)
    W = sn.matrix("W", n, n)
    model = sn.Model()
    model.define(a[t], sn.tanh(W @ a[t - 1]) + sn.tanh(W @ a[0]) * x[t])
    model.define("L", sn.total(a[1] * x[1]) + sn.total(a[T] ** 2))
    values = values_of(model, {T: 4, n: 2})
    compiled = model.compile("L", wrt=["W", "x"])
    assert sn.finite_difference(compiled, values).ok


def test_a_factor_before_a_sum_over_a_label(tmp_path):
    # as papers write it: L = 1/2 Σ_t ‖h_t − x_t‖²
    paper = tmp_path / "rnn.tex"
    paper.write_text(r"""Let $x_t \in \mathbb{R}^n$ for $t = 1, \dots, T$,
        $W \in \mathbb{R}^{n \times n}$ and $h_0 \in \mathbb{R}^n$.
        \begin{align} h_t &= \tanh(W h_{t-1}), \qquad t = 1, \dots, T \\
        L &= \frac{1}{2} \sum_{t=1}^{T} \lVert h_t - x_t \rVert^2 \end{align}""")
    model = sn.read(paper)
    values = values_of(model, {T: 3, n: 2})
    compiled = model.compile("L", wrt=["W", "x"])
    assert sn.finite_difference(compiled, values).ok
    value, gradients = compiled(values)
    same(model, values, gradients, value, {"T": 3}, "L")
