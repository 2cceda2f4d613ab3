"""What the letters of a page stand for: declarations, the table of quantities, meanings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import sympy as sp
from sympy.core.expr import Expr

from symnn.documents.document import Math, Paragraph, Reference, Table, Text
from symnn.documents.phrases import declaration, listed, name_of, positive, shape_of
from symnn.language.operation import Elementwise, known_operations
from symnn.language.symbol import TensorSymbol


def given(inputs: Iterable[TensorSymbol]) -> Paragraph:
    """The inputs as declarations, as ``symnn check`` reads them."""
    parts: list[Math] = []
    for symbol in inputs:
        if symbol.shape or not symbol.is_positive:
            parts.append(declaration(symbol))
        if symbol.is_positive:
            parts.append(positive(symbol))
    return Paragraph(["Given ", *listed(parts), ":"])


def quantities(
    symbols: Sequence[TensorSymbol],
    numbers: Mapping[TensorSymbol, int],
    wrt: Collection[TensorSymbol],
) -> Table:
    """Name, shape and role of each quantity, with the ``numbers`` of the equations that define it.

    ``wrt`` are the inputs by which the page differentiates.
    """
    rows: list[list[Text]] = []
    for symbol in symbols:
        role: Text = ["input"]
        if symbol in numbers:
            role = ["defined by ", Reference(numbers[symbol])]
        elif symbol in wrt:
            role = ["input, with derivative"]
        shape: Text = [shape_of(symbol)] if symbol.shape else ["scalar"]
        assumed: Text = [positive(symbol)] if symbol.is_positive else []
        rows.append([[name_of(symbol)], shape, role, assumed])
    used = 4 if any(row[3] for row in rows) else 3
    head = ["Quantity", "Shape", "Role", "Assumed"]
    return Table(head[:used], [row[:used] for row in rows])


def meanings(sides: Iterable[Expr]) -> list[Text]:
    """A sentence for each operation in these expressions whose letter may mean other things.

    >>> import symnn as sn
    >>> (sentence,) = meanings([sn.normal_cdf(sn.scalar("z")).expr])
    >>> sentence[1:]
    [' is the distribution function of the standard normal distribution.']
    """
    functions = {node.func for side in sides for node in side.atoms(sp.Function)}
    own = [getattr(function, "operation", None) for function in functions]
    lettered = [o.letter for o in own if isinstance(o, Elementwise)]
    operations = [o for o in known_operations().values() if isinstance(o, Elementwise)]
    said = [o for o in operations if o.meaning and (o.function in functions or o in lettered)]
    return [[Math(o.latex, o.name), f" is {o.meaning}."] for o in said]
