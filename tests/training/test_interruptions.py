"""Training that is killed or stopped: no half-written file, and what resumes is the same."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import symnn as sn
from symnn.cli import main
from symnn.training import run
from symnn.training.result import TrainingInterruptError
from tests.training.killed import arguments, names
from tests.training.models import classifier, clouds, equal, line

ROOT = Path(__file__).parents[2]
MODEL = r"""
Let $X \in \mathbb{R}^{N \times d}$, $y \in \mathbb{R}^N$, $w \in \mathbb{R}^d$, $b \in \mathbb{R}$.
\[ p = \tanh(X w + b \mathbf{1}), \qquad L = \frac{1}{N} \|p - y\|^2 \]
"""
OLD = b"what was there before"

HEEDFUL = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from symnn.cli import main
main()
"""
"""The program, for interruptions also where a shell in whose background it runs ignores them."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "m.tex").write_text(MODEL, encoding="utf-8")
    data, _, _ = line(40, noise=0.1)
    np.savez(tmp_path / "d.npz", **data)
    (tmp_path / "p.npz").write_bytes(OLD)
    return tmp_path


def whole(folder, epochs):
    """The parameters and the checkpoint of a training that nobody stopped."""
    for name in ("c.npz", "p.npz"):
        (folder / name).unlink(missing_ok=True)
    found = CliRunner().invoke(main, arguments(folder, epochs))
    assert found.exit_code == 0, found.output
    return (folder / "p.npz").read_bytes(), (folder / "c.npz").read_bytes()


def killed(folder, monkeypatch, rounds, seed, epochs):
    """Train, kill and resume, and then to the end."""
    program = str(Path(__file__).with_name("killed.py"))
    command = [sys.executable, program, str(folder), *map(str, (rounds, seed, epochs))]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    reached = json.loads(found.stdout)["reached"]
    assert reached == sorted(reached)
    assert 0 < reached[0] < reached[-1] < epochs
    with monkeypatch.context() as patch:
        patch.setattr("symnn.files.UNTOUCHED", -1)  # all who wrote before are dead
        ended = CliRunner().invoke(main, arguments(folder, reached[-1] + 5))
    assert ended.exit_code == 0, ended.output
    assert names(folder) == ["c.npz", "d.npz", "m.tex", "p.npz"]
    return reached[-1] + 5


def check_killed(folder, monkeypatch, rounds, seed, epochs):
    last = killed(folder, monkeypatch, rounds, seed, epochs)
    found = (folder / "p.npz").read_bytes(), (folder / "c.npz").read_bytes()
    assert found == whole(folder, last)


def test_what_is_killed_resumes_as_if_nothing_had_happened(folder, monkeypatch):
    check_killed(folder, monkeypatch, 2, 0, 100_000)


@pytest.mark.slow
def test_what_is_killed_often_resumes_as_if_nothing_had_happened(folder, monkeypatch):
    check_killed(folder, monkeypatch, 20, 1, 1_000_000)


def test_a_training_that_is_stopped_by_hand_keeps_what_it_reached(folder):
    command = [sys.executable, "-c", HEEDFUL, *arguments(folder, 10**6)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    end = time.monotonic() + 60
    while not (folder / "c.npz").exists() and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert output == b""
    words = errors.decode()
    epochs = int(re.search(r"interrupted after (\d+) of 1000000 epochs", words)[1])
    assert f"The parameters reached are in {folder / 'p.npz'}" in words
    assert f"--resume goes on from {folder / 'c.npz'}" in words
    assert "Traceback" not in words
    assert names(folder) == ["c.npz", "d.npz", "m.tex", "p.npz"]
    kept = (folder / "p.npz").read_bytes()
    resumed = CliRunner().invoke(main, arguments(folder, epochs + 3))
    assert resumed.exit_code == 0, resumed.output
    after = (folder / "p.npz").read_bytes(), (folder / "c.npz").read_bytes()
    assert after == whole(folder, epochs + 3)
    assert kept == whole(folder, epochs)[0]


@pytest.mark.parametrize(
    "settings",
    [{}, {"patience": 50, "validation": 0.2}, {"optimizer": sn.LBFGS(1e-300)}],
    ids=["epochs", "early stopping", "all samples at once"],
)
def test_an_interruption_carries_the_last_whole_epoch(settings, monkeypatch):
    """In the middle of an epoch, when parameters have moved since it began."""
    settings = {"data": clouds(), "seed": 3, **settings}
    calls = 0
    minibatches = "optimizer" not in settings
    place = "run.Run._refuse_bad" if minibatches else "watch.Watch.row"

    def stop(*_):
        nonlocal calls
        calls += 1
        if calls == 4:
            raise KeyboardInterrupt
        return None if minibatches else {}

    with monkeypatch.context() as patch:
        patch.setattr(f"symnn.training.{place}", stop)
        with pytest.raises(TrainingInterruptError, match="after 3 epochs") as caught:
            sn.fit(classifier(5), "L", epochs=9, **settings)
    assert isinstance(caught.value, KeyboardInterrupt)
    result = caught.value.result
    assert (result.epochs, result.stopped) == (3, "interrupted")
    if minibatches:
        same = sn.fit(classifier(5), "L", epochs=3, **settings)
        assert equal(result.params, same.params)
        assert result.history == same.history
        assert (result.steps, result.best_epoch) == (same.steps, same.best_epoch)


class Alarm:
    """A KeyboardInterrupt before the n-th line that the loop of training runs."""

    def __init__(self, at):
        self.at, self.lines = at, 0

    def __call__(self, frame, *_):
        return self.count if frame.f_code.co_filename == run.__file__ else None

    def count(self, frame, event, _):
        if event == "line" and frame.f_code.co_name != "_interrupted":
            self.lines += 1
            if self.lines == self.at:
                raise KeyboardInterrupt
        return self.count


def loop_of(monkeypatch, **settings):
    """The loop of a training of 4 epochs, to be run as often as wanted, from the beginning."""
    given = []
    whole = run.Run.__call__

    def kept(self, start, *rest):
        given.extend([self, deepcopy(start), *rest])
        return whole(self, start, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(run.Run, "__call__", kept)
        sn.fit(classifier(5), "L", epochs=4, **settings)
    self, start, *rest = given
    return lambda: whole(self, deepcopy(start), *rest)


def alarmed(at, loop):
    """How a training ends that is interrupted at a line, and the number of lines that it ran."""
    alarm = Alarm(at)
    before = sys.gettrace()
    sys.settrace(alarm)
    try:
        result = loop()
    except TrainingInterruptError as error:
        result = error.result
    except KeyboardInterrupt:
        result = None
    finally:
        sys.settrace(before)
    return result, alarm.lines


@pytest.mark.parametrize("patience", [None, 2])
def test_wherever_it_is_interrupted_whole_epochs_are_kept(patience, tmp_path, monkeypatch):
    """Also between two epochs, and while a checkpoint is written."""
    settings = {"data": clouds(40), "seed": 3, "validation": 0.2, "patience": patience}
    settings["checkpoint"] = tmp_path / "c.npz"
    wholes = {n: sn.fit(classifier(5), "L", epochs=n, **settings) for n in range(5)}
    loop = loop_of(monkeypatch, **settings)
    reached = []
    for at in range(1, alarmed(0, loop)[1], 7):
        result, _ = alarmed(at, loop)
        if result is None:
            assert not reached  # nothing had been trained
            continue
        reached.append(result.epochs)
        same = wholes[result.epochs]
        assert result.stopped == "interrupted"
        assert equal(result.params, same.params)
        assert result.history == same.history
        assert (result.steps, result.best_epoch) == (same.steps, same.best_epoch)
    assert reached == sorted(reached)
    assert set(reached) == set(range(5))
