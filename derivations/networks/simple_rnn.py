r"""Back-propagation through time: a simple recurrent network.

A network that reads a sequence keeps a state. At each time the new state $h_t$ follows from the old
one and from the input $x_t$, always with the same weights; here each state is compared with what
was wanted, $y_t$. Written out for $T$ times this is a network of $T$ layers, and its gradient is
found as that of any other: from the end to the beginning. (Elman 1990; Werbos 1990.)
"""

import symnn as sn

page = sn.Page(__doc__, uses=["networks/back_propagation"])

T, n, d = sn.dims("T n d")
t = sn.label("t", T)  # time, 1 … T; the state h_0 is given

x, y = sn.family("x", t, d), sn.family("y", t, n)
a, h = sn.family("a", t, n), sn.family("h", t, n)
W, U, b = sn.matrix("W", n, n), sn.matrix("U", n, d), sn.vector("b", n)

model = sn.Model()
model.define(a[t], W @ h[t - 1] + U @ x[t] + b)
model.define(h[t], sn.tanh(a[t]))
model.define("L", sn.total(sn.total((h[t] - y[t]) ** 2) / 2, axis=t))

gradient = model.gradient("L", ["W", "U", "b", "h_0", "x"])

page.section("The recurrence that runs back")
page.write(r"""
The state has $n$ entries, the input $d$, and the first state $h_0$ is given. The error of a state
has two parts: its own, and what the next step makes of it. So $\partial L / \partial h_t$ follows
from $\partial L / \partial h_{t+1}$, for any number of times $T$. The weights are the same at all
times, so their gradients are sums over time.
""")
page.derive(gradient)

page.section("Three times")
page.write(r"""
For $T = 3$ every state can be named, and the formulas of the textbook be judged one by one. What
follows is proved for all sizes $n$ and $d$.
""")
three = model.unrolled(T=3)
page.claim(three, "L", "h_3", "h_3 - y_3")
page.claim(
    three,
    "L",
    "h_2",
    r"h_2 - y_2 + W^\top \left( \frac{\partial L}{\partial h_3} \odot (1 - h_3 \odot h_3) \right)",
)
page.claim(three, "L", "W", r"\sum_{t=1}^{3} \frac{\partial L}{\partial a_t} h_{t-1}^\top")
page.claim(
    three,
    "L",
    "U",
    r"\frac{\partial L}{\partial a_1} x_1^\top + \frac{\partial L}{\partial a_2} x_2^\top"
    r" + \frac{\partial L}{\partial a_3} x_3^\top",
)
page.claim(three, "L", "x_1", r"U^\top \frac{\partial L}{\partial a_1}")

page.section("Why gradients vanish")
page.write(r"""
From one state to the one two steps before lead two Jacobians, and so it goes on: over $k$ steps $k$
of them multiply.
""")
page.claim(
    three,
    "h_3",
    "h_1",
    r"\operatorname{diag}(1 - h_3 \odot h_3) \, W \operatorname{diag}(1 - h_2 \odot h_2) \, W",
)
page.write(r"""
The diagonals are at most 1. If $W$ makes all vectors shorter, the product shrinks exponentially
with the distance in time, and what happened long ago is not learned. If it makes some longer, the
product may explode. (Bengio, Simard, Frasconi 1994.) The gates of [LSTM](lstm.html) are the answer
to that.
""")

if __name__ == "__main__":
    print(page.text())
