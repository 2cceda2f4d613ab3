"""Quantities that a document defines by their logarithm: ``log q = E``."""

import pytest

from tests.verdicts import kinds

NORMAL = r"""For $\log \rho = -\frac{(u - m)^2}{2 s^2} - \log s$, where $s > 0$,
\[ \frac{\partial \log \rho}{\partial m} = MEAN, \qquad
\frac{\partial \rho}{\partial s} = WIDTH \]"""


def test_the_slopes_of_a_density_and_of_its_logarithm():
    right = NORMAL.replace("MEAN", r"\frac{u - m}{s^2}")
    right = right.replace("WIDTH", r"\rho \left( \frac{(u - m)^2}{s^3} - \frac{1}{s} \right)")
    assert kinds(right) == ["proved", "proved"]
    wrong = NORMAL.replace("MEAN", r"\rho \frac{u - m}{s^2}")
    wrong = wrong.replace("WIDTH", r"\frac{(u - m)^2}{s^3} - \frac{1}{s}")
    assert kinds(wrong) == ["refuted", "refuted"]


def test_a_density_of_arguments():
    text = r"""Let $x, \mu \in \mathbb{R}^d$ and
    \[ \log p(x; \mu) = -\frac{1}{2} (x - \mu)^\top (x - \mu) - \frac{d}{2} \log(2\pi). \]
    \[ \nabla_\mu \log p(x; \mu) = RIGHT \]"""
    assert kinds(text.replace("RIGHT", r"x - \mu")) == ["proved"]
    assert kinds(text.replace("RIGHT", r"\mu - x")) == ["refuted"]


@pytest.mark.parametrize("said", ["", r", $\lambda_i > 0$,", r" ($\lambda \in \mathbb{R}^N$)"])
@pytest.mark.parametrize("log", [r"\log", r"\ln"])
def test_rates_of_a_log_linear_model_depend_on_its_weights(said, log):
    text = rf"""Let $w \in \mathbb{{R}}^n$, $x_1, \dots, x_N \in \mathbb{{R}}^n$.
    The rates{said} are ${log} \lambda_i = w^\top x_i$, and
    \[ \ell = \sum_{{i=1}}^N (y_i w^\top x_i - \lambda_i) \]
    \[ \nabla_w \ell = RIGHT \]"""
    right, wrong = r"\sum_{i=1}^N (y_i - \lambda_i) x_i", r"\sum_{i=1}^N y_i x_i"
    assert kinds(text.replace("RIGHT", right)) == ["proved"]
    assert kinds(text.replace("RIGHT", wrong)) == ["refuted"]


@pytest.mark.parametrize(
    "said",
    [
        r"Recall $\log p = -\log \frac{1}{p}$.",
        r"Let $\theta = \log p$, that is, $\log p = \theta$.",
        r"It vanishes at $\log p = -1$.",
        r"Also $\log_2 p = q$.",
    ],
)
def test_identities_define_nothing(said):
    text = rf"Let $p > 0$. {said} $f = p \log p$, $\frac{{df}}{{dp}} = RIGHT$."
    assert kinds(text.replace("RIGHT", r"\log p + 1")) == ["proved"]
    assert kinds(text.replace("RIGHT", "0"))[0] != "proved"
    assert kinds(text.replace("RIGHT", r"\log p"))[0] != "proved"


def test_what_has_a_definition_keeps_it():
    text = r"""Let $q = x^2$ with $x > 0$, so $\log q = 2 \log x$. $f = q^2$.
    \[ \frac{df}{dx} = RIGHT \]"""
    assert kinds(text.replace("RIGHT", "4 x^3")) == ["proved"]
    assert kinds(text.replace("RIGHT", "4 x^2")) == ["refuted"]
