"""What the loop needs of a training step: loss, gradients and update in one call.

``model.training_step`` makes such steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

Arrays = dict[str, np.ndarray]
States = dict[str, Arrays]


class Step(Protocol):
    """``loss = step(params, batch)`` moves the arrays of ``params``, in place, one step on.

    Backends whose arrays never change return ``(loss, params)`` instead, with new arrays. The loss
    is the one before the step. ``rate`` is the learning rate of the next step, ``count`` the number
    of steps taken, and ``state`` the optimiser's arrays, ``step.state["W"]["m"]`` (none before the
    first step). Whoever sets all three to what they were, before the first call or together with
    other arrays of parameters, continues as if nothing had happened.
    """

    rate: float
    count: int
    state: States

    def __call__(self, params: Any, batch: Mapping[str, Any]) -> Any:
        """One step; returns the loss."""


def as_numpy(array: Any) -> np.ndarray:
    """An array of any backend as one of NumPy, on this machine's memory.

    >>> as_numpy([1.0, 2.0])
    array([1., 2.])
    """
    if hasattr(array, "detach"):  # PyTorch
        array = array.detach().cpu().numpy()
    return np.asarray(array)
