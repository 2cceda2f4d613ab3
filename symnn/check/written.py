r"""Claims written in LaTeX about a model: the right side is read as a document about its symbols.

The document declares every quantity of the model by its LaTeX name and shape, and the target as an
unknown function of all of them; what is read is then said in the model's own symbols.
"""

from __future__ import annotations

from sympy.core.expr import Expr

from symnn.language.errors import SymnnError
from symnn.language.expression import symbols_in
from symnn.language.symbol import DerivativeSymbol, Entry, TensorSymbol, indices_of, symbol_of
from symnn.language.system import System
from symnn.language.tensor import Tensor
from symnn.notation.reader.claim import Misfit, Role
from symnn.notation.reader.document import read_document
from symnn.notation.style import Latex


class UnreadableClaimError(SymnnError, ValueError):
    """A claim in LaTeX that the reader does not understand."""


def written_claim(model: System, symbol: TensorSymbol, latex: str) -> Tensor | Misfit:
    """The right side of ``symbol = latex``, or why it cannot be equal to the left.

    Raises UnreadableClaimError, with the reason, for what is not understood.
    """
    of, wrt = _chain(symbol)
    text = "\n".join([*_declarations(model, of), f"\\[ {_left(of, wrt)} = {latex} \\]"])
    statements = read_document(text).statements
    claims = [statement for statement in statements if statement.role is Role.CLAIM]
    if len(claims) != 1 or claims[0].claim is None or claims[0].trouble is not None:
        trouble = claims[0].trouble if claims else None
        reason = trouble.reason if trouble is not None else "it is not one formula"
        raise UnreadableClaimError(f"check: {latex} is not understood: {reason}")
    claim = claims[0].claim
    if claim.misfit is not None:
        return claim.misfit
    instance = claim.instances[0]
    assert instance.right is not None
    names = {_name(own): own for own in model.symbols.values()}
    return Tensor(_translated(instance.right.expr, names), instance.left.indices, latex)


def _chain(symbol: TensorSymbol) -> tuple[TensorSymbol, list[TensorSymbol]]:
    """The target of a derivative, and by what it is differentiated, in order."""
    wrt: list[TensorSymbol] = []
    while isinstance(symbol, DerivativeSymbol):
        wrt.insert(0, symbol.wrt)
        symbol = symbol.of
    return symbol, wrt


def _left(of: TensorSymbol, wrt: list[TensorSymbol]) -> str:
    if len(wrt) == 1:
        return rf"\frac{{\partial {_name(of)}}}{{\partial {_name(wrt[0])}}}"
    below = " ".join(
        rf"\partial {_name(symbol)}" + (r"^\top" if number and symbol.shape else "")
        for number, symbol in enumerate(wrt)
    )
    return rf"\frac{{\partial^{len(wrt)} {_name(of)}}}{{{below}}}"


def _declarations(model: System, of: TensorSymbol) -> list[str]:
    lines = []
    for symbol in model.symbols.values():
        several = len(symbol.shape) > 1
        sizes = (f"({size})" if size.is_Add and several else str(size) for size in symbol.shape)
        shape = r" \times ".join(sizes)
        space = rf"\mathbb{{R}}^{{{shape}}}" if symbol.shape else r"\mathbb{R}"
        lines.append(rf"Let ${_name(symbol)} \in {space}$.")
    others = ", ".join(_name(s) for s in model.symbols.values() if s.name != of.name)
    lines.append(rf"Let ${_name(of)} = {_name(of)}({others})$.")
    return lines


def _name(symbol: TensorSymbol) -> str:
    return Latex().symbol(symbol)


def _translated(expr: Expr, names: dict[str, TensorSymbol]) -> Expr:
    """``expr`` in the symbols of the model."""
    changes: dict[Expr, Expr] = {}
    leaves = {
        leaf for leaf in expr.atoms(Entry) | expr.atoms(TensorSymbol) if symbol_of(leaf) is not None
    }
    for leaf in leaves:
        symbol = symbol_of(leaf)
        assert symbol is not None
        if not symbol.shape or isinstance(leaf, Entry):
            changes[leaf] = _own(symbol, names)[indices_of(leaf)]
    unknown = {s.name for s in symbols_in(expr) if not isinstance(s, DerivativeSymbol)}
    if not unknown <= set(names):
        missing = ", ".join(sorted(unknown - set(names)))
        raise UnreadableClaimError(f"check: the model has no {missing}")
    return expr.xreplace(changes)


def _own(symbol: TensorSymbol, names: dict[str, TensorSymbol]) -> TensorSymbol:
    if isinstance(symbol, DerivativeSymbol):
        of, wrt = _own(symbol.of, names), _own(symbol.wrt, names)
        return DerivativeSymbol(of, wrt, local=symbol.local)
    return names[symbol.name]
