"""The chain rule in entries: the derivative of one scalar by another, factor by factor.

Where every path goes through the same quantities, their derivatives are multiplied; where paths
part, contributions are added. With too many paths to show, the derivatives by all quantities on the
way (the adjoints) are named instead, and each is written in terms of the ones above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.adjoint import IndependentError
from symnn.calculus.local import LocalDerivatives
from symnn.calculus.paths import Between, Graph, Path
from symnn.calculus.steps import Step
from symnn.calculus.values import Values, number
from symnn.language.symbol import DerivativeSymbol, TensorSymbol

Term = tuple[Expr, ...]
FORMULA = frozenset({"chain rule", "substitution"})
"""Rules whose lines hold before any number is known: another line gives the same value."""


@dataclass(frozen=True)
class ChainStep(Step):
    """A step whose right side is a sum of ``terms``, each a product of factors in this order."""

    terms: tuple[Term, ...] = ()


class PathSymbol(TensorSymbol):
    """What one path, by its ``place``, contributes to a derivative."""

    __slots__ = ("derivative", "place")
    derivative: DerivativeSymbol
    place: int

    def __new__(  # noqa: D102 (SymPy's way to make one)
        cls, derivative: DerivativeSymbol, place: int
    ) -> PathSymbol:
        symbol = TensorSymbol.__new__(cls, f"({derivative.name})_path{place}")
        symbol.derivative, symbol.place = derivative, place
        return symbol


@dataclass
class ChainRule:
    """The derivative ``symbol`` (or what one path contributes to it) with its ``steps``.

    ``paths`` are the paths, none where adjoints are named instead. ``held`` says, for a local
    derivative that is not the whole one, what else of its equation is held fixed.
    """

    symbol: DerivativeSymbol | PathSymbol
    paths: list[Path]
    steps: list[ChainStep] = field(default_factory=list)
    held: dict[DerivativeSymbol, tuple[TensorSymbol, ...]] = field(default_factory=dict)

    def values(self, known: Values) -> dict[TensorSymbol, Expr]:
        """``known`` and, computed from it, the value of every derivative in the steps."""
        values = dict(known)
        for step in self.steps:
            if step.rule not in FORMULA:
                values[step.left] = number(step.right, values, step.left.name)
        return values


def chain_rule(
    graph: Graph, local: LocalDerivatives, of: TensorSymbol, wrt: TensorSymbol, limit: int
) -> ChainRule:
    """∂of/∂wrt by all paths if there are at most ``limit`` of them, else by named adjoints.

    Raises IndependentError where no path leads from ``wrt`` to ``of``.
    """
    way = graph.between(of, wrt)
    if not way.count or of == wrt:
        raise IndependentError(
            f"{of.name} does not depend on {wrt.name}: no equation leads from one to the other"
        )
    few = way.count <= limit
    paths = way.paths(limit) if few else []
    builder = _Builder(graph, local, ChainRule(DerivativeSymbol(of, wrt), paths))
    if few:
        builder.derive(of, wrt)
    else:
        builder.adjoints(way)
    if len(paths) > 1:
        builder.along(paths)
    return builder.result


def along_path(
    graph: Graph, local: LocalDerivatives, path: Path, among: Sequence[Path]
) -> ChainRule:
    """What one of the paths ``among`` which it is contributes: the product of its factors."""
    whole = DerivativeSymbol(path.quantities[0], path.quantities[-1])
    symbol = whole if len(among) == 1 else PathSymbol(whole, among.index(path) + 1)
    builder = _Builder(graph, local, ChainRule(symbol, [path]))
    for pair in path.edges:
        builder.local(*pair)
    if len(path.edges) > 1:
        builder.path(symbol, path, f"The path {path}.")
    return builder.result


class _Builder:
    def __init__(self, graph: Graph, local: LocalDerivatives, result: ChainRule) -> None:
        self.graph = graph
        self.slopes = local
        self.result = result
        self.known: dict[Expr, tuple[Term, ...]] = {}

    # ---- names --------------------------------------------------------------------------------

    def edge(self, of: TensorSymbol, wrt: TensorSymbol) -> DerivativeSymbol:
        """The local derivative: the whole one, where nothing else of the equation moves."""
        others = self.graph.others(of, wrt)
        symbol = DerivativeSymbol(of, wrt, local=bool(others))
        if others:
            self.result.held[symbol] = others
        return symbol

    def is_edge(self, of: TensorSymbol, wrt: TensorSymbol) -> bool:
        """Whether the local derivative is the whole one."""
        return wrt in self.graph.used_by(of.name) and not self.graph.others(of, wrt)

    # ---- steps --------------------------------------------------------------------------------

    def derive(self, of: TensorSymbol, wrt: TensorSymbol) -> None:
        """The steps to ∂of/∂wrt, by products and sums."""
        symbol = DerivativeSymbol(of, wrt)
        if self.is_edge(of, wrt):
            self.local(of, wrt)
        elif symbol not in self.known:
            way = self.graph.between(of, wrt)
            if len(way.waists) > 2:
                self.product(symbol, way.waists)
            else:
                self.sum(symbol, way)

    def local(self, of: TensorSymbol, wrt: TensorSymbol) -> None:
        """The step to a local derivative."""
        symbol = self.edge(of, wrt)
        if symbol in self.known:
            return
        value = self.slopes.of(of, wrt)
        words = f"Differentiate the equation of {of.name} by {wrt.name}{self.slopes.rule(of)}"
        held = self.result.held.get(symbol, ())
        words += f"; {_list(held)} held fixed." if held else "."
        self.known[symbol] = ((value,),)
        self.add(symbol, ((value,),), "local derivative", (of.name,), words)

    def product(self, symbol: DerivativeSymbol, waists: Sequence[TensorSymbol]) -> None:
        """∂u/∂v = ∂u/∂a ∂a/∂b … ∂z/∂v where every path goes through a, b, …, z."""
        top, first, *rest = waists
        if len(rest) > 1 and self.is_edge(top, first) and self.slopes.of(top, first) == 1:
            waists = [top, *rest]  # a total of errors: ∂E/∂a, not ∂E/∂E_1 ∂E_1/∂a
        pairs = list(pairwise(waists))
        terms = (tuple(DerivativeSymbol(*pair) for pair in pairs),)
        through = waists[-2:0:-1]
        words = (
            f"{symbol.of.name} depends on {symbol.wrt.name} only through {_list(through)}: "
            f"multiply the derivatives."
        )
        self.add(symbol, terms, "chain rule", _names(through), words)
        for pair in pairs:
            self.derive(*pair)
        self.conclude(symbol, terms)

    def sum(self, symbol: DerivativeSymbol, way: Between) -> None:
        """∂u/∂v = Σ_a ∂u/∂a ∂a/∂v over all a in the equation of u that depend on v."""
        of, wrt = symbol.of, symbol.wrt
        used = way.uses(of)
        below = [() if a == wrt else (DerivativeSymbol(a, wrt),) for a in used]
        terms = tuple((self.edge(of, a), *rest) for a, rest in zip(used, below, strict=True))
        words = f"{of.name} depends on {wrt.name} through {_list(used)}: add what each contributes."
        self.add(symbol, terms, "chain rule", _names(used), words)
        for a in used:
            self.local(of, a)
        short = tuple(
            rest if rest and self.known[edge] == ((sp.S.One,),) else (edge, *rest)
            for (edge, *_), rest in zip(terms, below, strict=True)
        )
        if short != terms:
            words = "Leave out factors that are one."
            self.add(symbol, short, "substitution", _names(used), words)
        for a in used:
            if a != wrt:
                self.derive(a, wrt)
        self.conclude(symbol, short)

    def conclude(self, symbol: DerivativeSymbol, terms: tuple[Term, ...]) -> None:
        """Put in what is known, and multiply and add."""
        put_in = tuple(self.put_in(term) for term in terms)
        self.known[symbol] = put_in
        uses = tuple(dict.fromkeys(factor.name for term in terms for factor in term))
        if put_in != terms:
            self.add(symbol, put_in, "substitution", uses, "Put the derivatives in.")
        rule = "sum" if len(terms) > 1 else "product"
        self.add(symbol, terms, rule, uses, f"Take the {rule}.")

    def put_in(self, term: Term) -> Term:
        """The factors with their values, where these are products."""
        factors: list[Expr] = []
        for factor in term:
            known = self.known.get(factor, ())
            factors.extend(known[0] if len(known) == 1 else (factor,))
        return tuple(factor for factor in factors if factor != 1) or (sp.S.One,)

    def adjoints(self, way: Between) -> None:
        """∂E/∂v = Σ_u ∂E/∂u ∂u/∂v over all u that use v, for every v on the way."""
        target = way.target
        for wrt in list(way.above)[1:]:
            users = way.users(wrt)
            if users == [target]:
                self.local(target, wrt)
                continue
            symbol = DerivativeSymbol(target, wrt)
            edges = {user: self.edge(user, wrt) for user in users}
            terms = tuple(
                (edge,) if user == target else (DerivativeSymbol(target, user), edge)
                for user, edge in edges.items()
            )
            words = f"{target.name} depends on {wrt.name} through {_list(users)}."
            self.add(symbol, terms, "chain rule", _names(users), words)
            for user in users:
                self.local(user, wrt)
            put_in = tuple((*above, *self.put_in((edge,))) for *above, edge in terms)
            short = tuple(tuple(f for f in term if f != 1) or (sp.S.One,) for term in put_in)
            self.add(symbol, short, "substitution", _names(users), "Put the derivatives in.")
            rule = "sum" if len(terms) > 1 else "product"
            self.add(symbol, terms, rule, _names(users), f"Take the {rule}.")

    def along(self, paths: Sequence[Path]) -> None:
        """The product along every path, and their sum."""
        symbol = self.result.symbol
        parts = [PathSymbol(symbol, place) for place in range(1, len(paths) + 1)]
        for part, path in zip(parts, paths, strict=True):
            self.path(part, path, f"Path {part.place} of {len(paths)}: {path}.")
        words = f"Add the products along all {len(paths)} paths."
        names = tuple(part.name for part in parts)
        self.add(symbol, tuple((part,) for part in parts), "sum over the paths", names, words)

    def path(self, left: DerivativeSymbol | PathSymbol, path: Path, words: str) -> None:
        """The product along one path."""
        factors = tuple(self.edge(*pair) for pair in path.edges)
        self.add(left, (factors,), "path", tuple(factor.name for factor in factors), words)

    def add(
        self,
        left: DerivativeSymbol | PathSymbol,
        terms: tuple[Term, ...],
        rule: str,
        uses: tuple[str, ...],
        words: str,
    ) -> None:
        """One more step."""
        right = sp.Add(*(sp.Mul(*term) for term in terms))
        of = left.derivative.wrt if isinstance(left, PathSymbol) else left.wrt
        self.result.steps.append(
            ChainStep(
                of=of,
                left=left,
                right=right,
                rule=rule,
                uses=uses,
                words=words,
                free=(),
                terms=terms,
            )
        )


def _names(symbols: Sequence[TensorSymbol]) -> tuple[str, ...]:
    return tuple(symbol.name for symbol in symbols)


def _list(symbols: Sequence[TensorSymbol]) -> str:
    names = _names(symbols)
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
