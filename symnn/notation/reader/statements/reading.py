"""Reading a document: what each line is, in the order that meaning needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symnn.language.system import Equation
from symnn.notation.reader.claim import Document, NotUnderstood, Role, Statement
from symnn.notation.reader.grammar.lines import BadFormula, Line, base_of, lines_of
from symnn.notation.reader.grammar.nodes import Node
from symnn.notation.reader.meaning.world import World
from symnn.notation.reader.statements.claims import read_claim
from symnn.notation.reader.statements.comparisons_stated import comparisons_stated
from symnn.notation.reader.statements.component_ranks import component_ranks
from symnn.notation.reader.statements.definitions import Definitions
from symnn.notation.reader.statements.denied import refuse_denied
from symnn.notation.reader.statements.dependence import doubt_unstated
from symnn.notation.reader.statements.derivative_names import alias_name, name_derivatives
from symnn.notation.reader.statements.draft import Draft
from symnn.notation.reader.statements.facts import assume_facts
from symnn.notation.reader.statements.forms import is_derivative
from symnn.notation.reader.statements.generic import generic_equations
from symnn.notation.reader.statements.implicit import find_implicit
from symnn.notation.reader.statements.later_names import name_afterwards
from symnn.notation.reader.statements.noise import name_noise
from symnn.notation.reader.statements.notation_in_prose import (
    refuse_complex,
    refuse_redefined,
    refuse_renamed,
)
from symnn.notation.reader.statements.outcome import statements_of
from symnn.notation.reader.statements.redefined import redefined
from symnn.notation.reader.statements.restatements import (
    Equal,
    doubt_letters,
    doubt_restatements,
    same_meaning,
)
from symnn.notation.reader.statements.rows_in_prose import rows_in_prose, rows_of_lists
from symnn.notation.reader.statements.said import Doubt, said
from symnn.notation.reader.statements.same_object import unified
from symnn.notation.reader.statements.sorting import declarations, definitions
from symnn.notation.reader.statements.suppositions import suppositions
from symnn.notation.reader.statements.upstream import upstream_losses
from symnn.notation.reader.statements.usage import mentioned
from symnn.notation.reader.survey.array_sizes import separate_array_sizes
from symnn.notation.reader.survey.at_points import name_points
from symnn.notation.reader.survey.features import name_features
from symnn.notation.reader.survey.fixed import name_fixed_indices
from symnn.notation.reader.survey.logarithms import name_logarithms
from symnn.notation.reader.survey.new_parameters import name_new_parameters
from symnn.notation.reader.survey.partials import name_partials
from symnn.notation.reader.survey.primes import name_primes
from symnn.notation.reader.survey.single_step import name_single_step
from symnn.notation.reader.survey.sizes import separate_sizes
from symnn.notation.reader.survey.slope_functions import name_slope_functions
from symnn.notation.reader.survey.surveying import surveyed
from symnn.notation.reader.survey.unknown_partials import name_unknown_partials
from symnn.notation.reader.text.source import Source
from symnn.notation.reader.trouble import ReadError


def document_of(
    text: str,
    filename: str = "",
    equal: Equal = same_meaning,
    refused: Sequence[tuple[Node, str]] = (),
) -> Document:
    """The statements of a document, with the system of its equations.

    ``equal`` decides whether a second definition of a name says the same as the first. ``refused``
    is notation that an equation of the document gives a meaning of its own.
    """
    source = Source(text, filename)
    lines, bad = lines_of(source)
    doubted = _refuse(source, lines, refused)
    _rewrite(lines)
    step = name_single_step(lines, upstream_losses(source, lines, at_times=True))
    written = list(lines)
    doubted += [Doubt(name, text) for name, text in name_noise(source, lines)]
    lines += rows_of_lists(lines)
    rows = rows_in_prose(source, lines)
    lines += rows
    lines += upstream_losses(source, lines)
    supposed = suppositions(source, lines)
    prose = said(source, written)
    prose.doubts += doubted
    lines += prose.lines
    world = World(surveyed(lines), text=text)
    draft = Draft(source, lines, bad, world, Definitions(world), supposed=supposed, said=prose)
    mentioned(source, lines, world)
    declarations(draft)
    definitions(draft)
    name_afterwards(draft.definitions.items)
    world.component_ranks = component_ranks(world, lines)
    draft.definitions.infer()
    name_derivatives(draft)
    draft.definitions.infer()
    name_derivatives(draft)
    _claims_dry(draft)
    draft.definitions.close()
    draft.definitions.build(draft.system)
    name_derivatives(draft)
    assume_facts(draft)
    find_implicit(draft)
    doubt_unstated(draft)
    doubt_restatements(draft, equal)
    doubt_letters(draft, equal)
    found = [] if refused else list(redefined(draft, equal))
    if found:
        return document_of(text, filename, equal, found)
    statements = [statement for line in written for statement in statements_of(draft, line)]
    statements += [_unreadable(draft, formula) for formula in bad]
    statements = [_under(statement, step) for statement in statements]
    _auxiliary(draft)
    statements = unified(draft.system, statements, _names(rows))
    for quantity in world.quantities.values():
        if quantity.shape is not None:
            draft.system._symbols.setdefault(quantity.name, world.symbol(quantity))
    statements.sort(key=lambda statement: (statement.start, statement.end))
    values = {name: value for name, value in draft.values.items() if name not in draft.several}
    domains, several = dict(world.domains), frozenset(draft.several)
    return Document(
        filename,
        source.written,
        draft.system,
        statements,
        values,
        domains,
        several,
        prose.facts,
        dict(world.bounds),
        tuple(comparisons_stated(draft)),
        lambda: generic_equations(draft),
    )


def _rewrite(lines: list[Line]) -> None:
    """Write what has several notations in one."""
    name_features(lines)
    name_primes(lines)
    name_slope_functions(lines)
    name_partials(lines)
    name_unknown_partials(lines)
    name_logarithms(lines)
    name_new_parameters(lines)
    name_points(lines)
    separate_sizes(lines)
    separate_array_sizes(lines)
    name_fixed_indices(lines)


def _refuse(
    source: Source, lines: list[Line], redefined: Sequence[tuple[Node, str]]
) -> list[Doubt]:
    """Let no line be understood that does not mean what it says; what may be meant is a doubt."""
    refuse_complex(lines)
    refuse_renamed(source, lines)
    refuse_redefined(lines, redefined)
    return [Doubt(name, text) for name, text in refuse_denied(source, lines)]


def _claims_dry(draft: Draft) -> None:
    """Read the claims once: indices that run over sizes nobody named make them equal."""
    for line in draft.lines:
        if not line.is_equation:
            continue
        sides = [side for side in line.sides if isinstance(side, Node)]
        if len(sides) < 2 or not (is_derivative(sides[0]) or alias_name(draft, sides[0])):
            continue
        for right in sides[1:]:
            try:
                read_claim(draft.world, sides[0], right)
            except ReadError:
                continue


def _unreadable(draft: Draft, bad: BadFormula) -> Statement:
    start, end = bad.formula.start, bad.formula.end
    text = draft.source.written[start:end]
    offset = bad.error.offset if bad.error.offset >= 0 else start
    trouble = NotUnderstood(bad.error.reason, draft.source.place(offset))
    claim = any(mark in text for mark in (r"\partial", r"\nabla"))
    role = Role.CLAIM if claim else Role.OTHER
    return Statement(role, draft.source.place(start), text, start, end, trouble=trouble)


def _under(statement: Statement, condition: str) -> Statement:
    """A claim with a condition more, where there is one."""
    claim = statement.claim
    if claim is None or not condition:
        return statement
    return replace(statement, claim=replace(claim, conditions=(*claim.conditions, condition)))


def _names(rows: Sequence[Line]) -> set[str]:
    """The names on the left sides of lines."""
    bases = (base_of(line.sides[0]) for line in rows if isinstance(line.sides[0], Node))
    return {base.name for base in bases if base is not None}


def _auxiliary(draft: Draft) -> None:
    for name, (symbol, indices, expr) in draft.world.auxiliary.items():
        if name not in draft.system.equations:
            draft.system.add(Equation(symbol, indices, expr))
