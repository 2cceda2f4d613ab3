r"""What prose calls a function: ``$\sigma$ denotes the ReLU``, ``the gamma function $\Gamma$``."""

from __future__ import annotations

import re

_KINDS = {
    "normal_cdf": r"(?:cumulative )?(?:distribution function|cdf)",
    "normal_pdf": r"(?:probability )?(?:density function|density|pdf)",
}
_SPECIAL = {
    **{
        name: rf"(?:standard (?:normal|Gaussian) {kind}|"
        rf"{kind} of (?:the|a) standard (?:normal|Gaussian))"
        for name, kind in _KINDS.items()
    },
    "gamma": r"(?:Euler's )?gamma function",
    "digamma": r"digamma function",
}
_NOUN = r"(?:[- ](?:activation|transfer|function|nonlinearity|non-linearity|unit))*"
_ACTIVATIONS = {
    "sigmoid": r"(?:logistic sigmoid|sigmoid|sigmoidal|logistic)",
    "relu": r"(?:ReLU|rectified[- ]linear(?: unit)?|rectifier|ramp)",
    "tanh": r"(?:tanh|hyperbolic[- ]tangent)",
    "softplus": r"softplus",
    "silu": r"(?:SiLU|swish)",
    "gelu": r"GELU",
    "mish": r"mish",
    "softsign": r"softsign",
    "step": r"(?:Heaviside(?: step)?|unit step|step)",
    "softmax": r"softmax",
}
_CALLED = _SPECIAL | {name: words + _NOUN for name, words in _ACTIVATIONS.items()}
_ENDS = r"(?=\s*(?:$|[,.;:)]|and\b|or\b|which\b|that\b|applied\b|acting\b|element|component|entry))"
_IS_CALLED = {
    name: re.compile(
        r",? ?(?:(?:is|are|denotes?|means?|be|stands for|for) )?(?:the |a |an |elementwise )*"
        + words
        + (_ENDS if name in _ACTIVATIONS else r"\b"),
        re.IGNORECASE,
    )
    for name, words in _CALLED.items()
}
_CALLED_BEFORE = {
    name: re.compile(rf"\b{words}$", re.IGNORECASE) for name, words in _CALLED.items()
}
_MENTIONED = {
    name: re.compile(rf"\b{words}\b", re.IGNORECASE) for name, words in _ACTIVATIONS.items()
}
_AFTER_ITS_CDF = re.compile(rf"\b{_SPECIAL['normal_cdf']},? (?:and|with)$", re.IGNORECASE)
_ITS_DENSITY = re.compile(
    rf"(?:(?:is|be|for|denotes?) )?its (?:{_KINDS['normal_pdf']}|derivative)\b", re.IGNORECASE
)
_SAYS = re.compile(r",? ?(?:is|are|denotes?|means?|be|stands for|represents?)\b", re.IGNORECASE)
_ANY = re.compile(
    r"\b(?:arbitrary|any|general|generic|some|unspecified|differentiable|smooth)\b", re.IGNORECASE
)
_FUNCTION = re.compile(r"\b(?:activation|function|nonlinearity|non-linearity)", re.IGNORECASE)
LETTERS = frozenset(
    (r"\sigma", r"\phi", r"\varphi", r"\psi", r"\rho", r"\theta", r"\varsigma", "g", "h", "f", "s")
)
"""Letters that the words before them may name an activation; others may be what it returns."""


def called(letter: str, before: str, after: str) -> list[str]:
    r"""The operations that the words before and after a letter call it.

    >>> called(r"\sigma", "where", "denotes the ReLU, and")
    ['relu']
    >>> called(r"\phi", "with the hyperbolic tangent", "we have")
    ['tanh']
    >>> called(r"\sigma", "where", "is the derivative of tanh")
    []
    >>> called(r"\phi", "be the standard normal cdf and", "its density.")
    ['normal_pdf']
    """
    found = []
    for name in _CALLED:
        ahead = letter in LETTERS or name in _SPECIAL
        if _IS_CALLED[name].match(after) or (ahead and _CALLED_BEFORE[name].search(before)):
            found.append(name)
    if not found and _ITS_DENSITY.match(after) and _AFTER_ITS_CDF.search(before):
        found.append("normal_pdf")
    return found


def is_its_density(after: str) -> bool:
    """Whether words call a letter the density, or the derivative, of another one.

    >>> is_its_density("be its density function.")
    True
    """
    return _ITS_DENSITY.match(after) is not None


def mentioned_in(after: str) -> list[str]:
    """The activations that a clause about a letter mentions, whatever it says of them.

    >>> mentioned_in("is the derivative of tanh, and")
    ['tanh']
    """
    if not _SAYS.match(after):
        return []
    clause = re.split(r"[,;.]", after)[0]
    return [name for name, words in _MENTIONED.items() if words.search(clause)]


def is_any_function(before: str, after: str) -> bool:
    """Whether words call a letter a function that is not specified.

    >>> is_any_function("let", "be an arbitrary differentiable activation function")
    True
    """
    close = " ".join(after.split()[:7])
    said = _SAYS.match(close)
    last = " ".join(before.split()[-4:])
    return any(
        _ANY.search(words) is not None and _FUNCTION.search(words) is not None
        for words in ((close if said else ""), last)
    )
