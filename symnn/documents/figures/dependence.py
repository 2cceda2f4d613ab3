"""What depends on what: models and their derivatives as the data of a computational graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import sympy as sp

from symnn.calculus.adjoint import IndependentError
from symnn.documents.figures.graph_data import Dependence, Edge
from symnn.documents.figures.graph_source import (
    Name,
    Reading,
    Source,
    is_member,
    reading_of,
    starts,
)
from symnn.documents.figures.graph_writer import Writer
from symnn.language.expression import symbols_in
from symnn.language.family import Member
from symnn.language.recurrence import FamilyEquation
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.notation.rounding import Rounding
from symnn.notation.style import Plain


def dependence(
    source: Source,
    of: Name | None = None,
    wrt: Sequence[Name] = (),
    *,
    digits: int = 4,
    paths_only: bool = False,
) -> Dependence:
    """The graph of a model, of a derivation, or of either of them in entries.

    Raises UnknownNameError for quantities that do not exist, IndependentError where no path leads
    from ``wrt`` to ``of``, TypeError for a source of another kind.
    """
    reading = reading_of(source, of, wrt)
    reading.rounding = Rounding(digits)
    names = [symbol.name for symbol in reading.targets]
    equations = list(reading.system.ordered(names))
    edges = _edges(equations)
    nodes = _sorted(_symbols(equations, edges, reading), edges)
    marked = _marked(edges, reading)
    if paths_only:
        edges = [edge for edge in edges if edge.pair in marked]
        kept = {end for edge in edges for end in edge.pair}
        nodes = [node for node in nodes if node in kept]
    edges = [replace(edge, marked=edge.pair in marked) for edge in edges]
    on_path = {end for pair in marked for end in pair}
    by_symbol = {equation.symbol: equation for equation in equations}
    writer = Writer(reading, by_symbol, edges)
    made = tuple(writer.node(symbol, marked=symbol in on_path) for symbol in nodes)
    return Dependence(made, tuple(writer.edge(edge) for edge in edges), _paths(reading))


# ---- nodes and edges ----------------------------------------------------------------------------


def _edges(equations: Iterable[Equation]) -> list[Edge]:
    edges = [
        Edge(used, equation.symbol)
        for equation in equations
        for used in sorted(symbols_in(equation.expr), key=lambda symbol: (symbol.age, str(symbol)))
    ]
    known = {edge.pair for edge in edges}
    found = [s for pair in known for s in pair if isinstance(s, Member)]
    families: dict[str, set[Member]] = {}
    for member in found:
        families.setdefault(member.family.name, set()).add(member)
    recurrent = {
        e.symbol.family.name
        for e in equations
        if isinstance(e, FamilyEquation) and isinstance(e.symbol, Member)
    }
    for name in sorted(recurrent):
        members = sorted(families.get(name, ()), key=_along)
        for one, next in pairwise(members):
            if (one, next) not in known and not _reaches(edges, one, next):
                edges.append(Edge(one, next, repeated=True))
    return edges


def _reaches(edges: Sequence[Edge], start: Any, end: Any) -> bool:
    reached, more = {start}, True
    while more:
        new = {edge.end for edge in edges if edge.start in reached} - reached
        reached |= new
        more = bool(new)
    return end in reached


def _along(member: Member) -> tuple[int, int, str]:
    """The order of the members of a family: the first ones, the general one, the last ones."""
    place = sp.sympify(member.label, strict=True)
    if place.is_Integer:
        return 0, int(place), ""
    running = member.family.label
    if place.has(running):
        return 1, int(place - running), ""
    return 2, 0, str(place)


def _symbols(
    equations: Sequence[Equation], edges: Sequence[Edge], reading: Reading
) -> list[TensorSymbol]:
    """The quantities: inputs in the order in which they were made, then what is computed."""
    defined = [equation.symbol for equation in equations]
    used = {edge.start for edge in edges} | {edge.end for edge in edges}
    inputs = sorted(used - set(defined), key=lambda symbol: (symbol.age, str(symbol)))
    rank = {symbol: place for place, symbol in enumerate(reading.system.inputs.values())}
    inputs.sort(key=lambda symbol: rank.get(symbol, len(rank)))
    return [*inputs, *defined]


def _sorted(nodes: Sequence[TensorSymbol], edges: Sequence[Edge]) -> list[TensorSymbol]:
    """The nodes, each after those that it uses, else in the order in which they are given."""
    uses: dict[TensorSymbol, list[TensorSymbol]] = {node: [] for node in nodes}
    for edge in edges:
        uses[edge.end].append(edge.start)
    done: dict[TensorSymbol, None] = {}
    for first in nodes:
        stack = [(first, False)]
        while stack:
            node, ready = stack.pop()
            if ready:
                done[node] = None
            elif node not in done:
                stack.append((node, True))
                stack.extend((used, False) for used in reversed(uses[node]) if used not in done)
    return list(done)


def _marked(edges: Sequence[Edge], reading: Reading) -> set[tuple[Any, Any]]:
    """The edges on the ways from ``wrt`` to the target."""
    if reading.derivation is not None and reading.derivation.paths:
        return {(u, v) for path in reading.derivation.paths for v, u in path.edges}
    if not reading.wrt:
        return set()
    pairs = [edge.pair for edge in edges]
    ahead = _closure(starts(pairs, reading.wrt), pairs)
    behind = _closure(reading.targets, [pair[::-1] for pair in pairs])
    way = {pair for pair in pairs if pair[0] in ahead and pair[1] in behind}
    for start in reading.wrt:
        if not any(start == pair[0] or is_member(pair[0], start) for pair in way):
            names = ", ".join(symbol.name for symbol in reading.targets)
            raise IndependentError(
                f"{names} does not depend on {start.name}: no path leads from one to the other"
            )
    return way


def _closure(start: Iterable[Any], pairs: Sequence[tuple[Any, Any]]) -> set[Any]:
    """Everything that the pairs lead to."""
    after: dict[Any, list[Any]] = {}
    for one, next in pairs:
        after.setdefault(one, []).append(next)
    stack = list(start)
    found = set(stack)
    while stack:
        for next in after.get(stack.pop(), ()):
            if next not in found:
                found.add(next)
                stack.append(next)
    return found


def _paths(reading: Reading) -> tuple[tuple[str, ...], ...]:
    if reading.derivation is None:
        return ()
    return tuple(
        tuple(Plain().symbol(symbol) for symbol in reversed(path.quantities))
        for path in reading.derivation.paths
    )
