r"""Vectors and matrices by their entries: ``(x_i + b)_i``, ``(a_i b_j)_{ij}``."""

from __future__ import annotations

from symnn.notation.reader.grammar.nodes import Big, Group, Node, Scripts, Symbol
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.powers import superscripted
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.trouble import ReadError


def family_letters(e: Elaborator, node: Scripts) -> list[str]:
    r"""The letters of ``(…)_{ij}`` that run over the entries inside of the brackets.

    Empty where the subscript takes entries of what the brackets hold: then its letters are running
    indices of the place, or do not occur inside.
    """
    letters = entry_letters(node)
    known = {*e.scope.letters, *e.scope.labels, *e.scope.params, *e.world.survey.labels}
    return [] if known & set(letters) else letters


def entry_letters(node: Scripts) -> list[str]:
    """The letters below brackets, if all of them stand inside as subscripts, too."""
    if not isinstance(node.base, Group) or len(node.base.items) != 1 or node.sub is None:
        return []
    atoms = [atom for part in node.sub.parts for atom in part]
    letters = [atom.name for atom in atoms if isinstance(atom, Symbol)]
    if len(set(letters)) < len(atoms):
        return []
    inside = free_letters(node.base)
    return letters if inside.issuperset(letters) else []


def family(e: Elaborator, node: Scripts) -> Value:
    """The vector or matrix whose entries stand in the brackets."""
    assert isinstance(node.base, Group)
    letters = family_letters(e, node)
    symbols = tuple(Symbol(name, start=node.start, end=node.end) for name in letters)
    body = node.base.body
    every = Big("sum", symbols, None, None, body, start=node.start, end=node.end)
    with e.bound(every, letters) as (indices, _):
        entry = e.value(body)
    if entry.rank:
        raise ReadError("the entries in these brackets are no numbers", node.start)
    return superscripted(e, Value(entry.expr, tuple(indices)), node.sups)


def free_letters(node: Node) -> set[str]:
    """The letters in the subscripts of a node that no sum in it binds."""
    bound = {
        letter.name
        for part in node.walk()
        if isinstance(part, Big)
        for letter in part.letters
        if isinstance(letter, Symbol)
    }
    found = {
        atom.name
        for part in node.walk()
        if isinstance(part, Scripts) and part.sub is not None
        for parts in part.sub.parts
        for atom in parts
        if isinstance(atom, Symbol)
    }
    return found - bound
