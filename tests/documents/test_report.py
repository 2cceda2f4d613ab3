"""Report pages: every claim is marked, nothing of the document acts, links lead somewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from time import process_time

import pytest

from symnn.check.document import judged_document
from symnn.check.layout import LAYOUTS
from symnn.documents.drawing import Drawing
from symnn.documents.report import POLICY, report_page
from symnn.documents.report_index import index_page, page_names
from symnn.documents.verdict_notes import SIGNS
from symnn.notation.reader.document import read_document

ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "main", "header", "footer", "article", "nav",
    "h1", "h2", "h3", "h4", "h5", "p", "div", "span", "a", "ol", "ul", "li", "dl", "dt", "dd",
    "pre", "code", "em", "strong", "blockquote", "details", "summary", "table", "thead", "tbody",
    "tr", "th", "td", "svg", "symbol", "path", "use", "rect", "line", "polygon", "g",
}  # fmt: skip
VOID = {"meta"}
MODEL = (
    r"Let $X \in \mathbb{R}^{n \times d}$, $y \in \mathbb{R}^n$, $w \in \mathbb{R}^d$ and "
    r"\[ L = \tfrac12 \|Xw - y\|^2. \]"
)
RIGHT = r"\[ \frac{\partial L}{\partial w} = X^\top (Xw - y) \]"
WRONG = r"\[ \frac{\partial L}{\partial y} = Xw - y \]"
STRANGE = r"\[ \frac{\partial L}{\partial y} = \mystery{y} \]"


class Page(HTMLParser):
    """A page as its tags, read strictly."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        if "style" not in self.open:
            self.text.append(data)

    def all(self, attribute: str) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get(attribute))]

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())


def judged(text: str, name: str = "paper.tex", **options) -> dict:
    return judged_document(read_document(text, name), **options).to_json()


def page_of(text: str, name: str = "paper.tex", **options) -> str:
    return report_page(judged(text, name, **options), text)


def assert_harmless(page: str) -> None:
    read = Page(page)
    assert {tag for tag, _ in read.tags} <= ALLOWED
    names = {name for _, attrs in read.tags for name in attrs}
    assert not [name for name in names if name.startswith("on") or name in ("src", "xlink:href")]
    ids = read.all("id")
    assert len(ids) == len(set(ids))
    for link in read.all("href"):
        assert link.startswith("#")
        assert link[1:] in ids
    for style in read.all("style"):
        assert re.fullmatch(r"(--depth:\d|(?:width|height|vertical-align|:|;|[-.\d]+|em)+)", style)
    assert not [letter for letter in page if ord(letter) < 32 and letter not in "\n\t"]
    assert "\u202e" not in page
    assert POLICY in [value.replace("&#x27;", "'") for value in read.all("content")]


def test_every_claim_has_its_sign_its_word_and_its_note() -> None:
    page = page_of(f"{MODEL}\n{RIGHT}\n{WRONG}\n{STRANGE}")
    read = Page(page)
    assert_harmless(page)
    for number, verdict in enumerate(("proved", "refuted", "unclear"), 1):
        assert f"claim-{number}" in read.all("id")
        assert f"note-{number}" in read.all("id")
        assert f"{SIGNS[verdict]} {verdict}" in read.words
        assert f"Claim {number}: {verdict}" in read.all("aria-label")
    assert "the sign is wrong" in read.words
    assert r"4:36: \mystery" in read.words


def test_a_page_with_another_verdict_says_another_word() -> None:
    """The marks follow the data: a broken twin of the test above."""
    text = f"{MODEL}\n{RIGHT}"
    found = judged(text)
    claim = next(entry for entry in found["equations"] if entry["role"] == "claim")
    claim["verdict"] = "unclear"
    read = Page(report_page(found, text))
    assert "Claim 1: unclear" in read.all("aria-label")
    assert "Claim 1: proved" not in read.all("aria-label")


def test_a_refutation_shows_its_counterexample_its_replay_and_on_demand_the_answer() -> None:
    text = f"{MODEL}\n{WRONG}"
    without, with_answer = Page(page_of(text)), Page(page_of(text, answers=True))
    found = judged(text)
    claim = next(entry for entry in found["equations"] if entry["role"] == "claim")
    for line in claim["counterexample"]["code"].splitlines():
        assert " ".join(line.split()) in without.words
    assert "Claim 1 fails at" in without.words
    assert "Right would be" in with_answer.words
    assert "Right would be" not in without.words


def test_what_is_understood_and_what_is_not_is_said() -> None:
    read = Page(page_of(f"{MODEL} Also $q \\in \\strange$ and $a = \\mystery$. {RIGHT}"))
    assert "understood: 3 declarations" in read.words
    assert "understood: definition" in read.words
    assert "? not understood" in read.words


def test_rows_cells_and_chains_are_marked_where_they_stand() -> None:
    text = (
        MODEL
        + "\n"
        + r"""
\begin{align}
\frac{\partial L}{\partial w} &= X^\top (Xw - y) \tag{A} \\
&= X^\top X w + X^\top y \label{eq:two} \\[2pt]
\frac{\partial L}{\partial y} &= y - Xw
\end{align}"""
    )
    page = page_of(text)
    read = Page(page)
    assert_harmless(page)
    badges = [label for label in read.all("aria-label") if label.startswith("Claim ")]
    assert sorted(badges)[::2] == ["Claim 1: proved", "Claim 2: refuted", "Claim 3: proved"]
    assert "(A)" in read.words
    assert "eq:two" not in "".join(read.all("aria-label"))


def test_a_claim_in_a_title_has_its_note() -> None:
    page = page_of(r"# Let $f = x^2$, so $\frac{df}{dx} = 3x$", "notes.md")
    assert_harmless(page)
    assert {"claim-1", "note-1"} <= set(Page(page).all("id"))


def test_prose_of_latex_is_read_as_prose() -> None:
    text = r"""\documentclass{article}\newcommand{\R}{\mathbb{R}}
\title{On \emph{slopes}}
\begin{document}\maketitle
\section{First -- part} Caf\'e, ``quoted''~\cite[p.~3]{key}, see \eqref{a}. % hidden
\begin{itemize}\item one $x \in \R$ \item two\end{itemize}
\begin{theorem}[Known] Five \% of \textbf{bold} \texttt{code}.\end{theorem}
\verb|\x| \unknown{shown} \foo
\end{document}"""
    read = Page(page_of(text))
    for words in ("On slopes", "First – part", "Café, “quoted”", "[key, p.\xa03]", "(a)"):
        assert " ".join(words.split()) in read.words
    for words in ("Theorem (Known). Five % of bold code.", r"\x", "shown", r"\foo", "• one"):
        assert words in read.words.replace("•one", "• one")
    assert "hidden" not in read.words
    assert {"em", "strong", "code"} <= {tag for tag, _ in read.tags}


def test_prose_of_markdown_is_read_as_prose() -> None:
    text = (
        "# A *title*\n\ntext **bold** a_b_c `x*y*`\n\n- one\n  1. two\n\n> said\n\n"
        "```\n$no$ *code*\n```\n"
    )
    read = Page(page_of(text, "notes.md"))
    for words in ("A title", "text bold a_b_c x*y*", "said", "$no$ *code*"):
        assert words in read.words
    assert {"h1", "em", "strong", "code", "pre", "blockquote"} <= {tag for tag, _ in read.tags}


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


def test_a_file_that_was_not_read_has_a_page() -> None:
    found = {"file": "a<b>.tex", "equations": [], "summary": {}, "error": "not <read>"}
    page = report_page(found, "")
    assert_harmless(page)
    assert "not <read>" in Page(page).words


def test_a_file_that_changed_meanwhile_is_not_annotated() -> None:
    found = judged(f"{MODEL}\n{RIGHT}")
    assert "was changed while it was checked" in Page(report_page(found, "Something else.")).words


def test_the_index_links_every_page() -> None:
    reports = [
        {**judged(f"{MODEL}\n{WRONG}"), "file": "a/one <1>.tex"},
        {"file": "a/b/two.tex", "equations": [], "summary": {}, "error": "no"},
    ]
    pages = page_names([report["file"] for report in reports])
    assert pages == ["one <1>.tex.html", "b-two.tex.html"]
    read = Page(index_page(reports, pages))
    assert read.all("href") == ["./one%20%3C1%3E.tex.html", "./b-two.tex.html"]
    assert "✗ 1 refuted" in read.words
    assert "? not read" in read.words


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_text_stands_out_in_light_and_dark() -> None:
    """WCAG AA: at least 4.5 for text, on paper and on the tints of verdicts."""
    assert contrast("#777777", "#ffffff") < 4.5  # the formula of WCAG, at its well-known limit
    page = page_of("Let $f = x^2$.")
    themes: dict[str, dict[str, str]] = {"": {}, "(prefers-color-scheme: dark)": {}, "print": {}}
    for media, root in re.findall(r"(?:@media ([^{]*) \{\s*)?:root \{(.*?)\}", page, re.DOTALL):
        themes[media].update(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", root))
    light, dark, _ = themes.values()
    for theme in (light, dark):
        for name in ("ink", "soft", "accent", "proved", "agrees", "refuted", "unclear"):
            assert contrast(theme[name], theme["paper"]) >= 4.5, name
        for name in ("proved", "agrees", "refuted", "unclear"):
            assert contrast(theme[name], theme[f"{name}-tint"]) >= 4.5, name
            assert contrast(theme["ink"], theme[f"{name}-tint"]) >= 4.5, name
