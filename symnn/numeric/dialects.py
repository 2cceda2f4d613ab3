"""What array libraries call things: JAX and PyTorch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dialect:
    """The words of a library for the steps of a program.

    ``prefix`` stands before its functions; ``functions`` gives names that differ from NumPy's, or
    templates where a library has no such function;
    ``takes_numbers`` says whether its functions take numbers of Python as well as arrays.
    ``axis`` is the name of the argument that names axes; ``permute`` the method that orders axes.
    """

    name: str
    imports: tuple[str, ...]
    prefix: str
    functions: dict[str, str]
    reductions: dict[str, str]
    axis: str
    permute: str
    einsum: str
    eye: str
    broadcast: str
    zeros: str
    like: str
    takes_numbers: bool

    def function(self, name: str) -> str:
        """The name of an elementwise function."""
        return self.functions.get(name, f"{self.prefix}.{name}")


_SCIPY = [
    "erf",
    "erfc",
    "erfinv",
    "expit",
    "gamma",
    "gammaln",
    "digamma",
    "zeta",
    "ndtr",
    "log_ndtr",
]

JAX = Dialect(
    name="jax",
    imports=("import jax", "import jax.numpy as jnp"),
    prefix="jnp",
    functions={f"scipy.{name}": f"jax.scipy.special.{name}" for name in _SCIPY},
    reductions={"add": "jnp.sum", "maximum": "jnp.max", "minimum": "jnp.min"},
    axis="axis",
    permute="transpose",
    einsum="jnp.einsum",
    eye="jnp.eye({size}, dtype={like}.dtype)",
    broadcast="jnp.broadcast_to({value}, ({sizes}))",
    zeros="jnp.zeros(({sizes}), {like}.dtype)",
    like="jnp.asarray({value}, {like}.dtype)",
    takes_numbers=True,
)

TORCH = Dialect(
    name="torch",
    imports=("import torch",),
    prefix="torch",
    functions={
        f"arc{name}": f"torch.a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")
    }
    | {f"scipy.{name}": f"torch.special.{name}" for name in _SCIPY}
    | {"power": "torch.pow", "absolute": "torch.abs"}
    | {"scipy.gamma": "torch.exp(torch.lgamma({}))"},
    reductions={"add": "torch.sum", "maximum": "torch.amax", "minimum": "torch.amin"},
    axis="dim",
    permute="permute",
    einsum="torch.einsum",
    eye="torch.eye({size}, dtype={like}.dtype, device={like}.device)",
    broadcast="torch.broadcast_to({value}, ({sizes}))",
    zeros="torch.zeros(({sizes}), dtype={like}.dtype, device={like}.device)",
    like="torch.as_tensor({value}, dtype={like}.dtype, device={like}.device)",
    takes_numbers=False,
)
