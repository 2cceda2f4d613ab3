"""Points to try a claim at: small distinct sizes, few-digit rational entries, facts respected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import sympy as sp

from symnn.check.bounds import within
from symnn.check.claim import Equality
from symnn.check.constrained_points import (
    gram,
    long_enough,
)
from symnn.check.imposed import check, impose, is_power, summand
from symnn.check.matrix_points import make_oriented
from symnn.check.points import Array, NoPointError, Point
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.positions import PositionSymbol
from symnn.language.symbol import TensorSymbol, symbol_of

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
        array = _array(symbol, sizes, random, kind, positive, simple)
        bounds = claim.bounds.get(name, (None, None))
        arrays[name] = {at: within(value, *bounds) for at, value in array.items()}
    where = Point(sizes, arrays)
    facts = sorted(claim.facts, key=_comes_later)
    taken: set[tuple[str, tuple[int, ...]]] = set()
    for fact in facts:
        impose(fact, claim, where, random, taken)
    for fact in facts[:-1]:
        check(fact, claim, where)
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
    return 1 if gram(fact) or symbol_of(summand(fact)) else 2
