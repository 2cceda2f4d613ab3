"""Finite differences: right gradients pass."""

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symnn.numeric.finite_difference import finite_difference
from tests.numeric.gradients_given import classifier, classifier_values, function_of, points

SCALES = [1e-6, 1e-3, 1.0, 1e3, 1e6]
# Right gradients pass.
SMOOTH = {
    "linear": (np.sum, np.ones_like),
    "quadratic": (lambda x: np.sum(x**2), lambda x: 2 * x),
    "quartic": (lambda x: np.sum(x**4 - x**3), lambda x: 4 * x**3 - 3 * x**2),
    "sine": (lambda x: np.sum(np.sin(x)), np.cos),
    "tanh": (lambda x: np.sum(np.tanh(x)), lambda x: 1 - np.tanh(x) ** 2),
    "exponential": (lambda x: np.sum(np.exp(x)), np.exp),
    "rational": (lambda x: np.sum(1 / (1 + x**2)), lambda x: -2 * x / (1 + x**2) ** 2),
    "log-sum-exp": (lambda x: np.log(np.sum(np.exp(x))), lambda x: np.exp(x) / np.sum(np.exp(x))),
    "product": (np.prod, lambda x: np.prod(x) / x),
}


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("height", SCALES)
@pytest.mark.parametrize("width", SCALES)
def test_right_gradients_pass_at_every_scale(name, height, width):
    value, gradient = SMOOTH[name]
    f = function_of(
        lambda x: height * value(x / width), lambda x: height / width * gradient(x / width)
    )
    report = finite_difference(f, {"x": width * points()})
    assert report.ok, report
    assert not report.kinks
    assert report.worst < 1e-6


@pytest.mark.parametrize("offset", [1.0, 1e3, 1e6])
def test_right_gradients_pass_far_from_zero(offset):
    f = function_of(lambda x: np.sum(np.sin(x)), np.cos)
    report = finite_difference(f, {"x": offset + points()})
    assert report.ok, report
    assert not report.kinks


@pytest.mark.parametrize("weight", [1e-6, 1e-3, 0.3, 3.0])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("seed", range(4))
def test_networks_pass(activation, weight, seed):
    values = classifier_values(batch=9, hidden=7, weight=weight, seed=seed)
    report = finite_difference(classifier(activation), values, seed=seed)
    assert report.ok, report
    assert not report.wrong
    assert report.worst < 1e-4


@pytest.mark.parametrize("weight", [1e-3, 0.3, 3.0])
@pytest.mark.parametrize("seed", range(4))
def test_noise_of_single_precision_raises_no_alarm(weight, seed):
    values = classifier_values(batch=9, hidden=7, weight=weight, seed=seed)
    report = finite_difference(classifier(dtype=np.float32), values, seed=seed)
    assert not report.wrong, report
    assert report.ok or weight == 1e-3  # gradients of 1e-4 and less are hidden then
    assert 1e-9 < report.noise < 1e-5


@pytest.mark.parametrize("noise", [1e-12, 1e-8, 1e-5])
def test_noise_that_looks_random_raises_no_alarm(noise):
    def f(values):
        x = values["x"]
        random = np.random.default_rng(zlib.crc32(x.tobytes()))
        return np.sum(x**2) + noise * random.normal(), {"x": 2 * x}

    report = finite_difference(f, {"x": points()})
    assert report.ok, report
    assert noise / 3 < report.noise < 10 * noise


@given(
    st.lists(st.floats(-3, 3), min_size=1, max_size=8),
    st.sampled_from(SCALES),
    st.integers(0, 1000),
)
def test_gradients_of_polynomials_pass_and_with_a_changed_sign_fail(entries, height, seed):
    x = np.array(entries)
    value, slope = lambda x: height * np.sum(x**4 + x), lambda x: height * (4 * x**3 + 1)
    assert finite_difference(function_of(value, slope), {"x": x}, seed=seed).ok
    if np.max(np.abs(slope(x))) > 1e-3 * height:
        negative = finite_difference(function_of(value, lambda x: -slope(x)), {"x": x}, seed=seed)
        assert negative.wrong


def test_the_minimum_of_a_quartic_passes():
    f = function_of(lambda x: np.sum((x - 1) ** 4), lambda x: 4 * (x - 1) ** 3)
    report = finite_difference(f, {"x": np.ones(5)})
    assert report.ok, report


def test_a_gradient_that_is_zero_beside_others_passes_with_noise():
    # softmax does not change when all logits grow by the same amount
    def f(values):
        z = (values["z"] + values["shift"]).astype(np.float32)
        e = np.exp(z - z.max())
        p = e / e.sum()
        return -np.log(p[0]), {"z": p - np.eye(len(z))[0], "shift": np.float64(0)}

    report = finite_difference(f, {"z": points(size=6), "shift": np.float64(0.5)})
    assert report.ok, report
    assert report.worst < 1e-2


def test_the_domain_may_end_close_by():
    f = function_of(lambda x: np.sum(np.log(x)), lambda x: 1 / x)
    report = finite_difference(f, {"x": np.array([1e-7, 1e-3, 1.0, 50.0])})
    assert report.ok, report
