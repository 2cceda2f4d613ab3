r"""Entropy: how much a message tells

To see something improbable tells more than to see what was sure to happen. The information of an
event of probability $p$ is $-\log p$: nothing for what is certain, and for events that are
independent it adds up. Entropy is the [expectation](expectation.html) of it (Shannon, 1948). With
the logarithm to base two its unit is the bit.
"""

import sympy as sp

import symnn as sn

page = sn.Page(__doc__, uses=["probability/expectation"])

page.section("Finitely many values", r"For the probabilities $p_1, \dots, p_n$, which sum to one:")
(n,) = sn.dims("n")
q = sn.vector("p", n, positive=True)
bits = sn.Model()
bits.define("H", -sn.inner(q, sn.log2(q)))
page.show(bits, notation="index")
page.write("""
Somebody thinks of one of $1024$ numbers, all equally likely. How many questions with the answer yes
or no does it take to find it? Each question can halve what is left, so that ten are enough:
""")


def entropy(*probabilities: sp.Expr) -> sp.Expr:
    """The entropy in bits."""
    return sp.simplify(-sum(p * sp.log(p, 2) for p in probabilities))


page.number(r"\log_2 1024", entropy(*[sp.Rational(1, 1024)] * 1024), "10")
page.write(r"""
Where the answers are not equally likely, one can do better by asking for the likely ones first. For
$p = (\frac12, \frac14, \frac18, \frac18)$ the entropy is less than the two bits that four equally
likely answers have:
""")
half = sp.Rational(1, 2)
page.number("H", entropy(half, half**2, half**3, half**3), "7/4")
page.write(
    "A fair coin has one bit, and a coin that falls on heads nine times in ten less than half:"
)
page.number(r"H(\tfrac12, \tfrac12)", entropy(half, half), "1")
page.number(
    r"H(\tfrac{9}{10}, \tfrac{1}{10})",
    sp.N(entropy(sp.Rational(9, 10), sp.Rational(1, 10))),
    "0.4690",
)
x = sn.scalar("p", positive=True)
coin = -x * sn.log2(x) - (1 - x) * sn.log2(1 - x)
page.picture(
    lambda: sn.figures.function(coin, over=(0.001, 0.999), names=["H"]),
    "The entropy of a coin that falls on heads with probability $p$, in bits.",
)

page.section("The most of it")
page.write(r"""
What is uncertain most? Let the probabilities come from numbers $z$ by softmax, so that they are
positive and sum to one whatever $z$ is, and take the natural logarithm:
""")
z = sn.vector("z", n)
model = sn.Model()
p = model.define("p", sn.softmax(z))
H = model.define("H", -sn.inner(p, sn.log(p)))
page.derive(model.gradient("H", "z"))
page.claim(model, "H", "z", r"-p_i (\log p_i + H)", at="i")
page.write(r"""
The slope is zero where $-\log p_i = H$ for every $i$, that is where all probabilities are the same.
There the entropy is the logarithm of their number: nothing is as uncertain as $n$ equal chances.
""")

page.section("A density")
page.write(r"""
For a density $f$ the sum becomes an integral, $h = -\int f(x) \log f(x)\, dx$. Between $0$ and $a$,
with all values equally likely, it is the logarithm of the width; it is negative where $a < 1$,
so that it does not count questions any more. For the normal distribution it is the logarithm of
$\sigma$ up to a constant; where its middle lies does not matter, and is $0$ here:
""")
t = sp.Symbol("x", real=True)
a, sigma = sp.symbols("a sigma", positive=True)
normal = sp.exp(-(t**2) / (2 * sigma**2)) / (sigma * sp.sqrt(2 * sp.pi))
log_normal = sp.expand_log(sp.log(normal), force=True)
page.exact(
    r"-\int_0^a \tfrac1a \log \tfrac1a\, dx", sp.integrate(-sp.log(1 / a) / a, (t, 0, a)), sp.log(a)
)
page.exact(
    r"-\int_{-\infty}^{\infty} f(x) \log f(x)\, dx",
    sum(sp.integrate(-normal * term, (t, -sp.oo, sp.oo)) for term in log_normal.args),
    sp.log(2 * sp.pi * sp.E * sigma**2) / 2,
)
page.write("""
What it costs to take wrong probabilities for the true ones says
[cross-entropy](cross_entropy.html).
""")

if __name__ == "__main__":
    print(page.text())
