r"""Softmax regression: one probability for each class, and how the classes hang together.

With more than two classes each of them gets a score, $Z = X W + \mathbf{1} b^\top$, and softmax
makes probabilities of each row of scores, $p_k = e^{z_k} / \sum_l e^{z_l}$. The loss is the
cross-entropy. For two classes this is [logistic regression](logistic_regression.html). What is new
is the Hessian: raising the probability of one class lowers all others, so the weights of different
classes are coupled. (Bishop, Pattern Recognition and Machine Learning, section 4.3.4.)
"""

import symnn as sn

page = sn.Page(__doc__, uses=["networks/logistic_regression"])

page.section("One example", "First the scores $z$ of a single example, and its classes $y$.")
c = sn.dim("c")  # classes
z, y = sn.vector("z", c), sn.vector("y", c)

single = sn.Model()
p = single.define("p", sn.softmax(z))
ell = single.define("ell", -sn.inner(y, sn.log(p)))
single.assume(sn.Eq(sn.total(y), 1))

page.derive(single.gradient("ell", "z"))
page.write(r"""
That is short because the targets sum to one. Without that it would be $p \sum_k y_k - y$. The
Jacobian of softmax is the Hessian of the loss, too, since $y$ is constant:
""")
page.claim(single, "p", "z", r"p_i (\delta_{ij} - p_j)", at="ij")
page.claim(single, "p", "z", r"\operatorname{diag}(p) - p p^\top")
page.claim(single, "ell", "z", "p - y")
page.claim(single, "ell", ("z", "z"), r"\operatorname{diag}(p) - p p^\top")
page.write(r"""
This matrix is the covariance of a die with the probabilities $p$. It has no negative eigenvalue, so
the loss is convex; and it takes $\mathbf{1}$ to zero, because adding the same number to all scores
changes nothing.
""")
page.equal(single, sn.total(sn.diag(p) - sn.outer(p, p), axis=1), 0 * z, notation="index")

page.section("A batch", "Now $N$ examples in the rows of $X$, with the classes in the rows of $Y$.")
N, d = sn.dims("N d")
X, Y = sn.matrix("X", N, d), sn.matrix("Y", N, c)
W, b = sn.matrix("W", d, c), sn.vector("b", c)

model = sn.Model()
Z = model.define("Z", X @ W + b)
P = model.define("P", sn.softmax(Z))
L = model.define("L", -sn.mean(sn.total(Y * sn.log(P), axis=1)))
model.assume(sn.Eq(sn.total(Y, axis=1), 1))

gradient = model.gradient("L", ["W", "b", "X"])
page.derive(gradient)
page.claim(model, "L", "Z", r"\frac{1}{N} (P - Y)")
page.claim(model, "L", "W", r"\frac{1}{N} X^\top (P - Y)")
page.claim(model, "L", "b", r"\frac{1}{N} (P - Y)^\top \mathbf{1}")
page.claim(model, "L", "X", r"\frac{1}{N} (P - Y) W^\top")

page.section("The Hessian")
page.write(r"""
The second derivative by two entries of $W$ has four indices: features $a$, $b$ and classes $i$,
$j$. Each pair of classes has a block of the form $X^\top D X$, as in logistic regression, with
$p_i (1 - p_i)$ in the diagonal of $D$ for one class, and $- p_i p_j$ for two.
""")
page.claim(
    model,
    "L",
    ("W", "W"),
    r"\frac{1}{N} \sum_{n=1}^{N} X_{na} X_{nb} \, P_{ni} (\delta_{ij} - P_{nj})",
    at="aibj",
)
page.claim(
    model, "L", ("b", "b"), r"\frac{1}{N} (\operatorname{diag}(P^\top \mathbf{1}) - P^\top P)"
)
page.write(r"""
Adding one vector to all columns of $W$ changes no probability. So along these $d$ directions there
is no curvature at all: the blocks of a row add up to zero.
""")
block = sn.einsum("ni,ij->nij", P, sn.eye(c)) - sn.einsum("ni,nj->nij", P, P)
second = sn.einsum("na,nb,nij->aibj", X, X, block) / N
page.equal(model, sn.total(second, axis=3), 0 * sn.total(second, axis=3), notation="index")
page.write(r"""
The lowest point is therefore a whole plane of them. One takes the point nearest to zero, by a
little [weight decay](mixture_of_losses.html).
""")

if __name__ == "__main__":
    print(page.text())
