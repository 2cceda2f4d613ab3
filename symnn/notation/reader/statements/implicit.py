r"""Quantities that an equation gives without being solved for them: ``\log \frac{p}{1-p} = s``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symnn.language.tensor import Tensor
from symnn.notation.reader.grammar.lines import Line, base_of
from symnn.notation.reader.grammar.nodes import Derivative, Node, Scripts, Symbol
from symnn.notation.reader.meaning.elaborator import Scope
from symnn.notation.reader.meaning.formulas import elaborating
from symnn.notation.reader.meaning.hidden_dependence import unused_arguments, uses_in
from symnn.notation.reader.statements.derivative_names import alias_name
from symnn.notation.reader.statements.draft import Draft
from symnn.notation.reader.statements.forms import is_derivative, number_of
from symnn.notation.reader.statements.restatements import same_meaning
from symnn.notation.reader.statements.running_labels import environments, label_letters
from symnn.notation.reader.trouble import ReadError

_SOLVED = re.compile(r"\b(?:solutions? (?:of|to)|solves?|solving|implicitly)\b[^.;:]*$")
_INTRODUCING = re.compile(r"\b(?:where|with|whose|given by)\b[^.;:]*$")


def find_implicit(draft: Draft) -> None:
    r"""Note the names that equations tie to others, and that nothing else says anything of.

    A claim that takes p for an input that varies freely is no claim of the document. An equation
    that speaks of names that were there before, such as ``X^\top X w = X^\top y``, is no such tie
    but says where something holds; one that holds for all values says nothing.
    """
    varied = set(_varied(draft.lines))
    for at, line in enumerate(draft.lines):
        if not _is_loose(draft, at):
            continue
        left, right = line.sides
        assert isinstance(left, Node)
        assert isinstance(right, Node)
        new = [name for name in _names(draft, line) if name not in varied]
        if new and not _holds(draft, left, right):
            text = draft.source.text[line.raw.start : line.raw.end].strip()
            for name in new:
                draft.implicit.setdefault(name, text)
    for name, text in _linked(draft):
        draft.implicit.setdefault(name, text)


def _linked(draft: Draft) -> Iterator[tuple[str, str]]:
    r"""The arguments of links, ``g(p_i) = w^\top x_i``, each with the equation.

    The right side of a link says nothing of its argument, and g stands nowhere without one.
    """
    nodes = [node for line in draft.lines for node in line.nodes]
    bare = {name for node in nodes for name, called in uses_in(node) if not called}
    for name, function in draft.world.functions.items():
        if name in bare:
            continue
        lines = (line for line in draft.lines if function.body in line.sides)
        for line in lines:
            text = draft.source.text[line.raw.start : line.raw.end].strip()
            yield from ((argument, text) for argument in unused_arguments(draft.world, function))


def _is_loose(draft: Draft, at: int) -> bool:
    """Whether a line is an equation that has no other role."""
    line = draft.lines[at]
    roles = (draft.kinds, draft.heads, draft.declared, draft.aliasing, draft.supposed.lines)
    if any(at in role for role in roles) or not line.is_equation or line.pieces or line.names:
        return False
    if len(line.sides) != 2 or not all(isinstance(side, Node) for side in line.sides):
        return False
    left, right = line.sides
    if is_derivative(left) or is_derivative(right):
        return False
    assert isinstance(left, Node)
    assert isinstance(right, Node)
    return number_of(right) is None and not alias_name(draft, left)


def _varied(lines: list[Line]) -> Iterator[str]:
    """The letters by which the document differentiates."""
    for line in lines:
        for node in line.nodes:
            for part in node.walk():
                if isinstance(part, Derivative):
                    bases = (base_of(variable) for variable, _ in part.wrt)
                    yield from (base.name for base in bases if base is not None)


def _names(draft: Draft, line: Line) -> Iterator[str]:
    """The names in a line that are inputs, and that it introduces."""
    world = draft.world
    letters = label_letters(world, list(line.nodes))
    words = draft.source.prose_before(line.formula)
    solved = _SOLVED.search(words) is not None
    for node in line.nodes:
        for part in node.walk():
            base = base_of(part) if isinstance(part, (Symbol, Scripts)) else None
            if base is None or not (_INTRODUCING.search(words) or _is_first(draft, line, base)):
                continue
            for labels in environments(world, letters):
                try:
                    name = world.names.reference(part, labels).name
                except ReadError:
                    continue
                quantity = world.quantities.get(name)
                free = name not in world.pending and name not in draft.values
                if quantity is not None and free and (solved or not quantity.declared):
                    yield name


def _is_first(draft: Draft, line: Line, base: Symbol) -> bool:
    """Whether no equation before a line speaks of a letter."""
    for other in draft.lines:
        if (
            other.raw.start < line.raw.start
            and other.is_equation
            and base in (part for node in other.nodes for part in node.walk())
        ):
            return False
    return True


def _holds(draft: Draft, left: Node, right: Node) -> bool:
    """Whether an equation holds for all values; one that is not understood may not."""
    world = draft.world
    try:
        for labels in environments(world, label_letters(world, [left, right])):
            elaborator = elaborating(world, Scope(labels))
            sides = [elaborator.side(side) for side in (left, right)]
            both = elaborator.algebra.elementwise("=", lambda a, b: a - b, *sides)
            if not same_meaning(draft.system, Tensor(both.expr, ()), Tensor(both.expr * 0, ())):
                return False
    except ReadError:
        return False
    return True
