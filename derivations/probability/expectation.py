r"""Expectation: what a random quantity is on average

A random quantity $X$ takes each of its values $x$ with a probability $p(x)$. Its expectation weighs
every value by how probable it is. Losses are expectations: over the data, or over a batch of them.
"""

import numpy as np
import sympy as sp

import symnn as sn

page = sn.Page(__doc__)

page.section("Finitely many values")
page.write(r"""
With the values $x_1, \dots, x_n$ and the probabilities $p_1, \dots, p_n$, which sum to one,
""")
(n,) = sn.dims("n")
x, p = sn.vector("x", n), sn.vector("p", n)
model = sn.Model()
E = model.define("E", p @ x)
model.assume(sn.Eq(sn.total(p), 1))
page.show(model)
page.write(r"""
A game with a die: with one or two spots you win $300$, with more you lose $200$. Two faces of six
win, four lose.
""")
probabilities = [sp.Rational(1, 6)] * 6
gains = [300, 300, -200, -200, -200, -200]
gain = sum(chance * value for chance, value in zip(probabilities, gains, strict=True))
page.number(r"\mathrm{E}", gain, "-100/3")
page.write(
    "On average you lose a third of a hundred a game, although no single game ends like this."
)

page.section("What it does")
page.write(r"""
Expectation is linear: a factor comes out, and a constant shift comes along unchanged, because the
probabilities sum to one.
""")
s, t = sn.scalar("s"), sn.scalar("t")
page.equal(model, sn.inner(p, s * x + t), s * sn.inner(p, x) + t)
page.write(r"""
How far the values lie from it on average is the variance. It is the mean of the squares less the
square of the mean:
""")
mu = sn.inner(p, x)
page.equal(model, sn.inner(p, (x - mu) ** 2), sn.inner(p, x**2) - mu**2)
page.write("""
And the expectation is the one number from which the expected squared distance is smallest. As a
function of the guess $g$ that is
""")
guess = sn.Model()
g = sn.scalar("g")
D = guess.define("D", sn.inner(p, (x - g) ** 2))
guess.assume(sn.Eq(sn.total(p), 1))
page.show(guess)
page.claim(guess, "D", "g", r"2 (g - p^\top x)")
page.claim(guess, "D", ("g", "g"), "2")
page.write(r"""
The slope is zero at $g = p^\top x$ alone, and the second derivative is positive: a minimum. A
network that is trained with the [squared error](mean_squared_error.html) learns expectations.
""")

page.section("A density")
page.write(r"""
Where $X$ can be any real number, sums become integrals: $\mathrm{E}[X] = \int x\, f(x)\, dx$. For
the exponential distribution, with the density $f(x) = \lambda e^{-\lambda x}$ for $x \ge 0$, as for
the time until an atom decays:
""")
X, rate = sp.Symbol("x", positive=True), sp.Symbol("lambda", positive=True)
density = rate * sp.exp(-rate * X)


def mean(of: sp.Expr) -> sp.Expr:
    """The expectation of a function of X."""
    return sp.integrate(of * density, (X, 0, sp.oo))


page.exact(r"\int_0^\infty \lambda e^{-\lambda x}\, dx", mean(sp.Integer(1)), sp.Integer(1))
page.exact(r"\int_0^\infty x\, \lambda e^{-\lambda x}\, dx", mean(X), 1 / rate)
variance = mean((X - 1 / rate) ** 2)
page.exact(
    r"\int_0^\infty \left(x - \tfrac{1}{\lambda}\right)^2 \lambda e^{-\lambda x}\, dx",
    variance,
    1 / rate**2,
)

page.section("The law of large numbers")
page.write(r"""
Nobody sees an expectation; what one sees is the mean of many games. It comes as near to the
expectation as you like if only there are enough of them: its variance is that of one game divided
by their number. Four players, ten thousand games each:
""")
random = np.random.default_rng(6)
spots = random.integers(1, 7, size=(4, 10_000))
games = np.where(spots <= 2, 300, -200)
page.picture(
    lambda: sn.figures.running_mean(games, float(gain)),
    r"The mean of the first $n$ games of four players, and the expectation $-100/3$.",
)
page.write(
    "This is why a gradient can be [estimated from a batch](../calculus/gradient_descent.html)."
)

if __name__ == "__main__":
    print(page.text())
