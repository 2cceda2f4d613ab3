"""Arrays that have the letter of a size: N_{nk} for n = 1, …, N."""

import pytest

from tests.verdicts import kinds

MIXTURE = (
    r"For data $x_1,\dots,x_N\in\mathbb{R}$, $\mu_1,\dots,\mu_K\in\mathbb{R}$, $\pi_k>0$ let "
    r"\[ N_{nk} = \exp\left(-(x_n-\mu_k)^2\right), \] "
    r"\[ \ell = \sum_{n=1}^N\log\sum_{k=1}^K\pi_kN_{nk}. \] "
)
SHARE = r"\frac{N_{nk}}{\sum_{j=1}^K\pi_jN_{nj}}"


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (rf"\frac{{\partial\ell}}{{\partial\pi_k}} = \sum_{{n=1}}^N {SHARE}", "proved"),
        (rf"\frac{{\partial\ell}}{{\partial\pi_k}} = 2\sum_{{n=1}}^N {SHARE}", "refuted"),
        (rf"\frac{{\partial\ell}}{{\partial x_n}} = \sum_k \pi_k (\mu_k - x_n) {SHARE}", "refuted"),
        (rf"\frac{{\partial\ell}}{{\partial x_n}} = 2\sum_k \pi_k (\mu_k - x_n) {SHARE}", "proved"),
    ],
)
def test_an_array_with_two_indices(claim, kind):
    assert kinds(rf"{MIXTURE} \[ {claim}. \]") == [kind]


@pytest.mark.parametrize("more", [r"$m = \frac1N \sum_n x_n$", r"$q = x_N^2$", r"$f = \|N\|_F^2$"])
def test_a_letter_that_may_be_either(more):
    claim = rf"\frac{{\partial\ell}}{{\partial\pi_k}} = \sum_{{n=1}}^N {SHARE}"
    assert kinds(rf"{MIXTURE} {more}. \[ {claim}. \]") == ["unclear"]
