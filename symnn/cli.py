"""The command line: ``symnn derive model.py``, ``symnn check paper.tex``, ``symnn train F.tex``.

Results go to standard output, progress and errors to standard error. Exit status: 0 all well,
1 something failed, 2 bad usage or unreadable input.
"""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = ("check", "derive", "train")


class _Commands(click.Group):
    """Commands that are loaded when they are asked for: one does not wait for the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = getattr(import_module(f"symnn.commands.{cmd_name}"), cmd_name)
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="symnn", message="symnn %(version)s")
def main() -> None:
    """Derive, print and check the gradients of neural networks, and train them."""
