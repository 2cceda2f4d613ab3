"""PyTorch: eager, on the device of the arrays given."""

from __future__ import annotations

from collections.abc import Sequence
from functools import wraps
from typing import Any

import numpy as np

from symnn.language.errors import MissingPackageError
from symnn.language.symbol import TensorSymbol
from symnn.numeric.dialects import TORCH
from symnn.numeric.functional_backend import Function, Library

try:
    import torch
except ImportError as problem:
    raise MissingPackageError("backend='torch'", "torch", "torch") from problem


class TorchLibrary(Library):
    """Tensors of PyTorch."""

    dialect = TORCH

    def array(self, value: Any, like: Any, dtype: str | None = None) -> Any:
        """``value`` as a tensor, on the device of ``like`` where that is one."""
        device = like.device if isinstance(like, torch.Tensor) else None
        wanted = getattr(torch, dtype) if dtype else None
        if not isinstance(value, torch.Tensor):
            value = torch.as_tensor(np.asarray(value))
        if wanted is None and not value.is_floating_point():
            wanted = torch.float64
        return value.to(device=device, dtype=wanted)

    def compiled(
        self, function: Function, inputs: Sequence[TensorSymbol], outputs: Any
    ) -> Function:
        """The function without PyTorch's own differentiation."""

        @wraps(function)
        def run(*arrays: Any) -> Any:
            with torch.no_grad():
                return function(*arrays)

        return run

    def repeated(
        self, step: Function, inputs: Sequence[TensorSymbol], replaced: Sequence[int], outputs: Any
    ) -> Function:
        """A loop."""

        def run(n: int, *inputs: Any) -> Any:
            *given, rate, count = inputs
            arrays, loss, new = list(given), None, ()
            with torch.no_grad():
                for time in range(count, count + n):
                    loss, new = step(*arrays, rate, time)
                    for slot, value in zip(replaced, new, strict=True):
                        arrays[slot] = value
            return loss, new

        return run

    def zeros_like(self, array: Any) -> Any:
        """A tensor of zeros of the same shape, type and device."""
        return torch.zeros_like(array)
