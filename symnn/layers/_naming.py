"""Names for the intermediate quantities of a layer."""

from __future__ import annotations

from dataclasses import dataclass

from symnn.language.errors import LabelError
from symnn.language.family import Member, family
from symnn.language.label import Label
from symnn.language.recurrence import family_equation
from symnn.language.system import System
from symnn.language.tensor import Tensor


@dataclass(frozen=True)
class Naming:
    """Defines quantities in ``model``; where there is none they stay expressions.

    ``suffix`` is added to every name, to tell the layers of one model apart; with a ``label`` the
    quantities are families.
    """

    model: System | None
    suffix: str = ""
    label: Label | None = None

    def __post_init__(self) -> None:
        if self.model is None and (self.suffix or self.label is not None):
            raise LabelError("suffix and label are for names in a model: write model=… too")

    def __call__(self, name: str, value: Tensor) -> Tensor:
        """The quantity ``name`` with this value."""
        if self.model is None:
            return value
        if self.label is None:
            return self.model.define(name + self.suffix, value)
        members = family(name + self.suffix, self.label, *value.shape)
        return self.model.add(family_equation(members[self.label], value))

    def again(self, old: Tensor, name: str, value: Tensor) -> Tensor:
        """The next value of ``old``: the next member of its family, or the quantity ``name``."""
        if self.model is not None and self.label is not None and isinstance(old.symbol, Member):
            return self.model.add(family_equation(old.symbol.family[self.label], value))
        return self(name, value)
