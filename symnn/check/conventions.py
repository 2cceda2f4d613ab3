"""Derivatives by a symmetric matrix: by its free entries, as here, or by its independent ones.

With G the derivative by free entries, that by the entries on and above the diagonal, of which each
stands at two places, is G + Gᵀ − G ∘ I (The Matrix Cookbook, eq. 138).
"""

from __future__ import annotations

from symnn.check.numbers import OutsideError
from symnn.check.trial import Trial, close
from symnn.check.verdict import Hint
from symnn.language.errors import NoRuleError
from symnn.language.facts import SymmetricFact
from symnn.language.symbol import DerivativeSymbol, symbol_of

WORDS = (
    "this is the derivative by the independent entries of {0}, G + Gᵀ − G ∘ I, where {0}[i,j] and "
    "{0}[j,i] move together; here the entries of {0} are free, and the derivative is G"
)


def independent_entries(trial: Trial) -> Hint | None:
    """The hint that a right side is the derivative by the independent entries, if it is."""
    claim = trial.claim
    symbol = symbol_of(claim.left)
    if len(claim.free) != 2 or not isinstance(symbol, DerivativeSymbol) or symbol.of.shape:
        return None
    known = {fact.symbol.name for fact in claim.facts if isinstance(fact, SymmetricFact)}
    if symbol.wrt.name not in known:
        return None
    for evaluation, truth in zip(trial.evaluations, trial.truth, strict=True):
        try:
            own = trial.values(claim.right, evaluation)
        except (OutsideError, NoRuleError):
            return None
        places = [tuple(at[i] for i in claim.free) for at in evaluation.sampled(claim.free)]
        free = dict(zip(places, truth, strict=True))
        for (i, j), value in zip(places, own, strict=True):
            expected = free[i, j] if i == j else free[i, j] + free[j, i]
            if not close(value, expected):
                return None
    return Hint("convention", WORDS.format(symbol.wrt.name))
