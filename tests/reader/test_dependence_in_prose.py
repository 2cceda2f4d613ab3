"""What prose says of quantities that depend on each other, or are held constant."""

import pytest

from tests.verdicts import kinds

PRODUCT = r"Let $w, b, c \in \mathbb{R}$ and $f = w b$. "
CLAIM = r"Then \[ \frac{df}{dw} = b. \]"


@pytest.mark.parametrize(
    "words",
    [
        "Here $b$ depends on $w$.",
        "Note that $b$ itself depends on $w$.",
        "Here $b$ is a function of $w$.",
        r"Here \(b\) is a differentiable function of \(w\).",
        "Here $b$ depends on $c$ and $w$.",
    ],
)
def test_what_depends_by_the_prose_is_no_constant(words):
    assert kinds(f"{PRODUCT} {words} {CLAIM}") == ["unclear"]
    assert kinds(rf"{PRODUCT} {words} Then \[ \frac{{df}}{{dw}} = b + w \frac{{db}}{{dw}} \]") == [
        "proved"
    ]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Here $b$ does not depend on $w$.",
        "Here $b$ depends on $c$.",
        "Here $b$ depends on $w$ only if we say so.",
        "The product of $b$ and $w$ is a function of $w$.",
    ],
)
def test_what_does_not_depend_is_constant(words):
    assert kinds(f"{PRODUCT} {words} {CLAIM}") == ["proved"]


@pytest.mark.parametrize(
    "words",
    [
        "Here $b$ is treated as a constant.",
        "Here $b$ is held fixed.",
        "Keeping $b$ constant, we differentiate.",
        "No gradient flows through $b$.",
        "We stop the gradient at $b$.",
        "Detached $b$ is used.",
    ],
)
def test_what_is_held_constant_forbids_to_refute(words):
    start = r"Let $w \in \mathbb{R}$, $b = w^2$ and $f = w b$. "
    assert kinds(f"{start} {CLAIM}") == ["refuted"]
    assert kinds(f"{start} {words} {CLAIM}") == ["unclear"]
    assert kinds(f"{start} {words} Then \\[ \\frac{{df}}{{dw}} = 3 b. \\]") == ["proved"]


def test_an_input_that_is_held_constant_changes_nothing():
    words = "Here $b$ is held constant."
    assert kinds(f"{PRODUCT} {words} {CLAIM}") == ["proved"]
    assert kinds(f"{PRODUCT} {words} Then \\[ \\frac{{df}}{{dw}} = 3 b. \\]") == ["refuted"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("", "proved"),
        (" plus a regulariser", "unclear"),
        (" minus $x$", "unclear"),
        (" multiplied by a weight", "unclear"),
        (" divided by $n$", "unclear"),
        (" plus a constant", "proved"),
        (" and more", "proved"),
    ],
)
def test_prose_that_goes_on_reckoning(words, kind):
    text = rf"Let $x \in \mathbb{{R}}$ and $f = x^2${words}. Then \[ \frac{{df}}{{dx}} = 2 x. \]"
    assert kinds(text) == [kind]
