"""Facts are used where they are stated, said when they are used, and nowhere else."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.facts import Knowledge
from symnn.calculus.simplify import simplified
from symnn.calculus.zero import equal
from symnn.language.expression import rename, total_over
from symnn.language.index import Index

N, K = sn.dims("n k")
A, X, Y, Z = sn.matrix("A", K, K), sn.vector("x", K), sn.vector("y", K), sn.vector("z", K)
T, Q = sn.matrix("Y", N, K), sn.matrix("Z", N, K)


def lines(model, wrt, target="L"):
    return model.gradient(target, wrt).text().splitlines()


def classifier(*facts):
    model = sn.Model()
    for fact in facts:
        model.assume(fact)
    p = model.define("p", sn.softmax(Z))
    model.define("L", -sn.total(Y * sn.log(p)))
    return model


def test_p_minus_y_only_when_y_sums_to_one():
    assert lines(classifier(sn.Eq(sn.total(Y), 1)), "z") == ["∂L/∂z = p - y"]
    (without,) = lines(classifier(), "z")
    assert without != "∂L/∂z = p - y"
    assert "𝟏ᵀ y" in without
    # another fact about y, and the same fact about another quantity, do not help
    assert lines(classifier(sn.Eq(sn.total(Y), 2)), "z") != ["∂L/∂z = p - y"]
    assert lines(classifier(sn.Eq(sn.total(Z), 1)), "z") == [without]
    assert lines(classifier(sn.Eq(sn.total(Y**2), 1)), "z") == [without]


def test_the_fact_is_reported():
    model = classifier(sn.Eq(sn.total(Y), 1))
    assert model.gradient("L", "z").adjoints.of(model.symbol("z")).facts == ("total(y) = 1",)
    assert any("total(y) = 1" in step.uses for step in model.gradient("L", "z").steps)
    unused = classifier(sn.Eq(sn.total(X), 1))
    assert unused.gradient("L", "z").adjoints.of(unused.symbol("z")).facts == ()


def test_a_fact_for_every_row():
    def batch(*facts):
        model = sn.Model()
        for fact in facts:
            model.assume(fact)
        p = model.define("P", sn.softmax(Q))
        model.define("L", -sn.total(T * sn.log(p)) / N)
        return lines(model, "Z")

    assert batch(sn.Eq(sn.total(T, axis=1), 1)) == ["∂L/∂Z = (P - Y)/n"]
    assert batch() != ["∂L/∂Z = (P - Y)/n"]
    assert batch(sn.Eq(sn.total(T, axis=0), 1)) == batch()  # columns are not rows
    assert batch(sn.Eq(sn.total(T), 1)) == batch()


def quadratic(*facts):
    model = sn.Model()
    for fact in facts:
        model.assume(fact)
    model.define("L", X @ A @ X)
    return model


def test_2Ax_only_when_A_is_symmetric():
    model = quadratic(sn.symmetric(A))
    assert lines(model, "x") == ["∂L/∂x = 2 A x"]
    assert model.gradient("L", "x").adjoints.of(model.symbol("x")).facts == ("A = A.T",)
    assert lines(quadratic(), "x") == ["∂L/∂x = (A + Aᵀ) x"]
    B = sn.matrix("B", K, K)
    assert lines(quadratic(sn.symmetric(B)), "x") == ["∂L/∂x = (A + Aᵀ) x"]


def test_symmetry_in_the_normal_form():
    i, j = Index(K), Index(K)
    left, right = total_over(A.symbol[i, j], [i]), total_over(A.symbol[j, i], [i])
    knowledge = Knowledge([sn.symmetric(A)])
    assert equal(left, right, knowledge)
    assert not equal(left, right)
    B = sn.matrix("B", K, K)
    assert not equal(total_over(B.symbol[i, j], [i]), total_over(B.symbol[j, i], [i]), knowledge)
    square = total_over(A.symbol[i, j] * B.symbol[j, i], [i, j])
    other = total_over(A.symbol[i, j] * B.symbol[i, j], [i, j])
    assert equal(square, other, knowledge)


def test_definitions_of_sums_are_facts():
    # Σ (x − μ) = 0 where μ is the mean, which the three terms of layer norm rest on
    model = sn.Model()
    mu = model.define("mu", sn.mean(X))
    model.define("v", sn.mean((X - mu) ** 2))
    model.define("L", sn.total(Y * (X - mu)))
    (result,) = lines(model, "x")[-1:]
    assert result == "∂L/∂x = y + 1/k ∂L/∂mu 𝟏"
    knowledge = Knowledge((), model.ordered())
    (i,) = X.indices
    deviation = total_over(X.symbol[i] - mu.expr, [i])
    assert simplified(deviation, knowledge) == 0
    assert simplified(deviation) != 0


@pytest.mark.parametrize("spread", [sn.diag, lambda v: v[:, None] + 0 * Y])
def test_a_sum_spread_over_further_indices_is_no_fact(spread):
    # D_ij = δ_ij Σ_l A_il x_l does not say that Σ_l A_il x_l = D_ij / δ_ij
    model = sn.Model()
    D = model.define("D", spread(A @ X))
    model.define("L", sn.total(D**2) + sn.total(sn.exp(A @ X)))
    facts = Knowledge((), model.ordered()).sums
    assert not any(
        isinstance(fact.right, sp.Pow) or fact.right.has(sp.KroneckerDelta) for fact in facts
    )
    assert all(fact.left.free_symbols for fact in facts)
    assert all(set(fact.indices) == set(_free(fact.left)) for fact in facts)


def _free(expr):
    from symnn.language.expression import indices_in

    return indices_in(expr)


def test_only_what_the_target_needs_is_used():
    # u has the sum of L in it, but L does not use u: its gradient must not either
    B = sn.matrix("B", N, K)
    model = sn.Model()
    model.define("u", sn.total(B**2, axis=1) / 4)
    model.define("L", sn.total((sn.total(B**2, axis=1) / 4) ** 2))
    derivation = model.gradient("L", "B")
    used = {leaf for e in derivation.equations for leaf in model_names(e.expr)}
    assert used <= {"B"}


def model_names(expr):
    from symnn.language.expression import symbols_in

    return {symbol.name for symbol in symbols_in(expr)}


def test_stated_entries():
    knowledge = Knowledge([sn.Eq(X, 2 * Y)])
    (i,) = X.indices
    assert simplified(3 * X.expr, knowledge) == 6 * rename(Y.expr, {Y.indices[0]: i})
    assert list(knowledge.used) == ["x = 2 * y"]
