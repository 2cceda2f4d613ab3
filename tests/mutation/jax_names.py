"""Names with their scripts, powers and derivatives, in the grammar of the reader by JAX."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from tests.mutation.jax_arrays import (
    Eye,
    NoShapeError,
    Ones,
    Rows,
    Value,
    inverse,
    number,
    transposed,
    xp,
)
from tests.mutation.latex_tokens import Tree, UnreadError
from tests.mutation.latex_trees import (
    ACCENTS,
    DERIVATIVES,
    GREEK,
    TRANSPOSE,
    full_name,
    key,
    split,
    strip,
)

if TYPE_CHECKING:
    from tests.mutation.jax_point import Point


class Names(ABC):
    """Reads one tree at a point; what is more than a name is left to ``whole``."""

    def __init__(self, point: Point, tokens: Tree) -> None:
        self.point = point
        self.tokens = strip(list(tokens))
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

    def inner(self, token: Any) -> Value:
        return type(self)(self.point, token if isinstance(token, list) else [token]).whole()

    def base(self) -> str:
        token = self.take()
        if token in ACCENTS:
            return key([token, self.take()])
        if isinstance(token, str) and (
            re.fullmatch(r"[A-Za-z]+|[A-Za-z]+\d", token) or GREEK.match(token)
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
            return self.raised(Eye(), sup)
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
        whole = full_name(base, sub, sup)
        if point.known(whole):
            return whole, [], []
        if sup and point.known(full_name(base, [], sup)) and indices:
            return full_name(base, [], sup), letters, []
        if point.known(full_name(base, sub, [])):
            return full_name(base, sub, []), [], sup
        if point.known(base) and indices:
            return base, letters, sup
        if point.known(base):
            raise UnreadError(f"{base}_{sub}")
        if any(isinstance(t, str) and t in point.where for t in sub):
            raise UnreadError(f"{base}_{sub}")
        plain = full_name(base, sub, [])
        if sup and not (key(sup) in ("2", "3", "-1") or sup in TRANSPOSE):
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
        if sup in TRANSPOSE:
            return transposed(value)
        if isinstance(value, (Ones, Eye, Rows)):
            raise UnreadError("power of ones")
        if sup[0] == "-" and sup[1:] in TRANSPOSE:
            return inverse(value).T
        if xp.ndim(value) == 2:
            text = key(sup)
            if text == "-1":
                return inverse(value)
            if text in ("2", "-2", "3") and value.shape[1] > 1:
                if value.shape[0] != value.shape[1]:
                    raise NoShapeError("power")
                return xp.linalg.matrix_power(value, int(text))
            raise UnreadError("power of an array")
        return value ** number(self.inner(sup))

    def derivative(self) -> Value | None:
        top, below = self.peek(1), self.peek(2)
        if not (isinstance(top, list) and isinstance(below, list)):
            return None
        if not top or not below or top[0] not in DERIVATIVES or below[0] not in DERIVATIVES:
            return None
        self.at += 3
        mark = top[0]
        of = top[1:]
        if of[:1] == ["^"]:
            of = of[2:]
        if not of:
            raise UnreadError("operator")
        names: list[tuple[str, list[str]]] = []
        for part in split(below[1:], (mark,)):
            inner = type(self)(self.point, part)
            base = inner.base()
            sub, sup = inner.scripts()
            repeats = 1
            if key(sup) == "2" and not self.point.known(full_name(base, sub, sup)):
                sup, repeats = [], 2
            if sup in TRANSPOSE:
                sup = []
            name, letters, rest = inner.resolved(base, sub, sup)
            if rest or inner.at < len(inner.tokens):
                raise UnreadError("by what")
            names += [(name, letters)] * repeats
        return self.point.derivative(of, names)

    def nabla(self) -> Value:
        self.take()
        sub, sup = self.scripts()
        inner = type(self)(self.point, sub)
        base = inner.base()
        name, letters, rest = inner.resolved(base, *inner.scripts())
        if rest or letters or key(sup) not in ("", "2"):
            raise UnreadError("nabla")
        begin = self.at
        self.base()
        self.scripts()
        of = self.tokens[begin : self.at]
        return self.point.derivative(of, [(name, [])] * (2 if sup else 1))

    @abstractmethod
    def whole(self) -> Value:
        """The value of all tokens."""
