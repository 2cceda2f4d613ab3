"""Graphs in which the same part repeats, such as the layers of a deep network, made short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from symnn.documents.figures.graph_data import INPUT, PARAMETER, REST, Dependence, Edge, Node

LONGEST = 24
"""So many quantities one after the other may repeat."""
FAR = 6
"""So many layers the edges of an input may cross; with more it is drawn several times."""
MOST_INPUTS = 8
"""So many inputs of one shape that one quantity alone uses are drawn one by one."""
FEWEST = 4
"""So many repetitions are drawn as the first, dots, and the last."""


def shortened(graph: Dependence) -> Dependence:
    """The graph with the longest repetition as its first and last part, and dots between."""
    order = [node for node in graph.nodes if _is_computed(node, graph)]
    run = _longest_run(order, graph)
    if run is None:
        return graph
    start, period, times = run
    dropped = {node.key for node in order[start + period : start + (times - 1) * period]}
    users: dict[Any, set[Any]] = {}
    for edge in graph.edges:
        users.setdefault(edge.start, set()).add(edge.end)
    computed = {node.key for node in order}
    alone = {key for key, ends in users.items() if key not in computed and ends <= dropped}
    gone = dropped | alone
    marked = any(node.marked for node in graph.nodes if node.key in dropped)
    dots = Node(REST, "…", r"\cdots", REST, rf"{times - 2} \text{{ more}}", marked=marked)
    edges: dict[tuple[Any, Any], Edge] = {}
    for edge in graph.edges:
        if edge.start in alone or (edge.end in dropped and edge.start not in computed):
            continue
        pair = tuple(REST if end in gone else end for end in edge.pair)
        if pair[0] == pair[1]:
            continue
        moved = replace(edge, start=pair[0], end=pair[1])
        if REST in pair:
            moved = replace(moved, label="")
        known = edges.get(moved.pair)
        edges[moved.pair] = moved if known is None or moved.marked else known
    nodes = [node for node in graph.nodes if node.key not in gone]
    last = order[start + period - 1].key
    place = 1 + max(i for i, node in enumerate(nodes) if node.key == last)
    before = list(nodes[:place])
    return replace(graph, nodes=(*before, dots, *nodes[place:]), edges=tuple(edges.values()))


def gathered(graph: Dependence) -> Dependence:
    """The graph with many inputs of one quantity as the first two, dots, and the last."""
    users: dict[Any, list[Any]] = {}
    for edge in graph.edges:
        users.setdefault(edge.start, []).append(edge.end)
    groups: dict[tuple[Any, str], list[Node]] = {}
    for node in graph.nodes:
        ends = users.get(node.key, [])
        if node.kind == INPUT and len(ends) == 1 and not node.marked:
            groups.setdefault((ends[0], node.shape), []).append(node)
    dots: dict[Any, Node] = {}
    gone: set[Any] = set()
    for group in groups.values():
        if len(group) > MOST_INPUTS:
            middle = group[2:-1]
            key = (REST, middle[0].key)
            more = rf"{len(middle)} \text{{ more}}"
            dots[middle[0].key] = Node(key, "…", r"\cdots", REST, more)
            gone |= {node.key for node in middle}
    kept = (dots.get(node.key, node) for node in graph.nodes)
    nodes = tuple(node for node in kept if node.key not in gone)
    edges = [edge for edge in graph.edges if edge.start not in gone or edge.start in dots]
    edges = [
        replace(edge, start=dots[edge.start].key) if edge.start in dots else edge for edge in edges
    ]
    return replace(graph, nodes=nodes, edges=tuple(edges))


def spread(graph: Dependence) -> Dependence:
    """The graph with inputs that many parts far apart share drawn anew beside each of them.

    Their keys are numbers, in the order of the nodes. Inputs that something points at stay one.
    """
    level: dict[Any, int] = {}
    users: dict[Any, list[Any]] = {}
    uses: dict[Any, list[Any]] = {}
    for edge in graph.edges:
        users.setdefault(edge.start, []).append(edge.end)
        uses.setdefault(edge.end, []).append(edge.start)
    for node in graph.nodes:
        level[node.key] = 1 + max((level[used] for used in uses.get(node.key, ())), default=-1)
    nodes: list[Node] = []
    place: dict[tuple[Any, int | None], int] = {}  # a copy by the layer where it is used
    for node in graph.nodes:
        levels = sorted({level[user] for user in users.get(node.key, ())})
        crossed = sum(there - levels[0] for there in levels)
        apart = node.key not in uses and not node.marked and crossed >= FAR
        for there in levels if apart else [None]:
            place[node.key, there] = len(nodes)
            nodes.append(replace(node, key=len(nodes)))
    edges = []
    for edge in graph.edges:
        beside = edge.start, level[edge.end]
        start = place[beside] if beside in place else place[edge.start, None]
        edges.append(replace(edge, start=start, end=place[edge.end, None]))
    return replace(graph, nodes=tuple(nodes), edges=tuple(edges))


def _is_computed(node: Node, graph: Dependence) -> bool:
    return node.kind not in (INPUT, PARAMETER) or bool(node.formula)


def _longest_run(order: list[Node], graph: Dependence) -> tuple[int, int, int] | None:
    """Where the longest repetition starts, how long it is, and how often it is there."""
    place = {node.key: number for number, node in enumerate(order)}
    uses: list[list[int]] = [[] for _ in order]
    for edge in graph.edges:
        if edge.end in place:
            here = place[edge.end]
            before = here - place[edge.start] if edge.start in place else 0
            uses[here].append(before)
    signs = [tuple(sorted(used)) for used in uses]
    found: list[tuple[int, int, int]] = []
    for period in range(1, min(LONGEST, len(signs) // FEWEST) + 1):
        run = 0
        for here in range(period, len(signs) + 1):
            if here < len(signs) and signs[here] == signs[here - period]:
                run += 1
                continue
            times = run // period + 1
            if times >= FEWEST:
                found.append(_aligned(here - run - period, period, run + period, signs))
            run = 0
    found = [run for run in found if run[2] >= FEWEST and _is_chain(*run[:2], signs)]
    return max(found, key=lambda run: (run[1] * run[2], -run[1]), default=None)


def _aligned(
    start: int, period: int, length: int, signs: Sequence[tuple[int, ...]]
) -> tuple[int, int, int]:
    """The run from a place on where most inputs come in: there a layer begins."""
    shift = max(range(period), key=lambda place: (signs[start + place].count(0), -place))
    return start + shift, period, (length - shift) // period


def _is_chain(start: int, period: int, signs: Sequence[tuple[int, ...]]) -> bool:
    """Whether each part uses the one before."""
    return any(before > place for place in range(period) for before in signs[start + place])
