# ruff: noqa: E501 (formulas stand on one line)
"""A definition that is given again, in another form: the same, or in doubt."""

import pytest

from symnn.check.document import judged_document
from symnn.check.restated import same
from symnn.notation.reader.document import read_document

AGAIN = [
    r"""Let $W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $b, y \in \mathbb{R}^m$. $a = Wx + b$, $L = \frac12 \|a - y\|^2$,
    $L = \frac12 \|Wx + b - y\|^2$, $\frac{\partial L}{\partial W} = (a - y) x^\top$""",
    r"""Let $w, x \in \mathbb{R}^n$. $z = w^\top x$, $p = \sigma(z)$, $L = -y \log p - (1 - y) \log(1 - p)$,
    $L = \log(1 + e^z) - y z$, $\frac{\partial L}{\partial z} = p - y$""",
    r"""$a = \frac{1}{1 + e^{-z}}$, $a = \frac{e^z}{1 + e^z}$, $\frac{da}{dz} = a (1 - a)$""",
]


@pytest.mark.parametrize("text", AGAIN)
def test_the_same_in_another_form_is_no_second_meaning(text):
    report = judged_document(read_document(text, "", same))
    assert report.counts == {"proved": 1, "agrees": 0, "refuted": 0, "unclear": 0}


@pytest.mark.parametrize(
    "text", [text.replace("L = \\log(1", "L = \\log(2") for text in AGAIN[1:2]]
)
def test_another_meaning_leaves_what_follows_open(text):
    document = read_document(text, "", same)
    assert "a second time" in str(document.troubles[0].trouble)
    assert judged_document(document).counts["unclear"] == 1
