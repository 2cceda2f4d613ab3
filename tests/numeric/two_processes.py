"""Run by test_sharding in two processes: COORDINATOR PROCESSES NUMBER."""

from __future__ import annotations

import faulthandler
import re
import sys

import jax
import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import SizeError
from tests.models.networks import NETWORKS, values
from tests.numeric.sharded_models import SAMPLES, SIZES, batch_statistics, compare, parts, same


def share(batch, count=SAMPLES):
    """The part of this process."""
    rows = slice(*(count // 2 * (jax.process_index() + end) for end in (0, 1)))
    return {n: v[rows] if np.ndim(v) and len(v) == count else v for n, v in batch.items()}


def stepping(model, params, **options):
    def make(backend):
        more = options if backend == "jax" else {}
        return model.training_step("L", list(params), sn.Adam(0.05), backend=backend, **more)

    return make


def show(what, losses, arrays):
    """Every bit, so that the processes can be compared."""
    numbers = [*losses, *(float(x) for v in arrays.values() for x in np.asarray(v).flat)]
    print("result", what, " ".join(number.hex() for number in numbers), flush=True)


def refuses(words, call):
    with pytest.raises(SizeError, match=re.escape(words)):
        call()


def steps():
    for what, (model, params, batch) in {
        "classifier": parts("classifier 3"),
        "mixed": batch_statistics(),
    }.items():
        show(what, *compare(stepping(model, params, shard="N"), params, share(batch), batch))


def gradients():
    model, params, batch = parts("classifier 3")
    wrt = [*params, "X"]
    value, expected = model.compile("L", wrt)({**params, **batch})
    function = model.compile("L", wrt, backend="jax", shard="N")
    loss, found = function({**params, **share(batch)})
    same(loss, value)
    for name in params:
        same(found[name], expected[name])
    [own] = found["X"].addressable_shards  # a derivative for every sample stays with its sample
    same(own.data, share({"X": expected["X"]})["X"])
    show("gradients", [float(loss)], {name: found[name] for name in params})


def twin():
    """Each process for itself, which the comparison must see."""
    model, params, batch = parts("classifier 3")
    alone = jax.sharding.Mesh(np.array(jax.local_devices()), ("samples",))
    try:
        compare(stepping(model, params, shard="N", mesh=alone), params, share(batch), batch)
    except AssertionError:
        return
    raise SystemExit("a sum that leaves out the other process went unnoticed")


def errors():
    model, params, batch = parts("classifier 3")
    step, own, rank = stepping(model, params, shard="N")("jax"), share(batch), jax.process_index()
    few = {n: v[: 4 + rank] if n in ("X", "Y") else v for n, v in own.items()}
    refuses(f"the processes differ in N, the samples of a device (here {4 + rank})",
            lambda: step(params, few))  # fmt: skip
    other = {**params, "b1": params["b1"] + rank}
    refuses("the processes differ in the values of b1", lambda: step(other, own))


def fit():
    model = NETWORKS["classifier 3"][0]()
    given = values(model, {**SIZES, "N": 32})
    data = {name: given.pop(name) for name in ("X", "Y")}
    mesh = jax.make_mesh((jax.device_count(),), ("samples",))
    settings = {"params": given, "epochs": 3, "progress": False, "optimizer": sn.Adam(0.05)}

    def fitted(data, **options):
        return sn.fit(model, "L", data=data, **settings, **options)

    cut = {"backend": "jax", "mesh": mesh}
    result = fitted(share(data, 32), batch_size=8, shuffle=False, **cut)
    # a batch of both: 8 samples of each
    order = np.arange(32).reshape(2, 2, 8).transpose(1, 0, 2).ravel()
    both = {name: value[order] for name, value in data.items()}
    expected = fitted(both, batch_size=16, shuffle=False)
    for name, value in expected.params.items():
        same(result.params[name], value)
    same(result.history["loss"], expected.history["loss"])
    show("fit", result.history["loss"], result.params)

    rank = jax.process_index()
    own = share(data, 32)
    refuses(
        "the processes differ in the number of samples",
        lambda: fitted({n: v[: 8 + 4 * rank] for n, v in own.items()}, batch_size=4, **cut),
    )
    refuses(
        "the processes differ in the settings of training",
        lambda: fitted(own, schedule=sn.Cosine(20 + rank), **cut),
    )
    refuses("patience: val_loss is a number of each process's own",
            lambda: fitted(own, validation=0.5, patience=2, **cut))  # fmt: skip


if __name__ == "__main__":
    faulthandler.dump_traceback_later(120, exit=True)
    jax.config.update("jax_enable_x64", True)
    jax.distributed.initialize(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    assert jax.process_count() == 2
    for part in (steps, gradients, twin, errors, fit):
        part()
