"""How contestants are compared: in turn, in one process, on equal numbers."""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable, Mapping
from importlib import metadata
from importlib.util import find_spec
from random import Random

import numpy as np

Run = Callable[[], object]


def medians(contestants: Mapping[str, Run], seconds: float = 1.0) -> dict[str, float]:
    """Median seconds of a call of each, run in turn for about ``seconds`` each.

    Calls that take microseconds are timed several at a time. The order changes from round to round,
    since a library's threads may still be busy when the next one starts.
    """
    random = Random(0)
    order = list(contestants)
    at_once: dict[str, int] = {}
    for name, run in contestants.items():
        run()
        start = time.perf_counter()
        run()
        once = time.perf_counter() - start
        at_once[name] = max(1, min(1000, int(2e-4 / once)))
    times: dict[str, list[float]] = {name: [] for name in contestants}
    end = time.perf_counter() + seconds * len(contestants)
    while time.perf_counter() < end:
        random.shuffle(order)
        for name in order:
            run = contestants[name]
            calls = range(at_once[name])
            start = time.perf_counter()
            for _ in calls:
                run()
            times[name].append((time.perf_counter() - start) / len(calls))
    return {name: statistics.median(values) for name, values in times.items()}


def report(case: str, result: Mapping[str, float], own: str = "symnn") -> None:
    """Print the medians, and the time of ``own`` divided by that of each other."""
    others = [f"{result[own] / t:6.2f} × {name}" for name, t in result.items() if name != own]
    print(f"{case:34} {own} {1e6 * result[own]:9.1f} µs = {'  '.join(others)}", flush=True)


def machine() -> str:
    """What the numbers were measured on."""
    names = ("numpy", "torch", "jax", "cffi")
    found = [f"{name} {metadata.version(name)}" for name in names if find_spec(name)]
    return f"{platform.machine()}, Python {platform.python_version()}, {', '.join(found)}"


def same(
    name: str, own: Mapping[str, object], other: Mapping[str, object], tolerance: float
) -> None:
    """Stop unless both have the same parameters, to ``tolerance`` of their size."""
    for key, value in own.items():
        scale = np.abs(np.asarray(value)).max()
        if not np.allclose(np.asarray(other[key]), value, rtol=0, atol=tolerance * scale):
            raise SystemExit(f"{name}: {key} differs")
