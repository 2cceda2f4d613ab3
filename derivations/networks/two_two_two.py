"""Back-propagation by hand: a network of two inputs, two hidden units and two outputs.

The well-known worked example: one pass forward, the error, the gradient of two weights factor by
factor, one step of gradient descent, and ten thousand more. Every number below is computed; run
this file to see them with all their steps.
"""

import symnn as sn

# ---- The network --------------------------------------------------------------------------------
# Two inputs, and two targets:                                    i1, i2;  target_o1, target_o2
x = sn.vector("x", 2, entries=["i1", "i2"])
target = sn.vector("target", 2, entries=["target_o1", "target_o2"])

# The weights w1, w2 lead to the first hidden unit, w3, w4 to the second; w5 … w8 likewise to the
# outputs. The units of a layer share one bias.
W1 = sn.matrix("W1", 2, 2, entries=[["w1", "w2"], ["w3", "w4"]])
W2 = sn.matrix("W2", 2, 2, entries=[["w5", "w6"], ["w7", "w8"]])
b1, b2 = sn.scalar("b1"), sn.scalar("b2")

model = sn.Model()

# Each unit adds up what comes in, and squashes it:               net_h1 = w1 i1 + w2 i2 + b1
net_h = model.define("net_h", W1 @ x + b1, entries=["net_h1", "net_h2"])
out_h = model.define("out_h", sn.sigmoid(net_h), entries=["out_h1", "out_h2"])
net_o = model.define("net_o", W2 @ out_h + b2, entries=["net_o1", "net_o2"])
out_o = model.define("out_o", sn.sigmoid(net_o), entries=["out_o1", "out_o2"])

# Half the squared error of each output, and their sum:           E_o1 = (target_o1 − out_o1)²/2
E = model.define("E", (target - out_o) ** 2 / 2, entries=["E_o1", "E_o2"])
model.define("E_total", sn.total(E))

# ---- The numbers --------------------------------------------------------------------------------
values = {
    "x": [0.05, 0.10],
    "target": [0.01, 0.99],
    "W1": [[0.15, 0.20], [0.25, 0.30]],
    "b1": 0.35,
    "W2": [[0.40, 0.45], [0.50, 0.55]],
    "b2": 0.60,
}
rate = 0.5  # η

# ---- Forward ------------------------------------------------------------------------------------
# Every quantity as a scalar under its own name, its formula, the numbers put in, its value.
form = model.entries(values=values)

# ---- Backward: an output weight -----------------------------------------------------------------
# One path leads from w5 to the error:    ∂E/∂w5 = ∂E/∂out_o1 · ∂out_o1/∂net_o1 · ∂net_o1/∂w5
w5 = form.derivation("E_total", "w5")

# ---- Backward: a hidden weight ------------------------------------------------------------------
# Two paths lead from w1 to the error, one through each output:
#                                         ∂E/∂out_h1 = ∂E_o1/∂out_h1 + ∂E_o2/∂out_h1
w1 = form.derivation("E_total", "w1")

# ---- Ten thousand steps -------------------------------------------------------------------------
weights = ["w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8"]


def errors(steps: int, learned: list[str]) -> list[float]:
    """The error before each of ``steps`` steps of gradient descent, and after the last one."""
    error_and_gradient = form.model.compile("E_total", learned)
    numbers = {name: float(form.value(name)) for name in form.model.inputs}
    seen = []
    for _ in range(steps):
        error, gradient = error_and_gradient(numbers)
        seen.append(float(error))
        for name in learned:
            numbers[name] -= rate * gradient[name]
    return [*seen, float(error_and_gradient(numbers)[0])]


def page() -> str:
    """The whole example as text."""
    fixed = errors(10_000, weights)
    free = errors(10_000, [*weights, "b1", "b2"])
    # The example keeps its biases as they are. Its number after 10 000 steps is the error that
    # the ten thousandth pass forward finds, after 9 999 updates.
    sections = {
        "Forward": form.text(decimals=9),
        "An output weight": f"{w5.text(decimals=9)}\n{w5.update(rate, decimals=9).text}",
        "A hidden weight": f"{w1.text(decimals=9)}\n{w1.update(rate, decimals=9).text}",
        "Ten thousand steps": f"pass 10 000 finds E_total = {fixed[-2]:.10f}; after its update it "
        f"is {fixed[-1]:.10f}\n(with the biases learned too: {free[-2]:.10f}, {free[-1]:.10f})",
    }
    return "\n\n".join(f"{title}\n{text}" for title, text in sections.items())


if __name__ == "__main__":
    print(page())
