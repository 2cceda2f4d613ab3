"""Pages: every claim is judged, and every twin of it is caught."""

from __future__ import annotations

from pathlib import Path

import pytest
import sympy as sp

import symnn as sn
from symnn.documents.document import Equations, Judged, Paragraph, Table
from symnn.language.errors import ShapeError
from symnn.pages.numbers import PrintedNumberError
from symnn.pages.paper import ExpectationError


@pytest.fixture
def square() -> sn.Model:
    model = sn.Model()
    x = sn.scalar("x")
    u = model.define("u", x + 1)
    model.define("f", u**2)
    return model


def page() -> sn.Page:
    return sn.Page("A page about $x$.\n\nIt begins like this.")


def only(made: sn.Page):
    (claim,) = made.claims
    return claim


def test_title_and_beginning():
    document = page().document()
    assert [getattr(part, "latex", part) for part in document.title] == ["A page about ", "x"]
    assert document.sections[0].blocks == [Paragraph(["It begins like this."])]
    with pytest.raises(ValueError, match="begins with its title"):
        sn.Page(None)


def test_order_of_sections(square: sn.Model):
    made = page()
    made.section("First", "words")
    made.show(square)
    made.section("Second")
    made.table(["a", "b"], [["$x$", 1]])
    first, second = made.document().sections[1:]
    assert (first.title, second.title) == ("First", "Second")
    assert [type(block) for block in first.blocks] == [Paragraph, Equations]
    assert isinstance(second.blocks[0], Table)


@pytest.mark.parametrize("formula", [r"2(x+1)", "2u", "2 x + 2"])
def test_a_derivative_is_proved(square: sn.Model, formula: str):
    made = page()
    made.claim(square, "f", "x", formula)
    claim = only(made)
    assert claim.ok
    assert claim.rows[0].right.latex == formula
    twins = list(claim.twins())
    assert len(twins) >= 2
    assert not any(twin.ok for twin in twins)
    assert made.ok


def test_a_wrong_derivative_is_not(square: sn.Model):
    made = page()
    made.claim(square, "f", "x", "2x")
    assert not made.ok
    (block,) = [b for s in made.document().sections for b in s.blocks if isinstance(b, Judged)]
    assert not block.ok
    assert block.mark == "✗"
    assert "expected: proved" in str(block.evidence)


def test_a_mistake_that_the_page_is_about(square: sn.Model):
    made = page()
    made.claim(square, "f", "x", "-2u", expect="refuted")
    assert made.ok
    assert "sign" in str(only(made).outcome.evidence)


def test_equations_of_a_model(square: sn.Model):
    made = page()
    made.equal(square, square["f"], square["x"] ** 2 + 2 * square["x"] + 1)
    claim = only(made)
    assert claim.ok
    assert not any(twin.ok for twin in claim.twins())
    with pytest.raises(ShapeError, match="equal quantities have one shape"):
        made.equal(square, square["f"], sn.vector("v", 2))


@pytest.mark.parametrize(
    ("value", "printed"),
    [(sp.Rational(-100, 3), "-100/3"), (10, "10"), (0.0821670411, "0.082167041"), (-2.5, "-2.50")],
)
def test_numbers(value, printed: str):
    made = page()
    made.number("E", value, printed)
    claim = only(made)
    assert claim.ok
    assert not any(twin.ok for twin in claim.twins())


@pytest.mark.parametrize(
    ("value", "printed"), [(0.0821671, "0.082167041"), (11, "10"), (-33.3, "-100/3"), (0.2, "-0.2")]
)
def test_other_numbers(value, printed: str):
    made = page()
    made.number("E", value, printed)
    assert not made.ok
    assert "computed: " in str(only(made).outcome.evidence)


def test_rounding_on_the_way():
    made = page()
    made.number("E", 0.25, "0.27", slack=2)
    assert made.ok
    assert not any(twin.ok for twin in only(made).twins())


@pytest.mark.parametrize("printed", ["ten", "1/0", "NaN", "Infinity", ""])
def test_what_is_no_number(printed: str):
    with pytest.raises(PrintedNumberError):
        page().number("E", 1, printed)


def test_limits_and_integrals():
    x, h = sp.symbols("x h")
    made = page()
    slope = sp.limit(((x + h) ** 2 - x**2) / h, h, 0)
    made.exact(r"\lim_{h \to 0} \frac{(x + h)^2 - x^2}{h}", slope, 2 * x)
    made.exact(r"\int_{-\pi}^{\pi} \sin x \, dx", sp.integrate(sp.sin(x), (x, -sp.pi, sp.pi)), 0)
    for claim in made.claims:
        assert claim.ok
        assert not any(twin.ok for twin in claim.twins())
    wrong = page()
    wrong.exact("2", slope, x**2)
    assert not wrong.ok


def test_a_derivation_is_checked_by_differences(square: sn.Model):
    made = page()
    made.derive(square.gradient("f", "x"))
    claim = only(made)
    assert claim.ok
    assert "finite differences agree" in str(claim.outcome.evidence)
    assert not any(twin.ok for twin in claim.twins())


def test_equations_of_two_derivations_have_their_own_numbers(square: sn.Model):
    made = page()
    made.derive(square.gradient("f", "x"))
    made.derive(square.gradient("f", "x"))
    rows = [b.rows for s in made.document().sections for b in s.blocks if isinstance(b, Equations)]
    numbers = [row.number for block in rows for row in block]
    assert numbers[0] == 1
    assert max(numbers) == 6


def test_papers(tmp_path: Path):
    paper = tmp_path / "paper.tex"
    paper.write_text(
        r"Let $x \in \mathbb{R}$ and \[ f = x^2. \] Then \[ \frac{df}{dx} = 2x \]"
        r" and not \[ \frac{df}{dx} = x. \]"
    )
    made = page()
    made.paper(paper, expect=["proved", "refuted"])
    assert made.ok
    assert len(made.claims) == 2
    with pytest.raises(ExpectationError, match="2 claims, but 1 verdicts"):
        [claim.ok for claim in _papers(paper)]


def _papers(paper: Path):
    made = page()
    made.paper(paper, expect=["proved"])
    return made.claims


def test_what_has_no_form():
    with pytest.raises(TypeError, match="expected a model, a derivation"):
        page().show(3)


def test_saved(square: sn.Model, tmp_path: Path):
    made = page()
    made.derive(square.gradient("f", "x"))
    for suffix in ("html", "tex", "md", "txt", "ipynb"):
        assert made.save(tmp_path / f"page.{suffix}").stat().st_size > 300
    assert "<iframe srcdoc=" in made._repr_html_()
    assert "finite differences agree" in made.text()
