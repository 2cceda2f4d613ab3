"""Names in formulas: quantities, components, parameters, sizes."""

from __future__ import annotations

import sympy as sp

from symnn.notation.reader.grammar.nodes import (
    Node,
    Scripts,
    Superscript,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.grammar.slices import is_sliced
from symnn.notation.reader.meaning.algebra import ShapeMismatchError
from symnn.notation.reader.meaning.bold import bold_names, light_name
from symnn.notation.reader.meaning.constants import (
    UNIT,
    constant,
    euler,
    is_euler,
    is_identity_entry,
    is_kronecker,
    is_unit_vector,
    kronecker,
    unit_vector,
)
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.enclosed import enclosed
from symnn.notation.reader.meaning.names import Reference
from symnn.notation.reader.meaning.powers import superscripted
from symnn.notation.reader.meaning.spectra import is_pseudo_inverted
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.meaning.world import (
    Quantity,
    UndeclaredError,
    UnknownShapeError,
    World,
)
from symnn.notation.reader.text.alphabet import EULER, IDENTITIES, ONES, ZEROS
from symnn.notation.reader.trouble import ReadError


def symbol(e: Elaborator, node: Symbol) -> Value:
    """A bare letter."""
    if node.name == r"\infty":
        raise ReadError(r"\infty is no number", node.start)
    return _named(e, Reference(node.name), node)


def scripts(e: Elaborator, node: Scripts) -> Value:
    """A letter, bracket or function with scripts."""
    base = node.base
    if not isinstance(base, Symbol):
        return enclosed(e, node)
    if base.name in EULER and is_euler(e, node):
        return euler(e, node)
    if base.name in UNIT and is_unit_vector(e, node):
        return superscripted(e, unit_vector(e, node), node.sups)
    if is_pseudo_inverted(e, node):
        return superscripted(e, e.value(base), node.sups)
    if (base.name == r"\delta" and is_kronecker(e, node)) or (
        base.name in IDENTITIES and is_identity_entry(e, node)
    ):
        return kronecker(e, node)
    if base.name in ONES | ZEROS | IDENTITIES and not e.world.is_known(base.name):
        return superscripted(e, constant(e, base.name, node), node.sups)
    if base.name in e.scope.params and node.sub is None:
        return superscripted(e, e.scope.params[base.name], _powers(node))
    if base.name in e.scope.params and node.sub is not None:
        atoms = [atom for part in node.sub.parts for atom in part]
        inner = e.indexed(e.scope.params[base.name], atoms, node.start)
        return superscripted(e, inner, _powers(node))
    reference = e.world.names.reference(node, e.scope.labels)
    if is_sliced(node):
        _check_slice(reference, node)
    elif len(reference.indices) == 2 and e.world.rank(reference.name) == 2:
        return _entry(e, reference, node)
    value = _named(e, reference, node)
    if reference.primes:
        value = _primed(e, reference, value, node)
    _check_powers(e, reference)
    _check_transpose(e, reference, value)
    return superscripted(e, value, reference.sups)


def _check_slice(reference: Reference, node: Scripts) -> None:
    assert node.sub is not None
    for sup in reference.sups:
        if _is_of_matrix(sup) and sup.start < node.sub.start:
            raise ReadError("a row of a transpose: write brackets", sup.start)


def _check_transpose(e: Elaborator, reference: Reference, value: Value) -> None:
    r"""Raise ReadError for ``x_i^\top`` of a number where x is declared nowhere: it is none."""
    quantity = e.world.quantities.get(reference.name)
    if value.rank or quantity is None or quantity.declared or quantity.defined:
        return
    for sup in reference.sups:
        if sup.kind == "transpose":
            raise ReadError(
                f"the transpose of {reference.name}, which is declared nowhere; declare it, "
                f"such as ${reference.name} \\in \\mathbb{{R}}^{{n}}$",
                sup.start,
            )


def _check_powers(e: Elaborator, reference: Reference) -> None:
    """Raise ReadError for x^i with an index i where x is declared nowhere: it may be a label."""
    quantity = e.world.quantities.get(reference.name)
    if quantity is None or quantity.declared or quantity.defined or reference.indices:
        return
    if reference.name in e.world.arguments:
        return  # the argument of a function of numbers
    for sup in reference.sups:
        value = None if sup.value is None else unwrapped(sup.value)
        if isinstance(value, Symbol) and value.name in e.scope.letters:
            raise ReadError(
                f"{reference.name}^{sup.text}: a power or a label? declare {reference.name}",
                sup.start,
            )


def _entry(e: Elaborator, reference: Reference, node: Scripts) -> Value:
    """An entry of a matrix, or of what the superscripts before the indices make of it."""
    assert node.sub is not None
    matrix = [sup for sup in reference.sups if _is_of_matrix(sup)]
    before = [sup for sup in matrix if sup.start < node.sub.start]
    after = [sup for sup in matrix if sup not in before]
    rest = [sup for sup in reference.sups if sup not in matrix]
    if before:
        value = _named(e, Reference(reference.name), node)
        whole = superscripted(e, value, before)
        value = e.indexed(whole, reference.indices, node.start, reference.origins)
    else:
        value = _named(e, reference, node)
    if reference.primes:
        raise ReadError(f"a prime on an entry of {reference.name}", node.start)
    if after:
        sizes = e.world.value(reference.name, node.start).axes
        square = e.dims.same(sizes[0].dimension, sizes[1].dimension)
        if square or any(sup.kind == "transpose" for sup in after):
            name, mark = reference.name, after[0].text
            raise ReadError(
                f"an entry of {name} with the superscript {mark}: write "
                f"({name}^{{{mark}}})_{{…}} for an entry of that matrix, or 1/{name}_{{…}}",
                after[0].start,
            )
    return superscripted(e, value, [*after, *rest])


def _is_of_matrix(sup: Superscript) -> bool:
    """Whether a superscript makes another matrix of a matrix: ⊤, −1, −⊤, −2."""
    negative = sup.kind == "power" and sup.text[:1] == "-" and sup.text[1:].isdigit()
    return negative or sup.kind in ("transpose", "inverse")


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
    for bold in bold_names(name):
        if reference.indices and world.rank(bold) == len(reference.indices):
            return bold
    if len(reference.indices) == 2 and name not in world.pending:
        for matrix in (name.upper(), *bold_names(name.upper())):
            if len(name) == 1 and name.islower() and world.rank(matrix) == 2:
                return matrix  # x_{ij} is an entry of X
    light = light_name(name)
    if light != name and name not in world.pending and _is_array(world, light):
        return light  # a bold p, where the components p_k are defined
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


def _is_array(world: World, name: str) -> bool:
    """Whether a name is a vector or a matrix, or defined by its components."""
    if world.is_known(name):
        return world.rank(name) != 0
    return False


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
    known = e.world.quantities.get(name)
    if known is not None and known.members and value.rank > 1 and not reference.indices:
        raise ReadError(f"{name} without an index; declared are its members alone", node.start)
    if not reference.indices:
        return value
    try:
        return e.indexed(value, reference.indices, node.start, reference.origins)
    except ShapeMismatchError as error:
        if name.upper() == name and name.lower() == reference.name != name:  # x_ij is no X_ij then
            said = f"{reference.name} is declared nowhere, and {error.reason}"
            raise ReadError(said, node.start) from error
        raise


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
    if name in EULER and name not in world.arguments:
        return Value(sp.E)
    if name in ONES | ZEROS | IDENTITIES:
        return constant(e, name, None)
    if name in e.scope.letters:
        return Value(e.number(name))
    standard = rf"{name}^2"
    if world.is_known(standard):
        value = world.value(standard)
        return Value(value.expr ** sp.Rational(1, 2), value.axes)
    return None
