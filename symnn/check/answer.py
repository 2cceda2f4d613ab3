"""The right formula, in the notation of the writers; only for those who ask."""

from __future__ import annotations

from dataclasses import replace

from symnn.check.claim import Equality
from symnn.check.substitute import put_in
from symnn.check.verdict import Hint
from symnn.language.expression import symbols_in
from symnn.language.symbol import DerivativeSymbol
from symnn.notation.equation import taken_names, write
from symnn.notation.style import Latex


def answer(claim: Equality, hint: Hint | None) -> Hint:
    """The hint together with the true value of the left side, as LaTeX."""
    heads = {
        symbol.name: claim.equations[symbol.name]
        for symbol in symbols_in(claim.left)
        if isinstance(symbol, DerivativeSymbol)
    }
    true = put_in(claim.left, heads)
    taken = taken_names(claim.resolution.source)
    named = any(index.named for index in claim.free)
    written = write(claim.left, true, claim.free, "index" if named else "matrix", Latex(), taken)
    known = hint or Hint("other", "no single change repairs it")
    return replace(known, answer=written.right)
