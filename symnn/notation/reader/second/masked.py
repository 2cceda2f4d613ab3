r"""Scalar mathematics in plain letters, for a reader that knows neither names nor subscripts.

Names and numbers become single letters and products get their sign, because the second reader
misreads implicit products, subscripts, functions by name, primes and ``\log``. What remains to be
read is what misreadings are made of: how far fractions, powers, roots, functions, brackets and
signs reach. Everything outside of that is left out: there is no second reading of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

import sympy as sp

from symnn.notation.reader.text.tokens import Token, text_of

LETTERS = "abcfghjklmnpqrstuvwxyzABCDFGHJKLMPQRTUVWXYZ"
"""Letters that mean nothing to the second reader."""
MOST_TOKENS = 120
DEEPEST = 6
MOST_GROWTH = 2
"""Exponents in exponents: what stands higher has too many digits."""
LARGEST_EXPONENT = 64
"""Of the numbers in exponents."""
FRACTIONS = frozenset((r"\frac", r"\tfrac", r"\dfrac"))
FUNCTIONS = {
    r"\exp": r"\exp", r"\log": r"\ln", r"\ln": r"\ln", r"\sin": r"\sin", r"\cos": r"\cos",
    r"\tan": r"\tan", r"\sinh": r"\sinh", r"\cosh": r"\cosh", r"\tanh": r"\tanh",
}  # fmt: skip
"""Functions, as the second reader calls them."""
GROWING = frozenset((r"\exp", r"\sinh", r"\cosh", r"\tanh"))
SIGNS = frozenset(("+", "-", "/", r"\cdot", r"\times"))
BRACKETS = {"(": ")", "[": "]"}
CONSTANTS = {"e": "e", r"\pi": r"\pi"}
DECORATIONS = frozenset((
    r"\hat", r"\tilde", r"\bar", r"\mathrm", r"\mathbf", r"\boldsymbol", r"\mathcal", r"\text",
))  # fmt: skip


class NoSecondReadingError(Exception):
    """A formula outside of the class in which the second reader is reliable."""


@dataclass
class Masked:
    """A formula in plain letters: ``latex``, and what its letters stand for."""

    latex: str = ""
    names: dict[str, str] = field(default_factory=dict)
    """The letter of each name."""
    numbers: dict[str, sp.Rational] = field(default_factory=dict)
    """The value of each letter that stands for a number."""


def masked(
    tokens: Sequence[Token], names: Collection[str], functions: Collection[str] = ()
) -> Masked:
    """The tokens of one side in plain letters; ``names`` are the scalars that occur in it.

    ``functions`` are the names of the document that may stand for functions.

    Raises NoSecondReadingError where the side is not of the class that is read a second time.
    """
    if _count(tokens) > MOST_TOKENS:
        raise NoSecondReadingError
    mask = _Mask(frozenset(names) - frozenset(functions))
    mask.found.latex = mask.written(tokens, 0)
    return mask.found


def _count(tokens: Sequence[Token]) -> int:
    return sum(1 + _count(token.children) for token in tokens)


class _Mask:
    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self.found = Masked()
        self.growth = 0
        """How many exponents and exponentials are open."""

    def written(self, tokens: Sequence[Token], depth: int) -> str:
        """The masked form of tokens on one level."""
        if depth > DEEPEST or not tokens:
            raise NoSecondReadingError
        parts: list[str] = []
        operand = quotient = False
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.text in SIGNS:
                quotient = token.text == "/"
                parts.append(token.text)
                operand = False
                at += 1
                continue
            if operand:
                if quotient:
                    raise NoSecondReadingError  # a/b c: not the same for all readers
                parts.append(r"\cdot")
            text, at = self._operand(tokens, at, depth)
            parts.append(text)
            operand = True
        if not operand:
            raise NoSecondReadingError
        return " ".join(parts)

    def _operand(self, tokens: Sequence[Token], at: int, depth: int) -> tuple[str, int]:
        token = tokens[at]
        if token.text in FRACTIONS:
            above, at = self._argument(tokens, at + 1, depth)
            below, at = self._argument(tokens, at, depth)
            text = rf"\frac{{{above}}}{{{below}}}"
        elif token.text == r"\sqrt":
            text, at = self._argument(tokens, at + 1, depth)
            text = rf"\sqrt{{{text}}}"
        elif token.text in FUNCTIONS:
            return self._function(tokens, at, depth)
        elif token.text in BRACKETS:
            text, at = self._bracket(tokens, at, depth)
        elif token.kind == "digit":
            text, at = self._number(tokens, at)
        else:
            text, at = self._name(tokens, at)
        return self._powered(text, tokens, at, depth)

    def _powered(self, text: str, tokens: Sequence[Token], at: int, depth: int) -> tuple[str, int]:
        if at < len(tokens) and tokens[at].text == "^":
            inside = tokens[at + 1].children if at + 1 < len(tokens) else ()
            if inside and inside[0].text in BRACKETS and inside[-1].text in BRACKETS.values():
                raise NoSecondReadingError  # a label: x^{(1)}
            with self._exponent():
                power, at = self._argument(tokens, at + 1, depth)
            if at < len(tokens) and tokens[at].text in ("^", "_", "'"):
                raise NoSecondReadingError
            return f"{text}^{{{power}}}", at
        if at < len(tokens) and tokens[at].text in ("_", "'"):
            raise NoSecondReadingError
        return text, at

    @contextmanager
    def _exponent(self) -> Iterator[None]:
        self.growth += 1
        if self.growth > MOST_GROWTH:
            raise NoSecondReadingError
        yield
        self.growth -= 1

    def _argument(self, tokens: Sequence[Token], at: int, depth: int) -> tuple[str, int]:
        if at >= len(tokens):
            raise NoSecondReadingError
        token = tokens[at]
        inside = token.children if token.kind == "group" else (token,)
        return self.written(inside, depth + 1), at + 1

    def _bracket(self, tokens: Sequence[Token], at: int, depth: int) -> tuple[str, int]:
        """Brackets of both kinds, as round ones."""
        open_ones = 1
        close = at + 1
        while close < len(tokens):
            text = tokens[close].text
            open_ones += (text in BRACKETS) - (text in BRACKETS.values())
            if not open_ones:
                break
            close += 1
        if open_ones:
            raise NoSecondReadingError
        return f"({self.written(tokens[at + 1 : close], depth + 1)})", close + 1

    def _function(self, tokens: Sequence[Token], at: int, depth: int) -> tuple[str, int]:
        """A function of something in brackets, or of one letter with nothing behind it."""
        name = FUNCTIONS[tokens[at].text]
        growing = tokens[at].text in GROWING
        at += 1
        if at < len(tokens) and tokens[at].text == "(":
            with self._exponent() if growing else nullcontext():
                text, at = self._bracket(tokens, at, depth)
            if at < len(tokens) and tokens[at].text in ("^", "_", "'"):
                raise NoSecondReadingError  # of the function, or of its argument
            return name + text, at
        if at >= len(tokens):
            raise NoSecondReadingError
        text, at = self._name(tokens, at)
        if at < len(tokens) and tokens[at].text not in ("+", "-"):
            raise NoSecondReadingError
        return f"{name}({text})", at

    def _number(self, tokens: Sequence[Token], at: int) -> tuple[str, int]:
        begin = at
        while at < len(tokens) and (
            tokens[at].kind == "digit"
            or (tokens[at].text == "." and at + 1 < len(tokens) and tokens[at + 1].kind == "digit")
        ):
            at += 1
        digits = "".join(token.text for token in tokens[begin:at])
        if len(digits) > 12 or digits.count(".") > 1:
            raise NoSecondReadingError
        letter, value = self._letter(), sp.Rational(digits)
        if self.growth and value > LARGEST_EXPONENT:
            raise NoSecondReadingError
        self.found.numbers[letter] = value
        return letter, at

    def _name(self, tokens: Sequence[Token], at: int) -> tuple[str, int]:
        begin = at
        if tokens[at].text in DECORATIONS and at + 1 < len(tokens):
            at += 1
        at += 1
        if at + 1 < len(tokens) and tokens[at].text == "_":
            at += 2
        name = text_of(tokens[begin:at])
        for known in (name, name.replace("_{", "_").removesuffix("}")):
            if known in self.names:
                return self.found.names.setdefault(known, "") or self._named(known), at
        if name in CONSTANTS:
            return CONSTANTS[name], at
        raise NoSecondReadingError

    def _named(self, name: str) -> str:
        letter = self._letter()
        self.found.names[name] = letter
        return letter

    def _letter(self) -> str:
        taken = sum(bool(letter) for letter in self.found.names.values())
        number = taken + len(self.found.numbers)
        if number >= len(LETTERS):
            raise NoSecondReadingError
        return LETTERS[number]
