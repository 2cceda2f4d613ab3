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
import numpy as np

from tests.mutation.jax_arrays import NoShapeError, Value, as_value, xp
from tests.mutation.latex_draft import Definition, Draft
from tests.mutation.latex_tokens import Tree, UnreadError
from tests.mutation.latex_trees import key, letters_in

SIZES = ((3, 4, 2, 5, 6, 7), (4, 2, 5, 3, 7, 6))


class _BeyondError(Exception):
    """An index beyond its axis."""


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
            letters = sorted(t for t in self.where if t in letters_in(of))
            memory = "".join([key(of), *(f"{t}={self.where[t]}" for t in letters)])

            def body() -> Value:
                return as_value(self.parser(of).whole())

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
