"""The role of a statement by its form: declaration, value, definition, claim, other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from symnn.notation.reader.grammar.nodes import (
    Derivative,
    Evaluated,
    Group,
    Node,
    Number,
    Operated,
    Product,
    Scripts,
    Sum,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.meaning.arrays_by_letter import is_bold_vector
from symnn.notation.reader.text.tokens import Token, cleaned, text_of
from symnn.notation.reader.trouble import ReadError

Signed: TypeAlias = tuple[Number, int]
"""A literal number and its sign."""


@dataclass(frozen=True)
class Head:
    """The left side of a definition: a name with scripts, and the parameters of a function."""

    node: Node
    parameters: tuple[Node, ...] = ()


def head_of(node: Node) -> Head | None:
    """The name that a left side is; None if it is an expression."""
    node = unwrapped(node)
    if isinstance(node, Symbol) or (isinstance(node, Scripts) and isinstance(node.base, Symbol)):
        return Head(node)
    if isinstance(node, Product) and len(node.factors) == 2 and not node.factors[1][0]:
        first, group = node.factors[0][1], node.factors[1][1]
        named = isinstance(first, Symbol) or (
            isinstance(first, Scripts) and isinstance(first.base, Symbol) and not first.primes
        )
        call = group if isinstance(group, Group) and _is_call(group) else None
        if named and call is not None and all(map(_is_parameter, call.items)):
            return Head(first, call.items)
    return None


def _is_call(group: Group) -> bool:
    r"""Whether brackets may hold parameters: ``a(z)``, ``a[\mathbf{z}]``, but not ``x[n]``."""
    inside = unwrapped(group)
    bold = isinstance(inside, Symbol) and is_bold_vector(inside.name)
    return group.bracket == "(" or (group.bracket == "[" and bold)


def _is_parameter(item: Node) -> bool:
    item = unwrapped(item)
    return isinstance(item, Symbol) or (
        isinstance(item, Scripts) and isinstance(item.base, Symbol) and not item.primes
    )


def is_derivative(node: Node | ReadError, strict: bool = False) -> bool:
    """Whether a side is a derivative, by its form; ``strict`` asks for nothing beside it."""
    if not isinstance(node, Node):
        return False
    node = unwrapped(node)
    if strict and isinstance(node, Operated):
        factors = node.operand.factors
        called = len(factors) == 2 and not factors[1][0] and isinstance(factors[1][1], Group)
        return len(factors) == 1 or called
    if isinstance(node, Sum) and len(node.terms) == 1:
        return is_derivative(node.terms[0][1])
    if isinstance(node, Evaluated):
        return is_derivative(node.body)
    if isinstance(node, (Derivative, Operated)):
        return True
    if isinstance(node, Scripts) and isinstance(unwrapped(node.base), (Derivative, Operated)):
        return True
    if isinstance(node, Product):
        if len(node.factors) == 2 and isinstance(node.factors[1][1], Group):
            head = node.factors[0][1]
            if isinstance(head, Scripts) and head.primes and isinstance(head.base, Symbol):
                return True
        if isinstance(node.factors[0][1], Derivative) and _is_point(node):
            return True
        return all(is_derivative(factor, strict) for _, factor in node.factors)
    return bool(getattr(node, "primes", 0)) and not isinstance(node, Scripts)


def _is_point(node: Product) -> bool:
    """Whether the arguments of a function stand after its derivative."""
    group = node.factors[1][1]
    if len(node.factors) != 2 or not isinstance(group, Group) or group.bracket != "(":
        return False
    return all(_is_parameter(item) for item in group.items)


def looks_derivative(tokens: list[Token]) -> bool:
    """Whether tokens that could not be parsed begin as a derivative does."""
    kept = cleaned(tokens)
    if not kept:
        return False
    if kept[0].text == r"\nabla" or kept[0].text == r"\partial":
        return True
    if kept[0].text in (r"\frac", r"\dfrac", r"\tfrac") and len(kept) > 1:
        inside = cleaned(kept[1].children)
        return bool(inside) and (
            inside[0].text in (r"\partial", "d") or text_of(inside[:2]).startswith(r"\mathrm{d}")
        )
    return False


def number_of(node: Node) -> Signed | None:
    """A signed literal number: the number and its sign."""
    sign = 1
    node = unwrapped(node)
    if isinstance(node, Sum) and len(node.terms) == 1:
        sign, node = node.terms[0]
        node = unwrapped(node)
    return (node, sign) if isinstance(node, Number) else None


def literals(node: Node) -> list[Signed] | None:
    """The numbers of a vector that is written out, such as (0.05, 0.10)^⊤."""
    node = unwrapped(node)
    if isinstance(node, Scripts) and all(sup.kind == "transpose" for sup in node.sups):
        node = node.base
    if not isinstance(node, Group) or len(node.items) < 2:
        return None
    found = [number for item in node.items if (number := number_of(item)) is not None]
    return found if len(found) == len(node.items) else None


def is_turned(left: Node, right: Node) -> bool:
    r"""Whether the right side is the left one with a sign of transposition: S_k = S_k^\top."""
    left, right = unwrapped(left), unwrapped(right)
    if not isinstance(left, Scripts) or not isinstance(right, Scripts) or left.sub is None:
        return False
    names = [node.base.name if isinstance(node.base, Symbol) else "" for node in (left, right)]
    below = right.sub is not None and right.sub.text == left.sub.text
    above = [sup.text for sup in right.sups[:-1]] == [sup.text for sup in left.sups]
    turned = bool(right.sups) and right.sups[-1].kind == "transpose"
    return names[0] == names[1] != "" and below and above and turned


def is_swapped(left: Node, right: Node) -> bool:
    """Whether two components are of one matrix, with their indices exchanged: k_ij = k_ji."""
    left, right = unwrapped(left), unwrapped(right)
    if not isinstance(left, Scripts) or not isinstance(right, Scripts):
        return False
    if left.sub is None or right.sub is None or left.base != right.base or left.sups or right.sups:
        return False
    first, second = ([a for part in sub.parts for a in part] for sub in (left.sub, right.sub))
    letters = all(isinstance(atom, Symbol) for atom in first)
    return len(first) == 2 and letters and first == second[::-1] and first != second


def is_transpose_of(right: Node, name: str) -> bool:
    """Whether a right side is the transpose of the name on the left."""
    right = unwrapped(right)
    if not isinstance(right, Scripts) or not right.sups or right.sups[-1].kind != "transpose":
        return False
    if isinstance(right.base, Symbol) and len(right.sups) == 1 and right.sub is None:
        return right.base.name == name
    return False
