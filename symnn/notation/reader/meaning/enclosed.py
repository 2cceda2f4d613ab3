"""Scripts on what is no name: on brackets, bars, functions and numbers."""

from __future__ import annotations

import re

from symnn.notation.reader.grammar.nodes import (
    Angle,
    Apply,
    Bars,
    Group,
    Number,
    Scripts,
    Subscript,
)
from symnn.notation.reader.meaning.constants import constant, is_numbered_constant
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.families import family, family_letters
from symnn.notation.reader.meaning.norms import scripted_bars, scripted_norm
from symnn.notation.reader.meaning.powers import superscripted
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.trouble import ReadError

_F = re.compile(r"(?:\\(?:mathrm|text|mathsf|operatorname) ?)?\{?(?:F|Fro|2)\}?")
"""Subscripts of ⟨A, B⟩ that say which product it is: the sum of the products of entries."""


def enclosed(e: Elaborator, node: Scripts) -> Value:
    """A bracket, a function, bars or a number, with scripts."""
    if node.primes:
        return _primed(e, node)
    if isinstance(node.base, Number):
        constant_value = _ones(e, node, node.base)
        if constant_value is not None:
            return constant_value
    if isinstance(node.base, Angle) and node.sub is not None:
        return _product(e, node, node.sub)
    if isinstance(node.base, Bars) and node.base.double:
        return scripted_norm(e, node, node.base)
    if isinstance(node.base, Group) and len(node.base.items) > 1 and node.sub is None:
        return _column(e, node, node.base)
    if family_letters(e, node):
        return family(e, node)
    base = node.base
    value = scripted_bars(e, node, base) if isinstance(base, Bars) else e.value(base)
    if node.sub is not None:
        if isinstance(node.base, Apply) and node.base.function in ("max", "min"):
            raise ReadError("a subscript on a function's value", node.start)
        atoms = [atom for part in node.sub.parts for atom in part]
        value = e.indexed(value, atoms, node.start)
    if any(sup.kind == "label" for sup in node.sups):
        raise ReadError("a label on an expression in brackets", node.start)
    return superscripted(e, value, node.sups)


def _primed(e: Elaborator, node: Scripts) -> Value:
    """A bracket with a prime: its transpose. Raises ReadError where it may be a derivative."""
    if len(node.sups) or node.sub is not None or node.primes > 1:
        raise ReadError("a prime on an expression", node.start)
    value = e.value(node.base)
    if not value.rank or e.world.survey.symmetric_use:
        raise ReadError("a prime on an expression", node.start)
    return e.algebra.transpose(value)


def _ones(e: Elaborator, node: Scripts, base: Number) -> Value | None:
    """``1_n``; None for a number with a power. Raises ReadError for a number transposed."""
    if is_numbered_constant(e, node):
        name = r"\mathbf{1}" if base.value else r"\mathbf{0}"
        return superscripted(e, constant(e, name, node), node.sups)
    if any(sup.kind == "transpose" for sup in node.sups):
        raise ReadError("the transpose of a number; write \\mathbf{1} for ones", node.start)
    return None


def _product(e: Elaborator, node: Scripts, sub: Subscript) -> Value:
    """``⟨A, B⟩_F``. Raises ReadError for another product."""
    if _F.fullmatch(sub.text) is None:
        raise ReadError(f"the product ⟨ ⟩ with the subscript {sub.text}", sub.start)
    return superscripted(e, e.value(node.base), node.sups)


def _column(e: Elaborator, node: Scripts, base: Group) -> Value:
    r"""``(1, 2)^\top``: numbers in a row, transposed, are the column that ``(1, 2)`` is too."""
    sups = list(node.sups)
    turned = next((sup for sup in sups if sup.kind == "transpose"), None)
    value = e.value(base)
    if turned is not None and value.rank == 1:  # a list of columns is a matrix
        sups.remove(turned)
    return superscripted(e, value, sups)
