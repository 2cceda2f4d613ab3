"""Names with a fixed meaning: Euler's number, 𝟏, 𝟎, I, Kronecker's delta."""

from __future__ import annotations

import re
from collections.abc import Sequence

import sympy as sp

from symnn.language.index import Index
from symnn.notation.reader.grammar.affine import is_affine
from symnn.notation.reader.grammar.nodes import Node, Number, Scripts, Symbol, unwrapped
from symnn.notation.reader.meaning import classes
from symnn.notation.reader.meaning.applied import applied
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.spectra import means_matrix_exponential
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.meaning.world import World
from symnn.notation.reader.text.alphabet import IDENTITIES, ONES, ZEROS
from symnn.notation.reader.trouble import ReadError

UNIT = ("e", r"\mathbf{e}", r"\boldsymbol{e}")
_IDENTITY = re.compile(  # in one sentence with the letter
    r"(?i:identity|unit matri)[^.;]{0,50}\bI\b|\bI\b[^.;]{0,80}(?i:identity|unit matri)"
)
_UNIT_VECTORS = re.compile(
    r"(unit|basis|one-hot|indicator|coordinate)\s+(row\s+|column\s+)?vector|standard basis",
    re.IGNORECASE,
)


def is_declared_constant(world: World, name: str, sizes: Sequence[Node]) -> bool:
    r"""Whether ``\mathbf{1} \in \mathbb{R}^n`` says how long a constant is, not what 𝟏 is.

    A plain I may be an image; it is the identity where the document calls it so.
    """
    if name in ONES | ZEROS:
        return len(sizes) == 1
    square = len(sizes) == 2 and sizes[0] == sizes[1]
    plain = name == "I" and _IDENTITY.search(world.text) is None
    return name in IDENTITIES and square and not plain


def constant(e: Elaborator, name: str, node: Scripts | None) -> Value:
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


def is_numbered_constant(e: Elaborator, node: Scripts) -> bool:
    """Whether ``1_n`` is the vector of n ones: n is a dimension of the document."""
    if node.sub is None or not isinstance(node.base, Number) or node.base.text not in ("0", "1"):
        return False
    atoms = [atom for part in node.sub.parts for atom in part]
    return len(atoms) == 1 and isinstance(atoms[0], Symbol) and atoms[0].name in e.world.sizes


def is_euler(e: Elaborator, node: Scripts) -> bool:
    """Whether ``e^…`` is Euler's number. Raises ReadError where e is also a quantity."""
    if node.sub is not None or node.primes or len(node.sups) != 1:
        return False
    assert isinstance(node.base, Symbol)
    if e.world.is_known(node.base.name) or node.base.name in e.world.arguments:
        plain = isinstance(unwrapped(node.sups[0].value), Number) if node.sups[0].value else True
        if not plain and node.sups[0].kind == "power":
            if not e.world.plain_e and node.base.name in e.world.functions:
                return True
            raise ReadError("e is a quantity here, and also raised as Euler's number", node.start)
        return False
    return True


def euler(e: Elaborator, node: Scripts) -> Value:
    """The exponential that ``e^…`` means."""
    sup = node.sups[0]
    if sup.kind != "power" or sup.value is None:
        raise ReadError(f"e with the superscript {sup.text}", sup.start)
    exponent = e.value(sup.value)
    if means_matrix_exponential(e, exponent):
        return applied(e, "matrix_exp", exponent)
    return Value(sp.exp(exponent.expr), exponent.axes, exponent.row)


def check_decimal(e: Elaborator, parts: Sequence[Node], exponent: Node, apart: int) -> None:
    """Raise ReadError for ``1e-3`` and ``2e3``: a decimal number, or e minus 3?

    ``parts`` are factors, ``exponent`` is what stands ``apart`` characters behind the last.
    """
    if len(parts) < 2 or not isinstance(parts[-2], Number) or not isinstance(exponent, Number):
        return
    number, letter = parts[-2:]
    if not isinstance(letter, Symbol) or letter.name not in ("e", "E"):
        return
    joined = number.end == letter.start and letter.end + apart == exponent.start
    if joined and not e.world.is_known(letter.name) and letter.name not in e.world.pending:
        text = e.world.text[number.start : exponent.end]
        raise ReadError(
            rf"{text}: a decimal number, or with {letter.name} as a factor? write \cdot 10^{{…}}, "
            f"or \\cdot {letter.name}",
            number.start,
        )


def is_unit_vector(e: Elaborator, node: Scripts) -> bool:
    """Whether ``e_c`` is a unit vector: the document speaks of such, and e is nothing else."""
    if node.sub is None or node.primes or any(sup.kind != "transpose" for sup in node.sups):
        return False
    assert isinstance(node.base, Symbol)
    if e.world.is_known(node.base.name) or len([a for p in node.sub.parts for a in p]) != 1:
        return False
    return _UNIT_VECTORS.search(e.world.text) is not None


def unit_vector(e: Elaborator, node: Scripts) -> Value:
    """The vector that is 1 at the index below and 0 elsewhere."""
    assert node.sub is not None
    (atom,) = (atom for part in node.sub.parts for atom in part)
    size = e.dims.variable()
    axis = Index(size)
    return Value(sp.KroneckerDelta(e.index(atom, size), axis), (axis,))


def is_kronecker(e: Elaborator, node: Scripts) -> bool:
    """Whether ``δ_{ij}`` is Kronecker's delta: where δ is no quantity of the document."""
    if node.sub is None or node.sups or node.primes or e.world.is_known(r"\delta"):
        return False
    atoms = [atom for part in node.sub.parts for atom in part]
    letters = all(
        isinstance(a, (Symbol, Number)) or classes.is_class(e, a) or is_affine(a) for a in atoms
    )
    return len(atoms) == 2 and letters


def kronecker(e: Elaborator, node: Scripts) -> Value:
    """``δ_{ij}``, ``I_{ij}``, ``δ_{k y_i}``, ``δ_{k,i+u-1}``."""
    assert node.sub is not None
    first, second = (atom for part in node.sub.parts for atom in part)
    if classes.is_class(e, first) or classes.is_class(e, second):
        return Value(classes.agreement(e, first, second))
    if is_affine(first):  # δ_{k,i+u-1}: the single letter says how far the other one may run
        first, second = second, first
    size = e.dims.variable()
    return Value(sp.KroneckerDelta(e.index(first, size), e.index(second, size)))


def is_identity_entry(e: Elaborator, node: Scripts) -> bool:
    """Whether ``I_{kj}`` is an entry of the identity: both letters are running indices."""
    if node.sub is None or node.sups or node.primes or e.world.is_known(_base_name(node)):
        return False
    atoms = [atom for part in node.sub.parts for atom in part]
    running = e.world.survey.running
    return len(atoms) == 2 and all(isinstance(a, Symbol) and a.name in running for a in atoms)


def _base_name(node: Scripts) -> str:
    return node.base.name if isinstance(node.base, Symbol) else ""
