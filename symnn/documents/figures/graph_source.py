"""What a computational graph is drawn of: models, derivations, and both in entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from symnn.language.errors import UnknownNameError
from symnn.language.expression import symbols_in
from symnn.language.family import Member
from symnn.language.symbol import TensorSymbol
from symnn.language.system import System
from symnn.language.tensor import Tensor
from symnn.notation.rounding import Rounding

if TYPE_CHECKING:
    from symnn.derivation import Derivation
    from symnn.entries import EntriesDerivation, EntriesForm

Source: TypeAlias = "System | Derivation | EntriesForm | EntriesDerivation"
Name: TypeAlias = "str | Tensor"


@dataclass
class Reading:
    """What a graph is read from."""

    system: System
    targets: list[TensorSymbol]
    wrt: list[TensorSymbol] = field(default_factory=list)
    form: Any = None
    derivation: Any = None
    rounding: Rounding = field(default_factory=Rounding)


def reading_of(source: Any, of: Name | None, wrt: Sequence[Name]) -> Reading:
    """What a source says of what is drawn. Raises TypeError, UnknownNameError."""
    if isinstance(source, System):
        return _of_system(source, of, wrt)
    if hasattr(source, "chain") and hasattr(source, "form"):
        _refuse_names(of, wrt, "a derivation in entries")
        path = source.paths[0].quantities if source.paths else None
        symbol = source.symbol
        whole = getattr(symbol, "derivative", symbol)
        target, wanted = (path[0], path[-1]) if path else (whole.of, whole.wrt)
        return Reading(source.form.model, [target], [wanted], source.form, source)
    if hasattr(source, "components") and hasattr(source, "model"):
        reading = _of_system(source.model, of, wrt)
        reading.form = source
        return reading
    if hasattr(source, "adjoints") and hasattr(source, "source"):
        _refuse_names(of, (), "a derivation")
        system: System = source.source
        wanted = [system.symbol(name) for name in wrt] or list(source.adjoints.wrt)
        return Reading(system, [source.adjoints.target], wanted)
    raise TypeError(
        f"a graph is drawn of a model, of model.gradient(…), of model.entries(…) or of "
        f"form.derivation(…), not of {type(source).__name__}"
    )


def _refuse_names(of: Name | None, wrt: Sequence[Name], what: str) -> None:
    if of is not None or wrt:
        raise UnknownNameError(f"{what} says itself of what and by what: leave of= and wrt= out")


def _of_system(system: System, of: Name | None, wrt: Sequence[Name]) -> Reading:
    if not system.equations:
        raise UnknownNameError("the model has no equations: nothing depends on anything")
    wanted = [system.symbol(name) for name in wrt]
    if of is not None:
        target = system.symbol(of)
        if target.name not in system.equations:
            known = ", ".join(system.equations)
            raise UnknownNameError(
                f"{target.name} is an input, and depends on nothing; the model defines {known}"
            )
        return Reading(system, [target], wanted)
    used = {s for e in system.equations.values() for s in symbols_in(e.expr)}
    members = {s.family for s in used if isinstance(s, Member)}
    last = [
        equation.symbol
        for equation in system.equations.values()
        if equation.symbol not in used
        and not (isinstance(equation.symbol, Member) and equation.symbol.family in members)
    ]
    return Reading(system, last or [e.symbol for e in system.equations.values()], wanted)


def is_member(one: Any, family: Any) -> bool:
    """Whether a quantity is a member of what is differentiated by: a family stands for them all."""
    return isinstance(one, Member) and one.family.name in (
        family.name,
        family.family.name if isinstance(family, Member) else "",
    )


def starts(pairs: Sequence[tuple[Any, Any]], wrt: Sequence[Any]) -> list[Any]:
    """The ends of edges that are differentiated by, or members of families that are."""
    wanted = set(wrt)
    names = {s.family.name if isinstance(s, Member) else s.name for s in wrt}
    ends = dict.fromkeys(end for pair in pairs for end in pair)
    return [
        one
        for one in ends
        if one in wanted or (isinstance(one, Member) and one.family.name in names)
    ]
