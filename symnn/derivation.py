"""Derivations: a gradient with every step that leads to it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symnn.calculus.adjoint import AdjointSystem
from symnn.calculus.steps import Step, steps
from symnn.language.errors import UnknownNameError
from symnn.language.system import Equation
from symnn.notation.entries import components_of
from symnn.notation.entries import written as entries_written
from symnn.notation.equation import Written, taken_names, write_equation
from symnn.notation.style import Latex, Plain, Style

if TYPE_CHECKING:  # code generation is loaded when something is compiled
    from symnn.numeric.compiled import Compiled
    from symnn.numeric.functional_backend import FunctionalCompiled

if TYPE_CHECKING:
    from symnn.formula import Formula
    from symnn.model import Model


class Derivation:
    """The derivatives of one quantity by others, as a system of equations and as steps.

    ``source`` is the model that was differentiated, ``adjoints`` the derived system. The equations
    are in terms of named quantities and of each other, never substituted through.
    """

    def __init__(self, source: Model, adjoints: AdjointSystem) -> None:
        self.source = source
        self.adjoints = adjoints

    @property
    def steps(self) -> list[Step]:
        """Every line of the derivation: chain rule, local derivatives, simplification."""
        return steps(self.adjoints)

    @property
    def equations(self) -> list[Equation]:
        """The equations that compute the derivatives asked for, in order."""
        return [adjoint.equation for adjoint in self.adjoints.needed]

    @cached_property
    def model(self) -> Model:
        """The model together with the equations of its derivatives, as one model."""
        from symnn.model import Model

        whole = Model()
        whole.facts = list(self.source.facts)
        for equation in [*self.source.ordered([self.adjoints.target.name]), *self.equations]:
            whole.add(equation)
        return whole

    def __getitem__(self, name: Any) -> Equation:
        """The equation of the derivative by ``name``."""
        symbol = self.source.symbol(name)
        if symbol.name not in self.adjoints.equations:
            known = ", ".join(self.adjoints.equations)
            raise UnknownNameError(
                f"no derivative by {symbol.name} here; there are those by {known}"
            )
        return self.adjoints.of(symbol).equation

    def tied(self, name: Any) -> Formula:
        """The derivative by the independent entries of a symmetric matrix.

        The derivative by a matrix treats its entries as free, symmetric or not: G. Where s_ij and
        s_ji are one variable that stands at two places, it is G + Gᵀ − G ∘ I, the other convention
        of the literature (The Matrix Cookbook, section 2.8.2). Raises ShapeError unless a scalar
        is differentiated by a square matrix.

        >>> import symnn as sn
        >>> n, = sn.dims("n"); S = sn.matrix("S", n, n); model = sn.Model()
        >>> model.assume(sn.symmetric(S)); L = model.define("L", sn.logdet(S))
        >>> gradient = model.gradient("L", "S")
        >>> print(gradient.text()); print(gradient.tied("S").text().splitlines()[-1])
        ∂L/∂S = S⁻¹
        dL/dS = ∂L/∂S + (∂L/∂S)ᵀ - diag(diag(∂L/∂S))
        """
        from symnn.formula import tied

        return tied(self, self.source.symbol(name))

    # ---- writing ------------------------------------------------------------------------------

    def written(
        self,
        notation: str = "matrix",
        style: Style | None = None,
        sizes: Mapping[Any, int] | None = None,
    ) -> list[Written]:
        """The equations in ``notation``. In entries, ``sizes`` are numbers for symbols."""
        if notation == "entries":
            return entries_written(self.equations, components_of(self.source, sizes), style)
        taken = taken_names(self.source)
        return [write_equation(e, notation, style, taken) for e in self.equations]

    def latex(self, notation: str = "matrix", sizes: Mapping[Any, int] | None = None) -> str:
        """The equations as one LaTeX ``aligned`` block."""
        return aligned(self.written(notation, Latex(), sizes))

    def text(self, notation: str = "matrix", sizes: Mapping[Any, int] | None = None) -> str:
        """The equations as plain text, one a line."""
        return "\n".join(line.text for line in self.written(notation, Plain(), sizes))

    def save(
        self,
        path: str | Path,
        notation: str = "matrix",
        *,
        backend: str = "numpy",
        values: Mapping[str, Any] | None = None,
        sizes: Mapping[str, int] | None = None,
    ) -> Path:
        """Write the derivation to a file; its suffix says how.

        ``.html`` is a page without scripts that needs nothing else, ``.ipynb`` a notebook; others
        are ``.tex``, ``.pdf`` (where a TeX is installed), ``.md`` and ``.txt``. All of them end
        with a check against finite differences, at ``values`` for the inputs, whose numbers are
        then shown, or at random ones. In entries, ``sizes`` are numbers for symbols. A ``.py`` file
        is the code of ``backend`` as a module of its own, without symnn. Raises UnknownFormatError
        for other suffixes, TeXError without a TeX.
        """
        from symnn.documents.save import save

        return save(self, Path(path), notation, backend, values, sizes)

    def compile(self, backend: str = "numpy") -> Compiled | FunctionalCompiled:
        """The value and the derivatives as one function."""
        return self.source.compile_derivation(self, backend)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def __repr__(self) -> str:
        return self.text()


def aligned(equations: list[Written]) -> str:
    """Equations under each other, aligned at the equals sign."""
    lines = " \\\\\n".join(f"{e.left} &{e.sign} {e.right}" for e in equations)
    return f"\\begin{{aligned}}\n{lines}\n\\end{{aligned}}"
