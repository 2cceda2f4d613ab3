"""Hessians of symnn against closed forms written by hand, torch.func and JAX.

Run ``python benchmarks/hessian.py [words of the cases…] [--threads N] [--docs PAGE]``. Logistic
regression (2n samples, n parameters); matrix factorisation ‖T − UVᵀ‖² in U (rank 5), whose Hessian
is a Kronecker product; networks of rectified linear units with softmax cross-entropy in their first
weights, one of two layers on a batch and one of ten layers on one sample. All compute the Hessian
alone, dense, in float64, each in a process of its own; all are compared before anything is timed.
Prints symnn's median and its ratio to that of each other; ``--docs`` writes the table into a page.
"""

from __future__ import annotations

import os
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from contest import Contestant, machine, medians, same, serve, written
from training import microseconds, table

import symnn as sn

Values = dict[str, np.ndarray]
RANK = 5
CLASSES = 10
OTHERS = ("by hand", "torch.func", "JAX")
ROUNDS = 8
SLOWEST = 300
"""The largest logistic regression that torch.func is asked for."""


@dataclass(frozen=True)
class Case:
    """A loss as symnn's model and as a function of arrays, and its Hessian in ``wrt`` by hand.

    ``loss(xp, values)`` is written for the modules ``jax.numpy`` and ``torch`` alike.
    """

    title: str
    model: sn.Model
    wrt: str
    values: Values
    by_hand: Callable[[Values], np.ndarray]
    loss: Callable[..., object]
    torch: bool = True


# ---- logistic regression ----------------------------------------------------------------------


def logistic(n: int) -> Case:
    """Cross-entropy of σ(Xw) with 2n samples."""
    random = np.random.default_rng(0)
    N, d = sn.dims("N d")
    X, y, w = sn.matrix("X", N, d), sn.vector("y", N), sn.vector("w", d)
    model = sn.Model()
    p = model.define("p", sn.sigmoid(X @ w))
    model.define("L", -sn.mean(y * sn.log(p) + (1 - y) * sn.log(1 - p)))
    values = {
        "X": random.normal(size=(2 * n, n)),
        "w": random.normal(size=n) / n**0.5,
        "y": random.integers(0, 2, 2 * n).astype(float),
    }

    def by_hand(v: Values) -> np.ndarray:
        X = v["X"]
        p = 1 / (1 + np.exp(-(X @ v["w"])))
        return X.T @ (X * (p * (1 - p) / len(X))[:, None])

    def loss(xp: object, v: Values) -> object:
        z = v["X"] @ v["w"]
        return xp.mean(xp.logaddexp(z, 0 * z) - v["y"] * z)

    return Case(f"logistic regression, n = {n}", model, "w", values, by_hand, loss, n <= SLOWEST)


# ---- matrix factorisation ---------------------------------------------------------------------


def factorisation(n: int) -> Case:
    """‖T − UVᵀ‖² in U."""
    random = np.random.default_rng(0)
    size, rank = sn.dims("n k")
    T, U, V = sn.matrix("T", size, size), sn.matrix("U", size, rank), sn.matrix("V", size, rank)
    model = sn.Model()
    R = model.define("R", T - U @ V.T)
    model.define("L", sn.total(R**2))
    shapes = {"T": (n, n), "U": (n, RANK), "V": (n, RANK)}
    values = {name: random.normal(size=shape) for name, shape in shapes.items()}

    def by_hand(v: Values) -> np.ndarray:
        V = v["V"]
        H = np.zeros((n, RANK, n, RANK))
        np.einsum("ijik->ijk", H)[...] = 2 * (V.T @ V)
        return H

    def loss(xp: object, v: Values) -> object:
        return xp.sum((v["T"] - v["U"] @ v["V"].T) ** 2)

    return Case(f"matrix factorisation, n = {n}", model, "U", values, by_hand, loss)


# ---- networks ---------------------------------------------------------------------------------


def network(depth: int, n: int, samples: int) -> Case:
    """Rectified linear units, n wide, and a softmax of ten classes; in the first weights."""
    random = np.random.default_rng(0)
    N, d, c = sn.dims("N d c")
    model = sn.Model()
    a, Y, width = sn.matrix("X", N, d), sn.matrix("Y", N, c), d
    values = {
        "X": random.normal(size=(samples, n)),
        "Y": np.eye(CLASSES)[random.integers(0, CLASSES, samples)],
    }
    for layer in range(1, depth + 1):
        last = layer == depth
        after = c if last else sn.dim(f"h{layer}")
        z = a @ sn.matrix(f"W{layer}", width, after) + sn.vector(f"b{layer}", after)
        a = model.define("P", sn.softmax(z)) if last else model.define(f"A{layer}", sn.relu(z))
        out = CLASSES if last else n
        values[f"W{layer}"] = random.normal(size=(n, out)) * (2 / n) ** 0.5
        values[f"b{layer}"] = random.normal(size=out) / 10
        width = after
    model.define("L", -sn.mean(sn.total(Y * sn.log(a), axis=1)))
    model.assume(sn.Eq(sn.total(Y, axis=1), 1))

    def by_hand(v: Values) -> np.ndarray:
        a, J = v["X"], None
        for layer in range(1, depth + 1):
            z = a @ v[f"W{layer}"] + v[f"b{layer}"]
            if J is not None:  # J[m, j, k]: the slope of z_k by the first z_j
                J = J @ v[f"W{layer}"]
            if layer < depth:
                mask = z > 0
                J = np.eye(n) * mask[:, None, :] if J is None else J * mask[:, None, :]
                a = z * mask
        e = np.exp(z - z.max(axis=1, keepdims=True))
        P = e / e.sum(axis=1, keepdims=True)
        q = (J @ P[:, :, None])[:, :, 0]
        G = (J * P[:, None, :]) @ J.transpose(0, 2, 1) - q[:, :, None] * q[:, None, :]
        X = v["X"]
        XX = (X[:, :, None] * X[:, None, :]).reshape(samples, -1)
        H = XX.T @ (G / samples).reshape(samples, -1)
        return H.reshape(n, n, n, n).transpose(0, 2, 1, 3)

    def loss(xp: object, v: Values) -> object:
        a = v["X"]
        for layer in range(1, depth + 1):
            z = a @ v[f"W{layer}"] + v[f"b{layer}"]
            a = xp.maximum(z, 0 * z)
        axis = {"dim": 1} if xp.__name__ == "torch" else {"axis": 1}
        top = z.max()  # the same in all sums, so no slope is lost
        return xp.mean(xp.log(xp.sum(xp.exp(z - top), **axis)) + top - xp.sum(v["Y"] * z, **axis))

    title = f"{depth}-layer ReLU net, n = {n}, batch {samples}"
    return Case(title, model, "W1", values, by_hand, loss)


# ---- contest ----------------------------------------------------------------------------------


def cases() -> Iterator[Case]:
    """All cases, small ones first."""
    yield from map(logistic, (30, 100, 300, 1000))
    yield factorisation(100)
    yield network(2, 30, 30)
    yield network(10, 30, 1)


def in_symnn(case: Case) -> Callable[[], np.ndarray]:
    """The Hessian alone, as NumPy code."""
    derived = case.model.hessian("L", case.wrt)
    hessian = derived.model.compile(derived[case.wrt].name)
    values = {symbol.name: case.values[symbol.name] for symbol in hessian.inputs}
    return lambda: hessian(values)[0]


def in_torch(case: Case) -> Callable[[], object]:
    """torch.func, forward over reverse."""
    import torch

    arrays = {name: torch.tensor(value) for name, value in case.values.items()}
    hessian = torch.func.hessian(lambda w: case.loss(torch, {**arrays, case.wrt: w}))
    return lambda: hessian(arrays[case.wrt])


def in_jax(case: Case) -> Callable[[], object]:
    """JAX, forward over reverse, jitted."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    arrays = {name: jnp.asarray(value) for name, value in case.values.items()}
    hessian = jax.jit(jax.hessian(lambda w, v: case.loss(jnp, {**v, case.wrt: w})))
    return lambda: hessian(arrays[case.wrt], arrays).block_until_ready()


def contestant(case: Case, name: str, threads: int) -> None:
    """Be one of the contestants."""
    runs: dict[str, Callable[[], Callable[[], object]]] = {
        "symnn": lambda: in_symnn(case),
        "by hand": lambda: lambda: case.by_hand(case.values),
        "torch.func": lambda: in_torch(case),
        "JAX": lambda: in_jax(case),
    }
    run = runs[name]()
    serve(run, lambda: {"H": np.asarray(run())}, threads)


def names_of(case: Case) -> list[str]:
    """The contestants of a case that are installed."""
    found = ["symnn", "by hand"]
    found += ["torch.func"] if find_spec("torch") and case.torch else []
    return [*found, "JAX"] if find_spec("jax") else found


def run(number: int, case: Case, threads: int) -> dict[str, float]:
    """Check that all agree, then time them."""
    contestants = {}
    try:
        for name in names_of(case):
            command = [__file__, "--contestant", str(number), name, str(threads)]
            contestants[name] = Contestant(command, threads)
        results = {}
        with tempfile.TemporaryDirectory() as folder:
            for name, each in contestants.items():
                each.ask("parameters", str(Path(folder, f"{name}.npz")))
                results[name] = dict(np.load(Path(folder, f"{name}.npz")))
        for name, found in results.items():
            same(name, results["by hand"], found, 1e-11)
        return medians(contestants, ROUNDS)
    finally:
        for each in contestants.values():
            each.close()


def main() -> None:
    every = list(cases())
    if sys.argv[1:2] == ["--contestant"]:
        contestant(every[int(sys.argv[2])], sys.argv[3], int(sys.argv[4]))
        return
    parser = ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("words", nargs="*", help="words of the titles of the cases to run")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--docs", type=Path, help="the page to write the table into")
    options = parser.parse_args()
    lines = []
    for number, case in enumerate(every):
        if all(word in case.title for word in options.words):
            print(f"{case.title} …", file=sys.stderr)
            times = run(number, case, options.threads)
            ratios = [f"{times['symnn'] / times[x]:.2g}" if x in times else "" for x in OTHERS]
            lines.append([case.title, microseconds(times["symnn"]), *ratios])
    heads = ["Hessian", "µs", *(f"÷ {name}" for name in OTHERS)]
    found = table(heads, lines, markdown=bool(options.docs))
    text = f"{machine(options.threads)}.\n\n{found}\n"
    if options.docs:
        written(options.docs, "hessian", text)
    else:
        print(text)


if __name__ == "__main__":
    main()
