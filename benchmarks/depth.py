"""Cost of deriving, printing and compiling by depth: it must be linear.

Run ``python benchmarks/depth.py``. Prints the least processor seconds of each stage, of deriving
and compiling together, their time a layer, and the number of operations a layer, which must not
depend on the depth.
"""

from __future__ import annotations

import time

from models import mlp_classifier

ROUNDS = 5
DEPTHS = (5, 10, 20, 50, 100)


def stages(depth: int) -> dict[str, float]:
    """Processor seconds for each stage at one depth, in a fresh model."""
    marks = [time.process_time()]

    def done() -> None:
        marks.append(time.process_time())

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
        f"{'depth':>5} {'build':>7} {'print':>7} {'derive':>7} {'compile':>8} {'both':>7} "
        f"{'ms/layer':>9} {'ops/layer':>10}"
    )
    for depth in DEPTHS:
        runs = [stages(depth) for _ in range(ROUNDS)]
        best = {name: min(run[name] for run in runs) for name in runs[0]}
        both = best["derive"] + best["compile"]
        print(
            f"{depth:>5} {best['build']:>7.3f} {best['print']:>7.3f} {best['derive']:>7.3f} "
            f"{best['compile']:>8.3f} {both:>7.3f} {1000 * both / depth:>9.2f} "
            f"{operations_a_layer(depth):>10.1f}"
        )


if __name__ == "__main__":
    main()
