"""Declarations: shapes, domains, positivity, symmetry, ranges."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from symnn.notation.reader.grammar.lines import Line, in_series, is_dots, listed
from symnn.notation.reader.grammar.nodes import (
    Group,
    Node,
    Number,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.grammar.numbers import signed_value
from symnn.notation.reader.grammar.spaces import Space, space_of
from symnn.notation.reader.meaning.classes import declare_class
from symnn.notation.reader.meaning.constants import is_declared_constant
from symnn.notation.reader.meaning.world import Quantity, World
from symnn.notation.reader.statements.bounds import both, take_bounds
from symnn.notation.reader.statements.comparisons import comparison
from symnn.notation.reader.statements.running_labels import environments, label_letters
from symnn.notation.reader.survey.parts import sub_atoms
from symnn.notation.reader.text.signs import ABOVE, BELOW, COMPARISONS, MEMBERS
from symnn.notation.reader.trouble import ReadError


def declare(world: World, line: Line) -> str:
    """Take in a membership or comparison; the text says what it declares.

    Raises ReadError where it is not understood.
    """
    if line.trouble is not None:
        raise line.trouble
    relation = line.relations[0]
    if relation in MEMBERS:
        return _members(world, line)
    half_line = _half_line(line)
    if half_line is not None and any(map(is_dots, listed(line))):
        return _listed(world, listed(line), half_line)
    declared = comparison(world, line)
    take_bounds(world, line)
    return declared


def _members(world: World, line: Line) -> str:
    right = line.sides[1]
    assert isinstance(right, Node)
    space = space_of(right)
    names = listed(line)
    if space is None:
        if _is_indexset_shape(right) and all(isinstance(name, Symbol) for name in names):
            return "a range"
        if _is_indexset_shape(right):
            return ", ".join(_class(world, name, right) for name in names)
        raise ReadError("this set is not understood", right.start)
    if len(line.sides) > 2:
        raise ReadError("a chain of memberships", right.start)
    return _listed(world, names, space)


def _half_line(line: Line) -> Space | None:
    r"""The half-line of ``x_1, \dots, x_m > 0``; None for other comparisons."""
    if len(line.relations) != 1 or not isinstance(line.sides[1], Node):
        return None
    sign, end = COMPARISONS.get(line.relations[0], ""), signed_value(line.sides[1])
    if end is None or sign not in BELOW | ABOVE:
        return None
    if sign in BELOW:
        return Space((), bounds=(None, end))
    domain = "positive" if end > 0 or (end == 0 and sign == ">") else ""
    return Space((), domain or "nonnegative" * (end == 0), bounds=(end, None))


def _listed(world: World, names: Sequence[Node], space: Space) -> str:
    series, single = in_series(names)
    done = [_series(world, first, last, space) for first, last in series]
    done += [_one(world, name, space) for name in single]
    return ", ".join(done)


def _class(world: World, name: Node, right: Node) -> str:
    r"""``y_i \in \{1, \dots, K\}``: the label of a class for each i."""
    name, group = unwrapped(name), unwrapped(right)
    assert isinstance(group, Group)
    first, last = unwrapped(group.items[0]), group.items[-1]
    plain = isinstance(first, Number) and first.value in (0, 1) and not is_dots(last)
    if not isinstance(name, Scripts) or not plain or label_letters(world, [name]):
        raise ReadError("this set is not understood", right.start)
    assert isinstance(first, Number)
    reference = world.names.reference(name, {})
    if not reference.indices or reference.sups or reference.primes:
        raise ReadError("this set is not understood", right.start)
    count = world.names.size(last, {}) + 1 - first.value
    world.sizes |= {str(s) for s in count.free_symbols}
    leading = tuple(_axis(world, index, {}) for index in reference.indices)
    declare_class(world, reference.name, (*leading, count), int(first.value))
    return reference.name


def _is_indexset_shape(node: Node) -> bool:
    node = unwrapped(node)
    return isinstance(node, Group) and any(is_dots(item) for item in node.items)


def _series(world: World, first: Node, last: Node, space: Space) -> str:
    r"""``x_1, \dots, x_m ∈ R``: a family with one more axis in front, of size m."""
    if not isinstance(first, Scripts) or not isinstance(last, Scripts) or first.base != last.base:
        raise ReadError("the first and the last of a series are of different names", first.start)
    end = position_of(last)
    start = position_of(first)
    assert isinstance(first.base, Symbol)
    if end is None or not isinstance(start, Number) or start.value not in (0, 1):
        raise ReadError("a series whose positions are not 1, …, m or 0, …, m", first.start)
    whole = world.survey.axes.get(first.base.name)
    if whole is not None:
        set_shape(world, first.base.name, space, {}, (sp.Integer(whole),))
        return first.base.name
    if isinstance(end, Number):
        for value in range(int(start.value), int(end.value) + 1):
            set_shape(world, f"{first.base.name}_{value}", space, {}, ())
        return first.base.name
    size = world.names.size(end, {}) + 1 - start.value
    world.sizes |= {str(s) for s in size.free_symbols}
    set_shape(world, first.base.name, space, {}, (size,))
    return first.base.name


def position_of(node: Scripts) -> Node | None:
    """The position of a member of a series, x_1 or x^{(1)}; None for another name."""
    if node.sub is not None:
        atoms = sub_atoms(node)
        return atoms[0] if len(atoms) == 1 and not node.sups else None
    if len(node.sups) == 1 and node.sups[0].kind == "label":
        return unwrapped(node.sups[0].value) if node.sups[0].value is not None else None
    return None


def _one(world: World, name: Node, space: Space) -> str:
    name = unwrapped(name)
    if not isinstance(name, Symbol) and not (
        isinstance(name, Scripts) and isinstance(name.base, Symbol)
    ):
        raise ReadError("a declaration of something that is no name", name.start)
    if isinstance(name, Symbol) and is_declared_constant(world, name.name, space.sizes):
        return name.name
    letters = label_letters(world, [name])
    declared = ""
    for labels in environments(world, letters, spare=1):
        reference = world.names.reference(name, labels)
        if reference.sups or reference.primes:
            raise ReadError("a declaration of a power", name.start)
        whole = world.survey.axes.get(reference.name)
        if whole is not None and all(isinstance(i, Number) for i in reference.indices):
            set_shape(world, reference.name, space, labels, (sp.Integer(whole),))
            continue
        leading = tuple(_axis(world, index, labels) for index in reference.indices)
        declared = declared or reference.name
        set_shape(world, reference.name, space, labels, leading)
    return declared


def _axis(world: World, index: Node, labels: dict[str, int]) -> sp.Expr:
    """The size of the axis over which a running index of a declared family runs."""
    if not isinstance(index, Symbol):
        raise ReadError("a declaration of one component", index.start)
    bound = world.survey.ranges.get(index.name)
    if bound is not None:
        size = world.names.size(bound, labels) + 1 - world.survey.firsts.get(index.name, 1)
        world.sizes |= {str(s) for s in size.free_symbols}
        return size
    return world.dims.variable(lasting=True)


def set_shape(
    world: World, name: str, space: Space, labels: dict[str, int], leading: tuple[sp.Expr, ...]
) -> None:
    """Give a name, at one value of its labels, the shape of a space after its leading axes."""
    sizes = [world.names.size(size, labels) for size in space.sizes]
    world.sizes |= {str(s) for size in sizes for s in size.free_symbols}
    shape = (*leading, *sizes)
    known = world.quantities.get(name)
    if space.bounds is not None:
        world.bounds[name] = both(world.bounds.get(name), space.bounds)
    positive = space.domain == "positive"
    if known is not None and known.shape is not None and known.declared:
        same = len(known.shape) == len(shape) and all(
            world.dims.same(a, b) for a, b in zip(known.shape, shape, strict=True)
        )
        if not same:
            raise ReadError(f"{name} is declared twice, with different shapes")
        known.positive = known.positive or positive
        if space.domain and not positive:
            world.domains.setdefault(name, space.domain)
        return
    members = bool(leading)
    world.quantities[name] = Quantity(name, shape, positive, declared=True, members=members)
    if space.domain and not positive:
        world.domains[name] = space.domain
