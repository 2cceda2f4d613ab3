"""Graphs, networks and patterns: drawn without matplotlib."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from itertools import combinations, pairwise

import numpy as np
import pytest

import symnn as sn
from symnn.documents.figures.canvas import Box, Canvas, words
from symnn.documents.figures.curves import Curve, straight, through
from symnn.documents.figures.dense_layers import NoNetworkError, columns_of
from symnn.documents.figures.dependence import dependence
from symnn.documents.figures.graph import _Drawing
from symnn.documents.figures.layers import Bend, _crossings, apart_by, layered
from symnn.documents.figures.repetition import gathered, shortened, spread
from tests.documents.drawings import faults, ids

VALUES = {
    "x": [0.05, 0.10], "target": [0.01, 0.99], "W1": [[0.15, 0.20], [0.25, 0.30]], "b1": 0.35,
    "W2": [[0.40, 0.45], [0.50, 0.55]], "b2": 0.60,
}  # fmt: skip


def two_two_two():
    x = sn.vector("x", 2, entries=["i1", "i2"])
    target = sn.vector("target", 2)
    W1 = sn.matrix("W1", 2, 2, entries=[["w1", "w2"], ["w3", "w4"]])
    W2 = sn.matrix("W2", 2, 2, entries=[["w5", "w6"], ["w7", "w8"]])
    model = sn.Model()
    h = model.define("h", sn.sigmoid(W1 @ x + sn.scalar("b1")))
    o = model.define("o", sn.sigmoid(W2 @ h + sn.scalar("b2")))
    model.define("E", sn.total((target - o) ** 2 / 2))
    return model


def deep(layers):
    n = sn.dim("n")
    model, a = sn.Model(), sn.vector("x", n)
    for layer in range(1, layers + 1):
        W, b = sn.matrix(f"W{layer}", n, n), sn.vector(f"b{layer}", n)
        z = model.define(f"z{layer}", W @ a + b)
        a = model.define(f"a{layer}", sn.tanh(z))
    model.define("L", sn.total((a - sn.vector("y", n)) ** 2) / 2)
    return model


@pytest.fixture(scope="module")
def model():
    return two_two_two()


@pytest.fixture(scope="module")
def form(model):
    return model.entries(values=VALUES)


@pytest.fixture(scope="module")
def chain(form):
    return form.derivation("E", "w1")


@pytest.fixture
def written(monkeypatch):
    """The formulas that are written on canvases."""
    found = []
    write = Canvas.formula

    def formula(self, latex, *args, **options):
        found.append(latex)
        return write(self, latex, *args, **options)

    monkeypatch.setattr(Canvas, "formula", formula)
    return found


# ---- whole pictures -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pictures(model, form, chain):
    n, m = sn.dims("n m")
    wide = sn.Model()
    wide.define("y", sn.softmax(sn.matrix("W", m, n) @ sn.vector("x", n) + sn.vector("b", m)))
    return [
        sn.figures.graph(model),
        sn.figures.graph(form),
        sn.figures.graph(chain),
        sn.figures.graph(chain, paths_only=True, direction="right"),
        sn.figures.network(model),
        sn.figures.network(form),
        sn.figures.network(wide, sizes={"n": 20, "m": 9}),
        sn.figures.network(wide),
        sn.figures.sparsity(np.eye(4), name="H", blocks=[1, 3]),
        sn.figures.sparsity(np.arange(40_000).reshape(200, 200) % 7 - 3),
    ]


def test_pictures_can_stand_on_a_page(pictures):
    assert [faults(picture.svg) for picture in pictures] == [[]] * len(pictures)


def test_faults_are_found(pictures):
    """The test above can fail."""
    svg = pictures[0].svg
    name = ids(svg)[0]
    assert faults(svg.replace("<defs>", "<script/><defs>"))
    assert faults(svg.replace("<defs>", '<style x="1"/><defs>'))
    assert faults(svg.replace(f'href="#{name}"', 'href="http://example.org/a"'))
    assert faults(svg.replace(f' id="{name}"', f' id="{ids(svg)[1]}"'))
    assert faults(svg.replace('fill="currentColor"', 'fill="#000000"', 1))


def test_pictures_share_no_ids(pictures):
    for one, other in combinations(pictures, 2):
        assert not set(ids(one.svg)) & set(ids(other.svg))


def test_alternative_texts_are_sentences(pictures):
    for picture in pictures:
        assert picture.alt[0].isupper()
        assert picture.alt.endswith(".")


def test_the_same_picture_has_the_same_bytes(pictures, model, form, chain):
    """In another process, too, where sets have another order."""
    program = (
        "import symnn as sn; from tests.documents.test_figures_drawn import *; "
        "model = two_two_two(); form = model.entries(values=VALUES); import json; "
        "chain = form.derivation('E', 'w1'); "
        "print(json.dumps([p.svg for p in (sn.figures.graph(model), sn.figures.graph(form), "
        "sn.figures.graph(chain))]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [picture.svg for picture in pictures[:3]]
    assert sn.figures.graph(chain).svg == pictures[2].svg


def test_pictures_show_and_save_themselves(pictures, tmp_path):
    picture = pictures[0]
    assert picture._repr_svg_() == picture.svg
    text = picture.save(tmp_path / "graph.svg").read_text(encoding="utf-8")
    assert text.startswith("<svg ")
    assert "prefers-color-scheme:dark" in text
    assert picture.svg.partition(">")[2] in text
    with pytest.raises(ValueError, match=r"graph\.png: a picture is saved as \.svg, not \.png"):
        picture.save(tmp_path / "graph.png")


def test_captions_are_text():
    matrix = np.eye(2)
    assert sn.figures.sparsity(matrix, caption="All of it.").caption == ("All of it.",)
    assert sn.figures.sparsity(matrix).caption == ()


# ---- graphs -------------------------------------------------------------------------------------


def test_values_and_derivatives_are_written(chain, written):
    """Known numbers of the 2-2-2 example."""
    picture = sn.figures.graph(chain, digits=6)
    for value in ("0.751365", "0.772928", "0.298371", "0.000438568", "0.593270"[:-1]):
        assert value in written, value
    assert "0.05" in written  # ∂net/∂w1 = i1
    assert "E = 0.298371." in picture.alt
    assert "2 paths are marked: w1 → h_1 → o_1 → E; w1 → h_1 → o_2 → E." in picture.alt


def test_marked_edges_are_those_of_the_paths(chain):
    data = dependence(chain)
    marked = {(edge.start.name, edge.end.name) for edge in data.edges if edge.marked}
    assert marked == {
        ("w1", "h_1"), ("h_1", "o_1"), ("h_1", "o_2"), ("o_1", "E"), ("o_2", "E"),
    }  # fmt: skip
    assert {node.name for node in data.nodes if node.marked} == {"w1", "h_1", "o_1", "o_2", "E"}
    only = dependence(chain, paths_only=True)
    assert {(edge.start.name, edge.end.name) for edge in only.edges} == marked


def test_a_single_path_is_marked_alone(form):
    data = dependence(form.path("E", "w1", through=["o_2"]))
    assert {e.pair[1].name for e in data.edges if e.marked} == {"h_1", "o_2", "E"}


def test_adjoints_are_the_derivatives(form):
    data = dependence(form, digits=9)
    by_name = {node.name: node.adjoint for node in data.nodes}
    assert by_name["w5"] == "0.0821670406"
    assert by_name["E"] == "1"
    f = form.model.compile("E", ["w3", "h_2"][:1])
    _, gradient = f({name: float(form.value(name)) for name in form.model.inputs})
    assert float(by_name["w3"]) == pytest.approx(float(gradient["w3"]), rel=1e-8)


def test_without_values_local_derivatives_are_named(model, written):
    sn.figures.graph(model.entries().derivation("E", "w1"))
    assert r"\frac{\partial E}{\partial o_{1}}" in written


def test_a_gradient_marks_the_ways_from_its_parameters(model):
    data = dependence(model.gradient("E", "W1"))
    assert [node.name for node in data.nodes if node.kind == "parameter"] == ["W1"]
    assert {e.start.name for e in data.edges if e.marked} == {"W1", "h", "o"}


def test_a_deep_network_is_drawn_short():
    for layers in (20, 100):
        model = deep(layers)
        data = dependence(model)
        assert len(data.nodes) == 4 * layers + 3
        short = shortened(data)
        computed = [node.name for node in short.nodes if node.formula]
        assert computed == ["z1", "a1", "z2", "a2", "…", f"z{layers}", f"a{layers}", "L"]
        (dots,) = [node for node in short.nodes if node.name == "…"]
        assert dots.formula == rf"{layers - 3} \text{{ more}}"
        weights = [node.name for node in short.nodes if node.name.startswith("W")]
        assert weights == ["W1", "W2", f"W{layers}"]
        if layers == 20:
            assert "…" in sn.figures.graph(model).alt


def test_gates_beside_each_other_are_no_repetition():
    """Only parts that use each other are the layers of something deep."""
    model = sn.Model()
    n = sn.dim("n")
    x = sn.vector("x", n)
    gates = [model.define(f"g{k}", sn.tanh(sn.vector(f"w{k}", n) * x)) for k in range(8)]
    model.define("y", sn.total(sum(gates[1:], gates[0])))
    data = dependence(model)
    assert shortened(data) == data


def test_inputs_of_parts_far_apart_are_drawn_beside_each():
    n = sn.dim("n")
    model, W, h = sn.Model(), sn.matrix("W", n, n), sn.vector("h0", n)
    for step in range(1, 4):
        a = model.define(f"a{step}", W @ h)
        h = model.define(f"h{step}", sn.tanh(a))
    data = dependence(model)
    shown = spread(data)
    assert [node.name for node in shown.nodes].count("W") == 3
    assert len(shown.edges) == len(data.edges)
    marked = spread(dependence(model, wrt=["W"]))
    assert [node.name for node in marked.nodes].count("W") == 1


def test_many_inputs_of_one_quantity_are_dots():
    model = sn.Model()
    model.define("s", sum((sn.scalar(f"x{k}") for k in range(2, 21)), sn.scalar("x1")))
    shown = gathered(dependence(model))
    assert [node.name for node in shown.nodes] == ["x1", "x2", "…", "x20", "s"]
    assert len(shown.edges) == 4
    assert "…" in sn.figures.graph(model).alt


def test_families_show_their_general_member():
    t = sn.label("l", "L")
    n = sn.sizes("n", t)
    W, a = sn.family("W", t, n[t], n[t - 1]), sn.family("a", t, n[t])
    model = sn.Model()
    model.define(a[t], sn.tanh(W[t] @ a[t - 1]))
    model.define("C", sn.total(a[t.span.last]))
    data = dependence(model)
    pairs = {(edge.start.name, edge.end.name): edge.repeated for edge in data.edges}
    assert pairs["a_l", "a_L"] is True
    assert pairs["W_l", "a_l"] is False


def test_bad_graphs_are_refused(model, form, chain):
    graph = sn.figures.graph
    with pytest.raises(sn.SymnnError, match="the model has no quantity e"):
        graph(model, "e")
    with pytest.raises(sn.SymnnError, match="W1 is an input, and depends on nothing"):
        graph(model, "W1")
    with pytest.raises(sn.SymnnError, match="h does not depend on W2: no path leads"):
        graph(model, "h", ["W2"])
    with pytest.raises(sn.SymnnError, match="says itself of what"):
        graph(chain, "E")
    with pytest.raises(sn.SymnnError, match="has no equations"):
        graph(sn.Model())
    with pytest.raises(TypeError, match=r"not of dict"):
        graph({})
    with pytest.raises(ValueError, match="'auto', 'right' or 'down', not 'left'"):
        graph(model, direction="left")


# ---- layouts ------------------------------------------------------------------------------------


def random_graph(seed):
    chance = random.Random(seed)
    nodes = list(range(chance.randint(2, 24)))
    edges = {(a, b) for a, b in combinations(nodes, 2) if chance.random() < 0.16}
    return nodes, sorted(edges), {node: chance.uniform(20, 90) for node in nodes}


@pytest.mark.parametrize("seed", range(12))
def test_layouts_lead_forward_and_keep_distance(seed):
    nodes, edges, breadth = random_graph(seed)
    layout = layered(nodes, edges, breadth, 10)
    level = layout.layer_of()
    assert sorted(n for n in level if not isinstance(n, Bend)) == nodes
    for start, end in edges:
        bends = [level[bend] for bend in layout.bends[start, end]]
        assert bends == list(range(level[start] + 1, level[end]))
    for layer in layout.layers:
        for one, other in pairwise(layer):
            room = 10 + sum(0 if isinstance(i, Bend) else breadth[i] / 2 for i in (one, other))
            assert layout.across[other] - layout.across[one] >= room - 1e-6


def test_a_tree_has_no_crossings():
    nodes = list(range(14, -1, -1))  # leaves first
    edges = [(child, (child - 1) // 2) for child in nodes if child]
    edges.sort(key=lambda edge: (edge[0] * 7) % 15)
    layout = layered(nodes, edges, dict.fromkeys(nodes, 20.0), 10)
    after = {}
    for start, end in edges:
        after.setdefault(start, []).append(end)
    assert _crossings(layout.layers, after) == 0


@pytest.mark.parametrize("seed", range(8))
def test_places_are_the_nearest_that_are_apart(seed):
    """No feasible step makes the sum of squares smaller."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 8))
    wanted, weights = rng.normal(0, 10, count), rng.uniform(0.1, 5, count)
    apart = rng.uniform(1, 8, count - 1)
    found = np.array(apart_by(wanted, weights, apart))
    assert (np.diff(found) >= apart - 1e-9).all()

    def cost(places):
        return float(weights @ (places - wanted) ** 2)

    for _ in range(200):
        other = found + rng.normal(0, rng.choice([0.01, 1]), count)
        if (np.diff(other) >= apart - 1e-12).all():
            assert cost(other) >= cost(found) - 1e-9


def test_nodes_and_labels_do_not_overlap(chain):
    for down in (True, False):
        drawing = _Drawing(dependence(chain), True, down=down)
        drawing.picture("", ())
        for one, other in combinations(drawing.boxes.values(), 2):
            assert one.overlap(other) == 0
        for one, other in combinations(drawing.labels, 2):
            assert one.overlap(other) == 0


def test_curves_leave_room_for_labels():
    curve = through([(0, 0), (50, 30), (60, 30), (120, 0)], across=False)
    assert curve.at(0) == (0, 0)
    assert curve.at(1) == (120, 0)
    box = Box(40, 20, 70, 40)
    before, after = curve.without(box)
    assert isinstance(before, Curve)
    for piece in (before, after):
        assert not any(box.holds(point) for _, point in piece.samples)
    assert before.at(0) == (0, 0)
    assert after.at(1) == (120, 0)
    assert straight((0, 0), (10, 0)).at(0.5) == pytest.approx((5, 0))


def test_words_are_safe_in_formulas():
    canvas = Canvas()
    for text in ("50 % of {all} $x_1$", r"a\b^2", "ä & ö # 1"):
        assert canvas.size(words(text), 12)[0] > 0
    assert canvas.size(r"\notacommand{x}", 12)[0] > 0  # as it stands


# ---- networks -----------------------------------------------------------------------------------


def test_layers_of_a_network_are_found(model):
    columns = columns_of(model)
    assert [column.units.name for column in columns] == ["x", "h", "o"]
    assert [c.dense.weights.name for c in columns[1:]] == ["W1", "W2"]
    assert [c.dense.bias.name for c in columns[1:]] == ["b1", "b2"]


def test_weights_of_a_batch_are_found():
    N, d, h = sn.dims("N d h")
    model = sn.Model()
    Z = model.define("Z", sn.matrix("X", N, d) @ sn.matrix("W", d, h) + sn.vector("b", h))
    A = model.define("A", sn.relu(Z))
    model.define("P", sn.softmax(A @ sn.matrix("V", h, 3), axis=1))
    columns = columns_of(model)
    assert [column.units.name for column in columns] == ["X", "A", "P"]
    assert [c.dense.flipped for c in columns[1:]] == [True, True]
    assert sn.figures.network(model).alt == "Network with layers of d, h and 3 units: X, A and P."


def test_weights_stand_on_the_right_lines(form, monkeypatch):
    """w2 leads from the second input to the first hidden unit."""
    ends = {}
    draw = Canvas.path

    def path(self, data, **style):
        draw(self, data, **style)
        self.last = data

    label = Canvas.formula

    def formula(self, latex, at, *args, **options):
        ends[latex] = at
        return label(self, latex, at, *args, **options)

    monkeypatch.setattr(Canvas, "path", path)
    monkeypatch.setattr(Canvas, "formula", formula)
    sn.figures.network(form, labels="names")
    slope = {
        name: (ends[f"h_{{{j}}}"][1] - ends[f"i_{{{k}}}"][1])
        for name, j, k in (("w_{1}", 1, 1), ("w_{2}", 1, 2), ("w_{3}", 2, 1), ("w_{4}", 2, 2))
    }
    for name, j, k in (("w_{1}", 1, 1), ("w_{2}", 1, 2), ("w_{3}", 2, 1), ("w_{4}", 2, 2)):
        start, end = ends[f"i_{{{k}}}"], ends[f"h_{{{j}}}"]
        x, y = ends[name]
        share = (x - start[0]) / (end[0] - start[0])
        assert 0 < share < 1
        assert y == pytest.approx(start[1] + share * slope[name], abs=2), name


def test_values_stand_on_the_lines(form, written):
    picture = sn.figures.network(form)
    assert {"0.15", "0.55", "0.35", "0.593", "0.751"} <= set(written)
    assert picture.alt.endswith("The lines bear the weights.")


def test_wide_layers_have_dots(written):
    n, m = sn.dims("n m")
    model = sn.Model()
    model.define("y", sn.matrix("W", m, n) @ sn.vector("x", n))
    sn.figures.network(model, sizes={"n": 100, "m": 3})
    assert {"x_{4}", "x_{100}", "100", "W"} <= set(written)
    assert "x_{5}" not in written
    written.clear()
    sn.figures.network(model)
    assert {"x_{1}", "x_{2}", "x_{n}", "y_{m}"} <= set(written)


def test_bad_networks_are_refused(model):
    other = sn.Model()
    other.define("y", sn.tanh(sn.vector("x", 2)))
    with pytest.raises(NoNetworkError, match="no quantity of the model is a matrix of parameters"):
        sn.figures.network(other)
    with pytest.raises(sn.SymnnError, match="labels='values' needs values"):
        sn.figures.network(model, labels="values")
    with pytest.raises(ValueError, match="'auto', 'names', 'values' or 'none', not 'all'"):
        sn.figures.network(model, labels="all")
    with pytest.raises(TypeError, match="not of list"):
        sn.figures.network([])


# ---- patterns -----------------------------------------------------------------------------------


def test_every_entry_that_is_not_zero_is_drawn():
    matrix = np.array([[1, 0, -2], [0, 0, 0], [3, 4, 0]])
    picture = sn.figures.sparsity(matrix)
    assert picture.alt == "Pattern of a 3 × 3 matrix: 4 of 9 entries are not zero."
    assert picture.svg.count("z") - picture.svg.count("zero") == 4
    plain = sn.figures.sparsity(matrix, signs=False)
    assert plain.svg.count("z") - plain.svg.count("zero") == 4


def test_a_hessian_is_drawn_from_the_model():
    n = sn.dim("n")
    model, w = sn.Model(), sn.vector("w", n)
    model.define("L", sn.total(w**4))
    picture = sn.figures.sparsity(model.hessian("L", "w"), {"w": [1.0, 2, 3, 4]})
    assert picture.alt.endswith("4 of 16 entries are not zero, all on the diagonal.")
    with pytest.raises(sn.SymnnError, match="give values="):
        sn.figures.sparsity(model.hessian("L", "w"))


def test_rows_are_those_of_what_is_differentiated():
    model, W = sn.Model(), sn.matrix("W", 3, 2)
    model.define("h", sn.tanh(W @ sn.vector("x", 2)))
    values = {"W": np.ones((3, 2)), "x": [1, -2]}
    picture = sn.figures.sparsity(model.jacobian("h", "W"), values)
    assert picture.alt == "Pattern of a 3 × 6 matrix: 6 of 18 entries are not zero."


def test_large_patterns_gather_entries(written):
    sn.figures.sparsity(np.eye(200))
    assert r"\text{one square: } 3 \times 3 \text{ entries}" in written


def test_bad_patterns_are_refused():
    with pytest.raises(sn.SymnnError, match=r"blocks: \[1, 1\] add up to 2, not to 3"):
        sn.figures.sparsity(np.eye(3), blocks=[1, 1])
    with pytest.raises(ValueError, match="sparsity: 1 entries are no numbers"):
        sn.figures.sparsity([[1, np.nan]])
    with pytest.raises(sn.SymnnError, match="expected a matrix"):
        sn.figures.sparsity(np.zeros((0, 2)))
