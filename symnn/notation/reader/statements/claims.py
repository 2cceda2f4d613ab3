"""Claims: both sides in index form, their shapes compared, families instantiated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sympy as sp

from symnn.calculus.outside import is_settled
from symnn.language.expression import indices_in, rename, symbols_in
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, symbol_of
from symnn.language.tensor import Tensor
from symnn.notation.reader.claim import Claim, Equated, Instance, Misfit, MisfitKind, Supposition
from symnn.notation.reader.grammar.nodes import (
    Condition,
    Node,
    Number,
    Product,
    Scripts,
    Sum,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.grammar.slices import has_slice
from symnn.notation.reader.meaning.algebra import Algebra, ShapeMismatchError
from symnn.notation.reader.meaning.classes import is_class
from symnn.notation.reader.meaning.conditions import leaves, truth
from symnn.notation.reader.meaning.elaborator import Elaborator, Scope
from symnn.notation.reader.meaning.formulas import elaborating
from symnn.notation.reader.meaning.insides import region_inside
from symnn.notation.reader.meaning.names import UnknownLabelError
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.meaning.world import UndeclaredError, World
from symnn.notation.reader.statements.bars import without_bars
from symnn.notation.reader.statements.declarations import environments, label_letters
from symnn.notation.reader.statements.forms import literals
from symnn.notation.reader.statements.suppositions import Supposed
from symnn.notation.reader.trouble import ReadError

MAX_INSTANCES = 12
MANY_DIGITS = 4
"""A decimal with as many significant digits is rounded; a shorter one may be exact."""


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
        constant = _rounding(right)
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
    left = elaborator.side(head)
    letters = tuple(scope.letters.values())
    names = dict(scope.letters)
    scope.open = False
    misfit: Misfit | None = None
    value: Value | None = None
    algebra = elaborator.algebra
    try:
        value = elaborator.side(right)
    except ShapeMismatchError as error:
        text = f"the right side has no shape: {error.reason}"
        misfit = Misfit(MisfitKind.NO_SHAPE, text, algebra.shape(left))
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
        left, value, misfit = _compared(algebra, left, value)
    where = None
    if supposed is not None and value is not None and misfit is None:
        where = _supposition(elaborator, supposed)
    sliced = has_slice(head) or has_slice(right)
    if sliced and misfit is not None and misfit.kind is not MisfitKind.FREE_INDEX:
        raise ReadError(f"{misfit.text}; rows X_{{i,:}} are read as rows", right.start)
    inside = None if misfit is not None else region_inside(scope.leaving, _free(letters, left))
    if inside is not None and value is not None and is_settled(value.expr - left.expr):
        inside = None  # by the limits of its sums
    return Read(left, value, letters, more, misfit, dict(labels), where, inside)


def _free(letters: Sequence[Index], left: Value) -> set[Index]:
    return {*letters, *left.axes}


def _supposition(e: Elaborator, supposed: Supposed) -> Supposition:
    """What is supposed, over the indices of the claim."""
    if not supposed.conditions:
        return Supposition(supposed.text, None, (), supposed.sure)
    letters = set(e.scope.letters)
    region: sp.Expr = sp.S.One
    equations = []
    try:
        for condition in supposed.conditions:
            indices = _indices(e, condition)
            if indices:
                region *= truth(e, condition).expr if indices <= letters else sp.S.One
                continue
            if condition.relation == "=":
                assert condition.left is not None
                assert condition.right is not None
                equations.append(_equation(e, condition.left, condition.right))
                if set(e.scope.letters) - letters:
                    raise ReadError("what is supposed is no equation of numbers", condition.start)
                continue
            value = truth(e, condition)
            if value.rank or set(e.scope.letters) - letters:
                raise ReadError("what is supposed is no comparison of numbers", condition.start)
            region *= value.expr
    except ReadError:
        return Supposition(supposed.text, None, (), supposed.sure)
    return Supposition(supposed.text, region, tuple(equations), supposed.sure)


def _equation(e: Elaborator, left: Node, right: Node) -> Equated:
    """``w = w_0``: both sides, over the same axes."""
    first, second = e.value(left), e.value(right)
    if not second.rank and second.expr == 0:
        second = Value(second.expr, first.axes, first.row)
    first, second, misfit = _compared(e.algebra, first, second)
    open_ones = (indices_in(first.expr) | indices_in(second.expr)) - {*first.axes}
    if misfit is not None or open_ones:
        raise ReadError("what is supposed is no equation of one shape", left.start)
    return first.expr, second.expr, first.axes


def _indices(e: Elaborator, condition: Condition) -> set[str]:
    """The letters of a condition on indices, i = j or i < n; nothing for another condition."""
    found: set[str] = set()
    running = e.world.survey.running | set(e.scope.letters)
    labels = {*e.world.survey.labels, *e.world.survey.tops}
    for side in (condition.left, condition.right):
        for part in leaves(side):
            if is_class(e, part):
                inner = {letter.name for letter in part.walk() if isinstance(letter, Symbol)}
                found |= inner & running
            elif isinstance(part, Symbol) and part.name in labels:
                found |= {part.name}  # of a label all values are looked at
            elif isinstance(part, Symbol) and not e.world.is_known(part.name):
                if part.name not in running and e.world.size(part.name) is None:
                    return set()
                found |= {part.name} & running
            elif not isinstance(part, Number):
                return set()
    return found


def _compared(algebra: Algebra, left: Value, right: Value) -> tuple[Value, Value, Misfit | None]:
    """Both sides over the same axes, or the misfit of their shapes."""
    if left.rank == right.rank == 0:
        return left, right, None
    if right.rank == 0 and right.expr == 0:
        return left, Value(right.expr, left.axes, left.row), None
    mine, other = left, right
    if {left.rank, right.rank} == {1, 2}:
        mine = algebra.widened(left) if left.rank == 1 else left
        other = algebra.widened(right) if right.rank == 1 else right
    same = mine.rank == other.rank and mine.row == other.row
    if same and _fits(algebra, mine.axes, other.axes):
        axes = tuple(Index(algebra.dims.find(a.dimension), a.name) for a in mine.axes)
        one = rename(mine.expr, dict(zip(mine.axes, axes, strict=True)))
        two = rename(other.expr, dict(zip(other.axes, axes, strict=True)))
        return Value(one, axes, mine.row), Value(two, axes, mine.row), None
    shapes = algebra.shape(left), algebra.shape(right)
    turned = left.rank == right.rank and (
        left.row != right.row if left.rank == 1 else shapes[0] == shapes[1][::-1]
    )
    text = f"the left side is {algebra.words(left)}, the right side is {algebra.words(right)}"
    kind = MisfitKind.LAYOUT if turned else MisfitKind.SHAPE
    return left, right, Misfit(kind, text, *shapes)


def _fits(algebra: Algebra, first: Sequence[Index], second: Sequence[Index]) -> bool:
    return all(
        algebra.dims.same(a.dimension, b.dimension) for a, b in zip(first, second, strict=True)
    )


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


def _rounding(node: Node) -> tuple[sp.Rational, sp.Rational]:
    """Bounds of the relative error of a product of decimals: of those with many digits, of all."""
    long, total = sp.Integer(0), sp.Integer(0)
    for part in node.walk():
        if isinstance(part, Number) and "." in part.text and part.value:
            digits = len(part.text.partition(".")[2])
            error = sp.Rational(1, 2) * sp.Integer(10) ** -digits / abs(part.value)
            total += error
            long += error if len(part.text.replace(".", "").lstrip("0")) >= MANY_DIGITS else 0
    return long, total


def half_unit(node: Node, approximate: bool) -> sp.Rational | None:
    """Half a unit of the last digit of a decimal number; None for anything else."""
    node = unwrapped(node)
    if isinstance(node, Sum) and len(node.terms) == 1:
        node = unwrapped(node.terms[0][1])
    scale = sp.Integer(0)
    if isinstance(node, Product) and len(node.factors) == 2:
        first, second = node.factors[0][1], node.factors[1][1]
        ten = isinstance(second, Scripts) and isinstance(second.base, Number)
        if not ten or second.base.value != 10 or len(second.sups) != 1:  # type: ignore[attr-defined]
            return None
        power = unwrapped(second.sups[0].value)  # type: ignore[attr-defined]
        sign = 1
        if isinstance(power, Sum) and len(power.terms) == 1:
            sign, power = power.terms[0]
        if not isinstance(power, Number) or not isinstance(first, Number):
            return None
        scale, node = sign * power.value, first
    if not isinstance(node, Number):
        return None
    digits = len(node.text.partition(".")[2])
    if not digits and not approximate and not scale:
        return None
    return sp.Rational(1, 2) * sp.Integer(10) ** (scale - digits)
