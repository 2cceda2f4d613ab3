r"""Comparisons that a document states of its quantities: ``x > a``, ``y s < 1``, ``x_1 > 1``."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from symnn.language.symbol import TensorSymbol
from symnn.notation.reader.claim import Stated
from symnn.notation.reader.meaning.elaborator import Scope
from symnn.notation.reader.meaning.formulas import elaborating
from symnn.notation.reader.meaning.world import World
from symnn.notation.reader.statements.bounds import compares_with_numbers
from symnn.notation.reader.statements.draft import Draft
from symnn.notation.reader.statements.suppositions import Supposed, conditions_of
from symnn.notation.reader.statements.suppositions_of_claims import supposition
from symnn.notation.reader.text.signs import ABOVE, BELOW, COMPARISONS
from symnn.operations.step import STEP

EVERYWHERE, POSITIVE = (None, None), (sp.S.Zero, None)


def comparisons_stated(draft: Draft) -> Iterator[Stated]:
    """The comparisons that hold for all claims, but those of entries of arrays with numbers."""
    world = draft.world
    for name, bounds in world.bounds.items():
        quantity = world.quantities.get(name)
        if quantity is not None and quantity.shape == () and bounds not in (EVERYWHERE, POSITIVE):
            yield _between(world.symbol(quantity), *bounds)
    for at, line in enumerate(draft.lines):
        signs = [COMPARISONS.get(relation, "") for relation in line.relations]
        if at in draft.supposed.lines or not signs or not set(signs) <= BELOW | ABOVE:
            continue
        names = frozenset(world.mentioned(line.nodes))
        if not names:
            continue
        if compares_with_numbers(line) and all(_is_known(world, name) for name in names):
            continue
        text = draft.source.text[line.raw.start : line.raw.end]
        where = supposition(elaborating(world, Scope()), Supposed(conditions_of(line), text, True))
        region = where.region
        if region is not None:
            region, _ = world.dims.resolved(region, ())
        yield Stated(text, names, region)


def _between(symbol: TensorSymbol, low: sp.Rational | None, high: sp.Rational | None) -> Stated:
    """That a number lies between two others."""
    region: sp.Expr = sp.S.One
    text = symbol.name
    if low is not None:
        region *= STEP.function(symbol - low)
        text = f"{low} < {text}" if high is not None else f"{text} > {low}"
    if high is not None:
        region *= STEP.function(high - symbol)
        text = f"{text} < {high}"
    return Stated(text, frozenset((symbol.name,)), region)


def _is_known(world: World, name: str) -> bool:
    """Whether it is known between which numbers a quantity lies."""
    return world.quantities[name].positive or name in world.bounds
