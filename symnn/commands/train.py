"""``symnn train``: the parameters of a model, learned from data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import click
import numpy as np

from symnn.commands.limits import Limits, limit_options
from symnn.commands.lists import listed, pairs, whole
from symnn.commands.model_file import InputError, read_model
from symnn.commands.terminal import errors_of, harmless, plain_json, progress
from symnn.commands.train_options import (
    FULL_BATCH,
    SCHEDULES,
    digits,
    number,
    optimiser_of,
    params_of,
    schedule_of,
)
from symnn.commands.train_report import interrupted, kept, print_result, report
from symnn.derivatives import target_of
from symnn.files import refuse_unwritable, write_whole
from symnn.language.errors import SymnnError
from symnn.model import Model
from symnn.numeric.backends import STEP_BACKENDS
from symnn.reading import NotReadError, document_at, model_of
from symnn.training.batches import TooFewSamplesError
from symnn.training.columns import matching
from symnn.training.fit import BATCH_SIZE, EPOCHS, fit
from symnn.training.optimisers import BY_NAME
from symnn.training.progress import Display, display
from symnn.training.result import DivergedError, Result, TrainingInterruptError
from symnn.training.sources import read_data
from symnn.training.storage import checked_path
from symnn.training.trouble import DataError, extra

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
@limit_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def train(file: Path, **options: Any) -> None:
    """Train the model in FILE, a LaTeX document or a Python program that defines `model`.

    The arrays of the data bear the names of the model's inputs; in tables, the columns x_1, x_2, …
    are the components of x, one row a sample. Exit status: 0 trained, 1 diverged or interrupted
    (what was good is kept), 2 bad input, or files that cannot be written.
    """
    output, plot = options["output"], options["plot"]
    with errors_of(file):
        _refuse_bad_targets(file, options)
        try:
            result = _trained(file, options)
        except DivergedError as error:
            words = f"{error}{kept(error.result, output)}"
            raise click.ClickException(harmless(f"{file}: {words}")) from error
        except TrainingInterruptError as error:
            words = interrupted(error.result, options)
            raise click.ClickException(harmless(f"{file}: {words}")) from error
        except NotReadError:
            raise
        except SymnnError as error:
            raise InputError(harmless(f"{file}: {error}")) from error
        if output is not None:
            result.save(output)
        if plot is not None:
            write_whole(plot, result.history.picture(plot.suffix.removeprefix(".")))
    if options["as_json"]:
        click.echo(plain_json(report(result, file, output)))
    else:
        print_result(result, output)


def _refuse_bad_targets(file: Path, options: dict[str, Any]) -> None:
    """Refuse what could not be written when the training is over, before it begins."""
    if options["output"] is not None:
        try:
            checked_path(options["output"])
        except DataError as error:
            raise InputError(str(error)) from error
        if options["output"].suffix == ".safetensors":
            extra("safetensors.numpy", f"--output {options['output']}")
    if options["plot"] is not None:
        if options["plot"].suffix not in PICTURES:
            raise InputError(f"{options['plot']}: a picture is a .png, .svg or .pdf file")
        extra("matplotlib.figure", f"--plot {options['plot']}")
    read = {file.resolve(): "the model", Path(options["data"]).resolve(): "the data"}
    for name in ("output", "plot", "checkpoint"):
        path = options[name]
        if path is None:
            continue
        if not path.parent.is_dir():
            raise InputError(f"{path}: there is no folder {path.parent}")
        if path.resolve() in read:
            raise InputError(f"--{name} {path}: this is the file of {read[path.resolve()]}")
        read[path.resolve()] = f"--{name}"
        refuse_unwritable(path)


class _Started(Display):
    """The bar of a training, which has no limit of time once it begins."""

    def __init__(self, limits: Limits, epochs: int) -> None:
        self._limits = limits
        self._bar = display(None, epochs)

    def __enter__(self) -> Self:
        self._limits.lift()
        self._bar.__enter__()
        return self

    def show(self, epoch: int, row: Mapping[str, float]) -> None:
        """Move the bar."""
        self._bar.show(epoch, row)

    def __exit__(self, *error: Any) -> None:
        self._bar.__exit__(*error)


def _trained(file: Path, options: dict[str, Any]) -> Result:
    timeout, memory = options["timeout"], options["memory"]
    with Limits(file, timeout, memory), progress(f"reading {file}"):
        model, values = _read(file)
        loss = model.symbol(options["of"]) if options["of"] else target_of(model)
    with Limits(file, timeout, 0) as limits, digits(options["backend"], options["dtype"]):
        return _fitted(model, loss.name, values, options, _Started(limits, options["epochs"]))


def _fitted(
    model: Model,
    loss: str,
    values: dict[str, np.ndarray],
    options: dict[str, Any],
    started: Display,
) -> Result:
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
        "progress": started,
    }
    share = options["validation"]
    if share is not None:
        return fit(model, loss, validation=share or None, **settings)
    try:
        return fit(model, loss, validation=VALIDATION, **settings)
    except TooFewSamplesError:
        return fit(model, loss, **settings)


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
