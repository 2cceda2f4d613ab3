r"""Parts with a structure of their own: matrices, cases, conditions, ranges of sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symnn.notation.reader.grammar import scripts
from symnn.notation.reader.grammar.nodes import Apply, Cases, Condition, Dots, Matrix, Node
from symnn.notation.reader.grammar.parser import Parser
from symnn.notation.reader.text.signs import COMPARISONS, DOTS, MATRICES, OPENING
from symnn.notation.reader.text.tokens import Token, cleaned, text_of
from symnn.notation.reader.trouble import ReadError

_OTHERWISE = ("otherwise", "else", "elsewhere")


def environment(parser: Parser) -> Node:
    r"""``\begin{cases}`` or a matrix."""
    begin = parser.take()
    name = text_of(scripts.content(parser.take())).rstrip("*")
    body = _until_end(parser, name, begin)
    if name in ("cases", "dcases", "rcases"):
        return _cases(body, parser, begin)
    if name in (*MATRICES, "vmatrix"):
        if name == "array" and body and body[0].kind == "group":
            body = body[1:]
        rows = tuple(tuple(_cell(cell, parser) for cell in _split(row, "&")) for row in _rows(body))
        if len({len(row) for row in rows}) != 1:
            raise ReadError("a matrix with rows of different lengths", begin.start)
        matrix = Matrix(rows, start=begin.start, end=parser.past)
        if name == "vmatrix":
            return Apply("det", (matrix,), start=begin.start, end=parser.past)
        return matrix
    raise ReadError(rf"\begin{{{name}}} inside a formula", begin.start)


def _cell(tokens: list[Token], parser: Parser) -> Node:
    kept = cleaned(tokens)
    if len(kept) == 1 and kept[0].text in DOTS:
        return Dots(start=kept[0].start, end=kept[0].end)
    return parser.inner(tokens)


def _until_end(parser: Parser, name: str, begin: Token) -> list[Token]:
    body: list[Token] = []
    depth = 1
    while depth:
        if parser.token is None:
            raise ReadError(rf"\begin{{{name}}} without \end", begin.start)
        token = parser.take()
        depth += {r"\begin": 1, r"\end": -1}.get(token.text, 0)
        if depth:
            body.append(token)
    parser.take()
    return body


def _rows(tokens: Sequence[Token]) -> list[list[Token]]:
    return [row for row in _split(tokens, r"\\") if row]


def _split(tokens: Sequence[Token], mark: str) -> list[list[Token]]:
    pieces: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += {r"\begin": 1, r"\end": -1}.get(token.text, 0)
        if token.text == mark and depth == 0:
            pieces.append([])
        else:
            pieces[-1].append(token)
    return pieces


def _cases(body: Sequence[Token], parser: Parser, begin: Token) -> Cases:
    rows = []
    for row in _rows(body):
        cells = _split(row, "&")
        if len(cells) == 1:
            cells = _at_text(cells[0])
        if len(cells) != 2:
            raise ReadError("a case without a condition", row[0].start)
        value = cells[0][:-1] if cells[0] and cells[0][-1].text == "," else cells[0]
        made = comparisons_of(_unpunctuated(cleaned(cells[1])), parser)
        if not made:
            raise ReadError("a case whose condition is not a comparison", row[0].start)
        condition = made[0] if len(made) == 1 else replace(made[0], also=made[1])
        rows.append((parser.inner(value), condition))
    return Cases(tuple(rows), start=begin.start, end=parser.past)


def _at_text(row: list[Token]) -> list[list[Token]]:
    for at, token in enumerate(row):
        if token.kind == "text":
            return [row[:at], row[at:]]
    return [row]


def condition_of(tokens: Sequence[Token], parser: Parser) -> Condition | None:
    """The comparison that ``tokens`` make; None if they hold none."""
    left = _unpunctuated(_opened(tokens))
    words = [token for token in left if token.kind == "text"]
    rest = [token for token in left if token.kind != "text" and token.text != r"\quad"]
    if len(rest) == 1 and rest[0].kind == "group":
        return condition_of(rest[0].children, parser)
    if rest and rest[0].text == r"\{" and rest[-1].text == r"\}":
        rest = rest[1:-1]
    if words and not rest and any(word in words[0].text.lower() for word in _OTHERWISE):
        return Condition(None, "", None, start=words[0].start, end=words[0].end)
    plain = "".join(token.text for token in rest)
    if rest and plain in _OTHERWISE:
        return Condition(None, "", None, start=rest[0].start, end=rest[-1].end)
    if any(word.text.strip().lower() not in ("if", "for", "when", "where") for word in words):
        return None
    at = [k for k, token in enumerate(rest) if token.text in COMPARISONS or token.text == "="]
    if len(at) != 1 or at[0] in (0, len(rest) - 1):
        return None
    relation = COMPARISONS.get(rest[at[0]].text, "=")
    sides = parser.inner(rest[: at[0]]), parser.inner(rest[at[0] + 1 :])
    return Condition(sides[0], relation, sides[1], start=rest[0].start, end=rest[-1].end)


def _opened(tokens: Sequence[Token]) -> list[Token]:
    r"""The tokens with the formulas in words as formulas: ``\text{if $x > 0$}``."""
    opened: list[Token] = []
    for token in tokens:
        marks = [at for at, inner in enumerate(token.children) if inner.text == "$"]
        if token.kind != "text" or len(marks) != 2:
            opened.append(token)
            continue
        first, last = marks
        before, after = token.children[:first], token.children[last + 1 :]
        for part in (before, after):
            if part:
                text = " ".join(text_of(part).split())
                opened.append(Token("text", text, part[0].start, part[-1].end, True))
            if part is before:
                opened.extend(cleaned(token.children[first + 1 : last]))
    return opened


def _unpunctuated(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without the full stops and commas before and after them and next to words.

    Those inside belong to the formula: ``0.5``, ``.5``, ``⟨w, x⟩``.
    """
    kept = []
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        outside = any(part is None or part.kind == "text" for part in (before, after))
        decimal = token.text == "." and after is not None and after.kind == "digit"
        if token.text not in (".", ",") or not outside or decimal:
            kept.append(token)
    return kept


def comparisons_of(tokens: Sequence[Token], parser: Parser) -> tuple[Condition, ...]:
    """The comparison that ``tokens`` make, or both of ``a < x < b``; empty if they make none."""
    signs = [COMPARISONS.get(token.text, "") for token in tokens]
    at = [k for k, sign in enumerate(signs) if sign or tokens[k].text == "="]
    if len(at) == 2 and all(signs[k][:1] == signs[at[0]][:1] in ("<", ">") for k in at):
        parts = (tokens[: at[1]], tokens[at[0] + 1 :])
        made = [condition_of(part, parser) for part in parts]
        return tuple(part for part in made if part is not None) if all(made) else ()
    single = condition_of(tokens, parser)
    return () if single is None else (single,)


def bracketed_condition(parser: Parser, close: str) -> tuple[Condition, ...]:
    """Comparisons up to the closing bracket; else nothing is consumed."""
    depth = 0
    for at in range(parser.position, len(parser.tokens)):
        text = parser.tokens[at].text
        if text == close and depth == 0:
            conditions = comparisons_of(parser.tokens[parser.position : at], parser)
            if conditions:
                parser.position = at + 1
            return conditions
        if text in OPENING:
            depth += 1
        elif text in OPENING.values():
            depth -= 1
    return ()
