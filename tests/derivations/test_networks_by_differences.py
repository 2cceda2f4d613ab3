"""The networks of the gallery: their formulas as in the book, their gradients by differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import symnn as sn
from derivations.networks import (
    attention,
    layer_norm,
    logistic_regression,
    matrix_factorisation,
    softmax_classifier,
)
from symnn.derivation import Derivation

Sizes = dict[str, int]


@dataclass(frozen=True)
class Case:
    """A derivation, sizes to try it with, and its formulas."""

    derivation: Derivation
    sizes: Sizes
    formulas: tuple[str, ...]


CASES = {
    "softmax classifier": Case(
        softmax_classifier.gradient,
        {"N": 5, "d": 3, "c": 4, "h1": 6, "h2": 2},
        (
            "∂L/∂Z3 = (P - Y)/N",
            "∂L/∂A2 = ∂L/∂Z3 W3ᵀ",
            "∂L/∂Z2 = ∂L/∂A2 ⊙ (1 - A2^⊙2)",
            "∂L/∂A1 = ∂L/∂Z2 W2ᵀ",
            "∂L/∂Z1 = ∂L/∂A1 ⊙ (1 - A1^⊙2)",
            "∂L/∂W1 = Xᵀ ∂L/∂Z1",
            "∂L/∂b1 = (∂L/∂Z1)ᵀ 𝟏",
            "∂L/∂W2 = A1ᵀ ∂L/∂Z2",
            "∂L/∂b2 = (∂L/∂Z2)ᵀ 𝟏",
            "∂L/∂W3 = A2ᵀ ∂L/∂Z3",
            "∂L/∂b3 = (∂L/∂Z3)ᵀ 𝟏",
        ),
    ),
    "layer norm": Case(
        layer_norm.gradient,
        {"d": 7},
        (
            "∂L/∂x_hat = g ⊙ gamma",
            "∂L/∂s = -1/s (∂L/∂x_hat)ᵀ x_hat",
            "∂L/∂v = 1/(2 s) ∂L/∂s",
            "∂L/∂mu = -1/s 𝟏ᵀ ∂L/∂x_hat",
            "∂L/∂gamma = g ⊙ x_hat",
            "∂L/∂beta = g",
        ),
    ),
    "attention": Case(
        attention.gradient,
        {"n": 3, "m": 5, "k": 4, "v": 2},
        (
            "∂L/∂A = G Vᵀ",
            "∂L/∂S = A ⊙ (∂L/∂A - (∂L/∂A ⊙ A) 𝟏 𝟏ᵀ)",
            "∂L/∂V = Aᵀ G",
        ),
    ),
    "logistic regression": Case(
        logistic_regression.gradient, {"N": 6, "d": 3}, ("∂L/∂w = 1/N Xᵀ (p - y)",)
    ),
    "matrix factorisation": Case(
        matrix_factorisation.gradient,
        {"n": 4, "m": 3, "r": 2},
        ("∂L/∂U = E V + lam U", "∂L/∂V = Eᵀ U + lam V"),
    ),
    "logistic regression along a direction": Case(logistic_regression.along, {"N": 6, "d": 3}, ()),
}


def values_for(derivation: Derivation, sizes: Sizes, seed: int = 0) -> dict[str, Any]:
    """Random values for the inputs; Y holds probabilities, y zeros and ones, ε something small."""
    random = np.random.default_rng(seed)
    values: dict[str, Any] = {}
    for symbol in derivation.source.inputs.values():
        shape = tuple(sizes[str(size)] for size in symbol.shape)
        values[symbol.name] = random.normal(size=shape)
    if "Y" in values:
        values["Y"] = random.dirichlet(np.ones(sizes["c"]), size=sizes["N"])
    if "y" in values:
        values["y"] = random.integers(0, 2, size=sizes["N"]).astype(float)
    if "eps" in values:
        values["eps"] = 1e-5
    return values


@pytest.mark.parametrize("name", CASES)
def test_formulas_are_those_of_the_book(name: str) -> None:
    shown = CASES[name].derivation.text().splitlines()
    for formula in CASES[name].formulas:
        assert formula in shown


@pytest.mark.parametrize("name", CASES)
def test_gradients_agree_with_differences(name: str) -> None:
    case = CASES[name]
    derivation = case.derivation
    wrt = [symbol.name for symbol in derivation.adjoints.wrt]
    for seed in range(3):
        values = values_for(derivation, case.sizes, seed)
        assert sn.finite_difference(derivation.compile(), values, names=wrt, seed=seed).ok


@pytest.mark.parametrize("name", CASES)
def test_a_wrong_gradient_is_found(name: str) -> None:
    case = CASES[name]
    function = case.derivation.compile()

    def broken(values: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
        value, gradients = function(values)
        return value, {name: 1.001 * gradient for name, gradient in gradients.items()}

    values = values_for(case.derivation, case.sizes)
    wrt = [symbol.name for symbol in case.derivation.adjoints.wrt]
    assert not sn.finite_difference(broken, values, names=wrt).ok


def test_layer_norm_has_three_terms() -> None:
    right = layer_norm.gradient.text().split("∂L/∂x = ")[1].splitlines()[0]
    assert right.count(" + ") == 2


def test_softmax_needs_its_fact() -> None:
    without = sn.Model()
    for equation in softmax_classifier.model.ordered():
        without.add(equation)
    assert "∂L/∂Z3 = (P - Y)/N" not in without.gradient("L", ["W3"]).text()


def test_logistic_hessian() -> None:
    hessian = logistic_regression.hessian
    assert hessian.text() == "∂²L/∂w∂wᵀ = 1/N Xᵀ diag(p ⊙ (1 - p)) X"
    function = hessian.compile()
    values = values_for(hessian, {"N": 6, "d": 3})
    direction = np.random.default_rng(1).normal(size=3)

    def along(point: Mapping[str, Any]) -> tuple[float, dict[str, Any]]:
        gradient, second = function(point)
        return float(gradient @ direction), {"w": second["w"].T @ direction}

    assert sn.finite_difference(along, values, names=["w"]).ok
    _, second = function(values)
    assert np.linalg.eigvalsh(second["w"]).min() > 0


def test_newton_finds_the_valley() -> None:
    values = values_for(logistic_regression.hessian, {"N": 40, "d": 3})
    values["w"] = np.zeros(3)
    function = logistic_regression.hessian.compile()
    for _ in range(8):
        gradient, second = function(values)
        values["w"] = values["w"] - np.linalg.solve(second["w"], gradient)
    assert np.abs(function(values)[0]).max() < 1e-14


def test_the_hessian_of_a_factorisation_is_a_kronecker_product():
    hessian = matrix_factorisation.hessian
    assert hessian.text() == "∂²L/∂vec(U)∂vec(U)ᵀ = (Vᵀ V + lam I_r) ⊗ I_n"
    values = values_for(hessian, {"n": 4, "m": 3, "r": 2})
    whole = list(hessian.compile()(values)[1].values())[-1]
    small = values["V"].T @ values["V"] + values["lam"] * np.eye(2)
    stacked = whole.transpose(1, 0, 3, 2).reshape(8, 8)  # columns one below the other
    np.testing.assert_allclose(stacked, np.kron(small, np.eye(4)), rtol=1e-12, atol=1e-12)
