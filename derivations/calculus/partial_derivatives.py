r"""Partial derivatives.

A function of two inputs is a landscape: $f(x, y)$ is the height at the place $(x, y)$. Walk east
and only $x$ changes; walk north and only $y$ does. Each walk is a curve of one variable, and its
slope is a *partial derivative*: a limit as before, with all other inputs held where they are,
$$\frac{\partial f}{\partial x} = \lim_{h \to 0} \frac{f(x + h, y) - f(x, y)}{h}, \qquad
\frac{\partial f}{\partial y} = \lim_{h \to 0} \frac{f(x, y + h) - f(x, y)}{h}.$$
"""

import math

import sympy as sp

import symnn as sn

page = sn.Page(__doc__, uses=["calculus/limit_definition", "calculus/several_inputs"])

page.section(
    "Two slopes at every place",
    r"""Take $f(x, y) = x \sin(y)$. For a step in $x$ the factor $\sin(y)$ is a constant; for a step
    in $y$ the factor $x$ is. The limits say so:""",
)
X, Y, H = sp.symbols("x y h", real=True)
F = X * sp.sin(Y)
page.exact(
    r"\lim_{h \to 0} \frac{(x + h) \sin(y) - x \sin(y)}{h}",
    sp.limit((F.subs(X, X + H) - F) / H, H, 0),
    sp.sin(Y),
)
page.exact(
    r"\lim_{h \to 0} \frac{x \sin(y + h) - x \sin(y)}{h}",
    sp.limit((F.subs(Y, Y + H) - F) / H, H, 0),
    X * sp.cos(Y),
)
x, y = sn.scalar("x"), sn.scalar("y")
model = sn.Model()
model.define("f", x * sn.sin(y))
page.derive(model.gradient("f", ["x", "y"]))
page.claim(model, "f", "x", r"\sin y")
page.claim(model, "f", "y", r"x \cos y")

page.section(
    "The same by numbers",
    r"""At $x = 2$, $y = 1$, with the step $h = 10^{-4}$ to each side, the quotients agree with the
    formulas in all digits that are printed:""",
)


def f(x: float, y: float) -> float:
    """The function of this page."""
    return x * math.sin(y)


h = 1e-4
page.number(r"\sin(1)", sp.sin(1), "0.8414710")
page.number(
    r"\frac{f(2 + h,\, 1) - f(2 - h,\, 1)}{2h}", (f(2 + h, 1) - f(2 - h, 1)) / 2 / h, "0.8414710"
)
page.number(r"2 \cos(1)", 2 * sp.cos(1), "1.0806046")
page.number(
    r"\frac{f(2,\, 1 + h) - f(2,\, 1 - h)}{2h}", (f(2, 1 + h) - f(2, 1 - h)) / 2 / h, "1.0806046"
)
page.picture(
    lambda: sn.figures.surface(x * sn.sin(y), (0, 3), (-1, 3), point=(2, 1)),
    r"The landscape $x \sin(y)$ at $(2, 1)$: one tangent to the east, one to the north.",
)

page.section(
    "A loss",
    r"""Training a network begins with these slopes: how does the loss change with each weight,
    the others held? Here $L = w_1^2 + 3 w_2 + 5$. The terms without $w_1$ are constants for
    $w_1$, and fall away.""",
)
w1, w2 = sn.scalar("w1"), sn.scalar("w2")
loss = sn.Model()
loss.define("L", w1**2 + 3 * w2 + 5)
page.derive(loss.gradient("L", ["w1", "w2"]))
page.claim(loss, "L", "w1", "2 w_1")
page.claim(loss, "L", "w2", "3")
page.write("A constant that did not fall away, and a slope that belongs to the other weight:")
page.claim(loss, "L", "w1", "2 w_1 + 5", expect="refuted")
page.claim(loss, "L", "w2", "2 w_1 + 3", expect="refuted")

page.section(
    "Twice",
    """A partial derivative is a function of both inputs again, and has slopes itself. For smooth
    functions the order does not matter (Schwarz's theorem):""",
)
page.claim(model, "f", ("x", "y"), r"\cos y")
page.claim(model, "f", ("y", "x"), r"\cos y")
page.claim(model, "f", ("x", "x"), "0")
page.claim(model, "f", ("y", "y"), r"-x \sin y")
page.write(
    """All partial derivatives together, as a vector, are the [gradient](gradient.html); the second
    ones, as a matrix, tell [minima from saddles](second_derivative_test.html)."""
)

if __name__ == "__main__":
    print(page.text())
