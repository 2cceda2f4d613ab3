r"""The parser: tokens to a syntax tree, by precedence; it knows no names and no shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symnn.notation.reader import atoms
from symnn.notation.reader.nodes import Apply, Derivative, Group, Node, Operated, Product, Sum
from symnn.notation.reader.tokens import Token, cleaned
from symnn.notation.reader.trouble import MAX_DEPTH, ReadError, TooLargeError
from symnn.notation.reader.vocabulary import PRODUCTS

_SIGNS = {"+": 1, "-": -1}


class Parser:
    """A parser over the tokens of one side of a relation.

    ``words`` are the runs of letters that are one name in this document, such as ``net``.
    """

    def __init__(self, tokens: Sequence[Token], words: frozenset[str], depth: int = 0) -> None:
        self.tokens = tokens
        self.words = words
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
        return Parser(cleaned(tokens), self.words, self.depth + 1).whole()

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
            if isinstance(factor, Derivative) and factor.of is None:
                factor = self._operated(factor)
            factors.append((operator, factor))
            token = self.token
            if token is None:
                break
            if token.text in PRODUCTS and not self._closes():
                operator = PRODUCTS[self.take().text]
                if operator == "/" or self.peek() == "-":
                    self._check_after_operator(operator)
            elif self.begins_operand():
                operator = ""
            else:
                break
        if len(factors) == 1:
            return factors[0][1]
        return Product(tuple(factors), start=start, end=self.past)

    def _check_after_operator(self, operator: str) -> None:
        if self.peek() == "-":
            raise ReadError("a sign directly after an operator; write brackets", self.offset)

    def _operated(self, operator: Derivative) -> Node:
        """A derivative operator takes the factors that follow in its term."""
        if not self.begins_operand():
            raise ReadError("a derivative of nothing", operator.start)
        rest = self.term()
        factors = rest.factors if isinstance(rest, Product) else (("", rest),)
        operand = Product(factors, start=rest.start, end=rest.end)
        return Operated(operator, operand, start=operator.start, end=rest.end)

    def begins_operand(self) -> bool:
        """Whether what comes next can begin a factor."""
        token = self.token
        return token is not None and not self._closes() and atoms.begins(token)

    def _closes(self) -> bool:
        return bool(self.closers) and self.peek() == self.closers[-1]

    def factor(self) -> Node:
        """An atom with its scripts."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooLargeError(f"the formula is nested deeper than {MAX_DEPTH}", self.offset)
        node = atoms.scripted(self, atoms.atom(self))
        self.depth -= 1
        return node

    def bracketed(self, close: str, bracket: str) -> Group:
        """The items up to the closing bracket; the opening one is consumed already."""
        start = self.tokens[self.position - 1].start
        items: list[Node] = []
        self.closers.append(close)
        while True:
            if self.peek() == close and not items:
                raise ReadError("empty brackets", start)
            items.append(atoms.item(self))
            if self.peek() in (",", ";"):
                self.take()
                continue
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


def parsed(tokens: Sequence[Token], words: frozenset[str]) -> Node:
    r"""The syntax tree of an expression. Raises ReadError with the place of the trouble.

    >>> from symnn.notation.reader.tokens import tokenize
    >>> type(parsed(tokenize("x + y", 0, 5), frozenset())).__name__
    'Sum'
    """
    return Parser(cleaned(tokens), words).whole()


__all__ = ["Apply", "Parser", "parsed", "replace"]
