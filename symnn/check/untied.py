r"""Arrays on the right side of a claim that no equation ties to what is differentiated.

``Let X have rows x_i^\top`` ties X to the x_i in words. Where such words were not read, a claim in
X is not wrong because X might be any matrix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sympy.core.expr import Expr

from symnn.check.claim import Equality
from symnn.check.resolve import Resolution
from symnn.language.errors import CycleError
from symnn.language.expression import symbols_in
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation, System
from symnn.notation.reader.claim import Claim

_STYLES = re.compile(r"\\(?:mathbf|boldsymbol|bm|mathrm|mathcal|mathsf|vec)(?![A-Za-z])|[{}\s]")
_SENTENCES = re.compile(r"[.;:!?](?=\s|$)|\n\s*\n|\$\$|\\\[|\\\]|\\(?:begin|end)\{[^}]*\}")
_MADE_OF = re.compile(
    r"\b(?:rows?|columns?|stack\w*|collect\w*|gather\w*|arrang\w*|assembl\w*|concatenat\w*|"
    r"(?:design|data|gram|kernel) matrix|contain(?:s|ing)?|consist(?:s|ing)|comprising|"
    r"diagonal|(?:entries|elements|components)(?! of))\b",
    re.IGNORECASE,
)


def untied(resolution: Resolution, claim: Claim) -> dict[str, TensorSymbol]:
    """The arrays that the right side rests on and the left does not, by name.

    The left rests on what it differentiates by, too.
    """
    found: dict[str, TensorSymbol] = {}
    for instance in claim.instances:
        if instance.right is None:
            continue
        left, right = instance.left.expr, instance.right.expr
        both = Equality(resolution, left, right, instance.left.indices)
        known = {*both.inputs(left), *_variables(left)}
        found |= {
            name: symbol
            for name, symbol in both.inputs(right).items()
            if symbol.shape and name not in known
        }
    return found


def _variables(expr: Expr) -> Iterator[str]:
    """The names by which the derivatives in an expression are taken."""
    for symbol in symbols_in(expr):
        while isinstance(symbol, DerivativeSymbol):
            yield symbol.wrt.name
            symbol = symbol.of


def made_of(text: str, names: Iterable[str]) -> str:
    r"""The sentence that says what one of the arrays is made of, or nothing.

    >>> made_of(r"Let $X \in \mathbb{R}^{N \times p}$ have rows $x_i^\top$. Then", ["X"])
    'Let $X \\in \\mathbb{R}^{N \\times p}$ have rows $x_i^\\top$'
    >>> made_of("The rows of $Z$ are normalised. Let $X$ be a matrix.", ["X"])
    ''
    """
    letters = {letter_of(name) for name in names}
    for sentence in _SENTENCES.split(text):
        bare = _STYLES.sub(" ", sentence)
        words = re.sub(r"\$[^$]*\$|\\\(.*?\\\)", " ", sentence, flags=re.DOTALL)
        mentioned = any(
            re.search(rf"(?<![A-Za-z\\]){re.escape(letter)}(?![A-Za-z])", bare)
            for letter in letters
        )
        if mentioned and _MADE_OF.search(words):
            return " ".join(sentence.split())
    return ""


def same_letter(system: System, arrays: Iterable[TensorSymbol]) -> Iterator[tuple[System, str]]:
    r"""The system with ``X_{ij} = x_{ij}``, and these words, where both have one shape.

    Letters count as the same in upper and lower case: X and the x_i, \Phi and the \phi_i. Where
    the shapes are transposed, the x_i are the columns.
    """
    for array in arrays:
        for other in system.symbols.values():
            if len(array.shape) != 2 or len(other.shape) != 2 or other.name == array.name:
                continue
            if letter_of(array.name).casefold() != letter_of(other.name).casefold():
                continue
            i, j = (Index(size) for size in array.shape)
            if other.shape == array.shape:
                made = _with(system, Equation(array, (i, j), other[i, j]))
                yield from ((one, _rows("rows", array)) for one in made)
            if other.shape == array.shape[::-1]:
                made = _with(system, Equation(array, (i, j), other[j, i]))
                yield from ((one, _rows("columns", array)) for one in made)


def letter_of(name: str) -> str:
    r"""The name without its style.

    >>> letter_of(r"\mathbf{X}"), letter_of(r"\boldsymbol{\Phi}")
    ('X', '\\Phi')
    """
    return _STYLES.sub("", name)


def _rows(which: str, array: TensorSymbol) -> str:
    letter = letter_of(array.name).lower()
    return f"it holds if the {which} of {array.name} are the {letter}_i: state it as mathematics"


def _with(system: System, equation: Equation) -> Iterator[System]:
    """The system with an equation more; none where its other side rests on it already."""
    made = System()
    made.facts = list(system.facts)
    for known in system.equations.values():
        made.add(known)
    try:
        made.add(equation)
    except CycleError:
        return
    yield made
