"""What a model refuses at once, in its own names, and what it takes without fuss."""

from __future__ import annotations

from pathlib import Path

import pytest

import symnn as sn
from symnn.language.errors import ShapeError, UnknownNameError

N, M = sn.dims("n m")
W, X, Y = sn.matrix("W", M, N), sn.vector("x", N), sn.vector("y", M)
MODEL = sn.Model()
Z = MODEL.define("z", W @ X)
MODEL.define("L", sn.total((Z - Y) ** 2))
RATE = sn.SGD(0.1)

REFUSED = {
    "a parameter that is computed": (
        lambda: MODEL.training_step("L", ["z"], RATE), UnknownNameError,
        "params: z is computed by the model; a step moves inputs, which are",
    ),
    "no parameter": (
        lambda: MODEL.training_step("L", [], RATE), UnknownNameError,
        "params: a step moves one input at least; the inputs are",
    ),
    "half precision": (
        lambda: MODEL.training_step("L", ["W"], RATE, dtype="float16"), UnknownNameError,
        "no dtype 'float16'; there are 'float64' and 'float32'",
    ),
    "a backend of steps": (
        lambda: MODEL.training_step("L", ["W"], RATE, backend="abacus"), UnknownNameError,
        "there are 'numpy', 'native', 'jax', 'torch'",
    ),
    "an optimiser by name": (
        lambda: MODEL.training_step("L", ["W"], "sgd"), TypeError,
        "optimizer: expected one for steps, such as sn.SGD(0.1), not 'sgd'",
    ),
    "an optimiser of all samples": (
        lambda: MODEL.training_step("L", ["W"], sn.LBFGS()), TypeError, "such as sn.SGD",
    ),
    "a notation of a model": (
        lambda: MODEL.latex("words"), UnknownNameError,
        "no notation 'words'; there are 'matrix', 'index', 'entries'",
    ),
    "a notation of a derivation": (
        lambda: MODEL.gradient("L", "W").text("words"), UnknownNameError, "no notation 'words'",
    ),
    "a list for one quantity": (
        lambda: MODEL.hessian("L", ["x"]), UnknownNameError, "the model has no quantity ['x']",
    ),
    "a list in a claim": (
        lambda: sn.check(MODEL, "L", ["x"], 0), TypeError,
        "wrt: one quantity, or a tuple of them for a higher derivative, not a list",
    ),
    "two dimensions as one": (
        lambda: sn.dim("n m"), ShapeError, "a dimension needs a name, such as sn.dim('n')",
    ),
    "a number of dimensions": (
        lambda: sn.dims(3), ShapeError, "dimensions need names, such as sn.dims('n m'), not 3",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    call, error, message = REFUSED[case]
    with pytest.raises(error) as caught:
        call()
    assert message in str(caught.value)


def test_names_may_come_one_by_one_or_in_any_collection() -> None:
    expected = MODEL.gradient("L", ["W", "x"]).text()
    for names in (("W", "x"), {"W": 0, "x": 1}, [W, X], iter(["W", "x"])):
        assert MODEL.gradient("L", names).text() == expected
    assert MODEL.compile("L", W).source == MODEL.compile("L", ["W"]).source
    assert MODEL.compile("L", None).source == MODEL.compile("L").source


def test_a_parameter_named_twice_moves_once() -> None:
    once, twice = (MODEL.training_step("L", names, RATE) for names in (["W"], ["W", "W"]))
    assert once.source == twice.source


def test_a_folder_that_is_missing_is_named_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "page.md"
    with pytest.raises(FileNotFoundError) as caught:
        MODEL.gradient("L", "W").save(path)
    assert caught.value.filename == str(path)
