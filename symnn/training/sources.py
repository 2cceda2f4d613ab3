"""Data from files: NumPy archives, CSV, Parquet, and the data sets of scikit-learn.

Tables name their columns after the inputs of the model, one row a sample: a column ``y`` is an
input ``y``; columns ``x_1, x_2, …`` are the components of ``x``, and ``x_1_1, x_1_2, …`` those of
a matrix. A column of words is a column of labels. The data sets of scikit-learn hold ``features``
and ``target``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np

from symnn.language.errors import UnknownNameError
from symnn.training.archives import ArchiveError, read_archive
from symnn.training.columns import Columns, belongs, grouped, named, renamed
from symnn.training.tables import read_csv, read_parquet
from symnn.training.trouble import DataError, extra

DATASETS = ("breast_cancer", "diabetes", "digits", "iris", "wine")
"""The data sets that come with scikit-learn."""


def read_data(
    source: str | Path, inputs: Collection[str], rename: Mapping[str, str] | None = None
) -> Columns:
    r"""The arrays of a file or data set, under the names of the model's ``inputs``.

    ``rename`` maps names in the file to names of inputs, or to nothing to leave them out. Raises
    DataError for what cannot be read, UnknownNameError for arrays that the model has no input for.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     table = Path(folder, "table.csv")
    ...     _ = table.write_text("x_1,x_2,y\n0,1,cat\n2,3,dog\n")
    ...     read_data(table, ["x", "y"])
    {'x': array([[0., 1.], [2., 3.]]), 'y': array(['cat', 'dog'], dtype='<U3')}
    """
    found = _read(source)
    for name, new in (rename or {}).items():
        if not any(belongs(column, name) for column in found):
            raise UnknownNameError(f"{source} has no {name}; it has {', '.join(found)}")
        if new:
            found = {renamed(column, name, new): array for column, array in found.items()}
        else:
            found = {c: array for c, array in found.items() if not belongs(c, name)}
    return named(grouped(found, inputs), inputs, str(source))


@runtime_checkable
class Frame(Protocol):
    """A table in memory, as pandas and Polars have it."""

    @property
    def columns(self) -> Any:
        """The names of the columns."""

    def __getitem__(self, name: Any) -> Any:
        """A column."""


def read_frame(frame: Frame, inputs: Collection[str]) -> Columns:
    """The arrays of a table in memory, as those of a file: its columns are named in the same way.

    Raises DataError and UnknownNameError as :func:`read_data`.
    """
    names = [str(name) for name in frame.columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError(f"data: the columns need distinct names; look at {twice}")
    columns = {str(name): np.asarray(frame[name]) for name in frame.columns}
    for name, array in columns.items():
        if array.dtype.kind == "O" and all(isinstance(cell, str) for cell in array):
            columns[name] = array.astype(str)
    return named(grouped(columns, inputs), inputs, "data")


def _read(source: str | Path) -> Columns:
    if str(source) in DATASETS:
        return _dataset(str(source))
    path = Path(source)
    readers: dict[str, Callable[[Path], Columns]] = {
        ".npz": _npz,
        ".csv": read_csv,
        ".parquet": read_parquet,
    }
    if path.suffix not in readers:
        raise DataError(
            f"{source}: data are a file ({', '.join(readers)}) or one of scikit-learn's data sets: "
            f"{', '.join(DATASETS)}"
        )
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise DataError(f"{path}: not a file on a disk")
    try:
        return readers[path.suffix](path)
    except OSError as error:
        raise DataError(f"{path}: {error.strerror or error}") from error


def _dataset(name: str) -> Columns:
    datasets = extra("sklearn.datasets", f"the data set {name!r}")
    found = getattr(datasets, f"load_{name}")()
    return {"features": found.data, "target": found.target}


def _npz(path: Path) -> Columns:
    try:
        return read_archive(path)
    except ArchiveError as error:
        raise DataError(
            f"{path}: not a NumPy archive of plain arrays, as np.savez writes it: {error}"
        ) from error
