r"""A softmax classifier: a whole batch in matrix form

Which of $c$ classes does an example belong to? Two hidden layers bend the features, a third layer
gives a score for each class, softmax makes probabilities of the scores, and
[cross-entropy](../probability/cross_entropy.html) compares them with the truth. All $N$ examples of
a batch go through at once, one in each row of $X$. Every size is a symbol: the gradients hold for
any batch, any number of features and classes, and any widths.
"""

import symnn as sn

page = sn.Page(__doc__, uses=["networks/back_propagation", "probability/cross_entropy"])

page.section("The model")
N, d, c = sn.dims("N d c")  # examples, features, classes
h1, h2 = sn.dims("h1 h2")  # units of the hidden layers

X = sn.matrix("X", N, d)
Y = sn.matrix("Y", N, c)
W1, b1 = sn.matrix("W1", d, h1), sn.vector("b1", h1)
W2, b2 = sn.matrix("W2", h1, h2), sn.vector("b2", h2)
W3, b3 = sn.matrix("W3", h2, c), sn.vector("b3", c)

model = sn.Model()
Z1 = model.define("Z1", X @ W1 + b1)
A1 = model.define("A1", sn.tanh(Z1))
Z2 = model.define("Z2", A1 @ W2 + b2)
A2 = model.define("A2", sn.tanh(Z2))
Z3 = model.define("Z3", A2 @ W3 + b3)
P = model.define("P", sn.softmax(Z3))
model.define("L", -sn.mean(sn.total(Y * sn.log(P), axis=1)))
model.assume(sn.Eq(sn.total(Y, axis=1), 1))

page.write(r"""
Each layer has a matrix of weights, one column for each of its units, and a vector of biases; the
column $\mathbf{1}$ of ones adds the biases to every row. Softmax works on each row of scores. The
rows of $Y$ hold the classes, as a one among zeros, or as probabilities: either way a row sums to
one.
""")
page.picture(lambda: sn.figures.graph(model, "L", ["W1"]), "What is computed from what.")

page.section("All gradients")
page.write(r"""
Backward it begins with the scores, where softmax and the logarithm leave a plain difference. Then
it goes on as in every net: the error of a layer times the transposed weights, times the slope of
$\tanh$, which is $1 - A^2$ in terms of what it answered. Weights get the transposed input times the
error, a sum over the batch; biases get the sum of the rows.
""")
gradient = model.gradient("L", ["W1", "b1", "W2", "b2", "W3", "b3"])
page.derive(gradient)
page.claim(model, "L", "W3", A2.T @ (P - Y) / N)
page.claim(model, "L", "b3", r"\frac{1}{N} (P - Y)^\top \mathbf{1}")

page.section("What the targets have to do with it")
page.write(r"""
The gradient of the scores is what is believed less what is true, divided by the size of the batch.
For this the rows of $Y$ have to sum to one. Without it the formula is wrong, and one term more
says what is right:
""")
page.claim(model, "L", "Z3", r"\frac{1}{N} (P - Y)")
loose = sn.Model()
scores = sn.matrix("Z", N, c)
loose.define("P", sn.softmax(scores))
loose.define("L", -sn.mean(sn.total(Y * sn.log(loose["P"]), axis=1)))
page.claim(loose, "L", "Z", r"\frac{1}{N} (P - Y)", expect="refuted")
page.claim(loose, "L", "Z", r"\frac{1}{N} (\operatorname{diag}(Y \mathbf{1}) P - Y)")

page.section("What it costs")
page.write(r"""
Forward there is one product of matrices for each layer, backward there are two: one for its weights
and one for the layer before. So the whole gradient costs about three times as much as the loss
alone, for however many parameters. This is the code that symnn makes of it, with the arrays for
intermediate results kept from call to call:
""")
source = gradient.compile().source
page.code(source[source.index("def value_and_gradient") :])
page.write("A net of this kind [reads handwritten digits](../training/digits.html).")

if __name__ == "__main__":
    print(page.text())
