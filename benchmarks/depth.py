"""Cost of deriving, printing and compiling by depth: it must be linear.

Run ``python benchmarks/depth.py``. Prints seconds for each stage, the time a layer, and the number
of operations a layer, which must not depend on the depth.
"""

from __future__ import annotations

import time

from models import mlp_classifier

DEPTHS = (6, 12, 25, 50, 100)


def stages(depth: int) -> dict[str, float]:
    """Seconds for each stage at one depth, in a fresh model."""
    marks = [time.perf_counter()]

    def done() -> None:
        marks.append(time.perf_counter())

    model, parameters = mlp_classifier(depth)
    done()
    derivation = model.gradient("L", parameters)
    done()
    derivation.latex("matrix")
    done()
    derivation.compile()
    done()
    names = ("build", "derive", "print", "compile")
    return {name: marks[k + 1] - marks[k] for k, name in enumerate(names)}


def operations_a_layer(depth: int) -> float:
    """Operations of the derived equations for each layer."""
    model, parameters = mlp_classifier(depth)
    equations = model.gradient("L", parameters).equations
    return sum(equation.expr.count_ops() for equation in equations) / depth


def main() -> None:
    stages(3)
    print(
        f"{'depth':>5} {'build':>7} {'derive':>7} {'print':>7} {'compile':>8} {'total':>7} "
        f"{'ms/layer':>9} {'ops/layer':>10}"
    )
    for depth in DEPTHS:
        runs = [stages(depth) for _ in range(3)]
        best = min(runs, key=lambda run: sum(run.values()))
        total = sum(best.values())
        print(
            f"{depth:>5} {best['build']:>7.3f} {best['derive']:>7.3f} {best['print']:>7.3f} "
            f"{best['compile']:>8.3f} {total:>7.3f} {1000 * total / depth:>9.2f} "
            f"{operations_a_layer(depth):>10.1f}"
        )


if __name__ == "__main__":
    main()
