"""Exponentials and logarithms in the forms that array code computes.

SymPy evaluates its own at every step: for milliseconds, where there is nothing to find.
"""

from __future__ import annotations

import sympy as sp


class Exp(sp.Function):
    """eˣ, as it stands."""

    nargs = 1
    is_real = True
    is_positive = True


class Log(sp.Function):
    """log x of a positive number, as it stands."""

    nargs = 1
    is_real = True
