"""Numbers on a page: the values of quantities and of derivatives, and the check of slopes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from symnn.documents.document import Block, Judged, Math, Paragraph, Table, Text
from symnn.documents.phrases import name_of
from symnn.documents.slopes import NoValuesError, slopes
from symnn.language.errors import MissingPackageError, NoRuleError
from symnn.language.recurrence import key_of
from symnn.language.symbol import TensorSymbol

if TYPE_CHECKING:
    from symnn.derivation import Derivation

MOST = 64
"""Entries of an array that is written out."""
DIGITS = 6


def numbers(
    derivation: Derivation, symbols: Sequence[TensorSymbol], values: Mapping[str, Any]
) -> Iterator[Block]:
    """The values of ``symbols`` and of the derivatives where the inputs have these ``values``."""
    source, adjoints = derivation.source, derivation.adjoints
    try:
        _, gradients = derivation.compile()(values)
    except MissingPackageError as refusal:
        yield Paragraph([f"Not computed: {refusal}."])
        return
    found: dict[Math, ArrayLike] = {}
    for symbol in symbols:
        if symbol.name in source.equations:
            found[name_of(symbol)] = source.compile_quantity(symbol.name)(values)[0]
        else:
            found[name_of(symbol)] = _array(values, symbol)
    yield values_table(found)
    yield values_table({name_of(adjoints.of(s).symbol): _array(gradients, s) for s in adjoints.wrt})


def _array(arrays: Mapping[str, Any], symbol: TensorSymbol) -> Any:
    """The array of a quantity; that of a family, one member after the other, has its name."""
    return arrays[symbol.name if symbol.name in arrays else key_of(symbol)]


def compared(derivation: Derivation, values: Mapping[str, Any] | None) -> Block:
    """The check against finite differences, or why there is none."""
    try:
        found = slopes(derivation, values)
    except (MissingPackageError, NoRuleError, NoValuesError) as refusal:
        return Paragraph([f"Not checked by finite differences: {refusal}."])
    ok = found.report.ok
    return Judged([], "✓" if ok else "✗", [found.words], ok)


def values_table(values: Mapping[Math, ArrayLike]) -> Table:
    """A table of names and numbers; large arrays are described."""
    rows: list[list[Text]] = [[[name], [number(np.asarray(a))]] for name, a in values.items()]
    return Table(["Quantity", "Value"], rows)


def number(array: np.ndarray[Any, Any]) -> Math | str:
    r"""An array as a number, a column or a matrix.

    >>> number(np.array([[1.0, -0.25]])).latex
    '\\begin{pmatrix}1 & -0.25\\end{pmatrix}'
    """
    if array.size > MOST or array.ndim > 2:
        sizes = " × ".join(map(str, array.shape))
        low, high = (_short(float(found)) for found in (array.min(), array.max()))
        return f"{sizes} numbers from {low} to {high}"
    if array.ndim == 0:
        return Math(_latex(float(array)), _short(float(array)))
    nested = array.reshape(-1, 1) if array.ndim == 1 else array
    inside = r" \\ ".join(" & ".join(_latex(float(e)) for e in row) for row in nested)
    rows = [", ".join(_short(float(e)) for e in row) for row in np.atleast_2d(array)]
    plain = f"({'; '.join(rows)})"
    return Math(rf"\begin{{pmatrix}}{inside}\end{{pmatrix}}", plain)


def _short(value: float) -> str:
    return f"{value:.{DIGITS}g}"


def _latex(value: float) -> str:
    digits, _, power = _short(value).partition("e")
    return rf"{digits} \times 10^{{{int(power)}}}" if power else digits
