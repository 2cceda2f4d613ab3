r"""The chain rule in several variables.

A point moves on a landscape: at the time $t$ it is at $(x(t), y(t))$, and its height is
$z = f(x(t), y(t))$. In a short time both coordinates change, and each change lifts or lowers $z$
by its own slope. *Along every path from $t$ to $z$ the slopes multiply, and the paths add up.*
"""

import symnn as sn

page = sn.Page(__doc__, uses=["calculus/chain_rule", "calculus/partial_derivatives"])

page.section(
    "Two paths",
    r"""Here $x$, $y$ and $f$ are any differentiable functions; $u$ and $v$ are the places that $x$
    and $y$ lead to, and $\partial_1 f$, $\partial_2 f$ the partial derivatives of $f$ by its first
    and second input.""",
)
t = sn.scalar("t")
rule = sn.Model()
u = rule.define("u", sn.function("x")(t))
v = rule.define("v", sn.function("y")(t))
rule.define("z", sn.function("f", scalar=True)(u, v))
page.derive(rule.gradient("z", "t"))

page.section(
    "A walk in a circle",
    r"""The point $(\cos t, \sin t)$ goes around the unit circle; the height is $z = x^2 y$. At
    $t = 1$ the two paths contribute with different signs: the point moves west, where the
    landscape falls, and north, where it rises.""",
)
circle = sn.Model()
x = circle.define("x", sn.cos(t))
y = circle.define("y", sn.sin(t))
circle.define("z", x**2 * y)
numbers = circle.entries(values={"t": 1})
slope = numbers.derivation("z", "t")
page.show(numbers, slope)
page.picture(
    lambda: sn.figures.graph(slope), "Both paths from $t$ to $z$, with the slope of every step."
)
page.write("As a formula for all $t$; leaving one path out is the most common mistake:")
page.claim(circle, "z", "t", r"-2 \cos(t) \sin^2(t) + \cos^3(t)")
page.claim(circle, "z", "t", r"-2 \cos(t) \sin^2(t)", expect="refuted")
page.number(r"\frac{\partial z}{\partial t}", slope.value, "-0.607418796")

page.section(
    "Many inputs, many outputs",
    r"""For $g$ from $\mathbb{R}^n$ to $\mathbb{R}^m$ the slopes form a matrix with $m$ rows and $n$
    columns, the *Jacobian* $Dg$: one row for each output, one column for each input. If
    $u = g(x)$ and $y = f(u)$, then a path from the input $x_j$ to the output $y_i$ leads through
    one of the $u_k$, and adding up all paths is a product of matrices:
    $$\frac{\partial y_i}{\partial x_j}
    = \sum_k \frac{\partial y_i}{\partial u_k} \frac{\partial u_k}{\partial x_j},
    \qquad D(f \circ g) = Df \cdot Dg.$$
    Here are two layers of a network with any activations $g$ and $f$. First in index form, every
    sum written out:""",
)
n, m, q = sn.dims("n m q")
W, V, x = sn.matrix("W", m, n), sn.matrix("V", q, m), sn.vector("x", n)
layers = sn.Model()
u = layers.define("u", sn.function("g")(W @ x))
layers.define("y", sn.function("f")(V @ u))
jacobian = layers.jacobian("y", "x")
page.derive(jacobian, "index")
page.write("The same in matrix form. The sum has become a product:")
page.derive(jacobian, "matrix")
page.claim(layers, "y", "u", r"\operatorname{diag}(f'(V u)) V")
page.claim(layers, "u", "x", r"\operatorname{diag}(g'(W x)) W")
page.claim(layers, "y", "x", r"\operatorname{diag}(f'(V u)) V \operatorname{diag}(g'(W x)) W")
page.write(
    r"""The order of the factors matters now: $Dg \cdot Df$ does not even have fitting sizes, unless
    $q = n$. A network with more layers has more factors.
    [Back-propagation](../networks/back_propagation.html) is the way to multiply them from the left,
    where there is one output: so a vector meets a matrix each time, and never a matrix a matrix."""
)

if __name__ == "__main__":
    print(page.text())
