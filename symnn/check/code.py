"""Claims that are code: functions on arrays, compared with the derived gradient at points."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import mpmath
import numpy as np
from sympy.core.expr import Expr

from symnn.check.claim import Equality
from symnn.check.code_hints import shape_hint, value_hint
from symnn.check.deadline import Deadline
from symnn.check.engine import Judge
from symnn.check.evaluation import Evaluation
from symnn.check.numbers import OutsideError
from symnn.check.points import Point
from symnn.check.realnumbers import Digits
from symnn.check.refute import nested
from symnn.check.sampling import points
from symnn.check.verdict import Counterexample, Verdict
from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.text import shape_text

POINTS = 8
"""Points at which code is compared."""
TRIES = 40
ROUNDED = {"float64": 1e-9, "float32": 1e-4, "float16": 2e-2, "bfloat16": 1e-1}
"""The error, relative to the largest entry, that rounding may make in code."""


def judged_code(
    court: Judge,
    symbol: TensorSymbol,
    claim: Callable[..., Any],
    arrays: Callable[[Any], Any] | None,
) -> Verdict:
    """The verdict on a function that should return the derivative ``symbol``."""
    whole = _rests_on(symbol)
    equality = Equality(court.resolution, whole, whole, (), tuple(court.facts or ()))
    random = Random(court.seed)  # noqa: S311 (verdicts repeat; nothing is secret)
    deadline = Deadline(court.timeout)
    shape = tuple(map(str, symbol.shape))
    runs: list[_Run] = []
    for number, where in enumerate(points(equality, random, simple=True)):
        if len(runs) == POINTS or number >= TRIES:
            break
        with mpmath.workdps(30):
            evaluation = where.evaluation(equality, Digits(), deadline)
            try:
                truth = _array(evaluation, symbol)
                values = _values(court, evaluation, where)
            except OutsideError:
                continue
        found = _numpy(_called(claim, values, arrays), symbol)
        if found.shape != truth.shape:
            words = (
                f"{symbol.name} has shape {shape_text(truth.shape)}, the function returned "
                f"{shape_text(found.shape)}"
            )
            mistake = shape_hint(truth, found)
            return Verdict("refuted", (), (words,), None, mistake, shape, court.seed)
        runs.append(_Run(where, truth, found))
    if not runs:
        words = "no point of the domain was found"
        return Verdict("unclear", (), (words,), None, None, shape, court.seed)
    # entries far below the usual size carry the rounding of larger numbers
    floor = 0.05 * max(float(np.max(np.abs(run.truth), initial=0.0)) for run in runs)
    for run in runs:
        allowed = ROUNDED.get(run.found.dtype.name, 1e-9)
        if not run.error(floor) <= allowed:
            words = (
                f"differs by {run.error(floor):.2g} of the largest entry, more than rounding "
                f"({allowed})"
                if np.all(np.isfinite(run.found))
                else "the function returned what is not finite"
            )
            pairs = [(other.truth, other.found, other.where.sizes) for other in runs]
            repair = value_hint(pairs, allowed, floor)
            return Verdict("refuted", (), (words,), run.example(), repair, shape, court.seed)
    worst = max(run.error(floor) for run in runs)
    sizes = {tuple(run.where.sizes.items()) for run in runs}
    words = f"equal to {worst:.1g} at {len(runs)} random points of {len(sizes)} sizes"
    return Verdict("agrees", (), (words,), None, None, shape, court.seed)


def _rests_on(symbol: TensorSymbol) -> Expr:
    """A number that rests on a derivative, on what is differentiated and on that by which.

    Code may take x, if only for its shape, where the derivative is the same for every x.
    """
    free = tuple(Index(size) for size in symbol.shape)
    whole = total_over(symbol[free], free)
    if isinstance(symbol, DerivativeSymbol):
        whole += _rests_on(symbol.of) + _rests_on(symbol.wrt)
    return whole


@dataclass(frozen=True)
class _Run:
    """One call of the code: the point, the derived gradient, and what the code returned."""

    where: Point
    truth: np.ndarray
    found: np.ndarray

    def error(self, floor: float) -> float:
        """The largest difference, relative to the largest entry."""
        found = self.found.astype(complex if self.found.dtype.kind == "c" else float)
        sizes = (np.max(np.abs(values), initial=0.0) for values in (self.truth, found))
        scale = max(floor, 1e-9, *map(float, sizes))
        error = float(np.max(np.abs(self.truth - found), initial=0.0)) / scale
        return error if np.isfinite(error) else float("inf")

    def example(self) -> Counterexample:
        """The entry that differs most."""
        place: tuple[int, ...] = ()
        if self.truth.shape:
            gap = np.nan_to_num(np.abs(self.truth - self.found.astype(complex)), nan=np.inf)
            place = tuple(map(int, np.unravel_index(int(np.argmax(gap)), gap.shape)))
        return Counterexample(
            {str(name): size for name, size in self.where.sizes.items()},
            {name: nested(array) for name, array in self.where.arrays.items()},
            tuple(i + 1 for i in place),
            f"{float(self.truth[place]):.10g}",
            f"{self.found[place].item():.10g}",
        )


def _array(evaluation: Evaluation, symbol: TensorSymbol) -> np.ndarray:
    shape = tuple(evaluation.size(size) for size in symbol.shape)
    made = np.empty(shape)
    for place in np.ndindex(shape):
        made[place] = float(evaluation.quantity(symbol, tuple(i + 1 for i in place)))
    return made


def _values(court: Judge, evaluation: Evaluation, where: Point) -> dict[str, np.ndarray]:
    """The arrays of all quantities that can be evaluated at a point."""
    found = {}
    for name, symbol in court.system.symbols.items():
        if name in where.arrays or name in court.system.equations:
            try:
                found[name] = _array(evaluation, symbol)
            except (OutsideError, KeyError):  # a quantity that the derivative does not need
                continue
    return found


def _called(
    claim: Callable[..., Any],
    values: Mapping[str, np.ndarray],
    arrays: Callable[[Any], Any] | None,
) -> Any:
    """What the function returns for the values of the quantities that its parameters name."""
    given = {name: arrays(value) if arrays else value for name, value in values.items()}
    parameters = _parameters(claim)
    needed = [p for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD]
    if len(needed) == 1 and needed[0].name not in given:
        return claim(given)
    missing = [p.name for p in needed if p.name not in given or p.kind is p.VAR_POSITIONAL]
    if missing:
        raise TypeError(
            f"check: the function asks for {', '.join(missing)}; the quantities are "
            f"{', '.join(given)}. A function of one dictionary takes all of them"
        )
    positional: list[Any] = []
    named: dict[str, Any] = {}
    for parameter in parameters:
        if parameter.kind is parameter.VAR_KEYWORD:
            named = {**given, **named} if not positional else named
        elif parameter in needed and parameter.kind is not parameter.KEYWORD_ONLY:
            positional.append(given[parameter.name])
        elif parameter in needed:
            named[parameter.name] = given[parameter.name]
    return claim(*positional, **named)


def _parameters(claim: Callable[..., Any]) -> list[inspect.Parameter]:
    """The parameters of a function; one unnamed dictionary where it does not tell them."""
    try:
        return list(inspect.signature(claim).parameters.values())
    except ValueError:
        return [inspect.Parameter("values", inspect.Parameter.POSITIONAL_ONLY)]


def _numpy(result: Any, symbol: TensorSymbol) -> np.ndarray:
    """What a function returned as an array of numbers.

    Raises TypeError for anything else: that is a mistake in calling, not a wrong gradient.
    """
    if hasattr(result, "detach"):
        result = result.detach().cpu()
    try:
        found = np.asarray(result)
    except (TypeError, ValueError):
        found = np.asarray(None)
    if found.dtype.name == "bfloat16":
        return found
    if found.dtype.kind not in "biufc":
        raise TypeError(
            f"check: the function returned {type(result).__name__}; expected an array, the value "
            f"of {symbol.name} of shape {shape_text(tuple(symbol.shape))}"
        )
    return found
