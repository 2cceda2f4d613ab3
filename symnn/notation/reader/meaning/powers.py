"""Superscripts on values: transposes, inverses, powers; operations by their name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import sympy as sp

from symnn.language.index import Index
from symnn.notation.reader.grammar.nodes import Superscript
from symnn.notation.reader.meaning.applied import applied
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.trouble import MAX_BITS, MAX_EXPONENT, ReadError

_PSEUDO_INVERSE = re.compile(r"pseudo-?\s?inverse|moore\W+penrose", re.IGNORECASE)
PSEUDO_INVERSE = frozenset(("+", r"\dagger"))


def superscripted(e: Elaborator, value: Value, sups: Sequence[Superscript]) -> Value:
    """A value with transposes, inverses and powers."""
    for sup in sups:
        try:
            value = _superscripted(e, value, sup)
        except ReadError as error:
            if error.offset < 0:
                error.offset = sup.start
            raise
    return value


def _superscripted(e: Elaborator, value: Value, sup: Superscript) -> Value:
    if sup.kind == "transpose":
        return e.algebra.transpose(value)
    if sup.kind == "inverse":
        return _inverse(e, value)
    if is_pseudo_inverse(sup):
        return _pseudo_inverse(e, value, sup)
    if sup.kind not in ("power", "elementwise") or sup.value is None:
        raise ReadError(f"the superscript {sup.text} is not understood here", sup.start)
    exponent = e.value(sup.value)
    if exponent.rank:
        raise ReadError("an exponent that is no number", sup.start)
    power = exponent.expr
    if power.atoms(Index) and value.rank:
        raise ReadError(f"the superscript {sup.text}: a label, or a power?", sup.start)
    if power.is_number and abs(power) > MAX_EXPONENT:
        raise ReadError(f"an exponent beyond {MAX_EXPONENT}", sup.start)
    _check_size(value.expr, sup)
    if sup.kind == "elementwise" or value.rank < 2:
        return Value(value.expr**power, value.axes, value.row)
    if value.rank == 2 and power.is_Integer:
        first, second = (axis.dimension for axis in value.axes)
        if e.dims.find(first) == e.dims.find(second):
            return _integer_power(e, value, int(power))
        if power > 1:
            return Value(value.expr**power, value.axes)
    raise ReadError(f"the power {sup.text} of {e.algebra.words(value)}", sup.start)


def speaks_of_pseudo_inverse(e: Elaborator) -> bool:
    r"""Whether the document does; without a word on it ``A^+`` may be the positive part."""
    return _PSEUDO_INVERSE.search(e.world.text) is not None


def is_pseudo_inverse(sup: Superscript) -> bool:
    r"""Whether a superscript is ``+`` or ``\dagger``, which make A⁺ of a matrix."""
    return sup.kind == "mark" and sup.text in PSEUDO_INVERSE


def _pseudo_inverse(e: Elaborator, value: Value, sup: Superscript) -> Value:
    """A⁺ of a matrix."""
    if value.rank != 2 or not speaks_of_pseudo_inverse(e):
        raise ReadError(f"the superscript {sup.text} is not understood here", sup.start)
    return applied(e, "pinv", value)


def _check_size(base: sp.Expr, sup: Superscript) -> None:
    """Powers of numbers stay numbers that can be written down."""
    if base.is_Rational and max(abs(base.p), base.q).bit_length() > MAX_BITS:
        raise ReadError("a power of a number that is too large already", sup.start)


def _inverse(e: Elaborator, value: Value) -> Value:
    r"""What ``A^{-\top}`` transposes; a vector has none."""
    if value.rank == 1:
        raise ReadError(f"the inverse of {e.algebra.words(value)}")
    return _integer_power(e, value, -1)


def _integer_power(e: Elaborator, value: Value, power: int) -> Value:
    if value.rank < 2:
        return Value(value.expr**power, value.axes, value.row)
    if power < 0:
        value = applied(e, "inverse", value)
    result = value
    if not power or abs(power) > 12:
        raise ReadError(f"the power {power} of a matrix")
    for _ in range(abs(power) - 1):
        result = e.algebra.product(result, e.algebra.fresh(value))
    return replace(result, matrix_power=power > 1, links=None)
