"""What the norm layers share: mean 0 and variance 1 over some axes, scale and shift."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy.core.expr import Expr

from symnn.language.errors import ShapeError
from symnn.language.expression import rename
from symnn.language.index import Index
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text
from symnn.layers._naming import Naming
from symnn.operations.mean import mean
from symnn.operations.sqrt import sqrt


def normalised(let: Naming, x: Tensor, taken: Sequence[Index], eps: Any) -> Tensor:
    """x̂ = (x − μ)/√(v + ε), with the mean μ and the variance v over the axes ``taken``."""
    rest = [index for index in x.indices if index not in taken]
    mu = let("mu", mean(x, tuple(taken)))
    centred = Tensor(x.expr - at(mu, rest), x.indices)
    v = let("v", mean(centred**2, tuple(taken)))
    return standardised(let, x, mu, v, rest, eps)


def standardised(
    let: Naming, x: Tensor, mu: Tensor, v: Tensor, rest: Sequence[Index], eps: Any
) -> Tensor:
    """x̂ = (x − μ)/√(v + ε), where μ and v have the axes ``rest`` of x."""
    s = let("s", sqrt(v + eps))
    return let("x_hat", Tensor((x.expr - at(mu, rest)) / at(s, rest), x.indices))


def at(tensor: Tensor, indices: Sequence[Index]) -> Expr:
    """The entry of a tensor at ``indices``."""
    return rename(tensor.expr, dict(zip(tensor.indices, indices, strict=True)))


def scaled(name: str, x: Tensor, axes: Sequence[Index], weight: Any, bias: Any) -> Tensor:
    """γ ⊙ x + β, with γ and β over the axes ``axes`` of x."""
    expr = x.expr
    for parameter, what in ((weight, "weight"), (bias, "bias")):
        if parameter is None:
            continue
        tensor = as_tensor(parameter, name)
        if tensor.shape != tuple(axis.dimension for axis in axes):
            raise ShapeError(
                f"{name}({x.text}): the {what} {tensor.text} has shape "
                f"{shape_text(tensor.shape)}, expected {shape_text([a.dimension for a in axes])}"
            )
        entry = at(tensor, axes)
        expr = expr * entry if what == "weight" else expr + entry
    return Tensor(expr, x.indices, f"{name}({x.text})")


def channels(name: str, x: Any) -> Tensor:
    """``x`` of shape (batch, channels, …)."""
    tensor = as_tensor(x, name)
    if tensor.ndim < 2:
        raise ShapeError(
            f"{name}({tensor.text}): expected shape (batch, channels, …), not "
            f"{shape_text(tensor.shape)}"
        )
    return tensor
