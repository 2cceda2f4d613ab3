"""Families: quantities that a running label numbers, such as h_0, h_1, …, h_T.

Each member is a quantity of its own with its own name, so ``h_{t-1}`` takes part in equations as
any other. What knows of labels is here: their replacement throughout an expression, and sums over
them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.dimension import as_dimension
from symnn.language.errors import LabelError, NameConflictError
from symnn.language.expression import Applied, bound_by, rename, total_over
from symnn.language.index import Index
from symnn.language.label import Label, Span, label_text
from symnn.language.symbol import DerivativeSymbol, Entry, TensorSymbol
from symnn.language.tensor import Tensor, as_tensor, tensor_of
from symnn.language.text import text_of

_numbers = count()


class LabelledSize(sp.Symbol):
    """A size that differs from label to label: the width n_l of layer l."""

    __slots__ = ("base", "label")
    base: str
    label: Expr

    def __new__(cls, base: str, label: Expr) -> LabelledSize:
        """The size ``base`` at ``label``."""
        name = _numbered(base, label, raised=False)
        size = sp.Symbol.__xnew__(cls, name, integer=True, positive=True)
        size.base, size.label = base, label
        return size


@dataclass(frozen=True)
class Sizes:
    """Sizes by label: ``n[l]``, ``n[l - 1]``; see :func:`sizes`."""

    name: str
    label: Label

    def __getitem__(self, at: Any) -> LabelledSize:
        return LabelledSize(self.name, _place(self.name, self.label, at))


def sizes(name: str, label: Label) -> Sizes:
    """Sizes that differ from label to label, such as the widths of layers.

    >>> import symnn as sn
    >>> l = sn.label("l", "L")
    >>> n = sn.sizes("n", l)
    >>> sn.family("W", l, n[l], n[l - 1])[1].shape
    (n_1, n_0)
    """
    return Sizes(name, label)


@dataclass(frozen=True)
class Family:
    """A quantity for every value of a label; ``h[t - 1]`` is the member at t − 1.

    ``raised`` writes the label as a superscript, as layers are: W^l.
    """

    name: str
    label: Label
    shape: tuple[Expr, ...]
    latex: str | None = None
    raised: bool = False
    positive: bool | None = None
    age: int = field(default_factory=lambda: next(_numbers), compare=False)

    def __getitem__(self, at: Any) -> Tensor:
        return tensor_of(self.member(_place(self.name, self.label, at)))

    def member(self, at: Expr) -> Member:
        """The symbol of the member at the label ``at``."""
        return Member(self, at)

    @property
    def stacked(self) -> TensorSymbol:
        """All members in one array, the label as its first axis."""
        count_ = self.label.span.last - self.label.span.first + 1
        shape = (sp.expand(count_), *self.shape)
        return TensorSymbol(self.name, shape, latex=self.latex, positive=self.positive)

    def __iter__(self) -> Any:
        raise TypeError(f"{self.name} is symbolic and cannot be iterated; name its members")


class Member(TensorSymbol):
    """One member of a family, at a label such as t, t − 1, T or 0."""

    __slots__ = ("family", "label")
    family: Family
    label: Expr

    def __new__(cls, family: Family, label: Expr) -> Member:
        """The member of ``family`` at ``label``."""
        shape = tuple(_size_at(size, {family.label: label}) for size in family.shape)
        name = _numbered(family.name, label, raised=family.raised)
        member = TensorSymbol.__new__(cls, name, shape, positive=family.positive)
        member.family, member.label = family, label
        return member

    def _hashable_content(self):  # type: ignore[no-untyped-def]
        family = self.family
        shape = sp.Tuple(*self.shape)
        return (self.name, shape, bool(self.is_positive), family.latex or "", family.raised)


def family(
    name: str,
    label: Label,
    *shape: Any,
    latex: str | None = None,
    raised: bool = False,
    positive: bool | None = None,
) -> Family:
    """A family of tensors of the given shape, one for every value of ``label``.

    Shapes may depend on the label (:func:`sizes`). ``raised`` writes the label as a superscript.

    >>> import symnn as sn
    >>> T, n, d = sn.dims("T n d")
    >>> t = sn.label("t", T)
    >>> x, h = sn.family("x", t, d), sn.family("h", t, n)
    >>> (sn.matrix("U", n, d) @ x[t] + h[t - 1]).text
    '(U @ x_t) + h_(t-1)'
    """
    if not isinstance(name, str) or not name.strip():
        raise NameConflictError(f"a family needs a name, not {name!r}")
    if not isinstance(label, Label):
        raise LabelError(f"{name}: expected a label such as sn.label('t', T), not {label!r}")
    dimensions = tuple(as_dimension(size, name) for size in shape)
    return Family(name, label, dimensions, latex, raised, positive)


def _numbered(name: str, label: Expr, *, raised: bool) -> str:
    text = label_text(label)
    return f"{name}{'^' if raised else '_'}{text if text.isalnum() else f'({text})'}"


def _place(name: str, label: Label, at: Any) -> Expr:
    """A label inside of brackets: l, l − 1, L, a number."""
    value = sp.Integer(at) if isinstance(at, int) and not isinstance(at, bool) else at
    if isinstance(value, Expr) and value.is_integer:
        constant, rest = value.as_coeff_Add()
        if constant.is_Integer and rest in (0, label, *_tops(label)):
            return value
    raise LabelError(
        f"{name}[{at}]: expected {label} or {label} plus a number, a number, or "
        f"{' or '.join(map(str, _tops(label))) or 'the last value'}"
    )


def _tops(label: Label) -> tuple[Expr, ...]:
    bounds = (label.first.as_coeff_Add()[1], label.last.as_coeff_Add()[1])
    return tuple(dict.fromkeys(bound for bound in bounds if bound != 0))


# ---- sums over labels ---------------------------------------------------------------------------


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


# ---- labels of expressions ----------------------------------------------------------------------


def label_of(symbol: TensorSymbol) -> Expr | None:
    """The label of a member or of a derivative by or of one; None for what has no label."""
    if isinstance(symbol, Member):
        return symbol.label
    if isinstance(symbol, DerivativeSymbol):
        below = label_of(symbol.wrt)
        return below if below is not None else label_of(symbol.of)
    return None


def labelled(symbol: TensorSymbol, label: Expr) -> TensorSymbol:
    """A member, or a derivative by or of one, at another label."""
    if isinstance(symbol, Member):
        return Member(symbol.family, label)
    assert isinstance(symbol, DerivativeSymbol)
    if label_of(symbol.wrt) is not None:
        return DerivativeSymbol(symbol.of, labelled(symbol.wrt, label), local=symbol.local)
    return DerivativeSymbol(labelled(symbol.of, label), symbol.wrt, local=symbol.local)


class Relabelling:
    """Replaces labels throughout expressions; indices whose sizes change become others."""

    def __init__(self, labels: Mapping[Any, Expr]) -> None:
        self.labels = dict(labels)
        self._indices: dict[Index, Index] = {}
        self._memo: dict[Expr, Expr] = {}

    def size(self, size: Expr) -> Expr:
        """A size at the new label."""
        return _size_at(size, self.labels)

    def index(self, index: Index) -> Index:
        """The index over the size that it has at the new label."""
        size = self.size(index.dimension)
        if size == index.dimension:
            return index
        if index not in self._indices:
            self._indices[index] = Index(size, index.name, named=index.named)
        return self._indices[index]

    def indices(self, indices: Sequence[Index]) -> tuple[Index, ...]:
        """The same for several."""
        return tuple(map(self.index, indices))

    def symbol(self, symbol: TensorSymbol) -> TensorSymbol:
        """The quantity at the new label."""
        if isinstance(symbol, Member):
            label = symbol.label.xreplace(self.labels)
            return symbol if label == symbol.label else Member(symbol.family, label)
        if isinstance(symbol, DerivativeSymbol):
            of, wrt = self.symbol(symbol.of), self.symbol(symbol.wrt)
            return DerivativeSymbol(of, wrt, local=symbol.local)
        return symbol

    def of(self, expr: Expr) -> Expr:
        """The expression at the new labels."""
        known = self._memo.get(expr)
        if known is None:
            known = self._memo[expr] = self._node(expr)
        return known

    def _node(self, expr: Expr) -> Expr:
        if isinstance(expr, TensorSymbol):
            return self.symbol(expr)
        if isinstance(expr, Index):
            return self.index(expr)
        if isinstance(expr, sp.Symbol):
            return self.size(expr)
        if isinstance(expr, Entry):
            return Entry.of(self.symbol(expr.symbol), [self.of(arg) for arg in expr.args[1:]])
        if isinstance(expr, sp.Sum):
            return total_over(self.of(expr.function), self.indices(bound_by(expr)))
        if isinstance(expr, Applied):
            operands = [(self.of(body), self.indices(bound)) for body, bound in expr.operands]
            return type(expr).of(operands, [self.of(index) for index in expr.outputs])
        if isinstance(expr, Series):
            if self.labels.keys() & {expr.label}:
                inner = {k: v for k, v in self.labels.items() if k != expr.label}
                body = Relabelling(inner).of(expr.body) if inner else expr.body
            else:
                body = self.of(expr.body)
            return Series.over(body, expr.label, expr.span)
        if not expr.args:
            return expr
        return expr.func(*(self.of(arg) for arg in expr.args))


def _size_at(size: Expr, labels: Mapping[Expr, Expr]) -> Expr:
    """A size, or an expression of sizes, at other labels."""
    if size in labels:
        return labels[size]
    if isinstance(size, LabelledSize):
        return LabelledSize(size.base, size.label.xreplace(dict(labels)))
    if size.is_Symbol or not size.args:
        return size
    return size.xreplace({s: _size_at(s, labels) for s in size.free_symbols})


def at_indices(expr: Expr, old: Sequence[Index], new: Sequence[Expr]) -> Expr:
    """``expr`` with other free indices."""
    return rename(expr, dict(zip(old, new, strict=True)))
