r"""Cases that leave nothing over, so that the last one is ``otherwise``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symnn.notation.reader.grammar.nodes import Bars, Condition, Node, Sum, unwrapped

_OPPOSITE = {
    ">": ("<=", "<"),
    "<": (">=", ">"),
    ">=": ("<", "<="),
    "<=": (">", ">="),
    "=": ("!=",),
    "!=": ("=",),
}
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def complete(conditions: Sequence[Condition]) -> list[Condition] | None:
    """Conditions of which the last is ``otherwise``, or None where something is left over.

    Those before it hold at the borders that the author left out: there a value of either side does.
    """
    *before, last = conditions
    if not last.relation:
        return list(before)
    if len(before) == 1 and _is_opposite(before[0], last):
        return list(before)
    if len(before) == 2:
        first, second = before
        return _between(first, second, last) or _beyond(first, second, last)
    return None


def _is_opposite(first: Condition, last: Condition) -> bool:
    same = first.left == last.left and first.right == last.right
    single = first.also is None and last.also is None
    return single and same and last.relation in _OPPOSITE.get(first.relation, ())


def _between(first: Condition, middle: Condition, last: Condition) -> list[Condition] | None:
    """``u < a``, ``a ≤ u ≤ b``, ``u > b``, upwards or downwards."""
    if middle.also is None or first.also is not None or last.also is not None:
        return None
    ends = [_turned(middle), middle.also]  # u ≥ a, u ≤ b
    if middle.relation[0] == ">":
        ends.reverse()
    for below, above in (ends, ends[::-1]):
        if _is_opposite(first, below) and _is_opposite(above, last):
            return [first, above]
    return None


def _beyond(first: Condition, second: Condition, last: Condition) -> list[Condition] | None:
    """``|u| ≤ c``, ``u > c``, ``u < -c``, in one order or the other."""
    inside = unwrapped(first.left) if first.left is not None else None
    single = first.also is None and second.also is None and last.also is None
    if not single or first.relation[:1] != "<" or not isinstance(inside, Bars) or inside.double:
        return None
    ends = {condition.relation[:1]: condition for condition in (second, last)}
    if set(ends) != {"<", ">"}:
        return None
    above, below = ends[">"], ends["<"]
    same = all(_same(end.left, inside.body) for end in (above, below))
    if not same or not _same(above.right, first.right) or not _opposed(below.right, first.right):
        return None
    return [first, replace(second, relation=f"{second.relation[:1]}=")]


def _same(one: Node | None, other: Node | None) -> bool:
    return one is not None and other is not None and unwrapped(one) == unwrapped(other)


def _opposed(negative: Node | None, plain: Node | None) -> bool:
    """Whether one side is minus the other as it is written."""
    if not isinstance(negative, Sum) or len(negative.terms) != 1:
        return False
    sign, term = negative.terms[0]
    return sign == -1 and _same(term, plain)


def _turned(condition: Condition) -> Condition:
    """``a < u`` as ``u > a``."""
    turned = _TURNED[condition.relation]
    return replace(
        condition, left=condition.right, relation=turned, right=condition.left, also=None
    )
