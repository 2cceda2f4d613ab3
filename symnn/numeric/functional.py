"""JAX and PyTorch source of an array program: formulas over arrays that are never changed.

Every named quantity is a statement; what is read once stands where it is read, so that the code
reads like the equations.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import sympy as sp
from sympy.core.expr import Expr
from sympy.printing.pycode import PythonCodePrinter

from symnn.language.errors import NoRuleError
from symnn.language.operation import AxisOperation, Elementwise
from symnn.numeric.dialects import Dialect
from symnn.numeric.functional_places import NUMBERS, WHOLE, place_helpers
from symnn.numeric.place_text import form_text, forms_text, mask_form, tuple_text
from symnn.numeric.views import aligned
from symnn.operations._matrix_function import MatrixFunction
from symnn.plan.program import Letters, Program, Step

SUM, PRODUCT, UNARY, ATOM = range(4)
INFIX = {
    "add": (" + ", SUM, SUM),
    "subtract": (" - ", SUM, PRODUCT),
    "multiply": (" * ", PRODUCT, PRODUCT),
    "divide": (" / ", PRODUCT, UNARY),
}
LONG = 60
"""Characters of a text above which it gets a name of its own."""


@dataclass(frozen=True, slots=True)
class Text:
    """Source text of an array, and how tightly it binds."""

    text: str
    binds: int = ATOM

    def wrapped(self, least: int = ATOM) -> str:
        """The text, in parentheses where it binds less than asked."""
        return self.text if self.binds >= least else f"({self.text})"


@dataclass
class FunctionalWriter:
    """Writes the steps of a program in the words of a library.

    ``names`` gives the identifiers of inputs and named quantities; ``like`` is the identifier of an
    array whose type new arrays get; ``plain`` has the steps that are numbers of Python. Afterwards
    ``lines`` has the statements.
    """

    program: Program
    dialect: Dialect
    names: dict[int, str]
    unique: Callable[[str], str]
    size_of: Callable[[Expr], str]
    like: str
    plain: set[int] = field(default_factory=set)
    lines: list[str] = field(default_factory=list)
    helpers: dict[str, str] = field(default_factory=dict)
    texts: dict[int, Text] = field(default_factory=dict)

    def write(self, order: Sequence[Step], results: Collection[int]) -> None:
        """Write the steps in ``order``; ``results`` are read from outside too."""
        uses = dict.fromkeys((step.number for step in order), 0)
        for number in (n for step in order for n in step.operands):
            uses[number] += 1
        for number in results:
            uses[number] += 1
        for step in order:
            if step.kind == "input":
                self.texts[step.number] = Text(self.names[step.number])
                continue
            text = getattr(self, f"_{step.kind}")(step)
            if all(number in self.plain for number in step.operands) and not step.out:
                self.plain.add(step.number)
            often = uses[step.number] > 1 and step.kind != "number"
            if step.number in self.names or often or len(text.text) > LONG:
                if step.number not in self.names:
                    self.names[step.number] = self.unique("t")
                self.lines.append(f"{self.names[step.number]} = {text.text}")
                text = Text(self.names[step.number])
            self.texts[step.number] = text

    # ---- operands -----------------------------------------------------------------------------

    def _operand(self, number: int, letters: Letters, out: Letters, least: int = ATOM) -> str:
        """An operand made ready to broadcast over the axes ``out``."""
        view = aligned(letters, out).replace(".transpose(", f".{self.dialect.permute}(")
        text = self.texts[number]
        return f"{text.wrapped()}{view}" if view else text.wrapped(least)

    def _sizes(self, shape: Sequence[Expr]) -> str:
        sizes = ", ".join(map(self.size_of, shape))
        return f"{sizes}," if len(shape) == 1 else sizes

    # ---- kinds of steps -----------------------------------------------------------------------

    def _number(self, step: Step) -> Text:
        value = step.name
        assert isinstance(value, Expr)
        return self._text(value)

    def _inverse(self, number: int) -> Text | None:
        """n of a number 1/n."""
        value = self.program.steps[number].name
        if self.program.steps[number].kind != "number" or not isinstance(value, Expr):
            return None
        above, below = value.as_numer_denom()
        return self._text(below) if above == 1 and below != 1 else None

    def _text(self, value: Expr) -> Text:
        if value.is_Integer:
            return Text(str(value), ATOM if value >= 0 else UNARY)
        if value.is_Symbol:
            return Text(self.size_of(value))
        sizes = {s: sp.Symbol(self.size_of(s)) for s in value.free_symbols}
        text = PythonCodePrinter({"fully_qualified_modules": True}).doprint(value.xreplace(sizes))
        return Text(text, SUM if value.is_Add or text.startswith("-") else PRODUCT)

    def _identity(self, step: Step) -> Text:
        text = self.dialect.eye.format(size=self.size_of(step.shape[0]), like=self.like)
        if len(step.out) == 1:
            assert isinstance(step.name, Expr)
            text += f"[{self.size_of(step.name - 1)}]"
        return Text(text)

    def _ufunc(self, step: Step) -> Text:
        name = str(step.name)
        if name in INFIX:
            return self._infix(step)
        args = [self._operand(n, own, step.out, UNARY) for n, own in step.args]
        if name == "negative":
            return Text(f"-{args[0]}", UNARY)
        if name == "reciprocal":
            return Text(f"1 / {args[0]}", PRODUCT)
        if name in ("square", "power"):
            base = self._operand(*step.args[0], step.out, ATOM)
            exponent = "2" if name == "square" else self._operand(*step.args[1], step.out, ATOM)
            return Text(f"{base}**{exponent}", UNARY)
        if name == "positive":
            return Text(args[0])
        if name == "step":
            return Text(f"({args[0]} > 0) * {self._one()}", PRODUCT)
        args = [self._operand(n, own, step.out, SUM) for n, own in step.args]
        if name in ("maximum", "minimum", "arctan2"):
            args = [self._array(n, text) for n, text in zip(step.operands, args, strict=True)]
        function = self.dialect.function(name)
        if not self.dialect.takes_numbers and set(step.operands) <= self.plain:
            function = f"math.{name}"
        if "{}" in function:
            return Text(function.format(*args))
        return Text(f"{function}({', '.join(args)})")

    def _infix(self, step: Step) -> Text:
        name = str(step.name)
        sign, binds, right = INFIX[name]
        (first, own), (second, other) = step.args
        if name == "multiply" and (
            " @ " in self.texts[second].text or self.program.steps[second].kind == "number"
        ):
            right = UNARY  # c * (A @ B) is not (c * A) @ B, and a * (2/3) is one product
        left_text = self._operand(first, own, step.out, binds)
        right_text = self._operand(second, other, step.out, right)
        if name == "add" and right_text.startswith("-"):
            return Text(f"{left_text} - {right_text[1:]}", binds)
        if name == "multiply" and (below := self._inverse(second)) is not None:
            return Text(f"{left_text} / {below.wrapped(UNARY)}", binds)
        return Text(f"{left_text}{sign}{right_text}", binds)

    def _one(self) -> str:
        return self.dialect.like.format(value="1", like=self.like)

    def _array(self, number: int, text: str) -> str:
        """An argument where a plain number will not do."""
        if number in self.plain or self.program.steps[number].kind == "number":
            return self.dialect.like.format(value=text, like=self.like)
        return text

    def _reduce(self, step: Step) -> Text:
        [(number, letters)] = step.args
        gone = [place for place, letter in enumerate(letters) if letter not in step.out]
        function = self.dialect.reductions[str(step.name)]
        text = self.texts[number].text
        if len(gone) == len(letters):
            return Text(f"{function}({text})")
        axes = str(gone[0]) if len(gone) == 1 else str(tuple(gone))
        return Text(f"{function}({text}, {self.dialect.axis}={axes})")

    def _spread(self, step: Step) -> Text:
        [(number, letters)] = step.args
        value = self._operand(number, letters, step.out, SUM)
        return Text(
            self.dialect.broadcast.format(
                value=self._array(number, value), sizes=self._sizes(step.shape)
            )
        )

    def _pick(self, step: Step) -> Text:
        [(number, _)] = step.args
        assert isinstance(step.name, tuple)
        text = self.texts[number].wrapped()
        keys = [":" if isinstance(p, int) else self.size_of(p - 1) for p in step.name]
        if any(key != ":" for key in keys):
            text = f"{text}[{', '.join(keys)}]"
        running = [place for place in step.name if isinstance(place, int)]
        if len(set(running)) == len(running):
            return Text(text)
        spec = "".join(chr(ord("a") + place) for place in running)
        out = "".join(chr(ord("a") + place) for place in dict.fromkeys(running))
        return Text(f'{self.dialect.einsum}("{spec}->{out}", {text})')

    def _embed(self, step: Step) -> Text:
        # δ_ij f_i… as a product with the unit matrix
        [(number, letters)] = step.args
        assert isinstance(step.name, int)
        first = letters[step.name]
        second = next(letter for letter in step.out if letter not in letters)
        size = step.shape[step.out.index(second)]
        unit = Text(self.dialect.eye.format(size=self.size_of(size), like=self.like))
        own = self._operand(number, letters, step.out, PRODUCT)
        pair = tuple(letter for letter in step.out if letter in (first, second))
        return Text(f"{own} * {unit.text}{aligned(pair, step.out)}", PRODUCT)

    def _window(self, step: Step) -> Text:
        self.helpers.update(place_helpers("windows", self.dialect))
        sizes = tuple_text([self.size_of(size) for size in step.shape])
        array = self.texts[step.operands[0]].text
        return Text(f"windows({array}, {forms_text(step, self.size_of)}, {sizes})")

    def _fold(self, step: Step) -> Text:
        self.helpers.update(place_helpers("folds", self.dialect))
        sizes = tuple_text([self.size_of(size) for size in step.shape])
        array = self.texts[step.operands[0]].text
        return Text(f"folds({array}, {forms_text(step, self.size_of)}, {sizes})")

    def _lookup(self, step: Step) -> Text:
        (table, letters), (places, own) = step.args
        axis = step.name
        assert isinstance(axis, int)
        keys = ", ".join([*[":"] * axis, self._positions(places)])
        found = (*letters[:axis], *own, *letters[axis + 1 :])
        return self._turned(f"{self.texts[table].wrapped()}[{keys}]", found, step)

    def _scatter(self, step: Step) -> Text:
        self.helpers.update(place_helpers("scatter", self.dialect))
        (child, letters), (places, own) = step.args
        values = self._operand(child, letters, (*own, *step.out[1:]), SUM)
        size = self.size_of(step.shape[0])
        return Text(f"scatter({values}, {self._positions(places)}, {size})")

    def _match(self, step: Step) -> Text:
        [(places, own)] = step.args
        new = next(x for x in step.out if x not in own)
        size = self.size_of(step.shape[step.out.index(new)])
        numbers = NUMBERS[self.dialect.name].format(size=size, like=self.like)
        text = f"({self._positions(places)}[..., None] == {numbers}) * {self._one()}"
        return self._turned(f"({text})", (*own, new), step)

    def _positions(self, number: int) -> str:
        return f"{self.texts[number].wrapped()}.{WHOLE[self.dialect.name]}"

    def _turned(self, text: str, letters: Letters, step: Step) -> Text:
        """An array with its axes in the order of the step."""
        if letters == step.out:
            return Text(text)
        order = ", ".join(str(letters.index(letter)) for letter in step.out)
        return Text(f"{text}.{self.dialect.permute}({order})")

    def _mask(self, step: Step) -> Text:
        self.helpers.update(place_helpers("mask", self.dialect))
        assert isinstance(step.name, tuple)
        form, equal = step.name
        sizes = tuple_text([self.size_of(size) for size in step.shape])
        text = form_text(mask_form(step, form), self.size_of)
        return Text(f"mask({text}, {equal}, {sizes}, {self.like})")

    def _call(self, step: Step) -> Text:
        operation = step.name
        assert isinstance(operation, (Elementwise, AxisOperation))
        function = self._helper(operation)
        if isinstance(operation, Elementwise):
            args = [self._operand(n, letters, step.out, SUM) for n, letters in step.args]
            return Text(f"{function}({', '.join(args)})")
        arrays: list[str] = []
        taken: tuple[int, ...] = ()
        assert isinstance(step.tag, tuple)
        for (number, letters), places in zip(step.args, step.tag, strict=True):
            taken = tuple(letters[place] for place in places)
            outside = tuple(x for x in step.out if x in letters and x not in taken)
            arrays.append(self._operand(number, letters, (*outside, *taken), SUM))
        axis = "-1" if len(taken) == 1 else str(tuple(range(-len(taken), 0)))
        return Text(f"{function}({', '.join(arrays)}, axis={axis})")

    def _helper(self, operation: Elementwise | AxisOperation) -> str:
        """The operation's own array function, in the words of the library."""
        if operation.name not in self.helpers:
            if operation.array is None:
                raise NoRuleError(f"{operation.name} has no array code")
            if isinstance(operation, MatrixFunction):
                for used in operation.uses:
                    self._helper(used)
                if self.dialect.name in operation.native:
                    native = operation.native[self.dialect.name]
                    text = f"def {operation.name}(x, axis):\n    return {native}(x)\n"
                    self.helpers[operation.name] = text
                    return operation.name
            source = textwrap.dedent(inspect.getsource(operation.array))
            body = source.partition(":")[2].partition("\n")[2]
            for name, reduction in (("max", "maximum"), ("min", "minimum")):
                body = re.sub(rf"\bnp\.{name}\b", self.dialect.reductions[reduction], body)
            body = re.sub(r"\bnp\.", f"{self.dialect.prefix}.", body)
            arguments = ", ".join(inspect.signature(operation.array).parameters)
            self.helpers[operation.name] = f"def {operation.name}({arguments}):\n{body}"
        return operation.name

    # ---- products -----------------------------------------------------------------------------

    def _contract(self, step: Step) -> Text:
        (left, own), (right, other) = step.args
        over = tuple(x for x in own if x in other and x not in step.out)
        shared = tuple(x for x in own if x in other and x in step.out)
        rows = tuple(x for x in own if x not in other)
        columns = tuple(x for x in other if x not in own)
        if len(over) == 1 and len(rows) < 2 and len(columns) < 2:
            if step.out == (*shared, *columns, *rows) and rows and columns:
                left, own, right, other = right, other, left, own
                rows, columns = columns, rows
            if step.out == (*shared, *rows, *columns) and (not shared or (rows and columns)):
                first = self._operand(left, own, (*shared, *rows, *over), PRODUCT)
                second = self._operand(right, other, (*shared, *over, *columns))
                return Text(f"{first} @ {second}", PRODUCT)
        letters = ["".join(chr(ord("a") + x) for x in group) for group in (own, other, step.out)]
        arrays = f"{self.texts[left].text}, {self.texts[right].text}"
        return Text(f'{self.dialect.einsum}("{letters[0]},{letters[1]}->{letters[2]}", {arrays})')
