"""Pieces of written mathematics and how tightly they bind."""

from __future__ import annotations

from dataclasses import dataclass

SUM, HADAMARD, PRODUCT, POWER, ATOM = 1, 2, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Piece:
    """Text with its binding strength.

    ``tall`` marks fractions and sums, ``negative`` a leading minus sign, ``open`` a sum sign whose
    reach goes on to the right, ``fraction`` one fraction and nothing beside it, ``wide`` a product
    of arrays or a norm, which does not go into the numerator of a fraction.
    """

    text: str
    binds: int = ATOM
    tall: bool = False
    negative: bool = False
    open: bool = False
    fraction: bool = False
    wide: bool = False
