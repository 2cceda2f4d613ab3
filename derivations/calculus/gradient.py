r"""The gradient.

All partial derivatives of a function together, as a vector, are its *gradient*:
$\nabla f = \left(\frac{\partial f}{\partial x_1}, \dots, \frac{\partial f}{\partial x_n}\right)$.
The operator $\nabla$ makes of one function many: a direction at every place. Two facts make it the
heart of all training: it points where $f$ rises fastest, and with it $f$ is known nearby.
"""

import sympy as sp

import symnn as sn

page = sn.Page(__doc__, uses=["calculus/multivariable_chain_rule"])

page.section(
    "A hill",
    r"""The height of a hill is $f(x, y) = 4 - x^2 - \frac{y^2}{2}$. Its slopes are $-2x$ to the
    east and $-y$ to the north.""",
)
x, y = sn.scalar("x"), sn.scalar("y")
hill = sn.Model()
hill.define("f", 4 - x**2 - y**2 / 2)
page.claim(hill, "f", "x", "-2x")
page.claim(hill, "f", "y", "-y")
page.write(
    r"""At $(1, -1)$ the height is $\frac{5}{2}$ and the gradient is $(-2, 1)$. Two straight lines
    touch the surface there, one with each slope. They span a plane, the *tangent plane*: from the
    height at the point it climbs $-2$ for each step in $x$, and $1$ for each step in $y$,
    $$T(x, y) = \tfrac{5}{2} - 2 (x - 1) + (y + 1).$$
    It is to the surface what the tangent is to a curve. What it misses is of second order: here,
    exactly the squares of the steps."""
)
at = hill.entries(values={"x": 1, "y": -1})
page.number("f(1, -1)", at.value("f"), "5/2")
page.number(r"\frac{\partial f}{\partial x}", at.derivation("f", "x").value, "-2")
page.number(r"\frac{\partial f}{\partial y}", at.derivation("f", "y").value, "1")
X, Y = sp.symbols("x y", real=True)
plane = sp.Rational(5, 2) - 2 * (X - 1) + (Y + 1)
page.exact("f(x, y) - T(x, y)", 4 - X**2 - Y**2 / 2 - plane, -((X - 1) ** 2) - (Y + 1) ** 2 / 2)
page.picture(
    lambda: sn.figures.surface(4 - x**2 - y**2 / 2, (-2, 2), (-2, 2), point=(1, -1)),
    "Both tangents at $(1, -1)$, and the plane that they span.",
)

page.section(
    "The steepest way",
    r"""How fast does $f$ rise in a direction of length one, $d = (\cos\theta, \sin\theta)$? Walk
    from $p$ to $p + s d$ and differentiate by $s$. The chain rule adds a path for each input:
    the slope in the direction $d$ is the inner product $\langle \nabla f, d \rangle$. For any
    number of inputs:""",
)
n = sn.dim("n")
p, d, s = sn.vector("p", n), sn.vector("d", n), sn.scalar("s")
walk = sn.Model()
place = walk.define("q", p + s * d)
walk.define("z", sn.function("f", scalar=True)(place))
page.derive(walk.gradient("z", ["s"]))
page.write(
    r"""With an angle $\varphi$ between $d$ and the gradient this is
    $\left\|\nabla f\right\| \cos\varphi$: largest for $\varphi = 0$, in the direction of the
    gradient itself, zero across it, along the contour line, and most negative straight against it.
    On the hill at $(1, -1)$, where $\nabla f = (-2, 1)$, the best angle is where the derivative by
    $\theta$ vanishes:"""
)
angle = sp.Symbol("theta", real=True)
slope = -2 * sp.cos(angle) + sp.sin(angle)
best = sp.pi - sp.atan(sp.Rational(1, 2))
page.exact(
    r"\frac{d}{d\theta} \left(-2 \cos\theta + \sin\theta\right)",
    slope.diff(angle),
    2 * sp.sin(angle) + sp.cos(angle),
)
page.exact(
    r"\left[2 \sin\theta + \cos\theta\right]_{\theta = \pi - \arctan(1/2)}",
    slope.diff(angle).subs(angle, best),
    sp.Integer(0),
)
page.exact(
    r"\left[-2 \cos\theta + \sin\theta\right]_{\theta = \pi - \arctan(1/2)}",
    slope.subs(angle, best),
    sp.sqrt(5),
)
page.write(
    r"""That is the direction of $(-2, 1)$, and the slope is its length, $\sqrt{5}$. The gradient
    stands across the contour lines, and says which way is up:"""
)
page.picture(
    lambda: sn.figures.contours(
        4 - x**2 - y**2 / 2,
        (-2, 2),
        (-2, 2),
        arrows={r"\nabla f": ((1, -1), (-2, 1))},
        levels=[0, 1, 2, 2.5, 3, 3.5, 3.9],
    ),
    "Contour lines of the hill, and the gradient at one point of them.",
)

page.section(
    "Gradients to know",
    """In $n$ dimensions the gradient of a number by a vector is a vector of the same size. Three of
    them are met everywhere, each derived for every $n$:""",
)
a, v = sn.vector("a", n), sn.vector("x", n)
A = sn.matrix("A", n, n)
known = sn.Model()
known.define("f", a @ v)
known.define("g", v @ v)
known.define("h", v @ A @ v)
page.show(known)
page.claim(known, "f", "x", "a")
page.claim(known, "g", "x", "2x")
page.claim(known, "h", "x", r"(A + A^\top) x")
page.write(r"""The last one is $2 A x$ if $A$ is symmetric, and only then:""")
page.claim(known, "h", "x", "2 A x", expect="refuted")
symmetric = sn.Model()
symmetric.define("h", v @ A @ v)
symmetric.assume(sn.symmetric(A))
page.claim(symmetric, "h", "x", "2 A x")
page.write(
    """To make a loss smaller, walk against its gradient. That is
    [gradient descent](gradient_descent.html)."""
)

if __name__ == "__main__":
    print(page.text())
