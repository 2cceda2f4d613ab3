"""The entries form of a model: scalars, the chain rule path by path, numbers step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sympy.core.expr import Expr

from symnn.calculus.adjoint import IndependentError
from symnn.calculus.chain import (
    ChainRule,
    ChainStep,
    PathSymbol,
    along_path,
    chain_rule,
)
from symnn.calculus.local import LocalDerivatives
from symnn.calculus.paths import Graph, Path
from symnn.calculus.values import exact, forward, given_values, sizes_of
from symnn.language.errors import NotScalarError, SymnnError, UnknownNameError
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.tensor import Tensor
from symnn.notation.entries import Line, LineWriter, components_of, step_symbol
from symnn.notation.rounding import Rounding
from symnn.notation.style import Latex, Plain, Style

if TYPE_CHECKING:
    from symnn.model import Model

LIMIT = 16
"""So many paths are shown one by one; with more, the adjoints are named instead."""


class AmbiguousPathError(SymnnError, ValueError):
    """One path asked for where there are several."""


class EntriesForm:
    """A model with every component a scalar of its own, ``.model``, and its derivatives.

    ``sizes`` gives numbers for symbolic dimensions; ``values`` gives numbers for the inputs, by the
    names of quantities or of their components, which are taken as the decimals that they print as.

    >>> import symnn as sn
    >>> model = sn.Model()
    >>> w, x = sn.vector("w", 2, entries=["w1", "w2"]), sn.vector("x", 2, entries=["x1", "x2"])
    >>> z = model.define("z", w @ x); a = model.define("a", sn.sigmoid(z))
    >>> form = model.entries(values={"w": [0.5, 1], "x": [2, -1]})
    >>> print(form.text())
    z = w1 x1 + w2 x2 = 0.5 · 2 + 1 · (-1) = 0
    a = sigmoid(z) = sigmoid(0) = 0.5
    >>> print(form.derivation("a", "w1").text())
    ∂a/∂w1 = ∂a/∂z · ∂z/∂w1
    ∂a/∂z = a (1 - a) = 0.5 · (1 - 0.5) = 0.25
    ∂z/∂w1 = x1 = 2
    ∂a/∂w1 = a (1 - a) x1
    ∂a/∂w1 = ∂a/∂z · ∂z/∂w1 = 0.25 · 2 = 0.5
    """

    def __init__(
        self,
        source: Model,
        sizes: Mapping[Any, int] | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        found = sizes_of(source, values or {})
        known = {str(name): size for name, size in (sizes or {}).items()}
        self.source = source
        self.components = components_of(source, {**found, **known})
        self.model = _scalar_model(source, self.components.equations(), self.components.facts())
        self._given = None if values is None else given_values(self.components, values)
        self._local = LocalDerivatives(self.components)
        self._graph = Graph(self.model, self.components.origin)
        self._scalars = {symbol.name: symbol for symbol in self.components.origin}

    # ---- derivatives --------------------------------------------------------------------------

    def derivation(
        self, of: str | Tensor, wrt: str | Tensor, limit: int = LIMIT
    ) -> EntriesDerivation:
        """∂of/∂wrt for two scalars, by all paths, or by named adjoints if there are too many.

        Raises NotScalarError for a quantity with several components, IndependentError where no path
        leads from one to the other.
        """
        target, source = self.symbol(of), self.symbol(wrt)
        return EntriesDerivation(self, chain_rule(self._graph, self._local, target, source, limit))

    def path(
        self, of: str | Tensor, wrt: str | Tensor, through: Sequence[str] = ()
    ) -> EntriesDerivation:
        """What one path contributes to ∂of/∂wrt: its factors, and their product.

        ``through`` names quantities that tell the path from the others. Raises AmbiguousPathError,
        with the paths, where several are left, IndependentError where there is none.
        """
        names = [through] if isinstance(through, str) else list(through)
        wanted = {self.symbol(name) for name in names}
        every = self.paths(of, wrt)
        found = [path for path in every if wanted <= set(path.quantities)]
        target, source = self.symbol(of).name, self.symbol(wrt).name
        by = f" through {', '.join(names)}" if names else ""
        if not found:
            raise IndependentError(f"no path leads from {source} to {target}{by}")
        if len(found) > 1:
            raise AmbiguousPathError(
                f"{len(found)} paths lead from {source} to {target}{by}: "
                f"{'; '.join(map(str, found))}. Say which by through=…"
            )
        chain = along_path(self._graph, self._local, found[0], every)
        return EntriesDerivation(self, chain)

    def paths(self, of: str | Tensor, wrt: str | Tensor, limit: int = LIMIT) -> list[Path]:
        """All ways in which ``of`` depends on ``wrt``; ManyPathsError for more than ``limit``."""
        return self._graph.between(self.symbol(of), self.symbol(wrt)).paths(limit)

    # ---- numbers ------------------------------------------------------------------------------

    @cached_property
    def values(self) -> dict[TensorSymbol, Expr] | None:
        """The values of all scalars to 50 digits, exact where they are rational."""
        if self._given is None:
            return None
        return forward(self.model.ordered(), self._given)

    def value(self, name: str | Tensor) -> Expr:
        """The value of one scalar."""
        if self.values is None:
            raise UnknownNameError("no values given: write model.entries(values={…})")
        return self.values[self.symbol(name)]

    # ---- names --------------------------------------------------------------------------------

    def symbol(self, name: str | Tensor) -> TensorSymbol:
        """The scalar of that name. Raises NotScalarError for a quantity with several of them."""
        key = name.symbol.name if isinstance(name, Tensor) and name.symbol is not None else name
        if isinstance(key, str) and key in self._scalars:
            return self._scalars[key]
        if isinstance(key, str) and key not in self.source.symbols:
            return self.model.symbol(key)
        whole = self.source.symbol(key)
        names = [symbol.name for symbol in self.components.of(whole)]
        shown = ", ".join(names[:6]) + (", …" if len(names) > 6 else "")
        raise NotScalarError(f"{whole.name} has the entries {shown}; name one of them")

    def names(self, quantity: str | Tensor) -> list[str]:
        """The names of the entries of a quantity, the last index running fastest."""
        return [symbol.name for symbol in self.components.of(self.source.symbol(quantity))]

    # ---- writing ------------------------------------------------------------------------------

    def lines(
        self, style: Style | None = None, *, digits: int = 9, decimals: int | None = None
    ) -> list[Line]:
        """The equations, with numbers put in where values are given."""
        writer = self.writer(style or Plain(), Rounding(digits, decimals))
        return writer.equations(self.model.ordered())

    def writer(self, style: Style, rounding: Rounding) -> LineWriter:
        """What writes lines for this form."""
        return LineWriter(self.components, style, self.values, rounding)

    def latex(self, *, digits: int = 9, decimals: int | None = None) -> str:
        """The equations as one LaTeX ``aligned`` block."""
        return _aligned(self.lines(Latex(), digits=digits, decimals=decimals))

    def text(self, *, digits: int = 9, decimals: int | None = None) -> str:
        """The equations as plain text, one a line."""
        return _text(self.lines(Plain(), digits=digits, decimals=decimals))

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"


class EntriesDerivation:
    """The derivative of one scalar by another, with every factor and every path.

    ``steps`` are the steps as expressions, ``paths`` all paths (none where there are too many and
    adjoints are named instead).
    """

    def __init__(self, form: EntriesForm, chain: ChainRule) -> None:
        self.form = form
        self.chain = chain

    @property
    def symbol(self) -> DerivativeSymbol | PathSymbol:
        """The derivative, or what one path contributes to it."""
        return self.chain.symbol

    @property
    def steps(self) -> list[ChainStep]:
        """Every line: chain rule, local derivatives, products, sums, paths."""
        return self.chain.steps

    @property
    def paths(self) -> list[Path]:
        """The paths from the target back to what it is differentiated by."""
        return self.chain.paths

    @cached_property
    def values(self) -> dict[TensorSymbol, Expr] | None:
        """The values of all scalars and of every derivative in the steps."""
        return None if self.form.values is None else self.chain.values(self.form.values)

    @property
    def value(self) -> Expr | None:
        """The value of the derivative, None where no values are given."""
        return None if self.values is None else self.values[self.symbol]

    def lines(
        self, style: Style | None = None, *, digits: int = 9, decimals: int | None = None
    ) -> list[Line]:
        """The steps as lines of text, with numbers put in where values are given."""
        writer = self.form.writer(style or Plain(), Rounding(digits, decimals))
        return writer.chain(self.chain)

    def update(
        self,
        rate: Any,
        style: Style | None = None,
        *,
        digits: int = 9,
        decimals: int | None = None,
    ) -> Line:
        """One step of gradient descent, w⁺ = w − η ∂E/∂w, with its numbers. It needs values."""
        if self.values is None:
            raise UnknownNameError("no values given: write model.entries(values={…})")
        if isinstance(self.symbol, PathSymbol):
            raise UnknownNameError("a step needs the whole derivative: ask form.derivation for it")
        source = self.symbol.wrt
        eta = TensorSymbol("η", latex=r"\eta")
        after = step_symbol(source)
        values = {**self.values, eta: exact(rate, "rate")}
        values[after] = values[source] - values[eta] * values[self.symbol]
        writer = LineWriter(
            self.form.components, style or Plain(), values, Rounding(digits, decimals)
        )
        return writer.line(after, ((source,), (-eta, self.symbol)), "gradient descent")

    def latex(self, *, digits: int = 9, decimals: int | None = None) -> str:
        """The steps as one LaTeX ``aligned`` block."""
        return _aligned(self.lines(Latex(), digits=digits, decimals=decimals))

    def text(self, *, digits: int = 9, decimals: int | None = None) -> str:
        """The steps as plain text, one a line."""
        return _text(self.lines(Plain(), digits=digits, decimals=decimals))

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def __repr__(self) -> str:
        return self.text()


def _scalar_model(source: Model, equations: Any, facts: Any) -> Model:
    scalar = type(source)()
    for equation in equations:
        scalar.add(equation)
    for fact in facts:
        scalar.assume(fact)
    return scalar


def _aligned(lines: list[Line]) -> str:
    from symnn.derivation import aligned

    return aligned([line.written for line in lines])


def _text(lines: list[Line]) -> str:
    return "\n".join(line.text for line in lines)
