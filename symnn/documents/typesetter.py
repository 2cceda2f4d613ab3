"""The one place that imports ziamath, which warns of its own imports, and does some work twice."""

from __future__ import annotations

import warnings
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # importlib.resources.path, in 0.13
    from ziafont.glyph import SimpleGlyph
    from ziamath import operators, styles
    from ziamath.nodes.mrow import Mrow
    from ziamath.tex import tex2mml
    from ziamath.zmath import Math as Typeset

__all__ = ["Mrow", "Typeset", "operators", "tex2mml"]

_glyphs: Any = SimpleGlyph
_styles: Any = styles
_drawn: dict[str, Any] = {}
_draw = _glyphs.svgsymbol


def _symbol(glyph: Any) -> Any:
    """The drawing of a letter, made once; ziamath makes it wherever the letter stands."""
    if glyph.id not in _drawn:
        _drawn[glyph.id] = _draw(glyph)
    return _drawn[glyph.id]


_glyphs.svgsymbol = _symbol
_styles.asdict = vars  # it copies the whole style of a formula for each sign in it, only to read it
