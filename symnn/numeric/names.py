"""Python identifiers for the quantities of a model."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable

from symnn.language.symbol import DerivativeSymbol, TensorSymbol

RESERVED = frozenset(
    {"dtype", "grads", "jnp", "math", "ndtr", "np", "sizes", "sp", "torch", "values"}
    | {"as_strided", "fill", "folds", "largest", "mask", "padding", "places_of", "smallest"}
    | {"split_axes", "strided", "windows"}
    | {"add", "divide", "multiply", "negative", "positive", "reciprocal", "sqrt", "subtract"}
)


class Names:
    """Distinct identifiers for symbols, as near to their names as Python allows.

    >>> names = Names()
    >>> [names.of(TensorSymbol(name)) for name in ("W^{(1)}", "W_1", "W1")]
    ['W_1', 'W_1_2', 'W1']
    """

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._given: dict[object, str] = {}
        self._taken: set[str] = {*RESERVED, *reserved}
        self._numbers: dict[str, int] = {}

    def of(self, symbol: TensorSymbol) -> str:
        """The identifier of a symbol; the same symbol always gets the same one."""
        if symbol not in self._given:
            self._given[symbol] = self.unique(_readable(symbol))
        return self._given[symbol]

    def unique(self, wish: str) -> str:
        """An identifier like ``wish`` that nothing else has."""
        name, number = wish, self._numbers.get(wish, 1)
        while name in self._taken or keyword.iskeyword(name):
            number += 1
            name = f"{wish}_{number}"
        self._numbers[wish] = number  # those before are taken for good
        self._taken.add(name)
        return name


def _readable(symbol: TensorSymbol) -> str:
    if isinstance(symbol, DerivativeSymbol):
        return f"d{_readable(symbol.of)}_d{_readable(symbol.wrt)}"
    return identifier(symbol.name)


def identifier(name: str) -> str:
    r"""A name as an identifier.

    >>> identifier(r"\\hat{y}"), identifier("net_{h1}"), identifier("2x")
    ('hat_y', 'net_h1', 'v_2x')
    """
    plain = unicodedata.normalize("NFKC", name).replace("'", "_prime")
    words = "_".join(part for part in re.split(r"[^0-9A-Za-z\u0370-\u03ff]+", plain) if part)
    return words if words and words.isidentifier() else f"v_{words}"
