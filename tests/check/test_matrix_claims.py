r"""Claims about inverses and determinants, each beside a slip that people make in it."""

from __future__ import annotations

import pytest

from symnn.check.document import judged_document
from symnn.notation.reader.document import read_document
from tests.verdicts import kinds, verdict

DECLARED = r"""
Let $X, Y \in \mathbb{R}^{n \times n}$, $A \in \mathbb{R}^{m \times n}$,
$B \in \mathbb{R}^{n \times m}$,
$a, b, x, \mu \in \mathbb{R}^n$, $y \in \mathbb{R}^m$, $\lambda > 0$,
$\Sigma \in \mathbb{R}^{n \times n}$ with $\Sigma \succ 0$, $P \in \mathbb{R}^{n \times n}$ with
$P = P^\top$, and $Q \in \mathbb{R}^{n \times n}$ with $|Q| > 0$.
"""

KERNEL = r"(A A^\top + \lambda I)^{-1}"

PAIRS = {
    # derivative: right side, wrong side
    r"\frac{\partial \det X}{\partial X}": (r"\det(X) X^{-\top}", r"\det(X) X^{-1}"),
    r"\frac{\partial |X|^2}{\partial X}": (r"2 |X|^2 X^{-\top}", r"2 |X| X^{-\top}"),
    r"\nabla_X \log\det X": (r"X^{-T}", r"X^{-1}"),
    r"\frac{\partial \ln|\det X|}{\partial X}": (r"(X^{-1})^\top", r"-(X^{-1})^\top"),
    r"\frac{\partial \log|X^{-1}|}{\partial X}": (r"-X^{-\top}", r"X^{-\top}"),
    r"\frac{\partial \det(X^{-1})}{\partial X}": (
        r"-\det(X)^{-1} X^{-\top}",
        r"-\det(X)^{-2} X^{-\top}",
    ),
    r"\frac{\partial \log|A^\top A|}{\partial A}": (
        r"2 A (A^\top A)^{-1}",
        r"A (A^\top A)^{-1}",
    ),
    r"\frac{\partial\, a^\top X^{-1} b}{\partial X}": (
        r"-X^{-\top} a b^\top X^{-\top}",
        r"-X^{-1} a b^\top X^{-1}",
    ),
    r"\frac{\partial \operatorname{tr}(X^{-1} Y)}{\partial X}": (
        r"-(X^{-1} Y X^{-1})^\top",
        r"-X^{-1} Y X^{-1}",
    ),
    r"\frac{\partial \operatorname{tr}(A X^{-1} B)}{\partial X}": (
        r"-(X^{-1} B A X^{-1})^\top",
        r"(X^{-1} B A X^{-1})^\top",
    ),
    r"\frac{\partial (X^{-1})_{kl}}{\partial X_{ij}}": (
        r"-(X^{-1})_{ki} (X^{-1})_{jl}",
        r"-(X^{-1})_{kj} (X^{-1})_{il}",
    ),
    r"\frac{\partial \log\det X}{\partial X_{ij}}": (r"X^{-1}_{ji}", r"X^{-1}_{ij}"),
    # symmetric matrices, their entries free
    r"\frac{\partial \log|\Sigma|}{\partial \Sigma}": (
        r"\Sigma^{-1}",
        r"2\Sigma^{-1} - \Sigma^{-1} \odot I",
    ),
    r"\frac{\partial\, a^\top P a}{\partial a}": (r"2 P a", r"P a"),
    # Gaussian log-likelihood, Mahalanobis distance, Wishart
    r"\frac{\partial}{\partial \mu} \frac12 (x - \mu)^\top \Sigma^{-1} (x - \mu)": (
        r"-\Sigma^{-1} (x - \mu)",
        r"\Sigma^{-1} (x - \mu)",
    ),
    r"\frac{\partial}{\partial \Sigma} \left( -\frac12 \log|\Sigma|"
    r" - \frac12 (x - \mu)^\top \Sigma^{-1} (x - \mu) \right)": (
        r"-\frac12 \Sigma^{-1} + \frac12 \Sigma^{-1} (x - \mu)(x - \mu)^\top \Sigma^{-1}",
        r"-\frac12 \Sigma^{-1} + \frac12 (x - \mu)(x - \mu)^\top",
    ),
    r"\frac{\partial}{\partial \Sigma} \left( \lambda \log|\Sigma|"
    r" - \operatorname{tr}(X^\top X \Sigma) \right)": (
        r"\lambda \Sigma^{-1} - X^\top X",
        r"\lambda \Sigma - X^\top X",
    ),
    # Gaussian process and ridge regression
    r"\frac{\partial}{\partial \lambda} \left( -\frac12 y^\top (A A^\top + \lambda I)^{-1} y"
    r" - \frac12 \log|A A^\top + \lambda I| \right)": (
        r"\frac12 y^\top K K y - \frac12 \operatorname{tr}(K)".replace("K", KERNEL),
        r"\frac12 y^\top K K y + \frac12 \operatorname{tr}(K)".replace("K", KERNEL),
    ),
    r"\frac{\partial (A^\top A + \lambda I)^{-1} A^\top y}{\partial y}": (
        r"(A^\top A + \lambda I)^{-1} A^\top",
        r"A (A^\top A + \lambda I)^{-1}",
    ),
    r"\frac{\partial}{\partial x} \left( \operatorname{tr}(A x x^\top A^\top)"
    r" - 2\operatorname{tr}(y x^\top A^\top) + \lambda \operatorname{tr}(x x^\top) \right)": (
        r"2 A^\top A x - 2 A^\top y + 2 \lambda x",
        r"2 A^\top A x - 2 A^\top y + \lambda x",
    ),
    # Newton's step, and a sum of norms
    r"\frac{\partial}{\partial a} \left( a^\top b + \frac12 a^\top \Sigma a \right)": (
        r"b + \Sigma a",
        r"b + \frac12 \Sigma a",
    ),
    r"\frac{\partial (b - \Sigma^{-1} a)}{\partial a}": (r"-\Sigma^{-1}", r"\Sigma^{-1}"),
    r"\frac{\partial}{\partial a} (\|a\|_2 + \|a - b\|_2)": (
        r"\frac{a}{\|a\|_2} + \frac{a - b}{\|a - b\|_2}",
        r"\frac{a}{\|a\|_2} - \frac{a - b}{\|a - b\|_2}",
    ),
}


KRONECKER = {
    r"\frac{\partial \operatorname{vec}(A X)}{\partial \operatorname{vec}(X)}": (
        r"I_n \otimes A",
        r"A \otimes I_n",
    ),
    r"\frac{\partial \operatorname{vec}(X^{-1})}{\partial \operatorname{vec}(X)}": (
        r"-X^{-\top} \otimes X^{-1}",
        r"-X^{-1} \otimes X^{-\top}",
    ),
    r"\frac{\partial\, a^\top X b}{\partial \operatorname{vec}(X)}": (
        r"b \otimes a",
        r"a \otimes b",
    ),
    r"\frac{\partial^2 \operatorname{tr}(A^\top A)}"
    r"{\partial \operatorname{vec}(A) \partial \operatorname{vec}(A)^\top}": (
        r"2 I_n \otimes I_m",
        r"I_n \otimes I_m",
    ),
    r"\frac{\partial\, (\operatorname{vec} X)^\top \operatorname{vec} X}{\partial X}": (
        r"2 X",
        r"2 X^\top",
    ),
}


def kinds_of(*claims: str) -> list[str]:
    return kinds(DECLARED + "".join(rf"\[ {claim} \]" for claim in claims))


@pytest.mark.parametrize("left", PAIRS)
def test_a_right_claim_is_proved_and_a_slip_refuted(left: str) -> None:
    right, wrong = PAIRS[left]
    assert kinds_of(f"{left} = {right}", f"{left} = {wrong}") == ["proved", "refuted"]


@pytest.mark.parametrize("left", KRONECKER)
def test_stacked_matrices_and_kronecker_products(left: str) -> None:
    right, wrong = KRONECKER[left]
    said = r"Here $\otimes$ is the Kronecker product."
    report = judged_document(
        read_document(DECLARED + said + rf"\[ {left} = {right} \] \[ {left} = {wrong} \]", "k.tex")
    )
    kinds = [item.verdict.kind for item in report.judged if item.verdict is not None]
    assert kinds == ["proved", "refuted"]


def test_a_product_sign_of_two_matrices_is_not_guessed() -> None:
    left = r"\frac{\partial \operatorname{tr}(X)}{\partial X}"
    assert kinds_of(rf"{left} = I \otimes I") == ["unclear"]
    assert kinds_of(rf"{left} = X \otimes Y") == ["unclear"]


def test_an_inverse_of_an_entry_is_not_guessed() -> None:
    left = r"\frac{\partial \log\det X}{\partial X_{ij}}"
    assert kinds_of(rf"{left} = X_{{ji}}^{{-1}}") == ["unclear"]
    assert kinds_of(rf"{left} = X_{{ij}}^{{\top}}") == ["unclear"]


@pytest.mark.slow
def test_a_stated_sign_of_the_determinant_is_kept() -> None:
    # (|Q|²)^{1/2} = |Q| where |Q| > 0, and −|Q| elsewhere
    left = r"\frac{\partial \sqrt{|%s|^2}}{\partial %s} = |%s| %s^{-\top}"
    assert kinds_of(left.replace("%s", "X")) == ["refuted"]
    assert kinds_of(left.replace("%s", "Q")) != ["refuted"]


def test_symmetry_must_be_stated() -> None:
    (symmetric,) = kinds_of(r"\frac{\partial \log|P|}{\partial P} = P^{-1}")
    (free,) = kinds_of(r"\frac{\partial \log|X|}{\partial X} = X^{-1}")
    assert (symmetric, free) == ("proved", "refuted")


def test_definite_matrices_need_a_declared_shape() -> None:
    text = r"Let $Z \succ 0$. \[ \frac{\partial \log|Z|}{\partial Z} = Z^{-1} \]"
    assert kinds(text) == ["unclear"]


def test_conditions_name_what_must_be_invertible() -> None:
    claim = r"\[ \frac{\partial \log\det X}{\partial X} = X^{-\top} \]"
    assert "det(X) ≠ 0" in verdict(DECLARED + claim).conditions


def test_a_matrix_that_is_not_square_has_no_inverse_and_the_rest_is_read() -> None:
    claims = (
        r"\frac{\partial \log|A|}{\partial A} = A^{-\top}",
        r"\frac{\partial \log|A^\top A|}{\partial A} = 2 A^{-1}",
        r"\frac{\partial \log|X|}{\partial X} = X^{-\top}",
    )
    assert kinds_of(*claims) == ["unclear", "unclear", "proved"]


def test_a_derivative_by_a_transpose_is_transposed() -> None:
    left = r"\frac{\partial \log\det X}{\partial X^\top}"
    assert kinds_of(f"{left} = X^{{-1}}", rf"{left} = X^{{-\top}}") == ["proved", "refuted"]


def test_functions_of_matrices_are_not_taken_for_functions_of_entries() -> None:
    left = r"\frac{\partial \operatorname{tr}(%s)}{\partial X}"
    assert kinds_of(left % "e^X" + r" = (e^X)^\top") == ["unclear"]
    assert kinds_of(left % r"\exp(X)" + r" = \exp(X)^\top") == ["unclear"]
    assert kinds_of(left % r"\exp(a) b^\top X" + r" = b \exp(a)^\top") == ["proved"]


MIXTURE = r"""
Let $x_1, \dots, x_N \in \mathbb{R}^D$, $\mu_k \in \mathbb{R}^D$, $r_{nk} \in \mathbb{R}$ and
$\Sigma_k \in \mathbb{R}^{D \times D}$ with %s for $k = 1, \dots, K$.
\[ L = \sum_{n=1}^N \sum_{k=1}^K r_{nk} \left( -\frac12 \log|\Sigma_k|
   - \frac12 (x_n - \mu_k)^\top \Sigma_k^{-1} (x_n - \mu_k) \right) \]
\[ \frac{\partial L}{\partial \mu_k} = \sum_{n=1}^N r_{nk} \Sigma_k^{-1} (x_n - \mu_k) \]
\[ \frac{\partial L}{\partial \Sigma_k} = -\frac12 \sum_{n=1}^N r_{nk} \left( \Sigma_k^{-1}
   - \Sigma_k^{-1} (x_n - \mu_k)(x_n - \mu_k)^\top \Sigma_k^{-1} \right) \]
\[ \frac{\partial L}{\partial \mu_k} = \sum_{n=1}^N r_{nk} (x_n - \mu_k) \]
"""


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (r"$\Sigma_k \succ 0$", ["proved", "proved", "refuted"]),
        pytest.param(
            r"$\Sigma_k = \Sigma_k^\top$", ["proved", "proved", "refuted"], marks=pytest.mark.slow
        ),
        (r"$r_{nk} > 0$", ["refuted", "refuted", "refuted"]),  # symmetry is not stated
    ],
)
def test_gaussian_mixture(stated: str, expected: list[str]) -> None:
    assert kinds(MIXTURE % stated) == expected
