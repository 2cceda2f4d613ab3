"""Writes everything that symnn writes into the current folder: see test_same_bytes.

The arguments are libraries that code is written for, besides NumPy.
"""

import contextlib
import io
import sys
from pathlib import Path

import numpy as np

from symnn.cli import main

MODEL = r"""
Let $X \in \mathbb{R}^{N \times d}$, $y \in \mathbb{R}^N$, $w \in \mathbb{R}^d$, $\lambda = 0.1$,
\[ p = \sigma(X w), \qquad L = \frac{1}{N} \|p - y\|^2 + \lambda \|w\|^2 . \]
\[ \frac{\partial L}{\partial p} = \frac{2}{N} (p - y), \qquad
   \frac{\partial L}{\partial w} = 2 \lambda w + X^\top (p - y) \]
"""


def run(*arguments, output=None):
    """A command; what it prints goes to a file."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        main(list(arguments), standalone_mode=False)
    if output is not None:
        Path(output).write_text(printed.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    sys.stderr = io.StringIO()
    Path("m.tex").write_text(MODEL, encoding="utf-8")
    rng = np.random.default_rng(0)
    np.savez("d.npz", X=rng.normal(size=(40, 3)), y=rng.random(40))
    for suffix in ("html", "tex", "md", "txt", "ipynb", "py"):
        run("derive", "m.tex", "--wrt", "w", "-o", f"derived.{suffix}")
    for backend in sys.argv[1:]:
        run("derive", "m.tex", "--wrt", "w", "--backend", backend, "-o", f"{backend}.py")
    run("derive", "m.tex", "--json", output="derived.json")
    run("derive", "m.tex", "--notation", "index", output="derived.out")
    with contextlib.suppress(SystemExit):
        run("check", "m.tex", "--json", "--answers", "-o", "checked.html", output="checked.json")
    train = ("train", "m.tex", "--data", "d.npz", "--epochs", "3", "--batch-size", "16")
    train = (*train, "--metric", "mse", "--patience", "9", "--checkpoint", "checkpoint.npz")
    run(*train, "-o", "params.npz", "--plot", "history.svg", "--json", output="trained.json")
    run(*train, "--resume", "-o", "params.safetensors", output="trained.out")
    for kind in ("png", "pdf") if sys.argv[1:] else ():
        run(*train, "--resume", "--plot", f"history.{kind}", output="trained.out")
