"""Index form: every sum and every index written out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.bracket import Bracket
from symnn.language.errors import NoMatrixFormError
from symnn.language.expression import Applied, Total, bound_by, indices_in
from symnn.language.index import Index
from symnn.language.operation import AxisOperation, operation_of
from symnn.language.series import Series
from symnn.language.symbol import DerivativeSymbol, Entry, TensorSymbol, indices_of, symbol_of
from symnn.notation.layout import Layout
from symnn.notation.names import latex_name
from symnn.notation.piece import ATOM, PRODUCT, Piece, called
from symnn.notation.ranges import (
    Limits,
    compact,
    limits,
    open_conditions,
    place_terms,
    relation,
    says_range,
    written_limits,
)
from symnn.notation.series import written_series
from symnn.notation.style import Latex, Style
from symnn.operations._matrix_function import MatrixFunction

LETTERS = "ijklmnpqrstuvwabcdefgh"


class IndexWriter(Layout):
    """Writes index expressions.

    Names for indices are chosen here: ``free`` indices first, bound ones as they come, none of
    them in ``taken`` (names that mean something else in the model).
    """

    def __init__(self, style: Style, free: Sequence[Index] = (), taken: Iterable[str] = ()) -> None:
        super().__init__(style)
        self.taken = frozenset(taken)
        self.names: dict[Index, str] = {}
        self.said: set[Expr] = set()
        self.guarded: set[Expr] = set()
        for index in free:
            self._enter(index)

    def _enter(self, index: Index) -> str:
        used = {*self.names.values(), *self.taken}
        wish = [index.name] if index.named else []
        letters = [*wish, *LETTERS, *(f"{letter}'" for letter in LETTERS)]
        name = next(letter for letter in letters if letter not in used)
        self.names[index] = name
        return name

    def write(self, expr: Expr) -> Piece:
        if isinstance(expr, Series) or (isinstance(expr, sp.Add) and expr.has(Series)):
            return written_series(expr, self.style, super().write)
        return super().write(expr)

    def index(self, index: Expr) -> str:
        """An index, or an expression of indices and sizes."""
        if isinstance(index, Index):
            return self.names.get(index) or self._enter(index)
        if isinstance(index, sp.Add):
            terms = place_terms(index, list(self.names))
            return compact(self.joined([self.write(term) for term in terms]).text)
        return self.text(index)

    def lead(self, factor: Expr) -> int:
        """Factors with the first free index come first: X[i,k] W[k,j]."""
        known = indices_in(factor)
        places = (place for place, index in enumerate(self.names) if index in known)
        return next(places, len(self.names))

    def leaf(self, expr: Expr) -> Piece:
        symbol = symbol_of(expr)
        if symbol is not None:
            return self._entry_inside(symbol, expr)
        if isinstance(expr, Bracket):
            return self._bracket(expr.args[0])
        if isinstance(expr, Total):
            return self._total(expr)
        if isinstance(expr, Applied):
            return self._applied(expr)
        if isinstance(expr, sp.KroneckerDelta):
            return Piece(self.style.delta(*map(self.index, expr.args)))
        if isinstance(expr, Index):
            return Piece(self.index(expr))
        return super().leaf(expr)

    def entry(self, symbol: TensorSymbol, indices: Sequence[Expr]) -> Piece:
        """One entry of a symbol; a derivative as a fraction."""
        if isinstance(symbol, DerivativeSymbol):
            return derivative(self.style, symbol, [self.index(index) for index in indices])
        if symbol.entries and all(index.is_Integer for index in indices):
            return Piece(entry_name(self.style, symbol, indices))
        name = self.style.symbol(symbol)
        if not indices:
            return Piece(name)
        return Piece(self.style.sub(name, [self.index(index) for index in indices]))

    def _entry_inside(self, symbol: TensorSymbol, expr: Expr) -> Piece:
        """An entry, with the condition that its place is inside where no sum says so."""
        piece = self.entry(symbol, indices_of(expr))
        if not isinstance(expr, Entry):
            return piece
        missing = [c for c in open_conditions(expr) if c not in self.said | self.guarded]
        return self.product_of([piece, *map(self._bracket, missing)])

    def _product(self, args: Sequence[Expr]) -> Piece:
        """A product; that its entries are inside of their axes is said once."""
        entries = [arg for arg in args if isinstance(arg, Entry)]
        open_ones = dict.fromkeys(c for entry in entries for c in open_conditions(entry))
        brackets = {arg.args[0] for arg in args if isinstance(arg, Bracket)}
        guarded = {c for c in (*open_ones, *brackets) if c not in self.said | self.guarded}
        self.guarded |= guarded
        more = [Bracket(c) for c in open_ones if c in guarded and c not in brackets]
        piece = super()._product([*args, *more])
        self.guarded -= guarded
        return piece

    def _bracket(self, condition: Expr) -> Piece:
        if condition in self.said:
            return Piece("1")
        return Piece(self.style.bracket(relation(condition, self.index, self.style.at_least)))

    def _total(self, expr: Total) -> Piece:
        bound = bound_by(expr)
        names = {index: self._enter(index) for index in bound}
        limited, said = limits(expr.function, bound)
        for index in bound:
            if not says_range(expr.function, index):
                limited.setdefault(index, Limits())
        said -= self.said
        self.said |= said
        body = self.write(_without_said(expr.function, said))
        self.said -= said
        text = body.text if body.binds >= PRODUCT else self.enclosed(body).text
        for index in reversed([index for index in bound if index in limited]):
            low, high = written_limits(index, limited[index], self.index, self.style)
            text = self.style.ranged(names[index], low, high, text)
        plain = [names[index] for index in bound if index not in limited]
        self._leave(bound)
        whole = self.style.total(plain, text) if plain else text
        return Piece(whole, PRODUCT, True, False, True)

    def _applied(self, expr: Applied) -> Piece:
        operation = operation_of(expr)
        if isinstance(operation, AxisOperation) and _takes_a_matrix(operation):
            return self._of_matrix(operation, expr)
        arguments = []
        for body, bound in expr.operands:
            if isinstance(body, Entry) and indices_of(body) == bound:
                arguments.append(Piece(self.style.symbol(body.symbol)))
                continue
            if not bound:
                arguments.append(self.write(body))
                continue
            names = [self._enter(index) for index in bound]
            inner = self.write(body)
            family = self.style.sub(self.style.parentheses(inner.text, inner.tall), names)
            arguments.append(Piece(family, ATOM, inner.tall))
            self._leave(bound)
        tall = any(argument.tall for argument in arguments)
        name = operation.latex if self.style.partial.startswith("\\") else operation.name
        text = self.style.call(name, [argument.text for argument in arguments], tall)
        if expr.outputs:
            text = self.style.sub(text, [self.index(index) for index in expr.outputs])
        return called(name, text, tall)

    def _of_matrix(self, operation: AxisOperation, expr: Applied) -> Piece:
        """An operation on a square matrix, with the matrix in matrix form: (X^{-1})_{ij}."""
        from symnn.notation.matrix import MatrixWriter

        ((body, bound),) = expr.operands
        writer = MatrixWriter(self.style)
        try:
            matrix = writer.piece(body, bound)
        except NoMatrixFormError:
            if isinstance(body, Entry) and indices_of(body)[-2:] == bound:  # one of many matrices
                which = [self.index(index) for index in indices_of(body)[:-2]]
                matrix = Piece(self.style.sub(self.style.symbol(body.symbol), which))
                return self._placed(writer.matrix_function(operation, matrix), expr)
            names = [self._enter(index) for index in bound]
            inner = self.write(body)
            family = self.style.sub(self.style.parentheses(inner.text, inner.tall), names)
            matrix = self.enclosed(Piece(family, ATOM, inner.tall))
            self._leave(bound)
        return self._placed(writer.matrix_function(operation, matrix), expr)

    def _placed(self, whole: Piece, expr: Applied) -> Piece:
        """The entry of a matrix at the outputs of a node; a scalar is whole."""
        if not expr.outputs:
            return whole
        indices = [self.index(index) for index in expr.outputs]
        return Piece(self.style.sub(self.enclosed(whole).text, indices), ATOM, whole.tall)

    def _leave(self, bound: Sequence[Index]) -> None:
        for index in bound:
            self.names.pop(index, None)


def _without_said(body: Expr, said: frozenset[Expr]) -> Expr:
    """A product without the brackets that the limits of its sum say."""
    kept = (f for f in sp.Mul.make_args(body) if not (isinstance(f, Bracket) and f.args[0] in said))
    return sp.Mul(*kept)


def _takes_a_matrix(operation: AxisOperation) -> bool:
    """Whether an operation is of a whole matrix or vector, which can be written by its name."""
    return operation.square or isinstance(operation, MatrixFunction)


def entry_name(style: Style, symbol: TensorSymbol, indices: Sequence[Expr]) -> str:
    """The user's own name of one entry of a symbol that has such names."""
    place = 0
    for index, size in zip(indices, symbol.shape, strict=True):
        place = place * int(size) + int(index) - 1
    name = symbol.entries[place]
    return latex_name(name) if isinstance(style, Latex) else name


def derivative(style: Style, symbol: DerivativeSymbol, indices: Sequence[str] = ()) -> Piece:
    """∂of/∂wrt, with indices of both in order; higher derivatives in one fraction."""
    chain: list[TensorSymbol] = []
    base: TensorSymbol = symbol
    while isinstance(base, DerivativeSymbol):
        chain.append(base.wrt)
        base = base.of
    names = list(indices)
    places = [base, *reversed(chain)]
    written = []
    for part in places:
        own, names = names[: len(part.shape)], names[len(part.shape) :]
        if isinstance(part, DerivativeSymbol):  # a quantity of the chain, such as ∂L/∂z
            inner = derivative(style, part, own)
            written.append(style.parentheses(inner.text, inner.tall))
            continue
        name = style.symbol(part)
        written.append(style.sub(name, own) if own else name)
    top, *bottom = written
    order = style.power(style.partial, str(len(chain))) if len(chain) > 1 else style.partial
    space = " " if style.partial.startswith("\\") else ""
    above = f"{order}{space}{top}"
    if len(chain) > 1 and len(set(chain)) == 1 and not chain[0].shape:  # ∂³L/∂x³
        name = bottom[0] if "^" not in bottom[0] else style.parentheses(bottom[0], False)
        bottom = [style.power(name, str(len(chain)))]
    elif len(chain) > 1 and not indices and bottom[0] == bottom[1]:
        last = bottom[0] if "^" not in bottom[0] else style.parentheses(bottom[0], False)
        bottom = [bottom[0], *(f"{last}{style.transpose}" for _ in bottom[1:])]
    joint = r" \, " if style.partial.startswith("\\") else ""
    below = joint.join(f"{style.partial}{space}{name}" for name in bottom)
    return Piece(style.fraction(above, below), PRODUCT, True, fraction=True)
