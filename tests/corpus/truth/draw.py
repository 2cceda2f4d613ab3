"""What the truth of the documents is made of: random points, a registry, a few functions."""

from collections.abc import Callable

import jax.numpy as jnp
import numpy as np

SIZES = ((3, 4, 2, 5), (5, 3, 4, 2))  # all sizes in one document differ

#: (derivative at the head, claimed right side) and, where the claim is false, a right one too;
#: None stands for a claim that has no meaning
Row = tuple | None
DOCUMENTS: dict[str, Callable[["Draw"], list[Row]]] = {}


def document(name):
    """Register the truth of the document with this file name."""

    def register(function):
        assert name not in DOCUMENTS, name
        DOCUMENTS[name] = function
        return function

    return register


class Draw:
    """Random dimensions and values of one point."""

    def __init__(self, name, size, point):
        self.generator = np.random.default_rng([size, point, *map(ord, name)])
        self.size, self.point = size, point

    def dims(self, count):
        return SIZES[self.size][:count]

    def normal(self, *shape):
        return jnp.asarray(self.generator.normal(size=shape))

    def uniform(self, low, high, *shape):
        return jnp.asarray(self.generator.uniform(low, high, size=shape))

    def positive(self, *shape):
        return self.uniform(0.5, 2.0, *shape)

    def symmetric(self, n):
        a = self.generator.normal(size=(n, n))
        return jnp.asarray((a + a.T) / 2)

    def definite(self, n):
        a = self.generator.normal(size=(n, n))
        return jnp.asarray(a @ a.T / n + np.eye(n))

    def invertible(self, n):
        """Well conditioned, with positive determinant."""
        a = 0.3 * self.generator.normal(size=(n, n)) + 1.5 * np.eye(n)
        a[0] *= np.sign(np.linalg.det(a))
        return jnp.asarray(a)

    def distribution(self, *shape):
        e = self.generator.uniform(0.2, 1.0, size=shape)
        return jnp.asarray(e / e.sum(-1, keepdims=True))

    def signs(self, *shape):
        return jnp.asarray(self.generator.choice([-1.0, 1.0], size=shape))

    def one_hot(self, *shape):
        hot = self.generator.integers(0, shape[-1], size=shape[:-1])
        return jnp.asarray(np.eye(shape[-1])[hot])

    def loss(self, *shape):
        """Some smooth loss of an array."""
        a, b, c = self.normal(*shape), self.normal(*shape), self.normal(*shape)
        return lambda y: jnp.sum(jnp.sin(a * y + b)) + jnp.sum(c * y) * jnp.sum(a * y)


class Printed(str):
    """A number as it is printed in a document: right when right to its digits."""

    __slots__ = ()

    def holds(self, truth):
        decimals = len(self.partition(".")[2])
        return abs(float(truth) - float(self)) <= 0.5000001 * 10.0**-decimals


def logistic(z):
    return 1 / (1 + jnp.exp(-z))


def softmax(z):
    e = jnp.exp(z - jnp.max(z, -1, keepdims=True))
    return e / jnp.sum(e, -1, keepdims=True)


def step(z):
    return jnp.where(z > 0, 1.0, 0.0)


def square(z):
    return jnp.sum(z**2)
