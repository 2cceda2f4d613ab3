"""Random arrays for models: shapes, facts, families."""

import numpy as np
import pytest

import symnn as sn
from symnn.check.random_values import random_values
from symnn.language.errors import NoRuleError

T, n, d = sn.dims("T n d")
t = sn.label("t", T)


def recurrent():
    x, h, W = sn.family("x", t, d), sn.family("h", t, n), sn.matrix("W", n, d)
    model = sn.Model()
    model.define(h[t], sn.tanh(h[t - 1] + W @ x[t]))
    return model, x, model.define("L", sn.total(sn.total(h[t] ** 2), axis=t))


def test_a_family_is_one_array():
    model, _, L = recurrent()
    sizes, arrays = next(random_values(model, L.symbol))
    assert arrays["x"].shape == (sizes["T"], sizes["d"])
    assert arrays["h_0"].shape == (sizes["n"],)
    assert arrays["W"].shape == (sizes["n"], sizes["d"])
    assert sn.finite_difference(model.gradient("L", ["W", "x"]).compile(), arrays).ok


def test_facts_are_met():
    model, _, L = recurrent()
    model.assume(sn.Eq(sn.total(sn.matrix("W", n, d), axis=d), 1))
    for _, arrays in random_values(model, L.symbol):
        np.testing.assert_allclose(arrays["W"].sum(axis=1), 1)


def test_facts_about_members_are_refused():
    model, x, L = recurrent()
    model.assume(sn.Eq(sn.total(x[t]), 1))
    with pytest.raises(NoRuleError, match="none yet for facts about the members of a family"):
        next(random_values(model, L.symbol))


def test_positions_are_whole_numbers_from_0():
    V = sn.dim("V")
    model = sn.Model()
    Y = model.define("Y", sn.embedding(sn.positions("p", T, below=V), sn.matrix("E", V, d)))
    L = model.define("L", sn.total(Y**2))
    seen = set()
    for sizes, arrays in random_values(model, L.symbol):
        assert arrays["p"].dtype.kind == "i"
        assert arrays["p"].min() >= 0
        assert arrays["p"].max() < sizes["V"]
        seen |= set(arrays["p"].tolist())
    assert 0 in seen
