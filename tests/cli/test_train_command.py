"""``symnn train``: from a LaTeX file and data to parameters in a file."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import symnn as sn
from symnn.cli import main

DIGITS = Path(__file__).parents[2] / "derivations" / "training" / "digits.tex"
LINE = r"""
Let $x \in \mathbb{R}^{N \times d}$, $y \in \mathbb{R}^N$, $w \in \mathbb{R}^d$
and $b \in \mathbb{R}$.
\[ p = x w + b \mathbf{1}, \qquad L = \frac{1}{N} \|p - y\|^2 \]
"""


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 2))
    y = x @ [1, 2] + 3
    (tmp_path / "line.tex").write_text(LINE, encoding="utf-8")
    np.savez(tmp_path / "line.npz", x=x, y=y)
    rows = "".join(f"{a},{b},{c}\n" for (a, b), c in zip(x, y, strict=True))
    (tmp_path / "line.csv").write_text(f"x_1,x_2,y\n{rows}", encoding="utf-8")
    return tmp_path


def train(folder, *arguments, data="line.npz"):
    command = ["train", str(folder / "line.tex"), "--data", str(folder / data), *arguments]
    return CliRunner().invoke(main, [*map(str, command)])


def test_digits_are_read_from_latex(tmp_path):
    pytest.importorskip("sklearn")
    runner = CliRunner()
    for name in ("a.npz", "b.npz"):
        command = ["train", str(DIGITS), "--data", "digits", "-o", str(tmp_path / name), "--json"]
        found = runner.invoke(main, command)
        assert found.exit_code == 0, found.output
    report = json.loads(found.stdout)
    assert report["history"]["val_accuracy"][-1] >= 0.95
    assert report["parameters"] == {"W_1": [64, 32], "b_1": [32], "W_2": [32, 10], "b_2": [10]}
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    params = sn.load_params(tmp_path / "a.npz")
    assert {name: list(array.shape) for name, array in params.items()} == report["parameters"]


def test_jax_trains_as_it_stands(folder):
    jax = pytest.importorskip("jax")
    for backend in ("numpy", "jax"):
        output = folder / f"{backend}.npz"
        found = train(folder, "--epochs", 2, "--backend", backend, "-o", output)
        assert found.exit_code == 0, found.output
    own, other = (sn.load_params(folder / f"{name}.npz") for name in ("numpy", "jax"))
    assert np.allclose(own["w"], other["w"], rtol=1e-12, atol=0)
    assert not jax.config.read("jax_enable_x64")  # nothing is left of it


@pytest.mark.parametrize(("separator", "words"), [(";", "semicolons"), ("\t", "tabulators")])
def test_other_separators_are_named(folder, separator, words):
    text = (folder / "line.csv").read_text(encoding="utf-8").replace(",", separator)
    (folder / "other.csv").write_text(text, encoding="utf-8")
    found = train(folder, data="other.csv")
    assert found.exit_code == 2
    assert f"{words} stand between the names" in found.stderr


def test_nothing_is_held_back_of_a_single_sample(folder):
    np.savez(folder / "one.npz", x=np.ones((1, 2)), y=np.ones(1))
    result = train(folder, "--epochs", 1, data="one.npz")
    assert result.exit_code == 0
    assert "held back" not in result.stdout
    asked = train(folder, "--epochs", 1, "--validation", 0.5, data="one.npz")
    assert asked.exit_code == 2
    assert "of 1 samples this holds back 0" in asked.stderr


def test_a_file_that_is_no_archive(folder):
    (folder / "text.npz").write_text("hello", encoding="utf-8")
    result = train(folder, data="text.npz")
    assert result.exit_code == 2
    assert "not a NumPy archive" in result.stderr
    assert "pickle" not in result.stderr


@pytest.mark.parametrize("data", ["line.npz", "line.csv"])
def test_a_line_is_found_and_written(folder, data):
    output = folder / "params.npz"
    found = train(folder, "--rate", 0.1, "--epochs", 200, "-o", output, data=data)
    assert found.exit_code == 0, found.output
    params = sn.load_params(output)
    assert np.allclose(params["w"], [1, 2], atol=1e-2)
    assert params["b"] == pytest.approx(3, abs=1e-2)
    assert found.stdout.splitlines()[-1] == str(output)
    assert "held back" in found.stdout
    assert "epoch 200 of 200, 200 steps" in found.stdout


def test_the_report_is_one_json_object(folder):
    found = train(folder, "--json", "--epochs", 2, "--validation", 0)
    report = json.loads(found.stdout)
    assert report["loss"] == "L"
    assert (report["epochs"], report["steps"], report["stopped"]) == (2, 4, "epochs")
    assert set(report["history"]) == {"loss", "rate"}
    assert report["output"] is None
    assert found.stderr == ""


def test_every_setting_reaches_the_training(folder):
    data = dict(np.load(folder / "line.npz"))
    found = train(
        folder, "--optimizer", "sgd", "--rate", 0.05, "--momentum", 0.8, "--nesterov",
        "--weight-decay", 0.01, "--schedule", "step:3:0.5", "--warmup", 4, "--batch-size", 7,
        "--seed", 5, "--validation", 0.25, "--patience", 9, "--metric", "mse", "--dtype", "float32",
        "--params", "w=normal,b", "--epochs", 8, "--of", "L", "--json",
    )  # fmt: skip
    assert found.exit_code == 0, found.output
    same = sn.fit(
        sn.read(folder / "line.tex"), "L", data=data, params={"w": "normal", "b": None},
        optimizer=sn.SGD(0.05, momentum=0.8, nesterov=True, weight_decay=0.01),
        schedule=sn.Warmup(4, sn.StepDecay(3, 0.5)), batch_size=7, seed=5, validation=0.25,
        patience=9, metrics=["mse"], dtype="float32", epochs=8,
    )  # fmt: skip
    assert json.loads(found.stdout)["history"] == same.history.columns


def test_resumed_on_the_command_line(folder):
    whole, part = folder / "whole.npz", folder / "part.npz"
    train(folder, "--epochs", 6, "-o", whole)
    train(folder, "--epochs", 2, "--checkpoint", folder / "c.npz")
    train(folder, "--epochs", 6, "--checkpoint", folder / "c.npz", "--resume", "-o", part)
    assert whole.read_bytes() == part.read_bytes()


def test_full_batches_and_a_plot(folder):
    pytest.importorskip("matplotlib")
    found = train(folder, "--optimizer", "lbfgs", "--plot", folder / "history.svg", "--epochs", 50)
    assert found.exit_code == 0, found.output
    assert "stopped by converged" in found.stdout or "precision" in found.stdout
    assert "<svg" in (folder / "history.svg").read_text(encoding="utf-8")


def test_names_and_sizes_are_given(folder):
    data = dict(np.load(folder / "line.npz"))
    np.savez(folder / "other.npz", features=data["x"], goal=data["y"], extra=np.ones(3))
    found = train(folder, "--rename", "goal=y", "--rename", "extra=", "--sizes", "d=2",
                  data="other.npz")  # fmt: skip
    assert found.exit_code == 0, found.output
    found = train(folder, "--sizes", "d=3")
    assert found.exit_code == 2
    assert "d = 3 in the sizes given" in found.output


RIDGE = r"""
Let $x \in \mathbb{R}^{N \times d}$, $y \in \mathbb{R}^N$, $w \in \mathbb{R}^d$, $\lambda = 0.5$
and $b = 3$.
\[ L = \frac{1}{N} \|x w + b \mathbf{1} - y\|^2 + \lambda \|w\|^2 \]
"""


def ridge(folder, weight):
    """(XᵀX/N + λ I)⁻¹ Xᵀ(y − b)/N."""
    data = dict(np.load(folder / "line.npz"))
    x, y = data["x"], data["y"] - 3
    return np.linalg.solve(x.T @ x / len(y) + weight * np.eye(2), x.T @ y / len(y))


@pytest.mark.parametrize(("arguments", "weight"), [([], 0.5), (["--set", "lambda=2"], 2.0)])
def test_numbers_of_the_document_are_constants(folder, arguments, weight):
    (folder / "line.tex").write_text(RIDGE, encoding="utf-8")
    output = folder / "p.npz"
    common = ["--optimizer", "lbfgs", "--validation", 0, "-o", output]
    found = train(folder, *common, *arguments)
    assert found.exit_code == 0, found.output
    assert "parameters: w (2,)\n" in found.stdout
    params = sn.load_params(output)
    assert set(params) == {"w"}
    assert np.allclose(params["w"], ridge(folder, weight), atol=1e-6)
    # numbers of parameters are their first values
    found = train(folder, *common, "--params", "w=zeros,b", "--epochs", 0, *arguments)
    assert found.exit_code == 0, found.output
    assert sn.load_params(output)["b"] == 3
    found = train(folder, *common, "--params", "w=0.25,b", "--epochs", 0, *arguments)
    assert sn.load_params(output)["w"].tolist() == [0.25, 0.25]


def test_divergence_fails_and_keeps_what_was_good(folder):
    output = folder / "params.npz"
    found = train(folder, "--optimizer", "sgd", "--rate", 1e3, "--epochs", 200, "-o", output)
    assert found.exit_code == 1
    assert found.stdout == ""
    assert "is not finite" in found.stderr
    assert f"The last good parameters are in {output}" in found.stderr
    assert all(np.isfinite(array).all() for array in sn.load_params(output).values())


BAD = {
    "no data": (["--data", "none.csv"], "none.csv"),
    "kind of data": (["--data", "none.xls"], "data are a file (.npz, .csv, .parquet)"),
    "output": (["-o", "params.txt"], ".npz or .safetensors"),
    "folder": (["-o", "no/params.npz"], "there is no folder no"),
    "optimiser's setting": (["--momentum", "0.9"], "--momentum: the optimiser adam has no such"),
    "schedule": (["--schedule", "step:3"], "--schedule step:3: expected constant, cosine:EPOCHS"),
    "number": (["--schedule", "step:a:0.5"], "invalid literal"),
    "its size": (["--schedule", "exponential:-1"], "out of range"),
    "rename": (["--rename", "x"], "--rename x: expected name=value"),
    "constant": (["--set", "q=1"], "the model has no quantity q"),
    "number of a constant": (["--set", "b=one"], "--set b=one: expected a number"),
    "batch": (["--batch", "M"], "batch='M': no size of the data"),
    "size": (["--sizes", "d=two"], "--sizes d=two: a size is a whole number"),
    "name of a size": (["--sizes", "h=2"], "sizes: the model has no size h; it has N, d"),
    "picture": (["--plot", "history.xls"], "history.xls: a picture is a .png, .svg or .pdf file"),
    "loss": (["--of", "Q"], "the model has no quantity Q"),
    "parameter": (["--params", "q"], "the model has no quantity q"),
    "initialiser": (["--params", "w=q,b"], "w: no initialiser 'q'"),
    "metric": (["--metric", "q"], "the model has no quantity q"),
    "resume": (["--resume"], "resume: say from which file"),
    "rate": (["--rate", "-1"], "rate is a number"),
    "backend": (
        ["--backend", "abacus"],
        "'abacus' is not one of 'numpy', 'native'",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_usage_ends_with_2_and_says_why(case, folder):
    arguments, words = BAD[case]
    found = train(folder, *arguments)
    assert found.exit_code == 2
    assert words in found.stderr
    assert found.stdout == ""


def test_data_that_do_not_fit_are_said_in_the_names_of_the_model(folder):
    np.savez(folder / "bad.npz", x=np.ones((4, 2)), y=np.ones(3))
    found = train(folder, data="bad.npz")
    assert found.exit_code == 2
    assert "y has shape (3,), which makes N = 3, but N = 4 in x" in found.stderr


def test_a_python_model_is_trained_too(folder):
    (folder / "line.py").write_text(
        "import symnn as sn\n"
        "N, d = sn.dims('N d')\n"
        "model = sn.Model()\n"
        "p = model.define('p', sn.matrix('x', N, d) @ sn.vector('w', d))\n"
        "L = model.define('L', sn.mean((p - sn.vector('y', N))**2))\n",
        encoding="utf-8",
    )
    command = [
        "train",
        str(folder / "line.py"),
        "--data",
        str(folder / "line.npz"),
        "--epochs",
        "1",
    ]
    assert CliRunner().invoke(main, command).exit_code == 0
