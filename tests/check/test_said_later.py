# ruff: noqa: E501 (formulas stand on one line)
"""Claims that rest on an equation which the document states only after them."""

import pytest

from symnn.check.document import judged_document
from symnn.notation.reader.document import read_document

METRIC = (
    r"Let $M \in \mathbb{R}^{d \times d}$, $x \in \mathbb{R}^d$ and $D = x^\top M x$. "
    r"Then $\frac{\partial D}{\partial x} = CLAIM$. "
)


def kinds(text):
    report = judged_document(read_document(text))
    return [item.verdict.kind for item in report.judged if item.verdict is not None]


@pytest.mark.parametrize("word", ["With", "If", "Let now", "Suppose that", "\n\nPut"])
def test_a_special_case_is_none_before_it(word):
    after = rf"{word} $M = L^\top L$, $L \in \mathbb{{R}}^{{k \times d}}$. "
    claim = r"$\frac{\partial D}{\partial x} = 2 M x$"
    assert kinds(METRIC.replace("CLAIM", "2 M x") + after + claim) == ["unclear", "proved"]
    assert kinds(METRIC.replace("CLAIM", r"M x + M^\top x") + after + claim) == ["proved", "proved"]
    assert kinds(METRIC.replace("CLAIM", "M x") + after + claim) == ["refuted", "proved"]


@pytest.mark.parametrize("words", [", where ", " with ", ". Here "])
def test_a_definition_in_the_sentence_belongs_to_the_claim(words):
    text = (
        r"Let $z, p, y \in \mathbb{R}^n$, $\sum_k y_k = 1$ and $L = -\sum_k y_k \log p_k$. Then "
        rf"$\frac{{\partial L}}{{\partial z}} = p - y${words}$p = \operatorname{{softmax}}(z)$."
    )
    assert kinds(text) == ["proved"]


@pytest.mark.parametrize(
    "words",
    ["If the loss is positive,", "On the active set", "where the unit is not clipped:"],
)
def test_a_condition_in_words_is_no_reason_to_refute(words):
    text = r"Let $a, m \in \mathbb{R}$ and $L = \max(0, a^2 - m)$. "
    claims = "$\\frac{\\partial L}{\\partial a} = 2 a$\n\n$\\frac{\\partial L}{\\partial m} = -1$"
    assert kinds(f"{text} {claims}") == ["refuted", "refuted"]
    assert kinds(f"{text} {words} {claims}") == ["unclear", "unclear"]
    assert kinds(f"{text} {words} this is said. Then {claims}") == ["refuted", "refuted"]


FORM = r"$A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$, $f = x^\top A x$. $$\nabla_x f = 2 A x.$$ "
AGAIN = r" $$\nabla_x f = 2 A x$$"


@pytest.mark.parametrize(
    "words", ["Now assume $A = A^\\top$.", "For $q$ suppose now that $A = A^\\top$."]
)
def test_a_symmetry_that_is_only_supposed_later(words):
    assert kinds(f"{FORM} {words} Then {AGAIN}") == ["unclear", "proved"]
    assert kinds(f"$A = A^\\top$. {FORM} {words} Then {AGAIN}") == ["proved", "proved"]


@pytest.mark.parametrize("words", ["If $A = A^\\top$, then", "When $A = A^\\top$ we get"])
def test_a_condition_of_the_next_sentence(words):
    assert kinds(f"{FORM} {words} {AGAIN}")[0] in ("unclear", "refuted")
    assert kinds(f"{FORM} {words} {AGAIN}")[1] in ("proved", "agrees")
    assert kinds(f"{FORM.replace('.$$', '$$')} {words} {AGAIN}")[0] in ("unclear", "refuted")


@pytest.mark.parametrize(
    "words", ["We used $A = A^\\top$.", "where $A = A^\\top$.", "since $A = A^\\top$."]
)
def test_a_symmetry_that_is_only_recalled_later(words):
    (found,) = kinds(f"{FORM.replace('.$$', '$$')} {words}")
    assert found in ("proved", "agrees")
