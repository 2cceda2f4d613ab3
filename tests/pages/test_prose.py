r"""Prose: Markdown with formulas between dollar signs, and nothing that pages do not have."""

from __future__ import annotations

import pytest

from symnn.documents.document import Bullets, Code, Display, Link, Math, Paragraph, Styled
from symnn.pages.prose import ProseError, blocks, sentence


def test_words_and_formulas():
    (paragraph,) = blocks("the *slope* of $f_1(x)*2$ is **two**; see [there](a.html), `x_1`")
    assert paragraph == Paragraph(
        [
            "the ",
            Styled("emphasis", "slope"),
            " of ",
            Math("f_1(x)*2", "f_1(x)*2"),
            " is ",
            Styled("strong", "two"),
            "; see ",
            Link("a.html", "there"),
            ", ",
            Styled("code", "x_1"),
        ]
    )


def test_lines_are_joined_and_indents_forgotten():
    made = blocks("""One
        line.

        Another
        one.
    """)
    assert made == [Paragraph(["One line."]), Paragraph(["Another one."])]


def test_a_displayed_formula_parts_a_paragraph():
    made = blocks("before $$\\frac{a}{b}$$ after")
    assert made == [
        Paragraph(["before"]),
        Display(Math(r"\frac{a}{b}", r"\frac{a}{b}")),
        Paragraph(["after"]),
    ]


def test_lists_and_programs():
    made = blocks("- one $x$\n- two\n\n1. first\n\n```python\nprice = '$5$'\n```\n")
    assert made == [
        Bullets([["one ", Math("x", "x")], ["two"]]),
        Bullets([["first"]], numbered=True),
        Code("python", "price = '$5$'\n"),
    ]


@pytest.mark.parametrize(
    ("prose", "trouble"),
    [
        ("# Title", "heading: pages have paragraphs"),
        ("> quoted", "blockquote: pages have"),
        ("![alt](x.png)", "image: pages have no such thing"),
        ("- a\n- b\n  > c", "a point of a list is one paragraph"),
    ],
)
def test_other_things_are_refused(prose: str, trouble: str):
    with pytest.raises(ProseError, match=trouble):
        blocks(prose)


def test_html_is_text():
    assert blocks("<script>alert(1)</script>") == [Paragraph(["<script>alert(1)</script>"])]


def test_a_sentence_is_one_paragraph():
    assert sentence(" a $b$ ") == ["a ", Math("b", "b")]
    assert sentence("") == []
    with pytest.raises(ProseError, match="one sentence was expected"):
        sentence("one\n\ntwo")
