"""A derivation as a document: model, derivation, gradients, code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.adjoint import AdjointEquation
from symnn.calculus.steps import Step, steps_of
from symnn.documents.document import (
    Block,
    Code,
    Derived,
    Document,
    Equations,
    Line,
    Math,
    Paragraph,
    Reference,
    Row,
    Section,
    SideBySide,
    Table,
    Text,
)
from symnn.documents.phrases import (
    STYLES,
    declaration,
    formula,
    listed,
    name_of,
    positive,
    shape_of,
    with_formulas,
)
from symnn.language.errors import NoRuleError
from symnn.language.expression import symbols_in
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.operation import Elementwise, known_operations
from symnn.language.recurrence import key_of
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation, System
from symnn.notation.equation import Written, taken_names, write, write_equation
from symnn.notation.style import Style

if TYPE_CHECKING:
    from symnn.derivation import Derivation

LONG = 24
"""Lines from which on the steps of a derivation are folded away."""
WORKING = ("chain rule", "local derivative", "substitution")
"""Rules whose lines are put into each other."""
BESIDE = {"matrix": "index", "index": "matrix", "entries": "matrix"}
"""The notation that stands beside the one asked for."""
HEADS = {"matrix": "Matrix form", "index": "Index form", "entries": "Entry by entry"}


def document(derivation: Derivation, notation: str = "matrix") -> Document:
    """The document of a derivation, its equations in ``notation`` where that is possible."""
    return _Outline(derivation, notation).document()


def meanings(sides: Iterable[Expr]) -> list[Text]:
    """A sentence for each operation in these expressions whose letter may mean other things.

    >>> import symnn as sn
    >>> (sentence,) = meanings([sn.normal_cdf(sn.scalar("z")).expr])
    >>> sentence[1:]
    [' is the distribution function of the standard normal distribution.']
    """
    functions = {node.func for side in sides for node in side.atoms(sp.Function)}
    own = [getattr(function, "operation", None) for function in functions]
    lettered = [o.letter for o in own if isinstance(o, Elementwise)]
    operations = [o for o in known_operations().values() if isinstance(o, Elementwise)]
    said = [o for o in operations if o.meaning and (o.function in functions or o in lettered)]
    return [[Math(o.latex, o.name), f" is {o.meaning}."] for o in said]


class _Outline:
    """The parts of one document, with its equations numbered from the model's first one on."""

    def __init__(self, derivation: Derivation, notation: str) -> None:
        self.derivation, self.notation = derivation, notation
        self.adjoints = derivation.adjoints
        self.target = self.adjoints.target
        self.taken = taken_names(derivation.source)
        self.model = _with_origins(derivation.source, self.target.name)
        self.results = [adjoint.equation for adjoint in self.adjoints.needed]
        together = [*self.model, *self.results]
        self.numbers = {equation.symbol: place for place, equation in enumerate(together, 1)}
        links = (link for a in self.adjoints.equations.values() for link in a.links)
        self.symbols = {link.equation.name: link.equation.symbol for link in links}
        self.symbols |= derivation.source.symbols
        self.facts = {fact.text: formula(fact, self.taken) for fact in derivation.source.facts}

    def document(self) -> Document:
        sections = [
            Section("The model", list(self._model())),
            Section("The derivation", list(self._derivation())),
            Section(self._kind(plural=True), list(self._gradients())),
            Section("The code", list(self._code())),
        ]
        return Document(self._title(), sections)

    # ---- mathematics --------------------------------------------------------------------------

    def row(self, equation: Equation, notation: str, number: int | None = None) -> Row:
        """An equation as a row, in ``notation``."""
        pair = [write_equation(equation, notation, style, self.taken) for style in STYLES]
        return self._row(pair, number)

    def _row(self, written: Sequence[Written], number: int | None) -> Row:
        latex, plain = written
        left, right = Math(latex.left, plain.left), Math(latex.right, plain.right)
        return Row(left, right, number, latex.remark)

    # ---- title --------------------------------------------------------------------------------

    def _kind(self, *, plural: bool = False) -> str:
        many = plural and len(self.adjoints.wrt) > 1
        if isinstance(self.target, DerivativeSymbol):
            again = self.target.of.shape == () and self.adjoints.wrt == (self.target.wrt,)
            return "The Hessian" if again else f"The derivative{'s' if many else ''}"
        return f"The {'Jacobian' if self.target.shape else 'gradient'}{'s' if many else ''}"

    def _title(self) -> Text:
        target = self.target
        hessian = isinstance(target, DerivativeSymbol) and self._kind() == "The Hessian"
        first = target.of if hessian else target
        by = listed([name_of(symbol) for symbol in self.adjoints.wrt])
        return [f"{self._kind()} of ", name_of(first), " by ", *by]

    # ---- the model ----------------------------------------------------------------------------

    def _model(self) -> Iterable[Block]:
        whole = BESIDE["entries"] if self.notation == "entries" else self.notation
        yield self._given()
        yield from self._letters()
        yield Equations([self.row(e, whole, self.numbers[e.symbol]) for e in self.model])
        if self.notation == "entries":
            yield Paragraph(["Entry by entry:"])
            yield Equations(self._entries(self.derivation.source.written))
        yield self._quantities()
        facts = [fact for fact in self.derivation.source.facts if self._concerns(fact)]
        if facts:
            yield Paragraph(["Assumed: ", *listed([self.facts[fact.text] for fact in facts]), "."])

    def _entries(self, written: Callable[[str, Style], list[Written]]) -> list[Row]:
        pairs = zip(*(written("entries", style) for style in STYLES), strict=True)
        return [self._row(pair, None) for pair in pairs]

    def _symbols(self) -> list[TensorSymbol]:
        """Inputs first, then what the model defines, both in the order of the equations."""
        defined = [equation.symbol for equation in self.model]
        used = {symbol for equation in self.model for symbol in symbols_in(equation.expr)}
        keys = {key_of(symbol) for symbol in used}
        inputs = [s for s in self.derivation.source.declared if key_of(s) in keys]
        return [*inputs, *defined]

    def _concerns(self, fact: Fact | SymmetricFact) -> bool:
        if isinstance(fact, SymmetricFact):
            return fact.symbol in self._symbols()
        return bool(symbols_in(fact.left) & set(self._symbols()))

    def _given(self) -> Paragraph:
        """The inputs as declarations, as ``symnn check`` reads them."""
        parts: list[Math] = []
        for symbol in self._symbols():
            if symbol in self.numbers:
                continue
            if symbol.shape or not symbol.is_positive:
                parts.append(declaration(symbol))
            if symbol.is_positive:
                parts.append(positive(symbol))
        return Paragraph(["Given ", *listed(parts), ":"])

    def _letters(self) -> Iterable[Paragraph]:
        """What the letters for functions mean that may mean other things."""
        equations = [*self.model, *self.results]
        sides = [*(e.expr for e in equations), *(step.right for step in self.derivation.steps)]
        yield from map(Paragraph, meanings(sides))

    def _quantities(self) -> Table:
        rows: list[list[Text]] = []
        for symbol in self._symbols():
            role: Text = ["input"]
            if symbol in self.numbers:
                role = ["defined by ", Reference(self.numbers[symbol])]
            elif symbol in self.adjoints.wrt:
                role = ["input, with derivative"]
            name = name_of(symbol)
            assumed: Text = [positive(symbol)] if symbol.is_positive else []
            rows.append([[name], self._shape(symbol), role, assumed])
        used = 4 if any(row[3] for row in rows) else 3
        head = ["Quantity", "Shape", "Role", "Assumed"]
        return Table(head[:used], [row[:used] for row in rows])

    def _shape(self, symbol: TensorSymbol) -> Text:
        return [shape_of(symbol)] if symbol.shape else ["scalar"]

    # ---- the derivation -----------------------------------------------------------------------

    def _derivation(self) -> Iterable[Block]:
        groups = [(a, list(steps_of(a))) for a in self.adjoints.equations.values()]
        folded = sum(len(steps) for _, steps in groups) > LONG
        for adjoint, steps in groups:
            yield self._derived(adjoint, steps, folded)

    def _derived(self, adjoint: AdjointEquation, steps: list[Step], folded: bool) -> Derived:
        lines: list[Line] = []
        for step, row in zip(steps, self._rows(steps), strict=True):
            if not lines or (lines[-1].row.left, lines[-1].row.right) != (row.left, row.right):
                lines.append(Line(step.rule, self._words(step), row))
        last = replace(lines[-1].row, number=self.numbers.get(adjoint.symbol))
        lines[-1] = replace(lines[-1], row=last)
        return Derived(name_of(adjoint.symbol), lines, last, folded)

    def _rows(self, steps: Sequence[Step]) -> list[Row]:
        """The rows of steps; chain rule, local derivatives and substitution in one notation."""
        notation = BESIDE["entries"] if self.notation == "entries" else self.notation
        written = [self._step(step, notation) for step in steps]
        working = [place for place, step in enumerate(steps) if step.rule in WORKING]
        if any(written[place][0].notation == "index" for place in working):
            for place in working:
                written[place] = self._step(steps[place], "index")
        return [replace(self._row(pair, None), remark="") for pair in written]

    def _step(self, step: Step, notation: str) -> list[Written]:
        left, right, free = step.left, step.right, step.free
        return [write(left, right, free, notation, style, self.taken) for style in STYLES]

    def _words(self, step: Step) -> Text:
        """The words of a step, with names and facts as formulas."""
        known: dict[str, Math] = {}
        for name in (step.of.name, self.target.name, *step.uses):
            if name in self.facts:
                known[name] = self.facts[name]
            elif name in self.symbols:
                known[name] = name_of(self.symbols[name])
        for adjoint in self.adjoints.equations.values():
            if adjoint.symbol.name in step.uses:
                known[adjoint.symbol.name] = name_of(adjoint.symbol)
        text = with_formulas(step.words, known)
        if step.rule == "local derivative" and step.uses:
            number = self.numbers.get(self.symbols[step.uses[0]])
            first = next((p for p, part in enumerate(text) if isinstance(part, Math)), None)
            if number is not None and first is not None:
                return [*text[: first + 1], ", ", Reference(number), ",", *text[first + 1 :]]
        return text

    # ---- results ------------------------------------------------------------------------------

    def _gradients(self) -> Iterable[Block]:
        beside = BESIDE[self.notation]
        if self.notation == "entries":
            yield Equations([self.row(e, beside, self.numbers[e.symbol]) for e in self.results])
            yield Paragraph(["Entry by entry:"])
            yield Equations(self._entries(self.derivation.written))
            return
        rows = [
            (
                self.row(equation, self.notation, self.numbers[equation.symbol]),
                self.row(equation, beside),
            )
            for equation in self.results
        ]
        yield SideBySide((HEADS[self.notation], HEADS[beside]), rows)

    def _code(self) -> Iterable[Block]:
        try:
            yield Code("python", self.derivation.compile().source)
        except NoRuleError as refusal:
            yield Paragraph([f"There is no array code: {refusal}."])


def _with_origins(source: System, name: str) -> list[Equation]:
    """The equations that ``name`` needs, and those of what is differentiated in them."""
    needed = source.ordered([name])
    origins = []
    for equation in needed:
        symbol = equation.symbol
        while isinstance(symbol, DerivativeSymbol):
            symbol = symbol.of
        origins.append(symbol.name)
    return source.ordered(origins + [equation.name for equation in needed])
