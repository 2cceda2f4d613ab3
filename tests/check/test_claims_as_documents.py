"""A claim in LaTeX as a document about a model: names, shapes, letters, what is unknown."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.check.claim import Equality
from symnn.check.resolve import Resolution
from symnn.check.written import (
    UnreadableClaimError,
    _base,
    _chain,
    _counted,
    _letters,
    _letters_in,
    _mentioned,
    _own,
    _translated,
    _unknown_functions,
    declared_shape,
    written_claim,
    written_derivative,
    written_expression,
)
from symnn.language.errors import NoRuleError
from symnn.language.symbol import DerivativeSymbol
from symnn.notation.reader.claim import Misfit

n, m = sn.dims("n m")
x, y, b = sn.vector("x", n), sn.vector("y", n), sn.scalar("b")
W = sn.matrix("W", m, n)


def network() -> sn.Model:
    model = sn.Model()
    z = model.define("z", W @ x + b)
    a = model.define("a", sn.tanh(z))
    model.define("L", sn.total(a**2))
    return model


def slope(model, of, *wrt):
    symbol = model.symbol(of)
    for name in wrt:
        symbol = DerivativeSymbol(symbol, model.symbol(name))
    return symbol


# ---- the left side ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "wrt", "at", "latex"),
    [
        ("L", "b", "", r"\frac{\partial L}{\partial b}"),
        ("L", "x", "", r"\frac{\partial L}{\partial x}"),
        ("L", "x", "k", r"\frac{\partial L}{\partial x_{k}}"),
        ("L", "xx", "", r"\frac{\partial^2 L}{\partial x \partial x^\top}"),
        ("L", "xx", "ij", r"\frac{\partial^2 L}{\partial x_{i} \partial x_{j}}"),
        ("L", "xb", "", r"\frac{\partial^2 L}{\partial x \partial b}"),
        ("L", "bx", "i", r"\frac{\partial^2 L}{\partial b \partial x_{i}}"),
        ("z", "W", "ijk", r"\frac{\partial z_{i}}{\partial W_{jk}}"),
        ("z", "W", "i,j,k", r"\frac{\partial z_{i}}{\partial W_{jk}}"),
        ("z", "W", "i j k", r"\frac{\partial z_{i}}{\partial W_{jk}}"),
        (
            "L",
            "xbxb",
            "ij",
            r"\frac{\partial^4 L}{\partial x_{i} \partial b \partial x_{j} \partial b}",
        ),
        ("L", "xxx", "", r"\frac{\partial^3 L}{\partial x \partial x^\top \partial x^\top}"),
    ],
)
def test_derivatives_in_latex(of, wrt, at, latex):
    symbol = slope(network(), of, *wrt)
    assert written_derivative(symbol, at) == latex
    assert [one.name for one in _chain(symbol)[1]] == list(wrt)
    assert _chain(symbol)[0].name == of


@pytest.mark.parametrize("at", ["i", "ijkl", "iij", "i j", "i,j,i"])
def test_letters_that_do_not_fit(at):
    with pytest.raises(UnreadableClaimError, match="3 axes; expected as many different letters"):
        _letters(slope(network(), "z", "W"), at)


def test_shapes_in_latex():
    assert declared_shape("b", ()) == r"b \in \mathbb{R}"
    assert declared_shape("x", (n,)) == r"x \in \mathbb{R}^{n}"
    assert declared_shape("g", (n - m + 1,)) == rf"g \in \mathbb{{R}}^{{{written(n - m + 1)}}}"
    assert declared_shape("W", (m, n + 1)) == (
        rf"W \in \mathbb{{R}}^{{m \times ({written(n + 1)})}}"
    )


def written(size):
    from symnn.notation.index import IndexWriter
    from symnn.notation.style import Latex

    return IndexWriter(Latex()).index(size)


def test_numbers_in_letters():
    assert [_counted(number) for number in (0, 7, 10, 29)] == ["a", "h", "ba", "cj"]


@pytest.mark.parametrize(
    ("latex", "letters"),
    [
        ("2 x + y_1", {"x", "y"}),
        (r"\sigma(z)", {"σ", "z"}),
        ("σ z", {"σ", "z"}),
        ("123", set()),
    ],
)
def test_letters_of_a_formula(latex, letters):
    assert _letters_in(latex) == _letters_in(" ".join(letters))
    assert len(_letters_in(latex)) == len(letters)


@pytest.mark.parametrize(
    ("name", "base"),
    [("x", "x"), ("W_{ab}^{(1)}", "W"), ("W^{(1)}_a", "W"), (r"\mathbf{x}", "{x}"),
     (r"\hat{x}_1", "{x}"), (r"\boldsymbol{\theta}", r"{\theta}")],
)  # fmt: skip
def test_names_without_marks(name, base):
    assert _base(name) == base


# ---- what is declared -------------------------------------------------------------------------


def names(symbols):
    return {symbol.name for symbol in symbols}


def test_what_is_mentioned_is_declared():
    model = network()
    left = slope(model, "L", "x")
    assert names(_mentioned(model, left, "1")) == {"L", "x"}
    assert names(_mentioned(model, left, "z b")) == {"L", "x", "z", "b"}
    # the size m stands in a formula, and is declared by the shapes of all that have it
    found = names(_mentioned(model, left, "b / m"))
    assert {"L", "x", "b"} < found
    assert found & {"W", "z", "a"}
    assert names(_mentioned(model, left, "b / n")) == {"L", "x", "b"}
    assert [s.name for s in _mentioned(model, left, "z b")] == [
        s.name for s in model.symbols.values() if s.name in ("L", "x", "z", "b")
    ]


def test_what_is_computed_is_an_unknown_function():
    model = network()
    declared = [model.symbol(name) for name in ("x", "b", "z", "a", "L")]
    assert _unknown_functions(model, declared) == [
        (
            r"Let $\mathrm{anyfactora} \in \mathbb{R}$. "
            r"Let $\mathrm{anyfactora} = \mathrm{anyfactora}(x, b)$."
        ),
        (
            r"Let $\mathrm{anyresta} \in \mathbb{R}^{m}$. "
            r"Let $z = \mathrm{anyfactora} \mathrm{anyresta}$."
        ),
        (
            r"Let $\mathrm{anyfactorb} \in \mathbb{R}$. "
            r"Let $\mathrm{anyfactorb} = \mathrm{anyfactorb}(z)$."
        ),
        (
            r"Let $\mathrm{anyrestb} \in \mathbb{R}^{m}$. "
            r"Let $a = \mathrm{anyfactorb} \mathrm{anyrestb}$."
        ),
        "Let $L = L(a)$.",
    ]
    # without inputs the first is of nothing, and stays a name
    assert _unknown_functions(model, declared[2:3]) == []
    assert _unknown_functions(model, [declared[2], declared[4]]) == ["Let $L = L(z)$."]
    assert _unknown_functions(model, declared[:2]) == []


def test_words_that_no_name_has():
    model, last = sn.Model(), sn.scalar("any")
    model.define("z", last * x)
    found = _unknown_functions(model, [last.symbol, model.symbol("z")])
    assert r"\mathrm{otherfactora}" in found[0]
    assert not any("anyfactor" in line for line in found)


# ---- the right side ---------------------------------------------------------------------------


def test_what_is_read_is_said_in_symbols_of_the_model():
    model = network()
    left = slope(model, "L", "z")
    claim = written_claim(model, left, r"2 a \odot (1 - a \odot a)")
    assert claim.shape == (m,)
    assert names(claim.expr.atoms(type(x.symbol))) <= {"a"}
    again = written_claim(model, left, r"2 a_k (1 - a_k^2)", "k")
    moved = again.expr.xreplace(dict(zip(again.indices, claim.indices, strict=True)))
    assert sp.expand(moved - claim.expr) == 0


@pytest.mark.parametrize(
    ("latex", "at", "words"),
    [
        ("x + ", "", r"check: x \+  is not understood: "),
        ("a = 3", "", "a = 3 is not understood: it is not one formula"),
        (r"2 a \] and \[ 3 a", "", "it is not one formula"),
        ("", "", "nothing stands on one side of a relation"),
        ("q", "", "is not understood: the model has no q; in LaTeX"),
    ],
)
def test_what_is_not_understood(latex, at, words):
    with pytest.raises(UnreadableClaimError, match=words):
        written_claim(network(), slope(network(), "L", "z"), latex, at)


def test_a_claim_of_another_shape_is_a_misfit():
    found = written_claim(network(), slope(network(), "L", "z"), "x")
    assert isinstance(found, Misfit)


def test_expressions():
    model = network()
    found = written_expression(model, r"x^\top W^\top z + b")
    assert found.shape == ()
    assert names(found.expr.atoms(type(x.symbol))) == {"x", "W", "z", "b"}
    assert written_expression(model, "W x").shape == (m,)
    for latex, words in (
        ("q x", "the model has no q"),
        ("x +", "is not understood: "),
        ("b = 3", "it is not one formula"),
        ("", "is not understood: "),
    ):
        with pytest.raises(UnreadableClaimError, match=words):
            written_expression(model, latex)


def test_names_that_a_model_does_not_have():
    with pytest.raises(UnreadableClaimError, match="the model has no x, y"):
        _translated(x[sn.index("i", n)].expr * sn.total(y).expr * b.expr, {"b": b.symbol})
    stranger = DerivativeSymbol(sn.scalar("f").symbol, b.symbol)
    with pytest.raises(UnreadableClaimError, match="the model has no f"):
        _translated(stranger * b.expr, {"b": b.symbol})
    own = {"c": b.symbol, "u": x.symbol}
    c, u = sn.scalar("c").symbol, sn.vector("u", n).symbol
    i = sn.index("i", n)
    assert _translated(c * u[i], own) == b.symbol * x.symbol[i]
    for local in (True, False):
        found = _own(DerivativeSymbol(c, u, local=local), own)
        assert (found.of, found.wrt, found.local) == (b.symbol, x.symbol, local)


# ---- the left side, resolved ------------------------------------------------------------------


def test_equations_of_derivatives():
    model = network()
    found = Resolution(model)
    i, k = sn.index("i", n), sn.index("k", n)
    own = DerivativeSymbol(x.symbol, x.symbol)
    none = DerivativeSymbol(model.symbol("z"), y.symbol)
    back = DerivativeSymbol(x.symbol, model.symbol("L"))
    local = DerivativeSymbol(model.symbol("L"), model.symbol("a"), local=True)
    past = DerivativeSymbol(model.symbol("L"), model.symbol("z"), local=True)
    found.need([own[i, k], none[sn.index("j", m), k] + back[i], sp.Integer(3)])
    found.need([local[sn.index("j", m)] * past[sn.index("j", m)]])
    equations = found.equations
    same = equations[own.name]
    assert same.expr == sp.KroneckerDelta(*same.indices)
    assert [index.dimension for index in same.indices] == [n, n]
    for nothing in (none, back, past):
        assert equations[nothing.name].expr == 0
    assert [index.dimension for index in equations[none.name].indices] == [m, n]
    found_local = equations[local.name]
    assert found_local.expr == 2 * model.symbol("a")[found_local.indices]
    count = len(equations)
    found.need([own[i, k], local[sn.index("j", m)]])
    assert len(found.equations) == count
    stranger = DerivativeSymbol(y.symbol, x.symbol, local=True)
    with pytest.raises(NoRuleError, match="no equation defines y"):
        found.need([stranger[i, k]])


def test_derivatives_of_derivatives_come_first():
    model = sn.Model()
    L = model.define("L", b**3)
    first = DerivativeSymbol(L.symbol, b.symbol)
    second = DerivativeSymbol(first, b.symbol)
    claim = Equality(Resolution(model), second, 6 * b.expr, ())
    assert list(claim.equations)[:2] == ["L", first.name]
    assert claim.equations[second.name].expr == 6 * b.expr
