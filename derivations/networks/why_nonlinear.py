r"""Why networks have to be non-linear

Layers that only weigh and add are worth no more than a single one of them, and a single one cannot
even tell whether exactly one of two switches is on. With a bend between two layers it can. That is
what [activations](activations.html) are for.
"""

import numpy as np

import symnn as sn

page = sn.Page(__doc__, uses=["networks/activations"])

page.section("Two linear layers are one")
n, m, k = sn.dims("n m k")
x = sn.vector("x", n)
V, c = sn.matrix("V", m, n), sn.vector("c", m)
W, b = sn.matrix("W", k, m), sn.vector("b", k)
linear = sn.Model()
linear.define("h", V @ x + c)
page.write(r"""
The first layer is $h = V x + c$, the second $W h + b$. Multiply out, and there is one matrix and
one vector again, however many units there were in the middle:
""")
page.equal(linear, W @ linear["h"] + b, (W @ V) @ x + (W @ c + b))
page.write("""
So it goes on for any number of layers. A deep net without bends costs more than a single layer, and
can do nothing more.
""")

page.section("No line separates exclusive or")
page.write(r"""
Exclusive or is $1$ at the points $(0, 1)$ and $(1, 0)$, and $0$ at $(0, 0)$ and $(1, 1)$. A linear
unit says *yes* where $s(u, v) = w_1 u + w_2 v + b$ is positive. Whatever its weights are, the sums
over opposite corners are the same:
""")
w1, w2, bias = sn.scalar("w_1"), sn.scalar("w_2"), sn.scalar("b")
unit = sn.Model()
for name, (u, v) in {"p": (0, 0), "q": (0, 1), "r": (1, 0), "s": (1, 1)}.items():
    unit.define(name, w1 * u + w2 * v + bias, latex=f"s({u}, {v})")
page.equal(unit, unit["q"] + unit["r"], unit["p"] + unit["s"])
page.write(r"""
Now suppose that it tells exclusive or. Then $s(0, 1) > 0$ and $s(1, 0) > 0$, so that the left side
is positive. And $s(0, 0) \le 0$ and $s(1, 1) \le 0$, so that the right side is not. But both sides
are the same number. There is no such unit, and no line that separates the two kinds of corners
(Minsky and Papert, 1969).
""")

page.section("Two hidden units do it")
page.write(r"""
One rectifier counts the switches that are on. A second one starts when both are, and is subtracted
twice:
""")
u, v = sn.scalar("u"), sn.scalar("v")
net = sn.Model()
h1 = net.define("h_1", sn.relu(u + v))
h2 = net.define("h_2", sn.relu(u + v - 1))
net.define("y", h1 - 2 * h2)
page.show(net)
corners = [(0, 0), (0, 1), (1, 0), (1, 1)]
for corner, answer in zip(corners, "0110", strict=True):
    value = net.entries(values={"u": corner[0], "v": corner[1]}).value("y")
    page.number(f"y{corner}", value, answer)

page.section("Learned")
page.write(r"""
The same can be learned: two inputs, two hidden units with $\tanh$, one output with a sigmoid, and
[cross-entropy](../probability/cross_entropy.html) as the loss. The linear unit is trained on the
same four points. The best that it can do is to say $\frac12$ everywhere, with the loss $\log 2$.
""")
N, d, h = sn.dims("N d h")
X, y = sn.matrix("X", N, d), sn.vector("y", N)


def classifier(hidden: bool) -> sn.Model:
    """A model of the loss, with a hidden layer or without."""
    made = sn.Model()
    below = X
    if hidden:
        below = made.define("H", sn.tanh(X @ sn.matrix("V", d, h) + sn.vector("c", h)))
    z = made.define("z", below @ sn.vector("w", h if hidden else d) + sn.scalar("b"))
    made.define("p", sn.sigmoid(z))
    made.define("L", sn.binary_cross_entropy_with_logits(z, y))
    return made


model = classifier(True)
gradient = model.gradient("L", ["V", "c", "w", "b"])
page.show(model, gradient)
data = {"X": np.array(corners, float), "y": np.array([0.0, 1, 1, 0])}
results = [
    sn.fit(
        classifier(hidden), "L", data=data, sizes={"h": 2} if hidden else None, epochs=400,
        optimizer=sn.Adam(0.1), seed=3, batch_size=None,
    )
    for hidden in (False, True)
]  # fmt: skip
alone, learned = results
page.at_least(r"L \text{ of the linear unit}", alone.history["loss"][-1], "0.693")
page.at_most(r"L \text{ of the 2-2-1 net}", learned.history["loss"][-1], "0.01")
page.picture(
    lambda: sn.figures.decision_boundaries(
        {
            "linear unit": lambda points: alone.evaluate("p", {"X": points}),
            "2-2-1 net": lambda points: learned.evaluate("p", {"X": points}),
        },
        data["X"],
        data["y"],
        margin=0.4,
    ),
    "What the two of them answer in the plane. The net bends the plane, and cuts it twice.",
)
page.write(
    """A bend between the layers is all that it takes. How the weights are found, by the slopes of
    the loss, is told for [one neuron](backpropagation_one_neuron.html) first."""
)

if __name__ == "__main__":
    print(page.text())
