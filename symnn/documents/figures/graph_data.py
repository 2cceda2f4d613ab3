"""Computational graphs as data: quantities, and what is computed from what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

INPUT, PARAMETER, QUANTITY, TARGET, REST = "input", "parameter", "quantity", "target", "rest"


@dataclass(frozen=True)
class Node:
    """A quantity: its name, the formula that it is computed by, its shape, its numbers."""

    key: Any
    name: str
    latex: str
    kind: str = QUANTITY
    formula: str = ""
    shape: str = ""
    value: str = ""
    adjoint: str = ""
    marked: bool = False


@dataclass(frozen=True)
class Edge:
    """``end`` is computed from ``start``; ``repeated`` stands for the members between."""

    start: Any
    end: Any
    label: str = ""
    marked: bool = False
    repeated: bool = False

    @property
    def pair(self) -> tuple[Any, Any]:
        """Its ends."""
        return self.start, self.end


@dataclass(frozen=True)
class Dependence:
    """A graph without cycles, its nodes in an order in which each is after what it uses."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    paths: tuple[tuple[str, ...], ...] = ()

    @property
    def depth(self) -> int:
        """The number of quantities on the longest way through the graph."""
        uses: dict[Any, list[Any]] = {}
        for edge in self.edges:
            uses.setdefault(edge.end, []).append(edge.start)
        depths: dict[Any, int] = {}
        for node in self.nodes:
            depths[node.key] = 1 + max((depths[used] for used in uses.get(node.key, ())), default=0)
        return max(depths.values(), default=0)

    @property
    def marked(self) -> bool:
        """Whether something is pointed at."""
        return any(node.marked for node in self.nodes)
