"""Layers, one file each: short models made of operations, as functions of ``symnn``.

A layer gives tensors. With ``model=`` its intermediate quantities become named quantities of that
model (μ, the variance, x̂, the gates), so that derivations print as the textbook does; with
``label=t`` too they become families, h_t for every t. Without a model the layer is one expression.

A new file here is found by itself. Files whose name starts with an underscore hold what several
layers share.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any


def public() -> dict[str, Callable[..., Any]]:
    """The layers by name: each file's function of its own name."""
    names = sorted(info.name for info in iter_modules(__path__))
    return {
        name: getattr(import_module(f"{__name__}.{name}"), name)
        for name in names
        if not name.startswith("_")
    }
