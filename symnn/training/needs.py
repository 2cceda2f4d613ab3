"""What a quantity of a model depends on."""

from __future__ import annotations

from symnn.language.expression import symbols_in
from symnn.language.family import Member
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
    families = {symbol.family.name for symbol in used if isinstance(symbol, Member)}

    def is_used(symbol: TensorSymbol) -> bool:
        # members of a family come stacked, those at its end by themselves
        own = symbol.family.name if isinstance(symbol, Member) else symbol.name
        return symbol in used or own in families

    return [symbol for symbol in system.inputs.values() if is_used(symbol)]


def input_of(system: System, name: str) -> TensorSymbol:
    """The input of that name as its array is given: of a family, all members stacked."""
    return system.inputs.get(name) or system.symbol(name)
