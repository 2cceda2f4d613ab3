"""``symnn check``: the verdict on every gradient claim of documents."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from symnn.check.document import TIMEOUT, Report, judged_document
from symnn.commands.terminal import progress
from symnn.language.errors import SymnnError
from symnn.notation.reader.document import read_document

SUFFIXES = (".tex", ".md", ".markdown", ".ltx")
COLOURS = {"proved": "green", "agrees": "cyan", "refuted": "red", "unclear": "yellow"}
WIDTH = 9
"""The column of the verdicts."""


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each file.")
@click.option("--answers", is_flag=True, help="Show the right formula with each refuted claim.")
@click.option("--timeout", default=TIMEOUT, show_default=True, help="Seconds for each file.")
@click.option("--seed", default=0, show_default=True, help="Repeats the random choices.")
@click.option("--jobs", default=0, help="Files at the same time [default: one for each core].")
@click.pass_context
def check(
    ctx: click.Context,
    files: tuple[Path, ...],
    as_json: bool,
    answers: bool,
    timeout: float,
    seed: int,
    jobs: int,
) -> None:
    """Judge every gradient claim in FILES: LaTeX or Markdown, or directories of them.

    Exit status: 0 if every claim is proved or agrees, 1 if one is refuted, 2 if one is unclear or
    a file cannot be read.
    """
    paths = list(_expanded(files))
    tasks = [(str(path), seed, timeout, answers) for path in paths]
    console = Console(highlight=False)
    worst = 0
    with progress(f"checking {len(paths)} files" if len(paths) > 1 else f"checking {paths[0]}"):
        for found in _reports(tasks, jobs):
            worst = _worse(worst, found)
            if as_json:
                click.echo(json.dumps(found, ensure_ascii=False))
            else:
                _print(console, found)
    ctx.exit(worst)


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


def _reports(tasks: list[tuple[str, int, float, bool]], jobs: int) -> Iterator[dict[str, Any]]:
    """The reports in the order of the tasks, several at a time."""
    workers = min(jobs or os.cpu_count() or 1, len(tasks))
    if workers < 2:
        yield from map(report, tasks)
        return
    with ProcessPoolExecutor(max_workers=workers) as pool:
        yield from pool.map(report, tasks)


def report(task: tuple[str, int, float, bool]) -> dict[str, Any]:
    """The report on one file as data; a file that cannot be read has an ``error``."""
    name, seed, timeout, answers = task
    blank = Report(name, ()).to_json()
    try:
        text = Path(name).read_text(encoding="utf-8")
        document = read_document(text, name)
        found = judged_document(document, seed=seed, timeout=timeout, answers=answers)
    except UnicodeDecodeError:
        return {**blank, "error": f"{name}: not a text in UTF-8"}
    except OSError as error:
        return {**blank, "error": f"{name}: {error.strerror}"}
    except (SymnnError, RecursionError) as error:
        return {**blank, "error": f"{name}: {error}"}
    return {**found.to_json(), "file": name}


def _worse(worst: int, found: dict[str, Any]) -> int:
    """The exit status: refuted before unclear before well."""
    summary = found["summary"]
    if summary["refuted"] or worst == 1:
        return 1
    return 2 if summary["unclear"] or "error" in found else worst


# ---- the report on a terminal -------------------------------------------------------------------


def _print(console: Console, found: dict[str, Any]) -> None:
    if "error" in found:
        console.print(Text(found["error"], style="red"))
        return
    console.print(Text(found["file"], style="bold"))
    for entry in found["equations"]:
        if entry["role"] == "claim":
            _print_claim(console, entry)
    counts = ", ".join(f"{count} {kind}" for kind, count in found["summary"].items() if count)
    console.print(Text(f"  {counts or 'no claims'}", style="dim"))


def _print_claim(console: Console, entry: dict[str, Any]) -> None:
    place = f"{entry['line']}:{entry['column']}"
    line = Text(f"  {place:>7}  ")
    line.append(entry["verdict"].ljust(WIDTH), style=COLOURS[entry["verdict"]])
    line.append(" ".join(entry["latex"].split()))
    console.print(line, soft_wrap=True)
    for words in _details(entry):
        console.print(Text(" " * (11 + WIDTH) + words, style="dim"), soft_wrap=True)


def _details(entry: dict[str, Any]) -> Iterator[str]:
    if entry["conditions"]:
        yield f"given {', '.join(entry['conditions'])}"
    yield from entry["evidence"]
    example = entry["counterexample"]
    if example:
        sizes = {**example["sizes"], **example["inputs"]}
        given = ", ".join(f"{name} = {_plain(value)}" for name, value in sizes.items())
        place = f" at entry {', '.join(map(str, example['index']))}" if example["index"] else ""
        yield f"with {given}:" if given else "always:"
        yield f"left {example['left']}, right {example['right']}{place}"
    if entry["hint"]:
        yield f"hint: {entry['hint']['words']}"
        if "answer" in entry["hint"]:
            yield f"right: {entry['hint']['answer']}"


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_plain, value))}]"
    return str(value)
