r"""Layer normalisation: a vector of activations with mean 0 and variance 1.

A layer learns more easily when its inputs have a known scale. So the activations $x$ are shifted by
their mean $\mu$ and divided by their standard deviation $s$; a learned scale $\gamma$ and shift
$\beta$ then put back what the layer needs. Every entry of the output depends on every entry of the
input: directly, through the mean, and through the variance. Three paths lead from $x$ to the loss,
and the gradient has three terms. (Ba, Kiros, Hinton 2016, arXiv:1607.06450.)
"""

import symnn as sn

page = sn.Page(__doc__)

d = sn.dim("d")

x = sn.vector("x", d)
gamma, beta = sn.vector("gamma", d), sn.vector("beta", d)  # the learned scale and shift
eps = sn.scalar("eps", positive=True)  # keeps the denominator away from zero

model = sn.Model()

mu = model.define("mu", sn.mean(x))
v = model.define("v", sn.mean((x - mu) ** 2))
s = model.define("s", sn.sqrt(v + eps))
x_hat = model.define("x_hat", (x - mu) / s)
y = model.define("y", gamma * x_hat + beta)

# Any loss will do. With ⟨g, y⟩ the vector g is the gradient that arrives from the layers above.
g = sn.vector("g", d)
model.define("L", sn.inner(g, y))

gradient = model.gradient("L", ["x", "gamma", "beta"])

page.section("Three paths")
page.write(r"""
The number $\varepsilon > 0$ keeps the denominator away from zero. The loss may be any function of
$y$. What counts is the gradient $g$ that arrives from the layers above, and $L = g^\top y$ has just
this gradient.
""")
page.picture(
    sn.figures.graph(gradient),
    r"From $x$ to the loss: directly to $\hat x$, through the mean, and through the variance.",
)
page.derive(gradient)
page.write(r"""
There are two paths into the mean, too, but the one through the variance adds nothing to
$\partial L / \partial \mu$: its slope is a sum of deviations from the mean, and that is zero.
""")
page.equal(model, sn.total(x), d * mu)

page.section("One formula")
page.write(r"""
Put into each other, the three terms are a projection. What arrives at $\hat x$ is
$g \odot \gamma$. Its mean is taken away, and so is its part along $\hat x$:
""")
page.claim(
    model,
    "L",
    "x",
    r"\frac{1}{s} \left( g \odot \gamma - \frac{1}{d} \mathbf{1}^\top (g \odot \gamma) \,"
    r" \mathbf{1} - \frac{1}{d} \hat x^\top (g \odot \gamma) \, \hat x \right)",
)
page.write("This is the form that is programmed. As a Jacobian:")
page.claim(
    model,
    "x_hat",
    "x",
    r"\frac{1}{s} \left( I - \frac{1}{d} \mathbf{1} \mathbf{1}^\top"
    r" - \frac{1}{d} \hat x \hat x^\top \right)",
)
page.write(r"""
Two directions lead nowhere, as they should. To add a number to all of $x$ changes nothing, and to
make its deviations larger by a factor changes nothing either, but for $\varepsilon$. A mistake that
is often made is to take $\mu$ and $s$ for constants. It is found:
""")
page.claim(model, "L", "x", r"\frac{1}{s} (g \odot \gamma)", expect="refuted")
page.write(r"The parameters are simple, since $y$ is linear in them:")
page.claim(model, "L", "gamma", r"g \odot \hat x")
page.claim(model, "L", "beta", "g")

if __name__ == "__main__":
    print(page.text())
