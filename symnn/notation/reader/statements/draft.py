"""What is known of a document while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from symnn.language.system import System
from symnn.notation.reader.grammar.lines import BadFormula, Line
from symnn.notation.reader.grammar.nodes import Node
from symnn.notation.reader.meaning.names import Reference
from symnn.notation.reader.meaning.world import World
from symnn.notation.reader.statements.definitions import Definition, Definitions
from symnn.notation.reader.statements.said import Said
from symnn.notation.reader.statements.suppositions import Suppositions
from symnn.notation.reader.text.source import Source
from symnn.notation.reader.trouble import ReadError

Alias: TypeAlias = tuple[Reference, Node, dict[str, int]]
"""A name for a derivative: the name with its indices, the right side, labels."""


@dataclass
class Draft:
    """A document that is being read; lines go by their number.

    ``several``   names that have several values, one after the other
    ``declared``  what declarations gave, or the trouble with them
    ``heads``     the definitions that a line makes
    ``kinds``     what a line is, where that is settled: value, fact, again, other
    ``valued``    the quantity whose numbers a line gives
    ``aliasing``  lines that name a derivative
    ``again``     second definitions of a name
    ``doubtful``  names that are defined twice, with the place from which they are in doubt
    ``implicit``  names that an equation gives that is not solved for them, with its text
    ``supposed``  the lines that suppose something, and what is supposed at claims
    ``said``      what the prose says of quantities
    """

    source: Source
    lines: list[Line]
    bad: list[BadFormula]
    world: World
    definitions: Definitions
    system: System = field(default_factory=System)
    values: dict[str, object] = field(default_factory=dict)
    several: set[str] = field(default_factory=set)
    declared: dict[int, str | ReadError] = field(default_factory=dict)
    heads: dict[int, list[Definition]] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)
    valued: dict[int, str] = field(default_factory=dict)
    aliasing: dict[int, list[Alias]] = field(default_factory=dict)
    again: list[tuple[Line, Definition]] = field(default_factory=list)
    doubtful: dict[str, int] = field(default_factory=dict)
    implicit: dict[str, str] = field(default_factory=dict)
    supposed: Suppositions = field(default_factory=Suppositions)
    said: Said = field(default_factory=Said)
