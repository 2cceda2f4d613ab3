"""What the loop needs of a training step: loss, gradients and update in one call.

``model.training_step`` makes such steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from symnn.training.optimisers import Optimiser

Arrays = dict[str, np.ndarray]
States = dict[str, Arrays]


class Step(Protocol):
    """``loss = step(params, batch)`` moves the arrays of ``params``, in place, one step on.

    ``rate`` is the learning rate of the next step, ``count`` the number of steps taken, and
    ``state`` the optimiser's arrays: ``step.state["W"]["m"]``. Whoever sets all three to what they
    were, before the first call or together with other arrays of parameters, continues as if nothing
    had happened. The loss is the one before the step.
    """

    rate: float
    count: int
    state: States

    def __call__(self, params: Any, batch: Mapping[str, Any]) -> Any:
        """One step; returns the loss."""


def zero_states(optimiser: Optimiser, params: Mapping[str, np.ndarray]) -> States:
    """The states of an optimiser before the first step.

    >>> from symnn.training.optimisers import SGD
    >>> zero_states(SGD(0.1, momentum=0.9), {"w": np.ones(2)})
    {'w': {'b': array([0., 0.])}}
    """
    return {
        name: {state: np.zeros_like(array) for state in optimiser.states}
        for name, array in params.items()
    }
