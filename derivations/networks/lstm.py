r"""Long short-term memory: gates that keep a cell, write to it and read it.

In a [simple recurrent network](simple_rnn.html) everything that is remembered goes through the
weights again at each step, and fades. Here the memory is a cell $c_t$ of its own. A gate $f$ says
how much of it is kept, a gate $i$ how much of the new content $g$ is written, and a gate $o$ how
much is read. (Hochreiter, Schmidhuber 1997; Gers, Schmidhuber, Cummins 2000.)
"""

import symnn as sn

page = sn.Page(__doc__, uses=["networks/simple_rnn"])

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

gradient = model.gradient("L", [*W, *V, *b, "h_0", "c_0", "x"])

page.section("The derivation")
page.write(r"""
Each gate has its own weights for the input, $W$, and for the state, $V$, and a bias $b$; the sums
that go into the gates are called $a$. The loss is $\sum_t q_t^\top h_t$, so that $q_t$ is the error
that the state $h_t$ has by itself. Fifteen derivatives are asked for: by twelve parameters, by the
state and the cell before the first time, and by the inputs.
""")
page.derive(gradient)

page.section("The cell")
page.write(r"""
What matters is one line, the derivative by the cell. Judged for $T = 3$ and all sizes $n$ and $d$:
""")
three = model.unrolled(T=3)
page.claim(
    three,
    "L",
    "c_2",
    r"\frac{\partial L}{\partial h_2} \odot o_2 \odot (1 - \tanh(c_2) \odot \tanh(c_2))"
    r" + \frac{\partial L}{\partial c_3} \odot f_3",
)
page.write(r"""
The error of the cell comes back through a product with the gate $f$, entry by entry, and not with a
matrix. Where the gate is open, $f \approx 1$, it arrives whole, however far back. This was the aim:
in 1997 there was no gate $f$ at all, the factor was exactly 1.
""")
page.claim(
    three, "L", "a_f_2", r"\frac{\partial L}{\partial c_2} \odot c_1 \odot f_2 \odot (1 - f_2)"
)
page.claim(
    three, "L", "a_g_2", r"\frac{\partial L}{\partial c_2} \odot i_2 \odot (1 - g_2 \odot g_2)"
)
page.write("Each gate sends its error to its own weights, as any layer does, summed over time:")
page.claim(
    three,
    "L",
    "W_i",
    r"\frac{\partial L}{\partial a_{i,1}} x_1^\top + \frac{\partial L}{\partial a_{i,2}} x_2^\top"
    r" + \frac{\partial L}{\partial a_{i,3}} x_3^\top",
)
page.write("""
Four layers share one cell, and what they have learned long ago is still reached by its error. The
same with two gates is a [gated recurrent unit](gru.html).
""")

if __name__ == "__main__":
    print(page.text())
