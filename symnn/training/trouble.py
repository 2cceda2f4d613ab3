"""What is wrong with data, and packages that are missing."""

from __future__ import annotations

import os
from importlib import import_module
from types import ModuleType

from symnn.language.errors import MissingPackageError, SizeError, SymnnError

GIGA = 1_000_000_000


class DataError(SymnnError, ValueError):
    """Data that cannot be read, or that a model cannot take."""


def extra(module: str, purpose: str) -> ModuleType:
    """A module of an optional package; MissingPackageError says how to install it."""
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0].replace("sklearn", "scikit-learn")
        kind = "plots" if package == "matplotlib" else "training"
        raise MissingPackageError(purpose, package, kind) from error


def refuse_beyond_memory(what: str, size: int) -> None:
    """Raise SizeError for ``size`` bytes that this machine does not have.

    Asked before arrays are made whose sizes a document or a label says: systems promise memory that
    they do not have, and then end the process that uses it.

    >>> refuse_beyond_memory("W", 10**18)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    symnn.language.errors.SizeError: W: 1000000000 GB of memory are needed; this machine has ... GB
    """
    most = _memory()
    if most is not None and size > most:
        raise SizeError(
            f"{what}: {size / GIGA:.0f} GB of memory are needed; this machine has "
            f"{most / GIGA:.0f} GB"
        )


def _memory() -> int | None:
    """The bytes of memory of this machine, where the system says."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return None
