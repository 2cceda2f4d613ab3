"""Code of systems with families, for every backend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symnn.language.expression import symbols_in
from symnn.language.family import Member
from symnn.language.label import Label
from symnn.language.recurrence import key_of
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation, System
from symnn.numeric.backends import library
from symnn.numeric.compiled import Compiled
from symnn.numeric.functional_backend import FunctionalCompiled
from symnn.numeric.staged_functional import staged_functional
from symnn.numeric.staged_numpy import staged_numpy


def compiled_stages(
    system: System,
    equations: Sequence[Equation],
    target: TensorSymbol,
    results: Mapping[str, TensorSymbol],
    backend: str,
) -> Compiled | FunctionalCompiled:
    """One function for ``equations``, with loops over labels; families are stacked arrays."""
    made = {equation.symbol for equation in equations}
    used = {symbol for e in equations for symbol in symbols_in(e.expr)} - made
    keys = {key_of(symbol) for symbol in used}
    given = system.inputs.items()
    inputs = [s for name, s in given if {name, key_of(s)} & keys or s in used]
    named = {_stacked_name(symbol): symbol for symbol in results.values()}
    if backend == "numpy":
        return staged_numpy(equations, inputs, target, named)
    return staged_functional(equations, inputs, target, named, library(backend))


def _stacked_name(derivative: TensorSymbol) -> str:
    """The name under which a derivative goes out: that of the family for a running label."""
    assert isinstance(derivative, DerivativeSymbol)
    wrt = derivative.wrt
    if isinstance(wrt, Member) and isinstance(wrt.label, Label):
        return wrt.family.name
    return wrt.name
