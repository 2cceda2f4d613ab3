"""Names for rows and columns that are the matrix itself, not quantities of their own.

Where the prose says that p_u is the u-th row of P, a derivative by p_u is one by that row of P,
through every equation, whichever of the two names it uses.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from sympy.core.expr import Expr

from symnn.language.symbol import DerivativeSymbol, Entry, TensorSymbol, indices_of, symbol_of
from symnn.language.system import Equation, System
from symnn.language.tensor import Tensor
from symnn.notation.reader.claim import Claim, Instance, Statement

Places = tuple[int, ...]
"""For each axis of the matrix, the axis of the name."""


def unified(system: System, statements: list[Statement], names: Collection[str]) -> list[Statement]:
    """The statements, and in place the equations, with each of ``names`` as what it names."""
    same = {name: pair for name in names if (pair := _named(system, name)) is not None}
    if not same:
        return statements
    for equation in list(system.equations.values()):
        expr = equation.expr if equation.name in same else _in(equation.expr, same)
        system.restate(Equation(equation.symbol, equation.indices, expr))
    return [_statement(statement, same) for statement in statements]


Same = Mapping[str, tuple[TensorSymbol, Places]]


def _named(system: System, name: str) -> tuple[TensorSymbol, Places] | None:
    """The matrix of which a name is the rows or columns, and its axes in those of the name."""
    equation = system.equations.get(name)
    matrix = None if equation is None else symbol_of(equation.expr)
    if equation is None or matrix is None or matrix.name in system.equations:
        return None
    return matrix, tuple(equation.indices.index(index) for index in indices_of(equation.expr))


def _statement(statement: Statement, same: Same) -> Statement:
    claim = statement.claim
    if claim is None:
        return statement
    instances = tuple(_instance(instance, same) for instance in claim.instances)
    head = claim.derivative
    if isinstance(head, DerivativeSymbol):
        head = _derivative(head, same)[0]
    made: Claim = replace(claim, instances=instances, derivative=head)
    return replace(statement, claim=made)


def _instance(instance: Instance, same: Same) -> Instance:
    left, right = instance.left, instance.right
    return replace(
        instance,
        left=Tensor(_in(left.expr, same), left.indices),
        right=None if right is None else Tensor(_in(right.expr, same), right.indices),
    )


def _in(expr: Expr, same: Same) -> Expr:
    """An expression with the entries of the names as entries of what they name."""
    entries = {entry: _entry(entry, same) for entry in expr.atoms(Entry)}
    return expr.xreplace({old: new for old, new in entries.items() if old != new})


def _entry(entry: Entry, same: Same) -> Expr:
    symbol, places = entry.symbol, tuple(range(len(entry.symbol.shape)))
    if isinstance(symbol, DerivativeSymbol):
        symbol, places = _derivative(symbol, same)
    elif symbol.name in same:
        symbol, places = same[symbol.name]
    return Entry.of(symbol, [indices_of(entry)[place] for place in places])


def _derivative(symbol: DerivativeSymbol, same: Same) -> tuple[DerivativeSymbol, Places]:
    """The derivative of and by what is named, and its axes in those of the given one."""
    of, places = symbol.of, tuple(range(len(symbol.of.shape)))
    if isinstance(of, DerivativeSymbol):
        of, places = _derivative(of, same)
    wrt, own = same.get(symbol.wrt.name, (symbol.wrt, tuple(range(len(symbol.wrt.shape)))))
    begin = len(symbol.of.shape)
    made = DerivativeSymbol(of, wrt, local=symbol.local)
    return made, (*places, *(begin + place for place in own))
