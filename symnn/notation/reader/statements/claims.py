"""Claims: both sides in index form, their shapes compared, families instantiated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sympy as sp

from symnn.calculus.outside import is_settled
from symnn.language.expression import symbols_in
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, symbol_of
from symnn.language.tensor import Tensor
from symnn.notation.reader.claim import Claim, Instance, Misfit, MisfitKind, Supposition
from symnn.notation.reader.grammar.nodes import (
    Node,
)
from symnn.notation.reader.grammar.slices import has_slice
from symnn.notation.reader.meaning.algebra import IndexClashError, ShapeMismatchError
from symnn.notation.reader.meaning.differentiate import slope_argument
from symnn.notation.reader.meaning.elaborator import Scope
from symnn.notation.reader.meaning.formulas import elaborating
from symnn.notation.reader.meaning.insides import region_inside
from symnn.notation.reader.meaning.jacobians import determinant, jacobian
from symnn.notation.reader.meaning.names import UnknownLabelError
from symnn.notation.reader.meaning.sides import compared
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.meaning.world import UndeclaredError, World
from symnn.notation.reader.statements.bars import without_bars
from symnn.notation.reader.statements.decimals import half_unit, rounding
from symnn.notation.reader.statements.forms import literals
from symnn.notation.reader.statements.running_labels import environments, label_letters
from symnn.notation.reader.statements.suppositions import Supposed
from symnn.notation.reader.statements.suppositions_of_claims import supposition
from symnn.notation.reader.trouble import ReadError

MAX_INSTANCES = 12


@dataclass(frozen=True)
class Read:
    """One instance as it was read, before sizes are settled."""

    left: Value
    right: Value | None
    letters: tuple[Index, ...]
    more: tuple[Index, ...]
    misfit: Misfit | None
    labels: dict[str, int]
    supposed: Supposition | None = None
    inside: sp.Expr | None = None


def read_claim(
    world: World,
    head: Node,
    right: Node,
    approximate: bool = False,
    supposed: Supposed | None = None,
) -> Claim:
    """The claim ``head = right``. Raises ReadError where a side is not understood."""
    head, right, supposed = without_bars(world, head, right, supposed)
    labels = label_letters(world, [head])
    extra = [name for name in label_letters(world, [right]) if name not in labels]
    found: list[Read] = []
    error: ReadError | None = None
    for values in environments(world, [*labels, *extra]):
        try:
            found.append(_instance(world, head, right, values, extra, supposed))
        except (UndeclaredError, UnknownLabelError) as problem:
            error = error or problem
            if not labels:
                raise
        if extra and found:
            break
    if not found:
        assert error is not None
        raise error
    instances = []
    misfit: Misfit | None = None
    for item in found[:MAX_INSTANCES]:
        instances.append(_settled(world, item))
        misfit = misfit or item.misfit
    first = symbol_of(instances[0].left.expr)
    derivative = first if isinstance(first, DerivativeSymbol) else None
    digits = half_unit(right, approximate)
    constant = None
    written = literals(right) is not None
    if digits is None and misfit is None and all(_is_number(i, written) for i in instances):
        constant = rounding(right)
    said = _conditions(world, labels)
    return Claim(tuple(instances), derivative, misfit, digits, constant, said)


def _conditions(world: World, labels: Sequence[str]) -> tuple[str, ...]:
    tops = [f"{name} = {value}" for name, value in world.survey.tops.items()]
    said = [f"{name} = {', '.join(map(str, world.survey.labels[name]))}" for name in labels]
    return (*tops, *said)


def _instance(
    world: World,
    head: Node,
    right: Node,
    labels: dict[str, int],
    extra: Sequence[str],
    supposed: Supposed | None,
) -> Read:
    scope = Scope(dict(labels))
    elaborator = elaborating(world, scope)
    slope_argument(elaborator, head)
    matrix = jacobian(head)
    left = elaborator.side(head if matrix is None else matrix)
    letters = tuple(scope.letters.values())
    names = dict(scope.letters)
    scope.open = False
    misfit: Misfit | None = None
    value: Value | None = None
    algebra = elaborator.algebra
    try:
        value = elaborator.side(right)
        number = None if matrix is None or value.rank else determinant(matrix)
        left = left if number is None else elaborator.side(number)
    except ShapeMismatchError as error:
        text = f"the right side has no shape: {error.reason}"
        clash = isinstance(error, IndexClashError)
        kind = MisfitKind.INDEX if clash else MisfitKind.NO_SHAPE
        misfit = Misfit(kind, text, algebra.shape(left))
    more = tuple(index for name, index in scope.letters.items() if name not in names)
    if value is not None and scope.leftover:
        left_over = ", ".join(dict.fromkeys(scope.leftover))
        misfit = Misfit(
            MisfitKind.FREE_INDEX,
            f"the index {left_over} is left over on the right side",
            algebra.shape(left),
            algebra.shape(value),
        )
    elif extra:
        misfit = Misfit(
            MisfitKind.FREE_INDEX,
            f"the label {', '.join(extra)} is left over on the right side",
            algebra.shape(left),
            None if value is None else algebra.shape(value),
        )
    elif value is not None:
        left, value, misfit = compared(algebra, left, value)
    where = None
    if supposed is not None and value is not None and misfit is None:
        where = supposition(elaborator, supposed)
    sliced = has_slice(head) or has_slice(right)
    if sliced and misfit is not None and misfit.kind is not MisfitKind.FREE_INDEX:
        raise ReadError(f"{misfit.text}; rows X_{{i,:}} are read as rows", right.start)
    inside = None if misfit is not None else region_inside(scope.leaving, _free(letters, left))
    if inside is not None and value is not None and is_settled(value.expr - left.expr):
        inside = None  # by the limits of its sums
    return Read(left, value, letters, more, misfit, dict(labels), where, inside)


def _free(letters: Sequence[Index], left: Value) -> set[Index]:
    return {*letters, *left.axes}


def _settled(world: World, item: Read) -> Instance:
    """The instance with all sizes final; both sides over the same indices."""
    axes = [*item.letters, *item.left.axes]
    running = len(item.letters)
    if item.right is None:
        expr, indices = world.dims.resolved(item.left.expr, axes)
        return Instance(Tensor(expr, indices), None, item.labels, running)
    if item.misfit is None:
        where = item.supposed
        more = () if where is None else (where.region or sp.S.Zero, *where.equations)
        both = sp.Tuple(item.left.expr, item.right.expr, item.inside or sp.S.Zero, *more)
        expr, indices = world.dims.resolved(both, axes)
        left, right, inside, *rest = expr.args
        if where is not None and where.region is not None:
            equations = tuple((a, b, tuple(own)) for a, b, own in (pair.args for pair in rest[1:]))
            where = replace(where, region=rest[0], equations=equations)
        return Instance(
            Tensor(left, indices),
            Tensor(right, indices),
            item.labels,
            running,
            where,
            inside if item.inside is not None else None,
        )
    expr, indices = world.dims.resolved(item.left.expr, axes)
    theirs = [*item.letters, *item.more, *item.right.axes]
    try:
        other, own = world.dims.resolved(item.right.expr, theirs)
    except ReadError:
        return Instance(Tensor(expr, indices), None, item.labels, running)
    return Instance(Tensor(expr, indices), Tensor(other, own), item.labels, running)


# ---- numbers --------------------------------------------------------------------------------


def _is_number(instance: Instance, written: bool) -> bool:
    """Whether the right side is a number that no name occurs in, or a vector ``written`` out."""
    right = instance.right
    if right is None or ((right.ndim or instance.left.ndim) and not written):
        return False
    return not symbols_in(right.expr) and not right.expr.free_symbols - set(right.indices)
