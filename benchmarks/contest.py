"""How contestants are compared: each in a process of its own, in turn, on equal numbers.

A process of its own, since libraries change each other's speed: the threads of one are still busy
when the next starts, and which temporaries the C library keeps depends on what else was loaded.
All processes have the same environment, threads and cores, wait while another one has its turn, and
come in a new order each round.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

Run = Callable[[], object]
TURN = 0.08
"""Seconds of measurement in a turn."""
PAUSE = 0.06
"""Seconds between turns, in which the threads of the last contestant go to sleep."""
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class Contestant:
    """A process that runs ``command`` and does what :func:`serve` offers."""

    def __init__(self, command: Sequence[str], threads: int) -> None:
        environment = {**os.environ, **dict.fromkeys(THREADS, str(threads))}
        self.process = subprocess.Popen(
            [sys.executable, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def ask(self, what: str, *arguments: object) -> Any:
        """Ask for something, and wait for the answer."""
        self.tell(what, *arguments)
        return self.answer()

    def tell(self, what: str, *arguments: object) -> None:
        """Ask for something."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([what, *arguments]) + "\n")
        self.process.stdin.flush()

    def answer(self) -> Any:
        """What the contestant answers."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"a contestant failed: {self.process.args}")
        return json.loads(line)

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


def serve(run: Run, parameters: Callable[[], Mapping[str, np.ndarray]], threads: int) -> None:
    """Answer the questions of a :class:`Contestant` about a step.

    ``parameters`` saved to a file after three steps; a ``turn`` of so many seconds, with the times
    of its calls; the ``memory`` that a step takes.
    """
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    for line in sys.stdin:
        what, *arguments = json.loads(line)
        if what == "parameters":
            for _ in range(3):
                run()
            np.savez(arguments[0], **parameters())
            answer: object = None
        elif what == "turn":
            answer = turn(run, *arguments)
        else:
            answer = memory(run)
        print(json.dumps(answer), flush=True)


def turn(run: Run, seconds: float) -> list[float]:
    """Seconds of calls, for so long; calls of microseconds are timed several at a time."""
    run()
    start = time.perf_counter()
    run()
    calls = range(max(1, min(1000, int(2e-4 / (time.perf_counter() - start)))))
    for _ in calls:
        run()
    times = []
    end = time.perf_counter() + seconds
    while not times or time.perf_counter() < end:
        start = time.perf_counter()
        for _ in calls:
            run()
        times.append((time.perf_counter() - start) / len(calls))
    return times


def memory(run: Run) -> tuple[int, float]:
    """The largest number of bytes that a step takes, and the page faults that it makes.

    Python and NumPy tell tracemalloc what they take; PyTorch, JAX and C do not.
    """
    import resource
    import tracemalloc

    def faults() -> int:
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

    before = faults()
    for _ in range(20):
        run()
    met = (faults() - before) / 20
    tracemalloc.start()
    run()
    taken = []
    for _ in range(5):
        tracemalloc.reset_peak()
        start = tracemalloc.get_traced_memory()[0]
        run()
        taken.append(tracemalloc.get_traced_memory()[1] - start)
    tracemalloc.stop()
    return min(taken), met


def medians(contestants: Mapping[str, Contestant], rounds: int) -> dict[str, float]:
    """The median seconds of a call of each, run in turn; the order changes from round to round."""
    random, order = Random(0), list(contestants)
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        random.shuffle(order)
        for name in order:
            time.sleep(PAUSE)
            times[name] += contestants[name].ask("turn", TURN)
    return {name: statistics.median(values) for name, values in times.items()}


def written(page: Path, name: str, text: str) -> None:
    """Put a text into a page between ``<!-- name -->`` and ``<!-- end of name -->``."""
    first, last = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, _, rest = page.read_text("utf-8").partition(first)
    _, found, after = rest.partition(last)
    if not found:
        raise SystemExit(f"{page}: no {first} … {last}")
    page.write_text(f"{before}{first}\n\n{text}\n{last}{after}", "utf-8")


def machine(threads: int | None = None) -> str:
    """What the numbers were measured on."""
    names = ("numpy", "torch", "jax", "cffi")
    found = [f"{name} {metadata.version(name)}" for name in names if find_spec(name)]
    cores = f"{threads} of {os.cpu_count()} cores, " if threads else ""
    return f"{_processor()}, {cores}Python {platform.python_version()}, {', '.join(found)}"


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor()} ({platform.machine()})"


def same(
    name: str, own: Mapping[str, np.ndarray], other: Mapping[str, np.ndarray], tolerance: float
) -> None:
    """Stop unless both have the same parameters, to ``tolerance`` of their size."""
    for key, value in own.items():
        scale = np.abs(value).max()
        if not np.allclose(other[key], value, rtol=0, atol=tolerance * scale):
            raise SystemExit(f"{name}: {key} differs")
