r"""Tables of names: functions, letters, accents, fonts, constants. An entry needs no logic."""

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
            "erfc",
            "erfinv",
            "cot",
            "sec",
            "csc",
            "coth",
            "sech",
            "csch",
            "softmax",
            "logsumexp",
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
    **dict.fromkeys(("arcsin", "asin"), "asin"),
    **dict.fromkeys(("arccos", "acos"), "acos"),
    **dict.fromkeys(("arctan", "atan"), "atan"),
    **dict.fromkeys(("arsinh", "arcsinh", "asinh"), "asinh"),
    **dict.fromkeys(("arcosh", "arccosh", "acosh"), "acosh"),
    **dict.fromkeys(("artanh", "arctanh", "atanh"), "atanh"),
    "SoftPlus": "softplus",
    "Softplus": "softplus",
    "th": "tanh",
    "ch": "cosh",
    "sh": "sinh",
    "Sigmoid": "sigmoid",
    "logit": "logit",
    "logsoftmax": "log_softmax",
    "chol": "cholesky",
    "Chol": "cholesky",
    "cholesky": "cholesky",
    "lowerhalf": "lower_half",
    "tril": "tril",
    "triu": "triu",
    "expm": "matrix_exp",
    "pinv": "pinv",
    "eig": "eigvalsh",
    "eigvalsh": "eigvalsh",
    "sv": "svdvals",
    "svdvals": "svdvals",
    "eigenvectors": "eigenvectors",
    "leftsingular": "left_singular",
    "rightsingular": "right_singular",
    "gaps": "eigengaps",
    "argmaxmask": "argmax_mask",
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
        "arcsin",
        "arccos",
        "arctan",
        "cot",
        "sec",
        "csc",
        "coth",
        "tr",
        "Tr",
        "diag",
        "softmax",
        "sgn",
        "sign",
    ]
)
"""The functions that are commands of their own."""

NAMED_OPERATIONS = {
    rf"\mathrm{{{word}}}": name
    for name, words in {
        "atan2": "atan2 arctan2",
        "cbrt": "cbrt",
        "celu": "CELU celu",
        "clip": "clip clamp Clip",
        "exp2": "exp2",
        "hardshrink": "HardShrink Hardshrink hardshrink",
        "hardsigmoid": "HardSigmoid Hardsigmoid hardsigmoid",
        "hardswish": "HardSwish Hardswish hardswish",
        "hardtanh": "HardTanh Hardtanh hardtanh",
        "huber": "Huber",
        "leaky_relu": "LeakyReLU",
        "logaddexp": "logaddexp",
        "mish": "Mish mish",
        "relu6": "ReLU6",
        "selu": "SELU selu",
        "softshrink": "SoftShrink Softshrink softshrink",
        "softsign": "softsign Softsign SoftSign",
        "tanhshrink": "TanhShrink Tanhshrink tanhshrink",
    }.items()
    for word in words.split()
}
"""Words before brackets that are functions where a document does not say otherwise."""

WHOLE = frozenset(("tr", "vec"))
"""Functions that, without brackets, take the whole product that follows."""

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
EULER = ("e", r"\mathrm{e}")
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
