"""What ``sn.check`` says of the derived gradients of a model and of slips in them.

The truth is numbers: both sides at points of two sizes, by the interpreter of the tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

import symnn as sn
from symnn.check.api import check
from symnn.language.symbol import DerivativeSymbol
from symnn.language.system import Equation
from symnn.language.tensor import Tensor
from tests.check.mutants import mutants
from tests.interpreter import evaluate
from tests.models.consistency import dependent, valued
from tests.models.random_models import SIZES, some_values

POINTS = tuple((sizes, seed) for seed in (0, 1) for sizes in SIZES)
APART, TOGETHER = 1e-6, 1e-10
"""Relative distances from which sides differ, and up to which they are the same."""


@dataclass(frozen=True)
class Claimed:
    """∂L/∂wrt = claim; ``made`` says how, ``true`` whether it is so (None: too close to say)."""

    wrt: str
    claim: Tensor
    made: str
    true: bool | None


def derived(model: sn.Model, wrt: str, *, closed: bool) -> Equation:
    """The gradient in closed form, or in terms of the derivatives by what is between."""
    whole = model.jacobian("L", wrt) if closed else model.gradient("L", wrt)
    return whole[wrt]


def slips(equation: Equation, random: Random, most: int) -> Iterator[tuple[str, Tensor]]:
    """Some of the single edits that spoil a formula, and its transpose."""
    indices, expr = equation.indices, equation.expr
    found = list(mutants(expr, indices))
    sizes = [index.dimension for index in indices]
    if len(indices) == 2 and sizes[0] == sizes[1]:
        found.append(("transposed", expr.xreplace(dict(zip(indices, indices[::-1], strict=True)))))
    for made, changed in random.sample(found, min(most, len(found))):
        yield made, Tensor(changed, indices)


def claims(model: sn.Model, random: Random, *, most: int = 3) -> Iterator[Claimed]:
    """The gradient by one input, as symnn derives it, and with slips."""
    wrt = random.choice(dependent(model))
    equation = derived(model, wrt, closed=random.random() < 0.5)
    yield Claimed(wrt, Tensor(equation.expr, equation.indices), "derived", True)
    for made, claim in slips(equation, random, most):
        yield Claimed(wrt, claim, made, _is_true(model, wrt, claim, equation.indices))


def _is_true(model: sn.Model, wrt: str, claim: Tensor, indices: Sequence[Any]) -> bool | None:
    whole = model.gradient("L", wrt)
    distances = []
    for sizes, seed in POINTS:
        known = some_values(model, sizes, seed)
        numbers = valued([*model.ordered(["L"]), *whole.equations], known, sizes)
        truth = numbers[DerivativeSymbol(model.symbol("L"), model.symbol(wrt)).name]
        with np.errstate(all="ignore"):
            told = np.asarray(evaluate(claim.expr, indices, numbers, sizes), float)
        scale = 1 + np.abs(truth).max(initial=0)
        distances.append(np.abs(told - truth).max(initial=0) / scale)
    if not np.isfinite(distances).all():
        return None
    if max(distances) > APART:
        return False
    return True if max(distances) < TOGETHER else None


@dataclass(frozen=True)
class Judged:
    """A claim, what the verdict on it is, and what is wrong with that, if anything."""

    claimed: Claimed
    kind: str
    reason: str

    @property
    def wrong(self) -> str:
        """A verdict that is false: the worst thing that can happen."""
        ok, refuted = self.kind in ("proved", "agrees"), self.kind == "refuted"
        if (self.claimed.true is False and ok) or (self.claimed.true and refuted):
            claim = f"∂L/∂{self.claimed.wrt} = {self.claimed.claim.text}"
            return f"{self.kind}, but {self.claimed.true}: {self.claimed.made}: {claim}"
        return ""

    @property
    def unclear(self) -> bool:
        """Whether something that can be decided was not."""
        return self.kind == "unclear" and self.claimed.true is not None


def judged(model: sn.Model, claimed: Claimed) -> Judged:
    """The verdict on a claim."""
    verdict = check(model, "L", claimed.wrt, claimed.claim, timeout=None)
    return Judged(claimed, verdict.kind, "; ".join(verdict.evidence))
