r"""Formulas as somebody wrote them: macros replaced, cut into rows, cells and equalities.

Every piece is LaTeX that can be typeset by itself; the pieces of a statement know its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from symnn.notation.reader.text.macros import Expander
from symnn.notation.reader.text.pieces import TRANSPARENT
from symnn.notation.reader.text.tokens import TEXTS, Token, text_of, tokenize
from symnn.notation.reader.trouble import ReadError

MOST_TOKENS = 1500
"""Of a formula that is typeset."""
DEEPEST = 12
"""Groups in groups of a formula that is typeset."""
MOST_FENCES = 5
"""Stretching brackets in brackets: each level doubles the time that typesetting takes."""
DROPPED = frozenset((r"\label", r"\hspace", r"\vspace", r"\phantom", r"\hphantom", r"\vphantom"))
SILENT = frozenset((
    r"\nonumber", r"\notag", r"\displaystyle", r"\textstyle", r"\limits", r"\nolimits", r"\hline",
    r"\allowbreak", r"\boldmath", r"\mathstrut", r"\strut", r"\centering", r"\small", r"\noindent",
))  # fmt: skip
BARE = frozenset((
    r"\boxed", r"\mathop", r"\mathbin", r"\mathrel", r"\mathord", r"\ensuremath", r"\smash",
))  # fmt: skip
"""Commands whose argument is shown without them."""
RENAMED = {
    r"\bm": r"\boldsymbol", r"\pmb": r"\boldsymbol", r"\intercal": r"\top", r"\lVert": r"\|",
    r"\rVert": r"\|", r"\Vert": r"\|", r"\lvert": "|", r"\rvert": "|", r"\vert": "|",
    r"\coloneqq": ":=", r"\mathbbm": r"\mathbf", r"\mathds": r"\mathbb", r"\tfrac": r"\frac",
    r"\dfrac": r"\frac", r"\cfrac": r"\frac", r"\shortintertext": r"\text", r"\intertext": r"\text",
    r"\operatorname*": r"\operatorname", r"\hbox": r"\text", r"\mbox": r"\text",
    r"\textup": r"\text", r"\textnormal": r"\text", r"\mathnormal": r"\mathit", r"\trace": "tr",
    r"\thinspace": r"\,", r"\medspace": r"\:", r"\thickspace": r"\;", r"\enspace": r"\;",
    r"\negthinspace": "", r"\hfill": r"\quad", "~": r"\ ", r"\middle": "", r"\defeq": ":=",
    r"\triangleq": ":=",
}  # fmt: skip
REFUSED = frozenset((
    r"\class", r"\cssId", r"\def", r"\gdef", r"\href", r"\htmlClass", r"\htmlData", r"\htmlId",
    r"\htmlStyle", r"\includegraphics", r"\input", r"\let", r"\newcommand", r"\providecommand",
    r"\renewcommand", r"\require", r"\special", r"\style", r"\unicode", r"\url",
))  # fmt: skip
"""Commands that are not for formulas, or would make more of them than letters."""
_LONG_ARROW = re.compile(r"\\x[A-Za-z]*arrow")
"""Arrows that grow with what stands on them, as brackets do."""
_GAP = re.compile(
    r"((?:[,.;:~\s]|\\q?quad(?![A-Za-z])|\\[,;: ])*)(.*?)(?:\s|\\q?quad)*$", re.DOTALL
)
_SIZE = re.compile(r"\\(?:big|Big|bigg|Bigg)[lrm]?")


class NotShownError(ValueError):
    """A formula that cannot be typeset, with the reason."""


@dataclass(frozen=True)
class Piece:
    """LaTeX between two cuts; ``owner`` is the statement that it belongs to."""

    latex: str
    owner: int | None = None


@dataclass
class Row:
    """A row: its cells, each in pieces, the author's tag, and the statements that end in it."""

    cells: list[list[Piece]] = field(default_factory=list)
    tag: str = ""
    owners: list[int] = field(default_factory=list)


def rows_of(
    text: str,
    start: int,
    end: int,
    statements: Mapping[int, tuple[int, int]],
    expander: Expander,
) -> list[Row]:
    """The rows of the formula ``text[start:end]``; ``statements`` are places by number.

    ``expander`` knows the macros; what they may make is bounded for all its formulas together.

    Raises NotShownError for what cannot be cut into tokens, or is too large to be typeset.
    """
    try:
        tokens = expander.expanded(tokenize(text, start, end))
    except (ReadError, RecursionError) as error:
        raise NotShownError(str(error)) from error
    _check_size(tokens)
    rows = []
    waiting = sorted(statements, key=lambda number: statements[number])
    for line in _split(list(_flat(tokens)), r"\\"):
        cells = [_without_layout(cell) for cell in _split(line, "&")]
        if not any(cells):
            continue
        row = Row(tag=_tag(line))
        last = max(token.end for cell in cells for token in cell)
        row.owners = [number for number in waiting if statements[number][1] <= last]
        waiting = [number for number in waiting if number not in row.owners]
        row.cells = [_pieces(cell, statements) for cell in cells]
        rows.append(row)
    if rows:
        rows[-1].owners += waiting
    return rows


def _check_size(tokens: Sequence[Token]) -> None:
    count, arrows, waiting = 0, 0, [(token, 0) for token in tokens]
    while waiting:
        token, depth = waiting.pop()
        count += 1
        if count > MOST_TOKENS or depth > DEEPEST:
            raise NotShownError("too large to be typeset")
        arrows += bool(_LONG_ARROW.fullmatch(token.text))
        if token.text in REFUSED:
            raise NotShownError(f"{token.text} in a formula")
        waiting += [(child, depth + 1) for child in token.children]
    if _fences(tokens) > MOST_FENCES or arrows > MOST_FENCES:
        raise NotShownError("brackets in brackets nested too deeply to be typeset")


def _fences(tokens: Sequence[Token]) -> int:
    r"""How deep ``\left … \right`` and matrices are nested."""
    depth = deepest = 0
    for token in tokens:
        if token.text in (r"\left", r"\begin"):
            depth += 1
        elif token.text in (r"\right", r"\end"):
            depth -= 1
        inside = _fences(token.children) if token.children else 0
        deepest = max(deepest, depth + inside)
    return deepest


# ---- rows and cells -----------------------------------------------------------------------------


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens without environments that only arrange rows."""
    at = 0
    while at < len(tokens):
        if tokens[at].text in (r"\begin", r"\end") and at + 1 < len(tokens):
            name = text_of(tokens[at + 1].children).rstrip("*")
            if name in TRANSPARENT:
                counted = tokens[at].text == r"\begin" and name in ("alignedat", "alignat")
                at += 3 if counted else 2
                continue
        yield tokens[at]
        at += 1


def _split(tokens: Sequence[Token], mark: str) -> Iterator[list[Token]]:
    """The parts between marks that stand outside of environments."""
    part: list[Token] = []
    inside = 0
    for token in tokens:
        inside += (token.text == r"\begin") - (token.text == r"\end")
        if token.text == mark and inside <= 0:
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _tag(line: Sequence[Token]) -> str:
    for token, after in pairwise(line):
        if token.text.rstrip("*") == r"\tag" and after.kind == "group":
            return after.text[1:-1]
    return ""


def _without_layout(tokens: Sequence[Token]) -> list[Token]:
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token.text in DROPPED or token.text.rstrip("*") in (r"\tag", r"\color"):
            at += at < len(tokens) and tokens[at].kind == "group"
        elif token.text not in SILENT:
            kept.append(token)
    return kept


# ---- pieces -------------------------------------------------------------------------------------


def _pieces(tokens: list[Token], statements: Mapping[int, tuple[int, int]]) -> list[Piece]:
    """A cell cut where statements begin and end; whole where a cut would leave half a bracket."""
    if not tokens:
        return []
    groups: list[tuple[int | None, list[Token]]] = []
    for token in tokens:
        owner = _owner(token, statements)
        if groups and groups[-1][0] == owner:
            groups[-1][1].append(token)
        else:
            groups.append((owner, [token]))
    if not all(_balanced(part) for _, part in groups):
        owners = {owner for owner, _ in groups if owner is not None}
        groups = [(min(owners, default=None), tokens)]
    made: list[Piece] = []
    for owner, part in groups:
        latex = latex_of(part)
        if owner is None and len(groups) > 1:
            mark, latex = _between(latex)
            if made and mark:
                made[-1] = Piece(made[-1].latex + mark, made[-1].owner)
        if latex:
            made.append(Piece(latex, owner))
    return made


def _between(latex: str) -> tuple[str, str]:
    r"""What stands between two pieces: the punctuation that ends the first, and the rest.

    >>> _between(r", \qquad \text{so }")
    (',', '\\text{so }')
    """
    found = _GAP.match(latex)
    assert found is not None
    return re.sub(r"[^,.;:]", "", found.group(1)), found.group(2)


def _owner(token: Token, statements: Mapping[int, tuple[int, int]]) -> int | None:
    """The statement in which a token stands: of overlapping ones the first to end."""
    inside = [number for number, (start, end) in statements.items() if start <= token.start < end]
    return min(inside, key=lambda number: (statements[number][1], number), default=None)


def _balanced(tokens: Sequence[Token]) -> bool:
    depth = inside = 0
    for at, token in enumerate(tokens):
        depth += (token.text == r"\left") - (token.text == r"\right")
        inside += (token.text == r"\begin") - (token.text == r"\end")
        if depth < 0 or inside < 0:
            return False
        if at == 0 and token.text in ("_", "^"):
            return False
    return depth == inside == 0


# ---- LaTeX --------------------------------------------------------------------------------------


def latex_of(tokens: Sequence[Token]) -> str:
    r"""The tokens as LaTeX for the typesetter.

    >>> latex_of(tokenize(r"\tfrac12 \bigl( \text{a b} \bigr)", 0, 33))
    '\\frac{1}{2}(\\text{a b})'
    """
    parts: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        following = tokens[at] if at < len(tokens) else None
        if token.text in SILENT or _SIZE.fullmatch(token.text):
            continue
        if token.text in DROPPED:
            at += following is not None and following.kind == "group"
            continue
        word = RENAMED.get(token.text, token.text)
        if token.text in BARE and following is not None:
            continue
        if token.kind == "group":
            word = "{" + latex_of(token.children) + "}"
        elif word in TEXTS and following is not None and following.kind == "group":
            word += following.text
            at += 1
        elif word == r"\frac":
            taken = tokens[at : at + 2]
            at += len(taken)
            word += "".join(_argument(part) for part in taken)
        if parts and re.search(r"\\[A-Za-z]+$", parts[-1]) and word[:1].isalpha():
            parts.append(" ")
        parts.append(word)
    return "".join(parts)


def _argument(token: Token) -> str:
    inside = latex_of(token.children) if token.kind == "group" else token.text
    return "{" + inside + "}"
