"""How classifiers divide the plane, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from symnn.documents.document import Picture, Text
from symnn.documents.figures.canvas import words
from symnn.documents.figures.functions import Array
from symnn.documents.figures.palette import SERIES
from symnn.documents.figures.plots import few_ticks, plot

FEW = 12
"""Points that are drawn large."""
FINE = 161
MARKERS = ("o", "^", "s", "D", "v")


def decision_boundaries(
    classifiers: Mapping[str, Any] | Any,
    points: Any,
    labels: Any,
    *,
    size: tuple[float, float] | None = None,
    margin: float = 0.12,
    caption: Text | str = (),
) -> Picture:
    """The classes that each classifier gives to the plane, with the points that it should tell.

    ``classifiers`` maps titles to callables from points, one a row, to one class, one score (a
    class is told by its sign, or by ½ for probabilities), or one score a class, for each; or to
    estimators with ``predict``. ``labels`` are the classes of the points.
    """
    named = classifiers if isinstance(classifiers, Mapping) else {"": classifiers}
    points, known = np.asarray(points, dtype=float), np.asarray(labels)
    if points.ndim != 2 or points.shape[1] != 2 or known.shape != points.shape[:1]:
        raise ValueError(
            f"decision_boundaries: expected points of two numbers, one a row, and a label for "
            f"each, not shapes {points.shape} and {known.shape}"
        )
    classes = np.unique(known)
    low, high = points.min(axis=0), points.max(axis=0)
    flat = high == low
    low, high = np.where(flat, low - 0.5, low), np.where(flat, high + 0.5, high)
    width, height = size or (260, 240)
    low, high = _alike(low - margin * (high - low), high + margin * (high - low), height / width)
    xs, ys = (np.linspace(a, b, FINE) for a, b in zip(low, high, strict=True))
    grid = np.stack([axis.ravel() for axis in np.meshgrid(xs, ys)], axis=1)
    told = []
    with plot(width, height, panels=len(named), gap=40, room=(40, 34, 12, 26)) as drawn:
        for axes, (title, classifier) in zip(drawn.panels, named.items(), strict=True):
            axes.set_xlim(low[0], high[0])
            axes.set_ylim(low[1], high[1])
            few_ticks(axes)
            leads = _leads(classifier, grid, classes, title)
            for place in range(len(classes)):
                colour = SERIES[place % len(SERIES)]
                lead = leads[:, place].reshape(FINE, FINE)
                if lead.max() > 0:
                    bounds = [0, 2 * lead.max()]
                    axes.contourf(xs, ys, lead, bounds, colors=[colour], alpha=0.16)
                if lead.max() > 0 > lead.min() and place + len(classes) > 2:
                    axes.contour(xs, ys, lead, [0], colors="black", linewidths=0.8, linestyles="-")
            for place, label in enumerate(classes):
                axes.plot(
                    *points[known == label].T, MARKERS[place % len(MARKERS)],
                    color=SERIES[place % len(SERIES)], ms=4.2 if len(points) > FEW else 8.5, mew=0,
                )  # fmt: skip
            found = classes[_leads(classifier, points, classes, title).argmax(axis=1)]
            right = float(np.mean(found == known))
            told.append((title, right))
            if title:
                middle = (float(low[0] + high[0]) / 2, float(high[1]))
                drawn.label(words(title), middle, axes=axes, shift=(0, -16))
    alt = f"{len(points)} points of {len(classes)} classes in the plane."
    for title, right in told:
        alt += f" {title or 'The classifier'}: {100 * right:.4g} % of them right."
    return drawn.picture(alt, caption)


def _alike(low: Array, high: Array, shape: float) -> tuple[Array, Array]:
    """Wider limits, so that both directions have one scale, if they are not too different."""
    span = high - low
    wanted = np.maximum(span, span[::-1] * np.array([1 / shape, shape]))
    if (wanted > 2.5 * span).any():
        return low, high
    return low - (wanted - span) / 2, high + (wanted - span) / 2


def _leads(classifier: Any, points: Array, classes: Array, title: str) -> Array:
    """By how much each class is ahead of all others, at each point; ±½ where only that is known."""
    call = getattr(classifier, "predict", classifier)
    if not callable(call):
        raise TypeError(
            f"decision_boundaries: {title or type(classifier).__name__} is no callable and has no "
            f"predict"
        )
    found = np.asarray(call(points))
    if found.ndim == 2 and found.shape == (len(points), len(classes)) and len(classes) > 1:
        others = [np.delete(found, place, axis=1).max(axis=1) for place in range(len(classes))]
        return np.asarray(found - np.stack(others, axis=1), dtype=float)
    found = found.reshape(-1)
    if found.shape != (len(points),):
        raise ValueError(
            f"decision_boundaries: {title or 'the classifier'} gave {found.shape[0]} numbers for "
            f"{len(points)} points; expected one, or {len(classes)}, for each"
        )
    if np.isin(found, classes).all():
        return np.where(found[:, None] == classes, 0.5, -0.5)
    if len(classes) != 2:
        raise ValueError(
            f"decision_boundaries: {title or 'the classifier'} gave one number for each point, "
            f"which are none of the classes {', '.join(map(str, classes))}"
        )
    scores = found.astype(float)
    ahead = scores - 0.5 if scores.min() >= 0 and scores.max() <= 1 else scores
    return np.stack([-ahead, ahead], axis=1)
