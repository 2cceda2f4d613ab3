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


class NotTypesetError(ValueError):
    """LaTeX that cannot be typeset."""


@dataclass(frozen=True, slots=True)
class TypesetFormula:
    """The shapes of a formula, in units of which 24 are the size of a letter, and their box.

    The box reaches ``width`` to the right of ``left`` and ``height`` down from ``top``; the
    baseline is at 0.
    """

    left: float
    top: float
    width: float
    height: float
    shapes: str


@dataclass
class MathSvg:
    """The formulas of one page.

    ``svg`` gives a formula, ``glyphs`` the letters of all formulas so far, which the page must
    contain once; ``refused`` holds the formulas that could not be typeset, with the reason. They
    show as LaTeX.
    """

    refused: dict[str, str] = field(default_factory=dict)
    prefix: str = "g"
    """What the ids of letters begin with: where two of these share a page, they differ."""
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
        return f'<svg class="glyphs" aria-hidden="true" width="0" height="0">{self.symbols()}</svg>'

    def symbols(self) -> str:
        """The letters alone, as elements of a drawing."""
        return "".join(self._letters.values())

    def _drawn(self, latex: str, inline: bool) -> str:
        source = escaped(latex)
        try:
            made = self.typeset(latex, inline=inline)
        except NotTypesetError as error:
            self.refused[latex] = str(error)
            return f'<code class="tex" title="not typeset">{source}</code>'
        below = made.height + made.top
        return (
            f'<svg class="m" role="img" aria-label="{source}" viewBox="{short(made.left)} '
            f'{short(made.top)} {short(made.width)} {short(made.height)}" '
            f'style="width:{short(made.width / SIZE)}em;height:{short(made.height / SIZE)}em;'
            f'vertical-align:{short(-below / SIZE)}em">'
            f"<title>{source}</title>{made.shapes}</svg>"
        )

    def typeset(self, latex: str, *, inline: bool = False) -> TypesetFormula:
        """The shapes of a formula, for a larger drawing. Raises NotTypesetError."""
        try:
            drawing = Typeset(mathml(latex, inline=inline), size=SIZE, margin=0).svgxml()
        except (*READING_ERRORS, *LAYOUT_ERRORS) as error:
            raise NotTypesetError(str(error) or type(error).__name__) from error
        left, top, width, height = map(float, drawing.attrib["viewBox"].split())
        if not 0 < height <= MOST_HEIGHT * SIZE or not 0 <= width <= MOST_WIDTH * SIZE:
            raise NotTypesetError("nothing to draw, or too large")
        shapes = "".join(self._shape(shape) for shape in drawing)
        return TypesetFormula(left, top, width, height, shapes)

    def _shape(self, shape: ET.Element) -> str:
        if shape.tag not in SHAPES:
            return ""
        if shape.tag == "symbol":
            name = self._name(shape.attrib["id"])
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
            attributes["href"] = f"#{self._name(attributes['href'][1:])}"
        for key in ("x", "y", "width", "height"):
            if key in attributes:
                attributes[key] = short(float(attributes[key]))
        written = "".join(f' {key}="{escaped(value.strip())}"' for key, value in attributes.items())
        inner = "".join(self._shape(part) for part in shape)
        return f"<{shape.tag}{written}>{inner}</{shape.tag}>"

    def _name(self, identity: str) -> str:
        """The id of a letter on the page: STIXTwoMathRegular_1622 → g1622."""
        return f"{self.prefix}{identity.rpartition('_')[2]}"


def short(number: float) -> str:
    """A number of at most three decimals."""
    return f"{number:.3f}".rstrip("0").rstrip(".") or "0"
