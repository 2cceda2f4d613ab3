"""Models: ordered systems of named equations, and what they assume."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from sympy.core.expr import Expr

from symnn.language.errors import CycleError, NameConflictError, ShapeError, UnknownNameError
from symnn.language.expression import symbols_in
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol, symbol_of
from symnn.language.tensor import Tensor, as_tensor, tensor, tensor_of
from symnn.language.text import shape_text


@dataclass(frozen=True)
class Equation:
    """``symbol[indices] = expr`` for all values of the indices."""

    symbol: TensorSymbol
    indices: tuple[Index, ...]
    expr: Expr
    _repr_latex_: ClassVar[Callable[[Equation], str]]

    @property
    def left(self) -> Expr:
        """The left side as an expression."""
        return self.symbol[self.indices]

    @property
    def name(self) -> str:
        """The name of the quantity."""
        return self.symbol.name


class System:
    """An ordered system of equations.

    Quantities that no equation defines are its inputs. Equations may come in any order; ``ordered``
    gives them sorted so that each uses only earlier ones.
    """

    def __init__(self) -> None:
        self._equations: dict[str, Equation] = {}
        self._symbols: dict[str, TensorSymbol] = {}
        self._sizes: dict[str, str] = {}
        self._ages: dict[str, int] = {}
        self.facts: list[Fact | SymmetricFact] = []

    # ---- building -----------------------------------------------------------------------------

    def define(
        self,
        name: str,
        value: Any,
        *,
        indices: Sequence[Index] | None = None,
        latex: str | None = None,
        entries: Sequence[Any] = (),
    ) -> Tensor:
        """Add the equation ``name = value`` and return the new quantity as a tensor.

        ``indices`` orders the axes of a value in index notation. ``latex`` and ``entries`` are as
        for :func:`symnn.tensor`. Raises NameConflictError if the name is taken, CycleError if the
        definitions would run in a circle.
        """
        value = as_tensor(value, name)
        order = self._order(name, value, indices)
        made = tensor(name, *(index.dimension for index in order), latex=latex, entries=entries)
        symbol = symbol_of(made.expr)
        assert symbol is not None
        return self.add(Equation(symbol, order, value.expr))

    def add(self, equation: Equation) -> Tensor:
        """Add an equation as it is; the same checks as for :meth:`define`."""
        name = equation.name
        if name in self._equations:
            raise NameConflictError(f"{name} is defined twice; give the second one another name")
        for used in sorted(symbols_in(equation.expr), key=str):
            self._note(used, f"the equation of {name}")
        known = self._symbols.get(name)
        if known is not None and known.shape != equation.symbol.shape:
            raise NameConflictError(
                f"{name} has shape {known.shape} where it is used and {equation.symbol.shape} "
                f"where it is defined"
            )
        if known is not None and known != equation.symbol:
            raise NameConflictError(
                f"{name} is used with {_declared(known)} but defined with "
                f"{_declared(equation.symbol)}; use the tensor that define returns"
            )
        self._refuse_name_of_size(equation.symbol)
        self._equations[name] = equation
        self._symbols[name] = equation.symbol
        self._ages.setdefault(name, equation.symbol.age)
        if known is not None:
            self._refuse_cycle(name)
        return tensor_of(equation.symbol)

    def restate(self, equation: Equation) -> None:
        """Take an equation that is there already in another form, with the same meaning.

        Raises KeyError where nothing of its name is defined.
        """
        if self._equations[equation.name].symbol != equation.symbol:
            raise NameConflictError(f"{equation.name} was defined as another quantity")
        del self._equations[equation.name]
        self.add(equation)

    def assume(self, fact: Fact | SymmetricFact | Sequence[Fact]) -> None:
        """State a fact, for simplification and proof; ``sn.Eq`` and ``sn.symmetric`` make them.

        Several facts may be stated at once, such as those of ``sn.orthogonal``.
        """
        if isinstance(fact, (tuple, list)):
            for one in fact:
                self.assume(one)
            return
        if not isinstance(fact, (Fact, SymmetricFact)):
            raise TypeError(f"assume: expected a fact such as sn.Eq(sn.total(y), 1), not {fact!r}")
        sides = (fact.symbol,) if isinstance(fact, SymmetricFact) else (fact.left, fact.right)
        for used in sorted(set().union(*map(symbols_in, sides)), key=str):
            self._note(used, f"the fact {fact.text}")
        self.facts.append(fact)

    def _order(
        self, name: str, value: Tensor, indices: Sequence[Index] | None
    ) -> tuple[Index, ...]:
        if indices is None:
            return value.indices
        if set(indices) != set(value.indices) or len(indices) != value.ndim:
            raise ShapeError(
                f"{name}: its indices {[index.name for index in indices]} are not those of the "
                f"right side, {[index.name for index in value.indices]}"
            )
        return tuple(indices)

    def _refuse_name_of_size(self, symbol: TensorSymbol) -> None:
        """A quantity and a size of one name could not be told apart in print."""
        names = [size.name for part in symbol.shape for size in part.free_symbols]
        for name in names:
            self._sizes.setdefault(name, symbol.name)
            if name in self._symbols or name == symbol.name:
                raise NameConflictError(
                    f"{name} is a quantity and also a size of {symbol.name}; rename one of them"
                )
        if symbol.name in self._sizes:
            raise NameConflictError(
                f"{symbol.name} is a quantity and also a size of {self._sizes[symbol.name]}; "
                f"rename one of them"
            )

    def _note(self, symbol: TensorSymbol, where: str) -> None:
        if symbol.name not in self._symbols:
            self._refuse_name_of_size(symbol)
            self._ages[symbol.name] = symbol.age
        known = self._symbols.setdefault(symbol.name, symbol)
        if known.shape != symbol.shape:
            raise NameConflictError(
                f"{symbol.name} in {where} has shape {symbol.shape}, but "
                f"elsewhere {known.shape}; two quantities need two names"
            )
        if known != symbol:
            raise NameConflictError(
                f"{symbol.name} in {where} has {_declared(symbol)}, but elsewhere "
                f"{_declared(known)}; make it once and use that everywhere"
            )

    def _refuse_cycle(self, start: str) -> None:
        path = [start]
        seen: set[str] = set()

        def reaches(name: str) -> bool:
            for used in self.uses(name):
                if used == start:
                    return True
                if used in self._equations and used not in seen:
                    seen.add(used)
                    path.append(used)
                    if reaches(used):
                        return True
                    path.pop()
            return False

        if reaches(start):
            del self._equations[start]
            raise CycleError(f"the definitions run in a circle: {' → '.join([*path, start])}")

    # ---- looking ------------------------------------------------------------------------------

    @property
    def equations(self) -> Mapping[str, Equation]:
        """The equations by name, in the order of definition."""
        return self._equations

    @property
    def inputs(self) -> dict[str, TensorSymbol]:
        """The quantities that no equation defines, in the order in which they were made."""
        made = sorted(self._symbols, key=self._ages.__getitem__)
        return {name: self._symbols[name] for name in made if name not in self._equations}

    @property
    def symbols(self) -> Mapping[str, TensorSymbol]:
        """All quantities by name."""
        return self._symbols

    def uses(self, name: str) -> list[str]:
        """The names that the equation of ``name`` uses, sorted."""
        return sorted(symbol.name for symbol in symbols_in(self._equations[name].expr))

    def symbol(self, name: Any) -> TensorSymbol:
        """The quantity of that name (or that a named tensor is).

        Raises UnknownNameError, with the names that exist, if there is none.
        """
        if isinstance(name, Tensor):
            if name.symbol is None:
                raise UnknownNameError(f"{name.text} has no name in this model; define it first")
            name = name.symbol.name
        elif isinstance(name, TensorSymbol):
            name = name.name
        if not isinstance(name, str) or name not in self._symbols:
            import difflib

            near = difflib.get_close_matches(str(name), list(self._symbols), n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise UnknownNameError(
                f"the model has no quantity {name}; {hint}it has {', '.join(self._symbols)}"
            )
        return self._symbols[name]

    def __getitem__(self, name: str) -> Tensor:
        return tensor_of(self.symbol(name))

    def __contains__(self, name: object) -> bool:
        return name in self._symbols

    def ordered(self, targets: Iterable[str] | None = None) -> list[Equation]:
        """The equations that ``targets`` (all, if None) need, each after those that it uses."""
        done: dict[str, Equation] = {}
        stack = [(name, False) for name in reversed(list(targets or self._equations))]
        while stack:
            name, ready = stack.pop()
            if name in done or name not in self._equations:
                continue
            if ready:
                done[name] = self._equations[name]
            else:
                stack.append((name, True))
                stack.extend((used, False) for used in reversed(self.uses(name)))
        return list(done.values())

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """A system of its own; equations and symbols never change, so both share them."""
        new = type(self).__new__(type(self))
        vars(new).update({name: copy(value) for name, value in vars(self).items()})
        return new

    def __repr__(self) -> str:
        lines = [f"{name} {shape_text(symbol.shape)}" for name, symbol in self._symbols.items()]
        return f"<{type(self).__name__} of {len(self._equations)} equations: {', '.join(lines)}>"


def _declared(symbol: TensorSymbol) -> str:
    """What a symbol was declared with, besides its shape."""
    return f"latex={symbol.latex!r}, entries={symbol.entries!r}, positive={symbol.is_positive!r}"
