# ruff: noqa: PLW0108  (whose sin it is, NumPy's or JAX's, is known at the call)
r"""Another reader: the value of right sides by JAX, independent of symnn.

It reads the plain part of the notation (names, indices, sums, products of matrices, elementwise
functions) straight to numbers at one random point, and takes derivatives by JAX through the
definitions of the document. What it does not know it does not read. Vectors are columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tests.mutation.latex_tokens import (
    Tree,
    UnreadError,
    cleaned,
    expanded,
    flat_tokens,
    macros_of,
    tree,
)

Value = Any
SIZES = ((3, 4, 2, 5, 6, 7), (4, 2, 5, 3, 7, 6))


class _Arrays:
    """NumPy; within a derivative, JAX."""

    traced = False

    def __getattr__(self, name: str) -> Any:
        return getattr(jnp if self.traced else np, name)


xp = _Arrays()
GREEK = re.compile(
    r"\\(alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|rho|sigma|tau|phi|chi"
    r"|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Sigma|Phi|Psi|Omega|ell|varphi|vartheta)$"
)
ACCENTS = (r"\hat", r"\tilde", r"\bar", r"\mathcal", r"\widehat", r"\overline", r"\dot")
TRANSPOSE = ([r"\top"], ["T"], [["T"]], [r"\intercal"])
DERIVATIVES = (r"\partial", "d")


class NoShapeError(Exception):
    """Operands that do not fit together."""


class _BeyondError(Exception):
    """An index beyond its axis."""


class Ones:
    """A vector of ones of whatever length fits; a row of them if ``row``."""

    def __init__(self, row: bool = False) -> None:
        self.row = row


class Eye:
    """A multiple of the identity of whatever size fits."""

    def __init__(self, factor: Value = 1.0) -> None:
        self.factor = factor


class Rows:
    """A row that stands in every row of a matrix."""

    def __init__(self, row: Value) -> None:
        self.row = row


def key(nested: Tree | str) -> str:
    """Tokens as text, braces around several."""
    if isinstance(nested, str):
        return nested
    return "".join(
        "{" + key(t) + "}" if isinstance(t, list) and len(t) > 1 else key(t) for t in nested
    )


def sigmoid(z: Value) -> Value:
    return 1 / (1 + xp.exp(-z))


def softmax(z: Value) -> Value:
    axis = 0 if z.shape[1] == 1 else 1
    e = xp.exp(z - xp.max(z, axis, keepdims=True))
    return e / xp.sum(e, axis, keepdims=True)


ELEMENTWISE: dict[str, Callable[[Value], Value]] = {
    r"\sin": lambda z: xp.sin(z),
    r"\cos": lambda z: xp.cos(z),
    r"\tan": lambda z: xp.tan(z),
    r"\exp": lambda z: xp.exp(z),
    r"\log": lambda z: xp.log(z),
    r"\tanh": lambda z: xp.tanh(z),
    r"\cosh": lambda z: xp.cosh(z),
    r"\sinh": lambda z: xp.sinh(z),
    r"\sigma": sigmoid,
    "sigmoid": sigmoid,
    "sigm": sigmoid,
    "relu": lambda z: xp.maximum(z, 0),
    "sign": lambda z: xp.sign(z),
    "sgn": lambda z: xp.sign(z),
    "softplus": lambda z: xp.log(1 + xp.exp(z)),
}


def trace(a: Value) -> Value:
    if a.ndim != 2 or a.shape[0] != a.shape[1]:
        raise NoShapeError("trace")
    return xp.trace(a)


def diagonal(a: Value) -> Value:
    if a.ndim == 2 and a.shape[1] == 1:
        return xp.diag(a[:, 0])
    raise UnreadError("diag")


def determinant(a: Value) -> Value:
    if a.ndim != 2 or a.shape[0] != a.shape[1]:
        raise NoShapeError("det")
    return xp.linalg.det(a)


SLOPES: dict[str, Callable[[Value], Value]] = {
    r"\sigma": lambda z: sigmoid(z) * (1 - sigmoid(z)),
    r"\tanh": lambda z: 1 - xp.tanh(z) ** 2,
    r"\sin": lambda z: xp.cos(z),
    r"\exp": lambda z: xp.exp(z),
}
WHOLE: dict[str, Callable[[Value], Value]] = {
    "tr": trace,
    "trace": trace,
    "diag": diagonal,
    "det": determinant,
    r"\det": determinant,
    "softmax": softmax,
}


class Definition:
    def __init__(self, indices: list[str], body: Tree, opaque: list[Tree] | None = None) -> None:
        self.indices, self.body, self.opaque = indices, body, opaque


class Draft:
    """What a document declares and defines, as trees."""

    def __init__(self, text: str) -> None:
        self.macros, text = macros_of(text)
        self.words = set(re.findall(r"(?<![\\A-Za-z{])[a-z]{2,}(?=_\{?[a-z0-9])", text))
        self.shapes: dict[str, list[str]] = {}
        self.kinds: dict[str, str] = {}
        self.definitions: dict[str, Definition] = {}
        self.sums: list[str] = []
        self.symmetric: set[str] = set()
        for formula in formulas(text):
            try:
                nested = cleaned(tree(expanded(flat_tokens(formula), self.macros)))
            except UnreadError:
                continue
            self._formula(self.joined(nested))

    def joined(self, nested: Tree) -> Tree:
        """Letters of words together: net, out."""
        result: Tree = []
        position = 0
        while position < len(nested):
            for word in sorted(self.words, key=len, reverse=True):
                if nested[position : position + len(word)] == list(word):
                    result.append(word)
                    position += len(word)
                    break
            else:
                token = nested[position]
                result.append(self.joined(token) if isinstance(token, list) else token)
                position += 1
        return result

    def tokens(self, latex: str) -> Tree:
        return self.joined(cleaned(tree(expanded(flat_tokens(latex), self.macros))))

    def _formula(self, nested: Tree) -> None:
        names: list[Tree] = []
        for piece in pieces(nested):
            sides = split(piece, ("=", ":="))
            if len(sides) == 1:
                for mark in (r"\in", ">"):
                    parts = split(piece, (mark,))
                    if len(parts) == 2:
                        self._declare([*names, parts[0]], mark, parts[1])
                        names = []
                        break
                else:
                    names.append(piece)
                continue
            names = []
            self._equation(sides)

    def _declare(self, names: list[Tree], mark: str, space: Tree) -> None:
        if mark == ">":
            for name in names:
                self.kinds[key(name)] = "positive"
            return
        dims: list[str] = []
        if space[:2] == [r"\mathbb", ["R"]] or space[:2] == [r"\mathbb", "R"]:
            if len(space) > 3 and space[2] == "^":
                power = space[3] if isinstance(space[3], list) else [space[3]]
                dims = [key(part) for part in split(power, (r"\times",))]
            kind = ""
        elif space[0] == r"\{":
            kind = "signs" if "-" in space else "bits"
        else:
            return
        dots = [at for at, name in enumerate(names) if name in ([r"\dots"], [r"\ldots"])]
        if dots and len(names) > dots[0] + 1:
            last = names[dots[0] + 1]
            if len(last) == 3 and last[1] == "_":
                self.shapes[key(last[:1])] = [key(last[2]), *dims]
            return
        for name in names:
            self.shapes[key(name)] = dims
            if kind:
                self.kinds[key(name)] = kind

    def _equation(self, sides: list[Tree]) -> None:
        left, right = sides[0], sides[1]
        if not left or is_derivative(left) or not right:
            return
        if left[0] == r"\sum" and right == ["1"]:
            self.sums += [t for t in map(key, left) if t in self.shapes]
            return
        if right[: len(left)] == left and right[len(left) :] in (["^", r"\top"], ["^", "T"]):
            self.symmetric.add(key(left))
            return
        head = [left[0]]
        at = 1
        if left[0] in ACCENTS and len(left) > 1:
            head, at = left[:2], 2
        sub: list[Any] = []
        sup: list[Any] = []
        while at + 1 < len(left) and left[at] in ("_", "^"):
            script = left[at + 1] if isinstance(left[at + 1], list) else [left[at + 1]]
            if left[at] == "_":
                sub = script
            else:
                sup = script
            at += 2
        while at < len(left) and left[at] == "'":
            sup = [*sup, "'"]
            at += 1
        rest = left[at:]
        if rest and rest[0] != "(":
            return
        letters = [t for t in sub if t != ","]
        used = set(letters_below(right))
        known = len(self.shapes.get(key(head), [])) == len(letters)
        indexed = bool(letters) and all(
            isinstance(t, str) and re.fullmatch("[a-z]", t) and (t in used or known)
            for t in letters
        )
        name = full_name(key(head), [] if indexed else sub, sup)
        if name in self.definitions:
            return
        opaque = None
        own = left[: len(left) - len(rest)]
        if right[: len(own)] == own and right[len(own) : len(own) + 1] == ["("]:
            opaque = split(right[len(own) + 1 : -1], (",",))
        self.definitions[name] = Definition(letters if indexed else [], right, opaque)


def formulas(text: str) -> Iterator[str]:
    pattern = re.compile(
        r"\$\$(.+?)\$\$|\$(.+?)\$|\\\[(.+?)\\\]|\\\((.+?)\\\)|\\begin\{(equation|align|gather|"
        r"multline|eqnarray)(\*?)\}(.+?)\\end\{\5\6\}",
        re.DOTALL,
    )
    for match in pattern.finditer(re.sub(r"(?<!\\)%[^\n]*", "", text)):
        yield match[1] or match[2] or match[3] or match[4] or match[7]


def pieces(nested: Tree) -> Iterator[Tree]:
    """The statements of a formula: at commas, wide spaces, words, rows and columns."""
    current: Tree = []
    depth = 0
    for at, token in enumerate(nested):
        after = nested[at + 1] if at + 1 < len(nested) else ""
        if token in ("(", "[", r"\{", r"\langle"):
            depth += 1
        elif token in (")", "]", r"\}", r"\rangle"):
            depth -= 1
        cut = depth <= 0 and token in (",", ";", r"\quad", r"\qquad", "?words")
        if token == r"\\":
            cut = after not in ("=", "+", "-", "&") or (
                after == "&" and nested[at + 2 : at + 3] != ["="]
            )
            if after == "&":
                cut = False
            if not cut:
                continue
        if token == "&":
            cut = bool(current) and after not in ("=", ":", "+", "-") and current[-1] != "="
            if not cut:
                continue
        if cut:
            if current:
                yield strip(current)
            current = []
        else:
            current.append(token)
    if strip(current):
        yield strip(current)


def strip(piece: Tree) -> Tree:
    while piece and piece[-1] in (".", ",", ";"):
        piece = piece[:-1]
    return piece


def split(piece: Tree, marks: tuple[str, ...]) -> list[Tree]:
    parts: list[Tree] = [[]]
    depth = 0
    for token in piece:
        if token in ("(", "[", r"\{"):
            depth += 1
        elif token in (")", "]", r"\}"):
            depth -= 1
        if depth <= 0 and isinstance(token, str) and token in marks:
            parts.append([])
        elif not (token == ":" and "=" in marks):
            parts[-1].append(token)
    return parts


def letters_below(nested: Tree) -> Iterator[str]:
    """The letters in subscripts."""
    for at, token in enumerate(nested):
        if isinstance(token, list):
            yield from letters_below(token)
        if at and nested[at - 1] == "_":
            yield from (
                t for t in (token if isinstance(token, list) else [token]) if isinstance(t, str)
            )


def full_name(base: str, sub: list[Any], sup: list[Any]) -> str:
    return base + (f"_{key(sub)}" if sub else "") + (f"^{key(sup)}" if sup else "")


def is_derivative(side: Tree) -> bool:
    if side[0] == r"\frac" and len(side) > 2:
        top, below = side[1], side[2]
        return bool(top) and bool(below) and top[0] in DERIVATIVES and below[0] in DERIVATIVES
    return side[0] == r"\nabla"


class Point:
    """A document at one random point."""

    def __init__(self, draft: Draft, seed: int, positive: bool = False) -> None:
        self.draft, self.seed, self.positive = draft, seed, positive
        self.sizes: dict[str, int] = {}
        self.inputs: dict[str, Value] = {}
        self.opaque: dict[str, Callable[[list[Value]], Value]] = {}
        self.over: dict[str, Value] = {}
        self.memo: dict[str, Value] = {}
        self.derivatives: dict[tuple[Any, ...], Value] = {}
        self.depth = 0
        self.where: dict[str, int] = {}
        self.met: dict[str, set[int]] = {}
        for dims in draft.shapes.values():
            for size in dims:
                self.size(size)

    def parser(self, tokens: Tree) -> Any:
        """A parser of tokens, evaluated here."""
        from tests.mutation.jax_grammar import Parser

        return Parser(self, tokens)

    def size(self, name: str) -> int:
        if name.isdigit():
            return int(name)
        if not re.fullmatch(r"[A-Za-z]|\\[A-Za-z]+|[A-Za-z]_.|[a-z]+", name):
            raise UnreadError(f"size {name}")
        table = SIZES[self.seed % 2]
        return self.sizes.setdefault(name, table[len(self.sizes) % 6])

    def generator(self, name: str) -> np.random.Generator:
        return np.random.default_rng([self.seed, *name.encode()])

    def input(self, name: str, shape: tuple[int, ...]) -> Value:
        found = self.inputs.get(name)
        if found is not None:
            return found
        generator, kind = self.generator(name), self.draft.kinds.get(name, "")
        if kind == "bits":
            value = generator.integers(0, 2, size=shape).astype(float)
        elif kind == "signs":
            value = generator.choice([-1.0, 1.0], size=shape)
        elif kind == "positive" or self.positive:
            value = generator.uniform(0.3, 0.9, size=shape)
        else:
            value = generator.normal(size=shape)
            if len(shape) == 2 and shape[0] == shape[1]:
                value = 0.3 * value + 1.5 * np.eye(shape[0])
        if name in self.draft.symmetric:
            value = (value + value.T) / 2
        if name in self.draft.sums:
            value = np.abs(value) / np.abs(value).sum(
                axis=-1 if len(shape) > 1 and shape[1] > 1 else 0, keepdims=True
            )
        self.inputs[name] = value = np.asarray(value)
        return value

    def known(self, name: str) -> bool:
        draft = self.draft
        return (
            name in self.over
            or name in draft.definitions
            or name in draft.shapes
            or name in self.sizes
        )

    def value(self, name: str) -> Value:
        """The value of a quantity."""
        if name in self.over:
            return self.over[name]
        if name in self.memo:
            return self.memo[name]
        draft = self.draft
        definition = draft.definitions.get(name)
        if definition is None:
            if name in self.sizes and name not in draft.shapes:
                return xp.asarray(float(self.sizes[name]))
            dims = [self.size(d) for d in draft.shapes.get(name, [])]
            if len(dims) > 2:
                raise UnreadError(name)
            return self.input(name, (*dims, 1) if len(dims) == 1 else tuple(dims))
        if self.depth > 40:
            raise UnreadError(f"{name} rests on itself")
        self.depth += 1
        try:
            with self._indices({}):
                self.memo[name] = found = self._defined(name, definition)
        finally:
            self.depth -= 1
        return found

    def _defined(self, name: str, definition: Definition) -> Value:
        if definition.opaque is not None:
            return self._opaque(name, definition.opaque)
        if not definition.indices:
            return as_value(self.parser(definition.body).whole())
        found = self._stacked(definition.indices, definition.body)
        return found[:, None] if len(definition.indices) == 1 else found

    def _opaque(self, name: str, arguments: list[Tree]) -> Value:
        total = xp.asarray(0.0)
        for number, argument in enumerate(arguments):
            base = (
                argument[: argument.index("_")]
                if "_" in argument and self.known(key(argument[: argument.index("_")]))
                else argument
            )
            if base in ([r"\dots"], [r"\ldots"]):
                continue
            y = (
                self.value(key(base))
                if self.known(key(base))
                else as_value(self.parser(base).whole())
            )
            generator = self.generator(f"{name}{number}")
            a, b, c = (xp.asarray(generator.normal(size=y.shape)) for _ in range(3))
            total = total + xp.sum(xp.sin(a * y + b)) + xp.sum(c * y) * xp.sum(a * y)
            if len(argument) > len(base):
                break
        return total

    def _stacked(self, indices: list[str], body: Tree) -> Value:
        letter, *rest = indices

        def one() -> Value:
            return self._stacked(rest, body) if rest else as_value(self.parser(body).whole())

        values = list(self.along(letter, None, one))
        if any(xp.ndim(v) != len(rest) for v in values):
            raise NoShapeError("an entry that is no number")
        return xp.stack(values)

    @contextmanager
    def _indices(self, where: dict[str, int]) -> Iterator[None]:
        before, self.where = self.where, where
        met, self.met = self.met, {}
        try:
            yield
        finally:
            self.where, self.met = before, met

    def along(self, letter: str, size: int | None, one: Callable[[], Value]) -> Iterator[Value]:
        """The values of ``one`` for all values of an index; its size from where it is used."""
        outer = self.where
        for k in count() if size is None else range(size):
            self.where = {**outer, letter: k}
            try:
                value = one()
            except _BeyondError as beyond:
                if str(beyond) != letter:
                    raise
                if size is not None or k == 0:
                    raise NoShapeError(f"{letter} is beyond an axis") from None
                break
            finally:
                self.where = outer
            if k == 0 and size is None and not self.met.get(letter):
                raise UnreadError(f"how far {letter} runs")
            yield value
        if len(self.met.pop(letter, {0})) > 1:
            raise NoShapeError(f"{letter} runs over axes of different sizes")

    def place(self, shape: tuple[int, ...], letters: list[str]) -> tuple[int, ...]:
        """Where indices point in an array."""
        column = shape[1:] == (1,)
        sizes = shape[:1] if column else shape
        if len(sizes) != len(letters):
            raise UnreadError("rows and parts")
        found = []
        for letter, size in zip(letters, sizes, strict=True):
            if letter.isdigit():
                k = int(letter) - 1
            else:
                k = self.where[letter]
                self.met.setdefault(letter, set()).add(size)
            if k >= size:
                if letter.isdigit():
                    raise NoShapeError(f"no entry {letter}")
                raise _BeyondError(letter)
            found.append(k)
        return tuple([*found, 0] if column else found)

    def at(self, array: Value, letters: list[str]) -> Value:
        """An entry."""
        return array[self.place(np.shape(array), letters)]

    def derivative(self, of: Tree, names: list[tuple[str, list[str]]]) -> Value:
        """∂of/∂names by JAX."""
        entry: list[str] = []
        inner = self.parser(of)
        try:
            name, letters, rest = inner.resolved(inner.base(), *inner.scripts())
            if letters and not rest and inner.at == len(inner.tokens):
                entry = letters
        except UnreadError:
            pass
        if entry:
            found = self._whole(name, lambda: self.value(name), [n for n, _ in names])
            shape = np.shape(self.value(name))
            found = found[self.place(shape, entry)]
            shape = ()
        else:
            letters = sorted(t for t in self.where if t in _flat(of))
            memory = "".join([key(of), *(f"{t}={self.where[t]}" for t in letters)])
            body = lambda: as_value(self.parser(of).whole())  # noqa: E731
            found = self._whole(memory, body, [n for n, _ in names])
            shape = found.shape[: found.ndim - sum(np.ndim(self.value(n)) for n, _ in names)]
        if any(letters for _, letters in names):
            if shape:
                raise UnreadError("entries of several")
            for name, letters in names:
                start = np.shape(self.value(name))
                if len(start) and not letters:
                    raise UnreadError("by an entry and by an array")
                if letters:
                    found = found[self.place(start, letters)]
            return found
        shapes = [s for s in (shape, *(np.shape(self.value(n)) for n, _ in names)) if s]
        if len(shapes) < 2:
            return found
        if len(shapes) == 2 and all(s[1:] == (1,) for s in shapes):
            return found.reshape(shapes[0][0], shapes[1][0])
        raise UnreadError("derivative of arrays")

    def _whole(self, memory: str, body: Callable[[], Value], names: list[str]) -> Value:
        """All entries of a derivative; those by ``names`` follow in their order."""
        if not names:
            return body()
        for name in names:
            if not (self.known(name) or name in self.inputs):
                raise UnreadError(f"derivative by {name}")
        traced, where = xp.traced, (memory, *names)
        if not traced and where in self.derivatives:
            return self.derivatives[where]
        held, memo = dict(self.over), dict(self.memo)
        *rest, name = names
        start = self.value(name)

        def function(v: Value) -> Value:
            self.over = {**held, name: v}
            self.memo = {}
            return self._whole(memory, body, rest)

        try:
            xp.traced = True
            slope = jax.jacobian(function)
            found = slope(start) if traced else np.asarray(jax.jit(slope)(start))
        finally:
            self.over, self.memo, xp.traced = held, memo, traced
        if not traced:
            self.derivatives[where] = found
        return found


def _flat(nested: Tree) -> set[str]:
    return {t for part in nested for t in (_flat(part) if isinstance(part, list) else {part})}


def as_value(value: Any) -> Value:
    if isinstance(value, Eye):
        raise UnreadError("identity alone")
    if isinstance(value, (Ones, Rows)):
        raise UnreadError("ones alone")
    return value
