"""What pages say of claims that are not simply proved, and twins of every kind of claim."""

from __future__ import annotations

from pathlib import Path

import pytest
import sympy as sp

import symnn as sn
from symnn.documents.document import Display, Equations, Math, Paragraph, Picture, plain
from symnn.pages.catalogue import Entry, opened
from symnn.pages.prose import blocks


@pytest.fixture
def square() -> sn.Model:
    model = sn.Model()
    model.define("f", sn.scalar("x") ** 2)
    return model


def only(made: sn.Page):
    (claim,) = made.claims
    return claim


@pytest.mark.parametrize(
    ("formula", "expect", "ok", "words"),
    [
        ("2x", "proved", True, "proved for all sizes and values"),
        ("2x", "refuted", False, "proved for all sizes and values (expected: refuted)"),
        ("3q", "unclear", True, "not decided: check: 3q is not understood: the model has no q"),
        ("3q", "proved", False, "(expected: proved)"),
        ("-2x", "refuted", True, ". Hint: the sign is wrong"),
    ],
)
def test_what_is_said_of_a_claim(
    square: sn.Model, formula: str, expect: str, ok: bool, words: str
) -> None:
    page = sn.Page("T")
    page.claim(square, "f", "x", formula, expect=expect)
    claim = only(page)
    assert claim.ok is ok
    assert words in plain(claim.outcome.evidence)
    assert [row.right.latex for row in claim.rows] == [formula]
    twins = list(claim.twins())
    assert bool(twins) == (expect == "proved" and formula == "2x")
    assert not any(twin.ok for twin in twins)


def test_a_claim_in_symbols_is_written_for_the_page(square: sn.Model) -> None:
    page = sn.Page("T")
    page.claim(square, "f", "x", 2 * sn.scalar("x"))
    assert only(page).ok
    assert [row.right.latex for row in only(page).rows] == ["2 x"]


def test_zero_has_no_other_sign() -> None:
    page = sn.Page("T")
    page.number("a", 0, "0")
    page.number("b", 0.001, "0.00")
    for claim, count in zip(page.claims, (1, 1), strict=True):
        assert claim.ok
        twins = list(claim.twins())
        assert len(twins) == count
        assert not any(twin.ok for twin in twins)


def test_what_is_equal_only_at_a_few_points_is_not_proved() -> None:
    n = sp.Symbol("n")
    page = sn.Page("T")
    machin = 4 * sp.atan(sp.Rational(1, 5)) - sp.atan(sp.Rational(1, 239))
    page.exact("s", machin, sp.pi / 4)
    page.exact("t", sp.sin(n) ** 2 + sp.cos(n) ** 2, 1)
    page.exact("u", sp.sin(n) ** 2, sp.cos(n) ** 2)
    said = [(claim.outcome.mark, plain(claim.outcome.evidence)) for claim in page.claims]
    assert said == [
        ("?", "equal at a few points, but not proved"),
        ("✓", "computed exactly"),
        ("✗", "the sides differ at n = 3/11"),
    ]


def test_other_verdicts_on_papers_are_caught(tmp_path: Path) -> None:
    paper = tmp_path / "paper.tex"
    paper.write_text(r"Let $f = x^2$, so $\frac{df}{dx} = 2x$.", encoding="utf-8")
    page = sn.Page("T")
    page.paper(paper)
    assert page.ok
    twins = list(only(page).twins())
    assert sorted(twin.expected for twin in twins) == ["agrees", "refuted", "unclear"]
    assert not any(twin.ok for twin in twins)


def test_empty_sections_before_the_first_title_are_left_out(square: sn.Model) -> None:
    page = sn.Page("T")
    page.section("First", "Words.")
    assert [section.title for section in page.document().sections] == ["First"]
    page = sn.Page("T")
    page.show(square)
    page.section("Second")
    assert [section.title for section in page.document().sections] == ["", "Second"]


def test_a_picture_is_shown_as_it_is(square: sn.Model) -> None:
    picture = Picture("<svg></svg>", "a picture")
    page = sn.Page("T")
    page.show(picture)
    page.show(square.gradient("f", "x"))
    shown, equations = page.document().sections[0].blocks
    assert shown is picture
    assert isinstance(equations, Equations)


@pytest.mark.parametrize(
    ("prose", "made"),
    [
        ("$$a$$ $b$", [Display(Math("a", "a")), Paragraph([Math("b", "b")])]),
        ("$b$ $$a$$", [Paragraph([Math("b", "b")]), Display(Math("a", "a"))]),
        ("$$a$$ $$b$$", [Display(Math("a", "a")), Display(Math("b", "b"))]),
        (" $b$ c ", [Paragraph([Math("b", "b"), " c"])]),
    ],
)
def test_no_spaces_around_displayed_formulas(prose: str, made: list[object]) -> None:
    assert blocks(prose) == made


def test_the_slope_at_a_kink_keeps_what_depends_on_parameters() -> None:
    z, a = sn.scalar("z"), sn.scalar("a", positive=True)
    entry = Entry(sn.sin(a) * sn.relu(z), sn.relu(z))
    assert entry.kinks_text == r"$0$ (slope $0$)"
    assert str(opened((sn.sigmoid(a) + sn.step(z)).expr.xreplace({z.expr: sp.Integer(2)}))) == (
        "sigmoid(a) + 1"
    )
