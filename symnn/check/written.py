r"""Claims written in LaTeX about a model: the right side is read as a document about its symbols.

The document declares the quantities of the model whose letters occur, by LaTeX name and shape, and
what is computed as unknown functions of what comes before; what is read is then said in the model's
own symbols.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_lowercase

from sympy.core.expr import Expr

from symnn.language.errors import SymnnError
from symnn.language.expression import symbols_in
from symnn.language.symbol import DerivativeSymbol, Entry, TensorSymbol, indices_of, symbol_of
from symnn.language.system import System
from symnn.language.tensor import Tensor
from symnn.notation.index import IndexWriter
from symnn.notation.letters import ACCENTS
from symnn.notation.names import latex_name, plain_name
from symnn.notation.reader.claim import Misfit, Role
from symnn.notation.reader.document import read_document
from symnn.notation.reader.text.pieces import sides
from symnn.notation.reader.text.tokens import tokenize
from symnn.notation.style import Latex

_LETTERS = re.compile(r"\\[A-Za-z]+|[^\W\d_]")
_MARKS = re.compile(
    r"\\(?:math|bold|text|operatorname)[a-z]*|" + "|".join(rf"\\{a}\b" for a in sorted(ACCENTS))
)


RESULT = r"\mathrm{result}"
"""A name for an expression, which no quantity has."""


class UnreadableClaimError(SymnnError, ValueError):
    """A claim in LaTeX that the reader does not understand."""


def written_claim(model: System, symbol: TensorSymbol, latex: str, at: str = "") -> Tensor | Misfit:
    r"""The right side of ``symbol = latex``, or why it cannot be equal to the left.

    ``at`` are the letters of the running indices on the left, one for each axis of the derivative:
    ``at="ij"`` for ∂p_i/∂z_j. Raises UnreadableClaimError, with the reason, for what is not
    understood.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> model = sn.Model(); z = sn.vector("z", n); p = model.define("p", sn.exp(z))
    >>> slope = DerivativeSymbol(p.symbol, z.symbol)
    >>> written_claim(model, slope, r"p_i \delta_{ij}", at="ij").shape
    (n, n)
    """
    of, wrt = _chain(symbol)
    letters = _letters(symbol, at)
    left = _left(of, wrt, letters)
    declared = _mentioned(model, symbol, f"{left} {latex}")
    shapes = {declared_shape(_name(own), own.shape): own for own in declared}
    lines = [*(f"Let ${shape}$." for shape in shapes), *_unknown_functions(model, declared)]
    text = "\n".join([*lines, f"\\[ {left} = {latex} \\]"])
    statements = read_document(text).statements
    claims = [statement for statement in statements if statement.role is Role.CLAIM]
    alone = len(claims) == 1 and claims[0] is statements[-1]
    if not alone or claims[0].claim is None or claims[0].trouble is not None:
        trouble = claims[0].trouble if claims else None
        reason = trouble.reason if trouble is not None else "it is not one formula"
        name, undeclared, _ = reason.partition(" is declared nowhere; ")
        if undeclared:  # to declare it is nothing that the writer of a single formula can do
            reason = f"the model has no {name}; {_names_of(model)}"
        raise UnreadableClaimError(f"check: {latex} is not understood: {reason}")
    claim = claims[0].claim
    if claim.misfit is not None:
        return claim.misfit
    instance = claim.instances[0]
    assert instance.right is not None
    said = [statement for statement in statements if statement.latex in shapes]
    names = {s.name: shapes[s.latex] for s in said if s.name is not None}
    free = indices_of(instance.left.expr) if letters else instance.left.indices
    if set(free) != set(instance.left.indices) or len(set(free)) != len(free):
        raise UnreadableClaimError(f"check: {latex}: {at} are not the indices of {symbol.name}")
    return Tensor(_translated(instance.right.expr, names), free, latex)


def written_expression(model: System, latex: str) -> Tensor:
    r"""An expression in LaTeX of quantities of the model.

    Raises UnreadableClaimError, with the reason, for what is not understood.

    >>> import symnn as sn
    >>> m, n = sn.dims("m n"); model = sn.Model()
    >>> B = model.define("B", sn.matrix("A", m, n) @ sn.vector("x", n))
    >>> written_expression(model, r"x^\top A^\top B").shape
    ()
    """
    own = [known for known in model.symbols.values() if not isinstance(known, DerivativeSymbol)]
    shapes = {declared_shape(_name(known), known.shape): known for known in own}
    lines = [*(f"Let ${shape}$." for shape in shapes), f"\\[ {RESULT} = {latex} \\]"]
    document = read_document("\n".join(lines))
    last = document.statements[-1]
    alone = last.name == RESULT and not sides(tokenize(latex, 0, len(latex)))[1]
    if last.trouble is not None or not alone or RESULT not in document.system.equations:
        reason = last.trouble.reason if last.trouble is not None else "it is not one formula"
        raise UnreadableClaimError(f"{latex} is not understood: {reason}")
    found = document.system.equations[RESULT]
    said = [statement for statement in document.statements if statement.latex in shapes]
    names = {s.name: shapes[s.latex] for s in said if s.name is not None}
    return Tensor(_translated(found.expr, names), found.indices, latex)


def _names_of(model: System) -> str:
    """What the quantities of a model are called in LaTeX, in words."""
    own = [known for known in model.symbols.values() if not isinstance(known, DerivativeSymbol)]
    return f"in LaTeX the quantities of the model are {', '.join(map(_name, own))}"


def _chain(symbol: TensorSymbol) -> tuple[TensorSymbol, list[TensorSymbol]]:
    """The target of a derivative, and by what it is differentiated, in order."""
    wrt: list[TensorSymbol] = []
    while isinstance(symbol, DerivativeSymbol):
        wrt.insert(0, symbol.wrt)
        symbol = symbol.of
    return symbol, wrt


def _letters(symbol: TensorSymbol, at: str) -> list[str]:
    letters = at.replace(",", " ").split() if {" ", ","} & set(at) else list(at)
    if letters and (len(letters) != len(symbol.shape) or len(set(letters)) != len(letters)):
        raise UnreadableClaimError(
            f"check: at={at!r}: {symbol.name} has {len(symbol.shape)} axes; expected as many "
            f"different letters"
        )
    return letters


def written_derivative(symbol: TensorSymbol, at: str = "") -> str:
    r"""The derivative as LaTeX, with the letters ``at`` as its running indices.

    >>> import symnn as sn
    >>> n, = sn.dims("n"); z, p = sn.vector("z", n), sn.vector("p", n)
    >>> print(written_derivative(DerivativeSymbol(p.symbol, z.symbol), "ij"))
    \frac{\partial p_{i}}{\partial z_{j}}
    """
    of, wrt = _chain(symbol)
    return _left(of, wrt, _letters(symbol, at))


def _left(of: TensorSymbol, wrt: list[TensorSymbol], letters: list[str]) -> str:
    if letters:
        left = iter(letters)
        above, *below = (
            _entry(symbol, [next(left) for _ in symbol.shape]) for symbol in (of, *wrt)
        )
    else:
        turned = [r"^\top" if n and symbol.shape else "" for n, symbol in enumerate(wrt)]
        below = [_name(symbol) + top for symbol, top in zip(wrt, turned, strict=True)]
        above = _name(of)
    power = f"^{len(wrt)}" if len(wrt) > 1 else ""
    under = " ".join(rf"\partial {name}" for name in below)
    return rf"\frac{{\partial{power} {above}}}{{{under}}}"


def _entry(symbol: TensorSymbol, letters: list[str]) -> str:
    """An entry of a quantity, its indices outside of the label that its name may have."""
    name = _name(symbol)
    if not letters:
        return name
    return Latex().sub(f"({name})" if "_" in name else name, letters)


def declared_shape(name: str, shape: Sequence[Expr]) -> str:
    """``name`` with its shape, in LaTeX."""
    several = len(shape) > 1
    writer = IndexWriter(Latex())
    sizes = (f"({writer.index(s)})" if s.is_Add and several else writer.index(s) for s in shape)
    power = r" \times ".join(sizes)
    return rf"{name} \in \mathbb{{R}}^{{{power}}}" if shape else rf"{name} \in \mathbb{{R}}"


def _unknown_functions(model: System, declared: list[TensorSymbol]) -> list[str]:
    """Every quantity that the model defines as an unknown function of those that come before it.

    It is one of the last of them, and the first one is of all inputs. A tensor is a number that
    depends on them times a tensor that does not.
    """
    defined = [e.symbol for e in model.ordered() if e.symbol in declared]
    before = ", ".join(_name(symbol) for symbol in declared if symbol not in defined)
    names = {_name(symbol) for symbol in declared}
    words = ("any", "other", *(f"any{letter}" for letter in ascii_lowercase))
    word = next(word for word in words if not any(word in name for name in names))
    lines = []
    for number, symbol in enumerate(defined):
        name, of = _name(symbol), before
        before = name
        if not of:
            continue
        if not symbol.shape:
            lines.append(f"Let ${name} = {name}({of})$.")
            continue
        factor, rest = (
            rf"\mathrm{{{word}{kind}{_counted(number)}}}" for kind in ("factor", "rest")
        )
        lines.append(f"Let ${factor} \\in \\mathbb{{R}}$. Let ${factor} = {factor}({of})$.")
        lines.append(f"Let ${declared_shape(rest, symbol.shape)}$. Let ${name} = {factor} {rest}$.")
    return lines


def _counted(number: int) -> str:
    """A number in letters: no digit of a name is taken for a label or an index."""
    return "".join(ascii_lowercase[int(digit)] for digit in str(number))


def _mentioned(model: System, symbol: TensorSymbol, latex: str) -> list[TensorSymbol]:
    """The quantities whose letters occur in a formula, and some with the sizes in it."""
    own = [known for known in model.symbols.values() if not isinstance(known, DerivativeSymbol)]
    of, wrt = _chain(symbol)
    letters = _letters_in(latex)
    found = {s for s in own if s in (of, *wrt) or letters & _letters_in(_base(_name(s)))}
    for known in own:
        sizes = {size for length in known.shape for size in length.free_symbols}
        covered = {size for s in found for length in s.shape for size in length.free_symbols}
        if any(letters & _letters_in(latex_name(str(size))) for size in sizes - covered):
            found.add(known)
    return [known for known in own if known in found]


def _letters_in(latex: str) -> set[str]:
    """Letters, Greek ones alike whether they are commands or not."""
    return {plain_name(found) for found in _LETTERS.findall(latex)} - {""}


def _base(name: str) -> str:
    """A name without its labels, and without what sets or accents it."""
    return _MARKS.sub("", re.split(r"[_^]", name, maxsplit=1)[0])


def _name(symbol: TensorSymbol) -> str:
    return Latex().symbol(symbol)


def _translated(expr: Expr, names: dict[str, TensorSymbol]) -> Expr:
    """``expr`` in the symbols of the model."""
    unknown = {name for symbol in symbols_in(expr) for name in _names_in(symbol)} - set(names)
    if unknown:
        raise UnreadableClaimError(f"the model has no {', '.join(sorted(unknown))}")
    changes: dict[Expr, Expr] = {}
    leaves = {
        leaf for leaf in expr.atoms(Entry) | expr.atoms(TensorSymbol) if symbol_of(leaf) is not None
    }
    for leaf in leaves:
        symbol = symbol_of(leaf)
        assert symbol is not None
        if not symbol.shape or isinstance(leaf, Entry):
            changes[leaf] = _own(symbol, names)[indices_of(leaf)]
    return expr.xreplace(changes)


def _names_in(symbol: TensorSymbol) -> set[str]:
    """The quantities that a symbol speaks of: its own name, or those of a derivative."""
    if isinstance(symbol, DerivativeSymbol):
        return _names_in(symbol.of) | _names_in(symbol.wrt)
    return {symbol.name}


def _own(symbol: TensorSymbol, names: dict[str, TensorSymbol]) -> TensorSymbol:
    if isinstance(symbol, DerivativeSymbol):
        of, wrt = _own(symbol.of, names), _own(symbol.wrt, names)
        return DerivativeSymbol(of, wrt, local=symbol.local)
    return names[symbol.name]
