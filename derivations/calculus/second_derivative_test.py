r"""The second derivative test.

At the top of a hill and at the bottom of a valley the tangent is level. So whoever looks for the
smallest value of a function first looks for its *critical points*, where all slopes are zero. But
not every critical point is an extremum. The second derivative, which says how the slope changes,
tells most of them apart.
"""

import sympy as sp

import symnn as sn

page = sn.Page(__doc__, uses=["calculus/gradient"])
x, y = sn.scalar("x"), sn.scalar("y")

page.section(
    "One variable",
    r"""All three functions here have a level tangent at $x = 0$. If the slope grows there, it goes
    from negative to positive: a *minimum*. If it falls, a *maximum*. If the second derivative is
    zero, the test is silent.""",
)
one = sn.Model()
one.define("f", x**2)
one.define("g", -(x**2))
one.define("h", x**3)
page.show(one)
for name, first, second in [("f", "2x", "2"), ("g", "-2x", "-2"), ("h", "3x^2", "6x")]:
    page.claim(one, name, "x", first)
    page.claim(one, name, ("x", "x"), second)
page.picture(
    lambda: sn.figures.function(
        x**2, -(x**2), x**3, over=(-1.2, 1.2), names=["x^2", "-x^2", "x^3"]
    ),
    "A minimum, a maximum, and $x^3$, which is neither.",
)
page.write(
    r"""For $x^3$ both derivatives are zero at $0$, and the point is neither: the curve comes from
    below, rests, and goes on upwards, because the slope $3x^2$ is positive on both sides. For
    $x^4$ both are zero as well, and yet it is a minimum. Zero decides nothing."""
)
X = sp.Symbol("x", real=True)
page.exact(r"\left[(x^3)''\right]_{x = 0}", (X**3).diff(X, 2).subs(X, 0), sp.Integer(0))
page.exact(r"\left[(x^4)''\right]_{x = 0}", (X**4).diff(X, 2).subs(X, 0), sp.Integer(0))

page.section(
    "Two variables",
    r"""Now there are four second derivatives, in a symmetric matrix, the *Hessian*. In the
    direction $d$ the second derivative is $d^\top H d$. If all its eigenvalues are positive, every
    direction leads up: a minimum. If all are negative, a maximum. With both signs it is a *saddle*:
    up along one direction, down along another. Take""",
)
two = sn.Model()
two.define("f", x**3 - 3 * x * y + y**3)
page.show(two)
page.claim(two, "f", "x", "3x^2 - 3y")
page.claim(two, "f", "y", "3y^2 - 3x")
page.claim(two, "f", ("x", "x"), "6x")
page.claim(two, "f", ("x", "y"), "-3")
page.claim(two, "f", ("y", "y"), "6y")
page.write(
    r"""Both slopes vanish where $y = x^2$ and $x = y^2$, so that $x = x^4$: at $(0, 0)$ and at
    $(1, 1)$. There the eigenvalues of the Hessian are"""
)
Y = sp.Symbol("y", real=True)
F = X**3 - 3 * X * Y + Y**3
critical = sorted(sp.solve([F.diff(X), F.diff(Y)], [X, Y]), key=str)
hessian = sp.hessian(F, (X, Y))
for point, values in {(0, 0): (-3, 3), (1, 1): (3, 9)}.items():
    assert point in critical, "a critical point"
    found = sorted(hessian.subs(dict(zip((X, Y), point, strict=True))).eigenvals())
    for number, (value, expected) in enumerate(zip(found, values, strict=True), 1):
        page.number(rf"\lambda_{number}{point}", value, str(expected))
page.write(
    """Both signs at the first point, which is a saddle; two positive ones at the second, which is
    a minimum, with the value $-1$."""
)
page.number("f(1, 1)", F.subs({X: 1, Y: 1}), "-1")
page.picture(
    lambda: sn.figures.surface(x**3 - 3 * x * y + y**3, (-0.8, 1.4), (-0.8, 1.4), point=(0, 0)),
    "The saddle at $(0, 0)$: its tangent plane is level and cuts the surface.",
)
page.picture(
    lambda: sn.figures.contours(
        x**3 - 3 * x * y + y**3,
        (-0.8, 1.6),
        (-0.8, 1.6),
        levels=[-0.9, -0.7, -0.4, -0.1, 0, 0.2, 0.6, 1.2, 2],
    ),
    "At a saddle two contour lines cross; around a minimum they close.",
)

page.section(
    "Any number of variables",
    r"""A quadratic function is its own second derivative: for $f = \frac{1}{2} x^\top A x$ with a
    symmetric $A$ the gradient is $A x$, zero at the origin, and the Hessian is $A$ itself, so that
    its eigenvalues decide. Near a critical point every smooth function looks like this, up to terms
    of third order.""",
)
n = sn.dim("n")
A, v = sn.matrix("A", n, n), sn.vector("x", n)
quadratic = sn.Model()
quadratic.define("f", v @ A @ v / 2)
quadratic.assume(sn.symmetric(A))
page.claim(quadratic, "f", "x", "A x")
page.claim(quadratic, "f", ("x", "x"), "A")
page.write(
    """In a loss of many weights most critical points are saddles: of thousands of directions, one
    that leads down is enough for a point not to be a minimum (Dauphin and others, 2014)."""
)

if __name__ == "__main__":
    print(page.text())
