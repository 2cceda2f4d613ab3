"""Data from files: NumPy archives, CSV, Parquet, and the data sets of scikit-learn.

Tables name their columns after the inputs of the model, one row a sample: a column ``y`` is an
input ``y``; columns ``x_1, x_2, …`` are the components of ``x``, and ``x_1_1, x_1_2, …`` those of
a matrix. A column of words is a column of labels. The data sets of scikit-learn hold ``features``
and ``target``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from itertools import product
from pathlib import Path
from types import ModuleType
from zipfile import BadZipFile, is_zipfile

import numpy as np

from symnn.language.errors import MissingPackageError, SymnnError, UnknownNameError
from symnn.numeric.names import identifier

DATASETS = ("breast_cancer", "diabetes", "digits", "iris", "wine")
"""The data sets that come with scikit-learn."""
USUAL = {"features": ("X", "x"), "target": ("Y", "y", "T", "t")}
"""The inputs that a data set of scikit-learn is for, unless renamed."""

Columns = dict[str, np.ndarray]


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
        if name not in found and not _group(found, name):
            raise UnknownNameError(f"{source} has no {name}; it has {', '.join(found)}")
        if new:
            found = {_renamed(key, name, new): array for key, array in found.items()}
        else:
            found = {key: a for key, a in found.items() if _renamed(key, name, "") == key}
    return _named(grouped(found, inputs), inputs, str(source))


def _renamed(column: str, old: str, new: str) -> str:
    """The new name of a column, also of a component ``x_1`` of what is renamed."""
    if column == old:
        return new
    place = re.fullmatch(rf"{re.escape(old)}((?:_\d+)+)", column)
    return f"{new}{place[1]}" if place else column


def _read(source: str | Path) -> Columns:
    if str(source) in DATASETS:
        return _dataset(str(source))
    path = Path(source)
    readers: dict[str, Callable[[Path], Columns]] = {
        ".npz": _npz,
        ".csv": _csv,
        ".parquet": _parquet,
    }
    if path.suffix not in readers:
        raise DataError(
            f"{source}: data are a file ({', '.join(readers)}) or one of scikit-learn's data sets: "
            f"{', '.join(DATASETS)}"
        )
    try:
        return readers[path.suffix](path)
    except OSError as error:
        raise DataError(f"{path}: {error.strerror or error}") from error


def _dataset(name: str) -> Columns:
    datasets = extra("sklearn.datasets", f"the data set {name!r}")
    found = getattr(datasets, f"load_{name}")()
    return {"features": found.data, "target": found.target}


def _npz(path: Path) -> Columns:
    if path.is_file() and not is_zipfile(path):
        raise DataError(f"{path}: not a NumPy archive; np.savez writes one")
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (ValueError, BadZipFile) as error:
        raise DataError(f"{path}: not a NumPy archive of plain arrays: {error}") from error


def _csv(path: Path) -> Columns:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.reader(file, strict=True)
            head = [name.strip() for name in next(rows, [])]
            _refuse_twice(head, path)
            cells: list[list[str]] = [[] for _ in head]
            for row in rows:
                if row and len(row) != len(head):
                    raise DataError(
                        f"{path}:{rows.line_num}: {len(row)} cells under {len(head)} names"
                    )
                for column, cell in zip(cells, row, strict=False):
                    column.append(cell.strip())
    except (csv.Error, UnicodeDecodeError) as error:
        raise DataError(f"{path}: not a table of comma-separated values: {error}") from error
    if not head or not cells[0]:
        raise DataError(f"{path}: expected a line of names and then numbers; there are no rows")
    return {name: _column(name, column, path) for name, column in zip(head, cells, strict=True)}


def _refuse_twice(head: list[str], path: Path) -> None:
    twice = sorted({name for name in head if head.count(name) > 1 or not name})
    if twice:
        raise DataError(f"{path}: the columns need distinct names; look at {twice}")


def _column(name: str, cells: list[str], path: Path) -> np.ndarray:
    """A column as numbers if all of it is numbers, as words if none of it is."""
    numbers, words = [], []
    for line, cell in enumerate(cells, 2):
        try:
            numbers.append(float(cell))
        except ValueError:
            words.append((line, cell))
    if not words:
        return np.array(numbers)
    if numbers:
        line, cell = words[0]
        raise DataError(f"{path}:{line}: {name} is {cell!r}, not a number as elsewhere")
    return np.array(cells)


def _parquet(path: Path) -> Columns:
    arrow = extra("pyarrow", "reading Parquet")
    parquet = extra("pyarrow.parquet", "reading Parquet")
    try:
        table = parquet.read_table(path)
    except arrow.ArrowException as error:
        raise DataError(f"{path}: not a Parquet file: {error}") from error
    _refuse_twice(table.column_names, path)
    found = {}
    for name in table.column_names:
        column = table.column(name)
        if column.null_count:
            raise DataError(f"{path}: {name} has {column.null_count} empty cells")
        array = column.to_numpy()
        if array.dtype == object and len(array) and isinstance(array[0], np.ndarray):
            array = np.stack(list(array))  # a column of lists
        found[name] = array.astype(str) if array.dtype == object else array
    return found


# ---- names --------------------------------------------------------------------------------------


def grouped(columns: Columns, inputs: Collection[str]) -> Columns:
    """Columns ``x_1, x_2, …`` as one array ``x``, unless ``x_1`` is itself an input.

    Raises DataError where a component is missing.
    """
    result: Columns = {}
    for name, array in columns.items():
        match = re.fullmatch(r"(.+?)((?:_\d+)+)", name)
        if match is None or matching(name, inputs) or array.ndim != 1:
            result[name] = array
        elif match[1] not in result:
            result[match[1]] = _assembled(match[1], _group(columns, match[1]))
    return result


def _group(columns: Columns, name: str) -> dict[tuple[int, ...], np.ndarray]:
    """The columns that are components of ``name``, by place."""
    pattern = re.compile(rf"{re.escape(name)}((?:_\d+)+)")
    found = {key: pattern.fullmatch(key) for key in columns}
    return {
        tuple(map(int, match[1].split("_")[1:])): columns[key]
        for key, match in found.items()
        if match
    }


def _assembled(name: str, parts: dict[tuple[int, ...], np.ndarray]) -> np.ndarray:
    shape = tuple(max(place) for place in zip(*parts, strict=False))
    expected = list(product(*(range(1, size + 1) for size in shape)))
    missing = [place for place in expected if place not in parts]
    if missing or len(parts) != len(expected):
        wrong = missing or sorted(set(parts) - set(expected))
        label = "_".join([name, *map(str, wrong[0])])
        what = "is missing" if missing else "does not fit"
        raise DataError(f"the columns of {name} count from 1 without gaps; {label} {what}")
    arrays = [parts[place] for place in expected]
    return np.stack(arrays, axis=1).reshape(len(arrays[0]), *shape)


def _named(columns: Columns, inputs: Collection[str], source: str) -> Columns:
    result: Columns = {}
    for name, array in columns.items():
        found = matching(name, inputs)
        if found is None:
            raise UnknownNameError(
                f"{source}: the model has no input {name}; it has {', '.join(inputs)}. Rename it "
                f"({name}=…) or leave it out ({name}=)"
            )
        if found in result:
            raise DataError(f"{source}: two arrays for the input {found}; rename one of them")
        result[found] = array
    return result


def matching(name: str, inputs: Collection[str]) -> str | None:
    """The input that a name in a file means: itself, or but for type face and case."""
    if name in inputs:
        return name
    for usual in USUAL.get(name, ()):
        if usual in inputs:
            return usual
    for same in (identifier, lambda text: identifier(text).lower()):
        found = [other for other in inputs if same(other) == same(name)]
        if len(found) == 1:
            return found[0]
    return None
