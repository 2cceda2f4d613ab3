"""Models as estimators: scikit-learn's own checks, and use in its pipelines."""

import copy
import pickle

import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import UnknownNameError
from tests.training.estimated import CLASSIFIER, REGRESSOR
from tests.training.models import classifier, clouds, equal, line, one_sample, regression

pytest.importorskip("sklearn")
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator


@pytest.fixture
def papers(tmp_path):
    paths = {}
    for name, text in (("classifier", CLASSIFIER), ("regressor", REGRESSOR)):
        paths[name] = str(tmp_path / f"{name}.tex")
        (tmp_path / f"{name}.tex").write_text(text, encoding="utf-8")
    return paths


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_scikit_learns_own_checks_of_a_classifier(papers):
    found = check_estimator(sn.Classifier(papers["classifier"], optimizer=sn.LBFGS()), on_fail=None)
    assert [(check["check_name"], check["exception"]) for check in found
            if check["status"] == "failed"] == []  # fmt: skip
    assert sum(check["status"] == "passed" for check in found) > 40


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_scikit_learns_own_checks_of_a_regressor(papers):
    estimator = sn.Regressor(papers["regressor"], target="y", optimizer=sn.LBFGS())
    found = check_estimator(estimator, on_fail=None)
    assert [(check["check_name"], check["exception"]) for check in found
            if check["status"] == "failed"] == []  # fmt: skip
    assert sum(check["status"] == "passed" for check in found) > 40


def estimator(**settings):
    chosen = {"optimizer": sn.Adam(0.05), "epochs": 15, "random_state": 0, **settings}
    return sn.Classifier(classifier(6), **chosen)


def test_labels_of_any_kind_come_back():
    data = clouds()
    names = np.array(["ant", "bee", "cat"])[data["Y"]]
    fitted = estimator().fit(data["X"], names)
    assert fitted.classes_.tolist() == ["ant", "bee", "cat"]
    assert fitted.score(data["X"], names) > 0.9
    P = fitted.predict_proba(data["X"])
    assert np.allclose(P.sum(axis=1), 1)
    assert set(fitted.params_) == {"W1", "b1", "W2", "b2"}
    assert len(fitted.history_["loss"]) == 15


def test_pipelines_validation_and_searches():
    data = clouds()
    pipeline = make_pipeline(StandardScaler(), estimator(epochs=8))
    assert cross_val_score(pipeline, data["X"], data["Y"], cv=2).mean() > 0.8
    search = GridSearchCV(estimator(epochs=4), {"optimizer": [sn.SGD(1e-6), sn.Adam(0.1)]}, cv=2)
    assert search.fit(data["X"], data["Y"]).best_params_ == {"optimizer": sn.Adam(0.1)}


def test_equal_random_states_give_equal_parameters():
    data = clouds()
    one, two, other = (
        estimator(random_state=state, epochs=2).fit(data["X"], data["Y"]) for state in (1, 1, 2)
    )
    assert equal(one.params_, two.params_)
    assert not equal(one.params_, other.params_)


def test_estimators_are_cloned_copied_and_pickled(papers):
    data = clouds()
    made = sn.Classifier(papers["classifier"], epochs=3, random_state=0)
    fitted = pickle.loads(pickle.dumps(clone(made).fit(data["X"], data["Y"])))
    again = made.fit(data["X"], data["Y"])
    assert np.array_equal(fitted.predict_proba(data["X"]), again.predict_proba(data["X"]))
    held = estimator(epochs=2)
    copied = copy.deepcopy(held.fit(data["X"], data["Y"]))
    assert np.array_equal(copied.predict(data["X"]), held.predict(data["X"]))
    assert not hasattr(clone(held), "params_")


def test_two_classes_by_one_number():
    N, d = sn.dims("N d")
    model = sn.Model()
    y = sn.vector("y", N)
    p = model.define("p", sn.sigmoid(sn.matrix("X", N, d) @ sn.vector("w", d) + sn.scalar("b")))
    model.define("L", -sn.mean(y * sn.log(p) + (1 - y) * sn.log(1 - p)))
    made = sn.Classifier(model, target="y", optimizer=sn.LBFGS())
    data = clouds(classes=2)
    assert made.fit(data["X"], data["Y"] + 5).score(data["X"], data["Y"] + 5) > 0.95
    assert made.classes_.tolist() == [5, 6]
    with pytest.raises(ValueError, match="y has 3 classes, but y of the model has no axis"):
        made.fit(clouds()["X"], clouds()["Y"])


def test_a_model_of_one_sample():
    data = clouds()
    made = sn.Classifier(one_sample(), features="x", target="y", optimizer=sn.LBFGS(), epochs=30)
    assert made.fit(data["X"], data["Y"]).score(data["X"], data["Y"]) > 0.9


def test_numbers():
    data, w, _ = line()
    made = sn.Regressor(regression(), target="y", optimizer=sn.NewtonCG())
    assert made.fit(data["X"], data["y"]).score(data["X"], data["y"]) > 0.999
    assert np.allclose(made.params_["w"], w)


def test_settings_that_make_no_sense(papers):
    data = clouds()
    with pytest.raises(ValueError, match=r"model: expected an sn\.Model or the path"):
        sn.Classifier().fit(data["X"], data["Y"])
    with pytest.raises(KeyError, match="the model has no quantity T"):
        sn.Classifier(papers["classifier"], target="T").fit(data["X"], data["Y"])


@pytest.mark.parametrize(
    ("settings", "setting"),
    [({}, "target"), ({"target": "y", "loss": "J"}, "loss"), ({"features": "x"}, "features")],
)
def test_the_setting_that_names_nothing_is_said(papers, settings, setting):
    data, _, _ = line()
    with pytest.raises(UnknownNameError, match=f"say which one it is with {setting}=…"):
        sn.Regressor(papers["regressor"], **settings).fit(data["X"], data["y"])
