"""Rows and columns of a matrix that only the prose names."""

import pytest

from tests.verdicts import kind, kinds

MODEL = (
    r"$X \in \mathbb{R}^{n \times p}$, $y \in \mathbb{R}^n$, $\beta \in \mathbb{R}^p$, "
    r"$J = \frac12 \sum_{i=1}^n r_i (y_i - (X \beta)_i)^2$, $r \in \mathbb{R}^n$. "
)
CLAIM = r"$$\frac{\partial J}{\partial r_i} = \frac12 (y_i - x_i^\top \beta)^2$$"
FALSE = r"$$\frac{\partial J}{\partial r_i} = (y_i - x_i^\top \beta)^2$$"


@pytest.mark.parametrize(
    "said",
    [
        r"where $x_i^\top$ is the $i$-th row of $X$.",
        r"where $x_i$ denotes the $i$th row of $X$.",
        r"Here $x_i \in \mathbb{R}^p$ is the $i$-th row of the data matrix $X$.",
    ],
)
def test_rows(said):
    assert kind(f"{MODEL} {CLAIM} {said}") == "proved"
    assert kind(f"{MODEL} {FALSE} {said}") == "refuted"


def test_columns():
    model = MODEL.replace(r"(X \beta)_i", r"(X^\top \beta)_i").replace(r"n \times p", r"p \times n")
    said = r"Let $x_i$ denote the $i$-th column of $X$."
    assert kind(f"{model} {said} {CLAIM}") == "proved"
    assert kind(f"{MODEL} {said} {CLAIM}") in ("unclear", "refuted")


@pytest.mark.parametrize(
    "said",
    ["", r"where $x_i$ is not the $i$-th row of $X$.", r"where $x_k$ is the $i$-th row of $X$."],
)
def test_other_letters_stay_unknown(said):
    assert kind(f"{MODEL} {CLAIM} {said}") == "unclear"


def test_a_number_is_not_transposed():
    model = r"$z \in \mathbb{R}^n$, $L = \frac12 \|z\|^2$."
    assert kind(model + r" $\frac{\partial L}{\partial z} = 1^\top z$") == "unclear"


FACTORS = (
    r"$R \in \mathbb{R}^{U \times I}$, $P \in \mathbb{R}^{U \times k}$, "
    r"$Q \in \mathbb{R}^{I \times k}$, $\lambda \in \mathbb{R}$ and "
    r"$L = \frac12 \sum_{u,i} (R_{ui} - p_u^\top q_i)^2 + \frac\lambda2 \|P\|_F^2$, "
    r"where $p_u$ is the $u$-th row of $P$ and $q_i$ the $i$-th row of $Q$. "
)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"{p_u} = -\sum_i (R_{ui} - p_u^\top q_i) q_i + \lambda p_u", "proved"),
        (r"{p_u} = -\sum_i (R_{ui} - p_u^\top q_i) q_i", "refuted"),
        (r"{P} = -(R - P Q^\top) Q + \lambda P", "proved"),
        (r"{P} = -(R - P Q^\top) Q", "refuted"),
    ],
)
def test_a_row_is_the_matrix_wherever_the_matrix_stands(claim, verdict):
    assert kind(rf"{FACTORS} $\frac{{\partial L}}{{\partial {claim[1:]}$") == verdict


DATA = (
    r"Let $x_i, \beta \in \mathbb{R}^p$, $y_i \in \mathbb{R}$ for $i = 1, \dots, N$, "
    r"$y \in \mathbb{R}^N$, and $L = \frac12 \sum_{i=1}^N (y_i - x_i^\top \beta)^2$. "
)
FIT = r"\[ \frac{\partial L}{\partial \beta} = -X^\top (y - X \beta) \]"
WRONG = r"\[ \frac{\partial L}{\partial \beta} = -2 X^\top (y - X \beta) \]"
X = r"Let $X \in \mathbb{R}^{N \times p}$ "


@pytest.mark.parametrize(
    "said",
    [
        r"have rows $x_i^\top$.",
        r"be the matrix with rows $x_i^\top$.",
        r"be the matrix whose rows are the $x_i^\top$.",
        r"be the design matrix whose $i$-th row is $x_i^\top$.",
        r"be the design matrix whose $i$th row vector is $x_i$.",
    ],
)
def test_the_matrix_before_its_rows(said):
    assert kind(DATA + X + said + FIT) == "proved"
    assert kind(DATA + X + said + WRONG) == "refuted"


def test_the_matrix_before_its_columns():
    said = r"Let $X \in \mathbb{R}^{p \times N}$ be the matrix whose columns are the $x_i$. "
    turned = r"\[ \frac{\partial L}{\partial \beta} = -X (y - X^\top \beta) \]"
    assert kind(DATA + said + turned) == "proved"
    assert kind(DATA + said + turned.replace("-X", "-2X")) == "refuted"
    assert kind(DATA + said.replace("p \\times N", "N \\times p") + FIT) == "unclear"


@pytest.mark.parametrize(
    "said",
    [
        r"be the matrix whose $k$-th row is not $x_k^\top$.",
        r"be the matrix whose $k$-th row is $x_i^\top$.",
        r"hold the inputs in its rows.",
        r"be the design matrix.",
    ],
)
def test_words_that_are_not_read_refute_nothing(said):
    assert kind(DATA + X + said + FIT) == "unclear"


def test_a_matrix_of_another_kind_is_any_matrix():
    other = r"$Z \in \mathbb{R}^{N \times p}$ is any matrix. "
    assert kind(DATA + other + FIT.replace("X", "Z")) == "refuted"
    assert kind(DATA + X + "be any matrix." + FIT) == "unclear"
    assert kind(DATA + X + "be any matrix." + WRONG) == "refuted"


_FACTORS = r"Let $P \in \mathbb{R}^{m \times k}$, $Q \in \mathbb{R}^{n \times k}$. "


@pytest.mark.parametrize(
    "words",
    [
        r"Let $p_u$ and $q_i$ be the rows of $P$ and $Q$",
        r"Here $p_u$, $q_i$ are the rows of $P$ and $Q$, respectively",
    ],
)
@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (r"\frac{\partial s_{ui}}{\partial p_u} = q_i", "proved"),
        (r"\frac{\partial s_{ui}}{\partial p_u} = p_u", "refuted"),
        (r"\frac{\partial s_{ui}}{\partial P_{uj}} = Q_{ij}", "proved"),
    ],
)
def test_rows_that_are_named_together(words, claim, kind):
    assert kinds(rf"{_FACTORS} {words}. $s_{{ui}} = p_u^\top q_i$. ${claim}$") == [kind]


@pytest.mark.parametrize(
    "words",
    [
        r"$p_u$, $q_i$ are the columns of $P$ and $Q$",
        r"$p_u$, $q_i$ are rows of $P$, $Q$ and $P$",
        r"$p_u$ are the rows of $P$ and rows of $Q$ are $q_i$",
    ],
)
def test_rows_that_are_not_named_in_order(words):
    claim = r"\frac{\partial s_{ui}}{\partial p_u} = q_i"
    assert kinds(rf"{_FACTORS} {words}. $s_{{ui}} = p_u^\top q_i$. ${claim}$") == ["unclear"]
