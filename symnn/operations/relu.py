"""The rectified linear unit."""

from __future__ import annotations

import numpy as np
import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.step import STEP


def _relu(x):
    return np.maximum(x, 0.0)


RELU = Elementwise(
    name="relu",
    latex=r"\operatorname{ReLU}",
    definition=lambda z: sp.Max(z, 0),
    slopes=[lambda z, a: STEP.function(z)],  # ReLU' = 𝟙[z > 0]
    array=_relu,
    computed=lambda z: sp.Max(z, 0),
    kinks=(0.0,),
    source="torch.nn.functional.relu",
)


def relu(z: Tensor) -> Tensor:
    """The rectifier max(z, 0), elementwise. At its kink z = 0 the slope is taken as 0.

    >>> import symnn as sn
    >>> sn.relu(sn.vector("z", 3)).shape
    (3,)
    """
    return RELU(z)
