"""Long short-term memory: gates that keep a cell, write to it and read it.

The cell c_t is what is kept of the cell before (the gate f) and what is new (i ⊙ g); its derivative
flows back through c_(t-1) ⊙ f_t, a product with the gate and not with a matrix: errors need not
vanish. (Hochreiter, Schmidhuber 1997; Gers, Schmidhuber, Cummins 2000.)
"""

import symnn as sn

T, n, d = sn.dims("T n d")
t = sn.label("t", T)

x, h, c = sn.family("x", t, d), sn.family("h", t, n), sn.family("c", t, n)
W = [sn.matrix(f"W_{gate}", n, d) for gate in "ifgo"]
V = [sn.matrix(f"V_{gate}", n, n) for gate in "ifgo"]
b = [sn.vector(f"b_{gate}", n) for gate in "ifgo"]

model = sn.Model()
state, _ = sn.lstm_cell(x[t], h[t - 1], c[t - 1], W, V, b, model=model, label=t)
model.define(h[t], state)

# Any loss will do. With Σ_t ⟨q_t, h_t⟩ the vector q_t is the error of the state h_t itself.
q = sn.family("q", t, n)
model.define("L", sn.total(sn.inner(q[t], h[t]), axis=t))

gradient = model.gradient("L", ["W_i", "V_f", "b_o", "h_0", "c_0", "x"])

if __name__ == "__main__":
    print(gradient.text())
