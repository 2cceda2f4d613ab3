r"""``\nabla f(2x)`` is the gradient of f at 2x; functions that depend on x through other names."""

import pytest

from tests.verdicts import kinds

START = (
    r"Let $x, u, d \in \mathbb{R}^n$, $t \in \mathbb{R}$, $A \in \mathbb{R}^{n \times n}$, "
    r"$f(x) = \|x\|^2$, $z = 2 x$. "
)


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        (r"\nabla f(2 x)", "4 x", "proved"),
        (r"\nabla f(2 x)", "8 x", "refuted"),
        (r"\nabla_x f(2 x)", "8 x", "proved"),
        (r"\nabla_x f(2 x)", "4 x", "refuted"),
        (r"\nabla f(x)", "2 x", "proved"),
        (r"\nabla f(u)", "2 u", "proved"),
        (r"\nabla f(u)", "2 x", "refuted"),
        (r"\nabla f(z)", "2 z", "proved"),
        (r"\nabla f(z)", "4 z", "refuted"),
        (r"\nabla f(A x)", "2 A x", "proved"),
        (r"\nabla f(A x)", r"2 A^\top A x", "refuted"),
        (r"\nabla f(x - t d)", "2 (x - t d)", "proved"),
        (r"\nabla^2 f(2 x)", "2 I", "proved"),
        (r"\nabla^2 f(2 x)", "8 I", "refuted"),
    ],
)
def test_gradients_at_places(left, right, kind):
    assert kinds(START + rf"\[ {left} = {right} \]") == [kind]


def test_a_gradient_at_a_place_on_the_right():
    line = START + r"$g(t) = f(2 x + t d)$. \[ g'(t) = %s \nabla f(2 x + t d)^\top d \]"
    assert kinds(line % "") == ["proved"]
    assert kinds(line % r"\tfrac12") == ["refuted"]


@pytest.mark.parametrize(
    "claim",
    [
        r"$g = f(2x)$. \[ \frac{dg}{dx} = 2 x + 2 \]",
        r"$g = f(2x)$. \[ \frac{dg}{dx} = 8 x + 2 \]",
        r"\[ f'(2x) = 1 \]",
        r"\[ f'(3) = 1 \]",
    ],
)
def test_a_function_that_depends_on_its_argument_through_another_name(claim):
    hidden = r"Let $x, b \in \mathbb{R}$, $z = x^2$, $f(x) = z + x$. "
    assert kinds(hidden + claim) == ["unclear"]


def test_names_that_do_not_depend_on_the_argument():
    start = r"Let $x, b \in \mathbb{R}$, $z = b^2$, $f(x) = z x + \sigma(x)$, "
    start += r"$\sigma(x) = 1 / (1 + e^{-x})$. "
    assert kinds(start + r"\[ f'(2x) = b^2 + \sigma'(2 x) \]") == ["proved"]
    assert kinds(start + r"\[ f'(2x) = b^2 + \sigma'(x) \]") == ["refuted"]
