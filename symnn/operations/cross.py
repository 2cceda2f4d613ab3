"""The cross product."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symnn.language.errors import ShapeError
from symnn.language.expression import rename
from symnn.language.index import Index
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text, text_of

THREE = sp.Integer(3)


def cross(left: Any, right: Any) -> Tensor:
    """The cross product of two vectors with three entries: (a × b)_1 = a_2 b_3 − a_3 b_2, ….

    It is linear in each: d(a × b) = da × b + a × db. Source: Magnus and Neudecker, section 9.1;
    numpy.cross.

    >>> import symnn as sn
    >>> sn.cross(sn.vector("a", 3), sn.vector("b", 3)).shape
    (3,)
    """
    a, b = as_tensor(left, "cross"), as_tensor(right, "cross")
    text = text_of("cross", [a.text, b.text])
    if a.shape != (THREE,) or b.shape != (THREE,):
        raise ShapeError(
            f"{text}: {a.text} has shape {shape_text(a.shape)}, {b.text} has shape "
            f"{shape_text(b.shape)}; expected two vectors with three entries"
        )

    def entry(value: Tensor, place: int) -> sp.Expr:
        return rename(value.expr, {value.indices[0]: sp.Integer(place)})

    index = Index(THREE)
    terms = []
    for place, (j, k) in enumerate(((2, 3), (3, 1), (1, 2)), 1):
        component = entry(a, j) * entry(b, k) - entry(a, k) * entry(b, j)
        terms.append(sp.KroneckerDelta(index, sp.Integer(place)) * component)
    return Tensor(sp.Add(*terms), (index,), text)
