"""Reports: the prose of LaTeX and Markdown, command by command, as a person reads it."""

from __future__ import annotations

import re

import pytest

from tests.documents.reports import assert_harmless, bare, blocks, body

LATEX = {
    r"a \"o \'{e} \^\i \c{c} \v s \H{o} \r a \u{g}!": "[a ö é î ç š ő å ğ!]",
    r"\c, \' 3": r"[\c, ' 3]",
    r"stra\ss e, \LaTeX{} \S 3\ldots": "[straße, LaTeX §3…]",
    r"one\par two": "[one] [two]",
    r"text\footnote{said \emph{low} of $x$} goes on\thanks{Nobody.}.": (
        "[text (said low of $x$) goes on (Nobody.).]"
    ),
    r"\foo bar \unknown{shown} \baz": r"[\foo bar shown \baz]",
    r"\begin{comment}hidden\end{comment}shown": "[shown]",
    r"\begin{verbatim}a $x$ \b\end{verbatim} c": r"[a $x$ \b] [c]",
    "\\verb|a\r\nb| c\r\n\r\nd\x07": "[a b c] [d␇]",
    r"\begin{verbatim}never closed": "[never closed]",
    r"before \begin{quote}said $x$\end{quote} after": "[before] [said $x$] [after]",
    r"\end{itemize} x \begin{enumerate}\item a \item b\end{enumerate}": "[x] [1. a] [2. b]",
    r"\begin{description}\item[Term] words\end{description}": "[Term words]",
    r"\item stray": "[• stray]",
    r"\begin{itemize}\item one" + "\n\n" + r"still one \item two\end{itemize}": (
        "[• one] [still one] [• two]"
    ),
    r"\verb|a\b|c \verb+never closed": r"[a\bc never closed]",
    r"\href{https://a.b}{text} \url{https://c.d} \input{more}": (
        "[text (https://a.b) https://c.d [input: more]]"
    ),
    r"a \\[2pt] b\,c\-d \@ 5\%": "[a b cd 5%]",
    r"} a { b } } c": "[a b c]",
    r"\newcommand{\a}[2][x]{y} \setlength{\b}{1pt} a": "[a]",
    r"\begin{lemma}[Zorn] It holds.\end{lemma} \begin{center}c\end{center}": (
        "[Lemma (Zorn). It holds.] [c]"
    ),
    r"\section{A} a \subsection*{B} b": "[a] [B] [b]",
    r"see~\cite[p.~3]{key}, \cite{other} and \ref{eq}": "[see [key, p. 3], [other] and (eq)]",
}


@pytest.mark.parametrize(("text", "shown"), LATEX.items(), ids=LATEX)
def test_latex(text: str, shown: str) -> None:
    page = bare(text, "a.tex")
    assert_harmless(page)
    assert " ".join(f"[{block}]" for block in blocks(page)) == shown


MARKDOWN = {
    r"\*not em\* 3 \% a\_b": "[*not em* 3 % a_b]",
    "a `tick that stays open": "[a `tick that stays open]",
    "``a ` b`` and `$x$`": "[a ` b and $x$]",
    "[words](https://a.b) ![image](b.png) [empty]()": ("[words (https://a.b) image (b.png) empty]"),
    "> one\n> two\n\nthree\n> four": "[one two] [three] [four]",
    "a **b *c": "[a **b *c]",
    "* one\n  2) two\n    * three": "[• one] [2) two] [• three]",
    "a\n\n* * *\n\nb": "[a] [b]",
    "~~~\nx\n```\n~~~\ny": "[x ```] [y]",
    "```\nnever closed": "[never closed]",
    "> before\n$$x$$\nafter": "[before] [$x$] [after]",
    "- before\n$$x$$\nafter": "[• before] [$x$] [after]",
}


@pytest.mark.parametrize(("text", "shown"), MARKDOWN.items(), ids=MARKDOWN)
def test_markdown(text: str, shown: str) -> None:
    page = bare(text, "a.md")
    assert_harmless(page)
    assert " ".join(f"[{block}]" for block in blocks(page)) == shown


@pytest.mark.parametrize(
    ("name", "text", "tags"),
    [
        (
            "a.tex",
            r"{\bf b} {\itshape e} {\tt c} n",
            "<strong>b</strong> <em>e</em> <code>c</code> n",
        ),
        ("a.tex", r"\textbf{b \emph{e} b} n", "<strong><em>e</em></strong>"),
        ("a.tex", r"\begin{quote}q\end{quote}", "<blockquote>q</blockquote>"),
        ("a.md", "**b *e* b** n", "<strong><em>e</em></strong>"),
        ("a.md", "snake_case_name _e_", "snake_case_name <em>e</em>"),
        ("a.md", "`*c*`", "<code>*c*</code>"),
        ("a.md", "> q\n> r", "<blockquote>q\nr</blockquote>"),
    ],
)
def test_styles(name: str, text: str, tags: str) -> None:
    assert tags in body(bare(text, name))


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        (r"\title{On \emph{$x$} and y}\begin{document}a\end{document}", "On x and y"),
        (r"\title\mytitle\begin{document}a\end{document}", "a.tex"),
        (r"\begin{document}\section{First}a\end{document}", "First"),
        (r"\begin{document}\subsection{Too deep}a\end{document}", "a.tex"),
    ],
)
def test_the_title_of_a_document(text: str, heading: str) -> None:
    (found,) = re.findall("<h1>(.*?)</h1>", bare(text, "b/a.tex"))
    assert re.sub("<.*?>", "", found) == heading
