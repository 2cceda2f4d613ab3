"""Canonical keys: equal for expressions that differ only in bound indices and in order.

The bound indices are told apart by colour refinement (Weisfeiler–Leman): an index is coloured by
the places where it stands, places by the colours of the indices in them, until nothing changes.
Indices that are still alike are symmetric or nearly so; one of them is singled out and the
refinement goes on, once for each choice that looks different. The key is the whole structure with
bound indices numbered, so equal keys mean equal expressions, whatever the hashes did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.expression import Applied, bound_by, rename
from symnn.language.index import Index
from symnn.language.symbol import Entry
from symnn.operations.inverse import INVERSE

Colours = dict[Index, int]


@lru_cache(maxsize=1 << 16)
def key(expr: Expr) -> Hashable:
    """The canonical key of ``expr``; free indices keep their identity.

    >>> import symnn as sn
    >>> x = sn.vector("x", sn.dim("n"))
    >>> (x @ x).expr == (x @ x).expr, key((x @ x).expr) == key((x @ x).expr)
    (False, True)
    """
    return keyed(expr, frozenset())


def keyed(expr: Expr, symmetric: frozenset[Any]) -> Hashable:
    """:func:`key`, with the entries of ``symmetric`` matrices read as A[i, j] = A[j, i]."""
    tree = _Tree(expr, symmetric)
    if not tree.bound and not symmetric:
        return expr
    return tree.structure(tree.discrete(tree.start()))


class _Node:
    """A subexpression: its head, its parts, whether their order matters."""

    __slots__ = ("bound", "head", "parts", "unordered")

    def __init__(self, expr: Expr, symmetric: frozenset[Any], bound: dict[Index, None]) -> None:
        self.head: Any = type(expr)
        self.unordered = isinstance(expr, (sp.Add, sp.Mul, sp.KroneckerDelta))
        parts: Sequence[Any] = expr.args
        if isinstance(expr, Entry):
            self.head = (Entry, expr.symbol)
            self.unordered = expr.symbol in symmetric and len(expr.args) == 3
            parts = expr.args[1:]
            if expr.symbol in symmetric and len(parts) > 2:  # matrices, each of them symmetric
                self.parts = [_node(part, symmetric, bound) for part in parts[:-2]]
                self.parts.append(_Pair(parts[-2:], symmetric, bound))
                return
        elif isinstance(expr, sp.KroneckerDelta) and not all(map(_is_single, parts)):
            self.head, form = "equation", sp.expand(parts[0] - parts[1])
            parts = (form, sp.expand(-form))  # p = 0 is −p = 0
        elif isinstance(expr, sp.Sum):
            parts = (expr.function,)
        elif isinstance(expr, Applied):
            parts = (*(body for body, _ in expr.operands), *expr.outputs)
            if symmetric and isinstance(expr, INVERSE.node) and _is_symmetric(expr, symmetric):
                self.parts = [_node(body, symmetric, bound) for body, _ in expr.operands]
                self.parts.append(_Pair(expr.outputs, symmetric, bound))
                self.parts.append(_Range(expr.operands[0][1], bound))
                return
        self.parts = [_node(part, symmetric, bound) for part in parts]
        if isinstance(expr, sp.Sum):
            self.parts.append(_Range(bound_by(expr), bound))
        elif isinstance(expr, Applied):
            for _, inner in expr.operands:
                self.parts.append(_Range(inner, bound))
                self.parts[-1].unordered = False


def _is_single(place: Expr) -> bool:
    """An index, a number or a size: not i + u − 1."""
    return isinstance(place, Index) or not place.args


class _Range(_Node):
    """The bound indices of a node."""

    __slots__ = ()

    def __init__(self, indices: Sequence[Index], bound: dict[Index, None]) -> None:
        self.head = "range"
        self.unordered = True
        self.parts = list(indices)
        bound.update(dict.fromkeys(indices))


class _Pair(_Node):
    """Two indices in any order."""

    __slots__ = ()

    def __init__(
        self, indices: Sequence[Any], symmetric: frozenset[Any], bound: dict[Index, None]
    ) -> None:
        self.head = "pair"
        self.unordered = True
        self.parts = [_node(index, symmetric, bound) for index in indices]


def _is_symmetric(node: Applied, symmetric: frozenset[Any]) -> bool:
    """Whether the matrix whose inverse is taken equals its transpose."""
    ((body, (first, second)),) = node.operands
    turned = rename(body, {first: second, second: first})
    return keyed(body, symmetric) == keyed(turned, symmetric)


def _node(expr: Expr, symmetric: frozenset[Any], bound: dict[Index, None]) -> Any:
    return expr if isinstance(expr, Index) or not expr.args else _Node(expr, symmetric, bound)


class _Tree:
    def __init__(self, expr: Expr, symmetric: frozenset[Any]) -> None:
        bound: dict[Index, None] = {}
        self.root = _node(expr, symmetric, bound)
        self.bound = list(bound)
        self.memo: dict[int, int] = {}

    # ---- refinement ---------------------------------------------------------------------------

    def start(self) -> Colours:
        return self.refined({index: hash(("bound", index.dimension)) for index in self.bound})

    def refined(self, colours: Colours) -> Colours:
        classes = len(set(colours.values()))
        while classes < len(colours):
            finer = self._round(colours)
            count = len(set(finer.values()))
            colours = finer
            if count == classes:
                break
            classes = count
        return colours

    def _round(self, colours: Colours) -> Colours:
        self.look(colours)
        seen: dict[Index, list[int]] = {index: [] for index in colours}
        self._down(self.root, 0, colours, seen)
        return {index: hash((colour, *sorted(seen[index]))) for index, colour in colours.items()}

    def look(self, colours: Colours) -> int:
        """The hash of the whole expression under a colouring."""
        self.memo = {}
        return self._up(self.root, colours)

    def _up(self, node: Any, colours: Colours) -> int:
        if not isinstance(node, _Node):
            return colours.get(node) or hash(node)
        known = self.memo.get(id(node))
        if known is None:
            parts = [self._up(part, colours) for part in node.parts]
            if node.unordered:
                parts.sort()
            known = self.memo[id(node)] = hash((node.head, *parts))
        return known

    def _down(
        self, node: _Node, context: int, colours: Colours, seen: dict[Index, list[int]]
    ) -> None:
        here = hash((context, self._up(node, colours)))
        for position, part in enumerate(node.parts):
            below = hash((here, -1 if node.unordered else position, self._up(part, colours)))
            if isinstance(part, _Node):
                self._down(part, below, colours, seen)
            elif part in seen:
                seen[part].append(below)

    # ---- ties ---------------------------------------------------------------------------------

    def discrete(self, colours: Colours) -> Colours:
        """A colouring in which all bound indices differ, chosen independently of their names."""
        sizes = Counter(colours.values())
        ties = [colour for colour, size in sizes.items() if size > 1]
        if not ties:
            return colours
        chosen = min(ties, key=lambda colour: (sizes[colour], colour))
        looks: dict[int, Colours] = {}
        for index in (index for index, colour in colours.items() if colour == chosen):
            single = self.refined({**colours, index: hash(("single", chosen))})
            looks.setdefault(self.look(single), single)
        return min((self.discrete(single) for single in looks.values()), key=self.look)

    # ---- result -------------------------------------------------------------------------------

    def structure(self, colours: Colours) -> Hashable:
        """The expression as nested tuples, with bound indices numbered by colour."""
        self.look(colours)
        order = sorted(colours, key=colours.__getitem__)
        numbers = {index: number for number, index in enumerate(order)}
        return self._structure(self.root, colours, numbers)

    def _structure(self, node: Any, colours: Colours, numbers: dict[Index, int]) -> Hashable:
        if not isinstance(node, _Node):
            return ("#", numbers[node], node.dimension) if node in numbers else node
        parts = node.parts
        if node.unordered:
            parts = sorted(parts, key=lambda part: self._up(part, colours))
        return (node.head, *(self._structure(part, colours, numbers) for part in parts))
