"""Optimisers as equations: how a parameter follows from its gradient.

An optimiser is declared once, as the scalar equations of one entry of a parameter. The same
equations are printed, compiled into the training step, and tested against PyTorch, whose names and
defaults they bear.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.training.optimiser import Let, Optimiser, OptimiserError


@dataclass(frozen=True)
class SGD(Optimiser):
    """Gradient descent, with momentum and Nesterov's momentum (Sutskever et al. 2013)."""

    rate: float = 1e-3
    momentum: float = 0.0
    nesterov: bool = False
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.nesterov and not self.momentum:
            raise OptimiserError(f"{self}: Nesterov's momentum needs a momentum > 0, such as 0.9")

    @property
    def states(self) -> tuple[str, ...]:
        """The velocity b."""
        return ("b",) if self.momentum else ()

    def rule(
        self, h: Any, w: Expr, g: Expr, state: Mapping[str, Expr], t: Expr, rate: Expr, let: Let
    ) -> Expr:
        """Down the slope, or with the velocity."""
        g = g + h.weight_decay * w
        if not self.momentum:
            return w - rate * g
        b = let("b", h.momentum * state["b"] + g)
        return w - rate * (g + h.momentum * b if self.nesterov else b)


@dataclass(frozen=True)
class RMSProp(Optimiser):
    """The gradient over the root of its mean square (Hinton 2012; centred: Graves 2013)."""

    rate: float = 1e-2
    alpha: float = 0.99
    eps: float = 1e-8
    weight_decay: float = 0.0
    momentum: float = 0.0
    centered: bool = False

    @property
    def states(self) -> tuple[str, ...]:
        """The mean square v, the mean a where centred, the velocity b where there is momentum."""
        return ("v", *("a" * self.centered), *("b" * bool(self.momentum)))

    def rule(
        self, h: Any, w: Expr, g: Expr, state: Mapping[str, Expr], t: Expr, rate: Expr, let: Let
    ) -> Expr:
        """Each entry at a pace of its own."""
        g = g + h.weight_decay * w
        v = let("v", h.alpha * state["v"] + (1 - h.alpha) * g**2)
        if self.centered:
            v = v - let("a", h.alpha * state["a"] + (1 - h.alpha) * g) ** 2
        direction = g / (sp.sqrt(v) + h.eps)
        if self.momentum:
            direction = let("b", h.momentum * state["b"] + direction)
        return w - rate * direction


@dataclass(frozen=True)
class Adagrad(Optimiser):
    """The gradient over the root of the sum of its squares (Duchi et al. 2011)."""

    rate: float = 1e-2
    lr_decay: float = 0.0
    weight_decay: float = 0.0
    eps: float = 1e-10

    @property
    def states(self) -> tuple[str, ...]:
        """The sum of squares s."""
        return ("s",)

    def rule(
        self, h: Any, w: Expr, g: Expr, state: Mapping[str, Expr], t: Expr, rate: Expr, let: Let
    ) -> Expr:
        """What has moved much moves less."""
        g = g + h.weight_decay * w
        s = let("s", state["s"] + g**2)
        return w - rate / (1 + (t - 1) * h.lr_decay) * (g / (sp.sqrt(s) + h.eps))


@dataclass(frozen=True)
class Adam(Optimiser):
    """Adaptive moments (Kingma and Ba 2015); ``weight_decay`` adds λw to the gradient."""

    rate: float = 1e-3
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not all(beta < 1 for beta in self.betas):
            raise OptimiserError(f"{self}: betas are numbers in [0, 1)")

    @property
    def states(self) -> tuple[str, ...]:
        """The mean m and the mean square v of the gradient."""
        return ("m", "v")

    def rule(
        self, h: Any, w: Expr, g: Expr, state: Mapping[str, Expr], t: Expr, rate: Expr, let: Let
    ) -> Expr:
        """The mean over the root of the mean square, both corrected for their start at zero."""
        return self._moved(h, w, g + h.weight_decay * w, state, t, rate, let)

    def _moved(
        self, h: Any, w: Expr, g: Expr, state: Mapping[str, Expr], t: Expr, rate: Expr, let: Let
    ) -> Expr:
        m = let("m", h.beta1 * state["m"] + (1 - h.beta1) * g)
        v = let("v", h.beta2 * state["v"] + (1 - h.beta2) * g**2)
        root = sp.sqrt(v) / sp.sqrt(1 - h.beta2**t) + h.eps
        return w - rate / (1 - h.beta1**t) * (m / root)


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam whose weights shrink by themselves, not by the gradient (Loshchilov, Hutter 2019)."""

    weight_decay: float = 1e-2

    def rule(
        self, h: Any, w: Expr, g: Expr, state: Mapping[str, Expr], t: Expr, rate: Expr, let: Let
    ) -> Expr:
        """Adam's step from (1 − ηλ) w."""
        return self._moved(h, w - rate * h.weight_decay * w, g, state, t, rate, let)


BY_NAME: dict[str, type[Optimiser]] = {
    "sgd": SGD,
    "rmsprop": RMSProp,
    "adagrad": Adagrad,
    "adam": Adam,
    "adamw": AdamW,
}
"""By the names of the command line."""
