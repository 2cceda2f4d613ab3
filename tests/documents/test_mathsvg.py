"""Formulas as SVG: everything that the writers print is typeset, and as TeX would."""

from __future__ import annotations

import re
import time
from xml.etree import ElementTree as ET

import pytest

from symnn.documents.html import html
from symnn.documents.mathml import PlainRow, mathml
from symnn.documents.mathsvg import MathSvg
from symnn.documents.outline import document
from symnn.documents.typesetter import Typeset
from symnn.language.operation import known_operations
from symnn.notation.equation import taken_names, write
from tests.documents.documented import DERIVATIONS, classifier, two_two

TALLEST = 6.0
"""In em; no formula of these models has more than three fractions on top of each other."""


def height(svg: str) -> float:
    return float(re.search(r"height:([\d.]+)em", svg)[1])


def formulas(derivation, notation: str) -> list[str]:
    taken = taken_names(derivation.source)
    form = "index" if notation == "entries" else notation  # steps are not written out
    steps = [write(s.left, s.right, s.free, form, None, taken) for s in derivation.steps]
    written = [*derivation.source.written(notation), *derivation.written(notation), *steps]
    return [side for equation in written for side in (equation.left, equation.right)]


@pytest.mark.parametrize("notation", ["matrix", "index"])
@pytest.mark.parametrize("name", DERIVATIONS)
def test_everything_that_is_printed_is_typeset(name: str, notation: str) -> None:
    math = MathSvg()
    for latex in formulas(DERIVATIONS[name](), notation):
        for inline in (False, True):
            assert height(math.svg(latex, inline=inline)) < TALLEST, latex
    assert math.refused == {}


def test_entries_are_typeset() -> None:
    math = MathSvg()
    for latex in formulas(two_two().gradient("E", "W"), "entries"):
        assert height(math.svg(latex)) < TALLEST, latex
    assert math.refused == {}


def test_every_operation_is_typeset() -> None:
    math = MathSvg()
    tried = 0
    for operation in known_operations().values():
        latex = getattr(operation, "latex", "")
        if isinstance(latex, str) and latex:
            applied = re.sub(r"\{[01]\}", "x", latex) if "{0}" in latex else f"{latex}(x)"
            assert "<svg" in math.svg(applied), applied
            tried += 1
    assert tried > 20
    assert math.refused == {}


# ---- what is not understood shows as LaTeX ------------------------------------------------------


@pytest.mark.parametrize(
    "latex",
    [r"\frac{a}{", r"\left( a", r"\unknowncommand x", r"\mathrm{<b>} & x", "a^b^c", "}", "a_"],
)
def test_what_is_not_understood_shows_as_latex(latex: str) -> None:
    math = MathSvg()
    shown = math.svg(latex)
    assert shown.startswith('<code class="tex"')
    assert list(math.refused) == [latex]
    assert math.refused[latex]
    (text,) = ET.fromstring(f"<p>{shown}</p>").itertext()
    assert text == latex


@pytest.mark.parametrize("latex", [r"\rule{1em}{200em}", r"\hspace{2000em} x", r"\,", "{}"])
def test_what_is_empty_or_larger_than_a_page_shows_as_latex(latex: str) -> None:
    math = MathSvg()
    assert math.svg(latex).startswith('<code class="tex"')
    assert math.refused == {latex: "nothing to draw, or too large"}


def test_only_shapes_come_on_a_page(monkeypatch) -> None:
    """Whatever else a typesetter draws, and whatever attributes it gives, is left out."""
    drawn = Typeset.svgxml

    def more(self):
        found = drawn(self)
        found.insert(0, ET.fromstring("<script>act()</script>"))
        found.insert(0, ET.fromstring('<g onload="act()"><path d="M0 0" style="x"/></g>'))
        return found

    monkeypatch.setattr(Typeset, "svgxml", more)
    shown = MathSvg().svg("x")
    assert "script" not in shown
    assert "act" not in shown
    assert '<g><path d="M0 0"></path></g>' in shown


def test_source_stands_behind_the_formula_escaped() -> None:
    shown = MathSvg().svg(r"a < b")
    root = ET.fromstring(shown)
    assert root.attrib["aria-label"] == "a < b"
    assert root.find("title").text == "a < b"


# ---- letters and spaces -------------------------------------------------------------------------


def texts(latex: str) -> list[str]:
    return [element.text for element in mathml(latex).iter() if element.text]


def test_bold_and_blackboard_digits_are_letters_of_their_own() -> None:
    assert texts(r"\mathbf{1}") == ["𝟏"]
    assert texts(r"\mathbb{1}") == ["𝟙"]
    assert texts(r"\mathbf{W}") == ["𝐖"]
    assert texts(r"\mathbf{w12}") == ["𝐰", "𝟏𝟐"]


@pytest.mark.parametrize("letter", ["α", "é", "1.5"])
def test_letters_without_a_bold_twin_are_drawn_bold_by_the_typesetter(letter: str) -> None:
    (found,) = [e for e in mathml(rf"\mathbf{{{letter}}}").iter() if e.text]
    assert (found.text, found.get("mathvariant")) == (letter, "bold")


def test_hats_do_not_grow_and_wide_ones_do() -> None:
    marks = {
        latex: [e.get("stretchy") for e in mathml(latex).iter() if e.tag == "mo"]
        for latex in (r"\hat{x}", r"\hat{xyz}", r"\tilde{xyz}", r"\widehat{xyz}", r"\bar{x}")
    }
    assert marks == {
        r"\hat{x}": ["false"], r"\hat{xyz}": ["false"], r"\tilde{xyz}": ["false"],
        r"\widehat{xyz}": [None], r"\bar{x}": ["true"],
    }  # fmt: skip


def test_an_operator_of_two_words() -> None:
    assert texts(r"\operatorname{argmax\,mask}(z)")[:2] == ["argmax", "mask"]


def spaces(latex: str, text: str) -> tuple[str | None, str | None]:
    (found,) = [e for e in mathml(latex).iter() if e.text == text]
    return found.get("lspace"), found.get("rspace")


def around(latex: str, *, inline: bool = False) -> list[str]:
    """The signs of a formula, with the spaces that were put between them."""
    found = mathml(latex, inline=inline).iter()
    return [e.text or "space" for e in found if e.text or e.tag == "mspace"]


def test_functions_stand_close_to_parentheses_and_apart_from_letters() -> None:
    assert spaces(r"\log(p)", "log") == ("0em", "0em")
    assert around(r"a \log p") == ["a", "space", "log", "space", "p"]
    assert around(r"\sin(a) \cos(b)") == ["sin", *"(a)", "space", "cos", *"(b)"]
    assert around(r"\log\operatorname{softmax}(z)")[:3] == ["log", "space", "softmax"]
    assert around(r"\left(a\right) \log(p)")[3:5] == ["space", "log"]
    assert around(r"\log_2 a") == ["log", "2", "space", "a"]
    assert around(r"a \mathrm{\log} p") == ["a", "space", "log", "space", "p"]


def test_sums_stand_apart_from_their_neighbours() -> None:
    assert around(r"p \sum_j y") == ["p", "space", "∑", "j", "y"]
    assert around(r"\sum_i \sum_j y") == ["∑", "i", "space", "∑", "j", "y"]
    assert around(r"= \sum_j y") == ["=", "∑", "j", "y"]
    assert around(r"\sum_j y", inline=True) == ["∑", "j", "space", "y"]


def test_signs_stand_close_and_operators_apart() -> None:
    assert spaces(r"-x", "−") == ("0em", "0em")
    assert spaces(r"a (-x)", "−") == ("0em", "0em")
    assert spaces(r"a - x", "−") == (None, None)
    assert spaces(r"a \oslash b", "⊘") == ("mediummathspace", "mediummathspace")
    assert spaces(r"\partial L", "∂") == ("0em", "0em")


def test_a_sum_does_not_blow_up_the_parentheses_around_it() -> None:
    inside = r"x - \sum_{l} \frac{\partial L}{\partial y_{l}}"
    assert height(MathSvg().svg(rf"\left({inside}\right)")) < 1.5 * height(MathSvg().svg(inside))
    # as ziamath has it, without the correction:
    _, _, _, tall = map(
        float, Typeset.fromlatex(rf"\left({inside}\right)").svgxml().attrib["viewBox"].split()
    )
    assert tall > 500


# ---- speed --------------------------------------------------------------------------------------


NESTED = (
    r"\left(\frac{\partial L}{\partial z^{(2)}_{ij}} - \sum_{k} x_{k}\right) (a^{(1)}_{kl})^{2}"
)


def drawn(element: ET.Element) -> str:
    return ET.tostring(Typeset(element, size=24).svgxml(), encoding="unicode")


def test_rows_without_parentheses_look_as_ziamath_draws_them() -> None:
    for latex in (NESTED, r"\frac{P - Y}{N}", r"\hat{x}_{i} + \sqrt{v}"):
        ours, theirs = mathml(latex), mathml(latex)
        rows = [element for element in theirs.iter() if element.tag == "plainrow"]
        assert rows, latex
        for row in rows:
            row.tag = "mrow"
        assert drawn(ours) == drawn(theirs)


def test_only_rows_in_which_something_stretches_are_measured(monkeypatch) -> None:
    measured = []
    plain = PlainRow._get_height_nostretch
    monkeypatch.setattr(
        PlainRow, "_get_height_nostretch", lambda *a, **k: (measured.append(1), plain(*a, **k))[1]
    )
    tags = [element.tag for element in mathml(NESTED).iter()]
    assert tags.count("mrow") == 1
    drawn(mathml(NESTED))
    assert measured


def test_a_formula_is_drawn_once() -> None:
    math = MathSvg()
    assert math.svg("x + y") is math.svg("x + y")
    math.svg("y + x")
    assert math.glyphs().count("<symbol") == 3


def test_the_page_of_a_classifier_of_three_layers_takes_less_than_three_seconds() -> None:
    MathSvg().svg("x")  # the font is read once in a process
    start = time.process_time()
    model = classifier(3)
    html(document(model.gradient("L", ["W1", "b1", "W2", "b2", "W3", "b3"])))
    assert time.process_time() - start < 3.0
