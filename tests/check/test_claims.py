"""True claims are proved, spoiled ones are refuted; the truth is SymPy's at numeric sizes."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from symnn.check.api import check, derivative
from symnn.check.engine import Judge
from symnn.language.tensor import Tensor
from tests.check.claims_of_models import (
    MODELS,
    TrueClaim,
    factorisation,
    least_squares,
    square_layers,
)
from tests.check.mutants import mutants
from tests.check.oracle import Oracle, distance

CLAIMS = [claim for model in MODELS for claim in model()]


@pytest.mark.parametrize("true", CLAIMS, ids=str)
def test_a_true_claim_is_proved(true: TrueClaim) -> None:
    verdict = check(true.model, true.of, true.wrt, true.claim)
    assert verdict.kind == "proved", str(verdict)
    assert verdict.evidence


@pytest.mark.parametrize("true", CLAIMS, ids=str)
def test_the_oracle_agrees_that_it_is_true(true: TrueClaim) -> None:
    for seed in (0, 1):
        oracle = Oracle(true.model, seed)
        assert distance(oracle.truth(true.of, true.wrt), oracle.claimed(true.claim)) < 1e-9


def spoiled(true: TrueClaim) -> list[tuple[str, Tensor]]:
    """The mutants of a claim that the oracle shows to be wrong."""
    oracles = [Oracle(true.model, seed) for seed in (0, 1)]
    truths = [oracle.truth(true.of, true.wrt) for oracle in oracles]
    found, seen = [], set()
    for kind, expr in mutants(true.claim.expr, true.claim.indices):
        if expr in seen:
            continue
        seen.add(expr)
        mutant = Tensor(expr, true.claim.indices)
        gaps = [
            distance(truth, oracle.claimed(mutant))
            for truth, oracle in zip(truths, oracles, strict=True)
        ]
        if max(gaps) > 1e-6:
            found.append((kind, mutant))
    return found


SAMPLE = 4
"""Mutants of each claim in the quick run; all of them in the slow one."""


def missed(model, limit: int | None) -> tuple[int, int, dict[str, str]]:
    """How many mutants there are, how many hints name the slip, and which kinds do not."""
    kinds: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for true in model():
        court = Judge(true.model, timeout=None)
        symbol = derivative(true.model, true.of, true.wrt)
        found = spoiled(true)
        if limit is not None:
            found = random.Random(0).sample(found, min(limit, len(found)))
        for kind, mutant in found:
            verdict = court.judge(symbol[mutant.indices], mutant.expr, mutant.indices)
            assert verdict.kind == "refuted", f"{kind}: {mutant.expr}\n{verdict}"
            assert verdict.counterexample is not None
            kinds[kind] += 1
            named[kind] += verdict.hint is not None and verdict.hint.kind == kind
    words = {kind: f"{named[kind]} of {count}" for kind, count in kinds.items()}
    return sum(kinds.values()), sum(named.values()), words


@pytest.mark.parametrize("model", [square_layers, least_squares, factorisation])
def test_no_spoiled_claim_is_accepted(model) -> None:
    count, named, words = missed(model, SAMPLE)
    assert count >= SAMPLE
    assert named >= 0.7 * count, words


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_hints_name_the_slip(model) -> None:
    count, named, words = missed(model, None)
    print(f"{model.__name__}: {named} of {count} hints name the slip: {words}")
    assert named >= 0.8 * count, words
