"""NumPy source of a system with families: arrays for whole families, loops that fill them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symnn.language.dimension import dim
from symnn.language.operation import known_operations
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.numeric.compiled import Compiled
from symnn.numeric.generate import generated
from symnn.numeric.indexed_loops import IndexedLoops
from symnn.numeric.names import Names
from symnn.numeric.staged_source import Held, known_sizes


class NumpyStages(IndexedLoops):
    """Stages as functions of NumPy, each with memory of its own."""

    def __init__(
        self, equations: Sequence[Equation], inputs: Sequence[TensorSymbol], names: Names
    ) -> None:
        super().__init__(equations, inputs, names)
        self.imports: set[str] = {"import numpy as np"}
        self.functions: list[str] = []
        self.before: list[str] = []

    def function(
        self,
        name: str,
        equations: Sequence[Equation],
        inputs: Sequence[TensorSymbol],
        results: Sequence[TensorSymbol],
    ) -> str:
        """A function bound to its sizes before anything runs."""
        made = generated(equations, inputs, results, name, bind=f"bind_{name}")
        head, _, rest = made.source.partition("\n\n")
        self.imports |= set(head.splitlines())
        self.functions.append(rest.strip("\n"))
        sizes = [self.sizes.text(dim(size)) for size in made.sizes]
        self.before.append(f"{name} = bind_{name}({', '.join(['dtype', *sizes])})")
        return name

    def room(self, key: str, name: str) -> None:
        """An array that is filled member by member."""
        span, member = self.plan.spans[key], self.plan.members[key]
        shape = [self.number(size) for size in (span.last - span.first + 1, *member.shape)]
        comma = "," if len(shape) == 1 else ""
        self.lines.append(f"{name} = np.empty(({', '.join(shape)}{comma}), dtype)")

    def joined(self, parts: Sequence[Held]) -> str:
        """One array of several."""
        texts = [f"{part.text}[None]" if part.single else part.text for part in parts]
        return f"np.concatenate([{', '.join(texts)}])"


def staged_numpy(
    equations: Sequence[Equation],
    inputs: Sequence[TensorSymbol],
    value: TensorSymbol,
    derivatives: Mapping[str, TensorSymbol],
) -> Compiled:
    """One function for ``equations``: ``value`` and the ``derivatives`` by name."""
    names = Names([*known_operations(), "value_and_gradient", "bind"])
    writer = NumpyStages(equations, inputs, names)
    writer.write()
    results = [writer.result(symbol) for symbol in (value, *derivatives.values())]
    results[0] = f"dtype.type({results[0]})"
    checks = writer.checks()
    known_sizes(writer.sizes, inputs, value)
    head = ", ".join(["dtype", *writer.sizes.used.values()])
    setup = "".join(f"    {line}\n" for line in [*checks, *writer.before])
    body = "".join(f"        {line}\n" for line in writer.lines)
    comma = "," if len(results) == 1 else ""
    source = "".join(f"{line}\n" for line in sorted(writer.imports))
    source += "".join(f"\n\n{function}\n" for function in writer.functions)
    source += (
        f"\n\ndef bind({head}):\n{setup}\n"
        f"    def value_and_gradient({', '.join(writer.arguments)}):\n{body}"
        f"        return {', '.join(results)}{comma}\n\n"
        f"    return value_and_gradient\n"
    )
    return Compiled(source, inputs, list(derivatives), list(writer.sizes.used), {})
