r"""Losses of which only a derivative is given: ``G = \frac{\partial L}{\partial S}`` for a layer S.

Such an L is defined nowhere. By the equation it depends on S, and it is any smooth loss of S, as if
``L = L(S)`` were written. So is one that the prose calls a function of S.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from symnn.notation.reader.grammar.lines import Line, base_of, listed
from symnn.notation.reader.grammar.nodes import (
    Derivative,
    Group,
    Node,
    Product,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.statements.forms import head_of, is_derivative
from symnn.notation.reader.text.source import Source
from symnn.notation.reader.text.statements import Raw

_KIND = (
    r"(?:(?:arbitrary|scalar-valued|scalar|real-valued|real|smooth|differentiable|final|loss|"
    r"objective|cost|unknown|generic|unspecified|and)\b\s*+(?:,\s*+)?)*?(?:function|loss|objective|"
    r"cost)\s++(?:of|that\s++depends\s++on|which\s++depends\s++on|depending\s++on)"
)
_DEPENDS = r"(?:(?:that|which|itself|also)\s++)?depends\s++(?:only\s++)?on"
_FUNCTION = re.compile(
    r"[$\s]*+(?:\\\)\s*+)?(?:,\s*+)?(?:" + _DEPENDS + r"|(?:(?:be|is|denotes?|for)\s++)?"
    r"(?:(?:a|an|any|some|the)\s++)?" + _KIND + r")"
    r"(?:\s++(?:the\s++)?outputs?)?\s*+(?:\\\(|\$)\s*+",
    re.IGNORECASE,
)
_MORE = re.compile(r"\s*+(?:(?:\$|\\\))\s*+)?(?:,\s*+and|,|and)\s*+(?:of\s*+)?(?:(?:\$|\\\()\s*+)?")


def upstream_losses(source: Source, lines: Sequence[Line], *, at_times: bool = False) -> list[Line]:
    """The lines ``L = L(S)`` that go without saying, for each L with one such S.

    With ``at_times`` the S may be a quantity with a subscript, such as h_t.
    """
    defined = {name for line in lines for name in _defined(line)}
    declared = {name for line in lines for name in _declared(line)}
    found: dict[str, dict[str, tuple[Line, Symbol, Node]]] = {}
    called = [list(functions_called(source, lines, line, at_times=at_times)) for line in lines]
    spoken = {pairs[0][0].name for pairs in called if pairs}
    several = {pairs[0][0].name for pairs in called if len(pairs) > 1}
    for line in lines:
        for of, wrt in filter(
            None, (_named(line), *functions_called(source, lines, line, at_times=at_times))
        ):
            base = base_of(wrt)
            if of.name in defined | several | (declared - spoken) or base is None:
                continue
            if base.name in defined:
                found.setdefault(of.name, {})[base.name] = (line, of, wrt)
    return [_line(*next(iter(by.values()))) for by in found.values() if len(by) == 1]


def functions_called(
    source: Source, lines: Sequence[Line], line: Line, *, at_times: bool = False
) -> Iterator[tuple[Symbol, Node]]:
    """The symbols of ``$L$ is a scalar function of $S$``."""
    of = line.sides[0] if len(line.sides) == 1 or line.is_membership else None
    if not isinstance(of, Symbol) or line.names:
        return
    match = _FUNCTION.match(source.text, line.raw.end)
    if match is None:
        return
    alone = {other.raw.start: other for other in lines if len(other.sides) == 1 and not other.names}
    while match is not None and match.end() in alone:
        other = alone[match.end()]
        wrt = _whole(other, at_times)
        if wrt is None:
            return
        yield of, wrt
        match = _MORE.match(source.text, other.raw.end)


def _whole(line: Line, at_times: bool) -> Node | None:
    r"""The name that stands alone, or in the list ``y_1, \dots, y_m`` of all its entries."""
    first = line.sides[0]
    if not line.pieces:
        return first if isinstance(first, (Symbol, Scripts) if at_times else Symbol) else None
    parts = [part for part in [first, *line.pieces] if isinstance(part, Node)]
    bases = {base_of(part) for part in parts if part != Symbol(r"\dots")}
    return bases.pop() if len(bases) == 1 and Symbol(r"\dots") in parts else None


def _defined(line: Line) -> set[str]:
    """The name that an equation is about, other than one of a derivative."""
    if not line.is_equation or line.pieces:
        return set()
    left = line.sides[0]
    if not isinstance(left, Node) or is_derivative(left) or _named(line) is not None:
        return set()
    head = head_of(left)
    base = base_of(head.node) if head is not None else None
    return {base.name} if base is not None else set()


def _declared(line: Line) -> set[str]:
    if not line.is_membership:
        return set()
    return {base.name for base in map(base_of, listed(line)) if base is not None}


def _named(line: Line) -> tuple[Symbol, Symbol] | None:
    """The symbols of ∂L/∂S in ``G = ∂L/∂S``."""
    if len(line.sides) != 2 or not line.is_equation:
        return None
    left, right = line.sides
    if not isinstance(left, Node) or not isinstance(right, Node):
        return None
    head, right = head_of(left), unwrapped(right)
    if head is None or head.parameters or not isinstance(right, Derivative):
        return None
    if right.of is None or len(right.wrt) != 1 or right.wrt[0][1]:
        return None
    of, wrt = unwrapped(right.of), unwrapped(right.wrt[0][0])
    if isinstance(wrt, Scripts) and not wrt.sups and not wrt.primes:  # ∂L/∂y_i, of component i
        own = head.node.sub if isinstance(head.node, Scripts) else None
        letters = wrt.sub is not None and wrt.sub.text.isalpha()
        wrt = unwrapped(wrt.base) if letters and own == wrt.sub else wrt
    return (of, wrt) if isinstance(of, Symbol) and isinstance(wrt, Symbol) else None


def _line(line: Line, of: Symbol, wrt: Node) -> Line:
    where = {"start": wrt.start, "end": wrt.end}
    call = Product((("", of), ("", Group((wrt,), "(", **where))), **where)
    return Line(Raw(list(line.raw.sides), ["="]), line.formula, [of, call])
