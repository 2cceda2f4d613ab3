"""Models of one sample on batches: every sample as by the model itself."""

import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import SizeError
from symnn.training.lifted import lifted
from tests.training.models import one_sample

N = sn.dims("N")[0]


def attention():
    """One query over the rows of a memory, with layer norm: operations on axes inside sums."""
    T, d = sn.dims("T d")
    model = sn.Model()
    M, q = sn.matrix("M", T, d), sn.vector("q", d)
    a = model.define("a", sn.softmax(M @ sn.matrix("W", d, d) @ q))
    c = model.define("c", a @ M + sn.vector("b", d))
    m = model.define("m", sn.mean(c))
    v = model.define("v", sn.mean((c - m) ** 2))
    n = model.define("n", (c - m) / sn.sqrt(v + 1))
    model.define("L", sn.logsumexp(n) + sn.total(sn.vector("b", d) ** 2) / 2)
    return model, ["M", "q"], {"M": (3, 4), "q": (4,)}, {"W": (4, 4), "b": (4,)}


def classifier():
    return one_sample(), ["x", "y"], {"x": (4,), "y": (3,)}, {"W": (3, 4), "b": (3,)}


@pytest.mark.parametrize("make", [attention, classifier])
def test_the_batch_is_the_mean_of_its_samples(make):
    model, data, shapes, sizes = make()
    whole, loss = lifted(model, data, "L", N)
    rng = np.random.default_rng(0)
    params = {name: rng.normal(size=shape) for name, shape in sizes.items()}
    many = {name: rng.normal(size=(5, *shape)) for name, shape in shapes.items()}
    if "y" in many:
        many["y"] = np.eye(3)[rng.integers(3, size=5)]
    one = model.compile("L", wrt=list(params))
    batch = whole.compile(loss, wrt=list(params))
    found = [one({**params, **{n: a[i] for n, a in many.items()}}) for i in range(5)]
    value, gradients = batch({**params, **many})
    assert value == pytest.approx(np.mean([v for v, _ in found]), rel=1e-12)
    for name in params:
        assert np.allclose(
            gradients[name], np.mean([g[name] for _, g in found], axis=0), atol=1e-13
        )


def test_what_does_not_depend_on_the_samples_stays():
    model, data, _, _ = attention()
    whole, loss = lifted(model, data, "L", N)
    assert whole["W"].shape == model["W"].shape
    assert whole["a"].shape == (N, *model["a"].shape)
    assert loss == r"\bar{L}"
    assert model["a"].shape != whole["a"].shape  # the model itself is as it was


def test_facts_hold_for_every_sample():
    whole, _ = lifted(one_sample(), ["x", "y"], "L", N)
    # without Σ_k y_ik = 1 it would be p Σ y − y
    assert whole.gradient(r"\bar{L}", ["b"]).text().startswith("∂L_bar/∂z = (p - y)/N\n")
    assert [len(fact.indices) for fact in whole.facts] == [1]


def test_samples_of_a_lifted_model_have_no_name_to_give():
    data = {"x": np.ones((5, 2)), "y": np.ones((5, 2))}
    with pytest.raises(SizeError, match="batch='N': the model is one of a single sample, and x"):
        sn.fit(one_sample(), "L", data=data, batch="N", epochs=1)
