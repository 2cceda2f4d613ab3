"""Subscripts that are sums, counting from 0, conditions below sums, labels, slices, bars."""

import pytest

from tests.verdicts import kinds

X = r"$x \in \mathbb{R}^n$"
LABELS = (
    r"$F \in \mathbb{R}^{N \times K}$, $y_i \in \{1, \dots, K\}$, $L = -\sum_{i=1}^N F_{i,y_i}$"
)
CONVOLUTION = (
    r"$x \in \mathbb{R}^{n+k-1}$, $w \in \mathbb{R}^k$, $y_i = \sum_{j=1}^{k} w_j x_{i+j-1}$ for "
    r"$i = 1, \dots, n$, $L = L(y)$."
)
ZERO = r"$w, x \in \mathbb{R}^N$, $s = \sum_{m=0}^{N-1} w_m x_m$, $L = \frac12 s^2$."
STEPS = rf"{X}, $E = \sum_{{i=1}}^{{n-1}} (x_{{i+1}} - x_i)^2$."
MEMBERS = {
    "a convolution": (CONVOLUTION, r"\frac{\partial y_i}{\partial w_j} = x_{i+j-1}", "proved"),
    "its lag turned": (CONVOLUTION, r"\frac{\partial y_i}{\partial w_j} = x_{i-j+1}", "refuted"),
    "from 0": (ZERO, r"\frac{\partial L}{\partial w_0} = s x_0", "proved"),
    "from 0, the last": (ZERO, r"\frac{\partial L}{\partial w_{N-1}} = s x_{N-1}", "proved"),
    "from 0, another": (ZERO, r"\frac{\partial L}{\partial w_0} = s x_1", "refuted"),
    "the last entry": (STEPS, r"\frac{\partial E}{\partial x_n} = 2(x_n - x_{n-1})", "proved"),
    "no other entry": (STEPS, r"\frac{\partial E}{\partial x_n} = 2(x_{n-1} - x_n)", "refuted"),
    "outside": (STEPS, r"\frac{\partial E}{\partial x_i} = 4x_i - 2x_{i-1} - 2x_{i+1}", "unclear"),
    "wrong inside": (STEPS, r"\frac{\partial E}{\partial x_i} = 4x_i - 2x_{i-1}", "refuted"),
    "pairs": (
        rf"{X}, $Q = \sum_{{i \ne j}} x_i x_j$.",
        r"\frac{\partial Q}{\partial x_k} = 2 \sum_{j \ne k} x_j",
        "proved",
    ),
    "pairs once": (
        rf"{X}, $Q = \sum_{{i < j}} x_i x_j$.",
        r"\frac{\partial Q}{\partial x_k} = 2 \sum_{j \ne k} x_j",
        "refuted",
    ),
    "an index as a number": (
        rf"{X}, $S = \sum_{{k=1}}^n k x_k$.",
        r"\frac{\partial S}{\partial x_k} = k",
        "proved",
    ),
    "no label is a power": (
        r"$w \in \mathbb{R}$, $S = \sum_{k=1}^n w u^k$.",
        r"\frac{\partial S}{\partial w} = \sum_{k=1}^n u^k",
        "unclear",
    ),
    "labels": (LABELS, r"\frac{\partial L}{\partial F_{ik}} = -\mathbb{1}[y_i = k]", "proved"),
    "labels, the sign": (LABELS, r"\frac{\partial L}{\partial F_{ik}} = \delta_{k y_i}", "refuted"),
    "a row": (
        r"$A \in \mathbb{R}^{m \times n}$, $v \in \mathbb{R}^n$, $f = \sum_{i=1}^m A_{i,:} v$.",
        r"\nabla_v f = \sum_{i=1}^m A_{i,:}^\top",
        "proved",
    ),
    "at a point": (X, r"\left.\frac{d}{dt} (t^3 - t)\right|_{t=2} = 11", "proved"),
    "at another point": (X, r"\left.\frac{d}{dt} (t^3 - t)\right|_{t=1} = 11", "refuted"),
    "a value on one side": (X, r"\left.\frac{d}{dt} (t^3 - t)\right|_{t=1} = 3 t^2 - 1", "unclear"),
    "a partial": (r"$f(u, v) = u^2 v$, $u, v \in \mathbb{R}$.", "f_{uv} = 2u", "proved"),
    "held fixed": (
        r"$a, b \in \mathbb{R}$, $c = a b$, $d = a c$.",
        r"\left.\frac{\partial d}{\partial a}\right|_c = c",
        "proved",
    ),
}


@pytest.mark.parametrize("name", MEMBERS)
def test_a_claim_about_entries(name):
    before, claim, kind = MEMBERS[name]
    assert kinds(f"{before} Then ${claim}$") == [kind]


def test_a_restriction_of_an_index_holds_for_its_claim():
    text = r"For $1 < i < n$, $\frac{\partial E}{\partial x_i} = 4x_i - 2x_{i-1} - 2x_{i+1}$."
    assert kinds(f"{STEPS} {text}") == ["proved"]
    assert kinds(f"{STEPS} {text.replace('- 2x_{i+1}', '+ 2x_{i+1}')}") == ["refuted"]
    text = text.replace("n$", "n$ and $w > 5$", 1)
    assert kinds(f"$w = 3$. {STEPS} {text}") == ["proved"]
