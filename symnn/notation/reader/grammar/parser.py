"""The parser: tokens to a syntax tree, by precedence; it knows no names and no shapes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from symnn.notation.letters import ACCENTS
from symnn.notation.reader.grammar import scripts
from symnn.notation.reader.grammar.beginnings import EVALUATING, FRACTIONS, begins, parting
from symnn.notation.reader.grammar.factorials import factorial
from symnn.notation.reader.grammar.nodes import (
    Apply,
    Derivative,
    Dots,
    Evaluated,
    Fraction,
    Group,
    Node,
    Number,
    Operated,
    Product,
    Scripts,
    Subscript,
    Sum,
    Superscript,
    unwrapped,
)
from symnn.notation.reader.text.alphabet import FONTS, WORDS
from symnn.notation.reader.text.signs import DOTS, PRODUCTS
from symnn.notation.reader.text.tokens import Token, cleaned
from symnn.notation.reader.trouble import MAX_DEPTH, ReadError, TooLargeError

Atom: TypeAlias = "Callable[[Parser], Node]"
Bar: TypeAlias = "Callable[[Parser, list[tuple[str, Node]]], None]"


@dataclass(frozen=True)
class Readers:
    r"""What a parser is given besides tokens.

    ``words`` are the runs of letters that are one name in this document, such as ``net``.
    ``slopes`` are the letters X for which ``\mathrm{d}X`` is the name of a derivative.
    ``atom`` reads what a factor is made of: a name, a number, a bracket, a function, a sum.
    ``bar`` reads a bar with what stands below it, and says which of the factors before it are
    evaluated there.
    """

    words: frozenset[str]
    atom: Atom
    bar: Bar
    slopes: frozenset[str] = frozenset()


_SIGNS = {"+": 1, "-": -1}


class Parser:
    """A parser over the tokens of one side of a relation."""

    def __init__(self, tokens: Sequence[Token], readers: Readers, depth: int = 0) -> None:
        self.tokens = tokens
        self.readers = readers
        self.position = 0
        self.depth = depth
        self.closers: list[str] = []
        if depth > MAX_DEPTH:
            raise TooLargeError(f"the formula is nested deeper than {MAX_DEPTH}", self.offset)

    # ---- looking ------------------------------------------------------------------------------

    @property
    def token(self) -> Token | None:
        """The token that comes next, or None at the end."""
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    @property
    def offset(self) -> int:
        """The offset of what comes next (at the end: of the last token)."""
        if self.position < len(self.tokens):
            return self.tokens[self.position].start
        return self.tokens[-1].end if self.tokens else -1

    def peek(self, ahead: int = 0) -> str:
        """The text of a token further on; empty at the end."""
        at = self.position + ahead
        return self.tokens[at].text if at < len(self.tokens) else ""

    def take(self) -> Token:
        """The next token, consumed."""
        token = self.token
        if token is None:
            raise ReadError("the formula breaks off here", self.offset)
        self.position += 1
        return token

    def expect(self, text: str) -> Token:
        """Consume a token that must be ``text``."""
        token = self.token
        if token is None or token.text != text:
            found = f"{token.text} stands" if token else "the formula ends"
            raise ReadError(f"expected {text} where {found}", self.offset)
        return self.take()

    def inner(self, tokens: Sequence[Token]) -> Node:
        """The expression that ``tokens`` (the content of a group) make."""
        return Parser(cleaned(tokens), self.readers, self.depth + 1).whole()

    # ---- expressions --------------------------------------------------------------------------

    def whole(self) -> Node:
        """The expression of all tokens."""
        if not self.tokens:
            raise ReadError("an empty expression", self.offset)
        node = self.expression()
        if self.token is not None:
            raise ReadError(f"{self.token.text} is not expected here", self.token.start)
        return node

    def expression(self) -> Node:
        """Terms with + and −."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooLargeError(f"the formula is nested deeper than {MAX_DEPTH}", self.offset)
        start = self.offset
        terms: list[tuple[int, Node]] = []
        sign = 1
        while self.peek() in _SIGNS:
            sign *= _SIGNS[self.take().text]
        terms.append((sign, self.term()))
        while self.peek() in _SIGNS:
            sign = _SIGNS[self.take().text]
            while self.peek() in _SIGNS:
                sign *= _SIGNS[self.take().text]
            terms.append((sign, self.term()))
        self.depth -= 1
        if len(terms) == 1 and terms[0][0] == 1:
            return terms[0][1]
        return Sum(tuple(terms), start=start, end=self.past)

    @property
    def past(self) -> int:
        """The end of the token consumed last."""
        return self.tokens[self.position - 1].end if self.position else self.offset

    def term(self) -> Node:
        """Factors with products between them."""
        start = self.offset
        factors: list[tuple[str, Node]] = []
        operator = ""
        while True:
            factor = self.factor()
            if not operator and factors:
                _check_numbers(factors[-1][1], factor)
            if isinstance(factor, Derivative) and factor.of is None:
                factor = self._operated(factor)
            factors.append((operator, factor))
            while self.peek() in EVALUATING and self.peek(1) == "_" and not self._closes():
                self.readers.bar(self, factors)
            token = self.token
            if token is None:
                break
            if token.text in PRODUCTS and not self._closes():
                operator = PRODUCTS[self.take().text]
                if self.peek() == "-":
                    raise ReadError(
                        "a sign directly after an operator; write brackets", self.offset
                    )
            elif self.begins_operand():
                operator = ""
            else:
                break
        if len(factors) == 1:
            return factors[0][1]
        return Product(tuple(factors), start=start, end=self.past)

    def _operated(self, operator: Derivative) -> Node:
        """A derivative operator takes the factors that follow in its term."""
        if not self.begins_operand():
            raise ReadError("a derivative of nothing", operator.start)
        rest = self.term()
        if isinstance(rest, Evaluated):  # the bar stands behind the derivative, not in it
            whole = self._applied(operator, rest.body)
            return replace(rest, body=whole, start=operator.start)
        return self._applied(operator, rest)

    def _applied(self, operator: Derivative, rest: Node) -> Operated:
        factors = rest.factors if isinstance(rest, Product) else (("", rest),)
        operand = Product(factors, start=rest.start, end=rest.end)
        return Operated(operator, operand, start=operator.start, end=rest.end)

    def begins_operand(self) -> bool:
        """Whether what comes next can begin a factor."""
        token = self.token
        return token is not None and not self._closes() and begins(token)

    def _closes(self) -> bool:
        return bool(self.closers) and self.peek() == self.closers[-1]

    def factor(self) -> Node:
        """An atom with its scripts."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooLargeError(f"the formula is nested deeper than {MAX_DEPTH}", self.offset)
        before = self.tokens[self.position - 1] if self.position else None
        node = self.scripted(self.readers.atom(self))
        if self.peek() == "!" and self.peek(1) != "=":
            node = factorial(node, self.take(), self.peek(), before)
        self.depth -= 1
        return node

    def _item(self) -> Node:
        """An expression, a comparison, or dots: what may stand between commas in brackets."""
        token = self.token
        if token is not None and token.text in DOTS:
            self.take()
            return Dots(start=token.start, end=token.end)
        return self.expression()

    def bracketed(self, close: str, bracket: str) -> Group:
        """The items up to the closing bracket; the opening one is consumed already."""
        start = self.tokens[self.position - 1].start
        items: list[Node] = []
        bar = parting(self.tokens[self.position :], close) if bracket == "(" else ""
        self.closers.append(close)
        while True:
            if self.peek() == close and not items:
                raise ReadError("empty brackets", start)
            if bar:
                self.closers.append(bar)
            items.append(self._item())
            if bar:
                self.closers.pop()
            if bar and self.peek() == bar:
                self.take()
                bar = ""
                continue
            if self.peek() in (",", ";"):
                self.take()
                continue
            if len(items) == 2 and {close, self.peek()} == {")", "]"}:
                bracket += self.peek()  # a half-open interval
                break
            if self.peek() != close:
                stands = self.peek() or "the end"
                raise ReadError(
                    f"a bracket {bracket} is not closed: {stands} stands here",
                    start if self.token is None else self.offset,
                )
            break
        self.closers.pop()
        end = self.take().end
        return Group(tuple(items), bracket, start=start, end=end)

    # ---- scripts ------------------------------------------------------------------------------

    def scripted(self, base: Node) -> Node:
        """``base`` with the scripts and primes that follow."""
        sub: Subscript | None = None
        sups: list[Superscript] = []
        primes = 0
        raised = False
        start = base.start
        while self.token is not None and self.peek() in ("_", "^", "'"):
            mark = self.take()
            if mark.text == "'":
                primes += 1
                continue
            if self.token is None:
                raise ReadError(f"nothing stands after {mark.text}", mark.start)
            token = self.take()
            if token.text in ("_", "^", "&", "="):
                raise ReadError(f"{token.text} directly after {mark.text}", token.start)
            token = self._whole_letter(token)
            if mark.text == "_":
                if sub is not None:
                    raise ReadError("two subscripts", mark.start)
                sub = scripts.subscript(token, self.inner)
            else:
                found, more = scripts.superscripts(token, self.inner)
                if raised and found:
                    raise ReadError("two superscripts", mark.start)
                raised = raised or bool(found)
                sups.extend(found)
                primes += more
        if sub is None and not sups and not primes:
            return base
        if isinstance(base, Apply) and not base.sups and base.sub is None and not base.arguments:
            return replace(base, sub=sub, sups=tuple(sups), primes=primes)
        return Scripts(base, sub, tuple(sups), primes, start=start, end=self.past)

    def _whole_letter(self, token: Token) -> Token:
        r"""A script such as ``\mathrm T`` or ``\mathsf{T}`` without braces is two tokens."""
        if token.kind == "command" and token.text[1:] in ACCENTS | FONTS | WORDS and self.token:
            follow = self.take()
            return Token("group", "", token.start, follow.end, False, (token, follow))
        if token.kind == "command" and token.text in FRACTIONS and self.token:
            first, second = self.take(), self.take()
            return Token("group", "", token.start, second.end, False, (token, first, second))
        return token


def _check_numbers(first: Node, second: Node) -> None:
    r"""Raise ReadError for ``10\,000``, ``2 3``, ``1\frac12``: one number, or a product of two?"""
    after = second.base if isinstance(second, Scripts) else second
    if isinstance(first, Number) and isinstance(after, Number):
        words = f"one number, or {first.text} times {after.text}? write \\cdot, or no space"
        raise ReadError(words, second.start)
    if isinstance(first, Number) and first.value.is_Integer and isinstance(second, Fraction):
        parts = [unwrapped(part) for part in (second.above, second.below)]
        if all(isinstance(part, Number) and part.value.is_Integer for part in parts):
            words = f"{first.text} and a fraction of it, or {first.text} times the fraction?"
            raise ReadError(f"{words} write \\cdot, or one fraction", second.start)
