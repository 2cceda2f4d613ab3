# ruff: noqa: E501 (formulas stand on one line)
r"""Values of a function at data points, ``\phi(x_i) \in \mathbb{R}^M``; other uses of φ(x_i)."""

import pytest

from symnn.notation.reader.document import read_document
from tests.verdicts import kinds

DATA = (
    r"$x_1, \dots, x_N \in \mathbb{R}^d$, $w \in \mathbb{R}^M$, $W \in \mathbb{R}^{M \times M}$, "
    r"$t_1, \dots, t_N \in \mathbb{R}$, $c \in \mathbb{R}$, features $\phi(x_i) \in \mathbb{R}^M$. "
)


@pytest.mark.parametrize(
    ("model", "true", "false"),
    [
        (
            r"$L = \sum_{i=1}^N (w^\top \phi(x_i) - t_i)^2$",
            r"\frac{\partial L}{\partial w} = 2 \sum_{i=1}^N (w^\top \phi(x_i) - t_i) \phi(x_i)",
            r"\frac{\partial L}{\partial w} = \sum_{i=1}^N (w^\top \phi(x_i) - t_i) \phi(x_i)",
        ),
        (
            r"$L = \sum_{i=1}^N \phi(x_i)^\top W \phi(x_i) + c \cdot \phi(x_1)^\top W w$",
            r"\frac{\partial L}{\partial W} = \sum_i \phi(x_i) \phi(x_i)^\top + c\, \phi(x_1) w^\top",
            r"\frac{\partial L}{\partial W} = \sum_i \phi(x_i) \phi(x_i)^\top + c\, w \phi(x_1)^\top",
        ),
    ],
)
def test_features_of_data_points(model, true, false):
    assert kinds(f"{DATA} {model}. ${true}$, ${false}$") == ["proved", "refuted"]


def test_what_is_not_understood_beside_features():
    document = read_document(
        DATA + r"$f = c \pm$, $g = w^\top \phi(x_2)$, $\nabla_w g = \phi(x_2)$."
    )
    (trouble,) = (statement.trouble for statement in document.troubles)
    assert str(trouble) == r"1:192: \pm is not expected here"
    assert document.claims[0].claim is not None


@pytest.mark.parametrize(
    "other",
    [
        r"$\phi(x_i) \in \mathbb{R}$, $f = c\, \phi(2)$.",
        r"$\phi(x_i) \in \mathbb{R}$, $f = c\, \phi(x_1, x_2)$.",
        r"$\phi(x_i) \in \mathbb{R}$, $f = c\, \phi(x_i^2)$.",
        r"$\phi(x_i) \in \mathbb{R}$, $f = c\, \phi(t_i)$.",
        r"$2 \phi(x_i) \in \mathbb{R}$.",
        r"$\phi(x_i, t_i) \in \mathbb{R}$.",
        r"$\phi(x) = x^2$, $\phi(x_i) \in \mathbb{R}$.",
        "",
    ],
)
def test_other_uses_are_no_features_and_no_products(other):
    """φ(x_i) is never φ times x_i."""
    setup = rf"$x_i, t_i \in \mathbb{{R}}$, $c \in \mathbb{{R}}$. {other} "
    document = read_document(
        setup + r"$L = c \sum_i \phi(x_i) t_i$, $\frac{\partial L}{\partial x_i} = c\, \phi\, t_i$"
    )
    assert document.claims[0].claim is None or r"\phi(x) = x^2" in other
    if other:
        assert str(document.troubles[0].trouble).startswith("1:"), document.troubles
