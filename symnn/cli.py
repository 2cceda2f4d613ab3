"""The command line: ``symnn derive model.py``, ``symnn check paper.tex``, ``symnn train model.tex``.

Results go to standard output, progress and errors to standard error. Exit status: 0 all well,
1 something failed, 2 bad usage or unreadable input.
"""

from __future__ import annotations

import click

from symnn.commands.check import check
from symnn.commands.derive import derive
from symnn.commands.train import train


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="symnn", message="symnn %(version)s")
def main() -> None:
    """Derive, print and check the gradients of neural networks, and train them."""


main.add_command(derive)
main.add_command(check)
main.add_command(train)
