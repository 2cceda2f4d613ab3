r"""A document as a LaTeX file, which compiles with article, amsmath and amssymb."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Sequence

from symnn.documents.document import (
    Block,
    Bullets,
    Code,
    Derived,
    Display,
    Document,
    Equations,
    Judged,
    Link,
    Math,
    Paragraph,
    Part,
    Picture,
    Reference,
    Row,
    SideBySide,
    Styled,
    Table,
    Text,
)
from symnn.documents.latex_letters import escaped

COMMANDS = {"emphasis": "emph", "strong": "textbf", "code": "texttt"}
PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{amsmath,amssymb}
\usepackage[margin=2.5cm]{geometry}
\allowdisplaybreaks
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.5\baselineskip}
"""

BLACKBOARD_ONE = r"""% amssymb has no blackboard one
\let\symnnmathbb\mathbb
\renewcommand{\mathbb}[1]{\ifx1#1\mathbf{1}\else\symnnmathbb{#1}\fi}
"""


def latex(document: Document) -> str:
    """The document as the text of a ``.tex`` file."""
    head = [rf"\title{{{_text(document.title)}}}", "\\date{}\n\n\\begin{document}\n\\maketitle\n"]
    parts: list[str] = []
    writer = _Writer()
    for section in document.sections:
        if section.title:
            parts.append(rf"\section{{{escaped(section.title)}}}" + "\n")
        parts.extend(writer.block(block) + "\n" for block in section.blocks)
    body = "\n".join([*head, *parts, r"\end{document}"]) + "\n"
    return PREAMBLE + (BLACKBOARD_ONE if r"\mathbb{1}" in body else "") + "\n" + body


def aligned(rows: Sequence[Row]) -> str:
    """Equations under each other, aligned at the equals sign."""
    lines = []
    left: Math | None = None
    for row in rows:
        shown = "" if row.left == left else row.left.latex
        lines.append(f"{shown} &= {row.right.latex}".strip())
        left = row.left
    joined = " \\\\\n".join(lines)
    return f"\\begin{{aligned}}\n{joined}\n\\end{{aligned}}"


class _Writer:
    """Blocks as LaTeX; an equation is labelled where its number stands first."""

    def __init__(self) -> None:
        self.labelled: set[int] = set()

    def block(self, block: Block) -> str:
        match block:
            case Paragraph():
                return _text(block.text)
            case Display():
                return f"\\[\n{block.math.latex}\n\\]"
            case Equations():
                return self._align(block.rows)
            case Table():
                return _table(block)
            case Derived():
                return self._derived(block)
            case SideBySide():
                return self._beside(block)
            case Bullets():
                name = "enumerate" if block.numbered else "itemize"
                items = "\n".join(rf"\item {_text(item)}" for item in block.items)
                return f"\\begin{{{name}}}\n{items}\n\\end{{{name}}}"
            case Picture():
                words = escaped(block.alt)
                shown = f"{words} {_text(block.caption)}" if block.caption else words
                return f"\\begin{{quote}}\n\\small [Picture: {shown}]\n\\end{{quote}}"
            case Judged():
                verdict = rf"{{\small ({_text(block.evidence)})}}"
                return f"{self._align(block.rows)}\n{verdict}" if block.rows else verdict
            case Code():
                return f"\\begin{{verbatim}}\n{_ascii(block.source).rstrip()}\n\\end{{verbatim}}"

    def _align(self, rows: Sequence[Row]) -> str:
        lines = []
        left: Math | None = None
        for row in rows:
            shown = "" if row.left == left else row.left.latex
            lines.append(f"{shown} &= {row.right.latex} {self._tag(row)}".strip())
            left = row.left
        return "\\begin{align*}\n" + " \\\\\n".join(lines) + "\n\\end{align*}"

    def _tag(self, row: Row) -> str:
        if row.number is None:
            return ""
        label = ""
        if row.number not in self.labelled:
            self.labelled.add(row.number)
            label = rf"\label{{eq:{row.number}}}"
        return rf"\tag{{{row.number}}}{label}"

    def _derived(self, derived: Derived) -> str:
        parts = [rf"\subsection*{{${derived.title.latex}$}}"]
        for line in derived.lines:
            parts.extend([_text(line.words), self._align([line.row])])
        return "\n".join(parts)

    def _beside(self, block: SideBySide) -> str:
        parts = []
        for head, rows in block.columns:
            parts.extend([rf"\paragraph{{{escaped(head)}.}}", self._align(rows)])
        return "\n".join(parts)


def _text(text: Text) -> str:
    return "".join(_part(part) for part in text)


def _part(part: Part) -> str:
    match part:
        case Math():
            return f"${part.latex}$"
        case Link():
            return rf"\emph{{{escaped(part.words)}}}"
        case Styled():
            return rf"\{COMMANDS[part.style]}{{{escaped(part.words)}}}"
        case Reference():
            return rf"(\ref{{eq:{part.number}}})"
    return escaped(part)


def _table(table: Table) -> str:
    head = " & ".join(rf"\emph{{{escaped(cell)}}}" for cell in table.head)
    rows = [" & ".join(_text(cell) for cell in row) + r" \\" for row in table.rows]
    columns = "l" * len(table.head)
    body = "\n".join([rf"{head} \\", r"\hline", *rows])
    return (
        f"\\begin{{center}}\n\\begin{{tabular}}{{{columns}}}\n{body}\n"
        "\\end{tabular}\n\\end{center}"
    )


def _ascii(source: str) -> str:
    """A program in letters that plain TeX has glyphs for: Greek ones are spelled out.

    >>> _ascii("λ = 2 * dL_dβ_1")
    'lambda_ = 2 * dL_dbeta_1'
    """
    spelled = re.sub(r"\w+", lambda word: _spelled(word.group()), source)
    return spelled.encode("ascii", "replace").decode("ascii")


def _spelled(word: str) -> str:
    if word.isascii():
        return word
    spelled = "".join(map(_letter, word))
    return f"{spelled}_" if keyword.iskeyword(spelled) else spelled


def _letter(letter: str) -> str:
    """A Greek letter by its name; any other as it is."""
    found = re.match(r"GREEK (SMALL|CAPITAL) LETTER (?:FINAL )?(\w+)", unicodedata.name(letter, ""))
    if found is None:
        return letter
    name = found.group(2).replace("LAMDA", "LAMBDA")
    return name.capitalize() if found.group(1) == "CAPITAL" else name.lower()
