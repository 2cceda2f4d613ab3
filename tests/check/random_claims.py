"""Random models with true and false claims: derivations rewritten by laws, or changed a little.

The truth is independent of symnn: sizes in numbers, entries as scalars, mpmath's numbers of 300
digits, and a central difference.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import mpmath
import sympy as sp
from sympy.core.expr import Expr

import symnn as sn
from symnn.check.api import derivative
from symnn.check.resolve import Resolution
from symnn.check.substitute import put_in
from symnn.language.expression import Applied, Total, bound_by, symbols_in, total_over
from symnn.language.index import Index
from symnn.language.symbol import Entry
from symnn.language.tensor import Tensor
from tests.scalars import expand, positions, scalar_symbols

n = sn.dim("n")
X, Y = sn.vector("x", n), sn.vector("y", n)
S, P = sn.scalar("s"), sn.scalar("p", positive=True)

DIGITS = 300
STEP = mpmath.mpf(10) ** -100
FAR = 3


@dataclass(frozen=True)
class Case:
    """A model, a claim about ∂L/∂x, and how the claim was made."""

    model: sn.Model
    claim: Tensor
    made: str


# ---- models -----------------------------------------------------------------------------------

UNARY: dict[str, Callable[[Tensor], Tensor]] = {
    "square": lambda u: u**2,
    "cube": lambda u: u**3,
    "root": lambda u: sn.sqrt(1 + u**2),
    "absolute root": lambda u: sn.sqrt(u**2),
    "exp": sn.exp,
    "log": lambda u: sn.log(1 + u**2),
    "log square": lambda u: sn.log(u**2),
    "sin": sn.sin,
    "tanh": sn.tanh,
    "sigmoid": sn.sigmoid,
    "softplus": sn.softplus,
    "relu": sn.relu,
    "abs": sn.abs,
    "erf": sn.erf,
    "reciprocal": lambda u: 1 / (1 + u**2),
    "quotient": lambda u: 1 / u,
    "power": lambda u: P**u,
    "softmax": sn.softmax,
    "leaky": sn.leaky_relu,
    "elu": sn.elu,
    "centred": lambda u: u - sn.mean(u),
    "scaled": lambda u: u / (1 + sn.total(u**2)),
    "logsumexp": lambda u: u * sn.logsumexp(u),
    "clipped": lambda u: sn.minimum(u, 1),
}
BINARY: list[Callable[[Tensor, Tensor], Tensor]] = [
    lambda u, v: u + v,
    lambda u, v: u - 2 * v,
    lambda u, v: u * v,
    lambda u, v: u / (1 + v**2),
    sn.maximum,
    lambda u, v: u * sn.total(v),
    lambda u, v: u * sn.step(v - 1),
]


def vector(random: Random, depth: int) -> Tensor:
    """A random vector of x, y, s, p."""
    if depth == 0:
        return random.choice([X, X, X, Y, S * X, P * X, X + 1, 0 * X + S])
    if random.random() < 0.6:
        return random.choice(list(UNARY.values()))(vector(random, depth - 1))
    return random.choice(BINARY)(vector(random, depth - 1), vector(random, depth - 1))


def model(random: Random) -> sn.Model:
    """A random loss in one or two equations."""
    made = sn.Model()
    u = vector(random, random.randint(1, 2))
    if not u.indices or X.symbol not in symbols_in(u.expr):
        u = X**2
    z = made.define("z", u) if random.random() < 0.6 else u
    v = random.choice([z, z * Y, z**2, sn.tanh(z), sn.relu(z), sn.softmax(z) * Y])
    made.define("L", random.choice([sn.total, sn.mean])(v))
    return made


def derived(made: sn.Model) -> Tensor:
    """∂L/∂x in inputs, as symnn derives it."""
    symbol = derivative(made, "L", "x")
    found = Resolution(made)
    found.need([symbol])
    i = Index(n, "i")
    return Tensor(put_in(symbol[i], found.equations), (i,))


# ---- laws -------------------------------------------------------------------------------------


def _function(name: str) -> Any:
    return getattr(sn, name)(S).expr.func


STEP_F, SIGMOID, RELU, SOFTPLUS = map(_function, ("step", "sigmoid", "relu", "softplus"))


LARGER = sn.maximum(S, 1).expr.func
LAWS: dict[type, Callable[[Any], list[Expr]]] = {
    SIGMOID: lambda u: [
        1 - SIGMOID(-u),
        1 / (1 + sp.exp(-u)),
        sp.exp(u) / (1 + sp.exp(u)),
        (1 + sp.tanh(u / 2)) / 2,
    ],
    sp.tanh: lambda u: [
        2 * SIGMOID(2 * u) - 1,
        (sp.exp(2 * u) - 1) / (sp.exp(2 * u) + 1),
        -sp.tanh(-u),
    ],
    RELU: lambda u: [u * STEP_F(u), (u + sp.Abs(u)) / 2, u + RELU(-u), LARGER(u, 0)],
    sp.Abs: lambda u: [u * sp.sign(u), RELU(u) + RELU(-u), u**2 / sp.Abs(u), LARGER(u, -u)],
    sp.sign: lambda u: [2 * STEP_F(u) - 1, sp.Abs(u) / u, u / sp.Abs(u), u / sp.sqrt(u**2)],
    STEP_F: lambda u: [(1 + sp.sign(u)) / 2, 1 - STEP_F(-u), STEP_F(u) ** 2, STEP_F(u**3)],
    SOFTPLUS: lambda u: [sp.log(1 + sp.exp(u)), u + SOFTPLUS(-u), -sp.log(SIGMOID(-u))],
    sp.erf: lambda u: [-sp.erf(-u), 1 - sp.erfc(u)],
    sp.sin: lambda u: [2 * sp.sin(u / 2) * sp.cos(u / 2), -sp.sin(-u)],
    sp.cos: lambda u: [1 - 2 * sp.sin(u / 2) ** 2, sp.cos(-u)],
}
"""Expressions that are equal to a function wherever it is defined and smooth."""


def laws(node: Expr) -> list[Expr]:
    """Expressions that are equal to a node wherever it is defined and smooth."""
    if type(node) in LAWS:
        return LAWS[type(node)](node.args[0])
    if isinstance(node, sp.log) and isinstance(node.args[0], sp.Pow) and node.args[0].exp == 2:
        return [2 * sp.log(sp.Abs(node.args[0].base))]
    if isinstance(node, Total) and isinstance(node.function, sp.Add):
        return [sp.Add(*(total_over(term, bound_by(node)) for term in node.function.args))]
    if isinstance(node, sp.Add) and not node.has(Total, Applied):
        return [sp.factor_terms(node), sp.together(node)]
    if isinstance(node, sp.Mul) and not node.has(Total, Applied):
        return [sp.expand(node)]
    return []


def rewritten(random: Random, expr: Expr, chance: float) -> Expr:
    """``expr`` after laws were applied to some of its nodes."""
    if not expr.args or isinstance(expr, (Index, Entry, sp.KroneckerDelta)):
        return expr
    if isinstance(expr, Total):
        bound = bound_by(expr)
        result: Expr = total_over(rewritten(random, expr.function, chance), bound)
    elif isinstance(expr, Applied):
        operands = [(rewritten(random, body, chance), bound) for body, bound in expr.operands]
        result = type(expr).of(operands, expr.outputs)
    else:
        result = expr.func(*(rewritten(random, arg, chance) for arg in expr.args))
    found = laws(result) if random.random() < chance else []
    return random.choice(found) if found else result


def true_claim(random: Random, made: sn.Model) -> Case:
    """The derivation in another form."""
    found = derived(made)
    expr = rewritten(random, found.expr, random.choice([0.0, 0.2, 0.6]))
    (i,) = found.indices
    x = X.symbol[i]
    g = random.choice([1 + x**2, sp.exp(x), 2 + sp.sin(x)])
    how = random.choice(["as is", "quotient", "split", "order"])
    if how == "quotient":
        expr = expr / (1 + x**2) + expr * x**2 / (1 + x**2)
    elif how == "split":
        half = sp.Rational(random.randint(1, 4), 5)
        expr = half * expr + (1 - half) * rewritten(random, found.expr, 0.5)
    elif how == "order":
        expr = (expr + g) - (g if random.random() < 0.5 else rewritten(random, g, 1.0))
    return Case(made, Tensor(expr, (i,)), f"true, {how}")


# ---- slips that hide --------------------------------------------------------------------------


def slips(i: Index) -> dict[str, Expr]:
    """Terms that are 0 at some points, sizes or regions, but not everywhere."""
    x, y, s, p = X.symbol[i], Y.symbol[i], S.expr, P.expr
    k = Index(n, "k")
    xk, yk = X.symbol[k], Y.symbol[k]
    return {
        "size 2": (n - 2) * x,
        "sizes 2 and 3": (n - 2) * (n - 3) * x,
        "sizes 2 to 5": (n - 2) * (n - 3) * (n - 4) * (n - 5) * y,
        "sizes from 4": sp.Integer(0) * x + (n - 1) * (n - 2) * (n - 3) * s,
        "far right": STEP_F(x - FAR) * (x - FAR),
        "farther right": RELU(x - 20),
        "left": RELU(-x),
        "far left": RELU(-x - FAR),
        "absolute": sp.Abs(x) - x,
        "root": sp.sqrt((x - y) ** 2) - (x - y),
        "larger": LARGER(x, y) - x,
        "between": STEP_F(x) * STEP_F(1 - x) * x * (1 - x),
        "arctangents": sp.atan(x) + sp.atan(1 / x) - sp.pi / 2,
        "logarithms": sp.log(x**2) - 2 * sp.log(p),
        "equal": (x - y) * x,
        "centre": x**3,
        "narrow": sp.exp(-50 * x**2),
        "little": x / 1000000,
        "very little": x * sp.Rational(1, 10**15),
        "sum": total_over(xk, [k]) - n * x,
        "one term": total_over(xk * yk, [k]) - n * x * y,
        "cosine": sp.cos(x) ** 2 - 1 + x**2,
        "steep": sp.tanh(1000 * x) - sp.sign(x),
        "powers": p**x - sp.exp(x * (p - 1)),
        "product of signs": sp.sign(x) * sp.sign(y) - sp.sign(x + y),
        "scale": s * (sp.Abs(s) - s),
    }


def factors(i: Index) -> dict[str, Expr]:
    """Factors that are 1 at some points, sizes or regions."""
    x, s = X.symbol[i], S.expr
    return {
        "n/2": n / 2,
        "(n² − 5n + 8)/2": (n**2 - 5 * n + 8) / 2,
        "sign": sp.sign(x),
        "sign of s": sp.sign(s),
        "x/|x|": sp.sqrt(x**2) / x,
        "2": sp.Integer(2),
        "-1": sp.Integer(-1),
        "far": 1 + STEP_F(x - FAR),
        "cos² + ": sp.cos(x) ** 2 + sp.sin(x),
    }


def false_claim(random: Random, made: sn.Model) -> Case:
    """The derivation with a slip that hides at some points."""
    found = derived(made)
    (i,) = found.indices
    expr = rewritten(random, found.expr, random.choice([0.0, 0.4]))
    if random.random() < 0.7:
        name, term = random.choice(list(slips(i).items()))
        return Case(made, Tensor(expr + term, (i,)), f"false by a term, {name}")
    name, factor = random.choice(list(factors(i).items()))
    return Case(made, Tensor(expr * factor, (i,)), f"false by a factor, {name}")


# ---- truth ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Point:
    """A place where both sides were computed."""

    size: int
    scale: float
    values: dict[str, Any]
    truth: list[Any]
    claimed: list[Any]

    @property
    def distance(self) -> Any:
        """The largest difference relative to the sides."""
        pairs = list(zip(self.truth, self.claimed, strict=True))
        scale = max((max(abs(a), abs(b)) for a, b in pairs), default=mpmath.mpf(1))
        return max(abs(a - b) for a, b in pairs) / max(scale, mpmath.mpf(10) ** -90)


POWER = sp.Function("power")
LARGEST = 10**6
"""Exponents beyond it are outside: mpmath would count the digits of towers of exponentials."""


def _bounded(function: Callable[..., Any]) -> Callable[..., Any]:
    def of(*args: Any) -> Any:
        if any(abs(arg) > LARGEST for arg in args[-1:]):
            raise OverflowError(f"an exponent above {LARGEST}")
        return function(*args)

    return of


BOUNDED = {
    "power": _bounded(mpmath.power),
    **{name: _bounded(getattr(mpmath, name)) for name in ("exp", "tanh", "erf", "erfc")},
}


def _numeric(symbols: list[sp.Symbol], expr: Expr) -> Callable[..., Any]:
    """The function that mpmath computes; it raises OverflowError where it grows beyond measure."""
    bounded = expr.replace(
        lambda node: node.is_Pow and not node.exp.is_number,
        lambda node: POWER(node.base, node.exp),
    )
    return sp.lambdify(symbols, bounded, [BOUNDED, "mpmath"])


def compared(case: Case, random: Random, size: int, scale: float) -> Point | None:
    """Truth and claim at a random point; None outside the domain."""
    sizes = {n: size}
    symbols = [leaf for tensor in (X, Y, S, P) for leaf in scalar_symbols(tensor.symbol, sizes)]
    values = []
    for leaf in symbols:
        size_of = mpmath.mpf(random.uniform(0.05, 1.5)) * scale
        values.append(size_of if leaf.is_positive or random.random() < 0.5 else -size_of)
    loss = expand(case.model.equations["L"].expr, sizes)
    while any(leaf.name.startswith("z_") for leaf in loss.free_symbols):
        z = case.model.equations["z"]
        loss = loss.xreplace(
            {
                sp.Symbol(f"z_{at[z.indices[0]]}", real=True): expand(z.expr, sizes, at)
                for at in positions(z.indices, sizes)
            }
        )
    with mpmath.workdps(DIGITS):
        try:
            function = _numeric(symbols, loss)
            truth = []
            for place in range(size):
                moved = [[*values], [*values]]
                moved[0][place] += STEP
                moved[1][place] -= STEP
                truth.append((function(*moved[0]) - function(*moved[1])) / (2 * STEP))
            claimed = []
            for at in positions(case.claim.indices, sizes):
                side = _numeric(symbols, expand(case.claim.expr, sizes, at))
                claimed.append(mpmath.mpmathify(side(*values)))
        except (ZeroDivisionError, OverflowError):
            return None
    if any(not mpmath.isfinite(v) or mpmath.im(v) for v in (*truth, *claimed)):
        return None
    named = dict(zip(map(str, symbols), values, strict=True))
    return Point(size, scale, named, truth, claimed)


PLACES = [
    (2, 1.0), (3, 1.0), (4, 1.0), (6, 1.0), (7, 1.0), (2, 1e-3), (3, 10.0), (2, 30.0), (3, 0.1),
    (2, 1.0), (2, 1.0), (3, 1.0), (2, 4.0), (2, 4.0), (3, 4.0), (2, 0.01), (2, 200.0),
]  # fmt: skip


def points(case: Case, random: Random) -> list[Point]:
    """Both sides at points of several sizes and scales."""
    found = (compared(case, random, size, scale) for size, scale in PLACES)
    return [point for point in found if point is not None]
