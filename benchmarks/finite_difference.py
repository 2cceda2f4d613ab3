"""The check of gradients by finite differences, on the digits network (64-32-10, batch 32).

Run ``python benchmarks/finite_difference.py``. All 2410 parameters at once, each with four values
of the loss, against a loop by hand that takes two values for each (timed on a part of them, since
it is slow); and one random direction, beside what one call of the function costs. Wall-clock and
processor time, since all entries are shared by the cores.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
from contest import machine
from gradient import Values, data
from models import mlp_classifier

import symnn as sn
from symnn.numeric.gradient_report import FiniteDifferenceReport

SIZES = (32, 64, 32, 10)
ROUNDS = 30
SHARE = 24
"""The loop by hand is timed on one parameter of so many."""


def loss(v: Values) -> float:
    """The loss as people write it."""
    z = np.tanh(v["X"] @ v["W1"] + v["b1"]) @ v["W2"] + v["b2"]
    z -= z.max(axis=1, keepdims=True)
    return float(-np.vdot(v["Y"], z - np.log(np.exp(z).sum(axis=1, keepdims=True))) / len(z))


def by_hand(v: Values, names: list[str], share: int = 1, h: float = 1e-5) -> Values:
    """Central differences in a loop."""
    slopes = {name: np.full(v[name].shape, np.nan) for name in names}
    for name in names:
        moved = {**v, name: v[name].copy()}
        flat, found = moved[name].reshape(-1), slopes[name].reshape(-1)
        for k in range(0, flat.size, share):
            kept = flat[k]
            flat[k] = kept + h
            ahead = loss(moved)
            flat[k] = kept - h
            found[k] = (ahead - loss(moved)) / (2 * h)
            flat[k] = kept
    return slopes


def seconds(run: Callable[[], object]) -> tuple[float, float, float]:
    """The least and the median time of a call, and the least processor time."""
    wall, processor = [], []
    run()
    for _ in range(ROUNDS):
        start, busy = time.perf_counter(), time.process_time()
        run()
        wall.append(time.perf_counter() - start)
        processor.append(time.process_time() - busy)
    return min(wall), statistics.median(wall), min(processor)


def main() -> None:
    model, names = mlp_classifier(2)
    f = model.compile("L", wrt=names)
    value = model.compile("L")
    values = data(*SIZES)

    def all_entries() -> FiniteDifferenceReport:
        return sn.finite_difference(f, values, coordinates="all", directions=0)

    def one_direction() -> object:
        return sn.finite_difference(f, values, names=["W1"], coordinates=0, directions=1)

    report, gradients, slopes = all_entries(), f(values)[1], by_hand(values, names)
    assert report.ok, report
    assert report.checks == sum(values[name].size for name in names)
    for name in names:
        assert np.allclose(gradients[name], slopes[name], rtol=1e-5, atol=1e-9), name
    print(machine())
    print(report)
    least, median, busy = seconds(all_entries)
    loop = SHARE * seconds(lambda: by_hand(values, names, SHARE))[0]
    print(
        f"all {report.checks} parameters   {1e3 * least:8.2f} ms (median {1e3 * median:.2f}, "
        f"processor time {1e3 * busy:.2f}); loop by hand {1e3 * loop:.0f} ms"
    )
    own, alone = seconds(lambda: f(values))[0], seconds(lambda: value(values))[0]
    least, median, _ = seconds(one_direction)
    print(
        f"one random direction    {1e3 * least:8.3f} ms (median {1e3 * median:.3f}); the function "
        f"itself {1e3 * own:.3f} ms, so {1e3 * (least - own):.3f} ms more, of which four values "
        f"take {4e3 * alone:.3f} ms"
    )


if __name__ == "__main__":
    main()
