"""Values of components: what numbers are taken, what is refused, and what comes of them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.components import Components
from symnn.calculus.values import exact, forward, given_values, number, sizes_of
from symnn.language.errors import NameConflictError, NoRuleError, SizeError, UnknownNameError
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation

n, m = sn.dims("n m")


def affine_model(n=n, **names) -> sn.Model:
    """z = W x + b, L = s Σ z²."""
    model = sn.Model()
    W, x = sn.matrix("W", m, n), sn.vector("x", n, **names)
    b, s = sn.vector("b", m, positive=True), sn.scalar("s")
    z = model.define("z", W @ x + b)
    model.define("L", s * sn.total(z**2))
    return model


COMPONENTS = Components(affine_model(3, entries=["x_a", "x_b", "x_c"]), {"m": 2})
"""The entries of x have names of their own."""


def named(values):
    """Values by the names of the components."""
    return {symbol.name: value for symbol, value in given_values(COMPONENTS, values).items()}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (0.1, sp.Rational(1, 10)),
        ("1e-3", sp.Rational(1, 1000)),
        ("2/3", sp.Rational(2, 3)),
        (sp.Rational(2, 3), sp.Rational(2, 3)),
        (Fraction(-7, 3), sp.Rational(-7, 3)),
        (5, sp.Integer(5)),
        (np.float64(0.25), sp.Rational(1, 4)),
    ],
)
def test_numbers_are_the_decimals_that_are_written(written, expected):
    found = exact(written, "x")
    assert found == expected
    assert isinstance(found, sp.Rational)


@pytest.mark.parametrize("written", ["1/0", "one", float("nan"), float("inf"), 1j, None])
def test_no_real_number(written):
    with pytest.raises(SizeError, match=r"^x\[2\]: expected a real number such as 0\.05, not "):
        exact(written, "x[2]")


def test_arrays_give_their_entries_in_order():
    assert named({"W": [[1, 2, 3], [4, 5, 6]]}) == {
        "W_11": 1, "W_12": 2, "W_13": 3, "W_21": 4, "W_22": 5, "W_23": 6,
    }  # fmt: skip
    assert named({"x": np.array([0.5, 1.5, 2.5]), "s": 7}) == {
        "x_a": sp.Rational(1, 2), "x_b": sp.Rational(3, 2), "x_c": sp.Rational(5, 2), "s": 7,
    }  # fmt: skip


def test_components_by_their_own_names():
    assert named({"x_b": 2, "W_21": -1, "b_1": "0.5"}) == {
        "x_b": 2, "W_21": -1, "b_1": sp.Rational(1, 2),
    }  # fmt: skip


REFUSED = {
    "an unknown name": (
        {"v": 1},
        UnknownNameError,
        "v: no input of this model; its inputs are W, x, b, s",
    ),
    "a defined quantity": (
        {"z": [1, 2]},
        UnknownNameError,
        "z is computed by the model: give values to its inputs only",
    ),
    "a component of one": (
        {"z_1": 1},
        UnknownNameError,
        "z_1 is computed by the model: give values to its inputs only",
    ),
    "too few": ({"x": [1, 2]}, SizeError, "x: expected 3 numbers, not [1, 2]"),
    "too many": ({"x": [1, 2, 3, 4]}, SizeError, "x: expected 3 numbers, not [1, 2, 3, 4]"),
    "one number for a vector": ({"x": 5}, SizeError, "x: expected 3 numbers, not 5"),
    "text for a vector": ({"x": "123"}, SizeError, "x: expected 3 numbers, not '123'"),
    "too few rows": ({"W": [[1, 2, 3]]}, SizeError, "W: expected 2 × 3 numbers, not [[1, 2, 3]]"),
    "a short row": (
        {"W": [[1, 2, 3], [4, 5]]},
        SizeError,
        "W[1]: expected 3 numbers, not [4, 5]",
    ),
    "a row for a number": (
        {"W": [[1, 2, [3]], [4, 5, 6]]},
        SizeError,
        "W[0][2]: expected a real number such as 0.05, not [3]",
    ),
    "a row for a component": (
        {"x_a": [1]},
        SizeError,
        "x_a: expected a real number such as 0.05, not [1]",
    ),
    "two values": (
        {"x": [1, 2, 3], "x_b": 2},
        NameConflictError,
        "x_b: x_b has got a value already",
    ),
    "zero for a positive one": (
        {"b": [1, 0]},
        SizeError,
        "b_2 was declared positive; it cannot be 0",
    ),
    "a negative one": (
        {"b_1": -1},
        SizeError,
        "b_1 was declared positive; it cannot be -1",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_values(case):
    values, kind, message = REFUSED[case]
    with pytest.raises(kind) as caught:
        given_values(COMPONENTS, values)
    assert str(caught.value) == message


def test_small_values_of_positive_quantities_and_zeros_of_others_are_taken():
    assert named({"b": ["1e-30", 1], "x": [0, -1, 0]})["b_1"] == sp.Rational(1, 10**30)


@pytest.mark.parametrize(
    ("values", "sizes"),
    [
        ({"W": [[1, 2, 3], [4, 5, 6]]}, {"m": 2, "n": 3}),
        ({"x": [1, 2]}, {"n": 2}),
        ({"x": [1, 2], "W": [[1, 2, 3]]}, {"n": 2, "m": 1}),  # the first one counts
        ({"W": []}, {"m": 0}),
        ({"W": [1, 2]}, {"m": 2}),
        ({"x": "123"}, {}),
        ({"x": 4, "s": [1, 2], "z": [1, 2], "v": [1]}, {}),
        ({"W": np.zeros((4, 5))}, {"m": 4, "n": 5}),
    ],
)
def test_sizes_that_arrays_show(values, sizes):
    assert sizes_of(affine_model(), values) == sizes


def test_sizes_behind_a_number():
    model = sn.Model()
    model.define("L", sn.total(sn.matrix("A", 2, n) @ sn.vector("x", n)))
    assert sizes_of(model, {"A": [[1, 2, 3], [4, 5, 6]]}) == {"n": 3}


def test_forward_computes_from_what_is_given():
    given = given_values(
        COMPONENTS, {"W": [[1, 0, 2], [0, 1, 1]], "x": [1, 2, 3], "b": [1, 1], "s": "0.5"}
    )
    found = forward(list(COMPONENTS.equations()), given)
    assert {s.name: v for s, v in found.items() if s not in given} == {
        "z_1": 8, "z_2": 6, "L": 50,
    }  # fmt: skip
    assert all(found[symbol] == value for symbol, value in given.items())


def test_missing_inputs_are_all_named():
    given = given_values(COMPONENTS, {"W": [[1, 0, 2], [0, 1, 1]], "x_b": 1, "b_2": 1})
    with pytest.raises(UnknownNameError) as caught:
        forward(list(COMPONENTS.equations()), given)
    assert str(caught.value) == "no value given for b_1, x_a, x_c, s"


def test_an_irrational_value_has_fifty_digits_or_as_many_as_asked_for():
    z = TensorSymbol("z")
    root = sp.sqrt(z)
    exactly = sp.sqrt(2).n(80)
    assert 0 < abs(number(root, {z: sp.Integer(2)}, "y") - exactly) < sp.Float("1e-48", 60)
    assert 0 < abs(number(root, {z: sp.Integer(2)}, "y", 20) - exactly) < sp.Float("1e-18", 60)
    assert number(root, {z: sp.Integer(2)}, "y") == sp.sqrt(2).n(50)
    assert number(root, {z: sp.Integer(4)}, "y") == 2
    assert number(sp.S(7), {}, "y") == 7


@pytest.mark.parametrize(
    ("function", "at"),
    [(lambda z: 1 / z, 0), (sp.log, 0), (lambda z: sp.Abs(sp.log(z)), 0), (sp.sqrt, -1)],
)
def test_no_finite_value(function, at):
    z = TensorSymbol("z")
    with pytest.raises(SizeError, match=r"^y has no finite value here: .*z.* is "):
        number(function(z), {z: sp.Integer(at)}, "y")


def test_an_unknown_function_has_no_values():
    z = TensorSymbol("z")
    unknown = sn.function("C")(sn.scalar("z"))
    with pytest.raises(NoRuleError, match=r"^C is an unknown function and has no values$"):
        number(unknown.expr, {z: sp.Integer(1)}, "y")
    assert forward([Equation(TensorSymbol("y"), (), z + 1)], {z: sp.Integer(1)}) == {
        z: 1, TensorSymbol("y"): 2,
    }  # fmt: skip
