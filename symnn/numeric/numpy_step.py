"""A training step as NumPy code: every array where it stays, parameters written in place."""

from __future__ import annotations

from symnn.language.operation import known_operations
from symnn.numeric.fusion import added
from symnn.numeric.generate import Generated, Sizes, module
from symnn.numeric.names import Names
from symnn.numeric.numpy_program import NumpyWriter
from symnn.numeric.step_program import StepProgram
from symnn.plan.schedule import scheduled


def numpy_step(made: StepProgram, *, double: bool = False) -> Generated:
    """The source of a module with ``bind(dtype, *sizes)``, which gives ``step(*inputs)``.

    ``double`` says that it is for float64 alone. The last two inputs are numbers of Python.
    """
    names = Names(known_operations())
    idents = {number: names.of(symbol) for symbol, number in made.given.items()}
    for number, symbol in made.named.items():
        idents.setdefault(number, names.of(symbol))
    order, direct = scheduled(made.steps, made.stores)
    # a number is not computed into memory: it is stored at the end
    direct = {step: given for step, given in direct.items() if made.program.steps[step].out}
    waiting = {number: given for number, given in made.stores.items() if number not in direct}
    sizes = Sizes(names)
    writer = NumpyWriter(
        made.program,
        idents,
        names.unique,
        sizes.text,
        into=direct,
        fresh=frozenset(waiting),
        python=frozenset(made.given[symbol] for symbol in made.inputs[-2:]),
        hasty=double,
        direct=True,
        added=added(order, direct),
    )
    writer.write(order)
    for number, given in waiting.items():
        writer.lines.append(f"{idents[given]}[...] = {writer.text(number)}")
    if writer.functions:
        writer.imports.add(f"from numpy import {', '.join(sorted(writer.functions))}")
    arguments = [names.of(symbol) for symbol in made.inputs]
    loss = [f"dtype.type({writer.text(made.loss)})"]
    if made.loss in made.given.values():  # a parameter itself, read before it moves
        before = names.unique("loss")
        writer.lines.insert(0, f"{before} = {loss[0]}")
        loss = [before]
    source = module(writer, sizes, arguments, loss, "step", quiet=made.quiet)
    return Generated(source, tuple(sizes.used))
