"""What is looked at after every epoch: metrics, validation, and whether it gets better."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from symnn.language.errors import UnknownNameError
from symnn.training.evaluate import Evaluator
from symnn.training.inputs import Arrays, Problem
from symnn.training.metrics import Metric


class Watch:
    """The numbers of an epoch, and the one that decides which epoch was best.

    ``monitor`` names that one: by default the validation loss, or the loss where nothing is held
    back. Raises UnknownNameError for a name that no number has.
    """

    def __init__(
        self,
        problem: Problem,
        held_back: Arrays | None,
        metrics: Sequence[Metric],
        monitor: str | None,
    ) -> None:
        self.problem = problem
        self.held_back = held_back
        self.metrics = metrics
        kinds = ("", "val_") if held_back is not None else ("",)
        names = [kind + name for kind in kinds for name in ("loss", *(m.name for m in metrics))]
        self.monitor = monitor or ("val_loss" if held_back is not None else "loss")
        if self.monitor not in names:
            raise UnknownNameError(f"no number {self.monitor!r}; there are {', '.join(names)}")
        better = {metric.name for metric in metrics if metric.larger_is_better}
        self._sign = -1 if self.monitor.removeprefix("val_") in better else 1
        needs = {name for metric in metrics for name in metric.needs} - problem.data.keys()
        self._train = Evaluator(problem.model, sorted(needs))
        self._validate = Evaluator(problem.model, sorted({*needs, problem.of}))

    def row(self, params: Arrays) -> dict[str, float]:
        """The metrics with these parameters, on the data and on what is held back."""
        row = self._numbers("", self.problem.data, self._train({**self.problem.data, **params}))
        if self.held_back is not None:
            found = self._validate({**self.held_back, **params})
            row["val_loss"] = float(found[self.problem.of])
            row |= self._numbers("val_", self.held_back, found)
        return row

    def _numbers(self, kind: str, data: Arrays, found: Mapping[str, object]) -> dict[str, float]:
        values = {**data, **found}
        return {kind + metric.name: metric.function(values) for metric in self.metrics}

    def improved(self, row: Mapping[str, float], best: float | None) -> bool:
        """Whether an epoch is better than the best one so far."""
        value = row[self.monitor]
        if best is None or math.isnan(best):
            return True
        return self._sign * value < self._sign * best
