"""The 2-2-2 network: every number that the worked example prints, and that mistakes are found."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from derivations.networks import two_two_two as example
from symnn.calculus.chain import FORMULA, ChainRule
from symnn.calculus.values import forward, number
from symnn.entries import EntriesDerivation

STEP = sp.Rational(1, 10**20)


def printed(value: sp.Expr, text: str) -> bool:
    """Whether ``value``, rounded to as many decimals as ``text`` has, is ``text``."""
    decimals = len(text.split(".")[1])
    return f"{sp.Float(value, 40):.{decimals}f}".lstrip("0") == text.lstrip("0")


def difference(name: str) -> sp.Expr:
    """∂E_total/∂name as a difference quotient in 50-digit arithmetic."""
    form = example.form
    errors = []
    for sign in (1, -1):
        values = {s: v for s, v in form.values.items() if s.name in form.model.inputs}
        values[form.symbol(name)] += sign * STEP
        errors.append(forward(form.model.ordered(), values)[form.symbol("E_total")])
    return (errors[0] - errors[1]) / (2 * STEP)


def holds(chain: ChainRule, truth: sp.Expr) -> bool:
    """Whether every line that gives the derivative gives its true value."""
    values = chain.values(example.form.values)
    lines = [step for step in chain.steps if step.left == chain.symbol and step.rule not in FORMULA]
    return bool(lines) and all(
        abs(number(step.right, values, step.left.name) - truth) < 1e-25 for step in lines
    )


def texts(derivation: EntriesDerivation) -> list[str]:
    return [line.text for line in derivation.lines(decimals=9)]


# ---- forward ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("net_h1", "0.3775"),
        ("out_h1", "0.593269992"),
        ("out_h2", "0.596884378"),
        ("net_o1", "1.105905967"),
        ("out_o1", "0.75136507"),
        ("out_o2", "0.772928465"),
        ("E_o1", "0.274811083"),
        ("E_o2", "0.023560026"),
        ("E_total", "0.298371109"),
    ],
)
def test_forward(name, text):
    assert printed(example.form.value(name), text)


def test_forward_lines_put_the_numbers_in():
    lines = example.form.text(decimals=9).splitlines()
    assert lines[0] == "net_h1 = w1 i1 + w2 i2 + b1 = 0.15 · 0.05 + 0.2 · 0.1 + 0.35 = 0.3775"
    assert lines[2] == "out_h1 = sigmoid(net_h1) = sigmoid(0.3775) = 0.593269992"
    assert lines[-1] == "E_total = E_o1 + E_o2 = 0.274811083 + 0.023560026 = 0.298371109"
    assert [line.split(" = ")[0] for line in lines] == [
        "net_h1", "net_h2", "out_h1", "out_h2", "net_o1", "net_o2", "out_o1", "out_o2",
        "E_o1", "E_o2", "E_total",
    ]  # fmt: skip


# ---- backward ---------------------------------------------------------------------------------


def test_w5_factor_by_factor():
    lines = texts(example.w5)
    # ∂E/∂w5 = ∂E/∂out_o1 · ∂out_o1/∂net_o1 · ∂net_o1/∂w5, each factor a step of its own
    assert lines[0] == "∂E_total/∂w5 = ∂E_total/∂out_o1 · ∂out_o1/∂net_o1 · ∂net_o1/∂w5"
    assert "∂E_o1/∂out_o1 = out_o1 - target_o1 = 0.75136507 - 0.01 = 0.74136507" in lines
    assert (
        "∂E_total/∂out_o1 = ∂E_total/∂E_o1 · ∂E_o1/∂out_o1 = 1 · 0.74136507 = 0.74136507" in lines
    )
    assert (
        "∂out_o1/∂net_o1 = out_o1 (1 - out_o1) = 0.75136507 · (1 - 0.75136507) = 0.186815602"
    ) in lines
    assert "∂net_o1/∂w5 = out_h1 = 0.593269992" in lines
    assert "∂E_total/∂w5 = (out_o1 - target_o1) out_o1 (1 - out_o1) out_h1" in lines
    assert lines[-1] == (
        "∂E_total/∂w5 = ∂E_total/∂out_o1 · ∂out_o1/∂net_o1 · ∂net_o1/∂w5"
        " = 0.74136507 · 0.186815602 · 0.593269992 = 0.082167041"
    )
    assert printed(example.w5.value, "0.082167041")


def test_w1_through_both_outputs():
    lines = texts(example.w1)
    assert lines[0] == "∂E_total/∂w1 = ∂E_total/∂out_h1 · ∂out_h1/∂net_h1 · ∂net_h1/∂w1"
    assert "∂E_total/∂out_h1 = ∂E_o1/∂out_h1 + ∂E_o2/∂out_h1" in lines
    assert (
        "∂E_o1/∂out_h1 = ∂E_o1/∂out_o1 · ∂out_o1/∂net_o1 · ∂net_o1/∂out_h1"
        " = 0.74136507 · 0.186815602 · 0.4 = 0.055399425"
    ) in lines
    assert (
        "∂E_o2/∂out_h1 = ∂E_o2/∂out_o2 · ∂out_o2/∂net_o2 · ∂net_o2/∂out_h1"
        " = -0.217071535 · 0.175510053 · 0.5 = -0.019049118"
    ) in lines
    assert (
        "∂E_total/∂out_h1 = ∂E_o1/∂out_h1 + ∂E_o2/∂out_h1 = 0.055399425 - 0.019049118 = 0.036350306"
    ) in lines
    assert (
        "∂E_total/∂w1 = ∂E_total/∂out_h1 · ∂out_h1/∂net_h1 · ∂net_h1/∂w1"
        " = 0.036350306 · 0.241300709 · 0.05 = 0.000438568"
    ) in lines
    assert lines[-1] == (
        "∂E_total/∂w1 = (∂E_total/∂w1)_path1 + (∂E_total/∂w1)_path2"
        " = 0.000668396 - 0.000229828 = 0.000438568"
    )


def test_both_paths_of_w1():
    assert [str(path) for path in example.w1.paths] == [
        "E_total ← E_o1 ← out_o1 ← net_o1 ← out_h1 ← net_h1 ← w1",
        "E_total ← E_o2 ← out_o2 ← net_o2 ← out_h1 ← net_h1 ← w1",
    ]
    first = example.form.path("E_total", "w1", through="out_o1")
    second = example.form.path("E_total", "w1", through="out_o2")
    assert printed(first.value, "0.000668396")
    assert printed(-second.value, "0.000229828")
    assert abs(first.value + second.value - example.w1.value) < 1e-40


def test_one_step_of_gradient_descent():
    w5 = example.w5.update(example.rate, decimals=9)
    assert w5.text == "w5⁺ = w5 - η ∂E_total/∂w5 = 0.4 - 0.5 · 0.082167041 = 0.35891648"
    w1 = example.w1.update(example.rate, decimals=9)
    assert w1.text == "w1⁺ = w1 - η ∂E_total/∂w1 = 0.15 - 0.5 · 0.000438568 = 0.149780716"


@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("w1", "0.149780716"), ("w2", "0.19956143"), ("w3", "0.24975114"), ("w4", "0.29950229"),
        ("w5", "0.35891648"), ("w6", "0.408666186"), ("w7", "0.511301270"), ("w8", "0.561370121"),
    ],
)  # fmt: skip
def test_all_weights_after_one_step(name, after):
    assert printed(example.form.derivation("E_total", name).update(example.rate).value, after)


def test_ten_thousand_steps():
    # biases kept, and the error that the ten thousandth pass forward finds
    assert f"{example.kept[-2]:.10f}" == "0.0000351085"
    assert f"{example.kept[-1]:.10f}" == "0.0000351019"
    assert example.learned[-2] < 5e-6  # another experiment


def test_the_page_prints():
    text = example.page.text()
    for digits in ["0.298371109", "0.082167041", "0.35891648", "0.149780716", "0.0000351085"]:
        assert digits in text


# ---- mistakes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*(f"w{k}" for k in range(1, 9)), "b1", "b2", "i1", "target_o2"])
def test_every_gradient_is_the_difference_quotient(name):
    assert holds(example.form.derivation("E_total", name).chain, difference(name))
    assert holds(example.form.derivation("E_total", name, limit=0).chain, difference(name))


@pytest.mark.parametrize("name", ["w5", "w1", "b1"])
def test_a_wrong_sign_is_found_wherever_it_is(name):
    chain, truth = example.form.derivation("E_total", name).chain, difference(name)
    for place, step in enumerate(chain.steps):
        if step.rule in FORMULA:
            continue
        steps = [*chain.steps]
        steps[place] = replace(step, right=-step.right)
        assert not holds(replace(chain, steps=steps), truth), step.left


@pytest.mark.parametrize("name", ["w1", "b1"])
def test_a_dropped_path_is_found(name):
    chain, truth = example.form.derivation("E_total", name).chain, difference(name)
    for place, step in enumerate(chain.steps):
        if step.rule not in {"sum", "sum over the paths"}:
            continue
        for dropped in range(len(step.terms)):
            terms = [sp.Mul(*term) for at, term in enumerate(step.terms) if at != dropped]
            steps = [*chain.steps]
            steps[place] = replace(step, right=sp.Add(*terms))
            assert not holds(replace(chain, steps=steps), truth), step.left
