"""Files that are never half written."""

from __future__ import annotations

import errno
import glob
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_NEW = os.O_WRONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_UNNAMED = getattr(os, "O_TMPFILE", None)
"""On Linux: a file without a name, which ends with the process that writes it."""
UNTOUCHED = 60
"""Seconds after which nobody is still writing a part."""


def write_whole(path: Path, content: str | bytes) -> Path:
    """Write a file at once: it is the old one or the new one, whatever happens in between.

    Text is written as UTF-8. A file that is replaced keeps its permissions, a new one has those of
    any new file; what a symbolic link leads to is replaced, not the link. A process that is killed
    may leave a hidden file ``.name.….part`` beside it, on Linux only if that happens between two
    system calls; :func:`clear_parts` takes it away. Raises OSError, naming ``path``, also for a
    file that may not be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "a.txt", "σ").read_text(encoding="utf-8")
    'σ'
    """
    data = content.encode() if isinstance(content, str) else content
    with _errors_of(path):
        target, part = _places(path)
        try:
            _write(part, data, target)
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    return path


def refuse_unwritable(path: Path) -> None:
    """Raise OSError, naming ``path``, where :func:`write_whole` could not write.

    To be asked before long work whose result goes there. Parts that were left there are cleared.

    >>> refuse_unwritable(Path("no/such/folder/a.txt"))
    Traceback (most recent call last):
    FileNotFoundError: [Errno 2] No such file or directory: 'no/such/folder/a.txt'
    """
    with _errors_of(path):
        target, part = _places(path)
        try:
            _write(part, b"", target)
        finally:
            part.unlink(missing_ok=True)
    clear_parts(path)


def clear_parts(path: Path) -> None:
    """Remove what writers of ``path`` that were killed have left beside it.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     left = Path(folder) / ".a.txt.0123456789ab.part"
    ...     left.touch()
    ...     os.utime(left, (0, 0))  # long ago
    ...     clear_parts(Path(folder) / "a.txt")
    ...     left.exists()
    False
    """
    target = Path(os.path.realpath(path))
    for part in target.parent.glob(glob.escape(_stem(target)) + "[0-9a-f]" * 12 + ".part"):
        with suppress(OSError):  # another process may have removed it, or own it
            if time.time() - part.stat().st_mtime > UNTOUCHED:
                part.unlink()


def _stem(target: Path) -> str:
    return f".{target.name[:40]}."


@contextmanager
def _errors_of(path: Path) -> Iterator[None]:
    """Errors in the name of the file that was asked for."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


def _places(path: Path) -> tuple[Path, Path]:
    """The file itself, and the new one beside it that will replace it."""
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.exists() and not os.access(target, os.W_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))
    return target, target.with_name(f"{_stem(target)}{secrets.token_hex(6)}.part")


def _write(part: Path, data: bytes, target: Path) -> None:
    """Write ``data`` to the new file ``part``; it has a name only when it is whole, if possible."""
    unnamed = _without_name(part.parent)
    if unnamed is not None:
        with os.fdopen(unnamed, "wb") as file:
            _fill(file.fileno(), data, target)
            if _named(file.fileno(), part):
                return
    with os.fdopen(os.open(part, _NEW | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
        _fill(file.fileno(), data, target)


def _fill(handle: int, data: bytes, target: Path) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]
    os.fsync(handle)
    if hasattr(os, "fchmod"):
        with suppress(FileNotFoundError):
            os.fchmod(handle, target.stat().st_mode & 0o7777)


def _without_name(folder: Path) -> int | None:
    """A new file without a name in ``folder``; None where the system or the disk has none."""
    if _UNNAMED is None:
        return None
    try:
        return os.open(folder, _NEW | _UNNAMED, 0o666)
    except OSError:
        return None  # opening a file by its name says why, where that fails too


def _named(handle: int, path: Path) -> bool:
    """Give a file without a name its name; whether that was possible."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:  # linkat(2), which follows the link that /proc has for an open file
        os.link(f"/proc/self/fd/{handle}", path.name, dst_dir_fd=folder, follow_symlinks=True)
    except OSError:
        return False
    finally:
        os.close(folder)
    return True
