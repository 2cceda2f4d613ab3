r"""Where counting begins: ``n = 0, \dots, N-1`` and the entries x_0, …, x_{N−1}."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from symnn.notation.reader.grammar.affine import affine, is_affine
from symnn.notation.reader.grammar.lines import Line, base_of, in_series, listed
from symnn.notation.reader.grammar.nodes import (
    Big,
    Dots,
    Group,
    Node,
    Number,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.survey.occurrences import Occurrences
from symnn.notation.reader.survey.parts import sub_atoms
from symnn.notation.reader.survey.roles import Survey
from symnn.notation.reader.trouble import ReadError


def count_from_zero(seen: Occurrences, survey: Survey) -> None:
    """Find the subscripts that are counted from 0, and the letters that begin at 0.

    A subscript is counted from 0 if a letter of a sum or range from 0 stands there, or i + k of two
    such letters, or if a series x_0, …, x_{N−1} says so. Elsewhere the letters of such subscripts
    begin at 0, too.
    """
    for letter, (first, _) in seen.bounded.items():
        if first == 0 and letter in survey.running:
            survey.firsts[letter] = 0
    for line in seen.lines:
        survey.zeros |= set(_series(line))
        for node in line.nodes:
            survey.zeros |= set(_least(node, dict(survey.firsts), survey))
    survey.exact = {
        (base, text)
        for base, text in survey.exact
        if not (text.isdigit() and (base, 0) in survey.zeros)
    }
    for node in seen.scripts:
        base = base_of(node)
        for place, atom in enumerate(reversed(sub_atoms(node))):
            if base is None or (base.name, place) not in survey.zeros:
                continue
            atom = unwrapped(atom)
            if isinstance(atom, Symbol) and atom.name in survey.running - set(seen.bounded):
                survey.firsts.setdefault(atom.name, 0)


def _series(line: Line) -> Iterator[tuple[str, int]]:
    r"""``x_0, \dots, x_{N-1} \in R``, ``x = (x_0, \dots, x_{N-1})``."""
    if line.is_membership:
        groups = [listed(line)]
    else:
        nodes = (part for node in line.nodes for part in node.walk())
        groups = [list(n.items) for n in nodes if isinstance(n, Group) and _has_dots(n)]
    for names in groups:
        try:
            found, _ = in_series(names)
        except ReadError:
            continue
        for first, last in found:
            base, atoms = base_of(first), sub_atoms(first) if isinstance(first, Scripts) else []
            ends = sub_atoms(last) if isinstance(last, Scripts) else []
            open_end = len(ends) == 1 and not isinstance(unwrapped(ends[0]), Number)
            zero = len(atoms) == 1 and isinstance(atoms[0], Number) and atoms[0].value == 0
            if base is not None and zero and open_end:
                yield base.name, 0


def _has_dots(group: Group) -> bool:
    return any(isinstance(item, Dots) for item in group.items)


def _least(node: Node, firsts: dict[str, int], survey: Survey) -> Iterator[tuple[str, int]]:
    """The subscripts in a tree whose least value is 0, by the sums around them."""
    if isinstance(node, Big):
        letters = [letter.name for letter in node.letters if isinstance(letter, Symbol)]
        begins = unwrapped(node.lower) if node.lower is not None else None
        if len(letters) == 1 and isinstance(begins, Number) and begins.value.is_Integer:
            firsts = {**firsts, letters[0]: int(begins.value)}
    if isinstance(node, Scripts) and isinstance(node.base, Symbol):
        for place, atom in enumerate(reversed(sub_atoms(node))):
            if _least_value(atom, firsts, survey) == 0:
                yield node.base.name, place
    for child in node.children():
        yield from _least(child, firsts, survey)


def _least_value(atom: Node, firsts: dict[str, int], survey: Survey) -> int | None:
    """The least value of ``n`` or ``i + k − 1``; None where it is not known or has no letter."""
    atom = unwrapped(atom)
    letters = {part.name for part in atom.walk() if isinstance(part, Symbol)}
    if not letters or letters - survey.running or not letters & set(firsts):
        return None
    if not isinstance(atom, Symbol) and not is_affine(atom):
        return None
    marks: dict[str, sp.Expr] = {name: sp.Dummy(name) for name in letters}
    value = sp.expand(affine(atom, marks))
    if any(value.coeff(mark) not in (1, 2, 3, 4) for mark in marks.values()):
        return None
    return int(value.xreplace({marks[n]: sp.Integer(firsts.get(n, 1)) for n in letters}))
