"""Batch normalisation: each feature shifted and scaled to mean 0 and variance 1 over the batch.

Every sample acts on all others through the mean and the variance: three paths lead from X to the
loss, and the gradient has three terms. (Ioffe, Szegedy, arXiv:1502.03167.)
"""

import symnn as sn

N, d = sn.dims("N d")
X = sn.matrix("X", N, d)
gamma, beta = sn.vector("gamma", d), sn.vector("beta", d)  # the learned scale and shift
eps = sn.scalar("eps", positive=True)

model = sn.Model()
Y = model.define("Y", sn.batch_norm(X, gamma, beta, eps, model=model))

# Any loss will do. With Σ G ⊙ Y the matrix G is the gradient that arrives from the layers above.
G = sn.matrix("G", N, d)
model.define("L", sn.total(G * Y))

gradient = model.gradient("L", ["X", "gamma", "beta"])

if __name__ == "__main__":
    print(gradient.text())
