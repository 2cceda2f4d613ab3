"""``symnn gallery``: a folder of pages as a site."""

from __future__ import annotations

import os
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from symnn.commands.model_file import InputError
from symnn.commands.terminal import Bar, harmless, plain_json
from symnn.gallery.build import Built, Report, build
from symnn.gallery.contents import GalleryError
from symnn.gallery.workers import TIMEOUT

DOCS = Path("docs")


@click.command()
@click.argument(
    "folder", default="derivations", type=click.Path(path_type=Path), metavar="[FOLDER]"
)
@click.option(
    "-o",
    "--output",
    default="site",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The folder of the site.",
)
@click.option(
    "--docs",
    type=click.Path(path_type=Path),
    help="A folder of Markdown, built to the same site [default: docs, where it is beside FOLDER].",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--jobs",
    default=0,
    type=click.IntRange(min=0),
    help="Pages at the same time [default: one for each core].",
)
@click.option(
    "--timeout",
    default=TIMEOUT,
    show_default=True,
    type=click.FloatRange(min=1, max=86_400),
    help="Seconds for each page.",
)
@click.pass_context
def gallery(
    ctx: click.Context,
    folder: Path,
    output: Path,
    docs: Path | None,
    as_json: bool,
    jobs: int,
    timeout: float,
) -> None:
    """Build every page of FOLDER [default: derivations] to a site.

    Pages are Python files with a `page` (sn.Page), a `gradient` or a `model`, which are executed,
    and LaTeX or Markdown documents: a model is derived, claims are judged. contents.toml in FOLDER
    says their order. Only what changed is built. Exit status: 0 if all is well, 1 if a page
    fails, 2 if there is nothing to build.
    """
    beside = folder.resolve().parent / DOCS
    if docs is None and beside.is_dir() and beside != folder.resolve():
        docs = folder.parent / DOCS
    try:
        with Bar(f"building {output}", 1) as bar:
            report = build(
                folder,
                output,
                docs,
                jobs=jobs or os.cpu_count() or 1,
                timeout=timeout,
                progress=bar.reach,
            )
    except GalleryError as error:
        raise InputError(harmless(str(error))) from error
    except OSError as error:
        raise click.ClickException(harmless(f"{error.filename}: {error.strerror}")) from error
    if as_json:
        click.echo(plain_json(_data(report)))
    else:
        _print(report)
    ctx.exit(1 if report.count("failed") else 0)


def _print(report: Report) -> None:
    errors = Console(stderr=True, highlight=False)
    for page in report.pages:
        for line in _messages(page):
            errors.print(Text(harmless(line), style="red"), soft_wrap=True)
    for note in report.notes:
        errors.print(Text(harmless(f"note: {note}"), style="yellow"), soft_wrap=True)
    counts = [(report.count(status), status) for status in ("built", "unchanged", "failed")]
    said = ", ".join(f"{count} {status}" for count, status in counts if count)
    errors.print(Text(f"{len(report.pages)} pages: {said}"), soft_wrap=True)
    click.echo(report.index)


def _messages(page: Built) -> list[str]:
    return [
        f"{page.file}:{problem.line}: {problem.words}"
        if problem.line
        else f"{page.file}: {problem.words}"
        for problem in page.problems
    ]


def _data(report: Report) -> dict[str, object]:
    statuses = ("built", "unchanged", "failed")
    return {
        "index": str(report.index),
        "pages": [
            {
                "file": page.file,
                "page": page.page,
                "status": page.status,
                "problems": [
                    {"line": problem.line, "words": problem.words} for problem in page.problems
                ],
            }
            for page in report.pages
        ],
        "notes": report.notes,
        "summary": {status: report.count(status) for status in statuses},
    }
