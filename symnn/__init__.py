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
from typing import TYPE_CHECKING, Any

from symnn.language.contraction import einsum as einsum
from symnn.language.contraction import outer as outer
from symnn.language.dimension import dim as dim
from symnn.language.dimension import dims as dims
from symnn.language.errors import SymnnError as SymnnError
from symnn.language.facts import Eq as Eq
from symnn.language.facts import orthogonal as orthogonal
from symnn.language.facts import positive_definite as positive_definite
from symnn.language.facts import symmetric as symmetric
from symnn.language.family import family as family
from symnn.language.family import sizes as sizes
from symnn.language.index import index as index
from symnn.language.label import label as label
from symnn.language.positions import positions as positions
from symnn.language.tensor import Tensor as Tensor
from symnn.language.tensor import matrix as matrix
from symnn.language.tensor import scalar as scalar
from symnn.language.tensor import tensor as tensor
from symnn.language.tensor import vector as vector
from symnn.layers import public as _layers
from symnn.operations import public as _public
from symnn.showing import attach

if TYPE_CHECKING:  # the others are loaded at first use, see below
    from symnn.derivation import Derivation as Derivation
    from symnn.documents import figures as figures
    from symnn.estimator import Classifier as Classifier
    from symnn.estimator import Regressor as Regressor
    from symnn.model import Model as Model
    from symnn.newton import newton_step as newton_step
    from symnn.numeric.finite_difference import finite_difference as finite_difference
    from symnn.optimiser_model import update_model as update_model
    from symnn.pages.page import Page as Page
    from symnn.reading import read as read
    from symnn.training.fit import fit as fit
    from symnn.training.full_batch import LBFGS as LBFGS
    from symnn.training.full_batch import NewtonCG as NewtonCG
    from symnn.training.metrics import Accuracy as Accuracy
    from symnn.training.metrics import MeanSquaredError as MeanSquaredError
    from symnn.training.optimisers import SGD as SGD
    from symnn.training.optimisers import Adagrad as Adagrad
    from symnn.training.optimisers import Adam as Adam
    from symnn.training.optimisers import AdamW as AdamW
    from symnn.training.optimisers import RMSProp as RMSProp
    from symnn.training.schedules import Cosine as Cosine
    from symnn.training.schedules import Exponential as Exponential
    from symnn.training.schedules import StepDecay as StepDecay
    from symnn.training.schedules import Warmup as Warmup
    from symnn.training.storage import load_params as load_params
    from symnn.training.storage import save_params as save_params

__version__ = "0.1.0"

attach()
globals().update(_public())
globals().update(_layers())


_LATER = {
    "Model": "model",
    "Derivation": "derivation",
    "check": "",
    "figures": "documents.",
    "Page": "pages.page",
    "read": "reading",
    "newton_step": "newton",
    "update_model": "optimiser_model",
    "finite_difference": "numeric.finite_difference",
    "fit": "training.fit",
    **dict.fromkeys(["load_params", "save_params"], "training.storage"),
    **dict.fromkeys(["SGD", "RMSProp", "Adagrad", "Adam", "AdamW"], "training.optimisers"),
    **dict.fromkeys(["LBFGS", "NewtonCG"], "training.full_batch"),
    **dict.fromkeys(["Cosine", "Exponential", "StepDecay", "Warmup"], "training.schedules"),
    **dict.fromkeys(["Accuracy", "MeanSquaredError"], "training.metrics"),
    **dict.fromkeys(["Classifier", "Regressor"], "estimator"),
}
"""Loaded at first use: whoever only writes expressions, or asks for help, waits for none of it."""


def __getattr__(name: str) -> Any:
    # who checks types takes operations for Any: they are found by file
    if name not in _LATER:
        raise AttributeError(f"module 'symnn' has no attribute {name!r}")
    home = _LATER[name]
    if not home or home.endswith("."):  # a module
        found = import_module(f"symnn.{home}{name}")
    else:
        found = getattr(import_module(f"symnn.{home}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
