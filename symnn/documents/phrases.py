"""Phrases of documents: names, shapes and facts as formulas, and sentences that hold formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from sympy.core.expr import Expr

from symnn.documents.document import Math, Reference
from symnn.language.facts import Fact, PositiveDefiniteFact, SymmetricFact
from symnn.language.symbol import TensorSymbol
from symnn.notation.equation import write
from symnn.notation.index import IndexWriter
from symnn.notation.matrix import MatrixWriter
from symnn.notation.style import Latex, Plain, Style

STYLES: tuple[Style, Style] = (Latex(), Plain())


def name_of(symbol: TensorSymbol) -> Math:
    """The name of a quantity as a formula."""
    latex, plain = (MatrixWriter(style).symbol(symbol).text for style in STYLES)
    return Math(latex, plain)


def shape_of(symbol: TensorSymbol) -> Math:
    """The sizes of a quantity with axes, such as n × m, or c × (n−m+1)."""

    def text(size: Expr, style: Style) -> str:
        written = IndexWriter(style).index(size)
        return f"({written})" if size.is_Add and len(symbol.shape) > 1 else written

    latex, plain = ([text(size, style) for size in symbol.shape] for style in STYLES)
    return Math(r" \times ".join(latex), " × ".join(plain))


def declaration(symbol: TensorSymbol) -> Math:
    r"""A quantity with its shape.

    >>> import symnn as sn
    >>> from symnn.language.symbol import TensorSymbol
    >>> declaration(TensorSymbol("W", sn.dims("n m")))
    Math(latex='W \\in \\mathbb{R}^{n \\times m}', plain='W ∈ ℝ^(n × m)')
    """
    name = name_of(symbol)
    if not symbol.shape:
        return Math(rf"{name.latex} \in \mathbb{{R}}", f"{name.plain} ∈ ℝ")
    shape = shape_of(symbol)
    power = f"({shape.plain})" if len(symbol.shape) > 1 else shape.plain
    return Math(rf"{name.latex} \in \mathbb{{R}}^{{{shape.latex}}}", f"{name.plain} ∈ ℝ^{power}")


def positive(symbol: TensorSymbol) -> Math:
    """The assumption that a quantity is positive."""
    name = name_of(symbol)
    return Math(rf"{name.latex} > 0", f"{name.plain} > 0")


def formula(fact: Fact | SymmetricFact, taken: Iterable[str] = ()) -> Math:
    """A fact as a formula; ``taken`` are names that its indices must not have.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> formula(sn.Eq(sn.total(sn.matrix("Y", n, m), axis=1), 1)).plain
    'Σ_j Y[i,j] = 1'
    """
    if isinstance(fact, SymmetricFact):
        name = name_of(fact.symbol)
        if isinstance(fact, PositiveDefiniteFact):
            latex, plain = (r"\succ", "≻") if fact.strict else (r"\succeq", "⪰")
            return Math(f"{name.latex} {latex} 0", f"{name.plain} {plain} 0")
        return Math(rf"{name.latex} = {name.latex}^\top", f"{name.plain} = {name.plain}ᵀ")
    latex, plain = (
        write(fact.left, fact.right, fact.indices, "index", style, taken).text for style in STYLES
    )
    return Math(latex, plain)


def listed(formulas: Sequence[Math]) -> list[str | Math | Reference]:
    """a, b and c."""
    parts: list[str | Math | Reference] = []
    for place, formula in enumerate(formulas):
        if place:
            parts.append(" and " if place == len(formulas) - 1 else ", ")
        parts.append(formula)
    return parts


def with_formulas(words: str, known: Mapping[str, Math]) -> list[str | Math | Reference]:
    """``words`` with the names in ``known`` as formulas.

    >>> with_formulas("L depends on a.", {"L": Math("L", "L"), "a": Math("a", "a")})[2:]
    [Math(latex='a', plain='a'), '.']
    """
    if not known:
        return [words]
    longest_first = sorted(known, key=len, reverse=True)
    pattern = "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in longest_first)
    parts = re.split(f"({pattern})", words)
    return [known.get(part, part) for part in parts if part]
