"""A training step as C: the program's steps as loops over arrays of known sizes.

Sizes are constants, so that the compiler unrolls and vectorises; functions entry by entry are
written into the loop that reads them; products of matrices go through one small kernel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

from sympy.core.expr import Expr

from symnn.language.errors import NoRuleError
from symnn.numeric import c_places
from symnn.numeric.c_kernel import KERNEL
from symnn.numeric.fusion import added, inlined, uniform, with_reads
from symnn.numeric.step_program import StepProgram
from symnn.plan.buffers import buffers
from symnn.plan.program import Letters, Step
from symnn.plan.schedule import scheduled

INFIX = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
FUNCTIONS = {
    **{name: name for name in ("exp", "log", "sin", "cos", "tan", "tanh", "sinh", "cosh")},
    **{name: name for name in ("sqrt", "log1p", "expm1")},
    **{f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "absolute": "fabs",
    "power": "pow",
    "scipy.erf": "erf",
    "scipy.erfc": "erfc",
    "scipy.gamma": "tgamma",
    "scipy.gammaln": "lgamma",
    "arctan2": "atan2",
}
TEMPLATES = {
    "negative": "(-{0})",
    "positive": "{0}",
    "reciprocal": "(ONE / {0})",
    "step": "({0} > 0 ? ONE : 0)",
    "square": "square({0})",
    "maximum": "maximum({0}, {1})",
    "minimum": "minimum({0}, {1})",
    "sign": "sign({0})",
}
SMALL = 512
"""Entries of all arrays that are kept in registers and on the stack."""
ENTRY = "symnn_step"
SIGNATURE = f"double {ENTRY}(void **arrays, double rate, long count, long n);"
BLAS = "void symnn_blas(void *given);"


@dataclass
class CWriter:
    """Writes the steps of a program as C."""

    made: StepProgram
    sizes: Mapping[str, int]
    letter: str
    lines: list[str] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)
    inlined: set[int] = field(default_factory=set)
    added: Mapping[int, Step] = field(default_factory=dict)
    turned: int = 1

    def source(self) -> str:
        """The whole C file. Raises NoRuleError for operations without C code."""
        made = self.made
        order, direct = scheduled(made.steps, made.stores)
        steps = {step.number: step for step in order}
        waiting = {n: given for n, given in made.stores.items() if n not in direct}
        alone = {*made.stores, made.loss}
        self.inlined = inlined(order, direct, alone, lambda step: self._count(step.shape))
        self.added = added(order, direct)
        self.inlined |= {step.number for step in self.added.values()}
        kept = [step for step in order if step.number not in self.inlined]
        # an array lives as long as something written into a loop reads it
        uses = [with_reads(step, steps, self.inlined) for step in kept]
        owned = {*direct, *waiting}
        plan = buffers(uses, owned, views=False)
        self.place: dict[int, str] = {
            number: f"m{buffer}" for number, buffer in plan.of.items()
        } | {number: f"w{number}" for number in waiting}
        counts = {f"m{k}": self._count(shape) for k, shape in enumerate(plan.shapes)}
        counts |= {f"w{n}": self._count(steps[n].shape) for n in waiting}
        masks = [step.number for step in kept if step.kind == "mask"]
        self.place |= {number: f"k{number}" for number in masks}
        counts |= {f"k{n}": self._count(steps[n].shape) for n in masks}
        # the compiler keeps small arrays of a function in registers
        small = sum(counts.values()) <= SMALL
        declared = [f"{'' if small else 'static '}T {name}[{n}];" for name, n in counts.items()]
        for symbol, number in made.given.items():
            self.place[number] = f"a{number}"
            if not symbol.shape:
                self.texts[number] = f"(*a{number})"
        *arrays, rate, time = made.inputs
        self.texts[made.given[rate]], self.texts[made.given[time]] = "((T)rate)", "((T)count)"
        for number, given in direct.items():
            self.place[number] = f"a{given}"
        for step in kept:
            self._write(step)
        for number, given in waiting.items():
            size = self._count(steps[number].shape)
            self.lines.append(f"for (int i = 0; i < {size}; i++) a{given}[i] = w{number}[i];")
        stored = set(made.stores.values())
        pointers = [
            f"    {'' if made.given[s] in stored else 'const '}T *restrict a{made.given[s]} = "
            f"arrays[{place}];"
            for place, s in enumerate(arrays)
        ]
        loss = f"loss = {self._value(made.loss)};"
        moved = made.loss in made.given.values()  # a parameter itself, read before it moves
        lines = [loss, *self.lines] if moved else [*self.lines, loss]
        single = self.letter == "f"
        return "\n".join(
            [
                f"#define T {'float' if single else 'double'}",
                f"#define SINGLE {int(single)}",
                KERNEL,
                *([] if small else declared),
                f"static T turned[{self.turned}];",
                "",
                SIGNATURE.rstrip(";"),
                "{",
                *pointers,
                *(f"    {line}" for line in declared if small),
                "    double loss = 0;",
                "    for (long end = count + n; count < end; count++) {",
                *(f"        {line}" for line in lines),
                "    }",
                "    return loss;",
                "}",
                "",
            ]
        )

    # ---- what is written where ----------------------------------------------------------------

    def _size(self, size: Expr) -> int:
        return int(size.subs({s: self.sizes[s.name] for s in size.free_symbols}))

    def _count(self, shape: Sequence[Expr]) -> int:
        return prod(map(self._size, shape))

    # ---- expressions --------------------------------------------------------------------------

    def _value(self, number: int) -> str:
        """A step without axes."""
        step = self.made.program.steps[number]
        if step.kind == "number":
            return self._number(step.name)
        return self.texts[number]

    def _number(self, value: Expr) -> str:
        number = value.subs({s: self.sizes[s.name] for s in value.free_symbols})
        return f"((T){float(number)!r})"

    def _at(self, number: int, index: Sequence[str]) -> str:
        """The entry of an array at index variables (or constants)."""
        step = self.made.program.steps[number]
        if not step.out:
            return self._value(number)
        if number in self.inlined:
            where = dict(zip(step.out, index, strict=True))
            return self._entry(step, where)
        stride, terms = 1, []
        for size, variable in zip(reversed(step.shape), reversed(index), strict=True):
            if variable != "0":
                terms.append(variable if stride == 1 else f"{stride} * {variable}")
            stride *= self._size(size)
        return f"{self.place[number]}[{' + '.join(reversed(terms)) or '0'}]"

    def _entry(self, step: Step, where: Mapping[int, str]) -> str:
        """The entry of a step at the letters of its result, from its operands."""
        if step.kind == "identity":
            if len(step.out) == 1:
                return f"({where[step.out[0]]} == {self._size(step.name) - 1} ? ONE : 0)"
            return f"({where[step.out[0]]} == {where[step.out[1]]} ? ONE : 0)"
        if step.kind == "pick":
            [(number, _)] = step.args
            index = [
                where[step.out[p]] if isinstance(p, int) else str(self._size(p) - 1)
                for p in step.name
            ]
            return self._at(number, index)
        if step.kind == "window":
            shape = self.made.program.steps[step.operands[0]].shape
            return c_places.window(step, where, shape, self._size, self._at)
        if step.kind == "mask":
            return c_places.mask(step, where, self._size)
        args = [
            self._at(number, [where[letter] for letter in letters]) for number, letters in step.args
        ]
        if step.kind == "spread":
            return args[0]
        if step.kind == "embed":
            [(_, letters)] = step.args
            second = next(letter for letter in step.out if letter not in letters)
            return f"({where[letters[step.name]]} == {where[second]} ? {args[0]} : 0)"
        name = str(step.name)
        if name in INFIX:
            return f"({args[0]} {INFIX[name]} {args[1]})"
        if name in TEMPLATES:
            return TEMPLATES[name].format(*args)
        if name in FUNCTIONS:
            return f"F({FUNCTIONS[name]})({', '.join(args)})"
        raise NoRuleError(f"{name.removeprefix('scipy.')} has no native code; backend='numpy' has")

    # ---- statements ---------------------------------------------------------------------------

    def _write(self, step: Step) -> None:
        if step.kind in ("input", "number"):
            return
        if step.kind in ("lookup", "scatter", "match"):
            raise NoRuleError("embedding has no native code; backend='numpy' has")
        if step.kind == "call":
            raise NoRuleError(f"{step.name.name} has no native code; backend='numpy' has")
        if step.number in self.added:
            name = step.name
            self._contract(self.added[step.number], step.number, -1 if name == "subtract" else 1)
        elif step.kind == "contract":
            self._contract(step, step.number)
        elif step.kind == "reduce":
            self._reduce(step)
        elif step.kind == "fold":
            where = {letter: f"i{letter}" for letter in step.out}
            self._loop(step.out, self._extents(step), f"{self._target(step, where)} = 0;")
            condition, body = c_places.fold(step, self._size, self._at)
            [(_, letters)] = step.args
            self._loop(letters, self._extents(step), f"if ({condition}) {body}")
        elif not step.out:
            self._scalar(step, self._entry(step, {}))
        elif uniform(step, self.made.program.steps, self.inlined):
            where = {**dict.fromkeys(step.out, "0"), step.out[-1]: "i"}
            body = f"{self._target(step, where)} = {self._entry(step, where)};"
            self.lines.append(f"for (int i = 0; i < {self._count(step.shape)}; i++) {body}")
        else:
            where = {letter: f"i{letter}" for letter in step.out}
            target = self._target(step, where)
            self._loop(step.out, self._extents(step), f"{target} = {self._entry(step, where)};")

    def _scalar(self, step: Step, text: str) -> None:
        if step.number in self.made.stores:
            self.lines.append(f"*a{self.made.stores[step.number]} = {text};")
            self.texts[step.number] = f"(*a{self.made.stores[step.number]})"
        else:
            self.lines.append(f"const T s{step.number} = {text};")
            self.texts[step.number] = f"s{step.number}"

    def _target(self, step: Step, where: Mapping[int, str]) -> str:
        return self._at(step.number, [where[letter] for letter in step.out])

    def _extents(self, step: Step) -> dict[int, int]:
        found = dict(zip(step.out, map(self._size, step.shape), strict=True))
        for number, letters in step.args:
            shape = self.made.program.steps[number].shape
            found |= dict(zip(letters, map(self._size, shape), strict=True))
        return found

    def _loop(self, letters: Letters, extents: Mapping[int, int], body: str) -> None:
        self.lines.append(f"{_nest(letters, extents)} {body}")

    def _reduce(self, step: Step) -> None:
        [(number, letters)] = step.args
        extents = self._extents(step)
        over = tuple(letter for letter in letters if letter not in step.out)
        value = self._at(number, [f"i{letter}" for letter in letters])
        s = "s" if step.out else f"r{step.number}"
        if step.name == "add":
            start, body = "0", f"{s} += {value};"
        else:
            start = self._at(number, ["0" if x in over else f"i{x}" for x in letters])
            body = f"{s} = {step.name}({s}, {value});"
        inner = _nest(over, extents)
        if not step.out:
            self.lines += [f"T {s} = {start};", f"{inner} {body}"]
            self._scalar(step, s)
            return
        where = {letter: f"i{letter}" for letter in step.out}
        target = self._target(step, where)
        if step.name == "add" and over == (letters[0],) and len(letters) == 2:
            # down the columns, row by row
            self._loop(step.out, extents, f"{target} = 0;")
            self._loop((*over, *step.out), extents, f"{target} += {value};")
            return
        self._loop(step.out, extents, f"{{ T s = {start}; {inner} {body} {target} = s; }}")

    def _contract(self, step: Step, target: int, sign: int = 0) -> None:
        """A product in the place of ``target``; with a sign, it is added to what is there."""
        (left, own), (right, other) = step.args
        extents = self._extents(step)
        over = tuple(x for x in own if x in other and x not in step.out)
        rows = tuple(x for x in own if x not in other)
        columns = tuple(x for x in other if x not in own)
        if not step.out:
            one = self._at(left, [f"i{x}" for x in own])
            two = self._at(right, [f"i{x}" for x in other])
            self.lines.append(f"T r{step.number} = 0;")
            self.lines.append(f"{_nest(over, extents)} r{step.number} += {one} * {two};")
            self._scalar(step, f"r{step.number}")
            return
        if len(over) == len(rows) == len(columns) == 1 and len(step.out) == 2:
            if step.out == (*columns, *rows):
                left, own, right, other = right, other, left, own
                rows, columns = columns, rows
            [row], [column], [inner] = rows, columns, over
            m, n, k = extents[row], extents[column], extents[inner]
            first, second = own != (row, inner), other != (inner, column)
            if second:
                self.turned = max(self.turned, k * n)
            self.lines.append(
                f"multiply({int(first)}, {int(second)}, {m}, {n}, {k}, {self.place[left]}, "
                f"{self.place[right]}, {self.place[target]}, {sign}, turned);"
            )
            return
        where = {letter: f"i{letter}" for letter in step.out}
        entry = self._target(step, where)
        one = self._at(left, [f"i{x}" for x in own])
        two = self._at(right, [f"i{x}" for x in other])
        self._loop(step.out, extents, f"{entry} = 0;")
        # the axis that lies together in memory innermost
        last = step.out[-1]
        nest = (*(x for x in step.out if x != last), *over, last)
        if other[-1] in over and own[-1] in over:
            body = f"{{ T s = 0; {_nest(over, extents)} s += {one} * {two}; {entry} = s; }}"
            self._loop(step.out, extents, body)
        else:
            self._loop(nest, extents, f"{entry} += {one} * {two};")


def _nest(letters: Letters, extents: Mapping[int, int]) -> str:
    """The heads of nested loops."""
    return " ".join(f"for (int i{x} = 0; i{x} < {extents[x]}; i{x}++)" for x in letters)
