r"""Shapes that fit in one way only: of x in ``f = x^\top A x - b^\top x``, A and b declared.

Each name that has no shape is tried as a number, a vector and a matrix of open sizes. What all
that fit have in common is forced.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import sympy as sp

from symnn.notation.reader.grammar.nodes import Node, Product, Scripts, Sum, Symbol, unwrapped
from symnn.notation.reader.meaning.arrays_by_letter import is_array
from symnn.notation.reader.meaning.sums import is_capital
from symnn.notation.reader.meaning.world import UnknownShapeError, World
from symnn.notation.reader.survey.parts import letters_in
from symnn.notation.reader.trouble import ReadError

if TYPE_CHECKING:
    from symnn.notation.reader.statements.definitions import Definition, Definitions

MAX_NAMES = 4
MAX_TRIALS = 200
Shape: TypeAlias = tuple[sp.Expr | None, ...]
"""A shape; None stands for a size that is open."""


@dataclass(frozen=True)
class Fit:
    """Shapes of names with which a definition has a meaning, and the axes of its right side."""

    shapes: dict[str, Shape]
    rank: int


def force(definitions: Definitions) -> bool:
    """Give names the shapes that a definition forces; whether there were any."""
    for item in definitions.items:
        world = definitions.world
        if item.done or item.blocked is None or not _speaks_of_arrays(world, item):
            continue
        with _on_trial(world):
            found = list(_fitting(definitions, item, {}, [MAX_TRIALS]))
        fits = [fit for fit in found if fit is not None]
        if not fits or len(fits) != len(found):
            continue
        fits = _with_matrices(world, item, fits)
        progress = False
        for name in fits[0].shapes:
            shapes = [fit.shapes[name] for fit in fits if name in fit.shapes]
            if len(shapes) != len(fits) or len({len(shape) for shape in shapes}) != 1:
                if not _is_added_to_numbers(definitions, item, name, fits):
                    world.several_ranks.add(name)
                if is_capital(name) and _tells_nothing(name, fits):
                    world.numbers_or_matrices.add(name)
                continue
            if not shapes[0]:
                continue
            sizes = [set(at) for at in zip(*shapes, strict=True)]
            one = [size.pop() if len(size) == 1 else None for size in sizes]
            world.quantities[name].shape = tuple(
                world.dims.variable(lasting=True) if size is None else size for size in one
            )
            progress = True
        if progress:
            return True
    return False


def _with_matrices(world: World, item: Definition, fits: list[Fit]) -> list[Fit]:
    """The fits in which capitals beside matrices are matrices, too: U in ``W x + U h``.

    They are supposed to be so only for claims that are the same if they were numbers.
    """
    names = fits[0].shapes
    sure = {name for name in names if all(len(fit.shapes.get(name, ())) == 2 for fit in fits)}
    sure |= {name for name in world.mentioned([item.right]) if world.rank(name) == 2}
    for name in names:
        as_matrix = [fit for fit in fits if len(fit.shapes.get(name, ())) == 2]
        if as_matrix and name not in sure and _stands_beside(world, item, name, sure):
            world.supposed_matrices.add(name)
            for other in names:
                if len({len(fit.shapes.get(other, ())) for fit in fits}) > 1:
                    world.several_ranks.add(other)
            fits = as_matrix
    return fits


def _stands_beside(world: World, item: Definition, name: str, matrices: set[str]) -> bool:
    """Whether capitals begin two terms of one sum, none of which is known to be no matrix."""
    for part in item.right.walk():
        if isinstance(part, Sum):
            products = [term for _, term in part.terms if isinstance(unwrapped(term), Product)]
            heads = {found for term in products if (found := _first_name(world, item, term))}
            others = {other for other in heads - {name} if is_capital(other)}
            known = [other for other in others if world.rank(other) is not None]
            if name in heads and is_capital(name) and others and set(known) <= matrices:
                return True
    return False


def _first_name(world: World, item: Definition, term: Node) -> str | None:
    """The name with which a product begins."""
    product = unwrapped(term)
    assert isinstance(product, Product)
    (_, first), (operator, _) = product.factors[:2]
    if operator or not isinstance(first, (Symbol, Scripts)):
        return None
    if isinstance(first, Scripts) and not isinstance(first.base, Symbol):
        return None
    try:
        reference = world.names.reference(first, item.labels)
    except ReadError:
        return None
    bare = not (reference.indices or reference.sups or reference.primes)
    return reference.name if bare else None


def _tells_nothing(name: str, fits: list[Fit]) -> bool:
    """Whether a definition may be the same for a number and for a matrix: x^⊤ A x is a number."""
    ranks = {(len(fit.shapes[name]), fit.rank) for fit in fits if name in fit.shapes}
    return any((2, rank) in ranks for own, rank in ranks if own == 0)


def _is_added_to_numbers(
    definitions: Definitions, item: Definition, name: str, fits: list[Fit]
) -> bool:
    """Whether a name stands once, as a term beside terms that are numbers: it is one then.

    So is a factor of such a term, the λ of ``x'Ax - λ(x'x - 1)``.
    """
    right = unwrapped(item.right)
    terms = right.terms if isinstance(right, Sum) else ()
    parts = (part for other in definitions.items for part in other.right.walk())
    letters = [part for part in parts if isinstance(part, Symbol) and part.name == name]
    alone = any(unwrapped(term) == Symbol(name) for _, term in terms)
    if len(letters) != 1 or not (alone or _is_factor_beside_numbers(terms, name, fits)):
        return False
    shapes = (fit.shapes for fit in fits if name in fit.shapes)
    numbers = (fit for fit in shapes if not any(fit.values()))
    world = definitions.world
    for fit in numbers:
        with _on_trial(world):
            for other in fit:
                world.quantities[other].shape = ()
            _, value = definitions.elaborated(item)
            return not value.rank
    return False


def _is_factor_beside_numbers(
    terms: Sequence[tuple[int, Node]], name: str, fits: list[Fit]
) -> bool:
    """Whether a term has just the axes of the name in it, beside one without any open name."""
    opened = {other for fit in fits for other in fit.shapes}
    settled = any(opened.isdisjoint(letters_in(term)) for _, term in terms)
    others = [fit for fit in fits if not any(fit.shapes[n] for n in fit.shapes if n != name)]
    return settled and all(fit.rank == len(fit.shapes.get(name, ())) for fit in others)


def _speaks_of_arrays(world: World, item: Definition) -> bool:
    """Whether a definition uses a vector or matrix of known shape, which can force others."""
    return any(world.quantities[name].shape for name in world.mentioned([item.right]))


def _fitting(
    definitions: Definitions, item: Definition, given: dict[str, Shape], left: list[int]
) -> Iterator[Fit | None]:
    """The shapes of all names with which a definition has a meaning; None where it is open."""
    world = definitions.world
    left[0] -= 1
    if left[0] < 0:
        yield None
        return
    try:
        rank = _rank(definitions, item)
    except UnknownShapeError as error:
        name = error.name
        open_name = name not in world.quantities or world.quantities[name].shape is not None
        if name in world.pending or open_name or len(given) >= MAX_NAMES:
            yield None
            return
        for rank in range(1 if is_array(world, name) else 0, 3):
            with _on_trial(world):
                shape = tuple(world.dims.variable(lasting=True) for _ in range(rank))
                world.quantities[name].shape = shape
                yield from _fitting(definitions, item, {**given, name: shape}, left)
        return
    except ReadError:
        return
    if rank is not None:
        found = {name: tuple(_settled(world, n) for n in shape) for name, shape in given.items()}
        if not any(size == 1 for shape in found.values() for size in shape):  # a vector fits too
            yield Fit(found, rank)


@contextmanager
def _on_trial(world: World) -> Iterator[None]:
    """All shapes are again as they were afterwards."""
    bound = dict(world.dims.bound)
    before = {name: quantity.shape for name, quantity in world.quantities.items()}
    try:
        yield
    finally:
        world.dims.bound = bound
        for name, quantity in world.quantities.items():
            quantity.shape = before.get(name)


def _settled(world: World, size: sp.Expr | None) -> sp.Expr | None:
    found = world.dims.find(size)
    return None if found in world.dims.variables else found


def _rank(definitions: Definitions, item: Definition) -> int | None:
    """How many axes the right side has; None where it has not the shape of the left side."""
    indices, value = definitions.elaborated(item)
    shape = definitions.world.quantities[item.name].shape
    axes = (*indices, *value.axes)
    same = definitions.world.dims.same
    fits = shape is None or (
        len(shape) == len(axes)
        and all(same(size, axis.dimension) for size, axis in zip(shape, axes, strict=True))
    )
    return len(axes) if fits else None
