"""Which files of a folder a program reads: those that its page depends on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

_seen: list[str] | None = None
"""The files that were opened, while somebody wants to know."""
_hooked = False


@contextmanager
def watched(folder: Path) -> Iterator[set[str]]:
    """The files below ``folder`` that are read or imported meanwhile, as paths in it.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     _ = Path(name, "a.txt").write_text("")
    ...     with watched(Path(name)) as read:
    ...         _ = Path(name, "a.txt").read_text()
    >>> read
    {'a.txt'}
    """
    global _seen  # noqa: PLW0603 - hooks cannot be taken off again
    _hook()
    before = set(sys.modules)
    found: set[str] = set()
    _seen = []
    try:
        yield found
    finally:
        opened, _seen = _seen, None
        root = Path(os.path.realpath(folder))
        imported = (_file(sys.modules[name]) for name in set(sys.modules) - before)
        for name in {*opened, *filter(None, imported)}:
            path = Path(os.path.realpath(name))
            if root in path.parents and path.is_file() and path.suffix != ".pyc":
                found.add(path.relative_to(root).as_posix())


def _file(module: ModuleType) -> str | None:
    return getattr(module, "__file__", None)


def _hook() -> None:
    global _hooked  # noqa: PLW0603
    if not _hooked:
        sys.addaudithook(_note)
        _hooked = True


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if _seen is not None and event == "open" and isinstance(arguments[0], str):
        mode, flags = arguments[1], arguments[2]
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)
        if not writes and not (isinstance(mode, str) and mode[:1] in ("w", "x", "a")):
            _seen.append(os.path.abspath(arguments[0]))  # noqa: PTH100 - cheap, and often called
