"""Parameters in files: NumPy archives and safetensors. No file is ever half written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from symnn.files import write_whole
from symnn.training.archives import ArchiveError, archive, read_archive
from symnn.training.trouble import DataError, extra

SUFFIXES = (".npz", ".safetensors")


def save_params(path: str | Path, params: Mapping[str, np.ndarray]) -> Path:
    """Write parameters to ``.npz`` or ``.safetensors``; equal parameters give equal bytes.

    Raises DataError for another suffix, MissingPackageError without the package safetensors,
    OSError where the file cannot be written; an old file is as it was then.
    """
    path = checked_path(path)
    arrays = {name: np.array(array, order="C") for name, array in params.items()}
    if path.suffix == ".safetensors":
        return write_whole(path, extra("safetensors.numpy", "writing safetensors").save(arrays))
    return write_whole(path, archive(arrays))


def load_params(path: str | Path) -> dict[str, np.ndarray]:
    """The parameters in a ``.npz`` or ``.safetensors`` file.

    Raises DataError for a file that is damaged or holds anything but arrays of numbers: it names
    the array. Nothing is unpickled.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = save_params(Path(folder, "params.npz"), {"W^{(1)}": np.eye(2)})
    ...     load_params(file)
    {'W^{(1)}': array([[1., 0.], [0., 1.]])}
    """
    path = checked_path(path)
    try:
        found = _safetensors(path) if path.suffix == ".safetensors" else read_archive(path)
    except ArchiveError as error:
        raise DataError(f"{path}: not an archive of parameters: {error}") from error
    for name, array in found.items():
        if array.dtype.kind not in "fiubc":
            raise DataError(f"{path}: {name} is an array of {array.dtype}, not of numbers")
    return found


def _safetensors(path: Path) -> dict[str, np.ndarray]:
    library = extra("safetensors", "reading safetensors")
    load = extra("safetensors.numpy", "reading safetensors").load
    try:
        return {name: np.array(array) for name, array in load(path.read_bytes()).items()}
    except library.SafetensorError as error:
        raise DataError(f"{path}: not a safetensors file: {error}") from error
    except KeyError as error:
        raise DataError(f"{path}: arrays of type {error}, which NumPy does not have") from error


def checked_path(path: str | Path) -> Path:
    """The path, if its suffix says a format that there is."""
    path = Path(path)
    if path.suffix not in SUFFIXES:
        raise DataError(f"{path}: parameters are kept in {' or '.join(SUFFIXES)} files")
    return path
