"""Second definitions of a name: whether they say the same as the first, as the judge sees it."""

from __future__ import annotations

from symnn.check.engine import Judge
from symnn.language.system import System
from symnn.language.tensor import Tensor

TIMEOUT = 3.0
"""Seconds for one definition."""


def same(system: System, left: Tensor, right: Tensor) -> bool:
    """Whether two tensors over the same indices are proved equal, by the equations of a system.

    >>> import symnn as sn
    >>> model = sn.Model(); x = sn.scalar("x"); a = model.define("a", x + 1)
    >>> same(model, a**2, x**2 + 2 * x + 1), same(model, a**2, x**2 + 1)
    (True, False)
    """
    court = Judge(system, timeout=TIMEOUT)
    return court.judge(left.expr, right.expr, left.indices).kind == "proved"
