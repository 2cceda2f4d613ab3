r"""Derivative rules of numbers, of the kind that libraries of automatic differentiation list.

Each has a broken twin. A source is a number in the Digital Library of Mathematical Functions
(DLMF, https://dlmf.nist.gov), or a rule by the name of its function in ChainRules.jl
(``@scalar_rule``), in PyTorch's ``derivatives.yaml`` or among JAX's ``jax.lax`` primitives.
"""

# ruff: noqa: E501 - one formula a line, however long
from __future__ import annotations

from tests.literature.identities import Identity

REAL = r"Let $x, y, a, c \in \mathbb{R}$, and $n \in \mathbb{R}$."
POSITIVE = r"Let $x, y, a \in \mathbb{R}$ with $x > 0$, $y > 0$ and $a > 0$."


def rule(source: str, of: str, right: str, twin: str, given: str = REAL, by: str = "x") -> Identity:
    """The derivative of a function of numbers."""
    return Identity(
        source, rf"\frac{{\partial}}{{\partial {by}}} \left( {of} \right)", right, twin, given
    )


CIRCULAR = [
    rule("DLMF 4.20.1", r"\sin x", r"\cos x", r"-\cos x"),
    rule("DLMF 4.20.2", r"\cos x", r"-\sin x", r"\sin x"),
    rule("DLMF 4.20.3", r"\tan x", r"\sec(x)^2", r"\sec x"),
    rule("DLMF 4.20.4", r"\csc x", r"-\csc(x) \cot(x)", r"\csc(x) \cot(x)"),
    rule("DLMF 4.20.5", r"\sec x", r"\sec(x) \tan(x)", r"\sec(x)^2"),
    rule("DLMF 4.20.6", r"\cot x", r"-\csc(x)^2", r"\csc(x)^2"),
    rule("DLMF 4.24.7", r"\arcsin x", r"\frac{1}{\sqrt{1 - x^2}}", r"\frac{1}{1 - x^2}"),
    rule("DLMF 4.24.8", r"\arccos x", r"-\frac{1}{\sqrt{1 - x^2}}", r"\frac{1}{\sqrt{1 - x^2}}"),
    rule("DLMF 4.24.9", r"\arctan x", r"\frac{1}{1 + x^2}", r"\frac{1}{1 - x^2}"),
    rule("ChainRules: tan", r"\tan x", r"1 + \tan(x)^2", r"1 - \tan(x)^2"),
    rule("ChainRules: cot", r"\cot x", r"-(1 + \cot(x)^2)", r"-(1 - \cot(x)^2)"),
    rule("ChainRules: sinc", r"\frac{\sin x}{x}", r"\frac{\cos x - \frac{\sin x}{x}}{x}", r"\frac{\cos x - \sin x}{x}"),
    rule("ChainRules: sincos", r"\sin(x) \cos(x)", r"\cos(x)^2 - \sin(x)^2", r"\cos(x)^2 + \sin(x)^2"),
]  # fmt: skip

HYPERBOLIC = [
    rule("DLMF 4.34.1", r"\sinh x", r"\cosh x", r"-\cosh x"),
    rule("DLMF 4.34.2", r"\cosh x", r"\sinh x", r"-\sinh x"),
    rule("DLMF 4.34.3", r"\tanh x", r"\operatorname{sech}(x)^2", r"\operatorname{sech}(x)"),
    rule("DLMF 4.34.4", r"\operatorname{csch} x", r"-\operatorname{csch}(x) \coth(x)", r"\operatorname{csch}(x) \coth(x)"),
    rule("DLMF 4.34.5", r"\operatorname{sech} x", r"-\operatorname{sech}(x) \tanh(x)", r"\operatorname{sech}(x) \tanh(x)"),
    rule("DLMF 4.34.6", r"\coth x", r"-\operatorname{csch}(x)^2", r"\operatorname{csch}(x)^2"),
    rule("DLMF 4.38.9", r"\operatorname{arcsinh} x", r"\frac{1}{\sqrt{1 + x^2}}", r"\frac{1}{\sqrt{1 - x^2}}"),
    rule("DLMF 4.38.10", r"\operatorname{arccosh} x", r"\frac{1}{\sqrt{x^2 - 1}}", r"-\frac{1}{\sqrt{x^2 - 1}}", POSITIVE),
    rule("DLMF 4.38.11", r"\operatorname{arctanh} x", r"\frac{1}{1 - x^2}", r"\frac{1}{1 + x^2}"),
    rule("ChainRules: tanh", r"\tanh x", r"1 - \tanh(x)^2", r"1 + \tanh(x)^2"),
]  # fmt: skip

EXPONENTIAL = [
    rule("DLMF 4.7.1", r"\ln x", r"\frac{1}{x}", r"-\frac{1}{x}", POSITIVE),
    rule("DLMF 4.7.7", r"e^x", r"e^x", r"x e^{x - 1}"),
    rule("DLMF 4.7.8", r"e^{ax}", r"a e^{ax}", r"e^{ax}"),
    rule("DLMF 4.7.9", r"a^x", r"a^x \ln a", r"x a^{x-1}", POSITIVE),
    rule("DLMF 4.7.10", r"x^a", r"a x^{a - 1}", r"a x^a", POSITIVE),
    rule("DLMF 4.7.3, n = 2", r"\frac{1}{x}", r"-\frac{1}{x^2}", r"\frac{1}{x^2}"),
    rule("ChainRules: ^ by the exponent", r"x^y", r"x^y \log x", r"x^y \log y", POSITIVE, "y"),
    rule("ChainRules: log1p", r"\log(1 + x)", r"\frac{1}{1 + x}", r"\frac{1}{x}", POSITIVE),
    rule("ChainRules: expm1", r"e^x - 1", r"(e^x - 1) + 1", r"e^x - 1"),
    rule("ChainRules: exp2", r"2^x", r"2^x \log 2", r"x 2^{x - 1}"),
    rule("ChainRules: exp10", r"10^x", r"10^x \log 10", r"10^x"),
    rule("ChainRules: log2", r"\log_2 x", r"\frac{1}{x \log 2}", r"\frac{\log 2}{x}", POSITIVE),
    rule("ChainRules: log10", r"\log_{10} x", r"\frac{1}{x \log 10}", r"\frac{1}{x}", POSITIVE),
    rule("PyTorch: log_", r"\log(a x)", r"\frac{1}{x}", r"\frac{1}{a x}", POSITIVE),
    rule("PyTorch: logaddexp", r"\log(e^x + e^y)", r"\frac{e^x}{e^x + e^y}", r"\frac{e^y}{e^x + e^y}"),
    rule("PyTorch: xlogy", r"x \log y", r"\frac{x}{y}", r"\log y", POSITIVE, "y"),
    rule("PyTorch: entr", r"-x \log x", r"-\log x - 1", r"-\log x + 1", POSITIVE),
    rule("PyTorch: logit", r"\operatorname{logit}(x)", r"\frac{1}{x (1 - x)}", r"x (1 - x)", r"Let $x \in \mathbb{R}$ with $x > 0$."),
]  # fmt: skip

ALGEBRA = [
    rule("ChainRules: +", r"x + y", "1", "y"),
    rule("ChainRules: - by the second", r"x - y", "-1", "1", REAL, "y"),
    rule("ChainRules: *", r"x y", "y", "x"),
    rule("ChainRules: /", r"\frac{x}{y}", r"\frac{1}{y}", r"-\frac{1}{y}"),
    rule("ChainRules: / by the second", r"\frac{x}{y}", r"-\frac{x}{y^2}", r"\frac{x}{y^2}", REAL, "y"),
    rule("ChainRules: inv", r"x^{-1}", r"-(x^{-1})^2", r"(x^{-1})^2"),
    rule("ChainRules: sqrt", r"\sqrt{x}", r"\frac{1}{2 \sqrt{x}}", r"\frac{2}{\sqrt{x}}", POSITIVE),
    rule("ChainRules: cbrt", r"x^{1/3}", r"\frac{x^{1/3}}{3 x}", r"\frac{x^{1/3}}{x}", POSITIVE),
    rule("ChainRules: abs2", r"|x|^2", "2 x", r"2 |x|"),
    rule("ChainRules: abs", r"|x|", r"\operatorname{sign}(x)", r"-\operatorname{sign}(x)"),
    rule("ChainRules: hypot", r"\sqrt{x^2 + y^2}", r"\frac{x}{\sqrt{x^2 + y^2}}", r"\frac{y}{\sqrt{x^2 + y^2}}"),
    rule("ChainRules: fma", r"x y + c", "y", "y + c"),
    rule("ChainRules: muladd by the addend", r"x y + c", "1", "x", REAL, "c"),
    rule("PyTorch: rsqrt", r"\frac{1}{\sqrt{x}}", r"-\frac{1}{2} x^{-3/2}", r"-\frac{1}{2} x^{-1/2}", POSITIVE),
    rule("PyTorch: addcmul", r"c + a x y", r"a y", r"a x"),
    rule("PyTorch: addcdiv", r"c + a \frac{x}{y}", r"-a \frac{x}{y^2}", r"a \frac{x}{y^2}", REAL, "y"),
    rule("PyTorch: lerp by the weight", r"x + a (y - x)", r"y - x", r"x - y", REAL, "a"),
    rule("PyTorch: lerp", r"x + a (y - x)", r"1 - a", "a"),
    rule("PyTorch: square", "x^2", "2 x", "x"),
    rule("JAX: integer_pow", "x^5", "5 x^4", "4 x^5"),
    rule("JAX: atan2", r"\operatorname{atan2}(y, x)", r"-\frac{y}{x^2 + y^2}", r"\frac{y}{x^2 + y^2}"),
    rule("ChainRules: atan by the first", r"\arctan(y/x)", r"\frac{x}{x^2 + y^2}", r"\frac{y}{x^2 + y^2}", REAL, "y"),
    rule("ChainRules: max", r"\max(x, y)", r"\mathbb{1}[x > y]", r"\mathbb{1}[x < y]"),
    rule("PyTorch: minimum", r"\min(x, y)", r"\mathbb{1}[x < y]", r"\mathbb{1}[x > y]"),
]  # fmt: skip

SPECIAL = [
    rule("DLMF 7.10.1", r"\operatorname{erf}(x)", r"\frac{2}{\sqrt{\pi}} e^{-x^2}", r"\frac{1}{\sqrt{\pi}} e^{-x^2}"),
    rule("PyTorch: erfc", r"1 - \operatorname{erf}(x)", r"-\frac{2}{\sqrt{\pi}} e^{-x^2}", r"\frac{2}{\sqrt{\pi}} e^{-x^2}"),
    rule("DLMF 5.2.2", r"\log\Gamma(x)", r"\psi(x)", r"-\psi(x)", r"Let $x \in \mathbb{R}$ with $x > 0$, $\Gamma$ the gamma function and $\psi$ the digamma function."),
    rule("ChainRules: gamma", r"\Gamma(x)", r"\Gamma(x) \psi(x)", r"\psi(x)", r"Let $x \in \mathbb{R}$ with $x > 0$, $\Gamma$ the gamma function and $\psi$ the digamma function."),
]  # fmt: skip

ACTIVATIONS = [
    rule("PyTorch: sigmoid", r"\sigma(x)", r"\sigma(x) (1 - \sigma(x))", r"\sigma(x) (1 + \sigma(x))"),
    rule("PyTorch: log_sigmoid", r"\log\sigma(x)", r"1 - \sigma(x)", r"\sigma(x)"),
    rule("PyTorch: softplus", r"\log(1 + e^x)", r"\sigma(x)", r"1 - \sigma(x)"),
    rule("PyTorch: silu", r"x \sigma(x)", r"\sigma(x) (1 + x (1 - \sigma(x)))", r"\sigma(x) (1 - x (1 - \sigma(x)))"),
    rule("PyTorch: threshold", r"\operatorname{ReLU}(x)", r"\mathbb{1}[x > 0]", r"\mathbb{1}[x < 0]"),
    rule("PyTorch: elu", r"\operatorname{ELU}(x)", r"\begin{cases} 1 & x > 0 \\ e^x & x \le 0 \end{cases}", r"\begin{cases} 1 & x > 0 \\ e^x - 1 & x \le 0 \end{cases}"),
    rule("PyTorch: leaky_relu", r"\max(x, a x)", r"\begin{cases} 1 & x > a x \\ a & x < a x \end{cases}", r"\begin{cases} a & x > a x \\ 1 & x < a x \end{cases}"),
    rule("PyTorch: gelu", r"\frac{x}{2} \left(1 + \operatorname{erf}\left(\frac{x}{\sqrt{2}}\right)\right)",
         r"\frac12 \left(1 + \operatorname{erf}\left(\frac{x}{\sqrt{2}}\right)\right) + \frac{x}{\sqrt{2 \pi}} e^{-x^2/2}",
         r"\frac12 \left(1 + \operatorname{erf}\left(\frac{x}{\sqrt{2}}\right)\right) + \frac{x}{\sqrt{2 \pi}} e^{-x^2}"),
    rule("PyTorch: tanhshrink", r"x - \tanh x", r"\tanh(x)^2", r"1 - \tanh(x)"),
    rule("PyTorch: softsign", r"\frac{x}{1 + |x|}", r"\frac{1}{(1 + |x|)^2}", r"\frac{1}{1 + |x|}"),
    rule("PyTorch: mish", r"x \tanh(\log(1 + e^x))",
         r"\tanh(\log(1 + e^x)) + x \sigma(x) (1 - \tanh(\log(1 + e^x))^2)",
         r"\tanh(\log(1 + e^x)) - x \sigma(x) (1 - \tanh(\log(1 + e^x))^2)"),
    rule("PyTorch: mse_loss", r"(x - y)^2", r"2 (x - y)", r"2 (y - x)"),
    rule("PyTorch: binary_cross_entropy", r"-y \log x - (1 - y) \log(1 - x)", r"\frac{x - y}{x (1 - x)}", r"\frac{y - x}{x (1 - x)}", r"Let $x, y \in \mathbb{R}$."),
    rule("PyTorch: binary_cross_entropy_with_logits", r"\log(1 + e^x) - x y", r"\sigma(x) - y", r"y - \sigma(x)"),
    rule("PyTorch: soft_margin_loss", r"\log(1 + e^{-x y})", r"-y \sigma(-x y)", r"y \sigma(-x y)"),
]  # fmt: skip

RULES = [*CIRCULAR, *HYPERBOLIC, *EXPONENTIAL, *ALGEBRA, *SPECIAL, *ACTIVATIONS]
