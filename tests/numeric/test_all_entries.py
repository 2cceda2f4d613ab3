"""All entries of a parameter at once: equal to the plain loop, and as strict."""

from __future__ import annotations

import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import SizeError
from symnn.numeric.compiled import Compiled
from tests.interpreter import jax_gradient
from tests.models.networks import NETWORKS, SIZES, classifier, values


def inputs_of(function, model, sizes):
    given = values(model, sizes)
    return {symbol.name: np.asarray(given[symbol.name], float) for symbol in function.inputs}


def by_loop(function, given, name, step):
    """f(… + step in one entry) − f(…), one evaluation of the whole function for each entry."""
    base, changes = function(given)[0], np.empty(given[name].shape)
    for place in np.ndindex(changes.shape):
        moved = given[name].copy()
        moved[place] += step
        changes[place] = function({**given, name: moved})[0] - base
    return changes


def broken(function, spoil):
    """The same function with other gradients."""

    class Broken(Compiled):
        def __call__(self, given):
            value, gradients = super().__call__(given)
            return value, {name: spoil(name, array) for name, array in gradients.items()}

    twin = object.__new__(Broken)
    twin.__dict__.update(function.__dict__)
    return twin


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("sizes", SIZES[:2])
def test_changes_equal_those_of_the_loop(name, sizes):
    model = NETWORKS[name][0]()
    function = model.compile("L", NETWORKS[name][1])
    given = inputs_of(function, model, sizes)
    for moved in NETWORKS[name][1]:
        steps = [0.01, -0.3]
        found = function.changes_at(given, {moved: steps})[moved]
        for step, changes in zip(steps, found, strict=True):
            expected = by_loop(function, given, moved, step)
            scale = max(1.0, abs(function(given)[0]))
            np.testing.assert_allclose(changes, expected, rtol=0, atol=1e-13 * scale)


@pytest.mark.parametrize("name", NETWORKS)
def test_slopes_equal_those_of_jax(name):
    model, wrt = NETWORKS[name][0](), NETWORKS[name][1]
    function = model.compile("L", wrt)
    given = inputs_of(function, model, SIZES[0])
    expected = jax_gradient(model, "L", wrt, given)
    for moved in wrt:
        h = 1e-5
        ahead, behind = function.changes_at(given, {moved: [h, -h]})[moved]
        scale = max(1.0, np.abs(expected[moved]).max())
        np.testing.assert_allclose(
            (ahead - behind) / (2 * h), expected[moved], rtol=0, atol=1e-7 * scale
        )


@pytest.mark.parametrize("name", NETWORKS)
def test_all_entries_of_networks_pass(name):
    model, wrt = NETWORKS[name][0](), NETWORKS[name][1]
    function = model.compile("L", wrt)
    given = inputs_of(function, model, SIZES[0])
    report = sn.finite_difference(function, given, coordinates="all", directions=0)
    assert report.ok, report
    assert not report.kinks
    assert report.checks == sum(given[moved].size for moved in wrt)
    assert {sweep.name for sweep in report.swept} == set(wrt)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("factor", [0.0, -1.0, 1.001])
def test_one_wrong_entry_is_found(name, factor):
    model, wrt = NETWORKS[name][0](), NETWORKS[name][1]
    function = model.compile("L", wrt)
    given = inputs_of(function, model, SIZES[0])
    _, gradients = function(given)
    for moved in wrt:
        place = np.unravel_index(np.argmax(np.abs(gradients[moved])), given[moved].shape)

        def spoil(other, array, moved=moved, place=place):
            array = np.array(array)
            if other == moved:
                array[place] *= factor
            return array

        report = sn.finite_difference(
            broken(function, spoil), given, coordinates="all", directions=0
        )
        assert [(row.name, row.coordinate) for row in report.wrong] == [
            (moved, tuple(map(int, place)))
        ]


def test_a_wrong_gradient_is_found_along_directions_by_the_program_of_the_value():
    model = classifier(2)
    function = model.compile("L", ["W1", "b1"])
    given = inputs_of(function, model, SIZES[0])
    transposed = broken(function, lambda name, array: array[::-1] if name == "b1" else array)
    report = sn.finite_difference(transposed, given, coordinates=0)
    assert {row.name for row in report.wrong} == {"b1"}


def test_a_function_with_another_value_is_measured_itself():
    function = classifier(1).compile("L", ["W1"])
    given = inputs_of(function, classifier(1), SIZES[0])

    class Doubled(Compiled):
        def __call__(self, given):
            value, gradients = super().__call__(given)
            return 2 * value, {name: 2 * array for name, array in gradients.items()}

    twin = object.__new__(Doubled)
    twin.__dict__.update(function.__dict__)
    assert sn.finite_difference(twin, given, coordinates="all").ok


def test_kinks_are_still_seen():
    n = sn.dim("n")
    model = sn.Model()
    model.define("L", sn.total(sn.relu(sn.vector("x", n))))
    function = model.compile("L", ["x"])
    report = sn.finite_difference(
        function, {"x": np.array([0.0, 1.0, -2.0, 1e-5])}, coordinates="all", directions=0
    )
    assert [row.place for row in report.kinks] == ["x[0]"]
    assert not report.wrong


def test_functions_of_which_nothing_is_known_are_measured_in_a_loop():
    report = sn.finite_difference(
        lambda v: (np.sum(v["x"] ** 2), {"x": 2 * v["x"]}),
        {"x": np.linspace(-1, 1, 20)},
        coordinates="all",
        directions=0,
    )
    assert report.ok
    assert (len(report.rows), report.swept) == (20, ())


def test_steps_through_which_no_change_is_followed_are_measured_in_a_loop():
    n = sn.dim("n")
    model = sn.Model()
    A, b = sn.matrix("A", n, n), sn.vector("b", n)
    model.define("L", b @ (sn.inverse(A) @ b))
    function = model.compile("L", ["A"])
    random = np.random.default_rng(0)
    given = {"A": 3 * np.eye(3) + random.normal(size=(3, 3)), "b": random.normal(size=3)}
    assert function.changes_at(given, {"A": [0.1]}) == {}
    report = sn.finite_difference(function, given, coordinates="all")
    assert report.ok
    assert report.swept == ()


def test_parts_of_the_entries_equal_the_whole(monkeypatch):
    model = classifier(2)
    function = model.compile("L", ["W1"])
    given = inputs_of(function, model, SIZES[2])
    [whole] = function.changes_at(given, {"W1": [0.1]})["W1"]
    monkeypatch.setattr("symnn.numeric.all_entries.CACHE", 1000)
    parted = model.compile("L", ["W1"])
    [found] = parted.changes_at(given, {"W1": [0.1]})["W1"]
    np.testing.assert_allclose(found, whole, rtol=0, atol=1e-15)


def test_a_shift_does_not_change_the_operations_that_subtract_it(monkeypatch):
    # changes hold the maximum fixed: softmax, log softmax and log Σ e^z with any other number
    n = sn.dim("n")
    z = sn.vector("z", n)
    for operation in (sn.softmax, sn.log_softmax):
        model = sn.Model()
        model.define("L", sn.total(sn.vector("w", n) * operation(z)))
        _changes_of(model, n)
    model = sn.Model()
    model.define("L", sn.logsumexp(z) * sn.max(z))  # a maximum of its own does change
    _changes_of(model, n)


def _changes_of(model, n):
    function = model.compile("L")
    random = np.random.default_rng(0)
    given = {symbol.name: random.normal(size=5) for symbol in function.inputs}
    given["z"][3] = given["z"].max() + 0.05
    for step in (0.3, -0.4):
        [found] = function.changes_at(given, {"z": [step]})["z"]
        np.testing.assert_allclose(found, by_loop(function, given, "z", step), atol=1e-14)


def test_what_coordinates_may_be_is_said():
    with pytest.raises(SizeError, match="coordinates is a number or 'all', not 'some'"):
        sn.finite_difference(lambda v: (0.0, {}), {}, coordinates="some")
