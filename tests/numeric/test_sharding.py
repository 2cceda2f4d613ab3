"""The batch cut among devices: eight in one process, and two processes."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("jax")
ROOT = Path(__file__).parents[2]
EIGHT = "--xla_force_host_platform_device_count=8"


def started(arguments, flags="", cwd=ROOT):
    places = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    plain = {key: value for key, value in os.environ.items() if key != "PYTEST_ADDOPTS"}
    world = {**plain, "JAX_PLATFORMS": "cpu", "XLA_FLAGS": flags, "PYTHONPATH": places}
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env=world,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def finished(processes, limit):
    """What they print; none of them outlives the test."""
    try:
        texts = [process.communicate(timeout=limit)[0] for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.wait()
    for process, text in zip(processes, texts, strict=True):
        assert process.returncode == 0, text
    return texts


def two(script, *arguments, cwd=ROOT):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    processes = [started([script, address, 2, rank, *arguments], cwd=cwd) for rank in (0, 1)]
    return finished(processes, 150)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["not slow", "slow"])
def test_eight_devices(kind):
    tests = ROOT / "tests" / "numeric" / "eight_devices.py"
    options = ["-q", "-p", "no:cacheprovider", "-m", kind]
    [text] = finished([started(["-m", "pytest", *options, tests], EIGHT)], 300)
    assert re.search(r"^\d+ passed", text, re.MULTILINE), text


@pytest.mark.slow
def test_two_processes():
    """They print what they have, which is the same; what it must be they test themselves."""
    first, second = map(results, two(ROOT / "tests" / "numeric" / "two_processes.py"))
    assert first == second
    assert len(first) == 4


@pytest.mark.slow
def test_the_program_for_two_processes_on_the_page(tmp_path):
    page = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    [program] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    script = tmp_path / "train.py"
    script.write_text(program, encoding="utf-8")
    for text in two(script, cwd=tmp_path):
        assert "2 processes: [ 1. -2.]" in text


def results(text):
    return [line for line in text.splitlines() if line.startswith("result ")]
