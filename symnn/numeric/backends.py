"""The backends by name; libraries are loaded when they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnn.language.errors import UnknownNameError
from symnn.numeric.functional_backend import Library

BACKENDS = ("numpy", "jax", "torch")
STEP_BACKENDS = ("numpy", "native", "jax", "torch")
"""The backends of training steps."""


def library(backend: str, shard: str | None = None, mesh: Any = None) -> Library:
    """The library of a backend whose arrays are never overwritten.

    With ``shard``, arrays with this dimension are cut along it among the devices of ``mesh``.
    Raises UnknownNameError for a name that is no backend, MissingPackageError where the library is
    not installed.
    """
    if shard is not None:
        refuse_shards(backend)
    if backend == "jax":
        from symnn.numeric.jax_backend import JaxLibrary  # says what to do where JAX is missing

        if shard is None:
            return JaxLibrary()
        from symnn.numeric.jax_sharding import ShardedJax

        return ShardedJax(shard, mesh)
    if backend == "torch":
        from symnn.numeric.torch_backend import TorchLibrary

        return TorchLibrary()
    if backend == "native":
        raise UnknownNameError("the backend 'native' is for training steps; write backend='numpy'")
    raise unknown_backend(backend, BACKENDS)


def unknown_backend(backend: str, known: Sequence[str]) -> UnknownNameError:
    """The error on a name that is no backend."""
    return UnknownNameError(f"no backend {backend!r}; there are {', '.join(map(repr, known))}")


def refuse_shards(backend: str) -> None:
    """Raise UnknownNameError for a backend that cuts no batches."""
    if backend != "jax":
        raise UnknownNameError(
            f"shard and mesh cut the batch among devices of JAX: write backend='jax', not "
            f"{backend!r}"
        )
