"""NumPy archives (``.npz``), read with care: files that others wrote may be damaged, or traps.

Nothing is unpickled, nothing is unpacked beyond what its header says, and no memory is taken before
the header, the size of the entry and the bounds agree.
"""

from __future__ import annotations

import ast
import errno
import io
import math
import re
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import numpy as np

MAX_ARRAYS = 100_000
"""The most arrays of an archive."""
MAX_UNPACKED = 4 << 30
"""The most bytes that an archive may hold beyond its own size on the disk."""
MAX_HEADER = 10_000
"""The most characters of the header of an array."""
MANY = 0xFFFF
LONGEST_END = 22 + 0xFFFF
"""The most bytes of the end of an archive, which may have a comment."""
CHUNK = 1 << 20
PLAIN = re.compile(r"[<>|=]?(?:[biufc]\d{1,2}|[US][1-9]\d{0,6})")
"""Types of numbers and of words; ``O`` would have to be unpickled."""
DAMAGED = (
    *(BadZipFile, EOFError, NotImplementedError, OverflowError, ValueError),
    *(struct.error, zlib.error),
)
"""What goes wrong in an archive that is damaged."""


class ArchiveError(ValueError):
    """A file that is no archive of plain arrays, or a damaged one: the message says what is."""


def archive(arrays: Mapping[str, np.ndarray]) -> bytes:
    """The bytes of a NumPy archive; equal arrays give equal bytes, and every name is possible."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as whole:
        for name, array in arrays.items():
            with whole.open(f"{name}.npy", "w", force_zip64=True) as part:
                np.lib.format.write_array(part, array, allow_pickle=False)
    return buffer.getvalue()


def read_archive(path: Path) -> dict[str, np.ndarray]:
    """The arrays of an archive by name.

    Raises ArchiveError, naming the array, for one that is damaged, of no plain type, or beyond the
    bounds; OSError where there is no file.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.npz")
    ...     np.savez(path, x=np.array([{}], dtype=object))
    ...     read_archive(path)
    Traceback (most recent call last):
    symnn.training.archives.ArchiveError: x has elements of type '|O', not plain numbers or words
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise ArchiveError("not a file on a disk")
    try:
        with ZipFile(path) as whole:
            found = _arrays(whole, path.stat().st_size)
        said = _number_said(path)
        if said not in (MANY, len(found)):
            raise ArchiveError(f"damaged: {said} arrays were written, {len(found)} are found")
        return found
    except ArchiveError:
        raise
    except BadZipFile as error:
        raise ArchiveError(str(error).removeprefix("File is ")) from error
    except DAMAGED as error:
        raise ArchiveError(f"damaged: {error or type(error).__name__}") from error
    except OSError as error:
        if error.errno == errno.EINVAL:  # a place before the beginning of the file
            raise ArchiveError("damaged: its directory points nowhere") from error
        raise


def _number_said(path: Path) -> int:
    """How many entries the end of an archive says that there are; ``MANY`` for still more.

    Python does not compare; a directory of which one bit is wrong may swallow an entry.
    """
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - LONGEST_END))
        end = file.read()
    (number,) = struct.unpack_from("<H", end, end.rindex(b"PK\5\6") + 10)
    return int(number)


def _arrays(whole: ZipFile, size: int) -> dict[str, np.ndarray]:
    entries = whole.infolist()
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ARRAYS:
        raise ArchiveError(f"{len(entries)} arrays; the most is {MAX_ARRAYS}")
    if total > size + MAX_UNPACKED:
        raise ArchiveError(
            f"{size} bytes that unpack to {total}; the most is {MAX_UNPACKED} more than there are. "
            f"Arrays that large are read from archives that are not compressed (np.savez)"
        )
    found: dict[str, np.ndarray] = {}
    for entry in entries:
        name = entry.filename.removesuffix(".npy")
        if name in found:
            raise ArchiveError(f"two arrays {name}")
        if entry.flag_bits & 1 or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise ArchiveError(f"{name} is encrypted, or packed in a way that NumPy does not use")
        try:
            with whole.open(entry) as part:
                found[name] = _array(part, entry)
        except ArchiveError as error:
            raise ArchiveError(f"{name} {error}") from error
        except DAMAGED as error:
            raise ArchiveError(f"{name} is damaged: {error or type(error).__name__}") from error
    return found


def _array(part: IO[bytes], entry: ZipInfo) -> np.ndarray:
    dtype, in_columns, shape, start = _header(part)
    count = math.prod(shape)
    if start + count * dtype.itemsize != entry.file_size:
        raise ArchiveError(
            f"is damaged: its header says shape {shape} of {dtype}, which are "
            f"{count * dtype.itemsize} bytes; there are {entry.file_size - start}"
        )
    array = np.empty(count, dtype)
    room = array.view(np.uint8).data
    while room:
        piece = part.read(min(CHUNK, len(room)))
        if not piece:
            raise ArchiveError("is damaged: it ends too early")
        room[: len(piece)] = piece
        room = room[len(piece) :]
    part.read(1)  # at its end the checksum is looked at
    return array.reshape(shape, order="F" if in_columns else "C")


def _header(part: IO[bytes]) -> tuple[np.dtype, bool, tuple[int, ...], int]:
    """Type, whether columns come first, shape, and where the numbers begin."""
    magic = part.read(8)
    if magic[:6] != b"\x93NUMPY" or magic[6:7] not in (b"\1", b"\2"):
        raise ArchiveError("is no array of NumPy")
    code = "<H" if magic[6] == 1 else "<I"
    (length,) = struct.unpack(code, part.read(struct.calcsize(code)))
    if length > MAX_HEADER:
        raise ArchiveError(f"is damaged: a header of {length} characters")
    text = part.read(length).decode("latin-1")
    try:
        header = ast.literal_eval(text.strip())
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError) as error:
        raise ArchiveError("is damaged: its header cannot be read") from error
    if not isinstance(header, dict) or header.keys() != {"descr", "fortran_order", "shape"}:
        raise ArchiveError("is damaged: its header does not say type, order and shape")
    kind, in_columns, shape = header["descr"], header["fortran_order"], header["shape"]
    if not isinstance(kind, str) or not PLAIN.fullmatch(kind):
        raise ArchiveError(f"has elements of type {str(kind)[:40]!r}, not plain numbers or words")
    sound = isinstance(shape, tuple) and len(shape) <= 32
    if not sound or not all(type(n) is int and 0 <= n < 2**62 for n in shape):
        raise ArchiveError(f"is damaged: the shape {str(shape)[:80]}")
    try:
        dtype = np.dtype(kind)
    except TypeError as error:
        raise ArchiveError(f"has elements of a type {kind!r} that is not known") from error
    return dtype, bool(in_columns), shape, len(magic) + struct.calcsize(code) + length
