"""Checkpoints: all that is needed to go on as if nothing had happened, in one file of arrays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np

from symnn.files import write_whole
from symnn.language.errors import SymnnError
from symnn.training.archives import ArchiveError, archive, read_archive
from symnn.training.inputs import Arrays, Problem
from symnn.training.result import History
from symnn.training.step import States
from symnn.training.trouble import DataError

FORMAT = 1
META = "symnn checkpoint"
"""The entry that holds what is not an array, as JSON."""
DIGESTS = ("model", "data set")
"""The settings that are kept as digests only."""


class CheckpointError(SymnnError, ValueError):
    """A checkpoint that does not belong to what is being trained."""


@dataclass
class Progress:
    """Where training stands: after ``epoch`` epochs and ``step`` steps.

    ``random`` is the state of the generator that shuffles; ``best`` and ``best_epoch`` are the
    parameters that early stopping goes back to, ``best_value`` what they reached, and ``waited``
    the epochs since then.
    """

    params: Arrays
    state: States = field(default_factory=dict)
    epoch: int = 0
    step: int = 0
    random: dict[str, Any] = field(default_factory=dict)
    history: History = field(default_factory=History)
    best: Arrays = field(default_factory=dict)
    best_epoch: int = 0
    best_value: float | None = None
    waited: int = 0

    def save(self, path: Path, settings: Mapping[str, str]) -> None:
        """Write all of it, at once. ``settings`` say what it belongs to."""
        arrays: Arrays = {f"param/{name}": array for name, array in self.params.items()}
        arrays |= {f"best/{name}": array for name, array in self.best.items()}
        for name, states in self.state.items():
            arrays |= {f"state/{state}/{name}": array for state, array in states.items()}
        meta = {
            "format": FORMAT,
            "settings": dict(settings),
            "epoch": self.epoch,
            "step": self.step,
            "random": self.random,
            "history": self.history.columns,
            "best_epoch": self.best_epoch,
            "best_value": self.best_value,
            "waited": self.waited,
        }
        arrays[META] = np.array(json.dumps(meta))
        write_whole(path, archive(arrays))


def load_progress(
    path: Path, settings: Mapping[str, str], first: Arrays, states: Sequence[str]
) -> Progress:
    """The progress in a checkpoint of the training that begins at ``first``.

    ``states`` are the names of the optimiser's arrays, which have the shapes of the parameters.
    Raises CheckpointError, naming the setting, where it belongs to another training; DataError for
    a file that is no checkpoint, or a damaged one.
    """
    try:
        arrays = read_archive(path)
    except FileNotFoundError as error:
        raise CheckpointError(f"{path}: there is no checkpoint to resume") from error
    except ArchiveError as error:
        raise DataError(f"{path}: not a checkpoint of symnn: {error}") from error
    if META not in arrays:
        raise DataError(f"{path}: not a checkpoint of symnn")
    try:
        meta = _Meta(json.loads(str(arrays.pop(META))))
        form = meta.number("format")
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: a damaged checkpoint: {error}") from error
    if form != FORMAT:
        raise CheckpointError(f"{path}: of format {form}; this symnn reads {FORMAT}")
    before = meta.data.get("settings")
    for name, value in settings.items():
        old = before.get(name) if isinstance(before, dict) else None
        if old != value:
            change = "" if name in DIGESTS else f" ({old}, now {value})"
            which = "other" if name == "parameters" else "another"
            raise CheckpointError(f"{path}: begun with {which} {name}{change}, so it cannot go on")
    try:
        return _progress(meta, arrays, first, states)
    except ValueError as error:
        raise DataError(f"{path}: a damaged checkpoint: {error}") from error


class _Meta:
    """What is not an array; ValueError says what of it is missing or odd."""

    def __init__(self, data: Any) -> None:
        if not isinstance(data, dict):
            raise ValueError("its description is no JSON object")
        self.data = data

    def number(self, name: str) -> int:
        found = self.data.get(name)
        if type(found) is not int or found < 0:
            raise ValueError(f"{name} is {str(found)[:40]!r}")
        return found

    def value(self, name: str) -> float | None:
        found = self.data.get(name)
        if found is not None and type(found) not in (int, float):
            raise ValueError(f"{name} is {str(found)[:40]!r}")
        return found

    def history(self, epochs: int) -> History:
        found = self.data.get("history")
        if not isinstance(found, dict) or not all(
            isinstance(column, list)
            and len(column) == epochs
            and all(type(number) in (int, float) for number in column)
            for column in found.values()
        ):
            raise ValueError(f"the history is not that of {epochs} epochs")
        return History(found)

    def random(self) -> dict[str, Any]:
        found: Any = self.data.get("random")
        try:
            np.random.default_rng().bit_generator.state = found
        except (TypeError, ValueError, KeyError, OverflowError, AttributeError) as error:
            raise ValueError("the state of its random generator") from error
        return dict(found)


def _progress(meta: _Meta, arrays: Arrays, first: Arrays, states: Sequence[str]) -> Progress:
    """The progress; ValueError for arrays that are not those of this training."""
    epoch, step = meta.number("epoch"), meta.number("step")
    params = {name: arrays.pop(f"param/{name}", None) for name in first}
    best = {name: arrays.pop(f"best/{name}", None) for name in first}
    if all(array is None for array in best.values()):
        best = {}
    state = {
        name: {kind: arrays.pop(f"state/{kind}/{name}", None) for kind in states}
        for name in first
        if states and step
    }
    for what, group in {"": params, "the best ": best}.items():
        for name in group:
            _refuse_other(f"{what}{name}", group[name], first[name])
    for name, own in state.items():
        for kind, array in own.items():
            _refuse_other(f"{kind} of {name}", array, first[name])
    if arrays:
        raise ValueError(f"what is {next(iter(arrays))}?")
    return Progress(
        cast("Arrays", params),
        cast("States", state),
        epoch,
        step,
        meta.random(),
        meta.history(epoch),
        cast("Arrays", best),
        meta.number("best_epoch"),
        meta.value("best_value"),
        meta.number("waited"),
    )


def _refuse_other(name: str, array: np.ndarray | None, like: np.ndarray) -> None:
    if array is None:
        raise ValueError(f"{name} is missing")
    if array.shape != like.shape or array.dtype != like.dtype:
        found = f"{array.dtype} of shape {array.shape}"
        raise ValueError(f"{name} is {found}, not {like.dtype} of shape {like.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} is not finite")


def settings_of(problem: Problem, train: Arrays, **others: object) -> dict[str, str]:
    """What a training is: the model, its data, and the settings that change its course."""
    digest = hashlib.sha256()
    for name, array in sorted(train.items()):
        digest.update(f"{name} {array.shape} {array.dtype}\n".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return {
        "loss": problem.of,
        "parameters": ", ".join(problem.params),
        **{name: str(value) for name, value in others.items()},
        "model": hashlib.sha256(problem.model.text("index").encode()).hexdigest(),
        "data set": digest.hexdigest(),
    }
