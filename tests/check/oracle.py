"""Truth without symnn's calculus: sizes in numbers, SymPy's own derivative, floats."""

from __future__ import annotations

import random
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.expression import symbols_in
from symnn.language.facts import Fact
from symnn.language.symbol import TensorSymbol
from symnn.language.system import System
from symnn.language.tensor import Tensor
from tests.scalars import expand, positions, scalar_symbol, scalar_symbols

SIZES = [{"N": 2, "d": 3, "h": 2, "c": 3, "k": 3}, {"N": 3, "d": 2, "h": 3, "c": 2, "k": 2}]


class Oracle:
    """The numbers of a derivative and of claims about it, at one point of one choice of sizes."""

    def __init__(self, model: System, seed: int, positive: frozenset[str] = frozenset()) -> None:
        self.model = model
        self.random = random.Random(seed)
        self.sizes = {
            sp.Symbol(n, integer=True, positive=True): k for n, k in SIZES[seed % 2].items()
        }
        self.positive = positive
        self.point: dict[sp.Symbol, float] = {}
        for name, symbol in model.symbols.items():
            if name not in model.equations:
                self._draw(symbol)
        for fact in model.facts:
            assert isinstance(fact, Fact)
            self._normalise(fact)
        self.values = dict(self.point)
        for equation in model.ordered():
            for at in positions(equation.indices, self.sizes):
                value = expand(equation.expr, self.sizes, at)
                leaf = scalar_symbol(equation.symbol, *at.values())
                self.values[leaf] = float(value.xreplace(self.values).evalf())

    def _draw(self, symbol: TensorSymbol) -> None:
        for leaf in scalar_symbols(symbol, self.sizes):
            value = self.random.uniform(0.3, 1.7)
            keep = symbol.is_positive or symbol.name in self.positive
            self.point[leaf] = value if keep or self.random.random() < 0.5 else -value

    def _normalise(self, fact: Fact) -> None:
        """Σ y = 1."""
        for at in positions(fact.indices, self.sizes):
            leaves = sorted(expand(fact.left, self.sizes, at).free_symbols, key=str)
            total = sum(abs(self.point[leaf]) for leaf in leaves)
            for leaf in leaves:
                self.point[leaf] = abs(self.point[leaf]) / total

    def through(self, expr: Expr, keep: frozenset[str]) -> Expr:
        """``expr`` in scalars, with all equations put in but those of ``keep``."""
        while True:
            found = {leaf for leaf in expr.free_symbols if self._equation(leaf, keep)}
            if not found:
                return expr
            expr = expr.xreplace({leaf: self._value(leaf) for leaf in found})

    def _equation(self, leaf: sp.Symbol, keep: frozenset[str]) -> Any:
        name = leaf.name.split("_")[0]
        return None if name in keep else self.model.equations.get(name)

    def _value(self, leaf: sp.Symbol) -> Expr:
        name, *places = leaf.name.split("_")
        equation = self.model.equations[name]
        at = dict(zip(equation.indices, map(int, places), strict=True))
        return expand(equation.expr, self.sizes, at)

    def truth(self, of: str, wrt: str | tuple[str, ...]) -> list[float]:
        """The derivative, entry by entry, by SymPy."""
        names = (wrt,) if isinstance(wrt, str) else wrt
        keep = frozenset(names)
        outputs = [
            self.through(scalar, keep)
            for scalar in scalar_symbols(self.model.symbol(of), self.sizes)
        ]
        for name in names:
            by = scalar_symbols(self.model.symbol(name), self.sizes)
            outputs = [sp.diff(output, leaf) for output in outputs for leaf in by]
        return [float(sp.sympify(output.xreplace(self.values)).evalf()) for output in outputs]

    def claimed(self, claim: Tensor) -> list[float]:
        """The values of a claim, entry by entry."""
        return [
            float(sp.sympify(expand(claim.expr, self.sizes, at).xreplace(self.values)).evalf())
            for at in positions(claim.indices, self.sizes)
        ]


def distance(truth: list[float], claimed: list[float]) -> float:
    """The largest difference relative to the largest entry."""
    scale = max(1e-3, *(abs(value) for value in (*truth, *claimed)))
    return max(abs(a - b) for a, b in zip(truth, claimed, strict=True)) / scale


def used(claim: Tensor) -> set[str]:
    """The names in a claim."""
    return {symbol.name for symbol in symbols_in(claim.expr)}
