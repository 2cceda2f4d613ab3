"""The forms in which a proof looks for 0, in order; the sizes at which one is promoted."""

from __future__ import annotations

from random import Random

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.normal import TooLargeError
from symnn.check import promoted, proof, substitute
from symnn.check.claim import Equality
from symnn.check.deadline import Deadline, TimeOutError
from symnn.check.resolve import Resolution
from symnn.check.substitute import TooLongError, put_in, rest_on
from symnn.language.bracket import Bracket
from symnn.language.errors import NoRuleError
from symnn.language.expression import symbols_in, total_over
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol

n, m = sn.dims("n m")
i, j = sn.index("i", n), sn.index("j", n)
x, y = sn.vector("x", n), sn.vector("y", n)
s, t = sn.scalar("s"), sn.scalar("t")
A = sn.matrix("A", n, n)
NO_LIMIT = Deadline(None)


def chain(length: int = 2, activation=sn.tanh) -> sn.Model:
    """q1 = f(s), q2 = f(q1), …"""
    model, last = sn.Model(), s
    for number in range(1, length + 1):
        last = model.define(f"q{number}", activation(last) if number % 2 else last * last)
    return model


def forms(claim: Equality):
    return [
        (words, sorted(equations), {symbol.name for symbol in symbols_in(difference)})
        for words, difference, equations in proof._forms(claim, NO_LIMIT)
    ]


def test_forms_of_a_claim_about_a_derivative():
    model = chain()
    q1, q2 = model.symbol("q1"), model.symbol("q2")
    claim = Equality(Resolution(model), DerivativeSymbol(q2, s.symbol), 2 * q1, ())
    found = forms(claim)
    assert [words for words, *_ in found] == [
        "for all sizes, by the chain rule",
        "for all sizes, in terms of named quantities",
        "for all sizes, in inputs",
        "for all sizes, by regions off the kinks",
        "for all sizes, with operations written in exponentials",
    ]
    assert found[0][1:] == found[1][1:] == (["q1"], {"q1"})
    assert [equations for _, equations, _ in found[2:]] == [[], [], []]
    assert all(names == {"s"} for *_, names in found[2:])


def test_forms_of_a_claim_about_quantities():
    model = chain(3)
    q3 = model.symbol("q3")
    found = forms(Equality(Resolution(model), q3, s.expr, ()))
    assert [(words, equations) for words, equations, _ in found] == [
        ("for all sizes, in terms of named quantities", ["q1", "q2", "q3"]),
        ("for all sizes, in terms of q1, q2 and inputs", ["q1", "q2"]),
        ("for all sizes, in exponentials, in terms of q1, q2 and inputs", ["q1", "q2"]),
        ("for all sizes, in terms of q1 and inputs", ["q1"]),
        ("for all sizes, in exponentials, in terms of q1 and inputs", ["q1"]),
        ("for all sizes, in inputs", []),
        ("for all sizes, by regions off the kinks", []),
        ("for all sizes, with operations written in exponentials", []),
    ]


def test_forms_by_regions():
    model = chain(1, sn.relu)
    found = forms(Equality(Resolution(model), model.symbol("q1"), s.expr, ()))
    assert [words for words, *_ in found][1:4] == [
        "for all sizes, in inputs",
        "for all sizes, by regions, in inputs",
        "for all sizes, by regions off the kinks",
    ]


@pytest.mark.parametrize(("length", "steps"), [(11, 11), (12, 6), (23, 12), (24, 8)])
def test_many_quantities_are_put_in_several_at_a_time(length, steps):
    model = sn.Model()
    last = s
    for number in range(length):
        last = model.define(f"q{number:02}", last + 1)
    claim = Equality(Resolution(model), last.symbol, s.expr, ())
    words = [words for words, *_ in forms(claim) if "in terms of q" in words or "inputs" in words]
    assert len([w for w in words if "exponentials" not in w]) == steps


def test_a_chain_that_the_right_side_speaks_of():
    model = chain(3)
    q1, q2, q3 = (model.symbol(f"q{k}") for k in (1, 2, 3))
    spoken = DerivativeSymbol(q3, q2)
    whole = DerivativeSymbol(q3, q1)
    claim = Equality(Resolution(model), whole, spoken * 2 * q1, ())
    found = [row for row in forms(claim) if "chain rule" in row[0]]
    assert [row[2] for row in found] == [{spoken.name, "q1", "q3"}] * 2
    assert all(whole.name not in row[1] and spoken.name in row[1] for row in found)
    words = "normal form of the difference is 0 for all sizes, in terms of named quantities"
    assert proof.proved(claim, NO_LIMIT) == proof.Proof(words)


def test_facts_that_a_proof_rests_on():
    a = A.symbol
    stated = SymmetricFact(a, "A symmetric")
    idle = SymmetricFact(sn.matrix("B", n, n).symbol, "B symmetric")
    left, right = a[i, j], a[j, i]

    def used(left, right, *facts):
        found = proof.proved(
            Equality(Resolution(sn.Model()), left, right, (i, j), tuple(facts)), NO_LIMIT
        )
        return found and found.facts

    assert used(left, right, stated, idle) == ("A symmetric",)
    assert used(left, right) is None
    assert used(left, right, idle) is None
    assert used(left, left + 0 * right, stated) == ()
    assert used(left * 2, left + left, stated) == ()
    total = Fact(total_over(x.symbol[j], [j]), sp.S.One, (), "Σ x = 1")
    whole = total_over(x.symbol[j] * a[i, j], [i, j]) - total_over(x.symbol[i] * a[i, j], [i, j])
    both = whole + total_over(x.symbol[j], [j])
    assert used(both, sp.S.One, stated, total) == ("Σ x = 1", "A symmetric")


def test_values_that_are_given():
    values = Fact(s.expr, sp.Integer(2), (), "s = 2")
    model = sn.Model()
    q = model.define("q", s**2)
    claim = Equality(Resolution(model), q.symbol, sp.Integer(4), (), (values,))
    found = proof.proved(claim, NO_LIMIT)
    assert found is not None
    assert found.facts == ("s = 2",)
    assert found.evidence.endswith("for all sizes, in inputs, at the values given")
    assert (
        proof.proved(Equality(claim.resolution, q.symbol, sp.Integer(5), (), (values,)), NO_LIMIT)
        is None
    )
    general = Equality(claim.resolution, q.symbol, s.expr**2, (), (values,))
    assert proof.proved(general, NO_LIMIT).facts == ()  # it holds for every s
    assert proof.proved(Equality(claim.resolution, q.symbol, s.expr**2, ()), NO_LIMIT).facts == ()


@pytest.mark.parametrize("problem", [TooLargeError, RecursionError, TimeOutError])
def test_a_form_that_does_not_end_is_passed_over(monkeypatch, problem):
    asked = []

    def is_zero(difference, knowledge):
        asked.append(difference)
        raise problem("too long")

    monkeypatch.setattr(proof, "is_zero", is_zero)
    model = chain(1)
    claim = Equality(Resolution(model), model.symbol("q1"), s.expr, ())
    assert proof.proved(claim, NO_LIMIT) is None
    assert len(asked) == len(set(asked)) == 3  # named, in inputs, in exponentials
    fact = SymmetricFact(A.symbol, "A symmetric")
    claim = Equality(Resolution(sn.Model()), A.symbol[i, j], s.expr, (i, j), (fact,))
    assert proof._symmetries(claim, claim.difference, {}, NO_LIMIT) == ("A symmetric",)


def test_the_time_of_a_stage(monkeypatch):
    given = []
    monkeypatch.setattr(proof, "Deadline", lambda seconds: given.append(seconds) or Deadline(None))
    claim = Equality(Resolution(sn.Model()), s.expr, s.expr, ())
    assert proof.proved(claim, Deadline(100)) is not None
    assert proof.proved(claim, Deadline(1)) is not None
    assert given[0] == 3
    assert 0 < given[1] <= 1


def test_indices_with_one_value():
    k = Index(sp.S.One)
    W = sn.matrix("W", n, 1)
    claim = Equality(Resolution(sn.Model()), W.symbol[i, k], s.expr, (i, k))
    single = proof._without_single_indices(claim)
    assert (single.left, single.free) == (W.symbol[i, sp.S.One], (i,))
    plain = Equality(Resolution(sn.Model()), x.symbol[i], s.expr, (i,))
    assert proof._without_single_indices(plain) is plain


# ---- putting in -------------------------------------------------------------------------------


def test_what_is_put_in():
    model = sn.Model()
    z = model.define("z", 2 * x)
    w = model.define("w", sn.total(z * y))
    equations = dict(model.equations)
    assert put_in(z.symbol[j], equations) == 2 * x.symbol[j]
    found = put_in(w.symbol, equations)
    assert not rest_on(found, equations)
    assert rest_on(w.expr, equations)
    only = put_in(w.symbol, {"w": equations["w"]})
    assert rest_on(only, {"z": equations["z"]})
    # of several sums of the same each has an index of its own
    assert not (found.atoms(Index) & put_in(w.symbol, equations).atoms(Index))
    opened = put_in(sp.tanh(s.expr), {}, None, lambda node: s.expr if node.is_Function else None)
    assert opened == s.expr
    assert put_in(sp.tanh(s.expr), {}, None, lambda node: node) == sp.tanh(s.expr)


def test_sums_over_one_value():
    W = sn.matrix("W", n, 1)
    k = Index(sp.S.One)
    whole = total_over(W.symbol[i, k], [k])
    assert put_in(whole, {}) == W.symbol[i, sp.S.One]


def test_what_grows_too_long(monkeypatch):
    monkeypatch.setattr(substitute, "LIMIT", 3)
    assert put_in(s.expr + t.expr, {}) == s.expr + t.expr  # three nodes
    with pytest.raises(TooLongError, match="grows too long"):
        put_in(s.expr + t.expr + 1, {})
    with pytest.raises(TimeOutError):
        put_in(s.expr, {}, Deadline(0))


# ---- promotion --------------------------------------------------------------------------------


def promotion(left, right):
    order = dict(zip(right.indices, left.indices, strict=True))
    claim = Equality(Resolution(sn.Model()), left.expr, right.expr.xreplace(order), left.indices)
    return promoted.identical_at_all_sizes(claim, Random(0), NO_LIMIT)


def test_the_sizes_of_a_promotion():
    # 0 serves as the constant where nothing is divided by it; a number is none of the entries
    for left, right, sizes in (
        (x @ x, sn.total(x**2), [2]),
        (x @ x / s, sn.total(x**2) / s, [2]),
        (sn.total(x * y**2 / y), sn.total(x * y), [2]),
        (sn.total((x + x**2) / x), sn.total(1 + x), [2, 3]),
    ):
        results, bits = promotion(left, right)
        assert [result.sizes[n] for result in results] == sizes
        assert bits == min(result.bits for result in results) >= 80


def test_the_least_bits_are_said(monkeypatch):
    class Found:
        def __init__(self, bits):
            self.bits = bits

    rest = iter([Found(99), Found(81), Found(90)])
    monkeypatch.setattr(promoted, "identical", lambda *_: next(rest))
    _, bits = promotion(n * sn.total(x), n * sn.total(x) + n**2 * s - n**2 * s + sn.total(x * 0))
    assert bits in (81, 99)


@pytest.mark.parametrize("problem", [TooLongError, TimeOutError, RecursionError, NoRuleError])
def test_what_hinders_a_promotion(monkeypatch, problem):
    def put_in(*_):
        raise problem("not here")

    monkeypatch.setattr(promoted, "put_in", put_in)
    assert promotion(x @ x, sn.total(x**2)) is None


def test_what_is_not_promoted():
    assert promotion(sn.max(x), sn.max(x)) is None
    assert promotion(x @ x, sn.total(x)) is None


def test_an_entry_beside_its_axis_is_0_when_it_is_put_in():
    model = sn.Model()
    z = model.define("z", 2 * x)
    whole = put_in(z.symbol[j + 1], dict(model.equations))
    assert whole.has(Bracket)
    assert not put_in(z.symbol[j], dict(model.equations)).has(Bracket)
    assert not put_in(x.symbol[j], {}).has(Bracket)
