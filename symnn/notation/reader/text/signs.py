r"""Tables of signs: relations, products, dots, brackets, superscripts. An entry needs no logic."""

from __future__ import annotations

EQUALS = frozenset(
    (
        "=",
        r"\equiv",
        ":=",
        r"\coloneqq",
        r"\triangleq",
        r"\doteq",
        r"\eqqcolon",
        r"\stackrel{def}=",
        r"\coloneq",
        r"\defeq",
        r"\stackrel{\Delta}=",
    )
)
DEFINES = EQUALS - {"=", r"\equiv"}
COMPARISONS = {
    "<": "<",
    ">": ">",
    r"\lt": "<",
    r"\gt": ">",
    r"\le": "<=",
    r"\leq": "<=",
    r"\ge": ">=",
    r"\geq": ">=",
    r"\leqslant": "<=",
    r"\geqslant": ">=",
    r"\neq": "!=",
    r"\ne": "!=",
    r"\succ": ">m",
    r"\succeq": ">=m",
    r"\prec": "<m",
    r"\preceq": "<=m",
    r"\gg": ">>",
    r"\ll": "<<",
}
BELOW, ABOVE = frozenset(("<", "<=")), frozenset((">", ">="))
OTHER_RELATIONS = frozenset(
    (
        r"\approx",
        r"\sim",
        r"\simeq",
        r"\propto",
        r"\to",
        r"\rightarrow",
        r"\mapsto",
        r"\leftarrow",
        r"\longrightarrow",
        r"\gets",
        r"\perp",
        r"\subset",
        r"\subseteq",
        r"\mid",
        r"\colon",
        ":",
        r"\longmapsto",
        r"\cong",
    )
)
ARROWS = frozenset((r"\to", r"\rightarrow", r"\mapsto", r"\longrightarrow", r"\longmapsto"))
IMPLICATIONS = frozenset(
    (r"\Rightarrow", r"\implies", r"\iff", r"\Leftrightarrow", r"\Longrightarrow", r"\therefore")
)
MEMBERS = frozenset((r"\in", r"\ni"))
PRODUCTS = {
    r"\cdot": ".",
    r"\times": "x",
    "*": "*",
    r"\ast": "*",
    r"\odot": "o",
    r"\circ": "o",
    r"\otimes": "@",
    r"\oslash": "%",
    "/": "/",
    r"\div": "/",
}
DOTS = frozenset((r"\dots", r"\ldots", r"\cdots", r"\vdots", r"\ddots", r"\dotsc", r"\dotsb", "…"))
TRANSPOSES = frozenset(
    (
        r"\top",
        r"\intercal",
        "T",
        r"\mathsf{T}",
        r"\mathrm{T}",
        r"\mathsf T",
        r"\mathrm T",
        r"\mathtt{T}",
        r"\rm T",
        r"\mathsf{\top}",
        r"\text{T}",
        r"\mathbf{T}",
        r"\mathstrut\top",
        r"\tran",
        r"\mathtt T",
        r"\mathbf T",
        r"\transp",
        r"\mathit{T}",
        r"{\top}",
        r"{T}",
    )
)
MARKS = frozenset(
    (
        "*",
        r"\star",
        r"\ast",
        "+",
        "-",
        r"\dagger",
        r"\circ",
        r"\ddagger",
        r"\sharp",
        r"\ddag",
        r"\dag",
    )
)
MATRICES = frozenset(
    (
        "matrix",
        "pmatrix",
        "bmatrix",
        "Bmatrix",
        "smallmatrix",
        "psmallmatrix",
        "array",
        "bsmallmatrix",
    )
)
OPENING = {
    "(": ")",
    "[": "]",
    r"\{": r"\}",
    r"\lbrace": r"\rbrace",
    r"\lbrack": r"\rbrack",
    r"\langle": r"\rangle",
    r"\lvert": r"\rvert",
    r"\lVert": r"\rVert",
    r"\lparen": r"\rparen",
}
CLOSING = frozenset(OPENING.values())
