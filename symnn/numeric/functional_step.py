"""A training step as one pure function of JAX or PyTorch arrays."""

from __future__ import annotations

from symnn.language.operation import known_operations
from symnn.numeric.dialects import Dialect
from symnn.numeric.functional import FunctionalWriter
from symnn.numeric.functional_source import module_source, size_lines
from symnn.numeric.generate import Sizes
from symnn.numeric.names import Names
from symnn.numeric.step_program import StepProgram


def functional_step(made: StepProgram, dialect: Dialect) -> str:
    """The source of a module with ``step(*inputs) → loss, (new value of each input replaced)``.

    The new values come in the order of the inputs.
    """
    names = Names([*known_operations(), "jax", "step"])
    idents = {number: names.of(symbol) for symbol, number in made.given.items()}
    for number, symbol in made.named.items():
        idents.setdefault(number, names.of(symbol))
    sizes = Sizes(names)
    like = names.of(made.inputs[0])
    plain = {made.given[symbol] for symbol in made.inputs[-2:]}  # the rate and the count
    writer = FunctionalWriter(made.program, dialect, idents, names.unique, sizes.text, like, plain)
    writer.write(made.steps, [made.loss, *made.stores])
    new = {given: number for number, given in made.stores.items()}
    stored = [new[made.given[symbol]] for symbol in made.inputs if made.given[symbol] in new]
    results = ", ".join(writer.texts[number].text for number in stored)
    lines = [*size_lines(sizes, made.inputs, names, {}), *writer.lines]
    lines.append(f"return {writer.texts[made.loss].text}, ({results},)")
    return module_source(dialect, writer, "step", [names.of(s) for s in made.inputs], lines)
