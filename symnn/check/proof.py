"""Proof for all sizes: the normal form of the difference of both sides is zero.

Equations are put in step by step: the derivatives first, in terms of named quantities; then the
quantities; then operations by their definitions. The first step at which the difference vanishes
is the proof.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sympy.core.expr import Expr

from symnn.calculus.normal import TooLargeError
from symnn.calculus.zero import is_zero
from symnn.check.claim import Equality
from symnn.check.deadline import Deadline, TimeOutError
from symnn.check.knowledge import CheckedKnowledge
from symnn.check.opened import by_steps, defined
from symnn.check.substitute import TooLongError, put_in, rest_on
from symnn.language.expression import ONE, rename, symbols_in
from symnn.language.facts import SymmetricFact
from symnn.language.symbol import DerivativeSymbol
from symnn.language.system import Equation
from symnn.operations.step import STEP


@dataclass(frozen=True)
class Proof:
    """How a claim was proved, and the facts that were used."""

    evidence: str
    facts: tuple[str, ...] = ()


STAGE = 3.0
"""Seconds for one stage; a normal form that takes longer seldom ends."""
PEELED = 12
"""Quantities that are put in one after the other; with more of them, several at a time."""


def proved(claim: Equality, deadline: Deadline) -> Proof | None:
    """The proof by normal form, or None where it was not found."""
    seen: set[Expr] = set()
    values = claim.given()
    for words, difference, equations in _forms(claim, deadline):
        if values and rest_on(difference, values):
            at_values = _vanishes(claim, put_in(difference, values), equations, deadline)
            if at_values is not None:
                stated = tuple(dict.fromkeys(claim.given_by(values)))
                words = f"normal form of the difference is 0 {words}, at the values given"
                return Proof(words, (*stated, *at_values))
        if difference in seen:
            continue
        seen.add(difference)
        used = _vanishes(claim, difference, equations, deadline)
        if used is not None:
            return Proof(f"normal form of the difference is 0 {words}", used)
    return None


def _vanishes(
    claim: Equality, difference: Expr, equations: Mapping[str, Equation], deadline: Deadline
) -> tuple[str, ...] | None:
    """The facts by which a difference is 0; None where it is not seen to be 0."""
    stage = Deadline(min(STAGE, deadline.left))
    knowledge = CheckedKnowledge(claim.facts, equations.values(), stage)
    try:
        if difference == 0 or is_zero(difference, knowledge):
            used = (*knowledge.used, *_symmetries(claim, difference, equations, stage))
            return tuple(dict.fromkeys(used))
    except (TooLargeError, RecursionError, TimeOutError):
        pass
    return None


def _symmetries(
    claim: Equality, difference: Expr, equations: Mapping[str, Equation], deadline: Deadline
) -> tuple[str, ...]:
    """The stated symmetries without which the difference is not shown to be 0."""
    symmetries = [
        fact
        for fact in claim.facts
        if isinstance(fact, SymmetricFact) and fact.symbol in symbols_in(difference)
    ]
    if not symmetries:
        return ()
    rest = [fact for fact in claim.facts if fact not in symmetries]
    try:
        if is_zero(difference, CheckedKnowledge(rest, equations.values(), deadline)):
            return ()
    except (TooLargeError, RecursionError, TimeOutError):
        pass
    return tuple(fact.text for fact in symmetries)


def _forms(
    claim: Equality, deadline: Deadline
) -> Iterator[tuple[str, Expr, Mapping[str, Equation]]]:
    """The difference of both sides, with more and more put in, and the equations not put in."""
    claim = _without_single_indices(claim)
    needed = claim.needed()
    slopes = {n: e for n, e in needed.items() if isinstance(e.symbol, DerivativeSymbol)}
    quantities = {n: e for n, e in needed.items() if n not in slopes}
    try:
        if rest_on(claim.left, slopes):
            yield from _heads(claim, slopes, quantities, deadline)
        difference = put_in(claim.difference, slopes, deadline)
        yield "for all sizes, in terms of named quantities", difference, quantities
        last = list(reversed(claim.ordered(quantities)))
        step = 1 + len(last) // PEELED
        while last:
            peeled, last = last[:step], last[step:]
            chosen = {name: quantities.pop(name) for name in peeled}
            if rest_on(difference, chosen):
                difference = put_in(difference, chosen, deadline)
                names = (
                    f"in terms of {', '.join(quantities)} and inputs" if quantities else "in inputs"
                )
                yield f"for all sizes, {names}", difference, quantities
                stepped = put_in(difference, {}, deadline, by_steps)
                if stepped.has(STEP.function):
                    yield f"for all sizes, by regions, {names}", stepped, quantities
                if quantities:
                    opened = put_in(difference, {}, deadline, defined)
                    yield f"for all sizes, in exponentials, {names}", opened, quantities
        stepped = put_in(difference, {}, deadline, by_steps)
        yield "for all sizes, by regions off the kinks", stepped, {}
        opened = put_in(difference, {}, deadline, defined)
        yield "for all sizes, with operations written in exponentials", opened, {}
    except (TooLongError, TimeOutError):
        return


def _without_single_indices(claim: Equality) -> Equality:
    """The claim with every free index over a dimension of size 1 at its only value."""
    single = {index: ONE for index in claim.free if index.dimension == 1}
    if not single:
        return claim
    return replace(
        claim,
        left=rename(claim.left, single),
        right=rename(claim.right, single),
        free=tuple(index for index in claim.free if index not in single),
    )


def _heads(
    claim: Equality,
    slopes: Mapping[str, Equation],
    quantities: Mapping[str, Equation],
    deadline: Deadline,
) -> Iterator[tuple[str, Expr, Mapping[str, Equation]]]:
    """The left derivative by its equation, other derivatives kept as names.

    First all others are kept, then those alone of which the right side speaks.
    """
    heads = {symbol.name for symbol in symbols_in(claim.left)} & set(slopes)
    spoken = {symbol.name for symbol in symbols_in(claim.right)} - heads
    for chosen in (heads, {name for name in slopes if name not in spoken}):
        opened = {name: slopes[name] for name in slopes if name in chosen}
        others = {n: e for n, e in {**slopes, **quantities}.items() if n not in chosen}
        difference = put_in(claim.left, opened, deadline) - put_in(claim.right, opened, deadline)
        yield "for all sizes, by the chain rule", difference, others
        if not spoken & set(slopes):
            return
