"""One neuron: the three factors of the chain rule, each a step."""

from __future__ import annotations

import math

from derivations.networks import backpropagation_one_neuron as example


def test_three_factors_as_separate_steps():
    steps = {step.left.name: step for step in example.one_weight.steps if "local" in step.rule}
    assert list(steps) == ["∂C/∂a", "∂a/∂z", "∂z/∂w_2"]
    a, y = example.form.symbol("a"), example.form.symbol("y")
    assert steps["∂C/∂a"].right == 2 * (a - y)
    assert steps["∂a/∂z"].right == a * (1 - a)  # σ' = σ(1 − σ), in the neuron's own output
    assert steps["∂z/∂w_2"].right == example.form.symbol("x_2")


def test_lines():
    lines = example.one_weight.text(digits=4).splitlines()
    # ∂C/∂w = ∂C/∂a · ∂a/∂z · ∂z/∂w
    assert lines[0] == "∂C/∂w_2 = ∂C/∂a · ∂a/∂z · ∂z/∂w_2"
    assert lines[-1] == "∂C/∂w_2 = ∂C/∂a · ∂a/∂z · ∂z/∂w_2 = -1.05 · 0.2494 · 2 = -0.5237"
    assert "∂a/∂z = a (1 - a) = 0.475 · (1 - 0.475) = 0.2494" in lines


def test_value_by_hand():
    a = 1 / (1 + math.exp(0.1))  # z = 0.8 · 0.5 − 0.3 · 2 + 0.1
    assert math.isclose(float(example.one_weight.value), 2 * (a - 1) * a * (1 - a) * 2)
    assert math.isclose(float(example.the_bias.value), 2 * (a - 1) * a * (1 - a))


def test_for_any_number_of_inputs():
    assert example.gradient.text().splitlines() == [
        "∂C/∂a = 2 (a - y)",
        "∂C/∂z = ∂C/∂a a (1 - a)",
        "∂C/∂w = ∂C/∂z x",
        "∂C/∂b = ∂C/∂z",
    ]
