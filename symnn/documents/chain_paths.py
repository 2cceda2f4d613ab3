"""The ways along which the chain rule runs: how a target depends on what it is derived by."""

from __future__ import annotations

from collections.abc import Sequence

from symnn.calculus.paths import Graph, Path
from symnn.documents.document import Block, Math, Paragraph, Table, Text
from symnn.documents.phrases import name_of
from symnn.language.symbol import TensorSymbol
from symnn.language.system import System

MOST = 4
"""So many paths are written out; of more, their number is said."""


def chain_paths(system: System, target: TensorSymbol, wrt: Sequence[TensorSymbol]) -> list[Block]:
    """For each quantity the paths that lead back to it from the target: there is one at least.

    >>> import symnn as sn
    >>> model = sn.Model(); w, x = sn.scalar("w"), sn.scalar("x"); z = model.define("z", w * x)
    >>> L = model.define("L", z**2 + w**2)
    >>> _, table = chain_paths(model, L.symbol, [w.symbol])
    >>> [part.plain for cell in table.rows[0] for part in cell if not isinstance(part, str)]
    ['w', 'L ← w', 'L ← z ← w']
    """
    graph = Graph(system)
    rows: list[list[Text]] = []
    for symbol in wrt:
        between = graph.between(target, symbol)
        count = between.above[symbol]
        if count > MOST:
            rows.append([[name_of(symbol)], [f"{count} paths"]])
        else:
            paths = [_shown(path) for path in between.paths(MOST)]
            parts = [part for path in paths for part in (", ", path)][1:]
            rows.append([[name_of(symbol)], parts])
    beginning = Paragraph(["The chain rule runs from ", name_of(target), " back along:"])
    return [beginning, Table(["By", "Along"], rows)]


def _shown(path: Path) -> Math:
    names = [name_of(symbol) for symbol in path.quantities]
    latex, plain = ([getattr(name, form) for name in names] for form in ("latex", "plain"))
    return Math(r" \leftarrow ".join(latex), " ← ".join(plain))
