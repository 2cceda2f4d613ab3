"""Paths of descents over the plane, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from symnn.documents.figures.canvas import spoken
from symnn.documents.figures.functions import Array, Function
from symnn.documents.figures.palette import SERIES

COLOURS = (SERIES[1], SERIES[2], SERIES[3], SERIES[4])
"""The colours of paths; lines and surfaces are blue."""
MANY = 60
"""Points from which on a path bears no mark at each of them."""


def paths_of(path: Any) -> list[tuple[str, Array]]:
    """Paths with their names: of points one a row, of a list of such, or of a dictionary by name.

    >>> [(name, points.shape) for name, points in paths_of({"a": [(1, 2), (3, 4), (5, 6)]})]
    [('a', (3, 2))]
    """
    if isinstance(path, Mapping):
        named = list(path.items())
    elif len(path) and np.ndim(path[0]) == 2:
        named = [("", part) for part in path]
    else:
        named = [("", path)] if len(path) else []
    found = []
    for name, part in named:
        points = np.array(part, dtype=float)
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(
                f"path: expected points of two numbers, one a row, not shape {points.shape}"
            )
        found.append((str(name), points))
    return found


def told(f: Function, paths: list[tuple[str, Array]]) -> str:
    """From where to where paths lead, in words."""
    text = ""
    for name, points in paths:
        first, last = (
            f"({p[0]:.4g}, {p[1]:.4g}), height {float(f.value(*np.array(p)[:, None])[0]):.4g},"
            for p in (points[0], points[-1])
        )
        steps = f"{len(points) - 1} step{'s' if len(points) != 2 else ''}"
        whose = f"The path {spoken(name)}" if name else "A path"
        text += f" {whose} of {steps} leads from {first} to {last.rstrip(',')}."
    return text
