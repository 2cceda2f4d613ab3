"""Newton's method as equations: gradient, Hessian, and a linear system."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.curvature import needed
from symnn.formula import Formula, Headline
from symnn.language.errors import NoRuleError
from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import free_name, shape_text
from symnn.model import Model
from symnn.notation.equation import taken_names
from symnn.notation.style import Latex, Plain
from symnn.operations.inverse import INVERSE


def newton_step(model: Model, of: str | Tensor, wrt: str | Tensor, damping: Any = None) -> Formula:
    """w⁺ = w − H⁻¹ g, with the gradient g and the Hessian H of a scalar by a vector or number w.

    ``damping`` is λ in (H + λI)⁻¹ (Levenberg 1944; Marquardt 1963). Array code solves a linear
    system. Raises NoRuleError for what is no vector. Source: Nocedal, Wright, Numerical
    optimization, section 2.2.

    >>> import symnn as sn
    >>> N, d = sn.dims("N d")
    >>> X, y, w = sn.matrix("X", N, d), sn.vector("y", N), sn.vector("w", d)
    >>> model = sn.Model(); L = model.define("L", sn.total((X @ w - y)**2) / 2)
    >>> print(sn.newton_step(model, "L", "w").text())
    ∂L/∂w = Xᵀ (X w - y)
    ∂²L/∂w∂wᵀ = Xᵀ X
    w⁺ = w - (∂²L/∂w∂wᵀ)⁻¹ ∂L/∂w
    """
    symbol = model.symbol(wrt)
    if len(symbol.shape) > 1:
        raise NoRuleError(
            f"newton_step by {symbol.name}, which has shape {shape_text(symbol.shape)}: H⁻¹ g is "
            f"known for vectors; give the model one vector of parameters"
        )
    derivation = model.hessian(of, symbol.name)
    target = model.symbol(of)
    slope = DerivativeSymbol(target, symbol)
    bend = DerivativeSymbol(slope, symbol)
    known = [*model.gradient(of, symbol.name).equations, *derivation.equations]
    step, free = _step(slope, bend, symbol, damping)
    name = free_name(f"{symbol.name}_next", taken_names(model))
    last = Equation(TensorSymbol(name, symbol.shape), free, symbol[free] - step)
    headline = Headline(f"{Latex().symbol(symbol)}^{{+}}", f"{Plain().symbol(symbol)}⁺")
    return Formula(model, needed(model, last, known), None, headline)


def _step(
    slope: TensorSymbol, bend: TensorSymbol, symbol: TensorSymbol, damping: Any
) -> tuple[Expr, tuple[Index, ...]]:
    """H⁻¹ g, and its free index."""
    more = sp.S.Zero if damping is None else as_tensor(damping, "damping").expr
    if not symbol.shape:
        return slope / (bend + more), ()
    i, j, first, second = (Index(symbol.shape[0]) for _ in range(4))
    entry = bend[(first, second)] + more * sp.KroneckerDelta(first, second)
    inverse = INVERSE.applied([(entry, (first, second))], (i, j))
    return total_over(inverse * slope[(j,)], [j]), (i,)
