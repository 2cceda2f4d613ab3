"""What a quantity of a model depends on."""

from __future__ import annotations

from symnn.language.expression import symbols_in
from symnn.language.symbol import TensorSymbol
from symnn.language.system import System


def needed_inputs(system: System, of: str) -> list[TensorSymbol]:
    """The inputs that a quantity depends on, in the order of the system.

    >>> import symnn as sn
    >>> model = sn.Model(); L = model.define("L", sn.scalar("a") * sn.scalar("b"))
    >>> needed_inputs(model, "L")
    [a, b]
    """
    used = {symbol for equation in system.ordered([of]) for symbol in symbols_in(equation.expr)}
    return [symbol for symbol in system.inputs.values() if symbol in used]
