"""Parameters of which some are looked at in the quick tests, and all in the slow ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest


def sampled(values: Iterable[Any], quick: Callable[[Any], object]) -> list[Any]:
    """The values as parameters; those that are not ``quick`` are slow."""
    return [pytest.param(v, marks=[] if quick(v) else [pytest.mark.slow]) for v in values]


def each(values: Iterable[Any], step: int) -> list[Any]:
    """The values as parameters; all but each so many are slow."""
    return [
        pytest.param(v, marks=[pytest.mark.slow] if place % step else [])
        for place, v in enumerate(values)
    ]
