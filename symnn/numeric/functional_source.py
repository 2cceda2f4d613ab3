"""The JAX or PyTorch source of a system of equations, as one pure function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symnn.language.errors import SizeError
from symnn.language.operation import known_operations
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.numeric.dialects import Dialect
from symnn.numeric.functional import FunctionalWriter
from symnn.numeric.generate import Sizes, arranged, lowered
from symnn.numeric.names import Names


def functional_source(
    equations: Sequence[Equation],
    inputs: Sequence[TensorSymbol],
    value: TensorSymbol,
    derivatives: Mapping[str, TensorSymbol],
    dialect: Dialect,
    *,
    name: str = "value_and_gradient",
    sizes: Mapping[str, int] | None = None,
) -> str:
    """The source of a module with the function ``name(*inputs) → value, {name: derivative}``."""
    names = Names([*known_operations(), "jax", name])
    lowering = lowered(equations, inputs)
    own_sizes = Sizes(names)
    wanted = (value, *derivatives.values())
    program, quantities = arranged(lowering, wanted, roots=False)
    idents: dict[int, str] = {}
    for symbol in [*inputs, *(equation.symbol for equation in equations)]:
        if symbol in quantities:
            idents.setdefault(quantities[symbol].value.number, names.of(symbol))
    roots = [quantities[symbol] for symbol in wanted]
    order = program.needed(quantity.value.number for quantity in roots)
    like = names.of(inputs[0]) if inputs else ""
    writer = FunctionalWriter(program, dialect, idents, names.unique, own_sizes.text, like)
    writer.write(order, [quantity.value.number for quantity in roots])
    results: list[str] = []
    for quantity in roots:
        axes = tuple(quantity.value.axes.index(axis) for axis in quantity.order)
        text = writer.texts[quantity.value.number].wrapped()
        if axes != tuple(range(len(axes))):
            text += f".{dialect.permute}({', '.join(map(str, axes))})"
        results.append(text)
    items = ", ".join(
        f'"{_quoted(key)}": {text}' for key, text in zip(derivatives, results[1:], strict=True)
    )
    lines = [*size_lines(own_sizes, inputs, names, sizes or {}), *writer.lines]
    lines.append(f"return {results[0]}, {{{items}}}")
    return module_source(dialect, writer, name, [names.of(s) for s in inputs], lines)


def size_lines(
    sizes: Sizes, inputs: Sequence[TensorSymbol], names: Names, fixed: Mapping[str, int]
) -> list[str]:
    """Statements that take the sizes from the shapes of the inputs."""
    lines: list[str] = []
    for size, identifier in sizes.used.items():
        if size in fixed:
            lines.append(f"{identifier} = {fixed[size]}")
            continue
        found = next(
            (
                f"{names.of(symbol)}.shape[{place}]"
                for symbol in inputs
                for place, dimension in enumerate(symbol.shape)
                if dimension.is_Symbol and dimension.name == size
            ),
            None,
        )
        if found is None:
            raise SizeError(
                f"the size {size} is in the shape of no input that is used, so no array can tell "
                f"it; write a number in its place"
            )
        lines.append(f"{identifier} = {found}")
    return lines


def module_source(
    dialect: Dialect,
    writer: FunctionalWriter,
    name: str,
    arguments: Sequence[str],
    lines: Sequence[str],
) -> str:
    """A module with one function."""
    imports = "\n".join(["import math"] * any("math." in line for line in lines))
    imports += ("\n\n" if imports else "") + "\n".join(dialect.imports)
    helpers = "".join(f"\n\n{helper}" for helper in writer.helpers.values())
    body = "".join(f"    {line}\n" for line in lines)
    return f"{imports}\n{helpers}\n\ndef {name}({', '.join(arguments)}):\n{body}"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
