"""Layer normalisation: a vector of activations, shifted and scaled to mean 0 and variance 1.

Every entry of the output depends on every entry of the input, directly and through the mean and the
variance. Three paths lead from x to the loss, and the gradient has three terms.
"""

import symnn as sn

(d,) = sn.dims("d")

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

if __name__ == "__main__":
    print(gradient.text())
