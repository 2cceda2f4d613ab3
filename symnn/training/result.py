"""What training leaves: the parameters, and how it went."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from symnn.language.errors import SymnnError
from symnn.training.evaluate import Evaluator
from symnn.training.storage import save_params
from symnn.training.trouble import extra

if TYPE_CHECKING:
    from symnn.model import Model


SHOWN = 10
"""Epochs in the table of a notebook."""


def _entry(column: Sequence[float], epoch: int) -> str:
    return f"{column[epoch]:.4g}" if epoch < len(column) else ""


class History:
    """Numbers by epoch: ``history["loss"]``, ``history["val_accuracy"]``, ``history["rate"]``.

    The loss of an epoch is the mean over its batches while the parameters moved, weighted by their
    samples; metrics, and all that begins with ``val_``, are taken at its end.
    """

    def __init__(self, columns: Mapping[str, list[float]] | None = None) -> None:
        self.columns: dict[str, list[float]] = {n: list(c) for n, c in (columns or {}).items()}

    def append(self, row: Mapping[str, float]) -> None:
        """Add an epoch."""
        for name, value in row.items():
            self.columns.setdefault(name, []).append(value)

    def __getitem__(self, name: str) -> list[float]:
        return self.columns[name]

    def __len__(self) -> int:
        return max(map(len, self.columns.values()), default=0)

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, History) and self.columns == other.columns

    __hash__ = None  # type: ignore[assignment]  # it changes: as for a list

    def last(self) -> dict[str, float]:
        """The numbers of the last epoch."""
        return {name: column[-1] for name, column in self.columns.items() if column}

    def plot(self) -> Any:
        """The numbers against the epochs, as a matplotlib figure: one panel for each quantity.

        Raises MissingPackageError without matplotlib.
        """
        figures = extra("matplotlib.figure", "plotting")
        names = [n for n in self.columns if not n.startswith("val_") and n != "rate"]
        figure = figures.Figure(figsize=(4.5 * max(len(names), 1), 3.2), layout="constrained")
        for place, name in enumerate(names, 1):
            axes = figure.add_subplot(1, len(names), place)
            for label, column in (("training", name), ("validation", f"val_{name}")):
                values = self.columns.get(column)
                if values:
                    axes.plot(range(1, len(values) + 1), values, label=label)
            axes.set(xlabel="epoch", ylabel=name)
            axes.legend()
        return figure

    def picture(self, kind: str) -> bytes:
        """The plot as a file of a kind that matplotlib knows (png, svg, pdf); it has no date."""
        matplotlib = extra("matplotlib", "plotting")
        dates = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}
        file = io.BytesIO()
        with matplotlib.rc_context({"svg.hashsalt": "symnn"}):
            self.plot().savefig(file, format=kind, metadata=dates.get(kind, {}))
        return file.getvalue()

    def _repr_markdown_(self) -> str:
        """For Jupyter: a table of the first and the last epochs."""
        epochs = len(self)
        shown = range(epochs) if epochs <= SHOWN else [0, *range(epochs - SHOWN + 1, epochs)]
        head = ["epoch", *self.columns]
        rows = [[str(n + 1), *(_entry(c, n) for c in self.columns.values())] for n in shown]
        if epochs > SHOWN:
            rows.insert(1, ["…"] * len(head))
        lines = [head, ["---:"] * len(head), *rows]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)

    def __repr__(self) -> str:
        last = ", ".join(f"{name} {value:.4g}" for name, value in self.last().items())
        return f"<History of {len(self)} epochs; last: {last}>"


@dataclass(frozen=True)
class Result:
    """Trained parameters and their history.

    ``stopped`` says why training ended: "epochs", "patience", "converged", "iterations",
    "diverged" or "interrupted". ``best_epoch`` counts from 1; it is the last one unless early
    stopping went back. ``classes`` are the labels behind the numbers, by input. ``model`` is the
    model trained: the batch form of a model of one sample.
    """

    params: dict[str, np.ndarray]
    history: History
    stopped: str
    epochs: int
    best_epoch: int
    model: Model
    loss: str
    steps: int = 0
    classes: dict[str, list[Any]] = field(default_factory=dict)

    def evaluate(self, name: str, data: Mapping[str, Any]) -> Any:
        """A quantity of the model with these parameters: ``result.evaluate("P", {"X": X})``."""
        return Evaluator(self.model, [name])({**data, **self.params})[name]

    def save(self, path: str | Path) -> Path:
        """Write the parameters to ``.npz`` or ``.safetensors``."""
        return save_params(path, self.params)

    def _repr_markdown_(self) -> str:
        """For Jupyter: how training ended, and its history."""
        ended = f"{self.epochs} epochs ({self.stopped}), the best one {self.best_epoch}"
        return f"{ended}\n\n{self.history._repr_markdown_()}"

    def __repr__(self) -> str:
        last = ", ".join(f"{name} {value:.4g}" for name, value in self.history.last().items())
        return f"<Result after {self.epochs} epochs ({self.stopped}): {last}>"


class DivergedError(SymnnError, ArithmeticError):
    """Training that left the finite numbers; ``result`` holds the last good parameters."""

    def __init__(self, message: str, result: Result) -> None:
        super().__init__(message)
        self.result = result


class TrainingInterruptError(KeyboardInterrupt):
    """Training that somebody stopped; ``result`` holds what the last whole epoch reached."""

    def __init__(self, result: Result) -> None:
        super().__init__(f"interrupted after {result.epochs} epochs")
        self.result = result
