r"""Batch normalisation: each feature with mean 0 and variance 1 over the batch.

The rows of $X$ are $N$ samples, its columns $d$ features. Each column is shifted by its mean and
divided by its standard deviation, taken over the batch; $\gamma$ and $\beta$ are learned. This is
[layer normalisation](layer_norm.html) along the other axis, with a consequence that surprises:
the answer for one sample depends on all others, and so does its gradient.
(Ioffe, Szegedy 2015, arXiv:1502.03167.)
"""

import symnn as sn

page = sn.Page(__doc__, uses=["networks/layer_norm"])

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

page.section("The derivation")
page.write(r"""
The mean $\mu$, the variance $v$ and the root $s = \sqrt{v + \varepsilon}$ have an entry for each
feature. The matrix $G$ is the gradient that arrives at $Y$ from the layers above.
""")
page.derive(gradient)

page.section("As in the paper")
page.write(r"""
The paper goes the same way and gives the steps one by one. Its equation for the variance, with the
sum over the batch, and that for the input:
""")
page.claim(
    model,
    "L",
    "v",
    r"-\frac{1}{2} \sum_{n=1}^{N} G_{nj} \gamma_j (X_{nj} - \mu_j) (v_j + \varepsilon)^{-3/2}",
    at="j",
)
page.claim(
    model,
    "L",
    "X",
    r"G_{ij} \gamma_j \frac{1}{s_j} + \frac{\partial L}{\partial v_j} \frac{2 (X_{ij} - \mu_j)}{N}"
    r" + \frac{\partial L}{\partial \mu_j} \frac{1}{N}",
    at="ij",
)
page.write(r"Put into each other they give the form that is programmed, one line for all of $X$:")
page.claim(
    model,
    "L",
    "X",
    r"\frac{\gamma_j}{s_j} \left( G_{ij} - \frac{1}{N} \sum_{n=1}^{N} G_{nj}"
    r" - \frac{\hat x_{ij}}{N} \sum_{n=1}^{N} G_{nj} \hat x_{nj} \right)",
    at="ij",
)
page.claim(model, "L", "gamma", r"(G \odot \hat x)^\top \mathbf{1}")
page.claim(model, "L", "beta", r"G^\top \mathbf{1}")
page.write(r"""
The three terms are those of layer normalisation. Summed over the batch the gradient is zero in each
feature: to shift a feature of all samples alike changes nothing.
""")
at_input = gradient.adjoints.of(X.symbol).symbol
rows, columns = X.indices
page.equal(
    gradient.model, sn.total(sn.Tensor(at_input[rows, columns], (rows, columns)), axis=0), 0 * beta
)

if __name__ == "__main__":
    print(page.text())
