"""The NumPy source of a system of equations: values and derivatives in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.index import Index
from symnn.language.operation import known_operations
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.numeric.names import Names, identifier
from symnn.numeric.numpy_program import NumpyWriter
from symnn.numeric.stable import stable
from symnn.plan.lowering import Lowering, Quantity
from symnn.plan.planner import plan
from symnn.plan.program import Step
from symnn.plan.scaling import scaled
from symnn.plan.schedule import scheduled


@dataclass(frozen=True)
class Generated:
    """Source of a module with a function ``bind(dtype, *sizes)`` that gives the function to call.

    ``sizes`` are the names of the dimensions that ``bind`` takes, in order.
    """

    source: str
    sizes: tuple[str, ...]


def generated(
    equations: Sequence[Equation],
    inputs: Sequence[TensorSymbol],
    results: Sequence[TensorSymbol],
    name: str,
) -> Generated:
    """A function of the arrays of ``inputs`` that gives the arrays of ``results``."""
    names = Names(known_operations())
    lowering = lowered(equations, inputs)
    sizes = Sizes(names)
    idents: dict[int, str] = {}
    for symbol in [*inputs, *(equation.symbol for equation in equations)]:
        idents.setdefault(lowering.quantities[symbol].value.number, names.of(symbol))
    roots = [lowering.quantities[symbol] for symbol in results]
    order = lowering.program.needed(quantity.value.number for quantity in roots)
    fresh = fresh_results(roots, order)
    writer = NumpyWriter(lowering.program, idents, names.unique, sizes.text, fresh=fresh)
    writer.write(order)
    returned = _returned(writer, roots, fresh)
    returned = [*returned, ""] if len(returned) == 1 else returned
    arguments = [names.of(symbol) for symbol in inputs]
    source = module(writer, sizes, arguments, returned, name, quiet=lowering.overflows)
    return Generated(source, tuple(sizes.used))


@dataclass(frozen=True)
class Update:
    """``target ← expr``: the new value of an input, entry by entry."""

    target: TensorSymbol
    indices: tuple[Index, ...]
    expr: Expr


def generated_step(
    equations: Sequence[Equation],
    inputs: Sequence[TensorSymbol],
    loss: TensorSymbol,
    updates: Sequence[Update],
    name: str = "step",
) -> Generated:
    """A function that gives ``loss`` and replaces the arrays of all ``updates``, at once."""
    names = Names(known_operations())
    lowering = lowered(equations, inputs)
    new = [lowering.lower(plan(update.expr), update.indices) for update in updates]
    numbers = [lowering.quantities[loss].value.number, *(value.number for value in new)]
    program, placed = scaled(lowering.program, numbers)
    idents: dict[int, str] = {}
    given: dict[TensorSymbol, int] = {}
    for step in program.steps:
        if step.kind == "input":
            assert isinstance(step.name, TensorSymbol)
            given[step.name] = step.number
            idents[step.number] = names.of(step.name)
    for equation in equations:
        number = lowering.quantities[equation.symbol].value.number
        if number in placed:
            idents.setdefault(placed[number].number, names.of(equation.symbol))
    into: dict[int, int] = {}
    copies: list[tuple[TensorSymbol, int, tuple[int, ...]]] = []
    for update, value in zip(updates, new, strict=True):
        place = placed[value.number]
        order = tuple(
            update.indices.index(value.axes[k]) for k in place.order
        )
        step = program.steps[place.number]
        straight = step.kind == "ufunc" and order == tuple(range(len(update.indices)))
        if straight and step.out and step.number not in into:
            into[step.number] = given[update.target]
        else:
            copies.append((update.target, place.number, order))
    roots = [placed[number].number for number in numbers]
    steps = program.needed([*roots, *given.values()])
    order, direct = scheduled(steps, into)
    copies += [
        (update.target, step, tuple(range(len(update.indices))))
        for update in updates
        for step, number in into.items()
        if number == given[update.target] and step not in direct
    ]
    sizes = Sizes(names)
    writer = NumpyWriter(program, idents, names.unique, sizes.text, into=direct)
    writer.write(order)
    for target, number, axes in copies:
        text = writer.text(number)
        if axes != tuple(range(len(axes))):
            text += f".transpose({', '.join(str(axes.index(k)) for k in range(len(axes)))})"
        writer.lines.append(f"{names.of(target)}[...] = {text}")
    arguments = [names.of(symbol) for symbol in inputs]
    source = module(
        writer, sizes, arguments, [writer.text(roots[0])], name, quiet=lowering.overflows
    )
    return Generated(source, tuple(sizes.used))


def lowered(equations: Sequence[Equation], inputs: Sequence[TensorSymbol]) -> Lowering:
    """The equations as steps of one program."""
    lowering = Lowering()
    meanings = {equation.name: equation for equation in equations}
    for symbol in inputs:
        lowering.input(symbol)
    for equation in equations:
        lowering.define(equation.symbol, equation.indices, stable(equation.expr, meanings))
    return lowering


class Sizes:
    """Writes sizes with identifiers for the dimensions, and keeps account of those used."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.used: dict[str, str] = {}

    def text(self, size: Expr) -> str:
        """A size as Python source."""
        for symbol in sorted(size.free_symbols, key=str):
            if symbol.name not in self.used:
                self.used[symbol.name] = self.names.unique(identifier(symbol.name))
        return str(size.xreplace({s: sp.Symbol(self.used[s.name]) for s in size.free_symbols}))


def fresh_results(roots: Iterable[Quantity], order: Sequence[Step]) -> frozenset[int]:
    """The steps whose results go out: arrays that nobody else writes to."""
    steps = {step.number: step for step in order}
    numbers = {quantity.value.number for quantity in roots}
    return frozenset(n for n in numbers if steps[n].kind not in ("input", "number", "pick"))


def _returned(
    writer: NumpyWriter, roots: Sequence[Quantity], fresh: frozenset[int]
) -> list[str]:
    """The expressions that the function returns: new arrays in the order of axes asked for."""
    texts: list[str] = []
    given: set[int] = set()
    for quantity in roots:
        step = writer.program.steps[quantity.value.number]
        if step.kind == "number":
            texts.append(f"dtype.type({writer.number(step.name)})")
            continue
        text = writer.names[step.number]
        order = tuple(quantity.value.axes.index(axis) for axis in quantity.order)
        if step.number not in fresh or step.number in given or step.kind == "identity":
            text += ".copy()" if step.out else ""
        given.add(step.number)
        if order != tuple(range(len(order))):
            text += f".transpose({', '.join(map(str, order))})"
        texts.append(text if step.out else f"dtype.type({text})")
    return texts


def module(
    writer: NumpyWriter,
    sizes: Sizes,
    arguments: Sequence[str],
    returned: Sequence[str],
    name: str,
    *,
    quiet: bool = False,
) -> str:
    """The source of the module; ``quiet`` for intended overflows to infinity."""
    imports = "".join(f"{line}\n" for line in sorted({"import numpy as np", *writer.imports}))
    helpers = "".join(f"\n\n{helper}" for helper in writer.helpers.values())
    setup = "".join(f"    {line}\n" for line in writer.before)
    body = "".join(f"        {line}\n" for line in writer.lines)
    head = ", ".join(["dtype", *sizes.used.values()])
    decorator = '    @np.errstate(over="ignore")\n' if quiet else ""
    return (
        f"{imports}{helpers}\n\n"
        f"def bind({head}):\n{setup}\n"
        f"{decorator}    def {name}({', '.join(arguments)}):\n{body}"
        f"        return {', '.join(returned)}\n\n"
        f"    return {name}\n"
    )
