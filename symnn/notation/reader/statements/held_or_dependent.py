r"""What prose says of names together: ``$b$ depends on $w$``, ``$b$ is treated as a constant``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from symnn.notation.reader.grammar.lines import Line, base_of
from symnn.notation.reader.grammar.nodes import Group, Node, Product, Symbol
from symnn.notation.reader.statements.upstream import functions_called
from symnn.notation.reader.text.source import Source

_ONLY = re.compile(r"[$\\)\s]*+(?:only|through|via|by way of|if|when|unless|,)", re.IGNORECASE)
_CONSTANT = re.compile(
    r"[$\\)\s]*+(?:,\s*+)?(?:(?:is|being|as)\s++)?"
    r"(?:(?:treated|held|kept|considered|regarded|taken|seen)\s*+)?(?:as\s++|to\s++be\s++)?"
    r"(?:a\s++)?(?:constant|fixed|frozen|detached)\b",
    re.IGNORECASE,
)
_NO_GRADIENT = re.compile(
    r"(?:gradients?\s++(?:(?:is|are)\s++)?(?:flows?|pass(?:es)?|(?:back-?)?propagated)"
    r"\s++(?:through|into|to)"
    r"|stop(?:ped|ping|s)?+(?:[- ]the)?[- ]gradients?(?:\s++(?:of|at|through))?"
    r"|detach(?:ed|ing)?)\s*+[$\\(]*+$",
    re.IGNORECASE,
)


def dependences(
    source: Source, lines: Sequence[Line], defined: Set[str]
) -> Iterator[tuple[Symbol, Node, str]]:
    """Each name that is a function of others, ``b`` and ``b(v, w)``, with the words.

    What depends on one of the ``defined`` names, those with equations, is an upstream loss.
    """
    for line in lines:
        pairs = list(functions_called(source, lines, line))
        bases = {base.name for _, by in pairs if (base := base_of(by)) is not None}
        if not pairs or {pairs[0][0].name, *bases} & defined:
            continue
        name, arguments = pairs[0][0], tuple(by for _, by in pairs)
        if name not in arguments and not _ONLY.match(source.text, arguments[-1].end):
            words = f"{name.name} depends on {', '.join(sorted(bases))}"
            yield name, Product((("", name), ("", Group(arguments, "(")))), words


def held(source: Source, lines: Sequence[Line], defined: Set[str]) -> Iterator[tuple[Node, str]]:
    """Names with equations that are held constant nevertheless, with the words."""
    for line in lines:
        name = _name(line)
        if name is None or name.name not in defined:
            continue
        before = source.text[max(0, line.raw.start - 60) : line.raw.start]
        after = source.text[line.raw.end :][:60]
        if _CONSTANT.match(after) or _NO_GRADIENT.search(before):
            yield name, f"{name.name} is held constant"


def _name(line: Line) -> Symbol | None:
    """The name that a formula in a line of prose is."""
    alone = line.inline and not line.relations and len(line.sides) == 1 and not line.names
    node = line.sides[0] if alone else None
    return node if isinstance(node, Symbol) else None
