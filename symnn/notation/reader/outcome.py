"""What is said of each line: its statements, with claims or with what was not understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sympy.core.expr import Expr

from symnn.language.expression import symbols_in
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.notation.reader.claim import Claim, Instance, NotUnderstood, Role, Statement
from symnn.notation.reader.claiming import half_unit, read_claim
from symnn.notation.reader.grammar.nodes import Node
from symnn.notation.reader.lines import Line
from symnn.notation.reader.roles import is_derivative, looks_derivative
from symnn.notation.reader.text.layout import span
from symnn.notation.reader.text.signs import COMPARISONS, EQUALS, MEMBERS
from symnn.notation.reader.trouble import ReadError

if TYPE_CHECKING:
    from symnn.notation.reader.reading import Reading


class IndependentError(ReadError):
    """A derivative of something by what it does not depend on."""


def outcome(reading: Reading, line: Line) -> list[Statement]:
    """The statements of one line."""
    return list(_Outcome(reading, line).statements())


class _Outcome:
    def __init__(self, reading: Reading, line: Line) -> None:
        self.reading = reading
        self.line = line
        self.at = next(k for k, other in enumerate(reading.lines) if other is line)

    def statements(self) -> Iterator[Statement]:
        line = self.line
        if not line.relations:
            if not line.inline and line.trouble is not None:
                yield self._made(Role.OTHER, line.trouble)
            elif not line.inline:
                yield self._made(Role.OTHER, None, note="an expression, not an equation")
            return
        if line.pieces:
            yield self._made(Role.DECLARATION, line.trouble, note="a range")
            return
        first = line.relations[0]
        if first in MEMBERS or first in COMPARISONS:
            found = self.reading.declared.get(self.at, "")
            if isinstance(found, ReadError):
                yield self._made(Role.DECLARATION, found)
            else:
                yield self._made(Role.DECLARATION, None, name=found or None)
            return
        yield from self._chain()

    # ---- chains -------------------------------------------------------------------------------

    def _chain(self) -> Iterator[Statement]:
        line, reading = self.line, self.reading
        head = self._head()
        if line.names and head != 0:
            yield self._made(
                Role.OTHER, ReadError("names before an equation, with commas", line.raw.start)
            )
            return
        if line.names:
            yield self._names_only()
        if head is None or head > 0:
            yield self._first(head)
        if head is None:
            return
        left = line.sides[head]
        begin = head
        if head == 0 and len(line.sides) > 2 and self._is_own_derivative():
            yield self._pair(0, Role.OTHER, None, "the meaning of the name again")
            left, begin = line.sides[1], 1
        previous = None
        for at in range(begin, len(line.relations)):
            relation = line.relations[at]
            about = relation == r"\approx" and not self._is_number(at + 1)
            if (relation not in EQUALS and relation != r"\approx") or about:
                yield self._pair(at, Role.OTHER, None, f"{relation} is not judged")
                left, begin, previous = line.sides[at + 1], at + 1, None
                continue
            if at == begin and at > head and not is_derivative(left, strict=True):
                yield self._pair(at, Role.OTHER, None, "read, not judged")
                begin = at + 1
                continue
            yield self._claim(left, at, at - begin, previous)
            start, end = span(line.raw.sides[at + 1])
            previous = reading.source.text[start:end]

    def _head(self) -> int | None:
        """The side at which claims begin."""
        line = self.line
        for at, side in enumerate(line.sides[:-1]):
            broken = isinstance(side, ReadError) and looks_derivative(line.raw.sides[at])
            if is_derivative(side, strict=at > 0) or broken:
                return at
            old = at == 0 and self.at not in self.reading.aliasing
            if old and isinstance(side, Node) and self.reading.alias_name(side):
                return 0
        return None

    def _is_number(self, at: int) -> bool:
        side = self.line.sides[at]
        return isinstance(side, Node) and half_unit(side, True) is not None

    def _is_own_derivative(self) -> bool:
        """``δ = ∂L/∂z = …`` where δ stands for just that derivative."""
        first, second = self.line.sides[0], self.line.sides[1]
        if not isinstance(first, Node) or not is_derivative(second) or is_derivative(first):
            return False
        assert isinstance(second, Node)
        try:
            claim = read_claim(self.reading.world, first, second)
        except ReadError:
            return False
        return claim.misfit is None and all(i.residual == 0 for i in claim.instances)

    def _claim(self, left: object, at: int, position: int, previous: str | None) -> Statement:
        right = self.line.sides[at + 1]
        trouble = left if isinstance(left, ReadError) else right
        if isinstance(trouble, ReadError):
            return self._pair(at, Role.CLAIM, trouble)
        assert isinstance(left, Node)
        assert isinstance(right, Node)
        approximate = self.line.relations[at] == r"\approx"
        try:
            claim = read_claim(self.reading.world, left, right, approximate)
            claim = self._guarded(claim)
        except ReadError as error:
            return self._pair(at, Role.CLAIM, error)
        claim = replace(claim, position=position, previous=previous)
        return replace(self._pair(at, Role.CLAIM, None), claim=claim)

    def _guarded(self, claim: Claim) -> Claim:
        """The claim, if it rests on nothing that was not understood.

        Of a family, instances beyond its ends (h_{T+1}) are left out.
        """
        kept = []
        beyond: ReadError | None = None
        for instance in claim.instances:
            try:
                self._guard(instance)
                kept.append(instance)
            except IndependentError as error:
                if not instance.labels:
                    raise
                beyond = error
        if not kept:
            assert beyond is not None
            raise beyond
        return replace(claim, instances=tuple(kept))

    def _guard(self, instance: Instance) -> None:
        system = self.reading.system
        broken = {item.name: item for item in self.reading.definitions.items if not item.done}
        sides = [side.expr for side in (instance.left, instance.right) if side is not None]
        for expr in sides:
            for name in _reach(self.reading, expr):
                if name in broken:
                    raise ReadError(f"the definition of {name} is not understood")
                doubt = self.reading.doubtful.get(name)
                if doubt is not None and doubt < self.line.raw.start:
                    raise ReadError(f"{name} is defined twice, with different meanings")
            for derivative in _derivatives(expr):
                of, wrt = _ends(derivative)
                auxiliary = self.reading.world.auxiliary.get(of.name)
                if of.name not in system.equations and auxiliary is None and of != wrt:
                    raise ReadError(f"{of.name} is not defined by an equation")
                if of != wrt and wrt.name not in _reach(self.reading, of):
                    raise IndependentError(
                        f"{of.name} does not depend on {wrt.name} by the equations of this document"
                    )

    # ---- what is no claim ---------------------------------------------------------------------

    def _first(self, head: int | None) -> Statement:
        """The statement before the claims of a chain: a definition, a value, a fact."""
        reading, line = self.reading, self.line
        kind = reading.kinds.get(self.at)
        if line.trouble is not None and head is None:
            return self._made(Role.OTHER, line.trouble)
        if kind == "value":
            return self._made(Role.VALUE, None)
        if kind == "fact":
            return self._made(Role.DECLARATION, None, note="a fact")
        if kind == "again":
            return self._restated(head)
        if self.at in reading.aliasing:
            name = reading.aliasing[self.at][0][0]
            problem = reading.declared.get(self.at)
            error = problem if isinstance(problem, ReadError) else None
            whole = self._pair(0, Role.DEFINITION, error, "a name for a derivative")
            return replace(whole, name=name)
        items = reading.heads.get(self.at)
        if items:
            failed = [item for item in items if not item.done]
            name = items[0].name
            if failed and name in reading.world.functions and self._only_function(items):
                return replace(self._part(head), name=name, note="a function")
            error = failed[0].error if failed else None
            if failed and error is None:
                error = ReadError("this definition is not understood", line.raw.start)
            return replace(self._part(head, error), name=name or None)
        problem = reading.declared.get(self.at)
        if isinstance(problem, ReadError):
            return self._made(Role.OTHER, problem)
        return self._made(Role.OTHER, None, note="read, not judged")

    def _only_function(self, items: list) -> bool:  # type: ignore[type-arg]
        """Whether the name is used only as a function, so that its own value does not matter."""
        return all(self.reading.world.rank(item.name) is None for item in items)

    def _restated(self, head: int | None) -> Statement:
        for line, item in self.reading.again:
            if line is self.line and item.name in self.reading.doubtful:
                error = ReadError(
                    f"{item.name} is defined a second time, and not seen to be the same",
                    line.raw.start,
                )
                return replace(self._part(head, error), name=item.name)
        return replace(self._part(head), role=Role.OTHER, note="a definition again")

    def _part(self, head: int | None, error: ReadError | None = None) -> Statement:
        if head is None:
            return self._made(Role.DEFINITION, error)
        whole = self._made(Role.DEFINITION, error)
        end = span(self.line.raw.sides[head])[1]
        text = self.reading.source.text[whole.start : end]
        return replace(whole, end=end, latex=text)

    def _names_only(self) -> Statement:
        start = span(self.line.raw.names[0])[0]
        end = span(self.line.raw.names[-1])[1]
        return self._statement(Role.OTHER, start, end, None, "an expression, not an equation")

    def _made(
        self, role: Role, error: ReadError | None, note: str = "", name: str | None = None
    ) -> Statement:
        raw = self.line.raw
        made = self._statement(role, raw.start, raw.end, error, note)
        return replace(made, name=name)

    def _pair(self, at: int, role: Role, error: ReadError | None, note: str = "") -> Statement:
        """The equality number ``at`` of the chain."""
        start = span(self.line.raw.sides[at])[0]
        end = span(self.line.raw.sides[at + 1])[1]
        if start < 0 or end < 0:
            start, end = self.line.raw.start, self.line.raw.end
        return self._statement(role, start, end, error, note)

    def _statement(
        self, role: Role, start: int, end: int, error: ReadError | None, note: str
    ) -> Statement:
        source = self.reading.source
        trouble = None
        if error is not None:
            offset = error.offset if error.offset >= 0 else start
            trouble = NotUnderstood(error.reason, source.place(offset))
        text = source.text[start:end]
        return Statement(role, source.place(start), text, start, end, trouble=trouble, note=note)


# ---- dependence -----------------------------------------------------------------------------


def _derivatives(expr: Expr) -> list[DerivativeSymbol]:
    return [symbol for symbol in symbols_in(expr) if isinstance(symbol, DerivativeSymbol)]


def _ends(derivative: DerivativeSymbol) -> tuple[TensorSymbol, TensorSymbol]:
    """What is differentiated in the end, and the first variable."""
    of, wrt = derivative.of, derivative.wrt
    while isinstance(of, DerivativeSymbol):
        of, wrt = of.of, of.wrt
    return of, wrt


def _reach(reading: Reading, expr: Expr) -> set[str]:
    """The names that an expression depends on, through all equations and derivatives."""
    found: set[str] = set()
    stack: list[TensorSymbol] = list(symbols_in(expr))
    while stack:
        symbol = stack.pop()
        if isinstance(symbol, DerivativeSymbol):
            stack.extend((symbol.of, symbol.wrt))
            continue
        if symbol.name in found:
            continue
        found.add(symbol.name)
        equation = reading.system.equations.get(symbol.name)
        auxiliary = reading.world.auxiliary.get(symbol.name)
        if equation is not None:
            stack.extend(symbols_in(equation.expr))
        elif auxiliary is not None:
            stack.extend(symbols_in(auxiliary[2]))
    return found
