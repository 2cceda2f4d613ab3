"""What pictures say, and refuse, at the edges: constants, kinks at ends, half-known networks."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import symnn as sn
from symnn.documents.figures import palette
from symnn.documents.figures.canvas import Box, Canvas
from symnn.documents.figures.curves import straight
from symnn.documents.figures.dense_layers import NoNetworkError, columns_of
from symnn.documents.figures.layers import layered
from symnn.documents.figures.plots import Plot
from tests.documents.drawings import faults, lines

x, y = sn.scalar("x"), sn.scalar("y")
n, m = sn.dims("n m")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The formulas that are written on canvases and plots."""
    found: list[str] = []
    for kind, name in ((Canvas, "formula"), (Plot, "label")):
        write = getattr(kind, name)

        def noted(self: Any, latex: str, *args: Any, write: Any = write, **options: Any) -> Any:
            found.append(latex)
            return write(self, latex, *args, **options)

        monkeypatch.setattr(kind, name, noted)
    return found


def heights_of_paths(svg: str) -> list[float]:
    """How tall each contour line is, in pixels."""
    (group,) = re.findall(r'<g [^>]*stroke-opacity="0.75"[^>]*>(.*?)</g>', svg, re.DOTALL)
    found = []
    for data in re.findall(r' d="M([^"]*)"', group):
        numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", data)]
        found.append(max(numbers[1::2]) - min(numbers[1::2]))
    return sorted(found)


# ---- plots --------------------------------------------------------------------------------------


@pytest.fixture
def plots() -> None:
    pytest.importorskip("matplotlib")


@pytest.mark.usefixtures("plots")
class TestPlots:
    def test_a_second_derivative_may_be_zero(self) -> None:
        picture = sn.figures.function(2 * x + 1, over=(0, 2), derivatives=2)
        assert faults(picture.svg) == []
        assert picture.alt == (
            "Plot of 2 x + 1 and its first and second derivative for x from 0 to 2."
        )
        slope, second = (lines(picture.svg, colour)[0] for colour in palette.SERIES[1:3])
        assert np.ptp(slope[:, 1]) == np.ptp(second[:, 1]) == 0
        assert slope[0, 1] < second[0, 1]  # 2 lies above 0

    def test_slopes_of_callables_are_differences(self) -> None:
        picture = sn.figures.function(np.square, over=(0, 2), derivatives=2)
        slope, second = (lines(picture.svg, colour)[0] for colour in palette.SERIES[1:3])
        assert np.ptp(slope[:, 1]) > 50
        assert np.ptp(second[:, 1]) < 1

    def test_kinks_at_the_ends_and_in_arguments_of_other_operations(self) -> None:
        assert "kink" not in sn.figures.function(sn.relu(x), over=(0, 2), derivatives=1).alt
        inside = sn.logsumexp(sn.stack([sn.relu(x), 0 * x + 1]))
        assert sn.figures.function(inside, over=(-1, 1)).alt.endswith("It has a kink at 0.")

    def test_zero_has_a_line_where_it_is_inside(self) -> None:
        def thin(f: Any) -> int:
            return sn.figures.function(f, over=(1, 2)).svg.count('stroke-width="0.5"')

        assert thin(sn.sin(6 * x)) == thin(sn.cos(x) + 4) + 1

    def test_signs_of_areas_stand_where_there_is_room(self, written: list[str]) -> None:
        sn.figures.function(sn.sin(x), over=(-4, 4), area=True)
        assert {"+", "-"} <= set(written)
        written.clear()
        picture = sn.figures.function(x, over=(-4, 4), area=(-0.2, 0.1))
        assert not {"+", "-"} & set(written)
        assert "the area above zero is 0.005, the one below 0.02;" in picture.alt

    def test_a_mean_has_no_expectation_where_none_is_told(self, written: list[str]) -> None:
        picture = sn.figures.running_mean([1, 0, 1, 0])
        assert "n" in written
        assert picture.alt == "Running mean of 4 samples: it ends at 0.5."
        assert not lines(picture.svg, palette.ACCENT)
        alone = sn.figures.running_mean([np.nan, 0, 1])  # nothing of it is finite
        assert alone.alt == "Running mean of 3 samples: it ends at nan."

    def test_the_lines_of_a_hill_are_those_of_the_bowl_upside_down(self) -> None:
        bowl = (x**2 + y**2) ** 2
        below, above = (sn.figures.contours(f, levels=5) for f in (bowl, -bowl))
        low, high = heights_of_paths(below.svg), heights_of_paths(above.svg)
        assert len(low) >= 5
        assert low == pytest.approx(high, abs=1)
        flat = heights_of_paths(sn.figures.contours(sn.sin(3 * x) * y, levels=5).svg)
        assert flat != pytest.approx(low, abs=1)

    def test_names_of_axes(self, written: list[str]) -> None:
        picture = sn.figures.contours(x * y, names=["u", "v"])
        assert picture.alt == "Contour lines of x y for u from -2 to 2 and v from -2 to 2."
        assert {"u", "v"} <= set(written)
        written.clear()
        sn.figures.contours(x * y, names=["", "v"])
        assert "x" not in written
        for names in (["u"], "abcd"):
            with pytest.raises(
                ValueError, match=f"names: LaTeX for two or three axes, not {len(names)}"
            ):
                sn.figures.contours(x * y, names=names)

    def test_nothing_to_draw_is_refused(self) -> None:
        with pytest.raises(ValueError, match="function: give at least one function"):
            sn.figures.function()
        with pytest.raises(sn.SymnnError, match="contours: the function is finite nowhere there"):
            sn.figures.contours(sn.log(-1 - x**2) + y)

    def test_directions_with_very_different_scales_keep_them(self) -> None:
        """One scale for both would press all points into a line."""
        points = np.array([[0, 0], [1, 1], [0, 1], [1, 0.0]])
        heights = {}
        for across in (1, 2, 1000):
            picture = sn.figures.decision_boundaries(
                lambda p: p[:, 1] - 0.5, points * [across, 1], [0, 1, 1, 0]
            )
            assert picture.alt.endswith("The classifier: 100 % of them right.")
            marks = rf'<use fill="(?:{"|".join(palette.SERIES)})"[^>]* y="([-\d.]+)"'
            ys = [float(at) for at in re.findall(marks, picture.svg)]
            assert len(ys) == 4
            heights[across] = max(ys) - min(ys)
        assert heights[2] < 0.6 * heights[1]
        assert heights[1000] == heights[1]


# ---- graphs -------------------------------------------------------------------------------------


def test_a_curve_that_does_not_meet_a_box_stays_whole() -> None:
    curve = straight((0, 0), (10, 0))
    assert curve.without(Box(0, 20, 5, 30)) == [curve]
    assert len(curve.without(Box(4, -1, 6, 1))) == 2


def test_chains_that_have_nothing_to_do_with_each_other_are_nearly_straight() -> None:
    """Their places come nearer and nearer to their ends: the drawing does not wait for these."""
    edges = [(0, 4), (2, 3), (3, 5), (4, 6), (5, 7)]
    across = layered(range(8), edges, dict.fromkeys(range(8), 40.0), 10).across
    for chain in ((4, 6), (3, 5, 7)):
        assert np.ptp([across[node] for node in chain]) < 0.1
    for one, other in ((0, 1), (1, 2), (4, 3), (6, 5)):
        assert across[other] - across[one] >= 50 - 1e-6


def test_of_a_large_graph_only_the_paths_are_drawn() -> None:
    model = sn.Model()
    parts = []
    for k in range(12):
        a, b = sn.scalar(f"a{k}"), sn.scalar(f"b{k}")
        parts.append(model.define(f"c{k}", sn.sin(a) * b))
    model.define("s", sum(parts[1:], parts[0]))
    drawn = sn.figures.graph(model, "s", "a3")
    assert drawn.alt == "Computational graph: s is computed from c3, c3 from a3."
    whole = sn.figures.graph(model, "s", "a3", paths_only=False)
    assert whole.alt.startswith("Computational graph: s is computed from c0, c1, c2")
    assert whole.alt.endswith(", and 5 more quantities.")


def test_values_of_several_targets_have_no_one_derivative(written: list[str]) -> None:
    for targets in (1, 2):
        written.clear()
        model = sn.Model()
        for k in range(targets):
            model.define(f"s{k}", x * (k + 2))
        sn.figures.graph(model.entries(values={"x": 3.0}))
        assert r"\text{value}" in written
        assert (r"\partial s_{0} / \partial(\cdot)" in written) == (targets == 1)


def test_first_general_and_last_members_of_a_family_stand_in_order() -> None:
    t, k = sn.label("l", "L"), sn.dim("n")
    W, a = sn.family("W", t, k, k), sn.family("a", t, k)
    model = sn.Model()
    model.define(a[0], sn.tanh(sn.vector("x", k)))
    model.define(a[t], sn.tanh(W[t] @ a[t - 1]))
    z = a[t.span.last]
    model.define("C", sn.total(z))
    assert sn.figures.graph(model).alt == (
        "Computational graph: C is computed from a_L, a_L from a_l, a_l from W_l and a_(l-1), "
        "a_(l-1) from a_0, a_0 from x."
    )
    for j in range(20):
        z = model.define(f"z{j}", sn.tanh(z + sn.vector(f"b{j}", k)))
    alt = sn.figures.graph(model).alt
    assert "… from z1, z1 from z0 and b1, z0 from a_L and b0, C from a_L" in alt
    assert alt.endswith("a_(l-1) from a_0, and 1 more quantity.")


# ---- networks -----------------------------------------------------------------------------------


def layer(build: Any) -> sn.Model:
    """One equation for y, of W, x and what else is there."""
    model = sn.Model()
    model.define("y", build(sn.matrix("W", m, n), sn.vector("x", n), sn.vector("b", m)))
    return model


@pytest.mark.parametrize(
    ("build", "bias"),
    [
        (lambda W, v, b: W @ v + b, "b"),
        (lambda W, v, b: sn.tanh(W @ v + sn.scalar("c")), "c"),
        (lambda W, v, b: W @ v + sn.tanh(b), None),
        (lambda W, v, b: sn.relu(W @ v) + b, None),
        (lambda W, v, b: sn.tanh(b) + W @ v + sn.scalar("c"), "c"),
    ],
)
def test_a_bias_is_added_to_the_product_itself(build: Any, bias: str | None) -> None:
    _, column = columns_of(layer(build))
    assert column.dense is not None
    assert (column.dense.weights.name, column.dense.flipped) == ("W", False)
    assert (column.dense.bias.name if column.dense.bias else None) == bias


@pytest.mark.parametrize(
    "build",
    [
        lambda W, v, b: sn.tanh(W) @ v,
        lambda W, v, b: (W * sn.matrix("X", m, n)) @ v,
        lambda W, v, b: sn.total(W * sn.matrix("X", m, n), axis=1),
        lambda W, v, b: b * (v @ v),
        lambda W, v, b: W @ v + sn.matrix("X", m, n) @ v,
    ],
)
def test_other_sums_are_no_layers(build: Any) -> None:
    with pytest.raises(NoNetworkError, match="a matrix of parameters times a vector, W x"):
        sn.figures.network(layer(build))


def test_names_on_lines_as_far_as_they_are_known(written: list[str]) -> None:
    model = layer(lambda W, v, b: W @ v + b)
    sn.figures.network(model, labels="names")
    assert not [latex for latex in written if latex.startswith("W_")]
    assert {"b_{1}", "b_{2}"} <= set(written)
    written.clear()
    N = sn.dim("N")
    batch = sn.Model()
    batch.define("Y", sn.matrix("X", N, 2) @ sn.matrix("W", 2, 3) + sn.vector("b", 3))
    sn.figures.network(batch, labels="names")
    assert {"W_{1 1}", "W_{2 3}"} <= {latex.replace(",", " ") for latex in written}
    written.clear()
    model.assume(sn.symmetric(sn.matrix("S", n, n)))  # nothing is computed with it
    values = {"W": [[1, 2], [3, 4]], "x": [5, 6], "b": [7, 8]}
    sn.figures.network(model.entries(values=values))
    assert {"1", "4", "5", "8", "24", "47"} <= set(written)


# ---- patterns -----------------------------------------------------------------------------------


class Sparse:
    """A matrix as libraries for sparse matrices have them."""

    def toarray(self) -> np.ndarray:
        return np.eye(5)


def test_patterns_of_vectors_sparse_matrices_and_formulas() -> None:
    alt = sn.figures.sparsity([1, 0, 2]).alt
    assert alt == "Pattern of a 1 × 3 matrix: 2 of 3 entries are not zero."
    assert sn.figures.sparsity(Sparse()).alt.endswith("zero, all on the diagonal.")
    model = sn.Model()
    w, X = sn.vector("w", n), sn.matrix("X", m, n)
    r = model.define("r", X @ w)
    model.define("L", sn.total(r**2))
    values = {"w": [1.0, 2], "X": [[1.0, 0], [2, 3], [0, 1]]}
    newton = sn.figures.sparsity(model.gauss_newton("L", "w", "r"), values)
    assert newton.alt.startswith("Pattern of a 2 × 2 matrix: 4 of 4 entries")
    with pytest.raises(sn.SymnnError, match="makes a picture, not those by w, X"):
        sn.figures.sparsity(model.gradient("L", ["w", "X"]), values)
    with pytest.raises(sn.SymnnError, match="rows is a number of axes up to 2, not 3"):
        sn.figures.sparsity(np.eye(2), rows=3)
