r"""Multi-head attention: several look-ups side by side.

A word may look for its verb and for what it refers to at once. So
[attention](attention.html) is done by several heads. Each has matrices of its own that make short
queries, keys and values from the rows of $X$; what the heads find is brought back by matrices $W_O$
and added up. That is the same as setting the findings side by side and multiplying by one large
matrix. (Vaswani et al. 2017, arXiv:1706.03762, section 3.2.2.)
"""

import symnn as sn

page = sn.Page(__doc__, uses=["networks/attention"])

n, d, h = sn.dims("n d H")  # words, their length, heads
k, v = sn.dims("k v")  # length of keys and of values in a head

X, G = sn.matrix("X", n, d), sn.matrix("G", n, d)
W_Q, W_K = sn.tensor("W_Q", h, d, k), sn.tensor("W_K", h, d, k)
W_V, W_O = sn.tensor("W_V", h, d, v), sn.tensor("W_O", h, v, d)

model = sn.Model()
Y = model.define("Y", sn.multi_head_attention(X, X, X, W_Q, W_K, W_V, W_O, model=model))
model.define("L", sn.total(G * Y))

gradient = model.gradient("L", ["W_Q", "W_K", "W_V", "W_O", "X"])

page.section("The derivation")
page.write(r"""
The rows of $X$ are $n$ words, each a vector of length $d$. They ask and are asked: queries, keys
and values all come from $X$. There are $H$ heads, and the first index of an array counts them. With
three indices, index form is the one to read. $G$ is the gradient that arrives at $Y$ from the
layers above.
""")
page.derive(gradient, notation="index")

page.section("Head by head")
page.write(r"""
The heads do not see each other. So each gradient by a weight is that of a single head, and the
matrix form of single-head attention holds for each of them:
""")
page.claim(model, "L", "W_O", r"\sum_i (O_h)_{aib} G_{ic}", at="abc")
page.claim(model, "L", "W_V", r"\sum_i X_{ic} \frac{\partial L}{\partial (V_h)_{aib}}", at="acb")
page.claim(model, "L", "W_Q", r"\sum_i X_{ic} \frac{\partial L}{\partial (Q_h)_{aib}}", at="acb")
page.claim(
    model,
    "L",
    "Q_h",
    r"\frac{1}{\sqrt{k}} \sum_j \frac{\partial L}{\partial S_{aij}} (K_h)_{ajb}",
    at="aib",
)
page.claim(
    model,
    "L",
    "S",
    r"A_{aij} \left( \frac{\partial L}{\partial A_{aij}}"
    r" - \sum_l A_{ail} \frac{\partial L}{\partial A_{ail}} \right)",
    at="aij",
)
page.write(r"""
Into $X$ lead three paths for each head: as query, as key and as value. Their gradients add up, over
the heads too.
""")

if __name__ == "__main__":
    print(page.text())
