"""A counterexample as Python that anyone can run again, with nothing but the standard library."""

from __future__ import annotations

import keyword
import math
from collections.abc import Sequence
from itertools import count
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.claim import Equality
from symnn.check.opened import defined
from symnn.check.verdict import Counterexample
from symnn.language.affine import is_inside
from symnn.language.bracket import Bracket
from symnn.language.errors import NoRuleError
from symnn.language.expression import Applied, bound_by
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol, indices_of, symbol_of

FUNCTIONS = {"Abs": "abs", "loggamma": "lgamma"}
"""Functions of Python and of its ``math`` whose names differ from SymPy's."""
LETTERS = "ijklpqrsuv"
"""What indices are called."""
MATH = frozenset(dir(math))
"""The functions of Python's ``math``, by the names that SymPy uses too."""


def replay(claim: Equality, example: Counterexample) -> str:
    """Python that prints both sides of a claim at a counterexample; empty where it cannot.

    Quantities are functions of their indices, so that the source reads like the equations.
    """
    if any(isinstance(value, str) and "random" in value for value in example.inputs.values()):
        return ""
    writer = _Writer(claim, example)
    try:
        return writer.source()
    except NoRuleError:
        return ""


class _Writer:
    def __init__(self, claim: Equality, example: Counterexample) -> None:
        self.claim = claim
        self.example = example
        self.names: dict[Any, str] = {}

    def source(self) -> str:
        claim, example = self.claim, self.example
        sizes = "; ".join(f"{self.name(n)} = {k}" for n, k in example.sizes.items())
        inputs = [
            f"{self.name(n)} = {_literal(v)}"
            for n, v in example.inputs.items()
            if n in claim.inputs()
        ]
        lines = [
            "from fractions import Fraction as F; from functools import cache; from math import *"
        ]
        lines.append("; ".join(part for part in [sizes, *inputs] if part))
        for name in claim.ordered(claim.needed()):
            equation = claim.equations[name]
            self._forget_indices()
            parameters = ", ".join(self.name(index) for index in equation.indices)
            body = self.text(equation.expr)
            lines.append(f"{self.name(name)} = cache(lambda {parameters}: {body})")
        self._forget_indices()
        place = dict(zip(claim.free, example.index, strict=True))
        lines += [f"{self.name(index)} = {number}" for index, number in place.items()]
        lines.append(f"print({self.text(claim.left)}, {self.text(claim.right)})")
        return "\n".join(line for line in lines if line)

    def _forget_indices(self) -> None:
        """The letters for indices are free again: each function has its own."""
        self.names = {k: name for k, name in self.names.items() if not isinstance(k, Index)}

    def _letter(self) -> str:
        """A letter for an index that nothing else has."""
        letters = (f"{letter}{turn or ''}" for turn in count() for letter in LETTERS)
        return next(letter for letter in letters if letter not in self.names.values())

    def name(self, thing: Any) -> str:
        """A Python name for a quantity, a size or an index."""
        if isinstance(thing, Index):
            if thing not in self.names:
                self.names[thing] = self._letter()
            return self.names[thing]
        key = str(thing)
        if key not in self.names:
            text = str(getattr(thing, "name", thing)).replace("∂", "d")
            wish = "".join(c if c.isalnum() else "_" for c in text) or "_"
            wish = f"v{wish}" if not wish.isidentifier() or keyword.iskeyword(wish) else wish
            while wish in self.names.values() or wish in MATH or wish in ("F", "cache", "e", "pi"):
                wish += "_"
            self.names[key] = wish
        return self.names[key]

    def text(self, expr: Expr) -> str:
        """An expression as Python."""
        symbol = symbol_of(expr)
        if symbol is not None:
            return self._entry(symbol, indices_of(expr))
        if isinstance(expr, sp.Integer):
            return str(expr)
        if isinstance(expr, sp.Rational):
            return f"F({expr.p}, {expr.q})"
        if isinstance(expr, (Index, sp.Symbol)):
            return self.name(expr)
        if expr == sp.pi:
            return "pi"
        if isinstance(expr, sp.Add):
            return f"({' + '.join(map(self.text, expr.args))})"
        if isinstance(expr, sp.Mul):
            return "*".join(self._factor(arg) for arg in expr.args)
        if isinstance(expr, sp.Pow):
            return self._power(expr)
        if isinstance(expr, sp.Sum):
            return self._sum(expr)
        if isinstance(expr, sp.KroneckerDelta):
            return f"({' == '.join(map(self.text, expr.args))})"
        if isinstance(expr, Bracket):
            return f"({self.text(expr.args[0])} >= 0)"
        return self._function(expr)

    def _factor(self, expr: Expr) -> str:
        return f"({self.text(expr)})" if expr.is_Number and expr.is_negative else self.text(expr)

    def _power(self, expr: Expr) -> str:
        base, exponent = expr.args
        if exponent == sp.Rational(1, 2):
            return f"sqrt({self.text(base)})"
        if exponent.is_Integer and exponent.is_negative:
            below = self.text(base) if exponent == -1 else f"({self.text(base)})**{-exponent}"
            return f"(F(1)/({below}))"
        return f"({self.text(base)})**({self.text(exponent)})"

    def _sum(self, expr: sp.Sum) -> str:
        loops = " ".join(
            f"for {self.name(index)} in range(1, {self.text(index.dimension)} + 1)"
            for index in bound_by(expr)
        )
        return f"sum({self.text(expr.function)} {loops})"

    def _function(self, expr: Expr) -> str:
        name = type(expr).__name__
        if name in MATH or name in FUNCTIONS:
            return f"{FUNCTIONS.get(name, name)}({', '.join(map(self.text, expr.args))})"
        if name == "step":
            return f"(({self.text(expr.args[0])}) > 0)"
        opened = defined(expr) if isinstance(expr, (sp.Function, Applied, sp.Piecewise)) else None
        if opened is None and isinstance(expr, (sp.Max, sp.Min)):
            return f"{name.lower()}({', '.join(map(self.text, expr.args))})"
        if opened is None:
            raise NoRuleError(f"{name} has no short form in Python")
        return f"({self.text(opened)})"

    def _entry(self, symbol: TensorSymbol, indices: Sequence[Expr]) -> str:
        places = [self.text(index) for index in indices]
        if symbol.name in self.claim.equations:
            text = f"{self.name(symbol.name)}({', '.join(places)})"
        else:
            text = self.name(symbol.name) + "".join(f"[{place} - 1]" for place in places)
        inside = [  # an entry beside its axis is 0
            f"0 < {place} <= {self.text(size)}"
            for index, place, size in zip(indices, places, symbol.shape, strict=True)
            if not is_inside(index, size)
        ]
        return f"({text} if {' and '.join(inside)} else 0)" if inside else text


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    above, _, below = value.partition("/")
    return f"F({above}, {below})" if below else above
