r"""A mixture of losses, with weight decay: gradients add up.

A network often has to satisfy several wishes at once: name the right class, stay close to given
scores, and keep its weights small. Each wish is a loss, and what is minimised is their weighted
sum. Since a derivative is linear, so is its gradient: each loss pulls with its own weight.
(Weight decay: Krogh, Hertz 1991. A loss of classes mixed with one of scores: Hinton, Vinyals, Dean
2015, arXiv:1503.02531.)
"""

import symnn as sn

page = sn.Page(__doc__, uses=["networks/softmax_regression"])

N, d, c = sn.dims("N d c")
X, W = sn.matrix("X", N, d), sn.matrix("W", d, c)
Y, R = sn.matrix("Y", N, c), sn.matrix("R", N, c)  # classes, and scores of a teacher
alpha, lam = sn.scalar("alpha"), sn.scalar("lambda", positive=True)

model = sn.Model()
Z = model.define("Z", X @ W)
P = model.define("P", sn.softmax(Z))
C = model.define("C", -sn.mean(sn.total(Y * sn.log(P), axis=1)))
S = model.define("S", sn.mean(sn.total((Z - R) ** 2, axis=1)) / 2)
D = model.define("D", sn.weight_decay(W))
L = model.define("L", alpha * C + (1 - alpha) * S + lam * D)
model.assume(sn.Eq(sn.total(Y, axis=1), 1))

gradient = model.gradient("L", ["W", "X", "alpha", "lambda"])

page.section("The derivation")
page.write(r"""
Of $N$ examples in the rows of $X$ the classes $Y$ are known, and the scores $R$ that a larger
network gives them. $C$ is the cross-entropy with the classes, $S$ half the mean squared distance
from the scores, and $D$ half the squared length of the weights. The number $\alpha$ mixes the first
two, and $\lambda$ says what large weights cost.
""")
page.picture(sn.figures.graph(model, "L", ["W"]), "Three paths lead from the weights to the loss.")
page.derive(gradient)

page.section("Each loss by itself")
page.claim(model, "C", "Z", r"\frac{1}{N} (P - Y)")
page.claim(model, "S", "Z", r"\frac{1}{N} (Z - R)")
page.claim(model, "D", "W", "W")
page.write("And together, with their weights:")
page.claim(
    model,
    "L",
    "W",
    r"X^\top \left( \alpha \frac{\partial C}{\partial Z}"
    r" + (1 - \alpha) \frac{\partial S}{\partial Z} \right) + \lambda W",
)
page.write(r"""
The derivatives by $\alpha$ and $\lambda$ say what a little more of each wish would cost. They are
not for descent: with them the loss would choose its own aim.
""")
page.claim(model, "L", "alpha", "C - S")
page.claim(model, "L", "lambda", "D")

page.section("Why it is called decay")
page.write(r"""
A step of gradient descent with the rate $\eta$ first makes all weights smaller by the factor
$1 - \eta \lambda$:
$$W^+ = W - \eta \frac{\partial L}{\partial W}
= (1 - \eta \lambda) W - \eta \frac{\partial E}{\partial W}, \qquad E = \alpha C + (1 - \alpha) S.$$
""")
E = model.define("E", alpha * C + (1 - alpha) * S)
page.claim(model, "L", "W", r"\frac{\partial E}{\partial W} + \lambda W")
page.write(r"""
The Hessian of $\lambda D$ is $\lambda$ times the identity. Where the losses are flat it makes them
a bowl, and [softmax regression](softmax_regression.html) has a single best point again:
""")
page.claim(model, "D", ("W", "W"), r"\delta_{ab} \delta_{ij}", at="aibj")

if __name__ == "__main__":
    print(page.text())
