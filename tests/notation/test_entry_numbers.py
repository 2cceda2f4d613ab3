"""Numbers put into entries: values, precision, rounding, and what makes no sense."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.adjoint import IndependentError
from symnn.language.errors import (
    NameConflictError,
    NoRuleError,
    NotScalarError,
    SizeError,
    UnknownNameError,
)
from symnn.notation.rounding import Rounding
from symnn.notation.style import Latex
from tests.notation.layers import layer

# ---- numbers ----------------------------------------------------------------------------------


def test_numbers_are_the_decimals_that_they_print_as():
    model = sn.Model()
    model.define("y", sn.total(sn.vector("x", 4)))
    given = [0.1, "0.2", np.float32(0.3), Fraction(2, 5)]
    assert model.entries(values={"x": given}).value("y") == 1


def test_values_by_entry_names_and_sizes_from_arrays():
    (n,) = sn.dims("n")
    model = sn.Model()
    model.define("y", sn.vector("w", n) @ sn.vector("x", n))
    form = model.entries(values={"w": np.array([1.0, 2.0]), "x_1": 3, "x_2": 0.25})
    assert form.text() == "y = w_1 x_1 + w_2 x_2 = 1 · 3 + 2 · 0.25 = 3.5"


def test_precision():
    model = sn.Model()
    model.define("y", sn.exp(sn.scalar("x")))
    form = model.entries(values={"x": 1})
    assert form.text(digits=20) == "y = e^x = e^1 = 2.7182818284590452354"
    assert form.text(decimals=3) == "y = e^x = e^1 = 2.718"
    form = model.entries(values={"x": -800})
    assert form.text(digits=3) == "y = e^x = e^(-800) = 3.67e-348"
    assert form.latex(digits=3).endswith(r"= e^{-800} = 3.67 \times 10^{-348}" + "\n\\end{aligned}")


@pytest.mark.parametrize(
    ("number", "digits", "text"),
    [
        ("0.000035108548", 6, "0.0000351085"), ("0.5", 9, "0.5"), ("-12.5", 2, "-12"),
        ("1e-12", 3, "1e-12"), ("123456", 3, "123000"), ("0", 3, "0"),
    ],
)  # fmt: skip
def test_rounding(number, digits, text):
    assert Rounding(digits).text(sp.Rational(number)) == text


def test_rounding_in_latex_and_its_limits():
    assert Rounding(2).text(sp.Rational("1.25e-12"), Latex()) == r"1.2 \times 10^{-12}"
    with pytest.raises(ValueError, match="digits is at least 1"):
        Rounding(0)


def test_negative_numbers_in_products_and_powers():
    model = sn.Model()
    a, b = sn.scalar("a"), sn.scalar("b")
    model.define("y", a * b + b**2 - a)
    form = model.entries(values={"a": -2, "b": -3})
    assert form.text() == "y = a b + b² - a = (-2) · (-3) + (-3)² - (-2) = 17"
    assert form.derivation("y", "b").text() == "∂y/∂b = a + 2 b = -2 + 2 · (-3) = -8"


# ---- refusals ---------------------------------------------------------------------------------


def test_symbolic_sizes_are_named():
    with pytest.raises(SizeError, match=r"numbers for the sizes m, n; .*sizes=\{'m': 2, 'n': 3\}"):
        layer().entries()
    with pytest.raises(SizeError, match=r"sizes n; give them, .*sizes=\{'n': 2\}"):
        layer().entries({"m": 2})
    with pytest.raises(SizeError, match="the sizes m, n"):
        layer().gradient("L").written("entries")
    with pytest.raises(SizeError, match="the sizes m, n"):
        layer().written("entries")


def test_sizes_that_make_no_sense():
    with pytest.raises(UnknownNameError, match="no dimension k; its dimensions are m, n"):
        layer().entries({"m": 2, "n": 2, "k": 1})
    with pytest.raises(SizeError, match="n is a positive integer, not 0"):
        layer().entries({"m": 2, "n": 0})


def test_values_that_make_no_sense():
    sizes = {"m": 2, "n": 2}
    whole = {"W1": [[1, 2], [3, 4]], "x": [1, 2], "b1": 0}
    with pytest.raises(UnknownNameError, match="no value given for b1, x_1, x_2"):
        layer().entries(sizes, {"W1": [[1, 2], [3, 4]]}).text()
    with pytest.raises(UnknownNameError, match="z is computed by the model"):
        layer().entries(sizes, {**whole, "z": [1, 2]})
    with pytest.raises(UnknownNameError, match="q: no input of this model; its inputs are"):
        layer().entries(sizes, {**whole, "q": 1})
    with pytest.raises(SizeError, match=r"W1\[1\]: expected 2 numbers, not \[3\]"):
        layer().entries(sizes, {**whole, "W1": [[1, 2], [3]]})
    with pytest.raises(SizeError, match=r"b1: expected a real number such as 0\.05, not 'one'"):
        layer().entries(sizes, {**whole, "b1": "one"})
    with pytest.raises(SizeError, match="b1: expected a real number"):
        layer().entries(sizes, {**whole, "b1": float("nan")})
    with pytest.raises(NameConflictError, match="x_1 has got a value already"):
        layer().entries(sizes, {**whole, "x_1": 1})
    with pytest.raises(UnknownNameError, match="no values given"):
        layer().entries(sizes).derivation("L", "b1").update(0.1)


def test_values_outside_the_domain():
    model = sn.Model()
    model.define("y", sn.log(sn.scalar("x")))
    with pytest.raises(SizeError, match="y has no finite value here"):
        model.entries(values={"x": 0}).text()
    model = sn.Model()
    model.define("y", sn.log(sn.scalar("x", positive=True)))
    with pytest.raises(SizeError, match="x was declared positive; it cannot be -1"):
        model.entries(values={"x": -1})


def test_unknown_functions_have_slopes_but_no_values():
    model = sn.Model()
    model.define("y", sn.function("s")(sn.scalar("x")))
    assert model.entries().derivation("y", "x").text() == "∂y/∂x = s'(x)"
    with pytest.raises(NoRuleError, match="s is an unknown function and has no values"):
        model.entries(values={"x": 1}).text()


def test_names_that_are_no_scalars():
    form = layer().entries({"m": 2, "n": 2})
    with pytest.raises(NotScalarError, match="z has the entries z_1, z_2; name one of them"):
        form.derivation("z", "b1")
    with pytest.raises(UnknownNameError, match="no quantity W1_13"):
        form.derivation("L", "W1_13")
    with pytest.raises(IndependentError, match="z_1 does not depend on W1_21"):
        form.derivation("z_1", "W1_21")
    with pytest.raises(IndependentError, match="L does not depend on L"):
        form.derivation("L", "L")
