r"""Everything that is printed reads back to the same expression.

A printed document is the declarations of all quantities, what is assumed, and the equations of a
model and of its derivatives, in one notation; and the files that ``save`` writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

import symnn as sn
from derivations.networks import (
    attention,
    backpropagation_one_neuron,
    layer_norm,
    logistic_regression,
    softmax_classifier,
)
from symnn.check.document import judged_document
from symnn.derivation import Derivation
from symnn.language.errors import SymnnError
from symnn.notation.reader.document import read_document
from tests.models.matrix_models import MODELS, model_of
from tests.models.networks import NETWORKS
from tests.models.random_models import models
from tests.notation.operation_models import cases
from tests.notation.printed import Printed, printed, read_back
from tests.sampled import each, sampled

NOTATIONS = ("matrix", "index")
OPERATIONS = dict(cases())
UNREAD = {"kron 0", "kron 1", "vec 1", "function 2", "svdvals 0"}
UNREAD |= {"conv1d 1", "conv_transpose1d 0", "conv_transpose2d 0", "max_pool1d 0", "max_pool2d 0"}
UNREAD |= {"concatenate 0", "concatenate 1", "embedding 0", "pad 0", "pad 1"}
"""Positions in blocks, ``z_{n(j-1)+i}``, partials of unknown functions, ``∂₁g(x, y)``; definitions
with places beside an axis, sizes that are rounded, windows ``(X_{i,j+k-1})_k`` of unsaid length,
positions that are looked up."""


@pytest.mark.parametrize("notation", sampled(NOTATIONS, "matrix".__eq__))
@pytest.mark.parametrize("name", each(sorted(set(OPERATIONS) - UNREAD), 2))
def test_every_operation_reads_back(name: str, notation: str) -> None:
    model = OPERATIONS[name]
    assert read_back(printed(model, model.gradient("L").equations, notation)) == []


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", sorted(UNREAD))
def test_what_does_not_read_back_is_not_misread(name: str, notation: str) -> None:
    model = OPERATIONS[name]
    wrong = read_back(printed(model, model.gradient("L").equations, notation))
    assert wrong
    assert all(text.startswith("not understood") for text in wrong)


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_of_networks_read_back(name: str, notation: str) -> None:
    make, wrt = NETWORKS[name]
    model = make()
    assert read_back(printed(model, model.gradient("L", wrt).equations, notation)) == []


GALLERY: dict[str, Derivation] = {
    "attention": attention.gradient,
    "layer norm": layer_norm.gradient,
    "one neuron": backpropagation_one_neuron.gradient,
    "logistic regression": logistic_regression.gradient,
    "Hessian of logistic regression": logistic_regression.hessian,
    "softmax classifier": softmax_classifier.gradient,
}


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", GALLERY)
def test_the_gallery_reads_back(name: str, notation: str) -> None:
    derivation = GALLERY[name]
    assert read_back(printed(derivation.source, derivation.equations, notation)) == []


def of_second_order() -> Iterator[tuple[str, Derivation]]:
    """Jacobians and Hessians of networks and of models with inverses and determinants."""
    for name, (make, wrt) in NETWORKS.items():
        model = make()
        yield f"{name}: Hessian by {wrt[0]}", model.hessian("L", wrt[0])
        for of in list(model.equations)[:3]:
            yield f"{name}: Jacobian of {of}", model.jacobian(of)
    for name, (loss, _, wrt) in MODELS.items():
        if name != "Cholesky":  # its Hessian alone takes a minute
            yield f"{name}: Hessian", model_of(loss).hessian("L", wrt)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_second_derivatives_and_jacobians_read_back() -> None:
    wrong = {}
    for name, derivation in of_second_order():
        for notation in NOTATIONS:
            made = printed(derivation.source, derivation.equations, notation)
            wrong[name, notation] = read_back(made)
    assert {key: found for key, found in wrong.items() if found} == {}


def of_matrices_by_matrices() -> Iterator[Derivation]:
    """Derivatives that are printed with vec: Kronecker products, a diagonal, an outer product."""
    classifier, norm = (NETWORKS[name][0]() for name in ("classifier 1", "batch layer norm"))
    yield classifier.jacobian("Z1")
    yield norm.jacobian("mu")
    m, n = sn.dims("m n")
    W = sn.matrix("W", m, n)
    for loss in (sn.total(sn.exp(W)), sn.total(W**2) ** 2):
        model = sn.Model()
        model.define("L", loss)
        yield model.hessian("L", "W")


def test_derivatives_of_matrices_by_matrices_read_back() -> None:
    for derivation in of_matrices_by_matrices():
        made = printed(derivation.source, derivation.equations, "matrix")
        assert r"\partial \operatorname{vec}" in made.text
        assert read_back(made) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"(W^{(1)})^\top \otimes I_{N}", r"I_{N} \otimes (W^{(1)})^\top"),
        (r"I_{c} \otimes X", r"I_{d} \otimes X"),
        (
            r"vec}(Z^{(1)})}{\partial \operatorname{vec}(X)",
            r"vec}(X)}{\partial \operatorname{vec}(X)",
        ),
    ],
)
def test_other_kronecker_products_do_not_read_back(right: str, wrong: str) -> None:
    derivation = NETWORKS["classifier 1"][0]().jacobian("Z1")
    made = printed(derivation.source, derivation.equations, "matrix")
    assert right in made.text
    assert read_back(replace(made, text=made.text.replace(right, wrong)))


def gradient_reads_back(model: sn.Model) -> None:
    try:
        derived = model.gradient("L").equations
    except SymnnError:
        assume(False)  # L is constant
    for notation in NOTATIONS:
        assert read_back(printed(model, derived, notation)) == []


WHOLE = {
    "derandomize": True,
    "deadline": None,
    "database": None,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}


@settings(max_examples=8, **WHOLE)  # type: ignore[arg-type]
@given(models(steps=4))
def test_random_models_read_back(model: sn.Model) -> None:
    gradient_reads_back(model)


@pytest.mark.slow
@pytest.mark.timeout(900)
@settings(max_examples=150, **WHOLE)  # type: ignore[arg-type]
@given(models())
def test_random_models_read_back_in_a_long_run(model: sn.Model) -> None:
    gradient_reads_back(model)


# ---- whole documents ----------------------------------------------------------------------------

LOCAL = {"layer norm"}
"""Documents whose steps hold quantities fixed (∂x̂/∂x with μ and s) without saying so in print."""
QUICK = {"attention": "tex", "one neuron": "md", "Hessian of logistic regression": "tex"}


def verdicts(derivation: Derivation, path: Path, notation: str) -> dict[str, int]:
    text = derivation.save(path, notation).read_text(encoding="utf-8")
    document = read_document(text, path.name)
    assert [f"{s.latex}: {s.trouble}" for s in document.troubles] == []
    return judged_document(document, timeout=None).counts


@pytest.mark.parametrize("name", QUICK)
def test_saved_documents_are_proved(name: str, tmp_path: Path) -> None:
    counts = verdicts(GALLERY[name], tmp_path / f"page.{QUICK[name]}", "matrix")
    proved = counts.pop("proved")
    assert proved > 5
    assert set(counts.values()) == {0}


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("suffix", ["tex", "md"])
@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", sorted(set(GALLERY) - LOCAL))
def test_all_saved_documents_are_proved(
    name: str, notation: str, suffix: str, tmp_path: Path
) -> None:
    counts = verdicts(GALLERY[name], tmp_path / f"page.{suffix}", notation)
    proved = counts.pop("proved")
    assert proved > 5
    assert set(counts.values()) == {0}


# ---- broken twins -------------------------------------------------------------------------------

TWINS = {
    "a sign": (r" + \mathbf{1}", r" - \mathbf{1}"),
    "a transpose": (r"X^\top \frac", r"X \frac"),
    "a factor": (r"\frac{P - Y}{N}", r"\frac{P - Y}{2 N}"),
    "an order": (r"\frac{P - Y}{N}", r"\frac{Y - P}{N}"),
    "another matrix": (r"X W^{(1)}", r"X W^{(2)}"),
    "another slope": (r"^{\odot 2}", r"^{\odot 3}"),
}
INDEX_TWINS = {
    "an index": (r"X_{ik} W^{(1)}_{kj}", r"X_{ik} W^{(1)}_{kk}"),
    "the axis of softmax": (r"(Z^{(2)}_{ik})_{k}", r"(Z^{(2)}_{kj})_{k}"),
    "a sum": (r"\frac{P_{ij} - Y_{ij}}{N}", r"\frac{P_{ij} + Y_{ij}}{N}"),
}


def classifier(notation: str) -> Printed:
    make, wrt = NETWORKS["classifier 2"]
    model = make()
    return printed(model, model.gradient("L", wrt).equations, notation)


@pytest.mark.parametrize(
    ("notation", "twin"),
    [*(("matrix", twin) for twin in TWINS), *(("index", twin) for twin in INDEX_TWINS)],
)
def test_a_changed_equation_does_not_read_back(notation: str, twin: str) -> None:
    made = classifier(notation)
    old, new = (TWINS | INDEX_TWINS)[twin]
    assert old in made.text
    assert read_back(replace(made, text=made.text.replace(old, new, 1))) != []
