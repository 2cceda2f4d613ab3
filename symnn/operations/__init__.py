"""Operations, one file each: definition, derivative, domain, kinks, stable form, documentation.

A new file here is found by itself; its public functions become functions of ``symnn``. Files whose
name starts with an underscore hold what several operations share.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any


def public() -> dict[str, Callable[..., Any]]:
    """The public functions of all operation files, by name."""
    found: dict[str, Callable[..., Any]] = {}
    for module in sorted(info.name for info in iter_modules(__path__)):
        if module.startswith("_"):
            continue
        loaded = import_module(f"{__name__}.{module}")
        own = {name: value for name, value in vars(loaded).items() if not name.startswith("_")}
        found |= {name: value for name, value in own.items() if _is_own(value, loaded.__name__)}
    return found


def _is_own(value: Any, module: str) -> bool:
    return type(value).__name__ == "function" and value.__module__ == module
