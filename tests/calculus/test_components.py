"""Quantities entry by entry: names, places, equations, facts, and what is refused."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.components import Components, dimensions_of
from symnn.language.errors import NameConflictError, ShapeError, SizeError, UnknownNameError
from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol

N, M = sn.dims("n m")


def model_of(**equations) -> sn.Model:
    model = sn.Model()
    for name, value in equations.items():
        model.define(name, value)
    return model


def written(model, sizes) -> dict[str, str]:
    equations = Components(model, sizes).equations()
    return {equation.symbol.name: str(equation.expr) for equation in equations}


# ---- names and places -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "first", "last"),
    [
        ((9,), "T_1", "T_9"),
        ((10,), "T_1", "T_10"),
        ((9, 9), "T_11", "T_99"),
        ((9, 10), "T_1_1", "T_9_10"),
        ((10, 9), "T_1_1", "T_10_9"),
        ((2, 1, 3), "T_111", "T_213"),
        ((1,), "T_1", "T_1"),
    ],
)
def test_labels_are_joined_where_they_have_one_digit(shape, first, last):
    T = sn.tensor("T", *shape)
    components = Components(model_of(L=sn.total(T)), {}).of(T.symbol)
    assert len(components) == sp.prod(shape)
    assert (components[0].name, components[-1].name) == (first, last)


def test_the_users_own_names_follow_the_last_index():
    E = sn.matrix("E", 2, 3, entries=[["e", "f", "g"], ["h", "i", "j"]])
    components = Components(model_of(L=sn.total(E)), {})
    assert [component.name for component in components.of(E.symbol)] == list("efghij")
    assert [component.position for component in components.of(E.symbol)] == [
        (1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)
    ]  # fmt: skip
    assert components.at(E.symbol, [2, 1]).name == "h"
    assert components.origin[components.at(E.symbol, [2, 1])] == (E.symbol, (2, 1))
    cube = sn.tensor("C", 2, 2, 2, entries=[[["a", "b"], ["c", "d"]], [["e", "f"], ["g", "h"]]])
    components = Components(model_of(L=sn.total(cube)), {})
    assert [component.name for component in components.of(cube.symbol)] == list("abcdefgh")


def test_names_that_are_taken_get_a_mark():
    x, taken, again = sn.vector("x", 2), sn.scalar("x_1"), sn.scalar("x_1'")
    model = model_of(L=sn.total(x) * taken * again)
    names = {symbol.name for symbol in Components(model, {}).of(x.symbol)}
    assert names == {"x_1''", "x_2"}
    plain = Components(model, {}).of(x.symbol)
    assert [component.latex for component in plain] == ["x_1''", "x_2"]
    written = Components(model, {}, lambda symbol, labels: rf"{symbol.name}_{{{','.join(labels)}}}")
    assert [component.latex for component in written.of(x.symbol)] == ["x_{1}''", "x_{2}"]


def test_one_name_for_two_is_refused():
    x, y = sn.vector("x", 2, entries=["p", "q"]), sn.vector("y", 2, entries=["r", "q"])
    with pytest.raises(NameConflictError, match=r"^q names an entry of y and also an entry of x;"):
        Components(model_of(L=sn.total(x * y)), {})
    x, y = sn.vector("x", 2, entries=["p", "z"]), sn.vector("y", 2, entries=["r", "z"])
    with pytest.raises(NameConflictError, match=r"^z names an entry of y and also an entry of x;"):
        Components(model_of(L=sn.total(x * y)), {})
    # a scalar, whichever of the two comes first
    with pytest.raises(NameConflictError, match=r"^z names the scalar z and also an entry of x;"):
        Components(model_of(L=sn.total(x) * sn.scalar("z")), {})
    with pytest.raises(NameConflictError, match=r"^z names an entry of x and also the scalar z;"):
        Components(model_of(L=sn.scalar("z") * 2, K=sn.total(x)), {})


def test_places_outside_are_refused():
    A = sn.matrix("A", N, M)
    components = Components(model_of(L=sn.total(A)), {"n": 2, "m": 3})
    assert components.at(A.symbol, (2, 3)).name == "A_23"
    assert components.at(A.symbol, (1, 1)).name == "A_11"
    for place in ((3, 1), (0, 1), (1, 4), (1, 0)):
        with pytest.raises(ShapeError) as raised:
            components.at(A.symbol, place)
        said = f"A[{place[0]}, {place[1]}] lies outside A, which has sizes (2, 3)"
        assert str(raised.value) == said


def test_components_of_derivatives_are_derivatives_of_components():
    W, x = sn.matrix("W", N, M), sn.vector("x", M)
    z = W @ x
    model = sn.Model()
    z = model.define("z", W @ x)
    components = Components(model, {"n": 2, "m": 3})
    for local in (False, True):
        symbol = DerivativeSymbol(z.symbol, W.symbol, local=local)
        found = components.at(symbol, (2, 1, 3))
        of, wrt = components.at(z.symbol, (2,)), components.at(W.symbol, (1, 3))
        assert (of.name, wrt.name) == ("z_2", "W_13")
        assert found == DerivativeSymbol(of, wrt, local=local)
        assert len(components.of(symbol)) == 12


# ---- expressions ----------------------------------------------------------------------------


def test_equations_entry_by_entry():
    A, x, b = sn.matrix("A", N, M), sn.vector("x", M), sn.scalar("b")
    model = sn.Model()
    y = model.define("y", A @ x + b)
    model.define("L", sn.total(y) / N)
    assert written(model, {"n": 2, "m": 3}) == {
        "y_1": "A_11*x_1 + A_12*x_2 + A_13*x_3 + b",
        "y_2": "A_21*x_1 + A_22*x_2 + A_23*x_3 + b",
        "L": "y_1/2 + y_2/2",
    }
    components = Components(model, {"n": 1, "m": 1})
    assert [str(e.expr) for e in components.equations()] == ["A_11*x_1 + b", "y_1"]
    (only,) = components.equations([model.equations["L"]])
    assert (only.symbol.name, only.indices) == ("L", ())
    assert list(components.equations([])) == []


def test_sums_over_several_indices_and_deltas():
    A = sn.matrix("A", N, N)
    i, j = Index(N), Index(N)
    components = Components(model_of(L=sn.total(A)), {"n": 2})
    weighted = total_over(i * A.symbol[i, j] * (1 - sp.KroneckerDelta(i, j)), [i, j])
    assert str(components.written_out(weighted, {})) == "A_12 + 2*A_21"
    assert components.written_out(N * i + sp.pi, {i: 2}) == 4 + sp.pi


def test_entries_beside_their_axis_are_zero():
    x = sn.vector("x", N)
    i = Index(N)
    components = Components(model_of(L=sn.total(x)), {"n": 3})

    def at(place):
        return [str(components.written_out(x.symbol[place], {i: k})) for k in (1, 2, 3)]

    assert at(i) == ["x_1", "x_2", "x_3"]
    assert at(i - 1) == ["0", "x_1", "x_2"]
    assert at(i + 1) == ["x_2", "x_3", "0"]
    assert at(2 * i - 2) == ["0", "x_2", "0"]
    T = sn.matrix("T", N, M)
    components = Components(model_of(L=sn.total(T)), {"n": 3, "m": 2})
    u = Index(M)
    assert str(components.written_out(T.symbol[i - 1, u], {i: 2, u: 2})) == "T_12"
    assert components.written_out(T.symbol[i - 1, u], {i: 1, u: 2}) == 0
    assert components.written_out(T.symbol[i, u + 1], {i: 3, u: 2}) == 0
    assert str(components.written_out(T.symbol[i, u + 1], {i: 3, u: 1})) == "T_32"


def test_a_number_that_lies_outside_is_an_error():
    x = sn.vector("x", N)
    components = Components(model_of(L=sn.total(x)), {"n": 2})
    assert str(components.written_out(x.symbol[sp.Integer(2)], {})) == "x_2"
    with pytest.raises(ShapeError, match="lies outside x, which has sizes"):
        components.written_out(x.symbol[sp.Integer(3)], {})


@pytest.mark.parametrize(
    ("operation", "kept"),
    [
        (sn.tril, ["A_11", "0", "A_21", "A_22"]),
        (sn.triu, ["A_11", "A_12", "0", "A_22"]),
    ],
)
def test_operations_written_in_the_entries_of_their_operand(operation, kept):
    A = sn.matrix("A", N, N)
    assert list(written(model_of(T=operation(A)), {"n": 2}).values()) == kept
    stacked = written(model_of(T=operation(A @ A)), {"n": 2})
    assert stacked["T_11"] == "A_11**2 + A_12*A_21"


def test_softmax_by_its_definition():
    z = sn.vector("z", N)
    assert written(model_of(p=sn.softmax(z)), {"n": 2}) == {
        "p_1": "exp(z_1)/(exp(z_1) + exp(z_2))",
        "p_2": "exp(z_2)/(exp(z_1) + exp(z_2))",
    }


# ---- facts ----------------------------------------------------------------------------------


def test_facts_entry_by_entry():
    S, x, y = sn.matrix("S", N, N), sn.vector("x", N), sn.vector("y", N)
    T = sn.tensor("T", 2, N, N)
    model = sn.Model()
    model.define("L", sn.total(S @ x + y) + sn.total(T))
    for fact in (sn.symmetric(S), sn.symmetric(T), sn.Eq(x, 2 * y), sn.Eq(sn.total(x), 1)):
        model.assume(fact)
    assert [fact.text for fact in Components(model, {"n": 3}).facts()] == [
        *("S_12 = S_21", "S_13 = S_31", "S_23 = S_32"),
        *("T_112 = T_121", "T_113 = T_131", "T_123 = T_132"),
        *("T_212 = T_221", "T_213 = T_231", "T_223 = T_232"),
        *("x_1 = 2*y_1", "x_2 = 2*y_2", "x_3 = 2*y_3"),
        "x_1 + x_2 + x_3 = 1",
    ]
    assert [fact.text for fact in Components(model, {"n": 1}).facts()] == [
        "x_1 = 2*y_1",
        "x_1 = 1",
    ]


# ---- sizes ----------------------------------------------------------------------------------


def sized() -> sn.Model:
    return model_of(y=sn.matrix("A", N, M) @ sn.vector("x", M))


@pytest.mark.parametrize(
    ("sizes", "error", "said"),
    [
        (
            {},
            SizeError,
            (
                "the entries form needs numbers for the sizes m, n; give them, as in "
                "sizes={'m': 2, 'n': 3} (--sizes m=2,n=3)"
            ),
        ),
        (
            {"n": 2},
            SizeError,
            (
                "the entries form needs numbers for the sizes m; give them, as in sizes={'m': 2} "
                "(--sizes m=2)"
            ),
        ),
        ({"n": 2, "m": 0}, SizeError, "sizes: m is a positive integer, not 0"),
        ({"n": -1, "m": 2}, SizeError, "sizes: n is a positive integer, not -1"),
        ({"n": 2, "m": 1.5}, SizeError, "sizes: m is a positive integer, not 1.5"),
        ({"n": 2, "m": True}, SizeError, "sizes: m is a positive integer, not True"),
        ({"k": 3}, UnknownNameError, "the model has no dimension k; its dimensions are m, n"),
    ],
)
def test_sizes_that_do_not_fit(sizes, error, said):
    with pytest.raises(error) as raised:
        Components(sized(), sizes)
    assert str(raised.value) == said


def test_sizes_that_fit():
    for sizes in ({"n": 1, "m": 1}, {N: 1, M: 1}, {"n": 1.0, "m": 1}):
        assert Components(sized(), sizes).sizes == {N: 1, M: 1}
    with pytest.raises(UnknownNameError, match="no dimension n; its sizes are numbers"):
        Components(model_of(L=sn.total(sn.vector("x", 2))), {"n": 2})
    components = Components(sized(), {"n": 2, "m": 3})
    assert (components.size(N - 1), components.size(N * M), components.size(sp.Integer(4))) == (
        1,
        6,
        4,
    )
    for size, value in ((N - 2, 0), (N / 4, sp.Rational(1, 2)), (sn.dim("k"), "k")):
        with pytest.raises(SizeError) as raised:
            components.size(size)
        said = f"the size {size} is {value} for m = 3, n = 2: expected a positive integer"
        assert str(raised.value) in (said, said.replace("m = 3, n = 2", "n = 2, m = 3"))


def test_dimensions_by_name():
    K = sn.dim("k")
    model = model_of(y=sn.vector("x", N + M) / K, a=sn.scalar("s") * N)
    assert dimensions_of(model) == [K, M, N]
    assert dimensions_of(model_of(L=sn.total(sn.vector("x", 3)))) == []
