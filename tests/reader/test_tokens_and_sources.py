"""Where mathematics stands, its tokens and their places, macros, bounds."""

import pytest

from symnn.notation.reader.document import read_document
from symnn.notation.reader.text.macros import Expander, macros_of
from symnn.notation.reader.text.source import Source
from symnn.notation.reader.text.statements import statements
from symnn.notation.reader.text.tokens import text_of, tokenize
from symnn.notation.reader.trouble import MAX_CHARACTERS, ReadError, TooLargeError


def formulas(text, filename="a.tex"):
    source = Source(text, filename)
    return [text[formula.start : formula.end].strip() for formula in source.formulas]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a $x$ b $$y$$ c", ["x", "y"]),
        (r"\(x\) and \[ y \]", ["x", "y"]),
        (r"costs \$5 and $x$", ["x"]),
        ("% $no$\n$yes$", ["yes"]),
        (r"\begin{align*} a &= b \end{align*}", ["a &= b"]),
        (r"\begin{verbatim} $no$ \end{verbatim} $x$", ["x"]),
        (r"\documentclass{article} $no$ \begin{document} $x$ \end{document} $no$", ["x"]),
        (r"\newcommand{\cost}{$no$} $x$", ["x"]),
    ],
)
def test_formulas_of_tex(text, found):
    assert formulas(text) == found


def test_code_in_markdown_is_no_mathematics():
    text = "`$no$` and\n```\n$no$\n```\n$x$ 100% $y$"
    assert formulas(text, "a.md") == ["x", "y"]


def test_tokens_keep_their_places():
    tokens = tokenize("\\frac{a}2 % c\n b", 0, 16)
    assert [(t.text, t.start, t.end) for t in tokens] == [
        (r"\frac", 0, 5),
        ("{a}", 5, 8),
        ("2", 8, 9),
        ("b", 15, 16),
    ]
    assert [t.gap for t in tokens] == [False, False, False, True]


@pytest.mark.parametrize(
    ("definitions", "formula", "meaning"),
    [
        (
            r"\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}",
            r"\pd{L}{w}",
            r"\frac{\partial L}{\partial w}",
        ),
        (r"\def\R{\mathbb{R}}", r"x\in\R^n", r"x\in\mathbb{R}^n"),
        (r"\def\sq#1{#1^2}", r"\sq{x}", "x^2"),
        (r"\DeclareMathOperator{\tr}{tr}", r"\tr(X)", r"\operatorname{tr}(X)"),
        (r"\newcommand{\n}[2][p]{#2_#1}", r"\n{x}\n[q]{y}", "x_py_q"),
        (r"\newcommand{\a}{\b}\newcommand{\b}{z}", r"\a", "z"),
    ],
)
def test_macros(definitions, formula, meaning):
    text = definitions + formula
    macros = macros_of(text, Source(text).macro_starts)
    tokens = tokenize(text, len(definitions), len(text))
    assert text_of(Expander(macros).expanded(tokens)) == meaning


@pytest.mark.parametrize(
    ("formula", "parts"),
    [
        ("a = b, c = d", ["a=b", "c=d"]),
        (r"a &= b \\ &= c", ["a=b=c"]),
        (r"a &= b, & c &= d", ["a=b", "c=d"]),
        (r"a &=& b \\ &=& c", ["a=b=c"]),
        (r"a = b \qquad c = d", ["a=b", "c=d"]),
        (r"a &= b \\ &\quad + c", ["a=b+c"]),
        (r"a = b \text{ with } c = d", ["a=b", "c=d"]),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", ["a=b", "c=d"]),
        (r"a = b \label{eq} \tag{1} \\", ["a=b"]),
        (r"f(x, y) = g", ["f(x,y)=g"]),
        (r"a = b \Rightarrow c = d", ["a=b", "c=d"]),
    ],
)
def test_statements_of_a_formula(formula, parts):
    found = []
    for raw in statements(tokenize(formula, 0, len(formula))):
        sides = [
            text_of([t for t in side if t.text not in ("&", r"\\", r"\quad", r"\qquad")])
            for side in raw.sides
        ]
        sides = [side.split(r"\label")[0] for side in sides]
        found.append("=".join(sides))
    assert found == parts


def bomb():
    lines = [r"\newcommand{\a}{xxxxxxxxxx}"]
    lines += [rf"\newcommand{{\a{'a' * k}}}{{{(chr(92) + 'a' * k) * 10}}}" for k in range(1, 12)]
    return "\n".join(lines) + f"$\\{'a' * 11} = 1$"


@pytest.mark.parametrize(
    "text",
    [
        bomb(),
        r"\newcommand{\a}{\a\a}$\a = 1$",
        "$x = " + "{" * 100_000 + "1" + "}" * 100_000 + "$",
        "$x = " + "(" * 5_000 + "1" + ")" * 5_000 + "$",
        "$x = 10^{10^{10}}$",
        "$x = " + "(" * 20 + "10^{64})^{64}" + ")^{64}" * 19 + "$",
        "$x = " + "1" * 500 + "$",
        "$x = " + "-" * 3_000 + "1$",
        "$" * 1_000,
        r"\begin{align}" * 500,
    ],
)
def test_hostile_documents_end_in_a_clear_statement(text):
    document = read_document(text)
    assert all(statement.trouble or statement.claim is None for statement in document.statements)


def test_a_document_that_is_too_long_is_refused():
    with pytest.raises(TooLargeError, match="characters"):
        read_document("{" * (MAX_CHARACTERS + 1))


def test_braces_that_do_not_match_are_said_with_their_place():
    with pytest.raises(ReadError, match="without a closing one") as caught:
        tokenize("a {b", 0, 4)
    assert caught.value.offset == 2
