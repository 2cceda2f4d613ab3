"""A training step of a multilayer perceptron as people write it: NumPy, PyTorch, JAX.

All take parameters ``W1, b1, …`` and a batch ``X, Y`` and make a step of gradient descent on them,
NumPy in place; the others also give a function for the parameters. ``squared`` asks for
½ Σ (a − y)² / N with logistic units throughout, else the units are tanh and the loss is softmax
cross-entropy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

Arrays = dict[str, np.ndarray]
Step = Callable[[], object]
Parameters = Callable[[], Mapping[str, object]]


def plain_numpy(p: Arrays, X: np.ndarray, Y: np.ndarray, rate: float, squared: bool) -> Step:
    """Back-propagation as a textbook has it."""
    depth = len(p) // 2

    def step() -> object:
        activations = [X]
        for layer in range(1, depth + 1):
            z = activations[-1] @ p[f"W{layer}"] + p[f"b{layer}"]
            if squared:
                activations.append(1 / (1 + np.exp(-z)))
            elif layer < depth:
                activations.append(np.tanh(z))
            else:
                e = np.exp(z - z.max(axis=1, keepdims=True))
                activations.append(e / e.sum(axis=1, keepdims=True))
        a = activations[-1]
        if squared:
            loss = 0.5 * ((a - Y) ** 2).sum() / len(X)
            delta = (a - Y) * a * (1 - a) / len(X)
        else:
            loss = -(Y * np.log(a)).sum() / len(X)
            delta = (a - Y) / len(X)
        gradients: Arrays = {}
        for layer in range(depth, 0, -1):
            gradients[f"W{layer}"] = activations[layer - 1].T @ delta
            gradients[f"b{layer}"] = delta.sum(axis=0)
            if layer > 1:
                a = activations[layer - 1]
                slope = a * (1 - a) if squared else 1 - a**2
                delta = (delta @ p[f"W{layer}"].T) * slope
        for name, gradient in gradients.items():
            p[name] -= rate * gradient
        return loss

    return step


def in_torch(
    p: Arrays, X: np.ndarray, Y: np.ndarray, rate: float, squared: bool
) -> tuple[Step, Parameters]:
    """The same in PyTorch, eager, with its optimiser."""
    import torch

    t = {name: torch.tensor(value, requires_grad=True) for name, value in p.items()}
    x, y = torch.tensor(X), torch.tensor(Y)
    depth = len(p) // 2
    optimiser = torch.optim.SGD(list(t.values()), lr=rate)

    def step() -> object:
        a = x
        for layer in range(1, depth + 1):
            a = torch.addmm(t[f"b{layer}"], a, t[f"W{layer}"])
            if squared:
                a = torch.sigmoid(a)
            elif layer < depth:
                a = torch.tanh(a)
        if squared:
            loss = 0.5 * ((a - y) ** 2).sum() / len(x)
        else:
            loss = torch.nn.functional.cross_entropy(a, y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        return loss

    return step, lambda: {name: tensor.detach() for name, tensor in t.items()}


def in_jax(
    p: Arrays, X: np.ndarray, Y: np.ndarray, rate: float, squared: bool, steps: int = 1
) -> tuple[Step, Parameters]:
    """The same in JAX, jitted, with donated parameters; several steps as a loop of JAX."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    depth = len(p) // 2

    def loss_of(q: dict[str, jax.Array], x: jax.Array, y: jax.Array) -> jax.Array:
        a = x
        for layer in range(1, depth + 1):
            a = a @ q[f"W{layer}"] + q[f"b{layer}"]
            if squared:
                a = jax.nn.sigmoid(a)
            elif layer < depth:
                a = jnp.tanh(a)
        if squared:
            return 0.5 * jnp.sum((a - y) ** 2) / len(x)
        return -jnp.sum(y * jax.nn.log_softmax(a)) / len(x)

    def moved(q: dict[str, jax.Array], x: jax.Array, y: jax.Array) -> tuple[jax.Array, dict]:
        loss, gradients = jax.value_and_grad(loss_of)(q, x, y)
        return loss, {name: q[name] - rate * gradients[name] for name in q}

    def loop(q: dict[str, jax.Array], x: jax.Array, y: jax.Array) -> tuple[jax.Array, dict]:
        first = moved(q, x, y)
        return jax.lax.fori_loop(1, steps, lambda _, now: moved(now[1], x, y), first)

    fast = jax.jit(moved if steps == 1 else loop, donate_argnums=0)
    x, y = jnp.asarray(X), jnp.asarray(Y)
    state = {name: jnp.asarray(value) for name, value in p.items()}

    def step() -> object:
        loss, new = fast(state, x, y)
        state.update(new)
        return loss.block_until_ready()

    return step, lambda: state
