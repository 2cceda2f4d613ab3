"""Numbers between which quantities are declared to lie: claims are made of nothing else."""

import pytest

from symnn.notation.reader.document import read_document
from tests.verdicts import kinds, verdict

ABSOLUTE = r" and $f = |x - 1|$. Then $f'(x) = {}$."


@pytest.mark.parametrize(
    ("given", "slope"),
    [
        (r"Let $x > 1$", 1),
        (r"Let $x < 1$", -1),
        (r"Let $2 < x$", 1),
        (r"Let $x \le -3$", -1),
        (r"Let $-1 < x < 1$", -1),
        (r"Let $x \in (0, 1)$", -1),
        (r"Let $x \in [1, 2]$", 1),
        (r"Let $x \in (0, 1]$", -1),
        (r"Let $x \in [0, 1)$", -1),
        (r"Let $x \in \mathbb{R}$ with $x < 0.5$", -1),
        (r"Let $x \in (1, \infty)$", 1),
        (r"Let $x \in (-\infty, 1]$", -1),
    ],
)
def test_a_claim_is_made_between_the_bounds(given, slope):
    right = verdict(given + ABSOLUTE.format(slope))
    assert right.ok
    assert any("x" in text for text in right.conditions)
    assert kinds(given + ABSOLUTE.format(-slope)) == ["refuted"]


@pytest.mark.parametrize(
    ("given", "bounds"),
    [
        (r"0 < a, b < 1", {"a": (0, 1), "b": (0, 1)}),
        (r"-1 \le a, b, \rho_1 \le \frac{1}{2}", dict.fromkeys(("a", "b", r"\rho_1"), (-1, 0.5))),
        (r"1 > a, b > 0", {"a": (0, 1), "b": (0, 1)}),
        (r"0 < a,\, b < 1", {"a": (0, 1), "b": (0, 1)}),
        (r"0 < a, \quad b < 1", {"a": (0, None), "b": (None, 1)}),
        (r"0 < a$, $b < 1", {"a": (0, None), "b": (None, 1)}),
        (r"0 < a, b > 1", {"a": (0, None), "b": (1, None)}),
        (r"0 < a, 2 b < 1", {"a": (0, None)}),
        (r"0 < a < 3, b < 1", {"a": (0, 3), "b": (None, 1)}),
    ],
)
def test_names_between_two_numbers_share_them(given, bounds):
    found = read_document(f"Let ${given}$ and $f = a b$. Then $f'(a) = b$.", "t.tex").bounds
    assert {name: tuple(map(as_number, ends)) for name, ends in found.items()} == bounds


def as_number(end):
    return None if end is None else float(end)


@pytest.mark.parametrize("given", [r"Let $0 < a, b < 1$. Let $f", r"Let $f"])
def test_a_claim_holds_where_they_share_bounds(given):
    text = given + r" = |1 - a| b$. For $0 < a, b < 1$, $\frac{\partial f}{\partial a} = %s b$."
    assert verdict(text % "-").ok
    assert kinds(text % "") == ["refuted"]


def test_without_bounds_it_is_wrong():
    assert kinds(r"Let $x \in \mathbb{R}$" + ABSOLUTE.format(1)) == ["refuted"]
    assert kinds(r"Let $x > 0$" + ABSOLUTE.format(1)) == ["refuted"]


def test_bounds_of_all_entries():
    given = r"Let $x \in (0, 1)^n$ and $f = \sum_i |x_i - 1|$. "
    assert kinds(given + r"Then $\nabla_x f = \mathbf{1}$.") == ["refuted"]
    # proofs do not know bounds of entries; what is not shown is not said
    assert kinds(given + r"Then $\nabla_x f = -\mathbf{1}$.") == ["unclear"]


def test_a_half_open_interval_is_no_vector():
    assert kinds(r"Let $x \in \mathbb{R}$, $f = \|(x, 1]\|^2$. Then $f'(x) = 2 x$.") == ["unclear"]


def test_the_infinite_is_no_number():
    assert kinds(r"Let $x \in \mathbb{R}$, $f = \infty x$. $f'(x) = \infty$.") == ["unclear"]


def test_a_counterexample_lies_between_the_bounds():
    found = verdict(r"Let $-1 < \rho < 1$ and $f = \rho^3$. Then $f'(\rho) = 2 \rho^2$.")
    assert found.kind == "refuted"
    assert found.counterexample is not None
    rho = found.counterexample.inputs[r"\rho"]
    numerator, _, denominator = rho.partition("/")
    assert abs(int(numerator)) < int(denominator)


def test_two_cases_are_no_bounds():
    text = (
        r"Let $x \in \mathbb{R}$ and $f = |x|$. Case $x > 0$: $f'(x) = 1$. "
        r"Case $x < 0$: $f'(x) = -1$. In general $f'(x) = 1$."
    )
    assert kinds(text)[-1] != "proved"


@pytest.mark.parametrize(
    ("given", "claim"),
    [
        (r"Let $x, a \in \mathbb{R}$ with $x > a$ and $f = |x - a|$.", r"\frac{df}{dx} = {}1"),
        (r"Let $a > 0$, $x > 0$ and $x > a$, $f = |x - a|$.", r"\frac{df}{dx} = {}1"),
        (
            r"Let $x \in \mathbb{R}^2$ with $x_1 > 1$ and $f = |x_1 - 1| + x_2$.",
            r"\frac{\partial f}{\partial x_1} = {}1",
        ),
        (
            r"Let $y, s \in \mathbb{R}$ with $y s > 1$ and $f = \max(0, y s - 1)$.",
            r"\frac{\partial f}{\partial s} = {}y",
        ),
        (
            r"Suppose $\delta > 0$ and $\delta < 1$, $f = |\delta - 1| t$.",
            r"f'(t) = {}(1 - \delta)",
        ),
    ],
)
def test_comparisons_of_quantities(given, claim):
    claims = ", ".join(f"${claim.replace('{}', sign)}$" for sign in ("", "-"))
    assert kinds(f"{given} Then {claims}.") == ["proved", "refuted"]
