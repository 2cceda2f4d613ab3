"""``symnn derive``: what it prints, writes and refuses, and its exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from symnn.cli import main
from symnn.commands.model_file import read_model
from symnn.derivatives import target_of
from symnn.language.errors import UnknownNameError

ROOT = Path(__file__).parents[2]
CLASSIFIER = ROOT / "derivations" / "networks" / "softmax_classifier.py"

REGRESSION = """\
import symnn as sn

N, d = sn.dims("N d")
X, y, w = sn.matrix("X", N, d), sn.vector("y", N), sn.vector("w", d)
model = sn.Model()
model.define("r", X @ w - y)
model.define("L", sn.total(model["r"]**2)/2)
"""


def run(*args: object) -> Result:
    return CliRunner().invoke(main, ["derive", *map(str, args)], env={"COLUMNS": "100"})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "model.py"
    path.write_text(REGRESSION)
    return path


def written(tmp_path: Path, program: str, name: str = "model.py") -> Path:
    path = tmp_path / name
    path.write_text(program)
    return path


# ---- printing -----------------------------------------------------------------------------------


def test_the_derivation_on_the_terminal(file: Path) -> None:
    done = run(file, "--wrt", "w")
    assert done.exit_code == 0
    shown = done.stdout.splitlines()
    assert shown[0] == "The gradient of L by w"
    assert "    ∂L/∂w = Xᵀ r" in [line[:16] for line in shown]
    assert max(map(len, shown)) <= 100
    assert "\x1b[" not in done.stdout
    assert done.stderr == ""


def test_the_width_of_the_terminal_is_kept(file: Path) -> None:
    done = CliRunner().invoke(main, ["derive", str(file)], env={"COLUMNS": "60"})
    (numbered,) = [line for line in done.stdout.splitlines() if line.endswith(" (2)")][:1]
    assert numbered.startswith("    L = ")
    assert len(numbered) == 60


def test_by_default_every_input_is_derived(file: Path) -> None:
    first = run(file).stdout.splitlines()[0]
    assert first.startswith("The gradient of L by ")
    assert all(name in first for name in "Xyw")


@pytest.mark.parametrize(
    "wrt", [["--wrt", "w", "y"], ["--wrt", "w", "--wrt", "y"], ["--wrt", "w,y"]]
)
def test_several_names_after_wrt(file: Path, wrt: list[str]) -> None:
    for args in ((file, *wrt), (*wrt, file), (*wrt, "--notation", "index", file)):
        done = run(*args)
        assert done.exit_code == 0, done.stderr
        assert done.stdout.startswith("The gradient of L by w and y\n")


def test_index_notation(file: Path) -> None:
    assert "∂L/∂w[i] = Σ_j X[j,i] r[j]" in run(file, "--wrt", "w", "--notation", "index").stdout


def test_a_target_that_is_an_array_has_a_jacobian(file: Path) -> None:
    done = run(file, "--of", "r", "--wrt", "w")
    assert done.stdout.startswith("The Jacobian of r by w\n")
    assert "∂r/∂w = X" in done.stdout


def test_json(file: Path) -> None:
    found = json.loads(run(file, "--wrt", "w", "--json").stdout)
    assert found["of"] == "L"
    assert found["wrt"] == ["w"]
    assert found["inputs"] == {"X": ["N", "d"], "w": ["d"], "y": ["N"]}
    assert found["facts"] == []
    assert [e["name"] for e in found["equations"]] == ["r", "L"]
    assert found["equations"][0]["shape"] == ["N"]
    assert found["gradients"][-1] == {
        "name": "∂L/∂w",
        "shape": ["d"],
        "latex": {
            "matrix": r"\frac{\partial L}{\partial w} = X^\top r",
            "index": r"\frac{\partial L}{\partial w_{i}} = \sum_{j} X_{ji} r_{j}",
        },
    }
    assert {step["rule"] for step in found["steps"]} >= {"chain rule", "local derivative"}
    assert all(step["words"].endswith(".") for step in found["steps"])


def test_json_says_where_there_is_no_matrix_form(tmp_path: Path) -> None:
    program = """
import symnn as sn
a, b, c = sn.dims("a b c")
model = sn.Model()
model.define("L", sn.total(sn.tensor("T", a, b, c)**2))
model.assume(sn.Eq(sn.total(sn.tensor("T", a, b, c)), 1))
"""
    found = json.loads(run(written(tmp_path, program), "--json").stdout)
    (gradient,) = found["gradients"]
    assert gradient["latex"]["matrix"] is None
    assert gradient["latex"]["index"].endswith("= 2 T_{ijk}")
    assert found["facts"] == [{"text": "total(T) = 1", "latex": r"\sum_{i,j,k} T_{ijk} = 1"}]


# ---- writing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "start"),
    [("html", "<!DOCTYPE"), ("tex", r"\documentclass"), ("md", "# "), ("txt", "The ")],
)
def test_writing_a_document(file: Path, tmp_path: Path, suffix: str, start: str) -> None:
    output = tmp_path / f"page.{suffix}"
    done = run(file, "-o", output)
    assert done.exit_code == 0
    assert done.stdout == f"{output}\n"
    assert output.read_text().startswith(start)


def test_output_is_checked_before_the_model_runs(tmp_path: Path) -> None:
    file = written(tmp_path, "raise RuntimeError('ran')")
    done = run(file, "-o", tmp_path / "page.doc")
    assert done.exit_code == 2
    assert "no document has the suffix '.doc'; there are .html, .tex, .pdf" in done.stderr
    assert "ran" not in done.stderr
    assert "there is no folder" in run(file, "-o", tmp_path / "no" / "page.html").stderr


# ---- refusing -----------------------------------------------------------------------------------


def refused(done: Result, status: int) -> str:
    """The message of a refusal: short, on standard error, and not a traceback."""
    assert done.exit_code == status
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 2
    return done.stderr


def test_unknown_names(file: Path) -> None:
    assert f"{file}: the model has no quantity v" in refused(run(file, "--wrt", "v"), 2)
    assert f"{file}: the model has no quantity Q" in refused(run(file, "--of", "Q"), 2)


def test_a_target_that_does_not_depend(file: Path) -> None:
    message = refused(run(file, "--of", "r", "--wrt", "L"), 1)
    assert f"{file}: r does not depend on L" in message


def test_several_ends_and_none(tmp_path: Path) -> None:
    head = 'import symnn as sn\nn, = sn.dims("n"); x = sn.vector("x", n); model = sn.Model()\n'
    two = head + 'model.define("A", sn.total(x)); model.define("B", sn.mean(x))'
    none = head + 'model.define("y", 2 * x)'
    file = written(tmp_path, two)
    message = "the model ends in several scalars: A, B; say which with --of"
    assert message in refused(run(file), 2)
    assert run(file, "--of", "B").exit_code == 0
    assert "ends in no scalar but in y (n,)" in refused(run(written(tmp_path, none)), 2)


def test_a_scalar_that_is_used_is_no_end() -> None:
    model = read_model(CLASSIFIER)
    assert target_of(model).name == "L"
    with pytest.raises(UnknownNameError, match="no scalar but in nothing"):
        target_of(type(model)())


def test_entries_need_sizes(file: Path) -> None:
    assert "needs numbers for the sizes" in refused(run(file, "--notation", "entries"), 1)


@pytest.mark.parametrize(
    ("program", "line", "message"),
    [
        ("x = 1", None, "expected `model = sn.Model()`; it defines nothing of that name"),
        ("model = 1", None, "that name is an object of type int"),
        ("def f(:", 1, "SyntaxError: "),
        ("def f():\n    return name\nf()", 2, "NameError: name 'name' is not defined"),
        ("import sys\nsys.exit(0)", 2, "SystemExit: 0"),
        ("1/0", 1, "ZeroDivisionError: division by zero"),
        ("import no_such_module", 1, "ModuleNotFoundError: No module named 'no_such_module'"),
        (
            'import symnn as sn\nn, m = sn.dims("n m")\nsn.matrix("W", m, n) @ sn.vector("x", m)',
            3,
            "W @ x: W has shape (m, n), x has shape (m,); the inner sizes differ: n ≠ m",
        ),
    ],
)
def test_programs_that_go_wrong(
    tmp_path: Path, program: str, line: int | None, message: str
) -> None:
    file = written(tmp_path, program)
    shown = refused(run(file), 2)
    assert f"{file}:{line}: " in shown if line else f"{file}: " in shown
    assert message in shown


def test_files_that_are_no_models(tmp_path: Path) -> None:
    assert "a model is a .py, .tex or .md file" in refused(run(written(tmp_path, "", "m.csv")), 2)
    assert run(tmp_path / "missing.py").exit_code == 2
    assert run().exit_code == 2


def test_documents_that_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "paper.tex"
    for text, message in (
        (b"\xff\xfe", "not a text in UTF-8 (byte 1); save it in that encoding"),
        (b"", "no equation here defines anything"),
        (
            b"$f = \\foo{\x1b[31m} x$",
            r"1:6: \foo is not known in a formula, in f = \foo{\x1b[31m} x",
        ),
    ):
        file.write_bytes(text)
        shown = refused(run(file), 2)
        assert shown.count(str(file)) == 1
        assert message in shown
        assert "\x1b" not in shown


def test_a_definition_may_be_given_again_in_another_form(tmp_path: Path) -> None:
    text = r"$x \in \mathbb{R}$, $L = (x + 1)^2$, so $L = x^2 + 2 x + 1$."
    done = run(written(tmp_path, text, "paper.tex"))
    assert done.exit_code == 0
    assert "∂L/∂x = 2 (x + 1)" in done.stdout
    other = run(written(tmp_path, text.replace("2 x + 1", "x + 1"), "paper.tex"))
    assert "a second time" in refused(other, 2)


def test_names_with_commas(tmp_path: Path) -> None:
    text = r"$W_{1,2}, b, x \in \mathbb{R}$, $L = W_{1,2} x^2 b$"
    file = written(tmp_path, text, "paper.tex")
    found = json.loads(run(file, "--wrt", "W_{1,2},b", "--json").stdout)
    assert found["wrt"] == ["W_{1,2}", "b"]


def test_a_program_may_print_and_import_its_neighbours(tmp_path: Path) -> None:
    written(tmp_path, "SIZE = 'n'", "neighbour_of_model.py")
    program = REGRESSION.replace(
        "import symnn as sn", "import symnn as sn, neighbour_of_model\nprint('noise')"
    )
    before = list(sys.path)
    done = run(written(tmp_path, program), "--json")
    assert json.loads(done.stdout)["of"] == "L"
    assert "noise" in done.stderr
    assert sys.path == before


# ---- as a program of its own --------------------------------------------------------------------


def test_as_a_module_without_the_typesetter() -> None:
    check = (
        "import sys; from symnn.cli import main\n"
        "try: main(['derive', sys.argv[1], '--wrt', 'W3', '--json'], prog_name='symnn')\n"
        "finally: assert 'ziamath' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", check, str(CLASSIFIER)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["facts"] == [
        {"text": "total(Y, axis=1) = 1", "latex": r"\sum_{j} Y_{ij} = 1"}
    ]
    shown = subprocess.run(
        [sys.executable, "-m", "symnn", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Usage: symnn" in shown.stdout
    assert "derive" in shown.stdout


@pytest.mark.parametrize("arguments", [[], ["-o", "page.txt"]])
def test_a_library_without_a_file_of_code_is_a_mistake(file: Path, arguments: list[str]):
    result = run(file, "--backend", "torch", *arguments)
    assert result.exit_code == 2
    assert "add -o NAME.py" in result.stderr


# ---- numbers ------------------------------------------------------------------------------------


def test_entries_with_sizes(tmp_path: Path) -> None:
    file = written(tmp_path, REGRESSION)
    done = run(file, "--notation", "entries", "--sizes", "N=2,d=2", "--wrt", "w")
    assert done.exit_code == 0, done.stderr
    assert "∂L/∂w_1" in done.stdout
    missing = run(file, "--notation", "entries", "--wrt", "w")
    assert missing.exit_code == 1
    assert "--sizes N=2,d=3" in missing.stderr
    assert "a size is a whole number" in run(file, "--sizes", "N=two").stderr


def test_values_from_a_file(tmp_path: Path) -> None:
    file, data, page = written(tmp_path, REGRESSION), tmp_path / "D.npz", tmp_path / "page.md"
    rng = np.random.default_rng(0)
    arrays = {"X": rng.normal(size=(3, 2)), "y": rng.normal(size=3), "w": np.array([0.5, -1.25])}
    np.savez(data, **arrays)
    done = run(file, "--wrt", "w", "--values", data, "-o", page)
    assert done.exit_code == 0, done.stderr
    words = page.read_text(encoding="utf-8")
    assert r"\begin{pmatrix}0.5 \\ -1.25\end{pmatrix}" in words
    assert "slopes at the values above" in words
    alone = run(file, "--values", data)
    assert alone.exit_code == 2
    assert "add -o NAME.html" in alone.stderr
