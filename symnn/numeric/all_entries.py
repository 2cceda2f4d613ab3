"""The value of a compiled function where each entry of an input moves by itself: all at once.

The plain loop evaluates the whole function once for each entry. Here the program of the value is
evaluated once, and what each entry changes in it by a program of its own (``plan.perturbed``), in
parts of the entries that are small enough for the arrays between to stay in cache.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symnn.language.operation import known_operations
from symnn.language.symbol import TensorSymbol
from symnn.numeric.generate import Sizes, module
from symnn.numeric.names import Names, identifier
from symnn.numeric.numpy_program import NumpyWriter
from symnn.plan.lowering import Lowering
from symnn.plan.perturbed import STEP, Base, Perturbed, Unit
from symnn.plan.program import Program

Array = NDArray[np.float64]

CACHE = 512 * 1024
"""Bytes that the largest array of a part may take."""
WORKERS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
"""Threads that share the parts."""


@dataclass(frozen=True)
class Source:
    """Source of ``bind(dtype, *sizes)``; ``inputs`` are the arguments of what that gives."""

    text: str
    inputs: tuple[Any, ...]
    sizes: tuple[str, ...]


def source_of(program: Program, results: Sequence[int], name: str, *, quiet: bool) -> Source:
    """The steps ``results`` of a program as new arrays, in the order of axes that they have."""
    names = Names(known_operations())
    sizes = Sizes(names)
    order = program.needed(results)
    inputs = [step for step in order if step.kind == "input"]
    idents = {
        step.number: names.of(step.name)
        if isinstance(step.name, TensorSymbol)
        else names.unique(identifier(_title(step.name)))
        for step in inputs
    }
    kinds = ("input", "number", "pick", "identity")
    fresh = frozenset(n for n in results if program.steps[n].kind not in kinds)
    writer = NumpyWriter(program, idents, names.unique, sizes.text, fresh=fresh)
    writer.write(order)
    returned = [*(writer.text(number) for number in results), ""]
    arguments = [writer.names[step.number] for step in inputs]
    text = module(writer, sizes, arguments, returned, name, quiet=quiet)
    return Source(text, tuple(step.name for step in inputs), tuple(sizes.used))


def _title(name: Base | Unit | str) -> str:
    return "h" if name == STEP else "delta" if isinstance(name, Unit) else "q"


class AllEntries:
    """The changes of the value by steps of each entry of one input.

    Raises NoRuleError where the change is not followed through some step of the program.
    """

    def __init__(
        self,
        lowering: Lowering,
        target: int,
        moved: TensorSymbol,
        load: Callable[[str, str], Any],
    ) -> None:
        self.made = Perturbed(lowering.program, moved, target)
        self.moved = moved
        self.lowering = lowering
        self.load = load
        self._binds: dict[str, Callable[..., Any]] = {}
        self._parts: dict[Any, tuple[int, ...]] = {}

    @cached_property
    def changes(self) -> Source | None:
        """The program of the changes; None where nothing moves."""
        if self.made.result is None:
            return None
        found = self.made.result.number
        quiet = self.lowering.overflows
        return source_of(self.made.program, [found], "changes", quiet=quiet)

    @cached_property
    def kept(self) -> tuple[int, ...]:
        """The arrays of the unchanged program that the changes need."""
        names = () if self.changes is None else self.changes.inputs
        return tuple(dict.fromkeys(name.step for name in names if isinstance(name, Base)))

    @cached_property
    def unchanged(self) -> Source:
        """The program of these arrays."""
        quiet = self.lowering.overflows
        return source_of(self.lowering.program, self.kept, "unchanged", quiet=quiet)

    def at(
        self, arrays: Mapping[str, Array], sizes: Mapping[str, int], steps: Sequence[float]
    ) -> list[Array]:
        """For each of ``steps`` the changes by it of every entry, in the shape of the input."""
        shape = arrays[self.moved.name].shape
        results = [np.zeros(shape) for _ in steps]
        changes = self.changes
        if changes is None:
            return results
        inputs = [arrays[symbol.name] for symbol in self.unchanged.inputs]
        base = self._function(self.unchanged, sizes)(*inputs)
        kept = dict(zip(self.kept, base, strict=True))
        part = self._part(shape, sizes)
        units = [np.eye(size) for size in shape]
        numbers = [np.array(step) for step in steps]
        order = tuple(self.made.entries.index(axis) for axis in self._result_axes)
        views = [np.transpose(result[..., None], (*order, len(order))) for result in results]
        corners = product(*map(range, [0] * len(shape), shape, part))
        places = [
            tuple(
                slice(k, min(k + size, end)) for k, size, end in zip(at, part, shape, strict=True)
            )
            for at in corners
        ]
        waiting = iter(places)

        def work(_: int) -> None:
            functions: dict[tuple[int, ...], Callable[..., Any]] = {}
            for place in waiting:  # each worker takes what is next
                lengths = tuple(along.stop - along.start for along in place)
                if lengths not in functions:
                    own = {f" entries {k}": length for k, length in enumerate(lengths)}
                    functions[lengths] = self._function(changes, {**sizes, **own})
                function = functions[lengths]
                arguments = [_argument(name, kept, units, place) for name in changes.inputs]
                where = tuple(place[k] for k in order)
                for number, view in zip(numbers, views, strict=True):
                    given = (number if argument is None else argument for argument in arguments)
                    with np.errstate(all="ignore"):  # steps may leave the domain
                        view[where][..., 0] = function(*given)[0]

        workers = min(WORKERS, len(places))
        if workers == 1:
            work(0)
        else:
            with ThreadPoolExecutor(workers) as pool:
                list(pool.map(work, range(workers)))
        return results

    @property
    def _result_axes(self) -> tuple[Any, ...]:
        assert self.made.result is not None
        return self.made.result.axes

    def _function(self, source: Source, sizes: Mapping[str, int]) -> Callable[..., Any]:
        """The function with memory of its own."""
        if source.text not in self._binds:
            self._binds[source.text] = self.load(source.text, "bind")
        chosen = [sizes[name] for name in source.sizes]
        return self._binds[source.text](np.dtype(float), *chosen)

    def _part(self, shape: tuple[int, ...], sizes: Mapping[str, int]) -> tuple[int, ...]:
        """How many entries along each axis are done at once: the last axes whole, if they can."""
        key = tuple(sizes.items())
        if key not in self._parts:
            self._parts[key] = self._chosen_part(shape, sizes)
        return self._parts[key]

    def _chosen_part(self, shape: tuple[int, ...], sizes: Mapping[str, int]) -> tuple[int, ...]:
        program = self.made.program
        shapes = {step.shape for step in program.steps if step.kind != "input"}
        symbols = {s for own in shapes for size in own for s in size.free_symbols}
        part = list(shape)

        def largest() -> int:
            now = {**sizes, **{f" entries {k}": size for k, size in enumerate(part)}}
            values = {symbol: now[symbol.name] for symbol in symbols}
            return max(int(np.prod([int(size.subs(values)) for size in own])) for own in shapes)

        for axis in range(len(part)):
            over = largest() * 8 / CACHE
            if over > 1:
                part[axis] = max(1, int(part[axis] / over))
        return tuple(part)


def _argument(
    name: Base | Unit | str,
    kept: Mapping[int, Array],
    units: Sequence[Array],
    place: tuple[slice, ...],
) -> Array | None:
    """The array of an input of the changes; None for the step."""
    if isinstance(name, Base):
        if not name.places:
            return kept[name.step]
        return kept[name.step][tuple(slice(None) if k is None else place[k] for k in name.places)]
    return units[name.place][:, place[name.place]] if isinstance(name, Unit) else None
