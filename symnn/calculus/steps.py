"""The steps of a derivation: what a textbook writes between a model and its gradient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.adjoint import AdjointEquation, AdjointSystem, Link
from symnn.language.expression import Applied, Total
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol


@dataclass(frozen=True)
class Step:
    """One line: ``left = right`` by ``rule``.

    ``of`` is the quantity whose derivative the step belongs to, ``uses`` names the equations and
    facts that it rests on, ``words`` says it in a sentence, ``free`` are the indices that the line
    holds for.
    """

    of: TensorSymbol
    left: Expr
    right: Expr
    rule: str
    uses: tuple[str, ...]
    words: str
    free: tuple[Index, ...]


def steps(derived: AdjointSystem) -> list[Step]:
    """All steps of an adjoint system, in order of derivation."""
    return [step for adjoint in derived.equations.values() for step in steps_of(adjoint)]


def steps_of(adjoint: AdjointEquation) -> Iterator[Step]:
    """The steps to one derivative."""
    symbol, target = adjoint.symbol.wrt, adjoint.symbol.of
    left, free = adjoint.equation.left, (*adjoint.o, *adjoint.k)
    users = tuple(link.equation.name for link in adjoint.links)
    if symbol == target and not users:
        words = f"The derivative of {target.name} by itself is one."
        yield Step(symbol, left, adjoint.expr, "start", (), words, free)
        return
    if users == (target.name,):
        words = f"Differentiate the equation of {target.name} by {symbol.name}."
        uses = (*users, *adjoint.facts)
        yield Step(symbol, left, adjoint.expr, "local derivative", uses, words, free)
        return
    through = _list(tuple(name for name in users if name != target.name))
    directly = ", and directly" if target.name in users else ""
    words = f"{target.name} depends on {symbol.name} through {through}{directly}."
    yield Step(symbol, left, adjoint.chain, "chain rule", users, words, free)
    for link in adjoint.links:
        if link.equation.symbol != target:
            yield _local(link)
    shown = adjoint.chain
    put_in = adjoint.substituted
    if put_in != shown:
        words = "Put the local derivatives in."
        yield Step(symbol, left, put_in, "substitution", users, words, free)
        shown = put_in
    if adjoint.plain != shown:
        words = _simplifying(shown)
        facts = adjoint.facts if not adjoint.inlined else ()
        yield Step(symbol, left, adjoint.plain, "simplification", facts, words, free)
        shown = adjoint.plain
    if adjoint.expr != shown:
        names = tuple(upstream.name for upstream in adjoint.inlined)
        words = f"Put in {_list(names)} and simplify{_given(adjoint.facts)}."
        yield Step(symbol, left, adjoint.expr, "refolding", (*names, *adjoint.facts), words, free)


def _local(link: Link) -> Step:
    equation, symbol = link.equation, link.symbol
    rule = _rule_of(equation.expr)
    words = f"Differentiate the equation of {equation.name} by {symbol.name}{rule}."
    free = (*equation.indices, *link.k)
    uses = (equation.name,)
    return Step(symbol, link.left, link.right, "local derivative", uses, words, free)


def _rule_of(expr: Expr) -> str:
    operation = getattr(type(expr), "operation", None)
    if operation is None:
        return ""
    kind = "Jacobian" if isinstance(expr, Applied) else "slope"
    return f", with the {kind} of {operation.name}"


def _simplifying(expr: Expr) -> str:
    """What is done to make a sum over links plain."""
    deltas = "use the deltas" if expr.has(sp.KroneckerDelta) else ""
    sums = "take constants out of sums" if expr.has(Total) else ""
    done = ", ".join(part for part in (deltas, sums, "collect terms") if part)
    return f"{done[0].upper()}{done[1:]}."


def _given(facts: tuple[str, ...]) -> str:
    return f", given that {_list(facts)}" if facts else ""


def _list(names: tuple[str, ...]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
