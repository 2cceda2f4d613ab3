"""Random claims against an oracle of our own: no false verdict."""

from __future__ import annotations

from random import Random

import pytest

from symnn.check.api import check
from tests.check.random_claims import Case, false_claim, model, points, true_claim

CLOSE = 1e-12


def wrongly_judged(case: Case, seed: int) -> str:
    """What a verdict says that is not so, or nothing."""
    verdict = check(case.model, "L", "x", case.claim, seed=seed)
    if verdict.kind == "unclear":
        return ""
    found = points(case, Random(seed))
    if any("sizes" in text for text in verdict.conditions):
        found = [point for point in found if point.size <= 3]
    differ = [point for point in found if point.distance > CLOSE]
    if verdict.ok and differ:
        return f"{verdict.kind}, but at {differ[0]} it is false"
    if verdict.kind == "refuted" and case.made.startswith("true"):
        return f"{verdict}, but it is true"
    return ""


def judged(seed: int) -> list[str]:
    """The wrong verdicts on a true and a false claim about a random model."""
    random = Random(seed)
    made = model(random)
    cases = [make(random, made) for make in (true_claim, false_claim)]
    wrong = [(case, wrongly_judged(case, seed)) for case in cases]
    return [f"seed {seed}, {case.made}: {words}" for case, words in wrong if words]


@pytest.mark.parametrize("seed", [0, 117])
def test_no_verdict_is_false(seed: int) -> None:
    assert judged(seed) == []


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", [5, 36, *range(100, 150)])
def test_no_verdict_is_false_in_a_long_run(seed: int) -> None:
    assert judged(seed) == []


def test_the_oracle_tells_true_from_false() -> None:
    random = Random(3)
    made = model(random)
    assert all(point.distance < CLOSE for point in points(true_claim(random, made), Random(0)))
    false = points(false_claim(random, made), Random(0))
    assert any(point.distance > CLOSE for point in false)
