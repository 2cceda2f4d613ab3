r"""A gated recurrent unit: the state is mixed of the old one and a candidate.

A [long short-term memory](lstm.html) has a cell, a state and three gates. This unit does with the
state alone and two gates. The gate $z$ says how much of the old state stays; the rest is filled up
by a candidate $\tilde h$. The gate $r$ says how much of the old state the candidate sees.
(Cho et al. 2014, arXiv:1406.1078; the place of $r$ as in PyTorch.)
"""

import symnn as sn

page = sn.Page(__doc__, uses=["networks/lstm"])

T, n, d = sn.dims("T n d")
t = sn.label("t", T)

x, h = sn.family("x", t, d), sn.family("h", t, n)
W = [sn.matrix(f"W_{gate}", n, d) for gate in "rzh"]
V = [sn.matrix(f"V_{gate}", n, n) for gate in "rzh"]
b = [sn.vector(f"b_{gate}", n) for gate in "rzh"]

model = sn.Model()
model.define(h[t], sn.gru_cell(x[t], h[t - 1], W, V, b, model=model, label=t))

# Any loss will do: here the last state alone is compared with what was wanted.
model.define("L", sn.total((h[T] - sn.vector("y", n)) ** 2) / 2)

gradient = model.gradient("L", [*W, *V, *b, "h_0", "x"])

page.section("The derivation")
page.write(r"""
The sums that go into the gates are called $a$, and $u_t = V_h h_{t-1}$ is what the candidate would
see of the old state. The loss looks at the last state only, $L = \frac12 \| h_T - y \|^2$: all that
happened before is learned through it.
""")
page.derive(gradient)

page.section("Four ways back")
page.write(r"""
From a state to the one before it lead four paths: straight through the mixture, with the factor
$z$, and through the two gates and the candidate. The first is the one that does not fade. Judged
for $T = 2$ and all sizes $n$ and $d$:
""")
two = model.unrolled(T=2)
page.claim(
    two,
    "L",
    "h_1",
    r"\frac{\partial L}{\partial h_2} \odot z_2 + V_r^\top \frac{\partial L}{\partial a_{r,2}}"
    r" + V_z^\top \frac{\partial L}{\partial a_{z,2}} + V_h^\top \frac{\partial L}{\partial u_2}",
)
page.claim(
    two,
    "L",
    "a_z_2",
    r"\frac{\partial L}{\partial h_2} \odot (h_1 - \tilde h_2) \odot z_2 \odot (1 - z_2)",
)
page.claim(
    two,
    "L",
    "a_h_2",
    r"\frac{\partial L}{\partial h_2} \odot (1 - z_2) \odot (1 - \tilde h_2 \odot \tilde h_2)",
)
page.claim(two, "L", "u_2", r"\frac{\partial L}{\partial a_{h,2}} \odot r_2")
page.write(r"""
Where $z$ is nearly 1 the error goes back whole, as in the cell of an LSTM, with one state less to
keep. [Attention](attention.html) does without any way back through time.
""")

if __name__ == "__main__":
    print(page.text())
