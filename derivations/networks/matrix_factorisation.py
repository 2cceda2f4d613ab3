r"""Matrix factorisation: a table of ratings as a product of two thin matrices.

Let $R$ hold what $n$ users think of $m$ films. If a few tastes explain it, each user is a short row
of $U$, each film a short row of $V$, and $R \approx U V^\top$. The loss is half the squared
distance with [weight decay](mixture_of_losses.html). It is not convex in both together, but for
fixed $V$ it is quadratic in $U$, and the other way round: that is alternating least squares.
(Koren, Bell, Volinsky 2009.)
"""

import symnn as sn

page = sn.Page(__doc__, uses=["networks/linear_regression", "networks/mixture_of_losses"])

n, m, r = sn.dims("n m r")  # users, films, factors

R = sn.matrix("R", n, m)
U = sn.matrix("U", n, r)
V = sn.matrix("V", m, r)
lam = sn.scalar("lam", positive=True)

model = sn.Model()

E = model.define("E", U @ V.T - R)
model.define("L", sn.total(E**2) / 2 + lam / 2 * (sn.total(U**2) + sn.total(V**2)))

gradient = model.gradient("L", ["U", "V"])
hessian = model.hessian("L", "U")

page.section("The gradient")
page.write(r"Both factors are learned. The errors $E$ are what both gradients are made of.")
page.derive(gradient)
page.claim(model, "L", "U", r"(U V^\top - R) V + \lambda U")
page.claim(model, "L", "V", r"(U V^\top - R)^\top U + \lambda V")
page.claim(model, "L", "R", r"R - U V^\top")

page.section("The Hessian")
page.write(r"""
The second derivative by two entries of $U$ is zero unless they belong to the same user, and then it
is an entry of one small matrix, the same for all users. So every user has a linear system of $r$
equations of their own:
""")
page.claim(
    model,
    "L",
    ("U", "U"),
    r"\delta_{ij} \left( \sum_k V_{ka} V_{kb} + \lambda \delta_{ab} \right)",
    at="iajb",
)
page.write("With the columns of $U$ below each other it is a Kronecker product:")
page.show(hessian)

page.section("Alternating least squares")
page.write(r"""
The expansion of the loss around any $U$ ends after its second term. It is exact, and one step with
the Hessian leads to the lowest point, $U^* = R V (V^\top V + \lambda I)^{-1}$.
""")
expansion = model.taylor("L", "U")
page.show(expansion)
page.write(r"There the gradient is zero. The inverse exists, since $\lambda > 0$.")
best = sn.Model()
B = best.define("B", sn.inverse(V.T @ V + lam * sn.eye(r)))
star = best.define("U_star", R @ V @ B)
page.show(best)
page.equal(best, (star @ V.T - R) @ V + lam * star, 0 * star)
page.write("Then the same for $V$ with this $U$, and again. The loss can only fall.")

if __name__ == "__main__":
    print(page.text())
