"""What was learned when: numbers of a training by epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from symnn.documents.document import Picture, Text
from symnn.documents.figures.canvas import words
from symnn.documents.figures.palette import SERIES
from symnn.documents.figures.plots import few_ticks, limits, plot
from symnn.language.errors import UnknownNameError


def training_curves(
    history: Any,
    columns: Sequence[str] = (),
    *,
    logarithmic: bool | None = None,
    size: tuple[float, float] | None = None,
    caption: Text | str = (),
) -> Picture:
    """The numbers of a training against the epochs, a panel for each, validation beside training.

    ``history`` is what ``sn.fit`` leaves (or ``result.history``), a dictionary of lists, or one
    list of losses. ``columns`` says which. A quantity that falls by more than a hundredfold has a
    logarithmic axis, unless ``logarithmic`` says otherwise.

    >>> import symnn as sn
    >>> print(sn.figures.training_curves([4, 2, 1]).alt)
    Training curves over 3 epochs. The loss goes from 4 to 1.
    """
    data = _columns(history)
    wanted = list(columns) or [n for n in data if not n.startswith("val_") and n != "rate"]
    for name in wanted:
        if name not in data:
            raise UnknownNameError(f"the history has no {name}; it has {', '.join(data)}")
    epochs = max(len(data[name]) for name in wanted)
    alt = f"Training curves over {epochs} epoch{'s' if epochs > 1 else ''}."
    width, height = size or ((330, 210) if len(wanted) == 1 else (225, 175))
    with plot(width, height, panels=len(wanted), gap=116, room=(50, 24, 16, 38)) as drawn:
        for axes, name in zip(drawn.panels, wanted, strict=True):
            pairs = [(name, data[name])]
            if f"val_{name}" in data:
                pairs.append((f"val_{name}", data[f"val_{name}"]))
            both = [np.asarray(numbers, dtype=float) for _, numbers in pairs]
            logs = _is_logarithmic(both) if logarithmic is None else logarithmic
            axes.set_xlim(1, max(2, *map(len, both)))
            few_ticks(axes)
            if logs:
                axes.set_yscale("log")
            else:
                axes.set_ylim(limits(both))
            for place, numbers in enumerate(both):
                line = "-" if place == 0 else (0, (5, 2))
                count = np.arange(1, len(numbers) + 1)
                axes.plot(count, numbers, color=SERIES[place], linestyle=line)
            _end_names(drawn, axes, both)
            drawn.names(words("epoch"), words(name), axes)
            alt += _sentence(name, both)
    return drawn.picture(alt, caption)


def _columns(history: Any) -> dict[str, Any]:
    found = getattr(history, "history", history)
    found = getattr(found, "columns", found)
    if not isinstance(found, Mapping):
        found = {"loss": list(found)}
    kept = {name: numbers for name, numbers in found.items() if len(numbers)}
    if not kept:
        raise ValueError("training_curves: the history is empty")
    return kept


def _is_logarithmic(numbers: Sequence[np.ndarray]) -> bool:
    flat = np.concatenate(numbers)
    flat = flat[np.isfinite(flat)]
    return bool(flat.size and flat.min() > 0 and flat.max() > 100 * flat.min())


def _end_names(drawn: Any, axes: Any, both: Sequence[np.ndarray]) -> None:
    if len(both) < 2:
        return
    _low, _high = axes.get_ylim()
    place = axes.transData
    heights = [float(place.transform((1, numbers[-1]))[1]) for numbers in both]
    first, second = heights
    if abs(first - second) < 17:
        middle = (first + second) / 2
        up = 8.5 if first >= second else -8.5
        moved = middle + up, middle - up
    else:
        moved = first, second
    for numbers, old, new, title, colour in zip(
        both, heights, moved, ("training", "validation"), SERIES, strict=False
    ):
        at = (axes.get_xlim()[1], float(numbers[-1]))
        drawn.label(
            words(title), at, axes=axes, shift=(6, old - new), anchor=(0, 0.5), colour=colour,
            size=13,
        )  # fmt: skip


def _sentence(name: str, both: Sequence[np.ndarray]) -> str:
    first = both[0]
    text = f" The {name} goes from {first[0]:.4g} to {first[-1]:.4g}"
    if len(both) > 1:
        text += f", on held-back data from {both[1][0]:.4g} to {both[1][-1]:.4g}"
    return f"{text}."
