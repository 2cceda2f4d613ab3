"""The grammar of the reader by JAX: tokens straight to values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.mutation import jax_reading as sr
from tests.mutation.jax_reading import xp
from tests.mutation.latex_tokens import Tree, UnreadError

if TYPE_CHECKING:
    from tests.mutation.jax_reading import Point

Value = Any
PRODUCTS = ("", r"\cdot", r"\times")
CLOSING = (")", "]", r"\}", r"\|", "|", r"\rangle", ",", ";", "=", "<", ">")


class Parser:
    """Evaluates one tree at a point."""

    def __init__(self, point: Point, tokens: Tree) -> None:
        self.point = point
        self.tokens = sr.strip(list(tokens))
        self.at = 0
        self.bars: list[str] = []

    def peek(self, ahead: int = 0) -> Any:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else ""

    def take(self) -> Any:
        token = self.peek()
        if token == "":
            raise UnreadError("breaks off")
        self.at += 1
        return token

    def whole(self) -> Value:
        value = self.sum()
        if self.at < len(self.tokens):
            raise UnreadError(f"{self.peek()}")
        return value

    def inner(self, token: Any) -> Value:
        return Parser(self.point, token if isinstance(token, list) else [token]).whole()

    # ---- sums and products --------------------------------------------------------------------

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

    # ---- factors ------------------------------------------------------------------------------

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
            return self.powers(sr.Ones())
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
            name = sr.key(self.peek(1)).lower()
            if name in sr.ELEMENTWISE or name in sr.WHOLE:
                self.at += 2
                return name
            raise UnreadError(name)
        defined = token in self.point.draft.definitions or token in self.point.draft.shapes
        if token in sr.ELEMENTWISE and not defined:
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
        if self.peek() == "^" and name in sr.ELEMENTWISE:
            self.take()
            script = self.take()
            if sr.key(script) != "2":
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
        if name in sr.WHOLE:
            if primes:
                raise UnreadError("prime")
            return self.powers(sr.WHOLE[name](number(value)))
        function = sr.ELEMENTWISE[name]
        value = number(value)
        if primes > 1 or (primes and name not in sr.SLOPES):
            raise UnreadError(f"the slope of {name}")
        function = sr.SLOPES[name] if primes else function
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
            kind = sr.key(self.take())
        if kind not in ("1", "2", "F"):
            raise UnreadError("norm")
        if kind == "2" and xp.ndim(value) == 2 and value.shape[1] > 1:
            raise UnreadError("norm of a matrix")
        if kind == "1":
            return self.powers(xp.sum(xp.abs(value)))
        if self.peek() == "^" and sr.key(self.peek(1)) == "2":
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
            size = self.point.size(sr.key(upper))
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

    # ---- names --------------------------------------------------------------------------------

    def base(self) -> str:
        token = self.take()
        if token in sr.ACCENTS:
            return sr.key([token, self.take()])
        if isinstance(token, str) and (
            re.fullmatch(r"[A-Za-z]+|[A-Za-z]+\d", token) or sr.GREEK.match(token)
        ):
            return token
        raise UnreadError(f"{token}")

    def scripts(self) -> tuple[list[Any], list[Any]]:
        sub: list[Any] = []
        sup: list[Any] = []
        while self.peek() in ("_", "^", "'"):
            mark = self.take()
            if mark == "'":
                sup = [*sup, "'"]
                continue
            script = self.take()
            script = script if isinstance(script, list) else [script]
            if mark == "_":
                if sub:
                    raise UnreadError("two subscripts")
                sub = script
            elif sup and sup != ["'"]:
                raise UnreadError("two superscripts")
            else:
                sup = [*sup, *script]
        return sub, sup

    def name(self) -> Value:
        base = self.base()
        sub, sup = self.scripts()
        point = self.point
        if base == "e" and sup and not point.known("e") and not sub:
            return xp.exp(number(self.inner(sup)))
        if base == "I" and not point.known("I") and not sub:
            return self.raised(sr.Eye(), sup)
        if base == r"\delta" and sub and not point.known(r"\delta"):
            letters = [t for t in sub if t != ","]
            if len(letters) == 2 and all(t in point.where or str(t).isdigit() for t in letters):
                first, second = (
                    point.where[t] if t in point.where else int(t) - 1 for t in letters
                )
                return xp.asarray(float(first == second))
        name, letters, rest = self.resolved(base, sub, sup)
        value = point.value(name)
        if letters:
            value = point.at(value, letters)
        return self.raised(value, rest)

    def resolved(
        self, base: str, sub: list[Any], sup: list[Any]
    ) -> tuple[str, list[str], list[Any]]:
        """The quantity, its indices, and what is left of the superscript."""
        point = self.point
        letters = [t for t in sub if t != ","]
        indices = all(isinstance(t, str) and (t in point.where or t.isdigit()) for t in letters)
        whole = sr.full_name(base, sub, sup)
        if point.known(whole):
            return whole, [], []
        if sup and point.known(sr.full_name(base, [], sup)) and indices:
            return sr.full_name(base, [], sup), letters, []
        if point.known(sr.full_name(base, sub, [])):
            return sr.full_name(base, sub, []), [], sup
        if point.known(base) and indices:
            return base, letters, sup
        if point.known(base):
            raise UnreadError(f"{base}_{sub}")
        if any(isinstance(t, str) and t in point.where for t in sub):
            raise UnreadError(f"{base}_{sub}")
        plain = sr.full_name(base, sub, [])
        if sup and not (sr.key(sup) in ("2", "3", "-1") or sup in sr.TRANSPOSE):
            raise UnreadError(f"{whole}")
        if sup == ["'"]:
            raise UnreadError("prime")
        return plain, [], sup

    def powers(self, value: Value) -> Value:
        while self.peek() in ("^", "_"):
            if self.take() == "_":
                raise UnreadError("subscript of an expression")
            script = self.take()
            value = self.raised(value, script if isinstance(script, list) else [script])
        return value

    def raised(self, value: Value, sup: list[Any]) -> Value:
        if not sup:
            return value
        if sup in sr.TRANSPOSE:
            return transposed(value)
        if isinstance(value, (sr.Ones, sr.Eye, sr.Rows)):
            raise UnreadError("power of ones")
        if sup[0] == "-" and sup[1:] in sr.TRANSPOSE:
            return inverse(value).T
        if xp.ndim(value) == 2:
            text = sr.key(sup)
            if text == "-1":
                return inverse(value)
            if text in ("2", "-2", "3") and value.shape[1] > 1:
                if value.shape[0] != value.shape[1]:
                    raise sr.NoShapeError("power")
                return xp.linalg.matrix_power(value, int(text))
            raise UnreadError("power of an array")
        return value ** number(self.inner(sup))

    # ---- derivatives --------------------------------------------------------------------------

    def derivative(self) -> Value | None:
        top, below = self.peek(1), self.peek(2)
        if not (isinstance(top, list) and isinstance(below, list)):
            return None
        if not top or not below or top[0] not in sr.DERIVATIVES or below[0] not in sr.DERIVATIVES:
            return None
        self.at += 3
        mark = top[0]
        of = top[1:]
        if of[:1] == ["^"]:
            of = of[2:]
        if not of:
            raise UnreadError("operator")
        names: list[tuple[str, list[str]]] = []
        for part in sr.split(below[1:], (mark,)):
            inner = Parser(self.point, part)
            base = inner.base()
            sub, sup = inner.scripts()
            repeats = 1
            if sr.key(sup) == "2" and not self.point.known(sr.full_name(base, sub, sup)):
                sup, repeats = [], 2
            if sup in sr.TRANSPOSE:
                sup = []
            name, letters, rest = inner.resolved(base, sub, sup)
            if rest or inner.at < len(inner.tokens):
                raise UnreadError("by what")
            names += [(name, letters)] * repeats
        return self.point.derivative(of, names)

    def nabla(self) -> Value:
        self.take()
        sub, sup = self.scripts()
        inner = Parser(self.point, sub)
        base = inner.base()
        name, letters, rest = inner.resolved(base, *inner.scripts())
        if rest or letters or sr.key(sup) not in ("", "2"):
            raise UnreadError("nabla")
        begin = self.at
        self.base()
        self.scripts()
        of = self.tokens[begin : self.at]
        return self.point.derivative(of, [(name, [])] * (2 if sup else 1))


# ---- arithmetic ---------------------------------------------------------------------------------


def number(value: Value) -> Value:
    if isinstance(value, (sr.Ones, sr.Eye, sr.Rows)):
        raise UnreadError("ones or identity alone")
    return value


def is_column(value: Value) -> bool:
    return (
        not isinstance(value, (sr.Ones, sr.Eye, sr.Rows))
        and xp.ndim(value) == 2
        and value.shape[1] == 1
    )


def negative(value: Value) -> Value:
    if isinstance(value, sr.Eye):
        return sr.Eye(-value.factor)
    return -number(value)


def added(a: Value, b: Value) -> Value:
    if isinstance(b, (sr.Eye, sr.Rows, sr.Ones)) and not isinstance(a, (sr.Eye, sr.Rows, sr.Ones)):
        a, b = b, a
    if isinstance(a, sr.Eye):
        b = number(b)
        if xp.ndim(b) != 2 or b.shape[0] != b.shape[1]:
            raise sr.NoShapeError("identity")
        return a.factor * xp.eye(b.shape[0]) + b
    if isinstance(a, sr.Rows):
        b = number(b)
        if xp.ndim(b) != 2 or b.shape[1] != a.row.shape[1]:
            raise sr.NoShapeError("rows")
        return b + a.row
    if isinstance(a, sr.Ones):
        b = number(b)
        if not is_column(b) or a.row:
            raise sr.NoShapeError("ones")
        return 1 + b
    if xp.ndim(a) and xp.ndim(b) and a.shape != b.shape:
        raise sr.NoShapeError("sum")
    return a + b


def scalar(value: Value) -> bool:
    return not isinstance(value, (sr.Ones, sr.Eye, sr.Rows)) and xp.ndim(value) == 0


def multiplied(a: Value, b: Value) -> Value:
    if isinstance(a, sr.Eye) or isinstance(b, sr.Eye):
        eye, other = (a, b) if isinstance(a, sr.Eye) else (b, a)
        if scalar(other):
            return sr.Eye(eye.factor * other)
        return eye.factor * number(other)
    if isinstance(a, sr.Ones) and not isinstance(b, (sr.Ones, sr.Rows)) and xp.ndim(b) == 2:
        if a.row:
            found = xp.sum(b, axis=0, keepdims=True)
            return found[0, 0] if found.shape == (1, 1) else found
        if b.shape[0] == 1:
            return sr.Rows(b)
        raise sr.NoShapeError("ones")
    if isinstance(b, sr.Ones) and not isinstance(a, (sr.Ones, sr.Rows)) and xp.ndim(a) == 2:
        if b.row:
            raise UnreadError("column times ones")
        found = xp.sum(a, axis=1, keepdims=True)
        return found[0, 0] if found.shape == (1, 1) else found
    a, b = number(a), number(b)
    if not xp.ndim(a) or not xp.ndim(b):
        return a * b
    if a.shape[1] != b.shape[0]:
        raise sr.NoShapeError("product")
    found = a @ b
    return found[0, 0] if found.shape == (1, 1) else found


def elementwise(a: Value, b: Value) -> Value:
    a, b = number(a), number(b)
    if xp.shape(a) != xp.shape(b):
        raise sr.NoShapeError("elementwise product")
    return a * b


def quotient(a: Value, b: Value) -> Value:
    b = number(b)
    if isinstance(a, sr.Eye) and not xp.ndim(b):
        return sr.Eye(a.factor / b)
    a = number(a)
    if xp.ndim(b) and xp.shape(a) != xp.shape(b) and xp.ndim(a):
        raise sr.NoShapeError("quotient")
    return a / b


def transposed(a: Value) -> Value:
    if isinstance(a, sr.Ones):
        return sr.Ones(not a.row)
    if isinstance(a, sr.Eye):
        return a
    a = number(a)
    return a.T if xp.ndim(a) == 2 else a


def inverse(a: Value) -> Value:
    if a.shape[0] != a.shape[1]:
        raise sr.NoShapeError("inverse")
    return xp.linalg.inv(a)
