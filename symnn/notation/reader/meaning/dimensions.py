"""Equality of dimensions: open ones are bound where they meet a known one."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.expression import Applied, bound_by, total_over
from symnn.language.index import Index
from symnn.notation.reader.trouble import ReadError


class Dims:
    """Equality of dimensions, with variables that are bound where they meet another dimension."""

    def __init__(self) -> None:
        self.bound: dict[sp.Expr, sp.Expr] = {}
        self.variables: set[sp.Expr] = set()
        self.lasting: set[sp.Expr] = set()
        self.count = 0

    def variable(self, lasting: bool = False) -> sp.Symbol:
        """A new open dimension; ``lasting`` ones belong to quantities."""
        self.count += 1
        made = sp.Symbol(f"?{self.count}", integer=True, positive=True)
        self.variables.add(made)
        if lasting:
            self.lasting.add(made)
        return made

    def find(self, size: sp.Expr) -> sp.Expr:
        """The dimension that stands for ``size``."""
        while size in self.bound:
            size = self.bound[size]
        return size

    def same(self, first: sp.Expr, second: sp.Expr) -> bool:
        """Whether two dimensions are equal, after binding a variable if that makes them so."""
        a, b = self.find(first), self.find(second)
        if a == b:
            return True
        if a in self.variables and not (a in self.lasting and b in self.variables - self.lasting):
            self.bound[a] = b
            return True
        if b in self.variables:
            self.bound[b] = a
            return True
        return False

    def is_one(self, size: sp.Expr) -> bool:
        """Whether a dimension is the number 1."""
        return self.find(size) == 1

    def resolved(self, expr: Expr, axes: Sequence[Index]) -> tuple[Expr, tuple[Index, ...]]:
        """The expression with all bound dimensions put in.

        Raises ReadError where one is still open.
        """
        made: dict[Index, Index] = {}

        def size_of(size: sp.Expr) -> sp.Expr:
            found = size.xreplace({s: self.find(s) for s in size.free_symbols})
            if found.free_symbols & (self.variables - self.lasting):
                raise ReadError("a size is not fixed here (of 𝟏, of I, or of an index)")
            return found

        def index(old: Index) -> Index:
            if old not in made:
                size = size_of(old.dimension)
                made[old] = old if size == old.dimension else Index(size, old.name)
            return made[old]

        memo: dict[Expr, Expr] = {}

        def built(node: Expr) -> Expr:
            if node in memo:
                return memo[node]
            if isinstance(node, Index):
                result: Expr = index(node)
            elif isinstance(node, sp.Sum):
                result = total_over(built(node.function), [index(i) for i in bound_by(node)])
            elif isinstance(node, Applied):
                slots = [(built(body), [index(i) for i in own]) for body, own in node.operands]
                result = type(node).of(slots, [built(i) for i in node.outputs])
            elif type(node) is sp.Symbol and node in self.variables:
                result = size_of(node)
            elif not node.args:
                result = node
            else:
                args = [built(arg) for arg in node.args]
                same = all(new is old for new, old in zip(args, node.args, strict=True))
                result = node if same else node.func(*args)
            memo[node] = result
            return result

        return built(expr), tuple(index(axis) for axis in axes)
