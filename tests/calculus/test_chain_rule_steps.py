"""The chain rule in entries, step by step: what is written, of which it is made, and in what words.

Each step is written as ``rule: left = terms [what it uses] words``.
"""

from __future__ import annotations

from textwrap import dedent

import pytest

import symnn as sn
from symnn.calculus.adjoint import IndependentError


def several() -> sn.Model:
    """Three ways and a direct one."""
    model, x, c = sn.Model(), sn.scalar("x"), sn.scalar("c")
    a = model.define("a", x**2)
    b = model.define("b", sn.sin(x))
    d = model.define("d", c * x)
    model.define("q", a * b + d + x)
    return model


def line() -> sn.Model:
    """One way, with a sum at its end."""
    model, x, c = sn.Model(), sn.scalar("x"), sn.scalar("c")
    a = model.define("a", x**2)
    b = model.define("b", sn.sin(a))
    e = model.define("e", b**3)
    E = model.define("E", e + c)
    model.define("F", sn.exp(E))
    return model


def ladder() -> sn.Model:
    """Every quantity uses those before it."""
    model, x = sn.Model(), sn.scalar("x")
    a = model.define("a", 3 * x)
    b = model.define("b", x + a)
    c = model.define("c", a * b)
    model.define("d", b + c**2 + a)
    return model


def fork() -> sn.Model:
    """One way that becomes two."""
    model, x = sn.Model(), sn.scalar("x")
    a = model.define("a", sn.sin(x))
    b = model.define("b", 2 * a)
    c = model.define("c", a**2)
    model.define("d", b * c)
    return model


def written(step) -> str:
    terms = " + ".join(" · ".join(map(str, term)) for term in step.terms)
    return f"{step.rule}: {step.left.name} = {terms} [{', '.join(step.uses)}] {step.words}"


def lines(derivation) -> list[str]:
    return [written(step) for step in derivation.steps]


BY_PATHS = """\
chain rule: ∂q/∂x = ∂q/∂x| + ∂q/∂a · ∂a/∂x + ∂q/∂b · ∂b/∂x + ∂q/∂d · ∂d/∂x [x, a, b, d] \
q depends on x through x, a, b and d: add what each contributes.
local derivative: ∂q/∂x| = 1 [q] Differentiate the equation of q by x; a, b and d held fixed.
local derivative: ∂q/∂a = b [q] Differentiate the equation of q by a.
local derivative: ∂q/∂b = a [q] Differentiate the equation of q by b.
local derivative: ∂q/∂d = 1 [q] Differentiate the equation of q by d.
substitution: ∂q/∂x = ∂q/∂x| + ∂q/∂a · ∂a/∂x + ∂q/∂b · ∂b/∂x + ∂d/∂x [x, a, b, d] \
Leave out factors that are one.
local derivative: ∂a/∂x = 2*x [a] Differentiate the equation of a by x.
local derivative: ∂b/∂x = cos(x) [b] Differentiate the equation of b by x.
local derivative: ∂d/∂x = c [d] Differentiate the equation of d by x.
substitution: ∂q/∂x = 1 + b · 2*x + a · cos(x) + c \
[∂q/∂x|, ∂q/∂a, ∂a/∂x, ∂q/∂b, ∂b/∂x, ∂d/∂x] Put the derivatives in.
sum: ∂q/∂x = ∂q/∂x| + ∂q/∂a · ∂a/∂x + ∂q/∂b · ∂b/∂x + ∂d/∂x \
[∂q/∂x|, ∂q/∂a, ∂a/∂x, ∂q/∂b, ∂b/∂x, ∂d/∂x] Take the sum.
path: (∂q/∂x)_path1 = ∂q/∂x| [∂q/∂x|] Path 1 of 4: q ← x.
path: (∂q/∂x)_path2 = ∂q/∂a · ∂a/∂x [∂q/∂a, ∂a/∂x] Path 2 of 4: q ← a ← x.
path: (∂q/∂x)_path3 = ∂q/∂b · ∂b/∂x [∂q/∂b, ∂b/∂x] Path 3 of 4: q ← b ← x.
path: (∂q/∂x)_path4 = ∂q/∂d · ∂d/∂x [∂q/∂d, ∂d/∂x] Path 4 of 4: q ← d ← x.
sum over the paths: ∂q/∂x = (∂q/∂x)_path1 + (∂q/∂x)_path2 + (∂q/∂x)_path3 + (∂q/∂x)_path4 \
[(∂q/∂x)_path1, (∂q/∂x)_path2, (∂q/∂x)_path3, (∂q/∂x)_path4] Add the products along all 4 paths.
"""
BY_ADJOINTS = """\
local derivative: ∂q/∂d = 1 [q] Differentiate the equation of q by d.
local derivative: ∂q/∂b = a [q] Differentiate the equation of q by b.
local derivative: ∂q/∂a = b [q] Differentiate the equation of q by a.
chain rule: ∂q/∂x = ∂q/∂a · ∂a/∂x + ∂q/∂b · ∂b/∂x + ∂q/∂d · ∂d/∂x + ∂q/∂x| [a, b, d, q] \
q depends on x through a, b, d and q.
local derivative: ∂a/∂x = 2*x [a] Differentiate the equation of a by x.
local derivative: ∂b/∂x = cos(x) [b] Differentiate the equation of b by x.
local derivative: ∂d/∂x = c [d] Differentiate the equation of d by x.
local derivative: ∂q/∂x| = 1 [q] Differentiate the equation of q by x; a, b and d held fixed.
substitution: ∂q/∂x = ∂q/∂a · 2*x + ∂q/∂b · cos(x) + ∂q/∂d · c + 1 [a, b, d, q] \
Put the derivatives in.
sum: ∂q/∂x = ∂q/∂a · ∂a/∂x + ∂q/∂b · ∂b/∂x + ∂q/∂d · ∂d/∂x + ∂q/∂x| [a, b, d, q] Take the sum.
"""
LADDER = """\
local derivative: ∂d/∂c = 2*c [d] Differentiate the equation of d by c.
chain rule: ∂d/∂b = ∂d/∂c · ∂c/∂b + ∂d/∂b| [c, d] d depends on b through c and d.
local derivative: ∂c/∂b = a [c] Differentiate the equation of c by b.
local derivative: ∂d/∂b| = 1 [d] Differentiate the equation of d by b; c held fixed.
substitution: ∂d/∂b = ∂d/∂c · a + 1 [c, d] Put the derivatives in.
sum: ∂d/∂b = ∂d/∂c · ∂c/∂b + ∂d/∂b| [c, d] Take the sum.
chain rule: ∂d/∂a = ∂d/∂b · ∂b/∂a + ∂d/∂c · ∂c/∂a| + ∂d/∂a| [b, c, d] \
d depends on a through b, c and d.
local derivative: ∂b/∂a = 1 [b] Differentiate the equation of b by a.
local derivative: ∂c/∂a| = b [c] Differentiate the equation of c by a; b held fixed.
local derivative: ∂d/∂a| = 1 [d] Differentiate the equation of d by a; b and c held fixed.
substitution: ∂d/∂a = ∂d/∂b + ∂d/∂c · b + 1 [b, c, d] Put the derivatives in.
sum: ∂d/∂a = ∂d/∂b · ∂b/∂a + ∂d/∂c · ∂c/∂a| + ∂d/∂a| [b, c, d] Take the sum.
chain rule: ∂d/∂x = ∂d/∂a · ∂a/∂x + ∂d/∂b · ∂b/∂x| [a, b] d depends on x through a and b.
local derivative: ∂a/∂x = 3 [a] Differentiate the equation of a by x.
local derivative: ∂b/∂x| = 1 [b] Differentiate the equation of b by x; a held fixed.
substitution: ∂d/∂x = ∂d/∂a · 3 + ∂d/∂b [a, b] Put the derivatives in.
sum: ∂d/∂x = ∂d/∂a · ∂a/∂x + ∂d/∂b · ∂b/∂x| [a, b] Take the sum.
"""
FORK = """\
local derivative: ∂d/∂c = b [d] Differentiate the equation of d by c.
local derivative: ∂d/∂b = c [d] Differentiate the equation of d by b.
chain rule: ∂d/∂a = ∂d/∂b · ∂b/∂a + ∂d/∂c · ∂c/∂a [b, c] d depends on a through b and c.
local derivative: ∂b/∂a = 2 [b] Differentiate the equation of b by a.
local derivative: ∂c/∂a = 2*a [c] Differentiate the equation of c by a.
substitution: ∂d/∂a = ∂d/∂b · 2 + ∂d/∂c · 2*a [b, c] Put the derivatives in.
sum: ∂d/∂a = ∂d/∂b · ∂b/∂a + ∂d/∂c · ∂c/∂a [b, c] Take the sum.
chain rule: ∂d/∂x = ∂d/∂a · ∂a/∂x [a] d depends on x through a.
local derivative: ∂a/∂x = cos(x) [a] Differentiate the equation of a by x.
substitution: ∂d/∂x = ∂d/∂a · cos(x) [a] Put the derivatives in.
product: ∂d/∂x = ∂d/∂a · ∂a/∂x [a] Take the product.
"""
ONE_WAY = """\
chain rule: ∂F/∂x = ∂F/∂E · ∂E/∂e · ∂e/∂b · ∂b/∂a · ∂a/∂x [a, b, e, E] \
F depends on x only through a, b, e and E: multiply the derivatives.
local derivative: ∂F/∂E = F [F] Differentiate the equation of F by E.
local derivative: ∂E/∂e = 1 [E] Differentiate the equation of E by e.
local derivative: ∂e/∂b = 3*b**2 [e] Differentiate the equation of e by b.
local derivative: ∂b/∂a = cos(a) [b] Differentiate the equation of b by a.
local derivative: ∂a/∂x = 2*x [a] Differentiate the equation of a by x.
substitution: ∂F/∂x = F · 3*b**2 · cos(a) · 2*x [∂F/∂E, ∂E/∂e, ∂e/∂b, ∂b/∂a, ∂a/∂x] \
Put the derivatives in.
product: ∂F/∂x = ∂F/∂E · ∂E/∂e · ∂e/∂b · ∂b/∂a · ∂a/∂x [∂F/∂E, ∂E/∂e, ∂e/∂b, ∂b/∂a, ∂a/∂x] \
Take the product.
"""
FROM_A_SUM = """\
chain rule: ∂E/∂a = ∂E/∂b · ∂b/∂a [b] E depends on a only through b: multiply the derivatives.
chain rule: ∂E/∂b = ∂E/∂e · ∂e/∂b [e] E depends on b only through e: multiply the derivatives.
local derivative: ∂E/∂e = 1 [E] Differentiate the equation of E by e.
local derivative: ∂e/∂b = 3*b**2 [e] Differentiate the equation of e by b.
substitution: ∂E/∂b = 3*b**2 [∂E/∂e, ∂e/∂b] Put the derivatives in.
product: ∂E/∂b = ∂E/∂e · ∂e/∂b [∂E/∂e, ∂e/∂b] Take the product.
local derivative: ∂b/∂a = cos(a) [b] Differentiate the equation of b by a.
substitution: ∂E/∂a = 3*b**2 · cos(a) [∂E/∂b, ∂b/∂a] Put the derivatives in.
product: ∂E/∂a = ∂E/∂b · ∂b/∂a [∂E/∂b, ∂b/∂a] Take the product.
"""
ONE_EDGE = """\
local derivative: ∂a/∂x = 2*x [a] Differentiate the equation of a by x.
"""


@pytest.mark.parametrize(
    ("model", "of", "wrt", "limit", "expected"),
    [
        (several, "q", "x", 4, BY_PATHS),
        (several, "q", "x", 3, BY_ADJOINTS),
        (ladder, "d", "x", 1, LADDER),
        (fork, "d", "x", 1, FORK),
        (line, "F", "x", 1, ONE_WAY),
        (line, "E", "a", 1, FROM_A_SUM),
        (line, "a", "x", 1, ONE_EDGE),
    ],
    ids=["paths", "adjoints", "ladder", "fork", "one way", "from a sum", "one edge"],
)
def test_every_step(model, of, wrt, limit, expected):
    assert lines(model().entries().derivation(of, wrt, limit)) == expected.splitlines()


def test_one_path_of_several_and_the_only_one():
    form = several().entries()
    derivation = form.path("q", "x", through=["b"])
    assert (
        lines(derivation)
        == dedent("""\
        local derivative: ∂q/∂b = a [q] Differentiate the equation of q by b.
        local derivative: ∂b/∂x = cos(x) [b] Differentiate the equation of b by x.
        path: (∂q/∂x)_path3 = ∂q/∂b · ∂b/∂x [∂q/∂b, ∂b/∂x] The path q ← b ← x.
        """).splitlines()
    )
    assert [str(path) for path in derivation.paths] == ["q ← b ← x"]
    assert [step.of.name for step in derivation.steps] == ["b", "x", "x"]
    derivation = line().entries().path("b", "x")
    assert (
        lines(derivation)
        == dedent("""\
        local derivative: ∂b/∂a = cos(a) [b] Differentiate the equation of b by a.
        local derivative: ∂a/∂x = 2*x [a] Differentiate the equation of a by x.
        path: ∂b/∂x = ∂b/∂a · ∂a/∂x [∂b/∂a, ∂a/∂x] The path b ← a ← x.
        """).splitlines()
    )
    assert [step.rule for step in line().entries().path("a", "x").steps] == ["local derivative"]


@pytest.mark.parametrize(("limit", "paths"), [(1, 0), (5, 0), (6, 6), (16, 6)])
def test_values_of_all_derivatives(limit, paths):
    # a = 3x, b = 4x, c = 12x², d = 7x + 144x⁴: ∂d/∂x = 7 + 576x³, and at x = 2 …
    derivation = ladder().entries(values={"x": 2}).derivation("d", "x", limit)
    assert len(derivation.paths) == paths
    assert derivation.value == 4615
    values = {symbol.name: value for symbol, value in derivation.values.items()}
    expected = {"a": 6, "b": 8, "c": 48, "d": 2318, "∂d/∂x": 4615}
    if paths:
        along = [value for name, value in values.items() if "_path" in name]
        assert (len(along), sum(along), max(along)) == (6, 4615, 2304)  # by c and a: 96 · 8 · 3
    else:
        expected |= {"∂d/∂c": 96, "∂d/∂b": 577, "∂d/∂a": 1346}
    assert values.items() >= expected.items()


def test_no_way_is_said():
    form = line().entries()
    for of, wrt in (("x", "a"), ("a", "c"), ("a", "a")):
        with pytest.raises(IndependentError) as raised:
            form.derivation(of, wrt)
        assert str(raised.value) == (
            f"{of} does not depend on {wrt}: no equation leads from one to the other"
        )
