"""From the SVG that matplotlib writes to one that can stand on a page.

Black becomes the colour of the text, styles become attributes, and what says nothing goes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby
from xml.etree import ElementTree as ET

from symnn.documents.escaping import escaped
from symnn.documents.figures.canvas import short
from symnn.documents.figures.palette import INK

_KEPT = (
    "clip-path d fill fill-opacity fill-rule height href id opacity stroke stroke-dasharray "
    "stroke-dashoffset stroke-linecap stroke-linejoin stroke-opacity stroke-width transform width "
    "x y"
)
KEPT = frozenset(_KEPT.split())
"""Attributes of a plot; none of the others come into a picture."""
SHARED = frozenset(
    ("clip-path", "fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width")
)
MANY = 4
"""So many paths in a row are put together."""
SHAPES = frozenset(("clipPath", "defs", "g", "path", "rect", "use"))
NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
HREF = "{http://www.w3.org/1999/xlink}href"


def shapes(parent: ET.Element) -> str:
    """The shapes in an element; what many in a row have in common is said once."""
    written = []
    for look, run in groupby(parent, _look):
        shapes = list(run)
        if look and len(shapes) >= MANY:
            inner = "".join(_shape(shape, SHARED) for shape in shapes)
            written.append(f"<g{_attributes(dict(look))}>{inner}</g>")
        else:
            written += [_shape(shape) for shape in shapes]
    return "".join(written)


def _look(element: ET.Element) -> tuple[tuple[str, str], ...]:
    """What a path has in common with others: its colours and lines, and where it is cut off."""
    if element.tag.rpartition("}")[2] != "path":
        return ()
    return tuple((key, value) for key, value in _kept(element).items() if key in SHARED)


def _shape(element: ET.Element, said: frozenset[str] = frozenset()) -> str:
    tag = element.tag.rpartition("}")[2]
    if tag not in SHAPES:
        return ""
    kept = {key: value for key, value in _kept(element).items() if key not in said}
    if tag == "g":
        kept.pop("id", None)
    inner, written = shapes(element), _attributes(kept)
    if tag == "g" and (not written or not inner):
        return inner
    return f"<{tag}{written}>{inner}</{tag}>" if inner else f"<{tag}{written}/>"


def _attributes(kept: Mapping[str, str]) -> str:
    return "".join(f' {key}="{escaped(value)}"' for key, value in kept.items())


def _kept(element: ET.Element) -> dict[str, str]:
    """The attributes of an element that come into a picture, and its styles as attributes."""
    attributes = {**element.attrib, **_styles(element.get("style", ""))}
    if HREF in attributes:
        attributes["href"] = attributes[HREF]
    return {key: _value(key, attributes[key]) for key in sorted(KEPT & set(attributes))}


def _styles(style: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in style.split(";") if part.strip())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _value(key: str, value: str) -> str:
    if value == "#000000" and key in ("fill", "stroke"):
        return INK
    value = " ".join(value.split())
    if key in ("id", "href", "clip-path"):
        return value
    value = NUMBER.sub(_rounded, value)
    return re.sub(r" ?\b([A-Za-z])\b ?", r"\1", value) if key == "d" else value


def _rounded(match: re.Match[str]) -> str:
    number = float(match.group())
    return short(number) if abs(number) > 0.05 else f"{number:.3g}"
