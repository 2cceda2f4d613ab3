r"""Back-propagation by hand: two inputs, two hidden units, two outputs

The smallest network in which everything happens that happens in a large one. It is Matt Mazur's
well-known example (*A step by step backpropagation example*, 2015): one pass forward, the error,
the gradient of two weights factor by factor, one step of gradient descent, and then ten thousand
of them. Every number below is computed, to all digits that are shown.
"""

import numpy as np

import symnn as sn

page = sn.Page(__doc__, uses=["networks/backpropagation_one_neuron"])

page.section("The network")
page.write(r"""
Two inputs $i_1, i_2$ go into two hidden units $h_1, h_2$, and their answers into two outputs
$o_1, o_2$. Each unit adds up what comes in, weighed, and a bias: that is its $\mathrm{net}$. Then
it squashes the sum by the sigmoid $\sigma$: that is its $\mathrm{out}$. The weights $w_1, w_2$ lead
to the first hidden unit, $w_3, w_4$ to the second, $w_5, \dots, w_8$ likewise to the outputs; the
units of a layer share one bias.
""")
x = sn.vector("x", 2, entries=["i1", "i2"])
target = sn.vector("target", 2, entries=["target_o1", "target_o2"])
W1 = sn.matrix("W1", 2, 2, entries=[["w1", "w2"], ["w3", "w4"]])
W2 = sn.matrix("W2", 2, 2, entries=[["w5", "w6"], ["w7", "w8"]])
b1, b2 = sn.scalar("b1"), sn.scalar("b2")

model = sn.Model()
net_h = model.define("net_h", W1 @ x + b1, entries=["net_h1", "net_h2"])
out_h = model.define("out_h", sn.sigmoid(net_h), entries=["out_h1", "out_h2"])
net_o = model.define("net_o", W2 @ out_h + b2, entries=["net_o1", "net_o2"])
out_o = model.define("out_o", sn.sigmoid(net_o), entries=["out_o1", "out_o2"])
E = model.define("E", (target - out_o) ** 2 / 2, entries=["E_o1", "E_o2"])
model.define("E_total", sn.total(E))

values = {
    "x": [0.05, 0.10],
    "target": [0.01, 0.99],
    "W1": [[0.15, 0.20], [0.25, 0.30]],
    "b1": 0.35,
    "W2": [[0.40, 0.45], [0.50, 0.55]],
    "b2": 0.60,
}
rate = 0.5  # η
form = model.entries(values=values)

page.write("""
The inputs are $0.05$ and $0.10$; the outputs should be $0.01$ and $0.99$. The weights have to start
somewhere: here at $0.15, 0.20, \\dots, 0.55$, with the biases $0.35$ and $0.60$.
""")

page.picture(
    lambda: sn.figures.network(model, labels="names"),
    "The network, with the names of its weights.",
)

page.section("Forward", "Every quantity with its formula, the numbers put in, and its value:")
page.show(form)
page.write("""
The outputs are far from what was wanted. How far says the error: half the squared difference of
each output, and the sum of both.
""")
page.number(r"\mathrm{out}_{o1}", form.value("out_o1"), "0.75136507")
page.number(r"\mathrm{out}_{o2}", form.value("out_o2"), "0.772928465")
page.number(r"E_{\mathrm{total}}", form.value("E_total"), "0.298371109")

page.section("Backward: an output weight")
page.write(r"""
How much does the error change with $w_5$? The weight acts on $\mathrm{net}_{o1}$, that on
$\mathrm{out}_{o1}$, and that on the error: one path, and the slopes along it
[multiply](../calculus/chain_rule.html).
""")
w5 = form.derivation("E_total", "w5")
page.show(w5)
page.number(r"\frac{\partial E_{\mathrm{total}}}{\partial w_5}", w5.value, "0.082167041")
page.write(r"""
The error grows with $w_5$, so $w_5$ goes down: a step against the slope, with the rate
$\eta = 0.5$.
""")
page.update(w5, rate)
page.number("w_5^+", w5.update(rate).value, "0.35891648")
page.number("w_6^+", form.derivation("E_total", "w6").update(rate).value, "0.408666186")
page.number("w_7^+", form.derivation("E_total", "w7").update(rate).value, "0.511301270")
page.number("w_8^+", form.derivation("E_total", "w8").update(rate).value, "0.561370121")

page.section("Backward: a hidden weight")
page.write(r"""
The weight $w_1$ changes the answer of the hidden unit $h_1$, and *both* outputs listen to $h_1$.
Two paths lead from $w_1$ to the error, one through $o_1$ and one through $o_2$. What they
contribute is [added](../calculus/multivariable_chain_rule.html). The old values of $w_5$ and $w_7$
are used: all weights move together, after all slopes are known.
""")
w1 = form.derivation("E_total", "w1")
page.picture(
    lambda: sn.figures.graph(w1),
    "Every quantity with its value. The two paths from $w_1$ to the error are marked, and on them "
    "the local derivatives; in the same colour, how fast the error changes with each quantity.",
)
page.show(w1)
through_o1 = form.path("E_total", "w1", through="out_o1").value
through_o2 = form.path("E_total", "w1", through="out_o2").value
page.write("The two paths pull in opposite directions, and the first one is the stronger:")
page.number(r"\text{through } o_1", through_o1, "0.000668396")
page.number(r"\text{through } o_2", through_o2, "-0.000229828")
page.number(r"\frac{\partial E_{\mathrm{total}}}{\partial w_1}", w1.value, "0.000438568")
page.update(w1, rate)
page.number("w_1^+", w1.update(rate).value, "0.149780716")
page.number("w_2^+", form.derivation("E_total", "w2").update(rate).value, "0.19956143")
page.number("w_3^+", form.derivation("E_total", "w3").update(rate).value, "0.24975114")
page.number("w_4^+", form.derivation("E_total", "w4").update(rate).value, "0.29950229")

page.section("All of it at once")
page.write(r"""
The same in matrix form. $\partial E_{\mathrm{total}}/\partial\,\mathrm{net}$ of a layer is what its
weights need, and what the layer before asks for: nothing is computed twice. This is
[back-propagation](back_propagation.html).
""")
gradient = model.gradient("E_total", ["W1", "W2"])
page.show(gradient)

page.section("Ten thousand steps")


def errors(steps: int, learned: list[str]) -> np.ndarray:
    """The error before each of ``steps`` steps of gradient descent, and after the last one."""
    step = model.training_step("E_total", learned, sn.SGD(rate))
    params = {name: np.array(values[name], float) for name in learned}
    batch = {name: np.array(v, float) for name, v in values.items() if name not in learned}
    return np.array([step(params, batch) for _ in range(steps + 1)])


kept = errors(10_000, ["W1", "W2"])
page.write("One step helps a little. Ten thousand of them bring the error almost to nothing:")
page.number(r"E_{\mathrm{total}} \text{ after one step}", kept[1], "0.291027774")
page.number(r"E_{\mathrm{total}} \text{ of the ten thousandth pass}", kept[9_999], "0.0000351085")
page.write("""
The example keeps its biases as they are. Learning them as well is one more line of the gradient,
and helps:
""")
learned = errors(10_000, ["W1", "W2", "b1", "b2"])
page.number(r"E_{\mathrm{total}} \text{, biases learned}", learned[9_999], "0.0000043565")

if __name__ == "__main__":
    print(page.text())
