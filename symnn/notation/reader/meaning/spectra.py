r"""Eigenvalues and singular values by their names: ``\lambda_i(A)``, ``\sigma_{\max}(W)``."""

from __future__ import annotations

import re

import sympy as sp

from symnn.language.expression import rename
from symnn.notation.reader.grammar.nodes import Group, Node, Scripts, Symbol
from symnn.notation.reader.meaning.applied import applied
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.powers import (
    is_pseudo_inverse,
    speaks_of_pseudo_inverse,
    superscripted,
)
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.trouble import ReadError

LETTERS = {r"\lambda": "eigvalsh", r"\sigma": "svdvals"}
EXTREMES = {"max": True, "min": False}
_EXPONENTIAL = re.compile(r"(?:matrix exponential|exponential of (?:a|the) matrix)", re.IGNORECASE)
_SPECTRAL = re.compile(r"(?:spectral|operator) norm|largest singular value", re.IGNORECASE)


def spectral_value(e: Elaborator, node: Node, group: Group) -> Value | None:
    r"""``\lambda_i(A)``, ``\sigma_{\max}(A)`` of a matrix, where the letter is no quantity."""
    if not isinstance(node, Scripts) or not isinstance(node.base, Symbol) or node.sub is None:
        return None
    name = node.base.name
    if name not in LETTERS or e.world.is_known(name) or node.primes or len(group.items) != 1:
        return None
    atoms = [atom for part in node.sub.parts for atom in part]
    if len(atoms) != 1 or e.world.is_known(f"{name}_{{{node.sub.text}}}"):
        return None
    argument = e.value(group.body)
    if argument.rank != 2:
        return None
    word = re.sub(r"^\\(?:mathrm|text|operatorname)?\{?(\w+)\}?$", r"\1", node.sub.text)
    values = applied(e, LETTERS[name], argument)
    if word in EXTREMES:
        (axis,) = values.axes
        last = EXTREMES[word] == (name == r"\lambda")  # the first singular value is the largest
        place = axis.dimension if last else sp.S.One
        return superscripted(e, Value(rename(values.expr, {axis: place})), node.sups)
    if name == r"\lambda" and not isinstance(atoms[0], Symbol):
        raise ReadError(
            "the order of eigenvalues differs between books: write λ_max or λ_min", node.start
        )
    return superscripted(e, e.indexed(values, atoms, node.start), node.sups)


def is_pseudo_inverted(e: Elaborator, node: Scripts) -> bool:
    """Whether ``A^+`` is the pseudo-inverse of a matrix A, as the document says, and no name."""
    if node.sub is not None or not any(map(is_pseudo_inverse, node.sups)):
        return False
    if not speaks_of_pseudo_inverse(e):
        return False
    base = node.base.name if isinstance(node.base, Symbol) else ""
    whole = e.world.names.reference(node, e.scope.labels).name
    return e.world.rank(base) == 2 and not e.world.is_known(whole)


def means_matrix_exponential(e: Elaborator, value: Value) -> bool:
    """Whether the document says that the exponential of a square matrix is that of the matrix."""
    if value.rank != 2 or _EXPONENTIAL.search(e.world.text) is None:
        return False
    first, second = (axis.dimension for axis in value.axes)
    return bool(e.dims.find(first) == e.dims.find(second))


def speaks_of_spectral_norm(e: Elaborator) -> bool:
    r"""Whether the document says that ``\|A\|_2`` is the largest singular value."""
    return _SPECTRAL.search(e.world.text) is not None
