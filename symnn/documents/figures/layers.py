"""Layered drawings of graphs without cycles: where nodes stand, and where edges bend.

Nodes stand in layers by the longest path that leads to them, inputs right before their first use.
Long edges go through a point in every layer between. The order in a layer is found by barycentres
(Sugiyama, Tagawa and Toda 1981), the places by least squares that keep order and distance.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Key = Hashable
SWEEPS = 12
"""How often the layers are put in order, each by its neighbours."""
ROUNDS, STILL = 240, 0.02
"""How often places are improved at most, and the change in pixels at which they are good."""
STRAIGHT, LIGHT = 8.0, 1e-3
"""How much more straight long edges count than the place of a node, and how little inputs do."""


@dataclass(frozen=True, eq=False)
class Bend:
    """The point of an edge in a layer that it crosses."""

    edge: tuple[Key, Key]
    layer: int


Item = Key
"""A node, or a bend."""


@dataclass
class Layered:
    """A layout: the items of each layer in order, and the place of each across its layer."""

    layers: list[list[Item]]
    across: dict[Item, float]
    bends: dict[tuple[Key, Key], list[Bend]]

    def layer_of(self) -> dict[Item, int]:
        """The layer of each item."""
        return {item: place for place, layer in enumerate(self.layers) for item in layer}


def layered(
    nodes: Sequence[Key],
    edges: Sequence[tuple[Key, Key]],
    breadth: Mapping[Key, float],
    gap: float,
) -> Layered:
    """Lay out a graph whose ``edges`` lead from what is used to what uses it.

    ``breadth`` is the extent of a node across its layer, ``gap`` the distance of neighbours. The
    order of ``nodes`` decides where nothing else does.
    """
    levels = _levels(nodes, edges)
    count = max(levels.values(), default=0) + 1
    layers: list[list[Item]] = [[] for _ in range(count)]
    for node in nodes:
        layers[levels[node]].append(node)
    before: dict[Item, list[Item]] = {}
    after: dict[Item, list[Item]] = {}
    bends: dict[tuple[Key, Key], list[Bend]] = {}
    for edge in edges:
        start, end = edge
        bends[edge] = [Bend(edge, place) for place in range(levels[start] + 1, levels[end])]
        chain: list[Item] = [start, *bends[edge], end]
        for bend in bends[edge]:
            layers[bend.layer].append(bend)
        for one, next in pairwise(chain):
            after.setdefault(one, []).append(next)
            before.setdefault(next, []).append(one)
    layers = [_between(layer, before, after) for layer in _in_order(layers, before, after)]
    return Layered(layers, _places(layers, before, after, breadth, gap), bends)


def _levels(nodes: Sequence[Key], edges: Sequence[tuple[Key, Key]]) -> dict[Key, int]:
    """The layer of each node; ``nodes`` come in an order in which each is after what it uses."""
    uses: dict[Key, list[Key]] = {node: [] for node in nodes}
    users: dict[Key, list[Key]] = {node: [] for node in nodes}
    for start, end in edges:
        uses[end].append(start)
        users[start].append(end)
    levels: dict[Key, int] = {}
    for node in nodes:
        levels[node] = 1 + max((levels[used] for used in uses[node]), default=-1)
    for node in nodes:
        if not uses[node] and users[node]:
            levels[node] = min(levels[user] for user in users[node]) - 1
    return levels


# ---- order --------------------------------------------------------------------------------------


def _in_order(
    layers: list[list[Item]],
    before: Mapping[Item, Sequence[Item]],
    after: Mapping[Item, Sequence[Item]],
) -> list[list[Item]]:
    """The order with the fewest crossings among those that sweeps to and fro come by."""
    best, fewest = [list(layer) for layer in layers], _crossings(layers, after)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        forth = sweep % 2 == 0
        neighbours = before if forth else after
        places = range(1, len(layers)) if forth else range(len(layers) - 2, -1, -1)
        for place in places:
            beside = layers[place - 1 if forth else place + 1]
            rank = {item: number for number, item in enumerate(beside)}
            layers[place] = _sorted(layers[place], neighbours, rank)
        count = _crossings(layers, after)
        if count < fewest:
            best, fewest = [list(layer) for layer in layers], count
    return best


def _between(
    layer: list[Item],
    before: Mapping[Item, Sequence[Item]],
    after: Mapping[Item, Sequence[Item]],
) -> list[Item]:
    """The layer with what is computed amid the inputs that are used by the same alone."""
    groups: list[list[Item]] = []
    for item in layer:
        ends = after.get(item, ())
        if groups and len(ends) == 1 and after.get(groups[-1][0]) == ends:
            groups[-1].append(item)
        else:
            groups.append([item])
    made: list[Item] = []
    for group in groups:
        inputs = [item for item in group if not before.get(item)]
        others = [item for item in group if before.get(item)]
        half = (len(inputs) + 1) // 2
        made += [*inputs[:half], *others, *inputs[half:]]
    return made


def _sorted(
    layer: list[Item], neighbours: Mapping[Item, Sequence[Item]], rank: Mapping[Item, int]
) -> list[Item]:
    """The items by the mean rank of their neighbours; those without keep their place."""
    means: list[tuple[float, int]] = []
    last = -1.0
    for place, item in enumerate(layer):
        ranks = [rank[other] for other in neighbours.get(item, ()) if other in rank]
        if ranks:
            last = sum(ranks) / len(ranks)
        means.append((last, place))
    return [layer[place] for _, place in sorted(means)]


def _crossings(layers: Sequence[Sequence[Item]], after: Mapping[Item, Sequence[Item]]) -> int:
    count = 0
    for layer, next in pairwise(layers):
        rank = {item: number for number, item in enumerate(next)}
        ends = [sorted(rank[other] for other in after.get(item, ())) for item in layer]
        flat = [end for part in ends for end in part]
        count += _inversions(flat, len(next))
    return count


def _inversions(numbers: Sequence[int], most: int) -> int:
    """How many pairs stand in the wrong order, by a tree of counts."""
    tree, found = [0] * (most + 1), 0
    for seen, number in enumerate(numbers):
        at, smaller = number + 1, 0
        while at:
            smaller += tree[at]
            at -= at & -at
        found += seen - smaller
        at = number + 1
        while at <= most:
            tree[at] += 1
            at += at & -at
    return found


# ---- places -------------------------------------------------------------------------------------


def _places(
    layers: Sequence[Sequence[Item]],
    before: Mapping[Item, Sequence[Item]],
    after: Mapping[Item, Sequence[Item]],
    breadth: Mapping[Key, float],
    gap: float,
) -> dict[Item, float]:
    """Places near those of the neighbours, in order and apart."""
    distance = [_distances(layer, breadth, gap) for layer in layers]
    across: dict[Item, float] = {}
    for layer, apart in zip(layers, distance, strict=True):
        whole = sum(apart)
        at = -whole / 2
        for item, step in zip(layer, [*apart, 0.0], strict=False):
            across[item] = at
            at += step
    drawn: dict[Item, list[tuple[Item, float]]] = {}
    weights: dict[Item, float] = {}
    for item in across:
        near = [*before.get(item, ()), *after.get(item, ())]
        shares = [_weight(other, before) for other in near]
        total = sum(shares)
        drawn[item] = [(other, share / total) for other, share in zip(near, shares, strict=True)]
        weights[item] = _weight(item, before) * max(total, LIGHT)
    for sweep in range(ROUNDS):
        change = 0.0
        for place in range(len(layers)) if sweep % 2 == 0 else range(len(layers) - 1, -1, -1):
            layer = layers[place]
            wanted = [
                sum(across[other] * share for other, share in drawn[item])
                if drawn[item]
                else across[item]
                for item in layer
            ]
            found = apart_by(wanted, [weights[item] for item in layer], distance[place])
            for item, new in zip(layer, found, strict=True):
                change = max(change, abs(new - across[item]))
                across[item] = new
        if change < STILL:
            break
    return across


def _weight(item: Item, before: Mapping[Item, Sequence[Item]]) -> float:
    """How much a neighbour draws: inputs hang on what is computed, and not the other way round."""
    if isinstance(item, Bend):
        return STRAIGHT
    return 1.0 if before.get(item) else LIGHT


def _distances(layer: Sequence[Item], breadth: Mapping[Key, float], gap: float) -> list[float]:
    half = [0.0 if isinstance(item, Bend) else breadth[item] / 2 for item in layer]
    return [a + b + gap for a, b in pairwise(half)]


def apart_by(
    wanted: Sequence[float], weights: Sequence[float], apart: Sequence[float]
) -> list[float]:
    """The places nearest to the ``wanted`` ones that are in order and so far apart.

    Weighted least squares; isotonic regression by pooling adjacent violators.

    >>> apart_by([0, 0, 10], [1, 1, 1], [2, 2])
    [-1.0, 1.0, 10.0]
    """
    shifts = [0.0]
    for step in apart:
        shifts.append(shifts[-1] + step)
    pools: list[tuple[float, float, int]] = []  # mean, weight, count
    for place, weight, shift in zip(wanted, weights, shifts, strict=False):
        mean, count = place - shift, 1
        while pools and pools[-1][0] > mean:
            other, heavy, many = pools.pop()
            mean = (mean * weight + other * heavy) / (weight + heavy)
            weight, count = weight + heavy, count + many
        pools.append((mean, weight, count))
    means = [mean for mean, _, count in pools for _ in range(count)]
    return [mean + shift for mean, shift in zip(means, shifts, strict=False)]
