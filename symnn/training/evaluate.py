"""Numbers for named quantities of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from symnn.language.expression import symbols_in
from symnn.language.system import Equation, System
from symnn.numeric.compiled import Compiled, compiled

if TYPE_CHECKING:
    from symnn.model import Model


class Evaluator:
    """``evaluate(values) → {name: array}`` for some quantities of a system.

    ``values`` may hold more than is needed.
    """

    def __init__(self, system: System, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._each: dict[str, Any] = {}
        self._function: Compiled | None = None
        if getattr(system, "has_families", False):  # whose quantities are compiled one by one
            model: Any = system
            self._each = {name: model.compile(name) for name in names}
        elif names:
            self._function = _function(system, system.ordered(list(names)))

    def __call__(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The quantities at ``values``."""
        if self._function is None:
            return {name: f(_needed(f, values))[0] for name, f in self._each.items()}
        _, found = self._function(_needed(self._function, values))
        return {name: found[name] for name in self.names}


def _needed(function: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    return {symbol.name: values[symbol.name] for symbol in function.inputs}


def every_quantity(model: Model, of: str, params: Sequence[str]) -> tuple[list[Equation], Compiled]:
    """All equations of ``of`` and of its gradient in order, and one function for all of them."""
    derivation = model.gradient(of, list(params))
    equations = [*model.ordered([of]), *derivation.equations]
    return equations, _function(model, equations)


def _function(system: System, equations: Sequence[Equation]) -> Compiled:
    defined = {equation.symbol for equation in equations}
    used = {symbol for e in equations for symbol in symbols_in(e.expr)} - defined
    inputs = [symbol for symbol in system.inputs.values() if symbol in used]
    results = {equation.name: equation.symbol for equation in equations}
    return compiled(equations, inputs, equations[-1].symbol, results)


def first_not_finite(
    equations: Sequence[Equation], function: Compiled, values: Mapping[str, Any]
) -> tuple[Equation, tuple[int, ...]] | None:
    """The first equation whose quantity is not finite at ``values``, and the first such entry."""
    needed = {symbol.name: values[symbol.name] for symbol in function.inputs}
    _, found = function(needed)
    for equation in equations:
        bad = ~np.isfinite(np.asarray(found[equation.name]))
        if bad.any():
            return equation, tuple(map(int, np.argwhere(bad)[0]))
    return None
