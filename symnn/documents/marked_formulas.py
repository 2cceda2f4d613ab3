"""The formulas of a document as they are shown in a report: each claim marked where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symnn.check.verdict import SIGNS
from symnn.documents.drawing import Drawing
from symnn.documents.escaping import escaped
from symnn.documents.scrolling import PRE, focusable
from symnn.documents.verdict_notes import UNREAD, Entry, state
from symnn.documents.written_formula import NotShownError, Piece, Row, rows_of
from symnn.notation.reader.text.macros import Expander, Macros
from symnn.notation.reader.text.source import Source

RELATIONS = frozenset(("=", ":=", r"\approx", r"\equiv", r"\leq", r"\geq", "<", ">"))
"""Signs that hold the left and the right side of an aligned row together."""


class MarkedFormulas:
    """The formulas of one document.

    ``entries`` are the equations of its report, ``numbers`` the numbers of those that are claims;
    ``places`` says which of them stand in each formula, and from where to where.
    """

    def __init__(
        self,
        source: Source,
        entries: Sequence[Entry],
        numbers: Mapping[int, int],
        places: Mapping[int, Mapping[int, tuple[int, int]]],
        drawing: Drawing,
    ) -> None:
        self.text = source.text
        self.formulas = source.formulas
        self.entries = entries
        self.numbers = numbers
        self.places = places
        self.drawing = drawing
        self.macros = Macros(source.text, source.macro_starts)
        self.expander = Expander({})
        self.shown: set[int] = set()
        """The formulas that were shown."""
        self.anchored: set[int] = set()

    def _rows(self, number: int) -> list[Row] | str:
        """The rows of a formula, or its source where it cannot be typeset."""
        formula = self.formulas[number]
        self.shown.add(number)
        places = self.places.get(number, {})
        self.expander.macros = self.macros.at(formula.start)
        try:
            return rows_of(self.text, formula.start, formula.end, places, self.expander)
        except NotShownError:
            text = self.text[formula.start : formula.end]
            badges = "".join(self._badge(at) for at in places)
            return f'<span class="scroll">{self.drawing.source(text)}</span>{badges}'

    def inline(self, number: int) -> str:
        """A formula in a line of text."""
        rows = self._rows(number)
        if isinstance(rows, str):
            return rows
        cells = [cell for row in rows for cell in row.cells]
        owners = [owner for row in rows for owner in row.owners]
        return self._groups([[cell] for cell in cells], owners, inline=True)

    def display(self, number: int) -> str:
        """A formula on lines of its own."""
        rows = self._rows(number)
        if isinstance(rows, str):
            return rows
        lines = []
        aligned = any(len(row.cells) > 1 for row in rows)
        for row in rows:
            first, rest = (row.cells[:1], row.cells[1:]) if aligned else ([], row.cells)
            left = self._groups([first], [], inline=False) if first else ""
            right = self._groups(_paired(rest), row.owners, inline=False)
            tag = f'<div class="tag">({escaped(row.tag)})</div>' if row.tag else ""
            room = focusable(right)
            lines.append(
                f'<div class="left">{left}</div><div class="right"{room}>{right}</div>{tag}'
            )
        kind = "rows aligned" if aligned else "rows"
        return f'<div class="{kind}">{"".join(lines)}</div>'

    def _groups(
        self, groups: Sequence[Sequence[Sequence[Piece]]], owners: Sequence[int], *, inline: bool
    ) -> str:
        """Groups of cells that stay together; the badge of a claim follows its last piece."""
        pieces = [[piece for cell in group for piece in cell] for group in groups]
        last = {piece.owner: (n, m) for n, row in enumerate(pieces) for m, piece in enumerate(row)}
        written = []
        for n, group in enumerate(pieces):
            parts = []
            for m, piece in enumerate(group):
                parts.append(self._piece(piece, inline=inline))
                if piece.owner in owners and last[piece.owner] == (n, m):
                    parts[-1] = f'<span class="nb">{parts[-1]}{self._badge(piece.owner)}</span>'
            text = "".join(parts)
            written.append(f'<span class="pair">{text}</span>' if len(groups[n]) > 1 else text)
        missing = [owner for owner in owners if owner not in last]
        return "".join([*written, *map(self._badge, missing)])

    def _piece(self, piece: Piece, *, inline: bool) -> str:
        svg = self.drawing.latex(piece.latex, inline=inline)
        if piece.owner is None:
            return svg
        entry = self.entries[piece.owner]
        mark = state(entry)
        words = (
            entry["role"]
            if mark == "read"
            else {"unread": UNREAD, "passed": "not judged"}.get(mark, mark)
        )
        anchor = self._anchor(piece.owner)
        kind = "v-unclear unread" if mark == "unread" else f"v-{mark}"
        return f'<span class="piece {kind}" title="{words}"{anchor}>{svg}</span>'

    def _anchor(self, at: int) -> str:
        if at not in self.numbers or at in self.anchored:
            return ""
        self.anchored.add(at)
        return f' id="claim-{self.numbers[at]}"'

    def _badge(self, at: int | None) -> str:
        """The sign and number of a claim behind it, which lead to the note."""
        if at is None or at not in self.numbers:
            return ""
        number, verdict = self.numbers[at], self.entries[at]["verdict"]
        return (
            f'<a class="badge v-{verdict}" href="#note-{number}"{self._anchor(at)} '
            f'aria-label="Claim {number}: {verdict}">{SIGNS[verdict]}&#8239;{number}</a>'
        )

    def source(self, number: int) -> str:
        """The LaTeX of a formula, folded away."""
        formula = self.formulas[number]
        latex = escaped(self.text[formula.start : formula.end].strip("\n"))
        return f'<details class="source"><summary>LaTeX</summary>{PRE}{latex}</pre></details>'


def _paired(cells: Sequence[list[Piece]]) -> list[list[list[Piece]]]:
    """The cells after the first: each sign with what follows it, then left and right sides."""
    groups: list[list[list[Piece]]] = []
    at = 0
    while at < len(cells):
        sign = "".join(piece.latex for piece in cells[at]) in RELATIONS
        size = 2 if sign or at > 0 else 1
        groups.append(list(cells[at : at + size]))
        at += size
    return groups
