"""Archives are built, and the core is installed from them into fresh environments.

For each Python from 3.11 on that is found here, symnn is installed without extras, and smoke.py
does the three jobs with it in an empty folder, with warnings as errors.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SMOKE = Path(__file__).with_name("smoke.py")
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
NEEDED = ("tests", "derivations", "docs", "benchmarks", "symnn", ".ci")
NEEDED_FILES = ("README.md", "LICENSE", "pyproject.toml")
SIZES = """
import json
from importlib.metadata import distributions
found = {}
for package in distributions():
    files = [file.locate() for file in package.files if file.suffix != ".pyc"]
    found[package.name] = sum(file.stat().st_size for file in files if file.exists())
print(json.dumps(found))
"""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def run(*command, cwd=ROOT):
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    plain["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False, env=plain
    )


def pip(*arguments, cwd, python=sys.executable):
    """What pip does to the environment of ``python``; skips the test where it has no access."""
    found = run(sys.executable, "-m", "pip", "--python", python, *arguments, cwd=cwd)
    if found.returncode:
        refuse(found, cwd)
    return found


def refuse(found, cwd):
    """Fail with what was said, but skip the test where pip cannot get packages at all."""
    access = ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", "access", "hatchling"]
    if find_spec("pip") is None or run(sys.executable, *access, cwd=cwd).returncode:
        pytest.skip("pip gets no packages here")
    pytest.fail(found.stdout + found.stderr)


# ---- archives -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """The sdist, and the wheel that is built from it."""
    if find_spec("build") is None:
        pytest.skip("build is not installed")
    folder = tmp_path_factory.mktemp("dist")
    found = run(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    if found.returncode:
        refuse(found, folder)
    [sdist], [wheel] = folder.glob("symnn-*.tar.gz"), folder.glob("symnn-*-py3-none-any.whl")
    return sdist, wheel


@pytest.fixture(scope="module")
def in_sdist(archives):
    with tarfile.open(archives[0]) as file:
        return {name.partition("/")[2] for name in file.getnames()}


@pytest.fixture(scope="module")
def in_wheel(archives):
    with zipfile.ZipFile(archives[1]) as file:
        return set(file.namelist())


def files_of(folder):
    """The files below a folder, without what programs leave there."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not any("cache" in part for part in path.parts)
    }


def test_the_sdist_holds_what_the_tests_need(in_sdist):
    assert set(NEEDED_FILES) <= in_sdist
    for folder in NEEDED:
        listed = run("git", "ls-files", folder)
        names = files_of(folder) if listed.returncode else set(listed.stdout.split("\n")) - {""}
        assert names
        assert {name for name in names if (ROOT / name).exists()} <= in_sdist


def test_the_wheel_holds_the_library_and_nothing_else(in_wheel):
    about = {name for name in in_wheel if re.match(r"symnn-[\d.]+\.dist-info/", name)}
    assert any(name.endswith("/licenses/LICENSE") for name in about)
    assert in_wheel - about == files_of("symnn")
    suffixes = {Path(name).suffix for name in in_wheel - about}
    assert suffixes == {".py", ".css", ".js", ".typed"}


# ---- installations ------------------------------------------------------------------------------


def interpreters():
    """The Pythons of this machine, by version: on the path, and those that pyenv has made."""
    home = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    folders = [*os.get_exec_path(), *map(str, sorted(home.glob("versions/*/bin"), reverse=True))]
    found = {}
    for version in VERSIONS:
        for folder in folders:
            path = Path(folder, f"python{version}")
            if path.is_file() and _runs(path, version):
                found[version] = str(path)
                break
    running = "{}.{}".format(*sys.version_info)
    return {running: sys.executable, **found}


def _runs(path, version):
    """Whether it is one: what pyenv puts in the path only says that it is not chosen."""
    return run(path, "-c", "import sys, venv; print(sys.version[:4])").stdout.strip() == version


@pytest.fixture(scope="module")
def pythons():
    return interpreters()


@pytest.mark.parametrize("version", VERSIONS)
def test_the_core_does_its_jobs_in_a_fresh_environment(version, pythons, archives, tmp_path):
    if version not in pythons:
        pytest.skip(f"there is no Python {version} here")
    made = run(pythons[version], "-m", "venv", "--without-pip", "fresh", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    [python] = [p for p in (tmp_path / "fresh").glob("*/python*") if p.stem == "python"]
    pip("install", "--quiet", "--no-compile", archives[1], cwd=tmp_path, python=python)
    (tmp_path / "empty").mkdir()
    found = run(python, "-I", "-W", "error", SMOKE, cwd=tmp_path / "empty")
    assert found.returncode == 0, found.stdout + found.stderr
    check_what_is_installed(json.loads(run(python, "-I", "-c", SIZES, cwd=tmp_path).stdout))


def check_what_is_installed(sizes):
    """The README lists every package, and says how large they are together."""
    section = README.partition("## What is installed")[2].partition("\n## ")[0]
    words = section.replace("-", "_").lower()
    for name in sizes:
        assert re.search(rf"\b{name.replace('-', '_').lower()}\b", words), name
    count, size = re.search(r"(\w+) packages, (\d+) MB", section).groups()
    assert count == "Fourteen"
    assert len(sizes) == 14, sorted(sizes)
    assert sum(sizes.values()) / 1e6 == pytest.approx(int(size), rel=0.25)
