"""The chain rule in one variable.

Most functions are made of simpler ones. To compute $y = f(g(x))$ a machine, or a person, first
finds $u = g(x)$ and then $y = f(u)$. How fast does $y$ change when $x$ does? A small step in $x$
moves $u$ by $g'(x)$ times as much. That step in $u$ moves $y$ by $f'(u)$ times as much again. So
the *slopes multiply*: gears work like this, and so does every neural network.
"""

import symnn as sn

page = sn.Page(__doc__, uses=["calculus/limit_definition"])

page.section(
    "The rule",
    r"""Here $f$ and $g$ are any differentiable functions. Read the derivation from the outside
    in: the quantity that was computed last comes first.""",
)
x = sn.scalar("x")
f, g = sn.function("f"), sn.function("g")
rule = sn.Model()
u = rule.define("u", g(x))
y = rule.define("y", f(u))
page.derive(rule.gradient("y", "x"))
page.write("In one line, with the outer slope taken at $g(x)$, where the inner function has led:")
page.claim(rule, "y", "x", r"f'(g(x))\, g'(x)")

page.section("Two levels", "Add one, then square: $y = (x + 1)^2$.")
model = sn.Model()
u = model.define("u", x + 1)
model.define("y", u**2)
page.derive(model.gradient("y", "x"))
page.write("Every level is one step, and here the inner slope is one. Written in $x$ alone:")
page.claim(model, "y", "x", r"2(x + 1)")
page.write(
    """Multiplying out first, $y = x^2 + 2x + 1$, leads to the same slope. Forgetting that the outer
    slope is taken at $u$ and not at $x$ does not:"""
)
page.claim(model, "y", "x", "2x + 2")
page.claim(model, "y", "x", "2x", expect="refuted")

page.section(
    "Three levels",
    r"""A level more is a factor more. For $y = e^{\sin(x^2 + 1)}$ the levels are a square, a sine
    and an exponential.""",
)
three = sn.Model()
u = three.define("u", x**2 + 1)
v = three.define("v", sn.sin(u))
three.define("y", sn.exp(v))
page.derive(three.gradient("y", "x"))
page.claim(three, "y", "x", r"e^{\sin(x^2 + 1)} \cdot \cos(x^2 + 1) \cdot 2x")

page.section(
    "Four levels, with numbers",
    r"""For $y = \log(1 + \cos^2(3x))$, the natural logarithm, at $x = 1$: forwards first.
    Every level is computed from the one before, and its value is kept.""",
)
four = sn.Model()
u = four.define("u", 3 * x)
v = four.define("v", sn.cos(u))
w = four.define("w", 1 + v**2)
four.define("y", sn.log(w))
numbers = four.entries(values={"x": 1})
page.show(numbers)
page.write("Then backwards: one slope for each level, at the values that were kept.")
slope = numbers.derivation("y", "x")
page.show(slope)
page.picture(
    lambda: sn.figures.graph(slope),
    "Values above, slopes on the arrows; their product is the slope.",
)
page.write("The same slope as a formula for every $x$, and its number at $x = 1$:")
page.claim(four, "y", "x", r"-\frac{6 \sin(3x) \cos(3x)}{1 + \cos^2(3x)}")
page.number(r"\frac{\partial y}{\partial x}", slope.value, "0.423338611")
page.write(
    r"""Values forwards, slopes backwards, one factor for each level: for networks this is called
    [back-propagation](../networks/back_propagation.html)."""
)

if __name__ == "__main__":
    print(page.text())
