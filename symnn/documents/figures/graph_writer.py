"""The quantities of a computational graph as they are shown: names, formulas, shapes, numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sympy as sp

from symnn.calculus.local import LocalDerivatives
from symnn.calculus.values import number
from symnn.documents.figures.graph_data import INPUT, PARAMETER, QUANTITY, TARGET, Edge, Node
from symnn.documents.figures.graph_source import Reading, starts
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation
from symnn.notation.entries import LineWriter
from symnn.notation.equation import taken_names, write_equation
from symnn.notation.index import IndexWriter
from symnn.notation.style import Latex, Plain

LATEX, PLAIN = Latex(), Plain()


class Writer:
    """Writes nodes and edges as they are shown."""

    def __init__(
        self, reading: Reading, equations: Mapping[Any, Equation], edges: Sequence[Edge]
    ) -> None:
        self.reading, self.equations, self.edges = reading, equations, edges
        self.taken = taken_names(reading.system)
        self.targets = set(reading.targets)
        self.wanted = set(starts([edge.pair for edge in edges], reading.wrt))
        self.values = getattr(reading.derivation or reading.form, "values", None)
        self.lines = reading.form and LineWriter(reading.form.components, LATEX)
        self.slopes = self._slopes()
        self.adjoints = self._adjoints()

    def node(self, symbol: TensorSymbol, *, marked: bool) -> Node:
        """A quantity with everything that stands in its box."""
        equation = self.equations.get(symbol)
        wanted = symbol in self.wanted
        kind = PARAMETER if wanted else INPUT if equation is None else QUANTITY
        kind = TARGET if symbol in self.targets else kind
        return Node(
            symbol,
            PLAIN.symbol(symbol),
            LATEX.symbol(symbol),
            kind,
            "" if equation is None else self._formula(equation),
            self._shape(symbol),
            self._number(self.values and self.values.get(symbol)),
            self._number(self.adjoints.get(symbol)),
            marked,
        )

    def edge(self, edge: Edge) -> Edge:
        """An edge; a marked one bears the local derivative."""
        if not edge.marked or self.reading.form is None:
            return edge
        if edge.pair in self.slopes:
            return replace(edge, label=self._number(self.slopes[edge.pair]))
        symbol = DerivativeSymbol(edge.end, edge.start)
        return replace(edge, label=IndexWriter(LATEX, (), ()).text(symbol))

    def _slopes(self) -> dict[tuple[Any, Any], Any]:
        """The values of the local derivatives."""
        if self.values is None:
            return {}
        local = LocalDerivatives(self.reading.form.components)
        return {
            edge.pair: number(local.of(edge.end, edge.start), self.values, edge.end.name)
            for edge in self.edges
        }

    def _adjoints(self) -> dict[Any, Any]:
        """The derivative of the target by every quantity, backwards through the graph."""
        if not self.slopes or len(self.targets) != 1:
            return {}
        found: dict[Any, Any] = dict.fromkeys(self.targets, sp.S.One)
        into: dict[Any, list[Edge]] = {}
        for edge in self.edges:
            into.setdefault(edge.end, []).append(edge)
        for symbol in reversed(self.equations):
            for edge in into.get(symbol, ()) if symbol in found else ():
                part = found[symbol] * self.slopes[edge.pair]
                found[edge.start] = found.get(edge.start, 0) + part
        return found

    def _number(self, value: Any) -> str:
        if value is None:
            return ""
        return self.reading.rounding.text(sp.sympify(value, strict=True), LATEX)

    def _formula(self, equation: Equation) -> str:
        if self.lines:
            return str(self.lines.equation(equation).forms[1])
        plain = Equation(equation.symbol, equation.indices, equation.expr)
        return write_equation(plain, "matrix", LATEX, self.taken).right

    def _shape(self, symbol: TensorSymbol) -> str:
        if not symbol.shape:
            return ""
        sizes = [IndexWriter(LATEX, (), ()).text(size) for size in symbol.shape]
        several = len(sizes) > 1
        return r" \times ".join(
            f"({text})" if several and size.is_Add else text
            for text, size in zip(sizes, symbol.shape, strict=True)
        )
