"""What a claim rests on: definitions that were understood, and dependence by the equations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.inline import put_in
from symnn.calculus.inverses import is_symmetric
from symnn.language.expression import bound_by, rename, symbols_in
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, TensorSymbol, symbol_of
from symnn.language.tensor import Tensor
from symnn.notation.reader.claim import Claim, Equated, Instance, MisfitKind, Supposition
from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.grammar.nodes import Node, Scripts, Symbol
from symnn.notation.reader.statements.draft import Draft
from symnn.notation.reader.statements.restatements import same_meaning
from symnn.notation.reader.statements.running_labels import environments, label_letters
from symnn.notation.reader.statements.said import Doubt
from symnn.notation.reader.statements.unread_functions import unread_in
from symnn.notation.reader.survey.adjectives import ONE_HOT, POSITIVE, SYMMETRIC
from symnn.notation.reader.trouble import ReadError
from symnn.operations._eigen import EIGENVECTORS, EIGVALSH


class IndependentError(ReadError):
    """A derivative of something by what it does not depend on."""


def guarded(draft: Draft, line: Line, claim: Claim, right: Node) -> Claim:
    """The claim, if it rests on nothing that was not understood.

    Of a family, instances beyond its ends (h_{T+1}) are left out. ``right`` is its right side as
    it is written, which alone tells what a side without a shape speaks of.
    """
    misfit = claim.misfit is not None and claim.misfit.kind is not MisfitKind.FREE_INDEX
    world = draft.world
    doubtful = world.several_ranks if misfit else world.numbers_or_matrices
    labels = claim.instances[0].labels
    if misfit or world.supposed_matrices & _written(draft, right, labels):
        doubtful = doubtful | world.supposed_matrices
    _guard_shapes(draft, claim, doubtful)
    for instance in claim.instances:
        if instance.right is None:
            _guard_shapeless(draft, line, right, instance.labels)
    kept = []
    beyond: ReadError | None = None
    for instance in claim.instances:
        try:
            _guard(draft, line, instance)
            _guard_rows(draft, instance)
            kept.append(instance)
        except IndependentError as error:
            if not instance.labels:
                raise
            beyond = error
    if not kept:
        assert beyond is not None
        raise beyond
    return replace(claim, instances=tuple(_doubted(draft, instance) for instance in kept))


def doubt_unstated(draft: Draft) -> None:
    """Doubt what the prose says where it does not fit the quantity that it is said of."""
    places = {id(line): at for at, line in enumerate(draft.lines)}
    for line, node, text in draft.said.spoken:
        at = places[id(line)]
        stated = draft.declared.get(at)
        if draft.kinds.get(at) != "fact" and (stated is None or isinstance(stated, ReadError)):
            draft.said.doubts.append(Doubt(node, text))
    facts = draft.system.facts
    known = {fact.symbol.name for fact in facts if isinstance(fact, SymmetricFact)}
    said = [doubt for doubt in draft.said.doubts if doubt.kind == SYMMETRIC]
    names = {name for doubt in said for name in _names(draft, doubt)}
    known |= {name for name in names if _is_symmetric_by_its_equation(draft, name)}
    world = draft.world
    positive = {q.name for q in world.quantities.values() if q.positive}
    positive |= {name for name, domain in world.domains.items() if domain == "positive"}
    draft.said.doubts = [
        doubt
        for doubt in draft.said.doubts
        if doubt.kind != SYMMETRIC or not _names(draft, doubt) <= known
        if doubt.kind != POSITIVE or not _names(draft, doubt) <= positive
    ]


def _is_symmetric_by_its_equation(draft: Draft, name: str) -> bool:
    """Whether a defined matrix is symmetric for certain, whatever the prose says of it."""
    equation = draft.system.equations.get(name)
    if equation is None or len(equation.indices) < 2:
        return False
    first, second = equation.indices[-2:]
    reached = _reach(draft, equation.expr)
    expr = put_in(equation.expr, [e for e in draft.system.ordered() if e.name in reached])
    sides = [Tensor(expr, equation.indices)]
    sides.append(Tensor(rename(expr, {first: second, second: first}), equation.indices))
    return first.dimension == second.dimension and same_meaning(draft.system, *sides)


def _doubted(draft: Draft, instance: Instance) -> Instance:
    """The instance, supposing what is said of its quantities and not understood."""
    if instance.right is None:
        return instance
    sides = [instance.left.expr, instance.right.expr]
    reach = _reach(draft, sides[0]) | _reach(draft, sides[1])
    doubts = [doubt for doubt in draft.said.doubts if _names(draft, doubt) & reach]
    unread = unread_in(draft, sides, reach)
    if not doubts and not unread:
        return instance
    before = instance.supposed
    texts = [*([before.text] if before is not None else ()), *(doubt.text for doubt in doubts)]
    texts += unread
    text = ", ".join(dict.fromkeys(texts))
    one_hot = [_one_hot(draft, doubt) for doubt in doubts]
    where = Supposition(text, None, (), sure=False)
    if before is None and not unread and all(one_hot):
        equations = tuple(equated for found in one_hot for equated in found)
        where = Supposition(text, sp.S.One, equations, sure=False)
    return replace(instance, supposed=where)


def _one_hot(draft: Draft, doubt: Doubt) -> list[Equated]:
    """y² = y for all entries of what is said to be one-hot, where a fact says which sums are one.

    Nothing where no fact does: the words leave open whether rows or columns are meant.
    """
    if doubt.kind != ONE_HOT:
        return []
    names, found = _names(draft, doubt), []
    for fact in draft.system.facts:
        if isinstance(fact, Fact) and isinstance(fact.left, sp.Sum) and fact.right == 1:
            symbol = symbol_of(fact.left.function)
            if symbol is not None and symbol.name in names and len(bound_by(fact.left)) == 1:
                axes = tuple(Index(size) for size in symbol.shape)
                found.append((symbol[axes] ** 2, symbol[axes], axes))
                names = names - {symbol.name}
    return found if not names else []


def _names(draft: Draft, doubt: Doubt) -> set[str]:
    world = draft.world
    try:
        letters = label_letters(world, [doubt.node])
        many = environments(world, letters)
        return {world.names.reference(doubt.node, labels).name for labels in many}
    except ReadError:
        return set()


def _guard(draft: Draft, line: Line, instance: Instance) -> None:
    system = draft.system
    sides = [side.expr for side in (instance.left, instance.right) if side is not None]
    for expr in sides:
        _guard_eigenvalues(draft, expr)
        _guard_names(draft, line, _reach(draft, expr))
        for derivative in _derivatives(expr):
            of, wrt = _ends(derivative)
            auxiliary = draft.world.auxiliary.get(of.name)
            if of.name not in system.equations and auxiliary is None and of != wrt:
                raise ReadError(f"{of.name} is not defined by an equation")
            if of != wrt and wrt.name not in _reach(draft, of):
                raise IndependentError(
                    f"{of.name} does not depend on {wrt.name} by the equations of this document"
                )
            _guard_derivatives_inside(draft, of, wrt)


def _guard_derivatives_inside(draft: Draft, of: TensorSymbol, wrt: TensorSymbol) -> None:
    """Raise ReadError where what is differentiated rests on a derivative that varies with it.

    With ``g = ∂L/∂w`` the step ``u = w - η g`` has second derivatives of L in ∂u/∂w.
    """
    for name in sorted(_reach(draft, of)):
        equation = draft.system.equations.get(name)
        for inner in _derivatives(equation.expr) if equation is not None else ():
            if wrt.name in _reach(draft, inner):
                raise ReadError(
                    f"{name} is made of a derivative that depends on {wrt.name}; write that "
                    "derivative out"
                )


def _guard_shapeless(draft: Draft, line: Line, right: Node, labels: Mapping[str, int]) -> None:
    """Raise ReadError where a side without a shape speaks of a name that was not understood.

    The definition of that name may give it the shape that the side lacks.
    """
    world = draft.world
    names = _written(draft, right, labels)
    for name in tuple(names):
        quantity = world.quantities.get(name)
        if quantity is not None and quantity.shape is not None:
            names |= _reach(draft, world.symbol(quantity))
    _guard_names(draft, line, sorted(names))


def _written(draft: Draft, right: Node, labels: Mapping[str, int]) -> set[str]:
    """The names that stand in a formula."""
    names: set[str] = set()
    for node in right.walk():
        if isinstance(node, Symbol) or (
            isinstance(node, Scripts) and isinstance(node.base, Symbol)
        ):
            try:
                names.add(draft.world.names.reference(node, dict(labels)).name)
            except ReadError:
                continue
    return names


def _guard_names(draft: Draft, line: Line, names: Iterable[str]) -> None:
    """Raise ReadError for a name whose definition was not understood, or that has two."""
    broken = {item.name for item in draft.definitions.items if not item.done}
    for name in names:
        if name in broken:
            raise ReadError(f"the definition of {name} is not understood")
        doubt = draft.doubtful.get(name)
        if doubt is not None and doubt < line.raw.start:
            raise ReadError(f"{name} is defined twice, with different meanings")
        if name in draft.implicit:
            raise ReadError(
                f"{name} is given by {draft.implicit[name]}, which is not solved for it; "
                f"write {name} = …"
            )


def _guard_eigenvalues(draft: Draft, expr: Expr) -> None:
    """Raise ReadError for eigenvalues of a matrix that is not known to be symmetric."""
    system, auxiliary = draft.system, draft.world.auxiliary
    names = _reach(draft, expr)
    equations = [equation for equation in system.ordered() if equation.name in names]
    known = {fact.symbol for fact in system.facts if isinstance(fact, SymmetricFact)}
    parts = [expr, *(e.expr for e in equations)]
    parts += [auxiliary[name][2] for name in names if name in auxiliary]
    for part in parts:
        for node in sp.preorder_traversal(part):
            if not isinstance(node, (EIGVALSH.node, EIGENVECTORS.node)):
                continue
            operands = [(put_in(body, equations), bound) for body, bound in node.operands]
            if not is_symmetric(node.of(operands, node.outputs), known):
                raise ReadError(
                    "eigenvalues of a matrix that is not known to be symmetric may be complex; "
                    "say that it is symmetric"
                )


def _guard_shapes(draft: Draft, claim: Claim, doubtful: set[str]) -> None:
    """Raise ReadError where a claim rests on doubtful names, whose shape is only supposed."""
    for instance in claim.instances:
        sides = [side.expr for side in (instance.left, instance.right) if side is not None]
        for name in sorted(set().union(*(_reach(draft, expr) for expr in sides))):
            if name in doubtful:
                world = draft.world
                matrix = name in world.numbers_or_matrices | world.supposed_matrices
                what, space = ("a matrix", r"n \times n") if matrix else ("not", "n")
                raise ReadError(
                    f"{name} is declared nowhere, and may be a number or {what}; declare it, "
                    f"such as ${name} \\in \\mathbb{{R}}^{{{space}}}$"
                )


def _guard_rows(draft: Draft, instance: Instance) -> None:
    """Raise ReadError where a claim about X speaks of x, which may be its rows or columns."""
    if instance.right is None:
        return
    known = _reach(draft, instance.left.expr)
    for name in sorted(_reach(draft, instance.right.expr) - known):
        for matrix in sorted(known):
            letter = _letter(name)
            given = name not in draft.system.equations and draft.world.rank(matrix) == 2
            if given and letter.islower() and _letter(matrix) == letter.upper():
                raise ReadError(
                    f"{name} does not occur in what is differentiated; if it is a row or column of "
                    f"{matrix}, say so by an equation such as {matrix} = (x_1, …, x_n)^⊤"
                )


def _letter(name: str) -> str:
    r"""The letter of a name in a font, ``\mathbf{x}``."""
    found = re.fullmatch(r"\\[a-z]+\{(.*)\}", name)
    return found.group(1) if found else name


def _derivatives(expr: Expr) -> list[DerivativeSymbol]:
    return [symbol for symbol in symbols_in(expr) if isinstance(symbol, DerivativeSymbol)]


def _ends(derivative: DerivativeSymbol) -> tuple[TensorSymbol, TensorSymbol]:
    """What is differentiated in the end, and the first variable."""
    of, wrt = derivative.of, derivative.wrt
    while isinstance(of, DerivativeSymbol):
        of, wrt = of.of, of.wrt
    return of, wrt


def _reach(draft: Draft, expr: Expr) -> set[str]:
    """The names that an expression depends on, through all equations and derivatives."""
    found: set[str] = set()
    stack: list[TensorSymbol] = list(symbols_in(expr))
    while stack:
        symbol = stack.pop()
        if isinstance(symbol, DerivativeSymbol):
            stack.extend((symbol.of, symbol.wrt))
            continue
        if symbol.name in found:
            continue
        found.add(symbol.name)
        equation = draft.system.equations.get(symbol.name)
        auxiliary = draft.world.auxiliary.get(symbol.name)
        if equation is not None:
            stack.extend(symbols_in(equation.expr))
        elif auxiliary is not None:
            stack.extend(symbols_in(auxiliary[2]))
    return found
