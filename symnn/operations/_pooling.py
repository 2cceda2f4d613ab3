"""Pooling along the last axes: means and maxima over windows."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.affine import is_inside
from symnn.language.bracket import Bracket, within
from symnn.language.errors import ShapeError
from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text, text_of
from symnn.operations._places import at, positions, settings
from symnn.operations.max import MAX


def average_pool(
    name: str, axes: int, input: Any, kernel_size: Any, stride: Any, padding: Any
) -> Tensor:
    """y[…, i] = Σ_u x[…, s(i−1) + u − p] / m: the entries beside x count as 0."""
    x, where = _input(name, axes, input)
    kernel = settings(kernel_size, axes, f"{where}: kernel_size", 1)
    s = kernel if stride is None else settings(stride, axes, f"{where}: stride", 1)
    p = settings(padding, axes, f"{where}: padding", 0)
    new, inside, places = _windows(x, axes, kernel, s, p, (sp.S.One,) * axes, where)
    whole = total_over(at(x, places, where), _running(inside))
    return Tensor(whole / sp.Mul(*kernel), (*x.indices[:-axes], *new), where)


def max_pool(
    name: str, axes: int, input: Any, kernel_size: Any, stride: Any, padding: Any, dilation: Any
) -> Tensor:
    """y[…, i] = max_u x[…, s(i−1) + d(u−1) + 1 − p] over the entries of x."""
    x, where = _input(name, axes, input)
    kernel = settings(kernel_size, axes, f"{where}: kernel_size", 1)
    s = kernel if stride is None else settings(stride, axes, f"{where}: stride", 1)
    d = settings(dilation, axes, f"{where}: dilation", 1)
    p = settings(padding, axes, f"{where}: padding", 0)
    new, inside, places = _windows(x, axes, kernel, s, p, d, where)
    body = at(x, places, where)
    if any(p):
        body = _with_anchor(x, body, places, inside, p, where)
    running = _running(inside)
    node = MAX.applied([(body, running)], ()) if running else body
    return Tensor(node, (*x.indices[:-axes], *new), where)


def _running(inside: list[Expr]) -> list[Index]:
    """The indices inside of windows; those of one entry have none."""
    return [u for u in inside if isinstance(u, Index)]


def _with_anchor(
    x: Tensor,
    body: Expr,
    places: dict[Index, Expr],
    inside: list[Expr],
    padding: tuple[Expr, ...],
    where: str,
) -> Expr:
    """What a window has beside x replaced by an entry of it that lies inside: the maximum stays.

    Entries that are beside x then tie with that entry if it is the largest, and share its gradient
    with it: all of it goes there, as it should.
    """
    anchor = {
        axis: sp.expand(place.xreplace({u: p + 1})) if isinstance(u, Index) else place
        for (axis, place), u, p in zip(places.items(), inside, padding, strict=True)
    }
    if not all(is_inside(place, axis.dimension) for axis, place in anchor.items()):
        raise ShapeError(
            f"{where}: a window may lie beside {x.text}; padding is less than half of kernel_size"
        )
    holds = sp.Mul(*(within(place, axis.dimension) for axis, place in places.items()))
    return holds * body + (1 - holds) * at(x, anchor, where)


def adaptive_average_pool(name: str, axes: int, input: Any, output_size: Any) -> Tensor:
    """y[…, i] = the mean of x[…, k] for ⌊(i−1)n/o⌋ < k ≤ ⌈i n/o⌉, o the size of the output."""
    x, where = _input(name, axes, input)
    sizes = settings(output_size, axes, f"{where}: output_size", 1)
    new: list[Index] = []
    summed: list[Index] = []
    places: dict[Index, Expr] = {}
    weights: list[Expr] = []
    for old, size in zip(x.indices[-axes:], sizes, strict=True):
        n, i = old.dimension, Index(size)
        new.append(i)
        each = sp.cancel(n / size)
        if each == 1:
            places[old] = i
            continue
        if each.is_integer:
            u = Index(each)
            places[old] = sp.expand((i - 1) * each + u)
            weights.append(1 / each)
        else:
            u = Index(n)
            places[old] = u
            weight = Bracket(u * size - (i - 1) * n - 1) * Bracket(i * n - (u - 1) * size - 1)
            k = u.fresh()
            weights.append(weight / total_over(weight.xreplace({u: k}), [k]))
        summed.append(u)
    whole = total_over(sp.Mul(at(x, places, where), *weights), summed)
    return Tensor(whole, (*x.indices[:-axes], *new), where)


def _input(name: str, axes: int, input: Any) -> tuple[Tensor, str]:
    x = as_tensor(input, name)
    where = text_of(name, [x.text])
    if x.ndim < axes:
        raise ShapeError(
            f"{where}: {x.text} has shape {shape_text(x.shape)}; expected {axes} axes at least"
        )
    return x, where


def _windows(
    x: Tensor,
    axes: int,
    kernel: tuple[Expr, ...],
    stride: tuple[Expr, ...],
    padding: tuple[Expr, ...],
    dilation: tuple[Expr, ...],
    where: str,
) -> tuple[list[Index], list[Expr], dict[Index, Expr]]:
    """New indices, indices inside of the windows, and the places that they are."""
    new: list[Index] = []
    inside: list[Expr] = []
    places: dict[Index, Expr] = {}
    for old, m, s, p, d in zip(x.indices[-axes:], kernel, stride, padding, dilation, strict=True):
        i = Index(positions(old.dimension, m, s, p, d, where))
        u = Index(m) if m != 1 else sp.S.One
        new.append(i)
        inside.append(u)
        places[old] = sp.expand(s * (i - 1) + d * (u - 1) + 1 - p)
    return new, inside, places
