"""Index expressions: SymPy scalars with entries, sums over indices, and operations on axes.

An expression holds no arrays. ``Σ_j W[i,j]·x[j]`` is a SymPy ``Sum`` over an index; an operation
that takes whole axes, such as softmax, is an ``Applied`` node that binds the indices of its operand
and has indices of its own output. Indices bound in a node are free in no other place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.index import Index, fresh
from symnn.language.symbol import Entry, TensorSymbol

ONE = sp.Integer(1)


class Applied(Expr):
    """An operation on whole axes: ``operation(operands)[outputs]``.

    ``args`` are one ``Tuple(body, *bound)`` for each operand, then ``Tuple(*outputs)``. The class
    attribute ``operation`` is its declaration; each operation has a subclass of its own.
    """

    operation: ClassVar[Any]
    is_commutative = True
    is_real = True
    is_extended_real = True
    is_finite = True

    @classmethod
    def of(
        cls, operands: Sequence[tuple[Expr, Sequence[Index]]], outputs: Sequence[Expr]
    ) -> Applied:
        """The node with the given (body, bound indices) pairs and output indices."""
        slots = [sp.Tuple(body, *bound) for body, bound in operands]
        return Expr.__new__(cls, *slots, sp.Tuple(*outputs))

    @property
    def operands(self) -> tuple[tuple[Expr, tuple[Index, ...]], ...]:
        """Pairs of body and the indices bound in it."""
        return tuple((slot.args[0], slot.args[1:]) for slot in self.args[:-1])

    @property
    def outputs(self) -> tuple[Expr, ...]:
        """The indices of the result."""
        return self.args[-1].args

    def at(self, outputs: Sequence[Expr]) -> Applied:
        """The same result at other output indices."""
        return type(self).of(self.operands, outputs)


class Total(sp.Sum):
    """A finite sum of real terms: SymPy's ``Sum``, known to be real without asking."""

    is_commutative = True
    is_real = True
    is_extended_real = True
    is_finite = True


def total_over(body: Expr, indices: Iterable[Index]) -> Expr:
    """``Σ body`` over ``indices``, each from 1 to its dimension; nested sums become one.

    >>> from symnn.language.dimension import dims
    >>> n, = dims("n"); i = Index(n)
    >>> total_over(TensorSymbol("x", (n,))[i], [i]).function
    x[_i]
    """
    bound = tuple(indices)
    if not bound or body is sp.S.Zero:
        return body
    if isinstance(body, sp.Sum):
        if set(bound) & set(bound_by(body)):
            body = _apart(body)
        bound, body = (*bound, *bound_by(body)), body.function
    limits = [sp.Tuple(index, ONE, index.dimension) for index in bound]
    return Expr.__new__(Total, body, *limits)


def _apart(node: sp.Sum) -> Expr:
    """The same sum over fresh indices."""
    renaming = fresh(bound_by(node))
    return total_over(rename(node.function, renaming), renaming.values())


def bound_by(node: sp.Sum) -> tuple[Index, ...]:
    """The indices that a sum runs over."""
    return tuple(limit.args[0] for limit in node.args[1:])


def rename(expr: Expr, mapping: Mapping[Any, Any]) -> Expr:
    """``expr`` with free indices (or dimensions, or scalar symbols) replaced, never captured.

    >>> from symnn.language.dimension import dims
    >>> n, = dims("n"); i, j = Index(n, "i"), Index(n, "j"); x = TensorSymbol("x", (n,))
    >>> rename(x[i] + total_over(x[j], [j]), {i: j}).args[0]
    x[_j]
    """
    changes = {old: new for old, new in mapping.items() if old is not new}
    if not changes:
        return expr
    indices = all(isinstance(old, Index) for old in changes)
    return _rename(expr, changes, {}, indices=indices)


def _rename(expr: Expr, changes: dict[Any, Any], memo: dict[Expr, Expr], *, indices: bool) -> Expr:
    """``expr`` with ``changes``; ``indices`` says that nothing but indices changes."""
    if indices and indices_in(expr).isdisjoint(changes):
        return expr
    if expr in memo:
        return memo[expr]
    if not expr.args:
        result = changes.get(expr, expr)
    elif indices and isinstance(expr, Entry):
        places = [_rename(place, changes, memo, indices=True) for place in expr.args[1:]]
        result = expr.func(expr.args[0], *places)
    elif isinstance(expr, sp.Sum):
        (body,), bound = _renamed_scope([expr.function], bound_by(expr), changes, memo, indices)
        result = expr if body is expr.function else total_over(body, bound)
    elif isinstance(expr, Applied):
        operands = []
        for body, bound in expr.operands:
            (renamed,), kept = _renamed_scope([body], bound, changes, memo, indices)
            operands.append((renamed, kept))
        outputs = [_rename(index, changes, memo, indices=indices) for index in expr.outputs]
        result = type(expr).of(operands, outputs)
    else:
        args = [_rename(arg, changes, memo, indices=indices) for arg in expr.args]
        same = all(new is old for new, old in zip(args, expr.args, strict=True))
        result = expr if same else expr.func(*args)
    memo[expr] = result
    return result


def _renamed_scope(
    bodies: list[Expr],
    bound: tuple[Index, ...],
    changes: dict[Any, Any],
    memo: dict[Expr, Expr],
    indices: bool,
) -> tuple[list[Expr], tuple[Index, ...]]:
    shadowed = any(index in changes for index in bound)
    captured = any(set(indices_in(new)) & set(bound) for new in changes.values())
    if not shadowed and not captured:
        return [_rename(body, changes, memo, indices=indices) for body in bodies], bound
    inner = {old: new for old, new in changes.items() if old not in bound}
    apart = {index: index.fresh() for index in bound} if captured else {}
    return [rename(body, {**inner, **apart}) for body in bodies], tuple(
        apart.get(index, index) for index in bound
    )


@lru_cache(maxsize=1 << 16)
def indices_in(expr: Expr) -> frozenset[Index]:
    """The free indices of ``expr``."""
    if isinstance(expr, Index):
        return frozenset((expr,))
    if isinstance(expr, sp.Sum):
        return indices_in(expr.function) - set(bound_by(expr))
    if isinstance(expr, Applied):
        found = set(indices_in(expr.args[-1]))
        for body, bound in expr.operands:
            found |= indices_in(body) - set(bound)
        return frozenset(found)
    found = set()
    for arg in expr.args:
        if not isinstance(arg, sp.IndexedBase):
            found |= indices_in(arg)
    return frozenset(found)


@lru_cache(maxsize=1 << 16)
def symbols_in(expr: Expr) -> frozenset[TensorSymbol]:
    """The tensor symbols that occur in ``expr``."""
    if isinstance(expr, TensorSymbol):
        return frozenset((expr,))
    if isinstance(expr, Entry):
        looked_up = (symbols_in(place) for place in expr.args[1:] if place.args)
        return frozenset((expr.symbol,)).union(*looked_up)
    if not expr.args:
        return frozenset()
    return frozenset().union(*(symbols_in(arg) for arg in expr.args))


@lru_cache(maxsize=1 << 16)
def has_delta(expr: Expr) -> bool:
    """Whether a Kronecker delta occurs in ``expr``."""
    return isinstance(expr, sp.KroneckerDelta) or any(has_delta(arg) for arg in expr.args)


def leaves(expr: Expr) -> Iterator[Expr]:
    """The entries and scalar symbols of ``expr``, in the order of writing, with repetitions.

    >>> [str(leaf) for leaf in leaves(TensorSymbol("a") + 2)]
    ['a']
    """
    if isinstance(expr, (Entry, TensorSymbol)):
        yield expr
    else:
        for arg in expr.args:
            yield from leaves(arg)


def dimensions_in(expr: Expr) -> frozenset[sp.Symbol]:
    """The dimension symbols that ``expr`` itself mentions as numbers or as ranges of its sums.

    >>> from symnn.language.dimension import dims
    >>> n, = dims("n")
    >>> dimensions_in(1 / n)
    frozenset({n})
    """
    found: set[sp.Symbol] = set()
    for node in sp.preorder_traversal(expr):
        if isinstance(node, Index):
            found |= node.dimension.free_symbols
        elif type(node) is sp.Symbol:
            found.add(node)
    return frozenset(found)
