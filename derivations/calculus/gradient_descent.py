r"""Gradient descent.

The [gradient](gradient.html) points where a function rises fastest. To make a loss $L$ small, walk
the other way, in small steps, and look again after each one:
$$w^+ = w - \eta\, \frac{\partial L}{\partial w}.$$
The number $\eta > 0$ is the *learning rate*. This is Cauchy's method of 1847, and with one formula
for each weight and each bias it is how networks learn.
"""

import numpy as np
import sympy as sp

import symnn as sn

page = sn.Page(__doc__, uses=["calculus/gradient", "calculus/second_derivative_test"])

page.section(
    "Why the loss falls",
    r"""Let $g$ be the gradient at the weights $w$, and follow the loss along the step $w - \eta g$
    as $\eta$ grows from zero. The chain rule gives its slope by $\eta$. At $\eta = 0$, where the
    new weights $q$ are still the old ones, the gradient there is $g$ itself, and the slope is
    $-g^\top g = -\left\|g\right\|^2$: negative, unless the gradient is zero. So a small step down
    the gradient always makes the loss smaller.""",
)
n = sn.dim("n")
eta, w, g = sn.scalar("eta"), sn.vector("w", n), sn.vector("g", n)
step = sn.Model()
q = step.define("q", w - eta * g)
step.define("z", sn.function("L", scalar=True)(q))
page.derive(step.gradient("z", "eta"))

page.section(
    "A weight and a bias",
    r"""A line $y = w x + b$ is to come close to four points, $x = (-1, 0, 1, 2)$ with the targets
    $t = (-1, 1, 2, 4)$. The loss is half the mean of the squared errors.""",
)
N = sn.dim("N")
x, t = sn.vector("x", N), sn.vector("t", N)
w, b = sn.scalar("w"), sn.scalar("b")
line = sn.Model()
y = line.define("y", w * x + b)
line.define("L", sn.mean((y - t) ** 2) / 2)
data = {"x": [-1, 0, 1, 2], "t": [-1, 1, 2, 4]}
page.derive(line.gradient("L", ["w", "b"]), values=data | {"w": 0.0, "b": 0.0})
page.write(
    r"""From $w = b = 0$, with $\eta = 0.3$, the first step moves both at once; each with its own
    slope, taken before either of them has moved:"""
)
form = line.entries(sizes={"N": 4}, values=data | {"w": 0, "b": 0})
slopes = {name: form.derivation("L", name) for name in ("w", "b")}
for name, slope, moved in [("w", "-11/4", "0.825"), ("b", "-3/2", "0.450")]:
    page.number(rf"\frac{{\partial L}}{{\partial {name}}}", slopes[name].value, slope)
    page.number(f"{name}^+", -sp.Rational("0.3") * slopes[name].value, moved)


def descent(f: sn.Model, of: str, start: dict[str, float], rate: float, steps: int, **data):
    """The places of a descent, its start first."""
    function = f.compile(of, list(start))
    place, seen = dict(start), [list(start.values())]
    for _ in range(steps):
        _, gradients = function(data | place)
        place = {name: value - rate * float(gradients[name]) for name, value in place.items()}
        seen.append(list(place.values()))
    return np.array(seen)


arrays = {name: np.array(values, dtype=float) for name, values in data.items()}
path = descent(line, "L", {"w": 0.0, "b": 0.0}, 0.3, 100, **arrays)
page.write("After a hundred steps they have found the line of the least squares:")
page.number("w_{100}", path[-1, 0], "1.6000")
page.number("b_{100}", path[-1, 1], "0.7000")
squares = np.polyfit(data["x"], data["t"], 1)
page.number(r"w_{\text{least squares}}", squares[0], "1.6000")
page.number(r"b_{\text{least squares}}", squares[1], "0.7000")
loss = {"of": "L", "wrt": ("w", "b"), "values": arrays}
page.picture(
    lambda: sn.figures.surface(line, (-0.5, 3), (-1, 2), path=path[:25], **loss),
    "The loss over $w$ and $b$ is a bowl; the descent leads to its bottom.",
)
page.picture(
    lambda: sn.figures.contours(line, (-0.5, 3), (-1, 2), path=path[:25], **loss),
    "The same from above: every step stands across the contour line that it starts from.",
)

page.section(
    "How large a step",
    r"""On the parabola $f = \frac{\lambda}{2} w^2$ the gradient is $\lambda w$, so that every step
    multiplies $w$ by the same number:""",
)
lam = sn.scalar("lambda")
parabola = sn.Model()
parabola.define("f", lam * w**2 / 2)
parabola.define("v", w - eta * lam * w)
page.claim(parabola, "f", "w", r"\lambda w")
page.equal(parabola, r"w - \eta \lambda w", r"(1 - \eta \lambda) w")
page.write(
    r"""After $k$ steps $w_k = (1 - \eta\lambda)^k\, w_0$. This shrinks if
    $\eta < \frac{2}{\lambda}$, jumps from side to side for ever if $\eta = \frac{2}{\lambda}$, and
    explodes beyond. In several dimensions the largest eigenvalue of the Hessian sets the limit,
    while the smallest one sets the pace. Here is a valley with the curvatures 1 and 8; the limit is
    $\frac{2}{8} = 0.25$:"""
)
u, v = sn.scalar("x"), sn.scalar("y")
valley = sn.Model()
valley.define("f", u**2 / 2 + 4 * v**2)
page.claim(valley, "f", ("y", "y"), "8")
ways = {
    rate: descent(valley, "f", {"x": -3.0, "y": start}, rate, 15)
    for rate, start in {0.02: 1.1, 0.2: 0.3, 0.255: -0.8}.items()
}
page.table(
    ["Learning rate", "x after 15 steps", "y", "Height"],
    [
        [f"{rate}", f"${a:.4f}$", f"${c:.4f}$", f"${a**2 / 2 + 4 * c**2:.4f}$"]
        for rate, (a, c) in ((rate, way[-1]) for rate, way in ways.items())
    ],
)
page.picture(
    lambda: sn.figures.contours(
        u**2 / 2 + 4 * v**2,
        (-3.9, 1),
        (-1.6, 1.6),
        path={rf"\eta = {rate}": way for rate, way in ways.items()},
    ),
    "Too small a rate creeps, too large a one leaves the valley.",
)

page.section(
    "Local minima",
    r"""Gradient descent sees the slope under its feet, and nothing else. The function
    $f(x, y) = (x^2 - 1)^2 + \frac{3}{10} x + y^2$ has two valleys. The left one is deeper. Which
    one is found depends on the start alone.""",
)
wells = sn.Model()
wells.define("f", (u**2 - 1) ** 2 + sp.Rational(3, 10) * u + v**2)
page.claim(wells, "f", "x", r"4x(x^2 - 1) + \frac{3}{10}")
page.claim(wells, "f", "y", "2y")
page.claim(wells, "f", ("x", "x"), "12x^2 - 4")
left, right = (
    descent(wells, "f", {"x": start, "y": y}, 0.05, 200) for start, y in [(-0.2, 0.9), (0.3, 0.6)]
)
height = wells.compile("f")
ends = [("left", left, "-1.0356", "-0.3054"), ("right", right, "0.9601", "0.2941")]
for name, way, at, value in ends:
    page.number(rf"x_{{\text{{{name}}}}}", way[-1, 0], at)
    end = {"x": way[-1, 0], "y": way[-1, 1]}
    page.number(rf"f(x_{{\text{{{name}}}}}, 0)", height(end)[0], value)
page.write(
    r"""At both ends the second derivative $12 x^2 - 4$ is positive: both are minima. The right one
    is only a *local* minimum; no step from there leads down, although a better place exists."""
)
page.picture(
    lambda: sn.figures.contours(
        (u**2 - 1) ** 2 + sp.Rational(3, 10) * u + v**2,
        (-1.6, 1.6),
        (-1.1, 1.1),
        path={r"\text{global}": left, r"\text{local}": right},
    ),
    "Two starts close to each other, on both sides of the ridge.",
)
page.picture(
    lambda: sn.figures.surface(
        (u**2 - 1) ** 2 + sp.Rational(3, 10) * u + v**2,
        (-1.5, 1.5),
        (-1, 1),
        path=[left, right],
        names=("x", "y", "f"),
    ),
    "The same two descents on the surface.",
)

if __name__ == "__main__":
    print(page.text())
