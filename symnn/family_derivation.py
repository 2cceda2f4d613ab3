"""Derivations of models with families."""

from __future__ import annotations

from symnn.derivation import Derivation


class FamilyDerivation(Derivation):
    """The derivatives of a scalar by families and by what they share, as recurrences.

    ``adjoints`` has one equation for all labels inside of a range and one for each at an end.
    """
