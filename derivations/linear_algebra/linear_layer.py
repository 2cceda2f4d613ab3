r"""A linear layer.

The simplest layer of a network multiplies its input by a matrix of *weights* and adds a *bias*:
$y = x W + b$. Here $x$ and $y$ are rows, as in most programs, where a batch of inputs is a matrix
with one input in each row. Each output is its own weighted sum of all inputs: the column $j$ of $W$
says how much of each input goes into $y_j$.
"""

import symnn as sn

page = sn.Page(__doc__, uses=["linear_algebra/tensors", "calculus/multivariable_chain_rule"])

page.section(
    "Two inputs, three outputs",
    r"""With all entries written out, and
    $$x = (2, 3), \qquad
    W = \begin{pmatrix} 1 & 0.5 & -1 \\ 0.5 & 2 & -0.5 \end{pmatrix}, \qquad
    b = (0.1, -0.2, 0):$$""",
)
n, m = sn.dims("n m")
x, W, b = sn.vector("x", n), sn.matrix("W", n, m), sn.vector("b", m)
layer = sn.Model()
y = layer.define("y", x @ W + b)
values = {"x": [2, 3], "W": [[1, 0.5, -1], [0.5, 2, -0.5]], "b": [0.1, -0.2, 0]}
form = layer.entries(sizes={"n": 2, "m": 3}, values=values)
page.show(form)
for j, printed in enumerate(["3.6", "6.8", "-3.5"], 1):
    page.number(f"y_{j}", form.value(f"y_{j}"), printed)

page.section(
    "Its derivatives",
    r"""The layer is linear in the input, so that its Jacobian is the same everywhere: the matrix
    itself, turned so that outputs count rows and inputs count columns. Each output has its own
    bias. A weight $W_{jk}$ leads from the input $x_j$ to the output $y_k$ alone, which the deltas
    say:""",
)
page.claim(layer, "y", "x", r"W^\top")
page.claim(layer, "y", "b", "I")
page.derive(layer.jacobian("y", "W"), "index")

page.section(
    "A batch",
    r"""With $N$ inputs at once, as the rows of $X$, the bias is added to each row. Behind the layer
    some loss $L$ depends on the outputs; all that the layer has to know of it is the matrix of its
    slopes $\frac{\partial L}{\partial Y}$.""",
)
N = sn.dim("N")
X = sn.matrix("X", N, n)
batch = sn.Model()
Y = batch.define("Y", X @ W + b)
batch.define("L", sn.function("ell", scalar=True, latex=r"\ell")(Y))
page.derive(batch.gradient("L", ["X", "W", "b"]))
page.write(
    r"""These are the three lines that every implementation of a linear layer has. The gradient of
    the weights sums over the batch inside of the product $X^\top \frac{\partial L}{\partial Y}$;
    that of the bias sums over it with $\mathbf{1}$. Whoever forgets a transpose is found out by the
    sizes, if these differ; whoever averages instead of summing, only by checking. For a known loss,
    half the sum of the squares, the matrix of slopes is $Y$ itself:"""
)
known = sn.Model()
Y = known.define("Y", X @ W + b)
known.define("L", sn.total(Y**2) / 2)
page.show(known)
page.claim(known, "L", "X", r"Y W^\top")
page.claim(known, "L", "W", r"X^\top Y")
page.claim(known, "L", "b", r"Y^\top \mathbf{1}")
page.claim(known, "L", "b", r"\frac{1}{N} Y^\top \mathbf{1}", expect="refuted")
page.write(
    """Several linear layers in a row are one linear layer: see [why networks need something
    non-linear](../networks/why_nonlinear.html)."""
)

if __name__ == "__main__":
    print(page.text())
