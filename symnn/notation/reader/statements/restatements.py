"""Second definitions of a name: the same again, or in doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import TypeAlias

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.facts import Knowledge
from symnn.calculus.zero import is_zero
from symnn.language.errors import SymnnError
from symnn.language.expression import Applied, bound_by, rename, symbols_in, total_over
from symnn.language.operation import Elementwise, operation_of
from symnn.language.symbol import Entry
from symnn.language.system import System
from symnn.language.tensor import Tensor
from symnn.notation.reader.grammar.lines import Line, base_of
from symnn.notation.reader.grammar.nodes import Node
from symnn.notation.reader.statements.draft import Draft
from symnn.notation.reader.statements.forms import head_of, is_derivative
from symnn.notation.reader.trouble import ReadError

_ANEW = re.compile(
    r"\b(?:now|instead|next|redefine|replace|change|suppose|set|consider|let)\b[^.;]*$",
    re.IGNORECASE,
)
"""Words before an equation that gives a name another meaning."""
Equal: TypeAlias = Callable[[System, Tensor, Tensor], bool]
"""Whether two tensors over the same indices are equal for certain, by the equations of a system."""


def doubt_letters(draft: Draft, equal: Equal) -> None:
    """Two letters tell two quantities apart only where they are not one quantity after all."""
    for base, letters in draft.world.survey.lettered.items():
        names = [f"{base}_{{{letter}\\cdot}}" for letter in sorted(letters)]
        known = [draft.system.equations[name] for name in names if name in draft.system.equations]
        for first, second in combinations(known, 2):
            if len(first.indices) != len(second.indices):
                continue
            expr = rename(second.expr, dict(zip(second.indices, first.indices, strict=True)))
            sides = Tensor(first.expr, first.indices), Tensor(expr, first.indices)
            if equal(draft.system, *sides):
                draft.doubtful[first.symbol.name] = draft.doubtful[second.symbol.name] = -1


def doubt_restatements(draft: Draft, equal: Equal) -> None:
    """A second definition of a name must say the same; else the name is in doubt from there."""
    for line, item in draft.again:
        try:
            given = draft.definitions.of(item.name)
            if given is None or given.equation is None:
                continue
            indices, value = draft.definitions.elaborated(item)
            axes = [*indices, *value.axes]
            expr, own = draft.world.dims.resolved(value.expr, axes)
            known = given.equation
            if draft.values and not symbols_in(expr) and not expr.free_symbols:
                continue  # what it is at the values of the document
            same = len(own) == len(known.indices)
            expr = rename(expr, dict(zip(own, known.indices, strict=False)))
            first, second = (Tensor(side, known.indices) for side in (known.expr, expr))
            if same and equal(draft.system, first, second):
                continue
        except ReadError:
            pass
        draft.doubtful.setdefault(item.name, line.raw.start)
    for name, start in _unread_again(draft):
        draft.doubtful.setdefault(name, start)


def _unread_again(draft: Draft) -> Iterator[tuple[str, int]]:
    r"""Names that words define anew by what is not understood: ``now let f = \lfloor x \rfloor``"""
    for line in draft.lines:
        read = any(isinstance(side, Node) for side in line.sides[1:])
        left = line.left
        if not line.is_equation or read or left is None or is_derivative(left):
            continue
        words = line.raw.words or draft.source.prose_before(line.formula)
        head = head_of(left)
        base = None if head is None else base_of(head.node)
        given = None if base is None else draft.definitions.of(base.name)
        if given is None or not isinstance(given.line, Line):
            continue
        if given.line.raw.start < line.raw.start and _ANEW.search(words):
            yield given.name, line.raw.start


def _opened(expr: Expr) -> Expr:
    """The expression with operations written by their definitions, where they have one."""
    if not expr.args or isinstance(expr, Entry):
        return expr
    if isinstance(expr, sp.Sum):
        return total_over(_opened(expr.function), bound_by(expr))
    if isinstance(expr, Applied):
        definition = getattr(operation_of(expr), "definition", None)
        if definition is None or len(expr.operands) != 1:
            return expr
        (body, bound) = expr.operands[0]

        def at(places: Sequence[Expr]) -> Expr:
            return rename(body, dict(zip(bound, places, strict=True)))

        inner = [index.fresh() for index in bound]
        return _opened(sp.sympify(definition(at, inner, expr.outputs), strict=True))
    args = [_opened(arg) for arg in expr.args]
    operation = operation_of(expr) if expr.is_Function and expr.func not in _BASIC else None
    if isinstance(operation, Elementwise) and operation.definition is not None:
        return _opened(sp.sympify(operation.definition(*args), strict=True))
    return expr.func(*args)


_BASIC = (sp.exp, sp.log, sp.sin, sp.cos, sp.tanh, sp.Abs, sp.sign, sp.erf, sp.KroneckerDelta)


def same_meaning(system: System, left: Tensor, right: Tensor) -> bool:
    """Whether two tensors are equal for certain, by the normal form of their difference."""
    try:
        return bool(is_zero(_opened(left.expr) - _opened(right.expr), Knowledge(system.facts)))
    except SymnnError:
        return False
