"""Taylor expansions."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.adjoint import IndependentError
from symnn.calculus.facts import Knowledge
from symnn.calculus.inline import apart, put_in
from symnn.calculus.simplify import simplified
from symnn.curvature import Curvature, needed
from symnn.derivation import Derivation
from symnn.derivatives import Derivatives
from symnn.formula import Formula, Headline
from symnn.language.errors import NotScalarError, UnknownNameError
from symnn.language.expression import Total, bound_by, rename, total_over
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation
from symnn.language.tensor import Tensor
from symnn.language.text import free_name, shape_text
from symnn.notation.equation import taken_names
from symnn.notation.style import Latex, Plain


class HigherOrder(Curvature):
    """What is made of second and further derivatives."""

    def taylor(
        self, of: str | Tensor, wrt: str | Tensor, order: int = 2, at: str | None = None
    ) -> Formula:
        """The Taylor polynomial of a scalar: L(w + Δw) ≈ L + gᵀ Δw + ½ Δwᵀ H Δw + ….

        It is a quantity of the model like others, ``L_hat``, in the new input ``Δw``. ``at`` names
        the point of the expansion: then it is a polynomial in w − w_0, and all else is at w_0.
        Derivatives with more than two axes are put in with their values. (Magnus and Neudecker,
        section 6.9.)

        Raises NotScalarError unless ``of`` is a scalar.

        >>> import symnn as sn
        >>> model = sn.Model(); x = sn.scalar("x"); y = model.define("y", sn.exp(x))
        >>> print(model.taylor("y", "x", order=3).text())
        ∂y/∂x = y
        ∂²y/∂x² = y
        ∂³y/∂x³ = y
        y(x + Δx) ≈ y + ∂y/∂x Δx + 1/2 ∂²y/∂x² Δx² + 1/6 ∂³y/∂x³ Δx³
        """
        target, symbol = self._defined(of), self.symbol(wrt)
        if target.shape:
            raise NotScalarError(
                f"the Taylor polynomial of {target.name}, which has shape "
                f"{shape_text(target.shape)}: expand a scalar, such as one of its entries"
            )
        if order < 1:
            raise ValueError(f"taylor: an order of at least 1, not {order!r}")
        taken = set(taken_names(self))
        moved = TensorSymbol(f"Δ{symbol.name}", symbol.shape, latex=_delta(symbol))
        if at is not None:
            return _about(self, target, symbol, at).taylor_from(target, symbol, moved, order, at)
        return self._expansion(target, symbol, moved, order, taken)

    def taylor_from(
        self, target: TensorSymbol, symbol: TensorSymbol, moved: TensorSymbol, order: int, at: str
    ) -> Formula:
        """The Taylor polynomial in ``symbol`` about the input ``at`` of this model."""
        indices = tuple(Index(size) for size in symbol.shape)
        start = self.symbol(at)
        step = Equation(moved, indices, symbol[indices] - start[indices])
        found = self._expansion(target, start, moved, order, set(taken_names(self)) | {symbol.name})
        names = [(style.symbol(target), style.symbol(symbol)) for style in (Latex(), Plain())]
        latex, plain = (f"{name}({variable})" for name, variable in names)
        equations = (step, *found.equations)
        return Formula(
            found.source, equations, None, Headline(latex, plain, about=True), found.terms
        )

    def _expansion(
        self,
        target: TensorSymbol,
        symbol: TensorSymbol,
        moved: TensorSymbol,
        order: int,
        taken: set[str],
    ) -> Formula:
        derived: list[Derivation] = []
        slope: TensorSymbol = target
        terms: list[Expr] = [target]
        whole = self._model()
        long: list[Equation] = []
        for power in range(1, order + 1):
            try:
                found = whole.jacobian(slope.name, [symbol.name])
            except IndependentError:
                if power == 1:
                    raise
                break  # the polynomial is the quantity itself
            slope = DerivativeSymbol(slope, symbol)
            whole = found.model
            derived.append(found)
            groups = [tuple(Index(size) for size in symbol.shape) for _ in range(power)]
            indices = tuple(index for group in groups for index in group)
            product = sp.Mul(slope[indices], *(moved[group] for group in groups))
            term = total_over(product, indices)
            if len(indices) > 2:
                long.append(whole.equations[slope.name])
                term = _gathered(simplified(put_in(term, long[-1:]), Knowledge(self.facts)))
            terms.append(term / sp.factorial(power))
        name = free_name(f"{target.name}_hat", taken)
        last = Equation(TensorSymbol(name), (), sp.Add(*terms))
        equations = needed(self, last, (e for d in derived for e in d.equations))
        latex, plain = (
            f"{style.symbol(target)}({style.symbol(symbol)} + {style.symbol(moved)})"
            for style in (Latex(), Plain())
        )
        headline = Headline(latex, plain, about=True)
        return Formula(self._model(), equations, None, headline, tuple(terms))


def _about(model: Derivatives, target: TensorSymbol, symbol: TensorSymbol, at: str) -> Any:
    """The model with another name for one of its inputs."""
    from symnn.model import Model

    if at in taken_names(model):
        raise UnknownNameError(f"{at} is taken in the model; give the point another name")
    start = TensorSymbol(at, symbol.shape, positive=symbol.is_positive)
    whole = Model()
    whole.facts = list(model.facts)
    for equation in model.ordered([target.name]):
        whole.add(
            Equation(equation.symbol, equation.indices, rename(equation.expr, {symbol: start}))
        )
    return whole


def _gathered(term: Expr) -> Expr:
    """One sum over a product instead of a sum in a sum: Σ_i a_i Σ_l b_il as Σ_il a_i b_il."""
    factor, rest = term.as_independent(Total, as_Add=False)
    if not isinstance(rest, Total):
        return term
    inner = sp.Mul.make_args(rest.function)
    sums = [part for part in inner if isinstance(part, Total)]
    if not sums:
        return term
    others = sp.Mul(*(part for part in inner if not isinstance(part, Total)))
    bodies = [apart(part) for part in sums]
    bound = [index for part in bodies for index in bound_by(part)]
    product = sp.Mul(others, *(part.function for part in bodies))
    return factor * _gathered(total_over(product, (*bound_by(rest), *bound)))


def _delta(symbol: TensorSymbol) -> str:
    return rf"\Delta {Latex().symbol(symbol)}"
