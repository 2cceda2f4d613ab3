r"""The derivative as a limit.

How steep is a curve at one point? Two points of it give a straight line, a *secant*, and its slope
is the *difference quotient* $\frac{f(x + h) - f(x)}{h}$: how much $f$ rises, for each unit of the
step $h$. Let the second point come closer. If the slopes of the secants tend to one number, then
that number is the *derivative* $f'(x)$, and the line through the point with this slope is the
*tangent*.
"""

import math

import sympy as sp

import symnn as sn

page = sn.Page(__doc__)

x, h = sn.scalar("x"), sn.scalar("h")
X, H = sp.symbols("x h", real=True)


def quotient(f: sp.Expr) -> sp.Expr:
    """The slope of the secant of f between x and x + h."""
    return (f.subs(X, X + H) - f) / H


page.section(
    "From secants to the tangent",
    """Take $f(x) = x^2$. Written out, the quotient can be divided by $h$, as long as $h$ is not
    zero:""",
)
model = sn.Model()
model.define("f", x**2)
model.define("g", x + h)
page.equal(model, r"\frac{(x + h)^2 - x^2}{h}", "2x + h")
page.write("Now nothing stands in the way of letting $h$ go to zero:")
page.exact(r"\lim_{h \to 0} \frac{(x + h)^2 - x^2}{h}", sp.limit(quotient(X**2), H, 0), 2 * X)
page.claim(model, "f", "x", "2x")
page.write(
    r"""The second line says the same. It is written with $\partial$, as all derivatives
    here are, because most functions of this book have more than one input; with one input
    $\frac{\partial f}{\partial x}$, $\frac{df}{dx}$ and $f'(x)$ mean the same."""
)
page.picture(
    lambda: sn.figures.secants(x**2, 1, (2.0, 1.0, 0.5, 0.1)),
    "Secants of $x^2$ through the point at 1: their slopes 4, 3, 2.5, 2.1 tend to that of the "
    "tangent, 2.",
)

page.section(
    "The tangent",
    r"""The tangent at $x_0$ goes through the point $(x_0, f(x_0))$ with the slope $f'(x_0)$. It is
    the straight line that stays closest to the curve there: what is left over shrinks faster
    than the step, like $h^2$ and not like $h$.""",
)
page.exact(
    r"\lim_{h \to 0} \frac{f(x + h) - f(x) - f'(x)\, h}{h}",
    sp.limit(quotient(X**2) - 2 * X, H, 0),
    sp.Integer(0),
)

page.section(
    "More limits", "The limit is the definition; the rules of the trade come from it. Four of them:"
)
rules = sn.Model()
for name, f in zip("abcd", [x**3, 1 / x, sn.sin(x), sn.exp(x)], strict=True):
    rules.define(name, f)
page.show(rules)
functions = [X**3, 1 / X, sp.sin(X), sp.exp(X)]
slopes = [3 * X**2, -1 / X**2, sp.cos(X), sp.exp(X)]
for name, f, slope in zip("abcd", functions, slopes, strict=True):
    difference = rf"\frac{{{name}(x + h) - {name}(x)}}{{h}}"
    page.exact(rf"\lim_{{h \to 0}} {difference}", sp.limit(quotient(f), H, 0), slope)
for name, slope in zip("abcd", ["3x^2", r"-\frac{1}{x^2}", r"\cos(x)", "e^x"], strict=True):
    page.claim(rules, name, "x", slope)

page.section(
    "With a computer",
    r"""A computer cannot let $h$ go to zero, but a small step comes close. For $f(x) = \sin(x)$ at
    $x = 1$ and $h = 10^{-4}$ the difference quotient is near $\cos(1)$; with a step to each side,
    $\frac{f(x + h) - f(x - h)}{2h}$, it is much nearer, since the errors of both sides nearly
    cancel.""",
)


def forward(step: float) -> float:
    """The difference quotient of the sine at 1."""
    return (math.sin(1 + step) - math.sin(1)) / step


def central(step: float) -> float:
    """The same with a step to each side."""
    return (math.sin(1 + step) - math.sin(1 - step)) / (2 * step)


page.number(r"\cos(1)", sp.cos(1), "0.54030231")
page.number(r"\frac{\sin(1 + 10^{-4}) - \sin(1)}{10^{-4}}", forward(1e-4), "0.54026023")
page.number(
    r"\frac{\sin(1 + 10^{-4}) - \sin(1 - 10^{-4})}{2 \cdot 10^{-4}}", central(1e-4), "0.54030230"
)
page.write(
    """Smaller is not always better. Numbers in a computer have about 16 digits; the difference of
    two nearly equal ones keeps only the last of them, and dividing by $h$ makes their errors
    large."""
)


def power(error: float) -> str:
    """An error with one digit."""
    digit, exponent = f"{error:.0e}".split("e")
    return rf"${digit} \cdot 10^{{{int(exponent)}}}$"


page.table(
    ["Step", "Error of the quotient", "Error with both sides"],
    [
        [f"$10^{{{k}}}$", *(power(abs(q(10.0**k) - math.cos(1))) for q in (forward, central))]
        for k in (-1, -2, -4, -6, -8, -10, -12)
    ],
)
page.write(
    """This is how every derivation of these pages is checked, with a step that is chosen by the
    size of both errors."""
)

page.section(
    "Where there is no tangent",
    r"""The limit need not exist. At the kink of $|x|$ the secants to the right have the slope 1,
    those to the left the slope $-1$:""",
)
page.exact(
    r"\lim_{h \to 0,\; h > 0} \frac{|h|}{h}", sp.limit(sp.Abs(H) / H, H, 0, "+"), sp.Integer(1)
)
page.exact(
    r"\lim_{h \to 0,\; h < 0} \frac{|h|}{h}", sp.limit(sp.Abs(H) / H, H, 0, "-"), sp.Integer(-1)
)
page.picture(
    lambda: sn.figures.function(abs(x), over=(-2, 2), derivatives=1),
    "$|x|$, and its slope, dashed.",
)
page.write(
    """Wherever the limit exists, rules make it unnecessary. The first and most important of them is
    the [chain rule](chain_rule.html)."""
)

if __name__ == "__main__":
    print(page.text())
