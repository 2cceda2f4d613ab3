r"""Pooling: a window of numbers becomes one, its mean or its largest.

After a [convolution](convolutional_network.html) neighbours say much the same. Pooling keeps one
number for each window: the mean, or the largest. It has no weights and so nothing to learn, but the
gradient has to get back through it. The mean shares the gradient among its window; the maximum
hands all of it to the winner. (LeCun, Bottou, Bengio, Haffner 1998.)
"""

import numpy as np
import sympy as sp

import symnn as sn

page = sn.Page(__doc__, uses=["networks/convolutional_network"])

page.section("The mean of each window")
page.write(r"""
Let $x$ have $2n$ entries, and let a window be two neighbours. The vector $g$ is the gradient that
arrives at the means $y$ from the layers above.
""")
n, m = sn.dims("n m")
x, g = sn.vector("x", 2 * n), sn.vector("g", n)
model = sn.Model()
y = model.define("y", sn.avg_pool1d(x, 2))
model.define("L", sn.inner(g, y))
gradient = model.gradient("L", "x")
page.derive(gradient, notation="index")
page.write(r"""
The delta picks for each entry the one window that it is in. With the windows as the rows of a
matrix $X$, here of any length $m$, there is a matrix form, and it says the same at a glance: every
entry of a window gets the same share.
""")
X = sn.matrix("X", n, m)
rows = sn.Model()
rows.define("y", sn.mean(X, axis=1))
rows.define("L", sn.inner(g, rows["y"]))
page.show(rows)
page.claim(rows, "L", "X", r"\frac{1}{m} g \mathbf{1}^\top")

page.section("The largest of each window")
page.write(r"""
Again windows of two, with the first entries in $a$ and the second ones in $b$. Where they are equal
there is a kink, and no slope; everywhere else the larger one gets all:
""")
a, b = sn.vector("a", n), sn.vector("b", n)
pairs = sn.Model()
pairs.define("y", sn.maximum(a, b))
pairs.define("L", sn.inner(g, pairs["y"]))
page.show(pairs)
page.claim(pairs, "L", "a", r"g \odot \mathbb{1}[a > b]")
page.claim(pairs, "L", "b", r"g \odot \mathbb{1}[b > a]")
page.write("Nothing is lost on the way back:")
page.claim(pairs, "L", "b", r"g - \frac{\partial L}{\partial a}")
page.write(r"""
Now an image of $2n \times 2n$ pixels, and windows of $2 \times 2$. Where the largest pixel of a
window stands is said by a mask, $\operatorname{argmax\,mask}$: it is 1 there and 0 elsewhere.
""")
image, G = sn.matrix("X", 2 * n, 2 * n), sn.matrix("G", n, n)
largest = sn.Model()
Y = largest.define("Y", sn.max_pool2d(image, 2))
largest.define("L", sn.total(G * Y))
page.derive(largest.gradient("L", "X"), notation="index")

page.section("An image of four by four pixels")
page.write(r"""
Its four windows have two pixels each way. The gradient that arrives is 1 for each of them:
""")
pixels = np.array([[1.0, 3, 2, 0], [4, 2, 1, 5], [0, 1, 7, 2], [2, 6, 3, 8]])
arrays = {"X": pixels, "G": np.ones((2, 2))}
_, found = largest.gradient("L", "X").compile()(arrays)
page.table(
    ["image", "gradient"],
    [[" ".join(f"{p:.0f}" for p in above), " ".join(f"{p:.0f}" for p in below)]
     for above, below in zip(pixels, found["X"], strict=True)],
)  # fmt: skip
page.number(r"\frac{\partial L}{\partial X_{21}}", sp.Rational(found["X"][1, 0]), "1")
page.number(r"\frac{\partial L}{\partial X_{11}}", sp.Rational(found["X"][0, 0]), "0")
page.number(r"\sum_{i,j} \frac{\partial L}{\partial X_{ij}}", sp.Rational(found["X"].sum()), "4")
page.write(r"""
Where two entries tie, the convention here is that they share the gradient; PyTorch gives it to the
first. Any way of sharing is as good as any other: it lies between the slopes on both sides.
""")

if __name__ == "__main__":
    print(page.text())
