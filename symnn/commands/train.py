"""``symnn train``: the parameters of a model, learned from data."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from symnn.commands.derive import target_of
from symnn.commands.model_file import InputError, read_model
from symnn.commands.terminal import errors_of, progress
from symnn.language.errors import SymnnError
from symnn.training.fit import BATCH_SIZE, EPOCHS, fit
from symnn.training.full_batch import LBFGS, FullBatch, NewtonCG
from symnn.training.optimisers import BY_NAME, Optimiser
from symnn.training.result import DivergedError, Result
from symnn.training.schedules import Constant, Cosine, Exponential, Schedule, StepDecay, Warmup
from symnn.training.sources import read_data
from symnn.training.storage import checked_path

FULL_BATCH: dict[str, type[FullBatch]] = {"lbfgs": LBFGS, "newton-cg": NewtonCG}
VALIDATION = 0.2
SCHEDULES = "constant, cosine:EPOCHS, exponential:FACTOR or step:EPOCHS:FACTOR"


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
    help="The parameters, as W or W=he "
    "[default: every input without data, initialised as suits its place].",
)
@click.option(
    "--rename",
    multiple=True,
    metavar="OLD=NEW",
    help="Names in the data to names of inputs; OLD= leaves one out.",
)
@click.option("--sizes", metavar="h=32,…", help="Sizes that no array tells.")
@click.option("--epochs", default=EPOCHS, show_default=True, type=click.IntRange(min=0))
@click.option(
    "--optimizer", default="adam", show_default=True, type=click.Choice([*BY_NAME, *FULL_BATCH])
)
@click.option("--rate", type=float, help="The learning rate [default: the optimiser's].")
@click.option("--momentum", type=float, help="For sgd and rmsprop.")
@click.option("--nesterov", is_flag=True, help="Nesterov's momentum, for sgd.")
@click.option("--weight-decay", type=float)
@click.option("--schedule", default="constant", show_default=True, help=SCHEDULES + ".")
@click.option("--warmup", type=click.IntRange(min=1), help="Steps in which the rate comes up.")
@click.option("--batch-size", default=BATCH_SIZE, show_default=True, type=click.IntRange(min=1))
@click.option(
    "--seed",
    default=0,
    show_default=True,
    type=click.IntRange(min=0),
    help="Repeats everything: equal seeds give equal bytes.",
)
@click.option(
    "--validation",
    default=VALIDATION,
    show_default=True,
    type=click.FloatRange(0, 1, max_open=True),
    help="The share of samples held back.",
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
    "--dtype", default="float64", show_default=True, type=click.Choice(["float64", "float32"])
)
@click.option("--backend", default="numpy", show_default=True, help="What runs the steps.")
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
    with errors_of(file):
        try:
            if options["output"] is not None:
                checked_path(options["output"])
            result = _trained(file, options)
        except DivergedError as error:
            kept = _kept(error.result, options["output"])
            raise click.ClickException(f"{file}: {error}{kept}") from error
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
        model = read_model(file)
        loss = model.symbol(options["of"]) if options["of"] else target_of(model)
    params = _params(options["params"])
    inputs = [name for name in model.inputs if name not in (params or ())]
    data = read_data(options["data"], inputs, dict(_pairs("--rename", options["rename"])))
    return fit(
        model,
        loss.name,
        data=data,
        params=params,
        optimizer=_optimiser(options),
        epochs=options["epochs"],
        batch_size=options["batch_size"],
        seed=options["seed"],
        schedule=_schedule(options["schedule"], options["warmup"]),
        metrics=options["metrics"] or None,
        validation=options["validation"] or None,
        patience=options["patience"],
        sizes={name: _whole(name, number) for name, number in _listed("--sizes", options["sizes"])},
        dtype=options["dtype"],
        backend=options["backend"],
        checkpoint=options["checkpoint"],
        resume=options["resume"],
    )


# ---- options ------------------------------------------------------------------------------------


def _pairs(option: str, texts: Sequence[str]) -> list[tuple[str, str]]:
    """``a=b`` as pairs; the last = counts, for names may hold one."""
    found = [text.rpartition("=") for text in texts]
    for (name, sign, _), text in zip(found, texts, strict=True):
        if not (name and sign):
            raise InputError(f"{option} {text}: expected name=value")
    return [(name, value) for name, _, value in found]


def _listed(option: str, text: str | None) -> list[tuple[str, str]]:
    return _pairs(option, [part.strip() for part in text.split(",")]) if text else []


def _whole(name: str, number: str) -> int:
    if not number.isdecimal():
        raise InputError(f"--sizes {name}={number}: a size is a whole number")
    return int(number)


def _params(text: str | None) -> dict[str, str | None] | None:
    """``W=he,b`` as first values by name."""
    if text is None:
        return None
    parts = [part.strip().partition("=") for part in text.split(",")]
    return {name: wish or None for name, _, wish in parts}


def _optimiser(options: dict[str, Any]) -> Optimiser | FullBatch:
    name = options["optimizer"]
    given = {
        key: options[key]
        for key in ("rate", "momentum", "nesterov", "weight_decay")
        if options[key] not in (None, False)
    }
    kinds: dict[str, Any] = {**BY_NAME, **FULL_BATCH}
    kind = kinds[name]
    unknown = [key for key in given if key not in kind.__dataclass_fields__]
    if unknown:
        flag = unknown[0].replace("_", "-")
        raise InputError(f"--{flag}: the optimiser {name} has no such setting")
    return kind(**given)


def _schedule(text: str, warmup: int | None) -> Schedule | None:
    name, *numbers = text.split(":")
    kinds: dict[str, tuple[type[Schedule], list[type]]] = {
        "constant": (Constant, []),
        "cosine": (Cosine, [int]),
        "exponential": (Exponential, [float]),
        "step": (StepDecay, [int, float]),
    }
    if name not in kinds or len(numbers) != len(kinds[name][1]):
        raise InputError(f"--schedule {text}: expected {SCHEDULES}")
    kind, types = kinds[name]
    try:
        schedule = kind(*(type_(number) for type_, number in zip(types, numbers, strict=True)))
    except ValueError as error:
        raise InputError(f"--schedule {text}: {error}; expected {SCHEDULES}") from error
    if warmup is not None:
        return Warmup(warmup, schedule)
    return None if name == "constant" else schedule


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
