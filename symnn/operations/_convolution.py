"""Convolutions of any number of axes, as ``torch.nn.functional`` has them; without a flip."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.affine import whole_part
from symnn.language.errors import ShapeError
from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text, text_of
from symnn.operations._places import at, operand, positions, settings

SPATIAL = ("n", "n, m", "n, m, l")


def convolution(
    name: str,
    axes: int,
    input: Any,
    weight: Any,
    bias: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    groups: Any,
) -> Tensor:
    """y[b, o, i] = bias[o] + Σ_{c,u} weight[o, c, u] x[b, (g−1)C + c, s(i−1) + d(u−1) + 1 − p].

    g is the group of o, C the number of channels of a group; i, u, s, d, p have ``axes`` parts.
    """
    x, w, where = _operands(name, axes, input, weight)
    s = settings(stride, axes, f"{where}: stride", 1)
    d = settings(dilation, axes, f"{where}: dilation", 1)
    kernel = w.shape[2:]
    p = _paddings(padding, axes, where, kernel, s, d)
    blocks = _Groups(groups, w.shape[0], w.shape[1], x.indices[-axes - 1].dimension, where, x, w)
    old_sizes = [i.dimension for i in x.indices[-axes:]]
    sizes = (
        old_sizes
        if padding == "same"
        else [positions(*each, where) for each in zip(old_sizes, kernel, s, p, d, strict=True)]
    )
    o, c = Index(w.shape[0]), Index(w.shape[1])
    new = [Index(size) for size in sizes]
    inside = [Index(size) for size in kernel]
    places = {
        old: stride * (i - 1) + dilation * (u - 1) + 1 - padding
        for old, i, u, stride, padding, dilation in zip(
            x.indices[-axes:], new, inside, s, p, d, strict=True
        )
    }
    places = {old: sp.expand(place) for old, place in places.items()}
    channel, bound, delta = blocks.channel(o, c)
    entry = at(x, {x.indices[-axes - 1]: channel, **places}, where)
    there = dict(zip(w.indices, (o, c, *inside), strict=True))
    body = sp.Mul(at(w, there, where), entry, delta)
    whole = total_over(body, [*bound, c, *inside])
    return _with_bias(whole, bias, (*x.indices[: -axes - 1], o, *new), o, where)


def transposed_convolution(
    name: str,
    axes: int,
    input: Any,
    weight: Any,
    bias: Any,
    stride: Any,
    padding: Any,
    output_padding: Any,
    groups: Any,
    dilation: Any,
) -> Tensor:
    """y[b, o, k] = bias[o] + Σ_{c,i,u} x[b, c, i] weight[c, o, u] δ(k, s(i−1) + d(u−1) + 1 − p)."""
    x, w, where = _operands(name, axes, input, weight)
    s = settings(stride, axes, f"{where}: stride", 1)
    d = settings(dilation, axes, f"{where}: dilation", 1)
    p = settings(padding, axes, f"{where}: padding", 0)
    more = settings(output_padding, axes, f"{where}: output_padding", 0)
    (count,) = settings(groups, 1, f"{where}: groups", 1)
    old = x.indices[-axes:]
    channels = x.indices[-axes - 1]
    each = sp.cancel(w.shape[0] / count)
    if channels.dimension != w.shape[0]:
        raise ShapeError(
            f"{where}: {x.text} has {channels.dimension} channels, {w.text} is for {w.shape[0]}"
        )
    if not each.is_integer:
        raise ShapeError(f"{where}: {w.shape[0]} channels are not {count} equal groups")
    sizes = [
        sp.expand((i.dimension - 1) * stride - 2 * padding + dilation * (m - 1) + extra + 1)
        for i, m, stride, padding, dilation, extra in zip(
            old, w.shape[2:], s, p, d, more, strict=True
        )
    ]
    o, c = Index(sp.expand(w.shape[1] * count)), Index(each)
    new = [Index(size) for size in sizes]
    inside = [Index(size) for size in w.shape[2:]]
    channel, own, bound, deltas = _transposed_group(o, c, count, w.shape[1])
    summed = [*bound, c, *inside]
    places: dict[Index, Expr] = {}
    for axis, k, u, step, before, gap in zip(old, new, inside, s, p, d, strict=True):
        if step == 1:  # i = k − d(u − 1) + p
            places[axis] = sp.expand(k - gap * (u - 1) + before)
        else:
            i = axis.fresh()
            summed.append(i)
            places[axis] = i
            place = sp.expand(step * (i - 1) + gap * (u - 1) + 1 - before)
            deltas.append(sp.KroneckerDelta(k, place))
    entry = at(x, {channels: channel, **places}, where)
    there = dict(zip(w.indices, (channel, own, *inside), strict=True))
    whole = total_over(sp.Mul(entry, at(w, there, where), *deltas), summed)
    return _with_bias(whole, bias, (*x.indices[: -axes - 1], o, *new), o, where)


def _transposed_group(
    o: Index, c: Index, count: Expr, members: Expr
) -> tuple[Expr, Expr, list[Index], list[Expr]]:
    """Input channel, output channel in its group, new summed indices and deltas, for o and c."""
    if count == 1:
        return c, o, [], []
    if members == 1:
        return sp.expand((o - 1) * c.dimension + c), sp.S.One, [], []
    group, member = Index(count), Index(members)
    place = sp.expand((group - 1) * members + member)
    channel = sp.expand((group - 1) * c.dimension + c)
    return channel, member, [group, member], [sp.KroneckerDelta(o, place)]


def _operands(name: str, axes: int, input: Any, weight: Any) -> tuple[Tensor, Tensor, str]:
    x, w = as_tensor(input, name), as_tensor(weight, name)
    where = text_of(name, [x.text, w.text])
    inner = SPATIAL[axes - 1]
    x = operand(
        x, where, (axes + 1, axes + 2), f"(channels, {inner}) or (batch, channels, {inner})"
    )
    w = operand(w, where, (axes + 2,), f"(channels out, channels in, {inner})")
    return x, w, where


def _paddings(
    padding: Any,
    axes: int,
    where: str,
    kernel: tuple[Expr, ...],
    stride: tuple[Expr, ...],
    dilation: tuple[Expr, ...],
) -> tuple[Expr, ...]:
    """The padding before each axis; "same" leaves the size as it is, with one more after it."""
    if padding == "valid":
        return (sp.Integer(0),) * axes
    if padding != "same":
        return settings(padding, axes, f"{where}: padding", 0)
    if any(s != 1 for s in stride):
        raise ShapeError(f"{where}: padding='same' needs stride 1")
    return tuple(
        whole_part(d * (m - 1), sp.Integer(2)) for d, m in zip(dilation, kernel, strict=True)
    )


class _Groups:
    """Groups of channels: each output channel sees the input channels of its own group."""

    def __init__(
        self, groups: Any, out: Expr, each: Expr, channels: Expr, where: str, x: Tensor, w: Tensor
    ) -> None:
        (self.count,) = settings(groups, 1, f"{where}: groups", 1)
        self.out, self.each = out, each
        self.members = sp.cancel(out / self.count)
        if sp.expand(self.count * each - channels) != 0:
            whole = f"{self.count} groups of {each}" if self.count != 1 else str(each)
            raise ShapeError(
                f"{where}: {x.text} has shape {shape_text(x.shape)}, with {channels} channels, and "
                f"{w.text} is for {whole}"
            )
        if not self.members.is_integer:
            raise ShapeError(f"{where}: {out} output channels are not {self.count} equal groups")

    def channel(self, o: Index, c: Index) -> tuple[Expr, list[Index], Expr]:
        """The input channel for channel c of the group of o, new summed indices, and a delta."""
        if self.count == 1:
            return c, [], sp.S.One
        if self.members == 1:
            return sp.expand((o - 1) * self.each + c) if self.each != 1 else o, [], sp.S.One
        group, member = Index(self.count), Index(self.members)
        place = sp.expand((group - 1) * self.members + member)
        inside = sp.expand((group - 1) * self.each + c)
        return inside, [group, member], sp.KroneckerDelta(o, place)


def _with_bias(expr: Expr, bias: Any, indices: tuple[Index, ...], o: Index, where: str) -> Tensor:
    if bias is None:
        return Tensor(expr, indices, where)
    b = as_tensor(bias, where)
    if b.shape != (o.dimension,):
        raise ShapeError(
            f"{where}: the bias {b.text} has shape {shape_text(b.shape)}, expected ({o.dimension},)"
        )
    return Tensor(at(b, {b.indices[0]: o}, where) + expr, indices, where)
