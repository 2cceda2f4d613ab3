"""Single edits of an index expression: the slips that people make, undone one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.bracket import Bracket
from symnn.language.errors import NoRuleError
from symnn.language.expression import Applied, bound_by, rename, total_over
from symnn.language.index import Index
from symnn.language.operation import Elementwise, operation_of
from symnn.language.symbol import Entry, TensorSymbol, indices_of, symbol_of
from symnn.language.system import Equation


@dataclass(frozen=True)
class Words:
    """A sentence with places for expressions, which are written only when it is said."""

    template: str
    shown: tuple[Expr, ...] = ()

    def text(self, show: Callable[[Expr], str]) -> str:
        """The sentence."""
        return self.template.format(*map(show, self.shown))


@dataclass(frozen=True)
class Edit:
    """``expr`` after one edit; ``kind`` and ``words`` name the slip that it undoes."""

    kind: str
    words: Words
    expr: Expr


@dataclass
class Workshop:
    """What edits may use: the equations, the quantities, and a writer for messages."""

    equations: dict[str, Equation]
    quantities: Sequence[TensorSymbol]
    sizes: Sequence[sp.Symbol]
    show: Callable[[Expr], str] = str

    def slope_of(self, leaf: Expr) -> Expr | None:
        """The slope f'(z) of a quantity a = f(z), at the indices of an entry of a, else None."""
        symbol = symbol_of(leaf)
        equation = self.equations.get(symbol.name) if symbol is not None else None
        operation = elementwise(equation.expr) if equation is not None else None
        if equation is None or operation is None:
            return None
        value = operation.slope(0, equation.expr.args, equation.left)
        return rename(value, dict(zip(equation.indices, indices_of(leaf), strict=True)))


Maker = Callable[[Expr, tuple[Index, ...], Workshop], Iterator[Edit]]


def everywhere(
    make: Maker, expr: Expr, scope: tuple[Index, ...], workshop: Workshop
) -> Iterator[Edit]:
    """The edits that ``make`` finds at every node of ``expr``, each as the whole expression.

    ``scope`` are the indices that may be used there.
    """
    yield from make(expr, scope, workshop)
    if isinstance(expr, sp.Sum):
        bound = bound_by(expr)
        for edit in everywhere(make, expr.function, (*scope, *bound), workshop):
            yield Edit(edit.kind, edit.words, total_over(edit.expr, bound))
    elif isinstance(expr, Applied):
        operands = list(expr.operands)
        for number, (body, bound) in enumerate(operands):
            for edit in everywhere(make, body, (*scope, *bound), workshop):
                changed = [*operands[:number], (edit.expr, bound), *operands[number + 1 :]]
                yield Edit(edit.kind, edit.words, type(expr).of(changed, expr.outputs))
    elif not isinstance(expr, (Entry, sp.KroneckerDelta, Bracket)):
        for number, arg in enumerate(expr.args):
            if not isinstance(arg, Expr):
                continue
            for edit in everywhere(make, arg, scope, workshop):
                if edit.expr.is_extended_real is False:  # such as log(−x²)
                    continue
                args = [*expr.args[:number], edit.expr, *expr.args[number + 1 :]]
                yield Edit(edit.kind, edit.words, expr.func(*args))


def elementwise(node: Expr) -> Elementwise | None:
    """The declaration of the function of numbers at the root of ``node``, if there is one."""
    if not isinstance(node, sp.Function):
        return None
    try:
        found = operation_of(node)
    except NoRuleError:
        return None
    return found if isinstance(found, Elementwise) else None


def placed(quantity: TensorSymbol, scope: Iterable[Index]) -> Iterator[Expr]:
    """The entries of a quantity at indices in scope."""
    choices = [[i for i in scope if i.dimension == size] for size in quantity.shape]
    for places in product(*choices):
        if len(set(places)) == len(places):
            yield quantity[places]
