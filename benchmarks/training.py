"""A training step of symnn against NumPy by hand, PyTorch and JAX.

Run ``python benchmarks/training.py [words of the cases…]``. A step is forward, backward and update
(gradient descent) on the same batch. After three steps of each, all parameters are compared; then
they run in turn. Prints symnn's median and its ratio to that of each other.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
from contest import find_spec, machine, medians, report, same
from rivals import in_jax, in_torch, parameters, plain_numpy

import symnn as sn


@dataclass(frozen=True)
class Case:
    """A network, its batch, and its loss."""

    sizes: tuple[int, ...]
    batch: int
    dtype: str = "float64"
    squared: bool = False

    @property
    def title(self) -> str:
        """What the case is called."""
        return f"{'-'.join(map(str, self.sizes))}, batch {self.batch}, {self.dtype}"


CASES = (
    Case((2, 2, 2), 1, squared=True),
    Case((2, 2, 1), 4, squared=True),
    Case((64, 32, 10), 32),
    Case((784, 128, 10), 64),
    Case((784, 128, 10), 64, "float32"),
    Case((784, 512, 512, 10), 128),
    Case((784, 512, 512, 10), 128, "float32"),
)
RATE = 0.05


def model(case: Case) -> tuple[sn.Model, list[str]]:
    """The network as equations, with symbolic sizes."""
    N = sn.dim("N")
    widths = [sn.dim(f"n{place}") for place in range(len(case.sizes))]
    made, names = sn.Model(), []
    a, Y = sn.matrix("X", N, widths[0]), sn.matrix("Y", N, widths[-1])
    depth = len(case.sizes) - 1
    for layer in range(1, depth + 1):
        W = sn.matrix(f"W{layer}", widths[layer - 1], widths[layer])
        b = sn.vector(f"b{layer}", widths[layer])
        names += [f"W{layer}", f"b{layer}"]
        z = made.define(f"z{layer}", a @ W + b)
        if case.squared:
            a = made.define(f"a{layer}", sn.sigmoid(z))
        elif layer < depth:
            a = made.define(f"a{layer}", sn.tanh(z))
        else:
            a = made.define("P", sn.softmax(z))
    if case.squared:
        made.define("L", sn.total((a - Y) ** 2) / (2 * N))
    else:
        made.define("L", -sn.total(Y * sn.log(a)) / N)
        made.assume(sn.Eq(sn.total(Y, axis=1), 1))
    return made, names


def data(case: Case) -> dict[str, np.ndarray]:
    """A random batch; labels are one-hot."""
    random = np.random.default_rng(1)
    X = random.normal(size=(case.batch, case.sizes[0]))
    Y = np.eye(case.sizes[-1])[random.integers(0, case.sizes[-1], case.batch)]
    return {"X": X.astype(case.dtype), "Y": Y.astype(case.dtype)}


def run(case: Case) -> None:
    """Check that all agree, then time them."""
    made, names = model(case)
    batch = data(case)
    own = parameters(list(case.sizes), case.dtype)
    step = made.training_step("L", names, sn.SGD(RATE), dtype=case.dtype)
    contestants = {"symnn": lambda: step(own, batch)}
    plain = parameters(list(case.sizes), case.dtype)
    results = {"NumPy": plain}
    arguments = (batch["X"], batch["Y"], RATE, case.squared)
    contestants["NumPy"] = plain_numpy(plain, *arguments)
    for name, rival in (("torch", in_torch), ("jax", in_jax)):
        if find_spec(name):
            contestants[name] = rival(parameters(list(case.sizes), case.dtype), *arguments)
            results[name] = contestants[name].parameters
    for contestant in contestants.values():
        for _ in range(3):
            contestant()
    for name, moved in results.items():
        values = {
            key: getattr(value, "detach", lambda value=value: value)()
            for key, value in moved.items()
        }
        same(name, own, values, 1e-9 if case.dtype == "float64" else 1e-3)
    report(case.title, medians(contestants))


def main() -> None:
    print(machine())
    for case in CASES:
        if all(word in case.title for word in sys.argv[1:]):
            run(case)


if __name__ == "__main__":
    main()
