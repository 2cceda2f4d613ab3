"""Plots: drawn by matplotlib."""

from __future__ import annotations

import re
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import symnn as sn
from symnn.documents.figures import palette
from symnn.documents.figures.functions import function_of
from symnn.language.errors import MissingPackageError
from tests.documents.drawings import faults, ids, lines

pytest.importorskip("matplotlib")
CSS = Path(sn.__file__).parent / "documents" / "page.css"
x, y = sn.scalar("x"), sn.scalar("y")
RINGS = np.array([[1, 0], [0, 1], [-1, 0], [0, -1], [3, 0], [0, 3], [-3, 0], [0, -3.0]])
INNER = np.array([0, 0, 0, 0, 1, 1, 1, 1])


@pytest.fixture(autouse=True)
def x_before_y():
    """Another test may have made its own x, the same one, since; axes go by age."""
    return made_in_order()


def made_in_order():
    return sn.scalar("x"), sn.scalar("y")


@pytest.fixture(scope="module")
def pictures():
    made_in_order()
    return {
        "function": sn.figures.function(
            sn.tanh(x), over=(-2 * np.pi, 2 * np.pi), derivatives=2, area=True
        ),
        "functions": sn.figures.function(sn.relu(x), np.sin, lambda x: 1 / x, names="fgh"),
        "secants": sn.figures.secants(x**2, 1),
        "surface": sn.figures.surface(x**2 - y**2, point=(0.5, 1)),
        "contours": sn.figures.contours(
            x**2 + 3 * y**2, path={"a": [(1, 1), (0, 0.5)], "b": [(-1, 1), (0, 0)]}
        ),
        "boundaries": sn.figures.decision_boundaries(
            {"linear": lambda p: p[:, 0], "ring": lambda p: np.hypot(*p.T) > 2}, RINGS, INNER
        ),
        "training": sn.figures.training_curves({"loss": [4, 2, 0.01], "val_loss": [4.5, 3, 1]}),
        "mean": sn.figures.running_mean([[1, 0, 1, 0], [0, 0, 1, 1]], 0.5),
        "learned": sn.figures.curve_with_range(x**2, np.abs, (-1, 1)),
    }


def test_plots_can_stand_on_a_page(pictures):
    assert {name: faults(picture.svg) for name, picture in pictures.items()} == {
        name: [] for name in pictures
    }


def test_plots_share_no_ids(pictures):
    for one, other in combinations(pictures.values(), 2):
        assert not set(ids(one.svg)) & set(ids(other.svg))


def test_the_same_plot_has_the_same_bytes(pictures):
    again = sn.figures.secants(x**2, 1)
    assert again.svg == pictures["secants"].svg


def test_settings_of_matplotlib_change_nothing(pictures):
    import matplotlib as mpl

    with mpl.rc_context({"lines.linewidth": 9, "axes.facecolor": "yellow"}):
        assert sn.figures.secants(x**2, 1).svg == pictures["secants"].svg


def contrast(one, other):
    def light(colour):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return np.dot([0.2126, 0.7152, 0.0722], linear)

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_colours_can_be_read_on_both_papers():
    """At least 3 to 1, as WCAG asks of graphics."""
    papers = re.findall(r"--paper: (#[0-9a-f]{6})", CSS.read_text(encoding="utf-8"))
    assert len(papers) >= 2
    for colour in (*palette.SERIES, palette.GREY):
        assert min(contrast(colour, paper) for paper in papers) > 3.7


# ---- functions ----------------------------------------------------------------------------------


def heights(points, over, f):
    """How far a curve in pixels is from ``f`` in units of its axes, known up to both scales."""
    share = (points[:, 0] - points[0, 0]) / (points[-1, 0] - points[0, 0])
    expected = f(over[0] + share * (over[1] - over[0]))
    scale, shift = np.polyfit(expected, points[:, 1], 1)
    assert scale < 0
    return np.abs(scale * expected + shift - points[:, 1]).max()


def test_curves_are_the_function_and_its_derivative():
    picture = sn.figures.function(sn.tanh(x) * x, over=(-3, 2), derivatives=1)
    (curve,), (slope,) = (lines(picture.svg, colour) for colour in palette.SERIES[:2])
    assert heights(curve, (-3, 2), lambda x: x * np.tanh(x)) < 0.2
    assert heights(slope, (-3, 2), lambda x: np.tanh(x) + x / np.cosh(x) ** 2) < 0.2
    assert heights(slope, (-3, 2), np.tanh) > 2  # the test can fail


def test_kinks_are_found_and_break_the_slope():
    f = sn.abs(x - 1) + sn.relu(x + 1)
    assert function_of(f, ("x",), "f").kinks((-4, 4)) == [-1, 1]
    assert function_of(sn.relu(x) * x, ("x",), "f").kinks((-4, 4)) == []  # its slope is continuous
    assert function_of(sn.maximum(x, 2 - x), ("x",), "f").kinks((-4, 4)) == [1]
    assert function_of(sn.sin(x), ("x",), "f").kinks((-4, 4)) == []
    picture = sn.figures.function(f, derivatives=1)
    assert picture.alt.endswith("It has kinks at -1 and 1.")
    assert len(lines(picture.svg, palette.SERIES[1])) == 3
    assert len(lines(picture.svg, palette.SERIES[0])) == 1


def test_kinks_of_callables_are_told():
    picture = sn.figures.function(np.abs, over=(-1, 1), kinks=[0])
    assert picture.alt == "Plot of f for x from -1 to 1. It has a kink at 0."


def test_poles_are_no_lines():
    picture = sn.figures.function(lambda x: 1 / x, over=(-1, 1))
    assert len(lines(picture.svg, palette.SERIES[0])) == 2


def test_signed_areas_cancel():
    picture = sn.figures.function(sn.sin(x), over=(-4, 4), area=(-np.pi, np.pi))
    assert "the area above zero is 2, the one below 2; the integral is 0." in picture.alt
    assert len(set(re.findall(r'fill="(#\w+)"', picture.svg)) & set(palette.SERIES)) == 2


def test_constants_are_functions_too():
    assert function_of(lambda x: 3.0, ("x",), "f").value(np.zeros(4)).tolist() == [3] * 4
    assert function_of(0 * x + 3, ("x",), "f").value(np.zeros(4)).tolist() == [3] * 4
    slope = function_of(2 * x, ("x",), "f").slopes[0]
    assert slope(np.zeros(3)).tolist() == [2, 2, 2]


def test_bad_functions_are_refused():
    function = sn.figures.function
    with pytest.raises(sn.SymnnError, match="expected an expression of one scalar, not of x, y"):
        function(x * y)
    with pytest.raises(sn.SymnnError, match="has axes"):
        function(sn.tanh(sn.vector("v", 3)))
    with pytest.raises(TypeError, match="expected a callable on arrays, or an expression"):
        function("sin")
    with pytest.raises(ValueError, match=r"gave an array of shape \(2,\) for arrays of shape"):
        function(lambda x: x[:2])
    with pytest.raises(ValueError, match="expected two numbers, the first one smaller"):
        function(sn.sin(x), over=(1, 1))
    with pytest.raises(ValueError, match="kinks: 9 is not between -4 and 4"):
        function(np.abs, kinks=[9])
    with pytest.raises(ValueError, match="derivatives is 0, 1 or 2, not 3"):
        function(sn.sin(x), derivatives=3)
    with pytest.raises(ValueError, match="2 names for 1 functions"):
        function(sn.sin(x), names=["f", "g"])
    with pytest.raises(ValueError, match="area: 0 to 9 is not inside of -4 to 4"):
        function(sn.sin(x), area=(0, 9))
    with pytest.raises(sn.SymnnError, match="finite nowhere from -2 to -1"):
        function(sn.log(x), over=(-2, -1))


# ---- tangents -----------------------------------------------------------------------------------


def test_secants_turn_into_the_tangent(pictures):
    assert pictures["secants"].alt == (
        "Secants of x² through the point at 1 with slopes 4, 3 and 2.5 for h = 2, 1 and 0.5; the "
        "tangent there has slope 2."
    )


def test_a_kink_has_no_tangent():
    with pytest.raises(ValueError, match="the function has a kink at 0, and no tangent there"):
        sn.figures.secants(sn.relu(x), 0)
    with pytest.raises(ValueError, match="the point 3 is not between 0 and 2"):
        sn.figures.secants(x**2, 3, over=(0, 2))
    with pytest.raises(ValueError, match="no finite slope at 0"):
        sn.figures.secants(sn.sqrt(x), 0)
    with pytest.raises(ValueError, match=r"a kink at \(0, 1\), and no tangent plane"):
        sn.figures.surface(sn.abs(x) * y, point=(0, 1))
    with pytest.raises(ValueError, match="none of them 0"):
        sn.figures.secants(x**2, 1, [1, 0])


def test_surfaces_tell_height_and_gradient(pictures):
    assert "At (0.5, 1) its height is -0.75 and its gradient (1, -2);" in pictures["surface"].alt


def test_surfaces_are_of_two_numbers():
    with pytest.raises(sn.SymnnError, match="depends on x alone"):
        sn.figures.surface(x**2)
    with pytest.raises(sn.SymnnError, match="not finite everywhere"):
        sn.figures.surface(sn.log(x) + y)


# ---- learning -----------------------------------------------------------------------------------


def test_paths_tell_where_they_lead(pictures):
    assert "The path a of 1 step leads from (1, 1), height 4, to (0, 0.5), height 0.75." in (
        pictures["contours"].alt
    )


def test_models_have_a_landscape():
    n = sn.dim("n")
    model, X, t = sn.Model(), sn.vector("X", n), sn.vector("t", n)
    w, b = sn.scalar("w"), sn.scalar("b")
    model.define("L", sn.total((w * X + b - t) ** 2))
    values = {"X": [0.0, 1.0], "t": [1.0, 3.0]}
    picture = sn.figures.contours(
        model, (0, 4), (0, 2), of="L", wrt=("w", "b"), values=values, path=[(0, 0), (2, 1)]
    )
    assert picture.alt.endswith("from (0, 0), height 10, to (2, 1), height 0.")
    with pytest.raises(sn.SymnnError, match="say which one, of='L'"):
        sn.figures.contours(model, wrt=("w", "b"), values=values)
    with pytest.raises(sn.SymnnError, match="name the two inputs that move"):
        sn.figures.contours(model, of="L", values=values)
    with pytest.raises(sn.SymnnError, match="X is no scalar"):
        sn.figures.contours(model, of="L", wrt=("w", "X"), values=values)
    with pytest.raises(sn.SymnnError, match="for models alone"):
        sn.figures.contours(x * y, of="L")


def test_a_constant_has_no_contour_lines():
    with pytest.raises(sn.SymnnError, match="the function is 1 everywhere there"):
        sn.figures.contours(0 * x * y + 1)


def test_bad_paths_are_refused():
    with pytest.raises(ValueError, match=r"points of two numbers, one a row, not shape \(1, 3\)"):
        sn.figures.contours(x * y, path=[(1, 2, 3)])


def test_classifiers_tell_points(pictures):
    assert pictures["boundaries"].alt == (
        "8 points of 2 classes in the plane. linear: 50 % of them right. ring: 100 % of them right."
    )


def test_classifiers_may_score_each_class():
    def scores(points):
        return np.stack([-points[:, 0], points[:, 0], 0 * points[:, 0] - 9], axis=1)

    points = np.array([[-1, 0], [1, 0.5], [2, 1.0], [-2, 2]])
    picture = sn.figures.decision_boundaries(scores, points, ["a", "b", "c", "a"])
    assert picture.alt.endswith("The classifier: 75 % of them right.")


def test_bad_classifiers_are_refused():
    boundaries = sn.figures.decision_boundaries
    with pytest.raises(ValueError, match=r"not shapes \(8, 2\) and \(7,\)"):
        boundaries(lambda p: p[:, 0], RINGS, INNER[:7])
    with pytest.raises(ValueError, match="gave 3 numbers for"):
        boundaries(lambda p: np.zeros(3), RINGS, INNER)
    with pytest.raises(TypeError, match="is no callable and has no predict"):
        boundaries({"mine": 3}, RINGS, INNER)
    with pytest.raises(ValueError, match="none of the classes 0, 1, 2"):
        boundaries(lambda p: p[:, 0], RINGS, np.arange(8) % 3)


def test_histories_are_drawn(pictures):
    assert pictures["training"].alt == (
        "Training curves over 3 epochs. The loss goes from 4 to 0.01, on held-back data from 4.5 "
        "to 1."
    )
    with pytest.raises(sn.SymnnError, match="the history has no accuracy; it has loss"):
        sn.figures.training_curves([1, 2], ["accuracy"])
    with pytest.raises(ValueError, match="the history is empty"):
        sn.figures.training_curves([])


def test_means_run(pictures):
    assert pictures["mean"].alt == (
        "2 running means of 4 samples: they end at 0.5, 0.5; the expectation is 0.5."
    )
    with pytest.raises(ValueError, match="at least two samples"):
        sn.figures.running_mean([1])


def test_errors_inside_and_outside_of_the_training_are_told(pictures):
    assert pictures["learned"].alt.endswith("error is 0.25; outside it is 6.")


def test_missing_matplotlib_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.style", None)
    with pytest.raises(MissingPackageError, match=r"needs matplotlib.*pip install 'symnn\[plots"):
        sn.figures.function(sn.sin(x))
    assert sn.figures.sparsity(np.eye(2)).svg  # this does without
