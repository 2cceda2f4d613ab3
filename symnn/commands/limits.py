"""Limits of time and memory for documents that others wrote, in the process that reads them."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Self

import click

from symnn.commands.model_file import InputError
from symnn.notation.reader.file import SUFFIXES

TIMEOUT = 300.0
"""Seconds for one document to be read and derived."""
MEMORY = 2000
"""Megabytes for that, beyond what the program itself takes."""
AGAIN = 1.0
"""Seconds until the alarm rings again, where nobody heard it."""
SPARE_SECONDS = 15
"""Processor time beyond the time limit, for a step that hears no alarm."""


def limit_options(command: Any) -> Any:
    """The options of a command that reads documents."""
    for option in (
        click.option(
            "--memory",
            type=click.IntRange(min=0),
            help=f"Megabytes to read and derive it, where the system can bound them; 0 for no "
            f"limit [default: {MEMORY} for a document, none for a program].",
        ),
        click.option(
            "--timeout",
            type=click.FloatRange(min=0, max=86_400),
            help=f"Seconds to read and derive it; 0 for no limit [default: {TIMEOUT:.0f} for a "
            f"document, none for a program].",
        ),
    ):
        command = option(command)
    return command


class Limits:
    """A context that ends with InputError when its time or memory is over.

    ``lift`` takes the limits away before its end. Where the system has no such alarm (Windows, or a
    thread other than the main one), or no such bound, there is none.
    """

    def __init__(self, file: Path, seconds: float | None, megabytes: int | None) -> None:
        document = file.suffix in SUFFIXES
        self.file = file
        self.seconds = TIMEOUT * document if seconds is None else seconds
        self.megabytes = MEMORY * document if megabytes is None else megabytes
        self.over = False
        self._undo: list[Any] = []

    def __enter__(self) -> Self:
        if self.seconds and hasattr(signal, "setitimer"):
            ours = signal.getsignal(signal.SIGALRM) is not None  # else it is some library's
            if ours and threading.current_thread() is threading.main_thread():
                self._set_alarm()
            self._bound("RLIMIT_CPU", self._processor_time())
        if self.megabytes and sys.platform == "linux":
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            self._bound("RLIMIT_AS", pages * os.sysconf("SC_PAGE_SIZE") + self.megabytes * 10**6)
        return self

    def lift(self) -> None:
        """Take the limits away."""
        while self._undo:
            self._undo.pop()()
        if self.over:
            raise _TimeOverError

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._said():
            self.lift()
            if isinstance(error, (_TimeOverError, MemoryError, RecursionError)):
                raise error

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except _TimeOverError:
            words = f"not done within {self.seconds:g} seconds; --timeout sets another limit"
        except MemoryError:
            words = "more memory is needed than there is; --memory sets the limit of documents"
        except RecursionError:
            words = "nested too deeply"
        else:
            return
        raise InputError(f"{self.file}: {words}") from None

    def _set_alarm(self) -> None:
        def ring(*_: object) -> None:
            self.over = True
            raise _TimeOverError

        def unheard(unraisable: Any) -> None:
            """An alarm in a callback of the collector goes no further, and rings again."""
            if not isinstance(unraisable.exc_value, _TimeOverError):
                hook(unraisable)

        begin = monotonic()
        hook, sys.unraisablehook = sys.unraisablehook, unheard
        handler = signal.signal(signal.SIGALRM, ring)
        left, again = signal.setitimer(signal.ITIMER_REAL, self.seconds, AGAIN)

        def undo() -> None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, handler)
            sys.unraisablehook = hook
            if left:  # somebody's else, which goes on
                rest = max(left - (monotonic() - begin), 0.001)
                signal.setitimer(signal.ITIMER_REAL, rest, again)

        self._undo.append(undo)

    def _processor_time(self) -> int:
        used = sum(os.times()[:2])
        return int(used + (os.cpu_count() or 1) * (self.seconds + SPARE_SECONDS))

    def _bound(self, name: str, most: int) -> None:
        import resource

        kind = getattr(resource, name)
        soft, hard = resource.getrlimit(kind)
        if resource.RLIM_INFINITY != soft <= most:
            return
        resource.setrlimit(kind, (most, hard))
        self._undo.append(lambda: resource.setrlimit(kind, (soft, hard)))


class _TimeOverError(BaseException):
    """The alarm; it is no Exception, so that nobody on the way keeps it."""
