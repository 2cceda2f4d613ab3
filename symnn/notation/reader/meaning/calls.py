"""Names before brackets: functions applied to arguments, or factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symnn.language.operation import Elementwise, known_operations
from symnn.notation.reader.grammar.nodes import (
    Derivative,
    Group,
    Node,
    Number,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.meaning.applied import elementwise
from symnn.notation.reader.meaning.document_functions import defined_call, derived, opaque_call
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.heads import (
    argument_name,
    function_head,
    is_quantity_call,
    name_of,
)
from symnn.notation.reader.meaning.juxtaposed import is_factor
from symnn.notation.reader.meaning.powers import superscripted
from symnn.notation.reader.meaning.spectra import spectral_value
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.text.alphabet import IDENTITIES, NAMED_OPERATIONS, ONES, ZEROS
from symnn.notation.reader.trouble import ReadError
from symnn.operations.sigmoid import SIGMOID

Factors = Sequence[tuple[str, Node]]


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
        group = None if following is None else bracket_of(following[1])
        if following is not None and following[0] == "" and isinstance(group, Group):
            called = call(e, node, group)
            if called is not None:
                outer = following[1]
                if isinstance(outer, Scripts):
                    if outer.sub is not None:
                        atoms = [a for part in outer.sub.parts for a in part]
                        called = e.indexed(called, atoms, outer.start)
                    called = superscripted(e, called, outer.sups)
                result.append((operator, called, outer))
                position += 1
                continue
            _refuse_unknown(e, node, group)
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
    inner = unwrapped(group)  # a name, with whatever scripts, or a number, if it is the only item
    single = isinstance(inner.base if isinstance(inner, Scripts) else inner, (Symbol, Number))
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
    return tuple(argument_name(e, item) for item in group.items) == function.parameters


def bracket_of(node: Node) -> Node:
    """The bracket under scripts; a node without scripts is itself."""
    if isinstance(node, Scripts) and not node.primes:
        return node.base
    return node


def call(e: Elaborator, node: Node, group: Node) -> Value | None:
    """The value of ``node(group)`` if ``node`` is a function; None if it is a factor."""
    assert isinstance(group, Group)
    if group.bracket not in ("(", "["):
        return None
    spectral = spectral_value(e, node, group)
    return _called(e, node, group) if spectral is None else spectral


def _called(e: Elaborator, node: Node, group: Group) -> Value | None:
    base, primes = function_head(e, node)
    if base is None:
        return None
    name = name_of(e, base)
    if name is None:
        return None
    world = e.world
    if name in {*world.functions, *world.opaque} and is_factor(e, name, group):
        return None
    labels = isinstance(node, Scripts) and base_name(node) in world.survey.raised
    kinds = ("transpose",) if labels else ("power", "transpose")
    sups = tuple(s for s in getattr(node, "sups", ()) if s.kind in kinds)
    if name in world.functions and not is_quantity_call(e, name, group):
        value = defined_call(e, world.functions[name], group, primes)
    elif name in world.opaque:
        value = opaque_call(e, name, group, primes)
    elif (found := _operation(e, name, group, primes)) is not None:
        value = found
    elif is_quantity_call(e, name, group):
        if primes:
            return derived(e, name, group, primes)
        return e.value(_bare(node))
    elif _is_application(e, name, group):
        world.opaque[name] = len(group.items) > 1
        value = opaque_call(e, name, group, primes)
    elif name in world.primed | world.smooth and _is_free(e, name):
        world.opaque[name] = False
        value = opaque_call(e, name, group, primes)
    elif primes:
        raise ReadError(f"a prime on {name}, which is no function", node.start)
    else:
        return None
    labelled = base != node and isinstance(node, Scripts) and name != _plain_name(base)
    return value if labelled else superscripted(e, value, sups)


def _by_letter(e: Elaborator, name: str) -> Elementwise | None:
    """The operation that a letter stands for, by convention or by what the prose says."""
    world = e.world
    applied = name == r"\sigma" or name in world.named_functions
    if applied and name in world.unclear_functions:
        raise ReadError(f"the words do not say clearly which function {name} is: define it")
    if name in world.named_functions and _is_free(e, name):
        operation = known_operations()[world.named_functions[name]]
        if not isinstance(operation, Elementwise):
            raise ReadError(f"write \\operatorname{{{operation.name}}}, as {name} is called here")
        return operation
    known = world.is_known(name) or world.is_known(r"\sigma^2") or name in world.any_functions
    return SIGMOID if name == r"\sigma" and not known else None


def _operation(e: Elaborator, name: str, group: Group, primes: int) -> Value | None:
    """An operation that goes by this name, where the name has no other meaning."""
    by_letter = _by_letter(e, name)
    if by_letter is not None:
        return elementwise(by_letter, _single(e, group), primes)
    if name not in NAMED_OPERATIONS or not _is_free(e, name):
        return None
    operation = known_operations()[NAMED_OPERATIONS[name]]
    assert isinstance(operation, Elementwise)
    if len(operation.slopes) == 1:
        return elementwise(operation, _single(e, group), primes)
    if len(group.items) != len(operation.slopes) or primes:
        return None
    first, *others = map(e.value, group.items)
    return e.algebra.of_several(name, operation.function, first, others)


def base_name(node: Scripts) -> str:
    """The letter of a name with scripts."""
    return node.base.name if isinstance(node.base, Symbol) else ""


def _plain_name(node: Node) -> str:
    return node.name if isinstance(node, Symbol) else ""


def _bare(node: Node) -> Node:
    return replace(node, primes=0) if isinstance(node, Scripts) else node


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
