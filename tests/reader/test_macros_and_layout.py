# ruff: noqa: E501 (formulas stand on one line)
"""Macros, rows and layout: what a document's own commands and its typesetting mean."""

import pytest

from symnn.notation.reader.document import read_document
from tests.reader.outcomes import reasons, verdicts

PD = r"\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}} "

# Each document has two claims: the first is true, the second is not.
JUDGED = [
    r"\let\eps=\epsilon \let\eta\epsilon $\eps > 0$, $f = \eps c^{2}$, $\frac{df}{dc} = 2 \eta c$, $\frac{df}{dc} = \eta c$",
    PD
    + r"\newcommand{\opt}[2][c]{#1 #2} $f = \opt{s} + \opt[t]{s}$, $\pd{f}{s} = c + t$, $\pd f s = c$",
    "\\let\\one 1\n\\newcommand\\bad\n\\def\\odd#1.{#1} \\newcommand{\\x}{{a%}}\n"
    + PD
    + r"$f = c^2$, $\pd f c = 2c$, $\pd{f}{c} = c$",
    r"\newcommand{\sq}[1]{#1^#9 2} \newcommand{\nothing}{} \newcommand{\grp}[1]{{#1}^2} $f = \sq{c} + \nothing \grp{s}$, $\frac{df}{ds} = 2s$, $\frac{df}{ds} = s$",
    "\\documentclass{article} \\newcommand{\\q}{c^2} % \\newcommand{\\q}{s}\n\\begin{document} $f = \\q$, $\\frac{df}{dc} = 2c$, $\\frac{df}{dc} = c$ \\end{document}",
    r"\begin{theorem} $f = c^2$, $\frac{df}{dc} = 2c$, $\frac{df}{dc} = c$ \end{theorem}",
    r"$f = \underbrace{c^2}_{\text{sq}} + \overbrace{s}^{t} + \boxed{c}$, $\frac{df}{dc} = 2c + 1$, $\frac{df}{ds} = t$",
    r"$f = {\color{red} c^2} + \color{red}{c}$, $\frac{df}{dc} = 2c + 1$, $\frac{df}{dc} = 2c$",
    r"$f = \mathop{\mathrm{tr}}(S) c + \mathop{tr}(S) + \mathop{\rm tr} S \mathop{c}$, $\frac{df}{dc} = 2 \operatorname{tr} S$, $\frac{df}{dc} = \operatorname{tr} S$",
    r"$f = \underbrace c s + \label{a} \big(c + s\big) \hspace{1cm}$, $\frac{df}{dc} = s + 1$, $\frac{df}{dc} = s$",
    "$f = c·s − c × t$, $\\frac{∂f}{∂c} = s − t$, $\\frac{∂f}{∂c} = s$",
    r"\begin{align} f &= c^2 \\[2pt] \frac{df}{dc} &= 2c \\* &= c \end{align}",
    r"\begin{alignat}{2} f &= c^2 \\ \frac{df}{dc} &= 2c \end{alignat} \begin{equation} \begin{alignedat}{2} g &= c^2 \\ \frac{dg}{dc} &= c \end{alignedat} \end{equation}",
    r"\begin{align*} f &= c^2, & g &= s \\ h &= c \quad + s, \\ k &= c \cdot \\ & s \\ \frac{dh}{dc} &= 1 & \frac{dk}{dc} &= c \end{align*}",
    r"$$ f = c^2 \\ + s \\ g = s^2 $$ $\frac{df}{ds} = 1$, $\frac{dg}{ds} = 1$",
    r"$f \stackrel{\text{def}}{=} c^2$, $g =: s f$, $h := f$, $\frac{dg}{dc} = 2 c s$, $\frac{dh}{dc} = c$",
]


@pytest.mark.parametrize("text", JUDGED)
def test_layout_and_broken_twins(text):
    declared = (
        r" $S \in \mathbb{R}^{n \times n}$, $c, s, t \in \mathbb{R}$."
        if "document}" not in text
        else ""
    )
    assert verdicts(text + declared, "") == [True, False]


REFUSED = [
    (PD + r"$1 = \pd{f}$", r"\pd takes 2 arguments"),
    (r"\newcommand{\opt}[2][c]{#1 #2} $g = \opt[t$", r"\opt[ without a closing ]"),
    (r"$f = c } + 1$", "a closing brace } without an opening one"),
    (r"$f = { c$", "an opening brace { without a closing one"),
    (r"$f = \left( c \right. + s$", "a bracket ( is not closed: the end stands here"),
    (r"$f = \left. c \right) + 1$", ") is not expected here"),
    (
        r"$f = \left. c^2 \right|_{c=1}$",
        "a bar inside of a formula; known is one over a whole side",
    ),
    (r"$f = {}$", "an empty group {}"),
    (r"$h = \left.$", "nothing stands on one side of a relation"),
    (r"$c > 0$, $c′ = 1$", "a prime on c, which is no function"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_layout_that_is_not_understood(text, reason):
    assert reasons(text, "") == [reason]


def latex(text):
    return [statement.latex for statement in read_document(text, "a.tex").statements]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"$a = 1$ and $b = 2", ["a = 1"]),
        (r"$a = 1$ and \[ b = 2", ["a = 1"]),
        ("$a = 1$ costs $5\n\nand $b = 2$", ["a = 1", "b = 2"]),
        (r"\begin{equation} a = 1", ["a = 1"]),
        ("\\newcommand{\\x}{c\n$a = 1$", []),
        (r"\not a", []),
        (r"$f \not= s$", [r"f \not= s"]),
        (r"$c \to u \to v$", [r"c \to u \to v"]),
        (r"$(a = 1)(b = 2)$", []),
        (r"$f = 2, (i \ne j)$", ["f = 2", r"i \ne j"]),
    ],
)
def test_where_statements_begin_and_end(text, found):
    assert latex(text) == found


def test_a_formula_of_too_many_tokens_is_refused():
    (statement,) = read_document("$" + "x " * 200_001 + "$").statements
    assert statement.trouble.reason == "a formula has more than 200000 tokens"
