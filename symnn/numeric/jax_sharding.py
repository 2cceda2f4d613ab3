"""JAX on many devices: the batch cut among them, in one process or in several.

Arrays that run over the samples are laid out over a mesh of devices; all others are on every device
in full. The compiled function is the same as on one device: XLA finds what the devices must tell
each other (sums over the samples become all-reduces; Xu et al. 2021, GSPMD, arXiv:2105.04663).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import jax
import numpy as np

from symnn.language.dimension import dim
from symnn.language.errors import SizeError
from symnn.language.symbol import TensorSymbol
from symnn.language.text import shape_text
from symnn.numeric.functional_backend import Function
from symnn.numeric.jax_backend import JaxLibrary


class ShardedJax(JaxLibrary):
    """Arrays of JAX, those with the dimension ``size`` cut along it among the devices of a mesh.

    ``mesh`` is a ``jax.sharding.Mesh``, over all axes of which the samples run; the default is all
    devices in one axis. In several processes (``jax.distributed``) every process gives its own
    part of the samples, and everything else in full and alike.

    >>> library = ShardedJax("N")
    >>> library.sharding(TensorSymbol("W", (dim("d"),))).is_fully_replicated
    True
    """

    def __init__(self, size: str, mesh: Any = None) -> None:
        devices = np.array(jax.devices()) if mesh is None else mesh.devices
        names = ("samples",) if mesh is None else mesh.axis_names
        self.size = dim(size)
        # made anew: in meshes of jax.make_mesh each layout must be stated, here XLA finds them
        self.mesh = jax.sharding.Mesh(devices, names)
        own = [d for d in devices.flat if d.process_index == jax.process_index()]
        if not own:
            raise SizeError("mesh: none of its devices belongs to this process")
        self.own, self.all = len(own), devices.size
        self._agreed: set[int] = set()
        everywhere = jax.sharding.NamedSharding(self.mesh, jax.sharding.PartitionSpec())
        self._alike = jax.jit(lambda x: x.min() == x.max(), out_shardings=everywhere)

    def sharding(self, symbol: TensorSymbol) -> Any:
        """How an array for ``symbol`` is laid out: cut along the samples, or in full everywhere."""
        axes: list[Any] = [None] * len(symbol.shape)
        if self.size in symbol.shape:
            axes[symbol.shape.index(self.size)] = self.mesh.axis_names
        return jax.sharding.NamedSharding(self.mesh, jax.sharding.PartitionSpec(*axes))

    def compiled(
        self, function: Function, inputs: Sequence[TensorSymbol], outputs: Any
    ) -> Function:
        """The function under ``jax.jit``, its results laid out like its arguments."""
        for symbol in inputs:
            self._refuse_odd(symbol)
        return jax.jit(function, out_shardings=jax.tree.map(self.sharding, outputs))

    def array(self, value: Any, like: Any, dtype: str | None = None) -> Any:
        """``value`` as an array, in the memory of the host unless it is one of JAX already."""
        if isinstance(value, jax.Array) and (dtype is None or value.dtype == dtype):
            return value
        wanted = self.dtype_of(value, dtype)
        # a copy: JAX may compute later, from the very memory that it is given
        return value.astype(wanted) if _spread(value) else np.array(value, wanted)

    def placed(self, symbols: Sequence[TensorSymbol], arrays: Sequence[Any]) -> list[Any]:
        """The arrays on the devices. Raises SizeError where the samples do not divide evenly."""
        for symbol, array in zip(symbols, arrays, strict=True):
            if self.size in symbol.shape:
                count = array.shape[symbol.shape.index(self.size)]
                self.refuse_uneven(count, whole=_spread(array))
        return [self._placed(s, array) for s, array in zip(symbols, arrays, strict=True)]

    @property
    def several(self) -> bool:
        """Whether the devices belong to several processes."""
        return self.own != self.all

    def refuse_uneven(self, count: int, *, whole: bool = False) -> None:
        """Raise SizeError unless each device gets as many of ``count`` samples as any other.

        In several processes these are the samples of one of them, unless they are the ``whole``.
        """
        whole = whole or not self.several
        devices = self.all if whole else self.own
        if count % devices:
            where = "" if whole else " of this process"
            lower = count - count % devices
            near = f"{lower} or {lower + devices}" if lower else str(devices)
            raise SizeError(
                f"{self.size} = {count} samples do not divide among {devices} devices{where}; "
                f"give a multiple of {devices}, such as {near}"
            )
        if not whole and count not in self._agreed:
            self.refuse_different(f"{self.size}, the samples of a device", count // devices)
            self._agreed.add(count)

    def refuse_different(self, what: str, value: Any) -> None:
        """Raise SizeError where the processes have different values for ``what``.

        All processes of the mesh must ask at the same time.
        """
        if not self.several:
            return
        content = repr(value).encode()
        if isinstance(value, np.ndarray):
            content = f"{value.shape}".encode() + value.tobytes()
        layout = jax.sharding.NamedSharding(
            self.mesh, jax.sharding.PartitionSpec(self.mesh.axis_names)
        )
        digest = np.full(self.own, zlib.crc32(content), np.uint32)
        digests = jax.make_array_from_process_local_data(layout, digest, (self.all,))
        if not self._alike(digests):
            shown = "" if isinstance(value, np.ndarray) else f" (here {value!r})"
            raise SizeError(f"the processes differ in {what}{shown}; it must be the same in all")

    # ---- one array ----------------------------------------------------------------------------

    def _placed(self, symbol: TensorSymbol, array: Any) -> Any:
        layout = self.sharding(symbol)
        if isinstance(array, jax.Array) and array.sharding == layout:
            return array
        if not self.several or _spread(array):
            return jax.device_put(array, layout)
        array = np.asarray(array)
        shape = list(array.shape)
        if self.size in symbol.shape:
            place = symbol.shape.index(self.size)
            shape[place] = shape[place] // self.own * self.all
        else:
            self.refuse_different(f"the values of {symbol.name}", array)
        return jax.make_array_from_process_local_data(layout, array, tuple(shape))

    def _refuse_odd(self, symbol: TensorSymbol) -> None:
        partly = [s for s in symbol.shape if s != self.size and self.size in s.free_symbols]
        if partly or symbol.shape.count(self.size) > 1:
            raise SizeError(
                f"shard={self.size.name!r}: {symbol.name} {shape_text(symbol.shape)} cannot be cut "
                f"into parts of equal shape along {self.size} alone"
            )


def _spread(array: Any) -> bool:
    """Whether the array is spread over several processes already."""
    return isinstance(array, jax.Array) and not array.is_fully_addressable
