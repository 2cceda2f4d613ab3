"""What an optimiser is: the equations of one entry of a parameter, run and printed alike."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from types import SimpleNamespace
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.dimension import dim
from symnn.language.errors import SymnnError
from symnn.language.family import Family
from symnn.language.index import Index
from symnn.language.label import Label
from symnn.language.recurrence import FamilyEquation
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
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
class Optimiser(ABC):
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

    @abstractmethod
    def rule(
        self, h: Any, w: Expr, g: Expr, state: Mapping[str, Expr], t: Expr, rate: Expr, let: Let
    ) -> Expr:
        """The new w; the new states by ``let``. ``h`` holds the hyperparameters as numbers."""

    def update(
        self, w: Expr, g: Expr, state: Mapping[str, Expr], t: Expr, rate: Expr
    ) -> tuple[Expr, dict[str, Expr]]:
        """The new value of a parameter's entry, and of its states.

        ``w`` is the entry, ``g`` its gradient, ``state`` its states by name; ``t`` counts the steps
        from 1, ``rate`` is the current learning rate. All are SymPy scalars. Decimals are exact.

        >>> from symnn.training.optimisers import SGD
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

        >>> from symnn.training.optimisers import SGD
        >>> print(SGD(0.1, momentum=0.9).text())
        b_t = μ b_(t-1) + g_t
        w_t = w_(t-1) - η b_t
        """
        return "\n".join(f"{left} = {right}" for left, right in self._written(Plain()))

    def latex(self) -> str:
        r"""The update as one LaTeX ``aligned`` block.

        >>> from symnn.training.optimisers import SGD
        >>> print(SGD(0.1).latex())
        \begin{aligned}
        w_{t} &= w_{t-1} - \eta g_{t}
        \end{aligned}
        """
        lines = " \\\\\n".join(f"{a} &= {b}" for a, b in self._written(Latex()))
        return f"\\begin{{aligned}}\n{lines}\n\\end{{aligned}}"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def _written(self, style: Style) -> list[tuple[str, str]]:
        written = [
            write(e.left, e.expr, e.indices, "matrix", style)
            for e in self.equations()
            if isinstance(e, FamilyEquation)
        ]
        return [(line.left, line.right) for line in written]

    def equations(self) -> list[Equation]:
        """The update as a recurrence over the steps t = 1, …, K, the states zero at first.

        ``w`` is a parameter of n entries, ``g`` its gradient; hyperparameters are letters, and
        those that are zero leave no trace.
        """
        t = Label("t", sp.Integer(1), dim("K"))
        index = Index(dim("n"))

        def array(letter: str, at: Expr) -> Expr:
            return Family(letter, t, (dim("n"),)).member(at)[index]

        def number(name: str) -> Expr:
            if name != "rate" and not self.settings[name]:
                return sp.S.Zero
            plain, latex = LETTERS[name]
            return TensorSymbol(plain, (), latex=latex, positive=True)

        found: list[Equation] = []

        def let(name: str, value: Expr) -> Expr:
            symbol = Family(name, t, (dim("n"),)).member(t)
            found.append(FamilyEquation(symbol, (index,), value, t, t.span))
            return array(name, t)

        h = SimpleNamespace(**{name: number(name) for name in self.settings})
        before = {name: array(name, t - 1) for name in self.states}
        w, g = array("w", t - 1), array("g", t)
        let("w", self.rule(h, w, g, before, t, h.rate, let))
        zero = sp.Integer(0)
        starts = (Family(name, t, (dim("n"),)).member(zero) for name in self.states)
        return [*(Equation(symbol, (index,), zero) for symbol in starts), *found]
