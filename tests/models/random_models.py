"""Small random models: layers, activations, broadcasts, reductions, branches, reuse."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import hypothesis.strategies as st
import numpy as np

import symnn as sn

DIMENSIONS = sn.dims("n m k")

SMOOTH = {
    "sigmoid": sn.sigmoid,
    "tanh": sn.tanh,
    "softplus": sn.softplus,
    "silu": sn.silu,
    "gelu": sn.gelu,
    "gelu_tanh": lambda x: sn.gelu(x, "tanh"),
    "sin": sn.sin,
    "cos": sn.cos,
    "exp": lambda x: sn.exp(x / 4),
    "log": lambda x: sn.log(x**2 + 1),
    "sqrt": lambda x: sn.sqrt(x**2 + 2),
    "square": lambda x: x**2,
    "cube": lambda x: x**3 / 4,
    "inverse": lambda x: 1 / (x**2 + 1),
    "minus": lambda x: -x,
    "one minus": lambda x: 1 - x,
    "half": lambda x: x / 2,
    "normal_cdf": sn.normal_cdf,
}
KINKED = {
    "relu": sn.relu,
    "leaky_relu": sn.leaky_relu,
    "elu": sn.elu,
    "abs": abs,
}


def _kept(reduced: Any, x: Any, axis: int) -> Any:
    """A reduced tensor with its axis back, of size one."""
    keys = [slice(None)] * x.ndim
    keys[axis] = None
    return reduced[tuple(keys)] if x.ndim > 1 else reduced


def _layer_norm(x: Any, axis: int) -> Any:
    mean = _kept(sn.mean(x, axis), x, axis)
    spread = _kept(sn.variance(x, axis), x, axis)
    return (x - mean) / sn.sqrt(spread + 0.5)


ALONG = {
    "softmax": sn.softmax,
    "log_softmax": sn.log_softmax,
    "centred": lambda x, axis: x - _kept(sn.mean(x, axis), x, axis),
    "layer norm": _layer_norm,
}
REDUCING = {
    "total": sn.total,
    "mean": sn.mean,
    "variance": sn.variance,
    "logsumexp": sn.logsumexp,
    "norm": lambda x, axis: sn.sqrt(sn.total(x**2, axis) + 1),
}


@dataclass
class Builder:
    """A model under construction; ``draw`` decides, ``steps`` says what was done."""

    draw: Any
    smooth: bool
    model: sn.Model = field(default_factory=sn.Model)
    known: list[Any] = field(default_factory=list)
    inputs: int = 0
    steps: list[str] = field(default_factory=list)

    def pick(self, options: Any) -> Any:
        return self.draw(st.sampled_from(list(options)))

    def input(self, *shape: Any) -> Any:
        self.inputs += 1
        return sn.tensor("abcdefghijopqrstuvwxyz"[self.inputs - 1], *shape)

    def matrix(self) -> Any:
        return self.input(self.pick(DIMENSIONS), self.pick(DIMENSIONS))

    def operand(self) -> Any:
        """Something known, or something new."""
        if self.known and self.draw(st.integers(0, 3)):
            return self.pick(self.known[-4:])
        return self.input(*[self.pick(DIMENSIONS) for _ in range(self.draw(st.integers(0, 2)))])

    def partner(self, x: Any) -> Any:
        """Something that broadcasts against ``x``."""
        fitting = [y for y in self.known if _fits(x, y)]
        if fitting and self.draw(st.booleans()):
            return self.pick(fitting)
        return self.input(*x.shape[self.draw(st.integers(0, x.ndim)) :])

    def step(self) -> None:
        kind = self.pick(KINDS)
        before = self.operand()
        result = getattr(self, kind)(before)
        if result is None:
            return
        self.steps.append(f"{kind}: {result.text}")
        if self.draw(st.integers(0, 2)):
            result = self.model.define(f"z{len(self.steps)}", result)
        self.known.append(result)

    # ---- the kinds of steps ---------------------------------------------------------------------

    def layer(self, x: Any) -> Any:
        if not x.ndim:
            return None
        size = self.pick(DIMENSIONS)
        return x @ self.input(x.shape[-1], size) + self.input(size)

    def left_layer(self, x: Any) -> Any:
        return None if not x.ndim else self.input(self.pick(DIMENSIONS), x.shape[-2:][0]) @ x

    def activation(self, x: Any) -> Any:
        table = SMOOTH if self.smooth else SMOOTH | KINKED
        return table[self.pick(table)](x)

    def along(self, x: Any) -> Any:
        if not x.ndim:
            return None
        return ALONG[self.pick(ALONG)](x, self.draw(st.integers(0, x.ndim - 1)))

    def reduction(self, x: Any) -> Any:
        if not x.ndim:
            return None
        return REDUCING[self.pick(REDUCING)](x, self.draw(st.integers(0, x.ndim - 1)))

    def plus(self, x: Any) -> Any:
        return x + self.partner(x)

    def minus(self, x: Any) -> Any:
        return self.partner(x) - x

    def times(self, x: Any) -> Any:
        return x * self.partner(x)

    def over(self, x: Any) -> Any:
        return x / (self.partner(x) ** 2 + 1)

    def scaled(self, x: Any) -> Any:
        return self.pick([x / x.shape[0] if x.ndim else x, x * self.input(), 3 * x, -x / 2])

    def product(self, x: Any) -> Any:
        if x.ndim != 2:
            return None
        return self.pick([x @ x.T, x.T @ x]) / 4

    def transpose(self, x: Any) -> Any:
        return x.T if x.ndim == 2 else None

    def outer(self, x: Any) -> Any:
        if x.ndim != 1:
            return None
        y = self.input(self.pick(DIMENSIONS))
        return self.pick([sn.outer(x, y), x[:, None] + y, x[:, None] * y[None, :]])

    def trace(self, x: Any) -> Any:
        return sn.trace(x) if x.ndim == 2 and x.shape[0] == x.shape[1] else None

    def diagonal(self, x: Any) -> Any:
        return sn.diag(x) if x.ndim == 1 or (x.ndim == 2 and x.shape[0] == x.shape[1]) else None

    def component(self, x: Any) -> Any:
        return x[self.pick([0, 1, -1])] if x.ndim else None

    def stacked(self, x: Any) -> Any:
        """Three axes."""
        return self.input(self.pick(DIMENSIONS), *x.shape) * x if x.ndim == 2 else None

    def heads(self, x: Any) -> Any:
        """A product for each of the first positions."""
        return x @ x.transpose(0, 2, 1) / 4 if x.ndim == 3 else None

    def inner(self, x: Any) -> Any:
        return None if x.ndim != 1 else x @ self.input(x.shape[0])

    # ---- the end --------------------------------------------------------------------------------

    def loss(self) -> sn.Model:
        parts = [self.end(x) for x in self.known[-2:] or [self.operand()]]
        self.model.define("L", parts[0] if len(parts) == 1 else parts[0] + parts[1])
        return self.model

    def end(self, x: Any) -> Any:
        """A scalar."""
        return self.pick([lambda x: sn.total(x**2) / 2, sn.mean, sn.total])(x)


KINDS = (
    *["layer", "activation"] * 3,
    *["plus", "times", "along", "reduction", "product"] * 2,
    *["left_layer", "minus", "over", "scaled", "transpose", "outer", "trace", "diagonal"],
    *["component", "inner", "stacked", "heads"],
)  # fmt: skip


def _fits(x: Any, y: Any) -> bool:
    return y.ndim <= x.ndim and x.shape[x.ndim - y.ndim :] == y.shape


@st.composite
def models(draw: Any, smooth: bool = False, steps: int = 6) -> sn.Model:
    """A random model with a scalar ``L``."""
    builder = Builder(draw, smooth)
    for _ in range(draw(st.integers(2, steps))):
        if builder.inputs < 14:
            builder.step()
    return builder.loss()


@st.composite
def models_with_two_losses(draw: Any, smooth: bool = False, steps: int = 6) -> sn.Model:
    """A random model with the scalars ``L`` and ``M``, which share what they are made of."""
    builder = Builder(draw, smooth)
    for _ in range(draw(st.integers(2, steps))):
        if builder.inputs < 14:
            builder.step()
    model = builder.loss()
    model.define("M", builder.end(builder.operand()))
    return model


SIZES = tuple(dict(zip(DIMENSIONS, sizes, strict=True)) for sizes in ((2, 3, 4), (3, 2, 2)))


def some_values(model: sn.Model, sizes: dict[Any, int], seed: int = 0) -> dict[str, np.ndarray]:
    """Arrays for the inputs of a model."""
    rng = np.random.default_rng(seed)
    found = {}
    for name, symbol in model.inputs.items():
        shape = [int(size.subs(sizes)) for size in symbol.shape]
        array = rng.uniform(0.2, 1.2, shape) * rng.choice([-1, 1], shape)
        found[name] = np.abs(array) if symbol.is_positive else array
    return found
