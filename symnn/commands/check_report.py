"""What ``symnn check`` shows: the report on a terminal, and the pages that it writes."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from symnn.check.layout import LAYOUTS
from symnn.check.verdict import SIGNS, plain
from symnn.commands.model_file import InputError
from symnn.files import write_whole

Data = Mapping[str, Any]
COLOURS = {"proved": "green", "agrees": "cyan", "refuted": "red", "unclear": "yellow"}
PLACE, VERDICT = 7, 11
"""The widths of the columns of places and of verdicts."""
INDENT = 2 + PLACE + 2 + VERDICT
NARROWEST, WIDEST = 60, 120
NO_CLAIMS = (
    "no claims: a claim is an equation with a derivative on its left side, such as "
    r"\frac{\partial L}{\partial w} = …, \nabla_w L = … or \sigma'(z) = …"
)
NO_CLAIMS_IN_PROGRAM = (
    "no claims: a program is not run; the LaTeX in its comments and docstrings is read, and holds "
    'no derivative. In Python, claims are judged by sn.check(model, "L", "w", claim)'
)


# ---- on a terminal ------------------------------------------------------------------------------


def print_report(console: Console, found: Data) -> None:
    """The report on one file: its claims, and what else in it was not understood."""
    console.print(Text(found["file"], style="bold"), soft_wrap=True)
    if "error" in found:
        words = found["error"].removeprefix(f"{found['file']}: ")
        _print(console, f"  {SIGNS['unclear']} not read: ", words, "red")
        return
    claims = 0
    for entry in found["equations"]:
        if entry["role"] == "claim":
            claims += 1
            _print_entry(console, entry, entry["verdict"], entry["verdict"])
        elif entry["evidence"]:
            _print_entry(console, entry, "unclear", "not read")
    if claims:
        console.print(Text("  ").append_text(_counted(found["summary"])))
    else:
        program = Path(found["file"]).suffix == ".py"
        _print(console, "  ", NO_CLAIMS_IN_PROGRAM if program else NO_CLAIMS, "dim")
    if found["layout"] != LAYOUTS["auto"]:
        _print(console, "  ", f"layout: {found['layout']}", "dim")


def print_total(console: Console, reports: Sequence[Data]) -> None:
    """The verdicts on all files together."""
    total: Counter[str] = Counter()
    for found in reports:
        total.update(found["summary"])
    line = Text(f"{len(reports)} files: ", style="bold")
    unread = sum("error" in found for found in reports)
    line.append_text(_counted(total))
    if unread:
        line.append(f", {unread} not read", style="red")
    console.print(line)


def _counted(summary: Mapping[str, int]) -> Text:
    parts = [
        Text(f"{SIGNS[kind]} {summary[kind]} {kind}", style=COLOURS[kind])
        for kind in SIGNS
        if summary.get(kind)
    ]
    return Text(", ").join(parts) if parts else Text("no claims")


def _print_entry(console: Console, entry: Data, kind: str, word: str) -> None:
    place = f"{entry['line']}:{entry['column']}"
    head = f"  {place:>{PLACE}}  {f'{SIGNS[kind]} {word}':<{VERDICT}}"
    formula = " ".join(entry["latex"].split())
    for number, part in enumerate(_wrapped(console, formula)):
        line = Text(head if number == 0 else " " * INDENT)
        line.stylize(COLOURS[kind], 2 + PLACE)
        console.print(line.append(part), soft_wrap=True)
    for words, style in _details(entry):
        _print(console, " " * INDENT, words, style)


def _print(console: Console, head: str, words: str, style: str) -> None:
    for number, part in enumerate(_wrapped(console, words, len(head))):
        lead = head if number == 0 else " " * len(head)
        console.print(Text(lead).append(part, style=style), soft_wrap=True)


def _wrapped(console: Console, words: str, indent: int = INDENT) -> list[str]:
    """The words in lines that fit, where somebody looks; whole in files and pipes."""
    if not console.is_terminal:
        return [words]
    width = min(max(console.width, NARROWEST), WIDEST) - indent
    return textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False) or [""]


def _details(entry: Data) -> Iterator[tuple[str, str]]:
    """What is said of a verdict, line by line, each with its style."""
    if entry["conditions"]:
        yield f"given {', '.join(entry['conditions'])}", "dim"
    for words in entry["evidence"]:
        yield words, "dim"
    example = entry["counterexample"]
    if example:
        sizes = {**example["sizes"], **example["inputs"]}
        given = ", ".join(f"{name} = {plain(value)}" for name, value in sizes.items())
        place = f" at entry {', '.join(map(str, example['index']))}" if example["index"] else ""
        yield (f"with {given}:" if given else "always:"), ""
        yield f"left {example['left']}, right {example['right']}{place}", ""
    if entry["hint"]:
        yield f"hint: {entry['hint']['words']}", "bold"
        if "answer" in entry["hint"]:
            yield f"right: {entry['hint']['answer']}", "green"


# ---- as pages -----------------------------------------------------------------------------------


def check_output(output: Path, several: bool) -> None:
    """Refuse a place where no page can be written, before the work is done."""
    if several:
        if output.exists() and not output.is_dir():
            raise InputError(f"{output}: several files make a folder of pages; this is a file")
        if output.suffix in (".html", ".htm"):
            raise InputError(f"{output}: several files make a folder of pages; name a folder")
        return
    if output.suffix not in (".html", ".htm"):
        raise InputError(f"{output}: a report is written as .html")
    if not output.parent.is_dir():
        raise InputError(f"{output}: there is no folder {output.parent}")


class Pages:
    """The pages on files, each written when its report is there.

    For one file ``output`` is its page, for ``several`` a folder with a page for each and
    ``index.html``.
    """

    def __init__(self, output: Path, names: Sequence[str], several: bool) -> None:
        from symnn.documents.report_index import page_names  # it loads ziamath and its font

        check_output(output, several)
        self.output = output
        self.several = several
        self.names = page_names(names) if several else [output.name]
        self.reports: list[Data] = []
        if several:
            with _writing(output):
                output.mkdir(parents=True, exist_ok=True)

    def add(self, found: Data) -> None:
        """Write the page on the next file."""
        from symnn.documents.report import report_page

        folder = self.output if self.several else self.output.parent
        path = folder / self.names[len(self.reports)]
        page = report_page(found, _text(found))
        with _writing(path):
            write_whole(path, page)
        self.reports.append(found)

    def finish(self) -> Path:
        """Write what leads to the pages; returns where to begin."""
        from symnn.documents.report_index import index_page

        if not self.several:
            return self.output
        index = self.output / "index.html"
        with _writing(index):
            write_whole(index, index_page(self.reports, self.names))
        return index


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error


def _text(found: Data) -> str:
    """The document again; a file that was not read is not opened."""
    if "error" in found:
        return ""
    try:  # a file that changed meanwhile may hold anything: its page says that it changed
        return Path(found["file"]).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"{found['file']}: {error.strerror}") from error
