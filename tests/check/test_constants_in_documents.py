"""Ones, zeros and the identity as documents declare them; bold letters and their components."""

import pytest

from symnn.check.document import judged_document
from symnn.notation.reader.document import read_document


def kinds(text: str) -> list[str]:
    report = judged_document(read_document(text, "constants.tex"))
    return [item.verdict.kind for item in report.judged if item.verdict is not None]


X = r"$x \in \mathbb{R}^n$"
M = r"$A \in \mathbb{R}^{n \times n}$"
ONES = {
    "declared": r"$\mathbf{1} \in \mathbb{R}^n$, $s = \mathbf{1}^\top x$",
    "subscript": r"$s = 1_n^\top x$",
    "listed": r"$e = (1, \dots, 1)^\top \in \mathbb{R}^n$, $s = e^\top x$",
    "listed constant": r"$\mathbf{1} = (1, 1, \ldots, 1)^\top$, $s = \mathbf{1}^\top x$",
    "words after": r"where $u$ is the vector of all ones, $s = u^\top x$",
    "words before": r"and the all-ones vector $u \in \mathbb{R}^n$, $s = u^\top x$",
}


@pytest.mark.parametrize("given", ONES.values(), ids=ONES)
def test_ones_are_ones(given):
    claims = r"$\frac{\partial s}{\partial x_i} = 1$, $\frac{\partial s}{\partial x_i} = x_i$"
    assert kinds(f"{X}, {given}. {claims}") == ["proved", "refuted"]


def test_words_that_name_no_constant():
    said = r"where $u \in \mathbb{R}^n$ is a vector of ones and zeros, $s = u^\top x$."
    assert kinds(rf"{X}, {said} $\frac{{\partial s}}{{\partial x_i}} = 1$") != ["proved"]


def test_a_parameter_that_begins_with_ones_is_no_constant():
    said = r"where $g \in \mathbb{R}^n$ is the all-ones vector at first, $s = g^\top x$."
    wrong = r"$\frac{\partial s}{\partial x_i} = 1$, $\frac{\partial s}{\partial g} = x$"
    assert kinds(f"{X}, {said} {wrong}") == ["unclear", "proved"]


@pytest.mark.parametrize(
    "given",
    [
        r"$I \in \mathbb{R}^{n \times n}$ is the identity, $f = \operatorname{tr}(AI + I)$",
        r"$\mathbf{I} \in \mathbb{R}^{n \times n}$, $f = \operatorname{tr}(A \mathbf{I})$",
        r"let $J \in \mathbb{R}^{n \times n}$ be the identity matrix, $f = \operatorname{tr}(AJ)$",
    ],
)
def test_the_identity_is_the_identity(given):
    claims = (
        r"$\frac{\partial f}{\partial A_{ij}} = \delta_{ij}$, $\frac{\partial f}{\partial A} = A$"
    )
    assert kinds(f"{M}, {given}. {claims}") == ["proved", "refuted"]


@pytest.mark.parametrize("words", ["", "The skip path is the identity. "])
def test_an_image_is_no_identity(words):
    image = r"an image $I \in \mathbb{R}^{n \times n}$, $f = \operatorname{tr}(A I^\top)$. "
    image += words
    claims = (
        r"$\frac{\partial f}{\partial A} = I$, $\frac{\partial f}{\partial A_{ij}} = \delta_{ij}$"
    )
    assert kinds(f"{M}, {image} {claims}") == ["proved", "refuted"]


def test_a_number_one_as_the_last_factor_is_not_read_as_a_number():
    given = rf"{M}, {X}, $f = \mathbf{{1}}^\top A x$."
    assert kinds(rf"{given} $\frac{{\partial f}}{{\partial x}} = A^\top 1$") == ["unclear"]


def test_numbers_with_points_and_pairs_in_conditions():
    given = rf"{X}, $w \in \mathbb{{R}}^n$, $L = \sum_i \max(0, x_i - 0.5)$, "
    cases = r"\begin{cases} 1, & \text{if } .5 < x_i, \\ 0, & \text{otherwise}.\end{cases}"
    claims = [
        r"\frac{\partial L}{\partial x_i} = \mathbb{1}[x_i > 0.5]",
        r"\frac{\partial L}{\partial x_i} = \mathbb{1}[x_i > .5]",
        rf"\frac{{\partial L}}{{\partial x_i}} = {cases}",
        r"\frac{\partial L}{\partial x_i} = \mathbb{1}[x_i > 5]",
        r"\frac{\partial L}{\partial x_i} = \mathbb{1}[x_i > 0]",
    ]
    hinge = r"$h = \max(0, 1 - \langle w, x \rangle)$, "
    claims.append(r"\frac{\partial h}{\partial w} = -\mathbb{1}[\langle w, x \rangle < 1]\, x")
    text = given + hinge + ", ".join(f"${claim}$" for claim in claims)
    assert kinds(text) == ["proved", "proved", "proved", "refuted", "refuted", "proved"]


@pytest.mark.parametrize(
    "operator", [r"\mathop{\mathrm{tr}}\!", r"\mathop{\rm tr}", r"\mathop{tr}"]
)
def test_operators_that_are_made_by_hand(operator):
    given = rf"{M}, $f = {operator}\left(A^\top A\right)$. "
    claims = r"$\frac{\partial f}{\partial A} = 2A$, $\frac{\partial f}{\partial A} = A$"
    assert kinds(given + claims) == ["proved", "refuted"]


def test_a_bold_letter_is_the_vector_of_its_components():
    given = rf"{X}, $p_k = e^{{x_k}} / \sum_j e^{{x_j}}$. "
    jacobian = r"\frac{\partial \mathbf{p}}{\partial \mathbf{x}} = \operatorname{diag}(\mathbf{p})"
    claims = rf"${jacobian} - \mathbf{{p}}\mathbf{{p}}^\top$, ${jacobian} - \mathbf{{p}}$"
    assert kinds(given + claims) == ["proved", "refuted"]


def test_numbered_components_of_a_bold_vector():
    given = r"$\mathbf{x} \in \mathbb{R}^2$, $L = x_1^2 x_2$. "
    claims = r"$\nabla_{\mathbf{x}} L = (2 x_1 x_2, x_1^2)^\top$, "
    wrong = r"$\frac{\partial L}{\partial x_2} = x_1$"
    assert kinds(given + claims + wrong) == ["proved", "refuted"]


def test_numbered_names_beside_a_bold_vector_of_their_own():
    given = r"$\mathbf{w}_1, \mathbf{x} \in \mathbb{R}^p$, $w_1 \in \mathbb{R}$, "
    model = r"$z = w_1 \mathbf{w}_1^\top \mathbf{x}$. "
    claims = r"$\frac{\partial z}{\partial w_1} = \mathbf{w}_1^\top \mathbf{x}$, "
    assert kinds(given + model + claims) == ["proved"]
    intercept = r"$\boldsymbol\beta, \mathbf{x} \in \mathbb{R}^p$, "
    sums = r"$z = \beta_0 + \boldsymbol\beta^\top\mathbf{x}$. "
    assert kinds(intercept + sums + r"$\frac{\partial z}{\partial \beta_0} = 1$") == ["proved"]


def test_a_bold_letter_is_no_number_of_the_same_letter():
    text = r"$x \in \mathbb{R}$, $p = x^2$. $\frac{dp}{dx} = 2\mathbf{x}$"
    assert kinds(text) == ["unclear"]


@pytest.mark.parametrize("below", ["", "_F", r"_{\mathrm{F}}", "_2"])
def test_the_product_of_matrices_by_entries(below):
    given = rf"$A, X \in \mathbb{{R}}^{{m \times n}}$, $f = \langle A, X \rangle{below}^2$. "
    product = rf"\langle A, X \rangle{below}"
    claims = rf"$\nabla_X f = 2 {product} A$, $\nabla_X f = 2 {product} X$"
    assert kinds(given + claims) == ["proved", "refuted"]


def test_another_product_is_not_read_as_this_one():
    given = (
        r"$a, x \in \mathbb{R}^n$, $M \in \mathbb{R}^{n \times n}$, $f = \langle a, x \rangle_M$. "
    )
    assert kinds(given + r"$\nabla_x f = a$") == ["unclear"]


def test_an_index_at_two_axes_is_named_in_the_hint():
    given = r"$W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $z = Wx$, $L = \sum_i z_i^2$. "
    text = given + r"$\frac{\partial L}{\partial W_{ij}} = 2 z_i x_i$"
    (item,) = judged_document(read_document(text, "index.tex")).judged[-1:]
    assert item.verdict.kind == "refuted"
    assert item.verdict.hint.kind == "index"
    assert "the index i runs over" in item.verdict.evidence[0]
