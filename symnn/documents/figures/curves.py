"""Smooth lines through points, cut where a label stands on them, with arrow heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from math import dist

from symnn.documents.figures.canvas import Box, Point, short

FINE = 64
"""Points at which a curve is looked at."""
STEP = 1 / 128
"""The steps in which an arrow head is found."""
COVERED, HIDDEN = 20.0, 20.0
"""What a point of another line under a label counts, and a pixel of what else is there."""


@dataclass(frozen=True)
class Bezier:
    """A cubic curve."""

    points: tuple[Point, Point, Point, Point]

    def at(self, t: float) -> Point:
        """The point at ``t`` between 0 and 1."""
        a, b, c, d = self.points
        u = 1 - t
        weights = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
        return (
            sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)),
            sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True)),
        )

    def split(self, t: float) -> tuple[Bezier, Bezier]:
        """The curve up to ``t``, and the rest (de Casteljau)."""
        a, b, c, d = self.points
        ab, bc, cd = _between(a, b, t), _between(b, c, t), _between(c, d, t)
        abc, bcd = _between(ab, bc, t), _between(bc, cd, t)
        middle = _between(abc, bcd, t)
        return Bezier((a, ab, abc, middle)), Bezier((middle, bcd, cd, d))


@dataclass(frozen=True)
class Curve:
    """Cubic curves, each beginning where the one before ends."""

    parts: tuple[Bezier, ...]

    @cached_property
    def ends(self) -> list[tuple[float, float]]:
        """Where each part begins and ends, as shares of the whole length."""
        lengths = [dist(part.points[0], part.points[3]) for part in self.parts]
        marks = [0.0, *accumulate(lengths)]
        return list(pairwise(mark / (marks[-1] or 1.0) for mark in marks))

    def at(self, t: float) -> Point:
        """The point at ``t`` between 0 and 1, the share of the length that is behind."""
        for part, (low, high) in zip(self.parts, self.ends, strict=True):
            if t < high:
                return part.at((t - low) / (high - low))
        return self.parts[-1].at(1)

    @cached_property
    def samples(self) -> list[tuple[float, Point]]:
        """Points along the curve."""
        count = FINE * len(self.parts)
        return [(step / count, self.at(step / count)) for step in range(count + 1)]

    @property
    def box(self) -> Box:
        """Where it lies, and where the points lie that bend it."""
        xs, ys = zip(*(point for part in self.parts for point in part.points), strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys))

    def between(self, start: float, end: float) -> Curve:
        """The part of the curve between two values of ``t``."""
        kept = []
        for part, (first, last) in zip(self.parts, self.ends, strict=True):
            whole = last - first or 1.0
            low, high = max((start - first) / whole, 0), min((end - first) / whole, 1)
            if low < high:
                cut = part.split(high)[0] if high < 1 else part
                kept.append(cut.split(low / high)[1] if low > 0 else cut)
        return Curve(tuple(kept))

    def without(self, box: Box) -> list[Curve]:
        """What is left of the curve outside of a box that it runs through once."""
        samples = self.samples
        inside = [place for place, (_, point) in enumerate(samples) if box.holds(point)]
        if not inside:
            return [self]
        before, after = max(inside[0] - 1, 0), min(inside[-1] + 1, len(samples) - 1)
        pieces = [self.between(0, samples[before][0]), self.between(samples[after][0], 1)]
        return [piece for piece in pieces if piece.parts]

    @property
    def data(self) -> str:
        """The curve as the data of an SVG path."""
        start = self.parts[0].points[0]
        pieces = [f"M{short(start[0])} {short(start[1])}"]
        pieces += [
            "C" + " ".join(f"{short(x)} {short(y)}" for x, y in part.points[1:])
            for part in self.parts
        ]
        return "".join(pieces)


def through(points: Sequence[Point], *, across: bool) -> Curve:
    """A smooth curve through points, level at each of them: horizontal, or vertical ``across``."""
    parts = []
    for (x, y), (u, v) in pairwise(points):
        if across:
            half = (v - y) / 2
            parts.append(Bezier(((x, y), (x, y + half), (u, v - half), (u, v))))
        else:
            half = (u - x) / 2
            parts.append(Bezier(((x, y), (x + half, y), (u - half, v), (u, v))))
    return Curve(tuple(parts))


def straight(start: Point, end: Point) -> Curve:
    """A straight line."""
    return Curve((Bezier((start, _between(start, end, 1 / 3), _between(start, end, 2 / 3), end)),))


def arrow_head(curve: Curve, length: float = 6.5, width: float = 5.5) -> tuple[Curve, str]:
    """The curve, which ends a little earlier, and a head at its end as data of a path."""
    tip, cut = curve.at(1), 1.0
    while cut > 0 and dist(tip, curve.at(cut)) < length:
        cut -= STEP
    base = curve.at(max(cut, 0))
    size = dist(tip, base) or 1.0
    across = (-(tip[1] - base[1]) / size * width / 2, (tip[0] - base[0]) / size * width / 2)
    left = base[0] + across[0], base[1] + across[1]
    right = base[0] - across[0], base[1] - across[1]
    head = "M" + "L".join(f"{short(x)} {short(y)}" for x, y in (left, tip, right)) + "Z"
    return curve.between(0, (1 + max(cut, 0)) / 2), head


def label_place(
    curve: Curve,
    size: tuple[float, float],
    taken: Sequence[Box],
    others: Sequence[Point],
    tries: Sequence[float] = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.2, 0.8, 0.46, 0.54),
) -> Point:
    """Where a label of that size stands on a curve with the least in its way.

    ``taken`` are boxes that it should not overlap, ``others`` are points of other lines.
    """
    best, least = curve.at(0.5), float("inf")
    for place, t in enumerate(tries):
        point = curve.at(t)
        box = Box.around(*point, *size)
        cost = HIDDEN * sum(box.overlap(other) for other in taken) + place
        cost += COVERED * sum(map(box.holds, others))
        if cost < least - 1e-9:
            best, least = point, cost
    return best


def _between(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t
