"""A training step on a handful of numbers, as arithmetic on Python numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from symnn.language.operation import known_operations
from symnn.numeric.names import Names
from symnn.numeric.step_program import StepProgram
from symnn.numeric.unrolled import Unrolled, Writer


def scalar_step(
    made: StepProgram, sizes: Mapping[str, int], given: Sequence[tuple[str, str]]
) -> str:
    """The source of ``bind(*arrays)``, which gives ``step`` and ``repeat`` for these arrays.

    The arrays are of float64, without gaps. ``step(params,
    batch, rate, count)`` gives None if the arrays are not those that it is bound to; ``repeat(n,
    rate, count)`` does not ask. Nothing is stored before all is computed, so that an overflow
    leaves the parameters as they were. ``given`` says where the arrays are found: pairs of
    ``params`` or ``batch`` and a name. Raises NotUnrolledError.
    """
    unrolled = Unrolled(made.program, sizes)
    unrolled.expand(made.steps)
    names = Names([*known_operations(), *dir(math), "abs", "bind", "step", "repeat", "loss", "n"])
    *arrays, rate, time = made.inputs
    scalars = {symbol: names.of(symbol) for symbol in made.inputs}
    entries: dict[int, str] = {}
    locals_of: dict[int, list[str]] = {}
    for symbol in arrays:
        numbers = unrolled.inputs[made.given[symbol]]
        own = [names.unique(f"{scalars[symbol]}_{place + 1}") for place in range(len(numbers))]
        locals_of[made.given[symbol]] = own
        entries |= dict(zip(numbers, own, strict=True))
    for symbol in (rate, time):
        [number] = unrolled.inputs[made.given[symbol]]
        entries[number] = scalars[symbol]
    stored = {
        given: list(unrolled.entries[number].values()) for number, given in made.stores.items()
    }
    [loss] = unrolled.entries[made.loss].values()
    writer = Writer(unrolled.nodes, entries)
    texts = iter(writer.write([loss, *(number for group in stored.values() for number in group)]))
    loss_text = next(texts)
    moved = {own: [next(texts) for _ in group] for own, group in stored.items()}
    # all at once: a new value must not be read as an old one
    lefts = ", ".join(name for own in moved for name in locals_of[own])
    rights = ", ".join(text for group in moved.values() for text in group)
    read: list[str] = []
    write: list[str] = []
    last: list[str] = []
    views: list[str] = []
    counts: set[int] = set()
    for symbol in arrays:
        name, own = scalars[symbol], locals_of[made.given[symbol]]
        counts.add(len(own))
        view = names.unique(f"{name}_memory")
        views.append(f"{view} = memoryview({name}).cast('B')")
        read.append(f"{', '.join(own)}, = unpack_{len(own)}({view})")
        if made.given[symbol] in moved:
            new = ", ".join(moved[made.given[symbol]])
            write.append(f"pack_{len(own)}({view}, 0, {new})")
            last.append(f"pack_{len(own)}({view}, 0, {', '.join(own)})")
    clock = scalars[time]
    # the states of the optimiser, after the arrays given, are always the same
    same = [
        f"{where}[{name!r}] is {scalars[symbol]}"
        for (where, name), symbol in zip(given, arrays, strict=False)
    ]
    once = [f"if not ({' and '.join(same)}):", "    return None", *read, *writer.lines, *write]
    loop = [*writer.lines, f"loss = {loss_text}", f"{lefts}, = {rights},"]
    again = [*read, f"for {clock} in range({clock}, {clock} + n):", *(f"    {x}" for x in loop)]
    speed = scalars[rate]
    functions = sorted(writer.functions - {"abs"})
    lines = [f"from math import {', '.join(functions)}"] if functions else []
    lines += ["from struct import Struct", ""]
    for length in sorted(counts):
        struct = f'Struct("{length}d")'
        lines += [
            f"pack_{length} = {struct}.pack_into",
            f"unpack_{length} = {struct}.unpack_from",
        ]
    return (
        "\n".join(lines)
        + f"\n\n\ndef bind({', '.join(scalars[symbol] for symbol in arrays)}):\n"
        + _indented(views)
        + f"\n    def step(params, batch, {speed}, {clock}):\n"
        + _indented([*once, f"return {loss_text}"], 8)
        + f"\n    def repeat(n, {speed}, {clock}):\n"
        + _indented([*again, *last, "return loss"], 8)
        + "\n    return step, repeat\n"
    )


def _indented(lines: Sequence[str], by: int = 4) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in lines)
