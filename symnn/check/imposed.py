"""Facts imposed on points: sums, symmetric and definite matrices, signs, equations solved."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import sympy as sp

from symnn.check.claim import Equality
from symnn.check.constrained_points import (
    gram,
    is_binary,
    make_one_hot,
    make_orthonormal,
    solved,
)
from symnn.check.evaluation import Evaluation
from symnn.check.matrix_points import make_definite
from symnn.check.points import NoPointError, Point
from symnn.check.realnumbers import Exact
from symnn.language.expression import bound_by, symbols_in
from symnn.language.facts import Fact, PositiveDefiniteFact, SymmetricFact
from symnn.language.symbol import Entry, TensorSymbol, indices_of, symbol_of


def impose(
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
    known = symbol_of(summand(fact))
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
    check(fact, claim, where)


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


def check(fact: Fact | SymmetricFact, claim: Equality, where: Point) -> None:
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


def summand(fact: Fact | SymmetricFact) -> sp.Expr:
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


def is_power(fact: Fact | SymmetricFact) -> bool:
    """Whether a fact leaves entries few values: y² = y, y² = 1."""
    return isinstance(fact, Fact) and isinstance(fact.left, sp.Pow)
