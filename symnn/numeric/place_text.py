"""The source text of places: forms and sizes as tuples of numbers, and the functions for them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.numeric import windows
from symnn.plan.places import Form, moved
from symnn.plan.program import Step

ZERO, ONE = sp.Integer(0), sp.Integer(1)
SizeText = Callable[[Expr], str]
NEEDS = {
    "windows": ("windows", "padding", "strided", "fill"),
    "folds": ("folds", "padding", "strided", "fill"),
    "mask": ("mask",),
    "whole": ("whole",),
    "scatter": ("whole", "scatter"),
}
STRIDED = "from numpy.lib.stride_tricks import as_strided"


def forms_of(step: Step) -> tuple[Form, ...]:
    """The places of a window, or of a fold, one for each axis of the array that they are of.

    Those of a window are in the axes of its result as it lies in memory, those of a fold in the
    axes of its operand.
    """
    [(_, letters)] = step.args
    if step.kind == "window":
        first = len(letters)
        return moved(step.name, {x - first: place for place, x in enumerate(step.out)})
    new = {len(letters) + place: form for place, form in enumerate(step.name)}
    return tuple(new.get(x) or (ZERO, ((letters.index(x), ONE),)) for x in step.out)


def mask_form(step: Step, form: Form) -> Form:
    """The place of a mask in the axes of the array as they lie in memory."""
    [found] = moved([form], {x: place for place, x in enumerate(step.out)})
    return found


def tuple_text(values: Sequence[str]) -> str:
    """A tuple as source."""
    return f"({', '.join(values)}{',' if len(values) == 1 else ''})"


def form_text(form: Form, size_of: SizeText) -> str:
    """One place as source."""
    constant, steps = form
    pairs = [f"({position}, {size_of(step)})" for position, step in steps]
    return f"({size_of(constant)}, {tuple_text(pairs)})"


def forms_text(step: Step, size_of: SizeText) -> str:
    """All places of a step as source."""
    return f"[{', '.join(form_text(form, size_of) for form in forms_of(step))}]"


def numpy_helpers(name: str) -> dict[str, str]:
    """The source of a function of :mod:`symnn.numeric.windows` and of what it calls."""
    found: dict[str, str] = {}
    for needed in NEEDS[name]:
        function: Any = getattr(windows, needed)
        source = inspect.getsource(function)
        found[needed] = source.replace("  # type: ignore[no-untyped-def]", "")
    return found
