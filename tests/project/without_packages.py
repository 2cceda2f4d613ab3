"""Asks for everything that needs an extra where none is installed; prints what is said as JSON.

Run by test_missing_packages.py in a process of its own, with the names of the packages to hide.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path

import click
import numpy as np
from click.testing import CliRunner

HIDDEN = set(sys.argv[1:])


class Hider:
    """An import of a hidden package fails as if it were not installed."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in HIDDEN:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, Hider())

import symnn as sn  # noqa: E402 - after the packages are hidden
from symnn.cli import main  # noqa: E402

n = sn.dim("n")
x, w = sn.vector("x", n), sn.vector("w", n)
ones = np.ones(3)


def model(activation=sn.tanh):
    made = sn.Model()
    z = made.define("z", activation(w * x))
    made.define("L", sn.total(z**2) / 2)
    return made


def derivation(activation=sn.tanh):
    return model(activation).gradient("L", wrt=["w"])


def computed(activation):
    return derivation(activation).compile()({"x": ones, "w": ones})


def step(activation=sn.tanh, **options):
    made = model(activation).training_step("L", ["w"], sn.SGD(0.1), **options)
    return made({"w": ones.copy()}, {"x": ones})


def fitted(**options):
    return sn.fit(model(), "L", **{"data": {"x": np.ones((4, 3))}, **options})


def plotted(how, *kind):
    return getattr(fitted(epochs=1).history, how)(*kind)


def command(text):
    """A command; its error is the message, and the exit status."""
    found = CliRunner().invoke(main, text.split())
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    raise Ended(found.output.strip(), found.exit_code)


class Ended(Exception):
    """A command has ended: its output and its exit status."""


API = {
    "compile jax": lambda: model().compile("L", wrt=["w"], backend="jax"),
    "compile jax, sharded": lambda: model().compile("L", wrt=["w"], backend="jax", shard="n"),
    "compile torch": lambda: model().compile("L", wrt=["w"], backend="torch"),
    "compute erf": lambda: computed(sn.erf),
    "compute exact gelu": lambda: computed(sn.gelu),
    "compute digamma": lambda: computed(sn.digamma),
    "step erf": lambda: step(sn.erf),
    "step native": lambda: step(backend="native"),
    "step jax": lambda: step(backend="jax"),
    "step torch": lambda: step(backend="torch"),
    "save a program for jax": lambda: derivation().save("jax.py", backend="jax"),
    "save a program for torch": lambda: derivation().save("torch.py", backend="torch"),
    "finite differences of erf": lambda: sn.finite_difference(
        derivation(sn.erf).compile(), {"x": ones, "w": ones}
    ),
    "fit lbfgs": lambda: fitted(optimizer=sn.LBFGS()),
    "fit newton-cg": lambda: fitted(optimizer=sn.NewtonCG()),
    "fit a data set": lambda: fitted(data="digits"),
    "fit parquet": lambda: fitted(data="data.parquet"),
    "save safetensors": lambda: sn.save_params("w.safetensors", {"w": ones}),
    "load safetensors": lambda: sn.load_params("some.safetensors"),
    "plot a history": lambda: plotted("plot"),
    "picture of a history": lambda: plotted("picture", "png"),
    "figure of a function": lambda: sn.figures.function(sn.tanh(sn.scalar("s"))),
    "figure of a surface": lambda: sn.figures.surface(
        sn.scalar("s") * sn.scalar("t"), (-1, 1), (-1, 1)
    ),
    "classifier": lambda: sn.Classifier,
    "regressor": lambda: sn.Regressor,
    "import of estimators": lambda: import_module("symnn.estimator"),
}
COMMANDS = {
    "derive for jax": "derive model.tex -o made.py --backend jax",
    "derive for torch": "derive model.tex -o made.py --backend torch",
    "train a data set": "train model.tex --data digits",
    "train parquet": "train model.tex --data data.parquet",
    "train to safetensors": "train model.tex --data data.csv -o made.safetensors",
    "train with a plot": "train model.tex --data data.csv --plot made.svg",
    "train erf": "train erf.tex --data data.csv",
    "train lbfgs": "train model.tex --data data.csv --optimizer lbfgs",
    "train newton-cg": "train model.tex --data data.csv --optimizer newton-cg",
    "train native": "train model.tex --data data.csv --backend native",
    "train jax": "train model.tex --data data.csv --backend jax",
    "train torch": "train model.tex --data data.csv --backend torch",
}
PROGRAMS = {
    "step without a compiler": lambda: step(backend="native"),
    "step with a compiler that is not there": lambda: step(backend="native"),
    "save pdf": lambda: derivation().save("made.pdf"),
}
PROGRAM_COMMANDS = {
    "derive to pdf": "derive model.tex -o made.pdf",
    "train without a compiler": "train model.tex --data data.csv --backend native",
}
CORE = {
    "derive": "derive model.tex",
    "derive to numpy": "derive model.tex -o made.py",
    "derive to html": "derive model.tex -o made.html",
    "derive erf": "derive erf.tex -o erf.txt",
    "derive erf to numpy": "derive erf.tex -o erf.py",
    "derive to a notebook": "derive model.tex -o made.ipynb",
    "check": "check model.tex",
    "train": "train model.tex --data data.csv --epochs 1 -o made.npz",
}
"""What the core does alone."""

LINE = r"""\begin{align}
  p &= X w \\
  L &= \frac{1}{N} \sum_{i=1}^{N} (p_i - y_i)^2
\end{align}
with $X \in \mathbb{R}^{N \times d}$, $w \in \mathbb{R}^d$, $y \in \mathbb{R}^N$.
"""


def said(ask):
    try:
        ask()
    except Ended as end:
        words, status = end.args
        return {"error": "exit", "message": words, "status": status}
    except (sn.SymnnError, click.ClickException) as error:
        return {"error": type(error).__name__, "message": str(error), "status": None}
    except Exception as error:  # noqa: BLE001 - told to the test, which fails
        return {"error": f"not ours: {error!r}", "message": str(error), "status": None}
    return {"error": None, "message": "", "status": None}


def commands(texts):
    return {name: said(lambda text=text: command(text)) for name, text in texts.items()}


def everything():
    Path("model.tex").write_text(LINE, encoding="utf-8")
    Path("erf.tex").write_text(LINE.replace("X w", r"\operatorname{erf}(X w)"), encoding="utf-8")
    Path("data.csv").write_text("X_1,X_2,y\n1,2,3\n2,1,4\n0,1,1\n5,2,1\n", encoding="utf-8")
    for name in ("data.parquet", "some.safetensors"):
        Path(name).write_bytes(b"PAR1")
    found = {"core": commands(CORE)}
    found["api"] = {name: said(ask) for name, ask in API.items()}
    found["commands"] = commands(COMMANDS)
    # now the packages are there, and the programs are missing
    HIDDEN.clear()
    os.environ["PATH"] = str(Path("empty").absolute())
    os.environ.pop("CC", None)
    found["programs"] = {}
    for name, ask in PROGRAMS.items():
        if name.endswith("not there"):
            os.environ["CC"] = "no-such-compiler -O1"
        found["programs"][name] = said(ask)
        os.environ.pop("CC", None)
    found["program commands"] = commands(PROGRAM_COMMANDS)
    found["files"] = sorted(path.name for path in Path.cwd().iterdir())
    return found


if __name__ == "__main__":
    print(json.dumps(everything()))
