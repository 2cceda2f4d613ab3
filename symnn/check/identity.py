"""The exact identity test: both sides are equal modulo random primes at random residues.

A difference that is not zero as a quotient of polynomials in the unknowns vanishes at random
residues with a chance of at most its degree divided by the prime (Schwartz and Zippel), and modulo
a random prime with the chance that the prime divides a coefficient. The bound of the whole chance,
with that of two different function arguments having one residue, is computed and stated; the test
is repeated until it is below 2⁻⁸⁰.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import ceil, log2
from random import Random
from typing import Any

import sympy as sp

from symnn.check.claim import Equality
from symnn.check.deadline import Deadline
from symnn.check.degrees import Bound, Degrees
from symnn.check.evaluation import Evaluation
from symnn.check.field import Choices, Field
from symnn.check.numbers import OutsideError
from symnn.check.residues import Residues
from symnn.language.errors import NoRuleError
from symnn.language.expression import bound_by
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.symbol import TensorSymbol, indices_of, symbol_of

BITS = 80
"""The chance of an error is below 2 to the minus this."""
RUNS = 5
"""The largest number of runs; where more were needed the test is given up."""
CHOICES = 6
"""Roots and steps of which all combinations are tried; with more of them they are unknowns."""
PRIMES = 2.0**53
"""There are more primes than this of 61 bits that are 1 modulo 4: 2⁶⁰/(2·61·log 2) = 2⁵³·⁶."""
LEAF = Bound(4.0, 0.0, 3.0)
"""The bound of an entry: an unknown, or what a linear fact makes of other ones."""


@dataclass(frozen=True)
class Identity:
    """That a test found both sides equal: the sizes, the runs, the error and the facts imposed."""

    sizes: dict[sp.Symbol, int]
    runs: int
    bits: int
    facts: tuple[str, ...]


def identical(
    claim: Equality,
    sizes: dict[sp.Symbol, int],
    random: Random,
    deadline: Deadline,
    *,
    impose: bool = False,
) -> Identity | None:
    """The result of the test at fixed sizes, or None where it does not show the identity.

    ``impose`` restricts the inputs by the claim's facts, as far as these are linear.
    """
    test = _Test(claim, sizes, random, deadline, impose)
    runs, needed = 0, 1
    bits = 0.0
    while runs < needed:
        gained = test.run()
        if gained is None or gained <= 0:
            return None
        runs += 1
        bits += gained
        needed = runs + max(0, ceil((BITS - bits) / gained))
        if needed > RUNS:
            return None
    return Identity(sizes, runs, int(bits), tuple(sorted(test.imposed)))


class _Test:
    def __init__(
        self,
        claim: Equality,
        sizes: dict[sp.Symbol, int],
        random: Random,
        deadline: Deadline,
        impose: bool,
    ) -> None:
        self.claim = claim
        self.sizes = sizes
        self.random = random
        self.deadline = deadline
        self.impose = impose
        self.imposed: set[str] = set()

    def run(self) -> float | None:
        """The bits gained by one run with a prime and residues of its own; None if it fails."""
        field = Field(random_prime(self.random), self.random)
        for _ in range(3):
            try:
                return self._run(field)
            except OutsideError:  # a random residue of 0
                field = Field(random_prime(self.random), self.random)
            except NoRuleError:
                return None
        return None

    def _run(self, field: Field) -> float | None:
        arrays = self._inputs(field)
        code, most, free = 0, 0, False
        while code < 1 << most:
            choices = Choices(code, free=free)
            if not self._vanishes(field, arrays, choices):
                return None
            most = max(most, choices.met)
            if most > CHOICES:
                code, most, free = 0, 0, True
                continue
            code += 1
        # with k choices the product over all of them is the polynomial that must not vanish
        return self._bits(field, arrays, free) - (0 if free else most)

    def _evaluation(self, field: Field, arrays: Any, choices: Choices) -> Evaluation:
        def leaf(symbol: TensorSymbol, place: tuple[int, ...]) -> int:
            value = arrays.get((symbol.name, place))
            return field.unknown("entry", symbol.name, place) if value is None else value

        residues = Residues(field, choices)
        return Evaluation(self.claim.equations, self.sizes, residues, leaf, self.deadline)

    def _vanishes(self, field: Field, arrays: Any, choices: Choices) -> bool:
        evaluation = self._evaluation(field, arrays, choices)
        claim = self.claim
        return all(
            evaluation.of(claim.left, at) == evaluation.of(claim.right, at)
            for at in evaluation.places(claim.free)
        )

    def _bits(self, field: Field, arrays: Any, free: bool) -> float:
        beside = self._evaluation(field, arrays, Choices(free=free))
        assert isinstance(beside.numbers, Residues)
        degrees = Degrees(beside.numbers, beside)
        evaluation = Evaluation(
            self.claim.equations, self.sizes, degrees, lambda symbol, place: LEAF, self.deadline
        )
        degree, weight = 1.0, 1.0
        for at in evaluation.places(self.claim.free):
            bound = evaluation.of(self.claim.difference, at)
            degree, weight = max(degree, bound.above), max(weight, bound.weight)
        unknowns = len(field.unknowns)
        collisions = unknowns * unknowns * degrees.largest
        chance = (degree + collisions) / 2.0**60 + (1 + unknowns**2) * (1 + weight / 60) / PRIMES
        return -log2(chance)

    # ---- facts --------------------------------------------------------------------------------

    def _inputs(self, field: Field) -> dict[tuple[str, tuple[int, ...]], int]:
        """The entries that the facts fix in terms of others."""
        fixed: dict[tuple[str, tuple[int, ...]], int] = {}
        if not self.impose:
            return fixed
        inputs = self.claim.inputs()
        for fact in self.claim.facts:
            if isinstance(fact, SymmetricFact):
                if fact.symbol.name in inputs:
                    self._symmetric(fact, field, fixed)
            elif _total_of(fact) in inputs and fact.right.is_Rational:
                self._sum(fact, field, fixed)
        return fixed

    def _symmetric(self, fact: SymmetricFact, field: Field, fixed: Any) -> None:
        name = fact.symbol.name
        evaluation = self._evaluation(field, fixed, Choices())
        sizes = [range(1, evaluation.size(size) + 1) for size in fact.symbol.shape]
        for *one, i, j in product(*sizes):
            if j < i:
                fixed[name, (*one, i, j)] = field.unknown("entry", name, (*one, j, i))
        self.imposed.add(fact.text)

    def _sum(self, fact: Fact, field: Field, fixed: Any) -> None:
        """Σ y = c fixes the last y."""
        evaluation = self._evaluation(field, {}, Choices())
        entry = _summand(fact)
        symbol = symbol_of(entry)
        assert symbol is not None
        for at in evaluation.places(fact.indices):
            places = [
                tuple(evaluation.position(i, {**at, **inner}) for i in indices_of(entry))
                for inner in evaluation.places(bound_by(fact.left))
            ]
            others = sum(field.unknown("entry", symbol.name, place) for place in places[:-1])
            right = evaluation.of(fact.right, at)
            fixed[symbol.name, places[-1]] = (right - others) % field.prime
        self.imposed.add(fact.text)


def _summand(fact: Fact) -> sp.Expr:
    return fact.left.function if isinstance(fact.left, sp.Sum) else sp.S.Zero


def _total_of(fact: Fact) -> str:
    """The name of the quantity whose sum a fact gives, or nothing."""
    symbol = symbol_of(_summand(fact))
    return "" if symbol is None else symbol.name


def random_prime(random: Random) -> int:
    """A random prime of 61 bits that is 1 modulo 4."""
    while True:
        number = random.randrange(2**60, 2**61) // 4 * 4 + 1
        if sp.isprime(number):
            return number
