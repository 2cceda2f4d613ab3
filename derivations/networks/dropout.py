r"""Dropout: units that are left out at random.

While a network is trained, each unit is set to zero with probability $p$, anew for each example. So
no unit can rely on a certain other one. What is left is divided by $1 - p$, so that the mean stays
what it was, and afterwards nothing is left out at all.
(Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014.)
"""

import sympy as sp

import symnn as sn

page = sn.Page(__doc__, uses=["networks/linear_regression"])

page.section("The gradient")
page.write(r"""
The mask $m$ holds 1 for each unit that stays and 0 for each that goes. It is drawn outside of the
network, and for the derivative it is a constant like any input. The vector $g$ is the gradient that
arrives from the layers above.
""")
n = sn.dim("n")
x, m, g = sn.vector("x", n), sn.vector("m", n), sn.vector("g", n)
p = sn.scalar("p")

model = sn.Model()
y = model.define("y", sn.dropout(x, m, p))
model.define("L", sn.inner(g, y))

gradient = model.gradient("L", "x")
page.derive(gradient)
page.write("The way back has the same mask. What was left out learns nothing from this example.")
page.claim(model, "L", "x", r"\frac{1}{1 - p} (g \odot m)")
page.claim(model, "y", "x", r"\frac{1}{1 - p} \operatorname{diag}(m)")

page.section("The mean stays")
page.write(r"""
An entry of the mask is 1 with probability $1 - p$. So for one unit the mean and the variance of
$y = x m / (1 - p)$ are
""")
X, P = sp.symbols("x p")
states = [(0, P), (1, 1 - P)]  # what the mask may be, and how likely that is
mean = sum(chance * X * kept / (1 - P) for kept, chance in states)
square = sum(chance * (X * kept / (1 - P)) ** 2 for kept, chance in states)
page.exact(r"\mathrm{E}(y)", sp.simplify(mean), X)
page.exact(r"\mathrm{Var}(y)", sp.simplify(square - mean**2), X**2 * P / (1 - P))

page.section("A hidden penalty")
page.write(r"""
What does dropout do to [linear regression](linear_regression.html)? Take the prediction
$w^\top y$ for the target $t$. Its mean is $w^\top x$, and its variance is the sum of the variances
of the terms. So the mean of the squared error over all masks is
$$\mathrm{E}\left[ \tfrac12 (w^\top y - t)^2 \right]
= \tfrac12 (w^\top x - t)^2 + \frac{p}{2 (1 - p)} \sum_i w_i^2 x_i^2,$$
which is the squared error without dropout, and a [weight decay](mixture_of_losses.html) that is
stronger for inputs that are large.
""")
w, t = sn.vector("w", n), sn.scalar("t")
penalised = sn.Model()
e = penalised.define("e", w @ x - t)
R = penalised.define("R", p / (2 * (1 - p)) * sn.total(w**2 * x**2))
penalised.define("L", e**2 / 2 + R)
page.show(penalised)
page.claim(penalised, "L", "w", r"e x + \frac{p}{1 - p} (w \odot x \odot x)")
page.claim(penalised, "L", ("w", "w"), r"x x^\top + \frac{p}{1 - p} \operatorname{diag}(x \odot x)")
page.write(r"""
For two inputs there are four masks, and the mean over them is this, for all values:
""")
w1, w2, x1, x2, T = sp.symbols("w_1 w_2 x_1 x_2 t")
average = sum(
    c1 * c2 * ((w1 * x1 * k1 + w2 * x2 * k2) / (1 - P) - T) ** 2 / 2
    for k1, c1 in states
    for k2, c2 in states
)
formula = (w1 * x1 + w2 * x2 - T) ** 2 / 2 + P / (2 * (1 - P)) * ((w1 * x1) ** 2 + (w2 * x2) ** 2)
page.exact(r"\mathrm{E}\left[ \tfrac12 (w^\top y - t)^2 \right]", sp.simplify(average), formula)
page.write("""
Noise in the units is a penalty on the weights: on average, dropout is a regulariser.
""")

if __name__ == "__main__":
    print(page.text())
