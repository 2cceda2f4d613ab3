r"""One step of a recurrence: ``h_t = \tanh(W x_t + U h_{t-1})`` with a loss ``L = L(h_t)``.

Where the loss has no time of its own, and no sum or range lets t run, t is one fixed time: x_t,
h_t and h_{t−1} are names like others, and h_{t−1} is what the step is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.grammar.nodes import (
    Node,
    Number,
    Scripts,
    Subscript,
    Sum,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.grammar.trees import changed
from symnn.notation.reader.survey.occurrences import Occurrences
from symnn.notation.reader.survey.parts import (
    bare_left,
    offset_letter,
    script_parts,
    scripted_names,
    sub_atoms,
    summed_letters,
)
from symnn.notation.reader.trouble import ReadError


def name_single_step(lines: Sequence[Line], losses: Sequence[Line] = ()) -> str:
    """Make names of x_t and x_{t−1} where t is one fixed time; what is given then, in words.

    ``losses`` are equations ``L = L(h_t)`` that the words between the lines mean.
    """
    letters = [
        letter
        for letter in Occurrences(lines).offset["sub"]
        if _is_fixed(lines, letter) and any(_depends(line, letter) for line in [*lines, *losses])
    ]
    if len(letters) != 1:
        return ""
    (letter,) = letters
    steps = sorted({name for line in lines for name in _steps(line, letter)})
    for line in lines:
        if line.is_membership:
            _declare_others(line, letter, steps)
        for parts in (line.sides, line.names, line.pieces):
            for at, part in enumerate(parts):
                if not isinstance(part, ReadError):
                    parts[at] = changed(part, lambda node: _named(node, letter))
    given = [_name(base, time) for base, time in steps if time != letter]
    return f"one step, with {' and '.join(given)} given" if given else ""


def _is_fixed(lines: Sequence[Line], letter: str) -> bool:
    """Whether nothing lets a letter with an offset run."""
    seen = Occurrences(lines)
    if letter in seen.bounded or letter in seen.explicit:
        return False
    if any(letter in summed_letters(line) for line in lines):
        return False
    bases = {base for line in lines for base, _ in _steps(line, letter)}
    if any(seen.numerals[base] for base in bases) or bases & seen.series:
        return False
    capital = letter.upper()
    for node in seen.scripts:
        for place, part in script_parts(node):
            names = {p.name for p in part.walk() if isinstance(p, Symbol)}
            timed = place == "sub" and _time(part, letter)
            if capital in names or (letter in names and not timed):
                return False
    return True


def _depends(line: Line, letter: str) -> bool:
    """Whether a line defines what has no time by something of this time: ``L = L(h_t)``."""
    return bare_left(line) is not None and not line.pieces and any(_steps(line, letter))


def _time(part: Node, letter: str) -> str:
    """``t`` or ``t-1`` for a part of a subscript that is a time; empty otherwise."""
    part = unwrapped(part)
    if part == Symbol(letter):
        return letter
    if not isinstance(part, Sum) or offset_letter(part) != letter:
        return ""
    (step,) = (sign * term.value for sign, term in part.terms if isinstance(term, Number))
    return f"{letter}-1" if step == -1 else ""


def _steps(line: Line, letter: str) -> Iterator[tuple[str, str]]:
    """Base and time of the names with a time in a line."""
    for node in scripted_names(line):
        base = unwrapped(node.base)
        for atom in sub_atoms(node):
            time = _time(atom, letter)
            if time and isinstance(base, Symbol):
                yield base.name, time


def _name(base: str, time: str) -> str:
    return f"{base}_{{{time}}}" if len(time) > 1 else f"{base}_{time}"


def _named(node: Node, letter: str) -> Node | None:
    """``h_{t-1}`` as one name; ``h_{t,j}`` as an entry of the name h_t."""
    if not isinstance(node, Scripts) or node.sub is None:
        return None
    base, atoms = unwrapped(node.base), sub_atoms(node)
    times = [time for atom in atoms if (time := _time(atom, letter))]
    if not isinstance(base, Symbol) or len(times) != 1:
        return None
    name = Symbol(_name(base.name, times[0]), start=node.start, end=node.end)
    rest = tuple((atom,) for atom in atoms if not _time(atom, letter))
    if not rest and not node.sups and not node.primes:
        return name
    below = Subscript(rest, node.sub.text, start=node.start, end=node.end) if rest else None
    return Scripts(name, below, node.sups, node.primes, start=node.start, end=node.end)


def _declare_others(line: Line, letter: str, steps: Sequence[tuple[str, str]]) -> None:
    """``h_t ∈ R^n`` declares h_{t−1} too."""
    said = set(_steps(line, letter))
    for base, time in steps:
        if (base, time) not in said and any(base == other for other, _ in said):
            line.names.insert(0, Symbol(_name(base, time), start=line.raw.start, end=line.raw.end))
