"""Where the arrays of a program are: names, memory that is kept, and views of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import sympy as sp
from sympy.core.expr import Expr
from sympy.printing.pycode import PythonCodePrinter

from symnn.numeric.views import aligned
from symnn.plan.buffers import buffers
from symnn.plan.program import Letters, Program, Step


def spread(step: Step) -> int | None:
    """Which operand of a function of two arrays lacks axes that the other one has.

    NumPy takes memory for it at every call; so it is copied first to where the result goes.
    """
    lacking = [len(letters) < len(step.out) for _, letters in step.args]
    if step.kind != "ufunc" or sorted(lacking) != [False, True]:
        return None
    place = lacking.index(True)
    return place if step.args[place][1] else None


@dataclass
class Memory:
    """The source text of arrays, and the statements that set up memory for them.

    ``names`` gives the identifiers of inputs and of named quantities; ``unique`` makes others;
    ``size_of`` writes a size. ``into`` tells which results replace which inputs, ``fresh`` which
    are new arrays; ``python`` the inputs that are numbers of Python. ``before`` has the statements
    that run once, ``lines`` those of each call.
    """

    program: Program
    names: dict[int, str]
    unique: Callable[[str], str]
    size_of: Callable[[Expr], str]
    into: Mapping[int, int] = field(default_factory=dict)
    fresh: frozenset[int] = frozenset()
    python: frozenset[int] = frozenset()
    before: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    constants: dict[str, str] = field(default_factory=dict)
    packed: dict[int, str] = field(default_factory=dict)

    def keep(self, order: Sequence[Step]) -> None:
        """Set up memory for the results of the steps in ``order``."""
        self.buffers = buffers(
            order, {*self.into, *self.fresh}, lambda step: spread(step) is not None
        )
        self.memory: dict[int, str] = {}
        for number, shape in enumerate(self.buffers.shapes):
            self.memory[number] = self.unique("m")
            sizes = ", ".join(map(self.size_of, shape))
            comma = "," if len(shape) == 1 else ""
            self.before.append(f"{self.memory[number]} = np.empty(({sizes}{comma}), dtype)")

    def name_of(self, step: Step) -> str:
        """The identifier of a step."""
        if step.number not in self.names:
            self.names[step.number] = self.unique("t")
        return self.names[step.number]

    def out(self, step: Step) -> str:
        """Where the result goes: memory kept for it, an input, or nothing for a new array."""
        if step.number in self.into:
            return self.names[self.into[step.number]]
        if step.number in self.fresh or not step.out:
            return ""
        return self.memory[self.buffers.of[step.number]]

    def product(self, sizes: Sequence[Expr]) -> str:
        """The product of sizes as source."""
        texts = [self.size_of(size) for size in sizes]
        if len(texts) == 1:
            return texts[0]
        pairs = zip(texts, sizes, strict=True)
        return " * ".join(f"({text})" if size.is_Add else text for text, size in pairs)

    def constant(self, text: str, name: str = "k") -> str:
        """An array that is made once."""
        if text not in self.constants:
            self.constants[text] = self.unique(name)
            self.before.append(f"{self.constants[text]} = {text}")
        return self.constants[text]

    def view(self, number: int, view: str) -> str:
        """A view of an array: made once where the array stays in its place."""
        if not view:
            return self.text(number)
        place = self.buffers.of.get(number)
        if place is None:
            step = self.program.steps[number]
            if step.kind in ("identity", "mask", "ones"):
                return self.constant(f"{self.text(number)}{view}")
            return f"{self.text(number)}{view}"
        return self.constant(f"{self.memory[place]}{view}", f"{self.memory[place]}_")

    def text(self, number: int) -> str:
        """The name of an array, or the text of a number."""
        step = self.program.steps[number]
        if step.kind == "number":
            return self.number(step.name)
        return self.names[number]

    def number(self, value: Expr) -> str:
        """A Python number, of sizes where it has them."""
        if value.is_Integer:
            return str(value)
        sizes = {s: sp.Symbol(self.size_of(s)) for s in value.free_symbols}
        printer = PythonCodePrinter({"fully_qualified_modules": True})
        text = printer.doprint(value.xreplace(sizes))
        if "math." in text:
            self.imports.add("import math")
        return (
            f"({text})"
            if sp.sympify(value, strict=True).is_Add or value.could_extract_minus_sign()
            else text
        )

    def operand(self, number: int, letters: Letters, out: Letters) -> str:
        """An operand made ready to broadcast over the axes ``out``."""
        step = self.program.steps[number]
        if not letters:
            if step.kind == "number":
                return self.constant(f"np.array({self.number(step.name)}, dtype)")
            return self._packed(step)
        return self.view(number, aligned(letters, out))

    def _packed(self, step: Step) -> str:
        """A number as an array without axes, which functions take faster than a number."""
        if step.kind == "input" and step.number not in self.python:
            return self.names[step.number]
        if step.number not in self.packed:
            self.packed[step.number] = self.unique("k")
            self.before.append(f"{self.packed[step.number]} = np.empty((), dtype)")
            self.lines.append(f"{self.packed[step.number]}[()] = {self.names[step.number]}")
        return self.packed[step.number]

    def stored(self, step: Step, text: str) -> str:
        """A result that could not be computed into its place, put there."""
        target = self.out(step)
        if not target:
            return text
        self.lines.append(f"{target}[...] = {text}")
        return target
