"""The recurrences of the gallery: their formulas as in the book, and PyTorch through time."""

import numpy as np
import pytest

import symnn as sn
from derivations.networks import back_propagation, batch_norm, gru, lstm, simple_rnn

rng = np.random.default_rng(4)
SIZES = {"T": 4, "n": 3, "d": 2, "N": 5}


def values_of(derivation):
    inputs = derivation.source.inputs.items()
    shapes = {
        name: [
            int(size.subs({s: SIZES[s.name] for s in size.free_symbols})) for size in symbol.shape
        ]
        for name, symbol in inputs
    }
    return {
        name: rng.uniform(0.1, 1, shape) if name == "eps" else rng.normal(size=shape)
        for name, shape in shapes.items()
    }


def test_the_four_equations_of_back_propagation():
    # BP1–BP4, with δ for ∂C/∂z
    assert back_propagation.gradient.text().splitlines()[1:] == [
        "∂C/∂z^L = ∂C/∂a^L ⊙ σ'(z^L)",
        "∂C/∂z^l = ((W^(l+1))ᵀ ∂C/∂z^(l+1)) ⊙ σ'(z^l),  l = 1, …, L-1",
        "∂C/∂b^l = ∂C/∂z^l,  l = 1, …, L",
        "∂C/∂W^l = ∂C/∂z^l (a^(l-1))ᵀ,  l = 1, …, L",
    ]
    lines = back_propagation.gradient.latex().splitlines()
    assert lines[2] == (
        r"\frac{\partial C}{\partial z^{L}} &= \frac{\partial C}{\partial a^{L}} \odot "
        r"\sigma'(z^{L}) \\"
    )


def test_the_textbook_of_a_memory():
    lines = lstm.gradient.text().splitlines()
    for line in (
        "∂L/∂c_T = o_T ⊙ q_T ⊙ (1 - tanh(c_T)^⊙2)",
        "∂L/∂c_t = ∂L/∂h_t ⊙ o_t ⊙ (1 - tanh(c_t)^⊙2) + ∂L/∂c_(t+1) ⊙ f_(t+1),  t = 1, …, T-1",
        "∂L/∂f_t = ∂L/∂c_t ⊙ c_(t-1),  t = 1, …, T",
        "∂L/∂a_f_t = ∂L/∂f_t ⊙ f_t ⊙ (1 - f_t),  t = 1, …, T",
        "∂L/∂W_i = Σ_t=1…T ∂L/∂a_i_t x_tᵀ",
        "∂L/∂V_f = Σ_t=1…T ∂L/∂a_f_t h_(t-1)ᵀ",
    ):
        assert line in lines


@pytest.mark.parametrize("module", [simple_rnn, lstm, gru, batch_norm], ids=lambda m: m.__name__)
def test_differences(module):
    compiled = module.gradient.compile()
    report = sn.finite_difference(compiled, values_of(module.gradient), coordinates=2)
    assert report.ok, report


def test_pytorch_through_time():
    torch = pytest.importorskip("torch")
    values = values_of(lstm.gradient)
    _, ours = lstm.gradient.compile()(values)
    given = {name: torch.tensor(array, requires_grad=True) for name, array in values.items()}
    weights = [torch.cat([given[f"{name}_{gate}"] for gate in "ifgo"]) for name in "WVb"]
    h, c = given["h_0"][None], given["c_0"][None]
    loss = torch.zeros((), dtype=torch.float64)
    for x, q in zip(given["x"], given["q"], strict=True):
        h, c = torch.lstm_cell(x[None], (h, c), *weights, torch.zeros_like(weights[2]))
        loss = loss + (q * h[0]).sum()
    loss.backward()
    for name, gradient in ours.items():
        np.testing.assert_allclose(gradient, given[name].grad, rtol=1e-10, atol=1e-12)


def test_pytorch_with_gates():
    torch = pytest.importorskip("torch")
    values = values_of(gru.gradient)
    value, ours = gru.gradient.compile(backend="torch")(values)
    given = {name: torch.tensor(array, requires_grad=True) for name, array in values.items()}
    weights = [torch.cat([given[f"{name}_{gate}"] for gate in "rzh"]) for name in "WVb"]
    h = given["h_0"][None]
    for x in given["x"]:
        h = torch.gru_cell(x[None], h, *weights, torch.zeros_like(weights[2]))
    loss = ((h[0] - given["y"]) ** 2).sum() / 2
    loss.backward()
    np.testing.assert_allclose(value, loss.detach(), rtol=1e-12)
    for name, gradient in ours.items():
        np.testing.assert_allclose(gradient, given[name].grad, rtol=1e-10, atol=1e-12)
