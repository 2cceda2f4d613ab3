r"""Cases of the conformance suite: one use of an operation, a loss or a layer each.

Every case gets, from one declaration: its value, gradient and Hessian times a direction against
PyTorch and JAX (float64, 1e-10 relative); gradient and second derivatives against finite
differences; and both exactly, in scalar SymPy at its small sizes. What is differentiated is
L = Σ w ⊙ Z with Z the case's output and w random weights, by all operands at once.

To add cases, write ``cases_SUBJECT.py`` beside this file, with a list ``CASES``:

    N, K = sn.dims("n k")                                   # the sizes of SIZES, 2 and 3
    A, B = sn.matrix("A", N, K), sn.matrix("B", N, K)
    CASES = [
        Case("mse_loss", sn.mse_loss, [A, B],
             jax=lambda a, b: jnp.mean((a - b) ** 2), torch=F.mse_loss),
    ]

``ours`` takes the operands (tensors that are symbols) and gives a tensor; where a model is built up
of named quantities, write ``ours=lambda model, x, w: …`` and ``in_model=True``. ``jax`` and
``torch`` take arrays in the same order and give an array of the shape of ``ours``. Operands are
random: of both signs, at least 0.2 away from zero, up to 2; positive where they are declared so;
inside of ``within["x"]`` where that is said; exactly ``values["x"]`` where these are given. Those
in ``fixed`` (labels, masks) are not differentiated. Keep the sizes small: two or three.

A counterpart that a library does not have is None, with a comment on why; a case without any is
an error. ``second=False`` is for functions that a library cannot differentiate twice, and
``exact=False`` for those that have no scalar form in SymPy, or take it long: with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

import symnn as sn
from symnn.language.tensor import Tensor

SIZES = {"n": 2, "k": 3, "m": 4, "c": 3, "d": 2, "t": 3}
"""Sizes of dimensions by name."""


@dataclass(frozen=True, eq=False)
class Case:
    """One use of an operation, a loss or a layer; see the module for what its parts mean."""

    name: str
    ours: Callable[..., Tensor]
    operands: Sequence[Tensor]
    jax: Callable[..., Any] | None = None
    torch: Callable[..., Any] | None = None
    within: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    fixed: Collection[str] = ()
    in_model: bool = False
    second: bool = True
    exact: bool = True
    sizes: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert self.jax is not None or self.torch is not None, f"{self.name}: nothing to compare"

    @property
    def names(self) -> list[str]:
        """The names of the operands."""
        return [operand.symbol.name for operand in self.operands]  # type: ignore[union-attr]

    @property
    def wrt(self) -> list[str]:
        """The operands by which it is differentiated."""
        return [name for name in self.names if name not in self.fixed]

    def model(self) -> sn.Model:
        """OUT = the output, and LOSS = Σ weight ⊙ OUT."""
        model = sn.Model()
        made = self.ours(model, *self.operands) if self.in_model else self.ours(*self.operands)
        z = made if made.symbol is not None else model.define("OUT", made)
        weight = sn.tensor("weight", *z.shape)
        model.define("LOSS", sn.total(weight * z))
        return model

    def size(self, dimension: Any) -> int:
        """A dimension as a number."""
        known = {**SIZES, **self.sizes}
        return int(
            dimension.subs({symbol: known[symbol.name] for symbol in dimension.free_symbols})
        )

    def arrays(self, model: sn.Model, seed: int = 0) -> dict[str, np.ndarray]:
        """Numbers for all operands, and for the weights."""
        rng = np.random.default_rng(seed)
        found: dict[str, np.ndarray] = {}
        for name in [*self.names, "weight"]:
            symbol = model.symbol(name)
            shape = [self.size(size) for size in symbol.shape]
            if name in self.values:
                found[name] = np.asarray(self.values[name], float)
            elif name in self.within:
                found[name] = rng.uniform(*self.within[name], shape)
            else:
                signs = 1 if symbol.is_positive else rng.choice([-1, 1], shape)
                found[name] = signs * rng.uniform(0.2, 2, shape)
        return found

    def directions(self, arrays: Mapping[str, np.ndarray], seed: int = 1) -> dict[str, np.ndarray]:
        """A direction for the operands that are differentiated."""
        rng = np.random.default_rng(seed)
        return {name: rng.normal(size=np.shape(arrays[name])) for name in self.wrt}
