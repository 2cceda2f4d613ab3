r"""Losses of which only a derivative is given: ``G = \frac{\partial L}{\partial S}`` for a layer S.

Such an L is defined nowhere. By the equation it depends on S, and it is any smooth loss of S, as if
``L = L(S)`` were written.
"""

from __future__ import annotations

from collections.abc import Sequence

from symnn.notation.reader.grammar.lines import Line, base_of, listed
from symnn.notation.reader.grammar.nodes import Derivative, Group, Node, Product, Symbol, unwrapped
from symnn.notation.reader.statements.forms import head_of, is_derivative
from symnn.notation.reader.text.signs import EQUALS, MEMBERS
from symnn.notation.reader.text.statements import Raw


def upstream_losses(lines: Sequence[Line]) -> list[Line]:
    """The lines ``L = L(S)`` that go without saying, for each L with one such S."""
    defined = {name for line in lines for name in _defined(line)}
    declared = {name for line in lines for name in _declared(line)}
    found: dict[str, dict[str, tuple[Line, Symbol, Symbol]]] = {}
    for line in lines:
        named = _named(line)
        if named is not None:
            of, wrt = named
            if of.name not in defined | declared and wrt.name in defined:
                found.setdefault(of.name, {})[wrt.name] = (line, of, wrt)
    return [_line(*next(iter(by.values()))) for by in found.values() if len(by) == 1]


def _defined(line: Line) -> set[str]:
    """The name that an equation is about, other than one of a derivative."""
    if not line.relations or line.relations[0] not in EQUALS or line.pieces:
        return set()
    left = line.sides[0]
    if not isinstance(left, Node) or is_derivative(left) or _named(line) is not None:
        return set()
    head = head_of(left)
    base = base_of(head.node) if head is not None else None
    return {base.name} if base is not None else set()


def _declared(line: Line) -> set[str]:
    if not line.relations or line.relations[0] not in MEMBERS:
        return set()
    return {base.name for base in map(base_of, listed(line)) if base is not None}


def _named(line: Line) -> tuple[Symbol, Symbol] | None:
    """The symbols of ∂L/∂S in ``G = ∂L/∂S``."""
    if len(line.sides) != 2 or not line.relations or line.relations[0] not in EQUALS:
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
    return (of, wrt) if isinstance(of, Symbol) and isinstance(wrt, Symbol) else None


def _line(line: Line, of: Symbol, wrt: Symbol) -> Line:
    where = {"start": wrt.start, "end": wrt.end}
    call = Product((("", of), ("", Group((wrt,), "(", **where))), **where)
    return Line(Raw(list(line.raw.sides), ["="]), line.formula, [of, call])
