"""Equations that hold for every value of a label, and how they use each other.

``h_t = tanh(W h_{t-1} + U x_t + b)`` for t = 1, …, T is one equation. Seen from h_t, the one of
t + 1 uses it: an equation is moved along its label until it uses what is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sympy.core.expr import Expr

from symnn.language.errors import LabelError
from symnn.language.expression import symbols_in
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.family import Member, MemberTensor
from symnn.language.label import Label, Span
from symnn.language.relabelling import Relabelling, label_of
from symnn.language.series import Series, series_terms
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text


@dataclass(frozen=True)
class FamilyEquation(Equation):
    """``symbol[indices] = expr`` for all values of ``label`` in ``span``."""

    label: Label
    span: Span


@dataclass(frozen=True)
class Rule:
    """An equation, or one sum over a label in it, as it holds for the values ``span`` of ``label``.

    ``summed`` says that the right side is summed over these values. Without a label it is an
    equation like any other.
    """

    equation: Equation
    label: Label | None = None
    span: Span | None = None
    summed: bool = False

    def at(self, value: Expr) -> Equation:
        """The equation where the label has that value."""
        assert self.label is not None
        if value == self.label:
            return self.equation
        new = Relabelling({self.label: value})
        equation = self.equation
        return Equation(
            new.symbol(equation.symbol), new.indices(equation.indices), new.of(equation.expr)
        )


@dataclass(frozen=True)
class Use:
    """``symbol``, as it occurs on the right side of ``rule``."""

    rule: Rule
    symbol: TensorSymbol

    @property
    def offset(self) -> int | None:
        """How far the label of the symbol is from the rule's; None where it stands still."""
        own, label = label_of(self.symbol), self.rule.label
        if own is None or label is None or not own.has(label):
            return None
        return int(own - label)

    @property
    def span(self) -> Span | None:
        """The labels of the quantity that are used; None for a quantity without."""
        own = label_of(self.symbol)
        if own is None:
            return None
        if self.offset is None:
            return Span(own, own)
        assert self.rule.span is not None
        return self.rule.span.shifted(self.offset)


def rules_of(equations: Iterable[Equation]) -> list[Rule]:
    """The rules of equations, in order; sums over labels are rules of their own."""
    rules: list[Rule] = []
    for equation in equations:
        if isinstance(equation, FamilyEquation):
            rules.append(Rule(equation, equation.label, equation.span))
            continue
        if not equation.expr.has(Series):
            rules.append(Rule(equation))
            continue
        plain, sums = series_terms(equation.expr)
        if plain != 0:
            rules.append(Rule(replace(equation, expr=plain)))
        for series in sums:
            part = replace(equation, expr=series.body)
            rules.append(Rule(part, series.label, series.span, summed=True))
    return rules


def uses_in(rule: Rule) -> Iterator[Use]:
    """The quantities on the right side of a rule, each as it occurs."""
    for symbol in sorted(symbols_in(rule.equation.expr), key=str):
        yield Use(rule, symbol)


def key_of(symbol: TensorSymbol) -> str:
    """One name for all members of a family; the name of any other quantity."""
    if isinstance(symbol, Member):
        return symbol.family.name
    if isinstance(symbol, DerivativeSymbol):
        return f"∂{key_of(symbol.of)}/∂{key_of(symbol.wrt)}"
    return symbol.name


# ---- making -------------------------------------------------------------------------------------


def family_equation(left: Tensor, value: Any) -> Equation:
    """The equation ``left = value`` of a member, for all values of its label if that runs.

    Raises LabelError where labels do not fit.
    """
    symbol = left.symbol
    if not isinstance(symbol, Member):
        raise LabelError(
            f"define({left.text}, …): expected a name or a member of a family such as h[t]"
        )
    tensor = as_tensor(value, symbol.name)
    if tensor.shape != symbol.shape:
        raise LabelError(
            f"{symbol.name} has shape {shape_text(symbol.shape)}, but its right side has shape "
            f"{shape_text(tensor.shape)}"
        )
    label = left.label if isinstance(left, MemberTensor) else symbol.label
    running = free_labels(tensor.expr)
    if isinstance(label, Label):
        if running - {label}:
            raise LabelError(_foreign(symbol.name, running - {label}))
        if tensor.expr.has(Series):
            raise LabelError(
                f"{symbol.name}: a sum over a label in an equation that holds for every {label} "
                f"is not known yet"
            )
        return FamilyEquation(symbol, tensor.indices, tensor.expr, label, label.span)
    if label.atoms(Label):
        name = symbol.family.label
        raise LabelError(
            f"{symbol.name}: define {symbol.family.name}[{name}], with {name - 1} in place of "
            f"{name} on the right, or so"
        )
    if running:
        raise LabelError(_foreign(symbol.name, running))
    return Equation(symbol, tensor.indices, tensor.expr)


def closed(name: str, expr: Expr) -> Expr:
    """``expr`` with its sums over labels outermost; LabelError where a label is left over."""
    running = free_labels(expr)
    if running:
        raise LabelError(_foreign(name, running))
    if not expr.has(Series):
        return expr
    plain, sums = series_terms(expr)
    return plain + sum(sums)


def free_labels(expr: Expr) -> set[Label]:
    """The labels that run in ``expr`` and that no sum in it takes."""
    if isinstance(expr, Series):
        return free_labels(expr.body) - {expr.label}
    if isinstance(expr, TensorSymbol):
        own = label_of(expr)
        return set() if own is None else own.atoms(Label)
    return set().union(*(free_labels(arg) for arg in expr.args))


def fact_labels(fact: Fact | SymmetricFact) -> list[Member]:
    """The members at a running label that a fact is about."""
    sides = [fact.symbol] if isinstance(fact, SymmetricFact) else [fact.left, fact.right]
    found = {symbol for side in sides for symbol in symbols_in(side)}
    return [s for s in found if isinstance(s, Member) and isinstance(s.label, Label)]


def fact_with(fact: Fact | SymmetricFact, new: Relabelling) -> Fact | SymmetricFact:
    """A fact about members, at other values of their label."""
    if isinstance(fact, SymmetricFact):
        return replace(fact, symbol=new.symbol(fact.symbol))
    left, right = new.of(fact.left), new.of(fact.right)
    return replace(fact, left=left, right=right, indices=new.indices(fact.indices))


def _foreign(name: str, labels: set[Label]) -> str:
    letter = min(map(str, labels))
    return (
        f"{name}: the label {letter} stands only on the right side; sum over it, "
        f"sn.total(…, axis={letter}), or define a family, model.define(f[{letter}], …)"
    )
