"""Numbers between which a quantity lies."""

from __future__ import annotations

from typing import TypeAlias

import sympy as sp

Bounds: TypeAlias = tuple[sp.Rational | None, sp.Rational | None]
"""The numbers between which all entries of a quantity lie; None where there is none."""
