"""Reports on hostile documents: nothing of them acts, and none takes long."""

from __future__ import annotations

from time import process_time

import pytest

from symnn.check.layout import LAYOUTS
from symnn.documents.drawing import Drawing
from symnn.documents.report import report_page
from tests.documents.pages import Page
from tests.documents.reports import assert_harmless, page_of

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    r"\href{javascript:alert(1)}{x} \url{javascript:alert(1)}",
    "[x](javascript:alert) ![x](http://e.vil/x.png)",
    r"\includegraphics{http://e.vil/x.png}",
    "a\x1b[31m\x00\x07\u202eb\u2066c",
    "</style></title></pre>]]>-->",
    "&lt;script&gt; &#60;script&#62;",
    "\U000f0000\U000f0001",
]


@pytest.mark.parametrize("name", ["evil.tex", "evil.md"])
@pytest.mark.parametrize("bad", HOSTILE)
def test_hostile_text_does_nothing(bad: str, name: str) -> None:
    frames = [
        "{}", r"\title{{{}}} \section{{{}}}", "$f = {}$", r"$\text{{{}}} = 1$",
        r"$\mathrm{{{}}} = x$", r"\newcommand{{\a}}{{{}}} $f = \a$",
        r"\[ \frac{{df}}{{dx}} = {} \tag{{{}}} \label{{{}}} \]",
        r"\begin{{verbatim}}{}\end{{verbatim}}", "# {}", "- {}", "`{}`", "```\n{}\n```",
        r"\cite{{{}}}", r"\begin{{{}}} $x$", r"\item[{}] x", r"$\operatorname{{{}}}$", "$ {} ",
    ]  # fmt: skip
    filled = [frame.replace("{}", bad).replace("{{", "{").replace("}}", "}") for frame in frames]
    text = "Let $f = x^2$.\n\n" + "\n\n".join(filled)
    assert_harmless(page_of(text, name))


def test_what_escaping_prevents_would_be_seen() -> None:
    """The check for harmless pages fails on pages that are not."""
    page = page_of("Let $f = x^2$.")
    for bad in ("<script></script>", '<p onclick="x"></p>', '<a href="javascript:x">x</a>'):
        with pytest.raises(AssertionError):
            assert_harmless(page.replace("<article>", f"<article>{bad}"))


@pytest.mark.parametrize(
    "command", [r"\href{javascript:x}{y}", r"\style{color:red}{x}", r"\unicode{x41}"]
)
def test_commands_that_make_more_than_letters_are_not_typeset(command: str) -> None:
    page = page_of(f"$f = x {command}$")
    assert_harmless(page)
    assert command in Page(page).words


def test_nesting_and_size_are_bounded() -> None:
    deep = r"\left(" * 40 + "x" + r"\right)" * 40
    braces = "{" * 3000 + "}" * 3000
    long = "+".join(f"x_{{{n}}}" for n in range(3000))
    assert_harmless(page_of(f"$f = {deep}$ $ {braces} $ ${long}$ {'{' * 3000} {'*' * 3000}"))


def test_what_takes_exponential_time_is_not_typeset() -> None:
    begin = process_time()
    arrows, lefts, fields = "x", "x", "x"
    for _ in range(11):
        arrows, lefts = rf"\xrightarrow{{{arrows}}}", rf"\left({lefts}\right)"
        fields = rf"\begin{{pmatrix}} {fields} \end{{pmatrix}}"
    page = page_of(f"$a = {arrows}$ $b = {lefts}$ $c = {fields}$")
    assert process_time() - begin < 10
    assert page.count('<code class="tex">') == 3


def test_macros_make_a_bounded_page(monkeypatch) -> None:
    """Each formula is within the bounds of macros, all of them are not."""
    monkeypatch.setattr("symnn.documents.drawing.MOST_WORK", 3000)
    macros = r"\newcommand{\a}{x x x x x x x x}\newcommand{\b}{\a\a\a\a\a\a\a\a}"
    macros += r"\newcommand{\c}{\b\b\b\b\b\b\b\b}"
    formulas = " ".join(f"$y_{{{number}}} = \\c$" for number in range(500))
    begin = process_time()
    page = report_page(
        {"file": "a.tex", "equations": [], "summary": {}, "layout": LAYOUTS["auto"]},
        macros + formulas,
    )
    assert process_time() - begin < 30
    assert r"y_{499} = \c" in Page(page).words


@pytest.mark.parametrize("piece", ["*", "_", "[", "[x](a", "`", "``` ", "# ", "- ", "> ", "[]("])
def test_prose_takes_no_quadratic_time(piece: str) -> None:
    begin = process_time()
    for name in ("a.md", "a.tex"):
        text = piece * (100_000 // len(piece))
        report_page({"file": name, "equations": [], "summary": {}, "layout": LAYOUTS["auto"]}, text)
    assert process_time() - begin < 20


@pytest.mark.parametrize(
    "piece", ["{", "}", "\\", r"\label{", r"\item", "%", "\n ", "~", r"\begin{a}"]
)
def test_latex_takes_no_quadratic_time(piece: str) -> None:
    begin = process_time()
    text = piece * (100_000 // len(piece))
    report_page({"file": "a.tex", "equations": [], "summary": {}, "layout": LAYOUTS["auto"]}, text)
    assert process_time() - begin < 20


def test_many_different_formulas_show_as_latex_in_the_end(monkeypatch) -> None:
    monkeypatch.setattr("symnn.documents.drawing.MOST_WORK", 10)
    drawing = Drawing()
    assert "<svg" in drawing.latex("x")
    assert drawing.latex(r"x + y + z + w") == '<code class="tex">x + y + z + w</code>'
    assert "<svg" in drawing.latex("x")
