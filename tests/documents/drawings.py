"""Pictures as tests read them."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import numpy as np

from symnn.documents.figures import palette

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"circle", "clipPath", "defs", "g", "path", "rect", "svg", "symbol", "use"}
_ATTRIBUTES = (
    "aria-label clip-path cx cy d fill fill-opacity fill-rule height href id opacity r role rx "
    "stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-opacity "
    "stroke-width transform viewBox width x y"
)
ATTRIBUTES = set(_ATTRIBUTES.split())
COLOURS = {"none", palette.INK, palette.GREY, *palette.SERIES}
REFERENCE = re.compile(r"#([\w-]+)")


def ids(svg: str) -> list[str]:
    return re.findall(r' id="([^"]*)"', svg)


def faults(svg: str) -> list[str]:
    """What keeps a picture from standing on a page."""
    root = ET.fromstring(svg)
    found = [] if root.tag == f"{SVG}svg" else ["no svg"]
    known = ids(svg)
    if len(known) != len(set(known)):
        found.append("ids twice")
    for element in root.iter():
        if element.tag.removeprefix(SVG) not in ELEMENTS:
            found.append(f"element {element.tag}")
        found += [f"attribute {name}" for name in set(element.attrib) - ATTRIBUTES]
        for name in ("fill", "stroke"):
            if element.get(name, "none") not in COLOURS:
                found.append(f"{name} {element.get(name)}")
        for name in ("href", "clip-path"):
            link = element.get(name)
            if link is not None:
                match = REFERENCE.fullmatch(link.removeprefix("url(").removesuffix(")"))
                if match is None or match[1] not in known:
                    found.append(f"{name} {link}")
    left, top, width, height = map(float, root.get("viewBox").split())
    if not (width > 0 and height > 0 and np.isfinite([left, top]).all()):
        found.append("empty")
    if "nan" in svg or "inf" in svg:
        found.append("no numbers")
    return found


def lines(svg: str, colour: str) -> list[np.ndarray]:
    """The corners of the unfilled paths of a colour, in pixels, in pieces where the pen is up."""
    found = []
    for element in ET.fromstring(svg).iter(f"{SVG}path"):
        if element.get("stroke") == colour and element.get("fill") == "none":
            for piece in re.split("M", element.get("d"))[1:]:
                numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", piece)]
                found.append(np.array(numbers).reshape(-1, 2))
    return found
