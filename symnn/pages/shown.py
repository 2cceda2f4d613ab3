"""What objects look like on a page: models, derivations, entries forms, pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from symnn.documents.document import Block, Derived, Equations, Line, Math, Picture, Row
from symnn.documents.phrases import STYLES, name_of, with_formulas
from symnn.entries import EntriesDerivation, EntriesForm
from symnn.notation.entries import Line as WrittenLine
from symnn.notation.equation import Written
from symnn.notation.style import Style

DECIMALS = 9
"""Decimals of numbers on pages, as in the books that print them."""
WIDTH = 128
"""Characters that a line with numbers put in may have."""


def shown(thing: Any, notation: str = "matrix") -> Iterator[Block]:
    """The blocks that show a model, a derivation or formula, an entries form, or a picture."""
    if isinstance(thing, Picture):
        yield thing
    elif isinstance(thing, EntriesForm):
        yield Equations(_lines(lambda style: thing.lines(style, decimals=DECIMALS)))
    elif isinstance(thing, EntriesDerivation):
        yield _chain(thing)
    elif callable(written := getattr(thing, "written", None)):
        yield Equations(_equations(lambda style: written(notation, style)))
    else:
        raise TypeError(
            f"page.show: expected a model, a derivation, its entries form or a picture, not "
            f"{type(thing).__name__}; prose goes to page.write(…)"
        )


def updated(derivative: EntriesDerivation, rate: Any) -> Equations:
    """One step of gradient descent, with its numbers."""
    return Equations(_lines(lambda style: [derivative.update(rate, style, decimals=DECIMALS)]))


def _equations(written: Callable[[Style], Sequence[Written]]) -> list[Row]:
    pairs = zip(*(written(style) for style in STYLES), strict=True)
    return [
        Row(Math(a.left, b.left), Math(a.right, b.right), remark=a.remark or "") for a, b in pairs
    ]


def _lines(written: Callable[[Style], Sequence[WrittenLine]]) -> list[Row]:
    return _equations(lambda style: [line.written for line in written(style)])


def _chain(chain: EntriesDerivation) -> Derived:
    """The steps, with the names in their words as formulas."""
    names = {symbol.name: name_of(symbol) for symbol in chain.form.components.origin}
    both = zip(*(chain.lines(style, decimals=DECIMALS) for style in STYLES), strict=True)
    made = [line for latex, plain in both for line in _step(latex, plain, names)]
    return Derived(made[0].row.left, made, made[-1].row)


def _step(latex: WrittenLine, plain: WrittenLine, names: Mapping[str, Math]) -> Iterator[Line]:
    """A step, on lines of their own what is equal where one line would be too long."""
    left = Math(latex.forms[0], plain.forms[0])
    words = with_formulas(plain.words, names) if plain.words else []
    rights: list[Math] = []
    for form in map(Math, latex.forms[1:], plain.forms[1:]):
        last = rights[-1] if rights else None
        if last is not None and len(left.plain + last.plain + form.plain) < WIDTH:
            form = Math(f"{last.latex} = {form.latex}", f"{last.plain} = {form.plain}")
            rights.pop()
        rights.append(form)
    for place, right in enumerate(rights):
        yield Line(plain.rule, [] if place else words, Row(left, right))
