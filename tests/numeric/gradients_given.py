"""Functions with their gradients, right ones and spoilt ones."""

import numpy as np


def classifier(activation="tanh", dtype=np.float64, spoil=lambda name, gradient: gradient):
    """A net with one hidden layer, softmax and cross-entropy; ``spoil`` breaks its gradients."""

    def f(values):
        v = {name: np.asarray(value, dtype) for name, value in values.items()}
        batch = dtype(len(v["X"]))
        z = v["X"] @ v["W"] + v["b"]
        a = np.tanh(z) if activation == "tanh" else np.maximum(z, 0)
        slope = 1 - a * a if activation == "tanh" else (z > 0).astype(dtype)
        logits = a @ v["V"]
        logits = logits - logits.max(axis=1, keepdims=True)
        log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        delta = (np.exp(log_p) - v["Y"]) / batch
        back = (delta @ v["V"].T) * slope
        gradients = {"W": v["X"].T @ back, "b": back.sum(axis=0), "V": a.T @ delta}
        loss = -(v["Y"] * log_p).sum() / batch
        return loss, {name: spoil(name, gradient) for name, gradient in gradients.items()}

    return f


def classifier_values(batch=5, inputs=4, hidden=4, classes=3, weight=0.7, seed=0):
    random = np.random.default_rng(seed)
    return {
        "X": random.normal(size=(batch, inputs)),
        "Y": np.eye(classes)[random.integers(classes, size=batch)],
        "W": weight * random.normal(size=(inputs, hidden)),
        "b": weight * random.normal(size=hidden),
        "V": weight * random.normal(size=(hidden, classes)),
    }


def function_of(value, gradient):
    """f of one parameter x."""
    return lambda values: (value(values["x"]), {"x": gradient(values["x"])})


def points(seed=0, size=20):
    return np.random.default_rng(seed).normal(size=size)


# Broken twins.
def transposed(name, gradient):
    return gradient.T if name == "W" else gradient


def sign_of_bias(name, gradient):
    return -gradient if name == "b" else gradient
