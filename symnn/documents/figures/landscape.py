"""Functions of two numbers with the names of their axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symnn.documents.figures.functions import Function, function_of, function_of_model
from symnn.language.errors import UnknownNameError
from symnn.language.system import System


def landscape(
    f: Any,
    of: str | None,
    wrt: Sequence[str],
    values: Mapping[str, Any] | None,
    names: Sequence[str],
    where: str,
) -> tuple[Function, list[str]]:
    """A function of two numbers, and LaTeX for its three axes."""
    if isinstance(f, System):
        if len(wrt) != 2:
            raise UnknownNameError(f"{where}: name the two inputs that move, wrt=('w', 'b')")
        made = function_of_model(f, of, wrt, values, where)
    else:
        if of is not None or wrt or values:
            raise UnknownNameError(f"{where}: of=, wrt= and values= are for models alone")
        made = function_of(f, ("x", "y"), where)
    titles = [*made.names, made.latex or "f(x, y)"]
    if names:
        if len(names) not in (2, 3):
            raise ValueError(f"names: LaTeX for two or three axes, not {len(names)}")
        titles[: len(names)] = names
    return made, titles
