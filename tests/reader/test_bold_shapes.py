"""Bold letters without declarations: small ones are vectors, capitals fit as matrices."""

import pytest

from tests.verdicts import kinds

LAYERS = (
    r"$\mathbf{f}_0 = \boldsymbol\beta_0 + \boldsymbol\Omega_0 \mathbf{x}$, "
    r"$\mathbf{h}_1 = \mathbf{a}[\mathbf{f}_0]$ with $\mathbf{a}[\mathbf{z}] = \max(0, \mathbf{z})$"
    r", $\mathbf{f}_1 = \boldsymbol\beta_1 + \boldsymbol\Omega_1 \mathbf{h}_1$, "
    r"$\ell = \frac12 \| \mathbf{f}_1 - \mathbf{y} \|^2$. "
)
DELTA = r"\boldsymbol\Omega_1^T (\mathbf{f}_1 - \mathbf{y})"


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (rf"\frac{{\partial \ell}}{{\partial \mathbf{{h}}_1}} = {DELTA}", "proved"),
        (rf"\frac{{\partial \ell}}{{\partial \mathbf{{h}}_1}} = 2 {DELTA}", "refuted"),
        (
            (
                rf"\frac{{\partial \ell}}{{\partial \mathbf{{f}}_0}} "
                rf"= \mathbb{{I}}[\mathbf{{f}}_0 > 0] \odot {DELTA}"
            ),
            "proved",
        ),
        (
            (
                rf"\frac{{\partial \ell}}{{\partial \mathbf{{f}}_0}} "
                rf"= \mathbb{{I}}[\mathbf{{f}}_0 < 0] \odot {DELTA}"
            ),
            "refuted",
        ),
        (
            (
                r"\frac{\partial \ell}{\partial \boldsymbol\Omega_1} "
                r"= (\mathbf{f}_1 - \mathbf{y}) \mathbf{h}_1^T"
            ),
            "proved",
        ),
        (
            (
                r"\frac{\partial \ell}{\partial \boldsymbol\Omega_1} "
                r"= (\mathbf{f}_1 - \mathbf{y}) \mathbf{f}_0^T"
            ),
            "refuted",
        ),
    ],
)
def test_layers_in_bold_letters(claim, kind):
    assert kinds(f"{LAYERS} ${claim}$") == [kind]


@pytest.mark.parametrize(
    "text",
    [
        # a batch in a bold small letter: each row of y gets b
        (
            r"$\mathbf{y} = \mathbf{x} + \mathbf{b}$, $L = \sum_i \mathbf{y}_i^2$. "
            r"$\frac{\partial L}{\partial \mathbf{b}} = 2 \sum_i \mathbf{y}_i$"
        ),
        (
            r"$\mathbf{z} = \mathbf{x} \mathbf{W}$, $L = \frac12 \|\mathbf{z}\|^2$. "
            r"$\frac{\partial L}{\partial \mathbf{W}} = \mathbf{x}^\top \mathbf{z}$"
        ),
    ],
)
def test_a_bold_letter_that_may_be_a_matrix_is_not_refuted(text):
    assert kinds(text) == ["unclear"]


def test_square_brackets_with_a_plain_letter_define_no_function():
    text = (
        r"$x \in \mathbb{R}^n$, $w \in \mathbb{R}$, $y[n] = w x[n]$, $L = \sum_n y[n]^2$. "
        r"$\frac{\partial L}{\partial w} = 2 y x$"
    )
    assert kinds(text) == ["unclear"]
