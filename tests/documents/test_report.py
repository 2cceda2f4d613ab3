"""Report pages: every claim is marked, what is said is right, links lead somewhere."""

from __future__ import annotations

import re

from symnn.check.verdict import SIGNS
from symnn.documents.report import report_page
from symnn.documents.report_index import index_page, page_names
from tests.documents.pages import Page
from tests.documents.reports import assert_harmless, judged, page_of

MODEL = (
    r"Let $X \in \mathbb{R}^{n \times d}$, $y \in \mathbb{R}^n$, $w \in \mathbb{R}^d$ and "
    r"\[ L = \tfrac12 \|Xw - y\|^2. \]"
)
RIGHT = r"\[ \frac{\partial L}{\partial w} = X^\top (Xw - y) \]"
WRONG = r"\[ \frac{\partial L}{\partial y} = Xw - y \]"
STRANGE = r"\[ \frac{\partial L}{\partial y} = \mystery{y} \]"


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
