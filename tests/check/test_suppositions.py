"""What a sentence supposes is a condition of its own claims, and of no others."""

import pytest

from tests.verdicts import kinds, verdicts

RAMP = r"Let $z \in \mathbb{R}$ and $a = \max(0, z)$. "
CROSS = r"Let $z, y \in \mathbb{R}$, $p = \sigma(z)$, $L = -y \log p - (1 - y) \log(1 - p)$. "
DA, DL = r"\frac{da}{dz}", r"\frac{dL}{dz}"


def accepted(text):
    return [verdict.ok for verdict in verdicts(text)]


@pytest.mark.parametrize(
    "text",
    [
        f"For $z > 0$ we have ${DA} = 1$, and for $z < 0$ we have ${DA} = 0$.",
        f"We have ${DA} = 1$ for $z > 0$ and ${DA} = 0$ for $z < 0$.",
        rf"\[ {DA} = 1 \quad \text{{if }} z > 0, \qquad {DA} = 0 \quad \text{{if }} z < 0. \]",
        rf"\begin{{align}} {DA} &= 1, & z &> 0 \\ {DA} &= 0, & z &< 0 \end{{align}}",
        f"If $z > 0$, then ${DA} = 1$. If $z < 0$, then ${DA} = 0$.",
        f"When $z > 0$ it is ${DA} = 1$, when $z < 0$ it is ${DA} = 0$.",
    ],
)
def test_each_case_is_judged_where_it_is_claimed(text):
    assert accepted(RAMP + text) == [True, True]
    assert all(v.conditions[0].startswith("z") for v in verdicts(RAMP + text))
    swapped = text.replace("= 1", "= ?").replace("= 0", "= 1").replace("= ?", "= 0")
    assert kinds(RAMP + swapped) == ["refuted", "refuted"]


def test_an_equation_may_be_supposed():
    text = f"For $y = 1$ we have ${DL} = p - 1$, and for $y = 0$ we have ${DL} = p$."
    assert accepted(CROSS + text) == [True, True]
    assert not any(accepted(CROSS + text.replace("p - 1", "1 - p").replace("= p$", "= -p$")))


def test_a_component_may_be_supposed():
    text = r"$w \in \mathbb{R}^n$, $L = \|w\|_1$. If $w_j > 0$: $\partial L / \partial w_j = 1$."
    assert accepted(text) == [True]
    assert kinds(text.replace("> 0", "< 0")) == ["refuted"]


def test_without_its_case_a_claim_is_refuted():
    assert kinds(RAMP + f"${DA} = 1$.") == ["refuted"]


def test_the_case_of_another_sentence_leaves_a_doubt():
    text = f"For $z > 0$ the ramp grows. Its slope is ${DA} = 1$."
    assert kinds(RAMP + text) == ["unclear"]


def test_what_is_declared_is_not_supposed():
    text = r"For $\lambda > 0$, $x \in \mathbb{R}$ let $f = |\lambda| x$. So $df/dx = \lambda$."
    assert accepted(text) == [True]
    text = r"For $z = 2x$ with $x \in \mathbb{R}$ and $f = z^2$ we find $\frac{df}{dx} = 8x$."
    assert accepted(text) == [True]


def test_where_both_sides_vanish_nothing_is_excused():
    text = f"If $z < 0$, then ${DA} = 0$. In general ${DA} = a$."
    assert kinds(RAMP + text) == ["proved", "refuted"]


def test_a_case_may_follow_its_claim():
    square = r"\[ f(x) = \begin{cases} x^2 & x \ge 0 \\ 0 & x < 0 \end{cases} \] "
    text = square + "For $x \\ge 0$ the slope is $f'(x) = 2x$, and $f'(x) = 0$ for $x < 0$."
    assert accepted(text) == [True, True]
    text = text.replace("= 0$ for", "= 2x$ for")
    assert kinds(text)[1] == "refuted"


def test_two_numbers_for_a_name_are_cases():
    text = (
        f"A positive example, $y = 1$, has ${DL} = p - 1$. A negative one, $y = 0$, has ${DL} = p$."
    )
    assert accepted(CROSS + text) == [True, True]
    turned = text.replace("p - 1", "?").replace("= p$", "= p - 1$").replace("= ?", "= p")
    assert kinds(CROSS + turned) == ["refuted", "refuted"]


def test_a_number_is_judged_at_the_value_of_its_sentence():
    text = (
        r"$f = x^2$ with $x \in \mathbb{R}$. At $x = 1$, $df/dx = 2.0$. At $x = 2$, $df/dx = {}$."
    )
    assert accepted(text.replace("{}", "4.0")) == [True, True]
    assert kinds(text.replace("{}", "2.0")) == ["proved", "refuted"]


def test_values_one_after_the_other_are_not_mixed():
    text = "$f = x^2$. Let $x = 1.5$. Then $df/dx = 3.0$. Now let $x = 2$. Then $df/dx = 4.0$."
    assert set(kinds(text)) == {"unclear"}


def test_an_entry_that_is_supposed_leaves_a_doubt():
    text = r"$x \in \mathbb{R}^n$, $f = \sum_i x_i^3$. "
    text += r"If $x_i = 1$, then $\partial f / \partial x_i = 3$."
    assert kinds(text) == ["unclear"]


def test_an_equation_of_a_case_is_no_fact():
    loss = r"Let $w, x \in \mathbb{R}^d$, $L = (w^\top x)^2$. "
    case = r"If $w^\top x = 1$, the loss is 1. "
    assert kinds(loss + case + r"$\nabla_w L = 2 (w^\top x) x$.") == ["proved"]
    doubtful = verdicts(loss + case + r"$\nabla_w L = 2 x$.")
    assert [v.kind for v in doubtful] == ["unclear"]
    assert accepted(loss + r"If $w^\top x = 1$, then $\nabla_w L = 2 x$.") == [True]
    stated = verdicts(loss + case + r"$\nabla_w L = (w^\top x) x$.")
    assert [v.kind for v in stated] == ["refuted"]


def test_what_excludes_a_point_excuses_nothing():
    text = r"$w \in \mathbb{R}^d$, $R = 3 \|w\|$. For $w \neq 0$, $\nabla_w R = w / \|w\|$."
    assert kinds(text) == ["refuted"]
    assert accepted(text.replace("= w /", "= 3 w /")) == [True]
