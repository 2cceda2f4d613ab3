r"""Scalars, vectors, matrices, tensors.

A *scalar* is one number, a *vector* a list of numbers, a *matrix* a table of them. A *tensor* is
the general case: numbers in a grid with any number of axes. An entry is named by one index for each
axis: $x_i$, $A_{ij}$, $T_{ijk}$. Everything that is done with tensors can be written in three ways:
with indices, as matrices, and in numbers. This page shows the same operations in all three.
"""

import numpy as np

import symnn as sn

page = sn.Page(__doc__)

m, n, p = sn.dims("m n p")
A, B = sn.matrix("A", m, n), sn.matrix("B", n, p)
b, x, T = sn.vector("b", n), sn.vector("x", n), sn.tensor("T", m, p, n)

model = sn.Model()
model.define("P", A.T)
model.define("Q", A + b)
model.define("C", A @ B)
model.define("y", A @ x)
model.define("s", sn.total(A))
model.define("r", sn.total(A, axis=1))
model.define("M", T @ x)

page.section(
    "With indices",
    r"""$A$ has $m$ rows and $n$ columns, $B$ has $n$ rows and $p$ columns. The first index counts
    rows, the second one columns. An index that stands on both sides may have any value; one that
    stands below a $\sum$ takes all of them. The *transpose* exchanges the indices. *Broadcasting*
    repeats a vector in every row, because its entry $b_j$ does not depend on $i$. A *product* sums
    over the index that both factors share.""",
)
page.show(model, notation="index")

page.section(
    "As matrices",
    r"""The same seven equations without indices. The order of the factors now says which axes meet:
    the last of the left one and the first of the right one. $\mathbf{1}$ is a vector of ones; it
    sums what stands beside it, or repeats it. For the last equation there is no matrix form, since
    $T$ has three axes.""",
)
page.show(model)

page.section(
    "In numbers",
    r"""Two rows, three columns, and two columns in $B$:
    $$A = \begin{pmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \end{pmatrix}, \quad
    B = \begin{pmatrix} 1 & 0 \\ 0 & 1 \\ 1 & 1 \end{pmatrix}, \quad
    b = \begin{pmatrix} 10 \\ 20 \\ 30 \end{pmatrix}, \quad
    x = \begin{pmatrix} 1 \\ 0 \\ -1 \end{pmatrix}.$$
    The entries of $T$ are 0, 1, 2, …, counted in the order of its indices.""",
)
values = {
    "A": [[1, 2, 3], [4, 5, 6]],
    "B": [[1, 0], [0, 1], [1, 1]],
    "b": [10, 20, 30],
    "x": [1, 0, -1],
    "T": np.arange(12).reshape(2, 2, 3).tolist(),
}
form = model.entries(sizes={"m": 2, "n": 3, "p": 2}, values=values)
page.number("P_{32} = A_{23}", form.value("P_32"), "6")
page.number("Q_{21} = A_{21} + b_1", form.value("Q_21"), "14")
page.number("C_{11} = 1 \\cdot 1 + 2 \\cdot 0 + 3 \\cdot 1", form.value("C_11"), "4")
page.number("C_{22} = 4 \\cdot 0 + 5 \\cdot 1 + 6 \\cdot 1", form.value("C_22"), "11")
page.number("y_1 = 1 \\cdot 1 + 2 \\cdot 0 + 3 \\cdot (-1)", form.value("y_1"), "-2")
page.number("s = 1 + 2 + 3 + 4 + 5 + 6", form.value("s"), "21")
page.number("r_2 = 4 + 5 + 6", form.value("r_2"), "15")
page.number(
    "M_{11} = T_{111} \\cdot 1 + T_{112} \\cdot 0 + T_{113} \\cdot (-1)", form.value("M_11"), "-2"
)

page.section(
    "Rules",
    """Matrices multiply almost like numbers. What is different follows from the sums, for all
    sizes:""",
)
D = sn.matrix("D", p, m)
rules = sn.Model()
rules.define("C", A @ B)
rules.define("E", B @ D)
page.equal(rules, r"(A B)^\top", r"B^\top A^\top")
page.equal(rules, "(A B) D", "A (B D)")
page.equal(rules, r"\operatorname{tr}(A B D)", r"\operatorname{tr}(D A B)")
page.write(
    """The order of the factors may not be changed, even where the sizes fit: two square matrices
    can differ in both products."""
)
F, G = np.array([[1, 1], [0, 1]]), np.array([[1, 0], [1, 1]])
page.number(r"(F G)_{11}", (F @ G)[0, 0], "2")
page.number(r"(G F)_{11}", (G @ F)[0, 0], "1")

page.section(
    "Derivatives",
    r"""A derivative has an index for the result and one for each index of the input. An entry
    depends on itself with slope one and on others not at all: $\frac{\partial x_i}{\partial x_j}$
    is the *Kronecker delta* $\delta_{ij}$, one if $i = j$ and zero otherwise. In a sum it picks the
    one term that matters. So let a scalar $L$ depend on a product $C = A B$ through any matrix of
    slopes, $L = \sum_{ij} G_{ij} C_{ij}$:""",
)
G = sn.matrix("G", m, p)
product = sn.Model()
C = product.define("C", A @ B)
product.define("L", sn.total(G * C))
page.derive(product.gradient("L", ["A", "B"]), "index")
page.write("These two lines are half of all back-propagation:")
page.claim(product, "L", "A", r"G B^\top")
page.claim(product, "L", "B", r"A^\top G")
page.claim(model, "s", "A", r"\mathbf{1} \mathbf{1}^\top")

if __name__ == "__main__":
    print(page.text())
