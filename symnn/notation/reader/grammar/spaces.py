r"""Spaces in declarations: ``\mathbb{R}^{m \times n}``, ``\{0,1\}^N``, ``\mathbb{R}_{+}``."""

from __future__ import annotations

from dataclasses import dataclass

from symnn.notation.reader.grammar.nodes import (
    Group,
    Node,
    Number,
    Product,
    Scripts,
    Sum,
    Symbol,
    unwrapped,
)

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
_POSITIVE = frozenset(("+", "++", ">0", r"\ge 0", r"\geq 0", r"\ge0", r"\geq0", "{+}", ">"))


@dataclass(frozen=True)
class Space:
    """A space: the nodes of its sizes, and what is known of its values."""

    sizes: tuple[Node, ...]
    domain: str = ""
    """``positive``, ``nonnegative``, ``definite``, ``binary``, ``sign``, ``unit`` or nothing."""


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
    return Space(_sizes(power) if power is not None else (), domain or set_domain)


def is_line(node: object) -> bool:
    """Whether a set is the real numbers or an interval of them."""
    if isinstance(node, Scripts) and not node.sups and not node.primes:
        node = node.base
    if isinstance(node, Symbol):
        return node.name in _REALS - _INTEGERS
    interval = isinstance(node, Group) and node.bracket in ("(", "[")
    return interval and len(node.items) == 2  # type: ignore[attr-defined]


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
    if len(values) == 2 and values[0] is not None and node.bracket in ("(", "["):
        return "unit" if values == [0, 1] else ""
    return None


def _number(node: Node) -> int | None:
    sign = 1
    if isinstance(node, Sum) and len(node.terms) == 1:
        sign, node = node.terms[0]
    node = unwrapped(node)
    if isinstance(node, Number) and node.value.is_Integer:
        return sign * int(node.value)
    return None


def _sizes(power: Node) -> tuple[Node, ...]:
    power = unwrapped(power)
    operators = {op for op, _ in power.factors} if isinstance(power, Product) else set()
    if "x" in operators and operators <= {"", "x"}:
        assert isinstance(power, Product)
        if power.factors:
            sizes: list[list[tuple[str, Node]]] = []
            for operator, factor in power.factors:
                if operator == "x" or not sizes:
                    sizes.append([])
                sizes[-1].append(("", factor))
            return tuple(part[0][1] if len(part) == 1 else Product(tuple(part)) for part in sizes)
    return (power,)
