"""Many pages at once, each made by a process of its own.

A page that ends its process, or never ends, fails alone; and no page sees what another one left
behind, so that the order in which they are made changes nothing.
"""

from __future__ import annotations

import importlib
import io
import json
import multiprocessing
import os
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict
from multiprocessing.connection import Connection, wait
from pathlib import Path
from time import monotonic, time
from typing import Any

from symnn.gallery.page import Made, Problem, Task, failed_page
from symnn.gallery.watching import watched

TICK = 0.2
"""Seconds between two looks at the time."""
TIMEOUT = 120.0
"""Seconds that a page may take."""


def made_pages(
    tasks: Sequence[Task], jobs: int, timeout: float = TIMEOUT
) -> Iterator[tuple[Task, Made]]:
    """The pages as they are finished, ``jobs`` of them in the making."""
    if tasks and _method() == "fork":
        _load()  # once for all
    waiting = list(reversed(tasks))
    running: list[_Running] = []
    try:
        while waiting or running:
            while waiting and len(running) < max(1, jobs):
                running.append(_Running(waiting.pop(), timeout))
            wait([one.pipe for one in running], TICK)
            for one in list(running):
                made = one.result()
                if made is not None:
                    running.remove(one)
                    yield one.task, made
    finally:
        for one in running:
            one.stop()


class _Running:
    """A process that makes a page."""

    def __init__(self, task: Task, timeout: float) -> None:
        self.task = task
        self.timeout = timeout
        self.end = monotonic() + timeout
        context: Any = multiprocessing.get_context(_method())
        self.pipe, theirs = context.Pipe(duplex=False)
        self.process = context.Process(target=_work, args=(task, theirs), daemon=True)
        with warnings.catch_warnings():
            # libraries warn of their own threads, which sleep: no Python code runs in them
            warnings.simplefilter("ignore")
            self.process.start()
        theirs.close()

    def result(self) -> Made | None:
        """The page if it is there, or why it will never be; None as long as it may come."""
        if self.pipe.poll():
            try:
                made = Made.from_json(json.loads(self.pipe.recv_bytes()))
            except (EOFError, OSError):  # at once, or in the middle of its message
                self.process.join()
                status = self.process.exitcode
                made = self._failed(f"its process ended with status {status}")
        elif monotonic() > self.end:
            made = self._failed(f"it took more than {self.timeout:g} seconds; see --timeout")
        else:
            return None
        self.stop()
        return made

    def _failed(self, words: str) -> Made:
        return failed_page(self.task.name, [Problem(words)])

    def stop(self) -> None:
        """End the process at once."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _work(task: Task, pipe: Connection) -> None:
    """Make a page, and send it. The main function of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process ends this one
    try:
        page = made(task)
    except Exception as error:  # noqa: BLE001 - what no page should raise is said, not lost
        page = failed_page(task.name, [Problem(_said(error))])
    pipe.send_bytes(json.dumps(asdict(page)).encode())
    pipe.close()


def _said(error: Exception) -> str:
    """What came up, and where in symnn or below it."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} (at {Path(place.filename).name}:{place.lineno})"


def made(task: Task) -> Made:
    """The page of a task, made here and now; what its program prints goes nowhere."""
    begun, nowhere = time(), io.StringIO()
    with watched(task.root) as read, redirect_stdout(nowhere), redirect_stderr(nowhere):
        found = _made(task)
    found.reads = sorted(read)
    if task.kind == "file":
        found.copies = found.reads
    found.moved = any((task.root / name).stat().st_mtime >= begun for name in read)
    return found


def _load() -> None:
    """Load the judge, the typesetter and what else pages are made with."""
    importlib.import_module("symnn.gallery.making")
    importlib.import_module("symnn.documents.figures")


def _made(task: Task) -> Made:
    from symnn.gallery import making

    if task.kind == "document":
        return making.made_from_prose(task)
    if task.kind == "reference":
        return making.made_from_names(Path(task.page).stem)
    return making.made_from_file(task.path, task.name)


def _method() -> str:
    """How processes start: a copy of this one where that is safe and cheap, else a new one."""
    forks = sys.platform not in ("win32", "darwin") and hasattr(os, "fork")
    return "fork" if forks and threading.active_count() == 1 else "spawn"
