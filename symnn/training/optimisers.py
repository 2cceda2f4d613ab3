"""Optimisers as equations: how a parameter follows from its gradient.

An optimiser is declared once, as the scalar equations of one entry of a parameter. The same
equations are printed, compiled into the training step, and tested against PyTorch, whose names and
defaults they bear.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from types import SimpleNamespace
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.dimension import dim
from symnn.language.errors import SymnnError
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from symnn.notation.equation import write
from symnn.notation.style import Latex, Plain, Style

Let = Callable[[str, Expr], Expr]
"""Names a state's new value; returns what stands for it from then on."""

LETTERS = {
    "rate": ("η", r"\eta"),
    "momentum": ("μ", r"\mu"),
    "weight_decay": ("λ", r"\lambda"),
    "alpha": ("α", r"\alpha"),
    "beta1": ("β_1", r"\beta_1"),
    "beta2": ("β_2", r"\beta_2"),
    "eps": ("ε", r"\varepsilon"),
    "lr_decay": ("κ", r"\kappa"),
}
"""How hyperparameters print: plain, and as LaTeX."""


class OptimiserError(SymnnError, ValueError):
    """A setting of an optimiser that makes no sense."""


@dataclass(frozen=True)
class Optimiser:
    """What all optimisers share. Subclasses declare ``states`` and ``rule``.

    ``rate`` is the learning rate η that a schedule starts from.
    """

    rate: float

    def __post_init__(self) -> None:
        for name, value in self.settings.items():
            if not math.isfinite(value) or value < 0:
                raise OptimiserError(f"{self}: {name} is a number ≥ 0, not {value!r}")
        if not self.rate > 0:
            raise OptimiserError(f"{self}: the learning rate is a number > 0, not {self.rate!r}")

    @property
    def settings(self) -> dict[str, float]:
        """The hyperparameters by name; pairs come apart (``beta1``, ``beta2``)."""
        found: dict[str, float] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, tuple):
                name = field.name.removesuffix("s")
                found |= {f"{name}{place}": part for place, part in enumerate(value, 1)}
            elif not isinstance(value, bool):
                found[field.name] = value
        return found

    @property
    def states(self) -> tuple[str, ...]:
        """The names of the arrays, zero at first, that every parameter needs beside it."""
        return ()

    def rule(
        self, h: Any, w: Expr, g: Expr, state: Mapping[str, Expr], t: Expr, rate: Expr, let: Let
    ) -> Expr:
        """The new w; the new states by ``let``. ``h`` holds the hyperparameters as numbers."""
        raise NotImplementedError

    def update(
        self, w: Expr, g: Expr, state: Mapping[str, Expr], t: Expr, rate: Expr
    ) -> tuple[Expr, dict[str, Expr]]:
        """The new value of a parameter's entry, and of its states.

        ``w`` is the entry, ``g`` its gradient, ``state`` its states by name; ``t`` counts the steps
        from 1, ``rate`` is the current learning rate. All are SymPy scalars. Decimals are exact.

        >>> w, g, t, rate = sp.symbols("w g t η")
        >>> SGD(0.1, momentum=0.9).update(w, g, {"b": sp.Symbol("b")}, t, rate)
        (w - η*(9*b/10 + g), {'b': 9*b/10 + g})
        """
        new: dict[str, Expr] = {}

        def let(name: str, value: Expr) -> Expr:
            new[name] = value
            return value

        numbers = {name: sp.Rational(repr(float(value))) for name, value in self.settings.items()}
        value = self.rule(SimpleNamespace(**numbers), w, g, state, t, rate, let)
        return value, {name: new[name] for name in self.states}

    # ---- writing ------------------------------------------------------------------------------

    def text(self) -> str:
        """The update as plain text, one equation a line.

        >>> print(SGD(0.1, momentum=0.9).text())
        b_t = μ b_(t-1) + g_t
        w_t = w_(t-1) - η b_t
        """
        return "\n".join(f"{left} = {right}" for left, right in self._written(Plain(), 0))

    def latex(self) -> str:
        r"""The update as one LaTeX ``aligned`` block.

        >>> print(SGD(0.1).latex())
        \begin{aligned}
        w_{t} &= w_{t-1} - \eta g_{t}
        \end{aligned}
        """
        lines = " \\\\\n".join(f"{a} &= {b}" for a, b in self._written(Latex(), 1))
        return f"\\begin{{aligned}}\n{lines}\n\\end{{aligned}}"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def _written(self, style: Style, form: int) -> list[tuple[str, str]]:
        size = dim("n")
        index = Index(size)

        def array(letter: str, time: str) -> TensorSymbol:
            name = (
                f"{letter}_{time}" if time == "t" else f"{letter}_({time})",
                f"{letter}_{{{time}}}",
            )
            return TensorSymbol(name[form], (size,), latex=name[1])

        def number(name: str) -> Expr:
            # a setting that is zero leaves no trace
            if name != "rate" and not self.settings[name]:
                return sp.S.Zero
            plain, latex = LETTERS[name]
            return TensorSymbol((plain, latex)[form], (), latex=latex, positive=True)

        lines: list[tuple[TensorSymbol, Expr]] = []

        def let(name: str, value: Expr) -> Expr:
            lines.append((array(name, "t"), value))
            return array(name, "t")[index]

        h = SimpleNamespace(**{name: number(name) for name in self.settings})
        before = {name: array(name, "t-1")[index] for name in self.states}
        w, g = array("w", "t-1")[index], array("g", "t")[index]
        t = TensorSymbol("t", (), positive=True)
        lines.append((array("w", "t"), self.rule(h, w, g, before, t, h.rate, let)))
        written = [write(left[index], right, (index,), "matrix", style) for left, right in lines]
        return [(line.left, line.right) for line in written]


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
