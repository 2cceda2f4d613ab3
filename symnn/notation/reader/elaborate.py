"""Meaning of formulas: syntax trees to index expressions, by the names of the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.expression import indices_in, rename, total_over
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from symnn.notation.reader import calls, conditions, differentiate, nouns
from symnn.notation.reader.nodes import (
    Angle,
    Apply,
    Bars,
    Big,
    Cases,
    Derivative,
    Fraction,
    Function,
    Group,
    Indicator,
    Matrix,
    Node,
    Number,
    Operated,
    Product,
    Root,
    Scripts,
    Sum,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.survey import MAX_LABEL
from symnn.notation.reader.trouble import MAX_EXPONENT, ReadError
from symnn.notation.reader.values import Algebra, ShapeMismatchError, Value
from symnn.notation.reader.world import UnknownShapeError, World

HALF = sp.Rational(1, 2)


@dataclass
class Scope:
    """What is known at one place of a formula.

    ``labels``   values of running labels
    ``letters``  running indices; new ones are added where ``open``
    ``params``   values of the parameters of a function
    """

    labels: dict[str, int] = field(default_factory=dict)
    letters: dict[str, Index] = field(default_factory=dict)
    open: bool = True
    params: dict[str, Value] = field(default_factory=dict)
    leftover: list[str] = field(default_factory=list)


class Elaborator:
    """Gives the nodes of one statement their meaning.

    ``defining`` says that new names may appear: they become quantities. ``whole`` is the node
    that is a side of its own: a derivative operator at its head takes all that follows.
    """

    def __init__(self, world: World, scope: Scope, *, defining: bool = False) -> None:
        self.world = world
        self.scope = scope
        self.defining = defining
        self.dims = world.dims
        self.algebra = Algebra(world.dims)
        self.whole: Node | None = None

    # ---- dispatch -----------------------------------------------------------------------------

    def side(self, node: Node) -> Value:
        """The value of a whole side of a relation."""
        self.whole = node
        return self.value(node)

    def value(self, node: Node) -> Value:
        """The value of a node. Raises ReadError, with the place, where it has none."""
        try:
            return self._value(node)
        except ReadError as error:
            if error.offset < 0:
                error.offset = node.start
            raise

    def _value(self, node: Node) -> Value:
        method = _METHODS.get(type(node))
        if method is None:
            raise ReadError("this is not understood here", node.start)
        return method(self, node)

    def scalar(self, node: Node, what: str) -> Expr:
        """The expression of a node that must be a number."""
        value = self.value(node)
        if value.rank:
            raise ReadError(f"{what} is {self.algebra.words(value)}, not a number", node.start)
        return value.expr

    def number(self, node: Number) -> Value:
        """A literal number."""
        return Value(node.value)

    def group(self, node: Group) -> Value:
        """Brackets."""
        if len(node.items) == 1:
            return self.value(node.body)
        entries = [self.scalar(item, "an entry of a vector") for item in node.items]
        return _vector(entries)

    def matrix(self, node: Matrix) -> Value:
        """A matrix with its entries written out."""
        rows = [[self.scalar(cell, "an entry of a matrix") for cell in row] for row in node.rows]
        if len(rows[0]) == 1:
            return _vector([row[0] for row in rows])
        if len(rows) == 1:
            return replace(_vector(rows[0]), row=True)
        i, j = Index(sp.Integer(len(rows))), Index(sp.Integer(len(rows[0])))
        expr = sp.Add(
            *(
                entry * sp.KroneckerDelta(i, a + 1) * sp.KroneckerDelta(j, b + 1)
                for a, row in enumerate(rows)
                for b, entry in enumerate(row)
            )
        )
        return Value(expr, (i, j))

    # ---- sums of terms ------------------------------------------------------------------------

    def sum(self, node: Sum) -> Value:
        """Terms with signs. A sum Σ_i takes in later terms in which i occurs too."""
        terms = self._with_reach(node)
        values: list[tuple[int, Value] | None] = []
        unknown: list[tuple[int, UnknownShapeError]] = []
        for position, (sign, term) in enumerate(terms):
            try:
                values.append((sign, self.value(term)))
            except UnknownShapeError as error:
                if not self.defining or not nouns.is_name(unwrapped(term), error.name, self):
                    raise
                values.append(None)
                unknown.append((position, error))
        known = [value for value in values if value is not None]
        for position, missing in unknown:
            shaped = [value for _, value in known if value.rank]
            if not shaped or not (shaped[0].rank == 1 or self._is_matrix_name(missing.name)):
                raise missing
            like = shaped[0]
            self.world.quantities[missing.name].shape = tuple(a.dimension for a in like.axes)
            self.world.quantities[missing.name].row = like.row
            sign, term = terms[position]
            values[position] = (sign, self.value(term))
        total: Value | None = None
        for item in values:
            assert item is not None
            sign, value = item
            signed = replace(value, expr=sign * value.expr, links=None)
            if total is None:
                total = signed
            else:
                total = self.algebra.elementwise(
                    "a sum", lambda a, b: a + b, total, signed, lenient=True
                )
        assert total is not None
        return total if len(values) == 1 else total.plain

    def _is_matrix_name(self, name: str) -> bool:
        """Whether an undeclared name beside a matrix is surely one: a capital, not a bias."""
        letter = name.rstrip("}").rpartition("{")[2] if name.startswith("\\") else name[:1]
        return letter[:1].isupper()

    def _with_reach(self, node: Sum) -> list[tuple[int, Node]]:
        """Σ_i a_i + b_i is Σ_i (a_i + b_i), where i has no other meaning."""
        terms = list(node.terms)
        for position, (sign, term) in enumerate(terms):
            last, lead = _tail(term)
            if not isinstance(last, Big):
                continue
            bound = {n.name for n in last.letters if isinstance(n, Symbol)}
            bound -= set(self.scope.letters) | set(self.scope.labels)
            later = terms[position + 1 :]
            if not any(_free_letters(t) & bound for _, t in later):
                continue
            if lead or sign < 0 or not all(_free_letters(t) & bound for _, t in later):
                raise ReadError(
                    "how far this sum reaches is not clear: write brackets around its terms",
                    last.start,
                )
            inner = Sum(((1, last.body), *later), start=last.body.start, end=node.end)
            return [*terms[:position], (sign, replace(last, body=inner, end=node.end))]
        return terms

    # ---- products -----------------------------------------------------------------------------

    def product(self, node: Product) -> Value:
        """Factors: matrix products bind tighter than elementwise ones."""
        factors = calls.resolved(self, node.factors)
        _check_strokes(factors)
        items = [(operator, value) for operator, value, _ in factors]
        try:
            return self._tight(items)
        except ShapeMismatchError as error:
            if not any(operator in _LOOSE for operator, _ in items):
                raise
            try:
                return self._folded(items)
            except ShapeMismatchError:
                raise error from None

    def _tight(self, items: Sequence[tuple[str, Value]]) -> Value:
        groups: list[tuple[str, list[tuple[str, Value]]]] = []
        for operator, value in items:
            if not groups or operator in _LOOSE:
                groups.append((operator, [("", value)]))
            else:
                groups[-1][1].append((operator, value))
        return self._folded([(operator, self._folded(group)) for operator, group in groups])

    def _folded(self, items: Sequence[tuple[str, Value]]) -> Value:
        result = items[0][1]
        for operator, value in items[1:]:
            result = self.combined(operator, result, value)
        return result

    def combined(self, operator: str, left: Value, right: Value) -> Value:
        """One product of two values."""
        algebra = self.algebra
        if operator in ("", "."):
            columns = left.rank == right.rank == 1 and not left.row and not right.row
            if operator == "." and columns and not (left.links and right.links):
                return algebra.inner(left, right)
            return algebra.product(left, right)
        if operator in ("o", "*"):
            return algebra.elementwise("an elementwise product", lambda a, b: a * b, left, right)
        if operator == "%":
            return algebra.elementwise("an elementwise quotient", lambda a, b: a / b, left, right)
        if operator == "/":
            return self.quotient(left, right)
        if operator == "x":
            if left.rank and right.rank:
                raise ReadError(r"\times between vectors or matrices is not understood")
            return algebra.product(left, right)
        if left.rank == right.rank == 1 and not left.row and not right.row:
            return algebra.product(left, algebra.transpose(right))
        if left.rank == 0 or right.rank == 0:
            return algebra.product(left, right)
        raise ReadError(r"\otimes of anything but two columns is not known")

    def quotient(self, above: Value, below: Value) -> Value:
        """A fraction: by a number, or of entries."""
        if not below.rank:
            return Value(above.expr / below.expr, above.axes, above.row)
        return self.algebra.elementwise("a fraction", lambda a, b: a / b, above, below)

    def fraction(self, node: Fraction) -> Value:
        """A fraction."""
        return self.quotient(self.value(node.above), self.value(node.below))

    def root(self, node: Root) -> Value:
        """A root, of each entry."""
        body = self.value(node.body)
        degree = sp.Integer(2) if node.degree is None else self.scalar(node.degree, "a degree")
        if not degree.is_Integer or not 2 <= degree <= MAX_EXPONENT:
            raise ReadError("a root of this degree", node.start)
        return Value(body.expr ** (1 / degree), body.axes, body.row)

    def angle(self, node: Angle) -> Value:
        """⟨a, b⟩."""
        return self.algebra.inner(self.value(node.left), self.value(node.right))

    def bars(self, node: Bars) -> Value:
        """|x| of numbers, the determinant of a square matrix, a norm."""
        return calls.norm(self, node, None, 1) if node.double else calls.bars(self, node)

    # ---- Σ and Π ------------------------------------------------------------------------------

    def big(self, node: Big) -> Value:
        """A sum over indices or labels, a product over labels."""
        if node.kind == "prod":
            return self._unrolled(node, "prod")
        letters = [letter.name for letter in node.letters if isinstance(letter, Symbol)]
        if any(name in self.world.survey.labels for name in letters):
            return self._unrolled(node, "sum")
        with self.bound(node, letters) as (indices, weight):
            body = self.value(node.body)
        return Value(total_over(body.expr * weight, indices), body.axes, body.row)

    @contextmanager
    def bound(self, node: Big, letters: Sequence[str]) -> Iterator[tuple[list[Index], Expr]]:
        """The indices of a sum, while its body is read; and the weight of what it leaves out."""
        indices, weight = [], sp.S.One
        before = dict(self.scope.letters)
        labels = dict(self.scope.labels)
        params = dict(self.scope.params)
        for name in letters:
            size: sp.Expr = self.dims.variable()
            bound = node.upper
            if bound is None and node.lower is None:
                bound = self.world.survey.ranges.get(name)
            if bound is not None:
                size = self.world.names.size(bound, self.scope.labels)
            index = Index(size, name)
            indices.append(index)
            weight *= self._from(node.lower, index)
            self.scope.letters[name] = index
            self.scope.params.pop(name, None)
        if node.excluded is not None:
            other = self.index(node.excluded, indices[0].dimension)
            weight *= 1 - sp.KroneckerDelta(indices[0], other)
        added = set(self.scope.letters)
        try:
            yield indices, weight
        finally:
            for name in letters:
                self.scope.letters.pop(name, None)
                if name in before:
                    self.scope.letters[name] = before[name]
            del added
            self.scope.labels = labels
            self.scope.params = params

    def _from(self, lower: Node | None, index: Index) -> Expr:
        if lower is None:
            return sp.S.One
        first = self.scalar(lower, "a lower limit")
        if first == 1:
            return sp.S.One
        if first == 2:
            return 1 - sp.KroneckerDelta(index, 1)
        raise ReadError("a sum that does not begin at 1", lower.start)

    def _unrolled(self, node: Big, kind: str) -> Value:
        names = [letter.name for letter in node.letters if isinstance(letter, Symbol)]
        if len(names) != 1 or names[0] not in self.world.survey.labels:
            what = "a product over an index" if kind == "prod" else "a sum over several labels"
            raise ReadError(f"{what} is not known", node.start)
        taken = self.world.survey.labels[names[0]]
        lower, upper = max(min(taken), 1), max(taken)
        if node.lower is not None:
            lower = self._limit(node.lower)
        if node.upper is not None:
            upper = self._limit(node.upper)
        if upper - lower > MAX_LABEL:
            raise ReadError("a sum over too many labels", node.start)
        if node.excluded is not None:
            raise ReadError("a sum over labels with one left out", node.start)
        result = Value(sp.S.Zero if kind == "sum" else sp.S.One)
        before = self.scope.labels
        for number, value in enumerate(range(lower, upper + 1)):
            self.scope.labels = {**before, names[0]: value}
            body = self.value(node.body)
            if kind == "prod":
                if body.rank:
                    raise ReadError("the order of a product of matrices is not clear", node.start)
                result = self.algebra.product(result, body)
            elif number == 0:
                result = body.plain
            else:
                result = self.algebra.elementwise("a sum", lambda a, b: a + b, result, body)
        self.scope.labels = before
        return result

    def _limit(self, node: Node) -> int:
        value = self.world.names.label_value(node, self.scope.labels)
        if value is None:
            raise ReadError("the limits of a sum over labels are not known", node.start)
        return value

    # ---- expressions without a name -----------------------------------------------------------

    def auxiliary(self, value: Value, text: str) -> tuple[TensorSymbol, tuple[Expr, ...]]:
        """A named quantity for an expression that is differentiated, and its indices here."""
        running = [
            index for index in self.scope.letters.values() if index in indices_in(value.expr)
        ]
        expr, indices = self.dims.resolved(value.expr, [*running, *value.axes])
        shape = tuple(index.dimension for index in indices)
        name = text
        known = self.world.auxiliary.get(name)
        while known is not None and known[0].shape != shape:
            name += "'"
            known = self.world.auxiliary.get(name)
        symbol = TensorSymbol(name, shape, latex=text)
        if self.world.closed and not self.defining:
            key = f"{self.scope.labels}" if self.scope.labels else ""
            if key:
                name = f"{name} {key}"
                symbol = TensorSymbol(name, shape, latex=text)
            if name not in self.world.auxiliary:
                self.world.auxiliary[name] = (symbol, indices, expr)
        return symbol, (*running, *value.axes)

    # ---- indices ------------------------------------------------------------------------------

    def index(self, node: Node, size: sp.Expr) -> Expr:
        """The index that stands at an axis of the given size."""
        node = unwrapped(node)
        if isinstance(node, Number) and node.value.is_Integer and node.value > 0:
            found = self.dims.find(size)
            if found.is_Integer and node.value > found:
                raise ReadError(f"component {node.value} of an axis of size {found}", node.start)
            return node.value
        if not isinstance(node, Symbol):
            raise ReadError("this index is not known; known are letters and numbers", node.start)
        known = self.scope.letters.get(node.name)
        if known is None:
            if not self.scope.open:
                self.scope.leftover.append(node.name)
            bound = self.world.survey.ranges.get(node.name)
            start = self.dims.variable()
            if bound is not None and not isinstance(bound, Number):
                start = self.world.names.size(bound, self.scope.labels)
            known = self.scope.letters[node.name] = Index(start, node.name)
        if not self.dims.same(known.dimension, size):
            first = str(self.dims.find(known.dimension)).replace("?", "·")
            second = str(self.dims.find(size)).replace("?", "·")
            raise ShapeMismatchError(
                f"the index {node.name} runs over {first} and over {second}", node.start
            )
        return known

    def indexed(self, value: Value, indices: Sequence[Node], offset: int) -> Value:
        """The entries of a value at the given indices; axes without index stay."""
        if len(indices) > value.rank:
            raise ReadError(f"{len(indices)} indices on {self.algebra.words(value)}", offset)
        change: dict[Index, Expr] = {}
        for axis, node in zip(value.axes, indices, strict=False):
            if isinstance(node, Symbol) and node.name in (":", r"\cdot", r"\bullet", "*"):
                continue
            change[axis] = self.index(node, axis.dimension)
        rest = tuple(axis for axis in value.axes if axis not in change)
        return Value(rename(value.expr, change), rest)


_LOOSE = frozenset(("o", "%", "@", "*"))


def _vector(entries: Sequence[Expr]) -> Value:
    index = Index(sp.Integer(len(entries)))
    terms = [entry * sp.KroneckerDelta(index, k + 1) for k, entry in enumerate(entries)]
    return Value(sp.Add(*terms), (index,))


def _tail(node: Node) -> tuple[Node, bool]:
    """The last factor of a term, and whether others stand before it."""
    node = unwrapped(node) if not isinstance(node, Group) else node
    if isinstance(node, Product):
        return node.factors[-1][1], len(node.factors) > 1
    return node, False


def _free_letters(node: Node) -> set[str]:
    """The letters in the scripts of a node that no sum in it binds."""
    found: set[str] = set()
    bound: set[str] = set()
    for part in node.walk():
        if isinstance(part, Scripts):
            if part.sub is not None:
                atoms = [a for piece in part.sub.parts for a in piece]
                found |= {a.name for a in atoms if isinstance(a, Symbol)}
            for sup in part.sups:
                if sup.value is not None and isinstance(unwrapped(sup.value), Symbol):
                    found.add(unwrapped(sup.value).name)  # type: ignore[attr-defined]
        if isinstance(part, Big):
            bound |= {n.name for n in part.letters if isinstance(n, Symbol)}
    return found - bound


def _check_strokes(factors: Sequence[tuple[str, Value, Node]]) -> None:
    """``a/b c`` is clear where white space or a bracket parts b and c; ``1/2n`` is not."""
    for position, (operator, _, node) in enumerate(factors[:-1]):
        following, _, after = factors[position + 1]
        if operator == "/" and following == "":
            brackets = isinstance(after, (Group, Bars)) or (
                isinstance(after, Scripts) and isinstance(after.base, (Group, Bars))
            )
            if node.end == after.start and not brackets:
                raise ReadError(
                    "what stands below the stroke is not clear: write \\frac", node.start
                )


_METHODS: dict[type[Node], Callable[..., Value]] = {
    Number: Elaborator.number,
    Group: Elaborator.group,
    Matrix: Elaborator.matrix,
    Sum: Elaborator.sum,
    Product: Elaborator.product,
    Fraction: Elaborator.fraction,
    Root: Elaborator.root,
    Angle: Elaborator.angle,
    Bars: Elaborator.bars,
    Big: Elaborator.big,
    Symbol: nouns.symbol,
    Scripts: nouns.scripts,
    Apply: calls.apply,
    Function: calls.lone,
    Indicator: conditions.indicator,
    Cases: conditions.cases,
    Derivative: differentiate.derivative,
    Operated: differentiate.operated,
}
