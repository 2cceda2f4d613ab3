r"""Cross-entropy: the price of wrong probabilities

The truth is $P$, with the probabilities $p_i$; somebody believes in $Q$, with the probabilities
$q_i$. What happens costs them $-\log q_i$, and it happens with probability $p_i$: on average that
is the cross-entropy $H(P, Q)$. [Entropy](entropy.html) is what it costs those who know. The
difference is the Kullback–Leibler divergence (1951).
"""

import sympy as sp

import symnn as sn

page = sn.Page(__doc__, uses=["probability/entropy"])

page.section("Three numbers")
(n,) = sn.dims("n")
p, q = sn.vector("p", n, positive=True), sn.vector("q", n, positive=True)
model = sn.Model()
H = model.define("H", -sn.inner(p, sn.log(p)))
X = model.define("X", -sn.inner(p, sn.log(q)))
D = model.define("D", sn.inner(p, sn.log(p / q)))
page.write(r"The entropy $H(P)$, the cross-entropy $X = H(P, Q)$ and the divergence $D$:")
page.show(model, notation="index")
page.write(r"The third is the second less the first, $\mathrm{KL}(P \Vert Q) = H(P, Q) - H(P)$:")
page.equal(model, D, X - H)
page.write(r"""
With $P = (\frac12, \frac14, \frac14)$ and $Q$ three equal chances, in bits. The divergence is no
distance: taken the other way round it is another number.
""")
P, Q = (sp.Rational(1, 2), sp.Rational(1, 4), sp.Rational(1, 4)), (sp.Rational(1, 3),) * 3


def divergence(true: tuple[sp.Expr, ...], believed: tuple[sp.Expr, ...]) -> sp.Expr:
    """KL(true ‖ believed) in bits."""
    return sp.simplify(sum(a * sp.log(a / b, 2) for a, b in zip(true, believed, strict=True)))


page.number("H(P)", sp.simplify(-sum(a * sp.log(a, 2) for a in P)), "3/2")
page.number("H(P, Q)", sp.N(sp.log(3, 2)), "1.58496")
page.number(r"\mathrm{KL}(P \Vert Q)", sp.N(divergence(P, Q)), "0.08496")
page.number(r"\mathrm{KL}(Q \Vert P)", sp.N(divergence(Q, P)), "0.08170")

page.section("Never less than nothing")
page.write(r"""
Knowing better always pays (Gibbs): $\mathrm{KL} \ge 0$, and $0$ for $Q = P$ alone. It follows from
one function of a number, $g(t) = t - 1 - \log t$:
""")
t = sn.scalar("t", positive=True)
gibbs = sn.Model()
gibbs.define("g", t - 1 - sn.log(t))
page.claim(gibbs, "g", "t", r"1 - \frac{1}{t}")
page.claim(gibbs, "g", ("t", "t"), r"\frac{1}{t^2}")
page.write(r"""
The slope is zero at $t = 1$ alone and the curve bends upwards everywhere, so that $g(t) \ge g(1) =
0$. The divergence is a weighted sum of such numbers, at $t = q_i / p_i$, as long as both sets of
probabilities sum to one:
""")
both = sn.Model()
both.define("D", sn.inner(p, sn.log(p / q)))
both.assume(sn.Eq(sn.total(p), 1))
both.assume(sn.Eq(sn.total(q), 1))
page.equal(both, sn.inner(p, sn.log(p / q)), sn.inner(p, q / p - 1 - sn.log(q / p)))

page.section("Probabilities that are learned")
page.write(r"""
A classifier has a score $z_i$ for every class, and softmax makes probabilities of them. The target
$y$ says which class it is, as a one among zeros, or gives probabilities. How does the loss change
with the scores?
""")
z, y = sn.vector("z", n), sn.vector("y", n)
learned = sn.Model()
learned.define("p", sn.softmax(z))
learned.define("L", -sn.inner(y, sn.log(learned["p"])))
learned.assume(sn.Eq(sn.total(y), 1))
gradient = learned.gradient("L", "z")
page.derive(gradient)
page.write("What is believed less what is true, and nothing else:")
page.claim(learned, "L", "z", "p - y")
page.write(r"""
That the targets sum to one is needed. Without it the formula is wrong, and the right one has their
sum as a factor:
""")
unbound = sn.Model()
unbound.define("p", sn.softmax(z))
unbound.define("L", -sn.inner(y, sn.log(unbound["p"])))
page.claim(unbound, "L", "z", "p - y", expect="refuted")
page.claim(unbound, "L", "z", r"p_i \sum_j y_j - y_i", at="i")
page.write(r"""
With two classes one score is enough: the sigmoid $p = \sigma(z)$ for the first class, $1 - p$ for
the second. The gradient has the same form.
""")
s, target = sn.scalar("z"), sn.scalar("y")
binary = sn.Model()
chance = binary.define("p", sn.sigmoid(s))
binary.define("L", -target * sn.log(chance) - (1 - target) * sn.log(1 - chance))
page.claim(binary, "L", "z", "p - y")
page.write(r"""
The curvature does not know the target: $\operatorname{diag}(p) - p p^\top$, the matrix of
covariances of the classes. It is never negative, so that the loss is convex in the scores.
""")
page.claim(learned, "L", ("z", "z"), r"\operatorname{diag}(p) - p p^\top")

if __name__ == "__main__":
    print(page.text())
