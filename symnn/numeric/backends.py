"""The backends by name; libraries are loaded when they are asked for."""

from __future__ import annotations

from symnn.language.errors import UnknownNameError
from symnn.numeric.functional_backend import Library

BACKENDS = ("numpy", "jax", "torch")


def library(backend: str) -> Library:
    """The library of a backend whose arrays are never overwritten.

    Raises UnknownNameError for a name that is no backend, MissingPackageError where the library is
    not installed.
    """
    if backend == "jax":
        from symnn.numeric.jax_backend import JaxLibrary

        return JaxLibrary()
    if backend == "torch":
        from symnn.numeric.torch_backend import TorchLibrary

        return TorchLibrary()
    if backend == "native":
        raise UnknownNameError("the backend 'native' is for training steps; write backend='numpy'")
    raise UnknownNameError(f"no backend {backend!r}; there are {', '.join(map(repr, BACKENDS))}")
