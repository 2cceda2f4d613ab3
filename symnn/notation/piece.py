"""Pieces of written mathematics and how tightly they bind."""

from __future__ import annotations

import re
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


def called(name: str, text: str, tall: bool) -> Piece:
    r"""A function that is applied; one of two names, ``\log\det``, has its power outside.

    >>> called(r"\det", r"\det(A)", False).binds, called(r"\log\det", r"\log\det(A)", False).binds
    (5, 4)
    """
    composed = re.match(r"\\[A-Za-z]+\\[A-Za-z]", name)
    return Piece(text, POWER if composed else ATOM, tall)
