"""The NumPy source of a system of equations: values and derivatives in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sympy as sp
from sympy.core.expr import Expr
from sympy.printing.str import StrPrinter

from symnn.language.operation import known_operations
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.language.undisturbed import undisturbed
from symnn.numeric.names import Names, identifier
from symnn.numeric.numpy_program import NumpyWriter
from symnn.numeric.stable import stable
from symnn.plan.gram import symmetric_products
from symnn.plan.lowering import Lowering, Quantity
from symnn.plan.outer import late_outer_products
from symnn.plan.prefactors import light_prefactors
from symnn.plan.program import Program, Step


@dataclass(frozen=True)
class Generated:
    """Source of a module with a function ``bind(dtype, *sizes)`` that gives the function to call.

    ``sizes`` are the names of the dimensions that ``bind`` takes, in order.
    """

    source: str
    sizes: tuple[str, ...]


@undisturbed
def generated(
    equations: Sequence[Equation],
    inputs: Sequence[TensorSymbol],
    results: Sequence[TensorSymbol],
    name: str,
    bind: str = "bind",
) -> Generated:
    """A function of the arrays of ``inputs`` that gives the arrays of ``results``.

    ``bind`` is the name of the function that binds it to sizes.
    """
    names = Names(known_operations())
    lowering = lowered(equations, inputs)
    program, quantities = arranged(lowering, results)
    sizes = Sizes(names)
    idents: dict[int, str] = {}
    for symbol in [*inputs, *(equation.symbol for equation in equations)]:
        if symbol in quantities:
            idents.setdefault(quantities[symbol].value.number, names.of(symbol))
    roots = [quantities[symbol] for symbol in results]
    order = program.needed(quantity.value.number for quantity in roots)
    fresh = fresh_results(roots, order)
    writer = NumpyWriter(program, idents, names.unique, sizes.text, fresh=fresh)
    writer.write(order)
    returned = _returned(writer, roots, fresh)
    returned = [*returned, ""] if len(returned) == 1 else returned
    arguments = [names.of(symbol) for symbol in inputs]
    source = module(writer, sizes, arguments, returned, name, bind, quiet=lowering.overflows)
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


def arranged(
    lowering: Lowering, results: Sequence[TensorSymbol], *, roots: bool = True
) -> tuple[Program, dict[TensorSymbol, Quantity]]:
    """A cheaper program for ``results``, and where the quantities are in it.

    Without ``roots`` of weights, which have no slope at 0, its steps may be differentiated again.
    """
    program, quantities = lowering.program, lowering.quantities
    arrangements = (late_outer_products, light_prefactors, *([symmetric_products] if roots else []))
    for arrangement in arrangements:
        found = arrangement(program, [quantities[symbol].value.number for symbol in results])
        if found is not None:
            program, placed = found
            quantities = {
                symbol: quantity.moved(placed[quantity.value.number])
                for symbol, quantity in quantities.items()
                if quantity.value.number in placed
            }
    return program, quantities


class Sizes:
    """Writes sizes with identifiers for the dimensions, and keeps account of those used."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.used: dict[str, str] = {}
        self._texts: dict[Expr, str] = {}

    def text(self, size: Expr) -> str:
        """A size as Python source."""
        if size not in self._texts:
            self._texts[size] = self._written(size)
        return self._texts[size]

    def _written(self, size: Expr) -> str:
        for symbol in sorted(size.free_symbols, key=str):
            if symbol.name not in self.used:
                self.used[symbol.name] = self.names.unique(identifier(symbol.name))
        if isinstance(size, sp.Symbol):
            return self.used[size.name]
        renaming = {s: sp.Symbol(self.used[s.name]) for s in size.free_symbols}
        return _WholePrinter().doprint(size.xreplace(renaming))


class _WholePrinter(StrPrinter):
    """Sizes as Python source: ⌊n/2⌋ is ``n//2``."""

    def _print_Min(self, expr: Expr) -> str:
        return f"min({', '.join(map(self.doprint, expr.args))})"

    def _print_floor(self, expr: Expr) -> str:
        above, below = sp.together(expr.args[0]).as_numer_denom()
        return f"(({self.doprint(above)}) // ({self.doprint(below)}))"

    def _print_ceiling(self, expr: Expr) -> str:
        above, below = sp.together(expr.args[0]).as_numer_denom()
        return f"(-(({self.doprint(-above)}) // ({self.doprint(below)})))"


def fresh_results(roots: Iterable[Quantity], order: Sequence[Step]) -> frozenset[int]:
    """The steps whose results go out: arrays that nobody else writes to."""
    steps = {step.number: step for step in order}
    numbers = {quantity.value.number for quantity in roots}
    return frozenset(n for n in numbers if steps[n].kind not in ("input", "number", "pick"))


def _returned(writer: NumpyWriter, roots: Sequence[Quantity], fresh: frozenset[int]) -> list[str]:
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
        if step.number not in fresh or step.number in given or step.kind in ("identity", "mask"):
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
    bind: str = "bind",
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
        f"def {bind}({head}):\n{setup}\n"
        f"{decorator}    def {name}({', '.join(arguments)}):\n{body}"
        f"        return {', '.join(returned)}\n\n"
        f"    return {name}\n"
    )
