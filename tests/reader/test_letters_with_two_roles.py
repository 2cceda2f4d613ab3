# ruff: noqa: E501 (formulas stand on one line)
"""Letters that are an index here and a quantity there: fixed classes, sizes that are quantities."""

import pytest

from symnn.notation.reader.document import read_document
from tests.verdicts import kinds

SOFTMAX = r"Let $z \in \mathbb{R}^K$, $p_k = e^{z_k} / \sum_j e^{z_j}$, "
SLOPE = r"\frac{\partial L}{\partial z_k} = p_k - \delta_{kc}"

TRUE_AND_FALSE = [
    (
        SOFTMAX + r"$c \in \{1, \dots, K\}$, $L = -\log p_c$",
        SLOPE,
        r"\frac{\partial L}{\partial z_k} = p_k + \delta_{kc}",
    ),
    (
        SOFTMAX + r"the class $c$, $L = -\log p_c$, $M = L^2$",
        r"\frac{\partial M}{\partial z_k} = 2 L (p_k - \delta_{kc})",
        r"\frac{\partial M}{\partial z_k} = L (p_k - \delta_{kc})",
    ),
    (
        SOFTMAX + r"the class $c$, $L = -\log p_c$, $M = e^{-L}$",
        r"\frac{\partial M}{\partial z_k} = p_c (\delta_{kc} - p_k)",
        r"\frac{\partial M}{\partial z_k} = p_c (\delta_{kc} + p_k)",
    ),
    (
        SOFTMAX + r"the class $c$, $L = -\log p_c$, $q = 3 \pm$",
        SLOPE,
        r"\frac{\partial L}{\partial z_k} = p_k",
    ),
    (
        r"Let $z \in \mathbb{R}^h$, $h = \|z\|^2$, $f = \sum_{i=1}^h z_i + 3 h$, $q = 3 \pm$, $i = 1, \dots, h$",
        r"\frac{\partial f}{\partial z_i} = 1 + 6 z_i",
        r"\frac{\partial f}{\partial z_i} = 1 + 3 z_i",
    ),
    (
        r"Let $z \in \mathbb{R}^h$, $h \in \mathbb{R}^h$, $f = h^\top z$",
        r"\frac{\partial f}{\partial z} = h",
        r"\frac{\partial f}{\partial z} = 2 h",
    ),
]


@pytest.mark.parametrize(("model", "true", "false"), TRUE_AND_FALSE)
def test_true_and_false_claims(model, true, false):
    assert kinds(f"{model}. ${true}$, ${false}$") == ["proved", "refuted"]


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        (
            r"the classes $c$ and $b$, $L = -\log p_c + z_b$",
            "the index c, b stands only on the right",
        ),
        (
            r"the classes $c$ and $b$, $L = -\log p_c$, $M = z_b$, $L = M$",
            "the index c stands only on the right",
        ),
        (r"the class $c$, $L = -\log p_c$, $L = 3$", "the index c stands only on the right"),
        (r"the class $c$, $L = -\log p_c$, $L_2 = 3$", "the index c stands only on the right"),
        (
            r"the class $c$, $u \in \mathbb{R}^K$, $L = -\log p_c$",
            "the index c stands only on the right",
        ),
        (r"the class $c$, $L = -\log p_c \pm = -\log p_c$", r"\pm is not expected here"),
    ],
)
def test_where_the_class_is_not_clear(model, reason):
    document = read_document(f"{SOFTMAX}{model}. ${SLOPE}$")
    assert reason in str(document.troubles[0].trouble)
    assert document.claims[0].claim is None


def test_a_size_that_is_given_a_number_stays_a_size():
    document = read_document(
        r"$z \in \mathbb{R}^n$, $n = 3$, $f = n \sum_i z_i$, $\frac{\partial f}{\partial z_i} = n$"
    )
    (trouble, _) = (str(statement.trouble) for statement in document.troubles)
    assert trouble == "1:37: n is a quantity and also a size of z; rename one of them"
