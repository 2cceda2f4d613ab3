"""Training that fails, and settings that make no sense: what is said then."""

import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import SymnnError, UnknownNameError
from symnn.training.fit import SettingError
from symnn.training.result import DivergedError
from tests.training.models import clouds, line, regression

# ---- divergence ---------------------------------------------------------------------------------


def test_divergence_names_the_equation_and_keeps_the_last_good_parameters(tmp_path):
    data, _, _ = line()
    with pytest.raises(DivergedError, match=r"epoch \d+, step \d of 2: .*not finite") as caught:
        sn.fit(regression(), "L", data=data, optimizer=sn.SGD(50.0), epochs=200)
    result = caught.value.result
    assert "L = " in str(caught.value)  # the squares overflow before the predictions do
    assert "smaller learning rate" in str(caught.value)
    assert result.stopped == "diverged"
    assert all(np.isfinite(array).all() for array in result.params.values())
    assert max(np.abs(array).max() for array in result.params.values()) > 1e100
    assert np.isfinite(result.history["loss"]).all()


def test_the_equation_named_is_the_first_one():
    N = sn.dims("N")[0]
    model = sn.Model()
    x, w = sn.vector("x", N), sn.scalar("w")
    u = model.define("u", w * x)
    v = model.define("v", sn.log(u))  # NaN where u < 0
    model.define("L", sn.mean(v**2))
    with pytest.raises(DivergedError, match=r"the quantity v is not finite at 1: v = log\(u\)"):
        sn.fit(model, "L", data={"x": [1.0, -1.0]}, params={"w": 1.0}, epochs=1)


def test_a_slope_that_is_not_finite_is_named():
    N = sn.dims("N")[0]
    model = sn.Model()
    x, w = sn.vector("x", N), sn.scalar("w")
    u = model.define("u", w * x)
    model.define("L", sn.total(sn.sqrt(u)))  # slope ∞ at 0
    with pytest.raises(DivergedError, match=r"the derivative ∂L/∂w is not finite: ∂L/∂w"):
        sn.fit(model, "L", data={"x": [0.0, 1.0]}, params={"w": 1.0}, epochs=1)


def test_a_positive_parameter_stays_positive_or_it_is_said():
    model = sn.Model()
    model.define("L", sn.scalar("s", positive=True))
    with pytest.raises(
        DivergedError, match="the step makes s ≤ 0, but the model assumes"
    ) as caught:
        sn.fit(model, "L", data={}, params={"s": 1.0}, optimizer=sn.SGD(0.3), epochs=9)
    assert caught.value.result.params["s"] == pytest.approx(0.1)


def test_labels_without_a_prediction_to_compare_are_no_mistake():
    N, d, c = sn.dims("N d c")
    X, Y = sn.matrix("X", N, d), sn.matrix("Y", N, c)
    model = sn.Model()
    model.define("L", -sn.mean(sn.total(Y * sn.log_softmax(X @ sn.matrix("W", d, c)), axis=c)))
    result = sn.fit(model, "L", data=clouds(), epochs=1)
    assert set(result.history) == {"loss", "rate"}
    with pytest.raises(UnknownNameError, match="what is to be compared has to be said"):
        sn.fit(model, "L", data=clouds(), epochs=1, metrics=["accuracy"])


# ---- settings and output ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"epochs": -1}, "epochs is a whole number ≥ 0, not -1"),
        ({"epochs": 2.5}, "epochs is a whole number ≥ 0, not 2.5"),
        ({"epochs": True}, "epochs is a whole number"),
        ({"seed": -1}, "seed is a whole number ≥ 0"),
        ({"patience": 0}, "patience is a whole number ≥ 1"),
        ({"schedule": 0.1}, r"schedule: expected one such as sn.Cosine\(20\), not 0.1"),
        ({"data": [1, 2]}, "data: expected a dictionary of arrays by name, .* not list"),
        ({"resume": True}, "resume: say from which file"),
        ({"checkpoint": "no/such/folder/c.npz"}, "there is no folder"),
        ({"batch_size": 0}, "batch_size is a whole number ≥ 1"),
        ({"dtype": "float16"}, "no dtype 'float16'"),
        ({"backend": "abacus"}, "no backend 'abacus'"),
        ({"optimizer": sn.LBFGS(), "patience": 3}, "LBFGS finds its steps by itself"),
        ({"validation": 1e-9}, "holds back 0"),
        ({"batch": "M"}, "no size of the data; there are N, d"),
        ({"batch": "d"}, "parameters have this size too"),
        ({"params": ["p"]}, "p is computed by the model"),
        ({"params": ["W"]}, "the model has no quantity W"),
        ({"params": {"w": "he!", "b": None}}, "no initialiser 'he!'"),
        (
            {"params": {"w": [1.0, float("nan"), 0.0], "b": None}},
            "w has entries that are not finite",
        ),
        ({"params": {"w": np.ones(4), "b": None}}, "d = "),
    ],
)
def test_settings_that_make_no_sense(settings, words):
    data, _, _ = line()
    with pytest.raises(SymnnError, match=words):
        sn.fit(regression(), "L", **{"data": data, "epochs": 1, **settings})
    assert issubclass(SettingError, SymnnError)
