"""Small models for the tests of training."""

import numpy as np

import symnn as sn


def regression():
    """L = mean (X w + b − y)²."""
    N, d = sn.dims("N d")
    model = sn.Model()
    p = model.define("p", sn.matrix("X", N, d) @ sn.vector("w", d) + sn.scalar("b"))
    model.define("L", sn.mean((p - sn.vector("y", N)) ** 2))
    return model


def line(count=60, d=3, seed=0, noise=0.0):
    """Samples of y = X w + b, and w and b."""
    rng = np.random.default_rng(seed)
    X, w, b = rng.normal(size=(count, d)), np.arange(1.0, d + 1), -0.5
    return {"X": X, "y": X @ w + b + noise * rng.normal(size=count)}, w, b


def classifier(hidden="h", *, classes="c", fact=True):
    """X W₁ + b₁ → tanh → W₂ + b₂ → softmax, cross-entropy."""
    N, d = sn.dims("N d")
    X, Y = sn.matrix("X", N, d), sn.matrix("Y", N, classes)
    model = sn.Model()
    A = model.define("A", sn.tanh(X @ sn.matrix("W1", d, hidden) + sn.vector("b1", hidden)))
    Z = model.define("Z", A @ sn.matrix("W2", hidden, classes) + sn.vector("b2", classes))
    P = model.define("P", sn.softmax(Z))
    model.define("L", -sn.mean(sn.total(Y * sn.log(P), axis=1)))
    if fact:
        model.assume(sn.Eq(sn.total(Y, axis=1), 1))
    return model


def clouds(count=90, classes=3, seed=0):
    """Points around as many places, and the number of the place."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(classes, size=count)
    places = 4 * np.array(
        [[np.cos(a), np.sin(a)] for a in 2 * np.pi * np.arange(classes) / classes]
    )
    return {"X": places[labels] + rng.normal(size=(count, 2)), "Y": labels}


def one_sample():
    """A network as textbooks write it: z = W x + b, p = softmax(z), L = −Σ y log p."""
    n, c = sn.dims("n c")
    x, y = sn.vector("x", n), sn.vector("y", c)
    model = sn.Model()
    z = model.define("z", sn.matrix("W", c, n) @ x + sn.vector("b", c))
    p = model.define("p", sn.softmax(z))
    model.define("L", -sn.total(y * sn.log(p)))
    model.assume(sn.Eq(sn.total(y), 1))
    return model


def equal(a, b):
    """Whether two dictionaries hold the same arrays, bit for bit."""
    return a.keys() == b.keys() and all(np.array_equal(a[name], b[name]) for name in a)


def trained(**changes):
    settings = {"epochs": 3, "seed": 0, "validation": 0.2, "optimizer": sn.Adam(0.01), **changes}
    return sn.fit(classifier(5), "L", data=clouds(), **settings)
