"""Sizes of I and 𝟏 in a definition, where only a later equation forces them."""

import pytest

from symnn.notation.reader.document import read_document
from tests.reader.truth import holds

GIVEN = (
    r"$x \in \mathbb{R}^n$, $P = I - \frac1n \mathbf{1} \mathbf{1}^\top$, $c = P x$, "
    r"$L = \frac12 c^\top c$. "
)


@pytest.mark.parametrize(
    ("latex", "truth"),
    [
        (r"\frac{\partial c}{\partial x} = P", True),
        (r"\frac{\partial c}{\partial x} = I", False),
        (r"\frac{\partial L}{\partial x} = P^\top P x", True),
        (r"\frac{\partial L}{\partial x} = x", False),
    ],
)
def test_a_projection_has_the_size_of_what_it_is_applied_to(latex, truth):
    document = read_document(f"{GIVEN}${latex}$")
    (statement,) = document.claims
    assert statement.trouble is None
    assert holds(document, statement.claim) is truth


def test_a_size_that_nothing_forces_stays_its_own():
    document = read_document(r"$x \in \mathbb{R}^n$, $B = I$, $y = 2 x$, $\frac{dy}{dx} = 2 I$")
    assert str(document.system.symbol("B").shape[0]) != "n"


@pytest.mark.parametrize("right", [r"\log \sigma^2", r"2 \log \sigma", r"\log(\sigma^2)"])
def test_a_function_of_entries_has_the_shape_of_its_declared_value(right):
    text = rf"$\rho \in \mathbb{{R}}^J$, $\rho = {right}$, $D = \sum_j e^{{\rho_j}}$. "
    text += r"$\frac{\partial D}{\partial \rho_j} = e^{\rho_j}$"
    document = read_document(text)
    (statement,) = document.claims
    assert statement.trouble is None
    assert holds(document, statement.claim)
