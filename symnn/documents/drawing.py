r"""Formulas, numbers and sentences of unknown origin as HTML: typeset where possible, else escaped.

The work for one page is bounded: formulas beyond the bound show as LaTeX.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from symnn.check.verdict import plain
from symnn.documents.escaping import escaped
from symnn.documents.mathsvg import MathSvg
from symnn.documents.written_formula import MOST_FENCES, NotShownError, rows_of
from symnn.notation.reader.text.macros import Expander

MOST_WORK = 150_000
"""Characters that are typeset on one page; each bracket that stretches counts as a doubling, and
those of a long formula for more."""
LONG = 300
"""Characters of a long formula: beyond, time grows with the square."""
MOST_ENTRIES = 64
"""Entries of an array that is typeset as a matrix."""
_NUMBER = re.compile(r"(-?)(\d{1,40}(?:\.\d{1,40})?)(?:/(\d{1,40}))?$")
_COMMAND = re.compile(r"\\[A-Za-z]|[_^][A-Za-z0-9({]")
_PLAIN = re.compile(r"[Σ\[]")
"""Signs of formulas in plain text, such as Σ_j W[j,i] x[j]."""
_WORDS = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{2,} ")


@dataclass
class Drawing:
    """Draws for one page."""

    math: MathSvg = field(default_factory=MathSvg)
    _drawn: set[tuple[str, bool]] = field(default_factory=set)
    _work: int = 0

    def latex(self, latex: str, *, inline: bool = False) -> str:
        """LaTeX that is ready to be typeset; source code where that fails."""
        if (latex, inline) not in self._drawn:
            stretching = latex.count(r"\left") + latex.count(r"\begin")
            work = len(latex) * (1 + len(latex) // LONG) << min(stretching, MOST_FENCES)
            if self._work + work > MOST_WORK:
                return self.source(latex)
            self._work += work
            self._drawn.add((latex, inline))
        return self.math.svg(latex, inline=inline)

    def source(self, latex: str) -> str:
        """LaTeX as it stands."""
        return f'<code class="tex">{escaped(latex.strip())}</code>'

    def formula(self, latex: str) -> str:
        """A short formula as a person writes it, in a line of text."""
        try:
            rows = rows_of(latex, 0, len(latex), {}, Expander({}))
        except NotShownError:
            return self.source(latex)
        pieces = [piece for row in rows for cell in row.cells for piece in cell]
        return "".join(self.latex(piece.latex, inline=True) for piece in pieces)

    def sentence(self, words: str) -> str:
        """Words with formulas among them, or a formula such as a fact on which a proof rests."""
        if not _WORDS.search(words):
            return self.formula(words) if _is_latex(words) else escaped(words)
        parts = re.split("( +|(?<![,;])[,;]+(?= |$))", words)
        return "".join(self.formula(part) if _is_latex(part) else escaped(part) for part in parts)

    def number(self, value: str) -> str:
        """A number as people write it: ``-63/8`` with a fraction bar."""
        found = _NUMBER.match(value)
        return self.latex(_fraction(found), inline=True) if found else escaped(value)

    def value(self, name: str, value: Any) -> str:
        r"""``name = value``; arrays of one and two axes are columns and matrices."""
        written = _matrix(value)
        if written is None:
            return f"{self.formula(name)} = <code>{escaped(plain(value))}</code>"
        try:
            (row,) = rows_of(name, 0, len(name), {}, Expander({}))
            ((piece,),) = row.cells
        except (NotShownError, ValueError):
            return f"{self.source(name)} = <code>{escaped(plain(value))}</code>"
        return self.latex(f"{piece.latex} = {written}")


def _is_latex(words: str) -> bool:
    """Whether something has LaTeX in it, and is no formula in plain text."""
    return bool(_COMMAND.search(words)) and ("\\" in words or not _PLAIN.search(words))


def _fraction(found: re.Match[str]) -> str:
    sign, above, below = found.groups()
    return f"{sign}\\frac{{{above}}}{{{below}}}" if below else f"{sign}{above}"


def _short(value: Any) -> str | None:
    """A number in a line: ``-5/2``."""
    return str(value) if _NUMBER.match(str(value)) else None


def _matrix(value: Any) -> str | None:
    if not isinstance(value, list):
        return _short(value)
    nested = [row if isinstance(row, list) else [row] for row in value]
    if sum(map(len, nested)) > MOST_ENTRIES:
        return None
    rows = [[None if isinstance(e, list) else _short(e) for e in row] for row in nested]
    written = [" & ".join(e for e in row if e is not None) for row in rows]
    if any(entry is None for row in rows for entry in row):
        return None
    inside = r" \\ ".join(written)
    return rf"\begin{{pmatrix}}{inside}\end{{pmatrix}}"
