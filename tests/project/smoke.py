"""The three jobs, from an installation of the core alone: derive, check, train.

Run by test_install.py with the Python of a fresh environment, in an empty folder, as
``python -I -W error smoke.py``; ends with status 0 if all is well.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np

import symnn as sn

PAPER = r"""Linear regression, with $X \in \mathbb{R}^{N \times d}$, $w \in \mathbb{R}^d$ and
$y \in \mathbb{R}^N$:
\begin{align}
  p &= X w \\
  L &= \frac{1}{2N} \sum_{i=1}^{N} (p_i - y_i)^2
\end{align}
"""
CLAIMS = r"""The gradient is
\begin{equation}
  \frac{\partial L}{\partial w} = \frac{1}{N} X^\top (X w - y),
\end{equation}
and not
\begin{equation}
  \frac{\partial L}{\partial w} = X^\top (X w - y).
\end{equation}
"""
PROGRAM = """import symnn as sn

N, d = sn.dims("N d")
X, w, y = sn.matrix("X", N, d), sn.vector("w", d), sn.vector("y", N)
model = sn.Model()
p = model.define("p", X @ w)
L = model.define("L", sn.mean((p - y)**2) / 2)
"""
GRADIENT = "∂L/∂p = (p - y)/N\n∂L/∂w = Xᵀ ∂L/∂p"
TRUE = [2.0, -1.0]
rng = np.random.default_rng(0)
DATA = {"X": rng.normal(size=(64, 2))}
DATA["y"] = DATA["X"] @ TRUE


def symnn(*arguments, status=0):
    """What the command prints; it ends with this status, and prints no traceback."""
    command = [sys.executable, "-I", "-W", "error", "-m", "symnn", *arguments]
    found = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert found.returncode == status, (arguments, found.returncode, found.stdout, found.stderr)
    assert "Traceback" not in found.stderr, found.stderr
    return found.stdout + found.stderr


def in_python():
    N, d = sn.dims("N d")
    X, w, y = sn.matrix("X", N, d), sn.vector("w", d), sn.vector("y", N)
    model = sn.Model()
    p = model.define("p", X @ w)
    model.define("L", sn.mean((p - y) ** 2) / 2)
    return model


def derives(file):
    """From LaTeX and from Python: text, a page, LaTeX, Markdown, a notebook, and code that runs."""
    model = sn.read(file) if file.endswith(".tex") else in_python()
    gradient = model.gradient("L", wrt=["w"])
    assert gradient.text() == GRADIENT, gradient.text()
    for notation in ("matrix", "index"):
        assert r"\frac{\partial L}{\partial w" in gradient.latex(notation)
    f = gradient.compile()
    value, gradients = f({**DATA, "w": np.zeros(2)})
    assert np.isclose(value, np.mean(DATA["y"] ** 2) / 2)
    assert sn.finite_difference(f, {**DATA, "w": np.ones(2)}).ok
    assert "∂L/∂w = Xᵀ ∂L/∂p" in symnn("derive", file, "--wrt", "w")
    for suffix in (".tex", ".md", ".ipynb", ".txt"):
        made = gradient.save(f"made{suffix}")
        assert made.stat().st_size > 100, made
    for suffix in (".html", ".py"):
        symnn("derive", file, "--wrt", "w", "-o", f"made{suffix}")
    assert "<svg" in Path("made.html").read_text(encoding="utf-8")
    names = {}
    exec(compile(Path("made.py").read_text(encoding="utf-8"), "made.py", "exec"), names)
    again = names["value_and_gradient"](**DATA, w=np.zeros(2))
    assert np.allclose(again[1]["w"], gradients["w"])


def checks():
    """A true and a wrong claim, with the status, the JSON, and the report."""
    Path("claims.tex").write_text(PAPER + CLAIMS, encoding="utf-8")
    found = json.loads(symnn("check", "claims.tex", "--json", status=1))
    verdicts = [e["verdict"] for e in found["equations"] if e["role"] == "claim"]
    assert verdicts == ["proved", "refuted"], found
    symnn("check", "claims.tex", "-o", "report.html", status=1)
    assert "refuted" in Path("report.html").read_text(encoding="utf-8")


def trains():
    """From an archive and from a table; the parameters are those that made the data."""
    np.savez("data.npz", **DATA)
    with Path("data.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["X_1", "X_2", "y"])
        rows.writerows([*x, y] for x, y in zip(DATA["X"].tolist(), DATA["y"].tolist(), strict=True))
    for data in ("data.npz", "data.csv"):
        symnn(
            "train",
            "paper.tex",
            "--data",
            data,
            "--optimizer",
            "sgd",
            "--rate",
            "0.3",
            "-o",
            "w.npz",
        )
        assert np.allclose(sn.load_params("w.npz")["w"], TRUE, atol=0.01)
    result = sn.fit(sn.read("paper.tex"), "L", data=DATA, optimizer=sn.SGD(0.3), epochs=30)
    assert np.allclose(result.params["w"], TRUE, atol=0.01)


def builds_a_site():
    """The pages of a folder; and what is wanted where there is none."""
    assert "symnn gallery FOLDER" in symnn("gallery", status=2)
    Path("pages").mkdir()
    Path("pages", "line.py").write_text('"""A line."""\n\n' + PROGRAM, encoding="utf-8")
    Path("pages", "claims.md").write_text("# Claims\n\n" + PAPER + CLAIMS, encoding="utf-8")
    symnn("gallery", "pages", "-o", "site")
    assert {"index.html", "line.html", "claims.html"} <= {p.name for p in Path("site").iterdir()}


def says_what_is_missing():
    """The extras are not installed."""
    words = symnn("train", "paper.tex", "--data", "digits", status=2)
    assert "pip install 'symnn[training]'" in words, words


def main():
    Path("paper.tex").write_text(PAPER, encoding="utf-8")
    Path("model.py").write_text(PROGRAM, encoding="utf-8")
    assert symnn("--version").startswith("symnn ")
    assert "derive" in symnn("--help")
    for job in (checks, trains, builds_a_site, says_what_is_missing):
        job()
    for file in ("paper.tex", "model.py"):
        derives(file)


if __name__ == "__main__":
    main()
