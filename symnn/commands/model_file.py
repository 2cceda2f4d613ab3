"""Model files: what the commands read."""

from __future__ import annotations

import runpy
import sys
import traceback
from contextlib import redirect_stdout
from pathlib import Path

import click

from symnn.language.errors import SymnnError
from symnn.model import Model
from symnn.notation.reader.file import SUFFIXES
from symnn.reading import read

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


class InputError(click.ClickException):
    """A file that cannot be read as a model; exit status 2."""

    exit_code = 2


def read_model(path: Path) -> Model:
    """The model that a file defines.

    Raises InputError for a file that is no model, with the place where it goes wrong.
    """
    if path.suffix == ".py":
        return _model_of_program(path)
    if path.suffix not in SUFFIXES:
        raise InputError(f"{path}: a model is a .py, .tex or .md file")
    return read(path)


def _model_of_program(path: Path) -> Model:
    """Run a program, as ``python path`` would, and take its ``model``; its output is progress."""
    before = list(sys.path)
    sys.path.insert(0, str(path.resolve().parent))
    try:
        with redirect_stdout(sys.stderr):
            names = runpy.run_path(str(path), run_name=path.stem)
    except SymnnError as error:
        raise InputError(f"{_place(path, error)}: {error}") from error
    except PROGRAM_ERRORS as error:
        what = f"{type(error).__name__}: {error}".removesuffix(": ")
        raise InputError(f"{_place(path, error)}: {what}") from error
    finally:
        sys.path[:] = before
    model = names.get("model")
    if not isinstance(model, Model):
        what = "it defines nothing of that name"
        if model is not None:
            what = f"what it defines by that name is an object of type {type(model).__name__}"
        raise InputError(f"{path}: expected `model = sn.Model()`; {what}")
    return model


def _place(path: Path, error: BaseException) -> str:
    """``file:line`` where a program went wrong."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return f"{path}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame.lineno for frame in frames if frame.filename == str(path)]
    return f"{path}:{own[-1]}" if own else str(path)
