"""``symnn derive``: the gradients of a model, printed or written to a document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from symnn.commands.limits import Limits, limit_options
from symnn.commands.lists import listed, separated, whole
from symnn.commands.model_file import InputError, read_model
from symnn.commands.terminal import errors_of, harmless, plain_json, progress
from symnn.derivation import Derivation
from symnn.derivatives import target_of
from symnn.documents.outline import document
from symnn.documents.pdf import TeXError, engine
from symnn.documents.phrases import formula
from symnn.documents.save import UnknownFormatError, checked_suffix, save
from symnn.documents.text import TextLine, lines
from symnn.files import refuse_unwritable
from symnn.model import Model
from symnn.notation.equation import NOTATIONS, taken_names, write
from symnn.notation.reader.file import SUFFIXES
from symnn.notation.style import Latex
from symnn.numeric.backends import BACKENDS
from symnn.training.sources import read_data

WIDEST = 110
"""Wider terminals do not make wider lines."""
STYLES = {
    "title": "bold",
    "heading": "bold",
    "words": "dim",
    "remark": "dim italic",
    "formula": "",
    "code": "",
    "blank": "",
}
"""How the kinds of lines look on a terminal."""


class DeriveCommand(click.Command):
    """A command whose ``--wrt`` takes several names: ``--wrt W1 b1``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments, each name after ``--wrt`` as one of its values."""
        return super().parse_args(ctx, _spread(args, "--wrt"))


@click.command(cls=DeriveCommand)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--of", metavar="L", help="What to differentiate [default: the only scalar result].")
@click.option("--wrt", multiple=True, metavar="W …", help="By what [default: every input].")
@click.option(
    "--notation",
    type=click.Choice(NOTATIONS),
    default="matrix",
    show_default=True,
    help="How equations are written, where they can be.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a document instead (.html, .tex, .pdf, .md, .ipynb, .txt) or the code (.py).",
)
@click.option(
    "--backend",
    type=click.Choice(BACKENDS),
    default="numpy",
    show_default=True,
    help="The library that the code in a .py file is for.",
)
@click.option(
    "--values",
    metavar="D.npz",
    help="Numbers for the inputs; a document shows what comes of them.",
)
@click.option("--sizes", metavar="n=2,…", help="Numbers for sizes, which entries need.")
@limit_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def derive(
    file: Path,
    of: str | None,
    wrt: tuple[str, ...],
    notation: str,
    output: Path | None,
    backend: str,
    values: str | None,
    sizes: str | None,
    timeout: float | None,
    memory: int | None,
    as_json: bool,
) -> None:
    """Derive the gradients of the model in FILE.

    FILE is a LaTeX or Markdown document with the equations of a model, or a Python program that
    defines `model`; a program is executed. The target may be an array: its Jacobian is derived
    then.
    """
    if output is not None:
        _check_output(output)
    if backend != "numpy" and (output is None or output.suffix != ".py"):
        raise InputError(f"--backend {backend}: this is about code; add -o NAME.py to get it")
    if values is not None and (output is None or output.suffix == ".py"):
        raise InputError(f"--values {values}: numbers stand in documents; add -o NAME.html")
    with errors_of(file), Limits(file, timeout, memory):
        if output is not None:
            refuse_unwritable(output)
        model = read_model(file)
        known = {name: whole(name, text) for name, text in listed("--sizes", sizes)}
        numbers = None if values is None else read_data(values, model.inputs)
        with progress(f"deriving {file}"):
            derivation = _derivation(model, of, wrt)
            if output is not None:
                save(derivation, output, notation, backend, numbers, known)
            elif as_json:
                found = plain_json(report(derivation, file), indent=2)
            else:
                console = Console(highlight=False)
                made = document(derivation, notation, sizes=known, pictures=False)
                shown = list(lines(made, min(console.width, WIDEST)))
    if output is not None:
        click.echo(output)
    elif as_json:
        click.echo(found)
    else:
        _print(console, shown)


# ---- deriving -----------------------------------------------------------------------------------


def _derivation(model: Model, of: str | None, wrt: Sequence[str]) -> Derivation:
    names = [name for part in wrt for name in separated(part)]
    target = model.symbol(of) if of else target_of(model)
    derive_ = model.jacobian if target.shape else model.gradient
    return derive_(target.name, names or None)


# ---- writing ------------------------------------------------------------------------------------


def report(derivation: Derivation, file: Path) -> dict[str, Any]:
    """A derivation as data for other programs; where there is no matrix form it is null."""
    taken = taken_names(derivation.source)

    def latex(left: Any, right: Any, free: Any) -> dict[str, str | None]:
        matrix = write(left, right, free, "matrix", Latex(), taken)
        index = write(left, right, free, "index", Latex(), taken)
        return {
            "matrix": matrix.text if matrix.notation == "matrix" else None,
            "index": index.text,
        }

    def equations(found: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": equation.name,
                "shape": [str(size) for size in equation.symbol.shape],
                "latex": latex(equation.left, equation.expr, equation.indices),
            }
            for equation in found
        ]

    target = derivation.adjoints.target
    return {
        "file": str(file),
        "of": target.name,
        "wrt": [symbol.name for symbol in derivation.adjoints.wrt],
        "inputs": {
            symbol.name: [str(size) for size in symbol.shape]
            for symbol in derivation.source.inputs.values()
        },
        "facts": [
            {"text": fact.text, "latex": formula(fact, taken).latex}
            for fact in derivation.source.facts
        ],
        "equations": equations(derivation.source.ordered([target.name])),
        "gradients": equations(derivation.equations),
        "steps": [
            {
                "of": step.of.name,
                "rule": step.rule,
                "words": step.words,
                "uses": list(step.uses),
                "latex": latex(step.left, step.right, step.free),
            }
            for step in derivation.steps
        ],
    }


def _check_output(path: Path) -> None:
    """Refuse a bad name before the work is done."""
    try:
        if checked_suffix(path) == ".pdf":
            engine()
    except (UnknownFormatError, TeXError) as error:
        raise InputError(str(error)) from error
    if not path.parent.is_dir():
        raise InputError(f"{path}: there is no folder {path.parent}")


def _print(console: Console, shown: Sequence[TextLine]) -> None:
    for line in shown:
        console.print(Text(harmless(line.text), style=STYLES[line.kind]), soft_wrap=True)


def _spread(args: Sequence[str], option: str) -> list[str]:
    """``--wrt a b file.py`` as ``--wrt a --wrt b file.py``: names go on until an option or a file.

    >>> _spread(["m.py", "--wrt", "W", "b", "--json"], "--wrt")
    ['m.py', '--wrt', 'W', '--wrt', 'b', '--json']
    """
    result: list[str] = []
    taking = first = False
    for arg in args:
        is_file = Path(arg).suffix in (".py", *SUFFIXES)
        if arg == option:
            taking, first = True, True
        elif taking and not first and (arg.startswith("-") or is_file):
            taking = False
        elif taking and not first:
            result.append(option)
        if arg != option:
            first = False
        result.append(arg)
    return result
