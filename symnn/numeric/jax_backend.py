"""JAX: compiled by jit, on whatever device JAX has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from symnn.language.errors import MissingPackageError, SizeError
from symnn.language.symbol import TensorSymbol
from symnn.numeric.dialects import JAX
from symnn.numeric.functional_backend import Function, Library

try:
    import jax
    import jax.numpy as jnp
except ImportError as problem:
    raise MissingPackageError("backend='jax'", "jax", "jax") from problem


class JaxLibrary(Library):
    """Arrays of JAX."""

    dialect = JAX

    def array(self, value: Any, like: Any, dtype: str | None = None) -> Any:
        """``value`` as an array of JAX. Raises SizeError where JAX would drop digits in silence."""
        if isinstance(value, jax.Array) and (dtype is None or value.dtype == dtype):
            return value
        return jnp.asarray(value, self.dtype_of(value, dtype))

    def dtype_of(self, value: Any, dtype: str | None) -> np.dtype:
        """The type that an array of ``value`` gets; SizeError where JAX would not keep it."""
        own = value if isinstance(value, jax.Array) else np.asarray(value)
        wanted = np.dtype(dtype or own.dtype)
        wanted = wanted if wanted.kind == "f" else np.dtype(float)
        if wanted == np.float64 and not jax.config.read("jax_enable_x64"):
            raise SizeError(
                "JAX computes in float32 unless told otherwise: write jax.config.update("
                "'jax_enable_x64', True) first, or give arrays (and dtype) of float32"
            )
        return wanted

    def compiled(
        self, function: Function, inputs: Sequence[TensorSymbol], outputs: Any
    ) -> Function:
        """The function under ``jax.jit``."""
        return jax.jit(function)

    def repeated(
        self, step: Function, inputs: Sequence[TensorSymbol], replaced: Sequence[int], outputs: Any
    ) -> Function:
        """A loop inside one compiled function."""

        def run(n: int, *inputs: Any) -> Any:
            *arrays, rate, count = inputs

            def once(place: Any, state: Any) -> Any:
                arrays, _ = state
                loss, new = step(*arrays, rate, count + place)
                arrays = list(arrays)
                for slot, value in zip(replaced, new, strict=True):
                    arrays[slot] = value
                return tuple(arrays), loss

            first = jnp.zeros((), jnp.result_type(*arrays))
            arrays, loss = jax.lax.fori_loop(0, n, once, (tuple(arrays), first))
            return loss, tuple(arrays[slot] for slot in replaced)

        return self.compiled(run, inputs, outputs)

    def zeros_like(self, array: Any) -> Any:
        """An array of zeros of the same shape, type and sharding."""
        return jnp.zeros_like(array)
