"""Norms and bars."""

from __future__ import annotations

import re
from math import inf

import sympy as sp

from symnn.language.expression import total_over
from symnn.language.tensor import Tensor
from symnn.notation.reader.grammar.nodes import Bars, Node, Number, Scripts, Symbol, unwrapped
from symnn.notation.reader.meaning.applied import applied
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.powers import superscripted
from symnn.notation.reader.meaning.spectra import speaks_of_spectral_norm
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.trouble import MAX_EXPONENT, ReadError
from symnn.operations.norm import norm as norm_of

_ENTRIES = re.compile(
    r"\\odot|\\oslash|\\circ\b|\\math(?:bf|bb)\s*\{?1|\\(?:operatorname|mathrm)\{(?:sign|sgn|diag)\}|"
    r"\\(?:sign|sgn|diag)\b|(?:element|entry|component|coordinate)-?\s?wise|absolute value",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"euclidean|\bmagnitude|\blength of", re.IGNORECASE)


def bars(e: Elaborator, node: Bars) -> Value:
    """|x| of numbers, the determinant of a square matrix, a norm."""
    return norm(e, node, None, 1) if node.double else _single(e, node)


def norm(e: Elaborator, node: Bars, whole: Scripts | None, power: int) -> Value:
    """A norm of the given kind and power; the square of the 2-norm is a sum of squares."""
    value = e.value(node.body)
    text = whole.sub.text if whole is not None and whole.sub is not None else ""
    if not value.rank:
        return Value(sp.Abs(value.expr) ** power if power % 2 else value.expr**power)
    matrix = value.rank == 2
    special = _of_singular_values(e, text) if matrix else None
    if special is not None:
        return Value(norm_of(Tensor(value.expr, value.axes), special).expr ** power)
    if matrix and text not in ("", "F", r"\mathrm{F}", r"\mathrm F", r"\text{F}", "Fro", r"F"):
        raise ReadError(f"the norm {text} of a matrix is not known; known is F", node.start)
    if value.rank > 2:
        raise ReadError("the norm of something with more than two axes", node.start)
    kinds: dict[str, object] = {"": 2, "2": 2, "1": 1, r"\infty": inf}
    if not matrix and text not in kinds:
        assert whole is not None
        return _by_exponent(e, value, whole, power)
    if matrix or kinds[text] == 2:
        if power % 2 == 0:
            squares = total_over(value.expr**2, value.axes)
            return Value(squares ** (power // 2))
        name: object = "fro" if matrix else 2
    else:
        name = kinds[text]
    result = norm_of(Tensor(value.expr, value.axes), name)
    return Value(result.expr**power)


def _of_singular_values(e: Elaborator, text: str) -> object:
    """The norm of a matrix by its singular values that a subscript names, if it does."""
    word = re.sub(r"^\\(?:mathrm|text|operatorname)\{(\w+)\}$", r"\1", text)
    if word in ("*", r"\ast", "nuc", "tr"):
        return "nuc"
    if word == "op" or (word == "2" and speaks_of_spectral_norm(e)):
        return 2
    return None


def _by_exponent(e: Elaborator, value: Value, node: Scripts, power: int) -> Value:
    r"""``\|x\|_p = (Σ |x_i|^p)^{1/p}`` for a number p."""
    assert node.sub is not None
    atoms = [atom for part in node.sub.parts for atom in part]
    known = len(atoms) == 1 and isinstance(atoms[0], (Number, Symbol))
    named = known and isinstance(atoms[0], Symbol) and not e.world.is_known(atoms[0].name)
    if not known or named:
        raise ReadError(
            f"the norm {node.sub.text} is not known; known are 1, 2, ∞, F, and declared numbers",
            node.start,
        )
    exponent = e.scalar(atoms[0], "the exponent of a norm")
    if exponent.is_number and not exponent >= 1:
        raise ReadError(f"a norm with the exponent {exponent}", node.start)
    total = total_over(sp.Abs(value.expr) ** exponent, value.axes)
    return Value(total ** (power / exponent))


def _single(e: Elaborator, node: Bars) -> Value:
    """|x|: absolute values; of a square matrix, the determinant."""
    value = e.value(node.body)
    if value.rank == 2:
        return applied(e, "det", value)
    if value.rank > 2:
        raise ReadError("bars around something with more than two axes", node.start)
    if value.rank == 1 and not _speaks_of_entries(e):
        raise _norm_or_entries(node)
    return Value(sp.Abs(value.expr), value.axes, value.row)


def scripted_norm(e: Elaborator, node: Scripts, base: Bars) -> Value:
    r"""What stands in double bars with scripts: ``\|x\|_2^2``."""
    power = _order(node)
    if power is not None:
        return norm(e, base, node, power)
    return superscripted(e, norm(e, base, node, 1), node.sups)


def scripted_bars(e: Elaborator, node: Scripts, base: Bars) -> Value:
    """What stands in single bars, before the scripts are applied: |x| of |x|_i, |A| of |A|².

    Raises ReadError for |x|_2 and |x|² of a vector: a norm, or an entry and the squares?
    """
    value = e.value(base.body)
    if value.rank != 1:
        return _single(e, base)
    powers = [unwrapped(sup.value) for sup in node.sups if sup.kind == "power" and sup.value]
    places = [atom for part in node.sub.parts for atom in part] if node.sub is not None else []
    numbered = any(_is_number(part) for part in (*powers, *places))
    if numbered or not (places or _speaks_of_entries(e)):
        raise _norm_or_entries(node)
    return Value(sp.Abs(value.expr), value.axes, value.row)


def _is_number(node: Node) -> bool:
    return isinstance(node, Number) or (isinstance(node, Symbol) and node.name == r"\infty")


def _speaks_of_entries(e: Elaborator) -> bool:
    """Whether the document works with vectors entry by entry, so that |x| is a vector too."""
    return _ENTRIES.search(e.world.text) is not None and _LENGTH.search(e.world.text) is None


def _norm_or_entries(node: Node) -> ReadError:
    return ReadError(
        r"single bars around a vector: its norm, or its absolute values? write \|x\|_2, or |x_i|",
        node.start,
    )


def _order(node: Scripts) -> int | None:
    """The power of a norm, if it is a whole number."""
    power = 1
    for sup in node.sups:
        value = unwrapped(sup.value) if sup.value is not None else None
        if sup.kind != "power" or not isinstance(value, Number) or not value.value.is_Integer:
            return None
        power *= int(value.value)
    if not 1 <= power <= MAX_EXPONENT:
        raise ReadError("a norm with this power", node.start)
    return power
