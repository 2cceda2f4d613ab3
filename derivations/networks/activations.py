r"""Activations: the functions that make networks non-linear

A layer weighs, adds, and then bends: every unit puts its sum $z$ through a function of one number.
Which one matters less than that there is one at all ([why](why_nonlinear.html)), and what matters
most is its slope, because [back-propagation](back_propagation.html) multiplies by it. Here is the
catalogue: definition, derivative, values and kinks, as the operations of symnn declare them. Every
derivative is that of the definition. Values and plots are those with the usual parameters; in the
plots the derivative is dashed.
"""

import symnn as sn
from symnn.pages.catalogue import Entry

page = sn.Page(__doc__, uses=["calculus/chain_rule"])

z = sn.scalar("z")
alpha, lam = sn.scalar("alpha", positive=True), sn.scalar("lambda", positive=True)


def entry(title: str, words: str, value: sn.Tensor, usual: sn.Tensor | None = None, **how) -> None:
    """A function of the catalogue; ``usual`` is the one with the usual parameters."""
    usual = value if usual is None else usual
    found = Entry(value, usual, how.get("name", ""))
    page.section(title, words)
    if title != "Step":
        page.show(found.model)
    page.claim(found.model, "y", "z", found.slope, expect=how.get("expect", "proved"))
    kinks = found.kinks_text
    page.write(f"Values: ${found.range_text}$." + (f" Kinks: {kinks}." if kinks else " No kinks."))
    over = how.get("over", (-4, 4))
    page.picture(
        lambda: sn.figures.function(usual, over=over, names=["y"], derivatives=1, size=(330, 190))
    )


entry(
    "Sigmoid",
    r"""The first one, and still the one that makes a probability of a number. Its slope is at most
    $\frac14$ and almost nothing far from zero, where a unit learns slowly.""",
    sn.sigmoid(z),
)
entry(
    "Logarithm of the sigmoid",
    "The logarithm of that probability, computed without loss of digits far from zero.",
    sn.logsigmoid(z),
    name=r"\operatorname{LogSigmoid}(z)",
)
entry(
    "Hyperbolic tangent",
    r"A sigmoid between $-1$ and $1$, $\tanh(z) = 2 \sigma(2 z) - 1$, with the slope $1$ at zero.",
    sn.tanh(z),
)
entry("Softsign", "The same shape with tails that flatten slowly.", sn.softsign(z))
entry(
    "Hard sigmoid",
    "Three straight lines in place of the sigmoid, for small machines.",
    sn.hardsigmoid(z),
    expect="agrees",
)
entry("Hard tanh", "The same in place of the hyperbolic tangent.", sn.hardtanh(z), expect="agrees")
entry(
    "Step",
    r"""The perceptron's (Rosenblatt, 1958): $1$ for $z > 0$, else $0$. Its slope is zero wherever
    it has one, so that nothing can be learned through it by gradients.""",
    sn.step(z),
)
entry(
    "ReLU",
    """The rectifier passes what is positive. Its slope is $1$ or $0$: nothing fades on the way
    back, and units that are off cost nothing. At the kink every slope between $0$ and $1$ would do;
    $0$ is taken.""",
    sn.relu(z),
)
entry(
    "ReLU6",
    "A rectifier that stops at six, for numbers of few bits.",
    sn.relu6(z),
    over=(-2, 8),
)
entry(
    "Leaky ReLU",
    r"""A unit that is off still passes a little, $\alpha = 0.01$ as a rule, so that it can learn to
    come back. Where $\alpha$ is learned it is called PReLU; where it is drawn at random, RReLU.""",
    sn.leaky_relu(z, alpha),
    sn.leaky_relu(z, 0.1),
)
entry(
    "ELU",
    r"""The rectifier with an exponential on the left, so that the mean of the answers is nearer to
    zero (Clevert, Unterthiner and Hochreiter, 2016). For $\alpha = 1$ it has no kink.""",
    sn.elu(z, alpha),
    sn.elu(z),
)
entry(
    "CELU",
    r"An ELU without kink for every $\alpha$ (Barron, 2017).",
    sn.celu(z, alpha),
    sn.celu(z),
)
entry(
    "SELU",
    r"""An ELU of such a scale that answers with mean $0$ and variance $1$ keep them from layer to
    layer: $\lambda \approx 1.0507$, $\alpha \approx 1.6733$ (Klambauer and others, 2017).""",
    lam * sn.elu(z, alpha),
    sn.selu(z),
    name=r"\operatorname{SELU}(z)",
)
entry(
    "Softplus",
    "A smooth rectifier. Its slope is the sigmoid.",
    sn.softplus(z),
)
entry(
    "GELU",
    r"""What is left of a number on average if it is dropped with the probability that a normal one
    is larger (Hendrycks and Gimpel, 2016). $\Phi$ is the distribution function of the standard
    normal distribution, $\varphi$ its density.""",
    sn.gelu(z),
)
entry(
    "SiLU or Swish",
    "The number itself, as far as its sigmoid lets it through (Elfwing, Uchibe and Doya, 2017).",
    sn.silu(z),
)
entry("Mish", "Much the same (Misra, 2019).", sn.mish(z))
entry(
    "Hard swish",
    "SiLU with the hard sigmoid, again for small machines (Howard and others, 2019).",
    sn.hardswish(z),
)
entry("Tanh shrink", "What the hyperbolic tangent takes away.", sn.tanhshrink(z))
entry(
    "Soft shrink",
    r"""Numbers come nearer to zero by $\lambda$, and those that are smaller become zero: denoising
    (Donoho, 1995).""",
    sn.softshrink(z, lam),
    sn.softshrink(z),
)
entry(
    "Hard shrink", "The same, but what is left stays as it is.", sn.hardshrink(z, lam),
    sn.hardshrink(z),
)  # fmt: skip

page.section("Softmax")
page.write(r"""
It makes probabilities of $n$ numbers, positive and with the sum one, and is no function of one
number: every answer depends on every $z_j$. So its derivative is a matrix. More for one means less
for all others.
""")
(n,) = sn.dims("n")
model = sn.Model()
p = model.define("p", sn.softmax(sn.vector("z", n)))
page.claim(model, "p", "z", r"p_i (\delta_{ij} - p_j)", at="ij")
page.claim(model, "p", "z", r"\operatorname{diag}(p) - p p^\top")
page.equal(model, sn.total(p), 1)
page.write("""
[Cross-entropy](../probability/cross_entropy.html) is the loss that goes with it.
""")

if __name__ == "__main__":
    print(page.text())
