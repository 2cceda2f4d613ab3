"""``symnn check``: the verdict on every gradient claim of documents."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from math import isnan
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from symnn.check.document import TIMEOUT
from symnn.check.layout import LAYOUTS
from symnn.check.supervisor import reports
from symnn.check.worker import MEMORY, Task
from symnn.commands.check_report import Pages, print_report, print_total
from symnn.commands.terminal import Bar, harmless_data, plain_json
from symnn.notation.reader.file import SUFFIXES


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each file.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write the annotated document: an .html file, or a folder for several files.",
)
@click.option("--answers", is_flag=True, help="Show the right formula with each refuted claim.")
@click.option(
    "--layout",
    type=click.Choice(list(LAYOUTS)),
    default="auto",
    show_default=True,
    help="How derivatives are laid out. mixed: gradients have the shape of their variable, "
    "Jacobians are function × variable; auto: the same, or the transposed one where the whole "
    "document uses it; numerator: gradients are rows; denominator: Jacobians are variable × "
    "function.",
)
@click.option(
    "--timeout",
    default=TIMEOUT,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True, max=86_400),
    callback=lambda ctx, param, value: _number(value),
    help="Seconds for each file.",
)
@click.option(
    "--memory",
    default=MEMORY,
    show_default=True,
    type=click.IntRange(min=0),
    help="Megabytes for each file, where the system can bound them; 0 for no limit.",
)
@click.option("--seed", default=0, show_default=True, help="Of the random choices; repeats them.")
@click.option(
    "--jobs",
    default=0,
    type=click.IntRange(min=0),
    help="Files at the same time [default: one for each core].",
)
@click.pass_context
def check(
    ctx: click.Context,
    files: tuple[Path, ...],
    as_json: bool,
    output: Path | None,
    answers: bool,
    layout: str,
    timeout: float,
    memory: int,
    seed: int,
    jobs: int,
) -> None:
    """Judge every gradient claim in FILES: LaTeX or Markdown, or directories of them.

    Exit status: 0 if every claim is proved or agrees, 1 if one is refuted, 2 if one is unclear or
    a file cannot be read.
    """
    tasks = [
        Task(str(path), seed, timeout, answers, layout, memory or None) for path in _expanded(files)
    ]
    if not tasks:
        raise click.UsageError(f"no documents ({', '.join(SUFFIXES)}) in {files[0]}")
    several = len(tasks) > 1 or any(file.is_dir() for file in files)
    pages = None if output is None else Pages(output, [task.name for task in tasks], several)
    console = Console(highlight=False)
    worst = 0
    shown = []
    what = tasks[0].name if len(tasks) == 1 else f"{len(tasks)} files"
    with Bar(f"checking {what}", len(tasks)) as bar:
        for found in reports(tasks, jobs or os.cpu_count() or 1, bar.move):
            worst = _worse(worst, found)
            with bar.hidden():
                if as_json:
                    click.echo(plain_json(found))
                else:
                    print_report(console, harmless_data(found))
                if pages is not None:
                    pages.add(found)
            shown.append(found)
    if several and not as_json:
        print_total(console, shown)
    if pages is not None:
        written = pages.finish()
        if not as_json:
            click.echo(written)
    ctx.exit(worst)


def _number(value: float) -> float:
    if isnan(value):
        raise click.BadParameter("nan is no number of seconds")
    return value


def _expanded(files: Sequence[Path]) -> Iterator[Path]:
    for file in files:
        if file.is_dir():
            yield from sorted(
                path
                for path in file.rglob("*")
                if path.suffix in SUFFIXES and path.name.lower() != "readme.md"
            )
        else:
            yield file


def _worse(worst: int, found: dict[str, Any]) -> int:
    """The exit status: refuted before unclear before well."""
    summary = found["summary"]
    if summary["refuted"] or worst == 1:
        return 1
    return 2 if summary["unclear"] or "error" in found else worst
