"""Parameters in files: NumPy archives and safetensors. No file is ever half written."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import numpy as np

from symnn.files import write_whole
from symnn.training.sources import DataError, extra

SUFFIXES = (".npz", ".safetensors")


def save_params(path: str | Path, params: Mapping[str, np.ndarray]) -> Path:
    """Write parameters to ``.npz`` or ``.safetensors``; equal parameters give equal bytes.

    Raises DataError for another suffix, MissingPackageError without the package safetensors.
    """
    path = checked_path(path)
    arrays = {name: np.array(array, order="C") for name, array in params.items()}
    if path.suffix == ".safetensors":
        return write_whole(path, extra("safetensors.numpy", "writing safetensors").save(arrays))
    return write_whole(path, archive(arrays))


def archive(arrays: Mapping[str, np.ndarray]) -> bytes:
    """The bytes of a NumPy archive; ``np.savez`` takes not every name."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as whole:
        for name, array in arrays.items():
            with whole.open(f"{name}.npy", "w", force_zip64=True) as part:
                np.lib.format.write_array(part, array, allow_pickle=False)
    return buffer.getvalue()


def load_params(path: str | Path) -> dict[str, np.ndarray]:
    """The parameters in a ``.npz`` or ``.safetensors`` file.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = save_params(Path(folder, "params.npz"), {"W^{(1)}": np.eye(2)})
    ...     load_params(file)
    {'W^{(1)}': array([[1., 0.], [0., 1.]])}
    """
    path = checked_path(path)
    if path.suffix == ".safetensors":
        library = extra("safetensors", "reading safetensors")
        try:
            return extra("safetensors.numpy", "reading safetensors").load(path.read_bytes())
        except library.SafetensorError as error:
            raise DataError(f"{path}: not a safetensors file: {error}") from error
    try:
        with np.load(path, allow_pickle=False) as found:
            return {name: found[name] for name in found.files}
    except (ValueError, BadZipFile, EOFError) as error:
        raise DataError(f"{path}: not an archive of parameters: {error}") from error


def checked_path(path: str | Path) -> Path:
    """The path, if its suffix says a format that there is."""
    path = Path(path)
    if path.suffix not in SUFFIXES:
        raise DataError(f"{path}: parameters are kept in {' or '.join(SUFFIXES)} files")
    return path
