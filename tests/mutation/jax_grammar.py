"""The grammar of the reader by JAX: tokens straight to values."""

from __future__ import annotations

import re
from typing import Any

from tests.mutation.jax_arrays import (
    ELEMENTWISE,
    SLOPES,
    WHOLE,
    Ones,
    Value,
    added,
    elementwise,
    is_column,
    multiplied,
    negative,
    number,
    quotient,
    transposed,
    xp,
)
from tests.mutation.jax_names import Names
from tests.mutation.latex_tokens import UnreadError
from tests.mutation.latex_trees import key

CLOSING = (")", "]", r"\}", r"\|", "|", r"\rangle", ",", ";", "=", "<", ">")


class Parser(Names):
    """Evaluates one tree at a point."""

    def whole(self) -> Value:
        value = self.sum()
        if self.at < len(self.tokens):
            raise UnreadError(f"{self.peek()}")
        return value

    def sum(self) -> Value:
        total = None
        while True:
            sign, signs = 1.0, 0
            while self.peek() in ("+", "-"):
                sign = -sign if self.take() == "-" else sign
                signs += 1
            if signs > 1:
                raise UnreadError("two signs")
            term = self.term()
            term = negative(term) if sign < 0 else term
            total = term if total is None else added(total, term)
            if self.peek() not in ("+", "-"):
                return total

    def term(self) -> Value:
        parts = [self.product()]
        while self.peek() in (r"\odot", r"\circ", "*", r"\oslash"):
            divided = self.take() == r"\oslash"
            other = self.product()
            parts[0] = elementwise(parts[0], 1 / other if divided else other)
        return parts[0]

    def product(self) -> Value:
        value = self.factor()
        while True:
            token = self.peek()
            if token in (r"\cdot", r"\times"):
                self.take()
                if self.peek() == "-":
                    raise UnreadError("sign")
                other = self.factor()
                if is_column(value) and is_column(other) and value.shape == other.shape:
                    value = xp.sum(value * other)
                else:
                    value = multiplied(value, other)
            elif token == "/":
                self.take()
                value = quotient(value, self.factor())
            elif token == r"\otimes":
                self.take()
                value = multiplied(value, transposed(self.factor()))
            elif self.begins():
                value = multiplied(value, self.factor())
            else:
                return value

    def begins(self) -> bool:
        token = self.peek()
        if isinstance(token, list):
            return True
        if token in ("|", r"\|"):
            return not (self.bars and self.bars[-1] == token)
        return (
            token != ""
            and token not in (*CLOSING, "+", "-", r"\odot", r"\circ", "*", "/")
            and (
                token
                not in (r"\oslash", r"\otimes", "?environment", r"\neq", r"\leq", r"\geq", "&")
            )
        )

    def factor(self) -> Value:  # noqa: C901 (one branch for each way to begin)
        token = self.peek()
        if token == r"\frac":
            derivative = self.derivative()
            if derivative is not None:
                return self.powers(derivative)
            self.take()
            top = self.inner(self.take())
            return self.powers(quotient(top, self.inner(self.take())))
        if token == r"\nabla":
            return self.nabla()
        if token == r"\sqrt":
            self.take()
            return self.powers(xp.sqrt(number(self.inner(self.take()))))
        if token == r"\sum":
            return self.big()
        if token == "(" or token == "[" or token == r"\{":
            self.take()
            self.bars.append("")
            value = self.sum()
            self.bars.pop()
            if self.take() != {"(": ")", "[": "]", r"\{": r"\}"}[token]:
                raise UnreadError("bracket")
            return self.powers(value)
        if isinstance(token, list):
            self.take()
            return self.powers(self.inner(token))
        if token in ("|", r"\|"):
            return self.barred()
        if token == r"\langle":
            self.take()
            first = self.sum()
            self.take()
            second = self.sum()
            self.take()
            return xp.sum(elementwise(first, second))
        if token == "?ones":
            self.take()
            return self.powers(Ones())
        if isinstance(token, str) and re.fullmatch(r"\d+(\.\d+)?", token):
            self.take()
            return self.powers(xp.asarray(float(token)))
        if token == r"\pi":
            self.take()
            return self.powers(xp.asarray(xp.pi))
        if token == r"\max":
            return self.largest()
        function = self.function_name()
        if function is not None:
            return self.function(function)
        return self.name()

    def largest(self) -> Value:
        self.take()
        if self.take() not in ("(", r"\{"):
            raise UnreadError("max")
        first = self.sum()
        if self.take() != ",":
            raise UnreadError("max")
        second = self.sum()
        self.take()
        return self.powers(xp.maximum(first, second))

    def function_name(self) -> str | None:
        token = self.peek()
        if token == r"\operatorname":
            name = key(self.peek(1)).lower()
            if name in ELEMENTWISE or name in WHOLE:
                self.at += 2
                return name
            raise UnreadError(name)
        defined = token in self.point.draft.definitions or token in self.point.draft.shapes
        if token in ELEMENTWISE and not defined:
            if token == r"\sigma" and self.peek(1) not in ("(", "'", r"\bigl", "["):
                return None
            self.take()
            return token
        if token == r"\det":
            self.take()
            return token
        return None

    def function(self, name: str) -> Value:
        primes = 0
        while self.peek() == "'":
            self.take()
            primes += 1
        power = None
        if self.peek() == "^" and name in ELEMENTWISE:
            self.take()
            script = self.take()
            if key(script) != "2":
                raise UnreadError("power of a function")
            power = 2
        bracketed = self.peek() in ("(", "[", r"\{")
        if bracketed:
            close = {"(": ")", "[": "]", r"\{": r"\}"}[self.take()]
            value = self.sum()
            if self.take() != close:
                raise UnreadError("bracket")
        else:
            value = self.factor()
        if name in WHOLE:
            if primes:
                raise UnreadError("prime")
            return self.powers(WHOLE[name](number(value)))
        function = ELEMENTWISE[name]
        value = number(value)
        if primes > 1 or (primes and name not in SLOPES):
            raise UnreadError(f"the slope of {name}")
        function = SLOPES[name] if primes else function
        found = function(value)
        if power:
            found = found**power
        return self.powers(found) if bracketed else found

    def barred(self) -> Value:
        bar = self.take()
        self.bars.append(bar)
        value = number(self.sum())
        self.bars.pop()
        if self.take() != bar:
            raise UnreadError("bar")
        if bar == "|":
            if xp.ndim(value) == 2 and value.shape[1] > 1:
                raise UnreadError("|matrix|")
            return self.powers(xp.abs(value))
        kind = "2"
        if self.peek() == "_":
            self.take()
            kind = key(self.take())
        if kind not in ("1", "2", "F"):
            raise UnreadError("norm")
        if kind == "2" and xp.ndim(value) == 2 and value.shape[1] > 1:
            raise UnreadError("norm of a matrix")
        if kind == "1":
            return self.powers(xp.sum(xp.abs(value)))
        if self.peek() == "^" and key(self.peek(1)) == "2":
            self.at += 2
            return xp.sum(value**2)
        return self.powers(xp.sqrt(xp.sum(value**2)))

    def big(self) -> Value:
        self.take()
        lower: list[Any] = []
        upper = None
        while self.peek() in ("_", "^"):
            mark, script = self.take(), self.take()
            script = script if isinstance(script, list) else [script]
            if mark == "_":
                lower = script
            else:
                upper = script
        size = None
        if "=" in lower:
            if lower[1:] != ["=", "1"] or upper is None:
                raise UnreadError("range")
            size = self.point.size(key(upper))
        elif upper is not None:
            raise UnreadError("range")
        letters = [t for t in lower if t not in ("=", "1", ",")]
        if not letters or any(not isinstance(t, str) or len(t) > 1 for t in letters):
            raise UnreadError("range")
        start = self.at

        def body() -> Value:
            self.at = start
            return number(self.term())

        def nested(rest: list[str]) -> Value:
            if not rest:
                return body()
            values = list(self.point.along(rest[0], size, lambda: nested(rest[1:])))
            result = values[0]
            for value in values[1:]:
                result = added(result, value)
            return result

        return nested(letters)
