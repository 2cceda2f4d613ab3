r"""``symnn check`` judges claims about activations, functions of mathematics and losses.

Each line: what is declared and defined, a right claim, and a wrong one.
"""

from __future__ import annotations

import pytest

from tests.verdicts import kinds

REAL = r"Let $x \in \mathbb{R}$. "
GAMMA = r"Let $x > 0$. $\Gamma$ is the gamma function and $\psi$ is the digamma function. "
SCORES = r"Let $s \in \mathbb{R}^n$ and $y \in \mathbb{R}^n$. "
CLASSES = (
    r"Let $z \in \mathbb{R}^K$, $y \in \mathbb{R}^K$ with $\sum_k y_k = 1$, "
    r"$p = \operatorname{softmax}(z)$. "
)
NORMAL = r"Let $\mu \in \mathbb{R}$, $y \in \mathbb{R}$ and $v > 0$. "
LATENT = r"Let $\mu \in \mathbb{R}^n$ and $v \in \mathbb{R}^n$. "
SETS = r"Let $p \in \mathbb{R}^n$ and $y \in \mathbb{R}^n$. "
WEIGHTS = r"Let $w \in \mathbb{R}^n$, $\lambda \in \mathbb{R}$ and $\mu \in \mathbb{R}$. "
PAIR = r"Let $a \in \mathbb{R}^n$ and $b \in \mathbb{R}^n$. "

CLAIMS = [
    # inverse and hyperbolic functions
    (
        REAL + r"$y = \arcsin(x)$.",
        r"y' = \frac{1}{\sqrt{1 - x^2}}",
        r"y' = \frac{-1}{\sqrt{1 - x^2}}",
    ),
    (
        REAL + r"$y = \arccos(x)$.",
        r"y' = -\frac{1}{\sqrt{1 - x^2}}",
        r"y' = -\frac{1}{\sqrt{1 + x^2}}",
    ),
    (REAL + r"$y = \arctan(x)$.", r"y' = \frac{1}{1 + x^2}", r"y' = \frac{1}{1 - x^2}"),
    (REAL + r"$y = \tan(x)$.", r"y' = \frac{1}{\cos^2(x)}", r"y' = 1 - \tan^2(x)"),
    (REAL + r"$y = \tan(x)$.", r"y' = \sec(x)^2", r"y' = \sec(x)"),
    (REAL + r"$y = \sinh(x)$.", r"y' = \cosh(x)", r"y' = -\cosh(x)"),
    (REAL + r"$y = \cosh(x)$.", r"y' = \sinh(x)", r"y' = -\sinh(x)"),
    (REAL + r"$y = \tanh(x)$.", r"y' = \operatorname{sech}(x)^2", r"y' = \operatorname{sech}(x)"),
    (
        REAL + r"$y = \operatorname{arsinh}(x)$.",
        r"y' = \frac{1}{\sqrt{x^2 + 1}}",
        r"y' = \frac{1}{\sqrt{x^2 - 1}}",
    ),
    (
        REAL + r"$y = \operatorname{artanh}(x)$.",
        r"y' = \frac{1}{1 - x^2}",
        r"y' = \frac{1}{1 + x^2}",
    ),
    (
        REAL + r"$y = \operatorname{erfc}(x)$.",
        r"y' = -\frac{2}{\sqrt{\pi}} e^{-x^2}",
        r"y' = -\frac{2}{\sqrt{\pi}} e^{-2x}",
    ),
    (GAMMA + r"$y = \Gamma(x)$.", r"y' = \Gamma(x) \psi(x)", r"y' = \psi(x)"),
    (GAMMA + r"$y = \log\Gamma(x)$.", r"y' = \psi(x)", r"y' = \Gamma(x) \psi(x)"),
    # activations
    (
        REAL + r"$y = \operatorname{softsign}(x)$.",
        r"y' = \frac{1}{(1 + |x|)^2}",
        r"y' = \frac{1}{1 + |x|}",
    ),
    (
        REAL + r"$y = \operatorname{HardTanh}(x)$.",
        r"y' = \mathbb{1}[-1 < x < 1]",
        r"y' = \mathbb{1}[x < 1]",
    ),
    (
        REAL + r"$y = \operatorname{HardTanh}(x)$.",
        r"y' = \mathbb{1}[|x| < 1]",
        r"y' = \mathbb{1}[|x| > 1]",
    ),
    (
        REAL + r"$y = \operatorname{ReLU6}(x)$.",
        r"y' = \mathbb{1}[6 > x > 0]",
        r"y' = \mathbb{1}[x > 0]",
    ),
    (
        REAL + r"$y = \operatorname{HardSigmoid}(x)$.",
        r"y' = \frac{1}{6} \mathbb{1}[|x| < 3]",
        r"y' = \frac{1}{3} \mathbb{1}[|x| < 3]",
    ),
    (
        REAL + r"$y = \operatorname{HardSwish}(x)$.",
        r"y' = \operatorname{HardSigmoid}(x) + \frac{x}{6} \mathbb{1}[|x| < 3]",
        r"y' = \operatorname{HardSigmoid}(x)",
    ),
    (
        REAL + r"$y = \operatorname{Mish}(x)$ and $t = \tanh(\operatorname{softplus}(x))$.",
        r"y' = t + x \sigma(x) (1 - t^2)",
        r"y' = t + x (1 - t^2)",
    ),
    (REAL + r"$y = \operatorname{TanhShrink}(x)$.", r"y' = \tanh^2(x)", r"y' = 1 - \tanh^2(x)"),
    (
        REAL + r"$y = \operatorname{SoftShrink}(x, 1)$.",
        r"y' = \mathbb{1}[|x| > 1]",
        r"y' = \mathbb{1}[x > 1]",
    ),
    (
        r"Let $x \in \mathbb{R}$ and $\alpha > 0$. $y = \operatorname{CELU}(x, \alpha)$.",
        r"\frac{\partial y}{\partial x} = e^{\min(x, 0)/\alpha}",
        r"\frac{\partial y}{\partial x} = e^{\min(x, 0)}",
    ),
    (
        r"Let $x \in \mathbb{R}$ and $a \in \mathbb{R}$. $y = \operatorname{LeakyReLU}(x, a)$.",
        r"\frac{\partial y}{\partial a} = \min(x, 0)",
        r"\frac{\partial y}{\partial a} = \max(x, 0)",
    ),
    (
        r"Let $u \in \mathbb{R}^n$ and $v \in \mathbb{R}^n$. $L = \sum_i u_i \sigma(v_i)$.",
        r"\frac{\partial L}{\partial v} = u \odot \sigma(v) \odot (1 - \sigma(v))",
        r"\frac{\partial L}{\partial v} = \sigma(v) \odot (1 - \sigma(v))",
    ),
    # losses
    (
        r"Let $d \in \mathbb{R}$ and $\delta > 0$. $L = \operatorname{Huber}(d, \delta)$.",
        r"\frac{\partial L}{\partial d} = \operatorname{clip}(d, -\delta, \delta)",
        r"\frac{\partial L}{\partial d} = \delta \operatorname{sign}(d)",
    ),
    (
        SCORES + r"$L = \frac{1}{n} \sum_{i=1}^n \max(0, 1 - y_i s_i)$.",
        r"\frac{\partial L}{\partial s_i} = -\frac{1}{n} y_i \mathbb{1}[y_i s_i < 1]",
        r"\frac{\partial L}{\partial s_i} = \frac{1}{n} y_i \mathbb{1}[y_i s_i < 1]",
    ),
    (
        SCORES + r"$L = \frac{1}{n} \sum_{i=1}^n \max(0, 1 - y_i s_i)^2$.",
        r"\frac{\partial L}{\partial s_i} = -\frac{2}{n} y_i \max(0, 1 - y_i s_i)",
        r"\frac{\partial L}{\partial s_i} = -\frac{1}{n} y_i \max(0, 1 - y_i s_i)",
    ),
    (
        SCORES + r"$L = \sum_{i=1}^n \log(1 + e^{-y_i s_i})$.",
        r"\frac{\partial L}{\partial s_i} = -y_i \sigma(-y_i s_i)",
        r"\frac{\partial L}{\partial s_i} = -y_i \sigma(y_i s_i)",
    ),
    (
        CLASSES + r"Let $\epsilon > 0$. "
        r"$L = -\sum_{k=1}^K ((1 - \epsilon) y_k + \frac{\epsilon}{K}) \log p_k$.",
        r"\frac{\partial L}{\partial z_k} = p_k - (1 - \epsilon) y_k - \frac{\epsilon}{K}",
        r"\frac{\partial L}{\partial z_k} = p_k - y_k - \frac{\epsilon}{K}",
    ),
    (
        r"Let $z \in \mathbb{R}$, $\gamma > 0$ and $q = \sigma(z)$. $L = -(1 - q)^\gamma \log q$.",
        r"\frac{\partial L}{\partial z} = (1 - q)^\gamma (\gamma q \log q + q - 1)",
        r"\frac{\partial L}{\partial z} = (1 - q)^\gamma (\gamma \log q + q - 1)",
    ),
    (
        r"Let $x \in \mathbb{R}^n$ and $y \in \mathbb{R}^n$. $L = \sum_i (e^{x_i} - y_i x_i)$.",
        r"\frac{\partial L}{\partial x_i} = e^{x_i} - y_i",
        r"\frac{\partial L}{\partial x_i} = e^{x_i} + y_i",
    ),
    (
        NORMAL + r"$L = \frac{1}{2} (\log v + \frac{(y - \mu)^2}{v})$.",
        r"\frac{\partial L}{\partial v} = \frac{1}{2v} - \frac{(y - \mu)^2}{2 v^2}",
        r"\frac{\partial L}{\partial v} = \frac{1}{2v} + \frac{(y - \mu)^2}{2 v^2}",
    ),
    (
        LATENT + r"$L = \frac{1}{2} \sum_i (\mu_i^2 + e^{v_i} - v_i - 1)$.",
        r"\frac{\partial L}{\partial v} = \frac{1}{2} (e^{v} - 1)",
        r"\frac{\partial L}{\partial v} = \frac{1}{2} e^{v}",
    ),
    (
        PAIR + r"$c = \frac{a^\top b}{\|a\| \|b\|}$.",
        r"\frac{\partial c}{\partial a} = \frac{b}{\|a\| \|b\|} - c \frac{a}{\|a\|^2}",
        r"\frac{\partial c}{\partial a} = \frac{b}{\|a\| \|b\|}",
    ),
    (
        PAIR + r"Let $m > 0$. $L = \frac{1}{2} \max(0, m - \|a - b\|)^2$.",
        r"\frac{\partial L}{\partial a} = -\max(0, m - \|a - b\|) \frac{a - b}{\|a - b\|}",
        r"\frac{\partial L}{\partial a} = \max(0, m - \|a - b\|) \frac{a - b}{\|a - b\|}",
    ),
    (
        SETS + r"$L = 1 - \frac{2 p^\top y}{\sum_i p_i + \sum_i y_i}$.",
        (
            r"\frac{\partial L}{\partial p_k} = \frac{2}{\sum_i p_i + \sum_i y_i} "
            r"(\frac{p^\top y}{\sum_i p_i + \sum_i y_i} - y_k)"
        ),
        r"\frac{\partial L}{\partial p_k} = -\frac{2 y_k}{\sum_i p_i + \sum_i y_i}",
    ),
    (
        WEIGHTS + r"$R = \lambda \|w\|_1 + \frac{\mu}{2} \|w\|_2^2$.",
        r"\frac{\partial R}{\partial w} = \lambda \operatorname{sign}(w) + \mu w",
        r"\frac{\partial R}{\partial w} = \lambda w + \mu w",
    ),
]
AGREE = (
    r"y' = \mathbb{1}[-1 < x < 1]",
    r"\frac{\partial y}{\partial x} = e^{\min(x, 0)/\alpha}",
    r"\frac{\partial L}{\partial z} = (1 - q)^\gamma (\gamma q \log q + q - 1)",
)
"""Equal to many digits, without a proof: steps of |x|, minima in exponents, symbolic powers."""


@pytest.mark.parametrize(("given", "right", "wrong"), CLAIMS)
def test_the_right_claim_is_proved_and_the_wrong_one_refuted(given, right, wrong):
    whole = [claim.replace("y'", r"\frac{dy}{dx}") for claim in (right, wrong)]
    claims = "\n".join(rf"\[ {claim} \]" for claim in whole)
    assert kinds(f"{given}\n{claims}") == ["agrees" if right in AGREE else "proved", "refuted"]
