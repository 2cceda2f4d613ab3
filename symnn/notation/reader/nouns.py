"""Names in formulas: quantities, components, powers, transposes, constants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import sympy as sp

from symnn.language.index import Index
from symnn.language.tensor import Tensor
from symnn.notation.reader.names import Reference
from symnn.notation.reader.nodes import (
    Apply,
    Bars,
    Node,
    Number,
    Scripts,
    Superscript,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.trouble import MAX_BITS, MAX_EXPONENT, ReadError
from symnn.notation.reader.values import Value
from symnn.notation.reader.vocabulary import IDENTITIES, ONES, ZEROS
from symnn.notation.reader.world import Quantity, UndeclaredError, UnknownShapeError

if TYPE_CHECKING:
    from symnn.notation.reader.elaborate import Elaborator

_EULER = ("e", r"\mathrm{e}")
_BOLD = (r"\mathbf", r"\boldsymbol", r"\vec")


def symbol(e: Elaborator, node: Symbol) -> Value:
    """A bare letter."""
    return _named(e, Reference(node.name), node)


def scripts(e: Elaborator, node: Scripts) -> Value:
    """A letter, bracket or function with scripts."""
    base = node.base
    if not isinstance(base, Symbol):
        return _on_expression(e, node)
    if base.name in _EULER and _is_euler(e, node):
        return _euler(e, node)
    if base.name == r"\delta" and _is_kronecker(e, node):
        assert node.sub is not None
        first, second = (atom for part in node.sub.parts for atom in part)
        size = e.dims.variable()
        return Value(sp.KroneckerDelta(e.index(first, size), e.index(second, size)))
    if base.name in ONES | ZEROS | IDENTITIES and not e.world.is_known(base.name):
        return superscripted(e, _constant(e, base.name, node), node.sups)
    if base.name in e.scope.params and node.sub is None:
        return superscripted(e, e.scope.params[base.name], _powers(node))
    if base.name in e.scope.params and node.sub is not None:
        atoms = [atom for part in node.sub.parts for atom in part]
        inner = e.indexed(e.scope.params[base.name], atoms, node.start)
        return superscripted(e, inner, _powers(node))
    reference = e.world.names.reference(node, e.scope.labels)
    value = _named(e, reference, node)
    if reference.primes:
        value = _primed(e, reference, value, node)
    return superscripted(e, value, reference.sups)


def _powers(node: Scripts) -> tuple[Superscript, ...]:
    if node.primes:
        raise ReadError("a prime on a parameter", node.start)
    return node.sups


def _primed(e: Elaborator, reference: Reference, value: Value, node: Node) -> Value:
    """A prime on a matrix is its transpose, in a document that uses no other sign for it."""
    if value.rank and reference.primes == 1 and not e.world.survey.symmetric_use:
        return e.algebra.transpose(value)
    raise ReadError(f"a prime on {reference.name}, which is no function", node.start)


def is_name(node: Node, name: str, e: Elaborator) -> bool:
    """Whether a node is just that name, perhaps with labels."""
    if isinstance(node, Symbol):
        return node.name == name
    if isinstance(node, Scripts) and isinstance(node.base, Symbol):
        try:
            reference = e.world.names.reference(node, e.scope.labels)
        except ReadError:
            return False
        plain = not reference.sups and not reference.primes and not reference.indices
        return plain and reference.name == name
    return False


def lookup(e: Elaborator, reference: Reference, node: Node) -> str:
    """The name under which a reference is known; in a definition, a new one if need be."""
    world, name = e.world, reference.name
    if world.is_known(name):
        return name
    for font in _BOLD:
        bold = f"{font}{{{name}}}"
        if reference.indices and world.rank(bold) == len(reference.indices):
            return bold
    if not e.defining:
        raise UndeclaredError(
            f"{name} is declared nowhere; declare it, such as ${name} \\in \\mathbb{{R}}$",
            node.start,
        )
    if name in world.pending:
        raise UnknownShapeError(name, node.start)
    if name.startswith(r"\mathbb{"):
        raise ReadError(f"{name} is not known", node.start)
    shape = None
    if reference.indices:
        shape = tuple(world.dims.variable(lasting=True) for _ in reference.indices)
    world.quantities[name] = Quantity(name, shape)
    return name


def _named(e: Elaborator, reference: Reference, node: Node) -> Value:
    name = reference.name
    if not reference.indices:
        special = _special(e, name, node)
        if special is not None:
            return special
    name = lookup(e, reference, node)
    if e.defining and name not in e.world.aliases:
        quantity = e.world.quantities[name]
        if quantity.shape is None and reference.indices:
            raise UnknownShapeError(name, node.start)
    value = e.world.value(name, node.start)
    if not reference.indices:
        return value
    return e.indexed(value, reference.indices, node.start)


def _special(e: Elaborator, name: str, node: Node) -> Value | None:
    """Parameters, sizes, labels, π, and constants."""
    world = e.world
    if name in e.scope.params:
        return e.scope.params[name]
    if world.is_known(name):
        return None
    size = world.size(name)
    if size is not None:
        return Value(size)
    if name in e.scope.labels:
        return Value(sp.Integer(e.scope.labels[name]))
    if name in world.survey.tops:
        raise ReadError(f"the number {name} of layers or times is used as a quantity", node.start)
    if name == r"\pi":
        return Value(sp.pi)
    if name in _EULER:
        return Value(sp.E)
    if name in ONES | ZEROS | IDENTITIES:
        return _constant(e, name, None)
    if name in e.scope.letters:
        raise ReadError(f"the index {name} is used as a number", node.start)
    standard = rf"{name}^2"
    if world.is_known(standard):
        value = world.value(standard)
        return Value(value.expr ** sp.Rational(1, 2), value.axes)
    return None


def _constant(e: Elaborator, name: str, node: Scripts | None) -> Value:
    """**1**, **0**, I, whose size comes from where they stand, or from their subscript."""
    size: sp.Expr = e.dims.variable()
    if node is not None and node.sub is not None:
        atoms = [atom for part in node.sub.parts for atom in part]
        if len(atoms) != 1:
            raise ReadError(f"the size {node.sub.text} of {name} is not understood", node.start)
        size = e.world.names.size(atoms[0], e.scope.labels)
    if name in IDENTITIES:
        i, j = Index(size), Index(size)
        return Value(sp.KroneckerDelta(i, j), (i, j))
    return Value(sp.S.One if name in ONES else sp.S.Zero, (Index(size),))


# ---- Euler's number and Kronecker's delta ---------------------------------------------------


def _is_euler(e: Elaborator, node: Scripts) -> bool:
    if node.sub is not None or node.primes or len(node.sups) != 1:
        return False
    assert isinstance(node.base, Symbol)
    if e.world.is_known(node.base.name):
        plain = isinstance(unwrapped(node.sups[0].value), Number) if node.sups[0].value else True
        if not plain and node.sups[0].kind == "power":
            raise ReadError("e is a quantity here, and also raised as Euler's number", node.start)
        return False
    return True


def _euler(e: Elaborator, node: Scripts) -> Value:
    sup = node.sups[0]
    if sup.kind != "power" or sup.value is None:
        raise ReadError(f"e with the superscript {sup.text}", sup.start)
    exponent = e.value(sup.value)
    return Value(sp.exp(exponent.expr), exponent.axes, exponent.row)


def _is_kronecker(e: Elaborator, node: Scripts) -> bool:
    if node.sub is None or node.sups or node.primes or e.world.is_known(r"\delta"):
        return False
    atoms = [atom for part in node.sub.parts for atom in part]
    letters = all(isinstance(atom, (Symbol, Number)) for atom in atoms)
    return len(atoms) == 2 and letters


# ---- scripts on expressions -----------------------------------------------------------------


def _on_expression(e: Elaborator, node: Scripts) -> Value:
    from symnn.notation.reader import calls

    if node.primes:
        if len(node.sups) or node.sub is not None or node.primes > 1:
            raise ReadError("a prime on an expression", node.start)
        value = e.value(node.base)
        if not value.rank or e.world.survey.symmetric_use:
            raise ReadError("a prime on an expression", node.start)
        return e.algebra.transpose(value)
    if isinstance(node.base, Bars) and node.base.double:
        return calls.norm(e, node.base, node, _order(e, node))
    value = e.value(node.base)
    if node.sub is not None:
        if isinstance(node.base, Apply) and node.base.function in ("log", "max", "min"):
            raise ReadError("a subscript on a function's value", node.start)
        atoms = [atom for part in node.sub.parts for atom in part]
        value = e.indexed(value, atoms, node.start)
    if any(sup.kind == "label" for sup in node.sups):
        raise ReadError("a label on an expression in brackets", node.start)
    return superscripted(e, value, node.sups)


def _order(e: Elaborator, node: Scripts) -> int:
    """The power of a norm."""
    order = 1
    for sup in node.sups:
        value = unwrapped(sup.value) if sup.value is not None else None
        if sup.kind != "power" or not isinstance(value, Number) or not value.value.is_Integer:
            raise ReadError(f"a norm with the superscript {sup.text}", sup.start)
        order *= int(value.value)
    if not 1 <= order <= MAX_EXPONENT:
        raise ReadError("a norm with this power", node.start)
    return order


def superscripted(e: Elaborator, value: Value, sups: Sequence[Superscript]) -> Value:
    """A value with transposes, inverses and powers."""
    for sup in sups:
        try:
            value = _superscripted(e, value, sup)
        except ReadError as error:
            if error.offset < 0:
                error.offset = sup.start
            raise
    return value


def _superscripted(e: Elaborator, value: Value, sup: Superscript) -> Value:
    if sup.kind == "transpose":
        return e.algebra.transpose(value)
    if sup.kind == "inverse":
        return _integer_power(e, value, -1)
    if sup.kind not in ("power", "elementwise") or sup.value is None:
        raise ReadError(f"the superscript {sup.text} is not understood here", sup.start)
    exponent = e.value(sup.value)
    if exponent.rank:
        raise ReadError("an exponent that is no number", sup.start)
    power = exponent.expr
    if power.is_number and abs(power) > MAX_EXPONENT:
        raise ReadError(f"an exponent beyond {MAX_EXPONENT}", sup.start)
    _check_size(value.expr, sup)
    if sup.kind == "elementwise" or value.rank < 2:
        return Value(value.expr**power, value.axes, value.row)
    if value.rank == 2 and power.is_Integer:
        first, second = (axis.dimension for axis in value.axes)
        if e.dims.find(first) == e.dims.find(second):
            return _integer_power(e, value, int(power))
        if power > 1:
            return Value(value.expr**power, value.axes)
    raise ReadError(f"the power {sup.text} of {e.algebra.words(value)}", sup.start)


def _check_size(base: sp.Expr, sup: Superscript) -> None:
    """Powers of numbers stay numbers that can be written down."""
    if base.is_Rational and max(abs(base.p), base.q).bit_length() > MAX_BITS:
        raise ReadError("a power of a number that is too large already", sup.start)


def _integer_power(e: Elaborator, value: Value, power: int) -> Value:
    if value.rank < 2:
        return Value(value.expr**power, value.axes, value.row)
    if power < 0:
        value = operation(e, "inverse", value)
    result = value
    if not power or abs(power) > 12:
        raise ReadError(f"the power {power} of a matrix")
    for _ in range(abs(power) - 1):
        result = e.algebra.product(result, e.algebra.fresh(value))
    return replace(result, matrix_power=power > 1, links=None)


def operation(e: Elaborator, name: str, *values: Value) -> Value:
    """An operation of symnn by its name, on values whose sizes are settled."""
    from symnn.operations import public

    known = public()
    if name not in known:
        raise ReadError(f"{name} is not known yet")
    tensors = []
    for value in values:
        change = {axis: Index(e.dims.find(axis.dimension), axis.name) for axis in value.axes}
        from symnn.language.expression import rename

        tensors.append(Tensor(rename(value.expr, change), tuple(change.values())))
    result = known[name](*tensors)
    return Value(result.expr, result.indices)
