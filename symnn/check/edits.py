"""Single edits of an index expression: the slips that people make, undone one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import NoRuleError
from symnn.language.expression import Applied, bound_by, rename, symbols_in, total_over
from symnn.language.index import Index
from symnn.language.operation import Elementwise, operation_of
from symnn.language.symbol import DerivativeSymbol, Entry, TensorSymbol, indices_of, symbol_of
from symnn.language.system import Equation


@dataclass(frozen=True)
class Words:
    """A sentence with places for expressions, which are written only when it is said."""

    template: str
    shown: tuple[Expr, ...] = ()

    def text(self, show: Callable[[Expr], str]) -> str:
        """The sentence."""
        return self.template.format(*map(show, self.shown))


@dataclass(frozen=True)
class Edit:
    """``expr`` after one edit; ``kind`` and ``words`` name the slip that it undoes."""

    kind: str
    words: Words
    expr: Expr


@dataclass
class Workshop:
    """What edits may use: the equations, the quantities, and a writer for messages."""

    equations: dict[str, Equation]
    quantities: Sequence[TensorSymbol]
    sizes: Sequence[sp.Symbol]
    show: Callable[[Expr], str] = str

    def slope_of(self, leaf: Expr) -> Expr | None:
        """The slope f'(z) of a quantity a = f(z), at the indices of an entry of a, else None."""
        symbol = symbol_of(leaf)
        equation = self.equations.get(symbol.name) if symbol is not None else None
        operation = _operation(equation.expr) if equation is not None else None
        if equation is None or operation is None:
            return None
        value = operation.slope(0, equation.expr.args, equation.left)
        return rename(value, dict(zip(equation.indices, indices_of(leaf), strict=True)))


Maker = Callable[[Expr, tuple[Index, ...], Workshop], Iterator[Edit]]


def everywhere(
    make: Maker, expr: Expr, scope: tuple[Index, ...], workshop: Workshop
) -> Iterator[Edit]:
    """The edits that ``make`` finds at every node of ``expr``, each as the whole expression.

    ``scope`` are the indices that may be used there.
    """
    yield from make(expr, scope, workshop)
    if isinstance(expr, sp.Sum):
        bound = bound_by(expr)
        for edit in everywhere(make, expr.function, (*scope, *bound), workshop):
            yield Edit(edit.kind, edit.words, total_over(edit.expr, bound))
    elif isinstance(expr, Applied):
        operands = list(expr.operands)
        for number, (body, bound) in enumerate(operands):
            for edit in everywhere(make, body, (*scope, *bound), workshop):
                changed = [*operands[:number], (edit.expr, bound), *operands[number + 1 :]]
                yield Edit(edit.kind, edit.words, type(expr).of(changed, expr.outputs))
    elif not isinstance(expr, (Entry, sp.KroneckerDelta)):
        for number, arg in enumerate(expr.args):
            if not isinstance(arg, Expr):
                continue
            for edit in everywhere(make, arg, scope, workshop):
                args = [*expr.args[:number], edit.expr, *expr.args[number + 1 :]]
                yield Edit(edit.kind, edit.words, expr.func(*args))


def _without(args: Sequence[Expr], number: int) -> tuple[Expr, ...]:
    return (*args[:number], *args[number + 1 :])


# ---- terms ------------------------------------------------------------------------------------


def signs(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """The sign of one term of a sum."""
    if isinstance(node, sp.Add):
        for number, term in enumerate(node.args):
            words = Words("the sign of the term {}", (term,))
            yield Edit("sign", words, sp.Add(*_without(node.args, number), -term))
    if isinstance(node, sp.Function) and not isinstance(node, Applied):
        for number, arg in enumerate(node.args):
            words = Words("the sign of the argument in {}", (node,))
            args = [*node.args[:number], -arg, *node.args[number + 1 :]]
            yield Edit("sign", words, node.func(*args))


def factors(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """A numeric factor of one term of a sum."""
    if isinstance(node, sp.Add):
        for number, term in enumerate(node.args):
            for factor in (2, sp.Rational(1, 2), 3, sp.Rational(1, 3)):
                words = Words(f"a factor {factor} in the term {{}}", (term,))
                yield Edit("factor", words, sp.Add(*_without(node.args, number), factor * term))


def size_factors(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """A factor n or 1/n of one term of a sum."""
    if isinstance(node, sp.Add):
        for number, term in enumerate(node.args):
            for size in workshop.sizes:
                for factor in (1 / size, size):
                    words = Words(f"a factor {factor} in the term {{}}", (term,))
                    rest = sp.Add(*_without(node.args, number))
                    yield Edit("size factor", words, rest + factor * term)


def extra_terms(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """A term too many."""
    if isinstance(node, sp.Add):
        for number, term in enumerate(node.args):
            words = Words("the term {} is too much", (term,))
            yield Edit("extra term", words, sp.Add(*_without(node.args, number)))


# ---- indices ----------------------------------------------------------------------------------


def transposes(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """Two indices of one entry exchanged: a transpose missing or too many."""
    if isinstance(node, Entry):
        places = list(node.args[1:])
        for a, b in combinations(range(len(places)), 2):
            if places[a] != places[b] and node.symbol.shape[a] == node.symbol.shape[b]:
                other = list(places)
                other[a], other[b] = places[b], places[a]
                words = Words("{} must be transposed (its indices exchanged)", (node.symbol,))
                yield Edit("transpose", words, node.symbol[tuple(other)])
    if isinstance(node, Applied) and len(node.outputs) == 2:
        i, j = node.outputs
        if i != j and _dimension(i) == _dimension(j) is not None:
            words = Words(f"{node.operation.name} must be transposed")
            yield Edit("transpose", words, node.at((j, i)))


def wrong_indices(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """One index of an entry (or of a delta) replaced by another one of its dimension."""
    if isinstance(node, sp.Pow) and isinstance(node.base, Entry) and node.exp == 2:
        for edit in wrong_indices(node.base, scope, workshop):  # r_i² for r_i r_j
            yield Edit(edit.kind, edit.words, node.base * edit.expr)
    if isinstance(node, (Entry, sp.KroneckerDelta)):
        entry = isinstance(node, Entry)
        places = list(node.args[1:] if entry else node.args)
        for a, old in enumerate(places):
            for new in scope:
                if new == old or not isinstance(old, Index) or new.dimension != old.dimension:
                    continue
                other = [*places[:a], new, *places[a + 1 :]]
                made = node.symbol[tuple(other)] if entry else sp.KroneckerDelta(*other)
                words = Words("a wrong index in {}", (node,))
                yield Edit("index", words, made)


def missing_deltas(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """A Kronecker delta of two indices in scope, at the top."""
    for i, j in combinations(scope, 2):
        if i.dimension == j.dimension:
            words = Words("only the diagonal is meant: a Kronecker delta is missing")
            yield Edit("delta", words, node * sp.KroneckerDelta(i, j))


# ---- order and names --------------------------------------------------------------------------


def orders(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """Two quantities of one shape exchanged within a product."""
    if not isinstance(node, (sp.Mul, sp.Sum)):
        return
    product_ = node.function if isinstance(node, sp.Sum) else node
    entries = [f for f in sp.Mul.make_args(product_) if isinstance(f, (Entry, Applied))]
    for first, second in combinations(entries, 2):
        exchanged = _exchanged(first, second)
        if exchanged is None:
            continue
        body = product_.xreplace(dict(zip((first, second), exchanged, strict=True)))
        made = total_over(body, bound_by(node)) if isinstance(node, sp.Sum) else body
        words = Words(
            "the order of {} and {}",
            (
                first,
                second,
            ),
        )
        yield Edit("order", words, made)


def _exchanged(first: Expr, second: Expr) -> tuple[Expr, Expr] | None:
    places = [_places(first), _places(second)]
    if len(places[0]) != len(places[1]) or first == second or len(places[0]) < 2:
        return None
    if [_dimension(i) for i in places[0]] != [_dimension(i) for i in places[1]]:
        return None
    return _moved(second, places[0]), _moved(first, places[1])


def _places(node: Expr) -> tuple[Expr, ...]:
    return node.outputs if isinstance(node, Applied) else indices_of(node)


def _moved(node: Expr, places: tuple[Expr, ...]) -> Expr:
    if isinstance(node, Applied):
        return node.at(places)
    symbol = symbol_of(node)
    assert symbol is not None
    return symbol[places]


def _dimension(index: Expr) -> Expr | None:
    return index.dimension if isinstance(index, Index) else None


def names(expr: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """One quantity replaced by another one of its shape, everywhere."""
    for old in sorted(symbols_in(expr), key=str):
        for new in workshop.quantities:
            if new == old or new.shape != old.shape:
                continue
            changed = {leaf: new[indices_of(leaf)] for leaf in _entries_of(expr, old)}
            words = Words(
                "{} belongs where {} stands",
                (
                    new,
                    old,
                ),
            )
            yield Edit("quantity", words, expr.xreplace(changed))


def _entries_of(expr: Expr, symbol: TensorSymbol) -> set[Expr]:
    if not symbol.shape:
        return {symbol}
    return {entry for entry in expr.atoms(Entry) if entry.symbol == symbol}


# ---- slopes, factors, powers ------------------------------------------------------------------


def missing_slopes(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """The slope of an activation as a further factor: of the whole, or inside a sum."""
    for leaf, slope in _available_slopes(scope, workshop):
        words = Words("the slope of the activation {} is missing", (leaf,))
        if isinstance(node, sp.Sum):
            continue
        yield Edit("slope", words, node * slope)


def wrong_slopes(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """A value where its slope belongs, and the slope of another activation."""
    slope = workshop.slope_of(node) if isinstance(node, (Entry, TensorSymbol)) else None
    if slope is not None:
        words = Words("the slope belongs where the value {} stands", (node,))
        yield Edit("slope", words, slope)
    if isinstance(node, sp.Function) and not isinstance(node, Applied):
        operation = _operation(node)
        if operation is not None:
            words = Words("the slope belongs where the value {} stands", (node,))
            yield Edit("slope", words, operation.slope(0, node.args, node))
    if isinstance(node, sp.Mul):
        for leaf, right_slope in _available_slopes(scope, workshop):
            wrong = leaf * (1 - leaf), 1 - leaf**2, 1 - leaf, leaf
            for form in wrong:
                rest = _divided(node, form)
                if rest is not None:
                    words = Words("the slope of the activation {}", (leaf,))
                    yield Edit("slope", words, rest * right_slope)


def _operation(node: Expr) -> Elementwise | None:
    """The declaration of the function of numbers at the root of ``node``, if there is one."""
    if not isinstance(node, sp.Function):
        return None
    try:
        found = operation_of(node)
    except NoRuleError:
        return None
    return found if isinstance(found, Elementwise) else None


def _divided(node: Expr, form: Expr) -> Expr | None:
    """``node / form`` where the factors of ``form`` stand in ``node``."""
    rest = list(node.args)
    for factor in sp.Mul.make_args(form):
        if factor not in rest:
            return None
        rest.remove(factor)
    return sp.Mul(*rest)


def extra_slopes(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """The slope of an activation as a factor too many."""
    for leaf, slope in _available_slopes(scope, workshop):
        words = Words("the slope of the activation {} is too much", (leaf,))
        yield Edit("slope", words, node / slope)


def _available_slopes(scope: tuple[Index, ...], workshop: Workshop) -> Iterator[tuple[Expr, Expr]]:
    for quantity in workshop.quantities:
        if quantity.name in workshop.equations:
            for leaf in placed(quantity, scope):
                slope = workshop.slope_of(leaf)
                if slope is not None:
                    yield leaf, slope


def placed(quantity: TensorSymbol, scope: Iterable[Index]) -> Iterator[Expr]:
    """The entries of a quantity at indices in scope."""
    choices = [[i for i in scope if i.dimension == size] for size in quantity.shape]
    for places in product(*choices):
        if len(set(places)) == len(places):
            yield quantity[places]


def missing_factors(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """A quantity as a further factor, or as a factor too many."""
    for quantity in workshop.quantities:
        if isinstance(quantity, DerivativeSymbol):
            continue
        for leaf in placed(quantity, scope):
            yield Edit("factor", Words("the factor {} is missing", (leaf,)), node * leaf)
            yield Edit("factor", Words("the factor {} is too much", (leaf,)), node / leaf)


def dropped_factors(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """A factor of a product too many."""
    if isinstance(node, sp.Mul):
        for number, factor in enumerate(node.args):
            words = Words("the factor {} is too much", (factor,))
            yield Edit("factor", words, sp.Mul(*_without(node.args, number)))


def exponents(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """The exponent of one power."""
    if isinstance(node, sp.Pow) and node.exp.is_Rational:
        for exponent in (node.exp + 1, node.exp - 1, 2 * node.exp, node.exp / 2, -node.exp):
            words = Words("the exponent of {}", (node.base,))
            yield Edit("exponent", words, node.base**exponent)
    elif isinstance(node, (Entry, TensorSymbol)) or (
        isinstance(node, sp.Function) and not isinstance(node, Applied)
    ):
        yield Edit("exponent", Words("the exponent of {}", (node,)), node**2)
