"""Names that are given afterwards: ``h = tanh(Wx + b)``, and only later ``a = Wx + b``."""

from __future__ import annotations

from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.grammar.nodes import Apply, Fraction, Node, Product, Sum, unwrapped
from symnn.notation.reader.grammar.trees import substituted
from symnn.notation.reader.statements.definitions import Definition


def name_afterwards(items: list[Definition]) -> None:
    """Put a later name in where its whole right side stands inside an earlier definition.

    The value is the same; derivatives by the name then go through it.
    """
    for later in items:
        pattern = unwrapped(later.right)
        if not isinstance(pattern, (Sum, Product, Apply, Fraction)):
            continue
        left = _left(later)
        if left is None:
            continue
        for earlier in items:
            if earlier is later or earlier.labels != later.labels:
                continue
            if _start(earlier) >= _start(later) or unwrapped(earlier.right) == pattern:
                continue
            earlier.right = substituted(earlier.right, pattern, left)


def _left(item: Definition) -> Node | None:
    line = item.line
    assert isinstance(line, Line)
    left = line.left
    return None if isinstance(left, Product) else left


def _start(item: Definition) -> int:
    line = item.line
    assert isinstance(line, Line)
    return line.raw.start
