"""The value of a compiled function where each entry of an input moves by itself: all at once.

The plain loop evaluates the whole function once for each entry. Here the program of the value is
evaluated once, and what each entry changes in it by a program of its own (``plan.perturbed``), in
parts of the entries that are small enough for the arrays between to stay in cache.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, cached_property
from itertools import product
from math import ceil
from typing import Any

import numpy as np

from symnn.language.errors import NoRuleError
from symnn.language.symbol import TensorSymbol
from symnn.numeric.program_source import Array, Source, bound, largest, source_of
from symnn.plan.lowering import Lowering
from symnn.plan.perturbed import STEP, Base, Perturbed, Unit

CACHE = 512 * 1024
"""Bytes that the largest array of a part may take."""
WORKERS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
"""Threads that share the parts."""
KEPT = 8
"""Shapes of parts for which memory is kept."""


def _title(name: Base | Unit | str) -> str:
    return "h" if name == STEP else "delta" if isinstance(name, Unit) else "q"


class AllEntries:
    """The changes of a value by steps of each entry of its inputs."""

    def __init__(
        self,
        lowering: Lowering,
        target: int,
        inputs: Sequence[TensorSymbol],
        load: Callable[[str, str], Any],
    ) -> None:
        self.lowering = lowering
        self.target = target
        self.inputs = {symbol.name: symbol for symbol in inputs}
        self.load = cache(lambda text: load(text, "bind"))
        self._known: dict[str, Entries | None] = {}
        self._unchanged = cache(self._written)

    def at(
        self,
        arrays: Mapping[str, Array],
        sizes: Mapping[str, int],
        steps: Mapping[str, Sequence[float]],
    ) -> dict[str, list[Array]]:
        """For each of ``steps`` of an input the changes of every entry, in the shape of the input.

        Inputs are left out whose change is not followed through some step of the program.
        """
        found = {name: entries for name in steps if (entries := self._entries(name)) is not None}
        kept = tuple(dict.fromkeys(number for entries in found.values() for number in entries.kept))
        base = self._base(kept, arrays, sizes) if kept else {}
        runs = {
            name: Run(entries, base, sizes, steps[name], arrays[name].shape)
            for name, entries in found.items()
        }
        shared([(run, place) for run in runs.values() for place in run.places])
        return {name: run.results for name, run in runs.items()}

    def _entries(self, name: str) -> Entries | None:
        if name not in self._known:
            try:
                made = Perturbed(self.lowering.program, self.inputs[name], self.target)
                self._known[name] = Entries(made, self.lowering.overflows, self.load)
            except NoRuleError:
                self._known[name] = None
        return self._known[name]

    def _base(
        self, kept: tuple[int, ...], arrays: Mapping[str, Array], sizes: Mapping[str, int]
    ) -> dict[int, Array]:
        """The arrays that do not change."""
        source = self._unchanged(kept)
        function = bound(self.load(source.text), source, sizes)
        inputs = (arrays[symbol.name] for symbol in source.inputs)
        return dict(zip(kept, function(*inputs), strict=True))

    def _written(self, kept: tuple[int, ...]) -> Source:
        """The program of these arrays."""
        lowering = self.lowering
        return source_of(lowering.program, kept, "unchanged", quiet=lowering.overflows)


class Entries:
    """The program of the changes by each entry of one input."""

    def __init__(self, made: Perturbed, quiet: bool, load: Callable[[str], Any]) -> None:
        self.made = made
        self.quiet = quiet
        self.load = load
        self._counts: dict[Any, tuple[int, ...]] = {}
        self._idle: dict[Any, list[Callable[..., Any]]] = {}

    @cached_property
    def changes(self) -> Source | None:
        """The program; None where nothing moves."""
        if self.made.result is None:
            return None
        found = self.made.result.number
        return source_of(self.made.program, [found], "changes", quiet=self.quiet, title=_title)

    @cached_property
    def kept(self) -> tuple[int, ...]:
        """The arrays of the unchanged program that the changes need."""
        names = () if self.changes is None else self.changes.inputs
        return tuple(dict.fromkeys(name.step for name in names if isinstance(name, Base)))

    @property
    def order(self) -> tuple[int, ...]:
        """Which axis of the input each axis of the result is."""
        assert self.made.result is not None
        return tuple(self.made.entries.index(axis) for axis in self.made.result.axes)

    @contextmanager
    def function(
        self, sizes: Mapping[str, int], lengths: tuple[int, ...]
    ) -> Iterator[Callable[..., Any]]:
        """The function for so many entries along each axis, with memory that nobody else uses."""
        assert self.changes is not None
        key = (*sizes.items(), *lengths)
        if key not in self._idle and len(self._idle) >= KEPT:
            self._idle.clear()
        idle = self._idle.setdefault(key, [])
        if idle:
            function = idle.pop()
        else:
            own = {f" entries {k}": length for k, length in enumerate(lengths)}
            function = bound(self.load(self.changes.text), self.changes, {**sizes, **own})
        yield function
        idle.append(function)

    def places(self, shape: tuple[int, ...], sizes: Mapping[str, int]) -> list[tuple[slice, ...]]:
        """The parts of the entries that are done at a time, of nearly equal size."""
        if self.changes is None:
            return []
        key = (*sizes.items(), WORKERS, CACHE)
        if key not in self._counts:
            self._counts[key] = self._chosen_counts(shape, sizes)
        cuts = [
            [slice(size * k // count, size * (k + 1) // count) for k in range(count)]
            for size, count in zip(shape, self._counts[key], strict=True)
        ]
        return list(product(*cuts))

    def _chosen_counts(self, shape: tuple[int, ...], sizes: Mapping[str, int]) -> tuple[int, ...]:
        """Into how many parts each axis is cut: the last axes are whole, if they can be."""
        part = list(shape)
        counts = [1] * len(shape)
        for axis, size in enumerate(shape):
            own = {f" entries {k}": length for k, length in enumerate(part)}
            over = largest(self.made.program, {**sizes, **own}) * 8 / CACHE
            if over > 1:
                part[axis] = max(1, int(size / over))
                # as many for every worker
                counts[axis] = min(size, WORKERS * ceil(size / part[axis] / WORKERS))
        return tuple(counts)


class Run:
    """The changes at one point: ``results`` are filled in part by part, for each of ``steps``."""

    def __init__(
        self,
        entries: Entries,
        base: Mapping[int, Array],
        sizes: Mapping[str, int],
        steps: Sequence[float],
        shape: tuple[int, ...],
    ) -> None:
        self.entries = entries
        self.base = base
        self.sizes = sizes
        self.places = entries.places(shape, sizes)
        self.units = [np.eye(size) for size in shape]
        self.results = [np.zeros(shape) for _ in steps]
        if self.places:
            order = self.order = entries.order
            turned = [np.transpose(r[..., None], (*order, len(order))) for r in self.results]
            self.views = [(np.array(step), view) for step, view in zip(steps, turned, strict=True)]

    def part(self, place: tuple[slice, ...]) -> None:
        """The changes by the entries at ``place``."""
        assert self.entries.changes is not None
        lengths = tuple(along.stop - along.start for along in place)
        arguments = [self._argument(name, place) for name in self.entries.changes.inputs]
        where = tuple(place[k] for k in self.order)
        with self.entries.function(self.sizes, lengths) as function:
            for step, view in self.views:
                given = (step if argument is None else argument for argument in arguments)
                view[where][..., 0] = function(*given)[0]

    def _argument(self, name: Base | Unit | str, place: tuple[slice, ...]) -> Array | None:
        """The array of an input of the changes; None for the step."""
        if isinstance(name, Base):
            if not name.places:
                return self.base[name.step]
            chosen = (slice(None) if k is None else place[k] for k in name.places)
            return self.base[name.step][tuple(chosen)]
        return self.units[name.place][:, place[name.place]] if isinstance(name, Unit) else None


def shared(parts: Sequence[tuple[Run, tuple[slice, ...]]]) -> None:
    """Do the parts, each worker what is next; what is whole is too little to share."""
    waiting = iter(parts)

    def work() -> None:
        with np.errstate(all="ignore"):  # steps may leave the domain
            for run, place in waiting:
                run.part(place)

    others = min(WORKERS, max((len(run.places) for run, _ in parts), default=0)) - 1
    if others < 1:
        work()
        return
    with ThreadPoolExecutor(others) as pool:
        helped = [pool.submit(work) for _ in range(others)]
        work()
        for done in helped:
            done.result()
