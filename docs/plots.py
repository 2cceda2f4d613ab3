"""Small plots of functions of numbers and of their slopes, as SVG, from the compiled code."""

from __future__ import annotations

import inspect

import numpy as np

import symnn as sn
from symnn.language.operation import Elementwise, known_operations
from symnn.operations import public

WIDTH, HEIGHT = 140, 100
X_RANGE, Y_RANGE = (-4.0, 4.0), (-2.0, 3.0)
POINTS = 122  # none of them at 0
COLOURS = {"value": "#1f6fb4", "slope": "#e0781e"}
STARTS = {"log2": 0.0, "log10": 0.0, "rsqrt": 0.0, "sqrt": 0.0, "polygamma": 0.0, "log1p": -1.0}
"""Where compositions begin to be defined."""
ENDS = {"logit": (0.0, 1.0)}
OTHER_ARGUMENTS = {
    "clip": (-1, 1),
    "maximum": (1,),
    "minimum": (1,),
    "atan2": (1,),
    "logaddexp": (0,),
}
"""Values of the arguments that have no default."""


def plotted(name: str) -> str:
    """The plot of the function of that name."""
    low, high = _domain(name)
    x = np.linspace(low, high, POINTS)[1:-1]
    curves = _curves(name, x)
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    axes = f"M0 {_down(0):g}H{WIDTH}M{_right(0):g} 0V{HEIGHT}"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>{name} and its slope</title>",
        f'<path d="{axes}" stroke="#999" stroke-width="0.5" fill="none"/>',
    ]
    for kind, y in curves.items():
        path = "".join(_pieces(x, y))
        lines.append(f'<path d="{path}" stroke="{COLOURS[kind]}" stroke-width="1.5" fill="none"/>')
    return "\n".join([*lines, "</svg>", ""])


def _domain(name: str) -> tuple[float, float]:
    operation = known_operations().get(name)
    low, high = X_RANGE
    if isinstance(operation, Elementwise):
        return max(low, operation.domain[0]), min(high, operation.domain[1])
    return ENDS.get(name, (STARTS.get(name, low), high))


def _curves(name: str, x: np.ndarray) -> dict[str, np.ndarray]:
    """Values and slopes: the gradients of Σ w f(x) by w and by x, at w = 1."""
    function = public()[name]
    n = sn.dim("n")
    operand, weight = sn.vector("x", n), sn.vector("w", n)
    rest = OTHER_ARGUMENTS.get(name, ())
    arguments = (1, operand) if name == "polygamma" else (operand, *rest)
    assert len(inspect.signature(function).parameters) >= len(arguments)
    model = sn.Model()
    model.define("L", sn.total(weight * function(*arguments)))
    wrt = ["w"] if name in ("sign", "step") else ["x", "w"]
    _, slopes = model.compile("L", wrt)({"x": x, "w": np.ones_like(x)})
    return {"slope": slopes.get("x", 0 * x), "value": slopes["w"]}


def _pieces(x: np.ndarray, y: np.ndarray) -> list[str]:
    """The path, broken where the curve leaves the picture or jumps."""
    low, high = Y_RANGE
    shown = (y >= low) & (y <= high)
    pieces, pen = [], False
    for place, (right, height) in enumerate(zip(x, y, strict=True)):
        rise = abs(height - y[place - 1]) if place else 0
        jumps = rise > 0.25 and rise > 5 * abs(y[place - 1] - y[max(place - 2, 0)])
        if not shown[place] or jumps:
            pen = False
        if shown[place]:
            pieces.append(f"{'L' if pen else 'M'}{_right(right):.1f} {_down(height):.1f}")
            pen = True
    return pieces


def _right(x: float) -> float:
    low, high = X_RANGE
    return WIDTH * (x - low) / (high - low)


def _down(y: float) -> float:
    low, high = Y_RANGE
    return HEIGHT * (high - y) / (high - low)
