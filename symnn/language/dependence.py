"""What depends on what in a system with families, and which members nothing defines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from symnn.language.components import components
from symnn.language.errors import CycleError, LabelError
from symnn.language.label import Span, parted
from symnn.language.recurrence import Rule, Use, key_of, uses_in
from symnn.language.relabelling import label_of, labelled
from symnn.language.symbol import TensorSymbol


def uses_of(rules: Iterable[Rule]) -> list[Use]:
    """All that the right sides of ``rules`` use."""
    return [use for rule in rules for use in uses_in(rule)]


def in_order(uses: Sequence[Use], keys: Iterable[str]) -> list[list[str]]:
    """``keys`` in groups, each after those that it uses.

    The members of a group use each other at other labels, as h_t uses h_{t-1}; inside of a group,
    a key comes after those that it uses at its own label. Raises CycleError where there is no such
    order.
    """
    order = list(dict.fromkeys(keys))
    whole: dict[str, set[str]] = {key: set() for key in order}
    now: dict[str, set[str]] = {key: set() for key in order}
    for use in uses:
        user, used = key_of(use.rule.equation.symbol), key_of(use.symbol)
        if user in whole and used in whole:
            whole[user].add(used)
            if not lags(use):
                now[user].add(used)
    place = {key: number for number, key in enumerate(order)}
    groups = []
    for circle in components({key: sorted(whole[key], key=place.__getitem__) for key in order}):
        inside = sorted(circle, key=place.__getitem__)
        inner = {key: [other for other in inside if other in now[key]] for key in inside}
        group: list[str] = []
        for part in components(inner):
            if len(part) > 1 or part[0] in inner[part[0]]:
                raise CycleError(
                    f"{', '.join(part)} use each other at the same label: the definitions run in "
                    f"a circle"
                )
            group += part
        groups.append(group)
    return groups


def lags(use: Use) -> bool:
    """Whether a quantity is used at another label than that of what is defined with it."""
    mine, theirs = label_of(use.rule.equation.symbol), label_of(use.symbol)
    return mine is not None and theirs is not None and mine != theirs


def spans_defined(rules: Iterable[Rule]) -> dict[str, list[Span]]:
    """The labels for which each family has an equation."""
    found: dict[str, list[Span]] = {}
    for rule in rules:
        own = label_of(rule.equation.symbol)
        if own is None:
            continue
        span = rule.span if rule.label is not None and own.has(rule.label) else Span(own, own)
        assert span is not None
        found.setdefault(key_of(rule.equation.symbol), []).append(span)
    return found


def free_members(rules: Sequence[Rule]) -> list[TensorSymbol]:
    """The members, at the ends of families with equations, that are used but not defined: h_0.

    Raises LabelError where equations leave out members that are not at an end, or where two
    equations define one member.
    """
    uses = uses_of(rules)
    found: list[TensorSymbol] = []
    for key, spans in spans_defined(rules).items():
        _refuse_overlap(key, spans)
        used = [use for use in uses if key_of(use.symbol) == key]
        asked = [use.span for use in used if use.span is not None]
        for part, inside in parted([*spans, *asked]):
            if min(inside) < len(spans):
                continue
            singles = part.singles
            if singles is None:
                raise LabelError(
                    f"{key} is used at {part.first}, …, {part.last}, where no equation defines it"
                )
            found += [labelled(used[0].symbol, single.first) for single in singles]
    return found


def _refuse_overlap(key: str, spans: Sequence[Span]) -> None:
    for part, inside in parted(spans):
        if len(inside) > 1:
            raise LabelError(
                f"{key}: two equations define it at {part.first}; give the one for every label a "
                f"range without that, such as l.range(last=L - 1)"
            )


def needed(uses: Sequence[Use], targets: Iterable[str]) -> set[str]:
    """The keys that ``targets`` depend on, with themselves."""
    below: dict[str, set[str]] = {}
    for use in uses:
        below.setdefault(key_of(use.rule.equation.symbol), set()).add(key_of(use.symbol))
    return closure(targets, below)


def closure(start: Iterable[str], graph: Mapping[str, Iterable[str]]) -> set[str]:
    """What can be reached from ``start``, itself among it, by the edges of ``graph``.

    >>> sorted(closure("a", {"a": "b", "b": "ac", "d": "a"}))
    ['a', 'b', 'c']
    """
    found, stack = set(), list(start)
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack.extend(graph.get(name, ()))
    return found
