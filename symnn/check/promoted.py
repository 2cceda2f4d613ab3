"""Identity tests at enough sizes for a proof at all sizes."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import sympy as sp

from symnn.check.all_sizes import Enough, enough
from symnn.check.claim import Equality
from symnn.check.deadline import Deadline, TimeOutError
from symnn.check.evaluation import Evaluation
from symnn.check.field import Choices, Field
from symnn.check.identity import Identity, identical, random_prime
from symnn.check.numbers import OutsideError
from symnn.check.opened import defined
from symnn.check.residues import Residues
from symnn.check.substitute import TooLongError, put_in
from symnn.check.term_bounds import UnboundedError
from symnn.language.errors import NoRuleError
from symnn.language.symbol import TensorSymbol


def identical_at_all_sizes(
    claim: Equality, random: Random, deadline: Deadline
) -> tuple[list[Identity], int] | None:
    """The tests by which both sides are equal at all sizes, and the bits of their error.

    None where they are not equal, or where it is not known which sizes suffice, see
    :mod:`symnn.check.all_sizes`; facts are not used.
    """
    try:
        difference = put_in(claim.difference, claim.needed(), deadline, defined)
        written = replace(claim, left=difference, right=sp.S.Zero, facts=())
        for way in enough(difference, claim.free, claim.dimensions()):
            if _is_defined(written, way, random, deadline):
                results = _tests(written, way, random, deadline)
                if results:
                    # what is not 0 fails at one of the sizes, and is missed with its error alone
                    return results, min(result.bits for result in results)
    except (UnboundedError, TooLongError, TimeOutError, NoRuleError, RecursionError):
        return None
    return None


def _tests(
    claim: Equality, way: Enough, random: Random, deadline: Deadline
) -> list[Identity] | None:
    results = []
    for sizes in way.sizes:
        result = identical(claim, sizes, random, deadline)
        if result is None:
            return None
        results.append(result)
    return results


def _is_defined(claim: Equality, way: Enough, random: Random, deadline: Deadline) -> bool:
    """Whether the difference is defined where all entries of a quantity are the same constant."""
    field = Field(random_prime(random), random)

    def leaf(symbol: TensorSymbol, place: tuple[int, ...]) -> int:
        return 0 if way.zero and place else field.unknown("constant", symbol.name)

    residues = Residues(field, Choices(free=True))
    evaluation = Evaluation(claim.equations, way.sizes[-1], residues, leaf, deadline)
    try:
        for at in evaluation.places(claim.free):
            evaluation.of(claim.left, at)
    except OutsideError:
        return False
    return True
