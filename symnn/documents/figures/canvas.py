"""A drawing with formulas on it, as an SVG that can stand on any page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from symnn.documents.document import Picture, Text
from symnn.documents.escaping import escaped
from symnn.documents.figures.palette import INK
from symnn.documents.mathsvg import SIZE, MathSvg, NotTypesetError, TypesetFormula
from symnn.notation.names import plain_name

Point = tuple[float, float]
LETTER = re.compile(r"<symbol .*?</symbol>")
_MATH = MathSvg()
"""The letters of all pictures; each takes along those that it uses."""


@lru_cache(maxsize=1024)
def _brief(symbol: str) -> str:
    """A letter with numbers of two decimals, and without spaces that say nothing."""
    symbol = re.sub(r"\d+\.\d{3,}", lambda number: short(float(number[0])), symbol)
    return re.sub(r" ?\b([A-Z])\b ?", r"\1", symbol)


@lru_cache(maxsize=2048)
def _typeset(latex: str) -> TypesetFormula:
    """A formula; as it stands, in the letters of a text, where it cannot be typeset."""
    try:
        return _MATH.typeset(latex, inline=True)
    except NotTypesetError:
        return _MATH.typeset(words(latex))


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, width: float, height: float) -> Box:
        """The box of that size with its centre at (x, y)."""
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top

    def grown(self, x: float, y: float | None = None) -> Box:
        """The box with a margin."""
        y = x if y is None else y
        return Box(self.left - x, self.top - y, self.right + x, self.bottom + y)

    def holds(self, point: Point) -> bool:
        """Whether a point lies inside."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom

    def overlap(self, other: Box) -> float:
        """The area that two boxes share."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(across, 0) * max(down, 0)


@dataclass
class Canvas:
    """What is drawn, in pixels, y pointing down; the picture is as large as what is on it."""

    _parts: list[str] = field(default_factory=list)
    _boxes: list[Box] = field(default_factory=list)

    # ---- formulas -----------------------------------------------------------------------------

    def size(self, latex: str, size: float) -> tuple[float, float]:
        """Width and height of a formula whose letters are ``size`` pixels large."""
        made = _typeset(latex)
        return made.width * size / SIZE, made.height * size / SIZE

    def formula(
        self,
        latex: str,
        at: Point,
        size: float,
        *,
        anchor: tuple[float, float] = (0.5, 0.5),
        colour: str = INK,
        opacity: float = 1,
        baseline: bool = False,
    ) -> Box:
        """Write a formula; ``anchor`` says which point of its box is put ``at`` the point.

        (0, 0) is the top left corner, (1, 1) the bottom right one. With ``baseline`` the line on
        which the letters stand is put there instead of the box's height.
        """
        made = _typeset(latex)
        scale = size / SIZE
        x = at[0] - made.width * scale * anchor[0]
        top = at[1] - made.height * scale * anchor[1]
        ground = at[1] if baseline else top - made.top * scale
        shift = f"translate({short(x - made.left * scale)} {short(ground)}) scale({scale:.4g})"
        self._parts.append(
            f'<g fill="{colour}"{_opacity(opacity)} transform="{shift}">{made.shapes}</g>'
        )
        box = Box(x, ground + made.top * scale, 0, 0)
        box = Box(x, box.top, x + made.width * scale, box.top + made.height * scale)
        self._boxes.append(box)
        return box

    # ---- shapes -------------------------------------------------------------------------------

    def path(
        self,
        data: str,
        *,
        stroke: str = "none",
        width: float = 1,
        fill: str = "none",
        opacity: float = 1,
        dashes: str = "",
        cap: str = "",
        box: Box | None = None,
    ) -> None:
        """Draw a path; ``box`` is where it lies, if it may reach beyond everything else."""
        line = f' stroke="{stroke}" stroke-width="{short(width)}"' if stroke != "none" else ""
        line += f' stroke-dasharray="{dashes}"' if dashes else ""
        line += f' stroke-linecap="{cap}"' if cap else ""
        self._parts.append(f'<path d="{data}" fill="{fill}"{line}{_opacity(opacity)}/>')
        if box is not None:
            self._boxes.append(box)

    def line(self, points: Sequence[Point], **style: object) -> None:
        """Draw straight lines from point to point."""
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        box = Box(min(xs), min(ys), max(xs), max(ys))
        data = "M" + "L".join(f"{short(x)} {short(y)}" for x, y in points)
        self.path(data, box=box, **style)  # type: ignore[arg-type]

    def rectangle(
        self, box: Box, *, round: float = 0, stroke: str = "none", width: float = 1,
        fill: str = "none", opacity: float = 1, dashes: str = "",
    ) -> None:  # fmt: skip
        """Draw a rectangle, its corners ``round``."""
        line = f' stroke="{stroke}" stroke-width="{short(width)}"' if stroke != "none" else ""
        line += f' stroke-dasharray="{dashes}"' if dashes else ""
        corner = f' rx="{short(round)}"' if round else ""
        self._parts.append(
            f'<rect x="{short(box.left)}" y="{short(box.top)}" width="{short(box.width)}" '
            f'height="{short(box.height)}"{corner} fill="{fill}"{line}{_opacity(opacity)}/>'
        )
        self._boxes.append(box.grown(width / 2 if stroke != "none" else 0))

    def circle(
        self, centre: Point, radius: float, *, stroke: str = "none", width: float = 1,
        fill: str = "none", opacity: float = 1,
    ) -> None:  # fmt: skip
        """Draw a circle."""
        line = f' stroke="{stroke}" stroke-width="{short(width)}"' if stroke != "none" else ""
        self._parts.append(
            f'<circle cx="{short(centre[0])}" cy="{short(centre[1])}" r="{short(radius)}" '
            f'fill="{fill}"{line}{_opacity(opacity)}/>'
        )
        self._boxes.append(Box.around(*centre, 2 * radius + width, 2 * radius + width))

    # ---- the picture --------------------------------------------------------------------------

    def picture(self, alt: str, caption: Text | str = (), margin: float = 4) -> Picture:
        """Everything that was drawn."""
        boxes = self._boxes or [Box(0, 0, 1, 1)]
        whole = Box(
            min(box.left for box in boxes),
            min(box.top for box in boxes),
            max(box.right for box in boxes),
            max(box.bottom for box in boxes),
        ).grown(margin)
        view = f"{short(whole.left)} {short(whole.top)} {short(whole.width)} {short(whole.height)}"
        return finished(self.body, view, (whole.width, whole.height), alt, caption)

    @property
    def body(self) -> str:
        """Everything that was drawn, as SVG elements."""
        drawn = "".join(self._parts)
        used = set(re.findall(r'href="#([\w-]+)"', drawn))
        found = sorted(LETTER.findall(_MATH.symbols()))
        letters = [_brief(symbol) for symbol in found if symbol.split('"', 2)[1] in used]
        return (f"<defs>{''.join(letters)}</defs>" if letters else "") + drawn


def finished(
    body: str, view: str, size: tuple[float, float], alt: str, caption: Text | str
) -> Picture:
    """A picture of these SVG elements, whose ids are made its own."""
    own = sha256(body.encode()).hexdigest()[:8]
    body = re.sub(r'( id="| href="#|url\(#)', rf"\g<1>p{own}-", body)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escaped(alt)}" '
        f'width="{short(size[0])}" height="{short(size[1])}" viewBox="{view}">{body}</svg>'
    )
    return Picture(svg, alt, as_text(caption))


def as_text(caption: Text | str) -> Text:
    """A caption; one string is a text of one part."""
    return (caption,) if isinstance(caption, str) else tuple(caption)


def words(text: str) -> str:
    r"""Words as LaTeX, to stand among formulas.

    >>> words("98 more layers")
    '\\text{98 more layers}'
    """
    safe = re.sub(r"([#$%&_{}])", r"\\\1", text.replace("\\", "").replace("^", ""))
    return rf"\text{{{safe}}}"


SPOKEN = {r"\nabla": "∇", r"\partial": "∂", r"\to": "→", r"\cdot": "·", r"\,": " "}


def spoken(latex: str) -> str:
    r"""LaTeX as it is said in the words that stand for a picture.

    >>> spoken(r"-\nabla f"), spoken(r"\eta = 0.1"), spoken(r"\text{true}")
    ('-∇ f', 'η= 0.1', 'true')
    """
    for command, sign in SPOKEN.items():
        latex = re.sub(re.escape(command) + r"(?![A-Za-z])", sign, latex)
    return plain_name(latex)


def short(number: float) -> str:
    """A number of at most two decimals."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def listed(names: Iterable[str]) -> str:
    """Names in a sentence.

    >>> listed(["a"]), listed("abc")
    ('a', 'a, b and c')
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _opacity(opacity: float) -> str:
    return f' opacity="{opacity:.3g}"' if opacity < 1 else ""
