"""Model files: what the commands read."""

from __future__ import annotations

from pathlib import Path

import click

from symnn.model import Model
from symnn.notation.reader.file import SUFFIXES
from symnn.programs import ProgramError, run_program
from symnn.reading import read


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
    """Run a program, and take its ``model``."""
    try:
        names = run_program(path)
    except ProgramError as error:
        raise InputError(str(error)) from error
    model = names.get("model")
    if not isinstance(model, Model):
        what = "it defines nothing of that name"
        if model is not None:
            what = f"what it defines by that name is an object of type {type(model).__name__}"
        raise InputError(f"{path}: expected `model = sn.Model()`; {what}")
    return model
