"""What runs a training step: array code, or scalar code that falls back on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from symnn.numeric.compiled import loaded
from symnn.numeric.scalar_step import scalar_step
from symnn.numeric.step_program import StepProgram
from symnn.numeric.unrolled import NotUnrolledError

ARITHMETIC = (OverflowError, ZeroDivisionError, ValueError)
"""What Python numbers raise where arrays become infinite or not a number."""

Step = Callable[[Mapping[str, Any], Mapping[str, Any], float, int], Any]


@dataclass(frozen=True, slots=True)
class Runner:
    """A step bound to its arrays.

    ``step(params, batch, rate, count)`` gives the loss, or None if the dictionaries hold other
    arrays; ``has(params, batch)`` tells whether they hold the same ones. ``repeat(n, rate, count)``
    does ``n`` steps on the arrays that it is bound to. Where ``step`` raises an error of
    arithmetic, nothing has changed, and ``safe`` does the same.
    """

    step: Step
    repeat: Callable[[int, float, int], Any]
    safe: Step
    has: Callable[[Mapping[str, Any], Mapping[str, Any]], bool]


UNBOUND = Runner(lambda *_: None, lambda *_: None, lambda *_: None, lambda *_: False)
"""The runner of a step that has seen no arrays yet."""

Binder = Callable[[Sequence[np.ndarray]], Runner]
"""Binds code for certain sizes to arrays of those sizes."""


def bound_step(names: Sequence[tuple[str, str]], states: int) -> Callable[..., Any]:
    """``bind(run, *arrays)`` gives step, repeat and has for ``run(*arrays, rate, count)``.

    ``names`` are pairs (params or batch, name) of the first arrays; ``states`` more follow.
    """
    arguments = [f"a{place}" for place in range(len(names) + states)]
    same = " and ".join(
        f"{where}[{name!r}] is {argument}"
        for (where, name), argument in zip(names, arguments, strict=False)
    )
    return loaded(
        f"def bind(run, {', '.join(arguments)}):\n"
        f"    def step(params, batch, rate, count):\n"
        f"        if {same}:\n"
        f"            return run({', '.join(arguments)}, rate, count)\n"
        f"        return None\n\n"
        f"    def repeat(n, rate, count):\n"
        f"        for time in range(count, count + n):\n"
        f"            loss = run({', '.join(arguments)}, rate, time)\n"
        f"        return loss\n\n"
        f"    def has(params, batch):\n"
        f"        return {same}\n\n"
        f"    return step, repeat, has\n",
        "bind",
    )


def array_binder(run: Callable[..., Any], names: Sequence[tuple[str, str]], states: int) -> Binder:
    """For ``run(*arrays, rate, count)``; ``names`` are pairs (params or batch, name)."""
    bind = bound_step(names, states)

    def bound(arrays: Sequence[np.ndarray]) -> Runner:
        step, repeat, has = bind(run, *arrays)
        return Runner(step, repeat, step, has)

    return bound


def scalar_binder(
    program: StepProgram,
    sizes: Mapping[str, int],
    dtype: np.dtype,
    names: Sequence[tuple[str, str]],
    fallback: Binder,
) -> Binder | None:
    """For code on Python numbers; where they overflow, ``fallback`` does the step.

    Python computes in float64; for other types there is no such code.
    """
    if dtype != np.float64:
        return None
    try:
        source = scalar_step(program, sizes, names)
    except NotUnrolledError:
        return None
    bind = loaded(source, "bind")

    def bound(arrays: Sequence[np.ndarray]) -> Runner:
        few_step, few_repeat = bind(*arrays)
        safe = fallback(arrays)

        def repeat(n: int, rate: float, count: int) -> Any:
            try:
                return few_repeat(n, rate, count)
            except ARITHMETIC:
                return safe.repeat(n, rate, count)

        return Runner(few_step, repeat, safe.step, safe.has)

    return bound
