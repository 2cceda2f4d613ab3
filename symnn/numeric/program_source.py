"""The NumPy source of programs whose inputs are not those of a model alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symnn.language.operation import known_operations
from symnn.language.symbol import TensorSymbol
from symnn.numeric.generate import Sizes, module
from symnn.numeric.names import Names, identifier
from symnn.numeric.numpy_program import NumpyWriter
from symnn.plan.program import Program

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Source:
    """Source of ``bind(dtype, *sizes)``; ``inputs`` are the arguments of what that gives."""

    text: str
    inputs: tuple[Any, ...]
    sizes: tuple[str, ...]


def source_of(
    program: Program,
    results: Sequence[int],
    name: str,
    *,
    quiet: bool,
    title: Callable[[Any], str] = str,
) -> Source:
    """The steps ``results`` of a program as new arrays, in the order of axes that they have.

    ``title`` gives the names of inputs that are no quantities.
    """
    names = Names(known_operations())
    sizes = Sizes(names)
    order = program.needed(results)
    inputs = [step for step in order if step.kind == "input"]
    idents = {
        step.number: names.of(step.name)
        if isinstance(step.name, TensorSymbol)
        else names.unique(identifier(title(step.name)))
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


def bound(bind: Callable[..., Any], source: Source, sizes: Mapping[str, int]) -> Callable[..., Any]:
    """The function of a source for these sizes, with memory of its own."""
    function: Callable[..., Any] = bind(np.dtype(float), *(sizes[name] for name in source.sizes))
    return function


def largest(program: Program, sizes: Mapping[str, int]) -> int:
    """How many entries the largest array has that the program makes."""
    shapes = {step.shape for step in program.steps if step.kind != "input"}
    symbols = {s for own in shapes for size in own for s in size.free_symbols}
    values = {symbol: sizes[symbol.name] for symbol in symbols}
    return max((prod(int(size.subs(values)) for size in own) for own in shapes), default=0)
