r"""New parameters: ``in terms of $\tau = \log v$`` is ``v = e^\tau``, for derivatives by τ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symnn.notation.reader.grammar.lines import Line, base_of
from symnn.notation.reader.grammar.nodes import Apply, Derivative, Node, Scripts, Symbol, unwrapped
from symnn.notation.reader.survey.parts import name_before_arguments
from symnn.notation.reader.text.alphabet import EULER


def name_new_parameters(lines: Sequence[Line]) -> None:
    r"""Write ``τ = \log v`` as ``v = \exp(τ)`` where something is differentiated by τ.

    Nothing but that may be said of τ, and of v at most that it is ``e^τ``: else what depends on
    τ goes through the equations that say so. Neither may τ be differentiated itself.
    """
    for line in lines:
        names = _logarithm(line)
        if names is None:
            continue
        new, old = names
        others = [other for other in lines if other is not line]
        inverse = [other for other in others if _is_exponential(other, old, new)]
        rest = [other for other in others if other not in inverse]
        if any(_left(other) in (new, old) for other in rest):
            continue
        if any(new in set(_said(other)) for other in rest):
            continue
        derivatives = [d for other in others for d in _derivatives(other)]
        by = any(new in (unwrapped(wrt) for wrt, _ in d.wrt) for d in derivatives)
        of = any(d.of is not None and new in d.of.walk() for d in derivatives)
        if by and not of:
            line.sides[:2] = [old, Apply("exp", (new,), start=new.start, end=new.end)]


def _logarithm(line: Line) -> tuple[Symbol, Symbol] | None:
    r"""The letters τ and v of ``τ = \log v``."""
    left, right = _sides(line)
    if not isinstance(left, Symbol) or not isinstance(right, Apply) or right.function != "log":
        return None
    plain = right.sub is None and not right.sups and not right.primes
    of = unwrapped(right.arguments[0]) if plain and len(right.arguments) == 1 else None
    return (left, of) if isinstance(of, Symbol) and of != left else None


def _is_exponential(line: Line, old: Symbol, new: Symbol) -> bool:
    """Whether a line is ``v = e^τ``."""
    left, right = _sides(line)
    if left != old or right is None:
        return False
    if isinstance(right, Apply):
        plain = right.sub is None and not right.sups and not right.primes
        arguments = tuple(map(unwrapped, right.arguments))
        return right.function == "exp" and plain and arguments == (new,)
    if not isinstance(right, Scripts) or right.sub is not None or right.primes:
        return False
    euler = isinstance(right.base, Symbol) and right.base.name in EULER
    values = [sup.value for sup in right.sups]
    return euler and len(values) == 1 and values[0] is not None and unwrapped(values[0]) == new


def _sides(line: Line) -> tuple[Node | None, Node | None]:
    """The two sides of an equation that is nothing else."""
    plain = line.is_equation and len(line.sides) == 2 and not line.names and not line.pieces
    if not plain:
        return None, None
    left, right = (unwrapped(side) if isinstance(side, Node) else None for side in line.sides)
    return left, right


def _left(line: Line) -> Symbol | None:
    """The letter that an equation defines."""
    left = line.sides[0] if line.is_equation else None
    return base_of(name_before_arguments(left)) if isinstance(left, Node) else None


def _said(line: Line) -> Iterator[Node]:
    """The letters of a definition; a claim may speak of all that is defined."""
    left = line.sides[0]
    claim = isinstance(left, Node) and any(isinstance(part, Derivative) for part in left.walk())
    if line.is_equation and not claim:
        yield from (part for node in line.nodes for part in node.walk())


def _derivatives(line: Line) -> Iterator[Derivative]:
    return (part for node in line.nodes for part in node.walk() if isinstance(part, Derivative))
