"""NumPy source of an array program: no temporaries, every result into memory kept for it."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.operation import AxisOperation, Elementwise
from symnn.numeric.views import aligned
from symnn.plan.buffers import Buffers, buffers
from symnn.plan.program import Letters, Program, Step

SCALAR = {"add": "{} + {}", "subtract": "{} - {}", "multiply": "{} * {}", "divide": "{} / {}"}
REDUCED = {"add": "np.add.reduce", "maximum": "np.maximum.reduce", "minimum": "np.minimum.reduce"}


@dataclass(frozen=True)
class Result:
    """A step that the function gives back: a new array, or one written into an input."""

    step: int
    order: tuple[int, ...]
    into: int | None = None


@dataclass
class NumpyWriter:
    """Writes the steps of a program as NumPy statements.

    ``names`` gives the identifiers of inputs and of named quantities; ``unique`` makes others;
    ``size_of`` writes a size. Afterwards ``before`` has the statements that set up memory and
    ``lines`` those that run each time.
    """

    program: Program
    names: dict[int, str]
    unique: Callable[[str], str]
    size_of: Callable[[Expr], str]
    into: Mapping[int, int] = field(default_factory=dict)
    fresh: frozenset[int] = frozenset()
    before: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    helpers: dict[str, str] = field(default_factory=dict)
    imports: set[str] = field(default_factory=set)

    def write(self, order: Sequence[Step]) -> None:
        """Write the steps in ``order``."""
        self.buffers: Buffers = buffers(order, {*self.into, *self.fresh})
        self.memory: dict[int, str] = {}
        self.views: dict[tuple[str, str], str] = {}
        self.constants: dict[str, str] = {}
        for number, shape in enumerate(self.buffers.shapes):
            self.memory[number] = self.unique("m")
            sizes = ", ".join(map(self.size_of, shape))
            comma = "," if len(shape) == 1 else ""
            self.before.append(f"{self.memory[number]} = np.empty(({sizes}{comma}), dtype)")
        for step in order:
            self._step(step)

    # ---- operands -----------------------------------------------------------------------------

    def _step(self, step: Step) -> None:
        if step.kind == "input":
            return
        if step.kind == "number":
            return
        if step.kind == "identity":
            size = self.size_of(step.shape[0])
            text = f"np.eye({size}, dtype=dtype)"
            if len(step.out) == 1:
                text += f"[{self.size_of(step.name - 1)}]"
            self.names[step.number] = self._constant(text, "unit")
            return
        text = getattr(self, f"_{step.kind}")(step)
        if step.kind == "pick" or text is not None:
            name = self._name(step)
            self.lines.append(f"{name} = {text}")

    def _name(self, step: Step) -> str:
        if step.number not in self.names:
            self.names[step.number] = self.unique("t")
        return self.names[step.number]

    def _out(self, step: Step) -> str:
        """Where the result goes: memory kept for it, an input, or nothing for a new array."""
        if step.number in self.into:
            return self.names[self.into[step.number]]
        if step.number in self.fresh or not step.out:
            return ""
        return self.memory[self.buffers.of[step.number]]

    def _constant(self, text: str, name: str = "k") -> str:
        """An array that is made once."""
        if text not in self.constants:
            self.constants[text] = self.unique(name)
            self.before.append(f"{self.constants[text]} = {text}")
        return self.constants[text]

    def _view(self, number: int, view: str) -> str:
        """A view of an array: made once where the array stays in its place."""
        if not view:
            return self.text(number)
        place = self.buffers.of.get(number)
        if place is None:
            step = self.program.steps[number]
            if step.kind in ("identity", "ones"):
                return self._constant(f"{self.text(number)}{view}")
            return f"{self.text(number)}{view}"
        return self._constant(f"{self.memory[place]}{view}", f"{self.memory[place]}_")

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
        from sympy.printing.pycode import PythonCodePrinter

        printer = PythonCodePrinter({"fully_qualified_modules": True})
        text = printer.doprint(value.xreplace(sizes))
        if "math." in text:
            self.imports.add("import math")
        return (
            f"({text})"
            if sp.sympify(value, strict=True).is_Add or value.could_extract_minus_sign()
            else text
        )

    def _operand(self, number: int, letters: Letters, out: Letters) -> str:
        """An operand made ready to broadcast over the axes ``out``."""
        step = self.program.steps[number]
        if not letters:
            if step.kind == "number":
                return self._constant(f"np.array({self.number(step.name)}, dtype)")
            return self.text(number)
        return self._view(number, aligned(letters, out))

    # ---- kinds of steps -----------------------------------------------------------------------

    def _ufunc(self, step: Step) -> str:
        name = str(step.name)
        if not step.out:
            return self._scalar(name, [self.text(n) for n in step.operands])
        args = [self._operand(number, letters, step.out) for number, letters in step.args]
        target = self._out(step)
        if name == "step":
            zero = self._constant("np.array(0, dtype)")
            out = f", {target}" if target else ", dtype=dtype"
            return (
                f"np.greater({args[0]}, {zero}{out})"
                if target
                else f"np.greater({args[0]}, {zero}).astype(dtype)"
            )
        if name == "multiply" and len(step.out) == 2 and _outer(step):
            # one product of matrices, while a broadcast of both operands takes memory
            first, second = sorted(step.args, key=lambda arg: step.out.index(arg[1][0]))
            pair = f"{self._view(first[0], '[:, None]')}, {self._view(second[0], '[None, :]')}"
            return f"np.dot({pair}, {target})" if target else f"np.dot({pair})"
        if name == "square":
            name, args = "multiply", [args[0], args[0]]
        function = f"np.{name}"
        if name.startswith("scipy."):
            function = name.removeprefix("scipy.")
            self.imports.add(f"from scipy.special import {function}")
        if name in ("maximum", "minimum") and target:
            target = f"out={target}"
        return f"{function}({', '.join([*args, target] if target else args)})"

    def _scalar(self, name: str, args: list[str]) -> str:
        if name in SCALAR:
            return SCALAR[name].format(*args)
        if name == "negative":
            return f"-{args[0]}"
        if name == "power" and args[0].replace("/", "").isdigit():
            return f"({args[0]}) ** {args[1]}"
        if name == "reciprocal":
            return f"1 / {args[0]}"
        if name == "square":
            return f"{args[0]} * {args[0]}"
        if name == "step":
            return f"float({args[0]} > 0)"
        if name.startswith("scipy."):
            function = name.removeprefix("scipy.")
            self.imports.add(f"from scipy.special import {function}")
            return f"{function}({', '.join(args)})"
        return f"np.{name}({', '.join(args)})"

    def _reduce(self, step: Step) -> str:
        [(number, letters)] = step.args
        gone = [place for place, letter in enumerate(letters) if letter not in step.out]
        target = self._out(step)
        if step.name == "add" and len(letters) == 2 and len(gone) == 1:
            shape = self.program.steps[number].shape
            ones = self._constant(f"np.ones({self.size_of(shape[gone[0]])}, dtype)", "ones")
            array = self.text(number)
            pair = f"{ones}, {array}" if gone == [0] else f"{array}, {ones}"
            return f"np.dot({pair}, {target})" if target else f"np.dot({pair})"
        axes = str(gone[0]) if len(gone) == 1 else str(tuple(gone))
        if len(gone) == len(letters):
            axes = "None"
        out = f", out={target}" if target else ""
        return f"{REDUCED[str(step.name)]}({self.text(number)}, axis={axes}{out})"

    def _spread(self, step: Step) -> str:
        [(number, letters)] = step.args
        value = self._operand(number, letters, step.out)
        target = self._out(step)
        sizes = ", ".join(map(self.size_of, step.shape))
        comma = "," if len(step.shape) == 1 else ""
        if not target:
            return f"np.full(({sizes}{comma}), {value}, dtype)"
        self.lines.append(f"{target}[...] = {value}")
        return target

    def _pick(self, step: Step) -> str:
        [(number, _)] = step.args
        source = self.text(number)
        keys = [":" if isinstance(place, int) else self.size_of(place - 1) for place in step.name]
        if any(key != ":" for key in keys):
            source = f"{source}[{', '.join(keys)}]"
        running = [place for place in step.name if isinstance(place, int)]
        if len(set(running)) == len(running):
            return source
        spec = "".join(chr(ord("a") + place) for place in running)
        out = "".join(chr(ord("a") + place) for place in dict.fromkeys(running))
        return f'np.einsum("{spec}->{out}", {source})'

    def _embed(self, step: Step) -> None:
        [(number, letters)] = step.args
        first = letters[step.name]
        second = next(letter for letter in step.out if letter not in letters)
        target = self._out(step)
        sizes = ", ".join(map(self.size_of, step.shape))
        name = self._name(step)
        if target:
            self.lines.append(f"{target}.fill(0)")
            self.lines.append(f"{name} = {target}")
        else:
            self.lines.append(f"{name} = np.zeros(({sizes}), dtype)")
        spec = "".join(chr(ord("a") + (first if x == second else x)) for x in step.out)
        kept = tuple(dict.fromkeys(first if x == second else x for x in step.out))
        out = "".join(chr(ord("a") + letter) for letter in kept)
        diagonal = f'np.einsum("{spec}->{out}", {name})'
        if target and number not in self.into:
            diagonal = self._constant(f'np.einsum("{spec}->{out}", {target})', "diagonal")
        self.lines.append(f"{diagonal}[...] = {self._view(number, aligned(letters, kept))}")

    def _call(self, step: Step) -> str:
        operation = step.name
        assert isinstance(operation, (Elementwise, AxisOperation))
        function = self._helper(operation)
        if isinstance(operation, Elementwise):
            args = [self._operand(number, letters, step.out) for number, letters in step.args]
            return self._stored(step, f"{function}({', '.join(args)})")
        arrays: list[str] = []
        taken: tuple[int, ...] = ()
        for (number, letters), places in zip(step.args, step.tag, strict=True):
            taken = tuple(letters[place] for place in places)
            rest = tuple(letter for letter in letters if letter not in taken)
            outside = tuple(letter for letter in step.out if letter in rest)
            arrays.append(self._view(number, aligned(letters, (*outside, *taken))))
        axis = "-1" if len(taken) == 1 else str(tuple(range(-len(taken), 0)))
        return self._stored(step, f"{function}({', '.join(arrays)}, axis={axis})")

    def _stored(self, step: Step, text: str) -> str:
        target = self._out(step)
        if not target:
            return text
        self.lines.append(f"{target}[...] = {text}")
        return target

    def _helper(self, operation: Elementwise | AxisOperation) -> str:
        if operation.name not in self.helpers:
            assert operation.array is not None
            source = textwrap.dedent(inspect.getsource(operation.array))
            body = source.partition(":")[2].partition("\n")[2]
            arguments = ", ".join(inspect.signature(operation.array).parameters)
            self.helpers[operation.name] = f"def {operation.name}({arguments}):\n{body}"
        return operation.name

    # ---- products -----------------------------------------------------------------------------

    def _contract(self, step: Step) -> str:
        (left, own), (right, other) = step.args
        over = tuple(letter for letter in own if letter in other and letter not in step.out)
        shared = tuple(letter for letter in own if letter in other and letter in step.out)
        target = self._out(step)
        out = f", {target}" if target else ""
        if not step.out:
            function = "np.dot" if len(own) == 1 else "np.vdot"
            return f"{function}({self.text(left)}, {self._view(right, aligned(other, own))})"
        if not shared:
            rows = tuple(letter for letter in own if letter not in over)
            columns = tuple(letter for letter in other if letter not in over)
            if step.out[: len(columns)] == columns and step.out[len(columns) :] == rows and rows:
                left, own, right, other = right, other, left, own
                rows, columns = columns, rows
            if step.out == rows + columns:
                pair = self._matrices(left, own, right, other, over)
                if pair is not None:
                    if len(rows) < 2 and len(columns) < 2:
                        return f"np.dot({pair[0]}, {pair[1]}{out})"
                    if target and step.number not in self.into:
                        flat = self._flat(step, len(rows))
                        self.lines.append(f"np.dot({pair[0]}, {pair[1]}, {flat})")
                        return target
                    sizes = ", ".join(map(self.size_of, step.shape))
                    return self._stored(step, f"np.dot({pair[0]}, {pair[1]}).reshape({sizes})")
        elif len(shared) == len(over) == 1 and len(own) == len(other) == 3:
            rows = tuple(letter for letter in own if letter not in (*shared, *over))
            columns = tuple(letter for letter in other if letter not in (*shared, *over))
            if step.out == (*shared, *columns, *rows):
                left, own, right, other = right, other, left, own
                rows, columns = columns, rows
            if step.out == (*shared, *rows, *columns):
                first = self._view(left, aligned(own, (*shared, *rows, *over)))
                second = self._view(right, aligned(other, (*shared, *over, *columns)))
                return f"np.matmul({first}, {second}{out})"
        letters = ["".join(chr(ord("a") + x) for x in group) for group in (own, other, step.out)]
        out = f", out={target}" if target else ""
        spec = f"{letters[0]},{letters[1]}->{letters[2]}"
        return f'np.einsum("{spec}", {self.text(left)}, {self.text(right)}{out})'

    def _matrices(
        self, left: int, own: Letters, right: int, other: Letters, over: Letters
    ) -> tuple[str, str] | None:
        """Both operands as matrices (or vectors) for one product, without copies."""
        for order in (tuple(x for x in own if x in over), tuple(x for x in other if x in over)):
            first = self._matrix(left, own, order, last=True)
            second = self._matrix(right, other, order, last=False)
            if first is not None and second is not None:
                return first, second
        return None

    def _matrix(self, number: int, letters: Letters, over: Letters, *, last: bool) -> str | None:
        """An array with the axes summed over as its last (or first) one, if it needs no copy."""
        rest = tuple(letter for letter in letters if letter not in over)
        if letters == rest + over:
            groups, turned = (rest, over), not last
        elif letters == over + rest:
            groups, turned = (over, rest), last
        else:
            return None
        view = ""
        if len(rest) > 1 or len(over) > 1:
            shape = self.program.steps[number].shape
            sizes = dict(zip(letters, shape, strict=True))
            view = f".reshape({', '.join(self._group(group, sizes) for group in groups if group)})"
        if turned and rest:
            view += ".T"
        return self._view(number, view)

    def _group(self, group: Letters, sizes: Mapping[int, Expr]) -> str:
        return " * ".join(self.size_of(sizes[letter]) for letter in group)

    def _flat(self, step: Step, rows: int) -> str:
        """The memory of a step as a matrix."""
        groups = [step.shape[:rows], step.shape[rows:]]
        sizes = ", ".join(" * ".join(map(self.size_of, group)) for group in groups if group)
        return self._view(step.number, f".reshape({sizes})")


def _outer(step: Step) -> bool:
    """Whether a step multiplies every entry of one vector with every entry of another."""
    letters = [own for _, own in step.args]
    return all(len(own) == 1 for own in letters) and letters[0] != letters[1]
