r"""Eigenvalues and singular values.

Most vectors change their direction when a matrix acts on them. The special ones that do not are its
*eigenvectors*, and what they are stretched by its *eigenvalues*: $A v = \lambda v$. A symmetric
matrix has a full set of them, orthogonal to each other. They say how a quadratic function is
curved, how fast [gradient descent](../calculus/gradient_descent.html) can go, and which directions
of some data matter.
"""

import math

import numpy as np
import sympy as sp

import symnn as sn

page = sn.Page(__doc__, uses=["linear_algebra/linear_maps", "calculus/second_derivative_test"])
n, m = sn.dims("n m")

page.section(
    "An example",
    r"""For $A = \begin{pmatrix} 2 & 1 \\ 1 & 2 \end{pmatrix}$ the vectors $(1, 1)$ and $(1, -1)$
    keep their direction; one is stretched by 3, the other by 1. Along them the contour lines of
    $x^\top A x$ have their axes.""",
)
A2 = sp.Matrix([[2, 1], [1, 2]])
values = sorted(A2.eigenvals())
for vector, value in zip(([1, -1], [1, 1]), values, strict=True):
    assert A2 @ sp.Matrix(vector) == value * sp.Matrix(vector), "an eigenvector"
page.number(r"\lambda_1", values[0], "1")
page.number(r"\lambda_2", values[1], "3")
x, y = sn.scalar("x"), sn.scalar("y")
unit = 1 / math.sqrt(2)
page.picture(
    lambda: sn.figures.contours(
        2 * x**2 + 2 * x * y + 2 * y**2,
        (-1.6, 1.6),
        (-1.3, 1.3),
        arrows={"v_1": ((0, 0), (unit, -unit)), "v_2": ((0, 0), (unit, unit))},
    ),
    "The quadratic function of $A$: steep along $v_2$, shallow along $v_1$.",
)

page.section(
    "Where eigenvectors come from",
    r"""On which vectors of length one is $x^\top A x$ largest? Divide by the length, to be free to
    choose any: the *Rayleigh quotient* $R$. Its gradient is zero where $A x = R x$, and nowhere
    else. So the eigenvectors are its critical points, and the eigenvalues its values there.""",
)
A, v = sn.matrix("A", n, n), sn.vector("x", n)
rayleigh = sn.Model()
q = rayleigh.define("q", v @ v)
rayleigh.define("R", v @ A @ v / q)
rayleigh.assume(sn.symmetric(A))
page.derive(rayleigh.gradient("R", "x"))
page.claim(rayleigh, "R", "x", r"\frac{2}{x^\top x} (A x - R x)")

page.section(
    "The derivative of an eigenvalue",
    r"""Let $A$ change by $dA$. From $A v = \lambda v$ follows
    $dA\, v + A\, dv = d\lambda\, v + \lambda\, dv$. Multiply by $v^\top$ from the left. Since $A$
    is symmetric, $v^\top A\, dv = \lambda\, v^\top dv$, and what is unknown cancels:
    $$d\lambda = v^\top dA\, v, \qquad \frac{\partial \lambda}{\partial A} = v v^\top.$$
    This holds for every eigenvalue that is *simple*, different from all others (Rayleigh; Magnus,
    1985). With the eigenvectors as the columns of $V$:""",
)
spectrum = sn.Model()
lam = spectrum.define("lambda", sn.eigvalsh(A))
V = spectrum.define("V", sn.eigh(A)[1])
spectrum.define("s", sn.total(lam))
spectrum.assume(sn.symmetric(A))
page.derive(spectrum.jacobian("lambda", "A"), "index")
page.claim(spectrum, "lambda", "A", sn.einsum("ji,ki->ijk", V, V), notation="index")
page.write("In numbers, for the matrix from above and with a step to each side:")
matrix = np.array([[2.0, 1.0], [1.0, 2.0]])
vectors = np.linalg.eigh(matrix)[1]


def slope(of: int, i: int, j: int) -> float:
    """The slope of an eigenvalue by one entry, and by the one that mirrors it, each a half."""
    step = np.zeros((2, 2))
    step[i, j] += 0.5e-4
    step[j, i] += 0.5e-4
    ends = (np.linalg.eigvalsh(matrix + sign * step)[of] for sign in (1, -1))
    return float(np.subtract(*ends)) / 2e-4


for k, i, j, printed in [(0, 0, 0, "0.500000"), (0, 0, 1, "-0.500000"), (1, 0, 1, "0.500000")]:
    name = rf"\partial \lambda_{k + 1} / \partial A_{{{i + 1}{j + 1}}}"
    page.number(rf"{name} = (v v^\top)_{{{i + 1}{j + 1}}}", vectors[i, k] * vectors[j, k], printed)
    page.number(rf"{name} \text{{ by differences}}", slope(k, i, j), printed)

page.section(
    "Where two eigenvalues meet",
    r"""The eigenvalues of $\begin{pmatrix} 1 + t & 0 \\ 0 & 1 - t \end{pmatrix}$, in order, are
    $1 - |t|$ and $1 + |t|$. Where they meet each has a kink, and no gradient: any direction is an
    eigenvector there. Their sum $s = \sum_i \lambda_i$, the trace, has no kink. Its gradient is the
    identity, whatever the eigenvectors are.""",
)
t = sn.scalar("t")
page.picture(
    lambda: sn.figures.function(1 - abs(t), 1 + abs(t), over=(-1, 1)),
    "Two eigenvalues that meet.",
)
page.claim(spectrum, "s", "A", sn.eye(n))

page.section(
    "Singular values",
    r"""Every matrix, also one that is not square, is $B = U \Sigma V^\top$: a rotation, a
    stretching along the axes by the *singular values* $\sigma_k$, and another rotation. By the same
    argument the slope of $\sigma_k$ by $B$ is $u_k v_k^\top$, the product of the columns of $U$
    and $V$ that belong to it; below, these matrices are the left and the right singular vectors of
    $B$. The sum of all $\sigma_k$, the nuclear norm, is used to find matrices of low rank:""",
)
B = sn.matrix("B", m, n)
nuclear = sn.Model()
sigma = nuclear.define("sigma", sn.svdvals(B))
nuclear.define("L", sn.total(sigma))
page.derive(nuclear.gradient("L", "B"))
page.write(
    r"""The squares of the singular values are the eigenvalues of $B^\top B$. For
    $B = \begin{pmatrix} 3 & 0 \\ 4 & 5 \end{pmatrix}$ they are whole numbers:"""
)
example = sp.Matrix([[3, 0], [4, 5]])
small, large = sorted((example.T @ example).eigenvals())
page.number(r"\sigma_1^2", large, "45")
page.number(r"\sigma_2^2", small, "5")
page.number(r"\sigma_1 + \sigma_2", sp.sqrt(large) + sp.sqrt(small), "8.944272")
by_numpy = np.linalg.svd(np.array(example, dtype=float), compute_uv=False)
page.number(r"\sigma_1 + \sigma_2 \text{ by NumPy}", by_numpy.sum(), "8.944272")

if __name__ == "__main__":
    print(page.text())
