"""Words in and around an equation that change what it says, or say it less strictly."""

import pytest

from symnn.notation.reader.document import read_document
from symnn.notation.reader.text.remarks import altering, loosening
from tests.verdicts import kinds

START = r"Let $x \in \mathbb{R}$, $f = x^2$. "


def claimed(right, remark=""):
    return rf"\[ \frac{{df}}{{dx}} = {right} {remark} \]"


@pytest.mark.parametrize(
    "remark",
    [
        r"\text{3}",
        r"\text{ + 1}",
        r"\text{ times } 3",
        r"\text{ times 3}",
        r"\quad \text{plus } x",
        r"\text{ multiplied by } f",
        r"\text{ - } x",
        r"\text{ / 2}",
        r"\text{ plus a constant}",
        r"\text{ (up to a factor)}",
        r"\mbox{ approximately}",
        r"\text{ (a) } \text{ + 1}",
        r"\text{ for all } x \text{ times 3}",
    ],
)
def test_a_remark_that_changes_an_equation_is_not_understood(remark):
    document = read_document(START + claimed("2 x", remark))
    (claim,) = document.claims
    assert claim.trouble is not None
    assert "“" in claim.trouble.reason
    assert kinds(START + claimed("2 x", remark)) == ["unclear"]


@pytest.mark.parametrize(
    "remark",
    [
        r"\text{ for all } x",
        r"\text{ (by the chain rule)}",
        r"\quad\text{(3)}",
        r"\text{ (see eq. 3)}",
        r"\text{ - by the chain rule}",
        r"\text{ 2nd step}",
        r"\quad\text{for each sample}",
    ],
)
def test_other_remarks_change_nothing(remark):
    assert kinds(START + claimed("2 x", remark)) == ["proved"]
    assert kinds(START + claimed("3 x", remark)) == ["refuted"]


def test_a_remark_changes_a_definition_too():
    plain = r"Let $x \in \mathbb{R}$, $f = x^2%s$. "
    assert kinds(plain % r" \text{ + } x" + claimed("2 x")) == ["unclear"]
    assert kinds(plain % r" \text{ + const.}" + claimed("2 x")) == ["proved"]
    assert kinds(plain % r" \text{ + const.}" + claimed("3 x")) == ["refuted"]


@pytest.mark.parametrize("rest", [r"\qquad 3", ", 3", ", x", r"\quad \frac{x}{2}"])
def test_a_formula_behind_an_equation_is_a_riddle(rest):
    (claim,) = read_document(START + claimed("2 x", rest)).claims
    assert "behind the equation" in claim.trouble.reason
    assert kinds(START + claimed("2 x", rest)) == ["unclear"]


@pytest.mark.parametrize(
    "rest",
    [
        r"\qquad (3)",
        r"\quad \forall x",
        r"\qquad \square",
        r", \quad x > 0",
        r"\quad \text{for all } x",
    ],
)
def test_what_is_known_behind_an_equation(rest):
    assert kinds(START + claimed("2 x", rest)) == ["proved"]
    assert kinds(START + claimed("3 x", rest)) == ["refuted"]


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        (r"\overset{(a)}{=} 2x", ["proved"]),
        (r"\stackrel{!}= 3x", ["refuted"]),
        (r"= 2x \overset{(b)}{+} 3", ["refuted"]),
        (r"= x \stackrel{(b)}{+} x", ["proved"]),
        (r"= 2\overset{a}{x}", ["unclear"]),
        (r"\stackrel{(c)}{\le} 3x", []),
    ],
)
def test_signs_with_remarks_over_them(claim, found):
    assert kinds(rf"{START}\[ \frac{{df}}{{dx}} {claim} \]") == found


@pytest.mark.parametrize(
    "text",
    [
        "Up to a factor, {}",
        "Then {} up to a constant factor.",
        "Approximately {}",
        "Then {} to first order.",
        "We have, ignoring constants, {}",
    ],
)
def test_what_is_said_to_hold_nearly_is_not_refuted(text):
    assert kinds(START + text.format(claimed("x"))) == ["unclear"]
    assert kinds(START + text.format(claimed("2 x"))) == ["proved"]


@pytest.mark.parametrize(
    "text", ["Then {} and so, up to a constant, we are done.", "Then {}. Nearly done."]
)
def test_what_is_said_of_something_else_weakens_nothing(text):
    assert kinds(START + text.format(claimed("x"))) == ["refuted"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("plus", "altering"),
        ("plus a constant", "loosening"),
        ("+ const", "loosening"),
        ("proportional to it", "loosening"),
        ("in expectation", "loosening"),
        ("h.o.t.", "loosening"),
        ("where the constant is fixed", ""),
        ("over all samples", ""),
        ("3D case", ""),
        ("-- see below", ""),
    ],
)
def test_kinds_of_remarks(words, kind):
    assert altering(words) == (kind == "altering")
    assert bool(loosening(words)) == (kind == "loosening")


@pytest.mark.parametrize(
    "words",
    [
        "Let the symmetric matrix $A = B + {}$.",
        "Let $A = B + {}$ be symmetric.",
        r"Consider the symmetric matrix \[ A = B + {}. \]",
    ],
)
def test_a_matrix_that_is_called_symmetric_where_it_is_defined(words):
    """It is no reason to refute, unless its equation makes it so for certain."""
    head, tail = (
        r"Let $B \in \mathbb{R}^{n\times n}$. ",
        r" Let $x\in\mathbb{R}^n$, $f = x^\top A x$. ",
    )
    claims = r"\[ \nabla_x f = 2 A x, \qquad \nabla_x f = 3 A x \]"
    assert kinds(head + words.replace("{}", "B") + tail + claims) == ["unclear", "unclear"]
    by_itself = words.replace("{}", r"B^\top")
    assert kinds(head + by_itself + tail + claims) == ["proved", "refuted"]
