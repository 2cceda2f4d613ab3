"""Laws that hold for every model: sums, modes, forms, reading, libraries, verdicts, names, order.

Every law is shown a slip as well, in the same models, and must see it. The same laws run on more
and larger models in the slow tests.
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from importlib.util import find_spec
from random import Random

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

import symnn as sn
from symnn.check.api import check
from tests.models.consistency import (
    backends_disagree,
    dependent,
    doubled,
    forms_disagree,
    modes_disagree,
    moves,
    readings_disagree,
    sum_of_gradients,
    sums_disagree,
    with_sum,
)
from tests.models.judged_gradients import claims, judged
from tests.models.random_models import DIMENSIONS, SIZES, models, models_with_two_losses
from tests.models.renaming import (
    Renaming,
    longer_names,
    names_matter,
    order_matters,
    shuffled_names,
)

LAW = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
randoms = st.integers(0, 10**6).map(Random)
sizes = st.sampled_from(SIZES)


# ---- sums of losses -----------------------------------------------------------------------------


def sums_agree(model, size):
    assume(moves(with_sum(model), "S"))
    assert sums_disagree(model, size) == []
    assert sums_disagree(model, size, doubled)


@settings(LAW, max_examples=10)
@given(models_with_two_losses(steps=4), sizes)
def test_the_gradient_of_a_sum_is_the_sum_of_gradients(model, size):
    sums_agree(model, size)


@settings(LAW, max_examples=4)
@given(models_with_two_losses(steps=3), randoms)
def test_the_gradient_of_a_sum_is_proved_to_be_the_sum_of_gradients(model, random):
    whole = with_sum(model)
    wrt = random.choice(dependent(model))
    claim = sum_of_gradients(whole, wrt)
    assert check(whole, "S", wrt, claim, timeout=None).kind == "proved"
    if moves(whole, "S", [wrt]):
        assert check(whole, "S", wrt, 2 * claim, timeout=None).kind == "refuted"


# ---- modes --------------------------------------------------------------------------------------


def modes_agree(model, random, size):
    target = random.choice(list(model.equations))
    assume(moves(model, target))
    assert modes_disagree(model, target, size) == []
    assert modes_disagree(model, target, size, doubled)


@settings(LAW, max_examples=12)
@given(models(steps=5), randoms, sizes)
def test_reverse_mode_is_forward_mode(model, random, size):
    modes_agree(model, random, size)


# ---- forms --------------------------------------------------------------------------------------


def forms_agree(model, size):
    assume(moves(model))
    assert forms_disagree(model, size) == []
    assert forms_disagree(model, size, doubled)


@settings(LAW, max_examples=8)
@given(models(steps=4), sizes)
def test_all_forms_have_the_same_numbers(model, size):
    forms_agree(model, size)


# ---- printing and reading -----------------------------------------------------------------------


def printed_is_read(model, size):
    assume(moves(model))
    for notation in ("matrix", "index"):
        assert readings_disagree(model, notation, size) == []
        assert readings_disagree(model, notation, size, doubled)


@settings(LAW, max_examples=6)
@given(models(steps=4), sizes)
def test_what_is_printed_is_read_as_the_same_model(model, size):
    printed_is_read(model, size)


N, M = DIMENSIONS[:2]
A, B, X = sn.matrix("a", N, M), sn.matrix("b", N, N), sn.vector("x", N)
POWERS = {
    "log softmax of columns": lambda: sn.total(sn.log_softmax(A, 0) ** 2),
    "log softmax of a vector": lambda: sn.total(sn.log_softmax(X) ** 3),
    "log det": lambda: sn.logdet(B @ B.T + sn.eye(N)) ** 2,
}


@pytest.mark.parametrize("name", POWERS)
def test_powers_of_a_function_of_a_function_are_read(name):
    """log det(A)² is the logarithm of a square: the power of log det A has brackets."""
    model = sn.Model()
    model.define("L", POWERS[name]())
    for notation in ("matrix", "index"):
        assert readings_disagree(model, notation, SIZES[0]) == []


# ---- libraries ----------------------------------------------------------------------------------

LIBRARIES = [name for name in ("torch", "jax") if find_spec(name)]
if find_spec("cffi") and shutil.which("cc"):
    LIBRARIES.append("native")


@pytest.fixture
def double_precision():
    jax = pytest.importorskip("jax")
    with jax.enable_x64(True):
        yield


def one_more(own):
    return {**own, "L": own["L"] + 1}


def libraries_agree(model, size):
    assume(dependent(model))
    assert backends_disagree(model, LIBRARIES, size) == []
    assert backends_disagree(model, LIBRARIES[:1], size, one_more) or not LIBRARIES


@pytest.mark.usefixtures("double_precision")
@settings(LAW, max_examples=3)
@given(models(steps=4), sizes)
def test_libraries_compute_the_same(model, size):
    libraries_agree(model, size)


# ---- verdicts -----------------------------------------------------------------------------------

UNDECIDED = 0.01
"""The share of claims on which there may be no verdict."""


def verdicts_on(examples, steps, most):
    """What is wrong with the verdicts on random claims."""
    found, wrong = Counter(), []

    @settings(LAW, max_examples=examples)
    @given(models(steps=steps), randoms)
    def judge(model, random):
        assume(dependent(model))
        for claimed in claims(model, random, most=most):
            verdict = judged(model, claimed)
            wrong.extend([verdict.wrong] if verdict.wrong else [])
            if claimed.true is not None:
                found[verdict.kind] += 1
                other = replace(verdict, claimed=replace(claimed, true=not claimed.true))
                assert other.wrong or verdict.unclear

    judge()
    assert found["proved"] + found["agrees"] >= examples / 2
    assert found["refuted"] >= examples / 2
    assert found["unclear"] <= UNDECIDED * found.total()
    return wrong


def test_derived_gradients_are_accepted_and_slips_refuted():
    assert verdicts_on(8, 3, 2) == []


# ---- names and order ----------------------------------------------------------------------------


def names_do_not_matter(model, random, size):
    assume(dependent(model))
    names = shuffled_names(model, random)
    assert names_matter(model, names, size) == []
    assert names_matter(model, names, size, doubled)
    assert names_matter(model, longer_names(model), size) == []


@settings(LAW, max_examples=6)
@given(models(steps=4), randoms, sizes)
def test_names_do_not_matter(model, random, size):
    names_do_not_matter(model, random, size)


def order_does_not_matter(model, random, size):
    assume(dependent(model))
    assert order_matters(model, random, size) == []
    assert order_matters(model, random, size, doubled)


@settings(LAW, max_examples=6)
@given(models(steps=5), randoms, sizes)
def test_the_order_of_equations_does_not_matter(model, random, size):
    order_does_not_matter(model, random, size)


@settings(LAW, max_examples=3)
@given(models(steps=3), randoms)
def test_verdicts_do_not_depend_on_names(model, random):
    assume(dependent(model))
    names = shuffled_names(model, random)
    renaming = Renaming(model, names)
    other = renaming.model(model)
    for claimed in claims(model, random, most=1):
        wrt, claim = names.get(claimed.wrt, claimed.wrt), renaming.tensor(claimed.claim)
        verdict = check(other, names["L"], wrt, claim, timeout=None)
        assert verdict.kind == judged(model, claimed).kind


@pytest.mark.parametrize(
    "make",
    [
        lambda a, b: (sn.softmax(a) + b, sn.softmax(a)),
        lambda a, b: (sn.softmax(a) * b, sn.mean(sn.softmax(a)) * a),
        lambda a, b: ((a - sn.mean(a)) * b, sn.sqrt(sn.variance(a) + 1) * (a - sn.mean(a))),
    ],
)
def test_what_is_said_twice_is_printed_as_one(make):
    """The same operation written anew has other bound indices; its gradient prints no other way."""
    a, b = sn.vector("a", N), sn.vector("b", N)
    model = sn.Model()
    y, z = (model.define(name, value) for name, value in zip("yz", make(a, b), strict=True))
    model.define("L", sn.mean(y) + sn.total(z**2) / 2)
    assert names_matter(model, {"a": "b", "b": "a", "y": "z", "z": "y"}, SIZES[0]) == []


# ---- many models --------------------------------------------------------------------------------

LAWS = {
    "sums": (sums_agree, (models_with_two_losses(), sizes), 60),
    "modes": (modes_agree, (models(steps=7), randoms, sizes), 60),
    "forms": (forms_agree, (models(), sizes), 30),
    "reading": (printed_is_read, (models(), sizes), 30),
    "libraries": (libraries_agree, (models(), sizes), 12),
    "names": (names_do_not_matter, (models(), randoms, sizes), 20),
    "order": (order_does_not_matter, (models(steps=8), randoms, sizes), 20),
}


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("double_precision")
@pytest.mark.parametrize("name", LAWS)
def test_laws_hold_for_larger_models(name):
    law, strategies, examples = LAWS[name]
    settings(LAW, max_examples=examples)(given(*strategies)(law))()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_verdicts_on_larger_models():
    assert verdicts_on(40, 4, 3) == []
