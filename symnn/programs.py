"""Python files that define a model or a page: they are run, and asked for what they define."""

from __future__ import annotations

import runpy
import sys
import traceback
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from symnn.language.errors import SymnnError

PROGRAM_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    OSError,
    RuntimeError,
    SyntaxError,
    SystemExit,
    TypeError,
    ValueError,
)
"""What goes wrong in a user's program."""


class ProgramError(SymnnError, RuntimeError):
    """A program that ends with an error: ``words`` say which, ``line`` is where in its file."""

    def __init__(self, path: Path, line: int | None, words: str) -> None:
        self.line, self.words = line, words
        super().__init__(f"{path}:{line}: {words}" if line else f"{path}: {words}")


def run_program(path: Path) -> dict[str, Any]:
    """Run a program, as ``python path`` would but by another name; what it prints is progress.

    Returns the names that it defines. Raises ProgramError.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "a.py")
    ...     _ = file.write_text("x = 6 * 7")
    ...     run_program(file)["x"]
    42
    """
    before = list(sys.path)
    sys.path.insert(0, str(path.resolve().parent))
    try:
        with redirect_stdout(sys.stderr):
            return runpy.run_path(str(path), run_name=path.stem)
    except SymnnError as error:
        raise ProgramError(path, line_of(path, error), str(error)) from error
    except PROGRAM_ERRORS as error:
        words = f"{type(error).__name__}: {error}".removesuffix(": ")
        raise ProgramError(path, line_of(path, error), words) from error
    finally:
        sys.path[:] = before


def line_of(path: Path, error: BaseException) -> int | None:
    """The line of the file where an error came up, if it was there."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame.lineno for frame in frames if frame.filename == str(path)]
    return own[-1] if own else None
