r"""Eigenvalues, singular values and exponentials before the judge: enclosed, not guessed."""

from __future__ import annotations

from random import Random

import mpmath
import pytest
import sympy as sp

from symnn.check.document import judged_document
from symnn.check.numbers import OutsideError
from symnn.check.realnumbers import Digits, Exact, InexactError, Interval
from symnn.check.spectral import eigen, exponential, singular
from symnn.notation.reader.document import read_document

SHAPES = [(2, 2), (3, 3), (4, 4), (3, 2), (2, 4)]


def entries(shape, seed):
    random = Random(seed)
    rows, columns = shape
    return [
        [sp.Rational(random.randint(-9, 9), random.randint(2, 7)) for _ in range(columns)]
        for _ in range(rows)
    ]


def flat(found):
    """All numbers in nested lists and dictionaries."""
    if isinstance(found, dict):
        found = list(found.values())
    if not isinstance(found, (list, tuple)):
        return [found]
    return [number for part in found for number in flat(part)]


def both(function, rows):
    """What 80 digits and intervals of 30 digits give."""
    results = []
    for numbers, digits in ((Digits(), 80), (Interval(), 30)):
        with mpmath.workdps(digits):
            mpmath.iv.dps = digits
            results.append(
                flat(function(numbers, [[numbers.rational(x) for x in r] for r in rows]))
            )
    return results


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", range(2))
def test_intervals_hold_the_truth_and_are_narrow(shape, seed):
    rows = entries(shape, seed)
    functions = [singular]
    if shape[0] == shape[1]:
        functions += [eigen, lambda n, r: exponential(n, r, kernel=shape[0] < 4)]
    for function in functions:
        exact, intervals = both(function, rows)
        with mpmath.workdps(60):
            mpmath.iv.dps = 60
            for truth, interval in zip(exact, intervals, strict=True):
                assert truth in interval
                assert mpmath.mpf(interval.delta) < mpmath.mpf(10) ** -18


def test_what_is_exact_elsewhere_is_so_here():
    numbers = Digits()
    with mpmath.workdps(50):
        values, vectors = eigen(numbers, [[mpmath.mpf(2), 1], [1, 2]])
        assert [mpmath.nint(x) for x in values] == [1, 3]
        assert all(max(column) > 0 for column in zip(*vectors, strict=True))
        total, _ = exponential(numbers, [[mpmath.mpf(0), 1], [0, 0]])
        assert [[mpmath.nint(x) for x in row] for row in total] == [[1, 1], [0, 1]]
        rotated, _ = exponential(numbers, [[mpmath.mpf(0), -1], [1, 0]])
        assert abs(rotated[0][0] - mpmath.cos(1)) < mpmath.mpf(10) ** -45


@pytest.mark.parametrize("numbers", [Digits(), Interval()])
def test_equal_eigenvalues_have_no_vectors(numbers):
    one, zero = numbers.rational(sp.S.One), numbers.rational(sp.S.Zero)
    with pytest.raises(OutsideError, match=r"may be equal|could not be enclosed"):
        eigen(numbers, [[one, zero], [zero, one]])


def test_fractions_have_no_eigenvalues():
    with pytest.raises(InexactError):
        eigen(Exact(), [[1, 2], [2, 3]])
    with pytest.raises(InexactError):
        exponential(Exact(), [[1, 2], [2, 3]])


# ---- documents ----------------------------------------------------------------------------------

DECLARED = r"""
Let $A \in \mathbb{R}^{m \times n}$, $X \in \mathbb{R}^{n \times n}$,
$S \in \mathbb{R}^{n \times n}$ with $S = S^\top$ and $t \in \mathbb{R}$.
"""


def judged(*claims, given=DECLARED):
    text = given + "".join(rf"\[ {claim} \]" for claim in claims)
    report = judged_document(read_document(text, "spectral.tex"))
    return [item.verdict for item in report.judged if item.verdict is not None]


def kinds(*claims, given=DECLARED):
    return [verdict.kind for verdict in judged(*claims, given=given)]


def test_conditions_are_listed():
    (verdict,) = judged(r"\frac{\partial \lambda_{\max}(S)}{\partial \operatorname{tr} S} = 1")
    assert verdict.kind == "unclear"
    (verdict,) = judged(
        r"\frac{\partial \lambda_i(S)}{\partial S_{jk}} ="
        r" (\operatorname{eigenvectors}(S))_{ji} (\operatorname{eigenvectors}(S))_{ki}"
    )
    assert verdict.kind == "proved"
    assert "the eigenvalues of S are distinct" in verdict.conditions
    claim = r"\frac{\partial \operatorname{tr}(A^+ A)}{\partial A} = 0"
    assert kinds(claim) == ["unclear"]
    for words in ("$A^+$ is the pseudo-inverse.", "the Moore--Penrose inverse $A^+$"):
        (verdict,) = judged(claim, given=DECLARED + words)
        assert verdict.kind == "proved"
        assert "A has full rank" in verdict.conditions


def test_eigenvalues_are_those_of_symmetric_matrices():
    claim = r"\frac{\partial \sum_i \lambda_i(%s)}{\partial X} = %s"
    assert kinds(claim % ("X", "I")) == ["unclear"]
    right = claim % (r"X^\top X", "2 X")
    assert kinds(right, right.replace("2 X", "X")) == ["proved", "refuted"]


def test_the_order_of_eigenvalues_is_not_guessed():
    left = r"\frac{\partial \lambda_1(S)}{\partial S}"
    assert kinds(rf"{left} = I") == ["unclear"]
    extremes = r"\frac{\partial (\lambda_{\max}(S) - \sigma_{\max}(S)^2)}{\partial S} = 0"
    assert kinds(extremes) == ["refuted"]


def test_a_letter_with_another_meaning_is_no_eigenvalue():
    given = DECLARED + r"Let $\lambda \in \mathbb{R}^n$."
    claim = r"\frac{\partial \lambda_i(S)}{\partial S} = I"
    assert kinds(claim, given=given) != ["proved"]
    sigmoid = r"\frac{\partial \sum_{ij} \sigma(X)_{ij}}{\partial X}"
    assert kinds(rf"{sigmoid} = \sigma(X) \odot (1 - \sigma(X))") == ["proved"]


def test_an_exponential_is_that_of_the_matrix_where_the_document_says_so():
    claims = (
        r"\frac{\partial \operatorname{tr}(e^X)}{\partial X} = (e^X)^\top",
        r"\frac{\partial \operatorname{tr}(e^X)}{\partial X} = e^X",
    )
    assert kinds(*claims) == ["unclear", "unclear"]
    said = DECLARED + r"Here $e^X$ is the matrix exponential."
    assert kinds(*claims, given=said) == ["proved", "refuted"]


def test_the_norm_of_a_matrix_by_two_is_spectral_where_the_document_says_so():
    claim = r"\frac{\partial \|A\|_2^2}{\partial A} = 2 A"
    assert kinds(claim) == ["unclear"]
    assert kinds(claim, given=DECLARED + r"$\|A\|_2$ is the spectral norm.") == ["refuted"]
    nuclear = r"\frac{\partial \|A\|_*}{\partial A} = %s A (A^\top A)^{-1} A^\top A"
    assert kinds(nuclear % "2") == ["refuted"]


def test_a_marked_name_stays_a_name():
    given = r"""Let $W, W^* \in \mathbb{R}^{m \times n}$ and $A, A^+ \in \mathbb{R}^{m \times n}$,
    and no pseudo-inverse."""
    claims = (
        r"\frac{\partial \|W - W^*\|_F^2}{\partial W} = 2 (W - W^*)",
        r"\frac{\partial \operatorname{tr}(A^\top A^+)}{\partial A} = A^+",
    )
    assert kinds(*claims, given=given) == ["proved", "proved"]
