"""Parts of syntax trees that the survey looks at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from symnn.notation.reader.grammar.lines import Line, base_of
from symnn.notation.reader.grammar.nodes import (
    Big,
    Group,
    Matrix,
    Node,
    Number,
    Product,
    Scripts,
    Sum,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.text.alphabet import EULER


def scripted_names(line: Line) -> Iterator[Scripts]:
    """The names with scripts in a line."""
    for node in line.nodes:
        for part in node.walk():
            if isinstance(part, Scripts):
                yield part


def summed_letters(line: Line) -> Iterator[str]:
    """The letters of the sums in a line."""
    for node in line.nodes:
        for part in node.walk():
            if isinstance(part, Big):
                for letter in part.letters:
                    if isinstance(letter, Symbol):
                        yield letter.name


def script_parts(node: Scripts) -> Iterator[tuple[str, Node]]:
    """The parts of subscripts and superscripts, and which of both."""
    if node.sub is not None:
        for part in node.sub.parts:
            for atom in part:
                yield "sub", atom
    for sup in node.sups:
        if sup.kind in ("label", "power") and sup.value is not None:
            yield "sup", unwrapped(sup.value)


def sub_atoms(node: Scripts) -> list[Node]:
    """The parts of a subscript."""
    return [atom for part in node.sub.parts for atom in part] if node.sub is not None else []


def offset_letter(part: Node) -> str:
    """The letter of ``t − 1``."""
    part = unwrapped(part)
    if isinstance(part, Sum) and len(part.terms) == 2:
        symbols = [t for _, t in part.terms if isinstance(t, Symbol)]
        numbers = [t for _, t in part.terms if isinstance(t, Number)]
        if len(symbols) == len(numbers) == 1 and symbols[0].name.islower():
            return symbols[0].name
    return ""


def letters_in(node: Node) -> Iterable[str]:
    """The names in a tree."""
    return (part.name for part in node.walk() if isinstance(part, Symbol))


def used_letters(node: Node) -> Iterator[str]:
    """The names that stand in a formula itself, not in its scripts nor as indices of its sums.

    What stands above e is in the formula: z of ``e^z``.
    """
    if isinstance(node, Symbol):
        yield node.name
    elif isinstance(node, Scripts):
        powers = [sup.value for sup in node.sups if sup.kind == "power" and sup.value is not None]
        exponents = [value for value in powers if not isinstance(unwrapped(value), Number)]
        if isinstance(node.base, Symbol) and node.base.name in EULER and exponents:
            yield from (name for value in exponents for name in used_letters(value))
        else:
            yield from used_letters(node.base)
    elif isinstance(node, Big):
        yield from used_letters(node.body)
    else:
        for inner in node.children():
            yield from used_letters(inner)


def is_index_letter(name: str) -> bool:
    """Whether a letter can be an index."""
    return (len(name) == 1 and name.islower()) or name in (
        r"\alpha",
        r"\beta",
        r"\mu",
        r"\nu",
        r"\ell",
        r"\gamma",
        r"\rho",
    )


def bare_left(line: Line) -> Symbol | None:
    """The letter that a definition defines without subscript."""
    if not line.is_equation or not line.sides:
        return None
    left = line.sides[0]
    if not isinstance(left, Node):
        return None
    left = name_before_arguments(left)
    if isinstance(left, Scripts) and left.sub is None and not left.primes:
        return base_of(left)
    return left if isinstance(left, Symbol) else None


def name_before_arguments(node: Node) -> Node:
    """The name before the arguments of ``f(x) = …``."""
    node = unwrapped(node)
    if isinstance(node, Product) and len(node.factors) == 2:
        group = node.factors[1][1]
        if isinstance(group, Group) and group.bracket == "(":
            return node.factors[0][1]
    return node


def listed_entries(line: Line) -> tuple[Symbol, Sequence[Node]] | None:
    r"""The letter and the entries of ``x = (x_1, \dots, x_n)^\top``, in brackets or a matrix."""
    right = line.sides[1] if line.is_equation else None
    if not isinstance(line.left, Symbol) or not isinstance(right, Node):
        return None
    right = unwrapped(right)
    if isinstance(right, Scripts) and all(sup.kind == "transpose" for sup in right.sups):
        right = unwrapped(right.base)
    if isinstance(right, Matrix):
        return line.left, [cell for row in right.rows for cell in row]
    return (line.left, right.items) if isinstance(right, Group) else None
