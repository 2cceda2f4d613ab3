"""Value and gradient of a classifier: symnn's NumPy code against what people write by hand.

Run ``python benchmarks/gradient.py``. Contestants: hand-written NumPy back-propagation, PyTorch
eager and JAX jit (where installed), all in float64 on the same arrays, interleaved in one run; all
gradients are compared before anything is timed. Prints medians and symnn's time divided by theirs.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
from models import mlp_classifier

CASES = {"64-32-10, batch 32": (32, 64, 32, 10), "784-128-10, batch 64": (64, 784, 128, 10)}
ROUNDS = 200

Values = dict[str, np.ndarray]


def data(N: int, d: int, h: int, c: int) -> Values:
    """Random parameters and a random batch."""
    random = np.random.default_rng(0)
    return {
        "X": random.normal(size=(N, d)),
        "Y": np.eye(c)[random.integers(0, c, N)],
        "W1": random.normal(size=(d, h)) / d**0.5,
        "b1": np.zeros(h),
        "W2": random.normal(size=(h, c)) / h**0.5,
        "b2": np.zeros(c),
    }


def by_hand(v: Values) -> tuple[float, Values]:
    """Back-propagation as a good engineer writes it in NumPy."""
    N = len(v["X"])
    a = np.tanh(v["X"] @ v["W1"] + v["b1"])
    z = a @ v["W2"] + v["b2"]
    z -= z.max(axis=1, keepdims=True)
    e = np.exp(z)
    s = e.sum(axis=1, keepdims=True)
    loss = -np.vdot(v["Y"], z - np.log(s)) / N
    dz = (e / s - v["Y"]) / N
    da = (dz @ v["W2"].T) * (1 - a**2)
    return loss, {"W1": v["X"].T @ da, "b1": da.sum(0), "W2": a.T @ dz, "b2": dz.sum(0)}


def in_torch(v: Values) -> Callable[[], tuple[float, Values]]:
    """The same in PyTorch, eager mode."""
    import torch

    t = {name: torch.tensor(array) for name, array in v.items()}
    parameters = [t[name].requires_grad_() for name in ("W1", "b1", "W2", "b2")]

    def run() -> tuple[float, Values]:
        z = torch.tanh(t["X"] @ t["W1"] + t["b1"]) @ t["W2"] + t["b2"]
        loss = torch.nn.functional.cross_entropy(z, t["Y"])
        grads = torch.autograd.grad(loss, parameters)
        return loss, dict(zip(("W1", "b1", "W2", "b2"), grads, strict=True))

    return run


def in_jax(v: Values) -> Callable[[], tuple[float, Values]]:
    """The same in JAX, jitted."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def loss(p: Values, X: np.ndarray, Y: np.ndarray) -> jax.Array:
        z = jnp.tanh(X @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]
        return -jnp.mean(jnp.sum(Y * jax.nn.log_softmax(z), axis=1))

    step = jax.jit(jax.value_and_grad(loss))
    arrays = {name: jnp.asarray(array) for name, array in v.items()}
    parameters = {name: arrays[name] for name in ("W1", "b1", "W2", "b2")}
    return lambda: jax.block_until_ready(step(parameters, arrays["X"], arrays["Y"]))


def medians(contestants: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median seconds of each, run in turn."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, run in contestants.items():
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    model, parameters = mlp_classifier(2)
    compiled = model.compile("L", wrt=parameters)
    for case, sizes in CASES.items():
        values = data(*sizes)
        contestants: dict[str, Callable[[], tuple[float, Values]]] = {
            "symnn": lambda values=values: compiled(values),
            "NumPy by hand": lambda values=values: by_hand(values),
        }
        if find_spec("torch"):
            contestants["PyTorch eager"] = in_torch(values)
        if find_spec("jax"):
            contestants["JAX jit"] = in_jax(values)
        reference = by_hand(values)[1]
        for name, run in contestants.items():
            for key, gradient in run()[1].items():
                assert np.allclose(np.asarray(gradient), reference[key], rtol=1e-9), (name, key)
        result = medians(contestants)
        print(case)
        for name, seconds in result.items():
            print(
                f"  {name:15} {1e6 * seconds:9.1f} µs   symnn / this = "
                f"{result['symnn'] / seconds:.2f}"
            )


if __name__ == "__main__":
    main()
