"""A gradient through the layers of LeNet: the derived NumPy code beside PyTorch.

    python benchmarks/convolution.py [--batch 64] [--float32] [--threads 1]

Prints microseconds for the value and all gradients, and how often PyTorch's time ours takes, for
each layer alone and for the whole network.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
import torch
from torch.nn import functional

import symnn as sn

ROUNDS = 7


def best(function: Callable[[], Any], least: float = 0.2) -> float:
    """The shortest of several means, in microseconds."""
    function()
    start, count = perf_counter(), 0
    while perf_counter() - start < least / ROUNDS or not count:
        function()
        count += 1
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        for _ in range(count):
            function()
        times.append((perf_counter() - start) / count)
    return 1e6 * min(times)


def layer(make: Callable[..., sn.Tensor], shapes: dict[str, tuple[int, ...]]) -> sn.Model:
    """L = Σ t ⊙ y of one layer y."""
    model = sn.Model()
    operands = [sn.tensor(name, *shape) for name, shape in shapes.items()]
    y = model.define("y", make(*operands))
    model.define("L", sn.total(y * sn.tensor("t", *y.shape)))
    return model


def lenet(batch: int) -> sn.Model:
    """Two convolutions, each with a pooling layer, and two dense layers; average pooling, tanh."""
    model = sn.Model()
    x = sn.tensor("x", batch, 1, 28, 28)
    w1, b1 = sn.tensor("w1", 6, 1, 5, 5), sn.vector("b1", 6)
    w2, b2 = sn.tensor("w2", 16, 6, 5, 5), sn.vector("b2", 16)
    w3, b3 = sn.tensor("w3", 16, 4, 4, 84), sn.vector("b3", 84)
    w4, b4 = sn.matrix("w4", 84, 10), sn.vector("b4", 10)
    t = sn.matrix("t", batch, 10)
    a1 = model.define("a1", sn.tanh(sn.conv2d(x, w1, b1)))
    p1 = model.define("p1", sn.avg_pool2d(a1, 2))
    a2 = model.define("a2", sn.tanh(sn.conv2d(p1, w2, b2)))
    p2 = model.define("p2", sn.avg_pool2d(a2, 2))
    a3 = model.define("a3", sn.tanh(sn.einsum("bcij,cijh->bh", p2, w3) + b3))
    z = model.define("z", a3 @ w4 + b4)
    model.define("L", sn.cross_entropy(z, t))
    return model


def torch_lenet(x: Any, t: Any, p: dict[str, Any]) -> Any:
    """The same network in PyTorch."""
    a1 = torch.tanh(functional.conv2d(x, p["w1"], p["b1"]))
    a2 = torch.tanh(functional.conv2d(functional.avg_pool2d(a1, 2), p["w2"], p["b2"]))
    flat = functional.avg_pool2d(a2, 2).flatten(1)
    a3 = torch.tanh(flat @ p["w3"].reshape(256, 84) + p["b3"])
    return functional.cross_entropy(a3 @ p["w4"] + p["b4"], t)


def compared(
    name: str, model: sn.Model, loss: Callable[..., Any], wrt: list[str], dtype: Any
) -> None:
    """One line of the table."""
    rng = np.random.default_rng(0)
    f = model.compile("L", wrt)
    values = {
        symbol.name: rng.normal(size=[int(size) for size in symbol.shape], scale=0.3).astype(dtype)
        for symbol in f.inputs
    }
    if "z" in model:
        rows = rng.integers(10, size=values["t"].shape[0])
        values["t"] = np.eye(10, dtype=dtype)[rows]
    tensors = {k: torch.tensor(v, requires_grad=k in wrt) for k, v in values.items()}

    def theirs() -> Any:
        return torch.autograd.grad(loss(tensors), [tensors[k] for k in wrt])

    _, gradients = f(values)
    far = max(
        np.abs(gradients[k] - g.numpy()).max() / np.abs(g.numpy()).max()
        for k, g in zip(wrt, theirs(), strict=True)
    )
    assert far < (1e-10 if dtype is np.float64 else 1e-3), (name, far)
    mine, other = best(lambda: f(values)), best(theirs)
    print(f"{name:28}{mine:12.0f}{other:12.0f}{mine / other:10.2f}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--float32", action="store_true")
    parser.add_argument("--threads", type=int, default=0, help="threads of PyTorch")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    dtype, batch = np.float32 if options.float32 else np.float64, options.batch
    print(f"batch {batch}, {np.dtype(dtype)}, {torch.get_num_threads()} threads of PyTorch")
    print(f"{'layer':28}{'symnn µs':>12}{'torch µs':>12}{'ratio':>10}")

    def weighted(function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda p: (function(p) * p["t"]).sum()

    first = {"x": (batch, 1, 28, 28), "w": (6, 1, 5, 5), "b": (6,)}
    second = {"x": (batch, 6, 12, 12), "w": (16, 6, 5, 5), "b": (16,)}
    for name, shapes, wrt in (
        ("conv2d 1→6, 5×5 on 28×28", first, ["w", "b"]),
        ("conv2d 6→16, 5×5 on 12×12", second, ["x", "w", "b"]),
    ):
        loss = weighted(lambda p: functional.conv2d(p["x"], p["w"], p["b"]))
        compared(name, layer(sn.conv2d, shapes), loss, wrt, dtype)
    image = {"x": (batch, 6, 24, 24)}
    for name in ("avg_pool2d", "max_pool2d"):
        ours, theirs = getattr(sn, name), getattr(functional, name)
        model = layer(lambda x, ours=ours: ours(x, 2), image)
        loss = weighted(lambda p, theirs=theirs: theirs(p["x"], 2))
        compared(f"{name} 2×2 on 6×24×24", model, loss, ["x"], dtype)
    wrt = ["w1", "b1", "w2", "b2", "w3", "b3", "w4", "b4"]
    compared("LeNet", lenet(batch), lambda p: torch_lenet(p["x"], p["t"], p), wrt, dtype)


if __name__ == "__main__":
    main()
