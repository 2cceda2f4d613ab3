"""The command line: ``symnn derive model.py``, ``symnn check paper.tex``, ``symnn train F.tex``.

Results go to standard output, progress and errors to standard error. Exit status: 0 all well,
1 something failed, 2 bad usage or unreadable input.
"""

from __future__ import annotations

import io
import sys
from importlib import import_module

import click

COMMANDS = {
    "check": "Judge every claim about a gradient in documents.",
    "derive": "Derive the gradients of a model.",
    "gallery": "Build every page of a folder to a site.",
    "train": "Train the parameters of a model on data.",
}
"""The commands, each in a line."""


class _Commands(click.Group):
    """Commands that are loaded when they are asked for: one does not wait for the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = getattr(import_module(f"symnn.commands.{cmd_name}"), cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="symnn", message="symnn %(version)s")
def main() -> None:
    """Derive, print and check the gradients of neural networks, and train them."""
    for stream in (sys.stdout, sys.stderr):
        # a terminal or a pipe that has no σ gets its number, not an error
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")
