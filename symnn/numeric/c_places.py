"""Windows, folds and conditions on places in C."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sympy.core.expr import Expr

from symnn.plan.places import Form
from symnn.plan.program import Step

Size = Callable[[Expr], int]


def place(form: Form, variables: Sequence[str], size: Size) -> str:
    """A place as a number in C, from 0."""
    constant, steps = form
    terms = [str(size(constant))] if size(constant) or not steps else []
    for position, step in steps:
        factor = size(step)
        terms.append(variables[position] if factor == 1 else f"{factor} * {variables[position]}")
    return f"({' + '.join(terms)})"


def inside(forms: Sequence[tuple[Form, Expr]], variables: Sequence[str], size: Size) -> str:
    """That places lie inside of axes of the sizes that stand beside them."""
    pairs = [(place(form, variables, size), size(axis)) for form, axis in forms]
    return " && ".join(f"{text} >= 0 && {text} < {axis}" for text, axis in pairs)


def window(
    step: Step,
    where: Mapping[int, str],
    shape: Sequence[Expr],
    size: Size,
    at: Callable[[int, Sequence[str]], str],
) -> str:
    """The entry of a window: that of its operand, or 0 beside it."""
    [(number, letters)] = step.args
    new = sorted(set(step.out))
    variables = [where[letter] for letter in new]
    assert new == list(range(len(letters), len(letters) + len(new)))
    entry = at(number, [place(form, variables, size) for form in step.name])
    pairs = list(zip(step.name, shape, strict=True))
    return f"({inside(pairs, variables, size)} ? {entry} : 0)"


def fold(step: Step, size: Size, at: Callable[[int, Sequence[str]], str]) -> tuple[str, str]:
    """The condition and the statement that add an entry of the operand at its place."""
    [(number, letters)] = step.args
    variables = [f"i{letter}" for letter in letters]
    new = dict(enumerate(step.name, len(letters)))
    index = [
        place(new[letter], variables, size) if letter in new else f"i{letter}"
        for letter in step.out
    ]
    sizes = dict(zip(step.out, step.shape, strict=True))
    pairs = [(form, sizes[letter]) for letter, form in new.items()]
    body = f"{at(step.number, index)} += {at(number, variables)};"
    return inside(pairs, variables, size), body


def mask(step: Step, where: Mapping[int, str], size: Size) -> str:
    """1 where a place is 0, or at least 0, else 0."""
    form, equal = step.name
    variables = [where[letter] for letter in range(len(step.out))]
    return f"({place(form, variables, size)} {'==' if equal else '>='} 0 ? ONE : 0)"
