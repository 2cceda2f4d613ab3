"""Minibatches: the samples in a seeded order, some at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from symnn.language.errors import SizeError
from symnn.training.inputs import Arrays, Problem
from symnn.training.trouble import DataError


class Batches:
    """The batches of a problem; each epoch takes every sample once, in a new order.

    They hold the data that the loss depends on. Arrays without an axis for samples are the same in
    every batch; data that are one sample are one batch. The last batch is smaller where the size
    does not divide the number of samples, or is left out with ``drop_last``.
    """

    def __init__(
        self, problem: Problem, size: int | None, *, drop_last: bool = False, shuffle: bool = True
    ) -> None:
        if size is not None and size < 1:
            raise SizeError(f"batch_size is a number ≥ 1, or None for all samples, not {size}")
        self.problem = problem
        self.size = min(size or problem.count, problem.count)
        self.drop_last = drop_last
        self.shuffle = shuffle
        self.data = problem.loss_data
        self._room: dict[int, Arrays] = {}

    def __len__(self) -> int:
        full, rest = divmod(self.problem.count, self.size)
        return full + bool(rest and not self.drop_last)

    @property
    def counts(self) -> list[int]:
        """The numbers of samples that batches have."""
        rest = self.problem.count % self.size
        return [self.size] if not rest or self.drop_last else [self.size, rest]

    def epoch(self, rng: np.random.Generator) -> Iterator[tuple[Arrays, int]]:
        """The batches of one epoch, each with its number of samples.

        The arrays of a batch hold until the next one is asked for.
        """
        count = self.problem.count
        if self.size == count:
            yield self.data, count
            return
        order = rng.permutation(count) if self.shuffle else np.arange(count)
        for number in range(len(self)):
            chosen = order[number * self.size : (number + 1) * self.size]
            yield self._taken(chosen), len(chosen)

    def _taken(self, chosen: np.ndarray) -> Arrays:
        data, axes = self.data, self.problem.axes
        room = self._room.setdefault(len(chosen), {})
        for name, array in data.items():
            if name not in axes:
                room[name] = array
                continue
            # "clip" only saves a copy: all places are inside
            out = room.get(name)
            room[name] = np.take(array, chosen, axis=axes[name], out=out, mode="clip")
        return room


def taken(arrays: Mapping[str, np.ndarray], axes: Mapping[str, int], chosen: np.ndarray) -> Arrays:
    """Some samples of the data."""
    return {
        name: np.take(array, chosen, axis=axes[name]) if name in axes else array
        for name, array in arrays.items()
    }


class TooFewSamplesError(DataError):
    """Data of too few samples to hold some of them back."""


def split(problem: Problem, share: float, seed: int) -> tuple[Arrays, Arrays]:
    """The data in two parts, drawn by ``seed``: for training, and ``share`` of it held back.

    Raises TooFewSamplesError where one of them would be empty.
    """
    held_back = round(problem.count * share) if problem.batch is not None else 0
    if not 0 < held_back < problem.count:
        raise TooFewSamplesError(
            f"validation={share}: of {problem.count} samples this holds back {held_back}; both "
            f"parts need at least one"
        )
    order = np.random.default_rng([seed, 1]).permutation(problem.count)
    rest, chosen = np.sort(order[held_back:]), np.sort(order[:held_back])
    return taken(problem.data, problem.axes, rest), taken(problem.data, problem.axes, chosen)
