"""Source of a system with families: the stages in order, loops over labels between them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import NoRuleError, SizeError
from symnn.language.expression import symbols_in
from symnn.language.label import Label, Span, before
from symnn.language.recurrence import key_of
from symnn.language.relabelling import label_of, running_label
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.numeric.generate import Sizes
from symnn.numeric.names import Names, identifier
from symnn.plan.stages import Flat, Lap, Loop, Rows, Staged, family_text, plain_text
from symnn.plan.staging import staged


@dataclass(frozen=True)
class Held:
    """An array with the members ``span`` of a family, stacked; one member where ``single``."""

    span: Span
    text: str
    single: bool = False


class StagedSource(ABC):
    """Writes the stages of a system as statements; subclasses know the words of a library.

    ``arguments`` are the identifiers of the inputs, ``lines`` the statements.
    """

    def __init__(
        self, equations: Sequence[Equation], inputs: Sequence[TensorSymbol], names: Names
    ) -> None:
        self.plan: Staged = staged(equations, inputs)
        self.names = names
        self.sizes = Sizes(names)
        self.lines: list[str] = []
        self.variables: dict[TensorSymbol, str] = {}
        self.held: dict[str, list[Held]] = {}
        self.arguments: list[str] = []
        self.labels: dict[Label, str] = {}
        self._stages = 0
        for symbol in inputs:
            name = names.unique(identifier(symbol.name))
            self.arguments.append(name)
            own = label_of(symbol)
            if own is not None:
                given = Held(Span(own, own), name, single=True)
                self.held.setdefault(key_of(symbol), []).append(given)
            elif symbol.name in self.plan.members:
                family = self.plan.members[symbol.name].family
                self.held[symbol.name] = [Held(family.label.span, name)]
            else:
                self.variables[symbol] = name

    def write(self) -> None:
        """Write all stages."""
        for stage in self.plan.stages:
            if isinstance(stage, Flat):
                self._flat(stage)
            else:
                self._loop(stage)

    # ---- texts --------------------------------------------------------------------------------

    def number(self, value: Expr) -> str:
        """A label, or a number of them, as source text."""
        value = sp.expand(value)
        running = [label for label in self.labels if value.has(label)]
        if not running:
            return self.sizes.text(value)
        [label] = running
        rest = value - label
        if rest == 0:
            return self.labels[label]
        if rest.could_extract_minus_sign():
            return f"{self.labels[label]} - {self._term(-rest)}"
        return f"{self.labels[label]} + {self._term(rest)}"

    def _term(self, value: Expr) -> str:
        text = self.sizes.text(value)
        return f"({text})" if value.is_Add else text

    def array_of(self, key: str) -> Held:
        """The array of all members of a family that are kept."""
        parts = self.held[key]
        if len(parts) > 1 or parts[0].single:
            parts = sorted(parts, key=lambda part: _place(part.span, self.held[key]))
            name = self.names.unique(identifier(family_text(self.plan.members[key])))
            self.lines.append(f"{name} = {self.joined(parts)}")
            self.held[key] = [Held(Span(parts[0].span.first, parts[-1].span.last), name)]
        return self.held[key][0]

    def rows(self, rows: Rows) -> str:
        """Members as an array, or one of them."""
        if rows.single:
            return self.row(rows.key, rows.span.first)
        held = self.array_of(rows.key)
        self.require(held, rows)
        if held.span == rows.span:
            return held.text
        first = self.number(rows.span.first - held.span.first)
        last = self.number(rows.span.last - held.span.first + 1)
        return f"{held.text}[{first}:{last}]"

    def require(self, held: Held, rows: Rows) -> None:
        """Raise NoRuleError where members are used that nothing computes."""
        if not held.span.holds(rows.span):
            raise NoRuleError(
                f"{rows.key} is used at {rows.span.first}, …, {rows.span.last}, but is there only "
                f"at {held.span.first}, …, {held.span.last}"
            )

    def row(self, key: str, label: Expr) -> str:
        """One member."""
        for held in self.held.get(key, ()):
            if held.single and held.span.first == label:
                return held.text
        for held in [self.array_of(key)] if key in self.held else []:
            if held.span.holds(label):
                return f"{held.text}[{self.number(label - held.span.first)}]"
        raise NoRuleError(f"{key} at {label} is used before it is computed, or never defined")

    def variable(self, symbol: TensorSymbol) -> str:
        """The identifier of a quantity that has no label, or of a symbol of a stage."""
        return self.variables[symbol]

    # ---- stages -------------------------------------------------------------------------------

    @abstractmethod
    def function(
        self,
        name: str,
        equations: Sequence[Equation],
        inputs: Sequence[TensorSymbol],
        results: Sequence[TensorSymbol],
    ) -> str:
        """Define a function of ``inputs`` that gives ``results``; returns how it is called."""

    @abstractmethod
    def joined(self, parts: Sequence[Held]) -> str:
        """Parts of a family, in order, as one array."""

    @abstractmethod
    def lap(self, loop: Loop, lap: Lap, call: str, inputs: Sequence[TensorSymbol]) -> None:
        """The statements of a lap with a running label; afterwards its members are held."""

    @abstractmethod
    def turn(self, lap: Lap, call: str, inputs: Sequence[TensorSymbol]) -> None:
        """The statements of a lap of one turn."""

    def _flat(self, stage: Flat) -> None:
        inputs = self._inputs(stage.equations)
        results = list(stage.makes)
        self._stages += 1
        call = self.function(f"stage_{self._stages}", stage.equations, inputs, results)
        texts = [
            self.rows(stage.reads[symbol]) if symbol in stage.reads else self.variable(symbol)
            for symbol in inputs
        ]
        left = []
        for symbol in results:
            name = self.names.unique(identifier(plain_text(symbol)))
            left.append(name)
            rows = stage.makes[symbol]
            if rows is None:
                self.variables[symbol] = name
            else:
                self.held.setdefault(rows.key, []).append(Held(rows.span, name, rows.single))
        self.assign(left, call, texts)

    def assign(
        self, left: Sequence[str], call: str, texts: Sequence[str], indent: str = ""
    ) -> None:
        """A statement that takes the results of a call."""
        comma = "," if len(left) == 1 else ""
        self.lines.append(f"{indent}{', '.join(left)}{comma} = {call}({', '.join(texts)})")

    def _loop(self, loop: Loop) -> None:
        self.prepare(loop)
        for lap in loop.laps:
            self._stages += 1
            inputs = self._inputs(lap.equations)
            made = [equation.symbol for equation in lap.equations]
            call = self.function(f"step_{self._stages}", lap.equations, inputs, made)
            if lap.label is None:
                self.turn(lap, call, inputs)
            else:
                self.lap(loop, lap, call, inputs)
        self.finish(loop)

    def prepare(self, loop: Loop) -> None:  # noqa: B027 (nothing is needed by default)
        """What a loop needs before its first lap."""

    def finish(self, loop: Loop) -> None:  # noqa: B027 (nor left over)
        """What is left to do after its last one."""

    def read(self, symbol: TensorSymbol) -> str:
        """A quantity, or the member of a family at its label."""
        own = label_of(symbol)
        return self.variable(symbol) if own is None else self.row(key_of(symbol), own)

    def _inputs(self, equations: Sequence[Equation]) -> list[TensorSymbol]:
        made = {equation.symbol for equation in equations}
        used = {symbol for equation in equations for symbol in symbols_in(equation.expr)}
        return sorted(used - made, key=str)

    # ---- results ------------------------------------------------------------------------------

    def result(self, symbol: TensorSymbol) -> str:
        """A quantity that goes out: of a family its array, over the range of its label."""
        own = label_of(symbol)
        if own is None:
            return self.variable(symbol)
        key = key_of(symbol)
        if isinstance(own, Label):
            return self.rows(Rows(key, running_label(symbol).span))
        return self.row(key, own)

    def checks(self) -> list[str]:
        """Statements that refuse numbers of labels that are too small."""
        lines = []
        for size, least in self.plan.least.items():
            if least > 1:
                name = self.number(size)
                lines.append(f"if {name} < {least}:")
                message = f"{size} = {{{name}}}, but the equations need {size} ≥ {least}"
                lines.append(f'    raise ValueError(f"{message}")')
        return lines


def known_sizes(sizes: Sizes, inputs: Sequence[TensorSymbol], target: TensorSymbol) -> None:
    """Raise SizeError where a size is in the shape of no input."""
    known = {s.name for symbol in inputs for size in symbol.shape for s in size.free_symbols}
    unknown = sorted(set(sizes.used) - known)
    if unknown:
        raise SizeError(
            f"{target.name}: the size {', '.join(unknown)} is in the shape of no input that it "
            f"uses, so no array can tell it; write a number in its place"
        )


def _place(span: Span, parts: Sequence[Held]) -> int:
    return sum(before(other.span.first, span.first) for other in parts)
