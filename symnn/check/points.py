"""Points: sizes, and the entries of all inputs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from symnn.check.claim import Equality
from symnn.check.evaluation import Evaluation
from symnn.check.numbers import Numbers
from symnn.language.errors import NoRuleError, SymnnError
from symnn.language.symbol import TensorSymbol

Array = dict[tuple[int, ...], Fraction]


class NoPointError(SymnnError):
    """A fact for which no points can be made."""


@dataclass
class Point:
    """Sizes, and the entries of all inputs."""

    sizes: dict[sp.Symbol, int]
    arrays: dict[str, Array]

    def evaluation(self, claim: Equality, numbers: Numbers, deadline: Any = None) -> Evaluation:
        """The evaluation of a claim's quantities here, over the given kind of numbers."""

        def leaf(symbol: TensorSymbol, place: tuple[int, ...]) -> Any:
            array = self.arrays[symbol.name]
            if place not in array:
                where = ", ".join(map(str, place))
                raise NoRuleError(f"{symbol.name} has no entry {where} at these sizes")
            value = array[place]
            return numbers.rational(sp.Rational(value.numerator, value.denominator))

        evaluation = Evaluation(claim.equations, self.sizes, numbers, leaf, deadline)
        evaluation.positions = lambda symbol, place: int(self.arrays[symbol.name][place])
        return evaluation
