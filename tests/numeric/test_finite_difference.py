"""Finite differences: kinks, noise, complex steps, and what they are asked and say."""

import dataclasses
import json

import numpy as np
import pytest

from symnn.language.errors import SizeError, UnknownNameError
from symnn.numeric.finite_difference import finite_difference
from symnn.numeric.gradient_report import GradientCheck, WrongGradientError
from tests.numeric.gradients_given import (
    classifier,
    classifier_values,
    function_of,
    points,
    sign_of_bias,
    transposed,
)


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

    def counted(values):
        calls.append(1)
        return square(values)

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
