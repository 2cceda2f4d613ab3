"""What a proof may use: stated facts, definitions of sums, and laws of the operations in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.facts import Knowledge
from symnn.check.deadline import Deadline
from symnn.language.expression import Applied, total_over
from symnn.language.facts import Fact
from symnn.language.index import Index
from symnn.language.operation import operation_of
from symnn.language.symbol import symbol_of
from symnn.language.system import Equation
from symnn.operations.softmax import SOFTMAX
from symnn.operations.step import STEP


class _Facts(list[Any]):
    """A list of facts that counts as not empty, so that ``reduced`` is always asked."""

    def __bool__(self) -> bool:
        return True


class CheckedKnowledge(Knowledge):
    """Knowledge for one proof: it asks for the time, and knows laws of the operations met.

    Besides the facts stated: Σ p = 1 where p is defined as a softmax, h² = h for the unit step,
    and y² = 1 or y² = y where they are stated of entries.
    """

    def __init__(
        self, facts: Iterable[Any], equations: Iterable[Equation], deadline: Deadline
    ) -> None:
        self.deadline = deadline
        equations = list(equations)
        stated = list(facts)
        self.powers = {
            symbol_of(fact.left.base): fact
            for fact in stated
            if isinstance(fact, Fact) and isinstance(fact.left, sp.Pow) and fact.left.exp == 2
        }
        super().__init__([*stated, *_softmax_sums(equations)], equations)
        self.sums = _Facts(self.sums)

    def reduced(
        self, factors: Sequence[Expr], bound: Sequence[Index]
    ) -> tuple[list[Expr], list[Index]]:
        """As for all knowledge, with powers lowered; asked at every term, it minds the time."""
        self.deadline.check()
        lowered = [self._lowered(factor) for factor in factors]
        if any(new is not old for new, old in zip(lowered, factors, strict=True)):
            lowered = list(sp.Mul.make_args(sp.Mul(*lowered)))
        return super().reduced(lowered, bound)

    def _lowered(self, factor: Expr) -> Expr:
        """A power by the law of its base: h² = h, y² = 1, y² = y."""
        if not isinstance(factor, sp.Pow) or not factor.exp.is_Integer or factor.exp < 2:
            return factor
        base = factor.base
        if isinstance(base, STEP.function):
            return base
        fact = self.powers.get(symbol_of(base))
        if fact is None:
            return factor
        if fact.right == 1:
            self._note(fact)
            return base ** (factor.exp % 2)
        if fact.right == fact.left.base:
            self._note(fact)
            return base
        return factor


def _softmax_sums(equations: Iterable[Equation]) -> Iterator[Fact]:
    for equation in equations:
        node = equation.expr
        if isinstance(node, Applied) and operation_of(node) is SOFTMAX:
            (out,) = node.outputs
            rest = tuple(index for index in equation.indices if index != out)
            if out in equation.indices:
                yield Fact(total_over(equation.left, [out]), sp.S.One, rest, "")
