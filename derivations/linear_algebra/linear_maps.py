r"""Linear maps, determinants, inverses.

A matrix acts on vectors: $x \mapsto A x$. It keeps sums and multiples, and so it sends straight
lines to straight lines and squares to parallelograms. How much larger these are is the
*determinant*; the way back is the *inverse*. Both can be differentiated by every entry of the
matrix at once.
"""

import numpy as np

import symnn as sn

page = sn.Page(__doc__, uses=["linear_algebra/tensors"])
m, n, p = sn.dims("m n p")

page.section(
    "A product is a composition",
    r"""First apply $B$, then $A$: the result is what the one matrix $A B$ does. This is why
    products of matrices are defined as they are.""",
)
A, B = sn.matrix("A", m, n), sn.matrix("B", n, p)
x, y, s = sn.vector("x", p), sn.vector("y", p), sn.scalar("s")
composed = sn.Model()
composed.define("u", A @ (B @ x))
composed.define("v", B @ (s * x + y))
page.show(composed)
page.equal(composed, "A (B x)", "(A B) x")
page.equal(composed, "B (s x + y)", "s B x + B y")
page.claim(composed, "u", "x", "A B")

page.section(
    "The determinant",
    r"""The columns of a 2×2 matrix are where the corners of the unit square go. The area of the
    parallelogram between them, negative if it is turned over, is $\det A = a d - b c$. Its slope by
    one entry is the entry across, with a sign:""",
)
small = sn.Model()
square = sn.matrix("A", 2, 2, entries=[["a", "b"], ["c", "d"]])
small.define("V", sn.det(square))
form = small.entries()
page.show(form)
for name, slope in {"a": "d", "b": "-c", "c": "-b", "d": "a"}.items():
    page.claim(form.model, "V", name, slope)
corners = [[2, 1], [1, 3]]
numbers = small.entries(values={"A": corners})
page.number(r"\det \begin{pmatrix} 2 & 1 \\ 1 & 3 \end{pmatrix}", numbers.value("V"), "5")
page.write(
    r"""In $n$ dimensions these slopes are the cofactors, and the cofactors are the entries of the
    transposed inverse times the determinant. That is Jacobi's formula (1841). For the logarithm of
    the determinant, which the density of a normal distribution needs, the factor falls away.""",
)
M = sn.matrix("A", n, n)
general = sn.Model()
general.define("V", sn.det(M))
general.define("L", sn.logdet(M))
page.derive(general.gradient("V", "A"))
page.claim(general, "V", "A", r"\det(A)\, A^{-\top}")
page.claim(general, "L", "A", r"A^{-\top}")
page.claim(general, "V", "A", r"\det(A)\, A^{-1}", expect="refuted")
page.write(
    """The last line forgot the transpose, which does not matter for symmetric matrices, and does
    for all others."""
)

page.section(
    "The inverse",
    r"""For numbers, $\left(\frac{1}{a}\right)' = -\frac{1}{a^2}$. For matrices the two factors
    stand on both sides. The reason is the product rule: $A A^{-1} = I$ does not change, so that
    $dA\, A^{-1} + A\, d(A^{-1}) = 0$, and
    $$d(A^{-1}) = -A^{-1}\, dA\, A^{-1}.$$
    Entry by entry this has four indices:""",
)
inverse = sn.Model()
inverse.define("X", sn.inverse(M))
page.derive(inverse.jacobian("X", "A"), "index")
page.equal(inverse, "A X", sn.eye(n))
page.write(
    r"""In a loss one does not need all four. If $L = b^\top A^{-1} c$, the gradient is an outer
    product of two solutions of linear systems:"""
)
b, c = sn.vector("b", n), sn.vector("c", n)
system = sn.Model()
system.define("L", b @ sn.inverse(M) @ c)
page.claim(system, "L", "A", r"-A^{-\top} b\, c^\top A^{-\top}")
page.write(
    r"""In numbers: for the matrix from above, $X_{11} = \frac{3}{5}$ moves by
    $-X_{11} X_{11}$ when $A_{11}$ does, and a small step says the same:"""
)
value = np.array(corners, dtype=float)
step = np.array([[1e-4, 0.0], [0.0, 0.0]])
around = (np.linalg.inv(value + step) - np.linalg.inv(value - step)) / 2e-4
page.number(
    r"\frac{\partial X_{11}}{\partial A_{11}}", -(np.linalg.inv(value)[0, 0] ** 2), "-0.36000"
)
page.number(r"\frac{X_{11}(A_{11} + h) - X_{11}(A_{11} - h)}{2h}", around[0, 0], "-0.36000")

if __name__ == "__main__":
    print(page.text())
