# ruff: noqa: E501 (formulas stand on one line)
"""What could be read in two ways is said, and sizes that are written in two ways are the same."""

import pytest

from symnn.notation.reader.claim import MisfitKind
from symnn.notation.reader.document import read_document
from tests.reader.outcomes import SETUP, verdicts


def troubles(text):
    return [(str(s.trouble.place), s.trouble.reason) for s in read_document(text).troubles]


# A size n² is n·n, as the length of vec S is; the labels n^0, n^l of sizes stay labels.
SIZES = [
    r"$r \in \mathbb{R}^{n^2}$, $f = r^\top \operatorname{vec}(S)$, $\nabla_r f = \operatorname{vec}(S)$, $\nabla_r f = 2 \operatorname{vec}(S)$",
    r"$K \in \mathbb{R}^{n^2 \times m}$, $f = \operatorname{vec}(S)^\top K v$, $\frac{\partial f}{\partial v} = K^\top \operatorname{vec}(S)$, $\frac{\partial f}{\partial v} = 2 K^\top \operatorname{vec}(S)$",
    r"$r \in \mathbb{R}^{n m}$, $f = r^\top \operatorname{vec}(W)$, $\nabla_r f = \operatorname{vec}(W)$, $\nabla_r f = \operatorname{vec}(A)$",
    r"$R \in \mathbb{R}^{n \cdot m \times 3}$, $f = \|R\|_F^2$, $\frac{\partial f}{\partial R} = 2R$, $\frac{\partial f}{\partial R} = R$",
]


@pytest.mark.parametrize("text", SIZES)
def test_sizes_that_are_products(text):
    assert verdicts(text) == [True, False]


def test_raised_labels_of_sizes_are_no_powers():
    text = (
        r"$z^l = W^l a^{l-1}$, $a^l = \tanh z^l$, $W^l \in \mathbb{R}^{n^l \times n^{l-1}}$, $l = 1, \dots, 2$, "
        r"$f = \|a^2\|^2$, $a^0 \in \mathbb{R}^{n^0}$, $\frac{\partial f}{\partial a^1} = 2 W^2 (a^2 \odot (1 - a^2 \odot a^2))$"
    )
    (statement,) = read_document(text).claims
    assert statement.claim.misfit.kind is MisfitKind.NO_SHAPE
    assert "n^2 × n^1" in statement.claim.misfit.text


@pytest.mark.parametrize(
    ("formula", "place", "reason"),
    [
        (r"f = 10\,000 c", "1:10", r"one number, or 10 times 000? write \cdot, or no space"),
        ("f = 2 3^2 c", "1:8", r"one number, or 2 times 3? write \cdot, or no space"),
    ],
)
def test_two_numbers_side_by_side_are_no_product(formula, place, reason):
    assert troubles(f"${formula}$") == [(place, reason)]


@pytest.mark.parametrize("number", ["1e-3", "2.5e+10", "4e3", "1E-3"])
def test_e_between_digits_is_not_known_to_be_a_factor(number):
    letter = "E" if "E" in number else "e"
    reason = rf"{number}: a decimal number, or with {letter} as a factor? write \cdot 10^{{…}}, or \cdot {letter}"
    assert troubles(f"$f = {number} c$") == [("1:6", reason)]


def test_e_is_a_factor_where_it_is_a_quantity_or_stands_apart():
    text = r"$e \in \mathbb{R}$, $f = (2e-3)^2 c$, $\frac{\partial f}{\partial e} = 4 c (2e-3)$, $\frac{\partial f}{\partial e} = 4 c$"
    assert verdicts(text) == [True, False]
    assert verdicts(r"$f = 2 e - 3 c$, $\frac{df}{dc} = -3$, $\frac{df}{dc} = e$") == [True, False]


def test_a_number_before_brackets_is_a_factor():
    assert verdicts(
        r"$f = 2 (3) c + \frac{1}{2} 4^2 s$, $\frac{df}{dc} = 6$, $\frac{df}{ds} = 4$"
    ) == [
        True,
        False,
    ]


SERIES = [
    r"(x_1, y_1, \dots, x_n)",
    r"(x_1, x_3, \dots, x_n)",
    r"(x_1, \dots, y_n)",
    r"(x_1, \dots, c)",
    r"(x_1, \dots, x_{1,n})",
    r"(x_1, \dots)",
    r"(\dots, x_n)",
    r"(x_1, x_n, \dots)",
    r"(x_1, \dots, \dots, x_n)",
    r"(x_2, \dots, x_n)",
    r"(x_1^2, \dots, x_n^2)",
    r"(x_1', \dots, x_n)",
    r"(1, \dots, 2)",
    r"\begin{pmatrix} \dots \end{pmatrix}",
]


@pytest.mark.parametrize("series", SERIES)
def test_a_series_is_read_only_where_all_its_items_say_the_same(series):
    text = rf"$x, y \in \mathbb{{R}}^n$, $c \in \mathbb{{R}}$. $u = {series}$"
    assert [reason for _, reason in troubles(text)] == [
        "a series with dots that is not x_1, …, x_n"
    ]


@pytest.mark.parametrize("series", [r"(x_1, \dots, x_n)", r"(x_1, x_2, \dots, x_n)"])
def test_a_series_is_the_vector(series):
    text = rf"$u = {series}^\top$, $f = u^\top S y$, $\frac{{\partial f}}{{\partial y}} = S^\top x = S x$"
    assert verdicts(text) == [True, False]


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        (r"u = (x_1, \dots, x_m)", "a series that ends before x does"),
        (r"u = (q_1, \dots, q_n)", "q is declared nowhere"),
        (r"u = (c_1, \dots, c_n)", "a series that is no list of numbers, columns or rows"),
        (r"u = (\dots)", "this is not understood here"),
        (
            r"\frac{\partial f}{\partial c} = (0, 1]",
            "an interval where a number or an array is expected",
        ),
    ],
)
def test_lists_that_are_no_vector(formula, reason):
    text = rf"$x \in \mathbb{{R}}^n$, $v \in \mathbb{{R}}^m$, $c \in \mathbb{{R}}$, $f = c^2$. ${formula}$"
    assert [found for _, found in troubles(text)] == [reason]


def test_an_outer_product_beside_vec_may_be_a_kronecker_product():
    claim = r"$f = v^\top W x$, $\frac{\partial f}{\partial \operatorname{vec}(W)} = x \otimes v$, $\frac{\partial f}{\partial \operatorname{vec}(W)} = v \otimes x$"
    assert verdicts("With the Kronecker product: " + claim) == [True, False]
    assert [reason[:38] for _, reason in troubles(SETUP + claim)] == [
        r"\otimes of two columns beside vec: a m"
    ] * 2


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        (r"\frac{\partial f}{\partial} = 1", "a derivative by nothing"),
        (r"\frac{\partial^2 f}{\partial c \partial} = 1", "a derivative by nothing"),
        (
            r"\frac{d f}{\partial c} = 2c",
            r"d above and \partial below: write the same sign twice",
        ),
    ],
)
def test_derivatives_that_are_not_whole(formula, reason):
    assert [found for _, found in troubles(f"$f = c^2$, ${formula}$")] == [reason]
