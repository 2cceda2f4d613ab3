r"""What a net cannot do: multiply

A network of weights and bends comes as near to any continuous function as you like, *on a bounded
set* (Cybenko, 1989; Hornik, Stinchcombe and White, 1989). Outside of what it was trained on it
promises nothing. The product $x \cdot y$ is a simple function to see it with.
"""

import numpy as np

import symnn as sn

page = sn.Page(__doc__, uses=["networks/why_nonlinear", "probability/mean_squared_error"])

page.section("Why not")
N, h = sn.dims("N h")
X, t = sn.matrix("X", N, 2), sn.vector("t", N)
V, c = sn.matrix("V", 2, h), sn.vector("c", h)
w, b = sn.vector("w", h), sn.scalar("b")
model = sn.Model()
H = model.define("H", sn.tanh(X @ V + c))
p = model.define("p", H @ w + b)
model.define("L", sn.mean((p - t) ** 2))
page.write(r"""
One hidden layer of $h$ units with $\tanh$, and the mean squared distance to the targets $t = x y$.
The two columns of $X$ are $x$ and $y$.
""")
page.show(model)
page.write(r"""
Every answer of a hidden unit lies between $-1$ and $1$. So, whatever the weights are, the net says
at most $\lVert w \rVert_1 + |b|$, and the product has no bound: the error grows beyond all limits.
With rectifiers in place of $\tanh$ the net grows, but along every ray it is a straight line in the
end, and the product along $x = y$ is $x^2$. Its second derivative is not the one that is needed
either, since along a direction $(u, v)$ that of the product is a constant:
""")
s, u, v, x, y = (sn.scalar(name) for name in "suvxy")
ray = sn.Model()
ray.define("f", (x + s * u) * (y + s * v))
page.claim(ray, "f", "s", "(x + s u) v + (y + s v) u")
page.claim(ray, "f", ("s", "s"), "2 u v")
page.write(r"and a unit $a = \tanh(s)$ has one that goes to zero on both sides:")
bend = sn.Model()
bend.define("a", sn.tanh(s))
page.claim(bend, "a", ("s", "s"), "-2 a (1 - a^2)")

page.section("Trained between −1 and 1")
random = np.random.default_rng(2)
inside = random.uniform(-1, 1, size=(1000, 2))
result = sn.fit(
    model,
    "L",
    data={"X": inside, "t": inside.prod(axis=1)},
    sizes={"h": 16},
    optimizer=sn.LBFGS(),
    epochs=150,
)


def says(at: np.ndarray) -> np.ndarray:
    """What the net answers, for points that are rows."""
    return result.evaluate("p", {"X": at})


def error(reach: float) -> float:
    """The largest error on a grid between -reach and reach."""
    line = np.linspace(-reach, reach, 41)
    grid = np.stack([axis.ravel() for axis in np.meshgrid(line, line)], axis=1)
    return float(np.abs(says(grid) - grid.prod(axis=1)).max())


page.write("""
Sixteen hidden units and a thousand points of the square from $-1$ to $1$. The largest errors in the
square, in the one twice as wide, and in the one four times as wide:
""")
page.at_most(r"\text{inside}", error(1), "0.05")
page.at_least(r"\text{up to } 2", error(2), "0.5")
page.at_least(r"\text{up to } 4", error(4), "5")
page.picture(
    lambda: sn.figures.curve_with_range(
        lambda at: at**2, lambda at: says(np.stack([at, at], axis=1)), (-1, 1), (-3, 3)
    ),
    "Along $x = y$: the square, and what the net says.",
)

page.section("What to do instead")
page.write(r"""
Give it what it needs. With a gate, a product of two numbers that the net computed, it is exact
everywhere, with two weights: $p = (w_1 x)(w_2 y)$ and $w_1 w_2 = 1$. That is one reason why gates
and [attention](attention.html), which multiply, can do what layers that only add cannot do as well.
Or take logarithms, where all numbers are positive, and add:
""")
a, d = sn.scalar("x", positive=True), sn.scalar("y", positive=True)
positive = sn.Model()
positive.define("s", sn.log(a) + sn.log(d))
page.equal(positive, sn.log(a * d), sn.log(a) + sn.log(d))
page.write("A net cannot learn outside of its data what its formula cannot say.")

if __name__ == "__main__":
    print(page.text())
