"""Families: quantities that a running label numbers, such as h_0, h_1, …, h_T.

Each member is a quantity of its own with its own name, so ``h_{t-1}`` takes part in equations as
any other. What knows of labels is here: their replacement throughout an expression, and sums over
them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.dimension import as_dimension
from symnn.language.errors import LabelError, NameConflictError
from symnn.language.index import Index
from symnn.language.label import Label, label_text
from symnn.language.symbol import TensorSymbol, new_age
from symnn.language.tensor import Tensor, tensor_of
from symnn.language.text import is_name


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

    ``raised`` writes the label as a superscript, as layers are: W^l; in brackets if it is "()".
    """

    name: str
    label: Label
    shape: tuple[Expr, ...]
    latex: str | None = None
    raised: bool | str = False
    positive: bool | None = None
    age: int = field(default_factory=new_age, compare=False)

    def __getitem__(self, at: Any) -> MemberTensor:
        place = _place(self.name, self.label, at)
        made = tensor_of(self.member(place))
        return MemberTensor(made.expr, made.indices, made.text, self, place)

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


class MemberTensor(Tensor):
    """One member of a family as a tensor; it keeps the range of the label that it was named by."""

    __slots__ = ("family", "label")

    def __init__(
        self, expr: Expr, indices: Sequence[Index], text: str, family: Family, label: Expr
    ) -> None:
        super().__init__(expr, indices, text)
        self.family, self.label = family, label


class Member(TensorSymbol):
    """One member of a family, at a label such as t, t − 1, T or 0."""

    __slots__ = ("family", "label")
    family: Family
    label: Expr

    def __new__(cls, family: Family, label: Expr) -> Member:
        """The member of ``family`` at ``label``."""
        shape = tuple(size_at(size, {family.label: label}) for size in family.shape)
        name = _numbered(family.name, label, raised=family.raised)
        member = TensorSymbol.__new__(cls, name, shape, positive=family.positive)
        member.family, member.label = family, label
        return member

    def _hashable_content(self) -> tuple[Any, ...]:
        family = self.family
        shape = sp.Tuple(*self.shape)
        ends = sp.Tuple(family.label.first, family.label.last)
        raised = str(family.raised)
        return (self.name, shape, ends, bool(self.is_positive), family.latex or "", raised)


def family(
    name: str,
    label: Label,
    *shape: Any,
    latex: str | None = None,
    raised: bool | str = False,
    positive: bool | None = None,
) -> Family:
    """A family of tensors of the given shape, one for every value of ``label``.

    Shapes may depend on the label (:func:`sizes`). ``raised`` writes the label as a superscript, in
    brackets if it is "()" or "[]": W^{(l)}.

    >>> import symnn as sn
    >>> T, n, d = sn.dims("T n d")
    >>> t = sn.label("t", T)
    >>> x, h = sn.family("x", t, d), sn.family("h", t, n)
    >>> (sn.matrix("U", n, d) @ x[t] + h[t - 1]).text
    '(U @ x_t) + h_(t-1)'
    """
    if not is_name(name):
        raise NameConflictError(f"a family needs a name, not {name!r}")
    if not isinstance(label, Label):
        raise LabelError(f"{name}: expected a label such as sn.label('t', T), not {label!r}")
    dimensions = tuple(as_dimension(size, name) for size in shape)
    return Family(name, label, dimensions, latex, raised, positive)


def _numbered(name: str, label: Expr, *, raised: bool | str) -> str:
    text = label_text(label)
    if isinstance(raised, str):
        return f"{name}^{raised[0]}{text}{raised[1]}"
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


def size_at(size: Expr, labels: Mapping[Expr, Expr]) -> Expr:
    """A size, or an expression of sizes, at other labels."""
    if size in labels:
        return labels[size]
    if isinstance(size, LabelledSize):
        return LabelledSize(size.base, size.label.xreplace(dict(labels)))
    if size.is_Symbol or not size.args:
        return size
    return size.xreplace({s: size_at(s, labels) for s in size.free_symbols})
