r"""Logistic regression: one probability for each example, and Newton's method to fit it.

Should the answer be yes or no, a straight line is the wrong shape: a probability lies between zero
and one. So the weighted sum of the features goes through the sigmoid, $p = \sigma(X w)$, and the
loss is the cross-entropy between $p$ and the answers $y$. There is no formula for the best weights.
But the loss is convex, there is one valley, and Newton's method finds its floor in a few steps.
(Berkson 1944; Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, section 4.4.)
"""

import numpy as np

import symnn as sn

page = sn.Page(__doc__, uses=["networks/linear_regression"])

N, d = sn.dims("N d")  # examples, features

X = sn.matrix("X", N, d)
y = sn.vector("y", N)  # 0 or 1 for each example
w = sn.vector("w", d)

model = sn.Model()

p = model.define("p", sn.sigmoid(X @ w))
model.define("L", -sn.mean(y * sn.log(p) + (1 - y) * sn.log(1 - p)))

gradient = model.gradient("L", "w")
hessian = model.hessian("L", "w")

page.section("The gradient")
page.write(r"""
The rows of $X$ are $N$ examples with $d$ features, and $y$ holds 0 or 1 for each of them. Two
factors meet: the slope of the loss, $\frac{p - y}{p (1 - p)}$, and that of the sigmoid,
$p (1 - p)$. They cancel.
""")
page.derive(gradient)
page.write(r"""
It is the gradient of [linear regression](linear_regression.html), with $p$ in the place of
$\hat y$. An example that is answered with certainty and wrongly still pulls with full strength,
which it would not under a squared error.
""")
page.claim(model, "L", "w", r"\frac{1}{N} X^\top (p - y)")
page.claim(model, "L", "X", r"\frac{1}{N} (p - y) w^\top")
page.claim(model, "L", "y", r"-\frac{1}{N} X w")
page.claim(model, "p", "w", r"\operatorname{diag}(p \odot (1 - p)) X")

page.section("The Hessian")
page.write(r"""
In the gradient only $p$ depends on $w$. Its slope puts the variances $p (1 - p)$ of the answers in
the middle:
""")
page.claim(model, "L", ("w", "w"), r"\frac{1}{N} X^\top \operatorname{diag}(p \odot (1 - p)) X")
page.write(r"""
Along a direction $u$ the curvature is $\frac1N \sum_n p_n (1 - p_n) (X u)_n^2 \ge 0$: the loss is
convex. Often the Hessian is needed only as a factor. As a product with $u$ it costs no more than
the gradient, however many weights there are:
""")
along = model.hvp("L", "w", direction="u")
page.show(along)

page.section("Newton's method")
page.write(r"""
Each step goes to where the quadratic approximation is lowest,
$w^+ = w - H^{-1} \frac{\partial L}{\partial w}$. On 40 random examples with three features, from
$w = 0$:
""")
rng = np.random.default_rng(0)
values = {"X": rng.normal(size=(40, 3)), "y": rng.integers(2, size=40) * 1.0, "w": np.zeros(3)}
function = hessian.compile()
lengths = []
for _ in range(6):
    slope, second = function(values)
    lengths.append(float(np.linalg.norm(slope)))
    values["w"] = values["w"] - np.linalg.solve(second["w"], slope)


def power(number: float) -> str:
    """A small number with two digits."""
    digits, exponent = f"{number:.1e}".split("e")
    return rf"${digits} \cdot 10^{{{int(exponent)}}}$"


page.table(["step", "length of the gradient"], [[n, power(g)] for n, g in enumerate(lengths)])
page.write("The number of right digits doubles with every step, until there are no more.")

if __name__ == "__main__":
    print(page.text())
