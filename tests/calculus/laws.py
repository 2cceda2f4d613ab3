"""Whether an identity is shown."""

from __future__ import annotations

from symnn.calculus.facts import Knowledge
from symnn.calculus.zero import is_zero
from symnn.language.tensor import Tensor


def vanishes(tensor: Tensor, *facts: object) -> bool:
    """Whether every entry is shown to be 0."""
    return is_zero(tensor.expr, Knowledge(facts))
