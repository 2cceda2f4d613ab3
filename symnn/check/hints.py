"""Hints: the single edit that repairs a false claim, and so names the mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import combinations
from random import Random
from typing import Any

import mpmath
import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.normal import TooLargeError, normal
from symnn.check import edits, index_edits, slope_edits, term_edits
from symnn.check.claim import Equality
from symnn.check.conventions import independent_entries
from symnn.check.deadline import Deadline, TimeOutError
from symnn.check.edits import Workshop
from symnn.check.knowledge import CheckedKnowledge
from symnn.check.numbers import OutsideError
from symnn.check.substitute import TooLongError, put_in
from symnn.check.trial import DIGITS, Trial, close, domain_points
from symnn.check.undeclared import condition
from symnn.check.verdict import Hint
from symnn.language.errors import NoRuleError
from symnn.language.expression import rename, symbols_in
from symnn.language.symbol import DerivativeSymbol
from symnn.notation.index import IndexWriter
from symnn.notation.style import Plain

Search = Callable[[Trial, Workshop], Hint | None]

FEW_TERMS = 8
"""Of so many terms, pairs are tried too."""
MANY_TERMS = 24
"""Of more terms, none is tried."""


def hint(claim: Equality, random: Random, deadline: Deadline) -> Hint | None:
    """The kind of mistake in a false claim, if one edit of its right side repairs it."""
    points = domain_points(claim, random)
    if not points:
        return None
    with mpmath.workdps(DIGITS):
        try:
            trial = Trial(claim, points, deadline)
            if trial.fits(claim.right):  # these points do not show the mistake
                return None
            workshop = _workshop(claim)
            for search in SEARCHES:
                found = search(trial, workshop)
                if found is not None:
                    return found
            # a factor that is 1 under a condition, such as sign(x), is no slip of the chain rule
            return condition(claim, random, deadline) or _left_out(trial, workshop)
        except (TimeOutError, OutsideError):
            return None


def _workshop(claim: Equality) -> Workshop:
    needed = claim.needed()
    symbols = {symbol for equation in needed.values() for symbol in symbols_in(equation.expr)}
    symbols |= {equation.symbol for equation in needed.values()}
    symbols |= symbols_in(claim.right)
    quantities = sorted((s for s in symbols if not isinstance(s, DerivativeSymbol)), key=str)
    writer = IndexWriter(Plain(), claim.free, {s.name for s in symbols})
    return Workshop(needed, quantities, list(claim.dimensions()), writer.text)


# ---- searches ---------------------------------------------------------------------------------


def _quotient(trial: Trial, workshop: Workshop) -> Hint | None:
    """One number by which all entries are off: a sign, a factor, a size."""
    claim = trial.claim
    ratios = []
    for evaluation, truth in zip(trial.evaluations, trial.truth, strict=True):
        try:
            own = trial.values(claim.right, evaluation)
        except (OutsideError, NoRuleError):
            return None
        pairs = [(t, r) for t, r in zip(truth, own, strict=True) if t != 0 or r != 0]
        if not pairs or any(r == 0 for _, r in pairs):
            return None
        ratio = pairs[0][0] / pairs[0][1]
        if not all(close(t, ratio * r) for t, r in pairs):
            return None
        ratios.append(ratio)
    if all(close(ratio, -1) for ratio in ratios):
        return Hint("sign", "the sign is wrong")
    for size in (sp.S.One, *_size_monomials(workshop.sizes)):
        scaled = [
            ratio / (evaluation.of(size, {}))
            for ratio, evaluation in zip(ratios, trial.evaluations, strict=True)
        ]
        number = _fraction(scaled[0])
        if number is None or not all(close(s, scaled[0]) for s in scaled):
            continue
        factor = sp.Rational(number.numerator, number.denominator) * size
        kind = "factor" if size == 1 else "size factor"
        return Hint(kind, f"the right side must be multiplied by {factor}")
    return None


def _size_monomials(sizes: Any) -> Iterator[Expr]:
    for size in sizes:
        yield 1 / size
        yield size
    for first, second in combinations(sizes, 2):
        yield from (1 / (first * second), first / second, second / first, first * second)


def _fraction(value: Any) -> Fraction | None:
    """The simple fraction that a number is, if it is one."""
    near = Fraction(float(value)).limit_denominator(24)
    if near == 0 or abs(near.numerator) > 24:
        return None
    return near if close(value, mpmath.mpf(near.numerator) / near.denominator) else None


def _tied(trial: Trial, workshop: Workshop) -> Hint | None:
    """The other convention for symmetric matrices."""
    return independent_entries(trial)


def _transposed(trial: Trial, workshop: Workshop) -> Hint | None:
    """The whole right side transposed."""
    free = trial.claim.free
    for a, b in combinations(free, 2):
        if a.dimension == b.dimension:
            other = rename(trial.claim.right, {a: b, b: a})
            if trial.fits(other):
                return Hint("transpose", "the result must be transposed")
    return None


def _edits(make: edits.Maker) -> Search:
    """The search for one edit of the right side, at any place in it."""
    return _at_top(partial(edits.everywhere, make))


def _at_top(make: edits.Maker) -> Search:
    """The search for one edit of the right side as a whole."""

    def search(trial: Trial, workshop: Workshop) -> Hint | None:
        claim = trial.claim
        for edit in make(claim.right, claim.free, workshop):
            if trial.fits(edit.expr):
                return Hint(edit.kind, edit.words.text(workshop.show))
        return None

    return search


def _dropped(trial: Trial, workshop: Workshop) -> Hint | None:
    """One or two terms of the true derivative that the right side lacks."""
    claim = trial.claim
    for terms in true_terms(claim, trial.deadline):
        for count in (1, 2) if len(terms) <= FEW_TERMS else (1,):
            for chosen in combinations(terms, count):
                if trial.fits(sp.Add(claim.right, *chosen)):
                    shown = " and ".join(workshop.show(term) for term in chosen)
                    return Hint("dropped term", f"a term is missing: {shown}")
    return None


def _left_out(trial: Trial, workshop: Workshop) -> Hint | None:
    """A factor of the true derivative that the right side lacks: the chain rule stopped early."""
    claim = trial.claim
    for terms in true_terms(claim, trial.deadline):
        for factor in sp.Mul.make_args(terms[0]) if len(terms) == 1 else ():
            if not factor.is_Number and trial.fits(claim.right * factor):
                return Hint("factor", f"the factor {workshop.show(factor)} is missing")
    return None


def true_terms(claim: Equality, deadline: Deadline) -> Iterator[list[Expr]]:
    """The terms of the true left side, multiplied out; then with definitions put in."""
    needed = claim.needed()
    slopes = {n: e for n, e in needed.items() if isinstance(e.symbol, DerivativeSymbol)}
    heads = {s.name: slopes[s.name] for s in symbols_in(claim.left) if s.name in slopes}
    seen: set[Expr] = set()
    for equations in (heads, slopes, needed):
        try:
            true = put_in(claim.left, equations, deadline)
            terms = list(sp.Add.make_args(normal(true, CheckedKnowledge((), (), deadline))))
        except (TooLongError, TooLargeError):
            return
        if len(terms) <= MANY_TERMS and true not in seen:
            seen.add(true)
            yield terms


SEARCHES: tuple[Search, ...] = (
    _quotient,
    _tied,
    _edits(term_edits.signs),
    _edits(term_edits.factors),
    _edits(term_edits.size_factors),
    _edits(index_edits.transposes),
    _edits(slope_edits.wrong_slopes),
    _edits(slope_edits.missing_slopes),
    _at_top(slope_edits.extra_slopes),
    _edits(index_edits.orders),
    _transposed,
    _dropped,
    _edits(term_edits.extra_terms),
    _edits(index_edits.wrong_indices),
    _at_top(index_edits.missing_deltas),
    _edits(term_edits.exponents),
    _at_top(index_edits.names),
    _edits(term_edits.missing_factors),
    _edits(term_edits.dropped_factors),
)
"""The searches, in the order in which they are tried."""
