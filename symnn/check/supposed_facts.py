"""What a sentence supposes, as facts."""

from __future__ import annotations

from symnn.language.facts import Fact, SymmetricFact
from symnn.language.symbol import Entry, indices_of, symbol_of
from symnn.notation.reader.claim import Equated


def fact_of(equated: Equated, text: str) -> Fact | SymmetricFact:
    """The fact that two expressions are equal; that a matrix is its transpose is one by itself."""
    left, right, indices = equated
    if isinstance(left, Entry) and isinstance(right, Entry) and len(indices) == 2:
        symbol, places = symbol_of(left), indices_of(left)
        turned = symbol == symbol_of(right) and places == indices_of(right)[::-1]
        if turned and symbol is not None and set(places) == set(indices):
            return SymmetricFact(symbol, text)
    return Fact(left, right, indices, text)
