"""The value of a compiled function at many points of a line at once.

A small function takes as long to be called as to be computed. What the points have in common, a
large one computes once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from symnn.language.symbol import TensorSymbol
from symnn.numeric.program_source import Array, Source, bound, largest, source_of
from symnn.plan.along_line import COUNT, DIRECTION, STEPS, AlongLine
from symnn.plan.lowering import Lowering

CACHE = 128 * 1024
"""Bytes that the largest array may take."""


class LineValues:
    """The program of the value while ``moved`` goes along a line.

    Raises NoRuleError where some step is not known for many values.
    """

    def __init__(
        self, lowering: Lowering, target: int, moved: TensorSymbol, load: Callable[[str, str], Any]
    ) -> None:
        self.made = AlongLine(lowering.program, moved, target)
        self.quiet = lowering.overflows
        self.load = load

    @cached_property
    def source(self) -> Source | None:
        """The program; None where nothing depends on the input."""
        if self.made.result is None:
            return None
        number = self.made.result.number
        return source_of(self.made.program, [number], "values", quiet=self.quiet)

    def at(
        self, sizes: Mapping[str, int], count: int
    ) -> Callable[[Mapping[str, Array], Array, Array], Array] | None:
        """``values(arrays, direction, steps)`` for ``count`` steps from the point of ``arrays``.

        None where nothing moves, and where arrays are so large that taking many at once is slower.
        """
        source, sizes = self.source, {**sizes, COUNT: count}
        if source is None or 8 * largest(self.made.program, sizes) > CACHE:
            return None
        function = bound(self.load(source.text, "bind"), source, sizes)
        names = [name if isinstance(name, str) else name.name for name in source.inputs]

        def values(arrays: Mapping[str, Array], direction: Array, steps: Array) -> Array:
            known = {**arrays, DIRECTION: direction, STEPS: steps}
            found: Array = function(*[known[name] for name in names])[0]
            return found

        return values
