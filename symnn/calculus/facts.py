"""Use of a model's facts: sums that the user knows, symmetric matrices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from itertools import chain, combinations, permutations

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.affine import is_inside
from symnn.language.expression import (
    Total,
    bound_by,
    indices_in,
    leaves,
    rename,
    symbols_in,
)
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.index import Index
from symnn.language.symbol import Entry, TensorSymbol, symbol_of
from symnn.language.system import Equation

Binding = dict[Index, Expr]


class Knowledge:
    """What a model knows, in the form that simplification uses; ``used`` collects what helped.

    Besides the facts that the user states, definitions of sums count: where μ = (1/n) Σ x is an
    equation of the model, Σ x is n μ.
    """

    def __init__(
        self, facts: Iterable[Fact | SymmetricFact] = (), equations: Iterable[Equation] = ()
    ) -> None:
        self.stated = list(facts)
        self.facts = [*self.stated, *_defined_sums(equations)]
        self.used: dict[str, None] = {}
        self.sums = [fact for fact in self.facts if isinstance(fact, Fact) and _is_sum(fact)]
        self.plain = [
            fact for fact in self.facts if isinstance(fact, Fact) and isinstance(fact.left, Entry)
        ]
        self.symmetric: dict[TensorSymbol, str] = {
            fact.symbol: fact.text for fact in self.facts if isinstance(fact, SymmetricFact)
        }
        self._indexed: dict[TensorSymbol | None, list[Fact | SymmetricFact]] = {}
        for fact in self.facts:
            first = fact.symbol if isinstance(fact, SymmetricFact) else next(_named(fact), None)
            self._indexed.setdefault(first, []).append(fact)

    def about(self, names: Collection[Expr]) -> list[Fact] | None:
        """The definitions of sums that may be of use where there are no other names than these.

        None where a stated fact may be of use, or a definition brings other names in.
        """
        found: list[Fact] = []
        for fact in chain.from_iterable(self._indexed.get(name, ()) for name in (None, *names)):
            if isinstance(fact, SymmetricFact):
                return None
            if all(symbol in names for symbol in symbols_in(fact.left)):
                if fact.text or not all(symbol in names for symbol in symbols_in(fact.right)):
                    return None
                found.append(fact)
        return found

    def total(self, factors: Sequence[Expr], bound: Sequence[Index]) -> Expr | None:
        """The value of ``Σ_bound Π factors`` if a fact states it."""
        for fact in self.sums:
            pattern, over = fact.left.function, bound_by(fact.left)
            if len(over) != len(bound):
                continue
            for order in permutations(bound):
                start: Binding = dict(zip(over, order, strict=True))
                binding = _match_all(_factors(pattern), list(factors), start, set(fact.indices))
                if binding is not None and not _leaks(binding, fact.indices, bound):
                    self._note(fact)
                    return rename(fact.right, binding)
        return None

    def fresh(self) -> Knowledge:
        """The same knowledge, none of it used yet."""
        again = copy(self)
        again.used = {}
        return again

    def _note(self, fact: Fact) -> None:
        if fact.text:
            self.used[fact.text] = None

    def reduced(
        self, factors: Sequence[Expr], bound: Sequence[Index]
    ) -> tuple[list[Expr], list[Index]]:
        """``Σ_bound Π factors`` after every sum in it that a fact states has got its value."""
        rest, left = list(factors), list(bound)
        for size in {len(bound_by(fact.left)) for fact in self.sums}:
            for chosen in combinations(tuple(left), size):
                inside = [factor for factor in rest if indices_in(factor) & set(chosen)]
                value = self.total(inside, chosen) if set(chosen) <= set(left) else None
                if value is not None:
                    rest = [factor for factor in rest if factor not in inside]
                    rest.extend(sp.Mul.make_args(value))
                    left = [index for index in left if index not in chosen]
        return rest, left

    def entry(self, leaf: Expr) -> Expr | None:
        """The value of an entry if a fact states it."""
        for fact in self.plain:
            binding = match(fact.left, leaf, {}, set(fact.indices))
            if binding is not None:
                self._note(fact)
                return rename(fact.right, binding)
        return None


def _defined_sums(equations: Iterable[Equation]) -> Iterator[Fact]:
    """Σ … = name / factor for every equation name = factor · Σ …."""
    for equation in equations:
        factor, total = equation.expr.as_independent(Total, as_Add=False)
        if not isinstance(total, Total) or symbols_in(factor) or indices_in(factor):
            continue
        if indices_in(total) == set(equation.indices):
            yield Fact(total, equation.left / factor, equation.indices, "")


def _named(fact: Fact) -> Iterator[TensorSymbol]:
    """The quantities of which a fact speaks, in the order of writing."""
    return (symbol for leaf in leaves(fact.left) if (symbol := symbol_of(leaf)) is not None)


def _is_sum(fact: Fact) -> bool:
    return isinstance(fact.left, sp.Sum)


def _leaks(binding: Binding, free: Sequence[Index], bound: Sequence[Index]) -> bool:
    """Whether a free index of the fact was matched with an index of the sum."""
    return any(binding.get(index) in bound for index in free)


def _factors(expr: Expr) -> list[Expr]:
    return list(sp.Mul.make_args(expr))


def _match_all(
    patterns: list[Expr], factors: list[Expr], binding: Binding, free: set[Index]
) -> Binding | None:
    """A binding that matches the patterns with all the factors, in some order."""
    if len(patterns) != len(factors):
        return None
    if not patterns:
        return binding
    for position, factor in enumerate(factors):
        found = match(patterns[0], factor, binding, free)
        if found is not None:
            rest = factors[:position] + factors[position + 1 :]
            whole = _match_all(patterns[1:], rest, found, free)
            if whole is not None:
                return whole
    return None


def match(pattern: Expr, expr: Expr, binding: Binding, free: set[Index]) -> Binding | None:
    """The binding with the values of the ``free`` indices by which a pattern is ``expr``."""
    if isinstance(pattern, Index):
        known = binding.get(pattern)
        if known is not None:
            return binding if known == expr else None
        fits = pattern in free and is_inside(expr, pattern.dimension)
        return {**binding, pattern: expr} if fits else None
    if not pattern.args or type(pattern) is not type(expr):
        return binding if pattern == expr else None
    if isinstance(pattern, (sp.Add, sp.Mul)):
        return _match_all(list(pattern.args), list(expr.args), binding, free)
    if len(pattern.args) != len(expr.args):
        return None
    for part, other in zip(_parts(pattern), _parts(expr), strict=True):
        found = match(part, other, binding, free)
        if found is None:
            return None
        binding = found
    return binding


def _parts(expr: Expr) -> Iterator[Expr]:
    yield from expr.args
