r"""Classification: two rings

Points of one kind lie on an inner ring, points of the other kind on an outer one. No straight line
has all of one kind on one side. A linear classifier can do little more than guess; a small network
finds a closed curve.
"""

import numpy as np
from sklearn.datasets import make_circles

import symnn as sn

page = sn.Page(__doc__, uses=["networks/why_nonlinear", "probability/cross_entropy"])

page.section("The data")
points, kinds = make_circles(n_samples=600, noise=0.08, factor=0.45, random_state=5)
train, test = slice(0, 400), slice(400, 600)
page.write(r"""
Six hundred points, $400$ to learn from and $200$ to test with. The radii are $0.45$ and $1$, with
noise (the function `make_circles` of scikit-learn).
""")

page.section("Two classifiers")
N, d, h = sn.dims("N d h")
X, y = sn.matrix("X", N, d), sn.vector("y", N)
w, b = sn.vector("w", d), sn.scalar("b")
linear = sn.Model()
z = linear.define("z", X @ w + b)
p = linear.define("p", sn.sigmoid(z))
linear.define("L", -sn.mean(y * sn.log(p) + (1 - y) * sn.log(1 - p)))
page.write(r"""
The linear one weighs the two coordinates: $z = w_1 x_1 + w_2 x_2 + b$. Its probability for the
inner ring is $p = \sigma(z)$, and the boundary, where $p = \frac12$, is the line $z = 0$.
""")
page.show(linear)
page.claim(linear, "L", "w", r"\frac{1}{N} X^\top (p - y)")
page.claim(linear, "L", ("w", "w"), r"\frac{1}{N} X^\top \operatorname{diag}(p \odot (1 - p)) X")
page.write("""
The second derivative is never negative, so that the loss has one valley: what training finds is the
best line that there is, and it is no good. The network has a hidden layer before.
""")
V, c, v = sn.matrix("V", d, h), sn.vector("c", h), sn.vector("v", h)
model = sn.Model()
H = model.define("H", sn.tanh(X @ V + c))
z = model.define("z", H @ v + b)
p = model.define("p", sn.sigmoid(z))
model.define("L", -sn.mean(y * sn.log(p) + (1 - y) * sn.log(1 - p)))
gradient = model.gradient("L", ["V", "c", "v", "b"])
page.show(model, gradient)

page.section("Trained")
data = {"X": points[train], "y": kinds[train].astype(float)}
line = sn.fit(linear, "L", data=data, optimizer=sn.Adam(0.05), epochs=60)
net = sn.fit(model, "L", data=data, sizes={"h": 8}, optimizer=sn.Adam(0.05), epochs=60)


def accuracy(result) -> float:
    """The share of the test points that are told rightly."""
    return float(np.mean((result.evaluate("p", {"X": points[test]}) > 0.5) == kinds[test]))


page.write("""
Sixty rounds through the data for each, eight hidden units for the network. Of the points that they
have not seen they tell so many:
""")
page.at_most(r"\text{linear classifier}", accuracy(line), "0.7")
page.at_least(r"\text{network}", accuracy(net), "0.97")
page.picture(
    lambda: sn.figures.decision_boundaries(
        {
            "linear classifier": lambda at: line.evaluate("p", {"X": at}),
            "network": lambda at: net.evaluate("p", {"X": at}),
        },
        points[test],
        kinds[test],
    ),
    "The test points, and what the two classifiers say of the plane around them.",
)
page.picture(
    lambda: sn.figures.training_curves(
        {"linear": line.history["loss"], "network": net.history["loss"]}
    ),
    r"The losses while they learn. That of a coin is $\log 2 \approx 0.693$.",
)
page.write("""
The hidden units are eight lines; the output adds them up to a closed curve. With the square of the
radius as a third input the line would have been enough: features that fit the question make it
easy, and a hidden layer finds them by itself.
""")

if __name__ == "__main__":
    print(page.text())
