r"""Back-propagation: the gradient of a net of any depth

Layer $l$ weighs what the layer below it says, $z^l = W^l a^{l-1} + b^l$, and answers
$a^l = \sigma(z^l)$. The input is $a^0$. The cost $C$ depends on the last answer $a^L$ alone, in
whatever way. How many layers there are, how many units each of them has, which function $\sigma$ is
and which cost $C$: all of that is left open, and the gradient is four equations.
"""

from pathlib import Path

import symnn as sn

page = sn.Page(__doc__, uses=["networks/backpropagation_one_neuron"])

page.section("The net")
L = sn.dim("L")
l = sn.label("l", L)  # noqa: E741 (the letter of the textbook)
n = sn.sizes("n", l)  # layer l has n_l units

W = sn.family("W", l, n[l], n[l - 1], raised=True)
b, z, a = (sn.family(name, l, n[l], raised=True) for name in "bza")
sigma = sn.function("σ", latex=r"\sigma")
cost = sn.function("C", scalar=True)

model = sn.Model()
model.define(z[l], W[l] @ a[l - 1] + b[l])
model.define(a[l], sigma(z[l]))
model.define("C", cost(a[L]))

page.write(r"""
Layer $l$ has $n_l$ units, so that $W^l$ has $n_l$ rows and $n_{l-1}$ columns. One equation stands
for all layers:
""")
page.show(model)

page.section("The four equations")
page.write(r"""
Write $\delta^l$ for $\partial C / \partial z^l$, the *error* of layer $l$: what a small change of
its sums does to the cost. The error of the last layer comes from the cost. The error of every other
layer comes from the one above it, through the transposed weights. Bias and weights get theirs from
the error of their own layer:
""")
# The derivatives by a are put in, so that δ follows from δ of the layer above.
gradient = model.gradient("C", wrt=["b", "W"], eliminate=["a"])
page.show(gradient)
page.write("The same with every index written out:")
page.show(gradient, notation="index")
page.write(r"""
The sign $\odot$ multiplies entry by entry. These are the equations BP1 to BP4 of Michael Nielsen's
*Neural Networks and Deep Learning* (2015, chapter 2), after Rumelhart, Hinton and Williams (1986).
Each error is computed once, from the last layer to the first, and a step back costs what a step
forward does: that is why deep nets can be trained.
""")

page.section("How they are derived")
page.write(r"""
Here for layers of $m$ units each, with half the squared distance to a target $y$ as the cost, and
with the sigmoid, whose slope is $\sigma' = \sigma (1 - \sigma)$:
""")
m = sn.dim("m")
V = sn.family("W", l, m, m, raised=True)
d, u, v = (sn.family(name, l, m, raised=True) for name in "bza")
squared = sn.Model()
squared.define(u[l], V[l] @ v[l - 1] + d[l])
squared.define(v[l], sn.sigmoid(u[l]))
squared.define("C", sn.total((v[L] - sn.vector("y", m)) ** 2) / 2)
page.derive(squared.gradient("C", wrt=["b", "W"], eliminate=["a"]))

page.section("As a paper states them")
page.write("""
The file `back_propagation.tex` says the same in LaTeX, about every layer, and about layers of any
widths. `symnn check` reads it, and judges each claim for all layers of a net of three:
""")
page.paper(Path(__file__).with_suffix(".tex"))

page.section("What the four equations say")
page.write(r"""
An input that is zero gives its weight no slope, by the fourth equation: such a weight does not
learn from this sample. A unit whose $\sigma'$ is nearly zero passes no error on, by the second:
everything below it learns slowly. Through many layers the factors $(W^l)^\top$ and $\sigma'$
multiply, and the error vanishes or explodes. [Other functions](activations.html) than the sigmoid,
[normalised layers](layer_norm.html) and [shortcuts](residual_block.html) are the answers to that.
""")

if __name__ == "__main__":
    print(page.text())
