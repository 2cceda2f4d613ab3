"""The one place that imports ziamath, which warns of its own imports."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # importlib.resources.path, in 0.13
    from ziamath import operators
    from ziamath.nodes.mrow import Mrow
    from ziamath.tex import tex2mml
    from ziamath.zmath import Math as Typeset

__all__ = ["Mrow", "Typeset", "operators", "tex2mml"]
