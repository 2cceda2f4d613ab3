r"""Documents to formulas: where mathematics stands in a ``.tex`` file, a body, or Markdown."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from symnn.notation.reader.claim import Place
from symnn.notation.reader.text.hidden import visible
from symnn.notation.reader.text.words import formulas_in_words
from symnn.notation.reader.trouble import MAX_CHARACTERS, TooLargeError

DISPLAYS = frozenset(
    [
        "equation",
        "align",
        "gather",
        "multline",
        "eqnarray",
        "displaymath",
        "flalign",
        "alignat",
        "math",
        "dmath",
    ]
)
SKIPPED = (
    "verbatim",
    "lstlisting",
    "minted",
    "tikzpicture",
    "comment",
    "tabular",
    "thebibliography",
)
_MACRO = re.compile(
    r"\\(?:(?:re|provide)?newcommand|DeclareMathOperator|DeclareRobustCommand|def|let)\b\*?"
)
_LET = re.compile(r"\s*\\(?:[A-Za-z]+|.)\s*=?\s*(?:\\(?:[A-Za-z]+|.)|.)")
"""What follows ``\\let``: a name, and one token that it stands for."""
_BEGIN = re.compile(r"\\begin\s*\{([A-Za-z]+\*?)\}")
_START = re.compile(
    r"\\(?P<escaped>[\\$%&#_{}`])|(?P<comment>%)|(?P<dollars>\$\$?)|\\(?P<bracket>[\[(])"
    r"|(?P<begin>\\begin\s*\{[A-Za-z]+\*?\})|(?P<macro>\\(?:(?:re|provide)?newcommand"
    r"|DeclareMathOperator|DeclareRobustCommand|def|let)(?![A-Za-z]))"
    r"|(?P<fence>^(?:```|~~~))|(?P<code>`+)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Formula:
    """A piece of mathematics: the text between ``start`` and ``end``, and what surrounds it."""

    start: int
    end: int
    environment: str
    """``""`` for inline mathematics, ``"["`` for a plain display, else the environment's name."""

    @property
    def inline(self) -> bool:
        """Whether it stands in a line of prose."""
        return not self.environment


class Source:
    """A document: its text, its formulas, and the places of its characters.

    ``written`` is the whole text, ``text`` has spaces for what of it does not show.
    """

    def __init__(self, text: str, filename: str = "") -> None:
        if len(text) > MAX_CHARACTERS:
            raise TooLargeError(
                f"the document has {len(text)} characters; at most {MAX_CHARACTERS} are read"
            )
        self.markdown = filename.lower().endswith((".md", ".markdown"))
        self.written = text
        self.text = visible(text, self.markdown)
        self._lines = [0, *(match.end() for match in re.finditer(r"\n", text))]
        begin = re.search(r"^[^%\n]*\\begin\s*\{document\}", self.text, re.MULTILINE)
        self.body = begin.end() if begin else 0
        end = self.text.find(r"\end{document}", self.body)
        self.stop = end if end >= 0 else len(text)
        self.macro_starts: list[int] = list(self._macros_in_preamble())
        self.formulas = [one for formula in self._formulas() for one in self._with_words(formula)]

    def place(self, offset: int) -> Place:
        """Line and column of an offset."""
        line = bisect_right(self._lines, offset)
        return Place(line, offset - self._lines[line - 1] + 1)

    def prose_after(self, formula: Formula, limit: int = 120) -> str:
        """The words that follow a formula, to the end of the sentence or the next formula."""
        close = formula.end
        while close < len(self.text) and self.text[close] in "$\\)]":
            close += 1
        return re.split(r"[.;:$]|\\\[|\\\(|\\begin", self.text[close : close + limit])[0]

    def prose_before(self, formula: Formula, limit: int = 80) -> str:
        """The words that precede a formula in its sentence."""
        before = self.text[max(0, formula.start - limit) : formula.start].rstrip("$\\([ ")
        return re.split(r"[.;:$]|\\\]|\\\)|\\end", before)[-1]

    # ---- scanning -----------------------------------------------------------------------------

    def _macros_in_preamble(self) -> Iterator[int]:
        for line in re.finditer(r"^(?:[^%\\\n]|\\.)*", self.text[: self.body], re.MULTILINE):
            for match in _MACRO.finditer(line.group()):
                yield line.start() + match.start()

    def _formulas(self) -> Iterator[Formula]:  # noqa: C901 (one branch for each opening)
        at = self.body
        while at < self.stop:
            match = _START.search(self.text, at, self.stop)
            if match is None:
                return
            at = match.end()
            kind = match.lastgroup
            if kind == "comment" and not self.markdown:
                at = self._after(r"\n", at)
            elif kind == "macro":
                self.macro_starts.append(match.start())
                at = self._after_let(at) if match.group() == r"\let" else self._after_macro(at)
            elif kind == "fence" and self.markdown:
                at = self._after(r"^(?:```|~~~).*$", self._after(r"\n", at))
            elif kind == "code" and self.markdown:
                at = self._after(re.escape(match.group()), at)
            elif kind == "dollars":
                mark = match.group()
                found = self._closing(at, re.escape(mark))
                if found is not None:
                    yield Formula(at, found[0], "[" if mark == "$$" else "")
                    at = found[1]
            elif kind == "bracket":
                square = match.group() == r"\["
                found = self._closing(at, r"\\\]" if square else r"\\\)")
                if found is not None:
                    yield Formula(at, found[0], "[" if square else "")
                    at = found[1]
            elif kind == "begin":
                formula, at = self._environment(match, at)
                if formula is not None:
                    yield formula

    def _with_words(self, formula: Formula) -> Iterator[Formula]:
        """A formula, or the parts of a display and the formulas in its words."""
        if formula.inline:
            yield formula
            return
        for start, end, words in formulas_in_words(self.text, formula.start, formula.end):
            if self.text[start:end].strip():
                yield Formula(start, end, "" if words else formula.environment)

    def _environment(self, match: re.Match[str], at: int) -> tuple[Formula | None, int]:
        found = _BEGIN.match(match.group())
        assert found is not None
        name = found.group(1)
        bare = name.rstrip("*")
        if bare not in DISPLAYS and bare not in SKIPPED:
            return None, at
        close = self.text.find(rf"\end{{{name}}}", at, self.stop)
        if close < 0:
            close = self.stop
        if bare in SKIPPED:
            return None, close
        if bare == "alignat":
            at = self._after(r"\}", at)
        return Formula(at, close, bare), close + len(rf"\end{{{name}}}")

    def _closing(self, at: int, pattern: str) -> tuple[int, int] | None:
        r"""Where the formula that begins at ``at`` ends, past ``\$`` and comments."""
        search = re.compile(rf"(?P<end>{pattern})|\\.|%[^\n]*|\n[ \t]*\n", re.DOTALL)
        for match in search.finditer(self.text, at, self.stop):
            if match.lastgroup == "end":
                return match.start(), match.end()
            if match.group().startswith("\n") and pattern == r"\$":
                return None
        return None

    def _after(self, pattern: str, at: int) -> int:
        found = re.compile(pattern, re.MULTILINE).search(self.text, at, self.stop)
        return found.end() if found else self.stop

    def _after_let(self, at: int) -> int:
        found = _LET.match(self.text, at, self.stop)
        return found.end() if found else at

    def _after_macro(self, at: int) -> int:
        """Past a macro definition: to the end of the last brace group that belongs to it."""
        depth, groups = 0, 0
        for match in re.finditer(r"\\.|[{}\n]", self.text[at : self.stop], re.DOTALL):
            mark = match.group()
            if mark == "{":
                depth += 1
            elif mark == "}":
                depth -= 1
                groups += depth == 0
                follows = self.text[at + match.end() : at + match.end() + 2].lstrip(" ")
                if depth == 0 and not follows.startswith(("{", "[")):
                    return at + match.end()
            elif mark == "\n" and depth == 0:
                return at + match.end()
        return self.stop
