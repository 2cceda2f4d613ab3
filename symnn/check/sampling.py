"""Points to try a claim at: small distinct sizes, few-digit rational entries, facts respected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import sympy as sp

from symnn.check.claim import Equality
from symnn.check.constrained_points import (
    gram,
    is_binary,
    long_enough,
    make_one_hot,
    make_orthonormal,
    solved,
)
from symnn.check.evaluation import Evaluation
from symnn.check.matrix_points import make_definite, make_oriented
from symnn.check.numbers import Numbers
from symnn.check.realnumbers import Exact
from symnn.language.errors import NoRuleError, SymnnError
from symnn.language.expression import bound_by, symbols_in
from symnn.language.facts import Fact, PositiveDefiniteFact, SymmetricFact
from symnn.language.positions import PositionSymbol
from symnn.language.symbol import Entry, TensorSymbol, indices_of, symbol_of

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


KINDS = ("signed", "positive", "unit", "small")
"""What entries are drawn from: both signs, positive numbers, between 0 and 1, small ones."""


ROUNDS = 40
"""How often sizes are raised so that the sizes derived from them are positive."""

LARGER = 5
"""What is added to the sizes where larger ones are asked for."""


def points(
    claim: Equality,
    random: Random,
    *,
    simple: bool,
    kinds: Sequence[str] = KINDS,
    larger: bool = False,
) -> Iterator[Point]:
    """Points without end; ``simple`` ones have numbers of one digit.

    The sign of the entries cycles, so that one of the kinds lies in the domain of every function.
    Sizes are from 2 to 6, and larger than these where that is asked for.
    """
    number = 0
    more = LARGER if larger else 0
    while True:
        for kind in kinds:
            yield point(claim, random, kind, number, simple=simple, more=more)
            number += 1


def point(
    claim: Equality, random: Random, kind: str, number: int, *, simple: bool, more: int = 0
) -> Point:
    """One point. Raises NoPointError where a fact cannot be met."""
    sizes = sizes_at(claim, number, more)
    arrays: dict[str, Array] = {}
    for name, symbol in claim.inputs().items():
        positive = symbol.is_positive or name in claim.positive
        arrays[name] = _array(symbol, sizes, random, kind, positive, simple)
    where = Point(sizes, arrays)
    facts = sorted(claim.facts, key=_comes_later)
    taken: set[tuple[str, tuple[int, ...]]] = set()
    for fact in facts:
        _impose(fact, claim, where, random, taken)
    for fact in facts[:-1]:
        _check(fact, claim, where)
    for name in claim.oriented & set(arrays):
        make_oriented(arrays[name])
    return where


def sizes_at(claim: Equality, number: int, more: int = 0) -> dict[sp.Symbol, int]:
    """The sizes of a point: from 2 up, distinct for up to five dimensions, changing each time.

    No size may stay the same (2/n is 1 for n = 2), and no two may stay equal. ``more`` is added.
    """
    dimensions = claim.dimensions()
    span = min(max(3, len(dimensions)), 5 - number % 2 if len(dimensions) > 5 else 5)
    sizes: dict[sp.Symbol, int] = {}
    for rank, (dimension, least) in enumerate(dimensions.items()):
        size = 2 + more + (rank + number) % span
        sizes[dimension] = size if size >= least else least + (rank + number) % 2
    long_enough(sizes, claim.facts)
    _make_positive(sizes, claim.derived_sizes())
    return sizes


def _make_positive(sizes: dict[sp.Symbol, int], derived: Sequence[sp.Expr]) -> None:
    """Raise sizes until the derived ones, such as n − m + 1, are at least 2."""
    known = [size for size in derived if size.free_symbols <= set(sizes)]
    for _ in range(ROUNDS):
        small = next((size for size in known if _size(size, sizes) < 2), None)
        if small is None:
            return
        for symbol in sorted(small.free_symbols, key=str):
            larger = _size(small, {**sizes, symbol: 2 * sizes[symbol] + ROUNDS})
            if larger > _size(small, sizes):
                sizes[symbol] += 1
    raise NoPointError(f"no sizes are known for which {derived} are positive")


def _array(
    symbol: TensorSymbol,
    sizes: Mapping[Any, int],
    random: Random,
    kind: str,
    positive: bool,
    simple: bool,
) -> Array:
    ranges = [range(1, _size(size, sizes) + 1) for size in symbol.shape]
    if isinstance(symbol, PositionSymbol):
        last = _size(symbol.below, sizes)
        return {place: Fraction(random.randint(1, last)) for place in product(*ranges)}
    return {place: _number(random, kind, positive, simple) for place in product(*ranges)}


def _size(dimension: sp.Expr, sizes: Mapping[Any, int]) -> int:
    return int(dimension.xreplace({s: sp.Integer(k) for s, k in sizes.items()}))


def _number(random: Random, kind: str, positive: bool, simple: bool) -> Fraction:
    size = _absolute(random, kind, simple)
    signed = kind in ("signed", "wide", "small") and not positive
    return -size if signed and random.random() < 0.5 else size


def _absolute(random: Random, kind: str, simple: bool) -> Fraction:
    if kind == "unit":
        return Fraction(random.randint(1, 9), 10) if simple else Fraction(random.random())
    if kind == "wide":
        return Fraction(random.randint(1, 9) * random.choice((1, 10, 100)))
    if kind == "small":
        size = Fraction(1, 10 ** random.randint(2, 6))
        return size * (random.randint(1, 9) if simple else Fraction(random.uniform(1, 9)))
    if simple:
        return Fraction(random.choice((1, 2, 3, 4, 5, 6)), 2)
    return Fraction(random.uniform(0.2, 2.0))


# ---- facts ------------------------------------------------------------------------------------


def _comes_later(fact: Fact | SymmetricFact) -> int:
    """Values first, then sums that scale entries, then equations that are solved."""
    if isinstance(fact, SymmetricFact) or is_power(fact):
        return 0
    return 1 if gram(fact) or symbol_of(_summand(fact)) else 2


def is_power(fact: Fact | SymmetricFact) -> bool:
    """Whether a fact leaves entries few values: y² = y, y² = 1."""
    return isinstance(fact, Fact) and isinstance(fact.left, sp.Pow)


def _impose(
    fact: Fact | SymmetricFact,
    claim: Equality,
    where: Point,
    random: Random,
    taken: set[tuple[str, tuple[int, ...]]],
) -> None:
    """Change the inputs so that a fact holds; ``taken`` are the entries solved for already."""
    if isinstance(fact, SymmetricFact):
        _make_symmetric(fact, where)
        return
    symbols = {*symbols_in(fact.left), *symbols_in(fact.right)}
    inputs = {symbol.name for symbol in symbols} & set(where.arrays)
    if not inputs:
        return
    columns = gram(fact)
    if columns is not None and columns[0].name in inputs:
        symbol, axis = columns
        if not make_orthonormal(where.arrays[symbol.name], axis, random):
            raise NoPointError(f"no points are known with {fact.text}")
        return
    evaluation = where.evaluation(claim, Exact())
    known = symbol_of(_summand(fact))
    plain = symbol_of(fact.left) if isinstance(fact.left, (Entry, TensorSymbol)) else None
    for at in evaluation.places(fact.indices):
        right = evaluation.of(fact.right, at)
        if known is not None and known.name in inputs and right > 0:
            _scale(fact, claim, where, evaluation, at, right, random)
        elif plain is not None and plain.name in inputs:
            place = tuple(evaluation.position(i, at) for i in indices_of(fact.left))
            where.arrays[plain.name][place] = right
        elif is_power(fact):
            _root(fact, where, evaluation, at, random)
        elif not _solve(fact, claim, where, at, inputs, taken):
            raise NoPointError(f"no points are known with {fact.text}")
        evaluation = where.evaluation(claim, Exact())
    _check(fact, claim, where)


def _solve(
    fact: Fact,
    claim: Equality,
    where: Point,
    at: Any,
    inputs: set[str],
    taken: set[tuple[str, tuple[int, ...]]],
) -> bool:
    """Whether the fact holds at a place, if need be with an entry that is solved for."""

    def residual() -> Any:
        evaluation = where.evaluation(claim, Exact())
        return evaluation.of(fact.left, at) - evaluation.of(fact.right, at)

    return residual() == 0 or solved(where.arrays, inputs, taken, residual)


def _check(fact: Fact | SymmetricFact, claim: Equality, where: Point) -> None:
    """Raise NoPointError where a fact does not hold, such as after another was imposed."""
    evaluation = where.evaluation(claim, Exact())
    if isinstance(fact, SymmetricFact):
        array = where.arrays.get(fact.symbol.name, {})
        if any(array[(*one, i, j)] != array[(*one, j, i)] for *one, i, j in array):
            raise NoPointError(f"no points are known with {fact.text}")
        return
    symbols = {*symbols_in(fact.left), *symbols_in(fact.right)}
    if not {symbol.name for symbol in symbols} & set(where.arrays):
        return
    for at in evaluation.places(fact.indices):
        if evaluation.of(fact.left, at) != evaluation.of(fact.right, at):
            raise NoPointError(f"no points are known with {fact.text}")


def _summand(fact: Fact | SymmetricFact) -> sp.Expr:
    """What is summed on the left side of a fact."""
    if isinstance(fact, Fact) and isinstance(fact.left, sp.Sum):
        return fact.left.function
    return sp.S.Zero


def _make_symmetric(fact: SymmetricFact, where: Point) -> None:
    array = where.arrays.get(fact.symbol.name)
    if array is None:
        return
    for *one, i, j in list(array):
        if i < j:
            array[(*one, j, i)] = array[(*one, i, j)]
    if isinstance(fact, PositiveDefiniteFact):
        for leading in {place[:-2] for place in array}:
            matrix = {place[-2:]: array[place] for place in array if place[:-2] == leading}
            make_definite(matrix)
            array.update({(*leading, *place): value for place, value in matrix.items()})


def _scale(
    fact: Fact,
    claim: Equality,
    where: Point,
    evaluation: Evaluation,
    at: Any,
    right: Any,
    random: Random,
) -> None:
    """Σ y = c: the entries are made positive and scaled; of entries 0 or 1 one is 1."""
    entry = fact.left.function
    symbol = symbol_of(entry)
    assert symbol is not None
    array = where.arrays[symbol.name]
    places = []
    for inner in evaluation.places(bound_by(fact.left)):
        everything = {**at, **inner}
        places.append(tuple(evaluation.position(i, everything) for i in indices_of(entry)))
    if right == 1 and any(is_binary(other, symbol) for other in claim.facts):
        make_one_hot(array, places, random)
        return
    total = sum(abs(array[place]) for place in places)
    if not total:
        raise NoPointError(f"no points are known with {fact.text}")
    for place in places:
        array[place] = abs(array[place]) / total * right


def _root(fact: Fact, where: Point, evaluation: Evaluation, at: Any, random: Random) -> None:
    """y² = 1, y² = y: one of the rational roots."""
    symbol = symbol_of(fact.left.base)
    if symbol is None or symbol.name not in where.arrays:
        raise NoPointError(f"no points are known with {fact.text}")
    place = tuple(evaluation.position(i, at) for i in indices_of(fact.left.base))
    unknown = sp.Dummy()
    polynomial = (fact.left - fact.right).xreplace({fact.left.base: unknown})
    if polynomial.free_symbols - {unknown}:
        raise NoPointError(f"no points are known with {fact.text}")
    roots = [root for root in sp.roots(sp.Poly(polynomial, unknown)) if root.is_Rational]
    if not roots:
        raise NoPointError(f"no points are known with {fact.text}")
    root = random.choice(sorted(roots))
    where.arrays[symbol.name][place] = Fraction(int(root.p), int(root.q))
