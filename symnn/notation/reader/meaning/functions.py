"""Known functions with their arguments: elementwise ones, tr, diag, softmax, max."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import sympy as sp

from symnn.language.expression import rename, total_over
from symnn.language.operation import Elementwise, known_operations
from symnn.notation.reader.grammar.nodes import (
    Apply,
    Big,
    Group,
    Node,
    Number,
    Product,
    Scripts,
    Subscript,
    Symbol,
)
from symnn.notation.reader.grammar.nodes import Function as FunctionNode
from symnn.notation.reader.meaning.algebra import ShapeMismatchError
from symnn.notation.reader.meaning.applied import applied, elementwise
from symnn.notation.reader.meaning.calls import bracket_of, call
from symnn.notation.reader.meaning.constants import is_euler
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.families import free_letters
from symnn.notation.reader.meaning.powers import superscripted
from symnn.notation.reader.meaning.spectra import means_matrix_exponential
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.text.alphabet import EULER
from symnn.notation.reader.trouble import ReadError
from symnn.operations.lgamma import LGAMMA
from symnn.operations.max import MAX
from symnn.operations.maximum import MAXIMUM
from symnn.operations.minimum import MINIMUM
from symnn.operations.relu import RELU

_WRITTEN = {
    "cot": lambda x: sp.cos(x) / sp.sin(x),
    "sec": lambda x: 1 / sp.cos(x),
    "csc": lambda x: 1 / sp.sin(x),
    "coth": lambda x: sp.cosh(x) / sp.sinh(x),
    "sech": lambda x: 1 / sp.cosh(x),
    "csch": lambda x: 1 / sp.sinh(x),
    "logit": lambda x: sp.log(x / (1 - x)),
}
"""Functions that are written by others."""


def lone(e: Elaborator, node: FunctionNode) -> Value:
    """A function without argument has no value."""
    raise ReadError(f"{node.name} of nothing", node.start)


def apply(e: Elaborator, node: Apply) -> Value:
    """A known function with its arguments."""
    if node.function in ("max", "min") and node.sub is not None:
        return _extreme_over(e, node)
    node = _of_kind(node)
    if node.function == "log" and len(node.arguments) == 1 and not node.sups and node.sub is None:
        together = _log_softmax(node.arguments[0])
        if together is not None:
            return e.value(together)
    if node.function == "diag" and len(node.arguments) == 1:
        node = replace(node, arguments=(_as_family(e, node.arguments[0]),))
    arguments = [_argument(e, item, node) for item in node.arguments]
    value = _applied(e, node, arguments)
    if node.sub is not None:
        value = _lowered(e, node, value, node.sub)
    return superscripted(e, value, node.sups)


def _as_family(e: Elaborator, argument: Node) -> Node:
    r"""``\operatorname{diag}(p_i (1 - p_i))`` is that of the vector with these entries."""
    letters = free_letters(argument) & e.world.survey.running
    known = {*e.scope.letters, *e.scope.labels, *e.scope.params}
    if len(letters) != 1 or letters & known:
        return argument
    letter = Symbol(*letters, start=argument.start, end=argument.end)
    start, end = argument.start, argument.end
    body = Group((argument,), "(", start=start, end=end)
    below = Subscript(((letter,),), letter.name, start=start, end=end)
    return Scripts(body, below, start=start, end=end)


def _of_kind(node: Apply) -> Apply:
    r"""``\operatorname{GELU}_{\mathrm{tanh}}``: a function whose subscript is part of its name."""
    if node.sub is None:
        return node
    word = re.sub(r"^\\(?:mathrm|text)\{(\w+)\}$", r"\1", node.sub.text)
    name = f"{node.function}_{word}"
    return replace(node, function=name, sub=None) if name in known_operations() else node


def _argument(e: Elaborator, item: Node, node: Apply) -> Value:
    if node.call:
        assert isinstance(item, Product)
        group = bracket_of(item.factors[1][1])
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
    if node.function in ("softmax", "log_softmax", "argmax_mask"):
        return e.indexed(value, atoms, node.start)
    raise ReadError(f"{node.function} with the subscript {sub.text}", sub.start)


def _applied(e: Elaborator, node: Apply, arguments: Sequence[Value]) -> Value:
    name = node.function
    if name in ("max", "min"):
        return _extreme(e, node, arguments)
    operation = known_operations().get(name)
    if isinstance(operation, Elementwise) and len(operation.slopes) == len(arguments) == 2:
        if node.primes:
            raise ReadError(f"a prime on {name} of two arguments", node.start)
        return e.algebra.elementwise(name, operation.function, *arguments)
    if len(arguments) != 1:
        raise ReadError(f"{name} takes one argument, not {len(arguments)}", node.start)
    of = arguments[0]
    if any(sup.text == "-1" for sup in node.sups) and name not in ("tr", "det"):
        raise ReadError(f"{name} with the power −1: the inverse function or 1/{name}?", node.start)
    if name in _WRITTEN:
        if node.primes:
            raise ReadError(f"a prime on {name}", node.start)
        return Value(_WRITTEN[name](of.expr), of.axes, of.row)
    if name == "exp" and not node.primes and means_matrix_exponential(e, of):
        return applied(e, "matrix_exp", of)
    if name == "log" and isinstance(of.expr, sp.gamma) and not node.primes:
        return Value(LGAMMA.function(of.expr.args[0]), of.axes, of.row)
    if isinstance(operation, Elementwise) and len(operation.slopes) == 1:
        return elementwise(operation, of, node.primes)
    if node.primes:
        raise ReadError(f"a prime on {name}", node.start)
    return _on_axes(e, node, of)


def _on_axes(e: Elaborator, node: Apply, of: Value) -> Value:
    name = node.function
    if name == "tr":
        return _trace(e, of, node)
    if name == "diag":
        return _diagonal(e, of, node)
    if name in ("softmax", "log_softmax", "logsumexp"):
        if not of.rank:
            raise ReadError(f"{name} of a number", node.start)
        result = applied(e, name, of)
        return replace(result, row=of.row and result.rank == 1)
    return applied(e, name, of)


def _log_softmax(argument: Node) -> Node | None:
    r"""``\log\operatorname{softmax}(x)_i``, without brackets between the two, as one operation."""
    if isinstance(argument, Scripts) and not argument.sups and not argument.primes:
        base = _log_softmax(argument.base)
        return None if base is None else replace(argument, base=base)
    if isinstance(argument, Apply) and argument.function == "softmax" and not argument.sups:
        return replace(argument, function="log_softmax")
    return None


def _trace(e: Elaborator, of: Value, node: Apply) -> Value:
    if not of.rank:
        return of
    if of.rank != 2:
        raise ShapeMismatchError(f"the trace of {e.algebra.words(of)}", node.start)
    i, j = of.axes
    if not e.dims.same(i.dimension, j.dimension):
        raise ShapeMismatchError(f"the trace of {e.algebra.words(of)}", node.start)
    for part in node.walk():
        _refuse_function_of_matrix(e, part)
    k = i.fresh()
    return Value(total_over(rename(of.expr, {i: k, j: k}), [k]))


def _refuse_function_of_matrix(e: Elaborator, part: Node) -> None:
    """In a trace, e^X is rather the exponential of the matrix than that of each entry."""
    if isinstance(part, Apply) and part.function in ("exp", "log", "sin", "cos"):
        inner, name = part.arguments[0], part.function
    elif isinstance(part, Scripts) and (exponent := _exponent(e, part)) is not None:
        inner, name = exponent, "e"
    else:
        return
    value = e.value(inner)
    if name in ("e", "exp") and means_matrix_exponential(e, value):
        return
    sizes = [e.dims.find(axis.dimension) for axis in value.axes]
    if len(sizes) == 2 and sizes[0] == sizes[1]:
        raise ReadError(
            f"{name} of a matrix in a trace: of each entry, or the function of the matrix?",
            part.start,
        )


def _exponent(e: Elaborator, node: Scripts) -> Node | None:
    """The X of e^X, where e is Euler's number."""
    named = isinstance(node.base, Symbol) and node.base.name in EULER
    return node.sups[0].value if named and is_euler(e, node) else None


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
    operation = MAXIMUM if node.function == "max" else MINIMUM
    if node.primes:
        raise ReadError(f"a prime on {node.function}", node.start)
    if len(arguments) == 1:
        if not arguments[0].rank:
            raise ReadError(f"{node.function} of one number", node.start)
        return applied(e, node.function, arguments[0])
    zeros = [a for a in arguments if a.expr == 0 and not a.rank]
    if operation is MAXIMUM and len(arguments) == 2 and len(zeros) == 1:
        other = arguments[0] if arguments[1] is zeros[0] else arguments[1]
        return elementwise(RELU, other)
    result = arguments[0]
    for other in arguments[1:]:
        result = e.algebra.elementwise(node.function, operation.function, result, other)
    return result


def _extreme_over(e: Elaborator, node: Apply) -> Value:
    assert node.sub is not None
    atoms = [atom for part in node.sub.parts for atom in part]
    if node.function != "max" or not all(isinstance(atom, Symbol) for atom in atoms):
        raise ReadError(f"{node.function} with the subscript {node.sub.text}", node.start)
    if len(node.arguments) != 1:
        raise ReadError("max over an index of several arguments", node.start)
    body = node.arguments[0]
    big = Big("sum", tuple(atoms), None, None, body, start=node.start, end=node.end)
    names = [atom.name for atom in atoms if isinstance(atom, Symbol)]
    with e.bound(big, names) as (indices, _):
        inner = e.value(body)
    if inner.rank:
        raise ReadError("max over an index of something that is no number", node.start)
    return Value(MAX.applied([(inner.expr, indices)], ()))
