"""The check of a derivation by finite differences, at given values or at random ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from symnn.check.random_values import random_values
from symnn.documents.stand_ins import compiled_with, stand_ins
from symnn.language.errors import SymnnError
from symnn.numeric.finite_difference import finite_difference
from symnn.numeric.gradient_report import FiniteDifferenceReport

if TYPE_CHECKING:
    from symnn.derivation import Derivation

Gradients = dict[str, Any]


class NoValuesError(SymnnError, ValueError):
    """A function that is finite at none of the points that were tried."""


@dataclass(frozen=True)
class Slopes:
    """What finite differences say of a derivation, and the sizes at which they were taken.

    ``sizes`` is None where the values were given; ``known`` names the functions that were put in
    the place of unknown ones.
    """

    report: FiniteDifferenceReport
    sizes: Mapping[str, int] | None
    known: Mapping[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """A sentence without its full stop."""
        if not self.report.ok:
            return str(self.report)
        where = " at the values above"
        if self.sizes is not None:
            at = ", ".join(f"{name} = {size}" for name, size in self.sizes.items())
            where = f" at random values, {at}" if at else " at random values"
        if self.known:
            where += f" with {', '.join(f'{name} = {fn}' for name, fn in self.known.items())}"
        return (
            f"finite differences agree: {self.report.checks} slopes{where}, largest relative "
            f"discrepancy {self.report.worst:.1g}"
        )


def slopes(
    derivation: Derivation,
    values: Mapping[str, Any] | None = None,
    disturb: Callable[[Gradients], Gradients] | None = None,
) -> Slopes:
    """Compile a derivation, and compare its gradients with slopes of its target.

    Without ``values`` at random ones of small sizes that meet the facts of the model; ``disturb``
    changes the gradients before they are compared. Raises NoValuesError where no point was found
    at which the function is finite. Unknown functions have known ones in their places.
    """
    known = stand_ins(derivation)
    function = compiled_with(derivation, known) if known else derivation.compile()

    def called(at: Mapping[str, Any]) -> tuple[Any, Gradients]:
        value, gradients = function(at)
        gradients = gradients if disturb is None else disturb(gradients)
        return _weighted(value, gradients) if np.ndim(value) else (value, gradients)

    if values is not None:
        return Slopes(finite_difference(called, values), None, known)
    target = derivation.adjoints.target
    undecided: Slopes | None = None
    for sizes, random in random_values(derivation.source, target):
        with np.errstate(all="ignore"):
            value, gradients = function(random)
        if all(np.all(np.isfinite(array)) for array in (value, *gradients.values())):
            found = Slopes(finite_difference(called, random), sizes, known)
            if found.report.ok or found.report.wrong:
                return found
            undecided = undecided or found  # on a kink, for one
    if undecided is not None:
        return undecided
    raise NoValuesError(
        f"{target.name} is finite at none of the points that were tried; give some: values={{…}}"
    )


def _weighted(value: Any, jacobians: Gradients) -> tuple[Any, Gradients]:
    """A sum over the entries of a tensor with weights that are all different, and its gradients."""
    axes = np.ndim(value)
    weights = np.random.default_rng(0).normal(size=np.shape(value))
    gradients = {name: np.tensordot(weights, array, axes) for name, array in jacobians.items()}
    return np.sum(weights * value), gradients
