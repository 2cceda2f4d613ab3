"""Calls of the functions of the document: defined ones, and unknown differentiable ones."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.derivative import partial
from symnn.calculus.simplify import simplified
from symnn.language.expression import rename, symbols_in
from symnn.language.operation import Elementwise, known_operations, operation_of
from symnn.language.symbol import TensorSymbol
from symnn.language.tensor import Tensor
from symnn.notation.reader.grammar.nodes import Group, Symbol, unwrapped
from symnn.notation.reader.meaning.applied import elementwise
from symnn.notation.reader.meaning.differentiate import of_value
from symnn.notation.reader.meaning.elaborator import Elaborator, Scope
from symnn.notation.reader.meaning.heads import argument_name
from symnn.notation.reader.meaning.hidden_dependence import hidden_argument
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.meaning.world import Function
from symnn.notation.reader.trouble import ReadError
from symnn.operations.opaque import function as opaque_function


def defined_call(e: Elaborator, function: Function, group: Group, primes: int) -> Value:
    """A function that the document defines, or its derivative, at its arguments."""
    arguments = [e.value(item) for item in group.items]
    if not function.plain:
        shown = ", ".join(function.parameters)
        raise ReadError(f"{function.name} is defined of {shown}, and of nothing else", group.start)
    if len(arguments) != len(function.parameters):
        count = len(function.parameters)
        words = f"{function.name} takes {count} argument{'s' * (count > 1)}"
        raise ReadError(words, group.start)
    if function.name in e.world.activations:
        operation = known_operations()[e.world.activations[function.name]]
        assert isinstance(operation, Elementwise)
        return elementwise(operation, arguments[0], primes)

    hidden = hidden_argument(e.world, function)
    if hidden is not None and (primes or not _is_itself(e, function, group)):
        words = f"{function.name} depends on {hidden} through other equations too"
        raise ReadError(f"{words}: write its right side in terms of {hidden}", group.start)

    def body(values: Sequence[Value]) -> Value:
        depth = e.scope.params.get("…", Value(sp.S.Zero)).expr + 1
        if depth > 20:
            raise ReadError(f"{function.name} calls itself", group.start)
        params = dict(zip(function.parameters, values, strict=True))
        params["…"] = Value(depth)
        letters, firsts = dict(e.scope.letters), dict(e.scope.firsts)
        scope = Scope(dict(function.labels), letters, e.scope.open, params, firsts=firsts)
        scope.leaving = e.scope.leaving
        return e.inside(scope).value(function.body)

    if not primes:
        return body(arguments)
    if len(arguments) != 1:
        raise ReadError(f"a prime on {function.name}, which has several arguments", group.start)
    argument = TensorSymbol("·", ())
    value = body([Value(argument)])
    if value.rank:
        raise ReadError(f"a prime on {function.name}, which is no function of numbers", group.start)
    of = arguments[0]
    if of.expr.is_number and _has_kink(value.expr, argument, of.expr):
        words = f"{function.name} has a kink or a jump at {of.expr}, and no slope there"
        raise ReadError(f"{words} by itself", group.start)
    slope = value.expr
    for _ in range(primes):
        slope = simplified(partial(slope, argument, ()))
    return Value(rename(slope, {argument: of.expr}), of.axes, of.row)


def _has_kink(expr: Expr, argument: TensorSymbol, place: Expr) -> bool:
    """Whether a part of an expression has a kink, or jumps, where the argument is a number."""
    for node in sp.preorder_traversal(expr):
        if not isinstance(node, sp.Function) or argument not in symbols_in(node):
            continue
        operation = operation_of(node)
        kinks = operation.kinks_at(node.args) if isinstance(operation, Elementwise) else ()
        for kink in kinks:
            if simplified((node.args[0] - sp.nsimplify(kink)).xreplace({argument: place})) == 0:
                return True
    return False


def _is_itself(e: Elaborator, function: Function, group: Group) -> bool:
    """Whether the arguments of a call are the parameters by which the function is defined."""
    names = [argument_name(e, item) for item in group.items]
    return names == list(function.parameters) and not set(names) & set(e.scope.params)


def opaque_call(e: Elaborator, name: str, group: Group, primes: int) -> Value:
    """An unknown differentiable function, or its derivative, at its arguments."""
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
    return elementwise(operation, arguments[0], primes)


def derived(e: Elaborator, name: str, group: Group, primes: int) -> Value:
    """``L'(w)`` of a defined quantity."""
    if len(group.items) != 1:
        raise ReadError(f"a prime on {name}, which has several arguments", group.start)
    variable = unwrapped(group.body)
    value = e.value(Symbol(name, start=group.start, end=group.end))
    if value.rank:
        raise ReadError(f"a prime on {name}, which is no number", group.start)
    return of_value(e, value, [(variable, False)] * primes, group.start)
