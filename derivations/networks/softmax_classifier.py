"""A classifier with two hidden layers, for a whole batch at once.

N examples with d features each stand in the rows of X; the rows of Y hold their classes, as ones
and zeros or as probabilities. Every size is a symbol: the gradients below hold for any batch, any
number of features and classes, and any widths.
"""

import symnn as sn

N, d, c = sn.dims("N d c")  # examples, features, classes
h1, h2 = sn.dims("h1 h2")  # units of the hidden layers

X = sn.matrix("X", N, d)
Y = sn.matrix("Y", N, c)

# Each layer has a matrix of weights, one column for each of its units, and a vector of biases.
W1, b1 = sn.matrix("W1", d, h1), sn.vector("b1", h1)
W2, b2 = sn.matrix("W2", h1, h2), sn.vector("b2", h2)
W3, b3 = sn.matrix("W3", h2, c), sn.vector("b3", c)

model = sn.Model()

# Two hidden layers: an affine map, then a squashing function, entry by entry.
Z1 = model.define("Z1", X @ W1 + b1)
A1 = model.define("A1", sn.tanh(Z1))
Z2 = model.define("Z2", A1 @ W2 + b2)
A2 = model.define("A2", sn.tanh(Z2))

# The output layer gives one score for each class; softmax turns every row of scores into
# probabilities.
Z3 = model.define("Z3", A2 @ W3 + b3)
P = model.define("P", sn.softmax(Z3))

# The loss is the cross-entropy between the targets and the probabilities, averaged over the batch.
model.define("L", -sn.mean(sn.total(Y * sn.log(P), axis=1)))

# The targets of an example are probabilities, too. This is why the gradient of the scores is as
# simple as (P − Y)/N; without it, it is not.
model.assume(sn.Eq(sn.total(Y, axis=1), 1))

gradient = model.gradient("L", ["W1", "b1", "W2", "b2", "W3", "b3"])

if __name__ == "__main__":
    print(gradient.text())
