r"""Letters that a claim itself binds: the z of ``\sigma'(z) = …`` and of ``\frac{d}{dz} z^2``."""

import pytest

from symnn.check.document import judged_document
from symnn.notation.reader.document import read_document

CASES = {
    r"\sigma'(z) = \sigma(z)(1 - \sigma(z))": "proved",
    r"\sigma'(z) = \sigma(z)^2 (1 - \sigma(z))": "refuted",
    r"\tanh'(z) = 1 - \tanh^2(z)": "proved",
    r"\operatorname{ReLU}'(a) = \mathbb{1}[a > 0]": "proved",
    r"\frac{d}{dz} z^3 = 3 z^2": "proved",
    r"\frac{d}{dz} z^3 = 3 z": "refuted",
    r"\frac{d}{dz} e^{-z} = -e^{-z}": "proved",
    r"\sigma'(q) = \kappa q": "unclear",
    r"\frac{d}{dz} r^z = r": "unclear",
    r"f'(u) = 2u": "unclear",
}


@pytest.fixture(scope="module")
def verdicts() -> dict[str, str]:
    claims = " ".join(f"${claim}$." for claim in CASES)
    report = judged_document(read_document(f"Let $f$ be differentiable. {claims}", "bound.tex"))
    found = [item.verdict.kind for item in report.judged if item.verdict is not None]
    return dict(zip(CASES, found, strict=True))


@pytest.mark.parametrize("claim", CASES)
def test_the_letter_of_the_claim_is_any_number(verdicts, claim):
    assert verdicts[claim] == CASES[claim]


def kinds(text: str) -> list[str]:
    report = judged_document(read_document(text, "bound.tex"))
    return [item.verdict.kind for item in report.judged if item.verdict is not None]


def test_a_number_that_is_added_to_numbers():
    """The intercept c may not be a vector: the other terms of ŷ are numbers."""
    given = r"$a_j = \sum_{i=1}^{d} w_{ji} x_i + b_j$, $\hat y = \sum_{j=1}^h v_j a_j + c$, "
    loss = r"$E = \frac12 (\hat y - y)^2$. "
    claims = [
        r"\frac{\partial E}{\partial w_{ji}} = (\hat y - y) v_j x_i",
        r"\frac{\partial E}{\partial w_{ji}} = (\hat y - y) v_j x_j",
        r"\frac{\partial E}{\partial c} = y - \hat y",
    ]
    text = given + loss + ", ".join(f"${claim}$" for claim in claims)
    assert kinds(text) == ["proved", "refuted", "refuted"]


def test_an_intercept_that_is_also_a_bias_is_not_clear():
    given = r"$x, v \in \mathbb{R}^n$. $z = Wx + b$, $u = v^\top x + b$. "
    assert kinds(given + r"$\frac{\partial u}{\partial x} = x$") == ["unclear"]


def test_a_size_below_a_name_is_a_mark():
    """D is one divergence, D_d that in d dimensions; z_d has components."""
    given = r"$D = a^2 + b$, $m \in \mathbb{R}^d$, $D_d = \frac12 (m^\top m - d)$. "
    claims = r"$\nabla_m D_d = m$, $\nabla_m D_d = m - d$, $\frac{\partial D}{\partial a} = 2a$. "
    assert kinds(given + claims) == ["proved", "refuted", "proved"]
    given = r"$x, w \in \mathbb{R}^d$, $z_d = w_d x_d^2$. "
    claims = r"$\frac{\partial z_d}{\partial x_d} = 2 w_d x_d$"
    assert kinds(given + claims) == ["proved"]


def test_letters_that_share_the_limits_of_a_sum():
    given = r"$A \in \mathbb{R}^{n \times n}$, $u \in \mathbb{R}^n$, "
    both = (
        r"$J = \sum_{i,j=1}^{n} A_{ij} u_i u_j$, $\frac{\partial J}{\partial A_{ij}} = u_i u_j$, "
    )
    wrong = r"$\frac{\partial J}{\partial u_i} = \sum_{j=1}^n A_{ij} u_j$. "
    assert kinds(given + both + wrong) == ["proved", "refuted"]
    apart = r"$J = \sum_{i,j=1, i \ne j}^{n} A_{ij} u_i u_j$, "
    claims = (
        r"$\frac{\partial J}{\partial A_{ij}} = \mathbb{1}[i \ne j] u_i u_j$, "
        r"$\frac{\partial J}{\partial A_{ij}} = u_i u_j$"
    )
    assert kinds(given + apart + claims) == ["proved", "refuted"]
    other = (
        r"$J = \sum_{i=1, j}^{n} A_{ij} u_i u_j$, $\frac{\partial J}{\partial A_{ij}} = u_i u_j$"
    )
    assert kinds(given + other) == ["unclear"]


def test_the_gamma_function_needs_no_words():
    given = (
        r"$a \in \mathbb{R}^n$, $a_k > 0$, $f = \log\Gamma(\sum_k a_k) - \sum_k \log\Gamma(a_k)$. "
    )
    right = r"\psi(\sum_j a_j) - \psi(a_k)"
    wrong = r"\psi(a_k) - \psi(\sum_j a_j)"
    slope = r"\frac{\partial f}{\partial a_k}"
    assert kinds(f"{given} ${slope} = {right}$, ${slope} = {wrong}$") == ["proved", "refuted"]


def test_a_matrix_gamma_is_no_function():
    given = (
        r"$\Gamma \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$, $f = x^\top \Gamma (x + x)$. "
    )
    claims = r"$\nabla_x f = 2 (\Gamma + \Gamma^\top) x$, $\nabla_x f = \psi(x)$"
    assert kinds(given + claims) == ["proved", "unclear"]


@pytest.mark.parametrize(
    "given",
    [
        r"$x, m \in \mathbb{R}^n$, $f = \frac{1}{2} (x - m)^\top \Gamma (x - m)$.",
        r"$x, m \in \mathbb{R}^n$, $\Gamma$ is symmetric, $f = \log \Gamma(x - m)^2$.",
    ],
)
def test_an_undeclared_matrix_gamma_is_no_function(given):
    assert kinds(given + r" $\nabla_x f = \Gamma (x - m)$, $\nabla_m f = 0$") == ["unclear"] * 2


def test_a_number_gamma_is_no_function():
    slope = r"\frac{\partial f}{\partial a}"
    text = rf"$f = \Gamma (a + b)^2$, ${slope} = 2 \Gamma (a + b)$, ${slope} = \Gamma (a + b)$"
    assert kinds(text) == ["proved", "refuted"]


@pytest.mark.parametrize("name", ["A", r"\Lambda", r"\mathbf{Q}"])
def test_a_capital_between_vectors_may_be_a_matrix(name):
    r"""Of a number A, x^⊤ A x has the slope 2 A x; of a matrix it has not."""
    given = rf"$x \in \mathbb{{R}}^n$, $f = x^\top {name} x$."
    claim = rf" $\nabla_x f = 2 {name} x$"
    assert kinds(given + claim) == ["unclear"]
    assert kinds(rf"${name} \in \mathbb{{R}}^{{n \times n}}$, {given}{claim}") == ["refuted"]
    assert kinds(rf"${name} \in \mathbb{{R}}$, {given}{claim}") == ["proved"]


def test_a_small_letter_and_a_factor_are_numbers():
    given = r"$x \in \mathbb{R}^n$, $f = x^\top \lambda x$, $g = C \|x\|^2$."
    claims = r" $\nabla_x f = 2 \lambda x$, $\nabla_x g = 2 C x$"
    assert kinds(given + claims) == ["proved", "proved"]


def test_a_diagonal_gaussian_makes_no_vector_diagonal():
    given = r"A diagonal Gaussian with mean $m \in \mathbb{R}^k$, $s \in \mathbb{R}^k$, "
    given += "$f = m^\\top s$. "
    assert kinds(given + r"$\nabla_m f = s$, $\nabla_m f = m$") == ["proved", "refuted"]
    given = r"A diagonal matrix $A \in \mathbb{R}^{k \times k}$, $x \in \mathbb{R}^k$, "
    given += "$f = x^\\top A x$. "
    assert kinds(given + r"$\nabla_x f = 2 A x$") == ["unclear"]
