"""Indices: what runs over an axis."""

from __future__ import annotations

from itertools import count
from typing import NoReturn

import sympy as sp

_numbers = count(1)


class Index(sp.Dummy):
    """An index that runs over ``1, …, dimension``.

    Every index is distinct from all others; the name is only a wish, which the writers grant
    where they can. An index that a user made by name (``sn.index``) is ``named``: tensors that
    carry such indices are aligned by index, not by position.

    >>> from symnn.language.dimension import dims
    >>> n, = dims("n")
    >>> Index(n) == Index(n)
    False
    """

    __slots__ = ("dimension", "named")
    dimension: sp.Expr
    named: bool

    def __new__(cls, dimension: sp.Expr, name: str = "", *, named: bool = False) -> Index:
        """A new index over ``dimension``."""
        index = sp.Dummy.__new__(
            cls, name or "i", dummy_index=next(_numbers), integer=True, positive=True
        )
        index.dimension = dimension
        index.named = named
        return index

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = sp.Dummy.__hash__

    def fresh(self) -> Index:
        """Another index over the same dimension."""
        return Index(self.dimension, self.name)

    def __reduce__(self) -> NoReturn:
        raise TypeError("an Index is unique in its process and cannot be pickled")


def fresh(indices: tuple[Index, ...]) -> dict[Index, Index]:
    """A renaming of ``indices`` to fresh ones."""
    return {index: index.fresh() for index in indices}


def index(name: str, dimension: sp.Expr) -> Index:
    """An index for index notation: ``i = sn.index("i", n)``, then ``W[i, j] * x[j]``.

    >>> from symnn.language.dimension import dims
    >>> n, = dims("n")
    >>> index("i", n).dimension
    n
    """
    return Index(dimension, name, named=True)
