"""Local derivatives in entries: of one component by another, by the equation of the first alone."""

from __future__ import annotations

from sympy.core.expr import Expr

from symnn.calculus.components import Components
from symnn.calculus.derivative import partial
from symnn.calculus.simplify import simplified
from symnn.language.expression import Applied
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol


class LocalDerivatives:
    """∂u/∂v by the equation of u alone, for components u and v, in terms of u where rules are."""

    def __init__(self, components: Components) -> None:
        self.components = components
        self._general: dict[tuple[str, str], tuple[tuple[Index, ...], Expr]] = {}

    def of(self, of: TensorSymbol, wrt: TensorSymbol) -> Expr:
        """∂of/∂wrt as an expression in components."""
        (u, place), (v, at) = self.components.origin[of], self.components.origin[wrt]
        k, expr = self._partial(u, v)
        indices = (*self.components.system.equations[u.name].indices, *k)
        where = dict(zip(indices, (*place, *at), strict=True))
        return simplified(self.components.written_out(expr, where))

    def _partial(self, u: TensorSymbol, v: TensorSymbol) -> tuple[tuple[Index, ...], Expr]:
        if (u.name, v.name) not in self._general:
            equation = self.components.system.equations[u.name]
            k = tuple(Index(size) for size in v.shape)
            raw = partial(equation.expr, v, k, equation.left)
            self._general[u.name, v.name] = k, simplified(raw)
        return self._general[u.name, v.name]

    def rule(self, of: TensorSymbol) -> str:
        """The operation whose rule gives the derivatives of a quantity, in words."""
        equation = self.components.system.equations[self.components.origin[of][0].name]
        operation = getattr(type(equation.expr), "operation", None)
        kind = "Jacobian" if isinstance(equation.expr, Applied) else "slope"
        return f", with the {kind} of {operation.name}" if operation is not None else ""
