"""Forward-mode differentiation of a system of equations, by equations.

With every input that moves goes a direction, and with every quantity that depends on it a tangent:
from ``u = f(a, b)`` follows ``u̇ = ∂f/∂a ȧ + ∂f/∂b ḃ``. Size and time are linear in the number of
equations. (Griewank and Walther, Evaluating Derivatives, section 3.1.)
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symnn.calculus.adjoint import IndependentError
from symnn.calculus.derivative import places
from symnn.calculus.facts import Knowledge
from symnn.calculus.simplify import simplified
from symnn.language.expression import symbols_in, total_over
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation, System


def tangent_equations(
    system: System,
    target: TensorSymbol,
    directions: Mapping[TensorSymbol, TensorSymbol],
    name_of: Mapping[str, TensorSymbol],
) -> list[Equation]:
    """The equations of the tangents of ``target`` and of all that it depends on.

    ``directions`` gives the direction of every quantity that moves, ``name_of`` the symbols of the
    tangents by the names of their quantities. Raises IndependentError where nothing moves
    ``target``.

    >>> import symnn as sn
    >>> n, = sn.dims("n"); x, v = sn.vector("x", n), sn.vector("v", n)
    >>> model = sn.Model(); s = model.define("s", sn.total(x**2))
    >>> made, = tangent_equations(
    ...     model, s.symbol, {x.symbol: v.symbol}, {"s": TensorSymbol("s_dot")}
    ... )
    >>> made.expr
    2*Sum(v[_i]*x[_i], (_i, 1, n))
    """
    moving = dict(directions)
    knowledge = Knowledge(system.facts)
    found: list[Equation] = []
    for equation in system.ordered([target.name]):
        used = sorted(symbols_in(equation.expr) & set(moving), key=str)
        if equation.symbol in moving or not used:
            continue
        parts = [
            total_over(sp.Mul(place.slope, moving[symbol][place.indices]), place.bound)
            for symbol in used
            for place in places(equation.expr, symbol, equation.left)
        ]
        tangent = name_of[equation.name]
        expr = simplified(sp.Add(*parts), knowledge.fresh())
        found.append(Equation(tangent, equation.indices, expr))
        moving[equation.symbol] = tangent
    if target not in moving:
        names = ", ".join(symbol.name for symbol in directions)
        raise IndependentError(
            f"{target.name} does not depend on {names}: no equation leads from one to the other"
        )
    return found
