"""The layout that is asked for: rows or columns for gradients, Jacobians either way round."""

from __future__ import annotations

import pytest

from symnn.check.document import judged_document
from symnn.notation.reader.document import read_document

MODEL = (
    r"Let $A \in \mathbb{R}^{m \times n}$, $B \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$, "
    r"$z = A x$, $L = \tfrac12 \|z\|^2$ and $q = \operatorname{tr}(B B B)$."
)
GRADIENT = r"\frac{\partial L}{\partial x} = "
COLUMN, ROW = GRADIENT + r"A^\top A x", GRADIENT + r"x^\top A^\top A"
JACOBIAN, TURNED = r"\frac{\partial z}{\partial x} = A", r"\frac{\partial z}{\partial x} = A^\top"
SQUARE = r"\frac{\partial q}{\partial B} = 3 B^\top B^\top"
SQUARE_TURNED = r"\frac{\partial q}{\partial B} = 3 B B"
ENTRY = r"\frac{\partial L}{\partial x_j} = \sum_{i=1}^m \sum_{k=1}^n A_{ij} A_{ik} x_k"
MATRIX = r"\frac{\partial L}{\partial A} = A x x^\top"
MATRIX_TURNED = r"\frac{\partial L}{\partial A} = x x^\top A^\top"
CHAINED = (
    r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial z} \frac{\partial z}{\partial x}"
)


def verdict(formula: str, layout: str) -> dict:
    document = read_document(f"{MODEL} \\[ {formula} \\]")
    found = judged_document(document, layout=layout).to_json()
    (claim,) = [entry for entry in found["equations"] if entry["role"] == "claim"]
    return claim


RIGHT = [
    ("mixed", COLUMN), ("mixed", JACOBIAN), ("mixed", SQUARE), ("mixed", MATRIX),
    ("numerator", ROW), ("numerator", JACOBIAN), ("numerator", SQUARE_TURNED),
    ("numerator", MATRIX_TURNED), ("numerator", ENTRY),
    ("denominator", COLUMN), ("denominator", TURNED), ("denominator", SQUARE),
    ("denominator", ENTRY), ("auto", COLUMN), ("auto", JACOBIAN),
]  # fmt: skip
WRONG = [
    ("mixed", ROW), ("mixed", TURNED), ("mixed", SQUARE_TURNED), ("mixed", MATRIX_TURNED),
    ("numerator", COLUMN), ("numerator", TURNED), ("numerator", SQUARE), ("numerator", MATRIX),
    ("numerator", ROW.replace("= x", "= 2 x")), ("numerator", SQUARE_TURNED.replace("3", "2")),
    ("denominator", ROW), ("denominator", JACOBIAN), ("denominator", SQUARE_TURNED),
    ("denominator", TURNED.replace("= A", "= 2 A")), ("auto", TURNED),
]  # fmt: skip


@pytest.mark.parametrize(("layout", "formula"), RIGHT)
def test_what_is_right_in_a_layout_is_proved_in_it(layout: str, formula: str) -> None:
    found = verdict(formula, layout)
    assert found["verdict"] == "proved", found


@pytest.mark.parametrize(("layout", "formula"), WRONG)
def test_what_is_wrong_in_a_layout_is_refuted_in_it(layout: str, formula: str) -> None:
    found = verdict(formula, layout)
    assert found["verdict"] == "refuted", found


def test_the_layout_stands_among_the_conditions_and_in_the_report() -> None:
    assert "numerator layout" in verdict(ROW, "numerator")["conditions"]
    report = judged_document(read_document(MODEL), layout="numerator")
    assert report.layout == "numerator: gradients of scalars are rows"


def test_derivatives_on_the_right_side_are_not_guessed() -> None:
    found = verdict(CHAINED, "numerator")
    assert found["verdict"] == "unclear"
    assert "not read in the numerator layout" in found["evidence"][0]


@pytest.mark.parametrize(
    ("layout", "formula", "shape"),
    [
        ("denominator", TURNED, ["n", "m"]),
        ("denominator", JACOBIAN, ["n", "m"]),
        ("numerator", MATRIX_TURNED, ["n", "m"]),
        ("mixed", JACOBIAN, ["m", "n"]),
        ("mixed", MATRIX, ["m", "n"]),
    ],
)
def test_the_shape_is_that_of_the_layout(layout: str, formula: str, shape: list[str]) -> None:
    assert verdict(formula, layout)["shape"] == shape
