"""Equations of adjoints: what they are of, in which order, which are needed, and their links."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus import adjoint
from symnn.calculus.adjoint import IndependentError, adjoint_system
from symnn.calculus.canonical import key
from symnn.calculus.simplify import simplified
from symnn.calculus.zero import is_zero
from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.language.recurrence import FamilyEquation
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation
from symnn.language.tensor import Tensor
from tests.models.families import simple_rnn

N, M = sn.dims("n m")


def names(pieces) -> list[str]:
    """What the derivatives are by."""
    return [piece.symbol.wrt.name for piece in pieces]


def model() -> sn.Model:
    """z = W x, h = tanh z, y = h ⊙ z + c, e = y², L = Σ e; and a quantity beside them."""
    model = sn.Model()
    W, x, c = sn.matrix("W", N, M), sn.vector("x", M), sn.vector("c", N)
    z = model.define("z", W @ x)
    h = model.define("h", sn.tanh(z))
    y = model.define("y", h * z + c)
    e = model.define("e", y**2)
    model.define("L", sn.total(e))
    model.define("other", sn.total(x))
    return model


def system(target, wrt, **options):
    of = model()
    return adjoint_system(of, of.symbol(target), [of.symbol(name) for name in wrt], **options)


@pytest.mark.parametrize(
    ("target", "wrt", "derived", "needed"),
    [
        ("L", ["x"], "e y h z x", "h z x"),
        ("L", ["W", "x"], "e y h z W x", "h z W x"),
        ("L", ["c", "e"], "e y c", "e c"),
        ("L", ["z"], "e y h z", "h z"),
        ("y", ["x"], "h z x", "x"),
        ("y", ["y", "c"], "y c", "y c"),
        ("L", ["L"], "L", "L"),
        ("other", ["x"], "x", "x"),
        ("L", ["x", "L"], "L e y h z x", "L h z x"),
    ],
)
def test_what_is_derived_and_what_is_needed(target, wrt, derived, needed):
    found = system(target, wrt)
    assert list(found.equations) == derived.split()
    assert [a.symbol.wrt.name for a in found.needed] == needed.split()
    assert all(a.symbol.of.name == target for a in found.needed)
    assert found.of(TensorSymbol(wrt[0])) is found.equations[wrt[0]]


@pytest.mark.parametrize(("target", "wrt"), [("L", ["W", "x", "c"]), ("y", ["x", "W", "c"])])
@pytest.mark.parametrize("through", [False, True])
def test_the_chain_rule_of_each_equation(target, wrt, through):
    found = system(target, wrt, through=through)
    local = {link.left: link.right for a in found.equations.values() for link in a.links}
    for equation in found.equations.values():
        assert is_zero(equation.substituted - equation.plain)
        assert equation.equation.indices == (*equation.o, *equation.k)
        assert [i.dimension for i in equation.o] == ([N] if target == "y" else [])
        assert tuple(i.dimension for i in equation.k) == equation.symbol.wrt.shape
        for link in equation.links:
            assert link.left in local
            assert link.left.symbol.local
            assert link.left.args[1:] == (*link.equation.indices, *equation.k)
            # the derivative by the target itself is known, others have names
            has = equation.chain.has(link.left)
            assert has is (link.equation.symbol.name != target)
    by_z = found.equations["z"]
    assert [link.equation.name for link in by_z.links] == ["h", "y"]


def test_the_derivative_of_a_vector_by_itself():
    found = system("y", ["y"]).equations["y"]
    assert found.expr == sp.KroneckerDelta(found.o[0], found.k[0]) == found.plain
    scalar = system("L", ["L"]).equations["L"]
    assert scalar.expr == 1
    # and by what it uses
    by_c = system("y", ["c"]).equations["c"]
    assert by_c.expr == sp.KroneckerDelta(by_c.o[0], by_c.k[0])


def test_closed_forms_are_put_in_where_they_are_asked_for():
    of = model()
    W = of.symbol("W")
    plain = system("L", ["x"]).equations["x"]
    closed = system("L", ["x"], through=True).equations["x"]
    assert [symbol.wrt.name for symbol in plain.inlined] == []
    assert [symbol.wrt.name for symbol in closed.inlined] == ["z"]
    z, h, y = (TensorSymbol(name, (N,)) for name in "zhy")
    i = Index(N)
    slope = (1 - h[i] ** 2) * 2 * y[i] * z[i] + 2 * h[i] * y[i]
    expected = total_over(W[i, closed.k[0]] * slope, [i])
    assert is_zero(closed.expr - expected)


@pytest.mark.parametrize(("of", "wrt"), [("L", "other"), ("z", "c"), ("other", "W"), ("z", "h")])
def test_what_a_target_does_not_depend_on(of, wrt):
    with pytest.raises(IndependentError) as raised:
        system(of, ["x", wrt] if of != "other" else [wrt])
    assert str(raised.value) == (
        f"{of} does not depend on {wrt}: no equation leads from one to the other"
    )


def layers(of: str) -> sn.Model:
    """Layers of one kind that use derivatives of ``of``, as those of a second derivative do."""
    model, a = sn.Model(), sn.vector("x", N)
    for layer in range(1, 5):
        symbol = DerivativeSymbol(TensorSymbol(of), TensorSymbol(f"v{layer}", (N,)))
        i = Index(N)
        shift = Tensor(symbol[i], (i,), f"d{layer}")
        a = model.define(f"a{layer}", sn.tanh(sn.matrix(f"W{layer}", N, N) @ a + shift))
    model.define("L", sn.total(a**2))
    return model


def test_layers_that_use_derivatives_of_another_target_are_alike(monkeypatch):
    derived = []
    derive = adjoint._Deriver._derive
    monkeypatch.setattr(
        adjoint._Deriver, "_derive", lambda *args: derived.append(str(args[1])) or derive(*args)
    )

    def count(of):
        derived.clear()
        of = layers(of)
        wrt = [of.symbol(f"W{layer}") for layer in range(1, 5)]
        found = adjoint_system(of, of.symbol("L"), wrt)
        below = ["a3", "a2", "a1", "W1", "W2", "W3", "W4"]
        assert names(found.equations.values()) == ["a4", *below]
        assert names(found.needed) == below  # the value of that by a4 is put in
        return len(derived)

    assert count("L") == 8  # a1 … a4 and W1 … W4, each by itself
    assert count("K") < 8


def test_a_derivative_of_another_target_is_given():
    v, i = sn.vector("v", N), Index(N)
    above = DerivativeSymbol(TensorSymbol("K"), v.symbol)
    model = sn.Model()
    model.define("L", sn.total(sn.vector("x", N) * Tensor(above[i], (i,), "d")))
    found = adjoint_system(model, model.symbol("L"), [model.symbol("x")])
    (equation,) = found.needed
    assert equation.expr == above[equation.k[0]]


@pytest.mark.parametrize("through", [False, True])
def test_alike_are_those_with_the_same_values_above_only(through, monkeypatch):
    # u, v and w are used alike; the derivatives above them are 1, e y and 2
    def texts():
        model, sums = sn.Model(), []
        for name, weight in (("u", 1), ("v", sn.vector("y", N)), ("w", 2)):
            e = model.define(f"e_{name}", sn.tanh(sn.vector(name, N)))
            sums.append(sn.total(weight * e if name != "v" else e**2 * weight))
        model.define("L", sums[0] + sums[1] + sums[2])
        wrt = [model.symbol(name) for name in "uvw"]
        found = adjoint_system(model, model.symbol("L"), wrt, through=through)
        return {name: str(a.expr) for name, a in found.equations.items()}

    whole = texts()
    monkeypatch.setattr(adjoint, "form_of", lambda *parts: None)
    assert texts() == whole
    assert whole["u"] == "1 - e_u[_i]**2"
    assert whole["w"] == "2 - 2*e_w[_i]**2"
    assert whole["v"] != whole["u"].replace("u", "v")


# ---- families ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rnn():
    """The adjoints of a recurrent network."""
    return simple_rnn().gradient("L", ["W", "h_0", "x", "b"]).adjoints


def test_families_are_derived_in_order(rnn):
    assert list(rnn.equations) == ["h_T", "h_t", "h_0", "a_t", "W", "x_t", "b"]
    assert {name: names(pieces) for name, pieces in rnn.by_key.items()} == {
        "h": ["h_T", "h_t", "h_0"],
        "a": ["a_t"],
        "W": ["W"],
        "x": ["x_t"],
        "b": ["b"],
    }
    T = sn.dim("T")
    for name, last in (("h_t", T - 1), ("a_t", T), ("x_t", T)):
        equation = rnn.equations[name].equation
        assert isinstance(equation, FamilyEquation)
        assert (equation.span.first, equation.span.last) == (1, last)
    for name in ("h_T", "h_0", "W", "b"):
        assert type(rnn.equations[name].equation) is Equation


@pytest.mark.parametrize(
    ("wrt", "needed"),
    [
        ("h_T", "h_T"),
        ("h_0", "h_T h_t h_0 a_t"),
        ("W", "h_T h_t a_t W"),
        ("x_1", "h_T h_t a_t x_1"),
        ("h", "h_T h_t a_t"),
    ],
)
def test_which_pieces_of_a_family_are_needed(wrt, needed):
    assert names(simple_rnn().gradient("L", [wrt]).adjoints.needed) == needed.split()


def test_the_pieces_where_a_derivative_is_read(rnn):
    t = sn.label("t", "T")
    h, a = sn.family("h", t, N), sn.family("a", t, N)

    def at(tensor, reader=None):
        return names(rnn.at(tensor.symbol, reader))

    T = sn.dim("T")
    assert at(h[t]) == at(h[t - 1]) == ["h_T", "h_t", "h_0"]  # read nowhere in particular
    assert (at(h[T]), at(h[0]), at(h[1]), at(h[T - 1])) == (["h_T"], ["h_0"], ["h_t"], ["h_t"])
    of_a, of_h = rnn.equations["a_t"], rnn.equations["h_t"]
    assert at(h[t], of_a) == ["h_T", "h_t"]
    assert at(h[t - 1], of_a) == ["h_t", "h_0"]
    assert at(h[t + 1], of_h) == ["h_T", "h_t"]
    assert at(h[t], of_h) == ["h_t"]
    assert at(a[t + 1], of_h) == ["a_t"]
    assert at(h[t], rnn.equations["W"]) == ["h_T", "h_t", "h_0"]  # within a sum
    assert names(rnn.at(TensorSymbol("W", (N, N)), of_a)) == ["W"]
    assert names(rnn.at(TensorSymbol("none"), of_a)) == []


def test_the_chain_rule_of_families(rnn):
    for equation in rnn.equations.values():
        plain = sp.Add(*(part.summed(part.plain) for part in equation.parts))
        assert key(simplified(equation.substituted)) == key(simplified(plain))
        for part in equation.parts:
            assert (part.label is None) is (part.span is None)
            for link, above in zip(part.links, part.above, strict=True):
                of_target = link.equation.symbol.name == "L"
                assert equation.chain.has(link.left) is not of_target
                assert (above == 1) is of_target
    over_time, decay = rnn.equations["W"].parts
    assert (str(over_time.label), decay.label) == ("t", None)
    assert str(over_time.summed(sp.Symbol("s"))) == "Series(s, t, 1, T)"
    assert decay.summed(sp.Symbol("s")) == sp.Symbol("s")
