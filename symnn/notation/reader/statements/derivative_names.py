"""Names for derivatives: ``δ := ∂L/∂z``."""

from __future__ import annotations

from collections.abc import Sequence

from symnn.language.expression import rename
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, symbol_of
from symnn.notation.reader.grammar.nodes import Node
from symnn.notation.reader.meaning.elaborator import Scope
from symnn.notation.reader.meaning.formulas import elaborating
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.statements.draft import Draft
from symnn.notation.reader.statements.forms import head_of
from symnn.notation.reader.statements.running_labels import environments, label_letters
from symnn.notation.reader.trouble import ReadError


def name_derivatives(draft: Draft) -> None:
    """``δ := ∂L/∂z``: the name stands for the derivative."""
    given: dict[str, Value] = {}
    for at, items in draft.aliasing.items():
        for reference, right, labels in items:
            name = reference.name
            try:
                scope = Scope(dict(labels))
                elaborator = elaborating(draft.world, scope)
                axes = [
                    elaborator.index(node, draft.world.dims.variable(), origin)
                    for node, origin in zip(reference.indices, reference.origins, strict=True)
                ]
                value = elaborator.side(right)
            except ReadError as error:
                draft.declared[at] = error
                continue
            if any(not hasattr(axis, "dimension") for axis in axes):
                draft.declared[at] = ReadError("a name for one component", right.start)
                continue
            draft.declared.pop(at, None)
            draft.world.pending.discard(name)
            draft.world.quantities.pop(name, None)
            alias = _settled_alias(draft, axes, value)
            if not _same(given.setdefault(name, alias), alias):
                draft.world.contested.add(name)
            draft.world.aliases[name] = alias


def _same(first: Value, second: Value) -> bool:
    """Whether two derivatives are the same, over whatever axes."""
    if len(first.axes) != len(second.axes) or first.row != second.row:
        return False
    return rename(second.expr, dict(zip(second.axes, first.axes, strict=True))) == first.expr


def _settled_alias(draft: Draft, axes: Sequence[Index], value: Value) -> Value:
    links = value.links
    try:
        expr, made = draft.world.dims.resolved(value.expr, [*axes, *value.axes])
    except ReadError:
        expr, made = value.expr, (*axes, *value.axes)
    whole = symbol_of(expr)
    if links is None and isinstance(whole, DerivativeSymbol) and len(made) == len(whole.shape):
        links = (whole.of, whole.wrt, len(whole.of.shape))
    return Value(expr, made, value.row, links)


def alias_name(draft: Draft, node: Node) -> str | None:
    """The name of a derivative that a side is, in full or in components."""
    head = head_of(node)
    if head is None or head.parameters:
        return None
    for labels in environments(draft.world, label_letters(draft.world, [node])):
        try:
            reference = draft.world.names.reference(head.node, labels)
        except ReadError:
            continue
        if reference.name in draft.world.aliases and not reference.sups:
            return reference.name
    return None
