"""Whole equations in the notation asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sympy.core.expr import Expr

from symnn.language.errors import NoMatrixFormError, UnknownNameError
from symnn.language.family import Member
from symnn.language.index import Index
from symnn.language.recurrence import FamilyEquation
from symnn.language.system import Equation, System
from symnn.notation.index import IndexWriter
from symnn.notation.matrix import MatrixWriter
from symnn.notation.stacked import stacked_equation
from symnn.notation.style import Latex, Style

NOTATIONS = ("matrix", "index", "entries")


@dataclass(frozen=True)
class Written:
    """``left = right`` as text; ``notation`` is the one used, ``remark`` says why if not asked.

    ``sign`` stands between the two: ``≈`` in an expansion.
    """

    left: str
    right: str
    notation: str
    remark: str = ""
    sign: str = "="

    @property
    def text(self) -> str:
        """The equation on one line."""
        return f"{self.left} {self.sign} {self.right}"


def write(
    left: Expr,
    right: Expr,
    free: Sequence[Index],
    notation: str,
    style: Style | None = None,
    taken: Iterable[str] = (),
) -> Written:
    """``left = right`` in ``"matrix"`` or ``"index"`` notation.

    Where an equation has no matrix form it is written with indices, and the remark says why.
    Raises UnknownNameError for another notation.
    """
    if notation == "entries":
        raise UnknownNameError(
            "this has no entries form: write it in 'matrix' or 'index' notation, or ask for "
            "model.entries(…)"
        )
    if notation not in NOTATIONS:
        raise UnknownNameError(
            f"no notation {notation!r}; there are {', '.join(map(repr, NOTATIONS))}"
        )
    style = style or Latex()
    remark = ""
    if notation == "matrix":
        try:
            matrices, axes = MatrixWriter(style), tuple(free)
            return Written(matrices.text(left, axes), matrices.text(right, axes), "matrix")
        except NoMatrixFormError as refusal:
            remark = str(refusal)
        try:
            return Written(*stacked_equation(style, left, right, tuple(free)), "matrix")
        except NoMatrixFormError:
            pass
    writer = IndexWriter(style, free, taken)
    return Written(writer.text(left), writer.text(right), "index", remark)


def write_equation(
    equation: Equation, notation: str, style: Style | None = None, taken: Iterable[str] = ()
) -> Written:
    """An equation in ``notation``; where a label runs, the values that it takes follow."""
    free = equation.indices
    written = write(equation.left, equation.expr, free, notation, style, taken)
    if not isinstance(equation, FamilyEquation):
        return written
    style = style or Latex()
    span = style.span(equation.label, equation.span.first, equation.span.last)
    return replace(written, right=f"{written.right},{style.wide}{span}")


def taken_names(system: System) -> frozenset[str]:
    """The names of a model that indices must not use, those of running labels too.

    >>> import symnn as sn
    >>> n = sn.dim("n"); l = sn.label("l", "L"); a = sn.family("a", l, n)
    >>> model = sn.Model(); _ = model.define(a[l], sn.tanh(a[l - 1]))
    >>> {"l", "n"} <= taken_names(model)
    True
    """
    sizes = {
        symbol.name
        for tensor in system.symbols.values()
        for size in tensor.shape
        for symbol in size.free_symbols
    }
    members = [symbol for symbol in system.symbols.values() if isinstance(symbol, Member)]
    labels = {label.name for member in members for label in member.label.free_symbols}
    return frozenset(system.symbols) | sizes | labels
