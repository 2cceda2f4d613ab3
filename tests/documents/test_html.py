"""HTML pages: whole, offline, escaped, and with every equation of the derivation on them."""

from __future__ import annotations

import re

import pytest

import symnn as sn
from symnn.documents.document import Document, Math, Paragraph, Reference, Row, Section, SideBySide
from symnn.documents.escaping import escaped
from symnn.documents.html import html
from symnn.documents.html_file import POLICY
from symnn.documents.outline import document
from symnn.notation.style import Latex
from tests.documents.documented import DERIVATIONS, classifier, logistic, two_two
from tests.documents.pages import Page

SCHEMES = re.compile(r"(?:https?:)?//[a-z]|url\(|@import|data:|javascript:", re.IGNORECASE)


@pytest.fixture(scope="module", params=DERIVATIONS)
def made(request):
    derivation = DERIVATIONS[request.param]()
    return derivation, html(document(derivation))


def test_the_page_is_well_formed_and_its_links_lead_somewhere(made) -> None:
    read = Page(made[1])
    ids = read.all("id")
    assert len(ids) == len(set(ids))
    assert {href.removeprefix("#") for href in read.all("href")} <= set(ids)
    assert all(href.startswith("#") for href in read.all("href"))


def test_the_page_needs_nothing_from_outside_and_runs_nothing(made) -> None:
    page = made[1]
    read = Page(page)
    policy = f'content="{escaped(POLICY)}"'
    assert not SCHEMES.search(page.replace(policy, "", 1))
    assert policy in page
    assert not {tag for tag, _ in read.tags} & {"script", "link", "img", "iframe", "object"}
    assert not [name for _, attrs in read.tags for name in attrs if name.startswith("on")]
    assert not read.all("src")


def test_every_equation_is_on_the_page(made) -> None:
    derivation, page = made
    labels = set(Page(page).all("aria-label"))
    target = derivation.adjoints.target.name
    for notation in ("matrix", "index"):
        for equation in derivation.written(notation, Latex()):
            if not equation.remark:
                assert {equation.left, equation.right} <= labels
    names = {e.name for e in derivation.source.ordered([target])}
    for equation, own in zip(
        derivation.source.written("matrix"), derivation.source.ordered(), strict=True
    ):
        assert own.name not in names or equation.right in labels


def test_the_latex_can_be_copied(made) -> None:
    derivation, page = made
    text = "".join(Page(page).text)
    for equation in derivation.written("matrix", Latex()):
        assert f"{equation.left} &= {equation.right}" in text


def test_nothing_was_left_untypeset(made) -> None:
    assert '<code class="tex"' not in made[1]


def test_long_derivations_fold_and_short_ones_do_not() -> None:
    long = html(document(classifier(3).gradient("L", ["W1"])))
    short = html(document(logistic().gradient("L", "w")))
    assert '<details class="derived">' in long
    assert '<details class="derived">' not in short
    assert '<div class="derived">' in short


def test_names_of_the_user_are_escaped() -> None:
    n = sn.dim("n")
    x = sn.vector('<script>alert("x")</script>', n)
    y = sn.vector("y", n, latex=r"\text{<img src=x onerror=alert(1)>}")
    model = sn.Model()
    model.define("L", sn.total(x**2 * y))
    page = html(document(model.gradient("L")))
    read = Page(page)
    assert not {tag for tag, _ in read.tags} & {"script", "img"}
    assert "<script" not in page
    assert "<img" not in page
    assert any("<script>" in label for label in "".join(read.text).splitlines())


def test_text_is_escaped_and_formulas_keep_their_punctuation() -> None:
    text = ["a < b & ", Math("x", "x"), ", see ", Reference(1), "."]
    page = html(Document(["<t>"], [Section("<s>", [Paragraph(text)])]))
    assert "<title>&lt;t&gt;</title>" in page
    assert "&lt;s&gt;" in page
    assert "a &lt; b &amp; " in page
    assert re.search(r'<span class="nb"><svg.*?</svg>,</span> see ', page)


def test_a_missing_form_is_a_remark() -> None:
    row = Row(Math("a", "a"), Math("b", "b"), 1)
    refused = Row(Math("a", "a"), Math("b", "b"), None, "no <matrix> form")
    page = html(Document(["t"], [Section("s", [SideBySide(("A", "B"), [(row, refused)])])]))
    assert '<div class="remark second">no &lt;matrix&gt; form</div>' in page


def test_the_page_follows_the_read_in_light_and_width() -> None:
    page = html(document(logistic().gradient("L", "w")))
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page
    assert 'name="viewport"' in page
    assert 'fill="black"' not in page


def test_entries_stand_beside_the_matrix_form() -> None:
    derivation = two_two().gradient("E", "W")
    labels = Page(html(document(derivation, "entries"))).all("aria-label")
    for notation in ("entries", "matrix"):
        for equation in derivation.written(notation, Latex()):
            assert equation.right in labels
