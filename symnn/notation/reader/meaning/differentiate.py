"""Derivatives of named quantities by named quantities; an expression gets a name first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.expression import rename, total_over
from symnn.language.index import Index
from symnn.language.operation import operation_of
from symnn.language.symbol import DerivativeSymbol, TensorSymbol, indices_of, symbol_of
from symnn.notation.reader.grammar.derivatives import transposed as transposed_node
from symnn.notation.reader.grammar.nodes import (
    Apply,
    Derivative,
    Function,
    Node,
    Number,
    Product,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.grammar.slices import is_slice, is_sliced
from symnn.notation.reader.meaning import classes
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.hidden_dependence import refuse_ambiguous
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.meaning.world import Quantity
from symnn.notation.reader.text.alphabet import EULER
from symnn.notation.reader.trouble import ReadError
from symnn.operations._blocks import joined

Stack = tuple[Expr, tuple[Index, ...]]
"""The delta that puts the entries of a matrix below each other, and their indices."""
Variables = Sequence[tuple[Node, bool]]
"""Variables of a derivative, and whether each is transposed."""


def derivative(e: Elaborator, node: Derivative) -> Value:
    """A derivative that is written out."""
    if node.of is None:
        raise ReadError("a derivative of nothing", node.start)
    refuse_ambiguous(e, node.of, node)
    return of_node(e, node.of, node.wrt, node.start)


def of_node(e: Elaborator, of: Node, wrt: Variables, start: int) -> Value:
    """The derivative of what a node means."""
    of, transposed = transposed_node(of)
    if isinstance(of, Function) or (
        isinstance(of, Symbol) and of.name == r"\sigma" and not e.world.is_known(r"\sigma")
    ):
        value = _of_function(e, of)
    else:
        dummies = _dummies(e, wrt, of)
        try:
            value = e.value(of)
        finally:
            e.world.arguments.update(dummies)
    text = e.world.text[of.start : of.end].strip()
    result = of_value(e, value, wrt, start, text)
    if not transposed:
        return result
    if value.rank != 1 or result.rank != 2:
        raise ReadError("the derivative of this transpose is not understood", start)
    return e.algebra.transpose(result)


def _dummies(e: Elaborator, wrt: Variables, of: Node) -> list[str]:
    r"""Letters that an expression is differentiated by without being declared: d/dz tanh(z)."""
    made = []
    for node, _ in wrt:
        if not isinstance(node, Symbol) or isinstance(of, Symbol):
            continue
        name = node.name
        if e.world.is_known(name) or name in e.scope.params:
            continue
        inside = any(isinstance(part, Symbol) and part.name == name for part in of.walk())
        named = isinstance(of, Scripts) and not _is_power(of, name)
        if inside and not named and not e.defining:
            e.world.quantities[name] = Quantity(name, ())
            made.append(name)
    return made


def _is_power(of: Scripts, name: str) -> bool:
    """Whether a name with scripts is ``z^2`` or ``e^{-z}``, not a quantity with a label."""
    if of.sub is not None or of.primes or len(of.sups) != 1 or of.sups[0].value is None:
        return False
    exponent = unwrapped(of.sups[0].value)
    if isinstance(of.base, Symbol) and of.base.name == name:
        return isinstance(exponent, Number)
    inside = any(isinstance(part, Symbol) and part.name == name for part in exponent.walk())
    return isinstance(of.base, Symbol) and of.base.name in EULER and inside


def slope_argument(e: Elaborator, head: Node) -> None:
    r"""Make the z of ``\sigma'(z) = …`` a number, if the document has no other z."""
    head = unwrapped(head)
    of: Node | None = None
    if isinstance(head, Apply) and head.primes and len(head.arguments) == 1:
        of = head.arguments[0]
    elif isinstance(head, Product) and len(head.factors) == 2:
        function, of = (factor for _, factor in head.factors)
        if not isinstance(function, Scripts) or not function.primes:
            return
        known = {r"\sigma", *e.world.functions, *e.world.named_functions, *e.world.activations}
        base = function.base
        if not isinstance(base, Symbol) or base.name not in known - {*e.world.opaque}:
            return
    letter = None if of is None else unwrapped(of)
    if not isinstance(letter, Symbol) or e.world.is_known(letter.name) or e.defining:
        return
    if letter.name not in {*e.scope.params, *e.scope.labels, *e.world.sizes}:
        e.world.quantities[letter.name] = Quantity(letter.name, ())
        e.world.arguments.add(letter.name)


def _of_function(e: Elaborator, of: Node) -> Value:
    """∂σ/∂w, where exactly one quantity is defined as σ of something."""
    name = of.name if isinstance(of, (Function, Symbol)) else ""
    name = "sigmoid" if name == r"\sigma" else name
    found = []
    for quantity, expr in e.world.defined_expressions():
        if getattr(expr, "args", ()) and expr.is_Function and operation_of(expr).name == name:
            found.append(quantity)
    if len(found) != 1:
        raise ReadError(f"the derivative of the function {name} without its argument", of.start)
    return e.world.value(found[0])


def of_value(e: Elaborator, value: Value, wrt: Variables, start: int, text: str = "") -> Value:
    """The derivative of a value by variables, one after the other."""
    base, places = _entry(e, value, text)
    axes = value.axes
    rows: list[bool] = []
    sizes: list[int] = []
    whole = len(places) == len(axes)
    variables: list[TensorSymbol] = []
    scale: Expr = sp.S.One
    stacks: list[Stack] = []
    for node, transposed in wrt:
        node, labels = _without_classes(e, node)
        symbol, where, own, full, inner = _variable(e, node)
        if labels:
            own, full = _picked(e, own, labels, stacks), False
        if inner != 1 and len(wrt) > 1:
            raise ReadError("a derivative by a square, and by something else", node.start)
        scale = scale * inner
        if _stacked_matrix(node) is not None:
            own, full = _stacked(own, stacks, node), False
        elif transposed and len(own) == 2:  # (∂f/∂Xᵀ)_ij = ∂f/∂X_ji
            own, full, transposed = own[::-1], False, False
        transposed = transposed or (len(own) == 1 and _is_row(e, node))
        base = DerivativeSymbol(base, symbol)
        places = (*places, *where)
        axes = (*axes, *own)
        rows.append(transposed)
        sizes.append(len(own))
        whole = whole and full
        variables.append(symbol)
    expr = scale * (base[places] if base.shape else base)
    for delta, entries in stacks:
        expr = total_over(sp.Mul(expr, delta), entries)
    first = len(value.axes)
    links = None
    if len(wrt) == 1 and whole and scale == 1:
        of = base.of if isinstance(base, DerivativeSymbol) else base
        links = (of, variables[0], first)
    row = False
    if len(axes) == 1:
        row = any(t and n for t, n in zip(rows, sizes, strict=True))
    if len(wrt) == 2 and sum(sizes) == 2 and first == 0 and rows[0] and not rows[1]:
        axes = axes[::-1]
    if first and any(rows) and sum(sizes) > 1:
        raise ReadError("the derivative by this transpose is not understood", start)
    return Value(expr, axes, row, links)


def _without_classes(e: Elaborator, node: Node) -> tuple[Node, list[tuple[int, Node]]]:
    """The variable ``s_{y_i}`` as ``s``, with the labels and the axes that they pick from."""
    bare = unwrapped(node)
    if not isinstance(bare, Scripts) or bare.sub is None:
        return node, []
    parts, labels, axis = [], [], 0
    for part in bare.sub.parts:
        atoms = []
        for atom in part:
            if classes.is_class(e, atom):
                labels.append((axis, atom))
                atom = Symbol(":", start=atom.start, end=atom.end)
            axis += is_slice(atom)
            atoms.append(atom)
        parts.append(tuple(atoms))
    if not labels:
        return node, []
    return replace(bare, sub=replace(bare.sub, parts=tuple(parts))), labels


def _picked(
    e: Elaborator, own: tuple[Index, ...], labels: Sequence[tuple[int, Node]], stacks: list[Stack]
) -> tuple[Index, ...]:
    """The axes without those from which labels pick; ``stacks`` gets the sums that pick."""
    for axis, label in labels:
        size, _ = classes.classes(e, label)
        if not e.dims.same(own[axis].dimension, size):
            raise ReadError("a label of other classes than the axis has", label.start)
        stacks.append((classes.picked(e, label, own[axis]), (own[axis],)))
    taken = {own[axis] for axis, _ in labels}
    return tuple(index for index in own if index not in taken)


def _is_row(e: Elaborator, node: Node) -> bool:
    """Whether a variable is a row ``X_{i,:}``, so that the derivative is one."""
    return is_sliced(unwrapped(node)) and e.value(node).row


def _stacked_matrix(node: Node) -> Node | None:
    """The X of vec X."""
    node = unwrapped(node)
    if isinstance(node, Apply) and node.function == "vec" and len(node.arguments) == 1:
        return node.arguments[0]
    return None


def _stacked(own: tuple[Index, ...], stacks: list[Stack], node: Node) -> tuple[Index, ...]:
    """The axis of vec X for the axes of X; ``stacks`` gets the sum that puts the entries in."""
    if len(own) != 2:
        raise ReadError("vec of something that is no matrix", node.start)
    row, column = own
    place, delta = joined(column, row)
    stacks.append((delta, own))
    return (place,)


def _entry(e: Elaborator, value: Value, text: str) -> tuple[TensorSymbol, tuple[Expr, ...]]:
    """The symbol and indices of a value that is an entry; else a new auxiliary quantity."""
    symbol = symbol_of(value.expr)
    if symbol is not None and not isinstance(symbol, DerivativeSymbol):
        return symbol, indices_of(value.expr)
    return e.auxiliary(value, text)


def _variable(
    e: Elaborator, node: Node
) -> tuple[TensorSymbol, tuple[Expr, ...], tuple[Index, ...], bool, Expr]:
    """The symbol of a variable, the indices at it, the axes that are left; whether it is whole.

    The last item is the slope of the symbol by the variable, for ∂/∂σ² where σ is the symbol: by
    the chain rule ∂L/∂σ² = (∂L/∂σ) / 2σ.
    """
    if isinstance(node, Number):
        raise ReadError("a derivative by a number", node.start)
    stacked = _stacked_matrix(node)
    if stacked is not None:
        return _variable(e, stacked)
    value = e.value(node)
    root = value.expr
    if isinstance(root, sp.Pow) and root.exp == 2:
        root = root.base
    symbol = symbol_of(root)
    if symbol is None or isinstance(symbol, DerivativeSymbol):
        raise ReadError("a derivative by something that is no named quantity", node.start)
    if value.row:
        value = Value(value.expr, value.axes)
    change = {axis: axis.fresh() for axis in value.axes}
    root = rename(root, change)
    places = indices_of(root)
    slope = sp.S.One if root == rename(value.expr, change) else 1 / (2 * root)
    return symbol, places, tuple(change.values()), len(value.axes) == len(places), slope
