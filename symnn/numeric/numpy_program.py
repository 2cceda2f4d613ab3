"""NumPy source of an array program: no temporaries, every result into memory kept for it."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sympy.core.expr import Expr

from symnn.language.operation import AxisOperation, Elementwise
from symnn.numeric.fusion import with_reads
from symnn.numeric.memory import spread
from symnn.numeric.numpy_helpers import DIRECT, EXTREME, EXTREMES, SHORT, TANH
from symnn.numeric.numpy_places import Places
from symnn.numeric.views import aligned
from symnn.operations._matrix_function import MatrixFunction
from symnn.plan.program import Step

SCALAR = {"add": "{} + {}", "subtract": "{} - {}", "multiply": "{} * {}", "divide": "{} / {}"}
REDUCED = {"add": "np.add.reduce", "maximum": "np.maximum.reduce", "minimum": "np.minimum.reduce"}


@dataclass
class NumpyWriter(Places):
    """Writes the steps of a program as NumPy statements.

    Afterwards ``before`` has the statements that set up memory, ``lines`` those that run each time
    and ``helpers`` the functions that they call. ``hasty`` allows functions of float64 whose
    error is 4e-16 for small results, too. ``direct`` calls common functions by names of their own,
    which Python finds sooner than attributes of a module. ``added`` has the products that are
    added to an input, by the steps that add them.
    """

    hasty: bool = False
    direct: bool = False
    added: Mapping[int, Step] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)

    def write(self, order: Sequence[Step]) -> None:
        """Write the steps in ``order``."""
        inside = {product.number for product in self.added.values()}
        steps = {step.number: step for step in order}
        kept = [step for step in order if step.number not in inside]
        self.keep([with_reads(step, steps, inside) for step in kept] if inside else kept)
        for step in kept:
            if step.number in self.added:
                self.add_product(step, self.added[step.number])
            else:
                self._step(step)

    def _step(self, step: Step) -> None:
        if step.kind in ("input", "number"):
            return
        rule = self.contract if step.kind == "contract" else getattr(self, f"_{step.kind}")
        text = rule(step)
        if text is None:
            return
        if step.number in self.into:
            self.names[step.number] = self.names[self.into[step.number]]
            self.lines.append(text)
        else:
            self.lines.append(f"{self.name_of(step)} = {text}")

    # ---- kinds of steps -----------------------------------------------------------------------

    def _identity(self, step: Step) -> None:
        text = f"np.eye({self.size_of(step.shape[0])}, dtype=dtype)"
        if len(step.out) == 1:
            text += f"[{self.size_of(step.name - 1)}]"
        self.names[step.number] = self.constant(text, "unit")

    def _ufunc(self, step: Step) -> str:
        name = str(step.name)
        if not step.out:
            return self._scalar(name, [self.text(n) for n in step.operands])
        args = [self.operand(number, letters, step.out) for number, letters in step.args]
        target = self.out(step)
        short = spread(step)
        if short is not None and target and step.number not in self.into:
            self.lines.append(f"{target}[...] = {args[short]}")
            args[short] = target
        if name == "step":
            zero = self.constant("np.array(0, dtype)")
            out = f", {target}" if target else ", dtype=dtype"
            return (
                f"np.greater({args[0]}, {zero}{out})"
                if target
                else f"np.greater({args[0]}, {zero}).astype(dtype)"
            )
        if name == "multiply" and len(step.out) == 2 and _outer(step):
            # one product of matrices, while a broadcast of both operands takes memory
            first, second = sorted(step.args, key=lambda arg: step.out.index(arg[1][0]))
            column, row = self.view(first[0], "[:, None]"), self.view(second[0], "[None, :]")
            return f"{column}.dot({row}, {target})" if target else f"{column}.dot({row})"
        if name == "tanh" and self.hasty and target:
            self.helpers[name] = TANH
            return f"tanh({args[0]}, {target})"
        if name == "square":
            name, args = "multiply", [args[0], args[0]]
        function = f"np.{name}"
        if self.direct and name in DIRECT:
            self.functions.add(name)
            function = name
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
        target, array = self.out(step), self.text(number)
        *rows, columns = self.program.steps[number].shape
        kept = bool(target) and step.number not in self.into
        of_rows = gone == [len(rows)] and (step.name == "add" or (kept and step.name in EXTREMES))
        if of_rows and len(rows) == 1:
            return self._of_rows(step, array, self.size_of(rows[0]), columns, target)
        if of_rows and kept and rows and step.out == letters[:-1]:  # of all rows as one matrix
            count = self.product(rows)
            array = self.view(number, f".reshape({count}, {self.size_of(columns)})")
            flat = self._flat(step, len(rows))
            self.lines.append(self._of_rows(step, array, count, columns, flat))
            return target
        if len(rows) == 1 and gone == [0] and step.name == "add":
            ones = self._ones(rows[0])
            return f"{ones}.dot({array}, {target})" if target else f"{ones}.dot({array})"
        axes = str(gone[0]) if len(gone) == 1 else str(tuple(gone))
        if len(gone) == len(letters):
            axes = "None"
        out = f", out={target}" if target else ""
        return f"{REDUCED[str(step.name)]}({array}, axis={axes}{out})"

    def _ones(self, size: Expr) -> str:
        return self.constant(f"np.ones({self.size_of(size)}, dtype)", "ones")

    def _of_rows(self, step: Step, array: str, rows: str, columns: Expr, target: str) -> str:
        """The sum, or the largest or smallest entry, of each row of a matrix."""
        function = str(step.name)
        if function == "add":
            ones = self._ones(columns)
            return f"{array}.dot({ones}, {target})" if target else f"{array}.dot({ones})"
        name, size = EXTREMES[function], self.size_of(columns)
        self.helpers[name] = EXTREME.format(name=name, function=function)
        empty = f"np.empty(({size}, {rows}), dtype) if {size} <= {SHORT} else None"
        return f"{name}({array}, {self.constant(empty, 'turned')}, {target})"

    def _spread(self, step: Step) -> str:
        [(number, letters)] = step.args
        value = self.operand(number, letters, step.out)
        target = self.out(step)
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
        target = self.out(step)
        sizes = ", ".join(map(self.size_of, step.shape))
        name = self.name_of(step)
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
            diagonal = self.constant(f'np.einsum("{spec}->{out}", {target})', "diagonal")
        self.lines.append(f"{diagonal}[...] = {self.view(number, aligned(letters, kept))}")

    def _call(self, step: Step) -> str:
        operation = step.name
        assert isinstance(operation, (Elementwise, AxisOperation))
        function = self._helper(operation)
        if isinstance(operation, Elementwise):
            args = [self.operand(number, letters, step.out) for number, letters in step.args]
            return self.stored(step, f"{function}({', '.join(args)})")
        arrays: list[str] = []
        taken: tuple[int, ...] = ()
        for (number, letters), places in zip(step.args, step.tag, strict=True):
            taken = tuple(letters[place] for place in places)
            rest = tuple(letter for letter in letters if letter not in taken)
            outside = tuple(letter for letter in step.out if letter in rest)
            arrays.append(self.view(number, aligned(letters, (*outside, *taken))))
        axis = "-1" if len(taken) == 1 else str(tuple(range(-len(taken), 0)))
        return self.stored(step, f"{function}({', '.join(arrays)}, axis={axis})")

    def _helper(self, operation: Elementwise | AxisOperation) -> str:
        if operation.name not in self.helpers:
            assert operation.array is not None
            for used in operation.uses if isinstance(operation, MatrixFunction) else ():
                self._helper(used)
            source = textwrap.dedent(inspect.getsource(operation.array))
            body = source.partition(":")[2].partition("\n")[2]
            arguments = ", ".join(inspect.signature(operation.array).parameters)
            self.helpers[operation.name] = f"def {operation.name}({arguments}):\n{body}"
        return operation.name


def _outer(step: Step) -> bool:
    """Whether a step multiplies every entry of one vector with every entry of another."""
    letters = [own for _, own in step.args]
    return all(len(own) == 1 for own in letters) and letters[0] != letters[1]
