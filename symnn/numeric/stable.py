"""Stable forms: the same value by a way that neither overflows nor loses digits.

Chains of logarithms and exponentials are written with functions that know the whole chain:
log softmax, log σ = −softplus(−z), log Σ eᶻ, and so on, also through names (log p where p is
defined as a softmax).
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p
from sympy.core.expr import Expr

from symnn.language.affine import is_plain
from symnn.language.expression import Applied, Total, bound_by, rename, total_over
from symnn.language.operation import known_operations
from symnn.language.symbol import Entry, TensorSymbol, indices_of, symbol_of
from symnn.language.system import Equation
from symnn.numeric.quotients import stable_quotient


def stable(expr: Expr, equations: Mapping[str, Equation]) -> Expr:
    """``expr`` with unstable chains replaced; ``equations`` tell what the names in it mean."""
    return _Stabiliser(equations).of(expr)


class _Stabiliser:
    def __init__(self, equations: Mapping[str, Equation]) -> None:
        self.equations = equations
        self.operations = known_operations()

    def of(self, expr: Expr) -> Expr:
        if not expr.args or isinstance(expr, (Entry, TensorSymbol, sp.KroneckerDelta)):
            return expr
        if isinstance(expr, Applied):
            operands = [(self.of(body), bound) for body, bound in expr.operands]
            return type(expr).of(operands, expr.outputs)
        if isinstance(expr, Total):
            body = self.of(expr.function)
            return expr if body is expr.function else total_over(body, bound_by(expr))
        if isinstance(expr, (sp.Mul, sp.Pow)):
            return stable_quotient(self._parts(expr))
        args = [self.of(arg) for arg in expr.args]
        if isinstance(expr, sp.log):
            return self._log(args[0])
        if isinstance(expr, sp.Add) and any(isinstance(arg, sp.exp) for arg in args):
            return _add(args)
        same = all(new is old for new, old in zip(args, expr.args, strict=True))
        return expr if same else expr.func(*args)

    def _parts(self, expr: Expr) -> Expr:
        """A product or power with stable parts; its denominators are seen to as a whole later."""
        rule = self._parts if isinstance(expr, sp.Mul) else self.of
        args = [rule(arg) if isinstance(arg, sp.Pow) else self.of(arg) for arg in expr.args]
        same = all(new is old for new, old in zip(args, expr.args, strict=True))
        return expr if same else expr.func(*args)

    # ---- log of … -----------------------------------------------------------------------------

    def _log(self, argument: Expr) -> Expr:
        meaning = self._meaning(argument)
        if self._is(meaning, "softmax"):
            node = self.operations["log_softmax"].node  # type: ignore[union-attr]
            return node.of(meaning.operands, meaning.outputs)
        if self._is(meaning, "sigmoid"):
            return -self._call("softplus", -meaning.args[0])
        if self._is(meaning, "det"):
            node = self.operations["logdet"].node  # type: ignore[union-attr]
            return node.of(meaning.operands, ())
        if isinstance(meaning, Total) and isinstance(meaning.function, sp.exp):
            bound = bound_by(meaning)
            if len(bound) == 1:
                node = self.operations["logsumexp"].node  # type: ignore[union-attr]
                return node.of([(meaning.function.args[0], bound)], ())
        if isinstance(meaning, sp.Add):
            return self._log_of_sum(meaning)
        return sp.log(argument)

    def _log_of_sum(self, argument: sp.Add) -> Expr:
        rest = argument - 1
        if len(argument.args) == 2 and isinstance(rest, sp.exp):
            return self._call("softplus", rest.args[0])  # log(1 + eᶻ)
        inner = self._meaning(-rest)
        if self._is(inner, "sigmoid"):
            return -self._call("softplus", inner.args[0])  # log(1 − σ(z))
        if sp.S.One in argument.args:
            return log1p(rest)
        return sp.log(argument)

    # ---- helpers ------------------------------------------------------------------------------

    def _meaning(self, expr: Expr) -> Expr:
        """What a name stands for, or the expression itself."""
        symbol = symbol_of(expr)
        equation = self.equations.get(symbol.name) if symbol is not None else None
        if equation is None or not all(map(is_plain, indices_of(expr), equation.symbol.shape)):
            return expr
        places = dict(zip(equation.indices, indices_of(expr), strict=True))
        return rename(equation.expr, places)

    def _is(self, expr: Expr, name: str) -> bool:
        operation = self.operations.get(name)
        if operation is None:
            return False
        return getattr(type(expr), "operation", None) is operation

    def _call(self, name: str, argument: Expr) -> Expr:
        return self.operations[name].function(argument)  # type: ignore[union-attr]


def _add(args: list[Expr]) -> Expr:
    """eˣ − 1 as expm1(x)."""
    exps = [arg for arg in args if isinstance(arg, sp.exp)]
    if len(args) == 2 and len(exps) == 1 and sp.S.NegativeOne in args:
        return expm1(exps[0].args[0])
    return sp.Add(*args)
