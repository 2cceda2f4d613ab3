r"""RMS normalisation: a vector divided by its root mean square.

Large language models leave the mean out of [layer normalisation](layer_norm.html) and keep the
scale: $\hat x = x / r$, with the root mean square $r$ of the entries of $x$. It costs less and
serves as well. One path less leads from $x$ to the loss, and the gradient has two terms instead of
three. (Zhang, Sennrich 2019, arXiv:1910.07467.)
"""

import symnn as sn

page = sn.Page(__doc__, uses=["networks/layer_norm"])

d = sn.dim("d")
x, gamma, g = sn.vector("x", d), sn.vector("gamma", d), sn.vector("g", d)
eps = sn.scalar("eps", positive=True)

model = sn.Model()
y = model.define("y", sn.rms_norm(x, gamma, eps, model=model))
model.define("L", sn.inner(g, y))

gradient = model.gradient("L", ["x", "gamma"])

page.section("The derivation")
page.write(r"""
The vector $\gamma$ is a learned scale, $\varepsilon > 0$ keeps the root away from zero, and $g$ is
the gradient that arrives from the layers above.
""")
page.derive(gradient)

page.section("A projection")
page.write(r"Put into each other: from $g \odot \gamma$ its part along $\hat x$ is taken away.")
page.claim(
    model,
    "L",
    "x",
    r"\frac{1}{r} \left( g \odot \gamma - \frac{1}{d} \hat x^\top (g \odot \gamma) \,"
    r" \hat x \right)",
)
page.claim(model, "x_hat", "x", r"\frac{1}{r} \left( I - \frac{1}{d} \hat x \hat x^\top \right)")
page.claim(model, "L", "gamma", r"g \odot \hat x")
page.write(r"""
Without $\varepsilon$ the result would not change when $x$ is multiplied by a number, so that the
gradient would stand at a right angle to $x$. With it a little is left, the product with $x$ is not
quite zero:
""")
at_input = gradient.adjoints.of(x.symbol).symbol
along = sn.inner(x, sn.Tensor(at_input[x.indices[0]], x.indices))
r, x_hat = model["r"], model["x_hat"]
page.equal(gradient.model, along, (1 - sn.inner(x_hat, x_hat) / d) * sn.inner(g * gamma, x_hat))
page.equal(model, 1 - sn.inner(x_hat, x_hat) / d, eps / r**2)
page.write(r"""
So the length of $x$ hardly learns anything, only its direction does: that keeps the scale of a deep
net where it is.
""")

if __name__ == "__main__":
    print(page.text())
