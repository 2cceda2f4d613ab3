"""Finite differences: right gradients pass, each kind of wrong one is found."""

import dataclasses
import json
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symnn.language.errors import SizeError, UnknownNameError
from symnn.numeric.finite_difference import finite_difference
from symnn.numeric.gradient_report import GradientCheck, WrongGradientError

SCALES = [1e-6, 1e-3, 1.0, 1e3, 1e6]


def classifier(activation="tanh", dtype=np.float64, spoil=lambda name, gradient: gradient):
    """A net with one hidden layer, softmax and cross-entropy; ``spoil`` breaks its gradients."""

    def f(values):
        v = {name: np.asarray(value, dtype) for name, value in values.items()}
        batch = dtype(len(v["X"]))
        z = v["X"] @ v["W"] + v["b"]
        a = np.tanh(z) if activation == "tanh" else np.maximum(z, 0)
        slope = 1 - a * a if activation == "tanh" else (z > 0).astype(dtype)
        logits = a @ v["V"]
        logits = logits - logits.max(axis=1, keepdims=True)
        log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        delta = (np.exp(log_p) - v["Y"]) / batch
        back = (delta @ v["V"].T) * slope
        gradients = {"W": v["X"].T @ back, "b": back.sum(axis=0), "V": a.T @ delta}
        loss = -(v["Y"] * log_p).sum() / batch
        return loss, {name: spoil(name, gradient) for name, gradient in gradients.items()}

    return f


def classifier_values(batch=5, inputs=4, hidden=4, classes=3, weight=0.7, seed=0):
    random = np.random.default_rng(seed)
    return {
        "X": random.normal(size=(batch, inputs)),
        "Y": np.eye(classes)[random.integers(classes, size=batch)],
        "W": weight * random.normal(size=(inputs, hidden)),
        "b": weight * random.normal(size=hidden),
        "V": weight * random.normal(size=(hidden, classes)),
    }


def function_of(value, gradient):
    """f of one parameter x."""
    return lambda values: (value(values["x"]), {"x": gradient(values["x"])})


def points(seed=0, size=20):
    return np.random.default_rng(seed).normal(size=size)


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


# Broken twins.


def transposed(name, gradient):
    return gradient.T if name == "W" else gradient


def sign_of_bias(name, gradient):
    return -gradient if name == "b" else gradient


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


# Kinks, and what cannot be decided.


def test_a_kink_is_neither_right_nor_wrong():
    f = function_of(lambda x: np.sum(np.abs(x)), np.sign)
    x = np.array([0.0, 1.0, -2.0])
    report = finite_difference(f, {"x": x})
    assert "x[0]" in {row.place for row in report.kinks}
    assert report.kinks[-1].sides == pytest.approx((-1, 1))
    assert {row.place for row in report.rows if row.verdict == "ok"} == {"x[1]", "x[2]"}
    assert report.ok
    assert "x[0]: -1 and 1 (derived: 0)" in str(report)


def test_a_kink_close_by_does_not_hide_the_slope():
    f = function_of(lambda x: np.sum(np.abs(x)), np.sign)
    report = finite_difference(f, {"x": np.array([1e-5, 1.0, -2.0])})
    assert report.ok
    assert not report.kinks


def test_a_point_with_kinks_only_is_not_confirmed():
    f = function_of(lambda x: np.sum(np.maximum(x, 0)), lambda x: 1.0 * (x > 0))
    report = finite_difference(f, {"x": np.zeros(4)})
    assert not report.ok
    assert not report.wrong
    assert report.unconfirmed == ("x",)
    with pytest.raises(WrongGradientError, match="nothing is known about the gradient of x"):
        report.raise_if_wrong()


def test_what_noise_hides_is_unclear():
    random = np.random.default_rng(0)

    def f(values):
        return 1e-3 * np.sum(values["x"]) + random.normal(), {"x": np.full(5, 1e-3)}

    report = finite_difference(f, {"x": np.ones(5)})
    assert not report.wrong
    assert report.unclear
    assert not report.ok
    assert "hidden by the error" in str(report)


# Complex steps.


def test_complex_steps_measure_to_rounding():
    f = function_of(lambda x: np.sum(np.exp(x) * np.sin(x)), lambda x: np.exp(x) * _sin_cos(x))
    report = finite_difference(f, {"x": points()}, method="complex")
    assert report.ok
    assert report.worst < 1e-14


def _sin_cos(x):
    return np.sin(x) + np.cos(x)


def test_complex_steps_find_wrong_gradients():
    f = function_of(lambda x: np.sum(x**3), lambda x: 3.000001 * x**2)
    assert finite_difference(f, {"x": points()}, method="complex").wrong


def test_complex_steps_refuse_functions_that_drop_the_imaginary_part():
    f = function_of(lambda x: np.sum(np.abs(x)), lambda x: np.sign(x.real))
    with pytest.raises(SizeError, match="real number for complex x"):
        finite_difference(f, {"x": points()}, method="complex")


# The interface.


def square(values):
    return np.sum(values["x"] ** 2), {"x": 2 * values["x"]}


def test_values_stay_as_they_are_and_reused_outputs_do_no_harm():
    buffer = np.empty(5)

    def f(values):
        np.multiply(values["x"], 2, out=buffer)
        return np.sum(values["x"] ** 2), {"x": buffer}

    x = points(size=5)
    x.setflags(write=False)
    before = x.copy()
    assert finite_difference(f, {"x": x}).ok
    assert np.array_equal(x, before)


def test_scalars_and_other_values_are_allowed():
    def f(values):
        total = values["s"] ** 2 * np.sum(values["labels"])
        return total, {"s": 2 * values["s"] * np.sum(values["labels"])}

    report = finite_difference(f, {"s": 3.0, "labels": np.array([1, 2])})
    assert report.ok
    assert {row.place for row in report.rows} == {*(f"s, direction {k}" for k in (1, 2, 3)), "s"}


def test_empty_parameters_have_nothing_to_check():
    report = finite_difference(square, {"x": np.empty((0, 3))})
    assert report.ok
    assert str(report) == "no gradients to check"


def test_only_the_names_asked_for_are_checked():
    values = classifier_values()
    report = finite_difference(classifier(spoil=sign_of_bias), values, names=["W", "V"])
    assert report.ok
    assert report.names == ("W", "V")


def test_the_largest_gradients_are_among_the_coordinates():
    f = function_of(lambda x: np.sum(x**2), lambda x: 2 * x)
    x = points(size=1000)
    rows = finite_difference(f, {"x": x}, coordinates=6, directions=0).rows
    places = {row.coordinate[0] for row in rows}
    assert len(places) == 6
    assert set(np.argsort(-np.abs(x))[:3].tolist()) <= places


def test_equal_seeds_give_equal_reports():
    values = {"x": points(size=50)}
    assert finite_difference(square, values, seed=3) == finite_difference(square, values, seed=3)
    assert finite_difference(square, values, seed=3) != finite_difference(square, values, seed=4)


def test_a_direction_costs_a_few_calls():
    calls = []
    counted = lambda values: calls.append(1) or square(values)  # noqa: E731
    finite_difference(counted, {"x": points(size=10_000)}, directions=10, coordinates=0)
    assert len(calls) <= 1 + 16 + 10 * 8


BAD = [
    ({"x": np.array([1, 2])}, {}, SizeError, r"x: holds int64, .* x\.astype\(float\)"),
    ({"x": np.array([1.0, np.nan])}, {}, SizeError, "x: holds NaN or infinity"),
    ({"x": np.array([1.0]), "y": 2.0}, {"names": ["y"]}, UnknownNameError, "y: f returned .* x,"),
    ({"x": np.array([1.0])}, {"names": ["z"]}, UnknownNameError, "z: f returned gradients of x"),
    ({"x": np.array([1.0])}, {"method": "forward"}, SizeError, "'central' or 'complex'"),
]


@pytest.mark.parametrize(("values", "options", "error", "message"), BAD)
def test_bad_input_is_named(values, options, error, message):
    with pytest.raises(error, match=message):
        finite_difference(square, values, **options)


def test_a_gradient_of_another_shape_is_named():
    f = function_of(np.sum, lambda x: np.ones((3, 2)))
    with pytest.raises(
        SizeError, match=r"x: its gradient has shape \(3, 2\), but x has .*\(2, 3\)"
    ):
        finite_difference(f, {"x": np.ones((2, 3))})


def test_a_gradient_of_no_value_is_named():
    with pytest.raises(UnknownNameError, match="w: the values hold x"):
        finite_difference(lambda v: (0.0, {"w": np.ones(2)}), {"x": np.ones(2)})


def test_a_value_that_is_not_finite_is_refused():
    f = function_of(lambda x: np.sum(x) + np.inf, np.ones_like)
    with pytest.raises(SizeError, match="f: its value at the point is inf"):
        finite_difference(f, {"x": np.ones(3)})


def test_a_value_that_is_no_number_is_refused():
    with pytest.raises(SizeError, match="must be a number"):
        finite_difference(lambda v: (v["x"], {"x": v["x"]}), {"x": np.ones(2)})


def test_the_table_names_parameter_and_coordinate():
    report = finite_difference(classifier(spoil=transposed), classifier_values())
    with pytest.raises(AssertionError) as caught:
        report.raise_if_wrong()
    lines = str(caught.value).splitlines()
    assert lines[0].startswith("wrong gradient of W: ")
    assert lines[1].split() == ["place", "derived", "numeric", "estimated", "error", "relative"]
    assert lines[2].startswith("  W, direction 1")
    assert any(line.startswith("  W[") for line in lines)
    assert len({len(line) for line in lines[1:12]}) == 1


def test_a_long_table_is_cut():
    f = function_of(lambda x: np.sum(x**2), np.zeros_like)
    report = finite_difference(f, {"x": points(size=40)}, coordinates=30)
    assert str(report).endswith("… and 21 more")


def test_a_good_report_says_what_was_done():
    assert str(finite_difference(square, {"x": points()})).startswith(
        "gradients of x agree with finite differences: 15 checks, largest relative discrepancy "
    )


def test_reports_are_frozen():
    report = finite_difference(square, {"x": points()})
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.rows = ()
    assert json.loads(json.dumps(dataclasses.asdict(report)))["noise"] == report.noise


def test_slopes_that_vanish_within_the_error_do_not_differ():
    row = GradientCheck("x", (0,), None, 1e-18, -1e-18, 1e-17, "ok")
    assert row.discrepancy == 0
    assert dataclasses.replace(row, error=1e-19).discrepancy == pytest.approx(2)
