"""Models: systems of equations with everything that symnn does with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symnn.calculus.adjoint import AdjointSystem, adjoint_system
from symnn.language.errors import NotScalarError
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import System
from symnn.language.text import shape_text
from symnn.numeric.compiled import Compiled, compiled

Names = str | Sequence[str]


class Model(System):
    """An ordered system of named equations."""

    def _symbols_of(self, names: Any) -> list[TensorSymbol]:
        many = names if isinstance(names, (list, tuple)) else [names]
        return [self.symbol(name) for name in many]

    def adjoints(self, of: Any, wrt: Any) -> AdjointSystem:
        target = self.symbol(of)
        if target.shape:
            raise NotScalarError(
                f"the gradient of {target.name}, of shape {shape_text(target.shape)}: a gradient "
                f"is of a scalar; ask for model.jacobian({target.name!r}, …) or sum it up first"
            )
        return adjoint_system(self, target, self._symbols_of(wrt))

    def compile(self, of: Any, wrt: Any = ()) -> Compiled:
        derived = self.adjoints(of, wrt) if wrt else None
        target = self.symbol(of)
        forward = self.ordered([target.name])
        backward = [adjoint.equation for adjoint in derived.needed] if derived else []
        used = {leaf.name for e in (*forward, *backward) for leaf in _symbols(e.expr)}
        inputs = [symbol for name, symbol in self.inputs.items() if name in used]
        grads = {s.name: DerivativeSymbol(target, s) for s in (derived.wrt if derived else ())}
        return compiled([*forward, *backward], inputs, target, grads)


def _symbols(expr: Any) -> Any:
    from symnn.language.expression import symbols_in

    return symbols_in(expr)
