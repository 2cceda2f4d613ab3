"""Equal input and equal seed give equal bytes in every form: whatever the process, the order of
sets, the locale, and the time zone.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("every_form.py")
FORMS = {
    *(f"derived.{suffix}" for suffix in ("html", "tex", "md", "txt", "ipynb", "py", "json", "out")),
    *("checked.html", "checked.json"),
    *("params.npz", "params.safetensors", "checkpoint.npz", "trained.json", "trained.out"),
    "history.svg",
}
SURROUNDINGS = (
    {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
    # no UTF-8 unless it is asked for, a comma for a decimal point where that locale is installed
    {
        "PYTHONHASHSEED": "4242",
        "LC_ALL": "de_DE.ISO-8859-1",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "TZ": "Asia/Kathmandu",
        "COLUMNS": "80",
    },
)


def written(folder: Path, surroundings: dict[str, str], backends: list[str]) -> dict[str, str]:
    """The digests of all files that are written in some surroundings."""
    folder.mkdir()
    environment = {**os.environ, "COLUMNS": "80", "PYTHONPATH": str(ROOT), **surroundings}
    found = subprocess.run(
        [sys.executable, str(PROGRAM), *backends],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr.decode("utf-8", "replace")[-3000:]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.mark.parametrize("backends", [[], ["jax", "torch"]], ids=["", "all"])
@pytest.mark.slow
def test_all_forms_have_the_same_bytes(tmp_path: Path, backends: list[str]) -> None:
    for package in (*backends, "safetensors", "matplotlib"):
        pytest.importorskip(package)
    first, second = (
        written(tmp_path / str(number), surroundings, backends)
        for number, surroundings in enumerate(SURROUNDINGS)
    )
    more = (
        {*(f"{name}.py" for name in backends), "history.png", "history.pdf"} if backends else set()
    )
    assert set(first) == FORMS | {"m.tex", "d.npz"} | more
    assert {name for name in first if first[name] != second.get(name)} <= {"d.npz"}
