"""Files judged in processes: limits hold whatever happens in one, and nothing else is lost."""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
import threading
import time

import pytest
from click.testing import CliRunner

from symnn.check import supervisor
from symnn.check.deadline import RAN_OUT
from symnn.check.engine import Judge
from symnn.check.supervisor import reports
from symnn.check.worker import Task
from symnn.cli import main

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what happens is put in by fork")

LIMIT = 16
"""Seconds for a file; enough to read it on a busy machine."""
SLACK = 5
"""Seconds more than a limit that a busy machine may take to stop a process."""
GOOD = r"$f = x^2$, so $\frac{\partial f}{\partial x} = 2x$."
THREE = r"""
$f = x^2$ and $g = x^3$ and $h = x^4$, so $\frac{\partial f}{\partial x} = 2x$,
$\frac{\partial g}{\partial x} = 3x^2$ and $\frac{\partial h}{\partial x} = x^3$.
"""


def spin() -> None:
    while True:  # as one step of algebra that never asks for the time
        pass


def exhaust() -> None:
    kept = []
    while True:
        kept.append(bytearray(50_000_000))


def crash() -> None:
    faulthandler.disable()
    os.kill(os.getpid(), signal.SIGSEGV)


def fail() -> None:
    raise TypeError("a defect")


@pytest.fixture
def second_claim(monkeypatch: pytest.MonkeyPatch):
    """Makes the judge do something else at the claim with x³."""
    judge = Judge.judge

    def put_in(happens) -> None:
        def judged(self, left, right, *args, **options):
            if "**2" in str(right):
                happens()
            return judge(self, left, right, *args, **options)

        monkeypatch.setattr(Judge, "judge", judged)

    return put_in


def written(folder, **texts: str) -> list[str]:
    for name, text in texts.items():
        (folder / f"{name}.tex").write_text(text, encoding="utf-8")
    return [str(folder / f"{name}.tex") for name in texts]


def verdicts(report) -> list[str]:
    return [entry["verdict"] for entry in report["equations"] if entry["role"] == "claim"]


def said(report, number: int = 1) -> str:
    claims = [entry for entry in report["equations"] if entry["role"] == "claim"]
    return claims[number]["evidence"][0]


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        (spin, RAN_OUT),
        (exhaust, "needs more than 200 MB of memory"),
        (crash, "ended by signal 11"),
        (fail, "failed (status 1): a defect of symnn"),
    ],
)
def test_what_happens_at_a_claim_leaves_the_others(tmp_path, second_claim, happens, words) -> None:
    second_claim(happens)
    tasks = [
        Task(name, timeout=LIMIT, memory=200) for name in written(tmp_path, bad=THREE, good=GOOD)
    ]
    begin = time.monotonic()
    bad, good = reports(tasks, jobs=2)
    assert time.monotonic() - begin < LIMIT + SLACK
    assert verdicts(bad) == ["proved", "unclear", "refuted"]
    assert bad["summary"] == {"proved": 1, "agrees": 0, "refuted": 1, "unclear": 1}
    assert words in said(bad)
    assert verdicts(good) == ["proved"]


@pytest.mark.slow
def test_a_claim_that_spins_takes_no_more_than_the_time_of_the_file(tmp_path, second_claim) -> None:
    second_claim(spin)
    more = (r"$\frac{\partial g}{\partial x} = 4x^2$", r"$\frac{\partial g}{\partial x} = 5x^2$")
    text = f"{THREE} Then {' and '.join(more)}."
    (task,) = [Task(name, timeout=LIMIT) for name in written(tmp_path, bad=text)]
    begin = time.monotonic()
    (found,) = reports([task])
    assert time.monotonic() - begin < LIMIT + SLACK
    assert verdicts(found)[0] == "proved"
    assert verdicts(found)[-2:] == ["unclear", "unclear"]
    assert found["equations"][-1]["evidence"] == [RAN_OUT]


def test_reading_is_limited_too(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("symnn.check.worker.read_file", lambda *_: spin())
    bad, good = reports(
        [Task(name, timeout=1) for name in written(tmp_path, bad=THREE, good=GOOD)], jobs=1
    )
    assert bad["error"].endswith("bad.tex: ran out of time while the document was read")
    assert bad["equations"] == []
    assert "good.tex" in good["error"]


def test_a_file_that_never_ends_is_read_to_the_bound_only() -> None:
    (found,) = reports([Task("/dev/zero", timeout=5)])
    assert "more than 1000000 characters" in found["error"]


@pytest.mark.slow
def test_a_refutation_by_layout_is_kept_only_when_the_layout_is_settled(
    tmp_path, monkeypatch
) -> None:
    text = r"""
    Let $A \in \mathbb{R}^{m \times n}$, $B \in \mathbb{R}^{n \times k}$ and
    $C \in \mathbb{R}^{m \times k}$, $L = \frac12 \| A B - C \|_F^2$. Then
    \[ \frac{\partial L}{\partial A} = B (A B - C)^\top . \]
    """
    names = written(tmp_path, rows=text)
    (found,) = reports([Task(names[0], timeout=20)])
    assert verdicts(found) == ["refuted"]
    monkeypatch.setattr("symnn.check.layout_court.LayoutCourt.other_layout", lambda *_: spin())
    (found,) = reports([Task(names[0], timeout=LIMIT)])
    assert (verdicts(found), said(found, 0)) == (["unclear"], RAN_OUT)


def test_reports_come_in_the_order_of_the_arguments(tmp_path, second_claim) -> None:
    second_claim(lambda: time.sleep(1))
    names = written(tmp_path, slow=THREE, quick=GOOD, other=GOOD)
    found = list(reports([Task(name) for name in names], jobs=3))
    assert [report["file"] for report in found] == names


def test_the_progress_is_told(tmp_path) -> None:
    told = []
    names = written(tmp_path, a=THREE, b=GOOD)
    list(reports([Task(name) for name in names], 1, lambda *state: told.append(state)))
    assert {files for files, _, _ in told} >= {0, 2}
    assert all(files <= 2 and claims <= of for files, claims, of in told)


def test_processes_are_stopped_when_nobody_wants_more(tmp_path, second_claim) -> None:
    second_claim(spin)
    several = reports([Task(name) for name in written(tmp_path, a=GOOD, b=THREE)], jobs=2)
    next(several)
    begin = time.monotonic()
    several.close()
    assert time.monotonic() - begin < SLACK


def test_a_new_interpreter_is_started_where_a_copy_is_not_safe(tmp_path) -> None:
    assert supervisor._method() == "fork"
    thread = threading.Timer(30, print)
    thread.start()
    try:
        assert supervisor._method() == "spawn"
        (found,) = reports([Task(name) for name in written(tmp_path, a=GOOD)])
    finally:
        thread.cancel()
        thread.join()
    assert verdicts(found) == ["proved"]


# ---- the command --------------------------------------------------------------------------------


def test_the_command_gives_one_object_a_line_in_order(tmp_path) -> None:
    (tmp_path / "folder").mkdir()
    names = written(tmp_path / "folder", b=GOOD, a=THREE)
    single = written(tmp_path, z=GOOD)
    (tmp_path / "folder" / "notes.txt").write_text("no document", encoding="utf-8")
    arguments = ["check", *single, str(tmp_path / "folder"), "--json", "--jobs", "2"]
    found = CliRunner().invoke(main, arguments)
    rows = [json.loads(line) for line in found.stdout.splitlines()]
    assert [row["file"] for row in rows] == [*single, *sorted(names)]
    assert found.exit_code == 1
    assert found.stderr == ""  # no terminal, no progress


def test_a_folder_without_documents_is_said(tmp_path) -> None:
    found = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert found.exit_code == 2
    assert "no documents" in found.stderr


@pytest.mark.parametrize("bad", ["0", "-3", "soon", "nan"])
def test_a_time_limit_is_a_positive_number(tmp_path, bad) -> None:
    found = CliRunner().invoke(main, ["check", *written(tmp_path, a=GOOD), "--timeout", bad])
    assert found.exit_code == 2
    assert "--timeout" in found.stderr
