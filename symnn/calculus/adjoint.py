"""Adjoint systems: reverse-mode differentiation of a system of equations, by equations.

The derivative of a target by every quantity on the way to it becomes one equation, in terms of the
derivatives by the quantities that use it: the chain rule, never substituted through. Size and time
are linear in the number of equations.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.alike import Form, Renaming, form_of
from symnn.calculus.derivative import partial, places, pulled_back
from symnn.calculus.facts import Knowledge
from symnn.calculus.fold import folded, may_help
from symnn.calculus.simplify import simplified
from symnn.language.errors import SymnnError
from symnn.language.expression import symbols_in, total_over
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation, System
from symnn.language.undisturbed import undisturbed

Indices = tuple[Index, ...]


class IndependentError(SymnnError, ValueError):
    """A derivative by something on which the target does not depend."""


@dataclass(frozen=True)
class Link:
    """One factor of the chain rule: how ``equation`` depends on ``symbol``."""

    equation: Equation
    symbol: TensorSymbol
    k: tuple[Index, ...]

    @property
    def left(self) -> Expr:
        """∂u/∂v as a symbol, at the indices of the equation and of v."""
        local = DerivativeSymbol(self.equation.symbol, self.symbol, local=True)
        return local[(*self.equation.indices, *self.k)]

    @cached_property
    def right(self) -> Expr:
        """Its value."""
        raw = partial(self.equation.expr, self.symbol, self.k, self.equation.left)
        return simplified(raw)


@dataclass(frozen=True)
class AdjointEquation:
    """The derivative of the target by one quantity.

    ``o`` indexes the target, ``k`` the quantity; ``plain`` is the chain rule with its deltas used,
    ``expr`` the final form; ``inlined`` names the derivatives whose values were put in, and
    ``facts`` what was assumed.
    """

    symbol: DerivativeSymbol
    o: tuple[Index, ...]
    k: tuple[Index, ...]
    links: tuple[Link, ...]
    plain: Expr
    expr: Expr
    inlined: tuple[DerivativeSymbol, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def equation(self) -> Equation:
        """The equation of this derivative."""
        return Equation(self.symbol, (*self.o, *self.k), self.expr)

    @property
    def chain(self) -> Expr:
        """The chain rule in symbols: Σ ∂L/∂u ∂u/∂v over all u that use v."""
        target = self.symbol.of
        return self._sum_over_links(
            lambda link: link.right if link.equation.symbol == target else link.left
        )

    @property
    def substituted(self) -> Expr:
        """The chain rule with the local derivatives put in."""
        return self._sum_over_links(lambda link: link.right)

    def _sum_over_links(self, factor: Callable[[Link], Expr]) -> Expr:
        terms = []
        for link in self.links:
            above = _above(self.symbol.of, link.equation, self.o)
            terms.append(total_over(sp.Mul(above, factor(link)), link.equation.indices))
        return sp.Add(*terms)


@dataclass
class AdjointSystem:
    """The derivatives of ``target`` by ``wrt`` and all between, in order of derivation."""

    system: System
    target: TensorSymbol
    wrt: tuple[TensorSymbol, ...]
    equations: dict[str, AdjointEquation] = field(default_factory=dict)

    def of(self, symbol: TensorSymbol) -> AdjointEquation:
        """The derivative by ``symbol``."""
        return self.equations[symbol.name]

    @property
    def needed(self) -> list[AdjointEquation]:
        """The equations that the derivatives by ``wrt`` are computed from, in order."""
        names = {adjoint.symbol: adjoint for adjoint in self.equations.values()}
        wanted = [self.equations[symbol.name].symbol for symbol in self.wrt]
        found: set[TensorSymbol] = set()
        while wanted:
            symbol = wanted.pop()
            if symbol in names and symbol not in found:
                found.add(symbol)
                wanted.extend(_derivatives_in(names[symbol].expr))
        return [adjoint for adjoint in self.equations.values() if adjoint.symbol in found]


@undisturbed
def adjoint_system(
    system: System,
    target: TensorSymbol,
    wrt: Sequence[TensorSymbol],
    *,
    through: bool = False,
) -> AdjointSystem:
    """Derive ∂target/∂v for every v in ``wrt``.

    ``through`` asks for closed forms: the values of intermediate derivatives are put in wherever
    they are short, as one wants for Jacobians and Hessians. Raises IndependentError where the
    target does not depend on a quantity.
    """
    order = system.ordered([target.name])
    on_path = _on_path(order, target, wrt)
    users: dict[str, list[Equation]] = {name: [] for name in on_path}
    for equation in order:
        for name in system.uses(equation.name):
            if name in on_path and equation.name in on_path:
                users[name].append(equation)
    result = AdjointSystem(system, target, tuple(wrt))
    deriver = _Deriver(result, Knowledge(system.facts, order), through)
    inputs = [symbol for symbol in wrt if symbol.name not in system.equations]
    inner = [equation.symbol for equation in reversed(order)]
    asked = {symbol.name for symbol in wrt}
    for symbol in [*inner, *inputs]:
        if symbol == target and symbol.name not in asked:
            continue
        if symbol.name in on_path and symbol.name not in result.equations:
            result.equations[symbol.name] = deriver.adjoint(symbol, users[symbol.name])
    return result


def _on_path(order: list[Equation], target: TensorSymbol, wrt: Sequence[TensorSymbol]) -> set[str]:
    """The names between the target and ``wrt``: everything that depends on ``wrt``."""
    depends = {symbol.name for symbol in wrt}
    reached = {target.name}
    uses = {equation.name: _names(equation) for equation in order}
    for equation in order:
        if uses[equation.name] & depends:
            depends.add(equation.name)
    for equation in reversed(order):
        if equation.name in reached:
            reached |= uses[equation.name] & depends
    for symbol in wrt:
        if symbol.name not in reached:
            raise IndependentError(
                f"{target.name} does not depend on {symbol.name}: no equation leads from one to "
                f"the other"
            )
    return reached & depends


def _names(equation: Equation) -> set[str]:
    return {symbol.name for symbol in symbols_in(equation.expr)}


@dataclass(frozen=True)
class _Derived:
    """The chain rule for one quantity, worked out: ``plain`` and ``expr`` of its adjoint."""

    plain: Expr
    expr: Expr
    inlined: tuple[DerivativeSymbol, ...]
    facts: tuple[str, ...] = ()

    def renamed(self, renaming: Renaming) -> _Derived:
        """The same for a quantity of another name; no fact that has a text was of use."""
        inlined = tuple(DerivativeSymbol(s.of, renaming.symbol(s.wrt)) for s in self.inlined)
        return _Derived(renaming.of(self.plain), renaming.of(self.expr), inlined)


@dataclass
class _Deriver:
    """Derives adjoints; of those that are alike one is derived, and the others are renamed."""

    known: AdjointSystem
    knowledge: Knowledge
    through: bool
    derived: dict[Hashable, tuple[Form, _Derived]] = field(default_factory=dict)

    def adjoint(self, symbol: TensorSymbol, users: list[Equation]) -> AdjointEquation:
        """The derivative by ``symbol``, which ``users`` use."""
        target = self.known.target
        o = tuple(Index(size) for size in target.shape)
        k = tuple(Index(size) for size in symbol.shape)
        found = self._found(symbol, users, o, k)
        return AdjointEquation(
            DerivativeSymbol(target, symbol),
            o,
            k,
            tuple(Link(equation, symbol, k) for equation in users),
            found.plain,
            found.expr,
            found.inlined,
            found.facts,
        )

    def _found(
        self, symbol: TensorSymbol, users: list[Equation], o: Indices, k: Indices
    ) -> _Derived:
        form = self._form(symbol, users, o, k)
        if form is None:
            return self._derive(symbol, users, o, k)
        if form.shape in self.derived:
            other, found = self.derived[form.shape]
            return found.renamed(Renaming(other, form))
        found = self._derive(symbol, users, o, k)
        self.derived[form.shape] = form, found
        return found

    def _form(
        self, symbol: TensorSymbol, users: list[Equation], o: Indices, k: Indices
    ) -> Form | None:
        """All that the result hangs on: the equations, the values that may be put in, and facts."""
        target = self.known.target
        if any(s.of == target for e in users for s in _derivatives_in(e.expr)):
            return None
        above = [self.known.equations.get(equation.name) for equation in users]
        put_in = [a for a in above if a is not None and (self.through or may_help(a.expr))]
        parts = [
            (target, *o, symbol, *k),
            *((DerivativeSymbol(target, e.symbol), *e.indices, e.expr) for e in users),
            *((a.symbol, *a.o, *a.k, a.expr) for a in put_in),
        ]
        form = form_of(*parts)
        facts = None if form is None else self.knowledge.about(dict.fromkeys(form.names))
        if not facts:
            return form if facts is not None else None
        return form_of(*parts, *((*fact.indices, fact.left, fact.right) for fact in facts))

    def _derive(
        self, symbol: TensorSymbol, users: list[Equation], o: Indices, k: Indices
    ) -> _Derived:
        target, knowledge = self.known.target, self.knowledge.fresh()
        parts = []
        if symbol == target:
            parts.append(sp.Mul(*(map(sp.KroneckerDelta, o, k))))
        for equation in users:
            above = _above(target, equation, o)
            parts += [
                pulled_back(place, above, equation.indices, k)
                for place in places(equation.expr, symbol, equation.left)
            ]
        plain = simplified(sp.Add(*parts), knowledge)
        expr, inlined = folded(plain, self.known.equations, knowledge, self.through)
        return _Derived(plain, expr, inlined, tuple(knowledge.used))


def _above(target: TensorSymbol, equation: Equation, o: tuple[Index, ...]) -> Expr:
    """∂target/∂u at the indices of u's own equation; deltas where u is the target."""
    if equation.symbol == target:
        return sp.Mul(*map(sp.KroneckerDelta, o, equation.indices))
    return DerivativeSymbol(target, equation.symbol)[(*o, *equation.indices)]


def _derivatives_in(expr: Expr) -> set[TensorSymbol]:
    return {symbol for symbol in symbols_in(expr) if isinstance(symbol, DerivativeSymbol)}
