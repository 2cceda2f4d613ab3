"""What is alike is derived once and renamed: to the same equations as one by one."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus import adjoint, alike
from symnn.calculus.alike import Renaming, form_of
from symnn.calculus.canonical import key
from symnn.language.expression import bound_by, total_over
from symnn.language.facts import Fact
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol
from tests.models.networks import NETWORKS

N, M, P, Q = sn.dims("n m p q")
W, X, A, B = sn.matrix("W", N, M), sn.vector("x", M), sn.matrix("A", P, Q), sn.vector("b", Q)


def deep(*, alike_layers: bool = True) -> sn.Model:
    """Five layers of the same kind with widths of their own, or of two kinds in turn."""
    model, a = sn.Model(), sn.vector("x", sn.dim("h0"))
    for layer in range(1, 6):
        size, width = a.shape[0], sn.dim(f"h{layer}")
        act = sn.tanh if alike_layers or layer % 2 else sn.sigmoid
        weights, bias = sn.matrix(f"W{layer}", width, size), sn.vector(f"b{layer}", width)
        a = model.define(f"a{layer}", act(weights @ a + bias))
    model.define("L", sn.total(a**2))
    return model


def derivations(monkeypatch):
    """How many adjoints are derived from then on."""
    derived = []
    derive = adjoint._Deriver._derive
    monkeypatch.setattr(
        adjoint._Deriver, "_derive", lambda *args: derived.append(args[1]) or derive(*args)
    )
    return derived


MODELS = {
    "deep": deep,
    "two kinds of layers": lambda: deep(alike_layers=False),
    **{name: make for name, (make, _) in NETWORKS.items()},
}


@pytest.mark.parametrize("name", MODELS)
def test_renamed_equations_are_those_derived_one_by_one(name, monkeypatch):
    def texts():
        derivation = MODELS[name]().gradient("L")
        return derivation.text("index"), [(a.inlined, a.facts) for a in derivation.adjoints.needed]

    renamed = texts()
    monkeypatch.setattr(adjoint, "form_of", lambda *parts: None)
    assert texts() == renamed


def square_net(layer=lambda W, a: W @ W.T @ a, symmetric: str = "") -> sn.Model:
    """Layers without bias, whose equations are sums that simplification knows by name."""
    model, a = sn.Model(), sn.vector("x", N)
    for name in ("A", "B", "C", "D"):
        weights = sn.matrix(name, N, N)
        if name == symmetric:
            model.assume(sn.symmetric(weights))
        a = model.define(f"a_{name}", layer(weights, a))
    model.define("L", sn.total(a**2))
    return model


def test_one_of_the_layers_is_derived(monkeypatch):
    derived = derivations(monkeypatch)
    assert len(deep().gradient("L").adjoints.equations) == 16
    # of a5, a4 and all below; of W5 and all below; of b5 and all below
    assert [str(symbol) for symbol in derived] == ["a5", "a4", "a3", "W1", "b1", "W5", "b5"]
    derived.clear()
    deep(alike_layers=False).gradient("L")
    assert len(derived) == 10  # as many again of the other kind, but for a5, W5 and b5
    derived.clear()
    square_net().gradient("L")
    assert [str(symbol) for symbol in derived] == ["a_D", "a_C", "a_B", "A", "D"]


def test_quantities_of_which_a_fact_speaks_are_derived_by_themselves(monkeypatch):
    def gradient(symmetric: str = "") -> str:
        return square_net(lambda W, a: (W + 2 * W.T) @ a, symmetric).gradient("L").text()

    derived = derivations(monkeypatch)
    known, names = gradient("B"), [str(symbol) for symbol in derived]
    assert names == ["a_D", "a_C", "a_B", "a_A", "A", "B", "D"]
    monkeypatch.setattr(adjoint, "form_of", lambda *parts: None)
    assert known == gradient("B") != gradient()


def test_a_fact_may_speak_of_the_derivatives_that_are_derived(monkeypatch):
    model, index = square_net(), Index(N)
    above = DerivativeSymbol(model.symbol("L"), model.symbol("a_B"))[index]
    model.assume(Fact(total_over(above, [index]), sp.S.Zero, (), "Σ ∂L/∂a_B = 0"))
    derived = derivations(monkeypatch)
    model.gradient("L")
    assert "B" in [str(symbol) for symbol in derived]  # not renamed from A or C


def test_forms_tell_apart_what_is_not_alike():
    shapes = [
        form_of(value.expr).shape
        for value in (
            W @ X,
            sn.tanh(W @ X),
            2 * (W @ X),
            3 * (W @ X),
            sn.matrix("S", N, N) @ sn.vector("s", N),
            sn.matrix("E", N, 3) @ sn.vector("e", 3),
            sn.matrix("F", N, M, positive=True) @ X,
            W @ sn.vector("u", M) * sn.vector("v", N),
            W @ sn.vector("u", M) * (W @ sn.vector("u", M)),
        )
    ]
    assert len(set(shapes)) == len(shapes)


def test_a_number_is_not_taken_for_a_name():
    one, two = sn.scalar("s") ** 0 + sn.scalar("t"), sn.scalar("s") + sn.scalar("t")
    assert form_of(one.expr).shape != form_of(two.expr).shape


def test_renaming_gives_the_other_expression_or_fresh_indices():
    one, other = (W @ X).expr, (A @ B).expr
    assert Renaming(form_of(one), form_of(other)).of(one) == other
    symbols, whole = [form_of(a.symbol, b.symbol) for a, b in ((W, X), (A, B))], sn.total(W @ X)
    first, second = (Renaming(*symbols).of(whole.expr) for _ in range(2))
    assert key(first) == key(second) == key(sn.total(A @ B).expr)
    assert not set(bound_by(first)) & set(bound_by(second))


def test_renaming_of_what_is_not_among_the_names():
    renaming = Renaming(*(form_of(a.symbol, b.symbol) for a, b in ((W, X), (A, B))))
    assert renaming.symbol(X.symbol) == B.symbol
    derivative = DerivativeSymbol(W.symbol, X.symbol)
    found = renaming.symbol(derivative)
    assert found == DerivativeSymbol(A.symbol, B.symbol)
    assert renaming.symbol(derivative) is found
    with pytest.raises(AssertionError, match=r"^A is not among the names$"):
        renaming.symbol(A.symbol)
    index = Index(M)
    assert renaming.index(index) is renaming.index(index)
    assert renaming.index(index).dimension == Q
    assert (renaming.size(N), renaming.size(M), renaming.size(N + 2 * M)) == (P, Q, P + 2 * Q)


def test_families_and_positions_have_no_form():
    t = sn.label("t", "T")
    h = sn.family("h", t, N)
    assert form_of((h[t] + 1).expr) is None
    words = sn.positions("w", N, below=M)
    assert form_of(sn.embedding(words, sn.matrix("E", M, P)).expr) is None
    assert alike.form_of(W.expr) is not None
