"""One step of a recurrence, and documents in which time runs."""

import pytest

from tests.verdicts import kind

STEP = (
    r"$W \in \mathbb{R}^{m \times m}$, $x_t, h_t \in \mathbb{R}^m$, $h_t = \tanh(a_t)$, "
    r"$a_t = W h_{t-1} + x_t$. "
)
FACTOR = r"\left((1 - h_t \odot h_t) \odot \frac{\partial L}{\partial h_t}\right)"


@pytest.mark.parametrize(
    "loss",
    [
        "Let $L = L(h_t)$.",
        "Consider a loss $L$ that depends on $h_t$ only.",
        r"Put $y_t \in \mathbb{R}^m$ and $L = \frac12 \|h_t - y_t\|^2$.",
    ],
)
def test_one_step(loss):
    text = STEP + loss
    weights = rf"{text} $\frac{{\partial L}}{{\partial W}} = {FACTOR}"
    assert kind(rf"{weights} h_{{t-1}}^\top$") == "proved"
    assert kind(rf"{weights} h_t^\top$") == "refuted"
    before = rf"\frac{{\partial L}}{{\partial h_{{t-1}}}} = W^\top {FACTOR}"
    assert kind(f"{text} ${before}$") == "proved"
    assert kind(f"{text} ${before.replace('W^', 'W W^')}$") == "refuted"


@pytest.mark.parametrize(
    "loss",
    [
        r"Let $L = \sum_{t=1}^T \|h_t\|^2$.",
        r"Let $L = L(h_t)$ for $t = 1, \dots, T$.",
        r"Let $L = L(h_T)$.",
        r"Let $h_0$ be zero, $L = L(h_t)$.",
    ],
)
def test_where_time_runs_the_weights_act_at_all_times(loss):
    claim = rf"$\frac{{\partial L}}{{\partial W}} = {FACTOR} h_{{t-1}}^\top$"
    assert kind(f"{STEP} {loss} {claim}") != "proved"
