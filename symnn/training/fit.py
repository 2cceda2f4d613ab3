"""The loop that learns: ``sn.fit``."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from symnn.files import clear_parts
from symnn.language.errors import SymnnError, UnknownNameError
from symnn.language.tensor import Tensor
from symnn.language.text import shape_text
from symnn.training.batches import Batches, split
from symnn.training.checkpoint import Progress, load_progress, settings_of
from symnn.training.full_batch import FullBatch, minimised
from symnn.training.initialisers import initial
from symnn.training.inputs import Arrays, Problem, problem
from symnn.training.metrics import Accuracy, MeanSquaredError, Wish, metric, tells_classes
from symnn.training.needs import input_of, needed_inputs
from symnn.training.optimiser import Optimiser
from symnn.training.optimisers import Adam
from symnn.training.progress import Display, display
from symnn.training.result import Result
from symnn.training.run import Run
from symnn.training.schedules import Constant, Schedule
from symnn.training.shards import refuse_unequal
from symnn.training.sources import Frame, read_data, read_frame
from symnn.training.trouble import DataError, refuse_beyond_memory
from symnn.training.watch import Watch

if TYPE_CHECKING:
    from symnn.model import Model

Params = Sequence[str | Tensor] | Mapping[str, Any]
Data = Mapping[str, Any] | Frame | str | Path

EPOCHS, BATCH_SIZE = 40, 32
COPIES = 3
"""A parameter, its gradient, and the copy that is kept should training diverge."""


def fit(
    model: Model,
    of: str | Tensor,
    *,
    data: Data,
    params: Params | None = None,
    optimizer: Optimiser | FullBatch | None = None,
    epochs: int = EPOCHS,
    batch_size: int | None = BATCH_SIZE,
    seed: int = 0,
    schedule: Schedule | None = None,
    metrics: Wish | Sequence[Wish] | None = None,
    validation: float | Data | None = None,
    patience: int | None = None,
    monitor: str | None = None,
    sizes: Mapping[str, int] | None = None,
    batch: str | None = None,
    shuffle: bool = True,
    drop_last: bool = False,
    dtype: str = "float64",
    backend: str = "numpy",
    mesh: Any = None,
    checkpoint: str | Path | None = None,
    resume: bool = False,
    progress: bool | Display | None = None,
) -> Result:
    """Train parameters of a model so that the scalar ``of`` becomes small.

    Args:
        model: the model; one that is written for a single sample (``z = W x + b``) is trained on
            batches where the arrays have one axis more than it says: the loss is then the mean.
        of: the loss.
        data: an array for every input that is no parameter, by name; or a ``.npz``, ``.csv`` or
            ``.parquet`` file, a table of pandas or Polars (columns named as in a file), or the
            name of a data set of scikit-learn. Labels become one-hot
            where the model has an axis for classes.
        params: the names of the parameters (default: all inputs without data); or a dictionary of
            first values: an array, a number, an initialiser's name ("he", "orthogonal", …) or None.
        optimizer: ``sn.SGD``, ``sn.Adam`` (the default), …; or ``sn.LBFGS``, ``sn.NewtonCG``, which
            take all samples at once, and ``epochs`` as iterations.
        epochs: how often every sample is seen.
        batch_size: samples a step; None takes all of them. The samples run over the size that the
            data share and no parameter has, unless ``batch`` names it.
        seed: of the first values, the order and the split. Equal seeds give equal results.
        schedule: the learning rate by epoch and step, such as ``sn.Cosine(20)``.
        metrics: "accuracy", "mse", names of scalars of the model, ``sn.Accuracy("P", "Y")``
            (default: accuracy where the data hold labels).
        validation: the share of samples to hold back, or other data.
        patience: epochs without improvement of ``monitor`` (default: the validation loss, else the
            loss) after which to stop, and go back to the best parameters.
        monitor: see ``patience``.
        sizes: numbers for sizes that no array tells, such as ``{"h": 32}``.
        batch: the size that runs over the samples, where it is not clear; "" for none.
        shuffle: take the samples in another order every epoch.
        drop_last: leave out a last batch that is smaller than the others.
        dtype: "float64" or "float32".
        backend: of the training step.
        mesh: a ``jax.sharding.Mesh``, with ``backend="jax"``: every batch is cut among its devices.
            In several processes (``jax.distributed``) ``data`` are the part of this one, and
            ``batch_size`` counts the samples that it takes a step.
        checkpoint: a file that is rewritten after every epoch.
        resume: go on from ``checkpoint``; the result is the same, bit for bit, as without a break.
        progress: show a bar on standard error; None shows it on a terminal; or what shows it.

    Raises:
        UnknownNameError, SizeError, DataError: before the first step, for what does not fit.
        DivergedError: where a number is not finite any more; it names the equation, and keeps the
            last good parameters in ``result``.
        TrainingInterruptError: a KeyboardInterrupt that keeps the last whole epoch in ``result``.

    >>> import symnn as sn
    >>> N, d = sn.dims("N d"); model = sn.Model()
    >>> X, y, w = sn.matrix("X", N, d), sn.vector("y", N), sn.vector("w", d)
    >>> L = model.define("L", sn.mean((X @ w - y)**2))
    >>> X = np.random.default_rng(0).normal(size=(100, 2))
    >>> result = sn.fit(model, "L", data={"X": X, "y": X @ [1, -2]}, optimizer=sn.SGD(0.1))
    >>> result.params["w"].round(6)
    array([ 1., -2.])
    """
    optimiser = optimizer or Adam()
    counts = {"epochs": (epochs, 0), "patience": (patience, 1), "seed": (seed, 0)}
    counts["batch_size"] = (batch_size, 1)
    _refuse_bad_settings(counts, schedule, resume, checkpoint)
    loss: str = model.symbol(of).name
    wishes = _wishes(model, params)
    inputs = [name for name in model.inputs if name not in wishes]
    arrays = _read(data, inputs)
    names = list(wishes) or [s.name for s in needed_inputs(model, loss) if s.name not in arrays]
    if not names:
        raise UnknownNameError(f"{loss} depends on no parameter: every input of it is in the data")
    given = _given(wishes, dtype)
    whole = problem(model, loss, names, arrays, given=given, sizes=sizes, batch=batch, dtype=dtype)
    if not wishes and batch is None:
        _refuse_doubtful(whole)
    train, held_back = _parts(whole, validation, seed, inputs)
    first = _first_values(whole, wishes, given, seed, dtype)
    if isinstance(metrics, (str, Accuracy, MeanSquaredError)):
        metrics = [metrics]
    if metrics is None:
        metrics = ["accuracy"] if tells_classes(whole) else []
    watch = Watch(train, held_back, [metric(wish, whole) for wish in metrics], monitor)
    bar = display(progress, epochs)
    if isinstance(optimiser, FullBatch):
        if any(given is not None for given in (schedule, checkpoint, patience, mesh)):
            raise SettingError(
                f"{type(optimiser).__name__} finds its steps by itself, all samples at once; "
                f"schedule, patience, checkpoint and mesh are for the optimisers of minibatches"
            )
        return minimised(optimiser, train, first, epochs, watch, bar)
    schedule = schedule or Constant()
    batches = Batches(train, batch_size, drop_last=drop_last, shuffle=shuffle)
    step = train.model.training_step(
        train.of,
        names,
        optimiser,
        backend=backend,
        dtype=dtype,
        shard=None if mesh is None or train.batch is None else str(train.batch),
        mesh=mesh,
    )
    if mesh is not None:
        refuse_unequal(step, batches, (optimiser, schedule, epochs, patience), watch.monitor)
    run = Run(train, optimiser, schedule, batches, step, watch, bar, patience)
    settings = settings_of(
        whole,
        {**train.data, **{f"validation {n}": array for n, array in (held_back or {}).items()}},
        optimizer=optimiser,
        schedule=schedule,
        batch_size=batch_size,
        seed=seed,
        shuffle=shuffle,
        drop_last=drop_last,
        dtype=dtype,
    )
    path = None if checkpoint is None else Path(checkpoint)
    if path is not None:
        clear_parts(path)
    if path is not None and resume:
        start = load_progress(path, settings, first, optimiser.states)
    else:
        random = np.random.default_rng([seed, 2]).bit_generator.state
        start = Progress(first, random=dict(random))
    with bar:
        return run(start, epochs, path, settings)


class SettingError(SymnnError, ValueError):
    """Settings of a training that make no sense, or not together."""


def _refuse_bad_settings(
    counts: Mapping[str, Any], schedule: Any, resume: bool, checkpoint: str | Path | None
) -> None:
    """``counts`` are settings that are whole numbers, each with the least that it may be."""
    for name, (number, least) in counts.items():
        whole = isinstance(number, (int, np.integer)) and not isinstance(number, bool)
        if number is not None and not (whole and number >= least):
            raise SettingError(f"{name} is a whole number ≥ {least}, not {number!r}")
    if schedule is not None and not callable(schedule):
        raise SettingError(f"schedule: expected one such as sn.Cosine(20), not {schedule!r}")
    if resume and checkpoint is None:
        raise SettingError("resume: say from which file, with checkpoint=…")
    if checkpoint is not None and not Path(checkpoint).parent.is_dir():
        raise SettingError(f"checkpoint: there is no folder {Path(checkpoint).parent}")


# ---- what is given ------------------------------------------------------------------------------


def _read(data: Data, inputs: Sequence[str]) -> Mapping[str, Any]:
    if isinstance(data, (str, Path)):
        return read_data(data, inputs)
    if isinstance(data, Mapping):
        return data
    if isinstance(data, Frame):
        return read_frame(data, inputs)
    kind = type(data).__name__
    raise DataError(
        f"data: expected a dictionary of arrays by name, a table, a file, or the name of a "
        f"data set, not {kind}"
    )


def _refuse_doubtful(whole: Problem) -> None:
    """Raise UnknownNameError where an array seems to be missing, and nobody named parameters.

    Data that would have samples but for an input without data, which has as many entries.
    """
    shapes = {name: input_of(whole.model, name).shape for name in whole.data}
    sizes = {shape[0] for shape in shapes.values() if shape}
    if whole.batch is not None or len(sizes) != 1 or not next(iter(sizes)).is_Symbol:
        return
    for name in whole.params:
        shape = input_of(whole.model, name).shape
        if sizes == set(shape[:1]):
            holders = " and ".join(other for other, own in shapes.items() if own)
            raise UnknownNameError(
                f"data: no array for {name} {shape_text(shape)}, which has an entry for each "
                f"{shape[0]} of {holders}. Give one; or if it is a parameter, say so by naming "
                f"all parameters: {', '.join(whole.params)}"
            )


def _wishes(model: Model, params: Params | None) -> dict[str, Any]:
    """The parameters by name, with what is wished for as first values."""
    if params is None:
        return {}
    if isinstance(params, (str, Tensor)):
        params = [params]
    pairs = params.items() if isinstance(params, Mapping) else [(name, None) for name in params]
    wishes = {model.symbol(name).name: wish for name, wish in pairs}
    for name in wishes:
        if name not in model.inputs:
            raise UnknownNameError(
                f"params: {name} is computed by the model; its inputs are {', '.join(model.inputs)}"
            )
    return wishes


def _given(wishes: Mapping[str, Any], dtype: str) -> Arrays:
    """The first values that are given as numbers, as arrays of our own."""
    given: Arrays = {}
    for name, wish in wishes.items():
        if wish is None or isinstance(wish, (str, int, float)):
            continue
        array = np.asarray(wish)
        if array.dtype.kind not in "fiub":
            raise DataError(f"params: {name} is an array of {array.dtype}, not of real numbers")
        if not np.isfinite(array).all():
            raise DataError(f"params: {name} has entries that are not finite")
        given[name] = np.array(array, dtype, order="C")
    return given


def _first_values(
    whole: Problem, wishes: Mapping[str, Any], given: Arrays, seed: int, dtype: str
) -> Arrays:
    first: Arrays = {}
    shapes = {n: whole.sizes.shape(input_of(whole.model, n)) for n in whole.params}
    entries = sum(math.prod(shape) for shape in shapes.values())
    needed = COPIES * entries * np.dtype(dtype).itemsize
    refuse_beyond_memory(f"the parameters {', '.join(whole.params)}", needed)
    for name, shape in shapes.items():
        symbol = input_of(whole.model, name)
        if name in given:
            first[name] = given[name]
        else:
            value = initial(whole.model, symbol, shape, wishes.get(name), seed)
            first[name] = np.array(value, dtype, order="C")
    return first


def _parts(
    whole: Problem, validation: float | Data | None, seed: int, inputs: Sequence[str]
) -> tuple[Problem, Arrays | None]:
    """The problem of training, and the data that are held back from it."""
    if validation is None:
        return whole, None
    if isinstance(validation, (int, float)):
        rest, held_back = split(whole, validation, seed)
        return replace(whole, data=rest), held_back
    return whole, whole.prepared(_read(validation, inputs), "validation")
