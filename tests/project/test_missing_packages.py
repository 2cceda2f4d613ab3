"""What needs an extra says in one line what to install, and nothing is left behind.

Every place that imports an optional package is found in the source; one that no case below reaches
fails a test, and so does one that is not guarded.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MODULES = {"scikit_learn": "sklearn", "markdown_it_py": "markdown_it"}
"""Packages whose modules have another name."""
PARTS = {"matplotlib": ("mpl_toolkits",), "jax": ("jaxlib",), "cffi": ("_cffi_backend",)}
LOADERS = ("extra", "import_module", "__import__", "find_spec")
IN_SOURCE = re.compile(r"(?:from|import) ([a-z]\w*)")
"""The first line of a program that symnn writes."""


def modules_of(requirements):
    """The modules that requirements install, by name."""
    names = (re.match(r"[\w-]+", text)[0].replace("-", "_") for text in requirements)
    return {MODULES.get(name, name) for name in names}


CORE = modules_of(PROJECT["dependencies"]) | sys.stdlib_module_names | {"symnn"}
EXTRAS = {
    name: modules_of(requirements)
    for name, requirements in PROJECT["optional-dependencies"].items()
    if name != "test"
}
OPTIONAL = set().union(*EXTRAS.values())
ALSO = {part: package for package, parts in PARTS.items() for part in parts}

REACHED = {
    ("symnn/documents/figures/plots.py", "matplotlib"): ["figure of a function"],
    ("symnn/documents/figures/surface.py", "matplotlib"): ["figure of a surface"],
    ("symnn/estimator.py", "sklearn"): ["classifier", "regressor", "import of estimators"],
    ("symnn/numeric/dialects.py", "jax"): ["compile jax"],
    ("symnn/numeric/dialects.py", "torch"): ["compile torch"],
    ("symnn/numeric/jax_backend.py", "jax"): ["compile jax", "step jax", "train jax"],
    ("symnn/numeric/jax_sharding.py", "jax"): ["compile jax, sharded"],
    ("symnn/numeric/native.py", "cffi"): ["step native", "train native"],
    ("symnn/numeric/numpy_program.py", "scipy"): ["compute erf", "compute digamma", "step erf"],
    ("symnn/numeric/torch_backend.py", "torch"): ["compile torch", "step torch", "train torch"],
    ("symnn/training/full_batch.py", "scipy"): ["fit lbfgs", "fit newton-cg", "train lbfgs"],
    ("symnn/training/result.py", "matplotlib"): ["plot a history", "picture of a history"],
    ("symnn/training/sources.py", "sklearn"): ["fit a data set", "train a data set"],
    ("symnn/training/storage.py", "safetensors"): ["save safetensors", "load safetensors"],
    ("symnn/training/tables.py", "pyarrow"): ["fit parquet", "train parquet"],
    ("symnn/commands/train.py", "matplotlib"): ["train with a plot"],
    ("symnn/commands/train_options.py", "jax"): ["train jax"],
    ("symnn/commands/train.py", "safetensors"): ["train to safetensors"],
}
"""The cases of without_packages.py that reach an import."""
BEHIND = {"symnn/numeric/jax_sharding.py": "symnn/numeric/jax_backend.py"}
"""Modules that import without a guard, since another one with a guard is imported before them."""


# ---- what imports what --------------------------------------------------------------------------


def imports(tree):
    """Pairs of a package and the node that imports it, also by a function or in written source."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module, node
        elif isinstance(node, ast.Call) and node.args:
            function = getattr(node.func, "id", getattr(node.func, "attr", None))
            first = node.args[0]
            if function in LOADERS and isinstance(first, ast.Constant):
                yield first.value, node
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            written = IN_SOURCE.match(node.value)
            if written and written[1] in OPTIONAL:
                yield written[1], node


def optional_imports(tree):
    for name, node in imports(tree):
        package = name.partition(".")[0]
        if package not in CORE:
            yield ALSO.get(package, package), node


def guarded(tree):
    """The nodes in a ``try`` that raises MissingPackageError where an import fails."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Try):
            caught = [ast.unparse(handler.type or node) for handler in node.handlers]
            raised = [ast.unparse(part) for handler in node.handlers for part in handler.body]
            if {"ImportError", "ModuleNotFoundError"} & set(caught) and any(
                "raise MissingPackageError" in text for text in raised
            ):
                yield from chain.from_iterable(map(ast.walk, node.body))


def unguarded(tree):
    """Imports of optional packages that would end in ImportError."""
    safe = set(guarded(tree))
    return [
        f"{node.lineno}: {package}"
        for package, node in optional_imports(tree)
        if isinstance(node, ast.Import | ast.ImportFrom) and node not in safe
    ]


@pytest.fixture(scope="module")
def optional():
    """The trees of the modules that import optional packages, and what they import."""
    found = {}
    for path in (ROOT / "symnn").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        packages = {package for package, _ in optional_imports(tree)}
        if packages:
            found[path.relative_to(ROOT).as_posix()] = tree, packages
    return found


def test_every_import_of_an_optional_package_is_reached_by_a_case(optional):
    found = {(name, package) for name, (_, packages) in optional.items() for package in packages}
    assert found == set(REACHED)


def test_every_import_of_an_optional_package_is_guarded(optional):
    bare = {name for name, (tree, _) in optional.items() if unguarded(tree)}
    assert bare == set(BEHIND)
    assert not bare & set(BEHIND.values())


@pytest.mark.parametrize(
    ("text", "packages"),
    [
        ("def f():\n    import scipy.linalg", {"scipy"}),
        ("def f():\n    from matplotlib import pyplot", {"matplotlib"}),
        ("extra('mpl_toolkits.mplot3d', 'x')", {"matplotlib"}),
        ("importlib.import_module('pyarrow.csv')", {"pyarrow"}),
        ("source = f'from scipy.special import {name}'", {"scipy"}),
        ("def f():\n    import pandas", {"pandas"}),
        ("import numpy, sympy.core\nfrom symnn import files", set()),
    ],
)
def test_a_forgotten_import_is_found(text, packages):
    assert {package for package, _ in optional_imports(ast.parse(text))} == packages


def test_an_import_without_a_guard_is_found():
    assert unguarded(ast.parse("def f():\n    import scipy")) == ["2: scipy"]
    guard = "try:\n    import scipy\nexcept ImportError as e:\n    raise {} from e"
    assert not unguarded(ast.parse(guard.format("MissingPackageError(a, b, c)")))
    assert unguarded(ast.parse(guard.format("ValueError"))) == ["2: scipy"]


# ---- what is said -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What all cases say where no optional package is installed, then where no program is."""
    folder = tmp_path_factory.mktemp("bare")
    script = Path(__file__).with_name("without_packages.py")
    found = subprocess.run(
        [sys.executable, script, *OPTIONAL, *ALSO],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)


CASES = sorted(set(chain.from_iterable(REACHED.values())))


def test_every_case_is_one_of_the_script(said):
    assert set(CASES) <= said["api"].keys() | said["commands"].keys()


def test_the_core_does_its_jobs_alone(said):
    failed = {name: case for name, case in said["core"].items() if case["status"] != 0}
    assert not failed


def test_the_interface_says_what_to_install(said):
    """One line, with the package, and an extra that brings it."""
    for name, case in said["api"].items():
        assert case["error"] == "MissingPackageError", (name, case)
        check_message(name, case["message"])


def test_commands_say_what_to_install_and_end_with_status_2(said):
    for name, case in said["commands"].items():
        assert case["status"] == 2, (name, case)
        assert case["message"].startswith("Error: "), (name, case)
        check_message(name, case["message"])


def check_message(name, message):
    pattern = r"needs ([\w-]+).*, which is not installed: pip install 'symnn\[(\w+)\]'"
    found = re.search(pattern, message)
    assert found, (name, message)
    assert message.count("\n") == 0, (name, message)
    package, extra = found.groups()
    assert modules_of([package]) <= EXTRAS[extra], (name, message)
    reached = [site for site, cases in REACHED.items() if name in cases]
    assert all(package in modules_of([found[1]]) for _, package in reached), (name, message)


def test_commands_write_nothing_before_they_fail(said):
    core = {"made.py", "made.html", "made.ipynb", "made.npz", "erf.py", "erf.txt"}
    given = {"model.tex", "erf.tex", "data.csv", "data.parquet", "some.safetensors"}
    assert set(said["files"]) == core | given


def test_missing_programs_are_named(said):
    found = {name: case["message"] for name, case in said["programs"].items()}
    assert "a PDF needs a TeX, and none of pdflatex" in found["save pdf"]
    if find_spec("cffi") is None:
        pytest.skip("cffi is not installed")
    assert "there is no cc or gcc here" in found["step without a compiler"]
    assert "no no-such-compiler here" in found["step with a compiler that is not there"]
    assert {case["error"] for case in said["programs"].values()} == {"NativeError", "TeXError"}
    assert {case["status"] for case in said["program commands"].values()} == {2}
