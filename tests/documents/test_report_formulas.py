"""Reports: formulas as they are cut, typeset and marked; claims with their notes."""

from __future__ import annotations

import json
import re

import pytest

from symnn.documents.report import report_page
from tests.documents.reports import assert_harmless, bare, blocks, body, judged, page_of

SQUARE = r"Let $f = x^2$."
CODE = re.compile(r'<code class="tex"[^>]*>(.*?)</code>')


def cells(text: str) -> list[list[str]]:
    """The cells of the rows of a displayed formula, as they are typeset."""
    rows = re.findall(
        r'<div class="left">(.*?)</div><div class="right"[^>]*>(.*?)</div>', body(bare(text))
    )
    return [re.findall(r"\$([^$]*)\$", "".join(row)) for row in rows]


ROWS = {
    r"\begin{align} & \\ a &= b \\ & \nonumber \end{align}": [["a", "=b"]],
    r"\begin{alignat*}{2} a &= b & c \\ d &= e \end{alignat*}": [["a", "=b", "c"], ["d", "=e"]],
    r"\[ \begin{alignedat}{2} a &= b \end{alignedat} \]": [["a", "=b"]],
    r"\[ \begin{pmatrix} a & b \\ c & d \end{pmatrix} \]": [
        [r"\begin{pmatrix}a&amp;b\\c&amp;d\end{pmatrix}"]
    ],
    r"\[ a \color{red} b \label{c} \nonumber \tag*{T} \]": [["ab"]],
    r"\[ {\label{a} b} {\displaystyle c \phantom{d}} \]": [["{b}{c}"]],
    r"\[ \boxed{a = b} \mathop{M} \ensuremath{x} \]": [["{a=b}{M}{x}"]],
    r"\[ \dfrac12 \tfrac a {b} \bigl( c \bigr) \]": [[r"\frac{1}{2}\frac{a}{b}(c)"]],
    r"\[ \text{if } \mbox{a b} \hbox c \]": [[r"\text{if }\text{a b}\text c"]],
    r"\[ \]": [],
}


@pytest.mark.parametrize(("text", "expected"), ROWS.items(), ids=ROWS)
def test_rows_and_cells(text: str, expected: list[list[str]]) -> None:
    assert cells(text) == expected


@pytest.mark.parametrize(
    "latex", [r"\begin", r"a \boxed", r"\mathop", r"\frac", r"x \text", r"x_{\unknown}"]
)
def test_what_breaks_off_is_shown_as_it_is_written(latex: str) -> None:
    page = bare(f"${latex}$ and $y$")
    assert_harmless(page)
    (shown,) = CODE.findall(page)
    assert shown.replace(" ", "") == latex.replace(" ", "")
    assert blocks(page)[0].endswith("and $y$")


@pytest.mark.parametrize(
    ("formula", "pieces"),
    [
        (r"\frac{df}{dx} = 2x = x + x", [r"\frac{df}{dx}=2x", "=x+x"]),
        (r"\frac{df}{dx} = 2x, \quad \text{and } f = xx", [r"\frac{df}{dx}=2x,", "f=xx"]),
        (r"\frac{df}{dx} = \underbrace{2x}_{s}", [r"\frac{df}{dx}=\underbrace{2x}_{s}"]),
        (r"\underbrace{\frac{df}{dx} = 2x}_{s}", [r"\underbrace{\frac{df}{dx}=2x}_{s}"]),
        (r"\left. \frac{df}{dx} = 2x, f = xx \right|", [r"\left.\frac{df}{dx}=2x,f=xx\right|"]),
        (r"f = xx; \quad {}_{a}", ["f=xx;", "{}_{a}"]),
        (r"f = xx; _{a} ^{b} = 2", [r"f=xx;_{a}^{b}=2"]),
        (r"a \left( = b ,, f = xx \right)", [r"a\left(=b,,f=xx\right)"]),
        (r"\begin{array}{l} f = xx \end{array}", [r"\begin{array}{l}f=xx\end{array}"]),
    ],
)
def test_a_formula_is_cut_only_where_both_parts_stand_by_themselves(
    formula: str, pieces: list[str]
) -> None:
    page = page_of(f"{SQUARE} \\[ {formula} \\]")
    assert_harmless(page)
    assert CODE.findall(page) == []
    *_, display = body(page).split('<div class="block">')
    assert re.findall(r'<span class="piece[^>]*>\$([^$]*)\$', display) == pieces


@pytest.mark.parametrize(
    "formula",
    [r"f = xx \right)", r"a \right| \text{ so } f = xx", r"\frac{df}{dx} = 2x \end{cases}"],
)
def test_half_a_bracket_is_shown_as_it_is_written(formula: str) -> None:
    page = page_of(f"{SQUARE} \\[ {formula} \\]")
    assert_harmless(page)
    (shown,) = CODE.findall(page)
    assert shown.replace(" ", "") == formula.replace(" ", "")


def test_statements_in_one_piece_keep_their_numbers() -> None:
    r"""The second of them has no piece of its own, and its badge stands behind the whole."""
    page = page_of(rf"{SQUARE} \[ \left. f = xx, \frac{{df}}{{dx}} = 2x \right. \]")
    assert_harmless(page)
    assert page.count('id="claim-1"') == 1


# ---- notes --------------------------------------------------------------------------------------


def test_conditions_are_said() -> None:
    (block,) = blocks(page_of(r"Let $f = |x|$. Then $\frac{df}{dx} = x/|x|$."))
    assert "✓ proved 1 given x ≠ 0 normal form" in block
    (block,) = blocks(
        page_of(
            r"Let $x \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$, $A = A^\top$, "
            r"$f = x^\top A x$. Then $\frac{\partial f}{\partial x} = 2 A x$."
        )
    )
    assert "given" in block


def test_arrays_of_three_axes_and_large_ones_are_shown_as_lists() -> None:
    text = (
        r"Let $T \in \mathbb{R}^{2 \times 2 \times 2}$, $W \in \mathbb{R}^{9 \times 9}$, "
        r"$x \in \mathbb{R}^2$, "
        r"$f = \sum_{i=1}^2 \sum_{j=1}^2 \sum_{k=1}^2 T_{ijk}^2 x_i + \mathrm{tr}(W)$. "
        r"Then $\frac{\partial f}{\partial T_{ijk}} = W_{11} T_{ijk} x_i$."
    )
    page = page_of(text)
    values = re.findall('<span class="value">(.*?)</span>', body(page))
    shown = dict(value.split(" = ", 1) for value in values if "=" in value)
    assert shown["$T$"].startswith("<code>[[[")
    assert shown["$W$"].count("[") == 10
    assert any(value.startswith(r"$x = \begin{pmatrix}") for value in values)


def test_a_claim_without_inputs_fails_always() -> None:
    page = page_of(r"Let $x \in \mathbb{R}$. Then $\frac{dx}{dx} = 2$.")
    (block,) = blocks(page)
    assert "Claim 1 fails always. where the left side is $1$ and the right side $2$." in block
    assert "Repeat it in Python" in block


def test_a_report_without_a_program_or_an_example_shows_what_there_is() -> None:
    """Reports are data, which other programs may shorten."""
    text = rf"{SQUARE} Then $\frac{{df}}{{dx}} = 3x$."
    found = judged(text)
    claim = next(entry for entry in found["equations"] if entry["role"] == "claim")
    claim["counterexample"]["code"] = ""
    (block,) = blocks(report_page(found, text))
    assert "Claim 1 fails at" in block
    assert "Repeat it in Python" not in block
    claim["counterexample"] = None
    (block,) = blocks(report_page(found, text))
    assert "✗ refuted 1" in block
    assert "fails" not in block


@pytest.mark.parametrize("name", [r"\href{a}{b}", "a & b", "", "{"])
def test_names_that_cannot_be_typeset_are_shown_as_they_are(name: str) -> None:
    text = rf"{SQUARE} Then $\frac{{df}}{{dx}} = 3x$."
    found = json.loads(json.dumps(judged(text)).replace('"x":', f"{json.dumps(name)}:"))
    page = report_page(found, text)
    assert_harmless(page)
    (value,) = re.findall(r'<span class="value">(.*?)</span>', page)
    code, number = re.fullmatch(f"{CODE.pattern} = <code>(.*)</code>", value).groups()
    assert code.replace("&amp;", "&") == name
    assert re.fullmatch(r"-?\d+(/\d+)?", number)


def test_hints_are_words_with_formulas_or_one_formula() -> None:
    text = rf"{SQUARE} Then $\frac{{df}}{{dx}} = 3x$."
    found = judged(text)
    claim = next(entry for entry in found["equations"] if entry["role"] == "claim")
    for hint, shown in (
        (r"the transpose of W_1 is missing", "the transpose of $W_1$ is missing"),
        (r"A = A^\top", r"$A=A^\top$"),
        (r"W_1, b_2 and \sqrt[3]{x} are mixed up", r"$W_1$, $b_2$ and $\sqrt[3]{x}$ are mixed up"),
        ("a term is missing: Σ_j,k W_1[k,i] x[j]", "a term is missing: Σ_j,k W_1[k,i] x[j]"),
        ("Σ_j Y[i,j] = 1", "Σ_j Y[i,j] = 1"),
        (r"x^{ not closed", r"x^{ not closed"),
        (r"x^{", "x^{"),
    ):
        claim["hint"]["words"] = hint
        assert f"✗ refuted 1 {shown} counterexample" in blocks(report_page(found, text))[0]


# ---- the page -----------------------------------------------------------------------------------


def test_the_layout_is_said_where_one_was_chosen() -> None:
    text = rf"{SQUARE} Then $\frac{{df}}{{dx}} = 2x$."
    assert "Layout of derivatives" not in page_of(text)
    assert "Layout of derivatives: numerator" in page_of(text, layout="numerator")


def test_formulas_that_stand_in_no_block_come_at_the_end() -> None:
    text = r"\begin{document}Let $f = x^2$. \vspace{$\frac{df}{dx} = 2x$}\end{document}"
    page = page_of(text)
    assert_harmless(page)
    assert '<h2 class="elsewhere">Elsewhere in the file</h2>' in page
    assert page.count('id="claim-1"') == 1


def test_a_document_that_cannot_be_read_is_not_cut() -> None:
    found = {"file": "a.tex", "equations": [], "summary": {}, "layout": ""}
    assert "at most" in report_page(found, "x" * 3_000_000)
