"""Running labels: layers and times, which number quantities instead of the entries of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.dimension import as_dimension
from symnn.language.errors import LabelError


class Label(sp.Symbol):
    """A label that runs over ``first, …, last``, such as a time t or a layer l.

    Labels of one name are equal, whatever their ranges: the range says where an equation holds.
    """

    __slots__ = ("first", "last")
    first: Expr
    last: Expr

    def __new__(cls, name: str, first: Expr, last: Expr) -> Label:
        """The label of that name, running from ``first`` to ``last``."""
        label = sp.Symbol.__xnew__(cls, name, integer=True)
        label.first, label.last = first, last
        return label

    def range(self, first: Any = None, last: Any = None) -> Label:
        """The same label over a part of its range.

        >>> import symnn as sn
        >>> t = sn.label("t", "T")
        >>> t.range(first=2).first
        2
        """
        start = self.first if first is None else _bound(self.name, first)
        stop = self.last if last is None else _bound(self.name, last)
        return Label(self.name, start, stop)

    @property
    def span(self) -> Span:
        """Its values."""
        return Span(self.first, self.last)


def label(name: str, last: Any, first: Any = 1) -> Label:
    """A running label: ``t = sn.label("t", T)`` is a time t = 1, …, T.

    >>> import symnn as sn
    >>> T, n = sn.dims("T n")
    >>> t = sn.label("t", T)
    >>> h = sn.family("h", t, n)
    >>> h[t - 1]
    Tensor(h_(t-1), shape=(n,))
    """
    if not isinstance(name, str) or not name.isidentifier():
        raise LabelError(f"a label needs a name such as 't', not {name!r}")
    return Label(name, _bound(name, first), _bound(name, last))


def _bound(name: str, value: Any) -> Expr:
    if isinstance(value, int) and not isinstance(value, bool):
        return sp.Integer(value)
    if isinstance(value, str):
        return as_dimension(value, f"the label {name}")
    if isinstance(value, Expr) and value.is_integer:
        constant, top = value.as_coeff_Add()
        if constant.is_Integer and (top == 0 or (top.is_Symbol and not isinstance(top, Label))):
            return value
    raise LabelError(
        f"the label {name} runs from and to a number, a size such as T, or T - 1, not {value!r}"
    )


@dataclass(frozen=True)
class Span:
    """The values ``first, first + 1, …, last`` of a label; bounds are numbers or T plus a number.

    What is said of symbolic bounds holds for all T that are large enough: :func:`least_tops`.
    """

    first: Expr
    last: Expr

    @property
    def single(self) -> bool:
        """Whether there is one value."""
        return self.first == self.last

    @property
    def empty(self) -> bool:
        """Whether there is none, however large T is."""
        return before(self.last, self.first)

    @property
    def singles(self) -> list[Span] | None:
        """Its values one by one; None where their number depends on T."""
        count = sp.expand(self.last - self.first + 1)
        if not count.is_Integer:
            return None
        return [Span(self.first + n, self.first + n) for n in range(int(count))]

    def shifted(self, offset: int) -> Span:
        """All values plus ``offset``."""
        return Span(self.first + offset, self.last + offset)

    def meets(self, other: Span) -> Span:
        """The values in both."""
        first = other.first if before(self.first, other.first) else self.first
        last = other.last if before(other.last, self.last) else self.last
        return Span(first, last)

    def holds(self, value: Expr | Span) -> bool:
        """Whether a value, or all of a span, lies inside."""
        first, last = (value.first, value.last) if isinstance(value, Span) else (value, value)
        return not before(first, self.first) and not before(self.last, last)


def before(left: Expr, right: Expr) -> bool:
    """Whether ``left < right`` for all tops that are large enough."""
    gap = sp.expand(right - left)
    if gap.is_Integer:
        return bool(gap > 0)
    constant, top = gap.as_coeff_Add()
    return not top.could_extract_minus_sign() and bool(constant.is_Integer)


def parted(spans: Sequence[Span]) -> list[tuple[Span, tuple[int, ...]]]:
    """The union of ``spans`` in parts, in order, each with the numbers of the spans it lies in.

    >>> T = sp.Symbol("T", integer=True, positive=True)
    >>> one = sp.Integer(1)
    >>> for part, inside in parted([Span(one, T), Span(one - 1, T - 1)]):
    ...     print(part.first, part.last, inside)
    0 0 (1,)
    1 T - 1 (0, 1)
    T T (0,)
    """
    spans = list(spans)
    starts = _sorted([s.first for s in spans] + [s.last + 1 for s in spans])
    parts: list[tuple[Span, tuple[int, ...]]] = []
    for first, after in pairwise(starts):
        part = Span(first, after - 1)
        inside = tuple(number for number, span in enumerate(spans) if span.holds(part))
        if inside and not part.empty:
            parts.append((part, inside))
    return parts


def joined(spans: Sequence[Span]) -> list[Span]:
    """Spans that meet or touch made one, in order."""
    whole: list[Span] = []
    for first in _sorted([span.first for span in spans]):
        for span in spans:
            if span.first != first:
                continue
            if whole and not before(whole[-1].last + 1, first):
                last = span.last if before(whole[-1].last, span.last) else whole[-1].last
                whole[-1] = Span(whole[-1].first, last)
            else:
                whole.append(span)
    return whole


def _sorted(values: Sequence[Expr]) -> list[Expr]:
    """Distinct bounds in order."""
    result: list[Expr] = []
    for value in values:
        if value not in result:
            place = sum(before(other, value) for other in result)
            result.insert(place, value)
    return result


def label_text(value: Expr) -> str:
    """A label as text without spaces: ``t-1``."""
    return str(value).replace(" ", "")
