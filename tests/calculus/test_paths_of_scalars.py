"""Paths between scalars: which there are, how many, in which order, and what all go through."""

from __future__ import annotations

import pytest

import symnn as sn
from symnn.calculus.paths import Graph, ManyPathsError, Path


def ladder() -> sn.Model:
    """x → a, b → c → d, e → L, with x → L directly; u, v stand beside it."""
    model = sn.Model()
    x, u = sn.scalar("x"), sn.scalar("u")
    a, b = model.define("a", x**2 * u), model.define("b", sn.sin(x))
    c = model.define("c", a * b)
    d, e = model.define("d", sn.exp(c)), model.define("e", c**3 + x)
    model.define("v", a + u)
    model.define("L", d * e)
    model.define("after", sn.exp(e))
    return model


MODEL = ladder()
GRAPH = Graph(MODEL)


def symbol(name):
    return MODEL.symbol(name)


def names(symbols):
    return [one.name for one in symbols]


def between(target, source, graph=GRAPH):
    return graph.between(symbol(target), symbol(source))


def test_what_uses_what_in_the_order_of_the_system():
    assert names(GRAPH.used_by("a")) == ["u", "x"]
    assert names(GRAPH.used_by("e")) == ["x", "c"]
    assert GRAPH.used_by("x") == []
    assert GRAPH.used_by("nothing") == []


def test_the_order_may_be_chosen():
    graph = Graph(MODEL, [symbol("x"), symbol("e"), symbol("x")])
    assert names(graph.used_by("a")) == ["x", "u"]
    assert names(graph.used_by("L")) == ["e", "d"]
    assert names(GRAPH.used_by("L")) == ["d", "e"]


def test_what_depends_on_a_quantity():
    depend = {s: set(names(GRAPH.dependents(symbol(s)))) for s in ("x", "u", "c", "d", "L")}
    assert depend == {
        "x": {"x", "a", "b", "c", "d", "e", "v", "L", "after"},
        "u": {"u", "a", "c", "d", "e", "v", "L", "after"},
        "c": {"c", "d", "e", "L", "after"},
        "d": {"d", "L"},
        "L": {"L"},
    }


@pytest.mark.parametrize(
    ("of", "wrt", "others"),
    [
        ("L", "d", []),
        ("L", "c", ["d", "e"]),
        ("c", "a", []),
        ("c", "x", ["a", "b"]),
        ("e", "x", ["c"]),
        ("e", "c", []),
        ("c", "u", ["a"]),
        ("x", "u", []),
    ],
)
def test_what_else_depends_on_it(of, wrt, others):
    assert names(GRAPH.others(symbol(of), symbol(wrt))) == others


def test_the_number_of_paths_from_and_to():
    way = between("L", "x")
    assert {s.name: count for s, count in way.below.items()} == {
        "x": 1, "a": 1, "b": 1, "c": 2, "d": 2, "e": 3, "L": 5,
    }  # fmt: skip
    assert {s.name: count for s, count in way.above.items()} == {
        "L": 1, "e": 1, "d": 1, "c": 2, "b": 2, "a": 2, "x": 5,
    }  # fmt: skip
    assert names(way.above)[0] == "L"
    assert names(way.above)[-1] == "x"
    assert names(way.below)[0] == "x"
    assert way.count == 5


def test_every_path_in_order():
    assert [str(path) for path in between("L", "x").paths(5)] == [
        "L ← d ← c ← a ← x",
        "L ← d ← c ← b ← x",
        "L ← e ← x",
        "L ← e ← c ← a ← x",
        "L ← e ← c ← b ← x",
    ]
    assert [str(path) for path in between("L", "u").paths(9)] == [
        "L ← d ← c ← a ← u",
        "L ← e ← c ← a ← u",
    ]
    (itself,) = between("L", "L").paths(1)
    assert (str(itself), itself.edges) == ("L", ())


def test_edges_are_pairs_of_neighbours():
    path = Path((symbol("L"), symbol("d"), symbol("c")))
    assert path.edges == ((symbol("L"), symbol("d")), (symbol("d"), symbol("c")))


def test_users_and_used_on_the_way():
    way = between("L", "x")
    assert names(way.users(symbol("c"))) == ["d", "e"]
    assert names(way.users(symbol("x"))) == ["a", "b", "e"]
    assert names(way.users(symbol("a"))) == ["c"]
    assert way.users(symbol("L")) == []
    assert way.users(symbol("u")) == []
    assert names(way.uses(symbol("a"))) == ["x"]
    assert names(way.uses(symbol("L"))) == ["d", "e"]
    # from c on: what c itself uses is not on the way
    assert names(between("L", "c").users(symbol("c"))) == ["d", "e"]
    assert between("L", "c").users(symbol("a")) == []
    assert names(between("L", "c").above) == ["L", "e", "d", "c"]


def test_what_every_path_goes_through():
    assert names(between("L", "x").waists) == ["L", "x"]
    assert names(between("L", "a").waists) == ["L", "c", "a"]
    assert names(between("d", "x").waists) == ["d", "c", "x"]
    assert names(between("L", "L").waists) == ["L"]


def test_no_path():
    way = between("d", "e")
    assert way.count == 0
    assert way.above == {}
    assert way.waists == []


def test_too_many_paths_are_counted():
    with pytest.raises(ManyPathsError) as caught:
        between("L", "x").paths(4)
    assert str(caught.value) == (
        "5 paths lead from x to L, more than 4; ask for the derivation with adjoints instead, "
        "or for limit=5"
    )
