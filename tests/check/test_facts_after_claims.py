"""A condition that the document introduces after a claim does not prove it."""

import pytest

from tests.verdicts import kinds, verdicts

START = r"Let $x \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$, $f(x) = x^\top A x$. "
CLAIM = r"\[ \nabla f(x) = 2 A x. \]"
GENERAL = r"\[ \nabla f(x) = (A + A^\top) x. \]"
LATER = (
    "Now let $A = A^\\top$. Then ",
    "From here on we assume $A = A^\\top$. ",
    "\\section{Symmetric matrices} Suppose $A = A^\\top$. ",
    "Finally we consider the case $A = A^\\top$. ",
)


@pytest.mark.parametrize("words", LATER)
def test_a_condition_counts_from_where_it_stands(words):
    assert kinds(START + CLAIM + words) == ["unclear"]
    assert kinds(START + CLAIM + words + CLAIM) == ["unclear", "proved"]
    assert kinds(START + GENERAL + words + CLAIM) == ["proved", "proved"]
    wrong = CLAIM.replace("2 A", "A")
    assert kinds(START + GENERAL + words + wrong) == ["proved", "refuted"]
    assert verdicts(START + GENERAL + words + CLAIM)[1].conditions == (r"A = A^\top",)


def test_a_condition_before_the_claims_counts():
    assert kinds(START + r"Suppose $A = A^\top$. " + CLAIM) == ["proved"]
    assert kinds(START + CLAIM.replace(".", ",") + r" where $A = A^\top$.") == ["proved"]
    assert kinds(START + r"Suppose $A = -A^\top$. " + CLAIM) != ["proved"]


def test_a_sum_that_is_one_later():
    start = r"Let $z, y \in \mathbb{R}^K$, $p = \operatorname{softmax}(z)$, "
    start += r"$L = -\sum_k y_k \log p_k$. "
    claim = r"\[ \nabla_z L = p - y. \]"
    fact = r"Now assume $\sum_k y_k = 1$. Then "
    assert kinds(start + claim + fact + claim) == ["unclear", "proved"]
    assert kinds(start + fact + claim) == ["proved"]
    assert kinds(start + claim) == ["refuted"]


def test_a_question_states_nothing():
    assert kinds(START + r"Is $A = A^\top$ true? " + CLAIM) == ["unclear"]
