"""Derivatives of lists by lists: matrices, or their determinants where a number is claimed."""

import pytest

from tests.verdicts import kinds

POLAR = r"Let $x = r\cos\theta$, $y = r\sin\theta$. "
LEFT = r"\frac{\partial(x,y)}{\partial(r,\theta)}"
ROWS = r"\cos\theta & -r\sin\theta\\ \sin\theta & r\cos\theta"


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (rf"{LEFT} = \begin{{pmatrix}}{ROWS}\end{{pmatrix}}", ["proved"]),
        (rf"{LEFT} = \begin{{pmatrix}}{ROWS.replace('-', '')}\end{{pmatrix}}", ["refuted"]),
        (rf"{LEFT} = r", ["proved"]),
        (rf"{LEFT} = r^2", ["refuted"]),
        (rf"{LEFT} = \begin{{vmatrix}}{ROWS}\end{{vmatrix}} = r", ["proved", "proved"]),
        (rf"{LEFT} = \begin{{vmatrix}}{ROWS}\end{{vmatrix}} = -r", ["proved", "refuted"]),
        (r"\frac{\partial(y,x)}{\partial(r,\theta)} = r", ["refuted"]),
    ],
)
def test_polar_coordinates(claim, expected):
    assert kinds(rf"{POLAR} \[ {claim} \]") == expected


def test_where_the_matrix_and_its_determinant_are_not_told_apart():
    claim = rf"\frac{{\partial x}}{{\partial r}} = {LEFT}"
    assert kinds(rf"{POLAR} \[ {claim} \]") == ["unclear"]
    assert kinds(rf"{POLAR} \[ {LEFT} = {LEFT} \]") == ["unclear"]


def test_entries_that_are_no_numbers():
    text = r"$a, b \in \mathbb{R}^n$, $x = a$, $y = 2 b$. $\frac{\partial(x,y)}{\partial(a,b)} = 2$"
    assert kinds(text) == ["unclear"]
