r"""What is printed, read again: documents of declarations and equations, and what became of them.

An equation that was read is compared with the one that was printed after the names of the document
are put in for those of the model: the same symbols, by the order of the declarations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

import symnn as sn
from symnn.calculus.canonical import key
from symnn.calculus.normal import normal
from symnn.documents.phrases import declaration, formula
from symnn.documents.quantities import meanings
from symnn.language.expression import Applied, Total, bound_by, rename, total_over
from symnn.language.index import Index, fresh
from symnn.language.symbol import DerivativeSymbol, Entry, TensorSymbol
from symnn.language.system import Equation
from symnn.notation.equation import Written, taken_names, write
from symnn.notation.reader.claim import Document, Instance, Role, Statement
from symnn.notation.reader.document import read_document
from symnn.operations.norm import NORM_2, NORM_FRO


@dataclass(frozen=True)
class Printed:
    """Equations, how they were written, and the document of them."""

    symbols: tuple[TensorSymbol, ...]
    equations: tuple[Equation, ...]
    written: tuple[Written, ...]
    text: str


def printed(model: sn.Model, derived: Sequence[Equation], notation: str) -> Printed:
    """A document with the declarations, the equations of ``model``, and the ``derived`` ones."""
    taken = taken_names(model)
    own = list(model.ordered())
    equations = (*own, *derived)
    written = tuple(write(e.left, e.expr, e.indices, notation, None, taken) for e in equations)
    symbols = tuple(
        symbol for symbol in model.symbols.values() if not isinstance(symbol, DerivativeSymbol)
    )
    lines = [f"${declaration(symbol).latex}$." for symbol in symbols]
    lines += [f"${declaration(s).latex.split(' ')[0]} > 0$." for s in symbols if s.is_positive]
    lines += [f"${words[0].latex}${words[1]}" for words in meanings([e.expr for e in equations])]
    lines += [f"${formula(fact, taken).latex}$." for fact in model.facts]
    lines += [rf"\[ {line.text} \]" for line in written]
    return Printed(symbols, equations, written, "\n".join(lines))


class Names:
    """The symbols of a document for those of a model, by the order of their declarations."""

    def __init__(self, symbols: Sequence[TensorSymbol], document: Document) -> None:
        named = [s.name for s in document.statements if s.role is Role.DECLARATION]
        self.symbols: dict[TensorSymbol, TensorSymbol] = {}
        self.sizes: dict[Any, Any] = {}
        for symbol, name in zip(symbols, named, strict=False):
            other = document.system.symbols.get(name or "")
            if other is None:
                continue
            self.symbols[symbol] = other
            for size, read in zip(symbol.shape, other.shape, strict=True):
                if size.is_Symbol:
                    self.sizes[size] = read

    def symbol(self, symbol: TensorSymbol) -> TensorSymbol:
        """The symbol of the document."""
        if isinstance(symbol, DerivativeSymbol):
            return DerivativeSymbol(self.symbol(symbol.of), self.symbol(symbol.wrt))
        return self.symbols.get(symbol, symbol)

    def expr(self, expr: Expr, indices: dict[Any, Any]) -> Expr:
        """An expression in the names of the document."""
        if isinstance(expr, Index):
            return indices[expr]
        if isinstance(expr, TensorSymbol):
            return self.symbol(expr)
        if isinstance(expr, Entry):
            return self.symbol(expr.symbol)[tuple(self.expr(a, indices) for a in expr.args[1:])]
        if isinstance(expr, Total):
            inner = self._within(bound_by(expr), indices)
            return total_over(self.expr(expr.function, inner), [inner[i] for i in bound_by(expr)])
        if isinstance(expr, Applied):
            operands = []
            for body, bound in expr.operands:
                inner = self._within(bound, indices)
                operands.append((self.expr(body, inner), tuple(inner[i] for i in bound)))
            return type(expr).of(operands, [self.expr(i, indices) for i in expr.outputs])
        if not expr.args:
            return self.sizes.get(expr, expr)
        return expr.func(*(self.expr(argument, indices) for argument in expr.args))

    def index(self, index: Index) -> Index:
        """An index over the size that the document gives it."""
        return Index(index.dimension.xreplace(self.sizes), index.name)

    def _within(self, bound: Iterable[Index], indices: dict[Any, Any]) -> dict[Any, Any]:
        return {**indices, **{index: self.index(index) for index in bound}}


def read_back(made: Printed) -> list[str]:
    """The equations that did not come back from what was printed, with reasons."""
    document = read_document(made.text, "printed.tex")
    names = Names(made.symbols, document)
    wrong = [f"not understood: {s.latex}: {s.trouble}" for s in document.troubles]
    if wrong:
        return wrong
    roles = (Role.DEFINITION, Role.CLAIM, Role.VALUE)
    statements = [s for s in document.statements if s.role in roles]
    if len(statements) != len(made.equations):
        return [f"{len(made.equations)} equations became {len(statements)}: {made.text}"]
    for equation, written, statement in zip(made.equations, made.written, statements, strict=True):
        problem = difference(equation, statement, document, names)
        if problem:
            wrong.append(f"{written.text}: {problem}")
    return wrong


def difference(equation: Equation, statement: Statement, document: Document, names: Names) -> str:
    """In what the statement that was read differs from the equation that was printed."""
    if statement.role is Role.VALUE:
        value = document.values.get(statement.name or "")
        return "" if value == equation.expr else f"{equation.expr} became {value}"
    if statement.role is Role.CLAIM:
        assert statement.claim is not None
        if statement.claim.misfit is not None:
            return statement.claim.misfit.text
        (instance,) = statement.claim.instances
        assert instance.right is not None
        left, read = instance.left.expr, instance.right.expr
        if len(instance.left.indices) < len(equation.indices):
            return difference_as_matrices(equation, instance, document, names)
        free = tuple(left.args[1:]) if isinstance(left, Entry) else ()
        own = names.symbol(equation.symbol)
        if left != own[free] or set(instance.left.indices) != set(free):
            return f"the left side became {left}"
    else:
        found = document.system.equations[statement.name or ""]
        if found.symbol != names.symbol(equation.symbol):
            return f"the left side became {found.left}"
        read, free = found.expr, found.indices
    expected = names.expr(equation.expr, dict(zip(equation.indices, free, strict=True)))
    return "" if same(expected, read) else f"{expected} became {read}"


def difference_as_matrices(
    equation: Equation, instance: Instance, document: Document, names: Names
) -> str:
    """The same where the matrices of a derivative were printed as their columns in one: vec."""
    assert instance.right is not None
    assert isinstance(equation.symbol, DerivativeSymbol)
    if len(instance.left.indices) != 2:
        return f"the left side became {instance.left.expr}"
    inner = {index: names.index(index) for index in equation.indices}
    axes = tuple(inner.values())
    split = len(equation.symbol.of.shape)
    groups = axes[:split], axes[split:]
    at = {
        place: position(*group) for place, group in zip(instance.left.indices, groups, strict=True)
    }
    left = rename(without_columns(instance.left.expr, document), at)
    if not same(names.symbol(equation.symbol)[axes], left):
        return f"the left side became {left}"
    expected = names.expr(equation.expr, inner)
    read = rename(without_single_values(instance.right.expr), at)
    return "" if same(expected, read) else f"{expected} became {read}"


def position(row: Index, column: Index | None = None) -> Expr:
    """Where an entry of a vector or of a matrix stands in its columns, one below the other."""
    return row if column is None else row + row.dimension * (column - 1)


def without_columns(expr: Expr, document: Document) -> Expr:
    """The derivatives of vec(Z), a quantity that was read, by those of Z."""
    if isinstance(expr, Entry) and isinstance(expr.symbol, DerivativeSymbol):
        found = document.system.equations.get(expr.symbol.of.name)
        if found is not None and found.symbol.name.startswith(r"\operatorname{vec}"):
            place, *rest = expr.args[1:]
            (entry,) = found.expr.atoms(Entry)
            slope = DerivativeSymbol(entry.symbol, expr.symbol.wrt)[(*entry.args[1:], *rest)]
            body = found.expr.function.xreplace({entry: slope, found.indices[0]: place})
            return total_over(body, bound_by(found.expr))
        return expr
    if isinstance(expr, Total):
        return total_over(without_columns(expr.function, document), bound_by(expr))
    return expr.func(*(without_columns(a, document) for a in expr.args)) if expr.args else expr


def without_single_values(expr: Expr) -> Expr:
    """Sums over one value, as over the row of wᵀ, as what stands there."""
    if isinstance(expr, Total):
        only = {index: sp.S.One for index in bound_by(expr) if index.dimension == 1}
        rest = [index for index in bound_by(expr) if index not in only]
        return total_over(without_single_values(rename(expr.function, only)), rest)
    if not expr.args or isinstance(expr, Entry):
        return expr
    return expr.func(*map(without_single_values, expr.args))


def same(first: Expr, second: Expr) -> bool:
    """Whether two expressions are one, as they stand or in normal form.

    The matrix form alone needs the latter: it does not say how sums of products are nested, and it
    writes a product with a diagonal matrix for one with a vector.
    """
    return key(first) == key(second) or normal(without_norms(first - second)) == 0


def without_norms(expr: Expr) -> Expr:
    """The expression with ‖x‖ as the root of Σ x²: ‖x‖² is read as xᵀx."""
    if not expr.args or isinstance(expr, Entry):
        return expr
    if isinstance(expr, Total):
        return total_over(without_norms(expr.function), bound_by(expr))
    if isinstance(expr, (NORM_2.node, NORM_FRO.node)):
        ((body, bound),) = expr.operands
        apart = fresh(bound)
        inner = rename(without_norms(body), apart)
        return sp.sqrt(total_over(inner**2, apart.values()))
    if isinstance(expr, Applied):
        operands = [(without_norms(body), bound) for body, bound in expr.operands]
        return type(expr).of(operands, expr.outputs)
    return expr.func(*map(without_norms, expr.args))
