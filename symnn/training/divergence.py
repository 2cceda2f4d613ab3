"""Where numbers stop being finite: the equation of the model in which it happens first."""

from __future__ import annotations

from symnn.language.symbol import DerivativeSymbol
from symnn.notation.equation import write
from symnn.notation.style import Plain
from symnn.training.evaluate import every_quantity, first_not_finite
from symnn.training.inputs import Arrays, Problem


def origin(problem: Problem, params: Arrays, batch: Arrays) -> str:
    """The first quantity that is not finite at these values, in words, with its equation."""
    equations, function = every_quantity(problem.model, problem.of, problem.params)
    found = first_not_finite(equations, function, {**batch, **params})
    if found is None:
        what = "the update of the parameters, or of the optimiser's arrays, is not"
        return f"every equation is finite there, but {what}"
    equation, place = found
    line = write(equation.left, equation.expr, equation.indices, "matrix", Plain())
    where = f" at {', '.join(map(str, place))}" if place else ""
    kind = "the derivative" if isinstance(equation.symbol, DerivativeSymbol) else "the quantity"
    return f"{kind} {line.left} is not finite{where}: {line.text}"
