"""Finite differences: each kind of wrong gradient is found."""

import numpy as np
import pytest

from symnn.numeric.finite_difference import finite_difference
from tests.numeric.gradients_given import (
    classifier,
    classifier_values,
    function_of,
    points,
    sign_of_bias,
    transposed,
)


def permuted(name, gradient):
    return gradient[[1, 0, 2, 3]] if name == "b" else gradient


def not_summed(name, gradient):
    return gradient * np.array([[1], [1], [1], [0]]) if name == "V" else gradient


def without_mean(name, gradient):
    return 5 * gradient


BROKEN = {
    transposed: "W",
    sign_of_bias: "b",
    permuted: "b",
    not_summed: "V",
    without_mean: "W",
}


@pytest.mark.parametrize("spoil", BROKEN)
@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("coordinates", [0, 12])
@pytest.mark.parametrize("seed", range(3))
def test_broken_gradients_of_a_network_are_found(spoil, activation, coordinates, seed):
    f = classifier(activation, spoil=spoil)
    values = classifier_values(seed=seed)
    report = finite_difference(f, values, coordinates=coordinates, directions=2, seed=seed)
    assert BROKEN[spoil] in {row.name for row in report.wrong}
    if spoil is not without_mean:
        assert {row.name for row in report.wrong} == {BROKEN[spoil]}


@pytest.mark.parametrize("spoil", BROKEN)
def test_broken_gradients_in_single_precision_are_found(spoil):
    f = classifier(dtype=np.float32, spoil=spoil)
    report = finite_difference(f, classifier_values())
    assert BROKEN[spoil] in {row.name for row in report.wrong}


def test_exchanged_entries_are_found_by_every_single_direction():
    # signs alone would miss two exchanged entries half of the time
    swap = np.arange(10)[[1, 0, *range(2, 10)]]
    f = function_of(lambda x: np.sum(x**2), lambda x: 2 * x[swap])
    for seed in range(50):
        x = points(seed, 10)
        assert not finite_difference(f, {"x": x}, directions=1, coordinates=0, seed=seed).ok


@pytest.mark.parametrize("wrong", [0.0, -1.0, 1.001])
def test_one_wrong_coordinate_of_a_hundred_is_found_by_directions(wrong):
    factor = np.ones(100)
    factor[37] = wrong
    f = function_of(lambda x: np.sum(np.sin(x)), lambda x: factor * np.cos(x))
    for seed in range(20):
        report = finite_difference(f, {"x": points(seed, 100)}, coordinates=0, seed=seed)
        assert len(report.wrong) == 3, report


@pytest.mark.parametrize("height", [1e-8, 1e-12, 1e-200])
def test_a_zero_gradient_is_found_at_any_scale(height):
    f = function_of(lambda x: height * np.sum(x**2), np.zeros_like)
    report = finite_difference(f, {"x": points()})
    assert len(report.wrong) == len(report.rows)
    assert "derived = 0 in each" in str(report)


def test_a_zero_gradient_is_found_beside_a_large_constant():
    f = function_of(lambda x: 1 + 1e-8 * np.sum(x**2), np.zeros_like)
    assert finite_difference(f, {"x": points()}).wrong


@pytest.mark.parametrize("batch", [1, 10, 10_000])
def test_a_missing_mean_is_found_at_every_batch_size(batch):
    data = np.random.default_rng(0).normal(size=(batch, 3))

    def f(values, factor):
        error = data @ values["w"] - 1
        return np.mean(error**2), {"w": 2 * data.T @ error * factor}

    values = {"w": np.array([0.3, -0.2, 0.5])}
    assert finite_difference(lambda v: f(v, 1 / batch), values).ok
    report = finite_difference(lambda v: f(v, 1.0), values)
    assert report.ok == (batch == 1)
    if batch > 1:
        assert f"derived = {batch:.4g} × numeric in each" in str(report)


def test_nan_in_a_gradient_is_wrong_at_its_coordinate():
    def gradient(x):
        result = 2 * x
        result[13] = np.nan
        return result

    report = finite_difference(function_of(lambda x: np.sum(x**2), gradient), {"x": points(0, 50)})
    assert "x[13]" in {row.place for row in report.wrong}
    assert report.worst == np.inf
