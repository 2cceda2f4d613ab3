"""New parameters by their logarithm: derivatives by τ = log v."""

import pytest

from tests.verdicts import kinds

START = r"Let $v > 0$, $f = v^2$. With $\tau = \log v$"
BY = r"\frac{\partial f}{\partial\tau}"


@pytest.mark.parametrize("inverse", ["", r", i.e. $v = e^\tau$", r" or $v = \exp(\tau)$"])
@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (rf"{BY} = 2v^2", "proved"),
        (rf"{BY} = 2e^{{2\tau}}", "proved"),
        (rf"{BY} = 2v", "refuted"),
        (rf"{BY} = 2e^\tau", "refuted"),
    ],
)
def test_a_parameter_by_its_logarithm(inverse, claim, kind):
    assert kinds(rf"{START}{inverse}, ${claim}$") == [kind]


@pytest.mark.parametrize(
    "more", [r"$v = e^{2\tau}$", r"$v = w^2$", r"$g = \tau v$", r"$\frac{d\tau}{dv} = \frac1v$"]
)
def test_more_is_said_of_the_parameters(more):
    assert kinds(rf"{START}, {more}, ${BY} = 2v^2$")[-1] == "unclear"


def test_what_is_made_of_the_new_name_keeps_its_own_equation():
    text = rf"{START}, $g = \tau^2 + v$, $\frac{{\partial g}}{{\partial\tau}} = 2\tau + v$"
    assert kinds(text) == ["refuted"]
