r"""Scaled dot-product attention: queries look up values by their keys.

The scores $S$ compare every query with every key. Softmax makes each row of them weights that sum
to one, and the output is the mean of the values with these weights. It is a dictionary that can be
differentiated: the answer is not one entry but a mixture, and all entries are asked at once.
(Vaswani et al. 2017, arXiv:1706.03762.)
"""

import symnn as sn

page = sn.Page(__doc__, uses=["networks/softmax_regression"])

n, m = sn.dims("n m")  # queries; keys and values
k, v = sn.dims("k v")  # length of a key, length of a value

Q = sn.matrix("Q", n, k)
K = sn.matrix("K", m, k)
V = sn.matrix("V", m, v)

model = sn.Model()

S = model.define("S", Q @ K.T / sn.sqrt(k))
A = model.define("A", sn.softmax(S))
O = model.define("O", A @ V)  # noqa: E741 (the name in the papers)

# Any loss will do. With Σ G ⊙ O the matrix G is the gradient that arrives from the layers above.
G = sn.matrix("G", n, v)
model.define("L", sn.total(G * O))

gradient = model.gradient("L", ["Q", "K", "V"])

page.section("The derivation")
page.write(r"""
The rows of $Q$ are $n$ queries, those of $K$ are $m$ keys of the same length $k$, and each key has
a value in the same row of $V$. The matrix $G$ is the gradient that arrives at the output $O$ from
the layers above.
""")
page.derive(gradient)

page.section("The formulas that are programmed")
page.claim(model, "L", "V", r"A^\top G")
page.claim(
    model,
    "L",
    "S",
    r"A \odot \left( G V^\top - ((G V^\top) \odot A) \mathbf{1} \mathbf{1}^\top \right)",
)
page.claim(model, "L", "Q", r"\frac{1}{\sqrt{k}} \frac{\partial L}{\partial S} K")
page.claim(model, "L", "K", r"\frac{1}{\sqrt{k}} \left(\frac{\partial L}{\partial S}\right)^\top Q")
page.write(r"""
The second line takes from each row of $G V^\top$ its mean under the weights. That mean is also the
product of the output with its gradient, row by row. So the large matrix $A$ need not be kept for
it: this is what FlashAttention uses. (Dao et al. 2022, arXiv:2205.14135, appendix B.)
""")
page.claim(
    model,
    "L",
    "S",
    r"A_{ij} \left( \sum_c G_{ic} V_{jc} - \sum_c G_{ic} O_{ic} \right)",
    at="ij",
)

page.section("Why the root of k")
page.write(r"""
If the entries of queries and keys are independent with variance 1, a score without the root has the
variance $k$. For long keys some scores are then far above all others, and softmax is nearly 1 for
them and nearly 0 elsewhere. Its slopes are small there:
""")
page.claim(model, "A", "S", r"\delta_{il} A_{ij} (\delta_{jp} - A_{ip})", at="ijlp")
page.write(r"""
Where $A$ is nearly 0 or 1 they nearly vanish, and nothing is learned. Dividing by $\sqrt k$ keeps
the variance at 1. With [several heads](multi_head_attention.html) the same is done many times side
by side.
""")

if __name__ == "__main__":
    print(page.text())
