r"""A function of several inputs.

A function of two inputs, such as $f(x, y) = s(x + y)$, has two slopes: one for a step in $x$ while
$y$ stays where it is, and one for a step in $y$ while $x$ stays. They are written with a round
$\partial$ and called partial derivatives. To find them, name what is inside: $a = x + y$. What is
left is the [chain rule](chain_rule.html).
"""

import symnn as sn

page = sn.Page(__doc__, uses=["calculus/chain_rule"])

page.section(
    "A function of a sum",
    r"""Here $s$ is any differentiable function, and $s'$ its derivative. A step in $x$ moves $a$
    by just as much, $\frac{\partial a}{\partial x} = 1$, so that all of the slope comes from
    $s$.""",
)
x, y = sn.scalar("x"), sn.scalar("y")
s = sn.function("s")
model = sn.Model()
a = model.define("a", x + y)
model.define("f", s(a))
page.derive(model.gradient("f", ["x", "y"]))
page.write(
    """Both slopes are the same: the sum does not tell its inputs apart. In one line, with the
    factor of the inner step shown:"""
)
page.claim(model, "f", "x", r"s'(a) \cdot 1")
page.claim(model, "f", "y", r"s'(x + y)")

page.section(
    "A known function in its place",
    r"""What was derived for any $s$ holds for each. The sigmoid
    $\sigma(a) = \frac{1}{1 + e^{-a}}$ is common in networks; its slope can be written in what it
    returns, $\sigma' = \sigma (1 - \sigma)$.""",
)
known = sn.Model()
a = known.define("a", x + y)
known.define("f", sn.sigmoid(a))
page.claim(known, "f", "x", r"f (1 - f)")
page.claim(known, "f", "y", r"\sigma(x + y) \left(1 - \sigma(x + y)\right)")

page.section(
    "Inputs with weights",
    r"""A neuron does not treat its inputs alike: it multiplies each by a *weight* and adds a
    *bias* $b$, before its activation $s$. Now every quantity has its own inner slope, namely
    what it is multiplied by.""",
)
x1, x2 = sn.scalar("x1"), sn.scalar("x2")
w1, w2, b = sn.scalar("w1"), sn.scalar("w2"), sn.scalar("b")
neuron = sn.Model()
z = neuron.define("z", w1 * x1 + w2 * x2 + b)
neuron.define("a", s(z))
page.show(neuron)
for name, slope in {"x1": "s'(z) w_1", "w1": "s'(z) x_1", "w2": "s'(z) x_2", "b": "s'(z)"}.items():
    page.claim(neuron, "a", name, slope)
page.picture(
    lambda: sn.figures.graph(neuron, "a", ["w1"]),
    "One way leads from the weight to the output; each arrow is a factor.",
)
page.write(
    r"""The slope for a weight is large where its input is large: a weight that nothing comes
    through makes no difference. [One neuron](../networks/backpropagation_one_neuron.html) goes
    on from here."""
)

if __name__ == "__main__":
    print(page.text())
