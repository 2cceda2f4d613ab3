"""The project keeps its own promises: README, CI, package and layers."""

import ast
import doctest
import inspect
import os
import re
import shutil
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

import symnn

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
SHELL = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def run(*command, cwd=ROOT):
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def committed_files():
    listed = run("git", "ls-files")
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


# README and CI


def test_the_readme_has_two_commands_of_one_line_each():
    assert len(SHELL) == 2
    for command in SHELL:
        assert command.count("\n") == 1
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install -e ")
    main, tests = SHELL
    assert "&& .venv/bin/symnn " in main
    assert tests.endswith('-e ".[test]" && .venv/bin/python -m pytest\n')


def test_ci_runs_the_commands_of_the_readme_as_they_stand_there():
    function = re.search(r"^readme_command\(\) \{.*?^\}\n", CI, re.MULTILINE | re.DOTALL)
    script = function[0] + "readme_command 1; echo =; readme_command 2"
    found = run("bash", "-euc", script)
    assert found.stderr == ""
    assert found.stdout.split("=\n") == SHELL
    assert re.findall(r"^run_readme_command (\d)$", CI, re.MULTILINE) == ["1", "2"]


def test_ci_ends_with_tests_so_that_their_count_is_its_last_word():
    assert " -m pytest -m slow " in CI.rstrip().splitlines()[-1]


@pytest.mark.parametrize(
    "step",
    ["ruff check .", "ruff format --check .", "python -m mypy symnn", "lint-imports", "slow"],
)
def test_ci_runs_every_tool(step):
    assert re.search(rf"^\.venv/bin/.*{re.escape(step)}", CI, re.MULTILINE)


def test_ci_is_a_valid_script():
    assert run("bash", "-n", ".ci/run").returncode == 0
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_the_file_that_the_readme_derives_exists():
    path = re.search(r"symnn derive (\S+)", SHELL[0])[1]
    assert (ROOT / path).is_file()


def test_the_examples_of_the_readme_are_doctests_that_pytest_collects():
    options = PYPROJECT["tool"]["pytest"]["ini_options"]
    assert "README.md" in options["testpaths"]
    assert "--doctest-glob=README.md" in options["addopts"]
    assert "```python" not in README  # an example that shows no output would prove nothing
    assert README.count("```pycon") >= 5


COMMANDS = re.findall(r"^```text\n\$ symnn (.*?)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[c[0].split()[0] for c in COMMANDS])
def test_the_commands_of_the_readme_print_what_stands_there(command, shown, tmp_path):
    (tmp_path / "derivations").symlink_to(ROOT / "derivations")
    found = subprocess.run(
        [sys.executable, "-m", "symnn", *command.split()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "100"},
    )
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    assert doctest.OutputChecker().check_output(shown, found.stdout, flags), found.stdout
    assert found.returncode == ("✗" in shown)  # 1 where something is refuted


def test_the_readme_shows_the_jobs():
    assert {command.split()[0] for command, _ in COMMANDS} == {"check", "train"}


# Package


def test_the_version_is_the_same_everywhere():
    assert PYPROJECT["tool"]["hatch"]["version"]["path"] == "symnn/__init__.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+", symnn.__version__)
    assert run(sys.executable, "-c", INSTALLED).stdout.strip() in {symnn.__version__, "none"}


INSTALLED = """
from importlib.metadata import PackageNotFoundError, version
try:
    print(version("symnn"))
except PackageNotFoundError:
    print("none")
"""


def test_every_extra_is_named_in_the_test_extra_but_torch():
    extras = PYPROJECT["project"]["optional-dependencies"]
    included = re.search(r"symnn\[(.*?)\]", " ".join(extras["test"]))[1].split(",")
    assert set(included) == set(extras) - {"test", "torch"}
    assert not any(requirement.startswith("torch") for requirement in extras["test"])


def imported(path):
    """The packages that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.partition(".")[0]


def test_every_package_that_is_imported_is_declared():
    project = PYPROJECT["project"]
    stated = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    declared = {re.match(r"[\w-]+", text).group().replace("-", "_") for text in stated}
    found = {name for path in (ROOT / "symnn").rglob("*.py") for name in imported(path)}
    others = found - sys.stdlib_module_names - {"symnn"}
    assert {"sympy", "mpmath", "latex2mathml", "sklearn"} <= others
    packages = {"sklearn": "scikit_learn", "markdown_it": "markdown_it_py"}
    assert {packages.get(name, name) for name in others} <= declared


def test_the_command_line_is_declared():
    assert PYPROJECT["project"]["scripts"] == {"symnn": "symnn.cli:main"}


def test_all_public_names_are_listed_and_may_be_called():
    assert {"fit", "read", "check", "softmax"} <= set(dir(symnn))
    later = inspect.signature(symnn.__getattr__).return_annotation
    assert later is Any, "type checkers see no operation but by this"


@pytest.mark.parametrize("heavy", ["jax", "torch", "scipy", "matplotlib", "pytest"])
def test_importing_symnn_imports_nothing_heavy(heavy):
    found = run(sys.executable, "-c", f"import symnn, sys; print({heavy!r} in sys.modules)")
    assert found.stdout.strip() == "False", found.stderr


# Committed files

# written in two parts, so that this file does not contain them
MACHINE = re.compile(
    "|".join(["/ro" + "ot/", "/ho" + "me/", "/wo" + "rk/", "/Us" + "ers/", "/opt/" + "wheels"])
)
REGISTRY = re.compile("|".join(["--index" + "-url", "--find" + "-links", "pypi" + r"\.org/simple"]))


def test_no_path_of_a_machine_and_no_registry_is_committed():
    offences = []
    for path in committed_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, or arrays
        offences += [
            f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
            for number, line in enumerate(text.splitlines(), 1)
            if MACHINE.search(line) or REGISTRY.search(line)
        ]
    assert not offences


BANNED = re.compile(r"(?<![\w.])(?:eval|exec)\(|\bpickle\b|except Exception|except:")
ALLOWED = {
    "symnn/numeric/compiled.py",  # runs the source that symnn has written, and nothing else
    "symnn/gallery/workers.py",  # a page's code may raise anything, which is then said on its page
    "symnn/notation/reader/second/reading.py",  # its grammar raises plain Exception, nothing finer
}


def test_the_library_never_evaluates_text_and_never_hides_errors():
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "symnn").rglob("*.py")
        if BANNED.search(path.read_text(encoding="utf-8"))
    }
    assert found <= ALLOWED


# Layers


def lint_imports(tree):
    command = (
        "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    )
    return run(sys.executable, "-c", command, cwd=tree)


@pytest.fixture
def copy_of_the_project(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "symnn", tmp_path / "symnn", ignore=shutil.ignore_patterns("*.pyc"))
    return tmp_path


def test_the_layers_hold(copy_of_the_project):
    found = lint_imports(copy_of_the_project)
    assert found.returncode == 0, found.stdout


VIOLATIONS = {
    "a lower layer imports a higher one": ("language/dimension.py", "symnn.calculus.derivative"),
    "siblings import each other": ("notation/style.py", "symnn.numeric._noise"),
    "the other way round": ("numeric/_noise.py", "symnn.notation.style"),
    "operations use calculus": ("operations/tanh.py", "symnn.calculus.derivative"),
    "plan uses numeric": ("plan/nodes.py", "symnn.numeric._noise"),
}


@pytest.mark.parametrize("case", VIOLATIONS)
def test_a_broken_layer_is_found(case, copy_of_the_project):
    place, imported = VIOLATIONS[case]
    with (copy_of_the_project / "symnn" / place).open("a", encoding="utf-8") as file:
        file.write(f"\nimport {imported}\n")
    found = lint_imports(copy_of_the_project)
    assert found.returncode == 1
    assert imported in found.stdout


def test_a_module_in_no_layer_is_found(copy_of_the_project):
    (copy_of_the_project / "symnn" / "stray.py").write_text('"""A module in no layer."""\n')
    found = lint_imports(copy_of_the_project)
    assert found.returncode == 1
    assert "stray" in found.stdout
