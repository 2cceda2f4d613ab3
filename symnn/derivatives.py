"""Derivatives of a model: gradients, Jacobians, Hessians, and products with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import sympy as sp

from symnn.calculus.adjoint import IndependentError, adjoint_system
from symnn.calculus.tangent import tangent_equations
from symnn.derivation import Derivation
from symnn.formula import Formula
from symnn.language.errors import NotScalarError, UnknownNameError
from symnn.language.expression import symbols_in, total_over
from symnn.language.index import Index
from symnn.language.positions import PositionSymbol
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation, System
from symnn.language.tensor import Tensor
from symnn.language.text import free_name, shape_text
from symnn.notation.equation import taken_names
from symnn.notation.style import Latex

if TYPE_CHECKING:
    from symnn.model import Model

DIRECTIONS = "vudpsrq"
"""Names for a direction, where the one asked for is taken."""

Names = str | Tensor | Iterable[str | Tensor]


class Derivatives(System):
    """A system of equations with its derivatives, each a system of equations too."""

    def gradient(self, of: str | Tensor, wrt: Names | None = None) -> Derivation:
        """∂of/∂v for every v in ``wrt`` (default: all inputs that ``of`` depends on).

        Raises NotScalarError unless ``of`` is a scalar, UnknownNameError for unknown names,
        IndependentError where nothing leads from a quantity to ``of``.
        """
        target = self._defined(of)
        if target.shape:
            raise NotScalarError(
                f"the gradient of {target.name}, which has shape {shape_text(target.shape)}: a "
                f"gradient is of a scalar; ask for model.jacobian({target.name!r}, …), or sum "
                f"{target.name} up first"
            )
        symbols = self._quantities(wrt, target)
        return Derivation(self._model(), adjoint_system(self, target, symbols))

    def jacobian(self, of: str | Tensor, wrt: Names | None = None) -> Derivation:
        """∂of/∂v in closed form: the shape of ``of``, then the shape of v."""
        target = self._defined(of)
        symbols = self._quantities(wrt, target)
        return Derivation(self._model(), adjoint_system(self, target, symbols, through=True))

    def hessian(self, of: str | Tensor, wrt: str | Tensor) -> Derivation:
        """∂²of/∂v∂vᵀ in closed form."""
        return self.derivative(of, wrt, wrt)

    def derivative(self, of: str | Tensor, *wrt: str | Tensor) -> Derivation:
        """The derivative by several quantities, one after the other, in closed form.

        Its shape is that of ``of``, then that of each of ``wrt``; the same name twice gives the
        second derivative by it, three times the third.

        >>> import symnn as sn
        >>> model = sn.Model(); w = sn.scalar("w"); L = model.define("L", w**4)
        >>> print(model.derivative("L", w, w, w).text())
        ∂³L/∂w³ = 24 w
        """
        first, *others = wrt
        target = self._defined(of)
        found = self.jacobian(of, first) if target.shape else self.gradient(of, first)
        symbol = DerivativeSymbol(target, self.symbol(first))
        for name in others:
            found = found.model.jacobian(symbol.name, [self.symbol(name).name])
            symbol = DerivativeSymbol(symbol, self.symbol(name))
        return found

    # ---- products -----------------------------------------------------------------------------

    def hvp(self, of: str | Tensor, wrt: str | Tensor, direction: str = "v") -> Derivation:
        """The Hessian times a direction, (∂²of/∂w∂wᵀ) v, without forming the Hessian.

        It is the gradient of ⟨∂of/∂w, v⟩; ``direction`` names the new input v, of the shape of w.
        """
        model = self.gradient(of, wrt).model
        symbol = self.symbol(wrt)
        gradient = DerivativeSymbol(self.symbol(of), symbol)
        along = TensorSymbol(_free_name(direction, taken_names(model)), symbol.shape)
        target = _paired(model, gradient, along)
        return model.gradient(target.name, [symbol.name])

    def vjp(self, of: str | Tensor, wrt: Names | None = None, weights: str = "u") -> Derivation:
        """A covector times the Jacobian, (∂of/∂v)ᵀ u for every v in ``wrt``, in reverse mode.

        It is the gradient of ⟨of, u⟩; ``weights`` names the new input u, of the shape of ``of``.

        >>> import symnn as sn
        >>> n, m = sn.dims("n m"); model = sn.Model()
        >>> z = model.define("z", sn.tanh(sn.matrix("W", m, n) @ sn.vector("x", n)))
        >>> print(model.vjp("z", "x").text())
        ∂⟨z,u⟩/∂x = Wᵀ (u ⊙ (1 - z^⊙2))
        """
        target = self._defined(of)
        symbols = self._quantities(wrt, target)
        model = self._model().needed_for(target)
        weight = TensorSymbol(_free_name(weights, taken_names(self)), target.shape)
        paired = _paired(model, target, weight)
        return model.gradient(paired.name, [symbol.name for symbol in symbols])

    def jvp(
        self,
        of: str | Tensor,
        wrt: str | Tensor | Mapping[str, str],
        direction: str = "v",
    ) -> Formula:
        """The Jacobian times a direction, (∂of/∂x) v, in forward mode: the tangent of ``of``.

        ``direction`` names the new input v, of the shape of x; for several quantities that move at
        once ``wrt`` gives the direction of each by its name. Every quantity on the way has a
        tangent of its own, written with a dot.

        >>> import symnn as sn
        >>> n, m = sn.dims("n m"); model = sn.Model()
        >>> z = model.define("z", sn.matrix("W", m, n) @ sn.vector("x", n))
        >>> a = model.define("a", sn.tanh(z))
        >>> print(model.jvp("a", "x").text())
        z_dot = W v
        a_dot = z_dot ⊙ (1 - a^⊙2)
        """
        target = self._defined(of)
        taken = set(taken_names(self))
        pairs = wrt if isinstance(wrt, Mapping) else {self.symbol(wrt).name: direction}
        directions: dict[TensorSymbol, TensorSymbol] = {}
        for name, wish in pairs.items():
            symbol = self.symbol(name)
            directions[symbol] = TensorSymbol(_free_name(wish, frozenset(taken)), symbol.shape)
            taken.add(directions[symbol].name)
        dots = {e.name: _dotted(e.symbol, taken) for e in self.ordered([target.name])}
        equations = tangent_equations(self, target, directions, dots)
        return Formula(self._model(), tuple(equations))

    # ---- names --------------------------------------------------------------------------------

    def needed_for(self, target: TensorSymbol) -> Model:
        """The equations that ``target`` needs, as a model of their own with the same facts."""
        from symnn.model import Model

        whole = Model()
        whole.facts = list(self.facts)
        for equation in self.ordered([target.name]):
            whole.add(equation)
        return whole

    def _model(self) -> Model:
        from symnn.model import Model

        assert isinstance(self, Model)
        return self

    def _defined(self, of: str | Tensor) -> TensorSymbol:
        symbol = self.symbol(of)
        if symbol.name not in self.equations:
            raise UnknownNameError(
                f"{symbol.name} is an input of the model; name a quantity that it defines: "
                f"{', '.join(self.equations)}"
            )
        return symbol

    def _quantities(self, wrt: Names | None, target: TensorSymbol) -> list[TensorSymbol]:
        if wrt is None:
            needed = self.ordered([target.name])
            used = {symbol for equation in needed for symbol in symbols_in(equation.expr)}
            real = [s for s in self.inputs.values() if not isinstance(s, PositionSymbol)]
            if not used.intersection(real):
                raise IndependentError(
                    f"{target.name} depends on no input; there is nothing to differentiate it by"
                )
            return [symbol for symbol in real if symbol in used]
        return [self.symbol(name) for name in listed(wrt)]


def listed(names: Names) -> list[str | Tensor]:
    """One name, or several, as a list.

    >>> listed("W"), listed(("W", "b"))
    (['W'], ['W', 'b'])
    """
    if isinstance(names, (str, Tensor)) or not isinstance(names, Iterable):
        return [names]
    return list(names)


def _paired(model: System, quantity: TensorSymbol, weight: TensorSymbol) -> TensorSymbol:
    """⟨quantity, weight⟩ as a new quantity of the model."""
    indices = tuple(Index(size) for size in quantity.shape)
    product = sp.Mul(quantity[indices], weight[indices])
    latex = rf"\left\langle {_latex(quantity)}, {Latex().symbol(weight)} \right\rangle"
    target = TensorSymbol(f"⟨{quantity.name},{weight.name}⟩", (), latex=latex)
    model.add(Equation(target, (), total_over(product, indices)))
    return target


def _latex(quantity: TensorSymbol) -> str:
    from symnn.notation.index import derivative

    if isinstance(quantity, DerivativeSymbol):
        return derivative(Latex(), quantity).text
    return Latex().symbol(quantity)


def _dotted(symbol: TensorSymbol, taken: set[str]) -> TensorSymbol:
    """The symbol of a tangent: u̇."""
    name = free_name(f"{symbol.name}_dot", taken)
    return TensorSymbol(name, symbol.shape, latex=rf"\dot{{{_latex(symbol)}}}")


def _free_name(wish: str, taken: frozenset[str]) -> str:
    """A name for a direction that the model does not have: the wish, if it is free."""
    if wish not in taken:
        return wish
    return next((letter for letter in DIRECTIONS if letter not in taken), free_name(wish, taken))


def target_of(model: Model, how: str = "with --of") -> TensorSymbol:
    """The only scalar that nothing else uses: what a model is about.

    Raises UnknownNameError, with the candidates, if there is none or more than one; ``how`` a user
    says which one it is.
    """
    used = {name for equation in model.equations for name in model.uses(equation)}
    ends = [model.symbol(name) for name in model.equations if name not in used]
    scalars = [symbol for symbol in ends if not symbol.shape]
    if len(scalars) == 1:
        return scalars[0]
    if scalars:
        names = ", ".join(symbol.name for symbol in scalars)
        raise UnknownNameError(f"the model ends in several scalars: {names}; say which {how}")
    shapes = ", ".join(f"{symbol.name} {shape_text(symbol.shape)}" for symbol in ends)
    raise UnknownNameError(
        f"the model ends in no scalar but in {shapes or 'nothing'}; say what to differentiate {how}"
    )
