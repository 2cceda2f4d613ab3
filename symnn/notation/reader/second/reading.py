r"""Where two independent readers differ, a formula is not understood.

The second reader is latex2sympy2_extended, a grammar for scalar mathematics that shares nothing
with ours. It gets formulas in plain letters only (see :mod:`masked`), of bounded length; it parses
with ANTLR and builds SymPy expressions, and evaluates no text. Its reading is compared with ours at
points; where it has none, or no point decides, it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.notation.reader.second.masked import Masked, NoSecondReadingError, masked
from symnn.notation.reader.text.tokens import Token, cleaned

LONGEST = 500
"""The longest formula that is read a second time, in characters."""
POINTS = (("3/7", "5/11"), ("8/5", "4/13"), ("2/9", "7/3"))
"""Values of the first letter, and their step from letter to letter."""
DIGITS = 20
CLOSE = sp.Float("1e-12", DIGITS)
_STRUCTURE = re.compile(r"[(^/]|\\frac|\\sqrt")
_PRIMITIVES = (
    sp.exp, sp.log, sp.sin, sp.cos, sp.tan, sp.sinh, sp.cosh, sp.tanh, sp.Abs, sp.sign,
)  # fmt: skip


def second_opinion(
    tokens: Sequence[Token], expr: Expr, functions: Collection[str] = ()
) -> str | None:
    r"""The two readings of a side, as a sentence, if they differ; None if they do not.

    ``expr`` is what we read, ``functions`` are the names that may be functions. None also where
    there is no second reading.

    >>> from symnn.language.symbol import TensorSymbol
    >>> from symnn.notation.reader.text.tokens import tokenize
    >>> a, b = TensorSymbol("a", ()), TensorSymbol("b", ())
    >>> formula = tokenize(r"\frac{1}{2} (a - b)^2", 0, 21)
    >>> second_opinion(formula, (a - b) ** 2 / 2) is None
    True
    >>> second_opinion(formula, (a - b) ** 2 * 2)
    'two readings differ: 2*(a - b)**2, or 1*(a - b)**2/2; add brackets'
    """
    symbols = _symbols(expr)
    if symbols is None:
        return None
    try:
        mask = masked(cleaned(tokens), symbols, functions)
    except NoSecondReadingError:
        return None
    if len(mask.latex) > LONGEST or not _STRUCTURE.search(mask.latex):
        return None
    other = _read(mask.latex)
    if other is None or _same(expr, other, mask, symbols) is not False:
        return None
    return f"two readings differ: {expr}, or {_shown(other, mask)}; add brackets"


def _symbols(expr: Expr) -> dict[str, TensorSymbol] | None:
    """The scalars in an expression by name; None if anything else is in it."""
    found: dict[str, TensorSymbol] = {}
    for node in sp.preorder_traversal(expr):
        if isinstance(node, TensorSymbol):
            if node.shape or isinstance(node, DerivativeSymbol):
                return None
            found[node.name] = node
        elif not isinstance(
            node, (sp.Add, sp.Mul, sp.Pow, sp.Number, sp.NumberSymbol, *_PRIMITIVES)
        ):
            return None
    return found


@lru_cache(maxsize=1024)
def _read(latex: str) -> Expr | None:
    """The second reading of masked LaTeX, if it is an expression of plain letters."""
    # this package takes half a second to load: only documents with scalar mathematics need it
    from latex2sympy2_extended.latex2sympy2 import ConversionConfig, latex2sympy

    plain = ConversionConfig(interpret_as_mixed_fractions=False, lowercase_symbols=False)
    try:
        found: Any = latex2sympy(latex, normalization_config=None, conversion_config=plain)
    except Exception:  # noqa: BLE001 (its grammar raises plain Exception: it has no reading)
        return None
    if not isinstance(found, Expr):
        return None
    allowed = (sp.Add, sp.Mul, sp.Pow, sp.Number, sp.NumberSymbol, sp.Symbol, *_PRIMITIVES)
    return found if all(isinstance(n, allowed) for n in sp.preorder_traversal(found)) else None


def _same(ours: Expr, other: Expr, mask: Masked, symbols: dict[str, TensorSymbol]) -> bool | None:
    """Whether both have the same value wherever both are real; None if nowhere."""
    decided = None
    for start, step in POINTS:
        values = {
            name: sp.Rational(start) + number * sp.Rational(step)
            for number, name in enumerate(sorted(symbols))
        }
        mine = _value(ours, {symbols[name]: value for name, value in values.items()})
        letters = {sp.Symbol(letter): values[name] for name, letter in mask.names.items()}
        numbers = {sp.Symbol(letter): value for letter, value in mask.numbers.items()}
        theirs = _value(other, {**letters, **numbers})
        if mine is None or theirs is None:
            continue
        if abs(mine - theirs) > CLOSE * (1 + abs(mine)):
            return False
        decided = True
    return decided


def _value(expr: Expr, values: dict[Any, sp.Rational]) -> sp.Float | None:
    """The value at a point, if it is a real number."""
    numbers = {symbol: sp.Float(value, DIGITS) for symbol, value in values.items()}
    found = expr.xreplace(numbers).evalf(DIGITS)
    return found if isinstance(found, sp.Float) and found.is_finite else None


def _shown(other: Expr, mask: Masked) -> str:
    """The second reading in the names and numbers of the document."""
    words = {letter: name for name, letter in mask.names.items()}
    words |= {
        letter: f"({value})" if value.q != 1 else str(value)
        for letter, value in mask.numbers.items()
    }
    return re.sub(
        r"\b[A-Za-z]\b", lambda match: words.get(match.group(), match.group()), str(other)
    )
