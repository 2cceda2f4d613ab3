"""The commands together: the list of them, and what is quick."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
from click.testing import CliRunner

from symnn.cli import COMMANDS, main

ROOT = Path(__file__).parents[2]


def test_every_command_is_listed_with_its_line() -> None:
    shown = CliRunner().invoke(main, ["--help"]).stdout
    for name, line in COMMANDS.items():
        command = main.get_command(click.Context(main), name)
        assert command is not None
        assert command.name == name
        assert command.help
        assert re.search(rf"^  {name} +{re.escape(line)}$", shown, re.MULTILINE)


def test_help_loads_no_command() -> None:
    check = (
        "import sys; from symnn.cli import main\n"
        "try: main(['--help'], prog_name='symnn')\n"
        "finally: assert not [m for m in sys.modules if m.startswith('symnn.commands')]"
    )
    subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, check=True)


def test_what_is_no_command_is_bad_usage() -> None:
    found = CliRunner().invoke(main, ["improve"])
    assert found.exit_code == 2
    assert "No such command 'improve'" in found.stderr
