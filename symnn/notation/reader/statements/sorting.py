"""Sorting of lines: declarations, values, definitions, names for derivatives."""

from __future__ import annotations

from contextlib import suppress

import sympy as sp

from symnn.notation.reader.grammar.affine import is_affine
from symnn.notation.reader.grammar.lines import Line, base_of
from symnn.notation.reader.grammar.nodes import (
    Big,
    Node,
    Product,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.meaning.names import Reference
from symnn.notation.reader.meaning.world import Function, Quantity, World
from symnn.notation.reader.statements.declarations import declare
from symnn.notation.reader.statements.definitions import Definition
from symnn.notation.reader.statements.draft import Draft
from symnn.notation.reader.statements.forms import (
    Head,
    Signed,
    head_of,
    is_derivative,
    is_swapped,
    is_transpose_of,
    is_turned,
    literals,
    number_of,
)
from symnn.notation.reader.statements.listed import listed_components
from symnn.notation.reader.statements.running_labels import environments, label_letters
from symnn.notation.reader.text.layout import trimmed
from symnn.notation.reader.text.signs import COMPARISONS, MEMBERS
from symnn.notation.reader.text.statements import Raw
from symnn.notation.reader.text.tokens import cleaned
from symnn.notation.reader.trouble import ReadError


def declarations(draft: Draft) -> None:
    """Take in what is declared: memberships first, then comparisons."""
    sizes = [*draft.world.survey.ranges.values()]
    parts = (part for line in draft.lines for node in line.nodes for part in node.walk())
    sizes += [part.upper for part in parts if isinstance(part, Big) and part.upper is not None]
    for size in sizes:
        for part in size.walk() if is_affine(size) else (unwrapped(size),):
            if isinstance(part, Symbol) and part.name not in draft.world.survey.tops:
                draft.world.sizes.add(part.name)
    order = sorted(
        range(len(draft.lines)),
        key=lambda at: (draft.lines[at].relations or [""])[0] not in MEMBERS,
    )
    for at in order:
        line = draft.lines[at]
        if not line.relations:
            continue
        if at in draft.supposed.lines and line.relations[0] in COMPARISONS:
            draft.declared[at] = ""
            continue
        if line.is_membership or line.relations[0] in COMPARISONS:
            try:
                draft.declared[at] = declare(draft.world, line)
            except ReadError as error:
                draft.declared[at] = error
            continue
        if line.relations[-1] in MEMBERS and len(line.relations) == 2:
            _declare_defined(draft.world, line)
        name = listed_components(draft.world, draft.lines, line)
        if name:
            draft.declared[at] = name


def _declare_defined(world: World, line: Line) -> None:
    """``h = W x ∈ R^m`` declares h too, and ``a = x ∈ R^n`` both names."""
    for side in (0, 1):
        node = line.sides[side]
        if not isinstance(node, Node) or is_derivative(node):
            continue
        if side == 1 and not isinstance(unwrapped(node), Symbol):
            continue
        raw = Raw([line.raw.sides[side], line.raw.sides[2]], [line.relations[1]])
        stated = Line(raw, line.formula, [node, line.sides[2]], inline=line.inline)
        with suppress(ReadError):  # the definition stands, whatever is said of its shape
            declare(world, stated)


def definitions(draft: Draft) -> None:
    """Find the lines that give a name a number, an expression, or a derivative."""
    for at, line in enumerate(draft.lines):
        if at in draft.declared or not line.relations:
            continue
        if not line.is_equation or len(line.sides) < 2:
            continue
        left, right = line.sides[0], line.sides[1]
        if isinstance(right, ReadError) and len(line.sides) > 2 and _is_probability(line, 1):
            right = line.sides[2]  # p = P(y = 1 | x) = σ(z)
        if not isinstance(left, Node) or not isinstance(right, Node):
            continue
        if line.pieces or is_derivative(left):
            continue
        head = head_of(left)
        if head is None or line.names or unwrapped(left) == unwrapped(right):
            continue
        component = isinstance(head.node, Scripts) and head.node.sub is not None
        if at in draft.supposed.lines and (component or number_of(right) is None):
            draft.kinds[at] = "other"  # of one number it is a value, for claims about numbers
            continue
        try:
            _head(draft, at, line, head, right)
        except ReadError as error:
            draft.heads[at] = [Definition("", (), right, {}, line, error=error)]


def _is_probability(line: Line, at: int) -> bool:
    r"""Whether a side is the probability of something, ``P(y = 1 \mid x)``: words, no formula."""
    kept = cleaned(trimmed(line.raw.sides[at]))
    head = "".join(token.text for token in kept[:1])
    fonts = (r"\mathbb", r"\mathrm", r"\operatorname")
    named = head in ("P", "p", r"\Pr") or (head in fonts and kept[1].text in ("{P}", "{Pr}"))
    opening = kept[2:3] if head in fonts else kept[1:2]
    return named and kept[-1].text == ")" and [token.text for token in opening] == ["("]


def _head(draft: Draft, at: int, line: Line, head: Head, right: Node) -> None:
    world = draft.world
    number = number_of(right)
    numbers = literals(right)
    letters = label_letters(world, [head.node, right])
    if _is_alias(draft, head, letters):
        return
    for labels in environments(world, letters):
        reference = world.names.reference(head.node, labels)
        if reference.sups or reference.primes:
            return
        name = reference.name
        function = world.functions.get(name)
        if function is not None and any(
            isinstance(index, Symbol) and index.name in function.parameters
            for index in reference.indices
        ):
            raise ReadError(
                f"a derivative of {name} written as a subscript; write it as a fraction",
                head.node.start,
            )
        if is_transpose_of(right, name) or is_turned(head.node, right):
            return
        if is_swapped(head.node, right):
            return
        if number and reference.indices and 0 in reference.origins:
            return  # x_0 = 1 of a vector is no definition, but a fact
        if len(line.sides) == 2 and (number or numbers) and not reference.indices:
            defined = name in world.pending
            if not defined:
                _value(draft, at, name, number, numbers)
                continue
        if is_derivative(right, strict=True) and not head.parameters:
            world.pending.add(name)
            draft.aliasing.setdefault(at, []).append((reference, right, labels))
            continue
        _define(draft, at, line, head, reference, right, labels)


def _is_alias(draft: Draft, head: Head, letters: list[str]) -> bool:
    """Whether a left side names a derivative for some value of its labels: then it claims."""
    known = {item[0].name for items in draft.aliasing.values() for item in items}
    if not known or not letters:
        return False
    names = draft.world.names
    return any(
        names.reference(head.node, labels).name in known
        for labels in environments(draft.world, letters)
    )


def _value(
    draft: Draft, at: int, name: str, number: Signed | None, numbers: list[Signed] | None
) -> None:
    draft.kinds[at] = "value"
    draft.valued[at] = name
    world = draft.world
    if number is not None:
        world.quantities.setdefault(name, Quantity(name, ()))
        value: object = number[1] * number[0].value
    else:
        assert numbers is not None
        world.quantities.setdefault(name, Quantity(name, (sp.Integer(len(numbers)),)))
        value = tuple(sign * node.value for node, sign in numbers)
    if draft.values.setdefault(name, value) != value:
        draft.several.add(name)


def _define(
    draft: Draft,
    at: int,
    line: Line,
    head: Head,
    reference: Reference,
    right: Node,
    labels: dict[str, int],
) -> None:
    world, name = draft.world, reference.name
    if head.parameters:
        given = [world.names.reference(unwrapped(p), labels) for p in head.parameters]
        if name not in world.functions and not _calls(right, head.node):
            parameters = tuple(parameter.with_power for parameter in given)
            plain = not any(parameter.sups for parameter in given)
            world.functions[name] = Function(name, parameters, right, labels, plain)
            world.arguments |= {parameter.name for parameter in given}
    base = base_of(head.node)
    if base is not None:
        bound = (base_of(parameter) for parameter in head.parameters)
        own = frozenset(letter.name for letter in bound if letter is not None)
        world.rights.setdefault(base.name, []).append((own, right))
    item = Definition(name, reference.indices, right, labels, line, reference.origins)
    explicit = not label_letters(world, [head.node])
    if name in world.pending:
        known = draft.definitions.of(name)
        family = known is not None and bool(_label_letters_of(known, world))
        if known is not None and explicit and family:
            known.right, known.labels, known.line = right, labels, line
            known.indices, known.origins = reference.indices, reference.origins
            draft.heads.setdefault(at, []).append(known)
        elif explicit:
            draft.again.append((line, item))
            draft.kinds[at] = "again"
        return
    world.pending.add(name)
    quantity = world.quantities.setdefault(name, Quantity(name))
    quantity.defined = True
    quantity.positive = False
    draft.definitions.items.append(item)
    draft.heads.setdefault(at, []).append(item)


def _label_letters_of(item: Definition, world: World) -> list[str]:
    """The running labels of the line from which a definition was made."""
    line = item.line
    assert isinstance(line, Line)
    left = line.sides[0]
    return label_letters(world, [left]) if isinstance(left, Node) else []


def _calls(right: Node, name: Node) -> bool:
    """Whether a right side applies the very name that it defines: ``L(y) = L(y)``."""
    for part in right.walk():
        if isinstance(part, Product):
            for _, factor in part.factors:
                if factor == name and isinstance(name, Symbol):
                    return True
    return False
