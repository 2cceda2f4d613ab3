"""The truth of claims by numbers: 40 digits, central differences, small distinct sizes.

An interpreter of its own: it knows nothing of the derivative rules of symnn.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import product

import mpmath as mp
import sympy as sp

from symnn.language.expression import Applied, bound_by
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.index import Index
from symnn.language.operation import Elementwise, operation_of
from symnn.language.symbol import DerivativeSymbol, Entry, TensorSymbol
from symnn.notation.reader.claim import Claim, Document, Instance
from symnn.operations.opaque import OpaqueElementwise, OpaquePartial

STEP = mp.mpf(10) ** -12
_FUNCTIONS = {
    sp.exp: mp.exp,
    sp.log: mp.log,
    sp.sin: mp.sin,
    sp.cos: mp.cos,
    sp.tanh: mp.tanh,
    sp.Abs: abs,
    sp.sign: mp.sign,
    sp.erf: mp.erf,
}


@dataclass
class Point:
    """Random values of all inputs of a document, and derivatives at them by differences."""

    document: Document
    sizes: dict[str, int]
    seed: int
    given: dict[str, object] = field(default_factory=dict)
    known: dict[object, dict[tuple[int, ...], object]] = field(default_factory=dict)
    fixed: dict[str, dict[tuple[int, ...], object]] = field(default_factory=dict)

    # ---- sizes and inputs ---------------------------------------------------------------------

    def size(self, dimension: sp.Expr) -> int:
        names = sorted(dimension.free_symbols, key=str)
        return int(dimension.subs({s: self._size(str(s)) for s in names}))

    def _size(self, name: str) -> int:
        if name not in self.sizes:
            self.sizes[name] = 2 + (len(self.sizes) + self.seed) % 3
        return self.sizes[name]

    def places(self, symbol: TensorSymbol) -> list[tuple[int, ...]]:
        return list(product(*(range(1, self.size(s) + 1) for s in symbol.shape)))

    def input(self, symbol: TensorSymbol) -> dict[tuple[int, ...], object]:
        rng = random.Random(f"{symbol.name} {self.seed}")
        document = self.document
        values = document.values.get(symbol.name) if self.given else None
        domain = document.domains.get(symbol.name, "")
        made: dict[tuple[int, ...], object] = {}
        for place in self.places(symbol):
            number = mp.mpf(rng.randint(200, 1300)) / 1000
            if not symbol.is_positive and domain not in ("nonnegative", "unit", "binary"):
                number *= rng.choice((1, -1))
            if domain == "binary":
                number = mp.mpf(rng.randint(0, 1))
            if domain == "sign":
                number = mp.mpf(rng.choice((-1, 1)))
            if values is not None:
                number = mp.mpf(str(_at(values, place)))
            made[place] = number
        self._facts(symbol, made)
        return made

    def _facts(self, symbol: TensorSymbol, made: dict[tuple[int, ...], object]) -> None:
        for fact in self.document.system.facts:
            if isinstance(fact, SymmetricFact) and fact.symbol == symbol:
                for i, j in made:
                    made[i, j] = made[min(i, j), max(i, j)]
            if isinstance(fact, Fact) and isinstance(fact.left, sp.Sum):
                body = fact.left.function
                if isinstance(body, Entry) and body.symbol == symbol and fact.right.is_number:
                    (bound,) = bound_by(fact.left)
                    axis = body.args[1:].index(bound)
                    for place in made:
                        line = [
                            q
                            for q in made
                            if q[:axis] == place[:axis] and q[axis + 1 :] == place[axis + 1 :]
                        ]
                        total = sum(abs(made[q]) for q in line)
                        if place[axis] == 1:
                            for q in line:
                                made[q] = abs(made[q]) / total * mp.mpf(str(fact.right))

    # ---- values -------------------------------------------------------------------------------

    def tensor(self, symbol: TensorSymbol) -> dict[tuple[int, ...], object]:
        if symbol.name in self.fixed and not isinstance(symbol, DerivativeSymbol):
            return self.fixed[symbol.name]
        if symbol not in self.known:
            self.known[symbol] = self._tensor(symbol)
        return self.known[symbol]

    def _tensor(self, symbol: TensorSymbol) -> dict[tuple[int, ...], object]:
        if isinstance(symbol, DerivativeSymbol):
            return self._derivative(symbol)
        equation = self.document.system.equations.get(symbol.name)
        if equation is None:
            return self.input(symbol)
        return {
            place: self.number(equation.expr, dict(zip(equation.indices, place, strict=True)))
            for place in self.places(symbol)
        }

    def _derivative(self, symbol: DerivativeSymbol) -> dict[tuple[int, ...], object]:
        """Central differences by each entry of the variable."""
        base = dict(self.tensor(symbol.wrt))
        result = {}
        for place, value in base.items():
            ends = []
            for side in (1, -1):
                moved = {**base, place: value + side * STEP}
                other = Point(
                    self.document,
                    self.sizes,
                    self.seed,
                    self.given,
                    {},
                    {**self.fixed, symbol.wrt.name: moved},
                )
                ends.append(other.tensor(symbol.of))
            for outer in ends[0]:
                result[(*outer, *place)] = (ends[0][outer] - ends[1][outer]) / (2 * STEP)
        return result

    # ---- expressions --------------------------------------------------------------------------

    def number(  # noqa: C901 (one branch for each kind)
        self, expr: sp.Expr, at: dict[Index, int]
    ) -> object:
        if isinstance(expr, Index):
            return at[expr]
        if isinstance(expr, Entry):
            place = tuple(int(self.number(i, at)) for i in expr.args[1:])
            return self.tensor(expr.symbol)[place]
        if isinstance(expr, TensorSymbol):
            return self.fixed.get(expr.name, self.tensor(expr))[()]
        if expr.is_Symbol:
            return self.size(expr)
        if expr.is_Rational:
            return mp.mpf(expr.p) / expr.q
        if expr.is_number and not expr.args:
            return mp.mpf(expr.evalf(40)) if expr is not sp.I else mp.mpc(0, 1)
        if isinstance(expr, sp.Sum):
            ranges = [range(1, self.size(i.dimension) + 1) for i in bound_by(expr)]
            return mp.fsum(
                self.number(expr.function, {**at, **dict(zip(bound_by(expr), v, strict=True))})
                for v in product(*ranges)
            )
        if isinstance(expr, sp.KroneckerDelta):
            first, second = (self.number(i, at) for i in expr.args)
            return mp.mpf(1 if first == second else 0)
        if isinstance(expr, Applied):
            return self._applied(expr, at)
        args = [self.number(arg, at) for arg in expr.args]
        if isinstance(expr, sp.Add):
            return mp.fsum(args)
        if isinstance(expr, sp.Mul):
            return mp.fprod(args)
        if isinstance(expr, sp.Pow):
            return mp.power(args[0], args[1])
        return self._function(expr, args)

    def _function(self, expr: sp.Expr, args: list) -> object:
        if type(expr) in _FUNCTIONS:
            return _FUNCTIONS[type(expr)](*args)
        operation = operation_of(expr)
        assert isinstance(operation, Elementwise)
        if isinstance(operation, OpaqueElementwise):
            return mp.diff(lambda x: mp.sin(1.3 * x + 0.4) + 0.2 * x * x, args[0], operation.order)
        if operation.definition is None:
            return getattr(mp, operation.name)(*args)
        if operation.name == "step":
            return mp.mpf(1 if mp.re(args[0]) > 0 else 0)
        if operation.name in ("relu", "maximum"):
            return max(args) if len(args) > 1 else max(args[0], mp.mpf(0))
        if operation.name == "minimum":
            return min(args)
        symbols = [TensorSymbol(f"arg{k}") for k in range(len(args))]
        inner = Point(
            self.document,
            self.sizes,
            self.seed,
            {},
            {},
            {s.name: {(): value} for s, value in zip(symbols, args, strict=True)},
        )
        return inner.number(operation.definition(*symbols), {})

    def _applied(self, expr: Applied, at: dict[Index, int]) -> object:
        operation = operation_of(expr)
        if isinstance(operation, OpaquePartial):
            assert not operation.path
            return self._opaque(expr, at)
        body, bound = expr.operands[0]
        if operation.name == "max":
            ranges = [range(1, self.size(i.dimension) + 1) for i in bound]
            return max(
                self.number(body, {**at, **dict(zip(bound, v, strict=True))})
                for v in product(*ranges)
            )
        if operation.name in ("det", "inverse", "logdet", "log_det"):
            rows, columns = (self.size(i.dimension) for i in bound)
            array = mp.matrix(rows, columns)
            for i, j in product(range(rows), range(columns)):
                array[i, j] = self.number(body, {**at, bound[0]: i + 1, bound[1]: j + 1})
            if operation.name == "inverse":
                i, j = (int(self.number(o, at)) - 1 for o in expr.outputs)
                return (array**-1)[i, j]
            return mp.det(array) if operation.name == "det" else mp.log(mp.det(array))
        from symnn.language.expression import rename

        definition = operation.definition(
            lambda i: rename(body, dict(zip(bound, i, strict=True))),
            [i.fresh() for i in bound],
            expr.outputs,
        )
        return self.number(definition, at)

    def _opaque(self, expr: Applied, at: dict[Index, int]) -> object:
        total, mixed = mp.mpf(0), mp.mpf(1)
        for slot, (body, bound) in enumerate(expr.operands):
            ranges = [range(1, self.size(i.dimension) + 1) for i in bound]
            part = mp.mpf(0)
            for k, v in enumerate(product(*ranges)):
                x = self.number(body, {**at, **dict(zip(bound, v, strict=True))})
                total += mp.sin((k + 2) * x / 3 + slot)
                part += (k % 3 + 1) * x
            mixed *= part
        return total + mixed * mixed / 2


def _at(values: object, place: tuple[int, ...]) -> object:
    for position in place:
        values = values[position - 1]  # type: ignore[index]
    return values


def holds(document: Document, claim: Claim, points: int = 2) -> bool:
    """Whether a claim is true at random points of several sizes."""
    if claim.misfit is not None:
        return False
    with mp.workdps(40):
        return all(
            _holds(document, claim, instance, seed)
            for instance in claim.instances
            for seed in range(points)
        )


def _holds(document: Document, claim: Claim, instance: Instance, seed: int) -> bool:
    numeric = claim.half_unit is not None
    point = Point(document, {}, seed, {"values": True} if numeric else {})
    assert instance.right is not None
    ranges = [range(1, point.size(index.dimension) + 1) for index in instance.free]
    for values in product(*ranges):
        at = dict(zip(instance.free, values, strict=True))
        left, right = point.number(instance.left.expr, at), point.number(instance.right.expr, at)
        bound = (
            mp.mpf(str(claim.half_unit)) * mp.mpf("1.000001")
            if numeric
            else (mp.mpf(10) ** -9 * (1 + abs(left) + abs(right)))
        )
        if numeric:
            bound = mp.mpf(claim.half_unit.p) / claim.half_unit.q * mp.mpf("1.000001")
        if abs(left - right) > bound:
            return False
    return True
