"""Meaning of formulas: syntax trees to index expressions, by the names of the document."""

from __future__ import annotations

from symnn.notation.reader.grammar.nodes import (
    Angle,
    Apply,
    Bars,
    Big,
    Cases,
    Condition,
    Derivative,
    Evaluated,
    Fraction,
    Function,
    Group,
    Indicator,
    Matrix,
    Number,
    Operated,
    Product,
    Root,
    Scripts,
    Sum,
    Symbol,
)
from symnn.notation.reader.meaning import (
    arrays,
    conditions,
    functions,
    held,
    named,
    norms,
    products,
    sums,
    totals,
)
from symnn.notation.reader.meaning.differentiate import derivative
from symnn.notation.reader.meaning.elaborator import Elaborator, Meanings, Scope
from symnn.notation.reader.meaning.operators import operated
from symnn.notation.reader.meaning.world import World

MEANINGS: Meanings = {
    Number: arrays.number,
    Group: arrays.group,
    Matrix: arrays.matrix,
    Sum: sums.terms,
    Product: products.product,
    Fraction: products.fraction,
    Root: products.root,
    Angle: products.angle,
    Bars: norms.bars,
    Big: totals.big,
    Symbol: named.symbol,
    Scripts: named.scripts,
    Apply: functions.apply,
    Function: functions.lone,
    Indicator: conditions.indicator,
    Cases: conditions.cases,
    Condition: conditions.truth,
    Evaluated: held.evaluated,
    Derivative: derivative,
    Operated: operated,
}


def elaborating(world: World, scope: Scope, *, defining: bool = False) -> Elaborator:
    """What gives the nodes of one statement their meaning; see Elaborator."""
    return Elaborator(world, scope, MEANINGS, defining=defining)
