"""Adjoints of families: back-propagation for any depth, and through any time.

The adjoint of h_t collects what every equation that uses h contributes, each moved along its label
until it uses just h_t. Near the ends of the range other equations contribute: the adjoint is one
equation for all t inside, and one for each t at an end. A quantity that is the same for all t gets
the sum of what they contribute.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.adjoint import AdjointEquation, IndependentError, Link
from symnn.calculus.derivative import places, pulled_back
from symnn.calculus.facts import Knowledge
from symnn.calculus.family_adjoint import FamilyAdjoint, FamilyAdjoints, Part
from symnn.calculus.fold import folded
from symnn.calculus.moved import Still, Swapping, moved
from symnn.calculus.simplify import simplified
from symnn.language.dependence import closure, in_order, spans_defined
from symnn.language.expression import symbols_in
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.index import Index
from symnn.language.label import Label, Span, joined, parted
from symnn.language.recurrence import (
    Use,
    fact_labels,
    fact_with,
    key_of,
    rules_of,
    uses_in,
)
from symnn.language.relabelling import Relabelling, label_of, labelled, running_label
from symnn.language.series import Series
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation, System
from symnn.operations.opaque import OpaquePartial


def family_adjoints(
    system: System,
    target: TensorSymbol,
    wrt: Sequence[TensorSymbol],
    eliminate: Collection[str] = (),
) -> FamilyAdjoints:
    """Derive ∂target/∂v for the scalar ``target`` and every v in ``wrt``.

    Members with a running label stand for their family; ``eliminate`` names quantities whose
    derivatives are put in wherever they occur. Raises IndependentError where the target does not
    depend on a quantity, CycleError where equations of one label use each other in a circle.
    """
    return _Deriving(system, target, wrt, eliminate).derived()


class _Deriving:
    def __init__(
        self,
        system: System,
        target: TensorSymbol,
        wrt: Sequence[TensorSymbol],
        eliminate: Collection[str],
    ) -> None:
        self.target, self.wrt = target, tuple(wrt)
        self.eliminate = frozenset(eliminate)
        self.facts = system.facts
        self.rules = rules_of(system.equations.values())
        self.uses = [use for rule in self.rules for use in uses_in(rule)]
        self.result = FamilyAdjoints(system, target, self.wrt)

    def derived(self) -> FamilyAdjoints:
        """All derivatives, each after those that it is computed from."""
        on_path = self._on_path()
        users: dict[str, list[Use]] = {key: [] for key in on_path}
        for use in self.uses:
            key = key_of(use.symbol)
            if key in on_path and key_of(use.rule.equation.symbol) in on_path:
                users[key].append(use)
        asked = {key_of(symbol) for symbol in self.wrt}
        for key in self._order(on_path):
            if key == key_of(self.target) and key not in asked:
                continue
            pieces = self._pieces(key, users[key])
            self.result.by_key[key] = pieces
            for piece in pieces:
                self.result.equations[piece.symbol.wrt.name] = piece
        return self.result

    # ---- order --------------------------------------------------------------------------------

    def _on_path(self) -> set[str]:
        """The keys between the target and ``wrt``."""
        above: dict[str, set[str]] = {}
        below: dict[str, set[str]] = {}
        for use in self.uses:
            user, used = key_of(use.rule.equation.symbol), key_of(use.symbol)
            above.setdefault(used, set()).add(user)
            below.setdefault(user, set()).add(used)
        reached = closure([key_of(self.target)], below)
        for symbol in self.wrt:
            if key_of(symbol) not in reached:
                raise IndependentError(
                    f"{self.target.name} does not depend on {symbol.name}: no equation leads "
                    f"from one to the other"
                )
        return reached & closure([key_of(symbol) for symbol in self.wrt], above)

    def _order(self, on_path: set[str]) -> list[str]:
        """Users before the used; what nothing defines last, in the order asked for."""
        defined = dict.fromkeys(key_of(rule.equation.symbol) for rule in self.rules)
        inner = [key for key in defined if key in on_path]
        order = [key for group in in_order(self.uses, inner) for key in group]
        inputs = [key_of(symbol) for symbol in self.wrt if key_of(symbol) not in defined]
        return [*reversed(order), *dict.fromkeys(inputs)]

    # ---- pieces -------------------------------------------------------------------------------

    def _pieces(self, key: str, users: Sequence[Use]) -> list[FamilyAdjoint]:
        """The derivatives by one quantity, or by the members of a family, the last ones first."""
        generic = self._generic(key, users)
        if label_of(generic) is None:
            return [self._piece(generic, None, users)]
        defined = spans_defined(self.rules).get(key, [])
        asked = [s for s in self.wrt if key_of(s) == key]
        wanted = [
            running_label(symbol).span if isinstance(label, Label) else Span(label, label)
            for symbol in asked
            if (label := label_of(symbol)) is not None
        ]
        live: list[tuple[Use, Span]] = []
        for use in users:
            if use.offset is None:
                assert use.span is not None
                live.append((use, use.span))
            else:
                live += [(use, span.shifted(use.offset)) for span in self._live(use)]
        spans = [span for _, span in live]
        found: list[FamilyAdjoint] = []
        for part, inside in parted([*spans, *defined, *wanted]):
            if not any(number >= len(spans) for number in inside):
                continue  # members that nothing defines and nobody asked for
            chosen = [live[number][0] for number in inside if number < len(spans)]
            found += [self._piece(generic, one, chosen) for one in part.singles or [part]]
        return found[::-1]

    def _generic(self, key: str, users: Sequence[Use]) -> TensorSymbol:
        symbols = [*(use.symbol for use in users), *(s for s in self.wrt if key_of(s) == key)]
        label = next((running_label(s) for s in symbols if label_of(s) is not None), None)
        return symbols[0] if label is None else labelled(symbols[0], label)

    def _live(self, use: Use) -> list[Span]:
        """The labels of the rule where the derivative of what it defines is not zero."""
        span = use.rule.span
        if span is None:
            return []
        above = self.result.by_key.get(key_of(use.rule.equation.symbol))
        if above is None or use.rule.summed:
            return [span]
        inside = []
        for piece in above:
            own = piece.span
            assert own is not None
            both = own.meets(span)
            if piece.expr != 0 and not both.empty:
                inside.append(both)
        # where its derivative is put in, every piece of it is another formula
        return inside if key_of(use.rule.equation.symbol) in self.eliminate else joined(inside)

    def _piece(
        self, generic: TensorSymbol, span: Span | None, users: Sequence[Use]
    ) -> FamilyAdjoint:
        """One equation: the derivative by a quantity, or by the members in ``span``."""
        label, value = None, None
        if span is not None:
            free = running_label(generic)
            label = None if span.single else free
            value = span.first if span.single else free
        symbol = generic if value is None else labelled(generic, value)
        k = tuple(Index(size) for size in symbol.shape)
        groups: dict[tuple[Label | None, Span | None], list[Equation]] = {}
        for use in users:
            rule = use.rule
            if rule.label is None:
                groups.setdefault((None, None), []).append(rule.equation)
            elif use.offset is None:  # the same quantity in the equations of all labels
                for live in self._live(use):
                    groups.setdefault((rule.label, live), []).append(rule.equation)
            else:
                assert value is not None
                groups.setdefault((None, None), []).append(moved(use, value))
        if symbol == self.target:
            groups.setdefault((None, None), [])
        used: dict[str, None] = {}
        inlined: list[DerivativeSymbol] = []
        parts = []
        for (running, over), equations in groups.items():
            own = (label, span) if running is None else (running, over)
            part, names, put_in = self._part(symbol, k, equations, *own)
            if running is not None:
                part = replace(part, label=running, span=over)
            used.update(names)
            inlined += put_in
            parts.append(part)
        plain = sp.Add(*(part.summed(part.plain) for part in parts))
        expr = sp.Add(*(part.summed(part.expr) for part in parts))
        links = tuple(link for part in parts for link in part.links)
        return FamilyAdjoint(
            DerivativeSymbol(self.target, symbol), (), k, links, plain, expr,
            tuple(inlined), tuple(used), tuple(parts), label, span,
        )  # fmt: skip

    def _part(
        self,
        symbol: TensorSymbol,
        k: tuple[Index, ...],
        equations: Sequence[Equation],
        label: Label | None,
        span: Span | None,
    ) -> tuple[Part, dict[str, None], tuple[DerivativeSymbol, ...]]:
        knowledge = Knowledge(self._facts(equations), equations)
        links = tuple(Link(equation, symbol, k) for equation in equations)
        above = tuple(self._above(equation) for equation in equations)
        terms = [sp.S.One] if symbol == self.target and not equations else []
        for equation, weight in zip(equations, above, strict=True):
            terms += [
                pulled_back(place, weight, equation.indices, k)
                for place in places(equation.expr, symbol, equation.left)
            ]
        back = Swapping({s: s.member for e in equations for s in e.expr.atoms(Still)})
        plain = simplified(back.of(sp.Add(*terms)), knowledge)
        known = self._upstream(plain, label, span)
        always = [
            upstream.symbol
            for upstream in known.values()
            # ∂C/∂a says as much as the slope of an unknown function C
            if key_of(upstream.symbol.wrt) in self.eliminate and not _is_opaque(upstream.expr)
        ]
        expr, inlined = folded(plain, known, knowledge, False, always)
        return Part(links, above, plain, expr), knowledge.used, inlined

    def _above(self, equation: Equation) -> Expr:
        if equation.symbol == self.target:
            return sp.S.One
        return DerivativeSymbol(self.target, equation.symbol)[equation.indices]

    def _facts(self, equations: Iterable[Equation]) -> Iterator[Fact | SymmetricFact]:
        """The facts, those of families at all labels that occur."""
        there = {s for e in equations for s in (e.symbol, *symbols_in(e.expr))}
        labels = {value for symbol in there if (value := label_of(symbol)) is not None}
        for fact in self.facts:
            running = {member.label for member in fact_labels(fact)}
            if not running:
                yield fact
                continue
            [label] = running
            for value in sorted(labels, key=str):
                yield fact if value == label else fact_with(fact, Relabelling({label: value}))

    def _upstream(
        self, expr: Expr, label: Label | None, span: Span | None
    ) -> dict[str, AdjointEquation]:
        """The derivatives in ``expr`` as they are at the labels at which they occur there."""
        found: dict[str, AdjointEquation] = {}
        for symbol in symbols_in(expr):
            if not isinstance(symbol, DerivativeSymbol) or symbol.of != self.target:
                continue
            for piece in self.result.by_key.get(key_of(symbol.wrt), ()):
                there = _piece_at(piece, symbol, label, span)
                if there is not None and not there.expr.has(Series):
                    found[symbol.wrt.name] = there
        return found


def _is_opaque(expr: Expr) -> bool:
    return isinstance(getattr(type(expr), "operation", None), OpaquePartial)


def _piece_at(
    piece: FamilyAdjoint, symbol: DerivativeSymbol, label: Label | None, span: Span | None
) -> AdjointEquation | None:
    """The equation of ``symbol`` that a piece says, for all of ``span``; None where it does not."""
    value = label_of(symbol.wrt)
    if value is None:
        return piece if piece.symbol == symbol else None
    there = Span(value, value)
    if label is not None and value.has(label):
        assert span is not None
        there = span.shifted(int(value - label))
    own = piece.span
    if own is None or not own.holds(there):
        return None
    if piece.label is None:
        return piece if piece.symbol == symbol else None
    new = Relabelling({piece.label: value})
    return AdjointEquation(
        symbol, (), new.indices(piece.k), (), new.of(piece.plain), new.of(piece.expr)
    )
