"""Dimensions: the sizes of axes, symbolic or numeric."""

from __future__ import annotations

import sympy as sp

from symnn.language.errors import ShapeError
from symnn.language.text import is_name

Dimension = sp.Expr
"""A size: a positive integer symbol or a positive integer."""


def dims(names: str) -> tuple[sp.Symbol, ...]:
    """Dimensions by name: positive integer symbols.

    Equal names give equal dimensions. ``names`` is separated by spaces or commas.

    >>> n, m = dims("n m")
    >>> n.is_positive and n.is_integer
    True
    >>> dims("n")[0] == n
    True
    """
    if not isinstance(names, str):
        raise ShapeError(f"dimensions need names, such as sn.dims('n m'), not {names!r}")
    return tuple(dim(name) for name in names.replace(",", " ").split())


def dim(name: str) -> sp.Symbol:
    """One dimension by name.

    >>> dim("batch")
    batch
    """
    if not is_name(name) or any(map(str.isspace, name)):
        raise ShapeError(f"a dimension needs a name, such as sn.dim('n'), not {name!r}")
    return sp.Symbol(name, integer=True, positive=True)


def as_dimension(size: object, where: str) -> sp.Expr:
    """``size`` as a dimension: a name, a positive integer, or an integer expression of dimensions.

    Raises ShapeError, naming ``where``, for anything else.
    """
    if isinstance(size, str):
        return dim(size)
    if isinstance(size, int) and not isinstance(size, bool) and size > 0:
        return sp.Integer(size)
    if isinstance(size, sp.Expr) and size.is_integer and size.is_positive is not False:
        return size
    raise ShapeError(
        f"{where}: a size is a positive integer or a dimension from sn.dims('n m'), not {size!r}"
    )
