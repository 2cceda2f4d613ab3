"""Proof by the identity test: at two choices of sizes, and at all sizes where enough are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from symnn.check.claim import Equality
from symnn.check.deadline import Deadline, TimeOutError
from symnn.check.identity import Identity, identical
from symnn.check.promoted import identical_at_all_sizes
from symnn.check.sampling import sizes_at


@dataclass(frozen=True)
class Tested:
    """Conditions and evidence of a proof; ``limited`` says that it holds at the tested sizes."""

    conditions: tuple[str, ...]
    evidence: str
    limited: bool


def tested(claim: Equality, random: Random, deadline: Deadline) -> Tested | None:
    """The proof by the identity test; None where it is not one.

    The sizes stand among the conditions, unless those are tested that suffice for all sizes.
    """
    assignments = {tuple(sizes_at(claim, number).items()) for number in (0, 1)}
    for impose in (False, True) if claim.facts else (False,):
        results = []
        for sizes in sorted(assignments, key=str):
            try:
                result = identical(claim, dict(sizes), random, deadline, impose=impose)
            except TimeOutError:
                return None
            if result is None:
                break
            results.append(result)
        else:
            everywhere = None if impose else _everywhere(claim, random, deadline)
            return everywhere or _stated(results)
    return None


def _everywhere(claim: Equality, random: Random, deadline: Deadline) -> Tested | None:
    found = identical_at_all_sizes(claim, random, deadline.part(0.5))
    if found is None:
        return None
    tests, bits = found
    sizes = _sizes_of(tests)
    suffice = f" at {sizes}; these sizes suffice for all, by the number of indices" if sizes else ""
    words = f"identity test modulo random 61-bit primes, error below 2^-{bits}{suffice}"
    return Tested((), words, limited=False)


def _stated(results: Sequence[Identity]) -> Tested:
    sizes = _sizes_of(results)
    given = (*results[0].facts, *((f"sizes {sizes}",) if sizes else ()))
    runs, bits = min(r.runs for r in results), min(r.bits for r in results)
    words = f"identity test modulo {runs} random 61-bit primes, error below 2^-{bits}"
    return Tested(given, words, limited=bool(sizes))


def _sizes_of(results: Sequence[Identity]) -> str:
    """The sizes of tests as text; nothing where there are no symbolic sizes."""
    sizes = [", ".join(f"{name} = {size}" for name, size in r.sizes.items()) for r in results]
    return " and ".join(filter(None, sizes))
