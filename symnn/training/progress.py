"""The bar on standard error while a model trains."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class Display(AbstractContextManager["Display"]):
    """Shows nothing."""

    def show(self, epoch: int, row: Mapping[str, float]) -> None:
        """Epoch ``epoch`` is done, with these numbers."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""


class Bar(Display):
    """A bar with the last numbers."""

    def __init__(self, console: Console, epochs: int) -> None:
        self._bar = Progress(
            TextColumn("epoch"),
            MofNCompleteColumn(),
            BarColumn(),
            TextColumn("{task.description}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._task = self._bar.add_task("", total=epochs)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def show(self, epoch: int, row: Mapping[str, float]) -> None:
        """Move the bar to ``epoch``."""
        words = "  ".join(f"{name} {value:.4g}" for name, value in row.items() if name != "rate")
        self._bar.update(self._task, completed=epoch, description=words)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()


def display(wish: bool | Display | None, epochs: int) -> Display:
    """A bar if wished for, or if nothing is wished and standard error is a terminal."""
    if isinstance(wish, Display):
        return wish
    console = Console(stderr=True)
    wanted = console.is_terminal if wish is None else wish
    return Bar(console, epochs) if wanted else Display()
