"""Declarations of operations: everything that is known about one of them, in one object.

Two kinds. An ``Elementwise`` operation maps numbers to numbers and stands in expressions as a SymPy
function; an ``AxisOperation`` takes whole axes and stands as an ``Applied`` node. Rules read like
the book: the slope of ``tanh`` is ``lambda z, a: 1 - a**2``, with ``a`` its own output.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import NoRuleError, ShapeError
from symnn.language.expression import Applied, rename
from symnn.language.index import Index, fresh
from symnn.language.tensor import Tensor, as_tensor, elementwise
from symnn.language.text import shape_text, text_of

Slope = Callable[..., Any]

_by_class: dict[type, Elementwise | AxisOperation] = {}
_by_name: dict[str, Elementwise | AxisOperation] = {}


@dataclass(frozen=True, eq=False)
class Elementwise:
    """An operation on numbers.

    ``function``    the SymPy class that stands for it; made here when not given.
    ``definition``  its meaning in simpler functions; None for primitives of SymPy.
    ``slopes``      one rule an argument: ``(*arguments, output) → ∂output/∂argument``.
    ``latex``       the name in LaTeX, or a template with ``{0}``, ``{1}`` for the arguments.
    ``array``       a stable NumPy function, when evaluating the definition would not do; its
                    source is printed into generated code, so it uses ``np`` and nothing else.
    ``computed``    how array code computes it: an expression of functions that every array library
                    has, at most overflowing to the right infinity.
    ``scipy``       name in ``scipy.special`` for functions that NumPy does not have.
    ``kinks``       points of the first argument where the slope jumps, as numbers or as a function
                    of the other arguments; the slope there is the rule's value.
    ``domain``      open interval of arguments (of the first one) where the slope holds.
    ``meaning``     what documents say of ``latex`` where it is a letter that may mean other things.
    ``letter``      the operation whose letter ``latex`` uses: ψ for ψ', Γ for log Γ.
    """

    name: str
    slopes: Sequence[Slope]
    latex: str
    function: type[sp.Function] = None  # type: ignore[assignment]  # made where none is given
    definition: Callable[..., Expr] | None = None
    array: Callable[..., Any] | None = None
    computed: Callable[..., Expr] | None = None
    scipy: str | None = None
    kinks: tuple[float, ...] | Callable[..., Sequence[Expr]] = ()
    domain: tuple[float, float] = (-float("inf"), float("inf"))
    source: str = ""
    parameters: tuple[str, ...] = ()
    meaning: str = ""
    letter: Elementwise | None = None

    def __post_init__(self) -> None:
        if self.function is None:
            body = {"nargs": len(self.slopes), "is_real": True, "is_finite": True}
            made = type(self.name, (sp.Function,), {**body, "operation": self})
            object.__setattr__(self, "function", made)
        _register(self, self.function)

    def slope(self, position: int, arguments: Sequence[Expr], output: Expr) -> Expr:
        """The derivative by the argument at ``position``, in terms of arguments and output."""
        return sp.sympify(self.slopes[position](*arguments, output), strict=True)

    def kinks_at(self, arguments: Sequence[Expr]) -> list[Expr]:
        """The points of the first argument where the slope jumps, given the other arguments."""
        found = self.kinks(*arguments[1:]) if callable(self.kinks) else self.kinks
        return [sp.nsimplify(kink) if isinstance(kink, float) else kink for kink in found]

    def __call__(self, *operands: Any) -> Tensor:
        """The operation on tensors, elementwise, with broadcasting."""
        return elementwise(self.name, self.function, *operands)


@dataclass(frozen=True, eq=False)
class AxisOperation:
    """An operation on whole axes of its operands.

    ``rank``        how many axes of an operand it takes: 1 for softmax, 2 for a determinant, None
                    for any number.
    ``keeps``       whether the output has those axes too (softmax) or not (logsumexp).
    ``definition``  ``(body, bound, outputs) → expression`` in simpler terms, ``body`` a function
                    of indices.
    ``jacobians``   one rule an operand: ``(p, node, i, k) → ∂p[i]/∂operand[k]``, where ``p`` gives
                    the output's entry at given indices (by its name in the model, if it has one)
                    and ``node`` the ``Applied`` node, for rules that need the operand.
    ``entries``     ``(array, outputs) → expression``, the value where sizes are numbers, for
                    operations that no index expression defines; ``array`` has the operand's entries
                    by position, counted from 1.
    ``array``       a stable NumPy function of the operand array and ``axis`` (the last ones).
    ``computed``    how array code computes it, written like the definition, without overflow.
    ``square``      whether its operands are square matrices.
    ``plain``       a template for plain text, where that is not ``name({0})``.
    """

    name: str
    rank: int | None
    keeps: bool
    latex: str
    jacobians: Sequence[Callable[..., Any]]
    definition: Callable[..., Expr] | None = None
    entries: Callable[..., Expr] | None = None
    array: Callable[..., Any] | None = None
    computed: Callable[..., Expr] | None = None
    source: str = ""
    square: bool = False
    plain: str = ""
    node: type[Applied] = field(default=None)  # type: ignore[assignment]  # made, if not given

    def __post_init__(self) -> None:
        if self.node is None:
            made = type(self.name, (Applied,), {"operation": self})
            object.__setattr__(self, "node", made)
        _register(self, self.node)

    def applied(
        self, operands: Sequence[tuple[Expr, Sequence[Index]]], outputs: Sequence[Expr]
    ) -> Applied:
        """The node of this operation."""
        return self.node.of(operands, outputs)

    def __call__(self, operand: Any, axis: Any) -> Tensor:
        """The operation on the axes of a tensor that ``axis`` means.

        Raises ShapeError where the operand does not have as many axes as the operation takes.
        """
        value = as_tensor(operand, self.name)
        taken = value.axis(axis)
        if self.rank is not None and len(taken) != self.rank:
            raise ShapeError(
                f"{self.name}({value.text}): takes {self.rank} axes, not {len(taken)}; "
                f"{value.text} has shape {shape_text(value.shape)}"
            )
        if self.square and taken[0].dimension != taken[1].dimension:
            raise ShapeError(
                f"{self.name}({value.text}): expected a square matrix, not shape "
                f"{shape_text(tuple(index.dimension for index in taken))}"
            )
        inside = fresh(taken)
        body = rename(value.expr, inside)
        node = self.applied([(body, list(inside.values()))], taken if self.keeps else ())
        rest = [index for index in value.indices if self.keeps or index not in taken]
        return Tensor(node, rest, text_of(self.name, [value.text]))


def _register(operation: Elementwise | AxisOperation, cls: type) -> None:
    _by_class[cls] = operation
    _by_name[operation.name] = operation


def operation_of(node: Expr) -> Elementwise | AxisOperation:
    """The declaration of the operation at the root of ``node``.

    Raises NoRuleError where there is none.
    """
    own = getattr(type(node), "operation", None)
    found = own if own is not None else _by_class.get(type(node))
    if found is None:
        raise NoRuleError(
            f"symnn has no rule for {type(node).__name__} (in {node}); the operations that it "
            f"knows are the files of symnn/operations, and an unknown differentiable function is "
            f'said with sn.function("{type(node).__name__}")'
        )
    return found


def known_operations() -> dict[str, Elementwise | AxisOperation]:
    """All declared operations by name."""
    return dict(_by_name)
