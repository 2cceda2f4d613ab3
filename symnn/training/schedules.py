"""Learning-rate schedules: the rate as a formula in the epoch and the step.

Each is one small formula; it prints as LaTeX, and is computed in Python's own floating point.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import SymnnError

RATE = sp.Symbol(r"\eta_0", positive=True)
EPOCH = sp.Symbol("e", integer=True, nonnegative=True)
STEP = sp.Symbol("t", integer=True, nonnegative=True)


class ScheduleError(SymnnError, ValueError):
    """A setting of a schedule that makes no sense."""


@dataclass(frozen=True)
class Schedule(ABC):
    """The rate of a step, from the first rate η₀, the epoch e and the step t, both from 0."""

    @abstractmethod
    def formula(self, rate: Expr, epoch: Expr, step: Expr) -> Expr:
        """The rate; what a subclass declares."""

    def __call__(self, rate: float, epoch: int, step: int) -> float:
        """The rate as a number."""
        return float(_function(self)(rate, epoch, step))

    def latex(self) -> str:
        r"""The formula as LaTeX.

        >>> print(Exponential(0.5).latex())
        \eta = {0.5}^{e} \eta_{0}
        """
        return rf"\eta = {sp.latex(self.formula(RATE, EPOCH, STEP))}"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"


@lru_cache(maxsize=64)
def _function(schedule: Schedule) -> Callable[[float, int, int], float]:
    formula = schedule.formula(RATE, EPOCH, STEP)
    return sp.lambdify([RATE, EPOCH, STEP], formula, "math")


@dataclass(frozen=True)
class Constant(Schedule):
    """The same rate throughout."""

    def formula(self, rate: Expr, epoch: Expr, step: Expr) -> Expr:
        """η₀."""
        return rate


@dataclass(frozen=True)
class StepDecay(Schedule):
    """The rate times ``factor`` after every ``every`` epochs.

    >>> [StepDecay(every=2, factor=0.5)(1.0, epoch, 0) for epoch in range(5)]
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """

    every: int
    factor: float = 0.1

    def __post_init__(self) -> None:
        _check(self, every=self.every >= 1, factor=self.factor > 0)

    def formula(self, rate: Expr, epoch: Expr, step: Expr) -> Expr:
        """η₀ γ^⌊e/k⌋."""
        return rate * sp.Float(self.factor) ** sp.floor(epoch / self.every)


@dataclass(frozen=True)
class Exponential(Schedule):
    """The rate times ``factor`` after every epoch."""

    factor: float

    def __post_init__(self) -> None:
        _check(self, factor=self.factor > 0)

    def formula(self, rate: Expr, epoch: Expr, step: Expr) -> Expr:
        """η₀ γ^e."""
        return rate * sp.Float(self.factor) ** epoch


@dataclass(frozen=True)
class Cosine(Schedule):
    """Down to ``least`` in ``epochs`` epochs along half a cosine (Loshchilov and Hutter 2017).

    >>> [round(Cosine(epochs=4)(1.0, epoch, 0), 3) for epoch in range(6)]
    [1.0, 0.854, 0.5, 0.146, 0.0, 0.0]
    """

    epochs: int
    least: float = 0.0

    def __post_init__(self) -> None:
        _check(self, epochs=self.epochs >= 1, least=self.least >= 0)

    def formula(self, rate: Expr, epoch: Expr, step: Expr) -> Expr:
        """η_min + ½ (η₀ − η_min)(1 + cos(π e/E))."""
        done = sp.Min(epoch, self.epochs) / self.epochs
        return self.least + (rate - self.least) * (1 + sp.cos(sp.pi * done)) / 2


@dataclass(frozen=True)
class Warmup(Schedule):
    """Up from nearly nothing in ``steps`` steps, on top of another schedule.

    >>> [Warmup(steps=4)(1.0, 0, step) for step in range(6)]
    [0.25, 0.5, 0.75, 1.0, 1.0, 1.0]
    """

    steps: int
    then: Schedule = field(default_factory=Constant)

    def __post_init__(self) -> None:
        _check(self, steps=self.steps >= 1, then=isinstance(self.then, Schedule))

    def formula(self, rate: Expr, epoch: Expr, step: Expr) -> Expr:
        """min(1, (t + 1)/n) times the other schedule."""
        share = sp.Min(1, (step + 1) / sp.Integer(self.steps))
        return share * self.then.formula(rate, epoch, step)


def _check(schedule: Schedule, **settings: bool) -> None:
    wrong = [name for name, good in settings.items() if not good]
    if wrong:
        raise ScheduleError(f"{schedule}: {', '.join(wrong)} is out of range")
