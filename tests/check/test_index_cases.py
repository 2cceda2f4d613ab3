r"""``For i = j …, for i \ne j …``: claims about entries are judged where their indices are so."""

import pytest

from tests.verdicts import kinds

GIVEN = r"Let $z \in \mathbb{R}^n$ and $p = \operatorname{softmax}(z)$. "
HEAD = r"\frac{\partial p_i}{\partial z_j}"
SAME, OTHER = f"{HEAD} = p_i (1 - p_i)", f"{HEAD} = -p_i p_j"
CASES = [
    f"For $i = j$ we get ${SAME}$. For $i \\neq j$ we get ${OTHER}$.",
    f"If $i = j$, \\[ {SAME}. \\] If $i \\ne j$, \\[ {OTHER}. \\]",
    f"\\[ {SAME} \\quad (i = j), \\qquad {OTHER} \\quad (i \\neq j) \\]",
    f"\\[ {SAME} \\quad \\text{{if }} i = j \\] \\[ {OTHER}, \\quad i \\ne j \\]",
    f"**Case 1:** $i = j$.\n\n$$ {SAME} $$\n\n**Case 2:** $i \\neq j$.\n\n$$ {OTHER} $$",
    f"\\item Case $i = j$: \\[ {SAME} \\] \\item Case $i \\neq j$: \\[ {OTHER} \\]",
]


@pytest.mark.parametrize("text", CASES)
def test_each_case_is_judged_where_it_is_claimed(text):
    assert kinds(GIVEN + text) == ["proved", "proved"]


@pytest.mark.parametrize("text", CASES)
def test_the_formula_of_the_other_case_is_refuted(text):
    turned = text.replace(SAME, "?").replace(OTHER, SAME).replace("?", OTHER)
    assert kinds(GIVEN + turned) == ["refuted", "refuted"]


def test_without_its_case_a_claim_is_refuted():
    assert kinds(GIVEN + f"${SAME}$, ${OTHER}$") == ["refuted", "refuted"]


def test_the_case_of_an_earlier_paragraph_leaves_a_doubt():
    text = f"For $i \\ne j$ the outputs compete.\n\nHence there is\n\n$$ x $$ and ${OTHER}$."
    assert kinds(GIVEN + text) == ["unclear"]


def test_other_indices_are_not_concerned():
    text = r"$q = \sum_k z_k^2$. For $i \ne j$, $\frac{\partial q}{\partial z_l} = "
    assert kinds(GIVEN + f"{text}2 z_l$") == ["proved"]
    assert kinds(GIVEN + f"{text}z_l$") == ["refuted"]


def test_equal_quantities_are_no_indices():
    assert kinds(
        GIVEN + r"Let $f = g$ and $g = x^2$. $\frac{df}{dx} = 2x$, $\frac{df}{dx} = x$"
    ) == [
        "proved",
        "refuted",
    ]
