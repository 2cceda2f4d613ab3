r"""Linear regression: one layer, squared error, and the normal equations.

A straight line through points is the smallest network: no hidden layer, no activation. Each row of
$X$ holds the $d$ features of one of $N$ examples. The prediction is a weighted sum of the features
plus a bias $b$, and the loss is half the mean of the squared errors. Everything that is asked of a
network can be answered here on paper: the gradient, the curvature, and even the best weights.
(Legendre 1805; Gauss 1809.)
"""

import sympy as sp

import symnn as sn

page = sn.Page(__doc__)

N, d = sn.dims("N d")  # examples, features
X, y = sn.matrix("X", N, d), sn.vector("y", N)
w, b = sn.vector("w", d), sn.scalar("b")

model = sn.Model()
y_hat = model.define("y_hat", X @ w + b)
e = model.define("e", y_hat - y)
L = model.define("L", sn.total(e**2) / (2 * N))

gradient = model.gradient("L", ["w", "b", "X", "y"])
hessian = model.hessian("L", "w")

page.section("The gradient")
page.write(r"""
The errors $e = \hat y - y$ are named, since all derivatives are made of them. The gradient is taken
with respect to the weights and the bias, which are learned, and also with respect to the data: it
says which example pulls how much.
""")
page.derive(gradient)
page.write("In one line each, as books have it:")
page.claim(model, "L", "w", r"\frac{1}{N} X^\top (X w + b \mathbf{1} - y)")
page.claim(model, "L", "b", r"\frac{1}{N} \mathbf{1}^\top (\hat y - y)")
page.claim(model, "L", "X", r"\frac{1}{N} (\hat y - y) w^\top")

page.section("The Hessian")
page.write(r"""
The gradient is linear in the weights, so the second derivative is a constant matrix. It is the same
wherever one stands, and whatever the targets are:
""")
page.claim(model, "L", ("w", "w"), r"\frac{1}{N} X^\top X")
page.claim(model, "L", ("w", "b"), r"\frac{1}{N} X^\top \mathbf{1}")
page.claim(model, "L", ("b", "b"), "1")
page.write(r"""
For every direction $v$ the curvature is $v^\top X^\top X v / N = \|X v\|^2 / N$, which is never
negative. The loss is a bowl: where the gradient is zero, it is smallest.
""")

page.section("The normal equations")
page.write(r"""
Setting $\partial L / \partial w = 0$ and $\partial L / \partial b = 0$ gives $d + 1$ linear
equations for $d + 1$ unknowns,
$$X^\top X w + b \, X^\top \mathbf{1} = X^\top y, \qquad
\mathbf{1}^\top X w + N b = \mathbf{1}^\top y.$$
Take the points $(0, 1)$, $(1, 3)$, $(2, 4)$. Since the loss is quadratic, a single step
$- H^{-1} \nabla L$ leads from anywhere to its lowest point. From zero it gives:
""")
xs, ys = sp.Matrix([0, 1, 2]), sp.Matrix([1, 3, 4])
ones = sp.ones(3, 1)
H = sp.Matrix.hstack(xs, ones).T * sp.Matrix.hstack(xs, ones) / 3
at_zero = -sp.Matrix.hstack(xs, ones).T * ys / 3
best = -H.LUsolve(at_zero)
page.number("w", best[0], "3/2")
page.number("b", best[1], "7/6")
page.write("The model itself agrees: there the loss is small, and its slopes are zero.")
form = model.entries(values={"X": [[0], [1], [2]], "y": [1, 3, 4], "w": [best[0]], "b": best[1]})
page.number("L", form.value("L"), "1/36")
page.number(r"\frac{\partial L}{\partial w}", form.derivation("L", "w_1").value, "0")
page.number(r"\frac{\partial L}{\partial b}", form.derivation("L", "b").value, "0")
page.write(r"""
The line $y = \frac{3}{2} x + \frac{7}{6}$ misses the points by $\frac16$, $-\frac13$ and $\frac16$.
[Logistic regression](logistic_regression.html) is the same picture with a bent output, and no
formula for the lowest point.
""")

if __name__ == "__main__":
    print(page.text())
