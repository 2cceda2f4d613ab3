"""Reading a document: what each line is, in the order that meaning needs."""

from __future__ import annotations

from collections.abc import Sequence

from symnn.language.facts import Fact, SymmetricFact
from symnn.language.symbol import DerivativeSymbol, TensorSymbol, symbol_of
from symnn.language.system import System
from symnn.notation.reader import roles
from symnn.notation.reader.claim import Document, NotUnderstood, Role, Statement
from symnn.notation.reader.claiming import read_claim
from symnn.notation.reader.declare import declare, environments, label_letters
from symnn.notation.reader.definitions import Definition, Definitions, same_meaning
from symnn.notation.reader.grammar.nodes import (
    Big,
    Node,
    Number,
    Product,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.lines import BadFormula, Line, lines_of
from symnn.notation.reader.meaning.elaborator import Scope
from symnn.notation.reader.meaning.formulas import elaborating
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.meaning.world import Function, Quantity, World
from symnn.notation.reader.mentions import mentioned
from symnn.notation.reader.naming import name_afterwards
from symnn.notation.reader.roles import Head, head_of, is_derivative
from symnn.notation.reader.survey import surveyed
from symnn.notation.reader.text.signs import COMPARISONS, EQUALS, MEMBERS
from symnn.notation.reader.text.source import Source
from symnn.notation.reader.trouble import ReadError


class Reading:
    """One pass over a document, from text to statements."""

    def __init__(self, text: str, filename: str = "") -> None:
        self.source = Source(text, filename)
        self.filename = filename
        self.lines, self.bad = lines_of(self.source)
        self.world = World(surveyed(self.lines), text=text)
        self.definitions = Definitions(self.world)
        self.system = System()
        self.values: dict[str, object] = {}
        self.statements: list[Statement] = []
        self.declared: dict[int, str | ReadError] = {}
        self.heads: dict[int, list[Definition]] = {}
        self.kinds: dict[int, str] = {}
        self.aliasing: dict[int, list[tuple[str, tuple[Node, ...], Node, dict[str, int]]]] = {}
        self.again: list[tuple[Line, Definition]] = []
        self.doubtful: dict[str, int] = {}

    def document(self) -> Document:
        """Read everything."""
        mentioned(self.source, self.lines, self.world)
        self._declarations()
        self._classify()
        name_afterwards(self.definitions.items)
        self.definitions.infer()
        self._aliases()
        self.definitions.infer()
        self._aliases()
        self._claims_dry()
        self.definitions.close()
        self.definitions.build(self.system)
        self._aliases()
        self._facts()
        self._restated()
        for line in self.lines:
            self.statements.extend(self._statements(line))
        for bad in self.bad:
            self.statements.append(self._unreadable(bad))
        self._auxiliary()
        for quantity in self.world.quantities.values():
            if quantity.shape is not None:
                self.system._symbols.setdefault(quantity.name, self.world.symbol(quantity))
        self.statements.sort(key=lambda statement: (statement.start, statement.end))
        return Document(
            self.filename,
            self.source.text,
            self.system,
            self.statements,
            self.values,
            dict(self.world.domains),
        )

    # ---- declarations and kinds ---------------------------------------------------------------

    def _declarations(self) -> None:
        sizes = [*self.world.survey.ranges.values()]
        parts = (part for line in self.lines for node in line.nodes for part in node.walk())
        sizes += [part.upper for part in parts if isinstance(part, Big) and part.upper is not None]
        for size in sizes:
            size = unwrapped(size)
            if isinstance(size, Symbol) and size.name not in self.world.survey.tops:
                self.world.sizes.add(size.name)
        order = sorted(
            range(len(self.lines)),
            key=lambda at: (self.lines[at].relations or [""])[0] not in MEMBERS,
        )
        for at in order:
            line = self.lines[at]
            if not line.relations:
                continue
            if line.relations[0] in MEMBERS or line.relations[0] in COMPARISONS:
                try:
                    self.declared[at] = declare(self.world, line)
                except ReadError as error:
                    self.declared[at] = error

    def _classify(self) -> None:
        for at, line in enumerate(self.lines):
            if at in self.declared or not line.relations:
                continue
            if line.relations[0] not in EQUALS or len(line.sides) < 2:
                continue
            left, right = line.sides[0], line.sides[1]
            if not isinstance(left, Node) or not isinstance(right, Node):
                continue
            if line.pieces or is_derivative(left):
                continue
            head = head_of(left)
            if head is None or line.names:
                continue
            try:
                self._head(at, line, head, right)
            except ReadError as error:
                self.heads[at] = [Definition("", (), right, {}, line, error)]

    def _head(self, at: int, line: Line, head: Head, right: Node) -> None:
        world = self.world
        number = roles.number_of(right)
        numbers = roles.literals(right)
        letters = label_letters(world, [head.node, right])
        for labels in environments(world, letters):
            reference = world.names.reference(head.node, labels)
            if reference.sups or reference.primes:
                return
            name = reference.name
            function = world.functions.get(name)
            if function is not None and any(
                isinstance(index, Symbol) and index.name in function.parameters
                for index in reference.indices
            ):
                raise ReadError(
                    f"a derivative of {name} written as a subscript; write it as a fraction",
                    head.node.start,
                )
            if _is_symmetry(right, name, world):
                return
            if len(line.sides) == 2 and (number or numbers) and not reference.indices:
                defined = name in world.pending
                if not defined:
                    self._value(at, name, number, numbers)
                    continue
            if is_derivative(right, strict=True) and not head.parameters:
                world.pending.add(name)
                self.aliasing.setdefault(at, []).append((name, reference.indices, right, labels))
                continue
            self._define(at, line, head, reference.name, reference.indices, right, labels)

    def _value(self, at: int, name: str, number, numbers) -> None:  # type: ignore[no-untyped-def]
        self.kinds[at] = "value"
        world = self.world
        if number is not None:
            world.quantities.setdefault(name, Quantity(name, ()))
            self.values[name] = number[1] * number[0].value
        else:
            size = Number(number, "") if False else len(numbers)
            import sympy as sp

            world.quantities.setdefault(name, Quantity(name, (sp.Integer(size),)))
            self.values[name] = tuple(sign * node.value for node, sign in numbers)

    def _define(
        self,
        at: int,
        line: Line,
        head: Head,
        name: str,
        indices: tuple[Node, ...],
        right: Node,
        labels: dict[str, int],
    ) -> None:
        world = self.world
        if head.parameters:
            parameters = tuple(
                p.name if isinstance(p, Symbol) else world.names.reference(p, labels).name
                for p in map(unwrapped, head.parameters)
            )
            if name not in world.functions and not _calls(right, head.node):
                world.functions[name] = Function(name, parameters, right, labels)
                world.arguments |= set(parameters)
        item = Definition(name, indices, right, labels, line)
        explicit = not label_letters(world, [head.node])
        if name in world.pending:
            known = self.definitions.of(name)
            family = known is not None and bool(label_letters_of(known, world))
            if known is not None and explicit and family:
                known.right, known.labels, known.line = right, labels, line
                known.indices = indices
                self.heads.setdefault(at, []).append(known)
            elif explicit:
                self.again.append((line, item))
                self.kinds[at] = "again"
            return
        world.pending.add(name)
        quantity = world.quantities.setdefault(name, Quantity(name))
        quantity.defined = True
        quantity.positive = False
        self.definitions.items.append(item)
        self.heads.setdefault(at, []).append(item)

    # ---- names for derivatives ----------------------------------------------------------------

    def _aliases(self) -> None:
        """``δ := ∂L/∂z``: the name stands for the derivative."""
        for at, items in self.aliasing.items():
            for name, indices, right, labels in items:
                try:
                    scope = Scope(dict(labels))
                    elaborator = elaborating(self.world, scope)
                    axes = [elaborator.index(n, self.world.dims.variable()) for n in indices]
                    value = elaborator.side(right)
                except ReadError as error:
                    self.declared[at] = error
                    continue
                if any(not hasattr(axis, "dimension") for axis in axes):
                    self.declared[at] = ReadError("a name for one component", right.start)
                    continue
                self.declared.pop(at, None)
                self.world.pending.discard(name)
                self.world.quantities.pop(name, None)
                links = value.links
                self.world.aliases[name] = self._settled_alias(axes, value, links)

    def _settled_alias(self, axes, value: Value, links) -> Value:  # type: ignore[no-untyped-def]
        try:
            expr, made = self.world.dims.resolved(value.expr, [*axes, *value.axes])
        except ReadError:
            expr, made = value.expr, (*axes, *value.axes)
        whole = symbol_of(expr)
        derivative = links is None and isinstance(whole, DerivativeSymbol)
        if derivative and len(made) == len(whole.shape):  # type: ignore[union-attr]
            links = (whole.of, whole.wrt, len(whole.of.shape))  # type: ignore[union-attr]
        return Value(expr, made, value.row, links)

    # ---- facts --------------------------------------------------------------------------------

    def _facts(self) -> None:
        for at, line in enumerate(self.lines):
            if at in self.kinds or at in self.heads or at in self.declared or at in self.aliasing:
                continue
            if not line.relations or line.relations[0] not in EQUALS or line.pieces:
                continue
            if len(line.sides) != 2 or not all(isinstance(s, Node) for s in line.sides):
                continue
            left, right = line.sides
            assert isinstance(left, Node)
            assert isinstance(right, Node)
            if is_derivative(left) or self.alias_name(left):
                continue
            try:
                self._fact(at, left, right)
            except ReadError as error:
                self.kinds[at] = "other"
                self.declared[at] = error

    def _fact(self, at: int, left: Node, right: Node) -> None:
        line = self.lines[at]
        text = self.source.text[line.raw.start : line.raw.end]
        head = head_of(left)
        if head is not None and isinstance(unwrapped(head.node), (Symbol, Scripts)):
            for labels in environments(self.world, label_letters(self.world, [left])):
                reference = self.world.names.reference(head.node, labels)
                if _is_symmetry(right, reference.name, self.world) and not reference.sups:
                    symbol = self._square(reference.name, left)
                    self.system.assume(SymmetricFact(symbol, text))
                    self.kinds[at] = "fact"
        if self.kinds.get(at) == "fact":
            return
        if _is_constraint(left, right):
            scope = Scope()
            elaborator = elaborating(self.world, scope)
            first = elaborator.side(left)
            second = elaborator.side(right)
            both = elaborator.algebra.elementwise("=", lambda a, b: a - b, first, second)
            inputs = not any(name in self.world.pending for name in _names_of(self.world, both))
            if inputs:
                indices = [*scope.letters.values(), *first.axes]
                expr, own = self.world.dims.resolved(first.expr, indices)
                change = dict(zip([*scope.letters.values(), *first.axes], own, strict=True))
                from symnn.language.expression import rename

                paired = dict(zip(second.axes, own[len(scope.letters) :], strict=False))
                other, _ = self.world.dims.resolved(rename(second.expr, paired), [])
                self.system.assume(Fact(expr, rename(other, change), own, text))
                self.kinds[at] = "fact"

    def _square(self, name: str, node: Node) -> TensorSymbol:
        """The symbol of a square matrix."""
        quantity = self.world.quantities.get(name)
        if quantity is None or quantity.shape is None or len(quantity.shape) != 2:
            raise ReadError(f"{name} is no matrix that is declared", node.start)
        symbol = self.world.symbol(quantity)
        if symbol.shape[0] != symbol.shape[1]:
            raise ReadError(f"{name} is not square", node.start)
        return symbol

    def _restated(self) -> None:
        """A second definition of a name must say the same; else the name is in doubt from there."""
        for line, item in self.again:
            try:
                first = self.definitions.of(item.name)
                if first is None or first.equation is None:
                    continue
                indices, value = self.definitions.elaborated(item)
                axes = [*indices, *value.axes]
                from symnn.language.expression import rename

                expr, own = self.world.dims.resolved(value.expr, axes)
                known = first.equation
                same = len(own) == len(known.indices)
                expr = rename(expr, dict(zip(own, known.indices, strict=False)))
                if same and same_meaning(self.system, expr, known.expr):
                    continue
            except ReadError:
                pass
            self.doubtful.setdefault(item.name, line.raw.start)

    # ---- statements ---------------------------------------------------------------------------

    def _statements(self, line: Line) -> Sequence[Statement]:
        from symnn.notation.reader.outcome import outcome

        return outcome(self, line)

    def _claims_dry(self) -> None:
        """Read the claims once: indices that run over sizes nobody named make them equal."""
        for line in self.lines:
            if not line.relations or line.relations[0] not in EQUALS:
                continue
            sides = [side for side in line.sides if isinstance(side, Node)]
            if len(sides) < 2 or not (is_derivative(sides[0]) or self.alias_name(sides[0])):
                continue
            for right in sides[1:]:
                try:
                    read_claim(self.world, sides[0], right)
                except ReadError:
                    continue

    def alias_name(self, node: Node) -> str | None:
        """The name of a derivative that a side is, in full or in components."""
        head = head_of(node)
        if head is None or head.parameters:
            return None
        for labels in environments(self.world, label_letters(self.world, [node])):
            try:
                reference = self.world.names.reference(head.node, labels)
            except ReadError:
                continue
            if reference.name in self.world.aliases and not reference.sups:
                return reference.name
        return None

    def _unreadable(self, bad: BadFormula) -> Statement:
        start, end = bad.formula.start, bad.formula.end
        text = self.source.text[start:end]
        offset = bad.error.offset if bad.error.offset >= 0 else start
        trouble = NotUnderstood(bad.error.reason, self.source.place(offset))
        claim = any(mark in text for mark in (r"\partial", r"\nabla"))
        role = Role.CLAIM if claim else Role.OTHER
        return Statement(role, self.source.place(start), text, start, end, trouble=trouble)

    def _auxiliary(self) -> None:
        from symnn.language.system import Equation

        for name, (symbol, indices, expr) in self.world.auxiliary.items():
            if name not in self.system.equations:
                self.system.add(Equation(symbol, indices, expr))


def label_letters_of(item: Definition, world: World) -> list[str]:
    """The running labels of the line from which a definition was made."""
    line = item.line
    assert isinstance(line, Line)
    left = line.sides[0]
    return label_letters(world, [left]) if isinstance(left, Node) else []


def _is_symmetry(right: Node, name: str, world: World) -> bool:
    """Whether a right side is the transpose of the name on the left."""
    right = unwrapped(right)
    if not isinstance(right, Scripts) or not right.sups or right.sups[-1].kind != "transpose":
        return False
    if isinstance(right.base, Symbol) and len(right.sups) == 1 and right.sub is None:
        return right.base.name == name
    return False


def _is_constraint(left: Node, right: Node) -> bool:
    """Forms that constrain inputs: a sum, a power or a product that is a number or itself."""
    left, right = unwrapped(left), unwrapped(right)
    constant = roles.number_of(right) is not None
    if isinstance(left, (Big, Scripts)) and constant:
        return True
    if isinstance(left, Product):
        bases = {
            part.name
            for _, factor in left.factors
            for part in factor.walk()
            if isinstance(part, Symbol)
        }
        same = isinstance(right, Symbol) and bases == {right.name}
        return constant or same
    return False


def _names_of(world: World, value: Value) -> set[str]:
    from symnn.language.expression import symbols_in

    del world
    return {symbol.name for symbol in symbols_in(value.expr)}


def _calls(right: Node, name: Node) -> bool:
    """Whether a right side applies the very name that it defines: ``L(y) = L(y)``."""
    for part in right.walk():
        if isinstance(part, Product):
            for _, factor in part.factors:
                if factor == name and isinstance(name, Symbol):
                    return True
    return False
