"""Training on several devices: what must be even, and the same in all processes."""

from __future__ import annotations

from typing import Any

from symnn.language.errors import SizeError
from symnn.training.batches import Batches


def refuse_unequal(step: Any, batches: Batches, settings: tuple[Any, ...], monitor: str) -> None:
    """Raise SizeError where batches do not divide among the devices, or the processes differ.

    Processes take their steps together: one that had other settings or fewer batches than the
    others would leave them waiting. ``settings`` ends with the patience; ``monitor`` is the number
    that it watches, and only the loss of training is the same in all processes.
    """
    library = step.library
    library.refuse_different("the number of samples", batches.problem.count)
    library.refuse_different("batch_size", batches.counts)
    library.refuse_different("the settings of training", [*map(str, settings), monitor])
    for name, classes in batches.problem.classes.items():
        library.refuse_different(f"the classes of {name}", [str(label) for label in classes])
    for place, count in enumerate(batches.counts):
        try:
            library.refuse_uneven(count)
        except SizeError as error:
            remedy = "leave it out: drop_last=True" if place else "change batch_size"
            what = "the last batch" if place else "a batch"
            raise SizeError(f"{what}: {error}; or {remedy}") from None
    if library.several and settings[-1] is not None and monitor != "loss":
        raise SizeError(
            f"patience: {monitor} is a number of each process's own samples, so processes would "
            f"stop at different epochs; say monitor='loss'"
        )
