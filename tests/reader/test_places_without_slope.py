"""Places where a function has no slope, right sides that exist nowhere, mixed numbers."""

import pytest

from tests.verdicts import kinds

START = r"Let $x \in \mathbb{R}$. "
STEP = r"\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}"
JUMP = r"\begin{cases} x + 1 & x > 0 \\ x & x \le 0 \end{cases}"


@pytest.mark.parametrize(
    ("function", "slope"),
    [("|x|", "0"), ("|x|", "1"), (STEP, "0"), (r"\operatorname{sign}(x)", "0"), (JUMP, "1")],
)
def test_at_a_kink_or_a_jump_nothing_is_proved(function, slope):
    assert kinds(START + rf"$f(x) = {function}$. \[ f'(0) = {slope} \]") == ["unclear"]


@pytest.mark.parametrize(("right", "kind"), [("1", "proved"), ("2", "refuted")])
def test_beside_a_kink(right, kind):
    text = START + rf"$f(x) = |x - 1| + \max(x, 3)$. \[ f'(2) = {right} \]"
    assert kinds(text) == [kind]


def test_a_gradient_at_a_place_of_another_shape():
    text = r"Let $x \in \mathbb{R}^n$, $f(x) = \|x\|$. \[ \nabla f(0) = 0 \]"
    assert kinds(text) == ["unclear"]


@pytest.mark.parametrize("right", [r"x^2 + \log(-1)", r"x^2 + \sqrt{-2}", r"x^2 + \frac{1}{0}"])
def test_a_right_side_that_is_no_real_number(right):
    assert kinds(START + rf"$f(x) = {right}$. \[ f'(x) = 2 x \]") == ["unclear"]
    assert kinds(START + r"$f(x) = x^2 + \log(2)$. \[ f'(x) = 2 x \]") == ["proved"]


@pytest.mark.parametrize("number", [r"1\frac12", r"1 \tfrac{1}{2}"])
def test_a_mixed_number_or_a_product(number):
    assert kinds(START + rf"$f = {number} x$. \[ \frac{{df}}{{dx}} = \frac12 \]") == ["unclear"]
    plain = START + r"$f = 3 \frac{x}{2} + 2 \cdot \frac12 x$. \[ \frac{df}{dx} = %s \]"
    assert kinds(plain % r"\frac52") == ["proved"]
    assert kinds(plain % r"\frac32") == ["refuted"]
