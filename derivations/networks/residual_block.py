r"""A residual block: what a layer adds to its input.

Very deep networks were hard to train until their layers were given less to do. A residual block
does not compute its output anew: it adds a correction, $y = x + f(x)$. Should nothing be gained by
the layer, it can learn $f = 0$. The gradient gets a path that no weight stands on.
(He et al. 2016, arXiv:1512.03385.)
"""

import symnn as sn

page = sn.Page(__doc__, uses=["networks/back_propagation"])

page.section("One block")
page.write(r"""
The correction is a layer of $n$ rectified units and a linear layer back to the length $d$ of $x$.
The vector $g$ is the gradient that arrives from the layers above.
""")
n, d = sn.dims("n d")
x, g = sn.vector("x", d), sn.vector("g", d)
W, b = sn.matrix("W", n, d), sn.vector("b", n)
V = sn.matrix("V", d, n)

model = sn.Model()
z = model.define("z", W @ x + b)
y = model.define("y", sn.residual(x, lambda x: V @ sn.relu(z)))
model.define("L", sn.inner(g, y))

gradient = model.gradient("L", ["W", "b", "V", "x"])
page.derive(gradient)
page.write(r"""
The gradient by the input is $g$ itself, whole, and what comes back through the weights. As a
Jacobian it is the identity and a correction:
""")
page.claim(model, "y", "x", r"I + V \operatorname{diag}(\mathbb{1}[z > 0]) \, W")
page.claim(model, "L", "x", r"g + W^\top \left( (V^\top g) \odot \mathbb{1}[z > 0] \right)")
page.claim(model, "L", "W", r"\left( (V^\top g) \odot \mathbb{1}[z > 0] \right) x^\top")
page.claim(model, "L", "V", r"g \operatorname{ReLU}(z)^\top")

page.section("Many blocks")
page.write(r"""
Now any number of blocks, each with a correction $f$ of one smooth kind. The gradient of every
block is the one after it and a little more.
""")
depth = sn.dim("D")
l = sn.label("l", depth)  # noqa: E741 (the letter of the textbook)
a, s = sn.family("x", l, d, raised="()"), sn.family("z", l, d, raised="()")
U, c = sn.family("U", l, d, d, raised="()"), sn.family("c", l, d, raised="()")

deep = sn.Model()
deep.define(s[l], U[l] @ a[l - 1] + c[l])
deep.define(a[l], a[l - 1] + sn.tanh(s[l]))
deep.define("L", sn.inner(g, a[depth]))
through_all = deep.gradient("L", ["U", "c", "x^(0)"])
page.derive(through_all)
page.write(r"""
For two blocks the Jacobian is a product of two sums, here proved for all $d$:
""")
two = deep.unrolled(D=2)
page.claim(
    two,
    "x^(2)",
    "x^(0)",
    r"(I + \operatorname{diag}(1 - \tanh(z^{(2)}) \odot \tanh(z^{(2)})) U^{(2)})"
    r" (I + \operatorname{diag}(1 - \tanh(z^{(1)}) \odot \tanh(z^{(1)})) U^{(1)})",
)
page.write(r"""
Multiplied out it has four terms, one for each set of blocks that are passed through, and the
shortest one is $I$. A plain network has only the longest, and small factors make it vanish, as in
[a recurrent network](simple_rnn.html).
""")

if __name__ == "__main__":
    print(page.text())
