"""Checkpoints: all that is needed to go on as if nothing had happened, in one file of arrays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from symnn.files import write_whole
from symnn.language.errors import SymnnError
from symnn.training.inputs import Arrays, Problem
from symnn.training.result import History
from symnn.training.sources import DataError
from symnn.training.step import States
from symnn.training.storage import archive, load_params

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


def load_progress(path: Path, settings: Mapping[str, str]) -> Progress:
    """The progress in a checkpoint.

    Raises CheckpointError, naming the setting, where it belongs to another training; DataError for
    a file that is no checkpoint.
    """
    try:
        arrays = load_params(path)
    except FileNotFoundError as error:
        raise CheckpointError(f"{path}: there is no checkpoint to resume") from error
    if META not in arrays:
        raise DataError(f"{path}: not a checkpoint of symnn")
    meta = json.loads(str(arrays.pop(META)))
    if meta["format"] != FORMAT:
        raise CheckpointError(f"{path}: of format {meta['format']}; this symnn reads {FORMAT}")
    for name, value in settings.items():
        before = meta["settings"].get(name)
        if before != value:
            change = "" if name in DIGESTS else f" ({before}, now {value})"
            which = "other" if name == "parameters" else "another"
            raise CheckpointError(f"{path}: begun with {which} {name}{change}, so it cannot go on")
    progress = Progress({}, history=History(meta["history"]))
    for name in ("epoch", "step", "random", "best_epoch", "best_value", "waited"):
        setattr(progress, name, meta[name])
    for key, array in arrays.items():
        kind, _, rest = key.partition("/")
        if kind == "state":
            state, _, name = rest.partition("/")
            progress.state.setdefault(name, {})[state] = array
        else:
            (progress.params if kind == "param" else progress.best)[rest] = array
    return progress


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
