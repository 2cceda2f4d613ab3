"""Which dimension of the data runs over the samples, so that batches may be cut from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.dimension import dim
from symnn.language.errors import SizeError, UnknownNameError
from symnn.language.expression import Applied, bound_by, symbols_in
from symnn.language.index import Index
from symnn.language.symbol import symbol_of
from symnn.language.system import System
from symnn.training.needs import input_of


def samples_of(
    system: System,
    of: str,
    data: Collection[str],
    params: Collection[str],
    wish: str | None,
    word: str = "batch",
) -> sp.Expr | None:
    """The dimension of the samples: in the data, and in no parameter; None if there is none.

    Of several, the one that most data share, then the one that comes first in all of them.
    ``wish`` names it; an empty one says that there is none; ``word`` is what the user calls it.
    Raises SizeError where it is not clear, or where the model mixes what would be samples,
    UnknownNameError for a wish that is no size.
    """
    shapes = {name: input_of(system, name).shape for name in data}
    every = {size for shape in shapes.values() for size in shape if size.is_Symbol}
    fixed = {s for name in params for z in input_of(system, name).shape for s in z.free_symbols}
    if wish is not None:
        return _wished(wish, every, fixed, word) if wish else None
    # a size that is part of another, such as n - k + 1, is not cut
    whole = {
        s
        for symbol in system.symbols.values()
        for z in symbol.shape
        if not z.is_Symbol
        for s in z.free_symbols
    }

    def merit(size: sp.Expr) -> tuple[int, int]:
        holders = [shape for shape in shapes.values() if size in shape]
        return len(holders), sum(shape[0] == size for shape in holders)

    def once(size: sp.Expr) -> bool:
        return all(shape.count(size) < 2 for shape in shapes.values())

    found = [size for size in sorted(every - fixed - whole, key=str) if once(size)]
    found.sort(key=merit, reverse=True)
    if not found:
        return None
    first = found[0]
    if len(found) > 1 and merit(first) == merit(found[1]):
        names = " or ".join(map(str, found))
        raise SizeError(f"the samples may run over {names}; say which: {word}={first.name!r}")
    mixing = mixed_by(system, of, first)
    if mixing is not None:
        raise SizeError(
            f"the samples seem to run over {first}, but {mixing} mixes what belongs to different "
            f"{first}: say {word}={first.name!r} if batches may be cut there all the same, or "
            f"{word}='' if the data are one sample"
        )
    return first


def _wished(wish: str, every: Collection[Expr], fixed: Collection[Expr], word: str) -> sp.Expr:
    if dim(wish) not in every:
        known = ", ".join(sorted(map(str, every)))
        raise UnknownNameError(f"{word}={wish!r}: no size of the data; there are {known}")
    if dim(wish) in fixed:
        raise SizeError(f"{word}={wish!r}: parameters have this size too, so it cannot vary")
    return dim(wish)


def mixed_by(system: System, of: str, size: sp.Expr) -> str | None:
    """The first quantity whose value for one sample depends on other samples.

    >>> import symnn as sn
    >>> N, d = sn.dims("N d"); X = sn.matrix("X", N, d); model = sn.Model()
    >>> centred = model.define("C", X - sn.mean(X, axis=N))
    >>> L = model.define("L", sn.total(centred @ sn.vector("w", d)))
    >>> mixed_by(model, "L", N)
    'C'
    """
    pooled: set[str] = set()
    for equation in system.ordered([of]):
        used = {symbol.name for symbol in symbols_in(equation.expr)}
        own = size in equation.symbol.shape
        scopes = list(_scopes(equation.expr, size, own))
        if any(scopes) or (used & pooled and (own or scopes)):
            return equation.name
        if scopes or used & pooled:
            pooled.add(equation.name)
    return None


def _scopes(expr: Expr, size: sp.Expr, inside: bool) -> Iterator[bool]:
    """For every node that runs over ``size``: whether it stands inside of another that does."""
    if symbol_of(expr) is not None or isinstance(expr, Index):
        return
    if isinstance(expr, sp.Sum):
        runs = any(index.dimension == size for index in bound_by(expr))
        if runs:
            yield inside
        yield from _scopes(expr.function, size, inside or runs)
    elif isinstance(expr, Applied):
        for body, bound in expr.operands:
            runs = any(index.dimension == size for index in bound)
            if runs:
                yield inside
            yield from _scopes(body, size, inside or runs)
    else:
        for arg in expr.args:
            if isinstance(arg, Expr):
                yield from _scopes(arg, size, inside)
