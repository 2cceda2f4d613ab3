r"""Tables of notation: commands, functions, relations. An entry needs no logic."""

from __future__ import annotations

FUNCTIONS = {
    **{
        name: name
        for name in [
            "sin",
            "cos",
            "tan",
            "sinh",
            "cosh",
            "tanh",
            "exp",
            "log",
            "min",
            "max",
            "det",
            "sigmoid",
            "softplus",
            "sign",
            "erf",
            "softmax",
            "logsumexp",
            "arctan",
            "diag",
            "vec",
            "relu",
            "gelu",
            "silu",
            "elu",
            "abs",
        ]
    },
    "ln": "log",
    "tr": "tr",
    "Tr": "tr",
    "trace": "tr",
    "Trace": "tr",
    "Diag": "diag",
    "sgn": "sign",
    "ReLU": "relu",
    "RELU": "relu",
    "Relu": "relu",
    "GELU": "gelu",
    "SiLU": "silu",
    "ELU": "elu",
    "Softmax": "softmax",
    "LogSumExp": "logsumexp",
    "LSE": "logsumexp",
    "lse": "logsumexp",
    "logistic": "sigmoid",
    "sigm": "sigmoid",
    "Vec": "vec",
    "atan": "arctan",
    "SoftPlus": "softplus",
    "Softplus": "softplus",
    "th": "tanh",
    "ch": "cosh",
    "sh": "sinh",
    "Sigmoid": "sigmoid",
    "logit": "logit",
    "logsoftmax": "log_softmax",
}
"""Names of functions, as commands (``\\tanh``) or words (``\\operatorname{tr}``)."""

COMMAND_FUNCTIONS = frozenset(
    [
        "sin",
        "cos",
        "tan",
        "sinh",
        "cosh",
        "tanh",
        "exp",
        "log",
        "ln",
        "min",
        "max",
        "det",
        "arctan",
        "tr",
        "Tr",
        "diag",
        "softmax",
        "sgn",
        "sign",
    ]
)
"""The functions that are commands of their own."""

WHOLE = frozenset(("tr", "vec"))
"""Functions that, without brackets, take the whole product that follows."""

GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "varepsilon",
        "zeta",
        "eta",
        "theta",
        "vartheta",
        "iota",
        "kappa",
        "varkappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "varpi",
        "rho",
        "varrho",
        "sigma",
        "varsigma",
        "tau",
        "upsilon",
        "phi",
        "varphi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Upsilon",
        "Phi",
        "Psi",
        "Omega",
        "ell",
        "hbar",
        "imath",
        "jmath",
    ]
)
ACCENTS = frozenset(
    [
        "hat",
        "bar",
        "tilde",
        "dot",
        "ddot",
        "vec",
        "check",
        "acute",
        "grave",
        "breve",
        "widehat",
        "widetilde",
        "overline",
        "underline",
    ]
)
FONTS = frozenset(
    [
        "mathbf",
        "boldsymbol",
        "bm",
        "mathcal",
        "mathscr",
        "mathfrak",
        "mathsf",
        "mathtt",
        "mathbb",
        "mathit",
        "pmb",
        "symbf",
        "bf",
        "cal",
        "vb",
        "mathds",
        "mathbbm",
    ]
)
WORDS = frozenset(("mathrm", "operatorname", "text", "textrm", "rm", "mathop"))
ONES = frozenset(
    (
        r"\mathbf{1}",
        r"\mathbb{1}",
        r"\boldsymbol{1}",
        r"\bm{1}",
        r"\vec{1}",
        r"\mathds{1}",
        r"\mathbbm{1}",
        r"\underline{1}",
    )
)
ZEROS = frozenset((r"\mathbf{0}", r"\boldsymbol{0}", r"\bm{0}", r"\vec{0}"))
IDENTITIES = frozenset(
    ("I", r"\mathbf{I}", r"\mathbb{I}", r"\boldsymbol{I}", r"\bm{I}", r"\mathrm{I}", r"\mathrm{Id}")
)

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
