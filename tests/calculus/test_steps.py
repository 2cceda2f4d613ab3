"""The steps of a derivation say in words what they do, and name what they rest on."""

from __future__ import annotations

import symnn as sn

(N,) = sn.dims("n")
x, y = sn.vector("x", N), sn.vector("y", N)


def told(model, *wrt):
    """Quantity, rule, what is used, and words of each step."""
    return [(s.of.name, s.rule, s.uses, s.words) for s in model.gradient("L", wrt=wrt).steps]


def test_several_ways_and_a_direct_one():
    model = sn.Model()
    a, b = model.define("a", sn.sigmoid(x)), model.define("b", sn.exp(x))
    model.define("L", sn.total(a * b) + sn.total(x * y))
    assert told(model, "x") == [
        ("b", "local derivative", ("L",), "Differentiate the equation of L by b."),
        ("a", "local derivative", ("L",), "Differentiate the equation of L by a."),
        ("x", "chain rule", ("a", "b", "L"),
         "L depends on x through a and b, and directly."),
        ("x", "local derivative", ("a",),
         "Differentiate the equation of a by x, with the slope of sigmoid."),
        ("x", "local derivative", ("b",), "Differentiate the equation of b by x."),
        ("x", "substitution", ("a", "b", "L"), "Put the local derivatives in."),
        ("x", "simplification", (),
         "Use the deltas, take constants out of sums, collect terms."),
        ("x", "refolding", ("∂L/∂a", "∂L/∂b"), "Put in ∂L/∂a and ∂L/∂b and simplify."),
    ]  # fmt: skip


def test_an_upstream_derivative_is_put_in():
    model = sn.Model()
    p = model.define("p", sn.softmax(x))
    model.define("L", -sn.total(y * sn.log(p)))
    assert told(model, "x")[1:] == [
        ("x", "chain rule", ("p",), "L depends on x through p."),
        ("x", "local derivative", ("p",),
         "Differentiate the equation of p by x, with the Jacobian of softmax."),
        ("x", "substitution", ("p",), "Put the local derivatives in."),
        ("x", "simplification", (),
         "Use the deltas, take constants out of sums, collect terms."),
        ("x", "refolding", ("∂L/∂p",), "Put in ∂L/∂p and simplify."),
    ]  # fmt: skip


def test_three_ways_are_listed():
    model = sn.Model()
    a, b, c = (
        model.define(name, f(x)) for name, f in zip("abc", (sn.exp, sn.tanh, sn.sin), strict=True)
    )
    model.define("L", sn.total(a * b * c))
    (chain,) = (words for _, rule, _, words in told(model, "x") if rule == "chain rule")
    assert chain == "L depends on x through a, b and c."


def test_the_derivative_by_itself_is_one():
    model = sn.Model()
    model.define("L", sn.total(x * y))
    derived = model.gradient("L", wrt=["L"])
    assert [step.words for step in derived.steps] == ["The derivative of L by itself is one."]
    assert derived.steps[0].right == 1


def test_a_fact_that_was_used_is_named():
    model = sn.Model()
    model.assume(sn.Eq(sn.total(y), 1))
    z = model.define("z", sn.softmax(x))
    model.define("L", -sn.total(y * sn.log(z)))
    assert told(model, "x")[-1][2:] == (
        ("∂L/∂z", "total(y) = 1"),
        "Put in ∂L/∂z and simplify, given that total(y) = 1.",
    )
