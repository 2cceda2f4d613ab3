"""Shapes of claims: what has the wrong shape is false, and may be in the other layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.engine import Judge
from symnn.check.verdict import Hint, Verdict
from symnn.language.expression import ONE, rename, total_over
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.tensor import Tensor
from symnn.language.text import shape_text
from symnn.notation.reader.claim import Instance

LAYOUTS = {
    "auto": "numerator of Jacobians, shape of the variable for gradients",
    "mixed": "numerator of Jacobians, shape of the variable for gradients",
    "numerator": "numerator: gradients of scalars are rows",
    "denominator": "denominator: Jacobians are transposed, variable × function",
}
"""The layouts that can be asked for, in words; ``auto`` recognises the transposed one."""
TRANSPOSED = "the transposed one: gradients are rows"


def turns(layout: str, derivative: DerivativeSymbol) -> bool:
    """Whether a first derivative has its axes the other way round than in the mixed layout.

    >>> x, L = TensorSymbol("x", (sp.Integer(3),)), TensorSymbol("L", ())
    >>> [turns(layout, DerivativeSymbol(L, x)) for layout in LAYOUTS]
    [False, False, True, False]
    """
    if isinstance(derivative.of, DerivativeSymbol) or not derivative.wrt.shape:
        return False
    return layout == ("denominator" if derivative.of.shape else "numerator")


def judged_shape(court: Judge, symbol: TensorSymbol, claim: Tensor) -> Verdict:
    """The verdict on ``symbol = claim``: refuted by shape, or judged entry by entry."""
    if claim.shape != tuple(symbol.shape):
        return wrong_shape(court, symbol, claim)
    return court.judge(symbol[claim.indices], claim.expr, claim.indices)


def wrong_shape(court: Judge, symbol: TensorSymbol, claim: Tensor) -> Verdict:
    """The verdict on a claim of the wrong shape: refuted, with the repair that fits."""
    words = (
        f"{symbol.name} has shape {shape_text(symbol.shape)}, the right side "
        f"{shape_text(claim.shape)}"
    )
    return Verdict(
        "refuted",
        evidence=(words,),
        hint=_repair(court, symbol, claim),
        shape=tuple(map(str, symbol.shape)),
        seed=court.seed,
    )


def _repair(court: Judge, symbol: TensorSymbol, claim: Tensor) -> Hint:
    """Another layout, a sum left out, or no more than the shape."""
    if claim.shape[::-1] == tuple(symbol.shape):
        turned = claim.T
        if court.judge(symbol[turned.indices], turned.expr, turned.indices).ok:
            return Hint("layout", "the transpose is right: this is the other layout")
    free = tuple(Index(size) for size in symbol.shape)
    found = missing_sum(free, claim, lambda right: court.judge(symbol[free], right, free).ok)
    return found or Hint("shape", f"the right side must have shape {shape_text(symbol.shape)}")


def missing_sum(
    free: Sequence[Index],
    right: Tensor,
    holds: Callable[[Expr], bool],
    name: Callable[[Index], object] = lambda index: index.dimension,
) -> Hint | None:
    """The sum or mean over an axis of the right side that the left, over ``free``, does not have.

    ``holds`` says of an expression over ``free`` whether it is right, ``name`` what an axis is
    called.
    """
    for index in right.indices:
        rest = tuple(other for other in right.indices if other != index)
        if index in free or [i.dimension for i in rest] != [i.dimension for i in free]:
            continue
        summed = total_over(rename(right.expr, dict(zip(rest, free, strict=True))), [index])
        for factor in (sp.S.One, 1 / index.dimension):
            if holds(factor * summed):
                what = "sum" if factor == 1 else "mean"
                return Hint("missing sum", f"a {what} over {name(index)} is missing")
    return None


def turned(instance: Instance) -> Expr | None:
    """The right side of an equality with its axes reversed, at the indices of the left."""
    left, right = instance.left, instance.right
    if right is None:
        return None
    axes = [index for index in reversed(right.indices) if index.dimension != 1]
    flat: dict[Expr, Expr] = {index: ONE for index in right.indices if index.dimension == 1}
    if [index.dimension for index in axes] != list(left.shape):
        return None
    return rename(right.expr, {**flat, **dict(zip(axes, left.indices, strict=True))})


_SAID = re.compile(
    r"\b(?:us(?:e|es|ing)|adopt\w*|follow\w*|in|with|by)\s+(?:the\s+)?(?:so-called\s+)?"
    r"[\"'`“]*denominator[-\s]+layout",
    re.IGNORECASE,
)


def says_transposed(text: str) -> bool:
    """Whether a document says that it has the transposed layout.

    >>> says_transposed("We use denominator layout."), says_transposed("The denominator layout is")
    (True, False)
    """
    return _SAID.search(text) is not None
