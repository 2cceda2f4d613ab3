r"""Checking a homework: mistakes, and what they are

Somebody derived gradients by hand and wrote them down in LaTeX. Which of them are right?
`symnn check homework.tex` reads the file as it is, derives every claim again, and says of each that
it is *proved* for all sizes and values, or *refuted* by a counterexample small enough to be
calculated on paper. Where one change would repair it, a hint names the kind of mistake.
"""

from pathlib import Path

import symnn as sn

page = sn.Page(__doc__, uses=["probability/mean_squared_error", "probability/cross_entropy"])
here = Path(__file__).parent

page.section("A homework about linear regression", "This is what was handed in, `homework.tex`:")
page.code((here / "homework.tex").read_text(encoding="utf-8"), "latex")
page.write("And this is what comes back:")
page.paper(here / "homework.tex", expect=["proved", "refuted", "refuted"])
page.write(r"""
The first gradient is right. The second one has the wrong sign: $y$ stands in the loss with a minus.
In the third the factors are in the wrong order, which the shapes alone give away: a second
derivative by $w$ has $d$ rows and $d$ columns, and $X X^\top$ has $N$.
""")

page.section("An exam about a classifier")
page.write(r"""
Here are mistakes of four kinds that every teacher knows. The model: a batch $X$ goes through a
layer with $\tanh$ and a layer of scores to softmax, and the loss is
[cross-entropy](../probability/cross_entropy.html). The file is `exam.tex`; its
claims, and what they are worth:
""")
page.paper(
    here / "exam.tex", expect=["proved", "refuted", "refuted", "refuted", "proved", "refuted"]
)
page.write(r"""
- The second has forgotten the $1/N$ of the mean.
- In the third the transpose stands on the wrong factor.
- The fourth takes the slope of the sigmoid, $a (1 - a)$, where $\tanh$ has $1 - a^2$.
- In the last one the sum over the batch is missing: all examples share the biases.

What follows from a mistake is not a mistake once more: the fifth is right as it is written, in
terms of $\partial L/\partial Z$, whatever that was thought to be.
""")

page.section("Right ones, to compare")
page.write("The same model in Python, and its gradients as they are derived:")
N, d, h, c = sn.dims("N d h c")
X, Y = sn.matrix("X", N, d), sn.matrix("Y", N, c)
W, b, V = sn.matrix("W", d, h), sn.vector("b", h), sn.matrix("V", h, c)
model = sn.Model()
Z = model.define("Z", X @ W + b)
A = model.define("A", sn.tanh(Z))
S = model.define("S", A @ V)
P = model.define("P", sn.softmax(S))
model.define("L", -sn.mean(sn.total(Y * sn.log(P), axis=1)))
model.assume(sn.Eq(sn.total(Y, axis=1), 1))
gradient = model.gradient("L", ["V", "W", "b"])
page.show(gradient)
page.claim(model, "L", "V", r"\frac{1}{N} A^\top (P - Y)")
page.claim(model, "L", "A", r"\frac{1}{N} (P - Y) V^\top")
page.claim(model, "L", "b", r"\left(\frac{\partial L}{\partial Z}\right)^\top \mathbf{1}")
page.write("""
A verdict says what is wrong, and a hint where to look; how to repair it is left to the student,
unless the teacher asks for the answers.
""")

if __name__ == "__main__":
    print(page.text())
