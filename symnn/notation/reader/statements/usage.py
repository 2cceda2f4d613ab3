"""What words and usage say of names: differentiable functions, vectors, primes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from symnn.notation.reader.grammar.lines import Line, base_of, listed
from symnn.notation.reader.grammar.nodes import (
    Apply,
    Bars,
    Group,
    Node,
    Number,
    Product,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.meaning.world import World
from symnn.notation.reader.statements.functions_in_prose import (
    called,
    is_any_function,
    is_its_density,
    mentioned_in,
)
from symnn.notation.reader.survey.parts import bare_left
from symnn.notation.reader.text.source import Source

_SMOOTH = re.compile(
    r"\b(?:differentiable|smooth|activation|nonlinearity|non-linearity)\b", re.IGNORECASE
)
_CLASS = re.compile(r"\b(?:differentiable|smooth)\b", re.IGNORECASE)


_PADDED = re.compile(
    r"zero[- ]?pad|pad(?:ded|ding)?\s+(?:with|by)\s+zeros?|outside[^.;]{0,60}(?:\bzeros?\b|\b0\b)"
    r"|\bzeros?\b[^.;]{0,40}outside|out[- ]of[- ]range[^.;]{0,40}(?:\bzeros?\b|\b0\b)",
    re.IGNORECASE,
)


def mentioned(source: Source, lines: Sequence[Line], world: World) -> None:
    """Take in what prose and usage say."""
    world.padded = _PADDED.search(source.text) is not None
    for line in lines:
        for node in line.nodes:
            _usage(node, world)
            world.plain_e = world.plain_e or _has_plain_e(node)
        if not line.relations and line.inline and len(line.sides) == 1:
            _prose(source, line, world)
    _gamma(lines, world)


def _gamma(lines: Sequence[Line], world: World) -> None:
    r"""Γ is the gamma function where it stands in \log Γ(a), and nowhere without brackets.

    ψ before brackets is the digamma function then.
    """
    declared = [name for line in lines if line.is_membership for name in listed(line)]
    own = {base.name for name in declared if (base := base_of(name)) is not None}
    own |= {base.name for line in lines if (base := bare_left(line)) is not None} | world.smooth
    parts = [part for line in lines for node in line.nodes for part in node.walk()]
    heads = Counter(name for part in parts for name in _heads(part))
    letters = Counter(part.name for part in parts if isinstance(part, Symbol))
    logarithms = [p for p in parts if isinstance(p, Apply) and p.function == "log"]
    if r"\Gamma" in own or heads[r"\Gamma"] < letters[r"\Gamma"]:
        return
    if any(list(_heads(of)) == [r"\Gamma"] for log in logarithms for of in log.arguments):
        world.named_functions.setdefault(r"\Gamma", "gamma")
        if r"\psi" not in own and heads[r"\psi"]:
            world.named_functions.setdefault(r"\psi", "digamma")


def _heads(node: Node) -> Iterator[str]:
    """The names in a product that stand before brackets: Γ of ``2Γ(a)``."""
    if isinstance(node, Product):
        for (_, name), (operator, group) in pairwise(node.factors):
            if not operator and isinstance(name, Symbol) and isinstance(group, Group):
                yield name.name


def _usage(node: Node, world: World) -> None:
    for part in node.walk():
        if isinstance(part, Scripts) and any(sup.kind == "transpose" for sup in part.sups):
            world.survey.symmetric_use = True
            base = base_of(part)
            if base is not None:
                world.tensors.add(base.name)
        if isinstance(part, Symbol) and part.name.startswith((r"\mathbf{", r"\boldsymbol{")):
            world.tensors.add(part.name)
        inside = unwrapped(part.body) if isinstance(part, Bars) and part.double else None
        if isinstance(inside, Symbol):
            world.tensors.add(inside.name)
        if isinstance(part, Product):
            for (_, name), (operator, group) in zip(part.factors, part.factors[1:], strict=False):
                primed = isinstance(name, Scripts) and name.primes and name.sub is None
                if primed and operator == "" and isinstance(group, Group):
                    base = base_of(name)
                    if base is not None and base.name != r"\sigma":
                        world.primed.add(base.name)


def _prose(source: Source, line: Line, world: World) -> None:
    node = line.sides[0]
    if not isinstance(node, Symbol):
        return
    after = source.prose_after(line.formula)
    before = " ".join(source.prose_before(line.formula).split()[-4:])
    close = " ".join(after.split()[:6])
    if _CLASS.search(close) or _SMOOTH.search(before):
        world.smooth.add(node.name)
    behind, ahead = " ".join(source.prose_before(line.formula).split()), " ".join(after.split())
    named = called(node.name, behind, ahead)
    for name in named:
        if world.named_functions.setdefault(node.name, name) != name:
            world.unclear_functions.add(node.name)
    if is_its_density(ahead) and not named:  # of what is not said
        world.named_functions.setdefault(node.name, "normal_pdf")
        world.unclear_functions.add(node.name)
    if set(mentioned_in(ahead)) - set(named):
        world.unclear_functions.add(node.name)
    if is_any_function(behind, ahead):
        world.smooth.add(node.name)
        world.any_functions.add(node.name)


def _has_plain_e(node: Node) -> bool:
    """Whether e stands neither before brackets nor under a power that is no number."""
    apart: set[int] = set()
    for part in node.walk():
        if isinstance(part, Scripts) and part.sub is None and len(part.sups) == 1:
            value = part.sups[0].value
            if value is not None and not isinstance(unwrapped(value), Number):
                apart.add(id(part.base))
        if isinstance(part, Product):
            for (_, name), (operator, group) in zip(part.factors, part.factors[1:], strict=False):
                bracket = not operator and isinstance(group, (Group, Scripts))
                if bracket and isinstance(_under_scripts(group), Group):
                    apart.add(id(name.base if isinstance(name, Scripts) else name))
    return any(
        isinstance(part, Symbol) and part.name == "e" and id(part) not in apart
        for part in node.walk()
    )


def _under_scripts(node: Node) -> Node:
    """What stands under the scripts of a node."""
    return node.base if isinstance(node, Scripts) else node
