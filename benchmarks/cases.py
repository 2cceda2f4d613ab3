"""The networks, batches and losses that training steps are timed on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Case:
    """A network, its batch and its loss, and how many steps are timed at once.

    ``squared`` asks for ½ Σ (a − y)² / N with logistic units throughout, else the hidden units are
    tanh and the loss is softmax cross-entropy.
    """

    sizes: tuple[int, ...]
    batch: int
    dtype: str = "float64"
    squared: bool = False
    steps: int = 1

    @property
    def title(self) -> str:
        """What the case is called."""
        many = f", {self.steps} steps in a call" if self.steps > 1 else ""
        return f"{'-'.join(map(str, self.sizes))}, batch {self.batch}, {self.dtype}{many}"


CASES = (
    Case((2, 2, 2), 1, squared=True),
    Case((2, 2, 2), 1, squared=True, steps=1000),
    Case((2, 2, 1), 4, squared=True),
    Case((64, 32, 10), 32),
    Case((784, 128, 10), 64),
    Case((784, 128, 10), 64, "float32"),
    Case((784, 512, 512, 10), 128),
    Case((784, 512, 512, 10), 128, "float32"),
)


def data(case: Case) -> Arrays:
    """A random batch; labels are one-hot."""
    random = np.random.default_rng(1)
    X = random.normal(size=(case.batch, case.sizes[0]))
    Y = np.eye(case.sizes[-1])[random.integers(0, case.sizes[-1], case.batch)]
    return {"X": X.astype(case.dtype), "Y": Y.astype(case.dtype)}


def parameters(case: Case, seed: int = 0) -> Arrays:
    """Random weights, zero biases."""
    random = np.random.default_rng(seed)
    made: Arrays = {}
    for layer, (rows, columns) in enumerate(pairwise(case.sizes), 1):
        made[f"W{layer}"] = (random.normal(size=(rows, columns)) / rows**0.5).astype(case.dtype)
        made[f"b{layer}"] = np.zeros(columns, case.dtype)
    return made
