"""The options of ``symnn train``, as what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from typing import Any

import numpy as np

from symnn.commands.lists import separated
from symnn.commands.model_file import InputError
from symnn.training.full_batch import LBFGS, FullBatch, NewtonCG
from symnn.training.optimiser import Optimiser
from symnn.training.optimisers import BY_NAME
from symnn.training.schedules import Constant, Cosine, Exponential, Schedule, StepDecay, Warmup

FULL_BATCH: dict[str, type[FullBatch]] = {"lbfgs": LBFGS, "newton-cg": NewtonCG}
SCHEDULES = "constant, cosine:EPOCHS, exponential:FACTOR or step:EPOCHS:FACTOR"


def number(name: str, text: str) -> np.ndarray:
    """The value of a constant."""
    try:
        return np.array(float(text))
    except ValueError as error:
        raise InputError(f"--set {name}={text}: expected a number") from error


def digits(backend: str, dtype: str) -> AbstractContextManager[Any]:
    """In which JAX computes with the digits asked for; left to itself it has those of float32.

    >>> with digits("numpy", "float64"):
    ...     pass
    """
    if backend != "jax" or dtype != "float64":
        return nullcontext()
    try:
        wide: AbstractContextManager[Any] = import_module("jax").enable_x64(True)
    except ImportError:  # the backend says what is to be installed
        return nullcontext()
    return wide


def params_of(text: str | None, values: Mapping[str, np.ndarray]) -> dict[str, Any] | None:
    """``W=he,b=0.1`` as first values by name, from ``values`` where none is said.

    >>> params_of("W_{1,2}=he,b=0.1,c", {"c": np.array(2.0)})
    {'W_{1,2}': 'he', 'b': 0.1, 'c': array(2.)}
    """
    if text is None:
        return None
    parts = [part.partition("=") for part in separated(text)]
    return {name: _first_value(wish) if sign else values.get(name) for name, sign, wish in parts}


def _first_value(wish: str) -> str | float:
    try:
        return float(wish)
    except ValueError:
        return wish


def optimiser_of(options: dict[str, Any]) -> Optimiser | FullBatch:
    """The optimiser with the settings that are given, the others as it has them."""
    name = options["optimizer"]
    given = {
        key: options[key]
        for key in ("rate", "momentum", "nesterov", "weight_decay")
        if options[key] not in (None, False)
    }
    kinds: dict[str, Any] = {**BY_NAME, **FULL_BATCH}
    kind = kinds[name]
    unknown = [key for key in given if key not in kind.__dataclass_fields__]
    if unknown:
        flag = unknown[0].replace("_", "-")
        raise InputError(f"--{flag}: the optimiser {name} has no such setting")
    return kind(**given)


def schedule_of(text: str, warmup: int | None) -> Schedule | None:
    """``step:3:0.5`` as a schedule, after a warm-up where one is asked for."""
    name, *numbers = text.split(":")
    kinds: dict[str, tuple[type[Schedule], list[type]]] = {
        "constant": (Constant, []),
        "cosine": (Cosine, [int]),
        "exponential": (Exponential, [float]),
        "step": (StepDecay, [int, float]),
    }
    if name not in kinds or len(numbers) != len(kinds[name][1]):
        raise InputError(f"--schedule {text}: expected {SCHEDULES}")
    kind, types = kinds[name]
    try:
        schedule = kind(*(type_(number) for type_, number in zip(types, numbers, strict=True)))
    except ValueError as error:
        raise InputError(f"--schedule {text}: {error}; expected {SCHEDULES}") from error
    if warmup is not None:
        return Warmup(warmup, schedule)
    return None if name == "constant" else schedule
