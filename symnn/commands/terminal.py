"""What all commands do on a terminal: progress, and errors without a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console

from symnn.commands.model_file import InputError
from symnn.language.errors import SymnnError, UnknownNameError


@contextmanager
def progress(what: str) -> Iterator[None]:
    """A spinner on standard error, where somebody looks at it."""
    console = Console(stderr=True)
    if console.is_terminal:
        with console.status(what):
            yield
    else:
        yield


@contextmanager
def errors_of(file: Path) -> Iterator[None]:
    """What symnn refuses, as a message that names the file; exit status 1, or 2 for a bad name."""
    try:
        yield
    except SymnnError as error:
        _fail(f"{file}: {error}", 2 if isinstance(error, UnknownNameError) else 1)
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}", 1)


def _fail(message: str, status: int) -> NoReturn:
    raise InputError(message) if status == InputError.exit_code else click.ClickException(message)
