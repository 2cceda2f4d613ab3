"""``symnn train``: the parameters of a model, learned from data."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from symnn.commands.derive import target_of
from symnn.commands.model_file import InputError, read_model
from symnn.commands.terminal import errors_of, progress
from symnn.commands.train_options import (
    FULL_BATCH,
    SCHEDULES,
    listed,
    number,
    optimiser_of,
    pairs,
    params_of,
    schedule_of,
    whole,
)
from symnn.language.errors import SymnnError
from symnn.model import Model
from symnn.numeric.backends import STEP_BACKENDS
from symnn.reading import NotReadError, document_at, model_of
from symnn.training.batches import TooFewSamplesError
from symnn.training.fit import BATCH_SIZE, EPOCHS, fit
from symnn.training.optimisers import BY_NAME
from symnn.training.result import DivergedError, Result
from symnn.training.sources import matching, read_data
from symnn.training.storage import checked_path

VALIDATION = 0.2
SETTINGS = (
    *("epochs", "batch_size", "seed", "patience", "batch", "dtype", "backend"),
    *("checkpoint", "resume"),
)
"""Options that mean the same as the arguments of ``fit``."""
PICTURES = (".png", ".svg", ".pdf")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--data",
    required=True,
    metavar="D",
    help="A .npz, .csv or .parquet file, or the "
    "name of a data set of scikit-learn, such as digits.",
)
@click.option("--of", metavar="L", help="The loss [default: the only scalar result].")
@click.option(
    "--params",
    metavar="W,b,…",
    help="The parameters, as W, W=he or W=0.1 "
    "[default: every input without data, initialised as suits its place].",
)
@click.option(
    "--rename",
    multiple=True,
    metavar="OLD=NEW",
    help="Names in the data to names of inputs; OLD= leaves one out.",
)
@click.option(
    "--set",
    "set_",
    multiple=True,
    metavar="NAME=NUMBER",
    help="A constant, such as a penalty's "
    "weight; numbers in a LaTeX file (\\lambda = 0.1) are constants by themselves.",
)
@click.option(
    "--batch", metavar="N", help="The size that runs over the samples, where it is not clear."
)
@click.option("--sizes", metavar="h=32,…", help="Sizes that no array tells.")
@click.option(
    "--epochs",
    default=EPOCHS,
    show_default=True,
    type=click.IntRange(min=0),
    help="How often every sample is seen; for lbfgs and newton-cg, iterations.",
)
@click.option(
    "--optimizer",
    default="adam",
    show_default=True,
    type=click.Choice([*BY_NAME, *FULL_BATCH]),
    help="How the parameters follow the gradient.",
)
@click.option("--rate", type=float, help="The learning rate [default: the optimiser's].")
@click.option("--momentum", type=float, help="For sgd and rmsprop.")
@click.option("--nesterov", is_flag=True, help="Nesterov's momentum, for sgd.")
@click.option("--weight-decay", type=float, help="The weight of λw beside the gradient.")
@click.option(
    "--schedule",
    default="constant",
    show_default=True,
    help=f"The learning rate by epoch: {SCHEDULES}.",
)
@click.option("--warmup", type=click.IntRange(min=1), help="Steps in which the rate comes up.")
@click.option(
    "--batch-size",
    default=BATCH_SIZE,
    show_default=True,
    type=click.IntRange(min=1),
    help="Samples a step.",
)
@click.option(
    "--seed",
    default=0,
    show_default=True,
    type=click.IntRange(min=0),
    help="Repeats everything: equal seeds give equal bytes.",
)
@click.option(
    "--validation",
    type=click.FloatRange(0, 1, max_open=True),
    help=f"The share of samples held back [default: {VALIDATION}, where they are enough].",
)
@click.option(
    "--patience",
    type=click.IntRange(min=1),
    help="Stop after so many epochs without improvement, and go back to the best one.",
)
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    help="accuracy, mse, or a scalar of the model [default: accuracy where the data hold labels].",
)
@click.option(
    "--dtype",
    default="float64",
    show_default=True,
    type=click.Choice(["float64", "float32"]),
    help="The type of all numbers.",
)
@click.option(
    "--backend",
    default="numpy",
    show_default=True,
    type=click.Choice(STEP_BACKENDS),
    help="What runs the steps.",
)
@click.option(
    "--checkpoint",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file to rewrite after every epoch.",
)
@click.option("--resume", is_flag=True, help="Go on from the checkpoint.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the parameters go: .npz or .safetensors.",
)
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A picture of the history: .png, .svg or .pdf.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def train(file: Path, **options: Any) -> None:
    """Train the model in FILE, a LaTeX document or a Python program that defines `model`.

    The arrays of the data bear the names of the model's inputs; in tables, the columns x_1, x_2, …
    are the components of x, one row a sample. Exit status: 0 trained, 1 diverged, 2 bad input.
    """
    for path in (options["output"], options["plot"], options["checkpoint"]):
        if path is not None and not path.parent.is_dir():
            raise InputError(f"{path}: there is no folder {path.parent}")
    if options["plot"] is not None and options["plot"].suffix not in PICTURES:
        raise InputError(f"{options['plot']}: a picture is a .png, .svg or .pdf file")
    with errors_of(file):
        try:
            if options["output"] is not None:
                checked_path(options["output"])
            result = _trained(file, options)
        except DivergedError as error:
            kept = _kept(error.result, options["output"])
            raise click.ClickException(f"{file}: {error}{kept}") from error
        except NotReadError:
            raise
        except SymnnError as error:
            raise InputError(f"{file}: {error}") from error
        if options["output"] is not None:
            result.save(options["output"])
        if options["plot"] is not None:
            result.history.plot().savefig(options["plot"])
    if options["as_json"]:
        click.echo(json.dumps(report(result, file, options["output"]), ensure_ascii=False))
    else:
        _print(result, options["output"])


def _trained(file: Path, options: dict[str, Any]) -> Result:
    with progress(f"reading {file}"):
        model, values = _read(file)
        loss = model.symbol(options["of"]) if options["of"] else target_of(model)
    for name, text in pairs("--set", options["set_"]):
        values[_input(model, name)] = number(name, text)
    params = params_of(options["params"], values)
    inputs = [name for name in model.inputs if name not in (params or ())]
    data = read_data(options["data"], inputs, dict(pairs("--rename", options["rename"])))
    data = {**{name: values[name] for name in inputs if name in values}, **data}
    settings: dict[str, Any] = {
        "data": data,
        "params": params,
        "optimizer": optimiser_of(options),
        "schedule": schedule_of(options["schedule"], options["warmup"]),
        "metrics": options["metrics"] or None,
        "sizes": {name: whole(name, text) for name, text in listed("--sizes", options["sizes"])},
        **{name: options[name] for name in SETTINGS},
    }
    share = options["validation"]
    if share is not None:
        return fit(model, loss.name, validation=share or None, **settings)
    try:
        return fit(model, loss.name, validation=VALIDATION, **settings)
    except TooFewSamplesError:
        return fit(model, loss.name, **settings)


def _read(file: Path) -> tuple[Model, dict[str, np.ndarray]]:
    """The model of a file, and the numbers that a document gives for its inputs."""
    if file.suffix == ".py":
        return read_model(file), {}
    document = document_at(file)
    model = model_of(document)
    values = {name: np.array(value, float) for name, value in document.values.items()}
    return model, {name: value for name, value in values.items() if name in model.inputs}


def _input(model: Model, name: str) -> str:
    """The input of that name, as the model writes it or by its letters (beta)."""
    found = matching(name, model.inputs)
    return model.symbol(name).name if found is None else found


# ---- writing ------------------------------------------------------------------------------------


def report(result: Result, file: Path, output: Path | None) -> dict[str, Any]:
    """A result as data for other programs."""
    return {
        "file": str(file),
        "loss": result.loss,
        "parameters": {name: list(array.shape) for name, array in result.params.items()},
        "classes": result.classes,
        "epochs": result.epochs,
        "steps": result.steps,
        "best_epoch": result.best_epoch,
        "stopped": result.stopped,
        "history": {
            name: [value if math.isfinite(value) else None for value in column]
            for name, column in result.history.columns.items()
        },
        "output": None if output is None else str(output),
    }


def _print(result: Result, output: Path | None) -> None:
    last = {name: column[result.best_epoch - 1] for name, column in result.history.columns.items()}
    table = Table(box=None)
    table.add_column("")
    table.add_column("training", justify="right")
    if any(name.startswith("val_") for name in last):
        table.add_column("held back", justify="right")
    for name, value in last.items():
        if not name.startswith("val_") and name != "rate":
            other = last.get(f"val_{name}")
            table.add_row(name, f"{value:.4g}", *([f"{other:.4g}"] if other is not None else []))
    console = Console(highlight=False)
    if last:
        console.print(table)
    shown = [f"{name} {array.shape or ''}".rstrip() for name, array in result.params.items()]
    console.print(Text(f"parameters: {', '.join(shown)}"), soft_wrap=True)
    words = f"epoch {result.best_epoch} of {result.epochs}" if result.epochs else "no epoch"
    console.print(f"{words}, {result.steps} steps; stopped by {result.stopped}")
    if output is not None:
        click.echo(output)


def _kept(result: Result, output: Path | None) -> str:
    """Keep the last good parameters of a training that diverged."""
    if output is None:
        return ""
    result.save(output)
    return f". The last good parameters are in {output}"
