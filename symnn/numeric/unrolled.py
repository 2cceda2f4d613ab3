"""Programs on small arrays of known sizes, written out as arithmetic on Python numbers.

For a network of a dozen numbers, calling an array library costs more than the arithmetic. Every
entry becomes a local variable, computed once; entries that are read once are written in place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any

from sympy.core.expr import Expr

from symnn.plan.program import Program, Step

LARGEST = 1500
"""Operations of a program that is still written out."""

Scalar = int
Position = tuple[int, ...]

FUNCTIONS = {
    **{name: name for name in ("exp", "log", "sin", "cos", "tan", "tanh", "sinh")},
    **{name: name for name in ("cosh", "sqrt", "log1p", "expm1")},
    **{f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "absolute": "abs",
    "scipy.erf": "erf",
    "scipy.erfc": "erfc",
    "scipy.gamma": "gamma",
    "scipy.gammaln": "lgamma",
    "arctan2": "atan2",
    "power": "pow",
}
SUM, PRODUCT, UNARY, ATOM = range(4)
INFIX = {"add": (" + ", SUM), "subtract": (" - ", SUM), "multiply": (" * ", PRODUCT)} | {
    "divide": (" / ", PRODUCT)
}


class NotUnrolledError(Exception):
    """The program is too large to be written out, or has a step without scalar code."""


@dataclass
class Unrolled:
    """The entries of all steps as scalar operations, equal ones once."""

    program: Program
    sizes: Mapping[str, int]
    nodes: list[tuple[Any, ...]] = field(default_factory=list)
    known: dict[tuple[Any, ...], Scalar] = field(default_factory=dict)
    entries: dict[int, dict[Position, Scalar]] = field(default_factory=dict)
    inputs: dict[int, list[Scalar]] = field(default_factory=dict)

    def expand(self, steps: Sequence[Step]) -> None:
        """Write out the steps in order. Raises NotUnrolledError."""
        work = sum(self._work(step) for step in steps)
        if work > LARGEST:
            raise NotUnrolledError(f"{work} operations")
        for step in steps:
            shape = self._shape(step)
            if step.kind == "input":
                made = [self.node("input", step.number, at) for at in _positions(shape)]
                self.inputs[step.number] = made
                self.entries[step.number] = dict(zip(_positions(shape), made, strict=True))
            else:
                rule = getattr(self, f"_{step.kind}", None)
                if rule is None:
                    raise NotUnrolledError(step.kind)
                self.entries[step.number] = {at: rule(step, at) for at in _positions(shape)}

    def node(self, *key: object) -> Scalar:
        """The scalar operation ``key``."""
        if key not in self.known:
            self.known[key] = len(self.nodes)
            self.nodes.append(key)
        return self.known[key]

    # ---- kinds of steps -----------------------------------------------------------------------

    def _shape(self, step: Step) -> Position:
        return tuple(self._size(size) for size in step.shape)

    def _size(self, size: Expr) -> int:
        return int(size.subs({s: self.sizes[s.name] for s in size.free_symbols}))

    def _extents(self, step: Step) -> dict[int, int]:
        """The sizes of all letters of a step."""
        found = dict(zip(step.out, self._shape(step), strict=True))
        for number, letters in step.args:
            found |= dict(zip(letters, self._shape(self.program.steps[number]), strict=True))
        return found

    def _work(self, step: Step) -> int:
        if step.kind == "input":
            return 0
        if step.kind in ("contract", "reduce"):
            return prod(self._extents(step).values())
        return prod(self._shape(step))

    def _operands(self, step: Step, at: Mapping[int, int]) -> list[Scalar]:
        return [
            self.entries[number][tuple(at[letter] for letter in letters)]
            for number, letters in step.args
        ]

    def _number(self, step: Step, at: Position) -> Scalar:
        value = step.name
        assert isinstance(value, Expr)
        number = value.subs({s: self.sizes[s.name] for s in value.free_symbols})
        return self.node("number", float(number))

    def _ufunc(self, step: Step, at: Position) -> Scalar:
        name = str(step.name)
        if name not in INFIX and name not in FUNCTIONS and not hasattr(Writer, f"_{name}"):
            raise NotUnrolledError(name)
        args = self._operands(step, dict(zip(step.out, at, strict=True)))
        if name == "square":
            name, args = "multiply", [args[0], args[0]]
        return self.node(name, *args)

    def _contract(self, step: Step, at: Position) -> Scalar:
        return self._summed("add", step, at)

    def _reduce(self, step: Step, at: Position) -> Scalar:
        return self._summed(str(step.name), step, at)

    def _summed(self, name: str, step: Step, at: Position) -> Scalar:
        extents = self._extents(step)
        over = [letter for letter in extents if letter not in step.out]
        place = dict(zip(step.out, at, strict=True))
        result: Scalar | None = None
        for values in product(*(range(extents[letter]) for letter in over)):
            factors = self._operands(step, place | dict(zip(over, values, strict=True)))
            term = factors[0] if len(factors) == 1 else self.node("multiply", *factors)
            result = term if result is None else self.node(name, result, term)
        assert result is not None
        return result

    def _spread(self, step: Step, at: Position) -> Scalar:
        return self._operands(step, dict(zip(step.out, at, strict=True)))[0]

    def _identity(self, step: Step, at: Position) -> Scalar:
        if len(at) == 1:
            assert isinstance(step.name, Expr)
            return self.node("number", float(at[0] == self._size(step.name) - 1))
        return self.node("number", float(at[0] == at[1]))

    def _embed(self, step: Step, at: Position) -> Scalar:
        [(_, letters)] = step.args
        place = dict(zip(step.out, at, strict=True))
        second = next(letter for letter in step.out if letter not in letters)
        assert isinstance(step.name, int)
        if place[letters[step.name]] != place[second]:
            return self.node("number", 0.0)
        return self._operands(step, place)[0]

    def _pick(self, step: Step, at: Position) -> Scalar:
        [(number, _)] = step.args
        assert isinstance(step.name, tuple)
        where = tuple(at[p] if isinstance(p, int) else self._size(p) - 1 for p in step.name)
        return self.entries[number][where]


def _positions(shape: Position) -> list[Position]:
    return list(product(*map(range, shape)))


@dataclass
class Writer:
    """Writes scalar operations as Python statements; those read once stand where they are read."""

    nodes: Sequence[tuple[Any, ...]]
    names: dict[Scalar, str]
    lines: list[str] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)
    count: int = 0

    def write(self, roots: Sequence[Scalar]) -> list[str]:
        """Statements for ``roots``; the texts of the roots."""
        uses = [0] * len(self.nodes)
        live = [False] * len(self.nodes)
        for root in roots:
            live[root] = True
            uses[root] += 2
        for number in range(len(self.nodes) - 1, -1, -1):
            if live[number]:
                for arg in self._args(number):
                    live[arg] = True
                    uses[arg] += 2 if self._needs_name(number) else 1
        self.texts: dict[Scalar, tuple[str, int]] = {}
        for number, node in enumerate(self.nodes):
            if not live[number]:
                continue
            if node[0] == "input":
                self.texts[number] = (self.names[number], ATOM)
            elif node[0] == "number":
                self.texts[number] = (repr(node[1]), ATOM if float(node[1]) >= 0 else UNARY)
            else:
                text, binds = self._text(node)
                if uses[number] > 1:
                    self.count += 1
                    self.lines.append(f"v{self.count} = {text}")
                    text, binds = f"v{self.count}", ATOM
                self.texts[number] = (text, binds)
        return [self.texts[root][0] for root in roots]

    def _args(self, number: Scalar) -> list[Scalar]:
        node = self.nodes[number]
        return [] if node[0] in ("input", "number") else list(node[1:])

    def _needs_name(self, number: Scalar) -> bool:
        """Whether the text of an operation names its operands more than once."""
        return self.nodes[number][0] in ("maximum", "minimum", "sign")

    def _text(self, node: tuple[Any, ...]) -> tuple[str, int]:
        name = str(node[0])
        args = [self.texts[number] for number in node[1:]]
        if name in INFIX:
            sign, binds = INFIX[name]
            # the right operand of − and / needs parentheses also at equal strength
            right = binds + (name in ("subtract", "divide", "add", "multiply"))
            return f"{_wrapped(args[0], binds)}{sign}{_wrapped(args[1], right)}", binds
        if name in FUNCTIONS:
            self.functions.add(FUNCTIONS[name])
            return f"{FUNCTIONS[name]}({', '.join(text for text, _ in args)})", ATOM
        written: tuple[str, int] = getattr(self, f"_{name}")(*args)
        return written

    def _negative(self, x: tuple[str, int]) -> tuple[str, int]:
        return f"-{_wrapped(x, UNARY)}", UNARY

    def _reciprocal(self, x: tuple[str, int]) -> tuple[str, int]:
        return f"1.0 / {_wrapped(x, UNARY)}", PRODUCT

    def _square(self, x: tuple[str, int]) -> tuple[str, int]:
        return f"{_wrapped(x, ATOM)} * {_wrapped(x, ATOM)}", PRODUCT

    def _step(self, x: tuple[str, int]) -> tuple[str, int]:
        return f"(1.0 if {x[0]} > 0.0 else 0.0)", ATOM

    def _maximum(self, x: tuple[str, int], y: tuple[str, int]) -> tuple[str, int]:
        # x != x for what is not a number
        return f"({x[0]} if {x[0]} > {y[0]} or {x[0]} != {x[0]} else {y[0]})", ATOM

    def _minimum(self, x: tuple[str, int], y: tuple[str, int]) -> tuple[str, int]:
        return f"({x[0]} if {x[0]} < {y[0]} or {x[0]} != {x[0]} else {y[0]})", ATOM

    def _sign(self, x: tuple[str, int]) -> tuple[str, int]:
        return f"(1.0 if {x[0]} > 0.0 else -1.0 if {x[0]} < 0.0 else {x[0]} * 0.0)", ATOM


def _wrapped(text: tuple[str, int], least: int) -> str:
    return text[0] if text[1] >= least else f"({text[0]})"
