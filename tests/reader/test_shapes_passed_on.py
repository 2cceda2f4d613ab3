"""Shapes that functions and products of entries pass on, and letters that are no numbers."""

import pytest

from tests.verdicts import kinds

CELL = (
    r"$h_{t-1} \in \mathbb{R}^n$, $x_t \in \mathbb{R}^d$, "
    r"$z_t = \sigma(W_z x_t + U_z h_{t-1} + b_z)$, "
    r"$\tilde h_t = \tanh(W_h x_t + U_h h_{t-1} + b_h)$, "
    r"$h_t = z_t \odot h_{t-1} + (1 - z_t) \odot \tilde h_t$, $\ell = \ell(h_t)$, "
    r"$\delta_t = \frac{\partial \ell}{\partial h_t}$. "
)
NET = (
    r"For $t = 1, \dots, T$, $a_t = b + W h_{t-1} + U x_t$, $h_t = \tanh(a_t)$, "
    r"$h_t \in \mathbb{R}^n$, $x_t \in \mathbb{R}^d$, $L = \sum_{t=1}^T \|h_t\|^2$. "
    r"Let $t < T$, with $W^\top$. "
)


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (r"\frac{\partial \ell}{\partial z_t} = \delta_t \odot (h_{t-1} - \tilde h_t)", "proved"),
        (r"\frac{\partial \ell}{\partial z_t} = \delta_t \odot (\tilde h_t - h_{t-1})", "refuted"),
        (
            (
                r"\frac{\partial \ell}{\partial b_h} "
                r"= \delta_t \odot (1 - z_t) \odot (1 - \tilde h_t^2)"
            ),
            "proved",
        ),
        (r"\frac{\partial \ell}{\partial b_h} = \delta_t \odot (1 - z_t)", "refuted"),
        (
            (
                r"\frac{\partial \ell}{\partial W_h} "
                r"= (\delta_t \odot (1 - z_t) \odot (1 - \tilde h_t^2)) x_t^\top"
            ),
            "proved",
        ),
        (
            (
                r"\frac{\partial \ell}{\partial W_h} "
                r"= (\delta_t \odot (1 - z_t) \odot (1 - \tilde h_t^2)) h_{t-1}^\top"
            ),
            "refuted",
        ),
    ],
)
def test_a_gate_has_the_shape_of_what_it_multiplies(claim, kind):
    assert kinds(f"{CELL} $U_h^\\top$, ${claim}$") == [kind]


def test_without_a_transpose_a_capital_may_be_a_number():
    claim = r"\frac{\partial \ell}{\partial U_h} = h_{t-1}"
    assert kinds(f"{CELL} ${claim}$") == ["unclear"]


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (r"\nabla_U L = \sum_{t=1}^T (1 - h_t^2) \odot (\nabla_{h_t} L) x_t^\top", "proved"),
        (r"\nabla_U L = \sum_{t=1}^T (\nabla_{h_t} L) x_t^\top", "refuted"),
        (r"\nabla_b L = \sum_{t=1}^T (1 - h_t^2) \odot \nabla_{h_t} L", "proved"),
        (r"\nabla_b L = \sum_{t=1}^T (1 - h_t) \odot \nabla_{h_t} L", "refuted"),
        (r"\nabla_b L = 0", "refuted"),
    ],
)
def test_what_stands_in_a_function_of_entries_has_the_shape_of_its_value(claim, kind):
    assert kinds(f"{NET} ${claim}$") == [kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            (
                r"$x \in \mathbb{R}^n$, $y = \gamma \odot x$, $L = \sum_i y_i$. "
                r"$\frac{\partial L}{\partial \gamma} = x$"
            ),
            "proved",
        ),
        (
            (
                r"$x \in \mathbb{R}^n$, $y = \gamma x$, $L = \sum_i y_i$. "
                r"$\frac{\partial L}{\partial \gamma} = x$"
            ),
            "unclear",
        ),
        (
            (
                r"$h \in \mathbb{R}^n$, $h = \exp(-a)$, $L = \sum_i h_i$. "
                r"$\frac{\partial L}{\partial a} = -h$"
            ),
            "proved",
        ),
        (
            (
                r"$h \in \mathbb{R}^n$, $h = \exp(-a)$, $L = \sum_i h_i$. "
                r"$\frac{\partial L}{\partial a} = h$"
            ),
            "refuted",
        ),
    ],
)
def test_products_of_entries_have_factors_of_one_shape(text, kind):
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (r"\frac{\partial \ell}{\partial z_t} = \delta_t \odot (h_{t-1} - \tilde h_t)", "proved"),
        (r"\frac{\partial \ell}{\partial z_t} = \delta_t \odot (\tilde h_t - h_{t-1})", "refuted"),
        (
            (
                r"\frac{\partial \ell}{\partial U_h} = (\delta_t \odot (1 - z_t) \odot "
                r"(1 - \tilde h_t^2)) h_{t-1}^\top"
            ),
            "proved",
        ),
        (
            (
                r"\frac{\partial \ell}{\partial U_h} = (\delta_t \odot (1 - z_t) \odot "
                r"(1 - \tilde h_t)) h_{t-1}^\top"
            ),
            "refuted",
        ),
        # right if U_h is a number
        (
            (
                r"\frac{\partial \ell}{\partial U_h} = (\delta_t \odot (1 - z_t) \odot "
                r"(1 - \tilde h_t^2))^\top h_{t-1}"
            ),
            "unclear",
        ),
        (
            (
                r"\frac{\partial \tilde h_t}{\partial h_{t-1}} "
                r"= U_h \operatorname{diag}(1 - \tilde h_t^2)"
            ),
            "unclear",
        ),
    ],
)
def test_a_capital_beside_a_matrix_may_be_a_number_only_where_that_matters(claim, kind):
    assert kinds(f"{CELL} ${claim}$") == [kind]


LSTM = (
    r"$x_t \in \mathbb{R}^d$, $f_t = \sigma(W_f x_t + U_f h_{t-1} + b_f)$, "
    r"$i_t = \sigma(W_i x_t + U_i h_{t-1} + b_i)$, $g_t = \tanh(W_g x_t + U_g h_{t-1} + b_g)$, "
    r"$c_t = f_t \odot c_{t-1} + i_t \odot g_t$, $E = E(c_t)$. "
)


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (
            r"\frac{\partial E}{\partial f_t} = \frac{\partial E}{\partial c_t} \odot c_{t-1}",
            "proved",
        ),
        (r"\frac{\partial E}{\partial f_t} = \frac{\partial E}{\partial c_t} \odot c_t", "refuted"),
        (
            (
                r"\frac{\partial E}{\partial b_i} = "
                r"\frac{\partial E}{\partial c_t} \odot g_t \odot i_t \odot (1 - i_t)"
            ),
            "proved",
        ),
        (
            (
                r"\frac{\partial E}{\partial b_i} = "
                r"\frac{\partial E}{\partial c_t} \odot g_t \odot (1 - i_t^2)"
            ),
            "refuted",
        ),
        (
            (
                r"\frac{\partial E}{\partial W_g} = "
                r"x_t^\top (\frac{\partial E}{\partial c_t} \odot i_t \odot (1 - g_t^2))"
            ),
            "unclear",
        ),
    ],
)
def test_a_cell_of_which_only_the_input_is_declared(claim, kind):
    assert kinds(f"{LSTM} ${claim}$") == [kind]
