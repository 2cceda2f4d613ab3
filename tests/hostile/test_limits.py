"""Documents given as models to ``derive`` and ``train``: bounds of time, memory, depth, size."""

from __future__ import annotations

import gc
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from symnn.cli import main
from symnn.commands.limits import Limits
from symnn.commands.model_file import InputError
from symnn.reading import MOST_LETTERS, MOST_TROUBLES
from symnn.training.run import Run
from tests.check.test_security import HARMLESS, SLOW

POSIX = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="alarms of POSIX")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Linux bounds the memory")
SLACK = 4
"""Seconds more than a limit that a busy machine may take."""
COMMANDS = ("derive", "train")
GOOD = r"Let $x, w \in \mathbb{R}$ and \[ L = (w x - 1)^2. \]"


@pytest.fixture
def run(tmp_path):
    np.savez(tmp_path / "d.npz", x=np.ones(3))

    def run(command, text, *options):
        path = tmp_path / "hostile.tex"
        path.write_text(text, encoding="utf-8")
        data = ["--data", str(tmp_path / "d.npz"), "--epochs", "1"] if command == "train" else []
        return CliRunner().invoke(main, [command, str(path), *data, *map(str, options)])

    return run


def refused(found, *words):
    assert found.exit_code == 2, found.output
    assert isinstance(found.exception, SystemExit), found.exception
    assert found.stdout == ""
    assert "hostile.tex" in found.stderr
    for word in words:
        assert word in found.stderr


def spin(*_, **__):
    while True:
        pass


def exhaust(*_, **__):
    kept = []
    while True:
        kept.append(bytearray(50_000_000))


def nest(*_, **__):
    return nest()


# ---- time and memory ----------------------------------------------------------------------------

PLACES = {
    ("derive", "reading"): "symnn.commands.derive.read_model",
    ("derive", "deriving"): "symnn.commands.derive._derivation",
    ("derive", "writing"): "symnn.commands.derive.document",
    ("train", "reading"): "symnn.commands.train._read",
    ("train", "deriving"): "symnn.model.Model.training_step",
}


@POSIX
@pytest.mark.parametrize("case", PLACES, ids=" ".join)
def test_every_stage_of_a_document_has_a_limit_of_time(run, monkeypatch, case):
    monkeypatch.setattr(PLACES[case], spin)
    begin = time.monotonic()
    refused(run(case[0], GOOD, "--timeout", 0.3), "not done within 0.3 seconds; --timeout sets")
    assert time.monotonic() - begin < SLACK


@LINUX
@pytest.mark.parametrize("command", COMMANDS)
def test_reading_has_a_limit_of_memory(run, monkeypatch, command):
    monkeypatch.setattr(PLACES[command, "reading"], exhaust)
    refused(run(command, GOOD, "--memory", 300), "more memory is needed than there is")
    assert len(bytearray(500_000_000)) == 500_000_000  # the limit is gone


@pytest.mark.parametrize("command", COMMANDS)
def test_recursion_without_end_is_said(run, monkeypatch, command):
    monkeypatch.setattr(PLACES[command, "reading"], nest)
    refused(run(command, GOOD), "nested too deeply")


@POSIX
def test_training_itself_has_no_limit_of_time(run, monkeypatch):
    note = Run._note
    left = []

    def slow(self, *arguments):
        left.append(signal.getitimer(signal.ITIMER_REAL)[0])
        note(self, *arguments)

    monkeypatch.setattr(Run, "_note", slow)
    found = run("train", GOOD, "--timeout", 1000, "--params", "w")
    assert found.exit_code == 0, found.output
    assert len(left) == 1
    assert left[0] < 500  # no alarm of ours


def _busy(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


@POSIX
def test_a_limit_gives_back_what_it_takes():
    rang = []
    handler = signal.signal(signal.SIGALRM, lambda *_: rang.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with Limits(Path("a.tex"), 50, 500):
            assert signal.getitimer(signal.ITIMER_REAL)[0] > 1
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] < 0.3
        _busy(0.5)
        assert rang == [1]
        with pytest.raises(InputError, match="not done within"), Limits(Path("a.py"), 0.1, None):
            spin()
        assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)


@POSIX
def test_an_alarm_that_somebody_swallows_is_not_lost():
    def deaf():
        with suppress(BaseException):
            spin()

    with pytest.raises(InputError, match="not done within"), Limits(Path("a.tex"), 0.1, None):
        deaf()


@POSIX
def test_an_alarm_in_the_collector_is_not_lost(monkeypatch, capsys):
    """Exceptions in its callbacks go nowhere: Python prints them, and goes on."""
    hook = sys.unraisablehook
    rang = []

    def long_callback(phase, _):
        if phase == "start" and not rang:
            rang.append(phase)
            spin()

    def collect_and_spin():
        gc.collect()
        assert rang
        spin()

    monkeypatch.setattr("symnn.commands.limits.AGAIN", 0.1)
    gc.callbacks.append(long_callback)
    try:
        with pytest.raises(InputError, match="not done within"), Limits(Path("a.tex"), 0.1, None):
            collect_and_spin()
    finally:
        gc.callbacks.remove(long_callback)
    assert sys.unraisablehook is hook
    assert capsys.readouterr().err == ""


def test_programs_are_trusted(monkeypatch):
    program, paper = Limits(Path("a.py"), None, None), Limits(Path("a.tex"), None, None)
    assert (program.seconds, program.megabytes) == (0, 0)
    assert paper.seconds
    assert paper.megabytes
    assert Limits(Path("a.py"), 5, 6).seconds == 5


# ---- documents ----------------------------------------------------------------------------------


def defined(right: str) -> str:
    return rf"Let $x \in \mathbb{{R}}$. \[ L = {right} \]"


NONE = r"\newcommand{\a}{\a\a}"
MODELS = {
    "braces": (defined("{" * 5000 + "x" + "}" * 5000), "nested deeper than 60"),
    "fractions": (defined(r"\frac{1}{" * 500 + "x" + "}" * 500), "nested deeper than 60"),
    "macros": (NONE + defined(r"\a"), "nested deeper than 60"),
    "exponents": (defined("x^{10^{10^{10}}}"), "an exponent beyond 64"),
    "digits": (defined("9" * 200 + " x"), "digits"),
    "size": ("x" * 2_000_000, "more than 1000000 characters"),
    "a long formula": (defined("x" + r" \oplus x" * 200), "\\oplus  …"),
    "nothing": ("", "no equation here defines anything"),
    "no text": ("\x00\x01\x02", "no equation here defines anything"),
}


@pytest.mark.parametrize("case", MODELS)
def test_hostile_models_are_refused_in_words(run, case):
    text, words = MODELS[case]
    found = run("train" if case == "braces" else "derive", text)
    refused(found, words)
    assert len(found.stderr) < MOST_TROUBLES * (MOST_LETTERS + 200)


def test_many_mistakes_are_counted(run):
    text = " ".join(rf"\[ y_{{{k}}} = \operatorname{{nothing}}(x) \oplus 2 \]" for k in range(50))
    found = run("derive", text)
    refused(found, "and 30 more")
    assert len(found.stderr.splitlines()) <= MOST_TROUBLES + 2


@pytest.mark.parametrize("raw", [b"\xff\xfeL = x", b"\xed\xa0\x80", b"L \xe9"])
def test_what_is_no_text_is_not_read(run, tmp_path, raw):
    path = tmp_path / "hostile.tex"
    path.write_bytes(raw)
    refused(CliRunner().invoke(main, ["derive", str(path)]), "not a text in UTF-8")


ENDLESS = {
    "a space of 100 000 000 components": (
        r"Let $x_1, \dots, x_{100000000} \in \mathbb{R}$. \[ L = x_1^2 \]"
    ),
    "5 000 definitions": " ".join(
        [
            *(rf"$y_{{{k + 1}}} = \sin y_{{{k}}}$." for k in range(5000)),
            r"$L = y_{5000}$",
        ]
    ),
    **{name: text for name, (text, _) in SLOW.items()},
    **HARMLESS,
}


@POSIX
@pytest.mark.slow
@pytest.mark.parametrize("name", ENDLESS)
def test_whatever_a_document_does_it_ends_in_its_time(run, name):
    begin = time.monotonic()
    found = run("derive", ENDLESS[name], "--timeout", 1)
    assert time.monotonic() - begin < 1 + SLACK
    assert found.exit_code in (0, 2)
    assert found.exception is None or isinstance(found.exception, SystemExit)


@POSIX
def test_a_document_that_takes_long_ends_in_its_time(run):
    begin = time.monotonic()
    found = run("derive", ENDLESS["5 000 definitions"], "--timeout", 0.5)
    assert time.monotonic() - begin < SLACK
    refused(found, "not done within 0.5 seconds")


# ---- the terminal -------------------------------------------------------------------------------


def test_nothing_in_data_commands_the_terminal(run, tmp_path):
    (tmp_path / "evil.csv").write_text("\x1b]0;title\x07\u202e,x\n1,2\n", encoding="utf-8")
    found = CliRunner().invoke(
        main,
        ["train", str(_good(tmp_path)), "--data", str(tmp_path / "evil.csv")],
    )
    refused(found, r"\x1b]0;title\x07\u202e")
    assert not {letter for letter in found.output if ord(letter) < 32} - {"\n"}


def test_nothing_in_labels_commands_the_terminal(tmp_path):
    path = tmp_path / "hostile.tex"
    path.write_text(
        r"Let $x \in \mathbb{R}^{N \times d}$, $y \in \mathbb{R}^{N \times c}$, "
        r"$W \in \mathbb{R}^{d \times c}$. \[ L = \frac{1}{N} \|x W - y\|_F^2 \]",
        encoding="utf-8",
    )
    (tmp_path / "d.csv").write_text("x_1,y\n1,\x9bm\n2,b\n3,b\n", encoding="utf-8")
    command = ["train", str(path), "--data", str(tmp_path / "d.csv"), "--epochs", "1", "--json"]
    found = CliRunner().invoke(main, command)
    assert found.exit_code == 0, found.output
    assert "\x9b" not in found.stdout
    assert r"\u009bm" in found.stdout


def _good(folder):
    path = folder / "hostile.tex"
    path.write_text(GOOD, encoding="utf-8")
    return path
