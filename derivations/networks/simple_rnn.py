"""Back-propagation through time: a simple recurrent network.

The state h_t follows from the one before it and from the input x_t; every state is compared with
what was wanted. Going back, the error of a state has two parts: its own, and what the next step
makes of it. The weights are the same at all times, so their gradients are sums over time.
"""

import symnn as sn

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

if __name__ == "__main__":
    print(gradient.text())
