"""``e_c``, where the document speaks of unit vectors."""

import pytest

from symnn.notation.reader.document import read_document
from tests.reader.truth import holds

GIVEN = r"$z \in \mathbb{R}^K$, $p = \operatorname{softmax}(z)$, the class $c$, $L = -\log p_c$. "


@pytest.mark.parametrize(
    ("latex", "truth"),
    [
        (r"\frac{\partial L}{\partial z} = p - e_c", True),
        (r"\frac{\partial L}{\partial z} = p - \mathbf{e}_c", True),
        (r"\frac{\partial L}{\partial z} = p + e_c", False),
        (r"\frac{\partial L}{\partial z} = p - e_1", False),
    ],
)
def test_a_unit_vector(latex, truth):
    document = read_document(rf"{GIVEN}With the unit vector of $c$: ${latex}$")
    (statement,) = document.claims
    assert statement.trouble is None
    assert holds(document, statement.claim) is truth


def test_without_such_words_it_is_not_known():
    (statement,) = read_document(rf"{GIVEN}$\frac{{\partial L}}{{\partial z}} = p - e_c$").claims
    assert "is declared nowhere" in str(statement.trouble)
