"""Gauss–Newton and Fisher matrices, natural gradients."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.adjoint import IndependentError
from symnn.calculus.derivative import partial
from symnn.calculus.facts import Knowledge
from symnn.calculus.fold import cancelled, cost
from symnn.calculus.inline import put_in
from symnn.calculus.simplify import simplified
from symnn.derivatives import Derivatives
from symnn.formula import Formula, Headline
from symnn.language.dependence import closure
from symnn.language.errors import NoRuleError, UnknownNameError
from symnn.language.expression import symbols_in, total_over
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation, System
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import free_name, shape_text
from symnn.notation.equation import taken_names
from symnn.notation.style import Latex, Plain
from symnn.operations.inverse import INVERSE

LONGEST = 40
"""The largest cost of a closed form that is printed beside the product of its factors."""


class Curvature(Derivatives):
    """Matrices of second order that are made of Jacobians."""

    def gauss_newton(
        self, of: str | Tensor, wrt: str | Tensor, output: str | Tensor | None = None
    ) -> Formula:
        """The Gauss–Newton matrix G = Jᵀ H J of a loss L(z(w)), by the factors and in closed form.

        J is the Jacobian of the output z by w, H the Hessian of the loss by z alone. ``output`` is
        the quantity z (default: the only one that depends on w in the equation of the loss); all
        ways from w to the loss must lead through it. (Schraudolph, Fast curvature matrix-vector
        products for second-order gradient descent, section 3; Martens, New insights and
        perspectives on the natural gradient method, section 8.)

        Raises IndependentError where the loss depends on w past z, UnknownNameError where it is
        not clear what the output is.

        >>> import symnn as sn
        >>> N, d = sn.dims("N d"); X = sn.matrix("X", N, d)
        >>> y, w = sn.vector("y", N), sn.vector("w", d)
        >>> model = sn.Model(); z = model.define("z", sn.tanh(X @ w))
        >>> L = model.define("L", sn.total((z - y)**2) / 2)
        >>> print(model.gauss_newton("L", "w").text())
        ∂z/∂w = diag(1 - z^⊙2) X
        ∂²L/∂z∂zᵀ = I
        G = (∂z/∂w)ᵀ ∂²L/∂z∂zᵀ ∂z/∂w = Xᵀ diag((1 - z^⊙2)^⊙2) X
        """
        return self._curvature("G", of, wrt, output, None)

    def fisher(
        self,
        of: str | Tensor,
        wrt: str | Tensor,
        output: str | Tensor | None = None,
        *,
        mean: tuple[str | Tensor, Tensor] | None = None,
    ) -> Formula:
        """The Fisher information matrix F = Jᵀ E[H] J of a negative log-likelihood.

        The expectation is over targets drawn from the model. Where the Hessian H by the output
        does not depend on the targets, as by the natural parameters of an exponential family, it
        is its own expectation. Else ``mean=("y", p)`` says that the target y has the mean p; then H
        must be linear in y. The loss as it stands is differentiated: that of a mean over N
        samples is 1/N of the sum's. (Martens, New insights and perspectives on the natural gradient
        method, section 9.)

        Raises NoRuleError where H depends on an input that has no mean given, or not linearly on
        y.

        >>> import symnn as sn
        >>> N, d = sn.dims("N d"); X = sn.matrix("X", N, d)
        >>> y, w = sn.vector("y", N), sn.vector("w", d)
        >>> model = sn.Model(); p = model.define("p", sn.sigmoid(X @ w))
        >>> L = model.define("L", -sn.total(y * sn.log(p) + (1 - y) * sn.log(1 - p)))
        >>> print(model.fisher("L", "w", "p", mean=("y", p)).text().splitlines()[-1])
        F = (∂p/∂w)ᵀ ∂²L/∂p∂pᵀ ∂p/∂w = Xᵀ diag(p ⊙ (1 - p)) X
        """
        pair = (None, None) if mean is None else (self.symbol(mean[0]), as_tensor(mean[1], "mean"))
        return self._curvature("F", of, wrt, output, pair)

    def natural_gradient(
        self,
        of: str | Tensor,
        wrt: str | Tensor,
        output: str | Tensor | None = None,
        *,
        mean: tuple[str | Tensor, Tensor] | None = None,
        damping: Any = None,
    ) -> Formula:
        """The natural gradient F⁻¹ ∂L/∂w of a vector w, with the Fisher matrix as in ``fisher``.

        ``damping`` is λ in (F + λI)⁻¹; array code solves a linear system. (Amari, Natural gradient
        works efficiently in learning, theorem 1.)

        Raises NoRuleError where w is no vector: stack a matrix first, and expand by the vector.
        """
        symbol = self.symbol(wrt)
        if len(symbol.shape) != 1:
            raise NoRuleError(
                f"the natural gradient by {symbol.name}, which has shape "
                f"{shape_text(symbol.shape)}: F⁻¹ is known for vectors; give the model one vector "
                f"of parameters"
            )
        fisher = self.fisher(of, wrt, output, mean=mean)
        target = self._defined(of)
        gradient = DerivativeSymbol(target, symbol)
        i, j, first, second = (Index(symbol.shape[0]) for _ in range(4))
        entry = fisher.symbol[(first, second)]
        if damping is not None:
            entry += as_tensor(damping, "damping").expr * sp.KroneckerDelta(first, second)
        product = INVERSE.applied([(entry, (first, second))], (i, j)) * gradient[(j,)]
        last = Equation(_new("natural", symbol.shape, self), (i,), total_over(product, [j]))
        derived = self.jacobian(of, symbol.name).equations
        equations = needed(self, last, [*derived, *fisher.equations])
        latex = rf"\tilde{{\nabla}}_{{{Latex().symbol(symbol)}}} {Latex().symbol(target)}"
        plain = f"∇̃_{Plain().symbol(symbol)} {Plain().symbol(target)}"
        return Formula(self._model(), equations, None, Headline(latex, plain))

    def _curvature(
        self,
        letter: str,
        of: str | Tensor,
        wrt: str | Tensor,
        output: str | Tensor | None,
        mean: tuple[TensorSymbol | None, Tensor | None] | None,
    ) -> Formula:
        """Jᵀ H J, with the expectation of H where ``mean`` is given."""
        target, symbol = self._defined(of), self.symbol(wrt)
        middle = self._output(target, symbol, output)
        first = self.jacobian(middle.name, [symbol.name])
        second = self.hessian(target.name, middle.name)
        slope = DerivativeSymbol(middle, symbol)
        bend = DerivativeSymbol(DerivativeSymbol(target, middle), middle)
        slopes = self.gradient(target.name, middle.name)
        hessians = [*slopes.equations, *second.equations]
        if mean is not None:
            hessians = [*hessians[:-1], self._expected(hessians, middle, *mean)]
        o, p = (tuple(Index(size) for size in middle.shape) for _ in range(2))
        k, l = (tuple(Index(size) for size in symbol.shape) for _ in range(2))  # noqa: E741 (the formula's)
        product = sp.Mul(slope[(*o, *k)], bend[(*o, *p)], slope[(*p, *l)])
        result = _new(letter, (*symbol.shape, *symbol.shape), self)
        last = Equation(result, (*k, *l), total_over(product, (*o, *p)))
        equations = needed(self, last, [*first.equations, *hessians])
        inner = [e for e in equations[:-1] if e.symbol in (slope, bend)]
        closed = cancelled(simplified(put_in(last.expr, inner), Knowledge(self.facts)))
        short = Equation(result, last.indices, closed) if cost(closed) <= LONGEST else None
        return Formula(self._model(), equations, short)

    def _output(
        self, target: TensorSymbol, symbol: TensorSymbol, output: str | Tensor | None
    ) -> TensorSymbol:
        """The quantity through which the target depends on a parameter."""
        order = self.ordered([target.name])
        moving = _moving(order, symbol)
        if output is None:
            own = symbols_in(self.equations[target.name].expr) & moving
            if len(own) != 1 or symbol in own:
                names = ", ".join(sorted(s.name for s in own)) or "nothing"
                raise UnknownNameError(
                    f"{target.name} depends on {symbol.name} through {names}: say through which "
                    f"output the matrix is taken, output='z'"
                )
            return next(iter(own))
        middle = self._defined(output)
        if middle not in moving:
            raise IndependentError(
                f"{middle.name} does not depend on {symbol.name}: no equation leads from one to "
                f"the other"
            )
        if target in _moving([e for e in order if e.symbol != middle], symbol):
            raise IndependentError(
                f"{target.name} depends on {symbol.name} past {middle.name} too; the output must "
                f"be a quantity through which all ways lead"
            )
        return middle

    def _given(self, expr: Expr, middle: TensorSymbol) -> set[TensorSymbol]:
        """The inputs that an expression depends on otherwise than through an output."""
        found: set[TensorSymbol] = set()
        stack = list(symbols_in(expr))
        while stack:
            symbol = stack.pop()
            if symbol == middle or symbol in found:
                continue
            if symbol.name in self.equations:
                stack.extend(symbols_in(self.equations[symbol.name].expr))
            else:
                found.add(symbol)
        return found

    def _expected(
        self,
        hessians: Sequence[Equation],
        middle: TensorSymbol,
        target: TensorSymbol | None,
        mean: Tensor | None,
    ) -> Equation:
        """The last equation with the targets replaced by their mean, in which it is linear."""
        last = hessians[-1]
        made = put_in(last.expr, hessians[:-1])
        others = self._given(made, middle) - {target}
        if others:
            names = ", ".join(sorted(symbol.name for symbol in others))
            raise NoRuleError(
                f"the Hessian of the loss by {middle.name} depends on {names} too, and targets "
                f"have an expectation: give it, mean=({names.split(',')[0]!r}, …), or ask for "
                f"model.gauss_newton, which takes none"
            )
        if target is None or mean is None or target not in symbols_in(made):
            return last
        at = tuple(Index(size) for size in target.shape)
        slope = simplified(partial(made, target, at))
        if target in symbols_in(slope):
            raise NoRuleError(
                f"the Hessian of the loss by {middle.name} is not linear in {target.name}, so its "
                f"expectation is not known from the mean"
            )
        value = Equation(target, mean.indices, mean.expr)
        return Equation(last.symbol, last.indices, cancelled(simplified(put_in(made, [value]))))


def needed(model: System, last: Equation, derived: Iterable[Equation]) -> tuple[Equation, ...]:
    """The derived equations that ``last`` needs, in the order given, and itself."""
    given = {
        equation.name: equation for equation in derived if equation.name not in model.equations
    }
    used = {e.name: {s.name for s in symbols_in(e.expr)} for e in (*given.values(), last)}
    found = closure([last.name], used)
    return (*(equation for name, equation in given.items() if name in found), last)


def _moving(order: Iterable[Equation], symbol: TensorSymbol) -> set[TensorSymbol]:
    """What depends on a quantity, itself among it, by equations in their order."""
    moving = {symbol}
    for equation in order:
        if symbols_in(equation.expr) & moving:
            moving.add(equation.symbol)
    return moving


def _new(letter: str, shape: Sequence[Expr], model: System) -> TensorSymbol:
    return TensorSymbol(free_name(letter, taken_names(model)), tuple(shape))
