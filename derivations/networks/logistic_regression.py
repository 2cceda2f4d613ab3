"""Logistic regression: one probability for each example, and Newton's method to fit it.

The gradient is Xᵀ(p − y)/N and the Hessian XᵀDX/N, with the variances p(1 − p) in the diagonal of
D. They are positive, so that the loss is convex: there is one valley, and Newton's method finds it.
"""

import symnn as sn

N, d = sn.dims("N d")  # examples, features

X = sn.matrix("X", N, d)
y = sn.vector("y", N)  # 0 or 1 for each example
w = sn.vector("w", d)

model = sn.Model()

p = model.define("p", sn.sigmoid(X @ w))
model.define("L", sn.mean(-y * sn.log(p) - (1 - y) * sn.log(1 - p)))

gradient = model.gradient("L", "w")
hessian = model.hessian("L", "w")

# Conjugate gradients need the Hessian only as a factor: along a direction u it is as cheap as the
# gradient, however many weights there are.
along = model.hvp("L", "w", direction="u")

if __name__ == "__main__":
    print(gradient.text(), hessian.text(), along.text(), sep="\n\n")
