"""Thin regions: between two kinks that lie close together, claims are judged as elsewhere."""

import pytest

from tests.verdicts import kinds

SCALAR = r"Let $x \in \mathbb{R}$ and $f = \mathbb{1}[x > 0.5]\, x^2$. "
VECTOR = (
    r"Let $x \in \mathbb{R}^n$ and $f = \sum_i \max(x_i - 1, 0)\, x_i$. Its slope is "
    r"$\frac{\partial f}{\partial x_i} = "
)
HUBER = (
    r"Let $r, \delta \in \mathbb{R}$, $\delta > 0$ and $f = \begin{cases} \frac{1}{2} r^2 & "
    r"\text{if } |r| \le \delta \\ \delta (|r| - \frac{1}{2} \delta) & \text{otherwise} "
    r"\end{cases}$. Its slope is $\frac{\partial f}{\partial r} = "
)
ACCEPTED = {"proved", "agrees"}


@pytest.mark.parametrize("number", ["0.6", "0.51", "0.500001", "0.4", "-0.5", "50.5"])
def test_a_threshold_that_is_a_little_off(number):
    text = SCALAR + rf"Then $f'(x) = 2x \,\mathbb{{1}}[x > {number}]$."
    assert kinds(text) == ["refuted"]


@pytest.mark.parametrize("condition", ["x > 0.5", "2x > 1", "4 x^3 > 0.5", "0 < x - 1/2"])
def test_the_same_threshold_in_other_words(condition):
    text = SCALAR + rf"Then $f'(x) = 2x \,\mathbb{{1}}[{condition}]$."
    assert set(kinds(text)) <= ACCEPTED


def test_thresholds_of_each_entry():
    assert set(kinds(VECTOR + r"(2 x_i - 1)\,\mathbb{1}[x_i > 1]$.")) <= ACCEPTED
    assert kinds(VECTOR + r"(2 x_i - 1)\,\mathbb{1}[x_i > 1.001]$.") == ["refuted"]


def test_thresholds_that_depend_on_another_number():
    assert set(kinds(HUBER + r"\max(-\delta, \min(r, \delta))$.")) <= ACCEPTED
    assert kinds(HUBER + r"\max(-1.01 \delta, \min(r, 1.01 \delta))$.") == ["refuted"]
    near = (
        r"r \,\mathbb{1}[|r| \le \delta] "
        r"+ \delta \operatorname{sign}(r)\,\mathbb{1}[|r| > 1.01 \delta]$."
    )
    assert kinds(HUBER + near) == ["refuted"]
