r"""Mean squared error: a line through points

The points $(x_i, y_i)$ lie near a line, and the line $y = Mx + B$ is wanted. How well one does is
said by the mean of the squared errors. Its gradient leads to the best line, and so do two linear
equations that Legendre and Gauss knew (1805, 1809).
"""

import numpy as np

import symnn as sn

page = sn.Page(__doc__, uses=["calculus/gradient"])

page.section("The gradient")
(N,) = sn.dims("N")
x, y = sn.vector("x", N), sn.vector("y", N)
M, B = sn.scalar("M"), sn.scalar("B")
model = sn.Model()
p = model.define("p", M * x + B)
L = model.define("L", sn.mean((p - y) ** 2))
gradient = model.gradient("L", ["M", "B"])
page.derive(gradient)
page.write(
    "The slope by $B$ is twice the mean error; the one by $M$ weighs every error with its $x$:"
)
page.claim(model, "L", "M", r"\frac{2}{N} \sum_{i=1}^{N} (M x_i + B - y_i) x_i")
page.claim(model, "L", "B", r"\frac{2}{N} \sum_{i=1}^{N} (M x_i + B - y_i)")

page.section("The normal equations")
page.write(r"""
At the best line both are zero. The same in general, for any number of features: the rows of $X$ are
the samples, with a one in each of them for the bias, and $w$ holds the weights.
""")
(d,) = sn.dims("d")
X, w = sn.matrix("X", N, d), sn.vector("w", d)
linear = sn.Model()
linear.define("L", sn.mean((X @ w - y) ** 2))
page.claim(linear, "L", "w", r"\frac{2}{N} X^\top (X w - y)")
page.claim(linear, "L", ("w", "w"), r"\frac{2}{N} X^\top X")
page.write(r"""
The gradient is zero where $X^\top X w = X^\top y$, the normal equations: the errors are orthogonal
to every column of $X$. The second derivative does not depend on $w$ and is never negative: one
valley, and one lowest point if the columns of $X$ are independent.
""")

page.section("Forty points")
page.write(r"""
Points on the line $y = \frac32 x - \frac12$, with errors of about $0.3$. The normal equations are
two equations for $M$ and $B$. [Gradient descent](../calculus/gradient_descent.html), which knows
nothing of them, comes to the same line.
""")
random = np.random.default_rng(4)
data = {"x": random.uniform(-1, 3, 40)}
data["y"] = 1.5 * data["x"] - 0.5 + 0.3 * random.normal(size=40)
columns = np.stack([data["x"], np.ones(40)], axis=1)
M_best, B_best = np.linalg.solve(columns.T @ columns, columns.T @ data["y"])

step = model.training_step("L", ["M", "B"], sn.SGD(0.1))
params = {"M": np.array(-1.0), "B": np.array(2.0)}
path = [(-1.0, 2.0)]
for _ in range(500):
    step(params, data)
    path.append((float(params["M"]), float(params["B"])))
page.number("M", M_best, "1.585191311")
page.number("B", B_best, "-0.588490444")
page.number("M_{500}", path[-1][0], "1.585191311")
page.number("B_{500}", path[-1][1], "-0.588490444")
page.picture(
    lambda: sn.figures.contours(
        model, (-1.5, 3), (-2, 2.5), of="L", wrt=("M", "B"), values=data, path=path[:61]
    ),
    "The error as a function of $M$ and $B$, and the path of gradient descent to the best line.",
)
page.picture(
    lambda: sn.figures.curve_with_range(
        lambda at: 1.5 * at - 0.5,
        lambda at: M_best * at + B_best,
        (-1, 3),
        points=(data["x"], data["y"]),
    ),
    "The line on which the points were made, and the one that was found.",
)
page.write("""
Why squares? If the errors are normally distributed, the line with the smallest mean squared error
is the one under which the data are most probable: up to constants, the mean squared error is a
[cross-entropy](cross_entropy.html).
""")

if __name__ == "__main__":
    print(page.text())
