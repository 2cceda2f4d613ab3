"""What is said of each line: its statements, with claims or with what was not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from symnn.notation.reader.claim import Claim, NotUnderstood, Role, Statement
from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.grammar.nodes import Node
from symnn.notation.reader.second.reading import second_opinion
from symnn.notation.reader.statements.claims import read_claim
from symnn.notation.reader.statements.decimals import half_unit
from symnn.notation.reader.statements.dependence import guarded
from symnn.notation.reader.statements.derivative_names import alias_name
from symnn.notation.reader.statements.draft import Draft
from symnn.notation.reader.statements.forms import is_derivative, looks_derivative, number_of
from symnn.notation.reader.statements.suppositions import Supposed
from symnn.notation.reader.text.layout import span, trimmed
from symnn.notation.reader.text.remarks import loosening
from symnn.notation.reader.text.signs import COMPARISONS, EQUALS, MEMBERS
from symnn.notation.reader.trouble import ReadError

_SOUGHT = re.compile(
    r"\b(sets?|setting|solv\w*|equat\w*|optim\w*|minim\w*|maxim\w*|station\w*|critical|vanish\w*"
    r"|requir\w*|wants?|where|if|when|until)\b",
    re.IGNORECASE,
)
"""Words before a derivative that is 0 where something is sought, not everywhere."""


def statements_of(draft: Draft, line: Line) -> list[Statement]:
    """The statements of one line."""
    return list(_Outcome(draft, line).statements())


class _Outcome:
    def __init__(self, draft: Draft, line: Line) -> None:
        self.draft = draft
        self.line = line
        self.at = next(k for k, other in enumerate(draft.lines) if other is line)

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
            found = self.draft.declared.get(self.at, "")
            if isinstance(found, ReadError):
                yield self._made(Role.DECLARATION, found)
            else:
                yield self._made(Role.DECLARATION, None, name=found or None)
            return
        yield from self._chain()

    # ---- chains -------------------------------------------------------------------------------

    def _chain(self) -> Iterator[Statement]:
        line, draft = self.line, self.draft
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
            previous = draft.source.written[start:end]

    def _head(self) -> int | None:
        """The side at which claims begin."""
        line = self.line
        for at, side in enumerate(line.sides[:-1]):
            broken = isinstance(side, ReadError) and looks_derivative(line.raw.sides[at])
            if is_derivative(side, strict=at > 0) or broken:
                return at
            old = at == 0 and self.at not in self.draft.aliasing
            if old and isinstance(side, Node) and alias_name(self.draft, side):
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
            claim = read_claim(self.draft.world, first, second)
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
        loose = loosening(" ".join(self.line.raw.remarks))
        if loose:
            words = f"“{loose}” is not judged: write what the equation says exactly"
            return self._pair(at, Role.CLAIM, ReadError(words, self.line.raw.end))
        approximate = self.line.relations[at] == r"\approx"
        try:
            supposed = self.draft.supposed.claims.get(self.at) or self._sought(right)
            claim = read_claim(self.draft.world, left, right, approximate, supposed)
            claim = guarded(self.draft, self.line, claim, right)
            self._confirm(claim, at + 1)
        except ReadError as error:
            return self._pair(at, Role.CLAIM, error)
        claim = replace(claim, position=position, previous=previous)
        return replace(self._pair(at, Role.CLAIM, None), claim=claim)

    def _sought(self, right: Node) -> Supposed | None:
        """``Setting ∂L/∂w = 0``, where words say that the equation is to be solved."""
        number = number_of(right)
        if number is None or number[0].value:
            return None
        before = self.draft.source.prose_before(self.line.formula)
        words = f"{before} {self.line.raw.words}"
        text = self.draft.source.text[self.line.raw.start : self.line.raw.end]
        if not _SOUGHT.search(words) and r"{!}" not in text:
            return None
        return Supposed((), "the derivative vanishes", sure=False)

    def _confirm(self, claim: Claim, at: int) -> None:
        """Raise ReadError where the second reader reads the right side otherwise."""
        instance = claim.instances[0]
        if claim.misfit or instance.labels or instance.right is None or instance.right.ndim:
            return
        side, functions = self.line.raw.sides[at], self.draft.world.callable_names
        doubt = second_opinion(trimmed(side), instance.right.expr, functions)
        if doubt is not None:
            raise ReadError(doubt, span(side)[0])

    # ---- what is no claim ---------------------------------------------------------------------

    def _first(self, head: int | None) -> Statement:
        """The statement before the claims of a chain: a definition, a value, a fact."""
        draft, line = self.draft, self.line
        kind = draft.kinds.get(self.at)
        if line.trouble is not None and head is None and self.at not in draft.heads:
            return self._made(Role.OTHER, line.trouble)
        if kind == "value":
            return self._made(Role.VALUE, None, name=draft.valued[self.at])
        if kind == "fact":
            return self._made(Role.DECLARATION, None, note="a fact")
        if kind == "again":
            return self._restated(head)
        if self.at in draft.aliasing:
            name = draft.aliasing[self.at][0][0].name
            problem = draft.declared.get(self.at)
            error = problem if isinstance(problem, ReadError) else None
            whole = self._pair(0, Role.DEFINITION, error, "a name for a derivative")
            return replace(whole, name=name)
        items = draft.heads.get(self.at)
        if items:
            failed = [item for item in items if not item.done]
            name = items[0].name
            # used only as a function, so that its own value does not matter
            applied = all(draft.world.rank(item.name) is None for item in items)
            if failed and name in draft.world.functions and applied:
                return replace(self._part(head), name=name, note="a function")
            error = failed[0].error if failed else None
            if failed and error is None:
                error = ReadError("this definition is not understood", line.raw.start)
            return replace(self._part(head, error), name=name or None)
        problem = draft.declared.get(self.at)
        if isinstance(problem, ReadError):
            return self._made(Role.OTHER, problem)
        return self._made(Role.OTHER, None, note="read, not judged")

    def _restated(self, head: int | None) -> Statement:
        for line, item in self.draft.again:
            if line is self.line and item.name in self.draft.doubtful:
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
        text = self.draft.source.written[whole.start : end]
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
        source = self.draft.source
        trouble = None
        if start < 0 or end < start:  # a relation with nothing on either side
            start, end = self.line.formula.start, self.line.formula.end
        if error is not None:
            offset = error.offset if error.offset >= 0 else start
            trouble = NotUnderstood(error.reason, source.place(offset))
        text = source.written[start:end]
        return Statement(role, source.place(start), text, start, end, trouble=trouble, note=note)
