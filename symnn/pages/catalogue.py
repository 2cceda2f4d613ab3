"""What operations on numbers declare, as a catalogue shows it: definition, slope, kinks, range."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.simplify import simplified
from symnn.documents.figures.functions import function_of
from symnn.language.errors import NoRuleError
from symnn.language.expression import symbols_in
from symnn.language.operation import Elementwise, operation_of
from symnn.language.symbol import TensorSymbol
from symnn.language.tensor import Tensor
from symnn.model import Model
from symnn.notation.index import IndexWriter
from symnn.notation.style import Latex
from symnn.operations.maximum import MAXIMUM
from symnn.operations.minimum import MINIMUM
from symnn.operations.step import STEP

LATEX = IndexWriter(Latex())
NEAR, FAR = 15.0, 1e9
"""Between -NEAR and NEAR functions are looked at closely; at FAR they have come to their limits."""
JUMP = 0.01
"""So much a function changes between two points that are close if it jumps there."""


@dataclass(frozen=True)
class Entry:
    r"""A function of one number, such as ``sn.elu(z, alpha)``.

    ``usual`` has numbers in the place of its parameters; ``name`` is LaTeX, where the function is
    written by others.

    >>> import symnn as sn
    >>> z = sn.scalar("z")
    >>> entry = Entry(sn.relu(z), sn.relu(z))
    >>> print(entry.model.text()); entry.kinks_text, entry.range_text
    y = maximum(z, 0)
    ('$0$ (slope $0$)', '[0, \\infty)')
    """

    value: Tensor
    usual: Tensor
    name: str = ""

    @property
    def argument(self) -> Tensor:
        """The number that it is a function of: the symbol that was made first."""
        first = min(symbols_in(self.usual.expr), key=lambda symbol: symbol.age)
        return Tensor(first, (), first.name)

    @cached_property
    def model(self) -> Model:
        """The definition as a model of one equation."""
        made = Model()
        name = self.name or LATEX.text(self.value.expr)
        made.define("y", Tensor(definition(self.value.expr), ()), latex=name)
        return made

    @cached_property
    def slope(self) -> Tensor:
        """The declared slope, in terms of the output ``y``; of a composition the derived one."""
        operation = operation_at(self.value.expr)
        if operation is None or self.value.expr.args[0] != self.argument.expr:
            derived = self.model.gradient("y", self.argument).equations[-1]
            return Tensor(derived.expr, ())
        output = self.model["y"].expr
        return Tensor(simplified(operation.slope(0, self.value.expr.args, output)), ())

    @property
    def kinks_text(self) -> str:
        """Where the slope jumps, and the slope that is taken there; empty for none."""
        found: dict[Expr, Expr] = {}
        for node in sp.preorder_traversal(self.value.expr):
            operation = operation_at(node)
            if operation is not None and node.args[0] == self.argument.expr:
                for kink in operation.kinks_at(node.args):
                    found[sp.sympify(kink, strict=True)] = self._slope_at(kink)
        return ", ".join(
            f"${LATEX.text(place)}$ (slope ${LATEX.text(slope)}$)" for place, slope in found.items()
        )

    def _slope_at(self, place: Expr) -> Expr:
        whole = self.slope.expr.xreplace({self.model["y"].expr: self.value.expr})
        return opened(whole.xreplace({self.argument.expr: sp.sympify(place, strict=True)}))

    @property
    def range_text(self) -> str:
        """The values that the usual function takes, in LaTeX, rounded: an interval, or several."""
        f = function_of(self.usual, ("z",), "a catalogue").value
        y = f(np.linspace(-NEAR, NEAR, 600_001))
        cuts = np.flatnonzero(np.abs(np.diff(y)) > JUMP) + 1
        pieces = np.split(y, cuts)
        points: list[float] = []
        intervals: list[str] = []
        for place, piece in enumerate(pieces):
            first, last = place == 0, place == len(pieces) - 1
            far = [*(f(np.array([-FAR])) if first else ()), *(f(np.array([FAR])) if last else ())]
            low, high = min([piece.min(), *far]), max([piece.max(), *far])
            if low == high:
                points.append(float(low))
                continue
            inside = piece[0 if first else 1 : None if last else -1]  # it may jump at its ends
            left, right = "[" if low in inside else "(", "]" if high in inside else ")"
            intervals.append(f"{left}{_bound(low)}, {_bound(high)}{right}")
        alone = [rf"\{{{', '.join(map(_bound, points))}\}}"] if points else []
        return r" \cup ".join([*intervals[:1], *alone, *intervals[1:]])


def definition(expr: Expr) -> Expr:
    """An expression with its outermost operation opened, as models have it.

    >>> import symnn as sn
    >>> definition(sn.silu(sn.scalar("z")).expr)
    z*sigmoid(z)
    """
    operation = operation_at(expr)
    if operation is None or not isinstance(expr.args[0], TensorSymbol):
        return expr
    if operation.definition is None:
        return expr.rewrite(sp.exp)
    whole = sp.sympify(operation.definition(*expr.args), strict=True)
    for cls, own in ((sp.Max, MAXIMUM), (sp.Min, MINIMUM)):
        whole = whole.replace(cls, lambda *given, own=own: _folded(own, given))
    return whole.replace(sp.Piecewise, _by_steps)


def opened(expr: Expr) -> Expr:
    """The value of operations at numbers.

    >>> import symnn as sn
    >>> z = sn.scalar("z")
    >>> opened((sn.step(z) + 2).expr.xreplace({z.expr: sp.Integer(1)}))
    3
    """
    while nodes := {
        n: value for n in expr.atoms(sp.Function) if (value := _at_numbers(n)) is not None
    }:
        expr = expr.xreplace(nodes)
    return sp.simplify(expr)


def operation_at(expr: Expr) -> Elementwise | None:
    """The operation on numbers at the root of an expression, if there is one."""
    try:
        found = operation_of(expr)
    except NoRuleError:
        return None
    return found if isinstance(found, Elementwise) else None


def _at_numbers(node: Expr) -> Expr | None:
    operation = operation_at(node)
    if operation is None or operation.definition is None or not node.args[0].is_number:
        return None
    return sp.sympify(operation.definition(*node.args), strict=True)


def _folded(operation: Elementwise, arguments: tuple[Expr, ...]) -> Expr:
    """The largest or smallest of several numbers, two by two; numbers last."""
    first, *rest = sorted(arguments, key=lambda argument: bool(argument.is_number))
    for other in rest:
        first = operation.function(first, other)
    return first


def _by_steps(*cases: tuple[Expr, Expr]) -> Expr:
    """Two cases, the second one for the rest, with a step as what tells them apart."""
    (first, condition), (last, _) = cases
    if not isinstance(condition, sp.StrictGreaterThan):
        raise NoRuleError(f"a case where {condition}: a step tells what is greater")
    step = STEP.function(condition.lhs - condition.rhs)
    return first * step + last * (1 - step)


def _bound(number: float) -> str:
    if abs(number) > 0.001 * FAR:
        return r"\infty" if number > 0 else r"-\infty"
    return f"{round(number, 4) + 0.0:.4g}"
