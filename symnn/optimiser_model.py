"""Optimisers as models: the update of a parameter as a recurrence over the steps."""

from __future__ import annotations

from symnn.model import Model
from symnn.training.optimiser import Optimiser


def update_model(optimizer: Optimiser) -> Model:
    """The update of ``optimizer`` as a model: a parameter w over the steps t = 1, …, K.

    Its inputs are the gradients g_t, the first value w_0 and the hyperparameters; so the last value
    can be differentiated by the learning rate, as any recurrence can.

    >>> import symnn as sn
    >>> model = sn.update_model(sn.SGD(0.1, momentum=0.9))
    >>> print(model.text())
    b_0 = 0
    b_t = μ b_(t-1) + g_t,  t = 1, …, K
    w_t = w_(t-1) - η b_t,  t = 1, …, K
    >>> K, = sn.dims("K")
    >>> loss = model.define("L", sn.total(sn.family("w", sn.label("t", K), "n")[K] ** 2) / 2)
    >>> print(model.gradient("L", "η").text())
    ∂L/∂w_K = w_K
    ∂L/∂w_t = ∂L/∂w_(t+1),  t = 1, …, K-1
    ∂L/∂η = -Σ_t=1…K ...
    """
    model = Model()
    for equation in optimizer.equations():
        model.add(equation)
    return model
