"""What all commands do on a terminal: progress, errors without a traceback, harmless text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from symnn.commands.model_file import InputError
from symnn.language.errors import MissingPackageError, SymnnError, UnknownNameError
from symnn.reading import NotReadError

BAD_INPUT = (MissingPackageError, UnknownNameError)
"""What the user asked for is not there: exit status 2."""

_COMMANDS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Characters that command a terminal or turn the direction of its text, and halves of others."""


def harmless(text: str) -> str:
    r"""The text with the characters that a terminal would obey written as escapes.

    Tabs and ends of lines stay.

    >>> harmless("red \x1b[31m")
    'red \\x1b[31m'
    """
    return _COMMANDS.sub(lambda match: ascii(match.group())[1:-1], text)


def harmless_data(data: Any) -> Any:
    """The same for every text in lists and dictionaries."""
    if isinstance(data, dict):
        return {harmless_data(key): harmless_data(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [harmless_data(item) for item in data]
    return harmless(data) if isinstance(data, str) else data


def plain_json(data: Any, indent: int | None = None) -> str:
    r"""JSON, on one line by default, with such characters as JSON's own escapes: it means the same.

    >>> plain_json({"latex": "σ\x9b"})
    '{"latex": "σ\\u009b"}'
    """
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    return _COMMANDS.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


@contextmanager
def progress(what: str) -> Iterator[None]:
    """A spinner on standard error, where somebody looks at it."""
    console = Console(stderr=True)
    if console.is_terminal:
        with console.status(what):
            yield
    else:
        yield


class Bar:
    """A bar on standard error, where somebody looks at it, of ``total`` files.

    It moves only when it is told: a thread of its own would be in the way of new processes.
    """

    def __init__(self, what: str, total: int) -> None:
        console = Console(stderr=True)
        self.total = total
        self.progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            console=console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
            disable=not console.is_terminal,
        )
        self.row = self.progress.add_task(harmless(what), total=total)

    def __enter__(self) -> Bar:
        self.progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.progress.stop()

    def move(self, files: int, claims: int, of: int) -> None:
        """So many files are done, and so many claims of those that are being judged."""
        part = claims / of if of and self.total == 1 else 0.0
        self.progress.update(self.row, completed=max(files, part), refresh=True)

    def reach(self, done: int, total: int) -> None:
        """So many are done, of so many: where that is known only later."""
        self.total = total
        self.progress.update(self.row, completed=done, total=total, refresh=True)

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Out of the way of results that are printed."""
        self.progress.stop()
        yield
        self.progress.start()


@contextmanager
def errors_of(file: Path) -> Iterator[None]:
    """What symnn refuses, as a message that names the file; exit status 1, or 2 for bad input.

    Files that cannot be read or written, and packages that are missing, are bad input too.
    """
    try:
        yield
    except NotReadError as error:  # it names file, line and column itself
        raise InputError(harmless(str(error))) from error
    except SymnnError as error:
        _fail(f"{file}: {error}", InputError.exit_code if isinstance(error, BAD_INPUT) else 1)
    except OSError as error:
        _fail(f"{error.filename or file}: {error.strerror or error}", InputError.exit_code)
    except MemoryError:
        _fail(f"{file}: more memory is needed than there is", InputError.exit_code)
    except RecursionError:
        _fail(f"{file}: nested too deeply", InputError.exit_code)


def _fail(message: str, status: int) -> NoReturn:
    message = harmless(message)
    raise InputError(message) if status == InputError.exit_code else click.ClickException(message)
