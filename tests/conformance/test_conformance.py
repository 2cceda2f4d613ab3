"""Every case: value, gradient, second derivatives; PyTorch, JAX, differences, SymPy."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path

import jax.numpy as jnp
import pytest
import sympy as sp

import symnn as sn
from symnn.language.operation import Elementwise
from symnn.operations import public
from tests.conformance.case import Case
from tests.conformance.judges import (
    DisagreementError,
    by_jax,
    by_torch,
    compare,
    judge_by_differences,
    judge_by_sympy,
    ours,
    torch,
)
from tests.sampled import sampled

SUBJECTS = {
    path.stem.removeprefix("cases_"): import_module(f"tests.conformance.{path.stem}").CASES
    for path in sorted(Path(__file__).parent.glob("cases_*.py"))
}
CASES = [case for cases in SUBJECTS.values() for case in cases]


def function_of(case):
    """The name with which a case begins."""
    return re.split(r"[ ,]", case.name)[0]


FIRST_OF = {function_of(case): case for case in reversed(CASES)}


@cache
def jax_found(subject):
    return by_jax([case for case in SUBJECTS[subject] if case.jax is not None])


@pytest.mark.parametrize(
    "case", sampled(CASES, lambda case: FIRST_OF[function_of(case)] is case), ids=lambda c: c.name
)
def test_conforms(case):
    judge_by_differences(case)
    if case.exact:
        judge_by_sympy(case)
    found, arrays, directions = ours(case)
    if case.torch is not None and torch is not None:
        compare(found, by_torch(case, arrays, directions), "PyTorch")


LONG = {"layers", "losses", "matrices", "elementwise", "axes"}
"""Subjects whose one compilation by JAX takes five to ten seconds."""


@pytest.mark.parametrize("subject", sampled(SUBJECTS, lambda subject: subject not in LONG))
def test_conforms_to_jax(subject):
    wrong = []
    for case in SUBJECTS[subject]:
        if case.jax is not None:
            try:
                compare(ours(case)[0], jax_found(subject)[case.name], f"{case.name}: JAX")
            except DisagreementError as problem:
                wrong.append(str(problem))
    assert wrong == []


# ---- what is wrong is noticed -----------------------------------------------------------------


class Undeclared(Elementwise):
    """An operation that is known to this test only."""

    def __post_init__(self):
        body = {"nargs": 1, "is_real": True, "is_finite": True, "operation": self}
        object.__setattr__(self, "function", type(self.name, (sp.Function,), body))


def tanh_with(slope):
    return Undeclared(name="tanh_twin", latex="t", definition=sp.tanh, slopes=[slope])


SLOPE = Undeclared(
    name="slope_twin",
    latex="s",
    definition=lambda x: 1 - sp.tanh(x) ** 2,
    slopes=[lambda x, y: 2 * y * sp.tanh(x)],  # the sign is wrong
)
X = sn.vector("x", 3)
FIRST = Case("wrong slope", tanh_with(lambda x, y: 1 - y), [X], jnp.tanh, torch and torch.tanh)
SECOND = Case(
    "wrong second derivative",
    tanh_with(lambda x, y: SLOPE.function(x)),
    [X],
    jnp.tanh,
    torch and torch.tanh,
)
RIGHT = Case("right", tanh_with(lambda x, y: 1 - y**2), [X], jnp.tanh, torch and torch.tanh)
OTHER = Case("other values", sn.tanh, [X], jnp.arctan, torch and torch.atan)
SHIFTED = Case("another constant", sn.tanh, [X], lambda x: jnp.tanh(x) + 1e-9)


def judged(case, judge):
    if judge == "differences":
        judge_by_differences(case)
    elif judge == "SymPy":
        judge_by_sympy(case)
    elif judge == "JAX":
        compare(ours(case)[0], by_jax([case])[case.name], judge)
    else:
        found, arrays, directions = ours(case)
        compare(found, by_torch(case, arrays, directions), judge)


needs_torch = pytest.mark.skipif(torch is None, reason="PyTorch is not installed")
JUDGES = ["differences", "SymPy", "JAX", pytest.param("PyTorch", marks=needs_torch)]


@pytest.mark.parametrize("judge", JUDGES)
@pytest.mark.parametrize("case", [FIRST, SECOND], ids=lambda case: case.name)
def test_every_judge_notices_a_wrong_derivative(case, judge):
    judged(RIGHT, judge)
    with pytest.raises(DisagreementError):
        judged(case, judge)


@pytest.mark.parametrize("judge", JUDGES[2:])
def test_libraries_notice_a_wrong_value(judge):
    with pytest.raises(DisagreementError, match="the value"):
        judged(OTHER, judge)


def test_a_small_difference_is_one():
    with pytest.raises(DisagreementError, match="the value"):
        judged(SHIFTED, "JAX")


# ---- what there is ----------------------------------------------------------------------------

ELSEWHERE = {"argmax_mask"}
"""A function without slopes, which has tests of its own."""
UNKNOWN = {"function"}
"""Functions without values."""


def test_every_public_function_has_a_case_that_begins_with_its_name():
    covered = {function_of(case) for case in CASES}
    assert sorted(set(public()) - covered - ELSEWHERE - UNKNOWN) == []


def test_there_are_many_cases_with_names_of_their_own():
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 250
