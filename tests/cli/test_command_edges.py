"""Commands where there is less to say than usual, and limits beside those of others."""

from __future__ import annotations

import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from symnn.cli import main
from symnn.commands.limits import Limits

POSIX = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there are no such alarms")
LINE = r"""
Let $x \in \mathbb{R}^{N \times d}$, $y \in \mathbb{R}^N$ and $w \in \mathbb{R}^d$.
\[ L = \frac{1}{N} \|x w - y\|^2 \]
"""
CLAIM = r"\[ \frac{\partial L}{\partial w} = \frac{2}{N} x^\top (x w - y) \]"


def run(*arguments: object, **options: Any) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)), **options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 2))
    np.savez(tmp_path / "line.npz", x=x, y=x @ [1, 2])
    (tmp_path / "line.tex").write_text(LINE, encoding="utf-8")
    (tmp_path / "claim.tex").write_text(LINE + CLAIM, encoding="utf-8")
    return tmp_path


# ---- check --------------------------------------------------------------------------------------


def test_several_files_that_were_all_read(folder: Path) -> None:
    found = run("check", folder / "claim.tex", folder / "line.tex")
    assert found.exit_code == 0
    assert "2 files: ✓ 1 proved\n" in found.stdout


def test_pages_of_several_files_need_a_folder(folder: Path) -> None:
    for output, words in (
        (folder / "line.npz", "several files make a folder of pages; this is a file"),
        (folder / "out.html", "several files make a folder of pages; name a folder"),
    ):
        found = run("check", folder / "claim.tex", folder / "line.tex", "-o", output)
        assert found.exit_code == 2
        assert f"{output}: {words}" in found.stderr
        assert found.stdout == ""


def test_progress_is_shown_to_somebody_who_looks(folder: Path) -> None:
    path = folder / "line.tex"
    assert "reading" not in run("derive", path).stderr
    watched = run("derive", path, env={"FORCE_COLOR": "1", "COLUMNS": "300"})
    assert watched.exit_code == 0
    assert "line.tex" in watched.stderr


# ---- train --------------------------------------------------------------------------------------


def train(folder: Path, *arguments: object) -> Result:
    return run("train", folder / "line.tex", "--data", folder / "line.npz", *arguments)


def test_of_a_training_that_diverged_nothing_is_kept_unless_asked_for(folder: Path) -> None:
    found = train(folder, "--optimizer", "sgd", "--rate", 1e3, "--epochs", 200)
    assert found.exit_code == 1
    assert "is not finite" in found.stderr
    assert "The last good parameters" not in found.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["claim.tex", "line.npz", "line.tex"]


@pytest.mark.parametrize("after", [0, 2])
@pytest.mark.parametrize("kept", [(), ("params.npz",), ("params.npz", "state.npz")])
def test_an_interrupted_training_says_what_is_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch, after: int, kept: tuple[str, ...]
) -> None:
    def show(self: object, epoch: int, row: object) -> None:
        if epoch > after:
            raise KeyboardInterrupt

    monkeypatch.setattr("symnn.commands.train._Started.show", show)
    named = [part for pair in zip(("-o", "--checkpoint"), kept, strict=False) for part in pair]
    paths = [folder / part if part in kept else part for part in named]
    found = train(folder, "--epochs", 5, *paths)
    assert found.exit_code == 1
    done = int(found.stderr.partition("interrupted after ")[2].partition(" of 5 epochs")[0])
    assert done in (after, after + 1)
    for path, words in zip(
        kept, ("The parameters reached are in", "--resume goes on from"), strict=False
    ):
        assert (f"{words} {folder / path}" in found.stderr) == (folder / path).exists()
    assert (folder / "params.npz").exists() == (bool(kept) and done > 0)
    assert ("The parameters reached" in found.stderr) == (bool(kept) and done > 0)


# ---- limits -------------------------------------------------------------------------------------


@POSIX
def test_where_nobody_had_an_alarm_there_is_none_afterwards() -> None:
    before = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        with Limits(Path("a.tex"), 50, 0):
            assert signal.getitimer(signal.ITIMER_REAL)[0] > 1
        assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, *before)


@POSIX
def test_threads_have_no_alarm() -> None:
    found: list[object] = []

    def work() -> None:
        handler = signal.getsignal(signal.SIGALRM)
        with Limits(Path("a.tex"), 0.01, 0):
            time.sleep(0.05)
            found.append(signal.getsignal(signal.SIGALRM) is handler)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [True]


@POSIX
def test_a_tighter_bound_of_somebody_else_stays() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_CPU)
    tight = int(time.process_time()) + 900
    resource.setrlimit(resource.RLIMIT_CPU, (tight, before[1]))
    try:
        with Limits(Path("a.tex"), 5000, 0):
            assert resource.getrlimit(resource.RLIMIT_CPU)[0] == tight
        with Limits(Path("a.tex"), 1, 0):
            assert resource.getrlimit(resource.RLIMIT_CPU)[0] < tight
        assert resource.getrlimit(resource.RLIMIT_CPU)[0] == tight
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, before)


@POSIX
def test_errors_that_nobody_can_raise_are_told_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    class Faulty:
        def __del__(self) -> None:
            raise ValueError("in the end")

    told: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda found: told.append(str(found.exc_value)))
    with Limits(Path("a.tex"), 50, 0):
        Faulty()
    assert told == ["in the end"]
