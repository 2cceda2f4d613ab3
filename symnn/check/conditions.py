"""The conditions under which a verdict holds: regions off the kinks, signs, denominators."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.claim import Equality, names_free
from symnn.language.errors import NoRuleError
from symnn.language.expression import Applied, symbols_in
from symnn.language.facts import PositiveDefiniteFact
from symnn.language.operation import Elementwise, operation_of
from symnn.language.symbol import DerivativeSymbol, TensorSymbol, symbol_of
from symnn.notation.index import IndexWriter
from symnn.notation.style import Plain
from symnn.operations._matrix_function import MatrixFunction
from symnn.operations.argmax_mask import ARGMAX_MASK
from symnn.operations.cholesky import CHOLESKY
from symnn.operations.det import DET
from symnn.operations.inverse import INVERSE
from symnn.operations.logdet import LOGDET
from symnn.operations.step import STEP


def conditions(claim: Equality) -> tuple[str, ...]:
    """What is assumed where both sides are equal, besides facts: ``z ≠ 0``, ``det(X) > 0``."""
    names = _names(claim)
    found = dict.fromkeys(regions(claim))
    definite = {
        fact.symbol
        for fact in claim.facts
        if isinstance(fact, PositiveDefiniteFact) and fact.strict
    }
    for expr in _parts(claim):
        # what is declared positive may have been used in every rule
        for symbol in symbols_in(expr):
            if symbol.is_positive:
                found[f"{symbol.name} > 0"] = None
        for node in sp.preorder_traversal(expr):
            if not _is_definite(node, definite):
                found.update(dict.fromkeys(_determinants(node, names)))
    positive = {text.removesuffix(" > 0") for text in found if text.endswith(" > 0")}
    return tuple(text for text in found if text.removesuffix(" ≠ 0") not in positive)


def regions(claim: Equality) -> tuple[str, ...]:
    """The conditions that leave kinks and signs out: ``z ≠ 0``, ``ε > 0``.

    At a kink itself a derivative is any number between the slopes on both sides; there a claim is
    right if it lies between them, so the kinks are left out.
    """
    names = _names(claim)
    found: dict[str, None] = {}
    for expr in _parts(claim):
        for node in sp.preorder_traversal(expr):
            for text in _kinks(node, names):
                found[text] = None
            for name in _roots(node):
                found[f"{name} > 0"] = None
    for base in _new_denominators(claim):
        found[f"{_written(base, names)} ≠ 0"] = None
    return tuple(found)


def bends(claim: Equality) -> bool:
    """Whether a claim may be right in one region and wrong in another: it has kinks, or |x|."""
    return bool(regions(claim)) or any(expr.has(sp.Abs) for expr in _parts(claim))


def _names(claim: Equality) -> set[str]:
    return {symbol.name for expr in _parts(claim) for symbol in symbols_in(expr)}


def _parts(claim: Equality) -> Iterator[Expr]:
    """Both sides, and the equations of the derivatives in them."""
    yield claim.left
    yield claim.right
    for equation in claim.needed().values():
        if isinstance(equation.symbol, DerivativeSymbol):
            yield equation.expr


def _kinks(node: Expr, names: set[str]) -> Iterator[str]:
    """Where a slope jumps: at the argument of a step or a sign, at ties of a maximum."""
    if isinstance(node, (STEP.function, sp.sign)):
        yield _nonzero(node.args[0], names)
    elif isinstance(node, sp.Piecewise):
        for _, condition in node.args:
            if isinstance(condition, (sp.Gt, sp.Ge, sp.Lt, sp.Le)):
                yield _nonzero(condition.gts - condition.lts, names)
    elif isinstance(node, (sp.Max, sp.Min)) and symbols_in(node):
        first, *others = node.args
        for other in others:
            yield _nonzero(first - other, names)
    elif isinstance(node, Applied) and operation_of(node) is ARGMAX_MASK:
        body, _ = node.operands[0]
        yield f"the largest of {_written(body, names)} is one only"
    elif isinstance(node, sp.Function) and not isinstance(node, Applied):
        operation = _declared(node)
        if operation is not None and operation.kinks and not isinstance(node, sp.Abs):
            for kink in operation.kinks_at(node.args):
                yield f"{_written(node.args[0], names)} ≠ {_written(kink, names)}"


def _nonzero(expr: Expr, names: set[str]) -> str:
    """That an expression is not zero, as what differs: ``z ≠ 6`` for 6 − z, ``a[i] ≠ b[i]``."""
    constant, rest = expr.as_coeff_Add()
    if constant and not isinstance(rest, sp.Add):
        scale, left = rest.as_coeff_Mul()
        return f"{_written(left, names)} ≠ {_written(-constant / scale, names)}"
    negative = [t for t in sp.Add.make_args(expr) if t.could_extract_minus_sign()]
    below = -sp.Add(*negative)
    above = expr + below
    if below == 0 or above == 0:
        return f"{_written(above + below, names)} ≠ 0"
    writer = IndexWriter(Plain(), names_free(expr), names)
    return " ≠ ".join(sorted(map(writer.text, (above, below))))


def _written(expr: Expr, names: set[str]) -> str:
    """A quantity by its name, any other expression with indices from i on."""
    symbol = symbol_of(expr)
    if symbol is not None:
        return IndexWriter(Plain()).text(symbol)
    return IndexWriter(Plain(), names_free(expr), names).text(expr)


def _declared(node: Expr) -> Elementwise | None:
    try:
        found = operation_of(node)
    except NoRuleError:
        return None
    return found if isinstance(found, Elementwise) else None


def _roots(node: Expr) -> Iterator[str]:
    """Positive quantities that stand under a root, in a logarithm or in a denominator."""
    base = None
    if isinstance(node, sp.Pow) and not (node.exp.is_Integer and node.exp.is_positive):
        base = node.base
    elif isinstance(node, sp.log):
        base = node.args[0]
    if base is not None:
        for symbol in sorted(symbols_in(base), key=str):
            if symbol.is_positive:
                yield symbol.name


def _is_definite(node: Expr, definite: set[TensorSymbol]) -> bool:
    """Whether a node is about the determinant of a matrix that is known to be definite."""
    if isinstance(node, sp.log):
        node = node.args[0]
    if not isinstance(node, (LOGDET.node, DET.node, INVERSE.node)):
        return False
    return symbol_of(node.operands[0][0]) in definite


def _determinants(node: Expr, names: set[str]) -> Iterator[str]:
    """Where a matrix has an inverse, and its determinant a logarithm."""
    if isinstance(node, LOGDET.node):
        yield f"{_written(DET.applied(node.operands, ()), names)} > 0"
    elif isinstance(node, sp.log) and isinstance(node.args[0], DET.node):
        yield f"{_written(node.args[0], names)} > 0"
    elif isinstance(node, CHOLESKY.node):
        whole = _written(DET.applied(node.operands, ()), names)
        yield f"{whole.removeprefix('det(').removesuffix(')')} positive definite"
    elif isinstance(node, Applied) and isinstance(type(node).operation, MatrixFunction):
        operation = type(node).operation
        if operation.condition:
            whole = _written(DET.applied(node.operands, ()), names)
            yield operation.condition.format(whole.removeprefix("det(").removesuffix(")"))
    elif isinstance(node, INVERSE.node) and not isinstance(node.operands[0][0], CHOLESKY.node):
        yield f"{_written(DET.applied(node.operands, ()), names)} ≠ 0"


def _new_denominators(claim: Equality) -> Iterator[Expr]:
    """Entries by which only one of the sides divides, and no equation of the model."""
    own = {expr for equation in claim.needed().values() for expr in _divisors(equation.expr)}
    for base in sorted((_divisors(claim.right) ^ _divisors(claim.left)) - own, key=str):
        if symbol_of(base) is not None and not base.is_positive:
            yield base


def _divisors(expr: Expr) -> set[Expr]:
    return {node.base for node in expr.atoms(sp.Pow) if node.exp.is_negative}
