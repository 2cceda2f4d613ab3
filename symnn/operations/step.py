"""The unit step, the slope of the rectifier."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor


def _step(x):
    return (x > 0).astype(x.dtype)


STEP = Elementwise(
    name="step",
    latex=r"\mathbb{1}\left[{0} > 0\right]",
    definition=lambda z: sp.Piecewise((1, z > 0), (0, True)),
    slopes=[lambda z, h: 0],  # 0 off the jump
    array=_step,
    kinks=(0.0,),
    source="torch.heaviside with value 0 at 0",
)


def step(z: Tensor) -> Tensor:
    """The unit step 𝟙[z > 0], elementwise: 1 for z > 0, else 0.

    >>> import symnn as sn
    >>> sn.step(sn.vector("z", 3)).shape
    (3,)
    """
    return STEP(z)
