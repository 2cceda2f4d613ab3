"""A training step of symnn against NumPy, PyTorch, JAX and C by hand.

Run ``python benchmarks/training.py [words of the cases…] [--threads N] [--docs PAGE]``.
A step is forward, backward and update (gradient descent) on the same batch. After three steps of
each, all parameters are compared; then they run in turn, each in a process of its own. Prints the
median times, those of symnn divided by those of each other, and the bytes that a step takes, with
the page faults that it makes. ``--docs`` writes the tables into a page.
"""

from __future__ import annotations

import os
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from by_hand import compiler, in_c, library
from cases import CASES, Case, data, parameters
from contest import Contestant, machine, medians, same, serve, written
from rivals import in_jax, in_torch, plain_numpy

RATE = 0.05
OWN = ("default", "native")
TITLES = {"numpy": "NumPy", "torch": "PyTorch eager", "jax": "JAX jit", "c": "C by hand"}
ROUNDS = 12


def names_of(case: Case) -> list[str]:
    """The contestants of a case that are installed."""
    found = {"numpy": True, "torch": bool(find_spec("torch")), "jax": bool(find_spec("jax"))}
    found |= {"c": compiler() is not None, "default": True, "native": compiler() is not None}
    order = ("native", "jax", "c") if case.steps > 1 else (*OWN, *TITLES)
    return [name for name in order if found[name]]


def contestant(case: Case, name: str, threads: int) -> None:
    """Be one of the contestants."""
    batch, moved = data(case), parameters(case)
    arguments = (moved, batch["X"], batch["Y"], RATE, case.squared)
    if name in OWN:
        from models import network

        import symnn as sn

        made, names = network(case)
        backend = "native" if name == "native" else "numpy"
        step = made.training_step("L", names, sn.SGD(RATE), backend=backend, dtype=case.dtype)
        if case.steps > 1:
            serve(lambda: step.repeat(moved, batch, case.steps), lambda: moved, threads)
        else:
            serve(lambda: step(moved, batch), lambda: moved, threads)
    elif name == "numpy":
        serve(plain_numpy(*arguments), lambda: moved, threads)
    elif name == "c":
        serve(in_c(*arguments, case.steps), lambda: moved, threads)
    else:
        run, tensors = in_torch(*arguments) if name == "torch" else in_jax(*arguments, case.steps)
        serve(run, lambda: {key: np.asarray(value) for key, value in tensors().items()}, threads)


def agree(case: Case, contestants: Mapping[str, Contestant]) -> None:
    """Stop unless all come to the same parameters."""
    tolerance = 1e-9 if case.dtype == "float64" else 1e-3
    with tempfile.TemporaryDirectory() as folder:
        for name, each in contestants.items():
            each.tell("parameters", str(Path(folder, f"{name}.npz")))
        results = {}
        for name, each in contestants.items():
            each.answer()
            results[name] = dict(np.load(Path(folder, f"{name}.npz")))
    own, *others = results
    for name in others:
        same(name, results[own], results[name], tolerance)


def run(case: Case, threads: int) -> tuple[dict[str, float], dict[str, tuple[int, float]]]:
    """The times of all contestants, and their memory."""
    contestants = {}
    try:
        for name in names_of(case):
            command = [__file__, "--contestant", str(CASES.index(case)), name, str(threads)]
            contestants[name] = Contestant(command, threads)
        agree(case, contestants)
        times = medians(contestants, ROUNDS)
        return times, {name: each.ask("memory") for name, each in contestants.items()}
    finally:
        for each in contestants.values():
            each.close()


def microseconds(seconds: float) -> str:
    """A time in three digits."""
    return f"{1e6 * seconds:.3g}" if seconds < 1e-3 else f"{1e6 * seconds:.0f}"


def rows(case: Case, times: Mapping[str, float]) -> list[list[str]]:
    """A row for each of our backends: the time, and its ratio to each other."""
    made = []
    for own in (name for name in OWN if name in times):
        ratios = [f"{times[own] / times[name]:.2g}" if name in times else "" for name in TITLES]
        made.append([case.title, own, microseconds(times[own]), *ratios])
    return made


def table(heads: list[str], lines: list[list[str]], *, markdown: bool) -> str:
    """Lines in columns."""
    if markdown:
        ruler = [" --- "] * len(heads)
        return "\n".join(
            ["|" + "|".join(row) + "|" for row in [[f" {x} " for x in heads], ruler]]
            + ["| " + " | ".join(line) + " |" for line in lines]
        )
    widths = [max(len(line[k]) for line in [heads, *lines]) for k in range(len(heads))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in [heads, *lines]
    )


def main() -> None:
    if sys.argv[1:2] == ["--contestant"]:
        contestant(CASES[int(sys.argv[2])], sys.argv[3], int(sys.argv[4]))
        return
    parser = ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("words", nargs="*", help="words of the titles of the cases to run")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--markdown", action="store_true", help="print the tables for the docs")
    parser.add_argument("--docs", type=Path, help="the page to write the tables into")
    options = parser.parse_args()
    print(machine(options.threads), file=sys.stderr)
    cases = [case for case in CASES if all(word in case.title for word in options.words)]
    ratios, times, memory = [], [], []
    everyone = (*OWN, *TITLES)
    for case in cases:
        print(f"{case.title} …", file=sys.stderr)
        found, taken = run(case, options.threads)
        ratios += rows(case, found)
        shown = {name: microseconds(seconds) for name, seconds in found.items()}
        times.append([case.title, *(shown.get(name, "") for name in everyone)])
        shown = {name: f"{size} ({faults:.0f})" for name, (size, faults) in taken.items()}
        memory.append([case.title, *(shown.get(name, "") for name in everyone)])
    heads = ["case", "backend", "µs", *(f"÷ {title}" for title in TITLES.values())]
    all_heads = ["case", *OWN, *TITLES.values()]
    show = {"markdown": options.markdown or bool(options.docs)}
    text = (
        f"{machine(options.threads)}; products of the C code by {library()}.\n\n"
        f"{table(heads, ratios, **show)}\n\n"
        f"Microseconds of a call:\n\n{table(all_heads, times, **show)}\n\n"
        f"Bytes that a step takes, as far as tracemalloc sees them (page faults):\n\n"
        f"{table(all_heads, memory, **show)}\n"
    )
    print(text)
    if options.docs:
        written(options.docs, "training", text)


if __name__ == "__main__":
    main()
