"""A derivation as a document: model, derivation, gradients, code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from symnn.calculus.adjoint import AdjointEquation
from symnn.calculus.steps import Step, steps_of
from symnn.calculus.values import sizes_of
from symnn.documents.chain_paths import chain_paths
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
    Text,
)
from symnn.documents.evidence import compared, numbers
from symnn.documents.phrases import (
    STYLES,
    formula,
    listed,
    name_of,
    with_formulas,
)
from symnn.documents.quantities import given, meanings, quantities
from symnn.language.errors import NoRuleError
from symnn.language.expression import symbols_in
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.recurrence import key_of
from symnn.language.relabelling import label_of
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation, System
from symnn.notation.equation import Written, taken_names, write, write_equation

if TYPE_CHECKING:
    from symnn.derivation import Derivation

LONG = 24
"""Lines from which on the steps of a derivation are folded away."""
WORKING = ("chain rule", "local derivative", "substitution")
"""Rules whose lines are put into each other."""
BESIDE = {"matrix": "index", "index": "matrix", "entries": "matrix"}
"""The notation that stands beside the one asked for."""
HEADS = {"matrix": "Matrix form", "index": "Index form", "entries": "Entry by entry"}


def document(
    derivation: Derivation,
    notation: str = "matrix",
    *,
    values: Mapping[str, Any] | None = None,
    sizes: Mapping[str, int] | None = None,
    checked: bool = False,
    pictures: bool = True,
) -> Document:
    """The document of a derivation, its equations in ``notation`` where that is possible.

    ``values`` puts numbers for the inputs in; in entries ``sizes`` are numbers for symbols, which
    values tell, too. ``checked`` compares the gradients with finite differences, at these values or
    at random ones. ``pictures=False`` leaves the graph out.
    """
    known = {**sizes_of(derivation.source, values or {}), **(sizes or {})}
    return _Outline(derivation, notation, sizes=known).document(values, checked, pictures)


def derivation_blocks(
    derivation: Derivation, notation: str = "matrix", start: int = 1
) -> tuple[list[Block], int]:
    """The equations, the steps and the results, for a page with a text of its own.

    Equations are numbered from ``start``; also returned is the number after the last one.
    """
    outline = _Outline(derivation, notation, start)
    blocks = [outline.equations(), *outline.derivation_steps(), *outline.gradients()]
    return blocks, start + len(outline.numbers)


class _Outline:
    """The parts of one document, with its equations numbered from the model's first one on."""

    def __init__(
        self,
        derivation: Derivation,
        notation: str,
        start: int = 1,
        sizes: Mapping[str, int] | None = None,
    ) -> None:
        self.derivation, self.notation, self.sizes = derivation, notation, sizes
        self.adjoints = derivation.adjoints
        self.target = self.adjoints.target
        self.taken = taken_names(derivation.source)
        self.model = _with_origins(derivation.source, self.target.name)
        self.results = [adjoint.equation for adjoint in self.adjoints.needed]
        together = [*self.model, *self.results]
        self.numbers = {equation.symbol: place for place, equation in enumerate(together, start)}
        links = (link for a in self.adjoints.equations.values() for link in a.links)
        self.symbols = {link.equation.name: link.equation.symbol for link in links}
        self.symbols |= derivation.source.symbols
        derivatives = (adjoint.symbol for adjoint in self.adjoints.equations.values())
        self.symbols |= {by.wrt.name: by.wrt for by in derivatives}
        self.has_families = any(label_of(symbol) is not None for symbol in self._symbols())
        self.facts = {fact.text: formula(fact, self.taken) for fact in derivation.source.facts}

    def document(self, values: Mapping[str, Any] | None, checked: bool, pictures: bool) -> Document:
        parts: dict[str, Iterable[Block]] = {
            "The model": [*self._model(), *(self._graph() if pictures else [])],
            "The derivation": [*self._paths(), *self.derivation_steps()],
            self._kind(plural=True): self.gradients(),
            "In numbers": [],
            "The check": [],
            "The code": self._code(),
        }
        if values is not None:
            parts["In numbers"] = numbers(self.derivation, self._symbols(), values)
        if checked or values is not None:
            parts["The check"] = [compared(self.derivation, values)]
        sections = [Section(title, list(blocks)) for title, blocks in parts.items()]
        return Document(self._title(), [section for section in sections if section.blocks])

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
        symbols = self._symbols()
        inputs = [symbol for symbol in symbols if symbol not in self.numbers]
        if inputs:
            yield given(inputs)
        yield from self._letters()
        yield self.equations()
        if self.notation == "entries":
            yield Paragraph(["Entry by entry:"])
            yield Equations(self._entries(self.derivation.source.written))
        yield quantities(symbols, self.numbers, self.adjoints.wrt)
        facts = [fact for fact in self.derivation.source.facts if self._concerns(fact)]
        if facts:
            yield Paragraph(["Assumed: ", *listed([self.facts[fact.text] for fact in facts]), "."])

    def equations(self) -> Equations:
        """The equations of the model, numbered."""
        whole = self._whole()
        return Equations([self.row(e, whole, self.numbers[e.symbol]) for e in self.model])

    def _entries(self, written: Callable[..., list[Written]]) -> list[Row]:
        pairs = zip(*(written("entries", style, self.sizes) for style in STYLES), strict=True)
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

    def _letters(self) -> Iterable[Paragraph]:
        """What the letters for functions mean that may mean other things."""
        equations = [*self.model, *self.results]
        sides = [*(e.expr for e in equations), *(step.right for step in self.derivation.steps)]
        yield from map(Paragraph, meanings(sides))

    def _graph(self) -> Iterable[Block]:
        """The computational graph; models with families have no single one."""
        if self.has_families:
            return []
        from symnn.documents.figures.graph import graph  # ziamath reads its font when imported

        return [graph(self.derivation.source, self.target.name)]

    # ---- the derivation -----------------------------------------------------------------------

    def _paths(self) -> Iterable[Block]:
        """The paths of the chain rule, where there is more to it than one step."""
        if self.has_families or len(self.model) < 2 or not self.adjoints.wrt:
            return []
        return chain_paths(self.derivation.source, self.target, self.adjoints.wrt)

    def derivation_steps(self) -> Iterable[Block]:
        groups = [(a, list(steps_of(a))) for a in self.adjoints.equations.values()]
        folded = sum(len(steps) for _, steps in groups) > LONG
        for adjoint, steps in groups:
            yield self._derived(adjoint, steps, folded)

    def _derived(self, adjoint: AdjointEquation, steps: list[Step], folded: bool) -> Derived:
        lines: list[Line] = []
        for step, row in zip(steps, self._rows(steps), strict=True):
            if not lines or (lines[-1].row.left, lines[-1].row.right) != (row.left, row.right):
                lines.append(Line(step.rule, self._words(step), row))
        result = self._result(steps[-1])
        if result.right != lines[-1].row.right:
            lines.append(Line(steps[-1].rule, ["In matrix form."], result))
        last = replace(lines[-1].row, number=self.numbers.get(adjoint.symbol))
        lines[-1] = replace(lines[-1], row=last)
        return Derived(name_of(adjoint.symbol), lines, last, folded)

    def _result(self, step: Step) -> Row:
        """The last step, in the notation of the results."""
        return replace(self._row(self._step(step, self._whole()), None), remark="")

    def _whole(self) -> str:
        """The notation of what is not written entry by entry."""
        return BESIDE["entries"] if self.notation == "entries" else self.notation

    def _rows(self, steps: Sequence[Step]) -> list[Row]:
        """The rows of steps; chain rule, local derivatives and substitution in one notation."""
        notation = self._whole()
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

    def gradients(self) -> Iterable[Block]:
        """The results in two notations, or in one where both write the same."""
        beside = BESIDE[self.notation]
        numbered = [(e, self.numbers[e.symbol]) for e in self.results]
        if self.notation == "entries":
            yield Equations([self.row(e, beside, number) for e, number in numbered])
            yield Paragraph(["Entry by entry:"])
            yield Equations(self._entries(self.derivation.written))
            return
        rows = [(self.row(e, self.notation, number), self.row(e, beside)) for e, number in numbered]
        scalars = not any(s.shape for e in self.results for s in (e.symbol, *symbols_in(e.expr)))
        if scalars or all(one.right == other.right for one, other in rows):
            yield Equations([one for one, _ in rows])
        else:
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
