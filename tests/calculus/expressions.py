"""Random index expressions, equal rewritings of them, and wrong ones; with their exact values."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from typing import Any

import hypothesis.strategies as st
import sympy as sp
from sympy.core.expr import Expr

import symnn as sn
from symnn.language.expression import Applied, bound_by, indices_in, rename, total_over
from symnn.language.index import Index, fresh
from symnn.language.symbol import Entry, TensorSymbol
from symnn.operations.exp import EXP
from symnn.operations.sigmoid import SIGMOID
from symnn.operations.softmax import SOFTMAX
from symnn.operations.tanh import TANH
from tests.scalars import positions

N, M = sn.dims("n m")
X, Y = TensorSymbol("x", (N,)), TensorSymbol("y", (N,))
U = TensorSymbol("u", (M,))
A, B = TensorSymbol("A", (N, N)), TensorSymbol("B", (N, N))
W = TensorSymbol("W", (M, N))
S = TensorSymbol("s")
SYMBOLS = (X, Y, U, A, B, W, S)
I, J, P = Index(N, "i"), Index(N, "j"), Index(M, "p")  # noqa: E741 (the letters of the formula)
FREE = (I, J, P)
SIZES = ({N: 2, M: 3}, {N: 3, M: 2})

FUNCTIONS = (EXP, SIGMOID, TANH)


@st.composite
def expressions(draw: Any, depth: int = 4, scope: tuple[Index, ...] = FREE) -> Expr:
    """An expression whose free indices are among ``scope``."""
    return _drawn(draw, depth, scope)


def _drawn(draw: Any, depth: int, scope: tuple[Index, ...]) -> Expr:
    kinds = ["leaf"] if depth <= 0 else KINDS
    return MAKERS[draw(st.sampled_from(kinds))](draw, depth - 1, scope)


def _leaf(draw: Any, depth: int, scope: tuple[Index, ...]) -> Expr:
    symbol = draw(st.sampled_from((*SYMBOLS, X, A)))
    return symbol[tuple(_index(draw, size, scope) for size in symbol.shape)]


def _index(draw: Any, size: Expr, scope: tuple[Index, ...]) -> Index:
    # the innermost indices are the likeliest
    fitting = [index for index in reversed(scope) if index.dimension == size]
    return fitting[min(draw(st.integers(0, 3)), len(fitting) - 1)]


def _add(draw: Any, depth: int, scope: tuple[Index, ...]) -> Expr:
    sign = draw(st.sampled_from((1, -1, 2, sp.Rational(1, 2))))
    return _drawn(draw, depth, scope) + sign * _drawn(draw, depth, scope)


def _mul(draw: Any, depth: int, scope: tuple[Index, ...]) -> Expr:
    return _drawn(draw, depth, scope) * _drawn(draw, depth, scope)


def _sum(draw: Any, depth: int, scope: tuple[Index, ...]) -> Expr:
    index = Index(draw(st.sampled_from((N, N, M))))
    return total_over(_drawn(draw, depth, (*scope, index)), [index])


def _square(draw: Any, depth: int, scope: tuple[Index, ...]) -> Expr:
    return _drawn(draw, depth, scope) ** 2


def _function(draw: Any, depth: int, scope: tuple[Index, ...]) -> Expr:
    operation = draw(st.sampled_from(FUNCTIONS))
    return operation.function(_drawn(draw, depth, scope) / 4)


def _fraction(draw: Any, depth: int, scope: tuple[Index, ...]) -> Expr:
    return _drawn(draw, depth, scope) / (_drawn(draw, depth - 1, scope) ** 2 + 1)


def _root(draw: Any, depth: int, scope: tuple[Index, ...]) -> Expr:
    return sp.sqrt(_drawn(draw, depth, scope) ** 2 + 1)


def _delta(draw: Any, depth: int, scope: tuple[Index, ...]) -> Expr:
    first, second = _index(draw, N, scope), _index(draw, N, scope)
    return sp.KroneckerDelta(first, second) * _drawn(draw, depth, scope)


def _softmax(draw: Any, depth: int, scope: tuple[Index, ...]) -> Expr:
    index = Index(N)
    body = _drawn(draw, depth - 1, (*scope, index)) / 4
    return SOFTMAX.node.of([(body, [index])], [_index(draw, N, scope)])


def _size(draw: Any, depth: int, scope: tuple[Index, ...]) -> Expr:
    return draw(st.sampled_from((N, 1 / N, M))) * _drawn(draw, depth, scope)


MAKERS = {
    "leaf": _leaf, "add": _add, "mul": _mul, "sum": _sum, "square": _square, "delta": _delta,
    "function": _function, "fraction": _fraction, "root": _root, "softmax": _softmax, "size": _size,
}  # fmt: skip
KINDS = (
    *["add", "mul", "sum"] * 3,
    *["leaf", "square", "delta", "function"] * 2,
    *["fraction", "root", "softmax", "size"],
)


# ---- values -----------------------------------------------------------------------------------


def values(expr: Expr, sizes: Mapping[Any, int], seed: int = 0) -> list[float]:
    """The values of ``expr`` at all positions of the free indices, at a random point."""
    point = _Point(sizes, seed)
    return [point.of(expr, at) for at in positions(FREE, sizes)]


def alike(left: Expr, right: Expr, sizes: Mapping[Any, int], seed: int = 0) -> bool:
    """Whether two expressions have the same values at a random point."""
    pairs = zip(values(left, sizes, seed), values(right, sizes, seed), strict=True)
    return all(abs(a - b) <= 1e-8 * (1 + abs(a)) for a, b in pairs)


class _Point:
    """Numbers for all entries, and for what is made of them."""

    def __init__(self, sizes: Mapping[Any, int], seed: int) -> None:
        self.sizes, self.seed = sizes, seed
        self.entries: dict[tuple[Any, ...], float] = {}

    def entry(self, name: str, *indices: int) -> float:
        if (name, *indices) not in self.entries:
            rng = random.Random(f"{name} {indices} {self.seed}")
            self.entries[name, *indices] = rng.choice((-1, 1)) * rng.uniform(0.3, 1.3)
        return self.entries[name, *indices]

    def of(self, expr: Expr, where: Mapping[Index, int]) -> float:
        if isinstance(expr, Index):
            return where[expr]
        if isinstance(expr, TensorSymbol):
            return self.entry(expr.name)
        if expr.is_Rational:
            return float(expr)
        if expr in self.sizes:
            return self.sizes[expr]
        if isinstance(expr, sp.Sum):
            return sum(self.all(expr.function, bound_by(expr), where))
        if isinstance(expr, Applied):  # softmax
            ((body, bound),) = expr.operands
            exps = [math.exp(value) for value in self.all(body, bound, where)]
            return exps[int(self.of(expr.outputs[0], where)) - 1] / sum(exps)
        if isinstance(expr, Entry):
            return self.entry(expr.symbol.name, *(int(self.of(i, where)) for i in expr.args[1:]))
        args = [self.of(arg, where) for arg in expr.args]
        if isinstance(expr, sp.KroneckerDelta):
            return float(args[0] == args[1])
        return ARITHMETIC[type(expr).__name__](args)

    def all(self, body: Expr, bound: Sequence[Index], where: Mapping[Index, int]) -> list[float]:
        return [self.of(body, {**where, **here}) for here in positions(bound, self.sizes)]


ARITHMETIC = {
    "Add": sum,
    "Mul": math.prod,
    "Pow": lambda args: math.pow(*args),
    "exp": lambda args: math.exp(args[0]),
    "tanh": lambda args: math.tanh(args[0]),
    "sigmoid": lambda args: 1 / (1 + math.exp(-args[0])),
    "Abs": lambda args: abs(args[0]),
    "sign": lambda args: math.copysign(1, args[0]) if args[0] else 0,
}


# ---- equal rewritings -------------------------------------------------------------------------


def walked(expr: Expr, change: Any) -> Expr:
    """``expr`` rebuilt from the leaves, ``change`` applied to every rebuilt node."""
    if isinstance(expr, Entry) or not expr.args:
        return change(expr)
    if isinstance(expr, sp.Sum):
        return change(total_over(walked(expr.function, change), bound_by(expr)))
    if isinstance(expr, Applied):
        operands = [(walked(body, change), bound) for body, bound in expr.operands]
        return change(type(expr).of(operands, expr.outputs))
    return change(expr.func(*(walked(arg, change) for arg in expr.args)))


def renamed(node: Expr) -> Expr:
    """The same sum over fresh indices, in the reverse order."""
    if isinstance(node, sp.Sum):
        apart = fresh(bound_by(node))
        return total_over(rename(node.function, apart), reversed(list(apart.values())))
    if isinstance(node, Applied):
        ((body, bound),) = node.operands
        apart = fresh(bound)
        return type(node).of([(rename(body, apart), list(apart.values()))], node.outputs)
    return node


def multiplied_out(node: Expr) -> Expr:
    if isinstance(node, sp.Mul):
        return sp.expand_mul(node, deep=False)
    if isinstance(node, sp.Pow) and node.exp == 2 and isinstance(node.base, sp.Sum):
        return sp.Mul(node.base, renamed(node.base), evaluate=False)
    return node


def sums_split(node: Expr) -> Expr:
    if isinstance(node, sp.Sum) and isinstance(node.function, sp.Add):
        return sp.Add(*(total_over(term, bound_by(node)) for term in node.function.args))
    return node


def pulled_in(node: Expr) -> Expr:
    """c · Σ f = Σ c f."""
    if isinstance(node, sp.Mul):
        sums = [factor for factor in node.args if isinstance(factor, sp.Sum)]
        if sums:
            apart = renamed(sums[0])
            rest = list(node.args)
            rest.remove(sums[0])
            return total_over(sp.Mul(apart.function, *rest), bound_by(apart))
    return node


def with_delta(node: Expr) -> Expr:
    """f_i = Σ_k δ_ik f_k."""
    if isinstance(node, Entry):
        index = node.args[1]
        k = Index(index.dimension)
        body = sp.KroneckerDelta(index, k) * rename(node, {index: k})
        return total_over(body, [k])
    return node


def written_out(node: Expr) -> Expr:
    """softmax as the quotient that it is."""
    if isinstance(node, Applied):
        ((body, bound),) = node.operands
        return type(node).operation.definition(
            lambda at: rename(body, dict(zip(bound, at, strict=True))), bound, node.outputs
        )
    return node


EQUAL = {
    "renamed": renamed,
    "multiplied out": multiplied_out,
    "sums split": sums_split,
    "pulled in": pulled_in,
    "with deltas": with_delta,
}


# ---- wrong ones -------------------------------------------------------------------------------


def perturbed(expr: Expr, rng: random.Random) -> Expr:
    """``expr`` with one mistake in it."""
    nodes: list[Expr] = []
    walked(expr, lambda node: nodes.append(node) or node)
    place = rng.randrange(len(nodes))
    count = iter(range(len(nodes)))
    return walked(expr, lambda node: _mistake(node, rng) if next(count) == place else node)


def _mistake(node: Expr, rng: random.Random) -> Expr:
    options: list[Expr] = []
    if isinstance(node, Index):
        return node
    if isinstance(node, Entry):
        first, *rest = node.args[1:]
        if rest and node.symbol.shape[0] == node.symbol.shape[1]:
            options.append(node.symbol[(rest[0], first)])  # transposed
        if first.dimension == N:
            options.append(rename(node, {first: I}))  # another index
            options.append(rename(node, {first: J}))
    if isinstance(node, (sp.Add, sp.Mul)):
        options.append(node.func(*node.args[1:]))  # a term or factor dropped
    if isinstance(node, sp.Sum):
        first, *_ = bound_by(node)
        if first in indices_in(node.function):
            options.append(node * first.dimension)
    if not options or rng.random() < 0.3:
        options += [-node, 2 * node, node + S, node**2]
    return rng.choice(options)
