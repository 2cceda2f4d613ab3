"""Formulas as SVG, through ziamath: the letters of a page are drawn once and used everywhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from symnn.documents.escaping import escaped
from symnn.documents.mathml import READING_ERRORS, mathml
from symnn.documents.typesetter import Typeset

LAYOUT_ERRORS: tuple[type[Exception], ...] = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    RuntimeError,
    StopIteration,
    TypeError,
)
"""What the typesetter raises on elements that are not where it expects them."""
SHAPES = frozenset(("g", "line", "path", "polygon", "polyline", "rect", "symbol", "use"))
"""The elements of a drawing; others do not come on a page, nor do other attributes."""
_ATTRIBUTES = "d fill height href points stroke stroke-width transform viewBox width x x1 x2 y"
ATTRIBUTES = frozenset((*_ATTRIBUTES.split(), "y1", "y2"))
MOST_WIDTH, MOST_HEIGHT = 1000, 100
"""The largest drawing, in times the size of its letters."""
SIZE = 24.0
"""The size in which ziamath lays out; the page scales it."""


@dataclass
class MathSvg:
    """The formulas of one page.

    ``svg`` gives a formula, ``glyphs`` the letters of all formulas so far, which the page must
    contain once; ``refused`` holds the formulas that could not be typeset, with the reason. They
    show as LaTeX.
    """

    refused: dict[str, str] = field(default_factory=dict)
    _made: dict[tuple[str, bool], str] = field(default_factory=dict)
    _letters: dict[str, str] = field(default_factory=dict)

    def svg(self, latex: str, *, inline: bool = False) -> str:
        """The formula as an SVG element that stands on the baseline of its line of text."""
        known = self._made.get((latex, inline))
        if known is None:
            known = self._made[latex, inline] = self._drawn(latex, inline)
        return known

    def glyphs(self) -> str:
        """The letters, as an SVG element that shows nothing."""
        symbols = "".join(self._letters.values())
        return f'<svg class="glyphs" aria-hidden="true" width="0" height="0">{symbols}</svg>'

    def _drawn(self, latex: str, inline: bool) -> str:
        source = escaped(latex)
        try:
            drawing = Typeset(mathml(latex, inline=inline), size=SIZE, margin=0).svgxml()
        except (*READING_ERRORS, *LAYOUT_ERRORS) as error:
            self.refused[latex] = str(error) or type(error).__name__
            return f'<code class="tex" title="not typeset">{source}</code>'
        left, top, width, height = map(float, drawing.attrib["viewBox"].split())
        if not 0 < height <= MOST_HEIGHT * SIZE or not 0 <= width <= MOST_WIDTH * SIZE:
            self.refused[latex] = "nothing to draw, or too large"
            return f'<code class="tex" title="not typeset">{source}</code>'
        below = height + top
        shapes = "".join(self._shape(shape) for shape in drawing)
        return (
            f'<svg class="m" role="img" aria-label="{source}" '
            f'viewBox="{_short(left)} {_short(top)} {_short(width)} {_short(height)}" '
            f'style="width:{_short(width / SIZE)}em;height:{_short(height / SIZE)}em;'
            f'vertical-align:{_short(-below / SIZE)}em">'
            f"<title>{source}</title>{shapes}</svg>"
        )

    def _shape(self, shape: ET.Element) -> str:
        if shape.tag not in SHAPES:
            return ""
        if shape.tag == "symbol":
            name = _name(shape.attrib["id"])
            if name not in self._letters:
                box = shape.attrib["viewBox"]
                parts = "".join(self._shape(part) for part in shape)
                self._letters[name] = f'<symbol id="{name}" viewBox="{box}">{parts}</symbol>'
            return ""
        attributes = {
            key: value
            for key, value in shape.attrib.items()
            if key in ATTRIBUTES and value != "black"
        }
        if shape.tag == "use":
            attributes["href"] = f"#{_name(attributes['href'][1:])}"
        for key in ("x", "y", "width", "height"):
            if key in attributes:
                attributes[key] = _short(float(attributes[key]))
        written = "".join(f' {key}="{escaped(value.strip())}"' for key, value in attributes.items())
        inner = "".join(self._shape(part) for part in shape)
        return f"<{shape.tag}{written}>{inner}</{shape.tag}>"


def _name(identity: str) -> str:
    """The id of a letter on the page: STIXTwoMathRegular_1622 → g1622."""
    return f"g{identity.rpartition('_')[2]}"


def _short(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".") or "0"
