"""A training step on a handful of numbers, as arithmetic on Python numbers."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from symnn.language.operation import known_operations
from symnn.numeric.names import Names
from symnn.numeric.step_program import StepProgram
from symnn.numeric.unrolled import Unrolled, Writer


def scalar_step(made: StepProgram, sizes: Mapping[str, int], letter: str) -> str:
    """The source of ``step(*inputs)`` and of ``repeat(n, *inputs)`` for the given sizes.

    The inputs are arrays of ``struct``'s type ``letter`` (``d`` or ``f``) without gaps; numbers
    (the learning rate, the count of the step) come last. Nothing is stored before all is computed,
    so that an overflow leaves the parameters as they were. Raises NotUnrolledError.
    """
    unrolled = Unrolled(made.program, sizes)
    unrolled.expand(made.steps)
    names = Names(known_operations())
    *arrays, rate, time = made.inputs
    entries: dict[int, str] = {}
    scalars = {symbol: names.of(symbol) for symbol in made.inputs}
    locals_of: dict[int, list[str]] = {}
    for symbol in arrays:
        numbers = unrolled.inputs[made.given[symbol]]
        stem = f"{scalars[symbol]}_" if len(numbers) > 1 else scalars[symbol]
        own = [
            names.unique(f"{stem}{place + 1}" if len(numbers) > 1 else f"{stem}_0")
            for place in range(len(numbers))
        ]
        locals_of[made.given[symbol]] = own
        entries |= dict(zip(numbers, own, strict=True))
    for symbol in (rate, time):
        [number] = unrolled.inputs[made.given[symbol]]
        entries[number] = scalars[symbol]
    stored = {
        given: [unrolled.entries[number][at] for at in unrolled.entries[number]]
        for number, given in made.stores.items()
    }
    [loss] = unrolled.entries[made.loss].values()
    writer = Writer(unrolled.nodes, entries)
    roots = [loss, *(number for group in stored.values() for number in group)]
    texts = iter(writer.write(roots))
    loss_text = next(texts)
    moved = {given: [next(texts) for _ in group] for given, group in stored.items()}
    read: list[str] = []
    write: list[str] = []
    packers: dict[int, str] = {}
    for symbol in arrays:
        given = made.given[symbol]
        own = locals_of[given]
        count = prod(map(unrolled._size, symbol.shape))
        packers.setdefault(count, f"pack_{count}")
        read.append(f"{', '.join(own)}, = {packers[count]}.unpack_from({scalars[symbol]})")
        if given in moved:
            write.append(f"{packers[count]}.pack_into({scalars[symbol]}, 0, {', '.join(own)})")
    lefts = [name for given in moved for name in locals_of[given]]
    rights = [text for group in moved.values() for text in group]
    body = [*writer.lines, f"loss = {loss_text}"]
    # all at once: a new value must not be read as an old one
    body.append(f"{', '.join(lefts)}, = {', '.join(rights)},")
    head = ", ".join(scalars[symbol] for symbol in arrays)
    clock, speed = scalars[time], scalars[rate]
    once = [*read, *body, *write, "return loss"]
    again = [*read, f"for {clock} in range({clock}, {clock} + n):", *(f"    {x}" for x in body)]
    again += [*write, "return loss"]
    setup = "".join(
        f'{name} = struct.Struct("{count}{letter}")\n' for count, name in packers.items()
    )
    return (
        f"import math\nimport struct\n\n{setup}\n\n"
        f"def step({head}, {speed}, {clock}):\n"
        + "".join(f"    {line}\n" for line in once)
        + f"\n\ndef repeat(n, {head}, {speed}, {clock}):\n"
        + "".join(f"    {line}\n" for line in again)
    )
