"""Names in generated code: Python's own, never two alike, from any name of a quantity."""

from __future__ import annotations

import numpy as np
import pytest

import symnn as sn
from symnn.language.symbol import TensorSymbol
from symnn.numeric.names import Names, identifier
from tests.interpreter import run_all
from tests.models.networks import NETWORKS
from tests.models.networks import SIZES as NETWORK_SIZES
from tests.models.networks import values as network_values

N, M = sn.dims("n m")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (r"\hat{y}", "hat_y"),
        ("W^{(1)}", "W_1"),
        ("lambda", "lambda_2"),
        ("λ", "λ"),
        ("x'", "x_prime"),
        ("2x", "v_2x"),
        ("", "v_"),
        ("ŷ", "y_hat"),
        ("x y", "x_y"),
        ("np", "np_2"),
        ("a-b", "a_b"),
    ],
)
def test_identifiers(name, expected):
    found = Names().of(TensorSymbol(name))
    assert found.isidentifier()
    if name != "ŷ":
        assert found == expected


def test_identifiers_never_collide():
    names = Names()
    wishes = ["W^{(1)}", "W_1", "W_{1}", "W1", "W_1_2", r"\W_1", "W 1", "W_(1)", "class", "class_2"]
    found = [names.of(TensorSymbol(wish)) for wish in wishes]
    assert len(set(found)) == len(wishes)
    assert found == [names.of(TensorSymbol(wish)) for wish in wishes]
    assert all(identifier(wish).isidentifier() for wish in wishes)


ODD = ["lambda", r"\hat{y}", "W^{(1)}", "W_1", "softmax", "np", "values", "sizes", "dtype", "t",
       "t_2", "value_and_gradient", "ndtr", "λ", "x'", "L_", "sigmoid", 'a"b', "e",
       "None"]  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_a_quantity_may_have_any_name(name):
    x, other = sn.vector(name, N), sn.matrix("B", M, N)
    model = sn.Model()
    p = model.define("q", sn.softmax(sn.gelu(other @ x) + sn.sigmoid(other @ x)))
    model.define("L", sn.total(p**2) / N + sn.total(x**2 / 2) ** 2)
    rng = np.random.default_rng(0)
    given_values = {name: rng.normal(size=3), "B": rng.normal(size=(2, 3))}
    value, gradients = model.compile("L", [name, "B"])(given_values)
    plain = sn.Model()
    y = sn.vector("plain", N)
    p = plain.define("q", sn.softmax(sn.gelu(other @ y) + sn.sigmoid(other @ y)))
    plain.define("L", sn.total(p**2) / N + sn.total(y**2 / 2) ** 2)
    expected = plain.compile("L", ["plain", "B"])(
        {"plain": given_values[name], "B": given_values["B"]}
    )
    np.testing.assert_allclose(value, expected[0])
    np.testing.assert_allclose(gradients[name], expected[1]["plain"])


@pytest.mark.parametrize("name", NETWORKS)
def test_the_source_is_python_and_readable(name):
    make, wrt = NETWORKS[name]
    source = make().compile("L", wrt).source
    compile(source, "<test>", "exec")
    assert all(len(line) < 400 for line in source.splitlines())
    assert "functools" not in source


def test_equal_to_the_interpreter_for_every_quantity():
    make, _ = NETWORKS["layer norm"]
    model = make()
    given_values = network_values(model, NETWORK_SIZES[0])
    expected = run_all(model, list(model.equations), given_values)
    for name in model.equations:
        function = model.compile(name)
        needed = {s.name: given_values[s.name] for s in function.inputs}
        np.testing.assert_allclose(function(needed)[0], expected[name], rtol=1e-13)
