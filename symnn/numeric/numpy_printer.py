"""Elementwise expressions as NumPy source: SymPy's printer, with the names of our operations."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp
from sympy.core.expr import Expr
from sympy.printing.numpy import NumPyPrinter
from sympy.printing.precedence import PRECEDENCE, precedence

from symnn.language.errors import NoRuleError
from symnn.language.operation import Elementwise, operation_of
from symnn.plan.nodes import Part


class ElementwisePrinter(NumPyPrinter):
    """Prints scalar expressions over parts; ``part`` gives the source of each part.

    ``use`` is called with every operation whose own array function the source needs.
    """

    def __init__(
        self,
        part: Callable[[Part], str],
        size: Callable[[sp.Symbol], str],
        use: Callable[[Elementwise], str],
    ) -> None:
        super().__init__({"fully_qualified_modules": False, "strict": True})
        self._part, self._size, self._use = part, size, use

    def _print(self, expr: Expr, **options: object) -> str:
        # our functions by our rule, also where SymPy has a rule for a class of the same name
        if isinstance(expr, sp.Function) and hasattr(type(expr), "operation"):
            return self._print_Function(expr)
        text = super()._print(expr, **options)
        if isinstance(expr, sp.Function) and not expr.atoms(Part):
            return f"float({text})"  # of sizes: a NumPy number would change the type of arrays
        return text

    def _module_format(self, fqn: str, register: bool = True) -> str:
        module, _, name = fqn.rpartition(".")
        return f"np.{name}" if module == "numpy" else fqn

    def _print_Part(self, part: Part) -> str:
        return self._part(part)

    def _print_Symbol(self, symbol: sp.Symbol) -> str:
        return self._size(symbol)

    def _print_Add(self, expr: sp.Add, order: str | None = None) -> str:
        """Positive terms first, products before names: ``X @ W + b``, ``p - y``."""

        def place(term: Expr) -> tuple[bool, bool, int]:
            negative = bool(term.as_coeff_Mul()[0] < 0)
            return negative, bool(term.is_number) and not negative, precedence(term)

        terms = sorted(expr.as_ordered_terms(), key=place)
        texts = [self.parenthesize(term, PRECEDENCE["Add"], strict=True) for term in terms]
        joined = texts[0]
        for text in texts[1:]:
            joined += f" - {text[1:]}" if text.startswith("-") else f" + {text}"
        return joined

    def _print_Rational(self, number: sp.Rational) -> str:
        return f"{number.p}" if number.q == 1 else f"{number.p} / {number.q}"

    def _print_Pow(self, expr: sp.Pow, rational: bool = False) -> str:
        base, exponent = expr.args
        if exponent == sp.S.Half:
            if base.atoms(Part):
                return f"np.sqrt({self._print(base)})"
            return f"{self._wrapped(base)}**0.5"
        if exponent.is_negative:
            return f"1 / {self._wrapped(base**-exponent)}"
        return f"{self._wrapped(base)}**{self._wrapped(exponent)}"

    def _wrapped(self, expr: Expr) -> str:
        return self.parenthesize(expr, 60, strict=False)

    def _print_log1p(self, expr: Expr) -> str:
        return f"np.log1p({self._print(expr.args[0])})"

    def _print_expm1(self, expr: Expr) -> str:
        return f"np.expm1({self._print(expr.args[0])})"

    def _print_Function(self, expr: sp.Function) -> str:
        operation = operation_of(expr)
        assert isinstance(operation, Elementwise)
        arguments = ", ".join(map(self._print, expr.args))
        if operation.array is not None or operation.scipy is not None:
            return f"{self._use(operation)}({arguments})"
        raise NoRuleError(
            f"{operation.name} is an unknown function and has no array code; to compile the model, "
            f"write a known function in its place"
        )

    def _print_erf(self, expr: Expr) -> str:
        return self._print_Function(expr)


def written_out(expr: Expr) -> Expr:
    """``expr`` with the operations that have no array function replaced by their definitions.

    >>> import symnn as sn
    >>> written_out(sn.gelu(sn.scalar("z")).expr)
    z*normal_cdf(z)
    """
    if not expr.args:
        return expr
    args = [written_out(arg) for arg in expr.args]
    operation = getattr(type(expr), "operation", None)
    if isinstance(operation, Elementwise) and operation.definition is not None:
        has_array = operation.array is not None or operation.scipy is not None
        return expr.func(*args) if has_array else written_out(operation.definition(*args))
    same = all(new is old for new, old in zip(args, expr.args, strict=True))
    return expr if same else expr.func(*args)
