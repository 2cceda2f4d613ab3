"""Unknown differentiable functions: of numbers, s(z), and of whole tensors, ℓ(y, z)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import NameConflictError
from symnn.language.expression import Applied, rename
from symnn.language.index import fresh
from symnn.language.operation import AxisOperation, Elementwise
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import is_name, text_of


def function(name: str, *, scalar: bool = False, latex: str | None = None) -> Callable[..., Tensor]:
    r"""An unknown differentiable function, by name; equal names give the same function.

    It maps numbers to numbers and acts elementwise: ``s = sn.function("s")``, with the slope s'.
    With ``scalar=True`` it maps one or several whole tensors to one number: ℓ(y, z), with the
    partial derivatives ∂ℓ/∂y and ∂ℓ/∂z. ``latex`` is how it prints, if not as its name.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> s, ell = sn.function("s"), sn.function("ell", scalar=True, latex=r"\\ell")
    >>> s(sn.vector("x", n)).shape, ell(sn.vector("y", n), sn.scalar("t")).shape
    ((n,), ())
    """
    if not is_name(name):
        raise NameConflictError(f"a function needs a name such as 's', not {name!r}")
    if scalar:
        return OpaqueScalar(name, latex or name)
    return _elementwise(name, latex or name, 0)


# ---- elementwise ----------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class OpaqueElementwise(Elementwise):
    """The derivative of some ``order`` of an unknown function ``base`` of numbers."""

    base: str = ""
    order: int = 0

    def __post_init__(self) -> None:
        # known to its own nodes only: it must not take the place of a declared operation
        body = {"nargs": 1, "is_real": True, "is_finite": True, "operation": self}
        object.__setattr__(self, "function", type(self.name, (sp.Function,), body))


@cache
def _elementwise(name: str, latex: str, order: int) -> OpaqueElementwise:
    mark = "'" * order
    return OpaqueElementwise(
        name=name + mark,
        latex=latex + mark if order < 4 else f"{latex}^{{({order})}}",
        slopes=[lambda x, y: _elementwise(name, latex, order + 1).function(x)],  # s → s' → s''
        base=name,
        order=order,
    )


# ---- of whole tensors -----------------------------------------------------------------------


@dataclass(frozen=True)
class OpaqueScalar:
    """An unknown differentiable function of whole tensors, to be called with them."""

    name: str
    latex: str

    def __call__(self, *operands: Any) -> Tensor:
        """The scalar ℓ(operands)."""
        if not operands:
            raise TypeError(f"{self.name}(): a function of tensors needs at least one")
        tensors = [as_tensor(operand, self.name) for operand in operands]
        slots = []
        for tensor in tensors:
            inside = fresh(tensor.indices)
            slots.append((rename(tensor.expr, inside), list(inside.values())))
        node = _partial(self.name, self.latex, len(tensors), ()).applied(slots, ())
        return Tensor(node, (), text_of(self.name, [tensor.text for tensor in tensors]))


@dataclass(frozen=True, eq=False)
class OpaquePartial(AxisOperation):
    """A partial derivative of an unknown function ``base`` of whole tensors.

    ``path`` lists the positions of the operands by which it is differentiated, in increasing
    order; the outputs of a node are the indices of these operands, one block after the other.
    """

    base: str = ""
    base_latex: str = ""
    path: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        # as above: known to its own nodes only
        object.__setattr__(self, "node", type(self.name, (Applied,), {"operation": self}))


@cache
def _partial(name: str, latex: str, arity: int, path: tuple[int, ...]) -> OpaquePartial:
    marks = [position + 1 for position in path]
    plain, shown = "", ""
    if arity == len(path) == 1:  # of a function of one tensor: its gradient
        plain, shown = "∇", r"\nabla "
    elif path:
        plain = "".join(f"∂{mark}" for mark in marks)
        shown = "".join(rf"\partial_{{{mark}}}" for mark in marks)
    return OpaquePartial(
        name=plain + name,
        rank=None,
        keeps=False,
        latex=shown + latex,
        jacobians=[_rule(name, latex, arity, path, position) for position in range(arity)],
        base=name,
        base_latex=latex,
        path=path,
    )


def _rule(
    name: str, latex: str, arity: int, path: tuple[int, ...], position: int
) -> Callable[..., Expr]:
    """∂/∂(operand at ``position``) of the partial derivative along ``path``.

    Partial derivatives commute: the new block of indices goes where the order of ``path`` has it.
    """
    at = sum(1 for earlier in path if earlier <= position)
    longer = (*path[:at], position, *path[at:])

    def jacobian(p: Any, node: Applied, i: Sequence[Expr], k: Sequence[Expr]) -> Expr:
        before = sum(len(node.operands[earlier][1]) for earlier in path[:at])
        outputs = (*i[:before], *k, *i[before:])
        return _partial(name, latex, arity, longer).applied(node.operands, outputs)

    return jacobian
