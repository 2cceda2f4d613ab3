"""Claims that are code: how often they are called, what rounding may do, what a hint looks at."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import symnn as sn
from symnn.check import code as module
from symnn.check.code import ROUNDED, _called, _numpy, _parameters, _Run
from symnn.check.code_hints import _close, _factor, shape_hint, value_hint
from symnn.check.points import Point
from symnn.language.symbol import TensorSymbol

n, m = sn.dims("n m")
x, A = sn.vector("x", n), sn.matrix("A", n, m)
GRADIENT = TensorSymbol("∂L/∂x", (n,))


def square() -> sn.Model:
    model = sn.Model()
    model.define("L", sn.total(x**2) / 2)
    return model


# ---- points -------------------------------------------------------------------------------------


def test_code_is_called_at_eight_points_of_several_sizes() -> None:
    sizes = []

    def claim(x):
        sizes.append(len(x))
        return x

    verdict = sn.check(square(), "L", "x", claim)
    assert len(sizes) == 8
    assert len(set(sizes)) == 3
    assert verdict.kind == "agrees"
    assert verdict.evidence == ("equal to 0 at 8 random points of 3 sizes",)
    assert verdict.shape == ("n",)


def test_points_outside_of_the_domain_are_left_out() -> None:
    seen = []
    model = sn.Model()
    s = sn.scalar("s")
    model.define("L", sn.log(s))

    def claim(s):
        seen.append(float(s))
        return 1 / s

    assert sn.check(model, "L", "s", claim).kind == "agrees"
    assert len(seen) == 8
    model = sn.Model()
    model.define("L", sn.log(s) ** 2 * sn.sqrt(s))
    seen.clear()
    assert sn.check(model, "L", "s", claim).kind == "refuted"
    assert all(at > 0 for at in seen)
    assert len(seen) == 8


def test_without_a_point_of_the_domain_nothing_is_known(monkeypatch) -> None:
    model = sn.Model()
    s = sn.scalar("s")
    model.define("L", s * sn.log(-1 - s**2))
    counted = []

    def counting(*given, **more):
        for point in made(*given, **more):
            counted.append(point)
            yield point

    made = module.points
    monkeypatch.setattr(module, "points", counting)
    verdict = sn.check(model, "L", "s", lambda s: s)
    assert (verdict.kind, verdict.evidence) == ("unclear", ("no point of the domain was found",))
    assert len(counted) == 41  # the last is not looked at
    assert verdict.shape == ()


@pytest.mark.parametrize(
    ("error", "kind"), [(0.0, "agrees"), (0.9e-9, "agrees"), (2.1e-9, "refuted")]
)
def test_what_rounding_may_do(error: float, kind: str) -> None:
    def claim(x):
        wrong = np.array(x)
        wrong[np.argmax(np.abs(x))] *= 1 + error
        return wrong

    verdict = sn.check(square(), "L", "x", claim)
    assert verdict.kind == kind
    if kind == "refuted":
        assert "more than rounding (1e-09)" in verdict.evidence[0]


@pytest.mark.parametrize(("dtype", "allowed"), [("float32", 1e-4), ("float16", 2e-2)])
def test_short_numbers_may_be_rounded_more(dtype: str, allowed: float) -> None:
    assert ROUNDED[dtype] == allowed
    for factor, kind in ((0.8, "agrees"), (3.0, "refuted")):
        off = 1 + factor * allowed
        verdict = sn.check(square(), "L", "x", lambda x, off=off: (x * off).astype(dtype))
        assert verdict.kind == kind


def test_whole_numbers_are_compared_as_exact_ones() -> None:
    model = sn.Model()
    model.define("L", sn.total(3 * x))
    assert sn.check(model, "L", "x", lambda x: np.full(len(x), 3)).kind == "agrees"
    assert sn.check(model, "L", "x", lambda x: np.full(len(x), 4)).kind == "refuted"
    model.define("M", sn.total(x))
    assert sn.check(model, "M", "x", lambda x: x == x).kind == "agrees"


def run(truth, found) -> _Run:
    where = Point({n: 2}, {"x": {(1,): 1, (2,): 3}})
    return _Run(where, np.array(truth, float), np.array(found))


@pytest.mark.parametrize(
    ("truth", "found", "floor", "error"),
    [
        ([4.0, 1.0], [4.0, 1.0], 0.0, 0.0),
        ([4.0, 1.0], [4.0, 3.0], 0.0, 0.5),
        ([4.0, 1.0], [8.0, 1.0], 0.0, 0.5),
        ([4.0, 1.0], [4.0, 3.0], 10.0, 0.2),
        ([0.0, 0.0], [0.0, 0.0], 0.0, 0.0),
        ([0.0, 0.0], [0.0, 1e-10], 0.0, 0.1),
        ([4.0, 1.0], [4.0, np.nan], 0.0, np.inf),
        ([4.0, 1.0], [np.inf, 1.0], 0.0, np.inf),
        ([4.0, 1.0], [4.0, 1.0 + 2.0j], 0.0, 0.5),
        ([], [], 0.0, 0.0),
    ],
)
def test_errors_are_relative_to_the_largest_entry(truth, found, floor, error) -> None:
    assert run(truth, found).error(floor) == pytest.approx(error)


def test_the_entry_that_differs_most_is_shown() -> None:
    found = run([4.0, 1.0], [4.5, 3.25]).example()
    assert (found.index, found.left, found.right) == ((2,), "1", "3.25")
    assert found.sizes == {"n": 2}
    assert found.inputs == {"x": ["1", "3"]}
    assert run([4.0, 1.0], [np.nan, 99.0]).example().index == (1,)
    assert run([[1.0, 2.0], [3.0, 4.0]], [[1.0, 9.0], [3.0, 4.0]]).example().index == (1, 2)
    scalar = run(2.0, 3.0).example()
    assert (scalar.index, scalar.left, scalar.right) == ((), "2", "3")


def test_entries_far_below_the_usual_size_carry_the_rounding_of_larger_ones() -> None:
    # at one of the points the gradient is nearly 0; the error is that of numbers of usual size
    calls = []

    def claim(x):
        calls.append(x)
        return x + 4e-12 * np.max(np.abs(x))

    model = sn.Model()
    model.define("L", sn.total(x**2) / 2)
    assert sn.check(model, "L", "x", claim).kind == "agrees"


def test_a_quantity_on_which_the_gradient_does_not_depend_is_given() -> None:
    model = sn.Model()
    s, c = sn.scalar("s"), sn.vector("c", n)
    model.define("L", c @ x + s * 0)
    assert sn.check(model, "L", "x", lambda x, c: c + 0 * x).kind == "agrees"
    assert sn.check(model, "L", "x", lambda x, c: c + x).kind == "refuted"
    assert sn.check(model, "L", "c", lambda c, x: x).kind == "agrees"
    second = sn.check(model, "L", ("x", "c"), lambda x, c: np.eye(len(x)))
    assert second.kind == "agrees"
    assert sn.check(model, "L", ("x", "x"), lambda x: np.zeros((len(x), len(x)))).kind == "agrees"
    a = model.define("a", sn.tanh(x))
    model.define("M", sn.total(a))
    assert sn.check(model, "M", "a", lambda a, x: np.ones(len(a))).kind == "agrees"
    assert sn.check(model, "M", "c", lambda c, x: 0 * c).kind == "agrees"


# ---- calls --------------------------------------------------------------------------------------

GIVEN = {"x": np.array([1.0, 2.0]), "y": np.array([3.0])}


def called(claim, arrays=None):
    return _called(claim, GIVEN, arrays)


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        (lambda x: x[0], 1.0),
        (lambda y, x: y[0] - x[1], 1.0),
        (lambda values: [*values], ["x", "y"]),
        (lambda values, /: sorted(values), ["x", "y"]),
        (lambda **values: sorted(values), ["x", "y"]),
        (lambda *, y: y[0], 3.0),
        (lambda x, *, y: x[0] + y[0], 4.0),
        (lambda x, /, *, y, scale=5: scale * y[0], 15.0),
        (lambda x, scale=5: scale, 5),
        (lambda x, **rest: sorted(rest), []),
        (lambda *, x, **rest: sorted(rest), ["y"]),
        (lambda x=7: x, 7),
        (lambda: 8, 8),
        (dict, GIVEN),
    ],
)
def test_arguments(claim, found) -> None:
    assert called(claim) == found


def test_arrays_are_made_for_all_quantities() -> None:
    assert called(lambda x: x, list) == [1.0, 2.0]
    assert called(lambda values: values["y"], tuple) == (3.0,)


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (lambda x, q: x, r"asks for q; the quantities are x, y\. A function of one dictionary"),
        (lambda p, q: p, "asks for p, q;"),
        (lambda *args: args, "asks for args;"),
        (lambda x, *rest: x, "asks for rest;"),
    ],
)
def test_what_is_asked_for_must_exist(claim, words: str) -> None:
    if list(inspect.signature(claim).parameters) == ["args"]:
        assert called(claim) == (GIVEN,)  # one unnamed argument takes all of them
        return
    with pytest.raises(TypeError, match=words):
        called(claim)


def test_functions_that_do_not_tell_their_parameters() -> None:
    with pytest.raises(ValueError, match="no signature"):
        inspect.signature(iter)
    (only,) = _parameters(iter)
    assert (only.name, only.kind) == ("values", only.POSITIONAL_ONLY)
    assert list(called(iter)) == ["x", "y"]


class Detached:
    """As a tensor of PyTorch is turned into an array."""

    def detach(self):
        return self

    def cpu(self):
        return np.array([1.0, 2.0])


def test_what_is_returned_as_an_array() -> None:
    assert _numpy(Detached(), GRADIENT).tolist() == [1.0, 2.0]
    assert _numpy([1, 2], GRADIENT).dtype.kind == "i"
    assert _numpy(True, GRADIENT).shape == ()
    short = pytest.importorskip("ml_dtypes").bfloat16
    assert _numpy(np.ones(2, short), GRADIENT).dtype.name == "bfloat16"
    for wrong in (None, "text", [[1], [1, 2]]):
        with pytest.raises(TypeError, match=r"the value of ∂L/∂x of shape \(n,\)"):
            _numpy(wrong, GRADIENT)


# ---- hints --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("truth", "found", "kind", "words"),
    [
        ((2, 3), (3, 2), "transpose", "the result must be transposed"),
        ((2, 3), (2, 1, 3), "shape", "the axes of length 1 must be dropped"),
        ((), (1, 1), "shape", "the axes of length 1 must be dropped"),
        ((2, 3), (2, 3, 4), "missing sum", "a sum over axis 2 may be missing"),
        ((2, 3), (4, 2, 3), "missing sum", "a sum over axis 0 may be missing"),
        ((2, 3), (2, 4, 3), "missing sum", "a sum over axis 1 may be missing"),
        ((2, 3), (2, 4, 5), "shape", "the function must return an array of shape (2, 3)"),
        ((2, 3), (4, 5), "shape", "the function must return an array of shape (2, 3)"),
        ((2, 3), (4, 5, 2, 3), "shape", "the function must return an array of shape (2, 3)"),
        ((2, 3), (3,), "shape", "the function must return an array of shape (2, 3)"),
    ],
)
def test_what_an_array_of_the_wrong_shape_lacks(truth, found, kind, words) -> None:
    hint = shape_hint(np.zeros(truth), np.zeros(found))
    assert (hint.kind, hint.words) == (kind, words)


def pairs(change, sizes=((2, 3), (3, 5))):
    """Right arrays, changed ones, and the sizes, at two points."""
    made = []
    for rows, columns in sizes:
        truth = np.arange(1.0, 1 + rows * columns).reshape(rows, columns) ** 2
        made.append((truth, change(truth, rows), {n: rows, m: columns}))
    return made


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda truth, rows: -truth, "the sign is wrong"),
        (lambda truth, rows: truth / rows, "a factor n is missing"),
        (lambda truth, rows: truth * rows, "a factor 1/n is missing"),
        (lambda truth, rows: truth * truth.shape[1], "a factor 1/m is missing"),
        (lambda truth, rows: truth * -4, "the result must be multiplied by -0.25"),
        (lambda truth, rows: truth + 1, None),
        (lambda truth, rows: truth * rows**2, None),
        (lambda truth, rows: 0 * truth, None),
        (lambda truth, rows: truth * np.inf, None),
        (lambda truth, rows: truth * 2j, None),
        (lambda truth, rows: -truth if rows == 2 else truth, None),
        (lambda truth, rows: -truth if rows == 3 else -truth * np.nan, None),
    ],
)
def test_the_change_that_repairs_all_points(change, words: str | None) -> None:
    found = value_hint(pairs(change), 1e-9)
    assert (found.words if found else None) == words


def test_the_transpose_repairs_square_arrays() -> None:
    found = value_hint(pairs(lambda truth, rows: truth.T, ((2, 2), (3, 3))), 1e-9)
    assert (found.kind, found.words) == ("transpose", "the result must be transposed")


def test_factors_are_rounded_as_arrays_are() -> None:
    noisy = pairs(lambda truth, rows: -truth * (1 + 1e-5))
    assert value_hint(noisy, 1e-4).words == "the sign is wrong"
    assert value_hint(noisy, 1e-6).words == "the result must be multiplied by -0.9999900001"


@pytest.mark.parametrize(
    ("truth", "changed", "allowed", "close"),
    [
        ([4.0, 1.0], [4.0, 1.5], 0.125, True), ([4.0, 1.0], [4.0, 1.5], 0.12, False),
        ([0.0], [1e-10], 0.2, True), ([0.0], [1e-10], 0.05, False),
        ([1.0, 2.0], [[1.0, 2.0]], 0.1, False), ([], [], 0.0, True),
    ],
)  # fmt: skip
def test_how_close_arrays_are(truth, changed, allowed, close) -> None:
    assert _close(np.array(truth), np.array(changed), allowed, 0.0) is close


@pytest.mark.parametrize(("floor", "close"), [(0.0, False), (1e-4, False), (1e-3, True)])
def test_what_is_far_below_the_usual_size_may_be_rounding(floor, close) -> None:
    assert _close(np.array([2e-6]), np.array([2.2e-6]), 1e-3, floor) is close


def test_a_point_at_which_the_gradient_is_almost_zero_hides_no_hint() -> None:
    usual, saturated = np.array([1.0, -2.0]), np.array([1e-6, 0.0])
    noise = 1e-13
    wrong = [(usual, -usual, {}), (saturated, noise - saturated, {})]
    assert value_hint(wrong, 1e-9) is None
    assert value_hint(wrong, 1e-9, floor=0.1).words == "the sign is wrong"
    twice = [(saturated, 2 * saturated + noise, {}), (usual, 2 * usual, {})]
    assert value_hint(twice, 1e-9, floor=0.1).words == "the result must be multiplied by 0.5"
    other = [(usual, -usual, {}), (saturated, saturated + 1e-3, {})]
    assert value_hint(other, 1e-9, floor=0.1) is None


def test_what_is_not_finite_is_said() -> None:
    verdict = sn.check(square(), "L", "x", lambda x: x * np.nan)
    assert verdict.kind == "refuted"
    assert verdict.evidence == ("the function returned what is not finite",)


def test_the_ratio_at_the_largest_entry() -> None:
    point = (np.array([3.0, 8.0]), np.array([2.0, -4.0]), {})
    assert _factor([point, (np.ones(2), np.ones(2), {})]) == -2.0
    assert _factor([(np.ones(2), np.ones(2), {}), point]) == -2.0
    assert _factor([(np.array([3.0]), np.array([0.0]), {})]) is None
    assert _factor([(np.zeros(0), np.zeros(0), {})]) is None
