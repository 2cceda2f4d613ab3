"""Sums over labels: Σ_t, which is no sum over an axis."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import LabelError
from symnn.language.label import Label, Span
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of


class Series(Expr):
    """``Σ body`` over the values of a label: ``args`` are body, label, first and last value."""

    is_commutative = True
    is_real = True
    is_extended_real = True
    is_finite = True

    @classmethod
    def over(cls, body: Expr, label: Label, span: Span) -> Expr:
        """The sum of ``body`` over ``span``."""
        if body is sp.S.Zero:
            return body
        return Expr.__new__(cls, body, label, span.first, span.last)

    @property
    def body(self) -> Expr:
        """What is summed."""
        return self.args[0]

    @property
    def label(self) -> Label:
        """What the sum runs over."""
        return self.args[1]

    @property
    def span(self) -> Span:
        """The values that the label takes."""
        return Span(self.args[2], self.args[3])


def total_over_label(x: Any, label: Label) -> Tensor:
    """``Σ_label x``: what ``sn.total(x, axis=t)`` means where t is a label.

    >>> import symnn as sn
    >>> t = sn.label("t", "T")
    >>> sn.total(sn.family("l", t)[t], axis=t).text
    'total(l_t, axis=t)'
    """
    value = as_tensor(x, "total")
    text = text_of("total", [value.text, f"axis={label}"])
    expr = Series.over(value.expr, label, label.span)
    return Tensor(expr, value.indices, text)


def series_terms(expr: Expr) -> tuple[Expr, list[Series]]:
    """``expr`` as what has no sum over a label, and sums over labels, together a sum.

    Raises LabelError where such a sum stands inside of something else.
    """
    plain: list[Expr] = []
    found: list[Series] = []
    for term in sp.Add.make_args(sp.expand_mul(expr, deep=False) if expr.has(Series) else expr):
        factors = sp.Mul.make_args(term)
        inner = [factor for factor in factors if isinstance(factor, Series)]
        rest = sp.Mul(*(factor for factor in factors if not isinstance(factor, Series)))
        if not inner and not rest.has(Series):
            plain.append(term)
        elif len(inner) == 1 and not rest.has(Series) and not inner[0].body.has(Series):
            [series] = inner
            found.append(Series.over(rest * series.body, series.label, series.span))
        else:
            raise LabelError(
                "a sum over a label stands inside of another expression; define it first, such "
                "as s = model.define('s', sn.total(…, axis=t)), and use its name"
            )
    return sp.Add(*plain), found
