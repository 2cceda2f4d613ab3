"""Shapes that only fit one way, where nothing declares them."""

import pytest

from tests.verdicts import kinds

AB = r"$A \in \mathbb{R}^{n \times n}$, $b \in \mathbb{R}^n$"
NET = (
    r"$h_t = \tanh(U h_{t-1} + V x_t + b)$, $o_t = C h_t$, $E = \sum_{t=1}^T E_t$ with "
    r"$E_t = \frac12 \lVert o_t - y_t \rVert^2$; $h_t \in \mathbb{R}^m$, $x_t \in \mathbb{R}^n$, "
    r"$y_t \in \mathbb{R}^k$. Put $\delta_t = \partial E/\partial h_t$. "
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (rf"{AB}, $f(x) = x^T A x - b^T x$. $\nabla f(x) = (A + A^T) x - b$", "proved"),
        (rf"{AB}, $f(x) = x^T A x - b^T x$. $\nabla f(x) = 2 A x - b$", "refuted"),
        (rf"{AB}, $f = b^T x$. $\nabla_x f = b$", "proved"),
        (rf"{AB}, $f(x) = x^T x$. $\nabla f(x) = 2 x$", "unclear"),
        (r"$a \in \mathbb{R}$, $f = a c$. $\frac{\partial f}{\partial c} = a$", "proved"),
    ],
)
def test_a_vector_that_only_fits_as_one(text, kind):
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (
            r"\delta_t = C^\top (o_t - y_t) + U^\top ((1 - h_{t+1}^2) \odot \delta_{t+1})",
            "proved",
        ),
        (r"\frac{\partial E}{\partial C} = \sum_{t=1}^{T} (o_t - y_t) h_t^\top", "proved"),
        (r"\frac{\partial E}{\partial b} = \sum_{t=1}^T (1 - h_t^2) \odot \delta_t", "proved"),
        (
            r"\frac{\partial E}{\partial U} = \sum_{t=1}^T ((1-h_t^2) \odot \delta_t) h_t^\top",
            "refuted",
        ),
    ],
)
def test_weights_of_a_recurrent_network(claim, kind):
    needs = "" if "U^" in claim else r"$U^\top$, "
    assert kinds(f"{NET} For $t < T$, {needs} $C^\\top$, ${claim}$") == [kind]


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("", "unclear"),
        (r"$W \in \mathbb{R}$, ", "refuted"),
        (r"$W \in \mathbb{R}^{m \times n}$, ", "proved"),
    ],
)
def test_no_claim_is_refuted_by_a_shape_that_is_only_supposed(declared, kind):
    model = r"$x \in \mathbb{R}^n$, $z = W x$, $L = \frac12 \|z\|^2$."
    assert kinds(rf"{declared}{model} $\frac{{\partial L}}{{\partial W}} = z x^\top$") == [kind]


_LAGRANGE = (
    r"$A \in \mathbb{R}^{p \times p}$, $S \in \mathbb{R}^{p \times q}$, $a \in \mathbb{R}^p$, "
    r"$b \in \mathbb{R}^q$. $L = a^\top S b - \frac\lambda2 (a^\top A a - 1) "
    r"- \frac\nu2 (b^\top b - 1)$. "
)


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (r"\frac{\partial L}{\partial b} = S^\top a - \nu b", "proved"),
        (r"\frac{\partial L}{\partial b} = S a - \nu b", "refuted"),
        (r"\frac{\partial L}{\partial b} = S^\top a - \lambda b", "refuted"),
        (r"\frac{\partial L}{\partial \lambda} = \frac12 (1 - a^\top A a)", "proved"),
    ],
)
def test_multipliers_of_numbers_beside_numbers(claim, kind):
    assert kinds(rf"{_LAGRANGE} ${claim}$") == [kind]


def test_a_factor_that_alone_makes_a_term_may_be_a_vector():
    text = r"$a, b \in \mathbb{R}^n$. $z = c\, a^\top b$. "
    assert kinds(rf"{text} $\frac{{\partial z}}{{\partial a}} = c b^\top$") == ["unclear"]
