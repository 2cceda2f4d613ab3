"""The claim that derived gradients are the slopes of the compiled function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from symnn.derivation import Derivation
from symnn.documents.document import Row
from symnn.documents.slopes import Gradients, slopes
from symnn.language.family import Member
from symnn.language.label import Label
from symnn.language.recurrence import key_of
from symnn.pages.claims import Claim, Outcome


@dataclass(frozen=True)
class Differences(Claim):
    """The gradients of a derivation agree with finite differences of its target.

    At ``values``, or at random ones of small sizes that meet the facts of the model. ``spoil``
    names a gradient that is given away wrong, for the twins.
    """

    derivation: Derivation
    values: Mapping[str, Any] | None = None
    spoil: str = ""

    @property
    def rows(self) -> list[Row]:
        """None: the equations stand where they are derived."""
        return []

    def judged(self) -> Outcome:
        """Compile, and measure slopes."""
        found = slopes(self.derivation, self.values, self._spoilt if self.spoil else None)
        return Outcome(found.report.ok, "✓" if found.report.ok else "✗", [found.words])

    def twins(self) -> Iterator[Claim]:
        """Each gradient given away wrong."""
        for symbol in self.derivation.adjoints.wrt:
            runs = isinstance(symbol, Member) and isinstance(symbol.label, Label)
            yield replace(self, spoil=key_of(symbol) if runs else symbol.name)

    def _spoilt(self, gradients: Gradients) -> Gradients:
        return {**gradients, self.spoil: 2 * np.asarray(gradients[self.spoil]) + 1}
