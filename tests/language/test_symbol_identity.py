"""Symbols of one name are one symbol only if they were declared alike."""

from __future__ import annotations

import pytest

import symnn as sn
from symnn.language.errors import NameConflictError


def _model(latex: str) -> sn.Model:
    model = sn.Model()
    x, b = sn.vector("x", 2, latex=latex), sn.scalar("b", latex=f"{latex}_b")
    model.define("L", sn.total(x**2) + 2 * b)
    return model


def test_two_models_may_print_one_name_differently():
    # SymPy caches by equality: a second model must not get the symbols of the first
    assert "p_{i}" in _model("p").latex("index")
    second = _model("q")
    assert "q_{i}" in second.latex("index")
    assert "q_b" in second.latex("index")
    assert r"\partial q_{i}" in second.gradient("L").latex("index")


def test_one_name_declared_in_two_ways_is_refused():
    model = sn.Model()
    x, y = sn.scalar("x"), sn.scalar("x", positive=True)
    with pytest.raises(NameConflictError, match=r"x in the equation of L has .*positive=True"):
        model.define("L", x**2 + y)


def test_use_before_definition_has_to_agree_with_it():
    model = sn.Model()
    model.define("L", sn.total(sn.vector("h", 2)))
    with pytest.raises(NameConflictError, match="use the tensor that define returns"):
        model.define("h", sn.vector("x", 2) * 2, entries=["h1", "h2"])
