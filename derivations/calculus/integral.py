r"""The integral.

The derivative takes a function apart into its slopes. The integral puts it together again: the
slopes of many short pieces, each times the length of its piece, add up to the whole change. Drawn,
this sum is an area: $\int_a^b f(x)\, dx$ is the area between the curve and the axis, where what
lies below the axis counts as negative.
"""

import math

import sympy as sp

import symnn as sn

page = sn.Page(__doc__, uses=["calculus/limit_definition"])
X, T, N, K = sp.symbols("x t n k", positive=True)

page.section(
    "A sum of thin strips",
    r"""Cut the interval from 0 to 1 into $n$ strips. Under $f(x) = x^2$ the strip that ends at
    $\frac{k}{n}$ is about $\left(\frac{k}{n}\right)^2$ high and $\frac{1}{n}$ wide. The strips
    together are a sum that can be written down, and its limit is the area:""",
)
strips = sp.summation((K / N) ** 2 / N, (K, 1, N))
page.exact(
    r"\sum_{k=1}^{n} \left(\frac{k}{n}\right)^2 \frac{1}{n}",
    strips,
    (N + 1) * (2 * N + 1) / (6 * N**2),
)
page.exact(
    r"\lim_{n \to \infty} \sum_{k=1}^{n} \left(\frac{k}{n}\right)^2 \frac{1}{n}",
    sp.limit(strips, N, sp.oo),
    sp.Rational(1, 3),
)
page.picture(
    lambda: sn.figures.function(sn.scalar("x") ** 2, over=(-0.2, 1.2), area=(0, 1)),
    "The area under $x^2$ between 0 and 1 is a third of the square.",
)

page.section(
    "The fundamental theorem",
    r"""Nobody adds strips, because of one theorem. Let the right end move: the area
    $F(x) = \int_a^x f(t)\, dt$ grows by a strip of height $f(x)$, so that its slope is $f$,
    $$F'(x) = f(x), \qquad \int_a^b f(x)\, dx = F(b) - F(a).$$
    Whoever knows a function $F$ with the slope $f$ knows all areas under $f$. For the sine, the
    function with that slope is $-\cos$:""",
)
x = sn.scalar("x")
model = sn.Model()
model.define("F", -sn.cos(x))
model.define("G", x**3 / 3)
page.show(model)
page.claim(model, "F", "x", r"\sin(x)")
page.claim(model, "G", "x", "x^2")
area = sp.integrate(sp.sin(T), (T, 0, X))
page.exact(r"\int_0^x \sin(t)\, dt", area, 1 - sp.cos(X))
page.exact(r"\frac{d}{dx} \int_0^x \sin(t)\, dt", area.diff(X), sp.sin(X))
page.exact(r"\int_0^1 x^2\, dx", sp.integrate(X**2, (X, 0, 1)), sp.Rational(1, 3))

page.section(
    "Signed area",
    r"""From $-\pi$ to $\pi$ the sine encloses two equal areas, one below the axis, one above. The
    integral is zero, although nothing is small: positive and negative cancel. The area that a
    painter would need is the integral of $|\sin|$.""",
)
Z = sp.Symbol("x", real=True)
page.exact(
    r"\int_{-\pi}^{\pi} \sin(x)\, dx", sp.integrate(sp.sin(Z), (Z, -sp.pi, sp.pi)), sp.Integer(0)
)
page.exact(r"\int_{0}^{\pi} \sin(x)\, dx", sp.integrate(sp.sin(Z), (Z, 0, sp.pi)), sp.Integer(2))
page.exact(r"\int_{-\pi}^{0} \sin(x)\, dx", sp.integrate(sp.sin(Z), (Z, -sp.pi, 0)), sp.Integer(-2))
page.exact(
    r"\int_{-\pi}^{\pi} |\sin(x)|\, dx",
    sp.integrate(sp.Abs(sp.sin(Z)), (Z, -sp.pi, sp.pi)),
    sp.Integer(4),
)
page.picture(
    lambda: sn.figures.function(sn.sin(x), over=(-math.pi, math.pi), area=True),
    r"The signed area of the sine over $[-\pi, \pi]$: $-2$ on the left, $2$ on the right.",
)

page.section(
    "With a computer",
    r"""A computer does add strips, and the error shows how good they are. With the height taken
    at the middle of each strip, the area under the sine from $0$ to $\pi$ with $n$ strips is""",
)


def midpoints(n: int) -> float:
    """The area under the sine from 0 to π by n strips as high as the curve in their middle."""
    width = math.pi / n
    return math.fsum(math.sin((k + 0.5) * width) * width for k in range(n))


page.number("M_{10}", midpoints(10), "2.008248")
page.number("M_{100}", midpoints(100), "2.000082")
page.number("M_{1000}", midpoints(1000), "2.000001")
page.write(
    """Ten times as many strips are a hundred times as exact: the error shrinks with the square of
    the width. [Expectations](../probability/expectation.html) are integrals, too."""
)

if __name__ == "__main__":
    print(page.text())
