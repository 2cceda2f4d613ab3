"""Checkpoints: what resumes is what was never interrupted, bit for bit."""

import json

import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import SizeError
from symnn.training import checkpoint as checkpoints
from symnn.training.archives import archive
from symnn.training.checkpoint import META, CheckpointError
from symnn.training.storage import load_params
from symnn.training.trouble import DataError
from tests.training.models import classifier, clouds, equal, regression

SETTINGS = {
    "momentum": {"optimizer": sn.SGD(0.05, 0.9)},
    "Adam, float32": {"optimizer": sn.Adam(0.01), "dtype": "float32"},
    "schedule": {"optimizer": sn.RMSProp(0.01), "schedule": sn.Warmup(9, sn.Cosine(6))},
    "early stopping": {"optimizer": sn.AdamW(0.05), "patience": 2, "monitor": "val_accuracy"},
}


def fit(**settings):
    return sn.fit(
        classifier(5),
        "L",
        data=clouds(),
        **{"validation": 0.2, "batch_size": 16, "seed": 3, **settings},
    )


@pytest.mark.parametrize("case", SETTINGS)
@pytest.mark.parametrize("after", [1, 4])
def test_resumed_equals_uninterrupted(case, after, tmp_path):
    path = tmp_path / "training.npz"
    whole = fit(epochs=6, **SETTINGS[case])
    fit(epochs=after, checkpoint=path, **SETTINGS[case])
    resumed = fit(epochs=6, checkpoint=path, resume=True, **SETTINGS[case])
    assert equal(resumed.params, whole.params)
    assert resumed.history == whole.history
    assert (resumed.epochs, resumed.steps) == (whole.epochs, whole.steps)
    assert (resumed.stopped, resumed.best_epoch) == (whole.stopped, whole.best_epoch)


@pytest.mark.parametrize("part", ["random", "step", "state"])
def test_the_comparison_sees_what_a_checkpoint_forgets(part, tmp_path, monkeypatch):
    path = tmp_path / "training.npz"
    settings = SETTINGS["Adam, float32"]
    whole = fit(epochs=6, **settings)
    fit(epochs=3, checkpoint=path, **settings)
    load = checkpoints.load_progress

    def forgetful(*args):
        progress = load(*args)
        other = np.random.default_rng(1).bit_generator.state
        setattr(progress, part, {"random": other, "step": 0, "state": {}}[part])
        return progress

    monkeypatch.setattr("symnn.training.fit.load_progress", forgetful)
    resumed = fit(epochs=6, checkpoint=path, resume=True, **settings)
    assert not equal(resumed.params, whole.params)


def test_a_finished_training_resumes_to_itself(tmp_path):
    path = tmp_path / "training.npz"
    first = fit(epochs=3, checkpoint=path)
    before = path.read_bytes()
    again = fit(epochs=3, checkpoint=path, resume=True)
    assert equal(first.params, again.params)
    assert path.read_bytes() == before


def test_equal_trainings_give_equal_checkpoints(tmp_path):
    for name in ("a.npz", "b.npz"):
        fit(epochs=2, checkpoint=tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npz", "b.npz"]


def test_a_checkpoint_goes_on_with_what_it_began(tmp_path):
    path = tmp_path / "training.npz"
    fit(epochs=1, checkpoint=path)
    for change, words in (
        ({"seed": 4}, r"another seed \(3, now 4\)"),
        ({"optimizer": sn.Adam(0.5)}, "another optimizer"),
        ({"batch_size": 8}, "another batch_size"),
        ({"validation": 0.3}, "another data set, so"),
        ({"dtype": "float32"}, "another dtype"),
        ({"schedule": sn.Cosine(3)}, "another schedule"),
    ):
        with pytest.raises(CheckpointError, match=words):
            fit(epochs=2, checkpoint=path, resume=True, **change)
    with pytest.raises(CheckpointError, match="another"):
        sn.fit(classifier(6), "L", data=clouds(), checkpoint=path, resume=True)


def test_what_is_no_checkpoint(tmp_path):
    with pytest.raises(CheckpointError, match="there is no checkpoint to resume"):
        fit(checkpoint=tmp_path / "none.npz", resume=True)
    other = tmp_path / "params.npz"
    sn.save_params(other, {"w": np.ones(2)})
    with pytest.raises(DataError, match="not a checkpoint of symnn"):
        fit(checkpoint=other, resume=True)
    newer = tmp_path / "newer.npz"
    newer.write_bytes(archive({META: np.array(json.dumps({"format": 99}))}))
    with pytest.raises(CheckpointError, match="of format 99"):
        fit(checkpoint=newer, resume=True)


# ---- parameters in files ------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".npz", ".safetensors"])
def test_parameters_come_back(suffix, tmp_path):
    if suffix == ".safetensors":
        pytest.importorskip("safetensors")
    params = {
        "W^{(1)}": np.arange(6.0).reshape(2, 3),
        "file": np.float32([1.5]),
        "b": np.array(2.0),
        "T": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    }
    path = sn.save_params(tmp_path / f"params{suffix}", params)
    found = sn.load_params(path)
    assert equal(found, params)
    assert {n: a.dtype for n, a in found.items()} == {n: a.dtype for n, a in params.items()}
    # and training goes on from them
    data = {"X": np.ones((4, 2)), "y": np.ones(4)}
    start = sn.save_params(tmp_path / f"start{suffix}", {"w": np.ones(2), "b": np.array(0.0)})
    result = sn.fit(regression(), "L", data=data, params=sn.load_params(start), epochs=0)
    assert (result.params["w"] == 1).all()


def test_numpy_reads_the_archive(tmp_path):
    path = sn.save_params(tmp_path / "p.npz", {"W": np.eye(2)})
    with np.load(path, allow_pickle=False) as archive_:
        assert (archive_["W"] == np.eye(2)).all()


def test_files_that_hold_no_parameters(tmp_path):
    with pytest.raises(DataError, match=r"kept in \.npz or \.safetensors files"):
        sn.save_params(tmp_path / "p.txt", {})
    (tmp_path / "p.npz").write_text("no archive")
    with pytest.raises(DataError, match="not an archive of parameters"):
        sn.load_params(tmp_path / "p.npz")
    np.savez(tmp_path / "objects.npz", w=np.array([{}], dtype=object))
    with pytest.raises(DataError, match="not an archive of parameters"):
        load_params(tmp_path / "objects.npz")  # would have to be unpickled
    pytest.importorskip("safetensors")
    (tmp_path / "p.safetensors").write_text("no archive")
    with pytest.raises(DataError, match="not a safetensors file"):
        sn.load_params(tmp_path / "p.safetensors")


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = sn.save_params(tmp_path / "p.npz", {"w": np.ones(2)})
    before = path.read_bytes()

    def broken(*_):
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(OSError, match="disk full"):
        sn.save_params(path, {"w": np.zeros(2)})
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["p.npz"]


def test_a_model_with_families_is_trained_and_resumed(tmp_path):
    T, n = sn.dim("T"), sn.dim("n")
    t = sn.label("t", T)
    x, y, h = (sn.family(name, t, n) for name in "xyh")
    model = sn.Model()
    model.define(h[t], sn.tanh(sn.matrix("W", n, n) @ h[t - 1] + x[t]))
    model.define("L", sn.total(sn.total((h[t] - y[t]) ** 2), axis=t))
    rng = np.random.default_rng(0)
    data = {"x": rng.normal(size=(4, 2)), "y": rng.normal(size=(4, 2)), "h_0": np.zeros(2)}
    settings = {"data": data, "params": ["W"], "optimizer": sn.Adam(0.1), "batch": ""}
    whole = sn.fit(model, "L", epochs=6, **settings)
    assert whole.history["loss"][-1] < whole.history["loss"][0]
    path = tmp_path / "c.npz"
    sn.fit(model, "L", epochs=3, checkpoint=path, **settings)
    again = sn.fit(model, "L", epochs=6, checkpoint=path, resume=True, **settings)
    assert np.array_equal(whole.params["W"], again.params["W"])
    more = {**data, "x": np.ones((3, 4, 2)), "y": np.ones((3, 4, 2))}
    with pytest.raises(SizeError, match="a model with families is not made one of a batch"):
        sn.fit(model, "L", data=more, params=["W"])
