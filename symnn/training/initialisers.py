"""First values of parameters, by name and seeded.

Each parameter draws from a generator of its own, seeded by its name, so that adding one changes no
other. How many inputs a weight has is read off the equations: an axis that is summed over is an
input, whichever way round the matrix stands.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import SizeError, UnknownNameError
from symnn.language.expression import Applied, bound_by, symbols_in
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol, indices_of, symbol_of
from symnn.language.system import System


@dataclass(frozen=True)
class Fans:
    """How many inputs and outputs an entry of a parameter has between."""

    inputs: int
    outputs: int


Draw = Callable[[np.random.Generator, tuple[int, ...], Fans], np.ndarray]


def _scaled_normal(variance: Callable[[Fans], float]) -> Draw:
    return lambda rng, shape, fans: rng.normal(0.0, math.sqrt(variance(fans)), shape)


def _scaled_uniform(variance: Callable[[Fans], float]) -> Draw:
    def draw(rng: np.random.Generator, shape: tuple[int, ...], fans: Fans) -> np.ndarray:
        bound = math.sqrt(3 * variance(fans))
        return rng.uniform(-bound, bound, shape)

    return draw


def _orthogonal(rng: np.random.Generator, shape: tuple[int, ...], fans: Fans) -> np.ndarray:
    """Orthonormal rows or columns, whichever are fewer (Saxe et al. 2014)."""
    if len(shape) < 2:
        raise SizeError(f"'orthogonal' is for matrices, not for shape {shape}; use 'normal'")
    rows, columns = shape[0], math.prod(shape[1:])
    tall = rng.normal(size=(max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(tall)
    q *= np.where(np.diag(r) < 0, -1.0, 1.0)  # uniform over all rotations
    return (q if rows >= columns else q.T).reshape(shape)


def _glorot(fans: Fans) -> float:
    return 2 / (fans.inputs + fans.outputs)


def _he(fans: Fans) -> float:
    return 2 / fans.inputs


def _lecun(fans: Fans) -> float:
    return 1 / fans.inputs


INITIALISERS: dict[str, Draw] = {
    "zeros": lambda rng, shape, fans: np.zeros(shape),
    "ones": lambda rng, shape, fans: np.ones(shape),
    "normal": lambda rng, shape, fans: rng.normal(size=shape),
    "uniform": lambda rng, shape, fans: rng.uniform(size=shape),
    "xavier_uniform": _scaled_uniform(_glorot),
    "xavier_normal": _scaled_normal(_glorot),
    "kaiming_uniform": _scaled_uniform(_he),
    "kaiming_normal": _scaled_normal(_he),
    "lecun_normal": _scaled_normal(_lecun),
    "orthogonal": _orthogonal,
}
"""By name; Glorot and Bengio 2010, He et al. 2015, LeCun et al. 1998."""
ALIASES = {
    "xavier": "xavier_uniform",
    "glorot": "xavier_uniform",
    "glorot_uniform": "xavier_uniform",
    "glorot_normal": "xavier_normal",
    "he": "kaiming_normal",
    "kaiming": "kaiming_normal",
    "he_uniform": "kaiming_uniform",
    "he_normal": "kaiming_normal",
}


def initial(
    system: System,
    symbol: TensorSymbol,
    shape: tuple[int, ...],
    wish: str | float | None,
    seed: int,
) -> np.ndarray:
    """The first value of a parameter, in float64.

    ``wish`` is a name, a number for all entries, or None for what suits the place: Glorot's uniform
    where the parameter is summed over, zeros where it is only added, ones where it scales. Raises
    UnknownNameError for a name that there is not.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m"); model = sn.Model()
    >>> z = model.define("z", sn.matrix("W", m, n) @ sn.vector("x", n) + sn.vector("b", m))
    >>> initial(model, model.symbol("b"), (3,), None, seed=0)
    array([0., 0., 0.])
    >>> initial(model, model.symbol("W"), (300, 2), "he", seed=0).std().round(1)
    np.float64(1.0)
    """
    if isinstance(wish, (int, float)):
        return np.full(shape, float(wish))
    name = ALIASES.get(wish, wish) if wish else _suitable(system, symbol)
    if name not in INITIALISERS:
        known = ", ".join([*INITIALISERS, *ALIASES])
        raise UnknownNameError(f"{symbol.name}: no initialiser {wish!r}; there are {known}")
    rng = np.random.default_rng([seed, *symbol.name.encode()])
    return INITIALISERS[name](rng, shape, fans_of(system, symbol, shape))


def _suitable(system: System, symbol: TensorSymbol) -> str:
    if symbol.is_positive:
        return "ones"
    if contracted_axes(system, symbol):
        return "xavier_uniform"
    sums = [
        node
        for equation in system.equations.values()
        for node in (equation.expr, *_nodes(equation.expr))
        if node is equation.expr or isinstance(node, sp.Add)
    ]
    terms = (term.as_coeff_Mul()[1] for node in sums for term in sp.Add.make_args(node))
    added = any(symbol_of(term) == symbol for term in terms)
    return "zeros" if added else "ones"


def fans_of(system: System, symbol: TensorSymbol, shape: Sequence[int]) -> Fans:
    """The numbers of inputs and outputs of a parameter of that shape, at least 1 each."""
    summed = contracted_axes(system, symbol)
    inputs = math.prod(size for axis, size in enumerate(shape) if axis in summed)
    return Fans(max(inputs, 1), max(math.prod(shape) // max(inputs, 1), 1))


def contracted_axes(system: System, symbol: TensorSymbol) -> frozenset[int]:
    """The axes of a quantity that the equations sum over, together with another quantity."""
    found: set[int] = set()
    for equation in system.equations.values():
        if symbol in symbols_in(equation.expr):
            found |= set(_summed(equation.expr, symbol))
    return frozenset(found)


def _summed(expr: Expr, symbol: TensorSymbol) -> Iterator[int]:
    for node in _nodes(expr):
        if not isinstance(node, sp.Sum):
            continue
        bound = set(bound_by(node))
        for term in sp.Add.make_args(node.function):
            entries = [leaf for leaf in _nodes(term) if symbol_of(leaf) is not None]
            others = {i for e in entries if symbol_of(e) != symbol for i in indices_of(e)}
            for entry in entries:
                if symbol_of(entry) == symbol:
                    places = enumerate(indices_of(entry))
                    yield from (axis for axis, i in places if i in bound and i in others)


def _nodes(expr: Expr) -> Iterator[Expr]:
    """All nodes, into the operands of operations on axes too."""
    yield expr
    if symbol_of(expr) is not None:
        return
    inner = [body for body, _ in expr.operands] if isinstance(expr, Applied) else expr.args
    for part in inner:
        if isinstance(part, Expr) and not isinstance(part, Index):
            yield from _nodes(part)
