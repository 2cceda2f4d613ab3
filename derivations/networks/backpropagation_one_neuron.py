r"""One neuron: how its cost changes with one of its weights

A neuron weighs its inputs, $z = \sum_k w_k x_k + b$, and answers $a = \sigma(z)$. The cost compares
the answer with what was wanted, $C = (a - y)^2$. A weight acts on the cost only through $z$ and
then $a$. So three slopes multiply, and that is the whole of the chain rule:

$$\frac{\partial C}{\partial w_k} = \frac{\partial z}{\partial w_k} \,
\frac{\partial a}{\partial z} \, \frac{\partial C}{\partial a}$$
"""

import symnn as sn

page = sn.Page(__doc__, uses=["calculus/chain_rule"])

page.section("One weight of two, with numbers")
page.write(r"""
The neuron has two inputs, $x = (0.5, 2)$, the weights $w = (0.8, -0.3)$ and the bias $b = 0.1$. It
should answer $y = 1$. What does it answer, and what does $w_2$ have to do with it?
""")
(n,) = sn.dims("n")
w, x = sn.vector("w", n), sn.vector("x", n)
b, y = sn.scalar("b"), sn.scalar("y")

model = sn.Model()
z = model.define("z", w @ x + b)
a = model.define("a", sn.sigmoid(z))
C = model.define("C", (a - y) ** 2)

values = {"w": [0.8, -0.3], "x": [0.5, 2.0], "b": 0.1, "y": 1}
form = model.entries(values=values)
one_weight = form.derivation("C", "w_2")
the_bias = form.derivation("C", "b")
page.show(form)
page.write("Now back from the cost to the weight, one factor after the other:")
page.show(one_weight)
page.picture(
    lambda: sn.figures.graph(one_weight),
    r"The path from $w_2$ to the cost, with the three slopes on it. Their product stands at $w_2$.",
)
page.write(r"""
The slope is negative: a larger $w_2$ makes the cost smaller. It is also twice as steep as that of
the bias, because $w_2$ acts on $z$ through $x_2 = 2$ and the bias through $1$; the other two
factors are the same.
""")
page.number(r"\frac{\partial C}{\partial w_2}", one_weight.value, "-0.523668924")
page.number(r"\frac{\partial C}{\partial b}", the_bias.value, "-0.261834462")

page.section("Any number of inputs", "The same for all weights at once, as vectors:")
gradient = model.gradient("C", wrt=["w", "b"])
page.derive(gradient, values=values)
page.write(r"""
Two of the factors belong to the neuron and not to the weight. Their product
$\partial C / \partial z = 2 (a - y)\, a (1 - a)$ is computed once, and each weight multiplies it by
its own input:
""")
page.claim(model, "C", "w", r"2 (a - y) a (1 - a) x")
page.claim(model, "C", "b", r"2 (a - y) a (1 - a)")
page.write(r"""
The factor $a (1 - a)$ is at most $\frac14$, and nearly $0$ when the neuron is sure of its answer,
be it right or wrong. Then it learns slowly. [Cross-entropy](softmax_classifier.html) as a cost does
away with this factor.
""")

if __name__ == "__main__":
    print(page.text())
