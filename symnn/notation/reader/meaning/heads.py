"""What stands before brackets: a function of the document, a quantity with its arguments."""

from __future__ import annotations

from dataclasses import replace

from symnn.notation.reader.grammar.nodes import Group, Node, Number, Scripts, Symbol, unwrapped
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.text.alphabet import EULER
from symnn.notation.reader.trouble import ReadError


def function_head(e: Elaborator, node: Node) -> tuple[Node | None, int]:
    """The name before brackets, without powers, and its primes; None if it is no name."""
    if isinstance(node, Symbol):
        return node, 0
    if isinstance(node, Scripts) and isinstance(node.base, Symbol):
        primes = node.primes
        labelled = node.base.name in e.world.survey.raised
        if node.base.name in EULER and any(not _is_number(s.value) for s in node.sups):
            return None, 0
        sups = tuple(s for s in node.sups if s.kind != "power" or labelled)
        bare = replace(node, primes=0, sups=sups)
        return (bare if bare.sub is not None or bare.sups else node.base), primes
    return None, 0


def name_of(e: Elaborator, base: Node) -> str | None:
    """The name that a head is; None if it has indices or powers."""
    if isinstance(base, Symbol):
        return base.name
    try:
        reference = e.world.names.reference(base, e.scope.labels)
    except ReadError:
        return None
    return None if reference.indices or reference.sups else reference.name


def is_quantity_call(e: Elaborator, name: str, group: Group) -> bool:
    """``L(w, b)`` for a defined quantity L is L itself."""
    quantity = e.world.quantities.get(name)
    if quantity is None or not quantity.defined:
        return False
    known = e.world.functions.get(name)
    if known is None and quantity.shape != ():
        return False
    names = [argument_name(e, item) for item in group.items]
    if any(found is None for found in names):
        return False
    if known is not None:
        bare = {base.name for base in map(_letter, group.items) if base is not None}
        return list(known.parameters) == names and not (bare | set(names)) & set(e.scope.params)
    return all(found in e.world.quantities for found in names)


def argument_name(e: Elaborator, item: Node) -> str | None:
    r"""The name that an argument is, or its power ``\sigma^2``; None if it is anything else."""
    item = unwrapped(item)
    if isinstance(item, Symbol):
        return item.name
    if isinstance(item, Scripts) and isinstance(item.base, Symbol):
        try:
            reference = e.world.names.reference(item, e.scope.labels)
        except ReadError:
            return None
        powers = all(sup.kind == "power" for sup in reference.sups)
        if not reference.indices and powers and not reference.primes:
            return reference.with_power
    return None


def _letter(item: Node) -> Symbol | None:
    item = unwrapped(item)
    base = item.base if isinstance(item, Scripts) else item
    return base if isinstance(base, Symbol) else None


def _is_number(node: Node | None) -> bool:
    return node is not None and isinstance(unwrapped(node), Number)
