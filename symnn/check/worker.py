"""Judging one file in a process of its own, which may be stopped at any moment.

The process tells what it has reached, message by message, so that nothing is lost with it: the
statements when the document is read, each claim when it begins and when its verdict is reached,
the whole report at the end. Its memory and its processor time are bounded by the system.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import Any, NoReturn

from symnn.check.document import TIMEOUT, Follow, judged_document
from symnn.check.report import Judged, Report
from symnn.check.restated import same
from symnn.check.verdict import Verdict
from symnn.language.errors import SymnnError
from symnn.notation.reader.claim import Role
from symnn.notation.reader.file import read_file

MEMORY = 1000
"""Megabytes for one file, beyond what the program itself takes."""
OUT_OF_MEMORY = 75
"""The exit status of a process that ran out of memory."""
CLAIMS_SHARE = 0.95
"""The share of a file's time after which judging ends by itself; the rest is for the report."""
SPARE_SECONDS = 15
"""Processor time beyond the time limit, for a process that nobody stops any more."""


@dataclass(frozen=True)
class Task:
    """One file to be judged, and how. ``memory`` is in megabytes, None for no limit."""

    name: str
    seed: int = 0
    timeout: float = TIMEOUT
    answers: bool = False
    layout: str = "auto"
    memory: int | None = MEMORY
    known: Mapping[int, dict[str, Any]] = field(default_factory=dict)
    """Verdicts reached before, as data, by the number of the statement."""


def work(task: Task, pipe: Connection) -> None:
    """Judge a file, and tell of it through the pipe. The main function of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the supervisor ends its processes
    begin = monotonic()
    try:
        _bound(task)
        _Teller(pipe, task).work(begin)
    except MemoryError:
        _exit(OUT_OF_MEMORY)
    except BrokenPipeError:
        _exit(0)  # nobody listens any more


def _exit(status: int) -> NoReturn:
    """End at once, without any work for which there may be no memory."""
    os._exit(status)


def _bound(task: Task) -> None:
    """Bound memory and processor time, where the system can; leave no core behind."""
    if sys.platform == "win32":
        return
    import resource

    def limit(kind: int, most: int) -> None:
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, hard))

    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_CPU, int(task.timeout) + SPARE_SECONDS)
    if sys.platform == "linux" and task.memory is not None:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit(resource.RLIMIT_AS, pages * resource.getpagesize() + task.memory * 1_000_000)


class _Teller(Follow):
    """Sends what is reached, as JSON."""

    def __init__(self, pipe: Connection, task: Task) -> None:
        self.pipe = pipe
        self.task = task

    def work(self, begin: float) -> None:
        """Read and judge."""
        task = self.task
        self._tell(ready=True)
        try:
            document = read_file(task.name, same)
        except OSError as error:
            self._tell(error=str(error.strerror))
            return
        except (SymnnError, RecursionError) as error:
            self._tell(error=str(error) or "nested too deeply")
            return
        blank = Verdict("unclear", seed=task.seed)
        items = [
            Judged(statement, blank if statement.role is Role.CLAIM else None)
            for statement in document.statements
        ]
        self._tell(statements=[item.to_json() for item in items])
        found = judged_document(
            document,
            seed=task.seed,
            timeout=CLAIMS_SHARE * (task.timeout - (monotonic() - begin)),
            answers=task.answers,
            layout=task.layout,
            known={number: Verdict.from_json(data) for number, data in task.known.items()},
            follow=self,
        )
        self._tell(report={**found.to_json(), "file": task.name})

    def begins(self, number: int, limit: float) -> None:
        """A claim begins."""
        self._tell(begins=number, limit=limit)

    def reached(self, number: int, judged: Judged) -> None:
        """A verdict is reached."""
        self._tell(reached=number, entry=judged.to_json())

    def _tell(self, **message: Any) -> None:
        self.pipe.send_bytes(json.dumps(message).encode())


def blank_report(name: str) -> dict[str, Any]:
    """The report on a file of which nothing is known."""
    return Report(name, ()).to_json()
