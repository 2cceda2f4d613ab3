"""What ``symnn train`` says of a training."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from symnn.commands.terminal import harmless
from symnn.training.result import Result


def report(result: Result, file: Path, output: Path | None) -> dict[str, Any]:
    """A result as data for other programs."""
    return {
        "file": str(file),
        "loss": result.loss,
        "parameters": {name: list(array.shape) for name, array in result.params.items()},
        "classes": result.classes,
        "epochs": result.epochs,
        "steps": result.steps,
        "best_epoch": result.best_epoch,
        "stopped": result.stopped,
        "history": {
            name: [value if math.isfinite(value) else None for value in column]
            for name, column in result.history.columns.items()
        },
        "output": None if output is None else str(output),
    }


def print_result(result: Result, output: Path | None) -> None:
    """The last numbers on a terminal, and what was trained."""
    last = {name: column[result.best_epoch - 1] for name, column in result.history.columns.items()}
    table = Table(box=None)
    table.add_column("")
    table.add_column("training", justify="right")
    if any(name.startswith("val_") for name in last):
        table.add_column("held back", justify="right")
    for name, value in last.items():
        if not name.startswith("val_") and name != "rate":
            other = last.get(f"val_{name}")
            table.add_row(name, f"{value:.4g}", *([f"{other:.4g}"] if other is not None else []))
    console = Console(highlight=False)
    if last:
        console.print(table)
    shown = [f"{name} {array.shape or ''}".rstrip() for name, array in result.params.items()]
    console.print(Text(harmless(f"parameters: {', '.join(shown)}")), soft_wrap=True)
    words = f"epoch {result.best_epoch} of {result.epochs}" if result.epochs else "no epoch"
    console.print(f"{words}, {result.steps} steps; stopped by {result.stopped}")
    if output is not None:
        click.echo(output)


def kept(result: Result, output: Path | None) -> str:
    """Keep the last good parameters of a training that diverged."""
    if output is None:
        return ""
    result.save(output)
    return f". The last good parameters are in {output}"


def interrupted(result: Result, options: dict[str, Any]) -> str:
    """What is said when somebody stops a training, and what is kept then."""
    words = f"interrupted after {result.epochs} of {options['epochs']} epochs"
    if result.epochs and options["output"] is not None:
        result.save(options["output"])
        words += f". The parameters reached are in {options['output']}"
    if options["checkpoint"] is not None and options["checkpoint"].exists():
        words += f". --resume goes on from {options['checkpoint']}"
    return words
