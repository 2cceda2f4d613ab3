"""Functions in formulas: known ones, those of the document, unknown differentiable ones; norms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.derivative import partial
from symnn.calculus.simplify import simplified
from symnn.language.expression import rename, total_over
from symnn.language.operation import Elementwise, known_operations
from symnn.language.symbol import TensorSymbol
from symnn.language.tensor import Tensor
from symnn.notation.reader import nouns
from symnn.notation.reader.nodes import (
    Apply,
    Bars,
    Derivative,
    Group,
    Node,
    Number,
    Product,
    Scripts,
    Subscript,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.nodes import Function as FunctionNode
from symnn.notation.reader.trouble import ReadError
from symnn.notation.reader.values import ShapeMismatchError, Value
from symnn.notation.reader.vocabulary import IDENTITIES, ONES, ZEROS
from symnn.notation.reader.world import Function
from symnn.operations.max import MAX
from symnn.operations.opaque import function as opaque_function
from symnn.operations.sigmoid import SIGMOID

if TYPE_CHECKING:
    from symnn.notation.reader.elaborate import Elaborator

_WRITTEN = {
    "sinh": lambda x: (sp.exp(x) - sp.exp(-x)) / 2,
    "cosh": lambda x: (sp.exp(x) + sp.exp(-x)) / 2,
    "tan": lambda x: sp.sin(x) / sp.cos(x),
    "logit": lambda x: sp.log(x / (1 - x)),
}
"""Functions that are written by others."""
Factors = Sequence[tuple[str, Node]]


# ---- products with calls --------------------------------------------------------------------


def resolved(e: Elaborator, factors: Factors) -> list[tuple[str, Value, Node]]:
    """The values of factors, where a name before brackets may be a function applied to them."""
    result: list[tuple[str, Value, Node]] = []
    position = 0
    while position < len(factors):
        operator, node = factors[position]
        position += 1
        if position < len(factors) and _is_point(e, node, factors[position]):
            result.append((operator, e.value(node), node))
            position += 1
            continue
        following = factors[position] if position < len(factors) else None
        if following is not None and following[0] == "" and isinstance(_group(following[1]), Group):
            called = call(e, node, _group(following[1]))
            if called is not None:
                outer = following[1]
                if isinstance(outer, Scripts):
                    if outer.sub is not None:
                        atoms = [a for part in outer.sub.parts for a in part]
                        called = e.indexed(called, atoms, outer.start)
                    called = nouns.superscripted(e, called, outer.sups)
                result.append((operator, called, outer))
                position += 1
                continue
            _refuse_unknown(e, node, _group(following[1]))
        result.append((operator, e.value(node), node))
    return result


def _refuse_unknown(e: Elaborator, node: Node, group: Node) -> None:
    r"""``p(x)`` or ``\mathrm{Var}(x)`` for a name without meaning is no product."""
    base, _ = function_head(e, node)
    name = None if base is None else name_of(e, base)
    assert isinstance(group, Group)
    if name is None or group.bracket not in ("(", "[") or e.world.is_known(name):
        return
    if name in e.scope.params or e.world.size(name) is not None or name in e.scope.labels:
        return
    if name in ("e", r"\pi", *ONES, *ZEROS, *IDENTITIES) or name in e.world.pending:
        return
    single = len(group.items) == 1 and _argument_name(e, group.body) is not None
    if single or name.startswith((r"\mathrm{", r"\mathcal{")):
        raise ReadError(f"{name} before brackets: it is no function that is known", node.start)


def _is_point(e: Elaborator, node: Node, following: tuple[str, Node]) -> bool:
    """Whether ``(x, y)`` after a derivative of f(x, y) only repeats where it is taken."""
    if not isinstance(node, Derivative) or not isinstance(node.of, Symbol) or following[0]:
        return False
    function = e.world.functions.get(node.of.name)
    group = following[1]
    if function is None or not isinstance(group, Group) or group.bracket != "(":
        return False
    return tuple(_argument_name(e, item) for item in group.items) == function.parameters


def _group(node: Node) -> Node:
    if isinstance(node, Scripts) and not node.primes:
        return node.base
    return node


def call(e: Elaborator, node: Node, group: Node) -> Value | None:
    """The value of ``node(group)`` if ``node`` is a function; None if it is a factor."""
    assert isinstance(group, Group)
    if group.bracket not in ("(", "["):
        return None
    base, primes = function_head(e, node)
    if base is None:
        return None
    name = name_of(e, base)
    if name is None:
        return None
    world = e.world
    labels = isinstance(node, Scripts) and base_name(node) in world.survey.raised
    kinds = ("transpose",) if labels else ("power", "transpose")
    sups = tuple(s for s in getattr(node, "sups", ()) if s.kind in kinds)
    if name in world.functions and not is_quantity_call(e, name, group):
        value = _defined_call(e, world.functions[name], group, primes)
    elif name in world.opaque:
        value = _opaque_call(e, name, group, primes)
    elif name == r"\sigma" and not world.is_known(name) and not world.is_known(r"\sigma^2"):
        value = elementwise(e, SIGMOID, _single(e, group), primes)
    elif is_quantity_call(e, name, group):
        if primes:
            return _derived(e, name, group, primes)
        return e.value(_bare(node))
    elif _is_application(e, name, group):
        world.opaque[name] = len(group.items) > 1
        value = _opaque_call(e, name, group, primes)
    elif name in world.primed | world.smooth and _is_free(e, name):
        world.opaque[name] = False
        value = _opaque_call(e, name, group, primes)
    elif primes:
        raise ReadError(f"a prime on {name}, which is no function", node.start)
    else:
        return None
    labelled = base != node and isinstance(node, Scripts) and name != _plain_name(base)
    return value if labelled else nouns.superscripted(e, value, sups)


def base_name(node: Scripts) -> str:
    """The letter of a name with scripts."""
    return node.base.name if isinstance(node.base, Symbol) else ""


def _plain_name(node: Node) -> str:
    return node.name if isinstance(node, Symbol) else ""


def _bare(node: Node) -> Node:
    return replace(node, primes=0) if isinstance(node, Scripts) else node


def function_head(e: Elaborator, node: Node) -> tuple[Node | None, int]:
    """The name before brackets, without powers, and its primes; None if it is no name."""
    if isinstance(node, Symbol):
        return node, 0
    if isinstance(node, Scripts) and isinstance(node.base, Symbol):
        primes = node.primes
        labelled = node.base.name in e.world.survey.raised
        sups = tuple(s for s in node.sups if s.kind != "power" or labelled)
        bare = replace(node, primes=0, sups=sups)
        return (bare if bare.sub is not None or bare.sups else node.base), primes
    return None, 0


def name_of(e: Elaborator, base: Node) -> str | None:
    """The name that a head is; None if it has indices or powers."""
    if isinstance(base, Symbol):
        return base.name
    try:
        reference = e.world.names.reference(base, e.scope.labels)
    except ReadError:
        return None
    return None if reference.indices or reference.sups else reference.name


def is_quantity_call(e: Elaborator, name: str, group: Group) -> bool:
    """``L(w, b)`` for a defined quantity L is L itself."""
    quantity = e.world.quantities.get(name)
    if quantity is None or not quantity.defined:
        return False
    known = e.world.functions.get(name)
    if known is None and quantity.shape != ():
        return False
    names = [_argument_name(e, item) for item in group.items]
    if any(found is None for found in names):
        return False
    if known is not None:
        return list(known.parameters) == names and not set(names) & set(e.scope.params)
    return all(found in e.world.quantities for found in names)


def _argument_name(e: Elaborator, item: Node) -> str | None:
    item = unwrapped(item)
    if isinstance(item, Symbol):
        return item.name
    if isinstance(item, Scripts) and isinstance(item.base, Symbol):
        try:
            reference = e.world.names.reference(item, e.scope.labels)
        except ReadError:
            return None
        if not reference.indices and not reference.sups and not reference.primes:
            return reference.name
    return None


def _is_application(e: Elaborator, name: str, group: Group) -> bool:
    """``f(x)`` or ``f(x, y)`` for a name without another meaning, in a definition."""
    if not e.defining or e.world.is_known(name) or name in e.scope.params:
        return False
    if e.world.size(name) is not None or name in ("e", r"\pi"):
        return False
    return len(group.items) > 1


def _is_free(e: Elaborator, name: str) -> bool:
    """Whether a name that is used as a function has no other meaning."""
    return not e.world.is_known(name) and name not in e.scope.params


def _single(e: Elaborator, group: Group) -> Value:
    if len(group.items) != 1:
        raise ReadError("a function of one argument with several", group.start)
    return e.value(group.body)


# ---- functions of the document --------------------------------------------------------------


def _defined_call(e: Elaborator, function: Function, group: Group, primes: int) -> Value:
    from symnn.notation.reader.elaborate import Elaborator as Again
    from symnn.notation.reader.elaborate import Scope

    arguments = [e.value(item) for item in group.items]
    if len(arguments) != len(function.parameters):
        raise ReadError(f"{function.name} takes {len(function.parameters)} arguments", group.start)
    if function.name in e.world.activations:
        operation = known_operations()[e.world.activations[function.name]]
        assert isinstance(operation, Elementwise)
        return elementwise(e, operation, arguments[0], primes)

    def body(values: Sequence[Value]) -> Value:
        depth = e.scope.params.get("…", Value(sp.S.Zero)).expr + 1
        if depth > 20:
            raise ReadError(f"{function.name} calls itself", group.start)
        params = dict(zip(function.parameters, values, strict=True))
        params["…"] = Value(depth)
        scope = Scope(dict(function.labels), dict(e.scope.letters), e.scope.open, params)
        inner = Again(e.world, scope, defining=e.defining)
        return inner.value(function.body)

    if not primes:
        return body(arguments)
    if len(arguments) != 1:
        raise ReadError(f"a prime on {function.name}, which has several arguments", group.start)
    argument = TensorSymbol("·", ())
    value = body([Value(argument)])
    if value.rank:
        raise ReadError(f"a prime on {function.name}, which is no function of numbers", group.start)
    slope = value.expr
    for _ in range(primes):
        slope = simplified(partial(slope, argument, ()))
    of = arguments[0]
    return Value(rename(slope, {argument: of.expr}), of.axes, of.row)


def _opaque_call(e: Elaborator, name: str, group: Group, primes: int) -> Value:
    arguments = [e.value(item) for item in group.items]
    if e.world.opaque[name]:
        if primes:
            raise ReadError(f"a prime on {name}, a function of whole tensors", group.start)
        tensors = [Tensor(a.expr, a.axes) for a in arguments]
        node = opaque_function(name, scalar=True)(*tensors)
        return Value(node.expr)
    if len(arguments) != 1:
        raise ReadError(f"{name} is a function of one number", group.start)
    operation = opaque_function(name)
    assert isinstance(operation, Elementwise)
    return elementwise(e, operation, arguments[0], primes)


def _derived(e: Elaborator, name: str, group: Group, primes: int) -> Value:
    """``L'(w)`` of a defined quantity."""
    from symnn.notation.reader import differentiate

    if len(group.items) != 1:
        raise ReadError(f"a prime on {name}, which has several arguments", group.start)
    variable = unwrapped(group.body)
    value = e.value(Symbol(name, start=group.start, end=group.end))
    if value.rank:
        raise ReadError(f"a prime on {name}, which is no number", group.start)
    return differentiate.of_value(e, value, [(variable, False)] * primes, group.start)


def elementwise(e: Elaborator, operation: Elementwise, of: Value, primes: int = 0) -> Value:
    """An operation on numbers, or its derivative, at each entry."""
    if not primes:
        return Value(operation.function(of.expr), of.axes, of.row)
    argument = TensorSymbol("·", ())
    slope: Expr = operation.function(argument)
    for _ in range(primes):
        slope = simplified(partial(slope, argument, ()))
    return Value(rename(slope, {argument: of.expr}), of.axes, of.row)


# ---- known functions ------------------------------------------------------------------------


def lone(e: Elaborator, node: FunctionNode) -> Value:
    """A function without argument has no value."""
    raise ReadError(f"{node.name} of nothing", node.start)


def apply(e: Elaborator, node: Apply) -> Value:
    """A known function with its arguments."""
    if node.function in ("max", "min") and node.sub is not None:
        return _extreme_over(e, node)
    arguments = [_argument(e, item, node) for item in node.arguments]
    value = _applied(e, node, arguments)
    if node.sub is not None:
        value = _lowered(e, node, value, node.sub)
    return nouns.superscripted(e, value, node.sups)


def _argument(e: Elaborator, item: Node, node: Apply) -> Value:
    if node.call:
        assert isinstance(item, Product)
        group = _group(item.factors[1][1])
        called = call(e, item.factors[0][1], group)
        if called is None or len(item.factors) > 2 or group is not item.factors[1][1]:
            raise ReadError(
                f"what {node.function} applies to is not clear: write brackets around it",
                item.start,
            )
        return called
    return e.value(item)


def _lowered(e: Elaborator, node: Apply, value: Value, sub: Subscript) -> Value:
    atoms = [atom for part in sub.parts for atom in part]
    if node.function == "log" and len(atoms) == 1 and isinstance(atoms[0], Number):
        return Value(value.expr / sp.log(atoms[0].value), value.axes, value.row)
    if node.function == "softmax":
        return e.indexed(value, atoms, node.start)
    raise ReadError(f"{node.function} with the subscript {sub.text}", sub.start)


def _applied(e: Elaborator, node: Apply, arguments: Sequence[Value]) -> Value:
    name = node.function
    if name in ("max", "min"):
        return _extreme(e, node, arguments)
    if len(arguments) != 1:
        raise ReadError(f"{name} takes one argument, not {len(arguments)}", node.start)
    of = arguments[0]
    if any(sup.text == "-1" for sup in node.sups) and name not in ("tr", "det"):
        raise ReadError(f"{name} with the power −1: the inverse function or 1/{name}?", node.start)
    if name in _WRITTEN:
        if node.primes:
            raise ReadError(f"a prime on {name}", node.start)
        return Value(_WRITTEN[name](of.expr), of.axes, of.row)
    operation = known_operations().get(name)
    if isinstance(operation, Elementwise) and len(operation.slopes) == 1:
        return elementwise(e, operation, of, node.primes)
    if node.primes:
        raise ReadError(f"a prime on {name}", node.start)
    if name == "tr":
        return _trace(e, of, node)
    if name == "diag":
        return _diagonal(e, of, node)
    if name in ("softmax", "logsumexp"):
        if not of.rank:
            raise ReadError(f"{name} of a number", node.start)
        result = nouns.operation(e, name, of)
        return replace(result, row=of.row and result.rank == 1)
    return nouns.operation(e, name, of)


def _trace(e: Elaborator, of: Value, node: Apply) -> Value:
    if not of.rank:
        return of
    if of.rank != 2:
        raise ShapeMismatchError(f"the trace of {e.algebra.words(of)}", node.start)
    i, j = of.axes
    if not e.dims.same(i.dimension, j.dimension):
        raise ShapeMismatchError(f"the trace of {e.algebra.words(of)}", node.start)
    k = i.fresh()
    return Value(total_over(rename(of.expr, {i: k, j: k}), [k]))


def _diagonal(e: Elaborator, of: Value, node: Apply) -> Value:
    if of.rank == 1:
        (i,) = of.axes
        j = i.fresh()
        return Value(of.expr * sp.KroneckerDelta(i, j), (i, j))
    if of.rank == 2 and e.dims.same(of.axes[0].dimension, of.axes[1].dimension):
        i, j = of.axes
        return Value(rename(of.expr, {j: i}), (i,))
    raise ShapeMismatchError(f"diag of {e.algebra.words(of)}", node.start)


def _extreme(e: Elaborator, node: Apply, arguments: Sequence[Value]) -> Value:
    name = "maximum" if node.function == "max" else "minimum"
    if node.primes:
        raise ReadError(f"a prime on {node.function}", node.start)
    if len(arguments) == 1:
        if not arguments[0].rank:
            raise ReadError(f"{node.function} of one number", node.start)
        return nouns.operation(e, node.function, arguments[0])
    operation = known_operations()[name]
    assert isinstance(operation, Elementwise)
    zeros = [a for a in arguments if a.expr == 0 and not a.rank]
    if name == "maximum" and len(arguments) == 2 and len(zeros) == 1:
        other = arguments[0] if arguments[1] is zeros[0] else arguments[1]
        relu = known_operations()["relu"]
        assert isinstance(relu, Elementwise)
        return elementwise(e, relu, other)
    result = arguments[0]
    for other in arguments[1:]:
        result = e.algebra.elementwise(node.function, operation.function, result, other)
    return result


def _extreme_over(e: Elaborator, node: Apply) -> Value:
    from symnn.notation.reader.nodes import Big

    assert node.sub is not None
    atoms = [atom for part in node.sub.parts for atom in part]
    if node.function != "max" or not all(isinstance(atom, Symbol) for atom in atoms):
        raise ReadError(f"{node.function} with the subscript {node.sub.text}", node.start)
    if len(node.arguments) != 1:
        raise ReadError("max over an index of several arguments", node.start)
    body = node.arguments[0]
    big = Big("sum", tuple(atoms), None, None, None, body, start=node.start, end=node.end)
    names = [atom.name for atom in atoms if isinstance(atom, Symbol)]
    with e.bound(big, names) as (indices, _):
        inner = e.value(body)
    if inner.rank:
        raise ReadError("max over an index of something that is no number", node.start)
    return Value(MAX.applied([(inner.expr, indices)], ()))


# ---- norms and bars -------------------------------------------------------------------------


def norm(e: Elaborator, node: Bars, whole: Scripts | None, power: int) -> Value:
    """A norm of the given kind and power; the square of the 2-norm is a sum of squares."""
    value = e.value(node.body)
    text = whole.sub.text if whole is not None and whole.sub is not None else ""
    if not value.rank:
        return Value(sp.Abs(value.expr) ** power if power % 2 else value.expr**power)
    matrix = value.rank == 2
    if matrix and text not in ("", "F", r"\mathrm{F}", r"\mathrm F", r"\text{F}", "Fro", r"F"):
        raise ReadError(f"the norm {text} of a matrix is not known; known is F", node.start)
    if value.rank > 2:
        raise ReadError("the norm of something with more than two axes", node.start)
    kinds: dict[str, object] = {"": 2, "2": 2, "1": 1, r"\infty": inf}
    if not matrix and text not in kinds:
        raise ReadError(f"the norm {text} is not known; known are 2, 1, ∞, F", node.start)
    if matrix or kinds[text] == 2:
        if power % 2 == 0:
            squares = total_over(value.expr**2, value.axes)
            return Value(squares ** (power // 2))
        name: object = "fro" if matrix else 2
    else:
        name = kinds[text]
    from symnn.operations.norm import norm as norm_of

    result = norm_of(Tensor(value.expr, value.axes), name)
    return Value(result.expr**power)


def bars(e: Elaborator, node: Bars) -> Value:
    """|x|: absolute values; of a square matrix, the determinant."""
    value = e.value(node.body)
    if value.rank == 2:
        return nouns.operation(e, "det", value)
    if value.rank > 2:
        raise ReadError("bars around something with more than two axes", node.start)
    return Value(sp.Abs(value.expr), value.axes, value.row)
