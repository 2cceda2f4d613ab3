"""Facts: symmetric matrices, and constraints on inputs."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from symnn.language.expression import rename, symbols_in, total_over
from symnn.language.facts import Fact, PositiveDefiniteFact, SymmetricFact
from symnn.language.symbol import TensorSymbol
from symnn.notation.reader.grammar.lines import base_of
from symnn.notation.reader.grammar.nodes import (
    Bars,
    Big,
    Node,
    Product,
    Scripts,
    Sum,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.meaning.classes import facts_of_classes
from symnn.notation.reader.meaning.elaborator import Scope
from symnn.notation.reader.meaning.formulas import elaborating
from symnn.notation.reader.meaning.names import Reference
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.statements.derivative_names import alias_name
from symnn.notation.reader.statements.draft import Draft
from symnn.notation.reader.statements.forms import (
    head_of,
    is_derivative,
    is_swapped,
    is_transpose_of,
    is_turned,
    number_of,
)
from symnn.notation.reader.statements.running_labels import environments, label_letters
from symnn.notation.reader.text.alphabet import IDENTITIES
from symnn.notation.reader.trouble import ReadError


def assume_facts(draft: Draft) -> None:
    """Assume what lines without another role say of inputs."""
    for at, line in enumerate(draft.lines):
        if at in draft.kinds or at in draft.heads or at in draft.declared or at in draft.aliasing:
            continue
        if at in draft.supposed.lines:
            continue
        if not line.is_equation or line.pieces:
            continue
        if len(line.sides) != 2 or not all(isinstance(s, Node) for s in line.sides):
            continue
        left, right = line.sides
        assert isinstance(left, Node)
        assert isinstance(right, Node)
        if is_derivative(left) or alias_name(draft, left):
            continue
        try:
            _fact(draft, at, left, right)
        except ReadError as error:
            draft.kinds[at] = "other"
            draft.declared[at] = error
    for fact in facts_of_classes(draft.world):
        draft.system.assume(fact)
    for name, domain in draft.world.domains.items():
        if domain in ("definite", "semidefinite"):  # the definite ones are the general ones
            sign = r"\succ" if domain == "definite" else r"\succeq"
            symbol = draft.world.symbol(draft.world.quantities[name])
            strict = domain == "definite"
            draft.system.assume(PositiveDefiniteFact(symbol, f"{name} {sign} 0", strict))


def _fact(draft: Draft, at: int, left: Node, right: Node) -> None:
    line = draft.lines[at]
    text = line.text or draft.source.text[line.raw.start : line.raw.end]
    bare = unwrapped(right)
    if isinstance(bare, Symbol) and is_transpose_of(left, bare.name):
        left, right = right, left
    head = head_of(left)
    if head is not None and isinstance(unwrapped(head.node), (Symbol, Scripts)):
        for labels in environments(draft.world, label_letters(draft.world, [left])):
            reference = draft.world.names.reference(head.node, labels)
            turned = is_transpose_of(right, reference.name) or is_turned(head.node, right)
            if is_swapped(head.node, right):
                turned, reference = True, replace(reference, indices=())
            if turned and not reference.sups:
                symbol = _square(draft, reference, left)
                draft.system.assume(SymmetricFact(symbol, text))
                draft.kinds[at] = "fact"
    if draft.kinds.get(at) == "fact":
        return
    if _is_constraint(draft, left, right):
        for labels in environments(draft.world, label_letters(draft.world, [left, right])):
            _constraint(draft, at, left, right, text, labels)


def _constraint(
    draft: Draft, at: int, left: Node, right: Node, text: str, labels: dict[str, int]
) -> None:
    """Assume a constraint on inputs, at one value of each label."""
    scope = Scope(labels)
    elaborator = elaborating(draft.world, scope)
    first = elaborator.side(left)
    second = elaborator.side(right)
    normed = _normed(left)
    if normed is not None:  # ‖u‖ = 1 is uᵀ u = 1
        vector = elaborator.side(normed)
        first = Value(total_over(vector.expr**2, vector.axes))
        second = Value(second.expr**2)
    both = elaborator.algebra.elementwise("=", lambda a, b: a - b, first, second)
    inputs = not any(name in draft.world.pending for name in _names_of(both))
    if inputs:
        indices = [*scope.letters.values(), *first.axes]
        same = dict(zip(second.axes, first.axes, strict=False))
        pair = sp.Tuple(first.expr, rename(second.expr, same))
        made, own = draft.world.dims.resolved(pair, indices)
        draft.system.assume(Fact(made.args[0], made.args[1], own, text))
        draft.kinds[at] = "fact"


def _square(draft: Draft, reference: Reference, node: Node) -> TensorSymbol:
    """The symbol of a square matrix, or of many of them."""
    name, rank = reference.name, 2 + len(reference.indices)
    quantity = draft.world.quantities.get(name)
    if quantity is None or quantity.shape is None or len(quantity.shape) != rank:
        raise ReadError(f"{name} is no matrix that is declared", node.start)
    symbol = draft.world.symbol(quantity)
    if symbol.shape[-2] != symbol.shape[-1]:
        raise ReadError(f"{name} is not square", node.start)
    return symbol


def _is_constraint(draft: Draft, left: Node, right: Node) -> bool:
    """Forms that constrain inputs: sums, norms, powers that are numbers; P P = P; Uᵀ U = I."""
    left, right = unwrapped(left), unwrapped(right)
    constant = number_of(right) is not None
    if isinstance(left, (Big, Scripts, Bars)) and constant:
        return True
    bases = {part.name for part in left.walk() if isinstance(part, Symbol)}
    if isinstance(left, Sum):
        return constant and not bases & set(draft.values)
    if isinstance(left, Product):
        unit = isinstance(right, Symbol) and right.name in IDENTITIES and len(left.factors) == 2
        if isinstance(right, Scripts) and isinstance(right.base, Symbol) and not right.sups:
            unit = right.base.name in (*IDENTITIES, r"\delta") and len(left.factors) == 2
        gram = unit and len({_letter(factor) for _, factor in left.factors}) == 1
        itself = all(unwrapped(factor) == right for _, factor in left.factors)  # y_i y_i = y_i
        return constant or gram or itself or _is_itself(bases, right)
    if not isinstance(left, Scripts) or not left.sups:
        return False
    return _is_itself(bases, right) or replace(left, sups=()) == right  # P² = P, y_i² = y_i


def _normed(node: Node) -> Node | None:
    """What stands in a Euclidean or Frobenius norm."""
    node = unwrapped(node)
    if isinstance(node, Scripts) and not node.sups and not node.primes and node.sub is not None:
        node = node.base if node.sub.text in ("2", "F") else node
    return node.body if isinstance(node, Bars) and node.double else None


def _is_itself(bases: set[str], right: Node) -> bool:
    return isinstance(right, Symbol) and bases == {right.name}


def _letter(node: Node) -> str:
    """The letter under the scripts of a factor."""
    base = base_of(node)
    return "" if base is None else base.name


def _names_of(value: Value) -> set[str]:
    return {symbol.name for symbol in symbols_in(value.expr)}
