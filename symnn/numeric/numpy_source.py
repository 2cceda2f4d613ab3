"""NumPy source of a plan: arrays with axes in some order, products as ``@``."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field

import sympy as sp
from sympy.core.expr import Expr
from sympy.printing.precedence import PRECEDENCE

from symnn.language.index import Index
from symnn.language.operation import AxisOperation
from symnn.language.operation import Elementwise as ElementwiseOperation
from symnn.language.symbol import TensorSymbol
from symnn.numeric.numpy_printer import ElementwisePrinter, written_out
from symnn.plan.nodes import (
    Apply,
    Axes,
    Contract,
    Elementwise,
    Identity,
    Leaf,
    Node,
    Part,
    Reduce,
    united,
)

ATOM, PRODUCT, SUM = 3, 2, 1
_STRENGTH = {ATOM: PRECEDENCE["Atom"], PRODUCT: PRECEDENCE["Mul"], SUM: PRECEDENCE["Add"]}


@dataclass(frozen=True)
class Code:
    """Source text of an array, the order of its axes, and how tightly the text binds."""

    text: str
    axes: Axes
    binds: int = ATOM

    def wrapped(self, least: int = ATOM) -> str:
        """The text, in parentheses where it binds less than asked."""
        return self.text if self.binds >= least else f"({self.text})"


@dataclass
class Emitter:
    """Writes plans as NumPy statements.

    ``lines`` collects statements; ``helpers`` the sources of array functions that they call.
    """

    name_of: Callable[[TensorSymbol], str]
    unique: Callable[[str], str]
    size_of: Callable[[Expr], str]
    lines: list[str] = field(default_factory=list)
    helpers: dict[str, str] = field(default_factory=dict)
    imports: set[str] = field(default_factory=set)

    def assign(self, name: str, node: Node, axes: Axes, *, own: bool = False) -> None:
        """``name = node`` with axes in the given order.

        ``own`` says that the array must not be a view of another one.
        """
        code = self.arranged(self.code(node, axes), axes)
        if set(node.axes) != set(axes):
            if node.axes:
                text = f"{self._stretched(code, axes).text}.copy()"
            else:
                shape = ", ".join(self.size_of(axis.dimension) for axis in axes)
                text = f"np.full(({shape},), {code.text}, dtype)"
            code = Code(text, axes)
        elif not _leaves(node):
            code = Code(f"dtype.type({code.text})", ())
        elif own and isinstance(node, Leaf):
            code = Code(f"{code.wrapped()}{'.copy()' if axes else '[()]'}", axes)
        self.lines.append(f"{name} = {code.text}")

    # ---- axes ---------------------------------------------------------------------------------

    def arranged(self, code: Code, axes: Axes) -> Code:
        """The array with its axes in the order of ``axes`` (those that it has)."""
        order = tuple(axis for axis in axes if axis in code.axes)
        if order == code.axes:
            return code
        if order == code.axes[::-1]:
            return Code(f"{code.wrapped()}.T", order)
        positions = ", ".join(str(code.axes.index(axis)) for axis in order)
        return Code(f"{code.wrapped()}.transpose({positions})", order)

    def spread(self, code: Code, axes: Axes, least: int = ATOM) -> str:
        """The array ready to broadcast over ``axes``."""
        code = self.arranged(code, axes)
        if not code.axes or code.axes == axes[len(axes) - len(code.axes) :]:
            return code.wrapped(least)
        first = axes.index(code.axes[0])
        slots = [":" if axis in code.axes else "None" for axis in axes[first:]]
        return f"{code.wrapped()}[{', '.join(slots)}]"

    def _stretched(self, code: Code, axes: Axes) -> Code:
        """The array repeated along the axes that it lacks."""
        shape = ", ".join(self.size_of(axis.dimension) for axis in axes)
        return Code(f"np.broadcast_to({self.spread(code, axes)}, ({shape},))", axes)

    def named(self, code: Code) -> Code:
        """The array under a name of its own, so that it is computed once."""
        if code.text.isidentifier():
            return code
        name = self.unique("t")
        self.lines.append(f"{name} = {code.text}")
        return Code(name, code.axes)

    # ---- nodes --------------------------------------------------------------------------------

    def code(self, node: Node, want: Axes = ()) -> Code:
        """The source of a node; its axes come in the order of ``want`` where that costs nothing."""
        match node:
            case Leaf():
                return self._leaf(node)
            case Identity():
                return self._identity(node)
            case Elementwise():
                return self._elementwise(node, want)
            case Reduce():
                return self._reduce(node, want)
            case Contract():
                return self._contract(node, want)
            case Apply():
                return self._apply(node, want)
        raise TypeError(node)

    def _leaf(self, node: Leaf) -> Code:
        name = self.name_of(node.symbol)
        if len(node.axes) == len(node.indices):
            return Code(name, node.axes)
        running = [index for index in node.indices if isinstance(index, Index)]
        if len(running) < len(node.indices):
            keys = [":" if isinstance(i, Index) else self._position(i) for i in node.indices]
            name = f"{name}[{', '.join(keys)}]"
        if len(running) == len(node.axes):
            return Code(name, tuple(running))
        letters = {axis: chr(ord("a") + place) for place, axis in enumerate(node.axes)}
        source = "".join(letters[index] for index in running)
        target = "".join(letters.values())
        return Code(f'np.einsum("{source}->{target}", {name})', node.axes)

    def _position(self, index: Expr) -> str:
        return self.size_of(index - 1)

    def _identity(self, node: Identity) -> Code:
        size = next(axis.dimension for axis in node.axes)
        unit = f"np.eye({self.size_of(size)}, dtype=dtype)"
        fixed = [index for index in node.indices if not isinstance(index, Index)]
        return Code(f"{unit}[{self._position(fixed[0])}]" if fixed else unit, node.axes)

    def _elementwise(self, node: Elementwise, want: Axes) -> Code:
        expr = written_out(node.expr)
        axes = tuple(axis for axis in want if axis in node.axes)
        axes += tuple(axis for axis in self._natural(node) if axis not in axes)
        texts: dict[Part, str] = {}
        factors = {arg for product in expr.atoms(sp.Mul) for arg in product.args}
        for part, child in node.parts.items():
            code = self.code(child, axes)
            if _count(expr, part) > 1:
                code = self.named(code)
            # a * (B @ c) is not a * B @ c
            texts[part] = self.spread(code, axes, least=ATOM if part in factors else SUM)
            intact = texts[part] == code.text
            part.precedence = _STRENGTH[code.binds] if intact else PRECEDENCE["Atom"]
        printer = ElementwisePrinter(texts.__getitem__, self.size_of, self._use)
        text = printer.doprint(expr)
        return Code(text, axes, ATOM if isinstance(expr, sp.Function) else SUM)

    def _natural(self, node: Elementwise) -> Axes:
        largest = max(node.parts.values(), key=lambda part: len(part.axes), default=None)
        own = self._order_of(largest) if largest is not None else ()
        return (*(axis for axis in node.axes if axis not in own), *own)

    def _order_of(self, node: Node) -> Axes:
        """The order of axes that a node comes in by itself."""
        if isinstance(node, Leaf):
            return self._leaf(node).axes
        if isinstance(node, Elementwise):
            return self._natural(node)
        return node.axes

    def _reduce(self, node: Reduce, want: Axes) -> Code:
        child = self.code(node.child, want)
        kept = tuple(axis for axis in child.axes if axis not in node.over)
        if not kept:
            return Code(f"{child.wrapped()}.sum()", ())
        places = [str(child.axes.index(axis)) for axis in node.over]
        axis = places[0] if len(places) == 1 else f"({', '.join(places)})"
        return Code(f"{child.wrapped()}.sum(axis={axis})", kept)

    def _contract(self, node: Contract, want: Axes) -> Code:
        left, right = node.left, node.right
        if left is right:
            code = self.named(self.code(left))
            return self._multiplied(code, code, node.over)
        rows = [axis for axis in node.axes if axis not in right.axes]
        columns = [axis for axis in node.axes if axis not in left.axes]
        preferred = tuple(axis for axis in want if axis in node.axes)
        if preferred and preferred == (*columns, *rows) and rows and columns:
            left, right = right, left
        return self._multiplied(self.code(left), self.code(right), node.over)

    def _multiplied(self, left: Code, right: Code, over: Axes) -> Code:
        shared = tuple(a for a in left.axes if a in right.axes and a not in over)
        rows = tuple(axis for axis in left.axes if axis not in right.axes)
        columns = tuple(axis for axis in right.axes if axis not in left.axes)
        if not shared and not rows and not columns and len(over) > 1:
            second = self.arranged(right, left.axes)
            return Code(f"np.vdot({left.text}, {second.text})", ())
        matrices = len(over) == 1 and len(rows) < 2 and len(columns) < 2
        if matrices and (not shared or (rows and columns)):
            first = self.arranged(left, (*shared, *rows, *over))
            second = self.arranged(right, (*shared, *over, *columns))
            text = f"{first.wrapped(PRODUCT)} @ {second.wrapped()}"
            return Code(text, (*shared, *rows, *columns), PRODUCT)
        if not shared:
            places = [[code.axes.index(axis) for axis in over] for code in (left, right)]
            text = f"np.tensordot({left.text}, {right.text}, axes={places})"
            return Code(text, (*rows, *columns))
        axes = (*shared, *rows, *columns)
        every = dict.fromkeys((*left.axes, *right.axes))
        letters = {axis: chr(ord("a") + place) for place, axis in enumerate(every)}
        spec = ",".join("".join(letters[a] for a in code.axes) for code in (left, right))
        out = "".join(letters[axis] for axis in axes)
        return Code(f'np.einsum("{spec}->{out}", {left.text}, {right.text})', axes)

    def _apply(self, node: Apply, want: Axes) -> Code:
        function = self._use(node.operation)
        codes = [(self.code(child, want), bound) for child, bound in node.operands]
        code, bound = codes[0]
        if not set(bound) <= set(code.axes):
            code = self._stretched(code, united(code.axes, bound))
        if len(bound) == 1:
            place = str(code.axes.index(bound[0]))
        else:
            rest = tuple(axis for axis in code.axes if axis not in bound)
            code = self.arranged(code, (*rest, *bound))
            place = str(tuple(range(-len(bound), 0)))
        text = f"{function}({code.text}, axis={place})"
        if not node.operation.keeps:
            return Code(text, tuple(axis for axis in code.axes if axis not in bound))
        outputs = dict(zip(bound, node.outputs, strict=True))
        axes = tuple(outputs.get(axis, axis) for axis in code.axes)
        return self._picked(text, axes)

    def _picked(self, text: str, axes: tuple[Expr, ...]) -> Code:
        """An array whose axes may be fixed positions or repeat."""
        if any(not isinstance(axis, Index) for axis in axes):
            keys = [":" if isinstance(axis, Index) else self._position(axis) for axis in axes]
            text = f"{text}[{', '.join(keys)}]"
        running = tuple(axis for axis in axes if isinstance(axis, Index))
        distinct = tuple(dict.fromkeys(running))
        if distinct == running:
            return Code(text, running)
        letters = {axis: chr(ord("a") + place) for place, axis in enumerate(distinct)}
        source = "".join(letters[axis] for axis in running)
        return Code(f'np.einsum("{source}->{"".join(letters.values())}", {text})', distinct)

    # ---- helpers ------------------------------------------------------------------------------

    def _use(self, operation: ElementwiseOperation | AxisOperation) -> str:
        scipy = getattr(operation, "scipy", None)
        if scipy is not None:
            self.imports.add(f"from scipy.special import {scipy}")
            return scipy
        if operation.name not in self.helpers:
            assert operation.array is not None, operation.name
            source = textwrap.dedent(inspect.getsource(operation.array))
            body = source.partition(":")[2].partition("\n")[2]
            arguments = ", ".join(inspect.signature(operation.array).parameters)
            self.helpers[operation.name] = f"def {operation.name}({arguments}):\n{body}"
        return operation.name


def _leaves(node: Node) -> bool:
    """Whether anything but numbers and sizes occurs in a node."""
    return not isinstance(node, Elementwise) or bool(node.parts)


def _count(expr: Expr, part: Part) -> int:
    return int(expr == part) + sum(_count(arg, part) for arg in expr.args)
