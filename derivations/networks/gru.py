"""A gated recurrent unit: the state is mixed of the old one and a candidate.

The gate z says how much of the old state stays, the gate r how much of it the candidate sees.
(Cho et al., arXiv:1406.1078; the place of r as in PyTorch.)
"""

import symnn as sn

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

gradient = model.gradient("L", ["W_h", "V_z", "b_r", "h_0", "x"])

if __name__ == "__main__":
    print(gradient.text())
