"""How tensors and equations show themselves in Jupyter: below, nothing is known of LaTeX.

The notation is loaded when something is shown.
"""

from __future__ import annotations

from symnn.language.system import Equation
from symnn.language.tensor import Tensor


def tensor_latex(tensor: Tensor) -> str:
    r"""The tensor in matrix form where there is one, else one entry of it.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> tensor_latex(sn.matrix("W", m, n) @ sn.vector("x", n))
    '$\\displaystyle W x$'
    """
    from symnn.notation.equation import write
    from symnn.notation.style import Latex

    written = write(tensor.expr, tensor.expr, tensor.indices, "matrix", Latex())
    return f"$\\displaystyle {written.right}$"


def equation_latex(equation: Equation) -> str:
    """The equation in matrix form where there is one."""
    from symnn.notation.equation import write
    from symnn.notation.style import Latex

    written = write(equation.left, equation.expr, equation.indices, "matrix", Latex())
    return f"$\\displaystyle {written.left} {written.sign} {written.right}$"


def attach() -> None:
    """Give the classes of the language what Jupyter asks for."""
    Tensor._repr_latex_ = tensor_latex
    Equation._repr_latex_ = equation_latex
