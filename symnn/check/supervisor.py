"""Judging many files at once, each in a process that is stopped when its time is over.

Whatever happens in a process (one step of algebra that never ends, memory that runs out, a crash),
the verdicts that it had reached stay, the claim at which it happened is unclear, and the claims
after that are judged by a new process.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Any

from symnn.check.deadline import RAN_OUT
from symnn.check.verdict import Verdict
from symnn.check.worker import OUT_OF_MEMORY, Task, blank_report, work

STARTING = 60.0
"""Seconds that a new process may take before it works."""
SLACK = 1.25
"""A claim is stopped from outside when it takes so many times its limit,"""
LEAST = 0.5
"""and so many seconds more than it."""
TICK = 0.2
"""Seconds between two looks at the progress."""

Progress = Callable[[int, int, int], None]
"""Told how many files are done, how many claims of the current files are, and of how many."""


def reports(
    tasks: Sequence[Task], jobs: int = 1, progress: Progress | None = None
) -> Iterator[dict[str, Any]]:
    """The reports on the files in the order of the tasks, ``jobs`` of them judged at a time.

    Reports are data by the contract of ``symnn check --json``; a file that cannot be read, or not
    in its time, has an ``error``.
    """
    waiting = list(reversed([_Case(task) for task in tasks]))
    order = list(reversed(waiting))
    running: list[_Case] = []
    shown = 0
    try:
        while shown < len(order):
            while waiting and len(running) < max(1, jobs):
                running.append(waiting.pop())
                running[-1].start()
            limits = [case.limit - monotonic() for case in running]
            wait([case.pipe for case in running], max(0.0, min([TICK, *limits])))
            for case in running:
                case.go_on()
            running = [case for case in running if case.report is None]
            if progress is not None:
                claims = [case.claims for case in running]
                done = len(order) - len(waiting) - len(running)
                progress(done, sum(k for k, _ in claims), sum(n for _, n in claims))
            while shown < len(order) and (found := order[shown].report) is not None:
                yield found
                shown += 1
    finally:
        for case in running:
            case.stop()


class _Case:
    """One file: what is known of it, and the process that works on it."""

    pipe: Connection
    process: BaseProcess

    def __init__(self, task: Task) -> None:
        self.task = task
        self.report: dict[str, Any] | None = None
        self.entries: list[dict[str, Any]] | None = None
        self.reached: set[int] = set()
        self.end: float | None = None
        self.claim: tuple[int, float] | None = None
        """The claim that is judged now, and when that must be over."""

    # ---- the process --------------------------------------------------------------------------

    def start(self) -> None:
        """Start a process for what is left to do."""
        left = self.task.timeout if self.end is None else self.end - monotonic()
        known = {n: (self.entries or [])[n] for n in self.reached}
        context: Any = multiprocessing.get_context(_method())
        self.pipe, theirs = context.Pipe(duplex=False)
        task = replace(self.task, known=known, timeout=left)
        self.process = context.Process(target=work, args=(task, theirs), daemon=True)
        with warnings.catch_warnings():
            # libraries warn of their own threads, which sleep: no Python code runs in them
            warnings.simplefilter("ignore")
            self.process.start()
        theirs.close()
        self.started = monotonic()

    def stop(self) -> None:
        """End the process at once."""
        self.process.kill()
        self.process.join()
        self.pipe.close()

    @property
    def limit(self) -> float:
        """When the process must be stopped if it says nothing."""
        end = self.started + STARTING if self.end is None else self.end
        return min(end, self.claim[1]) if self.claim else end

    @property
    def claims(self) -> tuple[int, int]:
        """How many claims are judged, and how many there are."""
        entries = self.entries or []
        return len(self.reached), sum(entry["role"] == "claim" for entry in entries)

    # ---- what it says -------------------------------------------------------------------------

    def go_on(self) -> None:
        """Take what the process said; stop it where its time is over."""
        try:
            while self.report is None and self.pipe.poll():
                self._hear(json.loads(self.pipe.recv_bytes()))
        except (EOFError, ConnectionError):
            self.process.join()
            self._lost(self._death())
            return
        if self.report is not None:
            self.stop()
        elif monotonic() >= self.limit:
            self.stop()
            self._lost(RAN_OUT)

    def _hear(self, message: dict[str, Any]) -> None:
        if "ready" in message:
            self.end = self.end or monotonic() + self.task.timeout
        elif "statements" in message:
            self.entries = self.entries or message["statements"]
        elif "begins" in message:
            limit = max(SLACK * message["limit"], message["limit"] + LEAST)
            self.claim = message["begins"], monotonic() + limit
        elif "reached" in message:
            self._enter(message["reached"], message["entry"])
        elif "error" in message:
            self._fail(message["error"])
        else:
            self.report = message["report"]

    def _enter(self, number: int, entry: dict[str, Any]) -> None:
        assert self.entries is not None
        self.entries[number] = entry
        self.reached.add(number)
        self.claim = None

    def _death(self) -> str:
        status = self.process.exitcode or 0
        self.pipe.close()
        if status == OUT_OF_MEMORY:
            return f"needs more than {self.task.memory} MB of memory"
        if status < 0:
            return f"the process that judged it was ended by signal {-status}"
        return f"the process that judged it failed (status {status}): a defect of symnn"

    # ---- what is left -------------------------------------------------------------------------

    def _lost(self, why: str) -> None:
        """The process is gone: go on after the claim at which it was, or end with what there is."""
        number = self.claim[0] if self.claim else None
        over = self.end is None or monotonic() >= self.end
        if number is not None:
            assert self.entries is not None
            self._enter(number, _unclear(self.entries[number], why, self.task.seed))
        if self.entries is None:
            self._fail(f"{why} while the document was read")
        elif number is not None and not over:
            self.start()
        else:
            self._finish(why)

    def _fail(self, why: str) -> None:
        name = self.task.name
        self.report = {**blank_report(name), "error": f"{name}: {why}"}

    def _finish(self, why: str) -> None:
        """The report with the verdicts that were reached."""
        assert self.entries is not None
        for number, entry in enumerate(self.entries):
            if entry["role"] == "claim" and (number not in self.reached or _provisional(entry)):
                self.entries[number] = _unclear(entry, why, self.task.seed)
        summary = blank_report(self.task.name)["summary"]
        for entry in self.entries:
            if entry["role"] == "claim":
                summary[entry["verdict"]] += 1
        blank = blank_report(self.task.name)
        self.report = {**blank, "equations": self.entries, "summary": summary}


def _provisional(entry: dict[str, Any]) -> bool:
    """Whether a refutation would be taken back in a document of the other layout."""
    return bool(entry["hint"]) and entry["hint"]["kind"] == "layout"


def _unclear(entry: dict[str, Any], why: str, seed: int) -> dict[str, Any]:
    return {**entry, **Verdict("unclear", evidence=(why,), seed=seed).to_json()}


def _method() -> str:
    """How processes start: a copy of this one where that is safe and cheap, else a new one."""
    forks = sys.platform not in ("win32", "darwin")
    return "fork" if forks and threading.active_count() == 1 else "spawn"
