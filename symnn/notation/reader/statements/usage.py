"""What words and usage say of names: differentiable functions, vectors, primes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symnn.notation.reader.grammar.lines import Line, base_of
from symnn.notation.reader.grammar.nodes import (
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
from symnn.notation.reader.text.source import Source

_SMOOTH = re.compile(
    r"\b(?:differentiable|smooth|activation|nonlinearity|non-linearity)\b", re.IGNORECASE
)
_KINDS = {
    "normal_cdf": r"(?:cumulative )?(?:distribution function|cdf)",
    "normal_pdf": r"(?:probability )?(?:density function|density|pdf)",
}
_NORMAL = {
    name: rf"(?:the )?(?:standard (?:normal|Gaussian) {kind}|"
    rf"{kind} of (?:the|a) standard (?:normal|Gaussian))"
    for name, kind in _KINDS.items()
}
_CALLED = {
    **_NORMAL,
    "gamma": r"(?:the |Euler's )?gamma function",
    "digamma": r"(?:the )?digamma function",
}
"""What functions are called whose letter may mean other things."""
_IS_CALLED = {
    name: re.compile(rf",? ?(?:(?:is|denotes|means|be|for) )?{words}\b", re.IGNORECASE)
    for name, words in _CALLED.items()
}
_CALLED_BEFORE = {
    name: re.compile(rf"\b{words}$", re.IGNORECASE) for name, words in _CALLED.items()
}
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


def _usage(node: Node, world: World) -> None:
    for part in node.walk():
        if isinstance(part, Scripts) and any(sup.kind == "transpose" for sup in part.sups):
            world.survey.symmetric_use = True
            base = base_of(part)
            if base is not None:
                world.tensors.add(base.name)
        if isinstance(part, Symbol) and part.name.startswith((r"\mathbf{", r"\boldsymbol{")):
            world.tensors.add(part.name)
        if isinstance(part, Bars) and part.double and isinstance(unwrapped(part.body), Symbol):
            world.tensors.add(unwrapped(part.body).name)  # type: ignore[attr-defined]
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
    for name in _CALLED:
        if _IS_CALLED[name].match(ahead) or _CALLED_BEFORE[name].search(behind):
            world.named_functions[node.name] = name


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
