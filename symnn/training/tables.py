"""Tables as columns: CSV and Parquet. What is neither all numbers nor all words is refused."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from symnn.training.archives import MAX_UNPACKED
from symnn.training.columns import Columns
from symnn.training.trouble import DataError, extra

MAX_CSV = 1 << 30
"""The most bytes of a table that is text."""


def read_csv(path: Path) -> Columns:
    """The columns of a CSV file with a line of names. Raises DataError, with the line."""
    if path.stat().st_size > MAX_CSV:
        raise DataError(f"{path}: more than {MAX_CSV} bytes of text; write it as .npz or .parquet")
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.reader(file, strict=True)
            head = [name.strip() for name in next(rows, [])]
            _refuse_twice(head, path)
            _refuse_other_separators(head, path)
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


def _refuse_other_separators(head: list[str], path: Path) -> None:
    """Refuse one long name that a semicolon or a tabulator parts: spreadsheets write such files."""
    for separator, words in ((";", "semicolons"), ("\t", "tabulators")):
        if len(head) == 1 and separator in head[0]:
            raise DataError(
                f"{path}: not a table of comma-separated values: {words} stand between the names"
            )


def _column(name: str, cells: list[str], path: Path) -> np.ndarray:
    """A column as numbers if all of it is numbers, as words if none of it is."""
    numbers, words = [], []
    for line, cell in enumerate(cells, 2):
        try:
            if "_" in cell:  # 1_000 is a number to Python, to nobody else
                raise ValueError
            numbers.append(float(cell))
        except ValueError:
            words.append((line, cell))
    if not words:
        return np.array(numbers)
    if numbers:
        line, cell = words[0]
        raise DataError(f"{path}:{line}: {name} is {cell!r}, not a number as elsewhere")
    return np.array(cells)


def read_parquet(path: Path) -> Columns:
    """The columns of a Parquet file. Raises DataError."""
    arrow = extra("pyarrow", "reading Parquet")
    parquet = extra("pyarrow.parquet", "reading Parquet")
    try:
        _refuse_bomb(path, parquet.read_metadata(path))
        table = parquet.read_table(path)
        _refuse_twice(table.column_names, path)
        return {name: _arrow(name, table.column(name), path) for name in table.column_names}
    except arrow.ArrowException as error:
        raise DataError(f"{path}: not a Parquet file: {error}") from error


def _refuse_bomb(path: Path, metadata: Any) -> None:
    groups = (metadata.row_group(k) for k in range(metadata.num_row_groups))
    unpacked = sum(group.total_byte_size for group in groups)
    size = max(unpacked, 8 * metadata.num_rows * metadata.num_columns)
    if size > path.stat().st_size + MAX_UNPACKED:
        raise DataError(
            f"{path}: unpacks to {size} bytes; the most is {MAX_UNPACKED} more than there are"
        )


def _arrow(name: str, column: Any, path: Path) -> np.ndarray:
    if column.null_count:
        raise DataError(f"{path}: {name} has {column.null_count} empty cells")
    array: np.ndarray = column.to_numpy()
    if array.dtype != object:
        return array
    if len(array) and isinstance(array[0], np.ndarray):  # a column of lists
        lengths = {len(cell) for cell in array}
        if len(lengths) > 1:
            raise DataError(f"{path}: the lists of {name} have {len(lengths)} different lengths")
        return np.stack(list(array))
    odd = [cell for cell in array if not isinstance(cell, str)]
    if odd:
        raise DataError(f"{path}: {name} holds {type(odd[0]).__name__}, not numbers or words")
    return array.astype(str)
