"""What runs a training step: array code, or scalar code that falls back on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from symnn.numeric.compiled import loaded_module
from symnn.numeric.scalar_step import scalar_step
from symnn.numeric.step_program import StepProgram
from symnn.numeric.unrolled import NotUnrolledError

ARITHMETIC = (OverflowError, ZeroDivisionError, ValueError)
"""What Python numbers raise where arrays become infinite or not a number."""


@dataclass(frozen=True, slots=True)
class Runner:
    """``step(*arrays, rate, count)`` and ``repeat(n, *arrays, rate, count)``, in place."""

    step: Callable[..., Any]
    repeat: Callable[..., Any]
    source: str | None = None


def array_runner(step: Callable[..., Any]) -> Runner:
    """The runner of a step on arrays."""

    def repeat(n: int, *arguments: Any) -> Any:
        *arrays, rate, count = arguments
        loss = None
        for time in range(count, count + n):
            loss = step(*arrays, rate, time)
        return loss

    return Runner(step, repeat)


def scalar_runner(
    program: StepProgram, sizes: Mapping[str, int], dtype: np.dtype, arrays: Runner
) -> Runner | None:
    """A runner on Python numbers; where they overflow, ``arrays`` does the step."""
    try:
        source = scalar_step(program, sizes, dtype.char)
    except NotUnrolledError:
        return None
    module = loaded_module(source, "step")
    few_step, few_repeat = module["step"], module["repeat"]

    def step(*arguments: Any) -> Any:
        try:
            return few_step(*arguments)
        except ARITHMETIC:
            return arrays.step(*arguments)

    def repeat(n: int, *arguments: Any) -> Any:
        try:
            return few_repeat(n, *arguments)
        except ARITHMETIC:
            return arrays.repeat(n, *arguments)

    return Runner(step, repeat, source)
