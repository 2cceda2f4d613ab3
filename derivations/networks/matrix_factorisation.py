"""Matrix factorisation: a table of ratings as a product of two thin matrices.

The loss is ½‖UVᵀ − R‖² with weight decay. For fixed V it is quadratic in U: its Hessian is
(VᵀV + λI) ⊗ I, one small matrix for all rows of U alike, so that every row has a linear system of
its own. That is alternating least squares: solve for U, then for V, and again.
"""

import symnn as sn

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

# The expansion ends after its second term: one step with the Hessian leads to the lowest point.
expansion = model.taylor("L", "U")

if __name__ == "__main__":
    print(gradient.text(), hessian.text(), expansion.text(), sep="\n\n")
