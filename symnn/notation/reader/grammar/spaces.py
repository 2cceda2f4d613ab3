r"""Spaces in declarations: ``\mathbb{R}^{m \times n}``, ``\{0,1\}^N``, ``\mathbb{R}_{+}``."""

from __future__ import annotations

from dataclasses import dataclass

from symnn.language.bounds import Bounds
from symnn.notation.reader.grammar.nodes import (
    Group,
    Node,
    Number,
    Product,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.grammar.numbers import signed_value
from symnn.notation.reader.trouble import MAX_EXPONENT

_REALS = frozenset(
    (
        r"\mathbb{R}",
        r"\mathbf{R}",
        r"\mathcal{R}",
        r"\mathrm{R}",
        r"\mathbb{N}",
        r"\mathbb{Z}",
        r"\mathit{R}",
    )
)
_SYMMETRIC = frozenset((r"\mathbb{S}", r"\mathbf{S}", r"\mathcal{S}", r"\mathrm{S}"))
_INTEGERS = frozenset((r"\mathbb{N}", r"\mathbb{Z}"))
INTERVALS = ("(", "[", "(]", "[)")
INFINITY = Symbol(r"\infty")
_POSITIVE = frozenset(("+", "++", ">0", r"\ge 0", r"\geq 0", r"\ge0", r"\geq0", "{+}", ">"))


@dataclass(frozen=True)
class Space:
    """A space: the nodes of its sizes, and what is known of its values."""

    sizes: tuple[Node, ...]
    domain: str = ""
    """``positive``, ``nonnegative``, ``definite``, ``binary``, ``sign``, ``unit`` or nothing."""
    bounds: Bounds | None = None
    """The ends of an interval; None for one that is infinite, or no number."""


def space_of(node: Node) -> Space | None:
    """The space that stands right of ∈; None if it is none that is known."""
    power: Node | None = None
    domain = ""
    if isinstance(node, Scripts):
        if node.primes or len(node.sups) > 2:
            return None
        for sup in node.sups:
            if sup.kind == "mark" and sup.text == "+":
                domain = "nonnegative"
            elif sup.kind == "transpose" and sup.text == "T" and power is None:
                power = Symbol("T", start=sup.start, end=sup.end)  # no set has a transpose
            elif sup.value is None or power is not None:
                return None
            else:
                power = sup.value
        if node.sub is not None:
            if node.sub.text not in _POSITIVE:
                return None
            domain = "positive" if node.sub.text in ("++", ">0", ">") else "nonnegative"
        node = node.base
    if isinstance(node, Symbol) and node.name in _SYMMETRIC and power is not None and domain:
        return Space((power, power), "definite" if domain == "positive" else "semidefinite")
    set_domain = _domain(node)
    if set_domain is None:
        return None
    sizes = _sizes(power) if power is not None else ()
    return Space(sizes, domain or set_domain, _interval(node))


def is_line(node: object) -> bool:
    """Whether a set is the real numbers or an interval of them."""
    if isinstance(node, Scripts) and not node.sups and not node.primes:
        node = node.base
    if isinstance(node, Symbol):
        return node.name in _REALS - _INTEGERS
    return isinstance(node, Group) and node.bracket in INTERVALS and len(node.items) == 2


def _domain(node: Node) -> str | None:
    if isinstance(node, Symbol):
        return "" if node.name in _REALS else None
    if not isinstance(node, Group):
        return None
    values = [_number(item) for item in node.items]
    if node.bracket == "{":
        if len(values) == 1 and isinstance(unwrapped(node), Symbol):
            return _domain(unwrapped(node))
        numbers = sorted(value for value in values if value is not None)
        if len(numbers) == len(values):
            return "binary" if numbers == [0, 1] else "sign" if numbers == [-1, 1] else ""
        return None
    if node.bracket in INTERVALS and _are_ends(node):
        low, high = values
        if node.bracket[0] == "(" and low is not None and low >= 0 and high is None:
            return "positive"
        return "unit" if values == [0, 1] else ""
    return None


def _interval(node: Node) -> Bounds | None:
    r"""The ends of ``(0, 1)``, ``[-1, 1]`` or ``(0, \infty)``."""
    if not isinstance(node, Group) or node.bracket not in INTERVALS or len(node.items) != 2:
        return None
    low, high = map(signed_value, node.items)
    return low, high


def _are_ends(node: Group) -> bool:
    """Whether brackets hold two numbers, or one and the infinite: an interval."""
    ends = [signed_value(item) for item in node.items]
    far = [any(part == INFINITY for part in item.walk()) for item in node.items]
    return len(ends) == 2 and all(
        end is not None or out for end, out in zip(ends, far, strict=True)
    )


def _number(node: Node) -> int | None:
    value = signed_value(node)
    return int(value) if value is not None and value.is_Integer else None


def _sizes(power: Node) -> tuple[Node, ...]:
    power = unwrapped(power)
    if not isinstance(power, Product) or "x" not in {operator for operator, _ in power.factors}:
        return (power,)
    sizes: list[list[tuple[str, Node]]] = [[]]
    for operator, factor in power.factors:
        if operator == "x":
            sizes.append([("", factor)])
        else:
            sizes[-1].append((operator, factor))
    return tuple(part[0][1] if len(part) == 1 else Product(tuple(part)) for part in sizes)


def power_of_size(node: Scripts) -> int | None:
    """The 2 of the size n²; None for a label, such as those of ``n^0``, ``n^1`` and ``n^l``."""
    sup = node.sups[0] if len(node.sups) == 1 and not node.primes else None
    value = None if sup is None or sup.value is None else unwrapped(sup.value)
    if sup is None or sup.kind != "power" or not isinstance(value, Number):
        return None
    whole = value.value.is_Integer and 1 < value.value <= MAX_EXPONENT
    return int(value.value) if whole else None
