"""Epochs of minibatches, from any point where training stood."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from symnn.training.batches import Batches
from symnn.training.checkpoint import Progress
from symnn.training.divergence import origin
from symnn.training.inputs import Arrays, Problem
from symnn.training.optimiser import Optimiser
from symnn.training.progress import Display
from symnn.training.result import DivergedError, History, Result, TrainingInterruptError
from symnn.training.schedules import Schedule
from symnn.training.step import States, Step, as_numpy
from symnn.training.watch import Watch


class _NotFiniteError(ArithmeticError):
    """The loss, or a parameter, is not a finite number."""


class _NotPositiveError(_NotFiniteError):
    """A parameter that is positive by assumption is so no more."""


@dataclass(frozen=True)
class _Standing:
    """Where training stood between two epochs, in copies."""

    params: Arrays
    state: States
    count: int
    epoch: int
    random: dict[str, Any]
    best: Arrays
    best_epoch: int


@dataclass
class Run:
    """Training by minibatches."""

    problem: Problem
    optimiser: Optimiser
    schedule: Schedule
    batches: Batches
    step: Step
    watch: Watch
    display: Display
    patience: int | None = None

    def __call__(
        self, start: Progress, epochs: int, path: Path | None, settings: Mapping[str, str]
    ) -> Result:
        """Train until ``epochs`` epochs are done, counted from the very beginning.

        Raises DivergedError, and TrainingInterruptError where somebody stops it.
        """
        at = start
        rng = _generator(at.random)
        self.step.count = at.step
        self.step.state = at.state
        before = self._standing(at, rng)
        try:
            with np.errstate(all="ignore"):
                while at.epoch < epochs and not self._waited_enough(at):
                    row = self._epoch(at, rng, before)
                    self._note(at, row, rng)
                    before = self._standing(at, rng)
                    if path is not None:
                        at.save(path, settings)
                    self.display.show(at.epoch, row)
            stopped = "epochs" if at.epoch >= epochs else "patience"
            params = _copy(at.params)  # JAX lends read-only arrays
            return self._chosen(at, params, stopped, at.best, at.best_epoch)
        except KeyboardInterrupt:  # wherever it rings, all that ``before`` holds is whole
            raise self._interrupted(at, before) from None

    def _waited_enough(self, at: Progress) -> bool:
        return self.patience is not None and at.waited >= self.patience

    def _chosen(
        self, at: Progress, params: Arrays, stopped: str, best: Arrays, best_epoch: int
    ) -> Result:
        """The result with the best parameters if training may stop early, else with ``params``."""
        if self.patience is None or not best:
            return self._result(at, params, stopped, at.epoch)
        return self._result(at, best, stopped, best_epoch)

    def _result(self, at: Progress, params: Arrays, stopped: str, best: int) -> Result:
        return Result(
            params,
            at.history,
            stopped,
            at.epoch,
            best,
            self.problem.model,
            self.problem.of,
            self.step.count,
            self.problem.classes,
        )

    # ---- one epoch ----------------------------------------------------------------------------

    def _epoch(self, at: Progress, rng: np.random.Generator, before: _Standing) -> dict[str, float]:
        """Train for one epoch and return its numbers; DivergedError if one is not finite."""
        try:
            total = seen = 0.0
            for batch, samples in self.batches.epoch(rng):
                loss = self._step(at, batch)
                total += loss * samples
                seen += samples
            at.params = {name: as_numpy(array) for name, array in at.params.items()}
            self._refuse_bad(at.params)
        except _NotFiniteError:
            at.params, self.step.state, self.step.count = before.params, before.state, before.count
            raise self._explained(at, _generator(before.random)) from None
        return {"loss": total / seen, **self.watch.row(at.params), "rate": self.step.rate}

    def _standing(self, at: Progress, rng: np.random.Generator) -> _Standing:
        state = {name: _copy(states) for name, states in self.step.state.items()}
        random = dict(rng.bit_generator.state)
        params, best = _copy(at.params), at.best
        return _Standing(params, state, self.step.count, at.epoch, random, best, at.best_epoch)

    def _step(self, at: Progress, batch: Arrays) -> float:
        self.step.rate = self.schedule(self.optimiser.rate, at.epoch, self.step.count)
        found: Any = self.step(at.params, batch)
        if isinstance(found, tuple):  # backends whose arrays never change return new ones
            found, at.params = found
        loss = float(found)
        if not math.isfinite(loss):
            raise _NotFiniteError
        return loss

    def _refuse_bad(self, params: Arrays) -> None:
        for states in self.step.state.values():
            # an infinite mean square makes all steps 0: nothing would be learned, or said
            if not all(np.isfinite(as_numpy(array)).all() for array in states.values()):
                raise _NotFiniteError
        for name, array in params.items():
            if not np.isfinite(array).all():
                raise _NotFiniteError
            if self.problem.model.symbol(name).is_positive and not (array > 0).all():
                raise _NotPositiveError(
                    f"the step makes {name} ≤ 0, but the model assumes it positive; train its "
                    f"logarithm instead"
                )

    def _note(self, at: Progress, row: dict[str, float], rng: np.random.Generator) -> None:
        at.epoch += 1
        at.step, at.random = self.step.count, dict(rng.bit_generator.state)
        at.state = {
            name: {state: as_numpy(array) for state, array in states.items()}
            for name, states in self.step.state.items()
        }
        at.history.append(row)
        at.waited += 1
        if self.patience is not None and self.watch.improved(row, at.best_value):
            at.best, at.best_epoch, at.waited = _copy(at.params), at.epoch, 0
            at.best_value = row[self.watch.monitor]

    def _explained(self, at: Progress, rng: np.random.Generator) -> DivergedError:
        """The epoch again, step by step: what was not finite first, and the parameters before."""
        for number, (batch, _) in enumerate(self.batches.epoch(rng), 1):
            good = _copy(at.params)
            try:
                self._step(at, batch)
                self._refuse_bad({name: as_numpy(array) for name, array in at.params.items()})
            except _NotFiniteError as error:
                known = isinstance(error, _NotPositiveError)
                where = str(error) if known else origin(self.problem, good, batch)
                at.params = good
                words = f"epoch {at.epoch + 1}, step {number} of {len(self.batches)}: {where}"
                return DivergedError(
                    f"{words}. A smaller learning rate may help; it was {self.step.rate:.3g}",
                    self._result(at, good, "diverged", at.epoch),
                )
        return DivergedError(
            f"epoch {at.epoch + 1}: a number that is not finite; it was so only once, so this "
            f"backend does not compute the same twice",
            self._result(at, _copy(at.params), "diverged", at.epoch),
        )

    def _interrupted(self, at: Progress, before: _Standing) -> TrainingInterruptError:
        """What is kept when somebody stops the training: the last whole epoch, or the best."""
        columns = at.history.columns
        whole = {name: column[: before.epoch] for name, column in columns.items()}
        at.history = History(whole if before.epoch else {})
        at.epoch, self.step.count = before.epoch, before.count
        kept = before.params, "interrupted", before.best, before.best_epoch
        return TrainingInterruptError(self._chosen(at, *kept))


def _generator(state: dict[str, Any]) -> np.random.Generator:
    rng = np.random.default_rng()
    rng.bit_generator.state = state
    return rng


def _copy(arrays: Mapping[str, Any]) -> Arrays:
    return {name: np.array(as_numpy(array)) for name, array in arrays.items()}
