r"""``L = -\log p_c`` for a class c: L is one number for each c."""

import pytest

from symnn.notation.reader.document import read_document
from tests.reader.truth import holds

LOGITS = r"Logits $z \in \mathbb{R}^K$, $p = \operatorname{softmax}(z)$, "


@pytest.mark.parametrize("given", [r"the class $c$, ", r"$c \in \{1, \dots, K\}$, "])
@pytest.mark.parametrize(
    ("latex", "truth"),
    [
        (r"\frac{\partial L}{\partial z_k} = p_k - \delta_{kc}", True),
        (r"\frac{\partial L}{\partial z_k} = p_k - \mathbb{1}[k = c]", True),
        (r"\frac{\partial L}{\partial z_c} = p_c - 1", True),
        (r"\frac{\partial L}{\partial p_c} = -\frac{1}{p_c}", True),
        (r"\frac{\partial J}{\partial z_k} = 3 (p_k - \delta_{kc})", True),
        (r"\frac{\partial L}{\partial z_k} = p_k", False),
        (r"\frac{\partial L}{\partial z_k} = p_k - 1", False),
        (r"\frac{\partial L}{\partial z_k} = p_c - \delta_{kc}", False),
    ],
)
def test_the_loss_of_the_right_class(given, latex, truth):
    document = read_document(rf"{LOGITS}{given}$L = -\log p_c$, $J = 3 L$. ${latex}$")
    (statement,) = document.claims
    assert statement.trouble is None
    assert holds(document, statement.claim) is truth


def test_a_member_of_a_series():
    text = (
        r"$\phi_1, \dots, \phi_S \in \mathbb{R}^k$, $\theta \in \mathbb{R}^k$, $q_s = \theta^\top "
        r"\phi_s$, the state $r$, $m = 2 q_r$. $\frac{\partial m}{\partial \theta} = 2 \phi_r$, "
        r"$\frac{\partial m}{\partial \theta} = 2 \phi_1$"
    )
    document = read_document(text)
    true, false = (statement.claim for statement in document.claims)
    assert holds(document, true)
    assert not holds(document, false)


@pytest.mark.parametrize(
    "more",
    [
        r"$L = -\log p_c$ for example",  # c is not introduced
        r"the class $c$, one-hot $y \in \mathbb{R}^K$, $L = -\log p_c$",  # y may say the same
        r"the class $c$, $L = -\log p_c$, $s = \sum_c p_c$",  # c runs
        r"the class $c$, $L = -\log p_c$, $q_c = 2 p_c$",  # c runs
    ],
)
def test_what_is_not_clear_is_left(more):
    text = rf"{LOGITS}{more}. $\frac{{\partial L}}{{\partial z_k}} = p_k - \delta_{{kc}}$"
    (statement,) = read_document(text).claims
    assert statement.trouble is not None
