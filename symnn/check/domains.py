"""Domains of quantities as equations that hold for their entries."""

from __future__ import annotations

import sympy as sp

from symnn.language.facts import Fact, SymmetricFact
from symnn.language.index import Index
from symnn.notation.reader.claim import Document


def domain_facts(document: Document) -> list[Fact | SymmetricFact]:
    """y² = y for entries that are 0 or 1, y² = 1 for signs."""
    found: list[Fact | SymmetricFact] = []
    for name, domain in document.domains.items():
        symbol = document.system.symbols.get(name)
        if symbol is None or domain not in ("binary", "sign"):
            continue
        indices = tuple(Index(size) for size in symbol.shape)
        entry = symbol[indices]
        if domain == "binary":
            found.append(Fact(entry**2, entry, indices, f"{name} is 0 or 1"))
        else:
            found.append(Fact(entry**2, sp.S.One, indices, f"{name} is 1 or -1"))
    return found
