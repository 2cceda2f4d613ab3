"""symnn: symbolic derivation and verification for neural networks.

Models, losses and activations are equations in index notation. Gradients are derived exactly for
symbolic sizes, printed as LaTeX, compiled to NumPy, and checked against finite differences.

>>> import symnn as sn
>>> n, m = sn.dims("n m")
>>> W, x, t = sn.matrix("W", m, n), sn.vector("x", n), sn.vector("t", m)
>>> model = sn.Model()
>>> a = model.define("a", sn.tanh(W @ x))
>>> L = model.define("L", sn.total((a - t)**2) / 2)
>>> print(model.gradient("L", wrt=["W"]).text())
∂L/∂a = a - t
∂L/∂W = (∂L/∂a ⊙ (1 - a^⊙2)) xᵀ
"""

from importlib import import_module

from symnn.derivation import Derivation as Derivation
from symnn.language.contraction import einsum as einsum
from symnn.language.contraction import outer as outer
from symnn.language.dimension import dim as dim
from symnn.language.dimension import dims as dims
from symnn.language.errors import SymnnError as SymnnError
from symnn.language.facts import Eq as Eq
from symnn.language.facts import positive_definite as positive_definite
from symnn.language.facts import symmetric as symmetric
from symnn.language.index import index as index
from symnn.language.tensor import Tensor as Tensor
from symnn.language.tensor import matrix as matrix
from symnn.language.tensor import scalar as scalar
from symnn.language.tensor import tensor as tensor
from symnn.language.tensor import vector as vector
from symnn.model import Model as Model
from symnn.numeric.finite_difference import finite_difference as finite_difference
from symnn.operations import public as _public

__version__ = "0.1.0"

globals().update(_public())


_LATER = {
    "check": "",
    "read": "reading",
    "fit": "training.fit",
    **dict.fromkeys(["load_params", "save_params"], "training.storage"),
    **dict.fromkeys(["SGD", "RMSProp", "Adagrad", "Adam", "AdamW"], "training.optimisers"),
    **dict.fromkeys(["LBFGS", "NewtonCG"], "training.full_batch"),
    **dict.fromkeys(["Cosine", "Exponential", "StepDecay", "Warmup"], "training.schedules"),
    **dict.fromkeys(["Accuracy", "MeanSquaredError"], "training.metrics"),
    **dict.fromkeys(["Classifier", "Regressor"], "estimator"),
}
"""Loaded at first use: the reader, the judge and the training loop are large."""


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module 'symnn' has no attribute {name!r}")
    module = import_module(f"symnn.{_LATER[name] or name}")
    found = getattr(module, name) if _LATER[name] else module
    globals()[name] = found
    return found
