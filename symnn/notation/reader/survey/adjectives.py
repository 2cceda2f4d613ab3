r"""Adjectives: what words directly before or after a name say of it, as in ``$A$ is symmetric``."""

from __future__ import annotations

import re
from dataclasses import dataclass

SYMMETRIC, DEFINITE, SEMIDEFINITE = "symmetric", "definite", "semidefinite"
POSITIVE, ORTHOGONAL, FRAME, UNIT = "positive", "orthogonal", "frame", "unit"
ONE_HOT, PROBABILITY, SUMS_TO_ONE = "one-hot", "probability", "sums to one"
ONES, IDENTITY = "all ones", "identity"
HARMLESS, UNKNOWN, SHAPED = "harmless", "unknown", "of matrices alone"

_TABLE: tuple[tuple[str, str], ...] = (
    (SEMIDEFINITE, r"(?:positive|non-?negative)[- ]semi-?definite|psd|p\.s\.d\."),
    (SEMIDEFINITE, r"non-?negative[- ]definite"),
    (DEFINITE, r"(?:strictly )?positive[- ]definite|spd|s\.p\.d\.|pd"),
    (UNKNOWN, r"skew-?symmetric|anti-?symmetric|negative[- ](?:semi-?)?definite|indefinite"),
    (SYMMETRIC, r"symmetric(?:al)?|self-adjoint"),
    (PROBABILITY, r"(?:discrete |categorical )?probability (?:vectors?|distributions?)"),
    (ONE_HOT, r"one[- ]hot(?:[- ]encoded| encodings?)?"),
    (
        SUMS_TO_ONE,
        r"(?:that |which |whose entries |with entries |entries )*sum(?:s|ming)? to (?:one|1)",
    ),
    (
        ONES,
        (
            r"(?:the |a )?(?:column )?vector (?:of all|of|with all) ones"
            r"(?!\s+(?:and|or|at|on|where|in the)\b)"
            r"|(?:the |an? )?(?:all[- ]ones?(?:[- ]vector)?|ones[- ]vector)"
        ),
    ),
    (IDENTITY, r"(?:the |an? )?identity(?: matrix)?"),
    (UNIT, r"unit[- ](?:norm|length)|of unit (?:euclidean )?(?:norm|length)|unit vectors?"),
    (
        POSITIVE,
        r"(?:strictly|entry-?wise|element-?wise|component-?wise) (?:positive|non-?negative)",
    ),
    (POSITIVE, r"positive|non-?negative"),
    (FRAME, r"(?:with |has |have )?(?:orthonormal|orthogonal and normali[sz]ed) columns"),
    (ORTHOGONAL, r"orthogonal|orthonormal"),
    (HARMLESS, r"invertible|non-?singular|regular|square|real|dense|known|given|fixed|constant"),
    (HARMLESS, r"(?:of )?full(?: column| row)?[- ]rank|differentiable|smooth|twice|continuously"),
    (
        SHAPED,
        (
            r"(?:block[- ]|bi|tri)?diagonal|(?:lower|upper)?[- ]?triangular|unitary|idempotent"
            r"|nilpotent|toeplitz|hankel|circulant|banded|persymmetric|hermitian|hollow|traceless"
            r"|(?:doubly |row[- ]|column[- ])?stochastic|singular|low[- ]rank|rank[- ](?:one|1)"
        ),
    ),
    (
        UNKNOWN,
        (
            r"cent(?:e?red|red)|mean[- ]?(?:free|zero)|zero[- ](?:mean|sum|trace|diagonal)"
            r"|normali[sz]ed|standardi[sz]ed|binary|boolean|integer(?:-valued)?|negative"
            r"|non-?positive|involutory|commuting|parallel|collinear|sorted|monotone|decreasing"
            r"|increasing|isotropic|scalar multiples?|normal|unimodular|white(?:ned)?"
            r"|a (?:projection|projector|permutation|rotation|reflection)"
            r"|(?:projection|permutation|rotation|reflection) matri(?:x|ces)|equal|identical"
        ),
    ),
)
_ALL = "|".join(f"(?P<k{at}>{pattern})" for at, (_, pattern) in enumerate(_TABLE))
_ONE = re.compile(rf"(?:{_ALL})(?![A-Za-z-])", re.IGNORECASE)
_LINK = re.compile(r"(?:\s*,?\s*and\s+|\s*,\s*|\s+|\s*/\s*)", re.IGNORECASE)
_LEAD = re.compile(
    r"\s*[,(:]?\s*(?:(?:and|both|all|each|which|that|is|are|be|being|has|have|with|assumed|taken|"
    r"supposed|to|also|a|an|some|any|denotes?|chosen|known|always|again|further|real|square|"
    r"strictly(?= symmetric))\s+|,\s*)*",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"[\s,]*(?:matri(?:x|ces)\s+)?(?:or|if|iff|when|whenever|unless|only|except|up to|modulo)\b",
    re.IGNORECASE,
)
_NOUNS = re.compile(
    r"^(?:matri(?:x|ces)|vectors?|scalars?|numbers?|constants?|tensors?|weights?|parameters?|"
    r"reals?|variables?|coefficients?|scales?|entries|variances?|temperatures?|rates?)$",
    re.IGNORECASE,
)
_STOPS = """
of with for in by on to and or from than that which is are be as if when at where part parts
function functions loss not the a an component components rows columns whose
"""
_NOT = "not no non without neither nor never necessarily need needn't isn't aren't general"
_VERB = re.compile(
    r"\s*+(?:(?:,\s*+)?(?:which|that)\s*+)?(?:both |all )?(?:is|are|be|being)\b", re.IGNORECASE
)
_ORDINARY = """
weight input output data design parameter target hidden column row feature state transition
square real given fixed known kernel gram adjacency confusion recurrent projection embedding
coefficient mixing score attention covariance precision jacobian hessian gradient new second
first single full learnable trainable learned constant dense value query key user item rating
observation observed measurement sensor response label context word document token gate filter
model loading dictionary factor latent noise system control gain cost arbitrary general regular
invertible nonsingular suitable rectangular same other random bias error residual mask weighted
distance similarity affinity transformation linear feedback influence mass stiffness
"""
STOPS, NEGATIONS = frozenset(_STOPS.split()), frozenset(_NOT.split())
ORDINARY = STOPS | frozenset(_ORDINARY.split())


@dataclass(frozen=True)
class Adjective:
    """A property that words state, with the words; ``plural`` where they speak of several."""

    kind: str
    words: str
    noun: bool = False
    plural: bool = False


def adjectives_after(text: str) -> list[Adjective]:
    """What the words after a name say of it.

    >>> [a.kind for a in adjectives_after(" be symmetric and positive definite, and")]
    ['symmetric', 'definite']
    >>> adjectives_after(" is not symmetric"), adjectives_after(" be the input")
    ([], [])
    """
    lead = _LEAD.match(text)
    assert lead is not None
    at, found = lead.end(), []
    while True:
        match = _ONE.match(text, at)
        if match is None:
            break
        found.append((_kind(match), match.group()))
        link = _LINK.match(text, match.end())
        at = match.end()
        if link is None:
            break
        at = link.end()
    rest = text[at:].split()
    noun = bool(rest) and _NOUNS.match(rest[0].strip(",.;")) is not None
    said = lead.group().split()
    plural = bool({"are", "both", "all"} & {word.lower() for word in said})
    if not found:
        return _unnamed(text[at:], bool(said), plural)
    if _ONLY.match(text, at):  # symmetric or diagonal; symmetric if …
        found = [(UNKNOWN, words) for _, words in found]
    return [Adjective(kind, words, noun, plural) for kind, words in found]


def _unnamed(text: str, led: bool, plural: bool) -> list[Adjective]:
    """A property by a word that is not known: ``be a Vandermonde matrix``."""
    match = re.match(r"([A-Za-z][A-Za-z-]+)\s+matri(?:x|ces)\b", text)
    if match is None or not led or match.group(1).lower() in ORDINARY:
        return []
    return [Adjective(UNKNOWN, match.group(), True, plural)]


def adjectives_before(text: str) -> list[Adjective]:
    """What the words right before a name say of it.

    >>> [a.kind for a in adjectives_before("Given a symmetric positive definite matrix ")]
    ['symmetric', 'definite']
    >>> adjectives_before("a not necessarily symmetric matrix ")
    []
    >>> adjectives_before("the symmetric part of ")
    []
    """
    tail = re.split(r"[.;:!?()]", text)[-1]
    starts = [match.start() for match in re.finditer(r"(?<![A-Za-z-])[A-Za-z]", tail)]
    for start in starts:
        found, at = [], start
        following: int | None = start
        while following is not None and (match := _ONE.match(tail, following)):
            found.append((_kind(match), match.group()))
            at = match.end()
            link = _LINK.match(tail, at)
            following = None if link is None else link.end()
        words = tail[at:].replace(",", " , ").split()
        if not found or len(words) > 3 or any(word.lower() in STOPS | {","} for word in words):
            continue
        earlier = [word.lower() for word in tail[:start].split()]
        if set(earlier[-3:]) & NEGATIONS:
            return []
        if {"or", "either"} & set(earlier[-3:]):
            found = [(UNKNOWN, said) for _, said in found]
        noun = bool(words) and _NOUNS.match(words[-1]) is not None
        known = noun or not words or "vector" in found[-1][1] or "matri" in found[-1][1]
        plural = bool(words) and words[-1].endswith(("s", "ices"))
        the = bool(earlier) and earlier[-1] == "the" and not noun
        kept = [kind_words for kind_words in found if known or kind_words[0] != POSITIVE]
        kept = [pair for pair in kept if not (the and pair[0] == POSITIVE)]
        return [Adjective(kind, said, noun, plural) for kind, said in kept]
    match = re.search(r"\b(?:an?|some|any)\s+([A-Za-z][A-Za-z-]+)\s+matri(?:x|ces)\s*$", tail)
    if match is not None and match.group(1).lower() not in ORDINARY:
        return [Adjective(UNKNOWN, f"{match.group(1)} matrix", True)]
    return []


def is_stated(text: str) -> bool:
    """Whether the words after a name begin with a verb: ``is symmetric``."""
    return _VERB.match(text) is not None


def is_called(text: str) -> bool:
    """Whether the words after a name say what it is: ``denotes the all-ones vector``."""
    return is_stated(text) or re.match(r"\s*denotes?\b", text, re.IGNORECASE) is not None


def _kind(match: re.Match[str]) -> str:
    assert match.lastgroup is not None
    return _TABLE[int(match.lastgroup[1:])][0]
