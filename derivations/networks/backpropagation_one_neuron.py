"""The chain rule for one neuron: how its cost changes with one of its weights.

A neuron weighs its inputs, z = Σ_k w_k x_k + b, and answers a = σ(z); the cost compares the answer
with what was wanted, C = (a − y)². The weight acts on the cost only through z and then a, so three
factors multiply:

    ∂C/∂w = ∂z/∂w · ∂a/∂z · ∂C/∂a
"""

import symnn as sn

(n,) = sn.dims("n")
w, x = sn.vector("w", n), sn.vector("x", n)
b, y = sn.scalar("b"), sn.scalar("y")

model = sn.Model()
z = model.define("z", w @ x + b)
a = model.define("a", sn.sigmoid(z))
C = model.define("C", (a - y) ** 2)

# For any number of inputs: ∂C/∂w = ∂C/∂a · a(1 − a) · x, one equation for all weights.
gradient = model.gradient("C", wrt=["w", "b"])

# One weight of two, factor by factor, with numbers.
values = {"w": [0.8, -0.3], "x": [0.5, 2.0], "b": 0.1, "y": 1}
form = model.entries(values=values)
one_weight = form.derivation("C", "w_2")
the_bias = form.derivation("C", "b")

if __name__ == "__main__":
    print(gradient.text(), form.text(), one_weight.text(), the_bias.text(), sep="\n\n")
