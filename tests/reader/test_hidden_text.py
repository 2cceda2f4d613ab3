"""What does not show in a document says nothing: branches not taken, comments, what is struck."""

import pytest

from symnn.notation.reader.text.hidden import visible
from tests.verdicts import kinds

START = r"Let $x \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$, $f(x) = x^\top A x$. "
CLAIM = r" \[ \nabla f(x) = 2 A x \]"
FACT = r"Let $A = A^\top$."


@pytest.mark.parametrize(
    "around",
    [
        r"\iffalse %s \fi",
        r"\iffalse \ifx\a\b one \else two \fi %s \fi",
        r"\iftrue Text. \else %s \fi",
        r"\newif\ifsym \ifsym %s \fi",
        r"\newif\ifsym \symtrue \symfalse \ifsym %s \fi",
        r"\newif\ifsym \iffalse \symtrue \fi \ifsym %s \fi",
        r"\newcommand{\ignore}[1]{} \ignore{%s}",
        r"\def\ignore#1{} \ignore{%s}",
        r"\sout{%s}",
    ],
)
def test_a_fact_that_does_not_show_is_none(around):
    assert kinds(START + FACT + CLAIM) == ["proved"]
    assert kinds(START + around % FACT + CLAIM) == ["refuted"]


@pytest.mark.parametrize(
    "around",
    [
        r"\iftrue %s \fi",
        r"\iffalse Text. \else %s \fi",
        r"\newif\ifsym \symtrue \ifsym %s \fi",
        r"\ifx\a\b Text. \fi %s",
        r"It vanishes $\iff x = 0$. %s",
        "% \\iffalse\n%s",
        r"\begin{verbatim}\iffalse\end{verbatim} %s",
        r"\iffalse %s",
    ],
)
def test_what_shows_counts(around):
    assert kinds(START + around.replace("%s", FACT) + CLAIM) == ["proved"]


@pytest.mark.parametrize("around", ["<!-- %s -->", "<!--\n%s\n-->", "~~%s~~", "<del>%s</del>"])
def test_comments_and_struck_words_of_markdown(around):
    display = CLAIM.replace(r"\[", "\n$$").replace(r"\]", "$$\n")
    assert kinds(START + FACT + display, "a.md") == ["proved"]
    assert kinds(START + around % FACT + display, "a.md") == ["refuted"]
    shown = kinds(START + "`<!--` " + FACT + display + "-->", "a.md")
    assert shown == ["proved"]


def test_places_stay():
    text = "a \\iffalse b\nc \\fi d"
    assert len(visible(text)) == len(text)
    assert visible(text).index("d") == text.index("d")
    assert visible(text).count("\n") == 1


def test_a_hidden_claim_is_none():
    assert kinds(START + r"\iffalse \[ \nabla f(x) = 3 A x \] \fi " + FACT + CLAIM) == ["proved"]
