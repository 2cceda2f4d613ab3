r"""Formulas in the words of a display: ``\intertext{where $a = x$}``, ``\text{if $x > 0$}``."""

import pytest

from tests.verdicts import kinds

START = r"Let $x, a \in \mathbb{R}$. "


@pytest.mark.parametrize(
    "lines",
    [
        r"\begin{align} f(x) &= a x^2 \\ \intertext{where $a = x$, so} f'(x) &= %s \end{align}",
        r"\begin{align} f(x) &= a x^2 \\ \shortintertext{with \(a = x\)} f'(x) &= %s \end{align}",
        r"\[ f(x) = a x^2 \quad \text{where $a = x$} \] \[ f'(x) = %s \]",
        r"$f(x) = a x^2$, where $a = x$, so that \[ f'(x) = %s \]",
    ],
)
def test_what_words_define_counts(lines):
    assert kinds(START + lines % "3 x^2") == ["proved"]
    assert kinds(START + lines % "2 a x") == ["refuted"]


def test_what_words_between_rows_define_anew():
    lines = r"\begin{align} f(x) &= x^2 \\ \intertext{and now $f(x) = x^3$} f'(x) &= 2x \end{align}"
    assert kinds(START + lines) == ["unclear"]


@pytest.mark.parametrize(
    ("right", "kind"), [("2 a x", "proved"), ("6 x", "proved"), ("3 x^2", "refuted")]
)
def test_a_condition_behind_a_claim_supposes(right, kind):
    claim = rf"$f(x) = a x^2$. \[ f'(x) = {right} \] where $a = 3$."
    assert kinds(START + claim) == [kind]


@pytest.mark.parametrize(
    ("right", "kind"),
    [(r"2 \max(x, 0)", "proved"), ("2 x", "refuted"), (r"2 \max(-x, 0)", "refuted")],
)
def test_formulas_in_the_words_of_cases(right, kind):
    cases = r"\begin{cases} x^2 & \text{if $x > 0$} \\ 0 & \text{if $x \le 0$} \end{cases}"
    assert kinds(START + rf"\[ f(x) = {cases} \] \[ f'(x) = {right} \]") == [kind]


def test_a_condition_in_words_is_no_fact():
    start = r"Let $x \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$, $f(x) = x^\top A x$. "
    claim = r"\[ \nabla f(x) = 2 A x. \]"
    text = start + claim + r"\[ g = 2 \text{ if $A = A^\top$} \]"
    assert kinds(text) in (["refuted"], ["unclear"])
