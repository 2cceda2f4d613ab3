"""The command line: ``symnn derive model.py``. No mathematics here.

Results go to standard output, progress and errors to standard error. Exit status: 0 all well,
1 something failed, 2 bad usage or unreadable input.
"""

from __future__ import annotations

import json
import runpy
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.text import Text

from symnn.derivation import Derivation
from symnn.documents.outline import document
from symnn.documents.save import UnknownFormatError, renderer, save
from symnn.documents.text import TextLine, lines
from symnn.language.errors import SymnnError, UnknownNameError
from symnn.language.symbol import TensorSymbol
from symnn.language.text import shape_text
from symnn.model import Model
from symnn.notation.equation import NOTATIONS, taken_names, write
from symnn.notation.style import Latex

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
PROGRAM_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    OSError,
    RuntimeError,
    SyntaxError,
    SystemExit,
    TypeError,
    ValueError,
)
"""What goes wrong in a user's program."""


class InputError(click.ClickException):
    """A file that cannot be read as a model; exit status 2."""

    exit_code = 2


class DeriveCommand(click.Command):
    """A command whose ``--wrt`` takes several names: ``--wrt W1 b1``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments, each name after ``--wrt`` as one of its values."""
        return super().parse_args(ctx, _spread(args, "--wrt"))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="symnn", message="symnn %(version)s")
def main() -> None:
    """Derive, print and check the gradients of neural networks."""


@main.command(cls=DeriveCommand)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--of", metavar="L", help="What to differentiate [default: the only scalar result].")
@click.option("--wrt", multiple=True, metavar="W …", help="By what [default: every input].")
@click.option("--notation", type=click.Choice(NOTATIONS), default="matrix", show_default=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a document instead: .html, .tex, .md or .txt.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def derive(
    file: Path,
    of: str | None,
    wrt: tuple[str, ...],
    notation: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Derive the gradients of the model in FILE.

    FILE is a Python program that defines `model`; it is executed. The target may be an array: its
    Jacobian is derived then.
    """
    if output is not None:
        _check_output(output)
    with _errors_of(file):
        model = read_model(file)
        with _progress(f"deriving {file}"):
            derivation = _derivation(model, of, wrt)
            if output is not None:
                save(derivation, output, notation)
            elif as_json:
                found = json.dumps(report(derivation, file), ensure_ascii=False, indent=2)
            else:
                console = Console(highlight=False)
                shown = list(lines(document(derivation, notation), min(console.width, WIDEST)))
    if output is not None:
        click.echo(output)
    elif as_json:
        click.echo(found)
    else:
        _print(console, shown)


# ---- reading a model ----------------------------------------------------------------------------


def read_model(path: Path) -> Model:
    """The model that a file defines.

    Raises InputError for a file that is no model, with the place where it goes wrong.
    """
    if path.suffix == ".py":
        return _model_of_program(path)
    if path.suffix not in (".tex", ".md"):
        raise InputError(f"{path}: a model is a .py, .tex or .md file")
    read = None
    if find_spec("symnn.notation.reader"):
        read = getattr(import_module("symnn.notation.reader"), "read", None)
    if read is None:
        raise InputError(f"{path}: LaTeX files are not read yet; write the model in Python")
    return read(path)


def _model_of_program(path: Path) -> Model:
    """Run a program, as ``python path`` would, and take its ``model``; its output is progress."""
    before = list(sys.path)
    sys.path.insert(0, str(path.resolve().parent))
    try:
        with redirect_stdout(sys.stderr):
            names = runpy.run_path(str(path), run_name=path.stem)
    except SymnnError as error:
        raise InputError(f"{_place(path, error)}: {error}") from error
    except PROGRAM_ERRORS as error:
        what = f"{type(error).__name__}: {error}".removesuffix(": ")
        raise InputError(f"{_place(path, error)}: {what}") from error
    finally:
        sys.path[:] = before
    model = names.get("model")
    if not isinstance(model, Model):
        kind = "nothing" if model is None else f"a {type(model).__name__}"
        raise InputError(f"{path}: expected `model = sn.Model()`; it defines {kind} of that name")
    return model


def _place(path: Path, error: BaseException) -> str:
    """``file:line`` where a program went wrong."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return f"{path}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame.lineno for frame in frames if frame.filename == str(path)]
    return f"{path}:{own[-1]}" if own else str(path)


# ---- deriving -----------------------------------------------------------------------------------


def _derivation(model: Model, of: str | None, wrt: Sequence[str]) -> Derivation:
    names = [name for part in wrt for name in part.replace(",", " ").split()]
    target = model.symbol(of) if of else target_of(model)
    derive_ = model.jacobian if target.shape else model.gradient
    return derive_(target.name, names or None)


def target_of(model: Model) -> TensorSymbol:
    """The only scalar that nothing else uses.

    Raises UnknownNameError, with the candidates, if there is none or more than one.
    """
    used = {name for equation in model.equations for name in model.uses(equation)}
    ends = [model.symbol(name) for name in model.equations if name not in used]
    scalars = [symbol for symbol in ends if not symbol.shape]
    if len(scalars) == 1:
        return scalars[0]
    if scalars:
        names = ", ".join(symbol.name for symbol in scalars)
        raise UnknownNameError(f"the model ends in several scalars: {names}; say which with --of")
    shapes = ", ".join(f"{symbol.name} {shape_text(symbol.shape)}" for symbol in ends)
    raise UnknownNameError(
        f"the model ends in no scalar but in {shapes or 'nothing'}; say what to differentiate "
        f"with --of"
    )


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
        "facts": [fact.text for fact in derivation.source.facts],
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
        renderer(path)
    except UnknownFormatError as error:
        raise InputError(str(error)) from error
    if not path.parent.is_dir():
        raise InputError(f"{path}: there is no folder {path.parent}")


def _print(console: Console, shown: Sequence[TextLine]) -> None:
    for line in shown:
        console.print(Text(line.text, style=STYLES[line.kind]), soft_wrap=True)


@contextmanager
def _progress(what: str) -> Iterator[None]:
    """A spinner on standard error, where somebody looks at it."""
    console = Console(stderr=True)
    if console.is_terminal:
        with console.status(what):
            yield
    else:
        yield


@contextmanager
def _errors_of(file: Path) -> Iterator[None]:
    """What symnn refuses, as a message that names the file; exit status 1, or 2 for a bad name."""
    try:
        yield
    except SymnnError as error:
        _fail(f"{file}: {error}", 2 if isinstance(error, UnknownNameError) else 1)
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}", 1)


def _fail(message: str, status: int) -> NoReturn:
    raise InputError(message) if status == InputError.exit_code else click.ClickException(message)


def _spread(args: Sequence[str], option: str) -> list[str]:
    """``--wrt a b file.py`` as ``--wrt a --wrt b file.py``: names go on until an option or a file.

    >>> _spread(["m.py", "--wrt", "W", "b", "--json"], "--wrt")
    ['m.py', '--wrt', 'W', '--wrt', 'b', '--json']
    """
    result: list[str] = []
    taking = first = False
    for arg in args:
        is_file = Path(arg).suffix in (".py", ".tex", ".md")
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
