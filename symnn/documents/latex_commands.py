r"""What commands and environments of LaTeX mean for the prose of a page: tables of data."""

from __future__ import annotations

from symnn.documents.prose import CODE, EMPHASIS, STRONG

HEADINGS = {
    "title": 1, "part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4,
    "paragraph": 5, "subparagraph": 5,
}  # fmt: skip
STYLES = {
    "emph": EMPHASIS, "textit": EMPHASIS, "textsl": EMPHASIS, "textbf": STRONG, "texttt": CODE,
}  # fmt: skip
SWITCHES = {
    "em": EMPHASIS, "it": EMPHASIS, "itshape": EMPHASIS, "bf": STRONG, "bfseries": STRONG,
    "tt": CODE, "ttfamily": CODE,
}  # fmt: skip
WORDS = {
    "ldots": "…", "dots": "…", "textellipsis": "…", "LaTeX": "LaTeX", "TeX": "TeX", "qed": "∎",
    "textbackslash": "\\", "textasciitilde": "~", "textendash": "–", "textemdash": "—", "S": "§",
    "newline": " ", "quad": "\u2003", "qquad": "\u2003", "ss": "ß", "o": "ø", "O": "Ø", "ae": "æ",
    "AE": "Æ", "oe": "œ", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł", "i": "ı", "copyright": "©",
}  # fmt: skip
ACCENTS = {
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "r": "\u030a",
}  # fmt: skip
SIGNS = {"``": "“", "''": "”", "---": "—", "--": "–", "`": "‘", "'": "’", "~": "\xa0"}
_SILENT = (
    "maketitle centering noindent newpage clearpage pagebreak bigskip medskip smallskip appendix "
    "tableofcontents small footnotesize large Large normalsize raggedright protect relax indent "
    "selectfont normalfont upshape frontmatter mainmatter hfill vfill null qedhere sloppy"
)
SILENT = frozenset(_SILENT.split())
SWALLOWING = {
    "label": 1, "vspace": 1, "hspace": 1, "bibliographystyle": 1, "bibliography": 1, "date": 1,
    "usepackage": 1, "documentclass": 1, "pagestyle": 1, "thispagestyle": 1, "setlength": 2,
    "setcounter": 2, "addtocounter": 2, "newtheorem": 2, "theoremstyle": 1, "phantom": 1,
    "color": 1,
    "newcommand": 2, "renewcommand": 2, "providecommand": 2, "DeclareMathOperator": 2,
    "DeclareRobustCommand": 2, "def": 2, "let": 2, "newenvironment": 3, "index": 1,
}  # fmt: skip
"""Commands that show nothing, and how many arguments they take."""
LISTS = {"itemize": "•", "enumerate": "1", "description": ""}
RAW = frozenset(("verbatim", "lstlisting", "minted", "tabular", "tikzpicture", "comment"))
_PLAIN = "document center flushleft flushright abstract figure table minipage small titlepage"
PLAIN = frozenset(_PLAIN.split())
