r"""Norms and inner products.

How long is a vector, how far apart are two of them, when do they stand at a right angle? The
*inner product* $\langle x, y \rangle = \sum_i x_i y_i$ answers all three, and there are other
lengths, *norms*, which weigh large and small entries differently. Losses and penalties are made of
norms, so that their gradients matter, and the places where they have none.
"""

import math

import numpy as np

import symnn as sn

page = sn.Page(__doc__, uses=["linear_algebra/tensors", "calculus/gradient"])
n = sn.dim("n")
x, y = sn.vector("x", n), sn.vector("y", n)

page.section(
    "Length",
    r"""The Euclidean norm $\left\|x\right\|_2 = \sqrt{\langle x, x \rangle}$ is the length that a
    ruler finds. Its square is easy to differentiate. The norm itself follows by the chain rule:
    its gradient is the vector of length one in the direction of $x$.""",
)
euclid = sn.Model()
q = euclid.define("q", sn.inner(x, x))
euclid.define("r", sn.sqrt(q))
page.derive(euclid.gradient("r", "x"), values={"x": [3.0, -4.0]})
page.claim(euclid, "r", "x", r"\frac{x}{r}")
form = euclid.entries(sizes={"n": 2}, values={"x": [3, -4]})
page.number(r"\left\|(3, -4)\right\|_2", form.value("r"), "5")
page.write(
    r"""At $x = 0$ there is no gradient: the norm rises with slope one in every direction, like the
    tip of a cone."""
)
page.picture(
    lambda: sn.figures.surface(
        sn.sqrt(sn.scalar("x") ** 2 + sn.scalar("y") ** 2), (-1, 1), (-1, 1), names=("x", "y", "r")
    ),
    "The Euclidean norm in two dimensions: a cone.",
)

page.section(
    "Angles",
    r"""Two vectors are *orthogonal* if their inner product is zero. What Pythagoras says of them
    holds in any dimension, and so does the parallelogram law, for any two vectors:""",
)
geometry = sn.Model()
geometry.define("s", sn.inner(x, y))
law = r"2 \left\|x\right\|_2^2 + 2 \left\|y\right\|_2^2"
page.equal(geometry, r"\left\|x + y\right\|_2^2 + \left\|x - y\right\|_2^2", law)
right = sn.Model()
right.define("s", sn.norm(x + y))
right.assume(sn.Eq(sn.inner(x, y), 0))
page.equal(right, r"\left\|x + y\right\|_2^2", r"\left\|x\right\|_2^2 + \left\|y\right\|_2^2")
page.write(
    r"""The part of $x$ along $y$ is $\frac{\langle x, y \rangle}{\langle y, y \rangle}\, y$. The
    rest is orthogonal to $y$:"""
)
c = geometry.define("p", sn.inner(x, y) / sn.inner(y, y) * y)
page.equal(geometry, r"y^\top (x - p)", 0)
page.claim(geometry, "s", "x", "y")

page.section(
    "Other lengths",
    r"""The 1-norm adds up the sizes of all entries: the way of a taxi along the streets. The
    *supremum norm* takes the largest of them. Between these lie the $p$-norms
    $\left\|x\right\|_p = \left(\sum_i |x_i|^p\right)^{1/p}$; as $p$ grows, the largest entry
    decides more and more.""",
)
others = sn.Model()
others.define("a", sn.norm(x, 1))
others.define("b", sn.norm(x, math.inf))
p = sn.scalar("p", positive=True)
s = others.define("s", sn.total(abs(x) ** p))
others.define("c", s ** (1 / p))
page.show(others)
at = {"x": np.array([3.0, -4.0]), "p": np.array(10.0)}
for name, order, printed in [
    ("a", "1", "7.0000"),
    ("c", "10", "4.0220"),
    ("b", r"\infty", "4.0000"),
]:
    page.number(
        rf"\left\|(3, -4)\right\|_{{{order}}}", others.compile_quantity(name)(at)[0], printed
    )
page.write(
    r"""The gradient of the 1-norm has only the signs of the entries: each is pushed as hard as any
    other, however small it is. This is why a penalty of the 1-norm makes weights exactly zero."""
)
page.claim(others, "a", "x", r"\operatorname{sign}(x)")
page.write(
    r"""The gradient of the supremum norm moves the largest entry alone. *argmax mask* is one there,
    and zero elsewhere:"""
)
page.derive(others.gradient("b", "x"))
page.write("For $p > 1$ each entry pulls with the power $p - 1$ of its size:")
page.claim(others, "c", "x", r"\frac{c}{s}\, |x|^{p - 1} \odot \operatorname{sign}(x)")
page.write(
    r"""Where an entry is zero the 1-norm has a kink, where two entries are equally large the
    supremum norm has one, and at zero all of them do. In a program the slope at a kink is a choice:
    here the sign of zero is zero, and equal maxima share."""
)
u, v = sn.scalar("x"), sn.scalar("y")
page.picture(
    lambda: sn.figures.contours(abs(u) + abs(v), (-1.2, 1.2), (-1.2, 1.2), levels=[0.25, 0.5, 1]),
    "Where the 1-norm is 1, ½ and ¼: squares on their tips, with a kink on every axis.",
)
page.picture(
    lambda: sn.figures.contours(
        (u**4 + v**4) ** 0.25, (-1.2, 1.2), (-1.2, 1.2), levels=[0.25, 0.5, 1]
    ),
    "The same for the 4-norm: on the way to the supremum norm, whose lines are squares.",
)
page.write(
    """A norm in a loss decides which errors count, and a norm of the weights which of them stay
    small: see [weight decay](../networks/mixture_of_losses.html)."""
)

if __name__ == "__main__":
    print(page.text())
